# SPDX-License-Identifier: Apache-2.0
"""What is going on in a phone, in plain words, out of the lines of its log."""

import re
from dataclasses import asdict, dataclass

_STAMP = re.compile(r"^ *\d+\.\d{6} ([a-z0-9-]+): (.*)$")
_LINUX_UP = re.compile(r"console: .*(Entering runlevel|Reached target|login:|lease of)")


@dataclass
class State:
    """All that the page shows of a phone besides its screen."""

    kernel: bool = False
    reachable: bool = False
    world: str = ""  # "sealed", "open"
    linux: str = "off"  # "starting", "up"
    call: str = ""  # "calling", "rings there", "rings here", "answered", "talking"
    string: str = ""  # the words that both owners compare; only while the call is secure
    algorithms: str = ""

    def as_dict(self):
        return asdict(self)


class Story:
    """Takes the log's lines one by one; `state` is what they add up to."""

    def __init__(self):
        self.state = State()

    def line(self, text):
        """What a line means: (kind, words), or None. Kinds: phone, world, linux, call, secure, trouble."""
        if text.startswith("holdfast: kernel started"):
            self.state = State(kernel=True)
            return "phone", "The kernel has started"
        if text.startswith("holdfast: PANIC: "):
            return "trouble", "The kernel has stopped: " + text[len("holdfast: PANIC: "):]
        match = _STAMP.match(text)
        if not match:
            return None
        teller = getattr(self, "_of_" + match[1], None)
        return teller(match[2]) if teller else None

    def _of_display(self, text):
        match = re.match(r"the (sealed|open) world is in front", text)
        if not match:
            return None
        self.state.world = match[1]
        return "world", f"The {match[1]} world is in front"

    def _of_phone(self, text):
        if text == "reachable":
            self.state.reachable = True
            return "phone", "The sealed world is ready: calls can come"
        if text == "not reachable":
            was, self.state.reachable = self.state.reachable, False
            return ("trouble", "Calls cannot come: no network, or a part was restarted") if was else None
        match = re.match(r"call \d+: (.*)", text)
        return self._of_call(match[1]) if match else None

    def _of_call(self, text):
        state = self.state
        secure = re.match(r"secure, string '([^']*)', (.*)", text)
        if secure:
            state.string, state.algorithms = secure[1], secure[2]
            return "secure", f"Encrypted end to end. It shows: {secure[1]}"
        if text == "not secure any more":
            state.string = state.algorithms = ""
            return "trouble", "The call is not secure any more"
        if text.startswith("over: "):
            state.call = state.string = state.algorithms = ""
            return "call", text[len("over: "):]
        if text.startswith("refused: "):
            return "trouble", "A caller was refused. " + text[len("refused: "):].replace("Refused: ", "").capitalize()
        words = {"calling": "Calls somebody", "rings there": "It rings at the other end", "rings here": "It rings: a call comes in",
                 "answered": "Its owner answers", "talking": "The call stands; keys are being agreed"}
        if text in words:
            state.call = text
            return "call", words[text]
        return None

    def _of_vmm(self, text):
        state = self.state
        if text == "the open world boots":
            again, state.linux = state.linux != "off", "starting"
            return "linux", "The open world starts again" if again else "The open world starts: Linux boots"
        if _LINUX_UP.match(text) and state.linux != "up":
            state.linux = "up"
            return "linux", "Linux is up in the open world"
        if text in ("power off", "the last VCPU turned itself off"):
            state.linux = "off"
            return "linux", "The open world turned itself off; the power key starts it"
        if "Kernel panic" in text:
            return "trouble", "Linux panics; only the open world is concerned"
        return None

    def _of_init(self, text):
        ended = re.match(r"([a-z0-9-]+)( ended with status|: )", text)
        if ended:
            if ended[1] == "vmm":
                self.state.linux = "off"
            if ended[1] == "phone":  # it tells of a call that goes on when it is back
                self.state.reachable = False
                self.state.call = self.state.string = self.state.algorithms = ""
            return "trouble", f"The program '{ended[1]}' has ended"
        back = re.match(r"([a-z0-9-]+) is back after (\d+) ms", text)
        if back:
            return "phone", f"The program '{back[1]}' is back after {back[2]} ms"
        down = re.match(r"([a-z0-9-]+) stays down", text)
        return ("trouble", f"The program '{down[1]}' stays down") if down else None


class Follower:
    """Reads what is new in a log file, in whole lines."""

    def __init__(self, path):
        self.path = path
        self.read = 0
        self.rest = b""

    def lines(self):
        try:
            with open(self.path, "rb") as file:
                file.seek(self.read)
                new = file.read()
        except FileNotFoundError:
            return []
        self.read += len(new)
        *whole, self.rest = (self.rest + new).split(b"\n")
        return [line.decode(errors="replace").rstrip("\r") for line in whole]


def matching(states):
    """The words that two phones both show, or None: then their owners know that nobody is in between."""
    shown = [state.string for state in states if state.string]
    return next((string for string in shown if shown.count(string) > 1), None)
