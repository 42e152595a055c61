/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/jitter/test/tests.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plays_in_order),
		cmocka_unit_test(waits_before_the_first),
		cmocka_unit_test(puts_overtaken_packets_right),
		cmocka_unit_test(takes_the_first_overtaken),
		cmocka_unit_test(drops_duplicates),
		cmocka_unit_test(drops_late_packets_and_learns),
		cmocka_unit_test(wraps_numbers),
		cmocka_unit_test(uses_fec_of_the_next),
		cmocka_unit_test(conceals_then_uses_fec),
		cmocka_unit_test(steps_over_what_was_lost_while_waiting),
		cmocka_unit_test(goes_on_with_what_was_late),
		cmocka_unit_test(a_pause_of_the_sender_is_no_loss),
		cmocka_unit_test(stops_and_starts_again),
		cmocka_unit_test(another_ssrc_begins_anew),
		cmocka_unit_test(a_timestamp_jump_begins_anew),
		cmocka_unit_test(refuses_sizes),
		cmocka_unit_test(survives_without_ticks),
		cmocka_unit_test(steady),
		cmocka_unit_test(little_jitter),
		cmocka_unit_test(much_jitter),
		cmocka_unit_test(rare_spikes),
		cmocka_unit_test(stall),
		cmocka_unit_test(long_stall),
		cmocka_unit_test(single_losses),
		cmocka_unit_test(bursts_of_losses),
		cmocka_unit_test(clocks_differ),
		cmocka_unit_test(clocks_differ_without_a_quiet_moment),
		cmocka_unit_test(everything_at_once),
	};

	return cmocka_run_group_tests_name("jitter", tests, NULL, NULL);
}
