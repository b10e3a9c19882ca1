"""What is kept to save work is believed only where this program wrote it, on this disk."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from qbe_xl.errors import OutputError
from qbe_xl.files import chain
from qbe_xl.files.kept import NAME, Kept
from qbe_xl.files.writing import append, write_one


def _written(folder: Path) -> Kept:
    kept = Kept(folder)
    write_one(folder / "a.json", b"1")
    kept.note("a.json")
    kept.save()
    return kept


def test_what_was_noted_is_held_until_it_changes(tmp_path: Path) -> None:
    _written(tmp_path)
    assert Kept(tmp_path).holds("a.json")
    assert not Kept(tmp_path).holds("b.json")
    (tmp_path / "a.json").write_bytes(b"2")  # in place: the same file on the disk
    assert not Kept(tmp_path).holds("a.json")


def test_a_folder_that_came_from_elsewhere_holds_nothing(tmp_path: Path) -> None:
    _written(tmp_path / "甲")
    shutil.copytree(tmp_path / "甲", tmp_path / "乙")
    assert not Kept(tmp_path / "乙").holds("a.json")


@pytest.mark.parametrize("raw", [[], {"a.json": 1}, {"a.json": ["1", 1]}, {"a.json": [1, "0"]}])
def test_planted_marks_make_nothing_believed(raw: object, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"1")
    (tmp_path / NAME).write_text(json.dumps(raw), encoding="utf-8")
    assert not Kept(tmp_path).holds("a.json")


def test_two_runs_keep_what_the_other_noted(tmp_path: Path) -> None:
    one, other = Kept(tmp_path), Kept(tmp_path)
    for kept, name in ((one, "a.json"), (other, "b.json")):
        write_one(tmp_path / name, b"1")
        kept.note(name)
    one.save()
    other.save()
    assert Kept(tmp_path).holds("a.json")
    assert Kept(tmp_path).holds("b.json")


@pytest.mark.skipif(os.name == "nt", reason="links and pipes")
def test_a_log_that_is_a_link_or_a_pipe_is_neither_read_nor_added_to(tmp_path: Path) -> None:
    (tmp_path / "别人的").write_bytes(b"x\n")
    (tmp_path / "链接.jsonl").symlink_to(tmp_path / "别人的")
    os.mkfifo(tmp_path / "管道.jsonl")
    for name in ("链接.jsonl", "管道.jsonl"):
        with pytest.raises(OutputError, match="链接"):
            chain.read(tmp_path / name)
        with pytest.raises(OutputError, match="链接"):
            append(tmp_path / name, b"y\n")
    assert (tmp_path / "别人的").read_bytes() == b"x\n"


def test_a_chain_that_is_broken_is_named_and_never_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "记录.jsonl"
    chain.add(path, chain.Chain(), [{"a": "1"}, {"a": "2"}])
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b'"a": "1"', b'"a": "9"'))
    broken = path.read_bytes()
    with pytest.raises(OutputError, match="改名留存，不要删去"):
        chain.add(path, chain.read(path), [{"a": "3"}])
    assert path.read_bytes() == broken
