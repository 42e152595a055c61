# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
#
# What the set-up scripts share: messages, one word of root, and this machine's Debian release.

say() {
	printf 'holdfast: %s\n' "$*" >&2
}

die() {
	printf 'holdfast: error: %s\n' "$*" >&2
	exit 1
}

# as_root COMMAND...: the only way to root, and apt is all that it is used for.
as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	elif command -v su >/dev/null && [ -t 0 ]; then
		say "root's password is asked for by su, to run: $*"
		# su takes one string: each argument is quoted for the shell that will read it.
		su -c "$(quote "$@")" root
	else
		die "root is needed to run: $(quote "$@"), and there is neither sudo nor a terminal on which su could ask for" \
			"the password. Install sudo, or start from a terminal"
	fi
}

quote() {
	for word; do
		printf "'%s' " "$(printf '%s' "$word" | sed "s/'/'\\\\''/g")"
	done
}

# release: the code name of this machine's Debian, `bookworm` or `trixie`.
release() {
	# shellcheck disable=SC1091
	(. /etc/os-release && printf '%s\n' "${VERSION_CODENAME:-unknown}")
}
