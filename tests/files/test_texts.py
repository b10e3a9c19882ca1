"""Texts that cells share count at each use: 100 million characters in a workbook, and no more."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from qbe_xl.errors import InputError
from qbe_xl.files.book import open_book
from qbe_xl.files.opening import limits
from tests.files.hostile import MAIN, relations, sheet_xml, unzipped, xlsx_parts, zipped

ROWS = 20


def shared(rows: int, characters: int, prefix: str = "") -> bytes:
    cells = "".join(
        f'<row r="{r}"><c r="A{r}" t="s"><v>1</v></c></row>' for r in range(1, rows + 1)
    )
    parts = xlsx_parts({"学校": sheet_xml(cells)})
    p = f"{prefix}:" if prefix else ""
    name = f":{prefix}" if prefix else ""
    texts = "".join(f"<{p}si><{p}t>{'甲' * n}</{p}t></{p}si>" for n in (1, characters))
    parts["xl/sharedStrings.xml"] = f'<{p}sst xmlns{name}="{MAIN}">{texts}</{p}sst>'.encode()
    links = "xl/_rels/workbook.xml.rels"
    added = relations(("rs", "sharedStrings", "sharedStrings.xml"))
    link = added[added.index(b"<Relationship ") : added.index(b"</Relationships>")]
    parts[links] = parts[links].replace(b"</Relationships>", link + b"</Relationships>")
    return zipped(parts)


def inline(rows: int, characters: int) -> bytes:
    text = f"<is><t>{'甲' * characters}</t></is>"
    cells = "".join(
        f'<row r="{r}"><c r="A{r}" t="inlineStr">{text}</c></row>' for r in range(1, rows + 1)
    )
    return zipped(xlsx_parts({"学校": sheet_xml(cells)}))


@pytest.mark.parametrize("make", [shared, lambda r, c: shared(r, c, "x"), inline])
def test_each_use_counts(
    make: Callable[[int, int], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "CHARACTERS", ROWS * 50)
    (sheet,) = open_book(make(ROWS, 50), name="表.xlsx").sheets
    assert [len(str(row[0])) for row in sheet.rows] == [50] * ROWS
    with pytest.raises(InputError, match="文字合计超过"):
        open_book(make(ROWS, 51), name="表.xlsx")


def test_a_small_file_that_asks_for_a_hundred_million_characters() -> None:
    data = shared(4_000, 32_000)
    assert len(data) < 100_000
    with pytest.raises(InputError, match="超过 10000 万字"):
        open_book(data, name="表.xlsx")


def test_a_part_that_is_listed_twice_is_not_read(tmp_path: Path) -> None:
    parts = unzipped(inline(1, 1))
    listed = "".join(f'<sheet name="表{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 10_001))
    book = parts["xl/workbook.xml"].decode()
    one = book[book.index("<sheet ") : book.index("</sheets>")]
    key = one.partition('r:id="')[2].partition('"')[0]
    parts["xl/workbook.xml"] = book.replace(one, listed.replace("rId1", key)).encode()
    with pytest.raises(InputError, match="是同一个部件"):
        open_book(zipped(parts), name="表.xlsx")
