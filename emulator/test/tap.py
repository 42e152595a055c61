# SPDX-License-Identifier: Apache-2.0
"""Tests told in TAP: each is a function that returns, perhaps with a note, or raises with the reason."""

import sys
import traceback


class Skip(Exception):
    """What was to be tested cannot be told here, for this reason."""


def run(tests, *arguments, chained=False):
    """Runs each; chained: after one that failed the rest cannot be. Returns the exit status."""
    print(f"1..{len(tests)}", flush=True)
    status = 0
    for number, test in enumerate(tests, 1):
        name = test.__name__.replace("_", " ")
        try:
            note = test(*arguments)
        except Skip as reason:
            print(f"ok {number} - {name} # SKIP {reason}", flush=True)
        except Exception:  # pylint: disable=broad-except
            print(f"not ok {number} - {name}", flush=True)
            traceback.print_exc(file=sys.stdout)
            status = 1
            if chained:
                return status
        else:
            print(f"ok {number} - {name}{': ' + note if note else ''}", flush=True)
    return status
