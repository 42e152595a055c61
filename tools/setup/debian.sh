# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
#
# Debian 13's arm64 packages, without root and without touching this machine's own packages: an apt
# whose lists, cache and "installed" state are all under cache/apt. It takes the mirror from this
# machine's sources and keeps its other settings (a proxy, say); everything is verified with Debian's
# keys, as apt always does.

SUITE=trixie
KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
APT=$TOP/cache/apt

# mirror LABEL: where this machine fetches `Debian` or `Debian-Security` from; nothing if its apt has no such source.
mirror() {
	# shellcheck disable=SC2016 # apt's own variables
	apt-get indextargets --format '$(LABEL) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
		sed -nE "s,^$1 ((mirror\+)?https?://.*),\1,p" | head -n 1
}

# debian_begin: lists of what there is, fetched anew once per run.
debian_begin() {
	mkdir -p "$APT/state/lists/partial" "$APT/cache/archives/partial"
	: >"$APT/state/status"
	debian=$(mirror Debian)
	security=$(mirror Debian-Security)
	[ -n "$debian" ] || die "apt on this machine has no source of Debian's packages"
	cat >"$APT/sources" <<-END
		deb [signed-by=$KEYRING] $debian $SUITE main
		deb [signed-by=$KEYRING] $debian $SUITE-updates main
		${security:+deb [signed-by=$KEYRING] $security $SUITE-security main}
		deb-src [signed-by=$KEYRING] $debian $SUITE main
	END
	# Read after this machine's own configuration. Hooks meant for the machine's packages are dropped,
	# and apt's own download user could not reach a directory below somebody's home.
	cat >"$APT/conf" <<-END
		#clear APT::Update::Pre-Invoke;
		#clear APT::Update::Post-Invoke;
		#clear APT::Update::Post-Invoke-Success;
		#clear APT::Architectures;
		APT::Architecture "arm64";
		APT::Architectures { "arm64"; };
		APT::Sandbox::User "$(id -un)";
		APT::Install-Recommends "false";
		Acquire::Languages "none";
		Dir::State "$APT/state";
		Dir::State::status "$APT/state/status";
		Dir::Cache "$APT/cache";
		Dir::Etc::sourcelist "$APT/sources";
		Dir::Etc::sourceparts "/dev/null";
		Dir::Etc::preferences "/dev/null";
		Dir::Etc::preferencesparts "/dev/null";
	END
	debian_apt update --error-on=any
}

debian_apt() {
	apt-get -c "$APT/conf" -q -y "$@"
}

# debian_unpack DIRECTORY PACKAGE...: the packages and all they depend on, except those named -PACKAGE.
debian_unpack() {
	into=$1
	shift
	without=' '
	for name; do
		shift
		case $name in -*) without="$without${name#-} " ;; *) set -- "$@" "$name" ;; esac
	done
	# In a simulation, apt says `Inst NAME (VERSION...)` for each package it would install.
	debian_apt install --simulate "$@" >"$APT/plan"
	# shellcheck disable=SC2013 # a list of words
	for name in $(sed -n 's/^Inst \([^ ]*\) .*/\1/p' "$APT/plan"); do
		case $without in *" $name "*) ;; *) printf '%s\n' "$name" ;; esac
	done >"$APT/names"
	# shellcheck disable=SC2046 # a list of words
	debian_unpack_alone "$into" $(cat "$APT/names")
}

# debian_unpack_alone DIRECTORY PACKAGE...: these packages only, without what they depend on, unpacked
# over each other. No maintainer script runs. DIRECTORY/PACKAGES says what it is made of. An interrupted
# download of the same packages goes on where it was: apt checks what it finds.
debian_unpack_alone() {
	into=$1
	shift
	debs=$APT/debs/$(printf '%s' "$*" | sha256sum | cut -c 1-16)
	mkdir -p "$into" "$debs"
	(cd "$debs" && debian_apt download "$@")
	for deb in "$debs"/*.deb; do
		dpkg-deb -x "$deb" "$into"
		# shellcheck disable=SC2016 # dpkg's own variables
		dpkg-deb -W --showformat '${Package} ${Version} ${Architecture}\n' "$deb" >>"$into/PACKAGES"
	done
	rm -r "$APT/debs"
}

# debian_source DIRECTORY PACKAGE: a source package, unpacked with Debian's changes applied.
debian_source() {
	into=$1/unpacked
	mkdir "$1/download"
	(cd "$1/download" && debian_apt source --download-only "$2")
	dpkg-source --no-copy -x "$1"/download/*.dsc "$into"
	sed -n 's/^Version: /'"$2"' /p' "$1"/download/*.dsc >"$into/PACKAGES"
	rm -r "$1/download"
	find "$into" -mindepth 1 -maxdepth 1 -exec mv -t "$1" {} +
	rmdir "$into"
}
