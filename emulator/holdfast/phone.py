# SPDX-License-Identifier: Apache-2.0
"""One phone: QEMU's `virt` board with the devices that phone/virt.manifest names, each in its slot."""

import os
import re
import shutil
import subprocess
import time
from pathlib import Path

from . import openworld
from .paths import BUILD, CACHE, TOP, PhoneError
from .qmp import Qmp, QmpError

KERNEL = BUILD / "kernel" / "holdfast.img"

WIDTH, HEIGHT = 720, 1440
STRIP = 64
PROCESSOR_NICE = 5

RANGE = 0x8000  # QEMU's absolute coordinates: 0 to this, exclusive

# The world key, power and volume, as QEMU's names of keys.
KEYS = {"world": "f12", "power": "f11", "up": "volumeup", "down": "volumedown"}


def _raw(pixel, size):
    """The middle of a pixel in QEMU's range of coordinates."""
    return min(max(int((pixel + 0.5) * RANGE / size), 0), RANGE - 1)


class Phone:
    """number: 1.., and the phone's user is 1000 + number. QEMU's sockets are in `sockets`, whose path is short."""

    def __init__(self, number, folder, sockets, ports, sound, choice="", memory=None, layers=None, options=None):
        self.number = number
        self.user = str(1000 + number)
        self.folder = Path(folder) / str(number)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.log_path = self.folder / "log"
        self.sound = sound
        self.sockets = Path(sockets)
        self.qmp_path = self.sockets / f"{number}.qmp"
        self.screen_path = self.sockets / f"{number}.screen"  # RFB (RFC 6143), as long as the phone is on
        self.ports = ports  # (sealed, open): sockets of the network
        self.open = openworld.choose(choice)
        self.memory = memory or self.open.memory + 512  # MiB
        self.layers = layers  # where what the open world writes is kept, or None
        self.options = options  # of tests: options(phone) is more words for its QEMU
        self.process = None
        self.qmp = None

    # ---------------------------------------------------------------- starting

    def make_pack(self, people):
        """The boot pack with this phone's settings: who it is, and whom it knows."""
        mine = self.folder / "files"
        mine.mkdir(exist_ok=True)
        (mine / "sip").write_text(f"user {self.user}\n", encoding="utf-8")
        (mine / "contacts").write_text(people, encoding="utf-8")
        (mine / "manifest").write_text(self.open.manifest(), encoding="utf-8")
        pack = self.folder / "pack"
        names = [f"sip={mine / 'sip'}", f"contacts={mine / 'contacts'}", f"open/Image={self.open.kernel}"]
        if self.open.initrd:
            names.append(f"open/initrd={self.open.initrd}")
        command = [BUILD / "host" / "manifest", "pack", mine / "manifest", pack]
        command += [BUILD / "pack", BUILD, CACHE, TOP / "phone" / "default", *names]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise PhoneError(f"the boot pack of phone {self.number}:\n{done.stderr}")
        return pack

    def _network(self, name, bus, mac, port):
        inside, outside = port
        return ["-netdev", f"dgram,id={name},local.type=unix,local.path={outside},"
                f"remote.type=unix,remote.path={inside}",
                "-device", f"virtio-net-device,netdev={name},mac={mac},bus=virtio-mmio-bus.{bus}"]

    def command(self, pack):
        def slot(number):
            return f"bus=virtio-mmio-bus.{number}"

        disk = []
        if self.open.disk:
            disk = ["-drive", f"if=none,id=disk,{self.open.drive(self.number, self.layers)}",
                    "-device", f"virtio-blk-device,drive=disk,{slot(24)}"]
        last = f"{self.number:02x}"
        return [
            # It ends with us, however we end; and Ctrl-C in the terminal is for us alone.
            "setpriv", "--pdeathsig", "TERM", "qemu-system-aarch64",
            "-M", "virt,virtualization=on,gic-version=3", "-cpu", "cortex-a72", "-m", str(self.memory),
            "-nodefaults", "-vnc", f"unix:{self.screen_path}",
            "-global", "virtio-mmio.force-legacy=false", "-rtc", "base=utc",
            "-serial", f"file:{self.log_path}", "-qmp", f"unix:{self.qmp_path},server=on,wait=off",
            "-kernel", str(KERNEL), "-initrd", str(pack), "-device", "ramfb",
            "-device", f"virtio-multitouch-device,id=touch,{slot(0)}",
            "-device", f"virtio-keyboard-device,id=keys,{slot(1)}",
            "-device", f"virtio-rng-device,{slot(2)}",
            *self.sound.device(slot(8)),
            *self._network("sealed", 16, f"02:00:00:00:00:{last}", self.ports[0]),
            *disk,
            *self._network("open", 25, f"02:00:00:00:01:{last}", self.ports[1]),
            *(self.options(self) if self.options else []),
        ]

    def start(self, people):
        if not shutil.which("qemu-system-aarch64"):
            raise PhoneError("qemu-system-aarch64 is missing; run ./holdfast setup")
        command = self.command(self.make_pack(people))
        with open(self.folder / "qemu.log", "wb") as errors:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=errors,
                                            stderr=errors, env=self.sound.environment(),
                                            start_new_session=True)
        try:
            self.qmp = Qmp(self.qmp_path, self.process)
        except QmpError as error:
            text = (self.folder / "qemu.log").read_text(errors="replace")
            raise PhoneError(f"phone {self.number}: {error}\n{text}") from None
        self._yield_to_devices()

    def _yield_to_devices(self):
        """A phone's sound and network do not wait for its processor: the threads that emulate the latter give way."""
        for processor in self.qmp.command("query-cpus-fast"):
            os.setpriority(os.PRIO_PROCESS, processor["thread-id"], PROCESSOR_NICE)

    def stop(self):
        if self.qmp:
            self.qmp.close()
            self.qmp = None
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    # ---------------------------------------------------------------- fingers and eyes

    def _send(self, *events):
        self.qmp.command("input-send-event", events=list(events))

    def finger(self, change, x=0, y=0, number=0):
        """A finger on the panel: change is "down", "move" or "up"; number 0..9; x, y in the panel's pixels."""
        kind = {"down": "begin", "move": "update", "up": "end"}[change]
        slot = {"slot": number, "tracking-id": -1 if kind == "end" else number}
        events = [{"type": kind, "axis": "x", "value": 0, **slot}]
        if kind != "end":
            for axis, value, size in (("x", x, WIDTH), ("y", y, HEIGHT)):
                events.append({"type": "data", "axis": axis,
                               "value": _raw(value, size), **slot})
        self._send(*({"type": "mtt", "data": event} for event in events))

    def tap(self, x, y):
        self.finger("down", x, y)
        time.sleep(0.08)
        self.finger("up")

    def press(self, name, down):
        """A key goes down or up: a name in KEYS, or QEMU's name of it."""
        code = {"type": "qcode", "data": KEYS.get(name, name)}
        self._send({"type": "key", "data": {"down": down, "key": code}})

    def key(self, name):
        self.press(name, True)
        self.press(name, False)

    def screenshot(self, path):
        path = Path(path).resolve()
        path.parent.mkdir(parents=True, exist_ok=True)
        self.qmp.command("screendump", filename=str(path), format="png")
        return path

    # ---------------------------------------------------------------- the log

    def log(self):
        try:
            return self.log_path.read_text(errors="replace").replace("\r", "")
        except FileNotFoundError:
            return ""

    def wait_log(self, pattern, seconds=60.0, after=0):
        """Waits for a line of the log; returns the match. `after`: characters of the log to pass over."""
        end = time.monotonic() + seconds
        compiled = re.compile(pattern, re.MULTILINE)
        while True:
            match = compiled.search(self.log(), after)
            if match:
                return match
            if self.process.poll() is not None:
                text = (self.folder / "qemu.log").read_text(errors="replace")
                raise PhoneError(f"phone {self.number} has ended\n{text}\n{self.log()[-2000:]}")
            if time.monotonic() > end:
                raise PhoneError(f"phone {self.number}: no line '{pattern}' within {seconds:.0f} s; "
                                 f"the log's end:\n{self.log()[-2000:]}")
            time.sleep(0.1)
