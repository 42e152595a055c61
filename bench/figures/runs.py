# SPDX-License-Identifier: Apache-2.0
"""What runs, and which figures it gives. A figure is the median of its samples; of Linux's boots the least."""

import subprocess
from statistics import median_low

from .archive import archive
from .count import BARE, HYPERVISOR, count, first_of
from .paths import BUILD, IMAGE, OUT, BenchError

SAMPLES = 50  # at least, of each operation but boots
BOOTS = 5
COMMAND_LINES = {
    "linux_boot_ratio": "console=hvc0 quiet panic=1 cryptomgr.notests",
    "linux_boot_console_ratio": "console=ttyAMA0 panic=1 cryptomgr.notests",
}


def medians(counts, names):
    """{figure: value} of {figure: operation}."""
    for operation in names.values():
        if len(counts.samples.get(operation, [])) < SAMPLES:
            raise BenchError(f"{operation}: too few samples; the program that measures it failed")
    return {name: median_low(counts.samples[operation]) for name, operation in names.items()}


def same(*names):
    return {name: name for name in names}


KERNEL = same(
    "null_call",
    "call_round_trip",
    "call_round_trip_fp",
    "call_round_trip_8_words",
    "signal_switch",
    "signal_no_switch",
    "yield_switch",
    "fault_round_trip",
    "map_page",
    "vm_hvc_user",
    "vm_mmio_user",
    "vm_wfi",
    "vm_hvc_kernel",
    "vm_sysreg_kernel",
    "vm_self_sgi",
    "vm_stage2_fault",
    "irq_to_user",
)
PRODUCT = {
    "product_vm_hvc": "vm_hvc_kernel",
    "product_vm_mmio": "vm_mmio_kernel",
    "product_vm_self_sgi": "vm_self_sgi",
}
PERSONALITY = {
    "personality_getpid": "getpid",
    "personality_pipe_round_trip": "pipe_round_trip",
}


def count_kernel(where=None):
    """The kernel's operations, by a program in init's place."""
    image = f"{BUILD}/kernel/bench-kernel.img"
    return count(f"{HYPERVISOR} -kernel {image}".split(), where=where)


def count_vmm(files, command_line, **options):
    """A guest on vmm, alone on the kernel."""
    image = f"{BUILD}/kernel/vmm-alone.img"
    pack = archive(OUT / "pack", files | {"argument": f"cpus=1 {command_line}"})
    return count(f"{HYPERVISOR} -kernel {image} -initrd {pack}".split(), **options)


def count_product(where=None):
    """The same guest as the kernel's, on the phone's own vmm."""
    files = {"open/Image": OUT / "guest.bin"}
    return count_vmm(files, "", where=where, until="power off")


def count_personality(where=None):
    """A Linux program on the personality, in a phone of its own."""
    image = f"{BUILD}/kernel/holdfast.img"
    arguments = f"{HYPERVISOR} -kernel {image} -initrd {OUT}/phone.pack".split()
    return count(arguments, where=where, until="calls ended with status")


def boots(counts):
    found = counts.samples.get("linux_boot", [])
    if not found:
        raise BenchError("Linux did not reach its first program")
    return found


def boot_initrd():
    return archive(OUT / "initrd", {"init": OUT / "init"})


def boot_on_vmm(command_line):
    """The guest restarts, so each boot has seeds of its own; the line after the last says that it is over."""
    files = {"open/Image": IMAGE, "open/initrd": boot_initrd()}
    until = {"until": "the open world boots", "times": BOOTS + 1}
    counts = count_vmm(files, command_line, first=first_of(IMAGE), **until)
    return min(boots(counts)[:BOOTS])


def boot_bare(command_line):
    """The same boots on the bare machine, from the same memory."""
    memory, found = OUT / "bare.elf", []
    for boot in range(1, BOOTS + 1):
        command = [f"{BUILD}/host/bench-bare", IMAGE, boot_initrd(), command_line, str(boot), memory]
        subprocess.run(command, check=True)
        found += boots(count(f"{BARE} -kernel {memory}".split(), first=first_of(IMAGE)))
    memory.unlink()
    return min(found)


def cheap():
    """The figures that a test can afford."""
    figures = medians(count_kernel(), KERNEL)
    figures |= medians(count_personality(), PERSONALITY)
    figures |= medians(count_product(), PRODUCT)
    return figures


def dear():
    """Linux's boots."""
    return {
        figure: round(boot_on_vmm(line) / boot_bare(line), 4)
        for figure, line in COMMAND_LINES.items()
    }
