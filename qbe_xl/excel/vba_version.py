"""Reads from an add-in which xlwings its VBA belongs to, also after Excel has saved it."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Iterator

_SIGNATURE = bytes.fromhex("D0CF11E0A1B11AE1")
_VERSION = re.compile(rb'XLWINGS_VERSION As String = "([\d.]+)"')
_CONTAINER = re.compile(rb"(?s)(?=\x01.[\xb0-\xbf])")  # its mark and the head of its first chunk
_LAST_SECTOR = 0xFFFFFFFA
_SMALLEST = 4096  # shorter streams lie elsewhere; the module of xlwings is longer


def xlwings_version(addin: bytes) -> str | None:
    """Return the version of xlwings that an add-in's VBA asks for; None where it says none."""
    try:
        with zipfile.ZipFile(io.BytesIO(addin)) as archive:
            project = archive.read("xl/vbaProject.bin")
        for stream in _streams(project):
            for start in _CONTAINER.finditer(stream):
                if found := _VERSION.search(_decompressed(stream[start.start() + 1 :])):
                    return found[1].decode()
    except (zipfile.BadZipFile, KeyError, IndexError, ValueError, struct.error):
        return None
    return None


def _streams(data: bytes) -> Iterator[bytes]:
    """Return the long streams of a compound file."""
    if data[:8] != _SIGNATURE:
        raise ValueError("no compound file")
    size = 1 << struct.unpack_from("<H", data, 30)[0]

    def sector(number: int) -> bytes:
        return data[(number + 1) * size : (number + 2) * size]

    tables = [n for n in struct.unpack_from("<109I", data, 76) if n < _LAST_SECTOR]
    links = [
        link for n in tables for link in struct.unpack(f"<{size // 4}I", sector(n).ljust(size))
    ]

    def chain(number: int) -> bytes:
        parts: list[bytes] = []
        while number < _LAST_SECTOR and len(parts) <= len(links):
            parts.append(sector(number))
            number = links[number]
        return b"".join(parts)

    directory = chain(struct.unpack_from("<I", data, 48)[0])
    for at in range(0, len(directory) - 127, 128):
        kind = directory[at + 66]
        first, length = struct.unpack_from("<II", directory, at + 116)
        if kind == 2 and length >= _SMALLEST:
            yield chain(first)[:length]


def _decompressed(data: bytes) -> bytes:
    """Return what a container of MS-OVBA holds, up to where it makes no sense."""
    out = bytearray()
    at = 0
    while at + 2 <= len(data):
        head = struct.unpack_from("<H", data, at)[0]
        if head >> 12 & 7 != 3:
            break
        end = min(at + (head & 0xFFF) + 3, len(data))
        chunk = data[at + 2 : end]
        if not head & 0x8000:
            out += chunk
        elif not _unpack(chunk, out):
            break
        at = end
    return bytes(out)


def _unpack(chunk: bytes, out: bytearray) -> bool:
    begin, at = len(out), 0
    while at < len(chunk):
        flags, at = chunk[at], at + 1
        for bit in range(8):
            if at >= len(chunk):
                break
            if not flags >> bit & 1:
                out.append(chunk[at])
                at += 1
                continue
            if at + 2 > len(chunk):
                return False
            token, at = struct.unpack_from("<H", chunk, at)[0], at + 2
            bits = max((len(out) - begin - 1).bit_length(), 4)
            length, back = (token & (0xFFFF >> bits)) + 3, (token >> (16 - bits)) + 1
            if back > len(out) - begin:
                return False
            for _ in range(length):
                out.append(out[-back])
    return True
