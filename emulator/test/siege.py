# SPDX-License-Identifier: Apache-2.0
"""What the tests of attacks and kills have in common: a call, an open world that obeys keys, lines of the log."""

import re
from pathlib import Path

from holdfast import eyes, hands
from holdfast.paths import BUILD, CACHE

BOOT = 240.0  # seconds of this machine's time: only what hangs takes as long
SOON = 120.0
DISK = 64 << 20

# attacker/attack.c: the keys of what it does until the next key, and of what ends Linux. With any other it has ended.
ATTACKS = {"spin": "1", "network": "2", "disk": "3"}
ENDS = {"panic": "4", "off": "5"}
ENOUGH = "0"

# What a program says when it does its work again; only init says so for audio.
READY = {
    "net": r"net: link up",
    "audio": r"init: audio is back",
    "display": r"display: the sealed world is in front",
    "phone": r"phone: call \d+: secure",
    "vmm": r"vmm: the open world boots",
}


def _empty_disk(folder):
    path = Path(folder) / "disk"
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "wb") as file:
        file.truncate(DISK)
    return path


def attackers(initrd, folder):
    """The Linux that attacks when told to, as a choice of OPEN; it has a disk to flood."""
    return f"{CACHE / 'open' / 'Image'},{initrd},{_empty_disk(folder)}"


def hostile(folder):
    """The bare image that attacks all that it can address; it has a disk to lie to."""
    return f"{BUILD / 'native' / 'hostile.img'},,{_empty_disk(folder)}"


def stamp(line):
    """A line's time, in seconds of the phone's."""
    return float(line.split()[0])


def line_with(phone, pattern, after=0, seconds=SOON):
    """The first line of the log, from a mark on, that says so."""
    return phone.wait_log(rf"^ *\d+\.\d{{6}} {pattern}.*$", seconds, after)[0]


def call(caller, callee):
    """A secure call between two phones; returns what both show."""
    marks = [len(phone.log()) for phone in (caller, callee)]
    hands.dial(caller, callee.user)
    callee.wait_log(r"phone: call \d+: rings here", SOON, marks[1])
    eyes.wait_screen(callee, "incoming")
    callee.tap(*hands.ANSWER)
    return [phone.wait_log(r"phone: call \d+: secure, string '([^']*)'", SOON, mark)[1]
            for phone, mark in zip((caller, callee), marks)]


def is_in_call(phone):
    """The call that the phone tells of last is not over."""
    return re.findall(r"phone: call \d+: (over|secure)", phone.log())[-1:] == ["secure"]


def to_world(phone, world):
    """Puts this world in front with the world key."""
    if eyes.Picture(phone).world() != world:
        phone.key("world")
    eyes.wait_for(phone, f"the {world} world", lambda picture: picture.world() == world, SOON)


def begin(phone, name):
    """Has the open world, which is in front, begin an attack, and waits until it has."""
    mark = len(phone.log())
    phone.key((ATTACKS | ENDS)[name])
    line_with(phone, f"vmm: console: attack: {name}: begins", mark)


def end(phone, name):
    """Ends an attack; returns how much it has done."""
    mark = len(phone.log())
    phone.key(ENOUGH)
    return phone.wait_log(rf"vmm: console: attack: {name}: over, (.*)", SOON, mark)[1]


def time_back(phone, name, mark):
    """How long a program was away that was killed after the mark, in seconds of the phone's time: until init has
    started it, or until it says that it works, if that is later."""
    died = line_with(phone, f"init: {name}: undefined instruction", mark)
    after = phone.log().index(died, mark)
    started = phone.wait_log(rf"init: {name} is back after (\d+) ms", SOON, after)
    return max(int(started[1]) / 1000, stamp(line_with(phone, READY[name], after)) - stamp(died))
