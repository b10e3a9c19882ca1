"""Returns that mean harm: refused or defused, named, and nothing else is harmed."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

from qbe_xl.collect.merge import MergeOutcome
from qbe_xl.collect.page import NAME as PAGE
from qbe_xl.collect.status import ABSENT, DONE
from qbe_xl.county.rows import Rows
from tests.collect.schools import cell, change, merged, put, sent_out
from tests.counties import primary_county
from tests.files import strangers
from tests.files.hostile import bomb, unzipped, zipped

pytestmark = pytest.mark.slow

COMMAND = "=cmd|'/c calc'!A0"


def with_parts(path: Path, **parts: bytes) -> None:
    found = unzipped(path.read_bytes())
    path.write_bytes(
        zipped(found | {name.replace("__", "/"): data for name, data in parts.items()})
    )


def macros(path: Path) -> None:
    with_parts(path, **{"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 Sub Auto_Open()"})


def links(path: Path) -> None:
    target = (
        b'<externalLink xmlns="x"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
    )
    with_parts(path, **{"xl/externalLinks/externalLink1.xml": target})


def commands(path: Path) -> None:
    def work(opened: openpyxl.Workbook) -> None:
        for row, text in enumerate((COMMAND, "@SUM(1)", "+1+1", '=HYPERLINK("http://x")'), 1):
            one = cell(opened, "班级名称", row, "班级")
            one.value, one.data_type = text, "s"

    change(path, work)


def uncomputed(path: Path) -> None:
    put(path, "教学仪器设备值", COMMAND)


def wide(path: Path) -> None:
    def work(opened: openpyxl.Workbook) -> None:
        for row in range(1, 8):
            opened[PAGE].cell(row, 10_000).value = "远"

    change(path, work)


def far(path: Path) -> None:
    def work(opened: openpyxl.Workbook) -> None:
        opened[PAGE].cell(1_048_576, 16_384).value = "最远"

    change(path, work)


def zip_bomb(path: Path) -> None:
    path.write_bytes(bomb(unzipped(path.read_bytes()), "xl/worksheets/sheet9.xml", 1200))


def huge(path: Path) -> None:
    with path.open("ab") as file:
        file.truncate(300 * 1024 * 1024)  # sparse: it takes no room


def entities(path: Path) -> None:
    parts = unzipped(path.read_bytes())
    name = "xl/workbook.xml"
    bad = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    parts[name] = re.sub(rb"(<workbook)", bad + rb"\1", parts[name], count=1)
    path.write_bytes(zipped(parts))


REFUSED = {
    "zip bomb": (zip_bomb, "解压后超过"),
    "300 MB": (huge, "文件超过 50 MB"),
    "entities": (entities, "DTD 或实体"),
    "one cell far away": (far, "可能是远处误留了内容"),
}
DEFUSED = {
    "macros": (macros, "含宏（没有运行，没有带入）"),
    "external links": (links, "含指向其他文件的链接"),
    "10,000 columns": (wide, ""),
    "texts like formulas": (commands, ""),
}


def spread(place: Path, work: object) -> tuple[MergeOutcome, Rows]:
    files = sent_out(place, primary_county("A1", "B2"))
    put(files["B2"], "建校年份", 1988)
    work(files["A1"])  # type: ignore[operator]
    outcome, schools, rows = merged(place)
    assert schools["B2"]["built"] == 1988
    assert outcome.facts.state("B2") == DONE
    return outcome, rows


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_and_named_and_the_others_are_merged(tmp_path: Path, name: str) -> None:
    work, words = REFUSED[name]
    outcome, rows = spread(tmp_path, work)
    assert outcome.facts.state("A1") == ABSENT
    (refused,) = outcome.facts.refused
    assert refused.name == "A1-A1学校.xlsx"
    assert words in refused.reasons[0]
    assert rows["学校"][0]["primary_pupils"] == 400
    status = openpyxl.load_workbook(outcome.files.status_workbook)["文件"]
    assert any(words in str(cell.value) for row in status.iter_rows() for cell in row)


@pytest.mark.parametrize("name", DEFUSED)
def test_it_is_defused_and_named(tmp_path: Path, name: str) -> None:
    work, words = DEFUSED[name]
    outcome, rows = spread(tmp_path, work)
    assert outcome.facts.state("A1") == DONE
    assert words in "；".join(outcome.facts.taken["A1"].source.hazards)
    assert rows["学校"][0]["primary_pupils"] == 400
    for path in (outcome.files.book, outcome.files.status_workbook, *outcome.corrections.values()):
        parts = unzipped(path.read_bytes())
        assert not [part for part in parts if "vba" in part.lower() or "external" in part.lower()]
        inside = b"".join(data for part, data in parts.items() if "worksheets" in part)
        assert not re.search(rb"<f>[^<]*(cmd|HYPERLINK|http)", inside)


def test_a_text_like_a_formula_stays_text_everywhere(tmp_path: Path) -> None:
    outcome, rows = spread(tmp_path, commands)
    names = [row["name"] for row in rows["班级"] if row["code"] == "A1"]
    assert names[:4] == [COMMAND, "@SUM(1)", "+1+1", '=HYPERLINK("http://x")']
    book = openpyxl.load_workbook(outcome.files.book)
    assert not [c for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]


def test_a_formula_that_was_never_computed_is_no_figure(tmp_path: Path) -> None:
    outcome, rows = spread(tmp_path, uncomputed)
    assert rows["学校"][0]["equipment"] is None
    made = openpyxl.load_workbook(outcome.corrections["A1"])
    cells = [c for sheet in made for row in sheet.iter_rows() for c in row]
    assert not [c for c in cells if c.data_type == "f" and "cmd" in str(c.value)]


def test_links_to_elsewhere_are_not_followed(tmp_path: Path) -> None:
    sent_out(tmp_path, primary_county("A1", "B2"))
    outside = tmp_path / "别处"
    outside.mkdir()
    (outside / "A1.xlsx").write_bytes((tmp_path / "交回" / "A1-A1学校.xlsx").read_bytes())
    (tmp_path / "交回" / "A1-A1学校.xlsx").unlink()
    (tmp_path / "交回" / "链接.xlsx").symlink_to(outside / "A1.xlsx")
    (tmp_path / "交回" / "文件夹").symlink_to(outside, target_is_directory=True)
    outcome, _, _ = merged(tmp_path)
    assert outcome.facts.state("A1") == ABSENT


def test_names_of_files_are_shown_as_text(tmp_path: Path) -> None:
    files = sent_out(tmp_path, primary_county("A1", "B2"))
    name = "<img src=x onerror=alert(1)>&'.xlsx"
    files["A1"].rename(tmp_path / "交回" / name)
    outcome, _, _ = merged(tmp_path)
    page = outcome.files.status_page.read_text(encoding="utf-8")
    assert "<img" not in page
    assert "&lt;img src=x" in page


@pytest.mark.program
def test_returns_that_ask_for_memory_or_time_without_end_stop_no_other(tmp_path: Path) -> None:
    makers = {
        name: strangers.HOSTILE[name]
        for name in (
            "one long text in 400,000 cells",
            "long texts in cells",
            "one part 10,000 times",
            "a bomb of texts",
            "a sheet within itself",
            "a cell A0",
        )
    }
    codes = [f"B{n}" for n in range(len(makers))]
    files = sent_out(tmp_path, primary_county("A1", *codes))
    for code, make in zip(codes, makers.values(), strict=True):
        files[code].write_bytes(make(files[code].read_bytes()))
    outcome, _, _ = merged(tmp_path)
    assert outcome.facts.state("A1") == DONE
    readable = list(makers).index("long texts in cells")  # as large as may be, and no school's
    assert len(outcome.facts.refused) == len(makers) - 1
    assert outcome.facts.state(codes[readable]) == ABSENT
    assert not any("读取时出错" in why for one in outcome.facts.refused for why in one.reasons)


def test_a_person_in_a_cell_for_figures_is_told_nowhere(tmp_path: Path) -> None:
    """Not in 报送情况, in 改正表 or in 补报通知; the merged workbook has no such cell either."""
    files = sent_out(tmp_path, primary_county("A1", "B2"))
    put(files["A1"], "小学在校生数", "张三 13887654321")
    outcome, _, _ = merged(tmp_path)
    assert outcome.corrections.keys() == {"A1"}
    written = [path for path in (tmp_path / "汇总").rglob("*") if path.is_file()]
    assert len(written) >= 4
    for path in written:
        parts = unzipped(path.read_bytes()) if path.suffix != ".html" else {"": path.read_bytes()}
        for name, content in parts.items():
            for person in ("13887654321", "张三"):
                assert person.encode() not in content, (path, name)
