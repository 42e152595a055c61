# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
#
# baresip, Debian 13's, which knows SDES and DTLS but not ZRTP; what it says is in now/baresip.out.

# baresip_start ENCRYPTION: none, srtp, srtp-mand or dtls_srtp. It answers every call by itself.
baresip_start() {
	room
	rm -rf "$CLIENTS/tmp/baresip"
	mkdir -p "$CLIENTS/tmp/baresip"
	cp "$WORK/their-voice.wav" "$CLIENTS/tmp/baresip/voice.wav"
	cat >"$CLIENTS/tmp/baresip/config" <<-END
		sip_listen $THEIRS:5060
		audio_source aufile,/tmp/baresip/voice.wav
		audio_player aufile,/tmp/baresip/ear.wav
		module_path /usr/lib/baresip/modules
		module opus.so
		module aufile.so
		module srtp.so
		module dtls_srtp.so
		module cons.so
		module_app account.so
		module_app menu.so
		cons_listen $THEIRS:5555
	END
	encryption=";mediaenc=$1"
	[ "$1" != none ] || encryption=
	printf '<sip:bao@%s>;regint=0;answermode=auto%s\n' "$THEIRS" "$encryption" \
		>"$CLIENTS/tmp/baresip/accounts"
	# shellcheck disable=SC2086 # a list of words
	$THERE env LC_ALL=C.UTF-8 chroot "$CLIENTS" /usr/bin/baresip -f /tmp/baresip -n cable \
		>"$WORK/now/baresip.out" 2>&1 &
	baresip=$!
	started="$baresip $started"
	baresip_says 'baresip is ready' 10
}

# baresip_do COMMAND: through its UDP console.
baresip_do() {
	# shellcheck disable=SC2086 # a list of words
	$THERE bash -c "printf '/%s\n' '$*' >/dev/udp/$THEIRS/5555"
}

baresip_says() {
	until_true "$2" says "$WORK/now/baresip.out" "$1" || why "baresip did not say /$1/ in $2 s"
}

baresip_stop() {
	[ -n "${baresip-}" ] || return 0
	kill "$baresip" 2>/dev/null || :
	wait "$baresip" || :
	baresip=
}
