# SPDX-License-Identifier: Apache-2.0

VIRTIO := lib/virtio/dma.c lib/virtio/virtqueue.c lib/virtio/mmio.c
$(eval $(call library,virtio,native,$(VIRTIO) lib/virtio/registers.c))
# On the host the registers are those of a fake device.
$(eval $(call library,virtio,host fuzz,$(VIRTIO) lib/virtio/test/fake.c))

$(eval $(call host_test,virtqueue,lib/virtio/test/virtqueue.c,virtio))
$(eval $(call host_test,virtio-mmio,lib/virtio/test/mmio.c,virtio))
$(eval $(call fuzzer,virtqueue,lib/virtio/test/fuzz_used.c,virtio,,lib/virtio/test/corpus/virtqueue))
