"""From a file to the results: strangers' files, files saved by other programs, killed runs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from qbe_xl.files.writing import recover
from tests.assessment.test_golden import differences
from tests.counties import GOLDEN
from tests.files import hostile
from tests.test_cli import NAMES, ROOT, qbe

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


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is POSIX")
@pytest.mark.parametrize("share", [0.3, 0.6, 0.8, 0.9, 0.95, 1.0])
def test_a_killed_run_leaves_the_old_results_or_the_new_ones(share: float, tmp_path: Path) -> None:
    out = tmp_path / "out"
    start = time.perf_counter()
    assert qbe("assess", GOLDEN / "met.xlsx", "--out", out, "--quiet").returncode == 0
    whole = time.perf_counter() - start
    old = {name: (out / name).read_bytes() for name in NAMES}
    child = subprocess.Popen(
        [sys.executable, "-m", "qbe_xl", "assess", str(GOLDEN / "wide.xlsx"), "--out", str(out)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )
    time.sleep(whole * share)
    child.send_signal(signal.SIGKILL)
    child.wait()
    recover(out)
    found = {name: (out / name).read_bytes() for name in NAMES}
    changed = {name for name in NAMES if found[name] != old[name]}
    assert changed in (set(), NAMES)
    assert {path.name for path in out.iterdir()} == NAMES
