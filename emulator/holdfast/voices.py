# SPDX-License-Identifier: Apache-2.0
"""What a phone can hear: ready made speech, and sound files of the user's."""

import shutil
import subprocess
import wave
from pathlib import Path

from .paths import BUILD

UPLOAD_MAX = 64 << 20  # bytes
SECONDS = 60

# identity, name, espeak-ng's voice, text
READERS = [
    ("woman", "A woman reading (English)", "en+f3",
     "Hello, this is Anna. I am calling from the sealed world of my phone. What I say is encrypted here, and "
     "decrypted on your phone and nowhere in between. Please read me the words on your screen. If they are the "
     "same as mine, nobody is listening. Meanwhile Linux may crash if it likes: we go on talking."),
    ("man", "A man reading (English)", "en+m3",
     "Good morning, this is Bao. I hear you well. One kernel keeps my two worlds apart. The key on the side of the "
     "phone takes me from one to the other, and the strip at the top tells me where I am. No program can draw there."),
    ("mandarin", "A reader (Chinese)", "cmn",
     "你好，我在用手机的密封世界给你打电话。我们的通话从我的手机到你的手机全程加密。请核对屏幕上的词语。"),
]


class VoiceError(Exception):
    """A file that is not what can be played."""


def make(folder):
    """Makes the speech; returns {identity: (name, path)}. Without espeak-ng it is a signal like speech."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    voices = {}
    for number, (identity, name, voice, text) in enumerate(READERS, 1):
        path = folder / f"{identity}.wav"
        command = ["espeak-ng", "-v", voice, "-s", "150", "-w", str(path), text]
        if not shutil.which("espeak-ng"):
            name = f"Like speech, number {number}"
            command = [str(BUILD / "host" / "wav-speech"), str(number), str(SECONDS), str(path)]
        done = subprocess.run(command, capture_output=True, check=False)
        if done.returncode == 0:
            voices[identity] = (name, path)
    return voices


def check(path):
    """The length in seconds of a WAV file that can be played; else raises VoiceError with the reason."""
    try:
        with wave.open(str(path), "rb") as file:
            channels, width, rate, frames = file.getparams()[:4]
    except (wave.Error, EOFError):
        raise VoiceError("this is not a WAV file of plain (PCM) samples") from None
    if width != 2:
        raise VoiceError(f"its samples have {8 * width} bits; 16 are taken")
    if channels > 2:
        raise VoiceError(f"it has {channels} channels; one or two are taken")
    if not 8000 <= rate <= 48000:
        raise VoiceError(f"it has {rate} samples a second; 8000 to 48000 are taken")
    if frames == 0:
        raise VoiceError("it is empty")
    return frames / rate
