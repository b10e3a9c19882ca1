"""A provincial sixteenth item is one record in `clauses` and one line in a standard, nothing else.

The project is copied, those two are added, and everything that staff use is run.
"""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.counties import GOLDEN

pytestmark = pytest.mark.program

ROOT = Path(__file__).parents[2]
RECORD = """
    Record(
        id="G16",
        duty="buildings",
        formula="寄宿床位数÷寄宿学生数，且宿舍有专人管理",
        inputs=(
            Input("G16.1", "寄宿学生数", "count", unit="人"),
            Input("G16.2", "寄宿床位数", "count", unit="张"),
            Input("G16.3", "宿舍有专人管理"),
        ),
        rule=Rate(("G16.2",), "G16.1", "G16.required", unneeded=True, within=False),
        terms={"part": "寄宿床位数", "base": "寄宿学生数"},
        figure=(Line("G16.required"),),
        lacking=Lacking("寄宿床位", "张"),
        parameters=parameters_of("G16.required | share 比例 1"),
        evidence=documents_of("寄宿制学校床位台账 | 台账 | 惯例"),
        everywhere=False,
    ),
)
"""
STANDARD = """
[standard]
id = "gz-2026"
title = "某省办法"
document = "某政办发〔2026〕1号"
since = 2026-01-01
extends = "national-2017"
province = "某"

[clauses]
G16 = { article = "第七条（十六）", name = "寄宿床位", requirement = "每名寄宿学生一张（≥ {G16.required:percent}）" }

[parameters]
"G16.required" = { value = 1, kind = "省级口径" }
"""
DOCUMENTS = """
import sys
from pathlib import Path
from qbe_xl.county.reading import read_book
from qbe_xl.documents.registry import DOCUMENTS
from qbe_xl.documents.package import make_documents
from qbe_xl.report.record import record
from qbe_xl.report.run import examine
from qbe_xl.standards import resolve
import datetime as dt
book, county = read_book(Path(sys.argv[1]))
assessment, notices = examine(county, resolve(county))
run = record(assessment, "a.xlsx", book.sha256, dt.datetime(2026, 5, 20, tzinfo=dt.timezone.utc))
chosen = [d for d in DOCUMENTS if d.id in ("evidence", "self_report")]
assert len(chosen) == 2, [d.id for d in DOCUMENTS]
make_documents(assessment, notices, run, Path(sys.argv[2]), documents=chosen)
"""


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with the record and the line, and what it makes of a county that passes."""
    folder = tmp_path_factory.mktemp("province")
    shutil.copytree(ROOT / "qbe_xl", folder / "qbe_xl", ignore=shutil.ignore_patterns("*.pyc"))
    shutil.copytree(ROOT / "templates", folder / "templates")
    records = folder / "qbe_xl/clauses/records/government.py"
    text = records.read_text(encoding="utf-8").rstrip()
    assert text.endswith("\n)")
    records.write_text(text.removesuffix(")") + RECORD.lstrip("\n"), encoding="utf-8")
    (folder / "qbe_xl/standards/data/gz-2026.toml").write_text(STANDARD, encoding="utf-8")
    county(folder / "县.xlsx", beds=90, kept="是")
    run(folder, "-m", "qbe_xl", "assess", "县.xlsx", "--out", "out")
    run(folder, "-m", "qbe_xl", "ledger", "县.xlsx", "--out", "台账")
    run(folder, "-m", "qbe_xl", "evidence", "init", "佐证", "--standard", "gz-2026")
    run(folder, "-c", DOCUMENTS, "县.xlsx", "材料")
    run(folder, "-m", "qbe_xl", "new", "空白.xlsx")
    return folder


def county(path: Path, *, beds: float | None, kept: str) -> None:
    """The golden county that passes, with the rows that the record declares and its 省份."""
    book = openpyxl.load_workbook(GOLDEN / "met.xlsx")
    for row in (("G16.1", "", 100), ("G16.2", "", beds), ("G16.3", "", kept)):
        book["县级数据"].append(row)
    for cells in book["县情"].iter_rows():
        if cells[0].value == "省份":
            cells[1].value = "某省"
    book.save(path)


def run(folder: Path, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, *words], cwd=folder, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def texts(path: Path) -> str:
    """All that a file says: a page, or the parts of a workbook or a Word document."""
    if path.suffix == ".html":
        return path.read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as package:
        parts = (package.read(name).decode("utf-8", "ignore") for name in package.namelist())
        return html.unescape(re.sub(r"<[^>]+>", "\n", "\n".join(parts)))


def result(folder: Path, out: str = "out") -> dict[str, object]:
    item: dict[str, object] = json.loads(
        (folder / out / "assessment.json").read_text(encoding="utf-8")
    )
    return item


def test_it_is_judged_and_stands_in_the_result(province: Path) -> None:
    found = result(province)
    assert found["standard"] == "gz-2026"
    assert found["items"]["G16"] == {"state": "unmet", "value": 0.9}  # type: ignore[index]
    assert list(found["items"])[16:19] == ["G15", "G16", "Q1"]  # type: ignore[call-overload]
    assert found["groups"]["government"] == found["verdict"] == "unmet"  # type: ignore[index]


@pytest.mark.parametrize(
    ("beds", "kept", "state", "value"),
    [(100, "是", "met", 1.0), (100, "否", "unmet", 1.0), (None, "是", "missing", None)],
)
def test_every_state_of_it(
    province: Path, beds: float | None, kept: str, state: str, value: float | None
) -> None:
    name = f"{state}.xlsx"
    county(province / name, beds=beds, kept=kept)
    run(province, "-m", "qbe_xl", "assess", name, "--out", state)
    assert result(province, state)["items"]["G16"] == {"state": state, "value": value}  # type: ignore[index]


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("out/评估结果.xlsx", ("寄宿床位", "90.0%", "寄宿床位数÷寄宿学生数", "第七条（十六）")),
        ("out/评估报告.html", ("寄宿床位", "现为 90.0%", "某政办发〔2026〕1号第七条（十六）")),
        ("out/评估报告.docx", ("寄宿床位", "90.0%")),
        ("台账/整改台账.xlsx", ("寄宿床位尚差 10 张", "县级教育行政部门")),
        ("材料/03 自查自评报告.docx", ("寄宿床位",)),
        ("材料/11 佐证材料目录.docx", ("寄宿制学校床位台账", "县级教育行政部门")),
        ("空白.xlsx", ("寄宿学生数", "寄宿床位数", "宿舍有专人管理")),
    ],
)
def test_it_is_told_wherever_items_are(province: Path, file: str, said: tuple[str, ...]) -> None:
    shown = texts(province / file)
    for part in said:
        assert part in shown, (file, part)


def test_it_has_its_folder_for_evidence(province: Path) -> None:
    (folder,) = (province / "佐证").glob("*/G16*")
    assert [path.name for path in folder.iterdir() if path.is_dir()] == ["1 寄宿制学校床位台账"]
    assert "牵头单位：县级教育行政部门" in (folder / "说明.txt").read_text(encoding="utf-8-sig")


def test_a_county_of_another_province_does_not_see_it(province: Path) -> None:
    shutil.copy(GOLDEN / "met.xlsx", province / "met.xlsx")
    run(province, "-m", "qbe_xl", "assess", "met.xlsx", "--out", "met-out")
    found = result(province, "met-out")
    assert found["standard"] == "yunnan-2022"
    assert "G16" not in found["items"]  # type: ignore[operator]
    assert found["verdict"] == "met"
