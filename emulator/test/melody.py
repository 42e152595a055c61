# SPDX-License-Identifier: Apache-2.0
"""A sound in which a hole cannot hide: four tones, each for 40 ms, over and over.

When frames are missing, what the listener's phone makes up is more of the last tone, or silence. So what is heard goes on
only when a tone comes that is not the last one. Opus at 24 kbit/s blurs the tones: without any frame missing holes of up
to 50 ms are seen, and those of 60 ms and more as they are, but for ERROR_MS (a hundred alignments of tones and frames, and
losses of 2 to 10 frames, were tried).
"""

import array
import math
import operator
import wave

RATE = 48000
TONES = (500, 1300, 800, 1700)  # Hz
TONE_MS = 40
WINDOW_MS = 10
LOUDNESS = 8000
DECIMATION = 6  # leaves 8 kHz, enough for the tones
QUIET = 20.0  # the root mean square of a weighted window below which there is nothing
CLEAR = 0.25  # share of a window's power in one tone
ERROR_MS = 20


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


def _product(a, b):
    return sum(map(operator.mul, a, b))


def _detectors(weights):
    """For each tone, what a window is multiplied with."""
    for tone in TONES:
        steps = [2 * math.pi * tone * DECIMATION / RATE * i for i in range(len(weights))]
        yield ([weight * math.cos(step) for weight, step in zip(weights, steps)],
               [weight * math.sin(step) for weight, step in zip(weights, steps)])


def heard(path):
    """A WAV file's windows: in each the index of the tone, or None."""
    with wave.open(str(path), "rb") as file:
        samples = array.array("h", file.readframes(file.getnframes()))
    samples = [sum(samples[i:i + DECIMATION]) / DECIMATION for i in range(0, len(samples) - DECIMATION, DECIMATION)]
    length = RATE // DECIMATION * WINDOW_MS // 1000
    weights = [0.5 - 0.5 * math.cos(2 * math.pi * (i + 0.5) / length) for i in range(length)]  # Hann's
    whole = sum(weights) ** 2 / 2 / sum(weight * weight for weight in weights)  # of a pure tone's energy, in its detector
    detectors = list(_detectors(weights))
    tones = []
    for at in range(0, len(samples) - length, length):
        window = samples[at:at + length]
        energy = sum((weight * sample) ** 2 for weight, sample in zip(weights, window))
        found = [_product(window, cos) ** 2 + _product(window, sin) ** 2 for cos, sin in detectors]
        best = max(range(len(TONES)), key=found.__getitem__)
        tones.append(best if energy > length * QUIET ** 2 and found[best] > CLEAR * whole * energy else None)
    return tones


def longest_hole(tones):
    """In ms: the longest time for which nothing new was heard, beyond that of a tone."""
    changes, last = [-1], None
    for at, tone in enumerate(tones):
        if tone is not None and tone != last:
            changes.append(at)
            last = tone
    changes.append(len(tones))
    return max(max(b - a for a, b in zip(changes, changes[1:])) * WINDOW_MS - TONE_MS, 0)
