# SPDX-License-Identifier: Apache-2.0

# The virtual machine monitor but for its native main: runs on the host too.
VMM := $(addprefix user/vmm/,board.c dtb.c image.c line.c pl011.c pl031.c primecell.c psci.c sysreg.c \
	tree.c vm.c gic/bank.c gic/deliver.c gic/distributor.c gic/redistributor.c \
	virtio/block.c virtio/console.c virtio/device.c virtio/gpu.c virtio/input.c virtio/net.c \
	virtio/queue.c virtio/rng.c virtio/scene.c)
$(eval $(call library,vmm,host fuzz native,$(VMM)))

VMM_GUEST := user/vmm/test/guest.c
$(eval $(call host_test,vmm-gic,user/vmm/test/gic_test.c $(VMM_GUEST),vmm))
$(eval $(call host_test,vmm-boot,user/vmm/test/boot_test.c $(VMM_GUEST),vmm fdt))
$(eval $(call host_test,vmm-queue,user/vmm/test/queue_test.c $(VMM_GUEST),vmm))
$(eval $(call host_test,vmm-devices,user/vmm/test/device_test.c $(VMM_GUEST),vmm))
$(eval $(call host_test,vmm-gpu,user/vmm/test/gpu_test.c $(VMM_GUEST),vmm))
$(eval $(call host_test,vmm-disk,user/vmm/test/disk_test.c user/vmm/disk.c,virtio))
$(eval $(call host_test,vmm-nic,user/vmm/test/nic_test.c user/vmm/nic.c,virtio))

VMM_FUZZ := user/vmm/test/fuzz_guest.c
$(eval $(call fuzzer,vmm-exits,user/vmm/test/fuzz_exits.c $(VMM_FUZZ),vmm,,user/vmm/test/corpus/vmm-exits))
$(eval $(call fuzzer,vmm-queues,user/vmm/test/fuzz_queues.c $(VMM_FUZZ),vmm,,user/vmm/test/corpus/vmm-queues))
$(eval $(call fuzzer,vmm-gpu,user/vmm/test/fuzz_gpu.c $(VMM_FUZZ),vmm,,user/vmm/test/corpus/vmm-gpu))

VMM_NATIVE := $(addprefix user/vmm/,main.c machine.c disk.c nic.c)
$(eval $(call native_program,vmm,$(VMM_NATIVE),vmm virtio))

# vmm alone on the kernel, in init's place: build/kernel/vmm-alone.img
VMM_ALONE := $(B)/native/vmm-alone
$(eval $(call link,native,$(VMM_ALONE).elf,user/vmm/test/qemu/main.c $(VMM_NATIVE),vmm virtio cpio format hf,\
	-Wl$(comma)-T$(comma)kernel/test/qemu/init.ld -Wl$(comma)-e$(comma)_start))
$(VMM_ALONE).elf: kernel/test/qemu/init.ld
$(VMM_ALONE).bin: $(VMM_ALONE).elf
	@$(CROSS)objcopy -O binary $< $@
$(eval $(call kernel_image,vmm-alone,$(VMM_ALONE).bin))

VMM_LINUX := $(B)/kernel/vmm-alone.img cache/open/Image cache/open/initrd
$(eval $(call kernel_test,vmm-linux,user/vmm/test/qemu/linux $(VMM_LINUX),$(VMM_LINUX)))

# A guest that attacks: a flat image that looks like Linux.
HOSTILE := user/vmm/test/hostile/start.S user/vmm/test/hostile/hostile.c
$(eval $(call link,native,$(B)/native/hostile.elf,$(HOSTILE),,-Wl$(comma)-T$(comma)user/vmm/test/hostile/hostile.ld -Wl$(comma)--no-warn-rwx-segments))
$(B)/native/hostile.elf: user/vmm/test/hostile/hostile.ld
$(B)/native/hostile.img: $(B)/native/hostile.elf
	@$(CROSS)objcopy -O binary $< $@
VMM_HOSTILE := $(B)/kernel/vmm-alone.img $(B)/native/hostile.img
$(eval $(call kernel_test,vmm-hostile,user/vmm/test/qemu/hostile $(VMM_HOSTILE),$(VMM_HOSTILE)))
