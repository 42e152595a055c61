# SPDX-License-Identifier: Apache-2.0
"""Several phones on one emulated network."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from .paths import BUILD, PhoneError
from .phone import Phone
from .sound import Silence, Sound

FIRST_HOST = 15  # emulator/network: port N has 10.0.2.(15 + N)
NAMES = ["Anna Weber", "Bao Nguyen", "Chen Lin", "Dara Okafor"]
PHONES_MAX = 8


def people(phones):
    """The contacts file of every phone: each knows all."""
    lines = ["# The phones on the emulator's network.\n"]
    for n in range(1, phones + 1):
        name = NAMES[n - 1] if n <= len(NAMES) else f"Phone {n}"
        lines.append(f"{1000 + n}  {name}  sip:{1000 + n}@10.0.2.{FIRST_HOST + n - 1}\n")
    return "".join(lines)


class Fleet:
    """Use as a context: everything that was started ends with it.

    choice: OPEN of all phones, or a list with that of each. options(phone): more words for its QEMU.
    """

    def __init__(self, phones, folder, choice="", sound=True, pcap=None, network=(), layers=None, options=None):
        if not 1 <= phones <= PHONES_MAX:
            raise PhoneError(f"PHONES is 1 to {PHONES_MAX}")
        self.count = phones
        self.folder = Path(folder)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        # Unix sockets have short paths.
        self.sockets = Path(tempfile.mkdtemp(prefix="holdfast-net-"))
        self.network = None
        self.sound = None
        self.phones = []
        self.options = list(network)
        if pcap:
            self.options += ["--pcap", str(Path(pcap).resolve())]
        self.choices = [choice] * phones if isinstance(choice, str) else choice
        self.has_sound = sound
        self.layers = layers
        self.phone_options = options

    def __enter__(self):
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _start(self):
        command = [str(BUILD / "host" / "network"), str(self.sockets), str(2 * self.count), *self.options]
        self.network = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        start_new_session=True)
        if self.network.stdout.readline() != "ready\n":
            raise PhoneError("the emulated network does not start")
        if self.has_sound:
            self.sound = Sound(self.count, self.folder)
        for n in range(1, self.count + 1):
            ports = (self._port(n - 1), self._port(self.count + n - 1))
            sound = self.sound.of(n) if self.sound else Silence()
            phone = Phone(n, self.folder, self.sockets, ports, sound, self.choices[n - 1], layers=self.layers,
                          options=self.phone_options)
            self.phones.append(phone)
            phone.start(people(self.count))

    def _port(self, n):
        return self.sockets / f"{n}.switch", self.sockets / f"{n}.phone"

    def __exit__(self, *_):
        for phone in self.phones:
            phone.stop()
        if self.sound:
            self.sound.stop()
        if self.network:
            self.network.stdin.close()
            self.network.wait()
            self.network.stdout.close()
        shutil.rmtree(self.sockets, ignore_errors=True)
