# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
#
# The open world's disk: packages, users, and the files kept here.

# names FILE: the words of a list, without its comments.
names() {
	sed 's/#.*//' "$1"
}

# make_root WORK VARIANT: WORK/root
make_root() {
	root=$1/root
	# shellcheck disable=SC2046 # lists of words
	debian_unpack "$root" $(names "$RECIPE/common/packages") $(names "$RECIPE/$2/packages")
	mv "$root/PACKAGES" "$1/root.PACKAGES"
	cp -r --no-preserve=mode,ownership "$RECIPE/common/root/." "$RECIPE/$2/root/." "$root"
	chmod 755 "$root"/usr/local/*bin/*
	make_users "$root"
	make_indexes "$root/usr/share"
	rm -f "$root/etc/machine-id"
	rm -rf "$root/usr/share/man" "$root/usr/share/locale"
	find "$root/usr/share/doc" -type f ! -name copyright -delete
	chmod 440 "$root"/etc/sudoers.d/*
	install -d -o 1000 -g 1000 "$root/home/owner"
}

# make_indexes SHARE: the files that the packages' triggers would have made of others.
make_indexes() {
	if [ -n "$(find "$1/glib-2.0/schemas" -name '*.xml' 2>/dev/null)" ]; then
		glib-compile-schemas "$1/glib-2.0/schemas"
	fi
	if [ -d "$1/mime/packages" ]; then
		update-mime-database "$1/mime"
	fi
}

# make_users ROOT: the users that base-passwd has, the message bus's, and `owner`. Nobody has a
# password, root included, so nobody can log in: what runs as owner is started by init.
make_users() {
	cp "$1/usr/share/base-passwd/passwd.master" "$1/etc/passwd"
	cp "$1/usr/share/base-passwd/group.master" "$1/etc/group"
	cat >>"$1/etc/passwd" <<-END
		messagebus:x:100:100::/nonexistent:/usr/sbin/nologin
		owner:x:1000:1000:Owner:/home/owner:/bin/bash
	END
	printf '%s\n' messagebus:x:100: seat:x:101: input:x:102: render:x:103: owner:x:1000: >>"$1/etc/group"
	for group in audio input render seat video; do
		sed -i "s/^$group:.*:\$/&owner/" "$1/etc/group"
	done
	sed 's/^\([^:]*\):.*/\1:!:20000::::::/' "$1/etc/passwd" >"$1/etc/shadow"
	chmod 600 "$1/etc/shadow"
}

# make_disk ROOT FILE: as large as its content and 512 MiB more; the file is sparse.
make_disk() {
	size=$(($(du -sm "$1" | cut -f 1) * 11 / 10 + 512))
	mke2fs -q -t ext4 -L open -m 0 -E lazy_itable_init=1,nodiscard -d "$1" "$2" "${size}M"
}
