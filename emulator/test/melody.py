# SPDX-License-Identifier: Apache-2.0
"""A sound in which a hole cannot hide: eight tones, each for 20 ms, over and over.

A codec passes it on well enough to be recognised. When frames are missing, what the listener's phone makes up is more of
the last tone, or silence. So what is heard goes on only when a tone comes that is not the last one.
"""

import array
import math
import operator
import wave

RATE = 48000
TONES = (500, 1700, 800, 2000, 1100, 2300, 1400, 2600)  # Hz; neighbours differ much
TONE_MS = 20
WINDOW_MS = 10
LOUDNESS = 8000
DECIMATION = 6  # leaves 8 kHz, enough for the tones
QUIET = 30.0  # the root mean square below which there is nothing
CLEAR = 0.5  # share of a window's power in one tone
SHORTEST = 40  # ms: less is no hole, as tones and windows do not begin together


def make(path, seconds):
    """Writes a WAV file. One round of the tones is whole periods of them, so rounds follow each other smoothly."""
    phase, samples = 0.0, array.array("h")
    for tone in TONES:
        for _ in range(RATE * TONE_MS // 1000):
            phase += 2 * math.pi * tone / RATE
            samples.append(int(LOUDNESS * math.sin(phase)))
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        for _ in range(round(seconds * RATE / len(samples))):
            file.writeframes(samples.tobytes())


def _detectors(length):
    for tone in TONES:
        steps = [2 * math.pi * tone * DECIMATION / RATE * i for i in range(length)]
        yield [math.cos(step) for step in steps], [math.sin(step) for step in steps]


def _product(a, b):
    return sum(map(operator.mul, a, b))


def heard(path):
    """A WAV file's windows: in each the index of the tone, or None."""
    with wave.open(str(path), "rb") as file:
        samples = array.array("h", file.readframes(file.getnframes()))
    samples = [sum(samples[i:i + DECIMATION]) / DECIMATION for i in range(0, len(samples) - DECIMATION, DECIMATION)]
    length = RATE // DECIMATION * WINDOW_MS // 1000
    detectors = list(_detectors(length))
    tones = []
    for at in range(0, len(samples) - length, length):
        window = samples[at:at + length]
        power = sum(value * value for value in window) / length
        shares = [2 * (_product(window, cos) ** 2 + _product(window, sin) ** 2) / length ** 2 for cos, sin in detectors]
        best = max(range(len(TONES)), key=shares.__getitem__)
        tones.append(best if power > QUIET ** 2 and shares[best] > CLEAR * power else None)
    return tones


def longest_hole(tones):
    """In ms: the longest time for which nothing new was heard, beyond that of a tone."""
    changes, last = [-1], None
    for at, tone in enumerate(tones):
        if tone is not None and tone != last:
            changes.append(at)
            last = tone
    changes.append(len(tones))
    longest = max(b - a for a, b in zip(changes, changes[1:])) * WINDOW_MS - TONE_MS
    return longest if longest >= SHORTEST else 0
