/* SPDX-License-Identifier: Apache-2.0 */
/* The tests of lib/jitter, one line each. */
#ifndef LIB_JITTER_TEST_TESTS_H
#define LIB_JITTER_TEST_TESTS_H

/* order.c: packet by packet */
void plays_in_order(void **state);
void waits_before_the_first(void **state);
void puts_overtaken_packets_right(void **state);
void takes_the_first_overtaken(void **state);
void drops_duplicates(void **state);
void drops_late_packets_and_learns(void **state);
void wraps_numbers(void **state);
void uses_fec_of_the_next(void **state);
void conceals_then_uses_fec(void **state);
void steps_over_what_was_lost_while_waiting(void **state);
void goes_on_with_what_was_late(void **state);
void a_pause_of_the_sender_is_no_loss(void **state);
void stops_and_starts_again(void **state);
void another_ssrc_begins_anew(void **state);
void a_timestamp_jump_begins_anew(void **state);
void refuses_sizes(void **state);
void survives_without_ticks(void **state);

/* network.c: how it sounds */
void steady(void **state);
void little_jitter(void **state);
void much_jitter(void **state);
void rare_spikes(void **state);
void stall(void **state);
void long_stall(void **state);
void single_losses(void **state);
void bursts_of_losses(void **state);
void clocks_differ(void **state);
void clocks_differ_without_a_quiet_moment(void **state);
void everything_at_once(void **state);

#endif
