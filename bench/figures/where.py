# SPDX-License-Identifier: Apache-2.0
"""Where an operation's instructions are executed: per function, for one sample."""

import subprocess
from bisect import bisect_right
from collections import Counter

from . import runs
from .paths import BUILD, BenchError

KERNEL_AT = 0x40200000  # where QEMU puts an image that lies anywhere
PROGRAM_END = 0x8000000000


def symbols(path, base):
    """(address, name) of the functions of an ELF file, in order."""
    command = ["aarch64-linux-gnu-nm", "-n", str(path)]
    found = []
    for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\n"):
        words = line.split()
        if len(words) == 3 and words[1] in "tTwW" and not words[2].startswith("$"):
            found.append((base + int(words[0], 16), words[2]))
    return found


def plan(operation):
    """The run that has the operation, and the programs that it executes: ELF files and where they lie."""
    kernel = "holdfast"
    if operation in runs.KERNEL.values():
        return runs.count_kernel, [(BUILD / "kernel/bench-kernel.elf", KERNEL_AT)]
    if operation in runs.PERSONALITY.values():
        run, program = runs.count_personality, "native/personality.elf"
    elif operation in runs.PRODUCT:
        run, program, kernel = runs.count_product, "native/vmm-alone.elf", "vmm-alone"
    else:
        known = sorted(runs.KERNEL | runs.PERSONALITY | runs.PRODUCT)
        raise BenchError(f"{operation} is none of {', '.join(known)}")
    return run, [(BUILD / f"kernel/{kernel}.elf", KERNEL_AT), (BUILD / program, 0)]


def print_where(figure):
    operation = (runs.PERSONALITY | runs.PRODUCT).get(figure, figure)
    run, programs = plan(figure if figure in runs.PRODUCT else operation)
    counts = run(where=operation)
    samples = len(counts.samples[operation])
    table = sorted(symbol for path, base in programs for symbol in symbols(path, base))
    starts = [address for address, _ in table]
    spent = Counter()
    for address, times in counts.places.items():
        index = bisect_right(starts, address) - 1
        near = index >= 0 and address - starts[index] < 0x4000
        spent[table[index][1] if near else "measured program"] += times / samples
    for name, instructions in spent.most_common():
        print(f"{instructions:9.1f}  {name}")
    print(f"{sum(spent.values()):9.1f}  {figure}, mean of {samples}")
