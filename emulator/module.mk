# SPDX-License-Identifier: Apache-2.0
#
# What whole phones in the emulator need, and the words of ./holdfast that start them.

EMULATOR_TOOLS := $(addprefix $(B)/host/,network manifest wav-check wav-speech)
EMULATOR_NEEDS := $(B)/kernel/holdfast.img $(B)/phone/virt.pack $(EMULATOR_TOOLS)

export MIC OUT BACK BACKOUT TALK PCAP
.PHONY: call run
call: $(EMULATOR_NEEDS)
	@emulator/call

run: $(EMULATOR_NEEDS)
	@exec emulator/run '$(or $(PHONES),2)' '$(or $(PORT),8080)' '$(OPEN)'
