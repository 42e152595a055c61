# SPDX-License-Identifier: Apache-2.0

$(eval $(call library,contacts,host fuzz linux,lib/contacts/contacts.c))
$(eval $(call host_test,contacts,lib/contacts/test/contacts.c,contacts text))
$(eval $(call fuzzer,contacts,lib/contacts/test/fuzz.c,contacts text,,lib/contacts/test/corpus/contacts))
