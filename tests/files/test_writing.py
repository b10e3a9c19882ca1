"""Results are written all or none, whatever moment the program dies at."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from qbe_xl.errors import InputError, OutputError
from qbe_xl.files import writing

OLD = {"甲.json": b"old", "乙.xlsx": b"old", "丙.html": b"old"}
NEW = dict.fromkeys(OLD, b"new")
FORMER = "去年的.docx"
"""A file of the run before that goes with the step in which the new ones come."""

_CHILD = """
import os, signal, sys
from pathlib import Path
from qbe_xl.files import writing
folder, step = Path(sys.argv[1]), int(sys.argv[2])
calls = 0
def dying(real):
    def call(*arguments, **named):
        global calls
        calls += 1
        if calls == step:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **named)
    return call
os.replace, os.fsync = dying(os.replace), dying(os.fsync)
Path.unlink = dying(Path.unlink)
writing.write_all(folder, {name: b"new" for name in sys.argv[4:]}, [sys.argv[3]])
print("finished")
"""


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def run(folder: Path, step: int) -> bool:
    """Write in a child that dies at the given system call; return whether it got through."""
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(folder), str(step), FORMER, *NEW],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return "finished" in done.stdout


@pytest.mark.program
def test_a_kill_at_any_step_leaves_the_old_or_the_new_results(tmp_path: Path) -> None:
    outcomes = set()
    for step in range(1, 40):
        folder = tmp_path / str(step)
        folder.mkdir()
        for name, content in (OLD | {FORMER: b"old"}).items():
            (folder / name).write_bytes(content)
        finished = run(folder, step)
        visible = {name: data for name, data in contents(folder).items() if name[0] != "."}
        decided = (folder / writing.NOTE).exists()
        if not decided:
            assert visible in (OLD | {FORMER: b"old"}, NEW)
        writing.recover(folder)
        after = contents(folder)
        assert after == (NEW if decided or finished else visible)
        outcomes.add(after["甲.json"])
        if finished:
            break
    else:
        pytest.fail("the write never got through")
    assert outcomes == {b"old", b"new"}


def test_the_next_run_finishes_and_tidies_up(tmp_path: Path) -> None:
    (tmp_path / f"{writing.PENDING}-1-甲.json").write_bytes(b"half")
    written = writing.write_all(tmp_path, NEW)
    assert contents(tmp_path) == NEW
    assert written == {name: tmp_path / name for name in NEW}


def test_a_full_disk_is_not_filled_further(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "甲.json").write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="无法写入"):
        writing.write_all(tmp_path, NEW)
    assert contents(tmp_path) == {"甲.json": b"old"}


@pytest.mark.parametrize("name", ["../甲.txt", "下/../../甲.txt", "/甲.txt", "..", ""])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    for files, gone in (({"乙.txt": b"1", name: b"1"}, ()), ({"乙.txt": b"1"}, [name])):
        with pytest.raises(OutputError, match="指到了文件夹外面"):
            writing.write_all(tmp_path / "果", files, gone)
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize(
    "name", ["./目录.html", "网页/../目录.html", "网页//目录.html", "目录.HTML"]
)
def test_what_is_written_does_not_go_by_another_name(tmp_path: Path, name: str) -> None:
    """A manifest may have been planted; .. is refused, 目录.HTML is the same on some disks only."""
    (tmp_path / "网页").mkdir()
    for place in ("目录.html", "网页/目录.html"):
        (tmp_path / place).write_bytes(b"old")
    new = {"目录.html": b"new", "网页/目录.html": b"new"}
    with suppress(OutputError):
        writing.write_all(tmp_path, new, [name])
        assert {place: (tmp_path / place).read_bytes() for place in new} == new
    assert (tmp_path / "目录.html").is_file()


def test_a_note_takes_away_only_what_a_run_of_ours_had_noted(tmp_path: Path) -> None:
    book = tmp_path / "我县.xlsx"
    book.write_bytes(b"county")
    note = tmp_path / writing.NOTE
    for mark in ([1, 1], [book.stat().st_ino, book.stat().st_mtime_ns + 1]):
        note.write_text(json.dumps({f"{writing.GONE}-0": [book.name, *mark]}), encoding="utf-8")
        writing.recover(tmp_path)
        assert contents(tmp_path) == {book.name: b"county"}


def test_a_note_cannot_reach_outside_the_folder(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    (inside / "x").write_bytes(b"x")
    (inside / writing.NOTE).write_text('{"x": "../stolen"}', encoding="utf-8")
    writing.recover(inside)
    assert not (tmp_path / "stolen").exists()


def test_a_thread_that_only_seems_to_be_the_main_one_writes_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So it is in LibreOffice, where the thread that first asked is taken for the main one."""

    def work() -> None:
        monkeypatch.setattr(threading, "main_thread", threading.current_thread)
        writing.write_one(tmp_path / "结果.txt", b"1")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert (tmp_path / "结果.txt").read_bytes() == b"1"


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError, match="无法写入"):
        writing.write_all(tmp_path / "file" / "out", NEW)


def test_a_target_open_in_excel_gets_a_numbered_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.replace

    def locked(source: Path, target: Path) -> None:
        if Path(target).name == "乙.xlsx":
            raise PermissionError(13, "in use")
        real(source, target)

    (tmp_path / "乙.xlsx").write_bytes(b"old")
    monkeypatch.setattr(os, "replace", locked)
    monkeypatch.setattr(writing, "_WINDOWS", True)
    monkeypatch.setattr(writing, "_WAIT", 0)
    written = writing.write_all(tmp_path, NEW)
    assert written["乙.xlsx"] == tmp_path / "乙(2).xlsx"
    assert (tmp_path / "乙.xlsx").read_bytes() == b"old"
    assert (tmp_path / "乙(2).xlsx").read_bytes() == b"new"


def test_lines_are_added_whole(tmp_path: Path) -> None:
    path = tmp_path / "记录.jsonl"
    writing.append(path, b"1\n")
    path.write_bytes(path.read_bytes() + b"cut")
    writing.append(path, b"2\n3\n")
    assert path.read_bytes() == b"1\ncut\n2\n3\n"
    with pytest.raises(OutputError, match="无法写入"):
        writing.append(tmp_path / "没有" / "记录", b"1\n")


def test_a_file_that_was_handed_in_is_no_target(tmp_path: Path) -> None:
    book = tmp_path / "评估结果.xlsx"
    book.touch()
    writing.spare(tmp_path, ["其他.xlsx"], book, tmp_path / "没有.xlsx")
    with pytest.raises(InputError, match=r"评估结果\.xlsx：输入文件就是结果文件"):
        writing.spare(tmp_path, ["评估结果.xlsx"], book)
    os.link(book, tmp_path / "同一个.xlsx")
    with pytest.raises(InputError, match="同一个"):
        writing.spare(tmp_path, ["同一个.xlsx"], book)
