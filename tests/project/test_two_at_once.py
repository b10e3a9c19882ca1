"""Two runs at once in one folder both end well, in a project and outside of one."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from qbe_xl.project.folder import make_project, open_project
from qbe_xl.project.status import Stand, status_of
from scripts import bench_pairs
from tests.command_line import BARE, RESULTS, ROOT
from tests.counties import GOLDEN


def at_once(cwd: Path, *commands: list[str]) -> list[subprocess.Popen[str]]:
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "qbe_xl", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            cwd=cwd,
            env=BARE | {"PYTHONPATH": str(ROOT)},
        )
        for words in commands
    ]
    for one in started:
        _, said = one.communicate()
        assert one.returncode == 0, said
    return started


@pytest.mark.program
def test_two_assessments_into_one_folder(tmp_path: Path) -> None:
    book = str(GOLDEN / "self-parent.xlsx")
    at_once(tmp_path, *[["assess", book, "--out", "果"]] * 2)
    assert {path.name for path in (tmp_path / "果").iterdir()} == RESULTS
    assert json.loads((tmp_path / "果" / "assessment.json").read_bytes())["verdict"] == "unmet"


@pytest.mark.program
def test_two_kinds_and_twice_the_same_in_a_project(tmp_path: Path) -> None:
    shutil.copy(GOLDEN / "self-parent.xlsx", tmp_path / "我县.xlsx")
    make_project(tmp_path)
    at_once(tmp_path, ["assess"], ["assess"], ["checkup"])
    project = open_project(tmp_path)
    assert project is not None
    found = status_of(project)
    assert [found.step(kind).stand for kind in ("assess", "checkup")] == [Stand.DONE] * 2
    hidden = {path.name for path in tmp_path.rglob(".qbe*")}
    assert hidden == {".qbe-project.json"}


@pytest.mark.program
@pytest.mark.skipif(sys.platform == "win32", reason="the two are forked")
@pytest.mark.parametrize(
    ("name", "count"), [("checkup accept", 2), ("years add", 2), ("ledger", 1)]
)
def test_pairs_let_go_together(name: str, count: int) -> None:
    assert bench_pairs.pairs(name, count) == 0
