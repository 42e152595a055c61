# SPDX-License-Identifier: Apache-2.0
"""Sound without a sound card: a PulseAudio of our own, with a microphone and a loudspeaker per phone.

The loudspeaker of phone N is the null sink `speakerN`, what it plays is heard at its monitor. Its microphone
is the monitor of the null sink `microphoneN`, into which a file or this machine's own microphone is played.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path

RATE = 48000
RAW = ["--raw", "--format=s16le", "--channels=1", f"--rate={RATE}"]


class SoundError(Exception):
    """No PulseAudio, or it does not start."""


class Sound:
    def __init__(self, phones, folder):
        if not shutil.which("pulseaudio"):
            raise SoundError("pulseaudio is missing; run ./holdfast setup")
        self.folder = Path(folder)
        # Unix sockets have short paths.
        self.runtime = Path(tempfile.mkdtemp(prefix="holdfast-sound-"))
        self.socket = self.runtime / "socket"
        self.players = {}
        self.lock = threading.Lock()
        modules = [f"module-native-protocol-unix socket={self.socket} auth-anonymous=1"]
        for n in range(1, phones + 1):
            for name in ("speaker", "microphone"):
                modules.append(f"module-null-sink sink_name={name}{n} rate={RATE} channels=1 "
                               f"sink_properties=device.description={name}{n}")
        command = ["setpriv", "--pdeathsig", "TERM",  # it ends with us, however we end
                   "pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no",
                   "--disable-shm=yes", "--realtime=no", "--high-priority=no"]
        for module in modules:
            command += ["-L", module]
        with open(self.folder / "pulseaudio.log", "wb") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            env=self._own_environment(), start_new_session=True)
        end = time.monotonic() + 20
        while self._pactl("info") is None:
            if self.process.poll() is not None or time.monotonic() > end:
                text = (self.folder / "pulseaudio.log").read_text(errors="replace")
                raise SoundError(f"pulseaudio does not start:\n{text}")
            time.sleep(0.1)

    def _own_environment(self):
        environment = dict(os.environ, PULSE_RUNTIME_PATH=str(self.runtime), HOME=str(self.runtime),
                           XDG_RUNTIME_DIR=str(self.runtime), XDG_CONFIG_HOME=str(self.runtime))
        environment.pop("DISPLAY", None)
        environment.pop("DBUS_SESSION_BUS_ADDRESS", None)
        return environment

    def environment(self):
        return dict(self._own_environment(), PULSE_SERVER=f"unix:{self.socket}")

    def _pactl(self, *words):
        done = subprocess.run(["pactl", *words], capture_output=True, text=True, check=False,
                              env=self.environment())
        return done.stdout if done.returncode == 0 else None

    def of(self, number):
        return PhoneSound(self, number)

    def play(self, number, path, forever=False):
        """Plays a WAV file into phone N's microphone, instead of what was played there before."""
        play = ["paplay", f"--device=microphone{number}", str(path)]
        if forever:
            play = ["sh", "-c", 'while "$@"; do :; done', "play", *play]
        self._replace(number, play, subprocess.DEVNULL)

    def speak(self, number):
        """Instead of a file: what is written in RAW to this process's stdin is spoken into phone N."""
        command = ["pacat", "--playback", f"--device=microphone{number}", *RAW, "--latency-msec=40"]
        return self._replace(number, command, subprocess.PIPE)

    def _replace(self, number, command, source):
        with self.lock:
            self._end_player(number)
            player = subprocess.Popen(command, stdin=source, env=self.environment(), start_new_session=True)
            self.players[number] = player
            return player

    def silence(self, number, player=None):
        """Ends what is played into phone N's microphone; with `player`, only if it is still that one."""
        with self.lock:
            if player in (None, self.players.get(number)):
                self._end_player(number)

    def _end_player(self, number):
        player = self.players.pop(number, None)
        if not player:
            return
        if player.poll() is None:
            os.killpg(player.pid, signal.SIGTERM)
        player.wait()
        if player.stdin:
            with contextlib.suppress(OSError):  # what it has not taken is lost with it
                player.stdin.close()

    def listen(self, number):
        """What phone N's loudspeaker plays, in RAW: a process with stdout, to terminate."""
        return subprocess.Popen(
            ["parec", f"--device=speaker{number}.monitor", *RAW, "--latency-msec=40"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env=self.environment(), start_new_session=True)

    def record(self, number, path):
        """Begins to write what phone N's loudspeaker plays; returns the process to terminate."""
        return subprocess.Popen(
            ["parecord", f"--device=speaker{number}.monitor", "--file-format=wav", "--channels=1",
             f"--rate={RATE}", "--format=s16le", "--latency-msec=40", str(path)],
            stdin=subprocess.DEVNULL, env=self.environment())

    def stop(self):
        for number in list(self.players):
            self.silence(number)
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.runtime, ignore_errors=True)


class PhoneSound:
    """The sound device of one phone."""

    def __init__(self, sound, number):
        self.sound = sound
        self.number = number

    def environment(self):
        return self.sound.environment()

    def device(self, slot):
        n = self.number
        return ["-audiodev", f"pa,id=sound,server=unix:{self.sound.socket},"
                f"out.name=speaker{n},in.name=microphone{n}.monitor,"
                "out.latency=60000,in.latency=20000",
                "-device", f"virtio-sound-device,audiodev=sound,streams=2,{slot}"]


class Silence:
    """A phone whose sound device is connected to nothing, where only pictures matter."""

    def environment(self):
        return dict(os.environ)

    def device(self, slot):
        return ["-audiodev", "none,id=sound", "-device",
                f"virtio-sound-device,audiodev=sound,streams=2,{slot}"]
