# SPDX-License-Identifier: Apache-2.0
"""The page that shows the phones, and lets them be touched: its server.

    /                     emulator/page, and /novnc/ for noVNC
    /control              WebSocket, JSON: what is going on, to the page; fingers, keys and choices, from it
    /phones/N/screen      WebSocket: the phone's screen, QEMU's RFB (RFC 6143) unchanged
    /phones/N/microphone  WebSocket: samples (sound.RAW) that the phone hears
    /phones/N/loudspeaker WebSocket: samples that it plays
    /phones/N/voice       POST: a WAV file that the phone hears
    /phones/N/log         the log from ?from=BYTE on

Everything goes through this one port, so that it can be forwarded from a machine without a screen.

To the page: {"phones": [...], "voices": [...], "sound": why there is none or "", "events": [...]} at first, then
{"phone": {...}}, {"event": {...}}, {"error": "..."}. From it: {"do": "touch", "phone", "finger", "is": "down", "move" or
"up", "x", "y"}, {"do": "key", "phone", "key", "down"}, {"do": "hear", "phone", "voice"}.
"""

import collections
import contextlib
import json
import queue
import re
import socket
import threading
import time
import urllib.parse

from . import voices
from .fleet import NAMES
from .paths import CACHE, TOP
from .phone import HEIGHT, KEYS, WIDTH
from .qmp import QmpError
from .story import Follower, Story, matching
from .web import Closed, Handler, Server

FILES = TOP / "emulator" / "page"
NOVNC = CACHE / "novnc"
LOOK = 0.1  # seconds between looks at the logs
EVENTS_KEPT = 200
FINGERS = 10
CHUNK = 1 << 17  # bytes


class Refused(Exception):
    """A message of the page that makes no sense, or a wish that cannot be fulfilled; with the reason."""


class Hand(threading.Thread):
    """Fingers and keys of one phone, in order. Moves that QEMU has not taken yet become one."""

    def __init__(self, phone):
        super().__init__(daemon=True)
        self.phone = phone
        self.pending = collections.deque()
        self.changed = threading.Condition()

    def touch(self, finger, change, x, y):
        with self.changed:
            last = self.pending[-1] if self.pending else None
            if change == "move" and last and last[:2] == ("move", finger):
                self.pending.pop()
            self.pending.append((change, finger, x, y))
            self.changed.notify()

    def press(self, key, down):
        with self.changed:
            self.pending.append(("key", key, down))
            self.changed.notify()

    def run(self):
        while True:
            with self.changed:
                self.changed.wait_for(lambda: self.pending)
                what, which, *rest = self.pending.popleft()
            with contextlib.suppress(QmpError):  # the phone is off, which its log's follower tells
                if what == "key":
                    self.phone.press(which, *rest)
                else:
                    self.phone.finger(what, *rest, number=which)


class View:
    """One phone as the page knows it."""

    def __init__(self, phone):
        self.phone = phone
        self.name = NAMES[phone.number - 1] if phone.number <= len(NAMES) else f"Phone {phone.number}"
        self.story = Story()
        self.follower = Follower(phone.log_path)
        self.hand = Hand(phone)
        self.hears = ""
        self.on = True

    def as_dict(self):
        return {"number": self.phone.number, "user": self.phone.user, "name": self.name, "on": self.on,
                "hears": self.hears, **self.story.state.as_dict()}


class Page:
    """Raises OSError if the port cannot be used. `tell` gets (view or None, kind, words) of each event."""

    def __init__(self, port, tell):
        self.tell = tell
        self.server = Server(("127.0.0.1", port), _Handler)
        self.server.page = self
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}/"
        self.lock = threading.Lock()
        self.clients = set()  # queues of texts
        self.events = collections.deque(maxlen=EVENTS_KEPT)
        self.matched = None
        self.stopped = False
        self.views, self.voices, self.sound, self.folder = [], {}, None, None

    def serve(self, fleet):
        self.sound, self.folder = fleet.sound, fleet.folder
        self.views = [View(phone) for phone in fleet.phones]
        self.voices = voices.make(self.folder / "voices") if self.sound else {}
        for view in self.views:
            view.hand.start()
        for work in (self.server.serve_forever, self._watch):
            threading.Thread(target=work, daemon=True).start()

    def stop(self):
        """Nothing is told any more."""
        with self.lock:
            self.stopped = True
        self.server.shutdown()

    # ---------------------------------------------------------------- to the pages

    def _publish(self, message):
        text = json.dumps(message)
        for client in self.clients:
            client.put(text)

    def join(self):
        client = queue.SimpleQueue()
        with self.lock:
            client.put(json.dumps({
                "width": WIDTH, "height": HEIGHT,
                "phones": [view.as_dict() for view in self.views],
                "voices": [{"voice": key, "name": name} for key, (name, _) in self.voices.items()],
                "sound": "" if self.sound else "there is no PulseAudio on this machine",
                "events": list(self.events)}))
            self.clients.add(client)
        return client

    def leave(self, client):
        with self.lock:
            self.clients.discard(client)

    def _event(self, view, kind, words):
        event = {"at": int(time.time() * 1000), "phone": view.phone.number if view else 0, "kind": kind,
                 "words": words}
        self.events.append(event)
        self._publish({"event": event})
        self.tell(view, kind, words)

    def changed(self, view):
        with self.lock:
            self._publish({"phone": view.as_dict()})

    def _look(self, view):
        before = view.as_dict()
        for line in view.follower.lines():
            told = view.story.line(line)
            if told:
                self._event(view, *told)
        if view.on and view.phone.process.poll() is not None:
            view.on = False
            self._event(view, "trouble", f"The phone is off; see {view.phone.folder / 'qemu.log'}")
        if view.as_dict() != before:
            self._publish({"phone": view.as_dict()})

    def _watch(self):
        while True:
            with self.lock:
                if self.stopped:
                    return
                for view in self.views:
                    self._look(view)
                match = matching([view.story.state for view in self.views])
                if match and match != self.matched:
                    self._event(None, "secure", f"Both phones show the same words, so nobody is in between: {match}")
                self.matched = match
            time.sleep(LOOK)

    # ---------------------------------------------------------------- from the pages

    def view(self, number):
        for view in self.views:
            if view.phone.number == number:
                return view
        raise Refused("there is no such phone")

    def hear(self, view, voice):
        if not self.sound:
            raise Refused("there is no PulseAudio on this machine")
        if voice and voice not in self.voices:
            raise Refused("there is no such voice")
        if voice:
            self.sound.play(view.phone.number, self.voices[voice][1], forever=True)
        else:
            self.sound.silence(view.phone.number)
        view.hears = voice
        self.changed(view)

    def hear_file(self, view, name, data):
        path = self.folder / f"voice-{view.phone.number}.wav"
        new = path.with_suffix(".new")
        new.write_bytes(data)
        try:
            voices.check(new)
        except voices.VoiceError as error:
            raise Refused(f"{name}: {error}") from None
        self.sound.play(view.phone.number, new.replace(path), forever=True)
        view.hears = f"file:{name}"
        self.changed(view)


class Held:
    """What a page holds down: fingers and keys, to be let go when the page goes away."""

    def __init__(self):
        self.fingers = {}
        self.keys = set()

    def touch(self, view, message):
        finger, change, x, y = (message.get(key) for key in ("finger", "is", "x", "y"))
        if change not in ("down", "move", "up") or not isinstance(finger, int) or not 0 <= finger < FINGERS:
            raise Refused("no such touch")
        if not all(isinstance(value, (int, float)) and 0 <= value <= HEIGHT for value in (x, y)):
            raise Refused("no such place")
        if change == "up":
            self.fingers.pop((view, finger), None)
        else:
            self.fingers[view, finger] = (x, y)
        view.hand.touch(finger, change, x, y)

    def key(self, view, message):
        key, down = message.get("key"), bool(message.get("down"))
        if key not in KEYS:
            raise Refused("no such key")
        (self.keys.add if down else self.keys.discard)((view, key))
        view.hand.press(key, down)

    def release(self):
        for (view, finger), (x, y) in self.fingers.items():
            view.hand.touch(finger, "up", x, y)
        for view, key in self.keys:
            view.hand.press(key, False)


class _Handler(Handler):
    def do_GET(self):
        if self.refused():
            return
        url = urllib.parse.urlsplit(self.path)
        phone = re.fullmatch(r"/phones/(\d{1,3})/(screen|microphone|loudspeaker|log)", url.path)
        try:
            if phone:
                getattr(self, "_" + phone[2])(self.server.page.view(int(phone[1])))
            elif url.path == "/control":
                self._control()
            elif url.path.startswith("/novnc/"):
                self.answer_file(NOVNC, url.path[len("/novnc/"):])
            else:
                self.answer_file(FILES, url.path[1:] or "index.html")
        except Refused as refusal:
            self.answer(404, f"{refusal}\n".encode())
        except Closed:
            pass

    def do_POST(self):
        if self.refused():
            return
        url = urllib.parse.urlsplit(self.path)
        match = re.fullmatch(r"/phones/(\d{1,3})/voice", url.path)
        self.close_connection = True  # what is not read of a body must not look like a request
        try:
            if not match:
                raise Refused("there is nothing to send here")
            self._voice(self.server.page.view(int(match[1])), urllib.parse.parse_qs(url.query))
            self.answer_json(200, {})
        except Refused as refusal:
            self.answer_json(400, {"error": str(refusal)})

    def _voice(self, view, query):
        page = self.server.page
        length = self.headers.get("Content-Length", "")
        if not page.sound:
            raise Refused("there is no PulseAudio on this machine")
        if not length.isdigit() or not 0 < int(length) <= voices.UPLOAD_MAX:
            raise Refused(f"files up to {voices.UPLOAD_MAX >> 20} MiB are taken")
        name = query.get("name", ["the file"])[0][:64]
        page.hear_file(view, name, self.rfile.read(int(length)))

    def _log(self, view):
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
        start = query.get("from", ["0"])[0]
        text = view.phone.log_path.read_bytes()[int(start) if start.isdigit() else 0:]
        self.answer(200, text)

    def _control(self):
        web = self.upgrade()
        if not web:
            return
        page, held = self.server.page, Held()
        client = page.join()
        threading.Thread(target=_drain, args=(client, web), daemon=True).start()
        try:
            while True:
                try:
                    self._obey(json.loads(web.receive()), held)
                except (Refused, ValueError) as error:
                    client.put(json.dumps({"error": str(error)}))
        finally:
            page.leave(client)
            client.put(None)
            held.release()

    def _obey(self, message, held):
        page = self.server.page
        if not isinstance(message, dict):
            raise Refused("no such message")
        view = page.view(message.get("phone"))
        what = message.get("do")
        if what == "touch":
            held.touch(view, message)
        elif what == "key":
            held.key(view, message)
        elif what == "hear":
            page.hear(view, str(message.get("voice", "")))
        else:
            raise Refused("no such message")

    def _screen(self, view):
        web = self.upgrade()
        if not web:
            return
        with socket.socket(socket.AF_UNIX) as screen, contextlib.suppress(OSError):
            screen.connect(str(view.phone.screen_path))
            threading.Thread(target=_show, args=(screen.recv, web, self.connection), daemon=True).start()
            while True:
                screen.sendall(web.receive())

    def _microphone(self, view):
        sound = self.server.page.sound
        web = self.upgrade() if sound else self.answer(404, b"There is no sound.\n")
        if not web:
            return
        player = sound.speak(view.phone.number)
        view.hears = "microphone"
        self.server.page.changed(view)
        try:
            with contextlib.suppress(OSError):  # another source was chosen
                while True:
                    player.stdin.write(web.receive())
                    player.stdin.flush()
        finally:
            sound.silence(view.phone.number, player)
            if view.hears == "microphone":
                view.hears = ""
                self.server.page.changed(view)

    def _loudspeaker(self, view):
        sound = self.server.page.sound
        web = self.upgrade() if sound else self.answer(404, b"There is no sound.\n")
        if not web:
            return
        recorder = sound.listen(view.phone.number)
        try:
            threading.Thread(target=_show, args=(recorder.stdout.read1, web, self.connection), daemon=True).start()
            while True:
                web.receive()  # says nothing until it closes
        finally:
            recorder.terminate()
            recorder.wait()


def _drain(client, web):
    """Sends what is put into a client's queue, until None."""
    with contextlib.suppress(Closed):
        while (text := client.get()) is not None:
            web.send(text)


def _show(read, web, connection):
    """From a phone to the browser, at the browser's pace."""
    with contextlib.suppress(Closed, OSError):
        while data := read(CHUNK):
            web.send(data)
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
