# SPDX-License-Identifier: Apache-2.0

# The virtual machine monitor but for its native main: runs on the host too.
VMM := $(addprefix user/vmm/,board.c dtb.c image.c line.c pl011.c pl031.c primecell.c psci.c sysreg.c \
	tree.c vm.c gic/bank.c gic/deliver.c gic/distributor.c gic/redistributor.c \
	virtio/block.c virtio/console.c virtio/device.c virtio/gpu.c virtio/input.c virtio/net.c \
	virtio/queue.c virtio/rng.c virtio/scene.c)
$(eval $(call library,vmm,host fuzz native,$(VMM)))
