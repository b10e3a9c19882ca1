"""A project folder: made, adopted, never believed, never overwritten."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import openpyxl
import pytest

from qbe_xl.clauses import duties
from qbe_xl.cli.working import at_work, lacking
from qbe_xl.errors import InputError
from qbe_xl.project import kinds, state
from qbe_xl.project.folder import make_project, open_project
from qbe_xl.project.runs import changes, running
from qbe_xl.project.status import Stand, status_of
from tests.counties import GOLDEN

NOW = "2026-01-02T03:04:05+08:00"


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def adopted(tmp_path: Path) -> Path:
    shutil.copy(GOLDEN / "self-parent.xlsx", tmp_path / "我县.xlsx")
    make_project(tmp_path)
    return tmp_path


def test_a_new_folder_gets_everything_and_a_second_time_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "我县"
    made = make_project(folder)
    assert not made.adopted
    assert {kinds.BOOK, kinds.PARAMETERS, kinds.RETURNED, kinds.STATISTICS} <= {*made.made}
    before = contents(folder)
    again = make_project(folder)
    assert (again.made, again.project.state.book) == ((), kinds.BOOK)
    assert contents(folder) == before
    assert openpyxl.load_workbook(folder / kinds.BOOK)["学校"].max_row >= 1


def test_what_is_there_is_adopted_and_stays(tmp_path: Path) -> None:
    shutil.copy(GOLDEN / "met.xlsx", tmp_path / "我县2024.xlsx")
    (tmp_path / "交回").mkdir()
    (tmp_path / "交回" / "一小.xlsx").write_bytes(b"theirs")
    (tmp_path / "项目说明.txt").write_text("县里自己的", encoding="utf-8")
    (tmp_path / "名单.xlsx").write_bytes(b"no workbook")
    before = contents(tmp_path)
    made = make_project(tmp_path)
    assert made.adopted == "我县2024.xlsx"
    assert kinds.BOOK not in made.made
    assert before.items() <= contents(tmp_path).items()


def test_of_several_workbooks_one_must_be_named(tmp_path: Path) -> None:
    for name in ("甲.xlsx", "乙.xlsx"):
        shutil.copy(GOLDEN / "self-parent.xlsx", tmp_path / name)
    before = contents(tmp_path)
    with pytest.raises(InputError, match="--book"):
        make_project(tmp_path)
    assert contents(tmp_path) == before
    assert make_project(tmp_path, Path("乙.xlsx")).project.state.book == "乙.xlsx"
    with pytest.raises(InputError, match="不在项目文件夹"):
        make_project(tmp_path, GOLDEN / "met.xlsx")


def test_a_workbook_that_is_gone_is_asked_for_and_none_taken_unasked(adopted: Path) -> None:
    project = open_project(adopted)
    assert project is not None
    (adopted / "汇总").mkdir()
    shutil.copy(adopted / "我县.xlsx", adopted / "汇总" / "汇总表.xlsx")
    with running(project, "merge") as run:
        run.finish([], book=adopted / "汇总" / "汇总表.xlsx")
    (adopted / "汇总" / "汇总表.xlsx").rename(adopted / "新名字.xlsx")
    with pytest.raises(InputError, match=r"汇总表.xlsx”不在了.*现有：我县.xlsx、新名字.xlsx"):
        make_project(adopted)
    assert make_project(adopted, Path("新名字.xlsx")).project.state.book == "新名字.xlsx"


def test_a_workbook_with_prices_keeps_them(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(GOLDEN / "self-parent.xlsx")
    book.create_sheet("整改参数").append(["参数", "数值", "单位", "说明"])
    book.save(tmp_path / "我县.xlsx")
    assert kinds.PARAMETERS not in make_project(tmp_path).made


def test_the_plans_name_is_that_of_the_duties() -> None:
    assert {*duties.FILE_NAMES} <= {*kinds.PLANS}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[" * 100_000,
        json.dumps({"schema": 1, "book": "../../etc/passwd", "runs": {}}).encode(),
        json.dumps({"schema": 1, "book": "/etc/passwd", "runs": {}}).encode(),
        json.dumps({"schema": 1, "book": "填报表.xlsx", "runs": []}).encode(),
        json.dumps({"schema": 1, "book": "x", "runs": {"assess": {"time": "gestern"}}}).encode(),
    ],
)
def test_a_state_that_cannot_be_believed_is_put_aside(
    content: bytes, adopted: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (adopted / state.NAME).write_bytes(content)
    project = open_project(adopted)
    assert project is not None
    assert (project.book, project.state.runs) == (None, {})
    assert "无法读取" in caplog.text
    assert any("无法读取" in path.name for path in adopted.iterdir())
    assert make_project(adopted).project.state.book == "我县.xlsx"


def _planted(**changed: object) -> bytes:
    run = {
        "time": NOW,
        "version": "0",
        "standard": "",
        "book": "我县.xlsx",
        "options": {},
        "inputs": {},
        "outputs": {},
        "said": [],
    } | changed
    return json.dumps({"schema": 1, "book": "我县.xlsx", "runs": {"assess": run}}).encode()


@pytest.mark.parametrize("part", ["inputs", "outputs"])
def test_a_planted_run_names_nothing_outside(part: str, adopted: Path) -> None:
    (adopted / state.NAME).write_bytes(_planted(**{part: {"../密.txt": "0"}}))
    found = open_project(adopted)
    assert found is not None
    assert not found.state.runs


@pytest.mark.skipif(os.name == "nt", reason="links")
def test_nor_by_a_link(adopted: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (adopted / "评估").symlink_to(outside)
    (adopted / state.NAME).write_bytes(_planted(outputs={"评估/x.json": "0"}))
    found = open_project(adopted)
    assert found is not None
    assert not found.state.runs


def test_what_a_planted_run_said_steers_no_terminal(adopted: Path) -> None:
    (adopted / state.NAME).write_bytes(_planted(said=["\x1b[2J达标\r\n\u202e"]))
    found = open_project(adopted)
    assert found is not None
    run = found.last("assess")
    assert run is not None
    assert run.said == ("[2J达标",)


def test_a_run_holds_until_what_it_depends_on_changes(adopted: Path) -> None:
    project = open_project(adopted)
    assert project is not None
    for kind in ("plan", "checkup"):
        with running(project, kind) as run:
            assert run.last is None
            result = run.out / "结果.txt"
            result.write_text(kind, encoding="utf-8")
            project = run.finish([result])
        with running(project, kind) as run:
            assert run.last is not None
        with running(project, kind, {"standard": "x"}) as run:
            assert run.last is None
    (adopted / kinds.PARAMETERS).write_bytes(b"other")
    found = status_of(project)
    assert found.step("plan").stand is Stand.STALE
    assert found.step("plan").why == ("“整改参数.xlsx”改过了",)
    assert found.step("checkup").stand is Stand.DONE
    shutil.copy(GOLDEN / "branch.xlsx", adopted / "我县.xlsx")
    assert status_of(project).step("checkup").why == ("填报表“我县.xlsx”改过了",)
    (adopted / "数据体检" / "结果.txt").unlink()
    last = project.last("checkup")
    assert last is not None
    assert "结果“数据体检/结果.txt”不在了" in changes(project, kinds.BY_ID["checkup"], last)


def test_a_plan_that_was_chosen_holds_where_none_is_named(adopted: Path) -> None:
    project = open_project(adopted)
    assert project is not None
    with running(project, "ledger", {"plan": "最省方案"}) as run:
        project = run.finish([])
    for options, is_done in (
        ({}, True),
        ({"plan": "最省方案"}, True),
        ({"plan": "只靠交流"}, False),
    ):
        with running(project, "ledger", options) as run:
            assert (run.last is not None) == is_done


def test_results_that_go_elsewhere_are_of_the_project_but_no_run_of_it(
    adopted: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(adopted)
    with at_work("assess", None, Path("别处")) as work:
        assert (work.run, work.the_book.name, work.the_out.name) == (None, "我县.xlsx", "别处")
        assert work.own(None, kinds.PARAMETERS) is not None
    assert "没有写到本项目的“评估”" in capsys.readouterr().out
    shutil.copy("我县.xlsx", "旧的.xlsx")
    with at_work("assess", Path("旧的.xlsx")) as work:
        assert (work.run, work.own(None, kinds.PARAMETERS)) == (None, None)
    assert "不是本项目现在的填报表（是“我县.xlsx”" in capsys.readouterr().out
    monkeypatch.chdir("统计数据")
    assert f"回到项目文件夹“{adopted.name}”" in str(lacking("填报表"))
    monkeypatch.chdir("..")
    with at_work("assess", Path("没有.xlsx")) as work:
        assert work.run is None
    assert capsys.readouterr().out == "", "that there is none will be told"


def test_what_was_accepted_of_the_checkup_makes_stale_what_asked_for_it(adopted: Path) -> None:
    project = open_project(adopted)
    assert project is not None
    kinds_of = ("assess", "plan", "ledger", "documents", "split")
    for kind in kinds_of:
        with running(project, kind) as run:
            project = run.finish([])
    (adopted / "数据体检").mkdir()
    (adopted / "数据体检" / "体检确认记录.jsonl").write_text("{}\n", encoding="utf-8")
    found = status_of(project)
    stale = {kind for kind in kinds_of if found.step(kind).stand is Stand.STALE}
    assert stale == {"assess", "plan", "ledger", "documents"}


def test_what_is_next_follows_from_what_is_there(tmp_path: Path) -> None:
    empty = status_of(make_project(tmp_path / "空").project)
    assert (empty.schools, empty.assessment) == (0, None)
    assert "统计数据" in empty.next.words
    assert "collect import" in empty.next.words
    shutil.copy(GOLDEN / "self-parent.xlsx", tmp_path / "填报表.xlsx")
    whole = status_of(make_project(tmp_path).project)
    assert whole.next.command == "qbe-xl checkup"
    assert whole.step("merge").stand is Stand.NEEDLESS
    (tmp_path / "填报表.xlsx").unlink()
    project = open_project(tmp_path)
    assert project is not None
    assert status_of(project).next.command == "qbe-xl new ."
    assert "“填报表.xlsx”不在了" in status_of(project).next.words


def test_an_office_that_fills_in_itself_is_led_on(tmp_path: Path) -> None:
    """Schools that need no asking are not asked for anew at every look, once the county was assessed."""
    shutil.copy(GOLDEN / "trap-missing.xlsx", tmp_path / "填报表.xlsx")
    project = make_project(tmp_path).project
    assert status_of(project).next.command == "qbe-xl collect split"
    for kind in ("checkup", "survey plan", "assess"):
        with running(project, kind) as run:
            project = run.finish([])
    assert status_of(project).next.command == "qbe-xl survey papers"
    (tmp_path / "交回" / "一小.xlsx").write_bytes(b"theirs")
    assert status_of(project).next.command == "qbe-xl collect split"


def test_where_nothing_is_remembered_the_workbooks_at_hand_are_named(adopted: Path) -> None:
    (adopted / state.NAME).write_text("{", encoding="utf-8")
    project = open_project(adopted)
    assert project is not None
    found = status_of(project).next
    assert "现有 我县.xlsx" in found.words
    assert "--book" in found.command
