"""What is accepted is kept, lapses when a figure changes, and shows when it is tampered with."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from qbe_xl.checkup import log, result, run
from qbe_xl.checkup.run import accept, checkup_file
from qbe_xl.errors import InputError, OutputError
from tests.checkup.faults import clean
from tests.counties import GOLDEN

NOW = dt.datetime(2024, 5, 20, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder with the checkup of a county that has five findings."""
    folder = tmp_path / "out"
    checkup_file(GOLDEN / "boundary.xlsx", folder, now=NOW)
    return folder


def marks(out: Path) -> list[str]:
    kept = result.read(out)
    assert kept is not None
    return list(kept.findings)


def again(out: Path, book: Path = GOLDEN / "boundary.xlsx") -> Any:
    return checkup_file(book, out, now=NOW).checkup


def test_accepted_findings_stay_with_who_and_why(out: Path) -> None:
    first, second, *_ = marks(out)
    accept(out, [first], "张三", "已核对学籍", NOW)
    accept(out, [second, second], "李四", "口径不同", NOW)
    checkup = again(out)
    assert [e.number for e in checkup.log.entries] == [1, 2]
    assert {m: (e.by, e.why) for m, e in checkup.accepted.items()} == {
        first: ("张三", "已核对学籍"),
        second: ("李四", "口径不同"),
    }
    assert sum(checkup.counts.values()) == len(checkup.findings) - 2


def test_an_acceptance_lapses_when_the_figure_changes(tmp_path: Path) -> None:
    draft = clean()
    draft.item("Q1.1", 900001)
    out, book = tmp_path / "out", draft.write(tmp_path / "填报表.xlsx")
    (finding,) = [f for f in again(out, book).findings if f.rule == "B02"]
    accept(out, [finding.mark], "张三", "统计口径", NOW)
    assert finding.mark in again(out, book).accepted
    draft.item("Q1.1", 900002)
    later = again(out, draft.write(book))
    assert not later.accepted
    assert len(later.log.entries) == 1


def test_an_acceptance_holds_when_rows_are_sorted_anew(tmp_path: Path) -> None:
    draft = clean()
    draft.school(30)["owner_code"] = 10 if draft.school(30)["owner"] == "公办" else 7
    first = draft.classes(40)[0]
    first["pupils"] = int(str(first["pupils"])) - 1
    out, book = tmp_path / "out", draft.write(tmp_path / "填报表.xlsx")
    before = again(out, book).findings
    assert {f.rule for f in before} == {"N01", "F07"}
    accept(out, [f.mark for f in before], "张三", "正在变更", NOW)
    draft.fill["学校"].reverse()
    later = again(out, draft.write(book))
    assert {f.cell for f in later.findings}.isdisjoint(f.cell for f in before)
    assert set(later.accepted) == {f.mark for f in before}


def tampered(out: Path) -> str:
    path = out / log.NAME
    kept = result.read(out)
    assert kept is not None
    return "；".join(log.read(path, kept.known).faults)


@pytest.fixture
def chain(out: Path) -> Path:
    """A log of four lines."""
    for mark in marks(out)[:4]:
        accept(out, [mark], "张三", "已核对", NOW)
    assert not tampered(out)
    return out / log.NAME


def test_a_changed_line_breaks_the_chain(chain: Path, out: Path) -> None:
    lines = chain.read_text(encoding="utf-8").splitlines()
    lines[1] = lines[1].replace("张三", "李四")
    chain.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert "第 2 行被改动" in tampered(out)
    checkup = again(out)
    assert len(checkup.log.entries) == 1
    assert [f.cell for f in checkup.findings if f.cell == log.NAME] == [log.NAME]
    with pytest.raises(OutputError, match="没有追加新的记录"):
        accept(out, marks(out)[-1:], "王五", "理由", NOW)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda lines: lines[1:], "第 1 行被改动"),
        (lambda lines: [lines[0], lines[2], lines[3]], "第 2 行被改动"),
        (lambda lines: [lines[0], lines[0], *lines[1:]], "第 2 行被改动"),
        (lambda lines: lines[:3], "原有 4 行，现在少了"),
        (lambda lines: [], "原有 4 行，现在少了"),
        (lambda lines: [*lines[:2], "不是 JSON", *lines[3:]], "第 3 行无法识别"),
        (lambda lines: [*lines[:2], '{"number": 3}', *lines[3:]], "第 3 行无法识别"),
    ],
)
def test_lines_taken_out_or_put_in_show(chain: Path, out: Path, edit: Any, said: str) -> None:
    lines = chain.read_text(encoding="utf-8").splitlines()
    chain.write_text("".join(line + "\n" for line in edit(lines)), encoding="utf-8")
    assert said in tampered(out)


def test_lines_are_only_ever_added(chain: Path, out: Path) -> None:
    before = chain.read_bytes()
    accept(out, marks(out)[4:5], "王五", "再核\n对", NOW)
    after = chain.read_bytes()
    assert after.startswith(before)
    assert json.loads(after.splitlines()[-1])["why"] == "再核 对"


@pytest.mark.parametrize(
    ("by", "why", "said"), [(" ", "理由", "确认人：不能为空"), ("张三", "", "理由：不能为空")]
)
def test_nobody_accepts_without_a_name_and_a_reason(
    out: Path, by: str, why: str, said: str
) -> None:
    with pytest.raises(InputError) as caught:
        accept(out, marks(out)[:1], by, why, NOW)
    assert said in str(caught.value)
    assert not (out / log.NAME).exists()


def test_an_unknown_finding_or_none_yet_is_refused(out: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="没有这个编号"):
        accept(out, ["0000000000"], "张三", "理由", NOW)
    with pytest.raises(InputError, match="请先体检"):
        accept(tmp_path, ["0000000000"], "张三", "理由", NOW)


def test_what_must_be_put_right_cannot_be_accepted(tmp_path: Path) -> None:
    draft = clean()
    draft.school(3)["primary_pupils"] = "三百"
    out = tmp_path / "out"
    checkup = again(out, draft.write(tmp_path / "填报表.xlsx"))
    (problem,) = [f for f in checkup.findings if f.kind == "填报要求"]
    with pytest.raises(InputError, match="必须改正的错误"):
        accept(out, [problem.mark], "张三", "就是三百", NOW)


def test_a_damaged_result_is_put_aside_and_a_checkup_asked_for(out: Path) -> None:
    (out / result.JSON_NAME).write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="请先体检"):
        accept(out, ["a"], "张三", "理由", NOW)
    assert not (out / result.JSON_NAME).exists()


def test_the_workbook_is_never_its_own_result(tmp_path: Path) -> None:
    book = tmp_path / run.WORKBOOK_NAME
    shutil.copy(GOLDEN / "met.xlsx", book)
    before = book.read_bytes()
    with pytest.raises(InputError, match="请换一个输出文件夹"):
        checkup_file(book, tmp_path, now=NOW)
    assert book.read_bytes() == before
