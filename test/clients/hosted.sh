# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
#
# Our phone is hosted-phone, in this script's own network namespace.

# shellcheck disable=SC2034 # all are used elsewhere
OURS=10.77.0.1 THEIRS=10.77.0.2 LIKE=0.9 GAPPY=0.9

hosted_calls() {
	cat <<-END
		linphone_calls_us_securely
		we_call_linphone_securely
		linphone_calls_us_insecurely srtp
		linphone_calls_us_insecurely dtls
		we_call_linphone_without_zrtp
		baresip_calls_us_insecurely srtp-mand
		baresip_calls_us_insecurely dtls_srtp
		baresip_calls_us_in_clear
		we_call_baresip_without_zrtp
		our_address_comes_late
		our_address_changes
	END
}

hosted_cable() {
	ip link set lo up
	ip link add cable type veth peer name cable netns "$KEEPER"
	ip address add $OURS/24 dev cable
	ip link set cable up
}

# hosted_run: the program, with its standard input and output.
hosted_run() {
	exec "$BUILD/hosted-phone" "$@"
}

# As from DHCP. Nobody else is needed for these two.
our_address_comes_late() {
	ip address delete $OURS/24 dev cable
	phone_start_with "listen $OURS"
	until_true 5 says "$WORK/now/phone.log" 'cannot listen on 10.77.0.1:5060' || why "it can listen"
	ip address add $OURS/24 dev cable
	phone_says "^ready sip:1001@$OURS:5060" 5 || return
	phone_stop
}

our_address_changes() {
	ip route add default via $THEIRS
	phone_start_with || return
	phone_says "^ready sip:1001@$OURS:5060" 5 || return
	ip address add 10.77.0.3/24 dev cable
	ip route change default via $THEIRS src 10.77.0.3
	phone_says '^ready sip:1001@10.77.0.3:5060' 5 || return
	ip address delete 10.77.0.3/24 dev cable
	ip route delete default 2>/dev/null || :
	phone_says '^ready $' 5 || return
	phone_stop
}
