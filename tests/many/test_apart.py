"""qbe-xl many, broken on purpose: results among the workbooks, files that change, odd folders."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from qbe_xl.errors import InputError, OutputError
from qbe_xl.files.kept import Kept
from qbe_xl.files.state import ASIDE
from qbe_xl.many import engines, partitions, run, showing, tables
from qbe_xl.many.engines import Answer, Job
from qbe_xl.many.finding import workbooks
from qbe_xl.many.run import many
from tests.counties import GOLDEN


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two 州市 of a county each."""
    root = tmp_path / "各县"
    for region, name in (("甲州", "branch"), ("乙市", "boundary")):
        (root / region).mkdir(parents=True)
        shutil.copy(GOLDEN / f"{name}.xlsx", root / region / f"{name}.xlsx")
    return root


def here(jobs: Sequence[Job]) -> Iterator[Answer]:
    """An engine without processes."""
    for job in jobs:
        yield Answer(job, partitions.judge_file(job.path, job.name, job.folder, job.standard))


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "_engine", lambda *_: here)


@pytest.mark.parametrize("link", [False, True])
def test_results_never_lie_among_the_workbooks(folder: Path, tmp_path: Path, link: bool) -> None:
    mine = folder / "甲州" / showing.WORKBOOK_NAME
    shutil.copy(GOLDEN / "met.xlsx", mine)
    out = folder
    if link:
        out = tmp_path / "别名"
        out.symlink_to(folder)
    with pytest.raises(InputError, match="不能写进各县填报表所在的文件夹"):
        many(folder, out)
    assert mine.read_bytes() == (GOLDEN / "met.xlsx").read_bytes()


@pytest.mark.usefixtures("in_process")
def test_papers_of_a_region_are_those_of_this_run_or_gone(folder: Path, tmp_path: Path) -> None:
    (folder / "各县").mkdir()
    shutil.copy(GOLDEN / "met.xlsx", folder / "各县" / "met.xlsx")
    many(folder, tmp_path)
    papers = {one: (tmp_path / one / showing.PAGE_NAME) for one in ("甲州", "乙市", "各县(2)")}
    before = {one: path.read_bytes() for one, path in papers.items()}
    assert not (folder / showing.PAGE_NAME).exists()
    papers["甲州"].write_bytes(b"changed by somebody")
    (folder / "乙市").rename(folder / "丁市")
    assert many(folder, tmp_path).read == 0
    assert not papers["乙市"].parent.exists()
    assert (tmp_path / "丁市" / showing.WORKBOOK_NAME).is_file()
    said = papers["甲州"].read_bytes()
    assert b"branch.xlsx" in said
    assert len(said) == len(before["甲州"])
    assert papers["各县(2)"].read_bytes() == before["各县(2)"]


def test_a_twin_of_a_workbook_that_is_changed_before_it_is_read_keeps_its_own(
    tmp_path: Path,
) -> None:
    one, other = tmp_path / "一.xlsx", tmp_path / "二.xlsx"
    for path in (one, other):
        shutil.copy(GOLDEN / "branch.xlsx", path)

    def changing(jobs: Sequence[Job]) -> Iterator[Answer]:
        if jobs[0].path == one:
            shutil.copy(GOLDEN / "boundary.xlsx", one)
        yield from here(jobs)

    (tmp_path / "kept").mkdir()
    kept = Kept(tmp_path / "kept")
    listed, read = run._judged(workbooks(tmp_path), kept, "", changing, lambda _: None, tmp_path)
    seals = {name: seal for name, seal, _ in listed}
    assert seals == {path.name: run._seal(path) for path in (one, other)}
    assert read == 2


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are text elsewhere")
def test_a_name_is_read_folder_by_folder_and_told_apart(tmp_path: Path) -> None:
    (tmp_path / "昆明").mkdir()
    place = os.fsencode(tmp_path / "昆明")
    for name in ("中.xlsx".encode(), "中.xlsx".encode("gb18030")):
        Path(os.fsdecode(place + b"/" + name)).write_bytes(b"")
    assert [one.name for one in workbooks(tmp_path)] == ["昆明/中.xlsx", "昆明/中(2).xlsx"]


@pytest.mark.program
def test_a_disk_that_takes_nothing_is_no_fault_of_a_county(folder: Path, tmp_path: Path) -> None:
    jobs = [Job(one.path, one.name, tmp_path / "没有", "") for one in workbooks(folder)]
    with pytest.raises(OutputError, match="磁盘"):
        list(engines.processes(jobs, 1))


def test_folders_in_the_place_of_our_files_are_put_aside(tmp_path: Path) -> None:
    for name in ("derived.json", "whole-1.parquet"):
        (tmp_path / name / "其中").mkdir(parents=True)
    (tmp_path / "run.json").write_text("{}")
    partitions.clear(tmp_path)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == [f"derived{ASIDE}", "run.json", f"whole-1{ASIDE}"]


def test_a_folder_whose_name_is_a_pattern_holds_its_own_tables_only(tmp_path: Path) -> None:
    for name in ("汇总[2]", "汇总2", "汇总*"):
        (tmp_path / name).mkdir()
        rows: tables.Rows = {"problem": [{"kind": "input", "message": name}]}
        partitions.put(rows, tmp_path / name / "1.parquet")
    for name in ("汇总[2]", "汇总2", "汇总*"):
        for _ in range(2):  # read singly, then from the file of all
            base = tables.connection()
            path = tmp_path / name / "1.parquet"
            assert tables.load(base, [("县.xlsx", "", path)], path.parent) == []
            assert base.execute("SELECT message FROM problem").fetchall() == [(name,)]
