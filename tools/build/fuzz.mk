# SPDX-License-Identifier: Apache-2.0
#
# make fuzz [TIME=60] [FUZZERS="NAME..."]: each fuzzer for TIME seconds, from its seeds and from what earlier runs
# found to be new. A finding fails, and is kept in build/fuzz/found/.

TIME ?= 60
.PHONY: fuzz list-fuzz
list-fuzz: $$(addprefix $(B)/fuzz/,$$(FUZZERS)) | $(T)
	$(call test_list,fuzz,$(foreach f,$(FUZZERS),fuzz-$(f) tools/test/fuzz $(f) $(TIME) $(FUZZ_CORPUS_$(f))$(newline)))
fuzz: list-fuzz
	@TEST_LIMIT=$$(($(TIME) + 300)) tools/test/run $(T) fuzz
