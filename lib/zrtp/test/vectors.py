#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Computes the numbers in vectors.c from RFC 6189's formulas with Python's hashlib and hmac.

Run once by hand; nothing of lib/zrtp is used. Inputs are strings of counting bytes.
"""
import hashlib
import hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


def count(first, size):
    return bytes((first + i) & 255 for i in range(size))


def mac(name, key, data):
    return hmac.new(key, data, name).digest()


def digest(name, data):
    return hashlib.new(name, data).digest()


def be32(value):
    return value.to_bytes(4, "big")


def kdf(name, key, label, context, size):  # 4.5.1
    return mac(name, key, be32(1) + label + b"\0" + context + be32(8 * size))[:size]


def crc32c(data):  # RFC 4960 appendix B
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def show(title, value):
    print(f"{title:28}{value.hex() if isinstance(value, bytes) else hex(value)}")


def session(name, key_size, salt_size, s0, context):
    size = hashlib.new(name).digest_size
    for role in (b"Initiator", b"Responder"):
        show("mackey", kdf(name, s0, role + b" HMAC key", context, size))
        show("zrtpkey", kdf(name, s0, role + b" ZRTP key", context, key_size))
        show("srtp key", kdf(name, s0, role + b" SRTP master key", context, key_size))
        show("srtp salt", kdf(name, s0, role + b" SRTP master salt", context, salt_size))


ZIDI, ZIDR = count(0x10, 12), count(0x20, 12)
HELLO, COMMIT, PART1, PART2 = count(1, 100), count(2, 116), count(3, 468), count(4, 468)
RS1, RS2 = count(0x31, 32), count(0x32, 32)

show("crc32c 123456789", crc32c(b"123456789"))
print("-- sha256, AES3, GCM, s1 = rs1, DHResult of 384 bytes")
context = ZIDI + ZIDR + digest("sha256", HELLO + COMMIT + PART1 + PART2)  # 4.4.1.4
s0 = digest("sha256", be32(1) + count(5, 384) + b"ZRTP-HMAC-KDF" + context
            + be32(32) + RS1 + be32(0) + be32(0))
session("sha256", 32, 12, s0, context)
show("SAS", kdf("sha256", s0, b"SAS", context, 32)[:4])
show("ZRTPSess", kdf("sha256", s0, b"ZRTP Session Key", context, 32))
show("retained", kdf("sha256", s0, b"retained secret", context, 32))
print("-- sha384, AES1, HS80, no s1, DHResult of 32 bytes")
context = ZIDI + ZIDR + digest("sha384", HELLO + COMMIT + PART1 + PART2)
s0 = digest("sha384", be32(1) + count(5, 32) + b"ZRTP-HMAC-KDF" + context + bytes(12))
session("sha384", 16, 14, s0, context)
show("SAS", kdf("sha384", s0, b"SAS", context, 32)[:4])
show("ZRTPSess", kdf("sha384", s0, b"ZRTP Session Key", context, 48))
show("retained", kdf("sha384", s0, b"retained secret", context, 32))
print("-- Mult, sha256, AES1, HS32, ZRTPSess = count(6, 32)")
context = ZIDI + ZIDR + digest("sha256", HELLO + COMMIT)  # 4.4.3.2
session("sha256", 16, 14, kdf("sha256", count(6, 32), b"ZRTP MSK", context, 32), context)
print("-- hash chain, messages")
H = [count(7, 32)]
for _ in range(3):
    H.append(digest("sha256", H[-1]))
for i in (1, 2, 3):
    show(f"H{i}", H[i])


def message(kind, body):
    return b"\x50\x5a" + ((12 + len(body)) // 4).to_bytes(2, "big") + kind + body


def sealed(kind, body, key):
    text = message(kind, body + bytes(8))[:-8]
    return text + mac("sha256", key, text)[:8]


names = b"S256" b"S384" b"AES3" b"AES1" b"GCM " b"HS80" b"HS32" b"X255" b"DH3k" b"Mult" b"HFW4" b"B32 " b"B256"
hello = sealed(b"Hello   ", b"1.10" + b"Holdfast test   " + H[3] + ZIDI
               + bytes((0, 2, 0x23, 0x33)) + names, H[2])
show("Hello", hello)
show("hash of Hello", digest("sha256", hello))
ids = b"".join(mac("sha256", k, b"Initiator")[:8] for k in (RS1, RS2))
show("initiator's ids", ids)
show("responder's ids", b"".join(mac("sha256", k, b"Responder")[:8] for k in (RS1, RS2)))
part2 = sealed(b"DHPart2 ", H[1] + ids + count(8, 16) + count(9, 32), H[0])
show("DHPart2", part2)
hvi = digest("sha256", part2 + hello)
show("hvi", hvi)
commit = sealed(b"Commit  ", H[2] + ZIDI + b"S256AES3GCM X255HFW4" + hvi, H[1])
show("Commit", commit)
show("Commit, Mult", sealed(b"Commit  ", H[2] + ZIDI + b"S256AES1HS32MultB32 " + count(10, 16), H[1]))
iv, plain = count(11, 16), H[0] + bytes((0, 0, 0, 4)) + be32(3600)
e = Cipher(algorithms.AES(count(12, 32)), modes.CFB(iv)).encryptor()
body = e.update(plain) + e.finalize()
show("Confirm1", message(b"Confirm1", mac("sha256", count(13, 32), body)[:8] + iv + body))
show("GoClear MAC", mac("sha256", count(13, 32), b"GoClear ")[:8])
packet = bytes((0x10, 0, 0x12, 0x34)) + b"ZRTP" + be32(0xDECAFBAD) + message(b"HelloACK", b"")
show("HelloACK packet", packet + crc32c(packet).to_bytes(4, "little"))
