# SPDX-License-Identifier: Apache-2.0
"""HTTP for a page on this machine: files, and WebSockets (RFC 6455), over the standard library's server.

The server listens on the loopback address. A browser shows other pages, too, and those must not reach a phone: a
request is answered only if its Host is this server's, and its Origin, if it has one, is this server's page.
"""

import base64
import hashlib
import http.server
import json
import struct
import threading

MESSAGE_MAX = 1 << 20  # bytes of one message from a browser
ACCEPT = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, 1.3

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10

TYPES = {".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
         ".svg": "image/svg+xml", ".png": "image/png"}


class Closed(Exception):
    """The other side is gone, or breaks the protocol."""


class WebSocket:
    """The server's side of a connection. One thread receives; any may send."""

    def __init__(self, source, sink):
        self.source = source  # a file that reads
        self.sink = sink  # a socket
        self.lock = threading.Lock()

    def _exactly(self, size):
        data = self.source.read(size)
        if len(data) != size:
            raise Closed("the connection has ended")
        return data

    def _frame(self):
        first, second = self._exactly(2)
        final, opcode, length = bool(first & 0x80), first & 0x0F, second & 0x7F
        if first & 0x70 or not second & 0x80:
            raise Closed("a frame that a browser does not send")
        if opcode >= CLOSE and (length > 125 or not final):
            raise Closed("a control frame that is too long, or in parts")
        if length == 126:
            (length,) = struct.unpack(">H", self._exactly(2))
        elif length == 127:
            (length,) = struct.unpack(">Q", self._exactly(8))
        if length > MESSAGE_MAX:
            raise Closed("a message that is too long")
        mask = self._exactly(4)
        key = int.from_bytes((mask * (length // 4 + 1))[:length], "big")
        data = (int.from_bytes(self._exactly(length), "big") ^ key).to_bytes(length, "big")
        return final, opcode, data

    def receive(self):
        """The next message: str or bytes. Raises Closed."""
        kind, parts = None, b""
        while True:
            final, opcode, data = self._frame()
            if opcode == PING:
                self._send(PONG, data)
                continue
            if opcode == PONG:
                continue
            if opcode == CLOSE:
                self._send(CLOSE, data[:2])
                raise Closed("closed")
            if opcode not in (CONTINUATION, TEXT, BINARY) or (opcode == CONTINUATION) != (kind is not None):
                raise Closed("parts of messages that do not fit")
            kind = kind or opcode
            parts += data
            if len(parts) > MESSAGE_MAX:
                raise Closed("a message that is too long")
            if final:
                return self._text(parts) if kind == TEXT else parts

    @staticmethod
    def _text(data):
        try:
            return data.decode()
        except UnicodeDecodeError:
            raise Closed("a text that is none") from None

    def _send(self, opcode, data):
        size = len(data)
        if size < 126:
            head = struct.pack(">BB", 0x80 | opcode, size)
        elif size < 1 << 16:
            head = struct.pack(">BBH", 0x80 | opcode, 126, size)
        else:
            head = struct.pack(">BBQ", 0x80 | opcode, 127, size)
        try:
            with self.lock:
                self.sink.sendall(head + data)
        except OSError:
            raise Closed("the connection has ended") from None

    def send(self, message):
        if isinstance(message, str):
            self._send(TEXT, message.encode())
        else:
            self._send(BINARY, message)


class Handler(http.server.BaseHTTPRequestHandler):
    """What a page's own handler is made of: it has do_GET and do_POST, and calls `refused` first."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server_version = "Holdfast"
    sys_version = ""

    def log_message(self, *_):
        pass

    def refused(self):
        """True, and answered, if this request is not from our own page."""
        port = self.server.server_address[1]
        hosts = [f"{name}:{port}" for name in ("127.0.0.1", "localhost")]
        origin = self.headers.get("Origin")
        if self.headers.get("Host") in hosts and (origin is None or origin in [f"http://{h}" for h in hosts]):
            return False
        self.close_connection = True
        self.answer(403, b"This server answers its own page only.\n")
        return True

    def answer(self, status, body, kind="text/plain; charset=utf-8"):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Content-Security-Policy", "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'")
        self.end_headers()
        self.wfile.write(body)

    def answer_json(self, status, value):
        self.answer(status, json.dumps(value).encode(), "application/json")

    def answer_file(self, folder, name):
        path = (folder / name).resolve()
        kind = TYPES.get(path.suffix)
        if not path.is_relative_to(folder.resolve()) or not kind or not path.is_file():
            self.answer(404, b"There is no such file.\n")
        else:
            self.answer(200, path.read_bytes(), kind)

    def upgrade(self):
        """Makes this connection a WebSocket; None, and answered, if that is not what was asked for."""
        key = self.headers.get("Sec-WebSocket-Key", "")
        if self.headers.get("Upgrade", "").lower() != "websocket" or not key:
            self.answer(426, b"This is for WebSockets.\n")
            return None
        accept = base64.b64encode(hashlib.sha1(key.encode() + ACCEPT).digest()).decode()
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Accept", accept)
        self.end_headers()
        self.close_connection = True
        return WebSocket(self.rfile, self.connection)


class Server(http.server.ThreadingHTTPServer):
    """Raises OSError if the port is in use."""

    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_):
        """A browser that is gone is nothing to tell of."""
