"""Makers of workbooks that no spreadsheet program would write: odd, broken or meant to harm.

Most return the bytes of a file, made part by part.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

Parts: TypeAlias = dict[str, bytes]


def zipped(parts: Mapping[str, bytes] | Iterable[tuple[str, bytes]]) -> bytes:
    """Return a zip of these parts, of the same name too."""
    pairs = parts.items() if isinstance(parts, Mapping) else parts
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in pairs:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def unzipped(data: bytes) -> Parts:
    """Return the parts of a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def relations(*found: tuple[str, str, str]) -> bytes:
    """Return a part of relationships: id, last word of the type, target."""
    items = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for key, kind, target in found
    )
    return f'{DECLARATION}<Relationships xmlns="{RELATIONS}">{items}</Relationships>'.encode()


def sheet_xml(rows: str, after: str = "") -> bytes:
    """Return a sheet's part: the XML of its rows and of what comes after them."""
    body = f"<sheetData>{rows}</sheetData>{after}"
    return f'{DECLARATION}<worksheet xmlns="{MAIN}">{body}</worksheet>'.encode()


def xlsx_parts(sheets: Mapping[str, bytes], properties: str = "") -> Parts:
    """Return the parts of an xlsx: sheets by name, already in XML."""
    listed, found = "", []
    types = f'<Types xmlns="{TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    types += f'<Default Extension="rels" ContentType="{rels}"/>'
    for part, kind in (("workbook", "sheet.main"), ("worksheets/sheet1", "worksheet")):
        types += f'<Override PartName="/xl/{part}.xml" ContentType="{EXCEL}.{kind}+xml"/>'
    parts: Parts = {
        "[Content_Types].xml": f"{DECLARATION}{types}</Types>".encode(),
        "_rels/.rels": relations(("r1", "officeDocument", "xl/workbook.xml")),
    }
    for number, (name, xml) in enumerate(sheets.items(), 1):
        listed += f'<sheet name="{name}" sheetId="{number}" r:id="r{number}"/>'
        found.append((f"r{number}", "worksheet", f"worksheets/sheet{number}.xml"))
        parts[f"xl/worksheets/sheet{number}.xml"] = xml
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{properties}<sheets>{listed}</sheets>'
    parts["xl/workbook.xml"] = f"{DECLARATION}{book}</workbook>".encode()
    parts["xl/_rels/workbook.xml.rels"] = relations(*found)
    return parts


def xlsx(rows: str, after: str = "", **more: str) -> bytes:
    """Return an xlsx with one sheet, 学校, of these rows.

    more: shared strings (`strings`) and `styles`, what stands within their root elements.
    """
    parts = xlsx_parts({"学校": sheet_xml(rows, after)})
    for kind, root in (("strings", "sst"), ("styles", "styleSheet")):
        if kind in more:
            name = "sharedStrings" if kind == "strings" else kind
            parts[f"xl/{name}.xml"] = f'<{root} xmlns="{MAIN}">{more[kind]}</{root}>'.encode()
            relation = relations(("x" + kind, name, f"{name}.xml"))
            item = re.search(rb"<Relationship [^>]*>", relation)
            assert item
            rels = "xl/_rels/workbook.xml.rels"
            parts[rels] = parts[rels].replace(b"</Relationships>", item[0] + b"</Relationships>")
    return zipped(parts)


def row(number: int, *cells: str) -> str:
    """Return the XML of a row: every cell as what follows its name, `><v>1</v></c>`."""
    named = (f'<c r="{chr(65 + place)}{number}"{cell}' for place, cell in enumerate(cells) if cell)
    return f'<row r="{number}">{"".join(named)}</row>'


def number(value: object) -> str:
    """Return a cell of `row` that holds a number."""
    return f"><v>{value}</v></c>"


def text(value: str) -> str:
    """Return a cell of `row` that holds a text."""
    return f' t="inlineStr"><is><t>{value}</t></is></c>'


def _prefixed(xml: str) -> str:
    return re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", xml).replace("xmlns=", "xmlns:x=")


def _unnamed(xml: str) -> str:
    return re.sub(r'<(row|c) r="[A-Z0-9]+"', r"<\1", xml)


DISGUISES: dict[str, Callable[[str], bytes]] = {
    "prefix": lambda xml: _prefixed(xml).encode(),
    "comments": lambda xml: xml.replace("<row", '<!--<row r="9"><c r="XFD9"/>--><row').encode(),
    "white space": lambda xml: xml.replace("><", ">\n  <").replace("<t>\n  <", "<t><").encode(),
    "lines": lambda xml: re.sub(r"(<row|<c |</row>|</sheetData)", r"\r\n\1", xml).encode(),
    "single quotes": lambda xml: re.sub(r'="([^"]*)"', r"='\1'", xml).encode(),
    "no names of cells": lambda xml: _unnamed(xml).encode(),
    "UTF-16": lambda xml: xml.replace("UTF-8", "UTF-16").encode("utf-16"),
    "CDATA": lambda xml: re.sub(r"<(t|v)>([^<&]+)</", r"<\1><![CDATA[\2]]></", xml).encode(),
    "references": lambda xml: re.sub(r"<v>(\d)", lambda m: f"<v>&#{ord(m[1])};", xml).encode(),
    "style first": lambda xml: re.sub(r'<c (r="\w+")', r'<c s="0" \1', xml).encode(),
    "byte order mark": lambda xml: b"\xef\xbb\xbf" + xml.encode(),
    "processing instruction": lambda xml: xml.replace("<row", "<?x <row?><row").encode(),
}
"""The same sheet in other words: each takes the XML of a sheet and returns its part."""


def with_headers(data: bytes, part: str, *, unpacked: int | None = None, crc: int = 0) -> bytes:
    """Return a zip whose headers of a part lie.

    unpacked: the size it claims to unpack to; crc: what its checksum is changed by.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entry = archive.getinfo(part)
    central = data.index(b"PK\x01\x02")
    while not data.startswith(part.encode(), central + 46):
        central = data.index(b"PK\x01\x02", central + 4)
    changed = bytearray(data)
    for header, at in ((entry.header_offset, 14), (central, 16)):
        struct.pack_into("<I", changed, header + at, entry.CRC ^ crc)
        size = entry.file_size if unpacked is None else unpacked
        struct.pack_into("<I", changed, header + at + 8, size)
    return bytes(changed)


def bomb(parts: Parts, name: str, megabytes: int, fill: bytes = b" ") -> bytes:
    """Return a zip with one part more, which unpacks to so many megabytes of `fill`."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for part, data in parts.items():
            archive.writestr(part, data)
        block = fill * max(1, 1024 * 1024 // len(fill))
        with archive.open(name, "w", force_zip64=True) as part_file:
            for _ in range(megabytes):
                part_file.write(block)
    return target.getvalue()


def ole(*streams: str) -> bytes:
    """Return what begins like an OLE2 file with these streams in its directory."""
    names = b"".join(name.encode("utf-16-le").ljust(64, b"\0") + bytes(64) for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + names.ljust(1024, b"\0")


def ods(tables: str, **more: bytes) -> bytes:
    """Return an ods with these tables, in XML; `more`: further parts, manifest too."""
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    names = "".join(f' xmlns:{n}="{urn}:{n}:1.0"' for n in ("office", "table", "text"))
    calc = ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    content = f"<office:document-content{names}{calc}>{body}</office:document-content>"
    parts: Parts = {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": more.pop("manifest", b"<manifest/>"),
        "content.xml": (DECLARATION + content).encode(),
    }
    return zipped(parts | more)


def xlsb() -> bytes:
    """Return a binary workbook, as far as anyone looks into it."""
    parts: Parts = {
        "_rels/.rels": relations(("r1", "officeDocument", "xl/workbook.bin")),
        "xl/workbook.bin": b"\x83\x01\x00\x84\x01\x00",
    }
    return zipped(parts)
