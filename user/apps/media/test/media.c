/* SPDX-License-Identifier: Apache-2.0 */
#include "user/apps/media/test/tests.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_are_secure_and_heard),
		cmocka_unit_test(every_packet_has_one_size),
		cmocka_unit_test(nothing_is_sent_or_played_before),
		cmocka_unit_test(losses_and_jitter_are_covered),
		cmocka_unit_test(statistics_come_each_second),
		cmocka_unit_test(a_verified_peer_is_known_again),
		cmocka_unit_test(a_verified_peer_is_known_after_a_restart),
		cmocka_unit_test(a_peer_that_lost_its_secrets_is_told),
		cmocka_unit_test(a_peer_that_moves_is_followed),
		cmocka_unit_test(a_new_remote_is_followed),
		cmocka_unit_test(without_a_hash_it_works_too),

		cmocka_unit_test(nobody_is_heard_unasked),
		cmocka_unit_test(allowing_late_is_early_enough),
		cmocka_unit_test(muting_closes_the_microphone),
		cmocka_unit_test(revoking_needs_no_sip),
		cmocka_unit_test(a_permission_ends_with_its_call),
		cmocka_unit_test(the_latest_allowed_call_has_the_sound),
		cmocka_unit_test(old_permissions_give_way),
		cmocka_unit_test(a_restarted_phone_learns_all),
		cmocka_unit_test(a_restarted_sip_has_no_calls),
		cmocka_unit_test(a_restarted_audio_is_opened_again),
		cmocka_unit_test(refused_sound_ends_the_call),

		cmocka_unit_test(a_peer_without_zrtp_is_refused),
		cmocka_unit_test(a_peer_with_plain_rtp_is_refused_sooner),
		cmocka_unit_test(another_hash_ends_the_call),
		cmocka_unit_test(a_request_for_clear_ends_the_call),
		cmocka_unit_test(silence_of_the_network_ends_the_call),
		cmocka_unit_test(forged_packets_change_nothing),
		cmocka_unit_test(strange_zrtp_is_not_heard),
		cmocka_unit_test(replays_are_counted),
		cmocka_unit_test(a_changed_packet_is_not_played),
		cmocka_unit_test(wrong_messages_are_dropped),
		cmocka_unit_test(wrong_remotes_are_dropped),
		cmocka_unit_test(there_is_an_end_to_calls),
	};

	return cmocka_run_group_tests_name("media", tests, NULL, NULL);
}
