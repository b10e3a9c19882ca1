"""What `qbe-xl rehearse` writes: rehearse.json as the contract has it; nothing fit for a filing."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from qbe_xl.years.listings import FACE
from qbe_xl.years.run import HTML_NAME, JSON_NAME, NAMES, WORKBOOK_NAME
from tests.command_line import Done, qbe
from tests.counties import GOLDEN

BOOK = GOLDEN / "boundary.xlsx"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Done]:
    out = tmp_path_factory.mktemp("rehearse")
    return out, qbe("rehearse", BOOK, "--out", out, "--entry", "0.95，100%", "--time-limit", "5")


def test_the_json_is_that_of_the_contract(written: tuple[Path, Done]) -> None:
    out, done = written
    assert done.returncode == 0, done.stderr
    assert {path.name for path in out.iterdir()} == set(NAMES)
    found = json.loads((out / JSON_NAME).read_text(encoding="utf-8"))
    assert list(found) == ["schema", "year", "entries", "kept"]
    assert (found["schema"], found["year"]) == (1, "2024-2025")
    assert [entry["entry"] for entry in found["entries"]] == [0.95, 1.0]
    for entry in found["entries"]:
        assert list(entry) == ["entry", "pupils", "assessment"]
        assert set(entry["pupils"]) == {"primary", "junior"}
        assert entry["assessment"]["schema"] == 1
        assert set(entry["assessment"]) >= {"verdict", "sections", "balance", "items", "groups"}
    assert all(set(one) == {"code", "reason"} and one["reason"] for one in found["kept"])
    assert len({one["code"] for one in found["kept"]}) == len(found["kept"])


def test_every_face_says_that_it_is_a_rehearsal(written: tuple[Path, Done]) -> None:
    out, done = written
    assert FACE in done.stdout
    page = (out / HTML_NAME).read_text(encoding="utf-8")
    assert page.count(FACE) >= 5
    for sheet in openpyxl.load_workbook(out / WORKBOOK_NAME).worksheets:
        assert "预演" in sheet.title
        assert "预演" in str(sheet["A1"].value)


def test_no_figure_of_it_can_enter_a_filing(written: tuple[Path, Done], tmp_path: Path) -> None:
    out, _ = written
    for command in ("assess", "documents"):
        done = qbe(command, out / WORKBOOK_NAME, "--out", tmp_path / "out")
        assert done.returncode == 2
        assert "缺少工作表“学校”" in done.stderr
    assert not (tmp_path / "out").exists()


def test_the_same_input_gives_the_same_json(written: tuple[Path, Done], tmp_path: Path) -> None:
    out, _ = written
    words = ("--entry", "0.95,1", "--time-limit", "0")
    assert qbe("rehearse", BOOK, "--out", tmp_path, *words).returncode == 0
    assert (tmp_path / JSON_NAME).read_bytes() == (out / JSON_NAME).read_bytes()


@pytest.mark.parametrize(
    "words", ["x", "-1", "0", "9", "", "0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9,1"]
)
def test_an_entry_that_is_none_is_refused(words: str, tmp_path: Path) -> None:
    done = qbe("rehearse", BOOK, "--out", tmp_path / "out", "--entry", words)
    assert done.returncode == 2
    assert "招生比例" in done.stderr
    assert ("；一年级不招生的不作预演" in done.stderr) == (words == "0")
    assert not (tmp_path / "out").exists()
