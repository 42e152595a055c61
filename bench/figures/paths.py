# SPDX-License-Identifier: Apache-2.0
"""Where things lie."""

from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
HERE = TOP / "bench"
BUILD = TOP / "build"
OUT = BUILD / "bench"
IMAGE = TOP / "cache/open/Image"
XEN = TOP / "cache/xen/xen"


class BenchError(Exception):
    """Something could not be measured."""
