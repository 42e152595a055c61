# SPDX-License-Identifier: Apache-2.0
"""Tests in order, told in TAP: each is a function that returns, or raises with the reason."""

import sys
import traceback


def run(tests, *arguments):
    """Runs each; after one that failed the rest cannot be. Returns the exit status."""
    print(f"1..{len(tests)}", flush=True)
    for number, test in enumerate(tests, 1):
        name = test.__name__.replace("_", " ")
        try:
            note = test(*arguments)
        except Exception:  # pylint: disable=broad-except
            print(f"not ok {number} - {name}", flush=True)
            traceback.print_exc(file=sys.stdout)
            return 1
        print(f"ok {number} - {name}{': ' + note if note else ''}", flush=True)
    return 0
