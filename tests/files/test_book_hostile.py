"""Files that are no workbooks, broken ones, and workbooks meant to harm: a message, never a crash."""

from __future__ import annotations

import os
import re
import stat
import tracemalloc
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbe_xl.errors import InputError, Problem
from qbe_xl.files.book import Book, open_book
from qbe_xl.files.opening import limits, xlsx
from tests import limits as limits_of
from tests import office, programs
from tests.counties import GOLDEN
from tests.files import hostile
from tests.properties import examples

MIB = 1024 * 1024
ONE = hostile.row(1, hostile.number(1))
SHEET = "xl/worksheets/sheet1.xml"
PARTS = ["_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", SHEET]
SHARED = ["xl/sharedStrings.xml", "xl/styles.xml"]
DTDS = ['<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>', "<!DOCTYPE x>"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "县.xlsx"


def opened(file: Path, data: bytes) -> Book:
    file.write_bytes(data)
    return open_book(file)


def refused(file: Path, data: bytes | None = None) -> Problem:
    """Return the only problem of a file; what it says must be for staff."""
    if data is not None:
        file.write_bytes(data)
    with pytest.raises(InputError) as caught:
        open_book(file)
    (problem,) = caught.value.problems
    assert re.search("[一-鿿]", problem.message)
    assert re.search("请", problem.message), "says what to do"
    assert not problem.message.endswith("。")
    return problem


@contextmanager
def little_memory(megabytes: int) -> Iterator[None]:
    """Fail when Python takes more than so many megabytes at once."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < megabytes * MIB
    finally:
        tracemalloc.stop()


def with_part(name: str, change: bytes | None, book: bytes | None = None) -> bytes:
    """Return a workbook in which one part is replaced, or lacking."""
    parts = hostile.unzipped(book or hostile.xlsx(ONE, strings="<si><t>a</t></si>", styles=""))
    assert name in parts
    del parts[name]
    return hostile.zipped(parts if change is None else parts | {name: change})


# What is no file, or no workbook


def test_a_missing_file_a_folder_and_a_pipe(tmp_path: Path) -> None:
    assert "找不到" in refused(tmp_path / "没有.xlsx").message
    assert "找不到" in refused(tmp_path / "没有" / "县.xlsx").message
    assert "文件夹" in refused(tmp_path).message
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "管道.xlsx")
        assert "普通文件" in refused(tmp_path / "管道.xlsx").message
    assert "无法读取" in refused(Path("a\0b.xlsx")).message


def test_a_file_that_may_not_be_read(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbid(*_: object) -> None:
        raise PermissionError

    file.write_bytes(hostile.xlsx(ONE))
    monkeypatch.setattr(os, "open", forbid)
    problem = refused(file)
    assert "没有权限" in problem.message
    assert problem.cell == "县.xlsx"


@pytest.mark.skipif(os.name == "nt", reason="a pipe of POSIX")
def test_a_file_that_became_a_pipe_is_not_waited_for(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(file)
    before = SimpleNamespace(st_mode=stat.S_IFREG, st_size=100)
    monkeypatch.setattr(Path, "stat", lambda *_: before)
    assert "无法读取" in refused(file).message


def test_a_file_that_is_being_written(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_bytes(hostile.xlsx(ONE))
    before = SimpleNamespace(st_mode=stat.S_IFREG, st_size=file.stat().st_size - 1)
    monkeypatch.setattr(Path, "stat", lambda *_: before)
    assert "写入" in refused(file).message


def test_a_file_over_50_mb_is_refused_unread(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.touch()
    os.truncate(file, 50 * MIB)
    assert "无法识别" in refused(file).message
    os.truncate(file, 50 * MIB + 1)
    monkeypatch.setattr(os, "open", lambda *_: pytest.fail("was read"))
    assert "超过 50 MB" in refused(file).message


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "空的"),
        ("学校,人数\n一小,300\n".encode("gbk"), "文本文件"),
        ("学校\t人数\n".encode("utf-16"), "文本文件"),
        (b"\xef\xbb\xbf<html><table><tr><td>1</td></tr></table></html>", "网页文件"),
        (b"<?xml version='1.0'?><?mso?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>", "XML 表格"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "图片"),
        (bytes(range(256)) * 9, "无法识别"),
        (hostile.ole("WordDocument"), "Word"),
        (hostile.zipped({"县/县.xlsx": b"x"}), "先解压"),
        (hostile.zipped({"a.txt": b"x"}), "压缩包"),
        (hostile.zipped({"mimetype": b"application/vnd.oasis.opendocument.text"}), "其他文档"),
        (
            hostile.zipped(
                {
                    "_rels/.rels": hostile.relations(("r1", "officeDocument", "word/document.xml")),
                    "word/document.xml": b'<w:document xmlns:w="urn:w"/>',
                }
            ),
            "Word 文档",
        ),
    ],
)  # fmt: skip
def test_what_is_no_workbook(file: Path, data: bytes, said: str) -> None:
    assert said in refused(file, data).message


@pytest.mark.parametrize(
    "data",
    [
        hostile.ole("EncryptionInfo", "EncryptedPackage"),
        hostile.ods("", manifest=b"<m><manifest:encryption-data/></m>"),
        hostile.ods("", **{"encrypted-package": b"x"}),
    ],
    ids=["xlsx", "ods", "newer ods"],
)
def test_an_encrypted_workbook(file: Path, data: bytes) -> None:
    assert "去掉密码" in refused(file, data).message


def test_an_encrypted_zip_entry(file: Path) -> None:
    data = bytearray(hostile.xlsx(ONE))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert "去掉密码" in refused(file, bytes(data)).message


# Broken or odd zips


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_zip(file: Path, share: float) -> None:
    data = hostile.xlsx(ONE)
    assert "不完整" in refused(file, data[: int(len(data) * share)]).message


@pytest.mark.parametrize("part", PARTS)
def test_a_part_whose_content_or_checksum_is_changed(file: Path, part: str) -> None:
    data = hostile.xlsx(ONE)
    assert "无法解压" in refused(file, hostile.with_headers(data, part, crc=1)).message
    flipped = bytearray(data)
    flipped[data.index(part.encode()) + len(part) + 9] ^= 0xFF
    assert "无法解压" in refused(file, bytes(flipped)).message


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_names_that_lead_out_and_names_that_stand_twice(file: Path) -> None:
    parts = list(hostile.unzipped(hostile.xlsx(ONE)).items())
    for name in ("../evil.xml", "xl/../../evil.xml", "xl\\..\\..\\evil.xml", "/etc/evil.xml"):
        assert "包外" in refused(file, hostile.zipped([*parts, (name, b"x")])).message
    for name in (SHEET, SHEET.upper(), SHEET.replace("/", "\\")):
        assert "重名" in refused(file, hostile.zipped([*parts, (name, b"x")])).message


def test_a_compression_that_no_workbook_uses(file: Path) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_LZMA) as archive:
        for name, data in hostile.unzipped(hostile.xlsx(ONE)).items():
            archive.writestr(name, data)
    assert "压缩方式" in refused(file).message


def test_too_many_parts(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = hostile.unzipped(hostile.xlsx(ONE))
    most = limits.ENTRIES - len(parts)
    assert opened(file, hostile.zipped(parts | {f"x/{n}": b"" for n in range(most)})).sheets
    more = hostile.zipped(parts | {f"x/{n}": b"" for n in range(most + 1)})
    assert "部件超过" in refused(file, more).message
    many = hostile.zipped(parts | {f"x/{n}": b"" for n in range(2 * limits.ENTRIES + 1)})
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_: pytest.fail("its directory was read"))
    assert "部件超过" in refused(file, many).message


def test_more_than_1_gb_unpacked(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = hostile.with_headers(hostile.xlsx(ONE), SHEET, unpacked=1024 * MIB)
    assert "超过 1 GB" in refused(file, data).message
    monkeypatch.setattr(limits, "UNPACKED_BYTES", 8 * MIB)
    parts = hostile.unzipped(hostile.xlsx(ONE))
    assert opened(file, hostile.bomb(parts, "xl/media/image1.png", 7)).sheets
    bomb = hostile.bomb(parts, "xl/media/image1.png", 9)
    assert len(bomb) < MIB
    assert "解压后超过" in refused(file, bomb).message


@pytest.mark.parametrize("claimed", [0, 500, 10 * MIB])
def test_headers_that_lie_about_the_size(file: Path, claimed: int) -> None:
    parts = hostile.unzipped(hostile.xlsx(ONE))
    head, tail = parts.pop(SHEET).split(b"<sheetData>")
    parts[SHEET] = head + b" " * 64 * MIB + b"<sheetData>" + tail
    data = hostile.with_headers(hostile.zipped(parts), SHEET, unpacked=claimed)
    parts.clear()
    with little_memory(24):
        assert "无法解压" in refused(file, data).message


def test_a_part_too_large_to_hold(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PART_BYTES", 2 * MIB)
    parts = hostile.unzipped(hostile.xlsx(ONE, strings=""))
    del parts["xl/sharedStrings.xml"]
    data = hostile.bomb(parts, "xl/sharedStrings.xml", 3)
    with little_memory(24):
        assert "解压后超过" in refused(file, data).message


# XML


@pytest.mark.parametrize("part", PARTS + SHARED)
@pytest.mark.parametrize("dtd", DTDS, ids=["entities", "bare"])
def test_a_part_with_a_dtd(file: Path, part: str, dtd: str) -> None:
    original = hostile.unzipped(hostile.xlsx(ONE, strings="", styles=""))[part]
    declared = original.decode().removeprefix(hostile.DECLARATION)
    for data in (
        (hostile.DECLARATION + dtd + declared).encode(),
        ('<?xml version="1.0" encoding="UTF-16"?>' + dtd + declared).encode("utf-16"),
    ):
        assert "DTD" in refused(file, with_part(part, data)).message


@pytest.mark.parametrize("part", PARTS + SHARED)
@pytest.mark.parametrize("xml", [b"", b"<a><b></a>", b"<a>&nope;</a>", b"\xff\xfe\0", b"PK\x03"])
def test_a_part_that_is_no_xml(file: Path, part: str, xml: bytes) -> None:
    assert "损坏" in refused(file, with_part(part, xml)).message


@pytest.mark.parametrize("part", PARTS[:3])
def test_a_part_with_a_prefix_that_means_nothing(file: Path, part: str) -> None:
    assert "损坏" in refused(file, with_part(part, b"<a><x:b/></a>")).message


@pytest.mark.parametrize("end", ["", "</worksheet", "</worksheet><a/>", "&"])
def test_a_sheet_that_breaks_after_its_rows(file: Path, end: str) -> None:
    sheet = hostile.sheet_xml(ONE).decode().removesuffix("</worksheet>") + end
    assert "工作表的内容有误" in refused(file, with_part(SHEET, sheet.encode())).message


def test_a_sheet_that_is_none(file: Path) -> None:
    chart = hostile.sheet_xml(ONE).replace(b"worksheet", b"chartsheet")
    assert "不是工作表" in refused(file, with_part(SHEET, chart)).message


def test_rows_in_a_comment_are_none(file: Path) -> None:
    rows = f"<!--<sheetData>{ONE}</sheetData>-->"
    sheet = hostile.sheet_xml("").replace(b"<sheetData>", rows.encode() + b"<sheetData>")
    assert opened(file, with_part(SHEET, sheet)).sheets[0].rows == []


def test_a_panic_of_calamine_is_a_damaged_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    def panic(*_: object) -> None:
        raise PanicException

    monkeypatch.setattr(xlsx, "CalamineWorkbook", SimpleNamespace(from_filelike=panic))
    assert "损坏" in refused(file, hostile.xlsx(ONE)).message


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_is_lacking(file: Path, part: str) -> None:
    assert "不完整" in refused(file, with_part(part, None)).message


def test_a_sheet_in_an_encoding_that_is_none_of_excel(file: Path) -> None:
    sheet = hostile.sheet_xml(hostile.row(1, hostile.text("学校"))).decode()
    for encoding in ("GBK", "no-such"):
        data = sheet.replace("UTF-8", encoding).encode("gbk")
        assert refused(file, with_part(SHEET, data)).cell == "学校"
    data = sheet.replace("UTF-8", "ISO-8859-1").replace("学校", "é").encode("latin-1")
    assert opened(file, with_part(SHEET, data)).sheets[0].rows == [["é"]]
    book = hostile.unzipped(hostile.xlsx(ONE))["xl/workbook.xml"].decode()
    data = book.replace("UTF-8", "ISO-8859-1").encode()
    assert "编码" in refused(file, with_part("xl/workbook.xml", data)).message


def test_made_up_counts_do_no_harm(file: Path) -> None:
    for count in ("1000000000000", "999999999999999999", "-1", "x"):
        strings = f'<sst xmlns="{hostile.MAIN}" count="{count}" uniqueCount="{count}">'
        xml = f"{strings}<si><t>甲</t></si></sst>".encode()
        book = hostile.xlsx(hostile.row(1, ' t="s"><v>0</v></c>'), strings="")
        (sheet,) = opened(file, with_part("xl/sharedStrings.xml", xml, book)).sheets
        assert sheet.rows == [["甲"]]
    after = '<dimension ref="A1:XFD1048576"/>'
    assert opened(file, hostile.xlsx(ONE, after)).sheets[0].rows == [[1.0]]


# Rows and cells


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (hostile.row(2, hostile.number(1)) + hostile.row(1, hostile.number(1)), "颠倒"),
        (ONE + ONE, "颠倒"),
        ('<row r="1"><c r="A2"><v>1</v></c></row>', "不在它的行里"),
        ('<row r="1"><c r="1A"><v>1</v></c></row>', "名称"),
        ('<row r="0"><c r="A0"><v>1</v></c></row>', "行号"),
        ('<row r="-1"/>', "行号"),
        ('<row r="9999999999999"/>', "行号"),
        ('<row r="1"><c r="ZZZ1"><v>1</v></c></row>', "超出"),
        ('<row r="1048577"><c r="A1048577"><v>1</v></c></row>', "超出"),
        (
            '<row r="1"><c r="B1"><v>1</v></c></row><row r="1048577"><c r="A1048577"><v>1</v></c></row>',
            "超出",
        ),
        ("<row>" + "<c><v>1</v></c>" * 16385 + "</row>", "太多"),
        (hostile.row(1, ' t="s"><v>7</v></c>'), "内容有误"),
        (hostile.row(1, ' t="n"><v>甲</v></c>'), "内容有误"),
        (hostile.row(1, hostile.text("&nope;")), "内容有误"),
        (ONE + "</sheetData><sheetData>" + ONE, "颠倒"),
        ('<row r="1"><c r="A1"><v>1</v>', "内容有误"),
        ('<row r="1"><c r="A1"><v>1</v></c><row r="2"><c r="A2"><v>1</v></c></row>', "内容有误"),
        (ONE + '<c r="B1"><v>1</v></c><row r="2"><c r="A2"><v>1</v></c></row>', "不在任何一行"),
        ('<row r="1"><row r="2"><c r="A2"><v>1</v></c></row></row>', "颠倒"),
        (ONE + '</row><row r="2"><c r="A2"><v>1</v></c></row>', "内容有误"),
    ],
)
def test_cells_that_make_no_sense_name_their_sheet(file: Path, rows: str, said: str) -> None:
    problem = refused(file, hostile.xlsx(rows))
    assert said in problem.message
    assert problem.cell.startswith("学校")


def test_as_many_rows_as_allowed_and_one_more(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert limits.ROWS == 200_000
    monkeypatch.setattr(limits, "ROWS", 2_000)
    rows = [hostile.row(n, hostile.number(n)) for n in range(1, 2_002)]
    (sheet,) = opened(file, hostile.xlsx("".join(rows[:-1]))).sheets
    assert (len(sheet.rows), sheet.rows[-1]) == (2_000, [2_000.0])
    problem = refused(file, hostile.xlsx("".join(rows)))
    assert problem.cell == "学校"
    assert "2000 行" in problem.message
    opened_without = "".join(rows[:-1]) + '<row r="2002"><c r="A2002" s="0"/></row>'
    assert len(opened(file, hostile.xlsx(opened_without)).sheets[0].rows) == 2_000


@pytest.mark.slow
@pytest.mark.parametrize(
    "empty",
    [
        '<row r="{n}" spans="1:9" s="1" customFormat="1" ht="15"/>',
        '<row r="{n}"><c r="A{n}" s="1"/><c r="B{n}" s="1" t="n"></c></row>',
        '<row r="{n}"><c r="A{n}" t="str"><f>IF(C{n},1,"")</f><v></v></c></row>',
    ],
    ids=["rows", "cells", "formulas"],
)
def test_formatted_rows_down_to_the_end_cost_little(file: Path, empty: str) -> None:
    rows = "".join(empty.format(n=n) for n in range(1_048_577 - 250_000, 1_048_577))
    data = hostile.xlsx(ONE + rows)
    del rows
    file.write_bytes(data)
    with little_memory(16):
        assert open_book(file).sheets[0].rows == [[1.0]]


LAST = '<row r="1048576"><c r="I1048576" t="str"><v> </v></c></row>'


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_a_space_in_the_last_row_costs_little(file: Path, ending: str) -> None:
    if ending == "xlsx":
        data = hostile.xlsx(ONE + LAST)
    else:
        last = ods_row(ods_cell(8, "") + ods_cell(1, 'office:string-value=" "'))
        data = hostile.ods(ods_table(ods_row(ods_cell()) + ods_row("", 1_048_574) + last))
    file.write_bytes(data)
    with little_memory(24), limits_of.cpu(2):
        rows = open_book(file).sheets[0].rows
    assert (len(rows), rows[0][0], rows[-1]) == (1_048_576, 1.0, [None] * 8 + [" "])
    assert rows[1] == rows[1_048_574] == [None] * 9


def test_cells_stand_where_their_names_say_in_any_order(file: Path) -> None:
    value = '<c r="{}"><v>{}</v></c>'.format
    cells = value("C2", 3), value("A2", 1), '<c r="C2" s="1"/>', value("B2", 2), value("A2", 9)
    rows = f'<row r="2">{"".join(cells)}</row><row r="2000"><c r="B1" s="1"/></row>'
    assert opened(file, hostile.xlsx(rows)).sheets[0].rows == [[None] * 3, [9.0, 2.0, 3.0]]


def test_a_formula_whose_text_is_broken(file: Path) -> None:
    formula = '<row r="1"><c r="A1"><f>B1{}C1</f><v>1</v></c></row>'.format
    assert opened(file, hostile.xlsx(formula("&lt;"))).sheets[0].rows == [[1.0]]
    assert "单元格的内容有误" in refused(file, hostile.xlsx(formula("&lt"))).message


def test_a_formatted_cell_far_away_is_no_content(file: Path) -> None:
    rows = ONE + '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    assert opened(file, hostile.xlsx(rows)).sheets[0].rows == [[1.0]]


FAR = '<c r="XFD1048576"><v>1</v></c>'


@pytest.mark.parametrize(
    ("rows", "cell", "named"),
    [
        (f'{ONE}<row r="1048576">{FAR}</row>', "学校!XFD1048576", "XFD1048576"),
        (f'{ONE}<row r="1048576">\n{FAR}</row>', "学校!XFD1048576", "XFD1048576"),
        (
            '<row r="3"><c r="A3"><v>1</v></c><c r="Z3"><v>1</v></c><c r="XFD3" t="e"><v>#N/A</v></c></row>'
            '<row r="9000"><c r="B9000"><v>1</v></c></row>',
            "学校!B9000",
            "B9000、XFD3",
        ),
    ],
)
def test_a_value_far_away_is_named(file: Path, rows: str, cell: str, named: str) -> None:
    with little_memory(24):
        problem = refused(file, hostile.xlsx(rows))
    assert problem.cell == cell
    assert named in problem.message
    assert "删除" in problem.message


def test_the_area_of_all_sheets_together_is_limited(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert limits.CELLS == 10_000_000
    monkeypatch.setattr(limits, "CELLS", 2 * 50 * 1_000)
    far = hostile.sheet_xml(ONE + '<row r="1000"><c r="AX1000"><v>1</v></c></row>')
    parts = hostile.xlsx_parts(dict.fromkeys("甲乙丙", far))
    problem = refused(file, hostile.zipped(parts))
    assert problem.cell == "丙!AX1000"
    assert len(open_book(file, only={"甲", "丙"}).sheets) == 2


def test_every_sheet_at_fault_is_named_at_once(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ROWS", 1)
    two = hostile.sheet_xml(ONE + hostile.row(2, hostile.number(1)))
    bad = hostile.sheet_xml("<row>")
    file.write_bytes(hostile.zipped(hostile.xlsx_parts({"甲": two, "乙": two, "丙": bad})))
    with pytest.raises(InputError) as caught:
        open_book(file)
    assert [problem.cell for problem in caught.value.problems] == ["甲", "乙", "丙"]


def test_a_row_that_never_ends(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ROW_BYTES", MIB)
    long = hostile.row(1, hostile.text("长" * 2 * MIB))
    assert "过长" in refused(file, hostile.xlsx(long)).message
    sheet = hostile.DISGUISES["prefix"](hostile.sheet_xml(long).decode())
    assert "过长" in refused(file, with_part(SHEET, sheet)).message


def test_a_sheet_that_is_not_plain_and_too_large(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = hostile.DISGUISES["prefix"](hostile.sheet_xml(ONE).decode())
    monkeypatch.setattr(limits, "PARSED_BYTES", len(sheet))
    assert opened(file, with_part(SHEET, sheet)).sheets
    monkeypatch.setattr(limits, "PARSED_BYTES", len(sheet) - 1)
    assert refused(file, with_part(SHEET, sheet)).cell == "学校"


def test_faults_and_merged_ranges_without_end(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FAULTS", 2)
    monkeypatch.setattr(limits, "MERGED", 2)
    error = ' t="e"><v>#N/A</v></c>'
    assert opened(file, hostile.xlsx(hostile.row(1, error, error))).sheets
    assert "超过 2 处" in refused(file, hostile.xlsx(hostile.row(1, error, error, error))).message
    merged = '<mergeCell ref="A1:B2"/>'
    assert opened(file, hostile.xlsx(ONE, f"<mergeCells>{merged * 2}</mergeCells>")).sheets
    assert "合并" in refused(file, hostile.xlsx(ONE, merged * 3)).message
    assert "合并" in refused(file, hostile.xlsx(ONE, '<mergeCell ref="A1:?"/>')).message


# The other formats


def ods_table(rows: str) -> str:
    return f'<table:table table:name="学校">{rows}</table:table>'


def ods_row(cells: str, times: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{times}">{cells}</table:table-row>'


def ods_cell(
    times: int | str = 1, value: str = 'office:value-type="float" office:value="1"'
) -> str:
    return f'<table:table-cell {value} table:number-columns-repeated="{times}"/>'


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (ods_row(ods_cell(), 200_001), "200000 行"),
        (ods_row(ods_cell(16384), 1000), "XFD1000"),
        (ods_row(ods_cell(9_999_999_999), 9_999_999_999), "200000 行"),
        (ods_row("", 1_048_575) + ods_row(ods_cell(16383, "") + ods_cell()), "XFD1048576"),
        (ods_row("", 1_048_576) + ods_row(ods_cell()), "超出"),
        (ods_row(ods_cell(16384)) + ods_row(ods_cell(), 700), "A701、XFD1"),
        ("".join(ods_row(ods_cell(16383, "") + ods_cell()) for _ in range(700)), "XFD611"),
        (ods_row(ods_cell("9" * 5000), 1000), "XFD1000"),
        (ods_row(ods_cell(16384, "") + ods_cell()), "超出"),
        (ods_row(ods_cell(16384, "") * 999 + ods_cell()), "超出"),
        (ods_row(ods_cell("x")), "重复次数"),
        (ods_row(ods_cell(1, 'office:value-type="float" office:value="甲"')), "类型不符"),
        (ods_row(ods_cell(1, 'office:value-type="date" office:date-value="2024"')), "类型不符"),
        ("<table:table-row>", "内容有误"),
    ],
)
def test_hostile_ods(file: Path, rows: str, said: str) -> None:
    data = hostile.ods(ods_table(rows))
    with little_memory(100):
        assert said in str(refused(file, data))


def test_ods_with_a_dtd_without_content_or_too_large(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = hostile.ods(ods_table(ods_row(ods_cell())))
    xml = hostile.unzipped(data)["content.xml"].replace(b"?>", b"?>" + DTDS[0].encode(), 1)
    assert "DTD" in refused(file, with_part("content.xml", xml, data)).message
    assert "缺少部件" in refused(file, with_part("content.xml", None, data)).message
    monkeypatch.setattr(limits, "PART_BYTES", 100)
    assert "解压后超过" in refused(file, data).message


def test_a_binary_workbook_is_refused_with_what_to_do(file: Path) -> None:
    problem = refused(file, hostile.xlsb())
    assert problem.cell == file.name
    assert "二进制工作簿（.xlsb）" in problem.message
    assert "另存为“Excel 工作簿 (*.xlsx)”" in problem.message


@pytest.mark.office
def test_hostile_xls(file: Path, tmp_path: Path) -> None:
    programs.require("soffice")
    file.write_bytes(hostile.xlsx(ONE + '<row r="65536"><c r="IV65536"><v>1</v></c></row>'))
    far = office.soffice_convert(file, "xls", tmp_path)
    assert refused(far).cell == "学校!IV65536"
    file.write_bytes(hostile.xlsx(ONE))
    plain = office.soffice_convert(file, "xls", tmp_path).read_bytes()
    assert opened(file, plain).sheets[0].rows == [[1.0]]
    for length in range(600, len(plain), 512):
        refused(file, plain[:length])
    first_record = plain.index(b"\x09\x08\x10\x00\x00\x06\x05\x00") + 20
    font = "Arial".encode("utf-16-le")
    assert font in plain
    broken_font = plain.replace(font, b"\x00\xd8" + font[2:], 1)
    assert opened(file, broken_font).sheets[0].rows == [[1.0]]
    locked = plain[:first_record] + b"\x2f\x00" + plain[first_record + 2 :]
    assert "去掉密码" in refused(file, locked).message


# Anything at all


SAMPLES = {
    "xlsx": hostile.xlsx(
        hostile.row(1, hostile.text("甲"), ' t="s" s="1"><v>0</v></c>', ' t="e"><v>#N/A</v></c>'),
        '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>',
        strings="<si><t>a</t></si>",
        styles='<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>',
    ),
    "ods": hostile.ods(ods_table(ods_row(ods_cell(2), 3))),
}


@pytest.mark.slow
@pytest.mark.parametrize("format_", SAMPLES)
@examples(200, shared_fixture=True)
@given(data=st.data())
def test_whatever_is_changed_it_opens_or_is_refused(
    file: Path, capfd: pytest.CaptureFixture[str], format_: str, data: st.DataObject
) -> None:
    parts = hostile.unzipped(SAMPLES[format_])
    name = data.draw(st.sampled_from(sorted(parts)), label="part")
    part = parts[name]
    begin = data.draw(st.integers(0, len(part)), label="from")
    end = data.draw(st.integers(begin, min(begin + 9, len(part))), label="to")
    parts[name] = part[:begin] + data.draw(st.binary(max_size=6), label="instead") + part[end:]
    file.write_bytes(hostile.zipped(parts))
    try:
        book = open_book(file)
    except InputError:
        pass
    else:
        assert book.format == format_
    assert "panicked" not in capfd.readouterr().err


def test_sheets_read_at_once_do_not_end_each_others_rows(file: Path) -> None:
    parts = hostile.unzipped((GOLDEN / "branch.xlsx").read_bytes())
    first, second = "xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml"
    parts[first] = parts[first].replace(b"</row></sheetData>", b"</sheetData>")
    parts[second] = parts[second].replace(b"<sheetData>", b"<sheetData></row>")
    file.write_bytes(hostile.zipped(parts))
    with pytest.raises(InputError) as caught:
        open_book(file)
    assert [problem.place.name for problem in caught.value.problems] == ["班级", "专用教室"]
