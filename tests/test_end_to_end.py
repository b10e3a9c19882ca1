"""From a file to the results: strangers' files, files saved by other programs, killed runs."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from qbe_xl.files.writing import recover
from tests.assessment.test_golden import differences
from tests.command_line import RESULTS, ROOT, qbe
from tests.counties import GOLDEN
from tests.files import hostile

SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = (
    b'<!DOCTYPE worksheet [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]>"
)


def laughing(data: bytes) -> bytes:
    parts = hostile.unzipped(data)
    head, _, rest = parts[SHEET].partition(b"<worksheet")
    return hostile.zipped(parts | {SHEET: head + LAUGHS + b"<worksheet" + rest})


def bomb(data: bytes) -> bytes:
    parts = hostile.unzipped(data)
    del parts[SHEET]
    return hostile.bomb(parts, SHEET, 1100)


STRANGE: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "renamed text": (lambda _: "学校,人数\n一小,300\n".encode("gb18030"), "另存为"),
    "empty": (lambda _: b"", "空"),
    "encrypted": (lambda _: hostile.ole("EncryptedPackage", "EncryptionInfo"), "密码"),
    "truncated": (lambda data: data[: len(data) // 2], ""),
    "zip bomb": (bomb, ""),
    "billion laughs": (laughing, "DTD"),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", STRANGE)
def test_a_strange_file_is_refused_in_chinese_and_nothing_is_written(
    kind: str, tmp_path: Path
) -> None:
    make, part = STRANGE[kind]
    book = tmp_path / "县.xlsx"
    book.write_bytes(make((GOLDEN / "met.xlsx").read_bytes()))
    done = qbe("assess", book, "--out", tmp_path / "out")
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert "县.xlsx" in done.stderr or "学校" in done.stderr
    assert part in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["县.xlsx"]


@pytest.mark.office
@pytest.mark.parametrize("form", ["xlsx", "xls", "ods"])
def test_a_workbook_saved_by_another_program_gives_the_same_result(
    form: str, tmp_path: Path, soffice_convert: Callable[[Path, str, Path], Path]
) -> None:
    saved = soffice_convert(GOLDEN / "mixed.xlsx", form, tmp_path / "saved")
    done = qbe("assess", saved, "--out", tmp_path / "out", "--quiet")
    assert done.returncode == 0, done.stderr
    found = json.loads((tmp_path / "out" / "assessment.json").read_bytes())
    wanted = json.loads((GOLDEN / "mixed.json").read_bytes())
    assert list(differences(found, wanted)) == []


def test_numbers_stored_as_text_are_read_where_they_are_unambiguous(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(GOLDEN / "met.xlsx")
    sheet = book["学校"]
    headers = {cell.value: cell.column for cell in sheet[2]}
    pupils = headers["小学在校生数"]
    for row, written in ((3, " {} "), (4, "{}.0"), (5, "{}")):
        cell = sheet.cell(row, pupils)
        text = written.format(int(cell.value))
        cell.value = text.translate({48 + n: 0xFF10 + n for n in range(10)}) if row == 5 else text
    book.save(tmp_path / "文本.xlsx")
    done = qbe("assess", tmp_path / "文本.xlsx", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("文本格式的数字") == 3
    found = json.loads((tmp_path / "out" / "assessment.json").read_bytes())
    wanted = json.loads((GOLDEN / "met.json").read_bytes())
    assert list(differences(found, wanted)) == []


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of an earlier run."""
    out = tmp_path_factory.mktemp("earlier")
    assert qbe("assess", GOLDEN / "met.xlsx", "--out", out, "--quiet").returncode == 0
    return out


@pytest.mark.program
@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is POSIX")
@pytest.mark.parametrize("steps", [0, 1, 3])
def test_a_killed_run_leaves_the_old_results_or_the_new_ones(
    steps: int, earlier: Path, tmp_path: Path
) -> None:
    """Killed so many changes of its folder after the first (tests/files kills it at every one)."""
    out = tmp_path / "out"
    shutil.copytree(earlier, out)
    old = {name: (out / name).read_bytes() for name in RESULTS}
    child = subprocess.Popen(
        [sys.executable, "-m", "qbe_xl", "assess", str(GOLDEN / "wide.xlsx"), "--out", str(out)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )
    seen = [looks(out)]
    while len(seen) < steps + 2 and child.poll() is None:
        now = looks(out)
        seen += [now] * (now != seen[-1])
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert len(seen) > 1, "it was killed before it wrote anything"
    recover(out)
    found = {name: (out / name).read_bytes() for name in RESULTS}
    changed = {name for name in RESULTS if found[name] != old[name]}
    assert changed in (set(), RESULTS)
    assert {path.name for path in out.iterdir()} == RESULTS


def looks(folder: Path) -> set[tuple[str, int]]:
    """The names in a folder and which files they are."""
    with os.scandir(folder) as entries:
        return {(entry.name, entry.inode()) for entry in entries}
