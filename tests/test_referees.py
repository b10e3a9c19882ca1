"""What `make referees` makes of what it sees, without any referee: rows, comparison, reasons."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.offline_bundle import TOP
from scripts.referees import formulas, run, windows, wine
from scripts.referees.npm import Lacking
from scripts.referees.verdict import FAILED, PASSED, SKIPPED, Verdict, judged, skipped, table
from tests import every_file
from tests.files.hostile import zipped

ANSWERS = """QBE_VERSION=qbe_xl 0.1.0，yunnan-2022
QBE_CV=0.163299316185545
QBE_CV weighted=0.139754248593737
QBE_CITE=第六条（一）：
每百名学生拥有……
"""


def _one(outcome: str) -> Iterator[Verdict]:
    yield Verdict("甲", "files", outcome, "3 files")


def _falls(error: Exception) -> Iterator[Verdict]:
    yield from _one(PASSED)
    raise error


def test_a_referee_that_falls_is_a_row_and_the_next_goes_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = list(
        run.told(
            [
                ("甲", lambda: _falls(RuntimeError("no | bar\nhere"))),
                ("乙", lambda: _falls(Lacking("no npm on this machine"))),
                ("丙", lambda: _one(PASSED)),
            ]
        )
    )
    assert [row.outcome for row in rows] == [PASSED, FAILED, PASSED, SKIPPED, PASSED]
    assert rows[1].said.startswith("失败：RuntimeError")
    assert "失败：RuntimeError" in capsys.readouterr().out
    assert table(rows).splitlines()[3] == (
        r"| 甲 | the rest | FAILED | 失败：RuntimeError no \| bar here |"
    )
    assert table(rows).splitlines()[5] == "| 乙 | the rest | skipped | no npm on this machine |"


@pytest.mark.parametrize(
    ("stage", "status"),
    [
        (lambda: _one(PASSED), 0),
        (lambda: _one(FAILED), 1),
        (lambda: _falls(KeyError("x")), 1),
        (lambda: _falls(Lacking("x")), 0),
    ],
)
def test_the_target_ends_with_1_where_anything_failed(
    stage: object, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "stages", lambda wanted: [("甲", stage)])
    assert run.main([]) == status


def test_one_stage_can_be_had_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(every_file, "write", lambda place: pytest.fail("not wanted"))
    assert [name for name, _ in run.stages(["windows"])] == [windows.NAME]
    assert len(list(run.stages(run.STAGES))) == len(run.STAGES)


def test_many_faults_are_counted_and_the_first_told() -> None:
    row = judged("甲", "files", "9 files", (f"fault {number}" for number in range(7)))
    assert row.outcome == FAILED
    assert row.said == "9 files: fault 0; fault 1; fault 2; fault 3; fault 4; and 2 more"
    assert judged("甲", "files", "9 files", []).outcome == PASSED
    assert skipped("甲", "files", "no Wine").outcome == SKIPPED


def _folders(tmp_path: Path) -> tuple[Path, Path]:
    sides = tmp_path / "there", tmp_path / "here"
    for number, side in enumerate(sides):
        (side / TOP).mkdir(parents=True)
        (side / TOP / "install.py").write_text(str(number))  # the bundle's own
        for name in ("结果/a.json", "结果/a.html", "结果/图.png"):
            (side / name).parent.mkdir(exist_ok=True)
            (side / name).write_text("同样")
        for name in ("结果/a.xlsx", "材料.docx"):
            # The order of parts stands for what a zip's directory tells of the system.
            parts = {"one.xml": b"1", "two.xml": b"2"}
            order = parts if number else dict(reversed(parts.items()))
            (side / name).write_bytes(zipped(order))
    return sides


def test_what_is_written_alike_passes(tmp_path: Path) -> None:
    there, here = _folders(tmp_path)
    rows = list(windows.alike(there, here))
    assert [row.outcome for row in rows] == [PASSED] * 6
    assert [row.said for row in rows] == ["5 files", *["1 files"] * 5]


def test_what_differs_is_named_with_its_part(tmp_path: Path) -> None:
    there, here = _folders(tmp_path)
    (here / "结果" / "a.json").write_text("其他")
    (here / "结果" / "a.xlsx").write_bytes(zipped({"one.xml": b"1", "two.xml": b"3"}))
    (here / "结果" / "图.png").write_text("其他")
    (here / "多的.csv").write_text("")
    said = {row.about: row for row in windows.alike(there, here) if row.outcome == FAILED}
    assert said["names of what is written"].said.endswith("only in one place: 多的.csv")
    assert said["JSON: as on Linux"].said == "1 files: 结果/a.json"
    assert said["workbooks, by their parts: as on Linux"].said == "1 files: 结果/a.xlsx (two.xml)"
    assert said["all else: as on Linux"].said == "1 files: 结果/图.png"
    assert len(said) == 4


def test_a_workbook_within_a_document_is_held_to_its_parts(tmp_path: Path) -> None:
    there, here = _folders(tmp_path)
    for side, data in ((there, {"a": b"1", "b": b"2"}), (here, {"b": b"2", "a": b"1"})):
        (side / "材料.docx").write_bytes(zipped({"图.xlsx": zipped(data)}))
    assert {row.outcome for row in windows.alike(there, here)} == {PASSED}
    (here / "材料.docx").write_bytes(zipped({"图.xlsx": zipped({"a": b"1", "b": b"3"})}))
    (row,) = (row for row in windows.alike(there, here) if row.outcome == FAILED)
    assert row.said == "1 files: 材料.docx (b)"


def test_notes_of_the_disk_are_not_compared_what_is_kept_of_a_county_is(tmp_path: Path) -> None:
    there, here = _folders(tmp_path)
    notes = ("run.json", "whole-1.parquet", f"{'a0' * 32}-auto.parquet")
    for number, side in enumerate((there, here)):
        for name in notes:
            (side / "各县" / ".cache" / name).parent.mkdir(parents=True, exist_ok=True)
            (side / "各县" / ".cache" / name).write_text(str(number))
        (side / "各县" / ".cache" / f"whole-1-{number}-county.parquet").write_text("")
    (row,) = (row for row in windows.alike(there, here) if row.outcome == FAILED)
    assert row.said == f"2 files: 各县/.cache/{notes[-1]}"


def test_the_moment_of_making_is_no_difference_a_day_is(tmp_path: Path) -> None:
    there, here = _folders(tmp_path)
    for side, clock in ((there, "02:01"), (here, "02:16")):
        page = f"<dd>2026-11-26 {clock}</dd>".encode()
        (side / "结果" / "a.html").write_bytes(page)
        core = f"<created>2026-11-26T{clock}:48Z</created>".encode()
        (side / "材料.docx").write_bytes(zipped({"docProps/core.xml": core}))
    assert {row.outcome for row in windows.alike(there, here)} == {PASSED}
    (here / "结果" / "a.html").write_text("<dd>2026-11-25 02:16</dd>")
    assert [row.about for row in windows.alike(there, here) if row.outcome == FAILED] == [
        "pages and texts: as on Linux"
    ]


def test_both_sides_merge_the_same_files(tmp_path: Path) -> None:
    there, here = tmp_path / "there", tmp_path / "here"
    windows.send_back(there, here)  # nothing was made: the command says so itself
    (there / "下发").mkdir(parents=True)
    (there / "下发" / "甲校.xlsx").write_bytes(b"1")
    windows.send_back(there, here)
    ours, theirs = ((side / windows.RETURNED / "甲校.xlsx") for side in (here, there))
    assert ours.read_bytes() == theirs.read_bytes() == b"1"
    assert ours.stat().st_mtime_ns == (there / "下发" / "甲校.xlsx").stat().st_mtime_ns
    assert windows.files(here) == {}


def test_nothing_to_compare_is_no_success(tmp_path: Path) -> None:
    outcomes = [row.outcome for row in windows.alike(tmp_path / "a", tmp_path / "b")]
    assert outcomes == [FAILED] * 5 + [PASSED]


def test_a_step_that_raises_or_does_not_end_is_a_fault() -> None:
    def endless() -> tuple[str, list[str]]:
        raise Lacking("not ended after 900 s")

    row = windows.taken("commands", endless)
    assert (row.outcome, row.said) == (FAILED, "失败：Lacking not ended after 900 s")
    assert windows.taken("commands", lambda: ("18", [])).outcome == PASSED
    assert windows.taken("commands", lambda: ("18", ["check"])).said == "18: check"


@pytest.mark.parametrize(
    ("one", "other", "faults"),
    [
        ("", "", 0),
        ("qbe_xl 0.1.0", "qbe_xl 0.0.9", 1),
        ("0.163299316185545", "0.1633", 1),
        ("weighted=0.139754248593737", "weighted=?", 1),
        ("第六条", "第六", 1),
    ],
)
def test_answers_of_functions_are_held_to_their_values(one: str, other: str, faults: int) -> None:
    assert len(windows.wrong(ANSWERS.replace(one, other) if one else ANSWERS)) == faults


def test_no_answer_is_a_fault_for_every_function() -> None:
    assert len(windows.wrong("error=Could not activate Python COM server")) == 4


def test_it_says_what_cannot_be_had(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(Lacking, match="no debootstrap, and only root"):
        wine.ready(tmp_path)


def test_an_engine_gets_what_our_functions_gave_and_its_own_spellings() -> None:
    spelt = formulas._spelt('=INDEX({"● 达标","○"},MATCH(看板!$F$5,{"达标",""},0))', {})
    assert spelt == """=INDEX({"● 达标","○"},1,MATCH('看板'!$F$5,{"达标",""},0))"""
    assert formulas._literal("待填报") == "'待填报"
    assert formulas._literal("") is None
