# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
#
# linphonec, Debian 13's, in a file system of its own, driven through a terminal; what it says is in
# now/linphone.out.

# room: the clients' file system, with devices and an empty /tmp; once.
room() {
	[ -z "${has_room-}" ] || return 0
	has_room=1
	mount --rbind /dev "$CLIENTS/dev"
	mount -t tmpfs tmpfs "$CLIENTS/tmp"
}

# linphone_start ENCRYPTION MANDATORY: none, srtp, dtls or zrtp; 0 or 1.
linphone_start() {
	room
	rm -rf "$CLIENTS/tmp/linphone"
	mkdir -p "$CLIENTS/tmp/linphone/.local/share/linphone"
	cp "$WORK/their-voice.wav" "$CLIENTS/tmp/linphone/voice.wav"
	cat >"$CLIENTS/tmp/linphone/.linphonerc" <<-END
		[sip]
		sip_port=5060
		sip_tcp_port=5060
		contact=sip:bao@$THEIRS
		media_encryption=$1
		media_encryption_mandatory=$2
		[video]
		enabled=0
	END
	mkfifo "$WORK/now/linphone.in"
	# shellcheck disable=SC2086 # a list of words
	$THERE script -qfc "env HOME=/tmp/linphone LC_ALL=C.UTF-8 TERM=dumb \
		chroot '$CLIENTS' /usr/bin/linphonec -c /tmp/linphone/.linphonerc" /dev/null \
		<"$WORK/now/linphone.in" >"$WORK/now/linphone.out" 2>&1 &
	linphone=$!
	started="$linphone $started"
	exec 8>"$WORK/now/linphone.in"
	linphone_says '^linphonec> ' 20 || return
	linphone_do 'soundcard use files'
	linphone_says 'Using wav files' 10 || return
	linphone_do 'record /tmp/linphone/ear.wav'
}

# linphone_talk: once the call is up; before that it would not be played.
linphone_talk() {
	linphone_says 'Media streams established' 10 || return
	linphone_do 'play /tmp/linphone/voice.wav'
}

# linphone_do COMMAND: the next must wait until it has been taken, which a new prompt shows.
linphone_do() {
	seen=$(linphone_prompts)
	printf '%s\n' "$*" >&8 || return
	until_true 5 linphone_has_prompted "$seen" || why "linphone did not take '$*'"
}

linphone_prompts() {
	grep -ac '^linphonec> ' "$WORK/now/linphone.out" || :
}

linphone_has_prompted() {
	[ "$(linphone_prompts)" -gt "$1" ]
}

linphone_says() {
	until_true "$2" says "$WORK/now/linphone.out" "$1" || why "linphone did not say /$1/ in $2 s"
}

# linphone_stop: it needs a moment to end, and its recording is whole only then.
linphone_stop() {
	[ -n "${linphone-}" ] || return 0
	printf 'quit\n' >&8 || :
	until_true 5 says "$WORK/now/linphone.out" '^Terminating' || :
	exec 8>&-
	until_true 10 has_ended "$linphone" || kill "$linphone"
	wait "$linphone" || :
	linphone=
	cp "$CLIENTS/tmp/linphone/ear.wav" "$WORK/now/their-ear.wav" 2>/dev/null || :
}

linphone_string() {
	sed -nE 's/.*auth token is ([[:alnum:]]+).*/\1/p' "$WORK/now/linphone.out" | tail -n 1
}
