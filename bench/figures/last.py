# SPDX-License-Identifier: Apache-2.0
"""
The last figures, kept in last.json for each compiler: its code is what is counted. A figure that grows by more
than GROWTH has failed.
"""

import json
import subprocess

from .paths import HERE

GROWTH = 1.02
PATH = HERE / "last.json"


def compiler():
    command = ["aarch64-linux-gnu-gcc", "-dumpfullversion"]
    version = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return f"gcc {version.strip()}"


def read():
    return json.loads(PATH.read_text(encoding="utf-8"))


def keep(values):
    kept = read() if PATH.exists() else {}
    kept[compiler()] = values
    PATH.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def compare(values):
    """Speaks TAP; True if nothing grew."""
    kept, good = read().get(compiler()), True
    print(f"1..{len(values)}")
    for number, (name, value) in enumerate(values.items(), 1):
        if kept is None:
            print(f"ok {number} - {name} # SKIP nothing is kept for {compiler()}")
            continue
        grew = name not in kept or value > kept[name] * GROWTH
        good = good and not grew
        print(f"{'not ok' if grew else 'ok'} {number} - {name}: {value}, kept {kept.get(name)}")
    return good
