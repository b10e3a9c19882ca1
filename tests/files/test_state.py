"""The program's own notes: read as a stranger's, put aside where they are none."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from typing import Any

import pytest

from qbe_xl.files import writing
from qbe_xl.files.state import ASIDE, below, is_below, read_state


def _names(raw: Any) -> list[str]:
    return [str(name) for name in raw["names"]]


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"[]", b'{"names": 1}', b"[" * 100_000, b'{"names": NaN}', b"1" * 5000],
)
def test_what_is_no_note_is_put_aside_and_said(
    content: bytes, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / ".note.json"
    path.write_bytes(content)
    with caplog.at_level(logging.WARNING):
        assert read_state(path, _names) is None
    assert not path.exists()
    assert (tmp_path / f"note{ASIDE}.json").read_bytes() == content
    assert "无法读取" in caplog.text
    assert read_state(path, _names) is None


@pytest.mark.parametrize("name", ["", "..", "../x", "/x", "a/../../x", "C:\\x", "a\\..\\x", "a\0"])
def test_a_name_leads_nowhere_outside(name: str, tmp_path: Path) -> None:
    assert not is_below(name)
    with pytest.raises(ValueError, match=r".*"):
        below(tmp_path, name)


@pytest.mark.skipif(os.name == "nt", reason="links")
def test_nor_by_a_link(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "out").symlink_to(tmp_path)
    with pytest.raises(ValueError, match="out"):
        below(tmp_path / "in", "out/x")
    assert below(tmp_path, "in/x") == tmp_path / "in" / "x"


@pytest.mark.parametrize(
    "renames",
    [
        {"县里的.xlsx": "a.txt"},
        {".qbe-pending-1-a": "../填报表.xlsx"},
        {".qbe-pending-1-a": "/填报表.xlsx"},
        {".qbe-pending-1-a": 3},
        ["a"],
    ],
)
def test_a_planted_note_moves_nothing(renames: object, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    for path in (tmp_path / "填报表.xlsx", out / "县里的.xlsx", out / ".qbe-pending-1-a"):
        path.write_bytes(b"before")
    (out / writing.NOTE).write_text(json.dumps(renames), encoding="utf-8")
    writing.write_all(out, {"a.txt": b"new"})
    assert (tmp_path / "填报表.xlsx").read_bytes() == b"before"
    assert (out / "县里的.xlsx").read_bytes() == b"before"
    assert (out / "a.txt").read_bytes() == b"new"
    assert not (out / writing.NOTE).exists()
