# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
#
# Our side, hosted or whole, driven through a pipe; what it says is in now/phone.out.

# voices: what each side says, unlike the other.
voices() {
	"$BUILD/wav-speech" 3 8 "$WORK/our-voice.wav" || die "no voice for us"
	"$BUILD/wav-speech" 7 8 "$WORK/their-voice.wav" || die "no voice for them"
}

# phone_start_with SETTING...: without waiting until it can be called.
phone_start_with() {
	mkdir "$WORK/now/phone"
	printf '%s\n' 'user 1001' 'name Anna' "$@" >"$WORK/now/phone/sip"
	printf '1002 Bao sip:bao@%s\n' "$THEIRS" >"$WORK/now/phone/contacts"
	mkfifo "$WORK/now/phone.in"
	"${KIND}_run" "$WORK/now/phone" "$WORK/our-voice.wav" "$WORK/now/our-ear.wav" \
		<"$WORK/now/phone.in" >"$WORK/now/phone.out" 2>"$WORK/now/phone.log" &
	phone=$!
	exec 7>"$WORK/now/phone.in"
}

phone_start() {
	phone_start_with "listen $OURS"
	phone_says '^ready sip:' 60
}

phone_do() {
	printf '%s\n' "$*" >&7 || why "our phone did not hear '$*'"
}

# phone_says PATTERN SECONDS: wait until it has said so.
phone_says() {
	until_true "$2" says "$WORK/now/phone.out" "$1" || why "our phone did not say /$1/ in $2 s"
}

# phone_stop: it must end by itself, and well: a hosted one's sanitizers speak now.
phone_stop() {
	[ -n "${phone-}" ] || return 0
	phone_do quit || :
	exec 7>&-
	result=0
	wait "$phone" || result=$?
	phone=
	[ "$result" = 0 ] || why "our phone ended with $result"
}

# our_statistic NAME: a number of the call that has ended.
our_statistic() {
	sed -nE "s/^statistics .*\\b$1 ([0-9]+).*/\\1/p" "$WORK/now/phone.out" | tail -n 1
}
