/* SPDX-License-Identifier: Apache-2.0 */
/* The tests of `media` in a simulated world, one line each. */
#ifndef USER_APPS_MEDIA_TEST_TESTS_H
#define USER_APPS_MEDIA_TEST_TESTS_H

/* talking.c: calls that work */
void both_are_secure_and_heard(void **state);
void every_packet_has_one_size(void **state);
void nothing_is_sent_or_played_before(void **state);
void losses_and_jitter_are_covered(void **state);
void statistics_come_each_second(void **state);
void a_verified_peer_is_known_again(void **state);
void a_verified_peer_is_known_after_a_restart(void **state);
void a_peer_that_lost_its_secrets_is_told(void **state);
void a_peer_that_moves_is_followed(void **state);
void a_new_remote_is_followed(void **state);
void without_a_hash_it_works_too(void **state);

/* permissions.c: who may hear */
void nobody_is_heard_unasked(void **state);
void allowing_late_is_early_enough(void **state);
void muting_closes_the_microphone(void **state);
void revoking_needs_no_sip(void **state);
void a_permission_ends_with_its_call(void **state);
void the_latest_allowed_call_has_the_sound(void **state);
void old_permissions_give_way(void **state);
void a_restarted_phone_learns_all(void **state);
void a_restarted_sip_has_no_calls(void **state);
void a_restarted_audio_is_opened_again(void **state);
void refused_sound_ends_the_call(void **state);

/* refusals.c: what is not taken */
void a_peer_without_zrtp_is_refused(void **state);
void a_peer_with_plain_rtp_is_refused_sooner(void **state);
void another_hash_ends_the_call(void **state);
void a_request_for_clear_ends_the_call(void **state);
void silence_of_the_network_ends_the_call(void **state);
void forged_packets_change_nothing(void **state);
void strange_zrtp_is_not_heard(void **state);
void replays_are_counted(void **state);
void a_changed_packet_is_not_played(void **state);
void wrong_messages_are_dropped(void **state);
void wrong_remotes_are_dropped(void **state);
void there_is_an_end_to_calls(void **state);

#endif
