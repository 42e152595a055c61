#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""wire.py CAPTURE: what the sealed worlds of the emulator's phones sent, from a capture of their network (PCAP=).

Says how much of what kind went from whom to whom, and what should not be there. Status 1 if there is such a thing.
"""

import math
import re
import struct
import sys
from collections import Counter
from pathlib import Path

SEALED = bytes.fromhex("0200000000")  # and the phone's number: a sealed world's address on Ethernet
RTP_HEADER = 12
VOICES_MIN = 100  # packets of a voice of which anything can be said

# EtherTypes, protocols of IP, ports; types of ICMPv6 that find neighbors (RFC 4861, 2710, 3810), and those of both that
# say "unreachable".
IPV4, ARP, IPV6 = 0x0800, 0x0806, 0x86DD
ICMP, TCP, UDP, ICMPV6 = 1, 6, 17, 58
DHCP, SIP = {67, 68}, {5060, 5061}
NEIGHBORS = {131, 132, 133, 134, 135, 136, 143}
UNREACHABLE = {(ICMP, 3), (ICMPV6, 1)}
ZRTP = b"ZRTP"  # RFC 6189 5: the cookie

# How SDP tells keys (RFC 4568), or where to get them (RFC 8122): ours come by ZRTP alone.
KEYS = re.compile(rb"^a=(crypto|key-mgmt|fingerprint):", re.MULTILINE | re.IGNORECASE)


def frames(path):
    """The frames of a pcap file of the same byte order, each with its time in seconds."""
    data = Path(path).read_bytes()
    if len(data) < 24 or struct.unpack_from("<I", data)[0] != 0xA1B2C3D4:
        raise ValueError(f"{path} is no pcap file")
    at = 24
    while at + 16 <= len(data):
        seconds, microseconds, size, _ = struct.unpack_from("<IIII", data, at)
        yield seconds + microseconds / 1e6, data[at + 16:at + 16 + size]
        at += 16 + size


def _transport(frame):
    """Protocol of IP and what it carries, or (None, b"")."""
    kind, = struct.unpack_from(">H", frame, 12)
    if kind == IPV4 and len(frame) >= 34:
        length, = struct.unpack_from(">H", frame, 16)
        return frame[23], frame[14 + 4 * (frame[14] & 15):14 + length]
    if kind == IPV6 and len(frame) >= 54:
        length, = struct.unpack_from(">H", frame, 18)
        protocol, body = frame[20], frame[54:54 + length]
        if protocol == 0 and len(body) >= 8:  # hop by hop, which MLD has
            protocol, body = body[0], body[8 * (body[1] + 1):]
        return protocol, body
    return None, b""


def classify(frame):
    """(kind, payload): kinds are arp, neighbors, dhcp, unreachable, sip, zrtp, rtp, and other."""
    if frame[12:14] == ARP.to_bytes(2, "big"):
        return "arp", b""
    protocol, body = _transport(frame)
    if protocol == ICMPV6 and body and body[0] in NEIGHBORS:
        return "neighbors", b""
    if body and (protocol, body[0]) in UNREACHABLE:
        return "unreachable", b""
    if protocol not in (TCP, UDP) or len(body) < (20 if protocol == TCP else 8):
        return "other", body
    ports = set(struct.unpack_from(">HH", body))
    payload = body[8:] if protocol == UDP else body[4 * (body[12] >> 4):]
    if ports & SIP:
        return "sip", payload
    if protocol == UDP and ports & DHCP:
        return "dhcp", b""
    if protocol == UDP and len(payload) > RTP_HEADER and payload[0] >> 6 == 2:
        return "rtp", payload
    if protocol == UDP and payload[4:8] == ZRTP and payload[0] >> 6 == 0:
        return "zrtp", payload
    return "other", payload


def sender_of(frame):
    """The number of the phone whose sealed world sent it, or None."""
    return frame[11] if frame[6:11] == SEALED and len(frame) >= 14 else None


def receiver_of(frame):
    return frame[5] if frame[:5] == SEALED else None


def bits_per_byte(data):
    """Shannon's entropy of its bytes, without regard to their order."""
    return -sum(n / len(data) * math.log2(n / len(data)) for n in Counter(data).values())


def random_enough(size):
    """What so many random bytes have at least, but for one time in millions: the mean is 255 / (2 ln 2 size) below 8."""
    return 8 - 255 / (2 * math.log(2) * size) * 1.5


class Wire:
    """What one capture shows."""

    def __init__(self, path):
        self.counts = Counter()  # (sender, receiver or None, kind)
        self.voices = {}  # (sender, receiver): payloads of RTP
        self.findings = []
        for _, frame in frames(path):
            sender = sender_of(frame)
            if sender is not None:
                self._take(sender, receiver_of(frame), *classify(frame))
        for pair, payloads in self.voices.items():
            self._judge_voice("{} to {}".format(*pair), payloads)

    def _take(self, sender, receiver, kind, payload):
        self.counts[sender, receiver, kind] += 1
        if kind == "other":
            self.findings.append(f"phone {sender} sent something else: {payload[:16].hex()}")
        elif kind == "sip" and KEYS.search(payload):
            self.findings.append(f"phone {sender} told keys in SIP")
        elif kind == "rtp":
            self.voices.setdefault((sender, receiver), []).append(payload)

    def _judge_voice(self, name, packets):
        sizes = {len(packet) for packet in packets}
        if len(sizes) > 1:
            self.findings.append(f"voice packets from {name} have sizes {sorted(sizes)}")
        if len(packets) < VOICES_MIN:
            self.findings.append(f"only {len(packets)} voice packets from {name}")
            return
        bodies = [packet[RTP_HEADER:] for packet in packets]
        if len(set(bodies)) < len(bodies):
            self.findings.append(f"some voice packets from {name} are equal")
        whole = b"".join(bodies)
        if bits_per_byte(whole) < random_enough(len(whole)):
            self.findings.append(f"voice from {name} is not encrypted: {bits_per_byte(whole):.4f} bits in a byte")

    def __str__(self):
        lines = [f"{count} {kind} from {sender} to {receiver or 'all'}"
                 for (sender, receiver, kind), count in sorted(self.counts.items(), key=str)]
        for (sender, receiver), packets in self.voices.items():
            lines.append(f"voice from {sender} to {receiver}: packets of {len(packets[0])} bytes, "
                         f"{bits_per_byte(b''.join(packet[RTP_HEADER:] for packet in packets)):.4f} bits in a byte")
        return "\n".join(lines)


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    wire = Wire(sys.argv[1])
    print(wire)
    for finding in wire.findings:
        print(finding, file=sys.stderr)
    return 1 if wire.findings or not wire.voices else 0


if __name__ == "__main__":
    sys.exit(main())
