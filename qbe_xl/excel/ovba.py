"""Writes a VBA project (MS-OVBA) as Excel does, without compiled code: Excel compiles on opening.

No kept library writes one that way. Everything is ASCII, so a project means the same on every
Windows, whatever its code page.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from qbe_xl.excel import cfb

_CHUNK = 4096
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}")
_CODE_PAGE, _LANGUAGE = 1252, 0x409
_NO_COMPILED_CODE = bytes.fromhex("CC61FFFF000100")

_REFERENCES = (
    (
        "stdole",
        r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0"
        r"#C:\Windows\System32\stdole2.tlb#OLE Automation",
    ),
    (
        "Office",
        r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0"
        r"#C:\Program Files\Common Files\Microsoft Shared\OFFICE16\MSO.DLL"
        "#Microsoft Office 16.0 Object Library",
    ),
)


class Kind(Enum):
    """What a module belongs to: its key in the PROJECT stream and the class it derives from."""

    STANDARD = ("Module", "")
    CLASS = ("Class", "0{FCFB3D2A-A0FA-1068-A738-08002B3371B5}")
    WORKBOOK = ("Document", "0{00020819-0000-0000-C000-000000000046}")
    SHEET = ("Document", "0{00020820-0000-0000-C000-000000000046}")

    @property
    def is_document(self) -> bool:
        """Whether the module belongs to the workbook or one of its sheets."""
        return self in (Kind.WORKBOOK, Kind.SHEET)


@dataclass(frozen=True, slots=True)
class Module:
    """One module; source: its code, without the attributes that head the stored text."""

    name: str
    kind: Kind
    source: str = ""

    @property
    def text(self) -> str:
        """The text that is stored, with the header that Excel gives this kind of module."""
        head = [f'Attribute VB_Name = "{self.name}"']
        if self.kind is not Kind.STANDARD:
            document = self.kind.is_document
            head += [
                f'Attribute VB_Base = "{self.kind.value[1]}"',
                "Attribute VB_GlobalNameSpace = False",
                "Attribute VB_Creatable = False",
                f"Attribute VB_PredeclaredId = {document}",
                f"Attribute VB_Exposed = {document}",
                "Attribute VB_TemplateDerived = False",
                f"Attribute VB_Customizable = {document}",
            ]
        return "".join(f"{line}\r\n" for line in [*head, *self.source.splitlines()])


def write(name: str, id: str, modules: Sequence[Module]) -> bytes:
    """Return a vbaProject.bin; id: a GUID without braces.

    Raises ValueError for a name that Excel would not have, UnicodeEncodeError for a source that
    is not ASCII.
    """
    names = [module.name for module in modules]
    for word in (name, *names):
        if not _NAME.fullmatch(word):
            raise ValueError(f"{word!r} cannot be a name in VBA")
    if len({word.upper() for word in names}) < len(names):
        raise ValueError("two modules have the same name")
    storage = {module.name: compress(module.text.encode("ascii")) for module in modules}
    storage["_VBA_PROJECT"] = _NO_COMPILED_CODE
    storage["dir"] = compress(_dir(name, modules))
    return cfb.write(
        {
            "VBA": storage,
            "PROJECT": _project(name, f"{{{id.upper()}}}", modules),
            "PROJECTwm": b"".join(_both(word, b"\0") for word in names) + b"\0\0",
        }
    )


def _both(word: str, end: bytes) -> bytes:
    return word.encode("ascii") + end + word.encode("utf-16-le") + end * 2


def _record(id: int, data: bytes = b"") -> bytes:
    return struct.pack("<HI", id, len(data)) + data


def _words(id: int, wide: int, word: str = "") -> bytes:
    return _record(id, word.encode("ascii")) + _record(wide, word.encode("utf-16-le"))


def _dir(name: str, modules: Sequence[Module]) -> bytes:
    long, short = struct.Struct("<I").pack, struct.Struct("<H").pack
    parts = [
        _record(0x01, long(1)),  # 32-bit Windows, which 64-bit Excel writes too
        _record(0x02, long(_LANGUAGE)),
        _record(0x14, long(_LANGUAGE)),
        _record(0x03, short(_CODE_PAGE)),
        _record(0x04, name.encode("ascii")),
        _words(0x05, 0x40),  # description
        _record(0x06) + _record(0x3D),  # help file
        _record(0x07, long(0)),  # help context
        _record(0x08, long(0)),
        struct.pack("<HIIH", 0x09, 4, 1361024421, 6),  # version; its size field is 4, not 6
        _words(0x0C, 0x3C),  # constants
    ]
    for reference, library in _REFERENCES:
        body = library.encode("ascii")
        parts += [_words(0x16, 0x3E, reference), _record(0x0D, long(len(body)) + body + bytes(6))]
    parts += [_record(0x0F, short(len(modules))), _record(0x13, b"\xff\xff")]
    for module in modules:
        parts += [
            _words(0x19, 0x47, module.name),
            _words(0x1A, 0x32, module.name),  # the stream's name
            _words(0x1C, 0x48),  # description
            _record(0x31, long(0)),  # where the source begins in its stream
            _record(0x1E, long(0)),
            _record(0x2C, b"\xff\xff"),
            _record(0x21 if module.kind is Kind.STANDARD else 0x22),
        ]
        if module.kind is Kind.CLASS:  # private, as it is not exposed
            parts.append(_record(0x28))
        parts.append(_record(0x2B))
    return b"".join(parts) + _record(0x10)


def _project(name: str, id: str, modules: Sequence[Module]) -> bytes:
    lines = [f'ID="{id}"']
    for module in modules:
        end = "/&H00000000" if module.kind.is_document else ""
        lines.append(f"{module.kind.value[0]}={module.name}{end}")
    lines += [
        f'Name="{name}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{_hidden(id, bytes(4), 0x5D)}"',  # not protected
        f'DPB="{_hidden(id, bytes(1), 0x41)}"',  # no password
        f'GC="{_hidden(id, bytes([0xFF]), 0x9B)}"',  # visible in the editor
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
        *(f"{module.name}=0, 0, 0, 0, C" for module in modules),
    ]
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _hidden(id: str, data: bytes, seed: int) -> str:
    """Data encryption of MS-OVBA 2.4.3; a fixed seed keeps the file the same."""
    key = sum(id.encode("ascii")) & 0xFF
    out = [seed, seed ^ 2, seed ^ key]
    plain, last, before = key, seed ^ key, seed ^ 2
    for byte in bytes((seed & 6) // 2) + struct.pack("<I", len(data)) + data:
        cipher = byte ^ (before + plain & 0xFF)
        out.append(cipher)
        before, last, plain = last, cipher, byte
    return bytes(out).hex().upper()


def compress(data: bytes) -> bytes:
    """Return data in the compressed container of MS-OVBA 2.4.1."""
    out = bytearray(b"\x01")
    for start in range(0, len(data), _CHUNK):
        chunk = data[start : start + _CHUNK]
        body = _tokens(chunk)
        if len(body) < _CHUNK:
            out += struct.pack("<H", 0xB000 | len(body) - 1) + body
        elif len(chunk) == _CHUNK:
            out += struct.pack("<H", 0x3000 | _CHUNK - 1) + chunk
        else:  # Excel reads a raw chunk as a full one
            raise ValueError("the end of the text does not compress")
    return bytes(out)


def _tokens(chunk: bytes) -> bytes:
    out = bytearray()
    seen: dict[bytes, list[int]] = {}
    position = 0
    while position < len(chunk):
        flag_at, flags = len(out), 0
        out.append(0)
        for bit in range(8):
            if position >= len(chunk):
                break
            offset_bits = max(4, (position - 1).bit_length())
            length, offset = _longest(chunk, position, (0xFFFF >> offset_bits) + 3, seen)
            if length:
                flags |= 1 << bit
                out += struct.pack("<H", (offset - 1) << (16 - offset_bits) | (length - 3))
            else:
                length = 1
                out.append(chunk[position])
            for place in range(position, position + length):
                seen.setdefault(chunk[place : place + 3], []).append(place)
            position += length
        out[flag_at] = flags
    return bytes(out)


def _longest(
    chunk: bytes, position: int, longest: int, seen: dict[bytes, list[int]]
) -> tuple[int, int]:
    """The longest earlier match of at least 3 bytes: its length and how far back it lies."""
    longest = min(longest, len(chunk) - position)
    best = (0, 0)
    if longest < 3:
        return best
    for place in reversed(seen.get(chunk[position : position + 3], [])):
        length = 3
        while length < longest and chunk[place + length] == chunk[position + length]:
            length += 1
        if length > best[0]:
            best = (length, position - place)
        if length == longest:
            break
    return best
