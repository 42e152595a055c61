# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
#
# Debian's arm64 kernel, and the initramfs that brings a virtual machine's devices up.

# The devices that the open world's virtual machine may have, and the file system of its disk. What they depend
# on comes along, and all are loaded in this order.
BOOT_MODULES="virtio_mmio virtio_blk ext4 virtio_rng virtio_input evdev virtio_gpu virtio_net virtio_snd"

# Drivers that a virtual machine has no hardware for are left out of the disk.
DRIVERS="virtio block/loop.ko* block/zram char/hw_random gpu/drm/virtio input/evdev.ko* input/misc/uinput.ko*
	net/tun.ko* net/veth.ko* net/dummy.ko* net/virtio_net.ko* net/wireguard"

# unpack_kernel DIRECTORY: linux-image-arm64 only depends on the kernel's own package, whose name has the version.
unpack_kernel() {
	package=$(apt-cache -c "$APT/conf" depends linux-image-arm64 | sed -n 's/^ *Depends: \(linux-image-[^ ]*\)$/\1/p')
	VERSION=${package#linux-image-}
	debian_unpack_alone "$1" "$package"
	depmod -b "$1/usr" "$VERSION"
}

# module_files KERNEL NAME...: each module's file, after those that it depends on.
module_files() {
	tree=$1
	shift
	modprobe -d "$tree/usr" -S "$VERSION" --show-depends -a "$@" | sed -n 's/^insmod \([^ ]*\).*/\1/p' | awk '!seen[$0]++'
}

# make_initrd WORK FILE. The modules are stored plainly: unpacking them is slow on an emulated CPU.
make_initrd() {
	tree=$1/initramfs
	debian_unpack_alone "$1/busybox" busybox-static
	mkdir -p "$tree/bin" "$tree/modules" "$tree/dev" "$tree/proc" "$tree/sys" "$tree/root"
	cp "$1/busybox/usr/bin/busybox" "$tree/bin/"
	install -m 755 "$RECIPE/initramfs/init" "$tree/init"
	# shellcheck disable=SC2086 # a list of words
	for file in $(module_files "$1/kernel" $BOOT_MODULES); do
		name=$(basename "$file" .xz)
		xz -dc "$file" >"$tree/modules/$name"
		printf '%s\n' "$name" >>"$tree/modules/order"
	done
	mknod -m 600 "$tree/dev/console" c 5 1
	(cd "$tree" && find . | LC_ALL=C sort | cpio --quiet -o -H newc) >"$2"
}

# install_modules KERNEL ROOT: for programs that ask for a module later.
install_modules() {
	from=$1/usr/lib/modules/$VERSION
	to=$2/usr/lib/modules/$VERSION
	mkdir -p "$to"
	cp "$from"/modules.* "$to"
	(
		cd "$from" || exit
		find kernel -path kernel/drivers -prune -o -type f -print
		cd kernel/drivers || exit
		# shellcheck disable=SC2086 # a list of words, some with patterns
		find $DRIVERS -type f -printf 'kernel/drivers/%p\n'
	) | (cd "$from" && cpio --quiet -pdm "$to")
	depmod -b "$2/usr" "$VERSION"
}
