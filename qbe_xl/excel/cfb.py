"""Writes a compound file (MS-CFB, version 3): storages and streams in one file."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Union

Tree = Mapping[str, Union[bytes, "Tree"]]
"""A storage: its streams as bytes, its storages as trees."""

_SECTOR, _MINI_SECTOR, _CUTOFF = 512, 64, 4096
_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_ROOT, _STORAGE, _STREAM = 5, 1, 2
_RED, _BLACK = 0, 1
_HEADER_FATS = 109


@dataclass(slots=True)
class _Entry:
    name: str
    kind: int
    data: bytes = b""
    left: int = _NONE
    right: int = _NONE
    child: int = _NONE
    color: int = _BLACK
    start: int = 0
    size: int = 0

    def packed(self) -> bytes:
        name = self.name.encode("utf-16-le") + b"\0\0" if self.name else b""
        links = (self.color, self.left, self.right, self.child)
        return (
            name.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(name), self.kind, *links)
            + bytes(36)
            + struct.pack("<IQ", self.start, self.size)
        )


def write(tree: Tree) -> bytes:
    """Return a compound file whose root storage holds `tree`; the same bytes for the same tree."""
    entries = _entries(tree)
    sectors, fat = bytearray(), list[int]()

    def place(data: bytes) -> int:
        start, count = len(fat), -(-len(data) // _SECTOR)
        fat.extend([*range(start + 1, start + count), _END][:count])
        sectors.extend(data.ljust(count * _SECTOR, b"\0"))
        return start if count else _END

    mini, mini_fat = bytearray(), list[int]()
    for entry in entries:
        if entry.kind != _STREAM:
            continue
        entry.size = len(entry.data)
        if entry.size >= _CUTOFF:
            entry.start = place(entry.data)
            continue
        start, count = len(mini_fat), -(-entry.size // _MINI_SECTOR)
        mini_fat.extend([*range(start + 1, start + count), _END][:count])
        mini.extend(entry.data.ljust(count * _MINI_SECTOR, b"\0"))
        entry.start = start if count else _END
    entries[0].start, entries[0].size = place(bytes(mini)), len(mini)

    mini_table = _table(mini_fat)
    mini_start = place(mini_table)
    while len(entries) * 128 % _SECTOR:
        entries.append(_Entry("", 0, color=0))
    directory = place(b"".join(entry.packed() for entry in entries))

    fats = 1
    while fats * _SECTOR // 4 < len(fat) + fats:
        fats += 1
    if fats > _HEADER_FATS:
        raise ValueError("a compound file of this size needs a DIFAT, which is not written here")
    where = [*range(len(fat), len(fat) + fats)]
    fat.extend([_FAT] * fats)
    header = (
        bytes.fromhex("D0CF11E0A1B11AE1")
        + bytes(16)
        + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
        + struct.pack("<IIII", 0, fats, directory, 0)
        + struct.pack("<IIIII", _CUTOFF, mini_start, len(mini_table) // _SECTOR, _END, 0)
        + struct.pack(f"<{_HEADER_FATS}I", *where, *[_FREE] * (_HEADER_FATS - fats))
    )
    return header + bytes(sectors) + _table(fat)


def _table(links: list[int]) -> bytes:
    packed = struct.pack(f"<{len(links)}I", *links)
    return packed + b"\xff" * (-len(packed) % _SECTOR)


def _entries(tree: Tree) -> list[_Entry]:
    entries = [_Entry("Root Entry", _ROOT, color=_RED)]

    def add(storage: Tree) -> int:
        numbers = []
        # The order that the specification gives names: by length, then by their capitals.
        for name in sorted(storage, key=lambda name: (len(name), name.upper())):
            content = storage[name]
            numbers.append(len(entries))
            if isinstance(content, bytes):
                entries.append(_Entry(name, _STREAM, content))
            else:
                entries.append(_Entry(name, _STORAGE))
        for number in numbers:
            content = storage[entries[number].name]
            if not isinstance(content, bytes):
                entries[number].child = add(content)
        return _balanced(entries, numbers)

    entries[0].child = add(tree)
    return entries


def _balanced(entries: list[_Entry], numbers: list[int]) -> int:
    """Link entries as a red-black tree: balanced, an incomplete last level red."""
    height = len(numbers).bit_length()
    complete = len(numbers) == (1 << height) - 1

    def link(part: list[int], depth: int) -> int:
        if not part:
            return _NONE
        middle = len(part) // 2
        entry = entries[part[middle]]
        last = depth == height - 1
        entry.color = _RED if last and depth and not complete else _BLACK
        entry.left = link(part[:middle], depth + 1)
        entry.right = link(part[middle + 1 :], depth + 1)
        return part[middle]

    return link(numbers, 0)
