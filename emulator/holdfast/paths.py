# SPDX-License-Identifier: Apache-2.0
"""Where things are, and what goes wrong with phones."""

from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent
BUILD = TOP / "build"
CACHE = TOP / "cache"


class PhoneError(Exception):
    """A phone cannot be made, or did not do what was waited for."""
