"""What a project compares with last year, a button and a command alike; 数据体检: test_buttons."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

from qbe_xl.cli.working import at_work
from qbe_xl.documents.past import KEPT_NAME
from qbe_xl.office import filing
from qbe_xl.office.home import home_of
from qbe_xl.project.folder import make_project
from qbe_xl.years.archive import add
from tests.collect.schools import book, cell, put
from tests.command_line import qbe
from tests.counties import Draft, primary_county
from tests.open_documents import FakeHost, FileDocument, told

YEARS = ("2022-2023", "2023-2024")
WAYS = ("button", "command")


def year(draft: Draft, said: str) -> Draft:
    draft.facts["学年"] = said
    return draft


def county(folder: Path) -> Path:
    """A project of one school whose rooms are not filled in yet; last year's workbook beside."""
    this = year(primary_county("A1", A1={"教学及辅助用房面积": None}), YEARS[1])
    book(folder, this, "我县.xlsx")
    last = primary_county("A1", A1={"教学及辅助用房面积": 2900.0, "教学仪器设备值": 20.0})
    book(folder, year(last, YEARS[0]), "上年填报表.xlsx")
    make_project(folder, Path("我县.xlsx"))
    return folder / "我县.xlsx"


@pytest.mark.parametrize("way", WAYS)
def test_forms_and_returns(way: str, tmp_path: Path, pages: list[str]) -> None:
    path = county(tmp_path)

    def do(command: str) -> None:
        if way == "command":
            done = qbe("collect", command, cwd=tmp_path)
            assert done.returncode == 0, done.stderr
        else:
            click = filing.split_schools if command == "split" else filing.merge_returns
            told(click, FakeHost(FileDocument(path)))

    do("split")
    (form,) = (tmp_path / "下发").glob("*.xlsx")
    assert cell(openpyxl.load_workbook(form), "教学及辅助用房面积").value == 2900
    shutil.copy(form, tmp_path / "交回")
    put(tmp_path / "交回" / form.name, "教学仪器设备值", 300.0)
    do("merge")
    status = openpyxl.load_workbook(tmp_path / "汇总" / "汇总表-报送情况.xlsx")
    said = " ".join(str(c.value) for sheet in status for row in sheet for c in row if c.value)
    assert "教学仪器设备值由上年 20 变为 300" in said
    assert len(pages) == (way == "button")


def test_papers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no paper was made yet, the result of the year before in the archive."""
    path = county(tmp_path)
    add(tmp_path / "上年填报表.xlsx", tmp_path / "监测档案")
    kept = tmp_path / "申报材料" / KEPT_NAME
    monkeypatch.chdir(tmp_path)
    found = home_of(FileDocument(path)).result_before(kept)
    assert found is not None
    assert found.is_file()
    assert found.parent.name == YEARS[0]
    with at_work("documents") as work:
        before = work.result_before(KEPT_NAME)
        assert before is not None
        assert before.samefile(found)
    kept.parent.mkdir(exist_ok=True)
    kept.write_bytes(b"{}")
    assert home_of(FileDocument(path)).result_before(kept) is None, "a later one is compared with"
