# SPDX-License-Identifier: Apache-2.0
#
# Init: a flat image that the kernel carries, build/native/init.bin. The planner is also the host tool's.

INIT_PLAN := $(addprefix user/init/,plan.c device.c grant.c body.c account.c)
INIT_WORK := $(addprefix user/init/,open.c build.c run.c desk.c clear.c memory.c serve.c say.c seed.c)

$(eval $(call library,plan,host fuzz native,$(INIT_PLAN)))
$(eval $(call library,init,host native,$(INIT_WORK)))
$(eval $(call link,native,$(B)/native/init.elf,user/init/start.S user/init/main.c,\
	init plan manifest cpio elf fdt format hf,-Wl$(comma)-T$(comma)user/init/init.ld))
$(B)/native/init.elf: user/init/init.ld
$(B)/native/init.bin: $(B)/native/init.elf
	@$(CROSS)objcopy -O binary $< $@
