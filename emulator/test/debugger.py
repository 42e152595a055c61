# SPDX-License-Identifier: Apache-2.0
"""Kills a program of a running phone from outside, as the product is: nothing in the phone knows of it.

Where the program lies in memory is read from QEMU's memory; that does not stop the phone. Then the first instruction of
a function that the program calls all the time is overwritten by one that is undefined, through QEMU's GDB stub, which
stops the phone for about a millisecond. The program dies of it when it comes there. When init starts it anew it is loaded
from the boot pack, as it was.
"""

import os
import re
import socket
import struct
import subprocess

from holdfast.paths import BUILD, PhoneError

RAM = 0x40000000  # where the board's begins
PAGE = 4096
UNDEFINED = bytes(4)  # UDF #0
PATIENCE = 20.0

# Each program's file, and what it calls when it has something to do.
LOOPS = {
    "net": ("native/net.elf", ["hf_receive"]),
    "audio": ("native/audio.elf", ["hf_receive"]),
    "display": ("native/display.elf", ["hf_receive"]),
    "vmm": ("native/vmm.elf", ["hf_receive", "machine_serve"]),  # for input, for the guest
    "phone": ("linux/phone", ["__poll"]),
}


def options(phone):
    """What QEMU must be told for it."""
    return ["-object", f"memory-backend-memfd,id=ram,size={phone.memory}M,share=on", "-machine", "memory-backend=ram",
            "-gdb", f"unix:{_socket_path(phone)},server=on,wait=off"]


def _socket_path(phone):
    return phone.sockets / f"{phone.number}.gdb"


def page_of(elf, symbol):
    """The page of a program's code that a function begins in, and where in it: (bytes, offset)."""
    names = subprocess.run(["aarch64-linux-gnu-nm", str(elf)], capture_output=True, text=True, check=True).stdout
    found = re.search(rf"^([0-9a-f]+) \w {re.escape(symbol)}$", names, re.MULTILINE)
    if not found:
        raise PhoneError(f"{elf} has no {symbol}")
    at = int(found[1], 16)
    first = at - at % PAGE
    data = elf.read_bytes()
    headers, = struct.unpack_from("<Q", data, 32)  # ELF64: e_phoff, e_phnum
    count, = struct.unpack_from("<H", data, 56)
    for i in range(count):
        kind, _, offset, address, _, size = struct.unpack_from("<IIQQQQ", data, headers + 56 * i)
        if kind == 1 and address <= first < address + size:
            page = data[offset + first - address:offset + size][:PAGE]
            return page.ljust(PAGE, b"\0"), at - first  # init clears memory before it loads a program
    raise PhoneError(f"{symbol} of {elf} is nowhere")


class Memory:
    """A phone's memory, for reading."""

    def __init__(self, phone):
        folder = f"/proc/{phone.process.pid}/fd"
        paths = [f"{folder}/{name}" for name in os.listdir(folder)]
        self.file = os.open(next(path for path in paths if "memory-backend-memfd" in os.readlink(path)), os.O_RDONLY)

    def close(self):
        os.close(self.file)

    def find(self, pages):
        """Where each of these pages is: {page: offsets}. Memory that was never written takes no time."""
        places = {page: [] for page in pages}
        at, size = 0, os.fstat(self.file).st_size
        while at < size:
            try:
                at = os.lseek(self.file, at, os.SEEK_DATA)
            except OSError:  # there is no more
                break
            data = os.pread(self.file, min(os.lseek(self.file, at, os.SEEK_HOLE) - at, 1 << 20), at)
            for i in range(0, len(data), PAGE):
                page = data[i:i + PAGE]
                if page in places:
                    places[page].append(at + i)
            at += len(data)
        return places


class Stub:
    """A client of GDB's remote protocol, as far as is needed."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(PATIENCE)
        self.socket.connect(str(path))
        self.data = b""
        self._ask(b"?")  # the phone stops when somebody connects
        if self._ask(b"Qqemu.PhyMemMode:1") != b"OK":
            raise PhoneError("QEMU's GDB stub does not take physical addresses")
        self._send(b"c")

    def close(self):
        self.socket.close()

    def _send(self, text):
        self.socket.sendall(b"$%s#%02x" % (text, sum(text) & 255))

    def _receive(self):
        while not (found := re.match(rb"\+*\$([^#]*)#..", self.data)):
            new = self.socket.recv(4096)
            if not new:
                raise PhoneError("QEMU's GDB stub has gone")
            self.data += new
        self.data = self.data[found.end():]
        self.socket.sendall(b"+")
        return found[1]

    def _ask(self, text):
        self._send(text)
        return self._receive()

    def write(self, places, data):
        """Writes this to each physical address, while the phone is stopped."""
        self.socket.sendall(b"\x03")
        self._receive()
        answers = {self._ask(b"M%x,%x:%s" % (place, len(data), data.hex().encode())) for place in places}
        self._send(b"c")
        if answers != {b"OK"}:
            raise PhoneError(f"QEMU's GDB stub does not write: {answers}")


class Debugger:
    """Of one phone, which runs all its programs."""

    def __init__(self, phone):
        self.places = {}
        memory = Memory(phone)
        try:
            self._find(memory, (phone.folder / "pack").read_bytes())
        finally:
            memory.close()
        self.stub = Stub(_socket_path(phone))

    def _find(self, memory, pack):
        wanted = [(name, *page_of(BUILD / file, symbol)) for name, (file, symbols) in LOOPS.items() for symbol in symbols]
        places = memory.find([page for _, page, _ in wanted] + [pack[:PAGE]])
        for name, page, offset in wanted:
            # The boot pack has the program, too, and is to stay as it is.
            found = [at for at in places[page] if not any(p <= at < p + len(pack) for p in places[pack[:PAGE]])]
            if len(found) != 1:
                raise PhoneError(f"the code of '{name}' is in memory {len(found)} times")
            self.places.setdefault(name, []).append(RAM + found[0] + offset)

    def kill(self, name):
        """The program dies when it next has something to do."""
        self.stub.write(self.places[name], UNDEFINED)

    def close(self):
        self.stub.close()
