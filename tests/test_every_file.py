"""Every kind of file that we write, held to what Excel and Word take without offering a repair.

Two referees that share no code: openxml-audit, which has the schemas of Microsoft's Open XML SDK, and
rules of our own for what no schema says (tests/excel_rules.py, word_rules.py, package_rules.py).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from openxml_audit import FileFormat, OpenXmlValidator

from tests import every_file, excel_rules, package_rules, word_rules
from tests.files.hostile import unzipped, zipped

pytestmark = [pytest.mark.slow, pytest.mark.program]  # `many` shares its work among programs

PACKED = "03 自查自评报告.docx"
NO_THEME = "officeDocument/2006/relationships/theme' is missing"
"""What openxml-audit says of every document without a theme; the standard does not ask for one."""
RULES = {
    ".xlsx": excel_rules.problems,
    ".xlsm": excel_rules.problems,
    ".xlam": excel_rules.problems,
}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return every_file.written(tmp_path_factory)


def problems(path: Path) -> list[str]:
    """What our own rules say of a file."""
    if path.suffix == ".oxt":
        said = package_rules.problems(path.read_bytes())
        return [one for one in said if "has no type" not in one]
    return RULES.get(path.suffix, word_rules.problems)(path.read_bytes())


@cache
def referee(version: FileFormat) -> OpenXmlValidator:
    """One for each version: it reads many schemas."""
    return OpenXmlValidator(version)


@cache
def audited(path: Path, version: FileFormat = FileFormat.OFFICE_2016) -> tuple[str, ...]:
    """What openxml-audit says of a file."""
    found = referee(version).validate(path).errors
    return tuple(f"{e.part_uri} {e.description}" for e in found if NO_THEME not in e.description)


def test_our_own_rules_find_nothing(written: list[Path]) -> None:
    names = {path.name for path in written}
    assert names >= every_file.KINDS
    assert any(name.startswith("改正-H1") for name in names)
    found = {str(path): problems(path) for path in written}
    assert {name: said for name, said in found.items() if said} == {}


def test_the_schemas_find_nothing(written: list[Path]) -> None:
    files = [path for path in every_file.sampled(written) if path.suffix != ".oxt"]
    counties = {county: [p for p in files if county in p.parts] for county in every_file.COUNTIES}
    assert min(map(len, counties.values())) > 5
    found = {str(path): audited(path) for path in files}
    assert {name: said for name, said in found.items() if said} == {}


def test_the_first_files_are_right_for_every_excel(written: list[Path]) -> None:
    """What anybody opens first, by the schemas of 2007; those of 2021 are in `make referees`."""
    for path in written:
        if path.name in ("空白.xlsx", "优质均衡评估.xlsm", "qbe.xlam"):
            assert audited(path, FileFormat.OFFICE_2007) == ()


def of_charts(report: Path) -> dict[str, bytes]:
    """The workbooks of a document's charts."""
    parts = unzipped(report.read_bytes())
    return {name: data for name, data in parts.items() if name.endswith(".xlsx")}


def test_the_workbook_of_a_chart_is_one_for_excel(written: list[Path], tmp_path: Path) -> None:
    """The SDK's validator does not open what lies in a document."""
    (report,) = (p for p in written if p.name == PACKED and every_file.HALF in p.parts)
    name, data = sorted(of_charts(report).items())[0]
    alone = tmp_path / "图.xlsx"
    alone.write_bytes(data)
    assert audited(alone) == ()
    turned = spoilt(alone, SHEET1, r'<row r="\d+"', '<row r="9999"', tmp_path).read_bytes()
    parts = unzipped(report.read_bytes())
    assert any(name in one for one in word_rules.problems(zipped(parts | {name: turned})))


def spoilt(path: Path, part: str, old: str, new: str, to: Path) -> Path:
    """A copy of a file in which the first of something is something else."""
    parts = unzipped(path.read_bytes())
    before = parts[part].decode()
    after = re.sub(old, new, before, count=1, flags=re.DOTALL)
    assert after != before
    copy = to / f"坏{path.suffix}"
    copy.write_bytes(zipped(parts | {part: after.encode()}))
    return copy


SHEET1, SHEET2 = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"
BOOK, STYLES = "xl/workbook.xml", "xl/styles.xml"
LIST = r"<formula1>[^<]*</formula1>"
NAMED = "<definedName name='a'>{}</definedName></definedNames>"


@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        (SHEET1, "</worksheet>", "<ignoredErrors></ignoredErrors></worksheet>", "empty"),
        (SHEET2, "<formula>[^<]*<", "<formula>班级!A1&gt;0<", "another sheet"),
        (SHEET2, ' prompt="', f' prompt="{"长" * 255}', "prompt of"),
        (SHEET2, LIST, f'<formula1>"{"甲" * 256}"</formula1>', "a list"),
        (SHEET2, LIST, "<formula1>没有这表!$A$1</formula1>", "no sheet"),
        (SHEET2, LIST, "<formula1>没有这个名称</formula1>", "no name"),
        (SHEET2, LIST, "<formula1>$XFE$1</formula1>", "no cell"),
        (SHEET2, LIST, "<formula1>#REF!</formula1>", "lost reference"),
        (SHEET2, LIST, f"<formula1>{'1+' * 4096}1</formula1>", "too long"),
        (SHEET2, "(<dataValidation .*?</dataValidation>)", r"\1\1", "two checks"),
        (SHEET2, "(<mergeCell [^>]*/>)", r"\1\1", "merged"),
        (SHEET2, r' t="s"><v>\d+<', ' t="s"><v>99999<', "a text"),
        (SHEET2, r'<c r="([A-Z]+)(\d+)" s="\d+"', '<c r="A1" s="99999"', "look"),
        (SHEET2, r'<row r="\d+"', '<row r="9999"', "row"),
        (SHEET2, r'priority="\d+"', 'priority="2"', "one priority"),
        (SHEET2, r"<cols><col", '<cols><col min="1" max="99"/><col', "columns twice"),
        (
            SHEET1,
            r'<hyperlink ref="\w+" location="[^"]*"',
            '<hyperlink ref="A1" location="无!A1"',
            "no",
        ),
        (SHEET1, "</worksheet>", '<drawing r:id="rId99"/></worksheet>', "rId99"),
        (BOOK, "</definedNames>", NAMED.format(1) + "<!--", "no XML"),
        (BOOK, '<definedName name="', '<definedName name="学校!"/><definedName name="', "bad name"),
        (BOOK, '<sheet name="', '<sheet name="[', "sheet name"),
        ("xl/_rels/workbook.xml.rels", "worksheets/sheet1", "worksheets/sheet77", "not there"),
    ],
)
def test_what_is_spoilt_in_a_workbook_is_seen(
    written: list[Path], tmp_path: Path, part: str, old: str, new: str, said: str
) -> None:
    (blank,) = (path for path in written if path.name == "空白.xlsx")
    found = problems(spoilt(blank, part, old, new, tmp_path))
    assert any(said in one for one in found), found


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('<w:pStyle w:val="[^"]*"', '<w:pStyle w:val="没有"', "style"),
        ("<w:gridCol [^>]*/>", "", "columns"),
        ("</w:tc>", "<w:tbl/></w:tc>", "end with a paragraph"),
        ("<w:p>", '<w:p><w:bookmarkStart w:id="7" w:name="x"/>', "is open"),
        ("<w:p>", '<w:p><w:pPr><w:numPr><w:numId w:val="77"/></w:numPr></w:pPr>', "list 77"),
        ("<w:p>", '<w:p><w:hyperlink w:anchor="无"/>', "a link"),
    ],
)
def test_what_is_spoilt_in_a_document_is_seen(
    written: list[Path], tmp_path: Path, old: str, new: str, said: str
) -> None:
    (report,) = (p for p in written if p.name == "评估报告.docx" and every_file.HALF in p.parts)
    found = problems(spoilt(report, "word/document.xml", old, new, tmp_path))
    assert any(said in one for one in found), found


@pytest.mark.parametrize(
    ("name", "part", "old", "new"),
    [
        ("空白.xlsx", SHEET1, "</worksheet>", "<ignoredErrors></ignoredErrors></worksheet>"),
        ("空白.xlsx", SHEET1, "<sheetData>", "<sheetData><frob/>"),
        ("空白.xlsx", SHEET2, 'orientation="landscape"', 'orientation="quer"'),
        ("qbe.xlam", "customUI/customUI14.xml", 'size="large"', 'size="huge"'),
        ("qbe.xlam", "customUI/customUI14.xml", "</group>", "<frob/></group>"),
        ("佐证材料脊背标签.docx", "word/document.xml", "<w:p>", "<w:p><w:frob/>"),
    ],
)
def test_what_is_spoilt_is_seen_by_the_schemas(
    written: list[Path], tmp_path: Path, name: str, part: str, old: str, new: str
) -> None:
    (path,) = (path for path in written if path.name == name)
    assert audited(path) == ()
    assert audited(spoilt(path, part, old, new, tmp_path))
