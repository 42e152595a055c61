# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
#
# Our phone is a whole one, in the emulator, at port 0 of the emulated network; its open world has port 1, the
# other maker's phone port 2.
#
# Its processor is emulated: on a busy machine it is late with some frames.

# shellcheck disable=SC2034 # all are used elsewhere
OURS=10.0.2.15 THEIRS=10.0.2.17 LIKE=0.9 GAPPY=0.7

whole_calls() {
	cat <<-END
		linphone_calls_us_securely
		we_call_linphone_securely
		linphone_calls_us_insecurely srtp
		baresip_calls_us_in_clear
	END
}

whole_cable() {
	NET=$WORK/net
	mkdir "$NET"
	mkfifo "$WORK/network.in"
	"$BUILD/network" "$NET" 3 <"$WORK/network.in" >"$WORK/network.out" &
	exec 9>"$WORK/network.in"
	until_true 5 says "$WORK/network.out" '^ready' || die "the emulated network does not start"
	$THERE "$BUILD/cable" cable "$NET" 2 >"$WORK/cable.out" &
	started="$! $started"
	until_true 5 says "$WORK/cable.out" '^ready' || die "no cable"
}

# whole_run: the program, with its standard input and output.
whole_run() {
	ln -s "$NET" "$1/net"
	exec "$HERE/whole-phone" "$@"
}
