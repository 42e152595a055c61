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
	make_users "$root" "$2"
	make_services "$root" "$2"
	[ ! -d "$root/usr/share/glib-2.0/schemas" ] || glib-compile-schemas "$root/usr/share/glib-2.0/schemas"
	: >"$root/etc/machine-id"
	rm -rf "$root/usr/share/doc" "$root/usr/share/man" "$root/usr/share/locale"
	chmod 440 "$root"/etc/sudoers.d/*
	install -d -o 1000 -g 1000 "$root/home/owner"
}

# make_users ROOT VARIANT: the users that base-passwd has, those that packages would have added, and `owner`.
# Nobody has a password, root included: what starts as owner is started by a service.
make_users() {
	cp "$1/usr/share/base-passwd/passwd.master" "$1/etc/passwd"
	cp "$1/usr/share/base-passwd/group.master" "$1/etc/group"
	id=100
	for user in $(names "$RECIPE/common/users") $(names "$RECIPE/$2/users"); do
		printf '%s:x:%s:%s::/nonexistent:/usr/sbin/nologin\n' "$user" $id $id >>"$1/etc/passwd"
		printf '%s:x:%s:\n' "$user" $id >>"$1/etc/group"
		id=$((id + 1))
	done
	printf 'owner:x:1000:1000:Owner:/home/owner:/bin/bash\n' >>"$1/etc/passwd"
	printf 'owner:x:1000:\n' >>"$1/etc/group"
	for group in audio input render seat sudo video; do
		grep -q "^$group:" "$1/etc/group" || {
			printf '%s:x:%s:\n' $group $id >>"$1/etc/group"
			id=$((id + 1))
		}
		sed -i "s/^$group:.*:\$/&owner/" "$1/etc/group"
	done
	sed 's/^\([^:]*\):.*/\1:!:20000::::::/' "$1/etc/passwd" >"$1/etc/shadow"
	chmod 600 "$1/etc/shadow"
}

# make_services ROOT VARIANT: what systemd starts, and what it does not, in a variant that has systemd.
make_services() {
	[ -e "$RECIPE/$2/enabled" ] || return 0
	for unit in $(names "$RECIPE/$2/masked"); do
		ln -sf /dev/null "$1/etc/systemd/system/$unit"
	done
	mkdir -p "$1/etc/systemd/system/graphical.target.wants"
	for unit in $(names "$RECIPE/$2/enabled"); do
		for place in etc usr/lib; do
			[ ! -e "$1/$place/systemd/system/$unit" ] ||
				ln -sf "/$place/systemd/system/$unit" "$1/etc/systemd/system/graphical.target.wants/$unit"
		done
	done
	ln -sf /usr/lib/systemd/system/graphical.target "$1/etc/systemd/system/default.target"
}

# make_disk ROOT FILE: as large as its content and 512 MiB more; the file is sparse.
make_disk() {
	size=$(($(du -sm "$1" | cut -f 1) * 11 / 10 + 512))
	mke2fs -q -t ext4 -L open -m 0 -E lazy_itable_init=1,nodiscard -d "$1" "$2" "${size}M"
}
