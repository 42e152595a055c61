# SPDX-License-Identifier: Apache-2.0
"""Other systems, measured in the same run with the same marks: {figure: {peer: value}}."""

from .archive import archive
from .count import BARE, count
from .paths import BUILD, IMAGE, OUT, XEN
from .runs import medians, same

LINUX = "Debian's Linux 6.12"
QUIET = ["-append", "console=ttyAMA0 quiet cryptomgr.notests"]
HYPERVISOR = "-M virt,gic-version=3,virtualization=on -m 2G"

# The same guest as on the phone's vmm; who answers it is the peer's affair.
GUEST = {
    "vm_hvc_kernel": "vm_hvc_kernel",
    "vm_sysreg_kernel": "vm_sysreg_kernel",
    "vm_self_sgi": "vm_self_sgi",
    "product_vm_hvc": "vm_hvc_kernel",
    "product_vm_mmio": "vm_mmio_kernel",
    "product_vm_self_sgi": "vm_self_sgi",
}


def initrd(program):
    return archive(OUT / "initrd", {"init": BUILD / "linux" / program})


def linux():
    """System calls of Linux on the bare machine."""
    arguments = f"{BARE} -kernel {IMAGE} -initrd {initrd('bench-calls')}".split()
    found = medians(count(arguments + QUIET), same("getpid", "pipe_round_trip", "pipe_processes"))
    name = f"Linux, this run: {LINUX}, bare EL1"
    return {
        "personality_getpid": {name: found["getpid"]},
        "personality_pipe_round_trip": {
            f"{name}, two threads": found["pipe_round_trip"],
            f"{name}, two processes": found["pipe_processes"],
        },
    }


def kvm(name, cpu, *words):
    """A guest of a program that does nothing but KVM's ioctls."""
    arguments = f"{HYPERVISOR} -kernel {IMAGE} -initrd {initrd('bench-kvm')}".split()
    counts = count([*arguments, QUIET[0], " ".join([QUIET[1], *words])], cpu=cpu)
    found = medians(counts, GUEST | same("vm_mmio_user", "vm_stage2_fault"))
    return {figure: {name: value} for figure, value in found.items()}


def xen():
    """The guest as dom0. The set-up for `./holdfast bench` fetches Xen; without it the recorded figures serve."""
    if not XEN.exists():
        return {}
    guest = f"guest-loader,addr=0x49000000,kernel={OUT}/guest.bin,bootargs=none"
    arguments = f"{HYPERVISOR} -kernel {XEN} -device {guest}".split()
    counts = count([*arguments, "-append", "dom0_mem=1024M console=dtuart bootscrub=0"])
    name = "Xen, this run: Xen 4.20 of Debian 13, dom0"
    return {figure: {name: value} for figure, value in medians(counts, GUEST).items()}


def measure():
    all_peers = {}
    for peers in (
        linux(),
        kvm(f"KVM, this run: {LINUX}, nVHE, raw ioctls", "cortex-a57"),
        kvm(f"pKVM, this run: {LINUX}, on cortex-a76", "cortex-a76", "kvm-arm.mode=protected"),
        xen(),
    ):
        for figure, values in peers.items():
            all_peers.setdefault(figure, {}).update(values)
    return all_peers
