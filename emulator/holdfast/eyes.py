# SPDX-License-Identifier: Apache-2.0
"""What a phone shows: its picture, and a few pixels by which a screen is recognised."""

import time

from .paths import PhoneError
from .phone import HEIGHT, STRIP, WIDTH

LOOK = 0.15  # seconds between looks

# The strip's ground, which says whose screen is below it.
WORLDS = {"sealed": 0x0D4F49, "open": 0xF4B740}

_GROUND, _SURFACE, _DEEP, _GREEN, _RED = 0x0A1A20, 0x142B34, 0x10443F, 0x1A8347, 0xC93C37
_TAB = {name: (180 * i + 48, 1350) for i, name in enumerate(("keypad", "contacts", "history", "settings"))}

# name: places and their colours. A screen is drawn from the top: one of them is at the bottom.
SCREENS = {name: {place: _DEEP} for name, place in _TAB.items()}
SCREENS["keypad"][80, 516] = _SURFACE
SCREENS["granted"] = {_TAB["settings"]: _DEEP, (40, 600): _SURFACE}
SCREENS["incoming"] = {(472, 1220): _GREEN, (128, 1220): _RED, _TAB["keypad"]: _GROUND}


class Picture:
    """What QEMU's panel shows now."""

    def __init__(self, phone):
        path = phone.folder / "look.ppm"
        phone.qmp.command("screendump", filename=str(path), format="ppm")
        magic, size, _, self.data = path.read_bytes().split(b"\n", 3)
        if magic != b"P6" or size != b"%d %d" % (WIDTH, HEIGHT):
            self.data = bytes(3 * WIDTH * HEIGHT)  # the display is not on yet

    def pixel(self, x, y):
        at = 3 * (y * WIDTH + x)
        return int.from_bytes(self.data[at:at + 3], "big")

    def below(self):
        """All that is not the strip."""
        return self.data[3 * STRIP * WIDTH:]

    def world(self):
        return next((name for name, color in WORLDS.items() if self.pixel(2, 4) == color), None)

    def is_screen(self, name):
        return self.world() == "sealed" and all(self.pixel(*place) == color for place, color in SCREENS[name].items())


def wait_for(phone, what, found, seconds=60.0):
    """Until found(picture) is true; returns the picture."""
    end = time.monotonic() + seconds
    while not found(picture := Picture(phone)):
        if time.monotonic() > end:
            raise PhoneError(f"phone {phone.number} does not show within {seconds:.0f} s: {what}")
        time.sleep(LOOK)
    return picture


def wait_screen(phone, name, seconds=60.0):
    return wait_for(phone, f"the screen '{name}'", lambda picture: picture.is_screen(name), seconds)


def wait_still(phone, before=None, looks=2, seconds=60.0):
    """Until it shows something else than `before`, a picture, and the same at so many looks in a row."""
    last, equal = Picture(phone), 1

    def still(picture):
        nonlocal last, equal
        equal = equal + 1 if picture.below() == last.below() else 1
        last = picture
        return equal >= looks and (before is None or picture.below() != before.below())

    return wait_for(phone, "a picture that is new and still" if before else "a picture that is still", still, seconds)
