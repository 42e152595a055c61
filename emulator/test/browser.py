# SPDX-License-Identifier: Apache-2.0
"""Chromium without a window, driven over the DevTools protocol on a pair of pipes."""

import base64
import itertools
import json
import os
import select
import signal
import subprocess
import tempfile
import time
from pathlib import Path

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
         # A microphone that beeps, and is not asked for.
         "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
         "--force-device-scale-factor=1"]


class BrowserError(Exception):
    """The browser, or a script in its page, did not do what was asked."""


class Browser:
    """Use as a context. One page, of width x height."""

    def __init__(self, width, height):
        self.size = (width, height)
        self.numbers = itertools.count(1)
        self.session = None
        self.complaints = []  # what the page's scripts said went wrong
        self.buffer = b""

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="holdfast-browser-", ignore_cleanup_errors=True)
        chromium = ["chromium", *FLAGS, f"--user-data-dir={self.folder.name}", "--remote-debugging-pipe", "about:blank"]
        with open(Path(self.folder.name) / "log", "wb") as log:
            # Chromium takes commands on descriptor 3 and answers on 4.
            self.process = subprocess.Popen(["sh", "-c", 'exec "$@" 3<&0 4>&1 </dev/null >&2', "sh", *chromium],
                                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, bufsize=0,
                                            env=dict(os.environ, HOME=self.folder.name), start_new_session=True)
        target = self.ask("Target.createTarget", url="about:blank")
        self.session = self.ask("Target.attachToTarget", targetId=target["targetId"], flatten=True)["sessionId"]
        self.ask("Emulation.setDeviceMetricsOverride", width=self.size[0], height=self.size[1], deviceScaleFactor=1,
                 mobile=False)
        self.ask("Runtime.enable")
        self.ask("Page.enable")
        return self

    def __exit__(self, *_):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()
        self.folder.cleanup()

    def _message(self, deadline):
        while b"\0" not in self.buffer:
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, deadline - time.monotonic()))
            new = self.process.stdout.read(1 << 16) if ready else b""
            if not new:
                raise BrowserError("Chromium does not answer: "
                                   + (Path(self.folder.name) / "log").read_text(errors="replace")[-2000:])
            self.buffer += new
        text, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(text)

    def _take_event(self, message):
        method, details = message.get("method"), message.get("params", {})
        if method == "Runtime.exceptionThrown":
            thrown = details["exceptionDetails"]
            self.complaints.append(thrown.get("exception", {}).get("description", thrown["text"]))
        elif method == "Runtime.consoleAPICalled" and details["type"] == "error":
            self.complaints.append(" ".join(str(part.get("value", part)) for part in details["args"]))

    def ask(self, method, seconds=30.0, **parameters):
        number = next(self.numbers)
        message = {"id": number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        self.process.stdin.write(json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + seconds
        while True:
            answer = self._message(deadline)
            if answer.get("id") == number:
                if "error" in answer:
                    raise BrowserError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self._take_event(answer)

    # ---------------------------------------------------------------- what a user does

    def open(self, address):
        self.ask("Page.navigate", url=address)

    def evaluate(self, script):
        """The value of an expression, JSON; promises are waited for."""
        result = self.ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise BrowserError(f"{script}: {result['exceptionDetails']['exception'].get('description')}")
        return result["result"].get("value")

    def wait(self, script, what, seconds=60.0):
        """Until an expression is true; returns its value."""
        end = time.monotonic() + seconds
        while not (value := self.evaluate(script)):
            if time.monotonic() > end:
                raise BrowserError(f"not within {seconds:.0f} s: {what}")
            time.sleep(0.1)
        return value

    def mouse(self, kind, x, y):
        """kind: mousePressed, mouseMoved, mouseReleased."""
        self.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1,
                 buttons=0 if kind == "mouseReleased" else 1)

    def click(self, x, y):
        self.mouse("mousePressed", x, y)
        self.mouse("mouseReleased", x, y)

    def fingers(self, kind, places):
        """kind: touchStart, touchMove, touchEnd; places: (x, y) of each finger that is down."""
        self.ask("Input.dispatchTouchEvent", type=kind, touchPoints=[{"x": x, "y": y} for x, y in places])

    def screenshot(self, path):
        data = self.ask("Page.captureScreenshot", format="png")["data"]
        path = Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(data))
