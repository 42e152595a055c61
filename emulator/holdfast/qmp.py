# SPDX-License-Identifier: Apache-2.0
"""A client of QEMU's machine protocol (QMP): one command at a time, from any thread; events put aside."""

import json
import socket
import threading
import time


class QmpError(Exception):
    """QEMU refused a command, or is gone."""


class Qmp:
    def __init__(self, path, process, deadline=20.0):
        self.lock = threading.Lock()
        self.socket = socket.socket(socket.AF_UNIX)
        end = time.monotonic() + deadline
        while True:
            try:
                self.socket.connect(str(path))
                break
            except (FileNotFoundError, ConnectionRefusedError):
                if process.poll() is not None or time.monotonic() > end:
                    raise QmpError(f"QEMU does not answer at {path}") from None
                time.sleep(0.05)
        self.lines = self.socket.makefile("r", encoding="utf-8")
        self._read()
        self.command("qmp_capabilities")

    def _read(self):
        line = self.lines.readline()
        if not line:
            raise QmpError("QEMU has ended")
        return json.loads(line)

    def command(self, name, **arguments):
        request = {"execute": name}
        if arguments:
            request["arguments"] = arguments
        with self.lock:
            return self._ask(name, json.dumps(request).encode() + b"\n")

    def _ask(self, name, line):
        try:
            self.socket.sendall(line)
            while True:
                answer = self._read()
                if "return" in answer:
                    return answer["return"]
                if "error" in answer:
                    raise QmpError(f"{name}: {answer['error']['desc']}")
        except (OSError, ValueError):
            raise QmpError("QEMU has ended") from None

    def close(self):
        self.lines.close()
        self.socket.close()
