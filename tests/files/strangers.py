"""What may come back instead of a school's workbook: each makes a hostile file of an honest one.

The file stays small; what it asks for is memory or time without end, or trust.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.files.hostile import MAIN, bomb, relations, sheet_xml, unzipped, xlsx_parts, zipped

Make = Callable[[bytes], bytes]


def _texts(rows: int, columns: int, characters: int, kind: str = "s") -> bytes:
    value = "<v>0</v>" if kind == "s" else f"<is><t>{'甲' * characters}</t></is>"
    row = "".join(f'<c r="{chr(65 + n)}@" t="{kind}">{value}</c>' for n in range(columns))
    body = "".join(f'<row r="{r}">{row.replace("@", str(r))}</row>' for r in range(1, rows + 1))
    parts = xlsx_parts({"学校": sheet_xml(body)})
    texts = f'<sst xmlns="{MAIN}"><si><t>{"甲" * characters}</t></si></sst>'
    parts["xl/sharedStrings.xml"] = texts.encode()
    added = relations(("rs", "sharedStrings", "sharedStrings.xml"))
    link = added[added.index(b"<Relationship ") :]
    name = "xl/_rels/workbook.xml.rels"
    parts[name] = parts[name].replace(b"</Relationships>", link)
    return zipped(parts)


def _junk(rows: int, columns: int = 20) -> Make:
    def make(data: bytes) -> bytes:
        del data
        heads = "".join(
            f'<c r="{chr(65 + n)}1" t="inlineStr"><is><t>{head}</t></is></c>'
            for n, head in enumerate(("学校标识码", "学校名称", "小学在校生数", "初中在校生数"))
        )
        row = "".join(f'<c r="{chr(65 + n)}@" t="str"><v>x</v></c>' for n in range(columns))
        body = "".join(f'<row r="{r}">{row.replace("@", str(r))}</row>' for r in range(2, rows))
        return zipped(xlsx_parts({"学校": sheet_xml(f'<row r="1">{heads}</row>{body}')}))

    return make


def _repeated(times: int) -> Make:
    def make(data: bytes) -> bytes:
        parts = unzipped(data)
        book = parts["xl/workbook.xml"].decode()
        one = re.search(r"<sheet [^>]*/>", book)
        assert one
        listed = "".join(one[0].replace('name="', f'name="{n}') for n in range(times))
        parts["xl/workbook.xml"] = book.replace(one[0], listed).encode()
        return zipped(parts)

    return make


def _part(pattern: str, old: bytes, new: bytes) -> Make:
    def make(data: bytes) -> bytes:
        parts = unzipped(data)
        for name, content in parts.items():
            if re.search(pattern, name):
                parts[name] = re.sub(old, lambda _: new, content, count=1)
        return zipped(parts)

    return make


def _bomb_of_texts(data: bytes, megabytes: int) -> bytes:
    """Well formed, so that all of it has to be read."""
    parts = unzipped(data)
    texts = parts.pop("xl/sharedStrings.xml", b"<sst></sst>")
    one = b"<si><t>x</t></si>" * 100_000
    begin, end = texts.rsplit(b"</sst>", 1)
    fill = [begin, *[one] * ((megabytes << 20) // len(one)), b"</sst>", end]
    return bomb(parts, "xl/sharedStrings.xml", 1, b"".join(fill))


SHEETS, TEXTS, STYLES = r"worksheets/sheet\d", "sharedStrings", "styles"
HOSTILE: dict[str, Make] = {
    "one long text in 20,000 cells": lambda data: _texts(1_000, 20, 32_000),
    "one long text in 400,000 cells": lambda data: _texts(20_000, 20, 3_000),
    "just under the limit": lambda data: _texts(200, 20, 24_000),
    "long texts in cells": lambda data: _texts(150, 20, 32_000, "inlineStr"),
    "one part 10,000 times": _repeated(10_000),
    "junk in 20,000 rows": _junk(20_000),
    "junk in 100,000 rows": _junk(100_000, 12),
    "a bomb": lambda data: bomb(unzipped(data), "xl/worksheets/sheet9.xml", 1200),
    "a bomb of rows": lambda data: bomb(
        {k: v for k, v in unzipped(data).items() if k != "xl/worksheets/sheet1.xml"},
        "xl/worksheets/sheet1.xml",
        600,
        b'<row r="1"></row>',
    ),
    "a bomb of texts": lambda data: _bomb_of_texts(data, 240),
    "nothing": lambda data: b"",
    "half of it": lambda data: data[: len(data) // 2],
    "no workbook": lambda data: "学校,人数\n一小,300\n".encode("gbk") * 1000,
    "an entity": _part("workbook.xml$", b"<workbook", b"<!DOCTYPE x [<!ENTITY a 'b'>]><workbook"),
    "a sheet within itself": _part(SHEETS, b"<sheetData", b"<a>" * 5000 + b"<sheetData"),
    "a style of no kind": _part(STYLES, b"<cellXfs", b"<cellXfs count='4294967295'"),
    "a count of texts": _part(TEXTS, b"<sst", b"<sst count='4294967295' uniqueCount='4294967295'"),
    "a cell A0": _part(SHEETS, b'r="A1"', b'r="A0"'),
    "a row without end": _part(SHEETS, b"</row>", b"<c/>" * 2_000_000 + b"</row>"),
    "far away": _part(SHEETS, b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'),
    "a number of 400 digits": _part(SHEETS, b"<v>[0-9]+</v></c>", b"<v>" + b"9" * 400 + b"</v></c>"),
    "merged all over": _part(
        SHEETS, b"</sheetData>", b"</sheetData><mergeCells>" + b'<mergeCell ref="A1:XFD1048576"/>' * 200_000 + b"</mergeCells>"
    ),
}  # fmt: skip
