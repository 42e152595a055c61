# SPDX-License-Identifier: Apache-2.0
"""The emulator: phones under QEMU, the network between them, their sound, and scripted fingers."""
