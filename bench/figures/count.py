# SPDX-License-Identifier: Apache-2.0
"""One QEMU with the plugin count.c: a machine of one CPU whose time advances by executed instructions."""

import re
import subprocess
import threading
from collections import Counter
from dataclasses import dataclass, field

from .paths import HERE, OUT, BenchError

LIMIT = 600  # seconds; the longest takes 30 on an idle machine
MACHINE = (
    "qemu-system-aarch64 -icount shift=0,sleep=off -rtc base=2026-01-01,clock=vm -seed 1"
    " -nodefaults -display none -serial stdio -no-reboot"
).split()
BARE = "-M virt,gic-version=3 -m 512"
HYPERVISOR = "-M virt,gic-version=3,virtualization=on -m 1G"


def operations():
    """The numbers of mark.h, by the names of the operations."""
    text = (HERE / "mark.h").read_text(encoding="utf-8")
    found = re.findall(r"^#define MARK_(\w+)\s+(\d+)\b", text, re.MULTILINE)
    return {name.lower(): int(number) for name, number in found}


@dataclass
class Counts:
    """What the plugin wrote: an operation's samples in their order, and how often an address executed."""

    samples: dict = field(default_factory=dict)
    places: Counter = field(default_factory=Counter)


def read_counts(path):
    names = {str(number): name for name, number in operations().items()}
    counts = Counts()
    for line in path.read_text(encoding="ascii").splitlines():
        head, *rest = line.split()
        if head.startswith("@"):
            counts.places[int(head[1:], 16)] = int(rest[0])
        else:
            counts.samples[names[head]] = [int(sample) for sample in rest]
    return counts


def first_of(image):
    """The plugin's argument for a Linux image, whose first instruction opens linux_boot."""
    opcode = image.read_bytes()[:4][::-1].hex()
    return f"first={opcode}:{operations()['linux_boot']}"


def watch(machine, until, times, lines):
    """Reads what the machine says; after the line `until` came so often, or when its time is up, it is ended."""
    timer = threading.Timer(LIMIT, machine.kill)
    timer.start()
    for line in machine.stdout:
        lines.append(line.rstrip())
        times -= until is not None and until in line
        if times <= 0:
            machine.terminate()
            break
    machine.communicate()
    timer.cancel()


def count(arguments, *, cpu="cortex-a57", first=None, where=None, until=None, times=1):
    """Runs QEMU with these arguments until it ends by itself, or until its console said `until` so many times."""
    path = OUT / "counts"
    path.unlink(missing_ok=True)
    plugin = [f"{OUT}/count.so,out={path}"] + ([first] if first else [])
    if where:
        plugin.append(f"where={operations()[where]}")
    command = MACHINE + ["-cpu", cpu, "-plugin", ",".join(plugin)] + arguments
    lines = []
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as machine:
        watch(machine, until, times, lines)
    if not path.exists():
        raise BenchError("\n".join(["QEMU did not count:", " ".join(command)] + lines[-15:]))
    counts = read_counts(path)
    if any(counts.samples.get("empty", [])):
        raise BenchError("two marks side by side do not count 0")
    return counts
