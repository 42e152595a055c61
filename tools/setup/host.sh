# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
#
# This machine's own packages: which of the list are missing, and installing them. Nothing is asked of
# root when nothing is missing.
#
# QEMU 10.0 is in Debian 13. Debian 12 has it in bookworm-backports: that source is added in a file of
# its own, together with a pin that lets apt take QEMU's packages from it, and no others. Delete both
# files to undo it.

QEMU_SOURCE=/etc/apt/sources.list.d/holdfast-qemu.sources
QEMU_PIN=/etc/apt/preferences.d/holdfast-qemu

# wanted NEED...: what the list has for these needs, as NAME or NAME>=VERSION.
wanted() {
	while read -r package when _; do
		case $package in '' | '#'*) continue ;; esac
		for need in always "$@"; do
			case ,$when, in *,"$need",*) printf '%s\n' "$package" && break ;; esac
		done
	done <"$HERE/packages"
}

# missing NEED...: what of it is not installed, one a line. One question to dpkg answers for all, for
# this runs each time.
missing() {
	list=$(wanted "$@")
	# shellcheck disable=SC2016,SC2046 # dpkg's own variables; a list of words
	have=" $(dpkg-query -W -f '${Package}=${db:Status-Status}=${Version}\n' \
		$(printf '%s\n' "$list" | sed 's/>=.*//') 2>/dev/null | tr '\n' ' ')"
	for package in $list; do
		is_installed "$package" || printf '%s\n' "$package"
	done
}

# is_installed NAME[>=VERSION]: whether $have has it, and new enough.
is_installed() {
	case $have in *" ${1%%>=*}=installed="*) ;; *) return 1 ;; esac
	version=${have#*" ${1%%>=*}=installed="}
	is_enough "$1" "${version%% *}"
}

# is_enough NAME[>=VERSION] VERSION
is_enough() {
	case $1 in *'>='*) dpkg --compare-versions "$2" ge "${1#*>=}" ;; esac
}

candidate() {
	LC_ALL=C apt-cache policy "$1" | sed -n 's/^  Candidate: //p'
}

# offer NAME[>=VERSION]: sees to it that apt has such a version.
offer() {
	is_enough "$1" "$(candidate "${1%%>=*}")" && return
	case $1,$(release) in
	qemu-*,bookworm) add_qemu_source ;;
	*) die "$1 is needed, and this Debian has version $(candidate "${1%%>=*}"). Holdfast is tried on Debian 12 and 13" ;;
	esac
}

add_qemu_source() {
	say "adding bookworm-backports for QEMU alone: $QEMU_SOURCE, $QEMU_PIN"
	new=$(mktemp -d)
	chmod 755 "$new"
	cat >"$new/source" <<-END
		# Added by Holdfast for QEMU 10; see $QEMU_PIN.
		Types: deb
		URIs: $(mirror Debian)
		Suites: bookworm-backports
		Components: main
		Signed-By: $KEYRING
	END
	cat >"$new/pin" <<-END
		Explanation: Added by Holdfast: QEMU's packages, and nothing else, come from bookworm-backports.
		Package: src:qemu
		Pin: release n=bookworm-backports
		Pin-Priority: 500
	END
	as_root install -m 644 "$new/pin" "$QEMU_PIN"
	as_root install -m 644 "$new/source" "$QEMU_SOURCE"
	rm -r "$new"
	update
}

# root_apt ARGUMENT...: with its output in the log, unless su must be seen to ask for a password.
root_apt() {
	set -- as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=600 "$@"
	if [ "$(id -u)" = 0 ]; then
		quietly "$@"
	elif command -v sudo >/dev/null; then
		as_root true && quietly "$@"
	else
		began=$(date +%s)
		"$@"
	fi
}

update() {
	root_apt update || die "the package lists could not be fetched; is there a network?"
}

explain() {
	say "this machine lacks some Debian packages. Root's apt-get is going to install them and what they need, which takes minutes:"
	while read -r package _ reason; do
		case " $* " in *" $package "*) printf '    %-24s %s\n' "${package%%>=*}" "$reason" >&2 ;; esac
	done <"$HERE/packages"
}

# install_host NEED...: all that the list has for these needs.
install_host() {
	lacking=$(missing "$@")
	[ -n "$lacking" ] || return 0
	# shellcheck disable=SC2086 # a list of words
	explain $lacking
	update
	for package in $lacking; do
		offer "$package"
	done
	# shellcheck disable=SC2046 # a list of words
	root_apt --no-install-recommends --no-remove install $(printf '%s\n' "$lacking" | sed 's/>=.*//') ||
		die "the packages could not be installed; the whole output is in cache/setup.log"
	say "installed them in $(($(date +%s) - began)) s"
}
