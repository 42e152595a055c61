# SPDX-License-Identifier: Apache-2.0
"""What runs in the open world: the files of a choice, and what they change of phone/virt.manifest."""

import hashlib
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .paths import CACHE, TOP, PhoneError

MANIFEST = TOP / "phone" / "virt.manifest"


@dataclass
class OpenWorld:
    kernel: Path
    initrd: Path | None
    disk: Path | None
    memory: int = 512  # MiB, of the virtual machine

    def manifest(self):
        """The phone's manifest with this world's memory, and without an initrd if it has none."""
        text = MANIFEST.read_text(encoding="utf-8")
        text, found = re.subn(r"(?m)^(\s*memory\s+guest\s+)\d+M\b", rf"\g<1>{self.memory}M", text)
        if found != 1:
            raise PhoneError(f"{MANIFEST} has no line with the guest's memory")
        if not self.initrd:
            text, found = re.subn(r"(?m)^\s*file\s+initrd\s.*\n", "", text)
        return text

    def drive(self, number, layers):
        """QEMU's words for phone N's disk. What it writes is in a layer of its own over the disk, which nobody
        changes: in the folder `layers`, or forgotten."""
        if not layers:
            return f"format=raw,snapshot=on,file={self.disk}"
        layer = Path(layers) / f"{number}-{self._identity()}.qcow2"
        if not layer.exists():
            layer.parent.mkdir(parents=True, exist_ok=True)
            subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw", "-b", str(self.disk), str(layer)],
                           check=True)
        return f"format=qcow2,file={layer}"

    def _identity(self):
        """A layer fits only the disk that it was made over."""
        made = self.disk.stat()
        return hashlib.sha256(f"{self.disk.resolve()} {made.st_size} {made.st_mtime_ns}".encode()).hexdigest()[:12]


def choose(choice):
    """OPEN: "" is the small world, "phosh" the phone shell, else KERNEL[,INITRD][,DISK]."""
    small = CACHE / "open"
    if not choice:
        return OpenWorld(small / "Image", small / "initrd", small / "root.img")
    if choice == "phosh":
        return OpenWorld(small / "Image", small / "initrd", CACHE / "open-phosh" / "root.img", 1024)
    parts = choice.split(",")
    if len(parts) > 3 or not parts[0]:
        raise PhoneError("OPEN is phosh, or KERNEL[,INITRD][,DISK]")
    files = [Path(part).absolute() if part else None for part in parts]
    for path in filter(None, files):
        if not path.is_file():
            raise PhoneError(f"OPEN: there is no file {path}")
    return OpenWorld(*(files + [None, None])[:3])


def bare(path, *instructions):
    """Makes a kernel (Linux's arm64 boot protocol) that is nothing but these instructions; returns its path."""
    first = 0x14000010  # b .+64, over the header
    head = first.to_bytes(4, "little") + bytes(12) + (4096).to_bytes(8, "little") + bytes(32) + b"ARM\x64" + bytes(4)
    body = b"".join(word.to_bytes(4, "little") for word in instructions)
    path.write_bytes((head + body).ljust(4096, b"\0"))
    return path
