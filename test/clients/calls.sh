# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
#
# Calls, each of which is a test. hosted.sh and whole.sh say which are tried with which of our phones.

# Both say the same string; one size of packet; nothing that should not be.
is_secure() {
	phone_says '^secure ' 10 && linphone_says 'fully encrypted' 10 || return
	string=$(sed -nE 's/^secure ([^ ]+) .*/\1/p' "$WORK/now/phone.out")
	theirs=$(linphone_string)
	[ "${string:-none}" = "$theirs" ] || why "we show '$string', linphone shows '$theirs'"
}

# Each side has heard what the other said, as like as $LIKE (wav-compare; other speech reaches 0.55); else 2, or 3 if not
# even as $GAPPY.
was_heard() {
	heard=0
	for pair in our-voice.wav:now/their-ear.wav their-voice.wav:now/our-ear.wav; do
		set -- "$WORK/${pair%:*}" "$WORK/${pair#*:}"
		"$BUILD/wav-compare" -c "$LIKE" "$@" >>"$WORK/now/why" 2>&1 && continue
		"$BUILD/wav-compare" -c "$GAPPY" "$@" >/dev/null 2>&1 || return 3
		heard=2
	done
	return $heard
}

# They talk, then `$1 terminate` or the like ends the call.
talk_and_end() {
	linphone_talk || return
	sleep 11 # seconds of talk: the voices last 8
	"$@"
	phone_says '^ended 0 ' 5 || return
	linphone_stop
	phone_stop || return
	was_heard
}

linphone_calls_us_securely() {
	phone_start && linphone_start zrtp 1 || return
	linphone_do "call sip:1001@$OURS"
	phone_says '^incoming' 5 || return
	linphone_says 'ringing' 5 || return
	phone_do answer
	is_secure || return
	talk_and_end linphone_do terminate
}

we_call_linphone_securely() {
	phone_start && linphone_start zrtp 1 || return
	phone_do dial 1002
	phone_says '^ringing' 5 || return
	linphone_says 'Receiving new incoming call' 5 || return
	linphone_do answer
	is_secure || return
	talk_and_end phone_do hangup
}

# It is turned away before it rings, and we are told: 6 is CALLING_NOT_SECURE.
linphone_calls_us_insecurely() {
	phone_start && linphone_start "$1" 1 || return
	linphone_do "call sip:1001@$OURS"
	phone_says '^ended 6 ' 10 || return
	! says "$WORK/now/phone.out" '^incoming' || why "it rang" || return
	linphone_says 'Call .* ended|Not acceptable|error' 5 || return
	phone_stop
}

we_call_linphone_without_zrtp() {
	phone_start && linphone_start srtp 1 || return
	phone_do dial 1002
	# 11: it does not accept our offer. 6: it does, and then speaks no ZRTP.
	phone_says '^ended (6|11) ' 20 || {
		linphone_do answer
		phone_says '^ended (6|11) ' 20 || return
	}
	is_unheard
}

baresip_calls_us_insecurely() {
	phone_start && baresip_start "$1" || return
	baresip_do "dial sip:1001@$OURS"
	phone_says '^ended 6 ' 10 || return
	! says "$WORK/now/phone.out" '^incoming' || why "it rang" || return
	baresip_says '488' 5 || return
	phone_stop
}

# Offers RTP/AVP like a phone with ZRTP: it rings, but media hears nobody who speaks ZRTP.
baresip_calls_us_in_clear() {
	phone_start && baresip_start none || return
	baresip_do "dial sip:1001@$OURS"
	phone_says '^incoming' 5 || return
	phone_do answer
	phone_says '^ended 6 ' 15 || return
	is_unheard
}

we_call_baresip_without_zrtp() {
	phone_start && baresip_start none || return
	phone_do dial 1002
	phone_says '^ended 6 ' 20 || return
	is_unheard
}

# Nothing was sent or played.
is_unheard() {
	[ "$(our_statistic sent)" = 0 ] && [ "$(our_statistic received)" = 0 ] ||
		why "something was sent or received" || return
	phone_stop || return
	size=$(wc -c <"$WORK/now/our-ear.wav")
	[ "$size" -le 44 ] || ! "$BUILD/wav-compare" -s 1 "$WORK/their-voice.wav" "$WORK/now/our-ear.wav" \
		>>"$WORK/now/why" || why "something was played"
}
