"""What version 0.1.0 wrote, and staff then edited, is read as it was: samples lie in `older`."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest

from qbe_xl.checkup import log, result
from qbe_xl.checkup.run import checkup_file
from qbe_xl.collect.merge import merge
from qbe_xl.county.reading import read_book
from qbe_xl.documents.templates import check_folder
from qbe_xl.remedy.ledger.reading import read_ledger_file
from qbe_xl.remedy.ledger.workbook import SHEETS
from qbe_xl.remedy.parameters_sheet import read_parameters
from tests.counties import GOLDEN

OLDER = Path(__file__).parent / "older"
BOOK = GOLDEN / "boundary.xlsx"
NOW = dt.datetime(2026, 12, 1, 9, 0, tzinfo=dt.UTC)


def test_a_ledger_that_staff_edited() -> None:
    former = read_ledger_file(OLDER / "整改台账.xlsx", SHEETS)
    row, own = former.rows
    assert row.id == "Q9-全县"
    assert row.text("state") == "待整改"
    assert row.text("measure") == "请教研室逐校听评课"
    assert row.text("person") == "张三"
    assert row.values["deadline"] == dt.date(2027, 11, 25)
    assert row.extra == {"督办领导": "王局长"}
    assert (own.id, own.text("problem"), own.text("unit")) == ("", "各校食堂台账不全", "后勤中心")
    assert former.extras == ("督办领导",)
    assert former.base["Q9-全县"]["measure"] == "分析监测报告，帮扶薄弱学校和薄弱学科"
    assert [event.id for event in former.history] == ["Q9-全县"]
    assert former.names == {"organisation": "县委组织部（人才办）"}


def test_an_acceptance_still_holds(tmp_path: Path) -> None:
    for name in (log.NAME, "数据体检.json"):
        shutil.copy(OLDER / name, tmp_path / name)
    kept = result.read(tmp_path)
    assert kept is not None
    assert str(kept.findings["d75823defb"].place) == "学校!J3"
    outcome = checkup_file(BOOK, tmp_path, now=NOW)
    assert outcome.checkup.log.faults == ()
    (accepted,) = [f for f in outcome.checkup.findings if f.mark == "d75823defb"]
    assert str(accepted.place) == "学校!J3"
    written = json.loads((tmp_path / "数据体检.json").read_text(encoding="utf-8"))
    assert written["log"]["lines"] == 1


def test_a_schools_return(tmp_path: Path) -> None:
    folder = tmp_path / "交回"
    folder.mkdir()
    shutil.copy(OLDER / "交回-学校.xlsx", folder / "随便改的名字.xlsx")
    outcome = merge(folder, BOOK, tmp_path / "汇总", now=NOW)
    _, county = read_book(outcome.files.book)
    first = county.schools.words["code"].index("5326200001")
    assert county.schools.number("primary_pupils")[first] == 512
    rooms = county.schools.number("media_rooms")[first]
    assert rooms != rooms  # 十二 cannot be read: left blank, and said
    remarks = outcome.facts.remarks["5326200001"]
    assert any("网络多媒体教室数" in remark.message and remark.wrong for remark in remarks)


def test_parameters() -> None:
    book, county = read_book(BOOK)
    found, notices = read_parameters(book, county, OLDER / "整改参数.xlsx")
    assert notices == ()
    assert float(found.number("R2")) == 4.5
    assert found.flag("hire") is False
    assert float(found.number("R7")) == 3


@pytest.mark.program
def test_templates() -> None:
    found, problems = check_folder(OLDER / "模板")
    assert len(found) == 3
    assert not problems
