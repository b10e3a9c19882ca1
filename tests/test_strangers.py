"""Cases that strangers' files and folders made fall: each stays mended (through the command line)."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from qbe_xl.checkup import result as checkup
from qbe_xl.documents import past
from qbe_xl.files import writing
from qbe_xl.files.state import ASIDE
from qbe_xl.report.record import RunRecord
from tests.command_line import BARE, ROOT, qbe
from tests.files.hostile import unzipped, zipped

BOOK = ROOT / "tests" / "golden" / "boundary.xlsx"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "填报表.xlsx"
    path.write_bytes(BOOK.read_bytes())
    return path


@pytest.mark.parametrize("old", [True, False])
def test_a_planted_note_never_moves_a_file_over_the_workbook(book: Path, old: bool) -> None:
    folder = book.parent
    planted = folder / f"{writing.PENDING}-1-a"
    planted.write_text("evil")
    target: object = book.name if old else [book.name, 1, planted.stat().st_mtime_ns]
    (folder / writing.NOTE).write_text(json.dumps({planted.name: target}), encoding="utf-8")
    done = qbe("assess", book, "--out", folder)
    assert done.returncode == 0
    assert book.read_bytes() == BOOK.read_bytes()
    assert not [*folder.glob(".qbe-*")]


def test_what_a_killed_run_decided_is_still_done(tmp_path: Path) -> None:
    staged = writing._stage(tmp_path, "新.txt", b"new")
    writing._write_note(tmp_path, {staged.name: ["新.txt", *writing._mark(staged)]})
    writing.recover(tmp_path)
    assert (tmp_path / "新.txt").read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["新.txt"]


def with_text(path: Path, old: bytes, new: bytes, place: str = "worksheets/sheet1") -> Path:
    """Change the first of a text in a part."""
    parts = unzipped(BOOK.read_bytes())
    (name,) = (part for part in parts if place in part and part.endswith(".xml"))
    assert old in parts[name]
    path.write_bytes(zipped(parts | {name: parts[name].replace(old, new, 1)}))
    return path


ODD = {
    "a cell A0": (b'r="A1"', b'r="A0"'),
    "a row within a text": (b"</row>", b'<c t="inlineStr"><is><row r="9"/><t>x</t></is></c></row>'),
    "rows within rows": (b"</row>", b"<row><row>" * 500 + b"</row>"),
    "a row of no number": (b'<row r="1"', b'<row r="1e9"'),
}


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("command", ["check", "checkup"])
def test_odd_sheets_are_read_or_refused(book: Path, name: str, command: str) -> None:
    path = with_text(book, *ODD[name])
    out = () if command == "check" else ("--out", path.parent / "结果")
    assert qbe(command, path, *out).returncode in (0, 2)


@pytest.mark.parametrize(
    "text", ["a=" + "[" * 5000 + "]" * 5000, "a=" + "9" * 5000, "a=inf", "a=nan"]
)
def test_toml_without_end(book: Path, text: str) -> None:
    preset = book.with_name("参数.toml")
    preset.write_text(text, encoding="utf-8")
    for words in (
        ("plan", book, "--params", preset, "--out", book.parent / "结果"),
        ("checkup", book, "--rules", preset, "--out", book.parent / "结果"),
    ):
        done = qbe(*words)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr


RUN = RunRecord("0", "填报表.xlsx", "0", "yunnan-2022", "1", dt.datetime(2026, 11, 24), ())
NOTES = ['"<script>"', "NaN", "[" * 100_000, "9" * 5000, '{"schema": 1, "version": -1}', "\ud800"]


@pytest.mark.parametrize("text", NOTES)
@pytest.mark.parametrize("name", ["数据体检.json", ".qbe-commit.json"])
def test_notes_that_are_none_are_put_aside_said_and_made_again(
    book: Path, text: str, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    out = book.parent / "结果"
    out.mkdir()
    content = text.encode("utf-8", "surrogatepass")
    (out / name).write_bytes(content)
    done = qbe("checkup", book, "--out", out)
    assert done.returncode == 0, done.stderr
    stem, _, ending = name.lstrip(".").rpartition(".")
    assert (out / f"{stem}{ASIDE}.{ending}").read_bytes() == content
    assert name in caplog.text
    assert json.loads((out / "数据体检.json").read_text(encoding="utf-8"))["schema"] == 1


def test_a_checkup_that_cannot_be_read_never_begins_its_log_anew(book: Path) -> None:
    out = book.parent / "结果"
    qbe("checkup", book, "--out", out)
    kept = checkup.read(out)
    assert kept
    mark = next(f.mark for f in kept.findings.values() if f.kind != "填报要求")
    assert (
        qbe("checkup", "accept", mark, "--out", out, "--by", "张三", "--why", "已核对").returncode
        == 0
    )
    log = (out / "体检确认记录.jsonl").read_bytes()
    (out / "数据体检.json").write_bytes(b"[")
    assert (
        qbe("checkup", "accept", mark, "--out", out, "--by", "张三", "--why", "又").returncode == 2
    )
    assert qbe("checkup", book, "--out", out).returncode == 0
    assert (out / "体检确认记录.jsonl").read_bytes() == log
    assert "末尾是否少了行无从核对" in (out / "数据体检.html").read_text(encoding="utf-8")


@pytest.mark.program
@pytest.mark.skipif(os.name == "nt", reason="there names are always Unicode")
def test_a_locale_without_chinese(book: Path) -> None:
    environment = BARE | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONPATH": str(ROOT)}
    command = [
        sys.executable,
        "-m",
        "qbe_xl",
        "assess",
        str(book),
        "--out",
        str(book.parent / "结果"),
    ]
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert (book.parent / "结果" / "评估报告.html").exists()


@pytest.mark.program
@pytest.mark.skipif(os.name == "nt", reason="a pipe of POSIX")
def test_nobody_reads_on(book: Path) -> None:
    out = book.parent / "结果"
    command = [sys.executable, "-m", "qbe_xl", "assess", str(book), "--out", str(out)]
    environment = BARE | {"PYTHONPATH": str(ROOT)}
    reading, writing_ = os.pipe()
    run = subprocess.Popen(command, env=environment, stdout=writing_, stderr=subprocess.PIPE)
    os.close(writing_)
    os.close(reading)
    said = run.communicate()[1].decode()
    assert (run.returncode, said) == (0, "")
    assert (out / "assessment.json").exists()


@pytest.mark.parametrize("text", NOTES)
def test_evidence_notes_that_are_none(tmp_path: Path, text: str) -> None:
    (tmp_path / ".qbe-evidence.json").write_bytes(text.encode("utf-8", "surrogatepass"))
    done = qbe("evidence", "scan", tmp_path)
    assert done.returncode == 2, done.stderr
    assert "qbe-xl evidence init" in done.stderr
    assert (tmp_path / f"qbe-evidence{ASIDE}.json").exists()
    assert qbe("evidence", "init", tmp_path).returncode == 0
    assert qbe("evidence", "scan", tmp_path).returncode == 0


@pytest.mark.parametrize("text", NOTES)
@pytest.mark.parametrize("name", ["manifest.json", "assessment.json", "简报底稿.json"])
def test_what_a_package_was_before_may_be_anything(book: Path, text: str, name: str) -> None:
    (book.parent / name).write_bytes(text.encode("utf-8", "surrogatepass"))
    assert past.known(book.parent) == {}
    assert past.earlier_result(RUN, book.parent, None) is None
    assert qbe("assess", book, "--out", book.parent).returncode == 0
    assert book.read_bytes() == BOOK.read_bytes()
