"""Names of files: whatever a school is called, Windows takes the name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbe_xl.files.names import distinct, free, is_legal, safe_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2153000001-示例县第一小学", "2153000001-示例县第一小学"),
        ('a<b>c:d"e/f\\g|h?i*j', "a＜b＞c：d＂e／f＼g｜h？i＊j"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("COM1", "_COM1"),
        ("Contents", "Contents"),
        ("末尾的点. . ", "末尾的点"),
        ("../../etc/passwd", "．．／etc".replace("．．", "") + "／passwd"),
        ("一\n二\t三", "一 二 三"),
        ("\u202e反着写\u200b", "反着写"),
        ("com0.txt", "_com0.txt"),
        ("甲" * 200, "甲" * 50),
        ("\ud800", "未命名"),
        ("", "未命名"),
        ("...", "未命名"),
    ],
)
def test_a_name_for_windows(text: str, name: str) -> None:
    if text.startswith(".."):
        assert "/" not in safe_name(text)
        assert not safe_name(text).startswith(".")
    else:
        assert safe_name(text) == name


@given(st.text(max_size=300))
def test_every_name_can_be_written_anywhere(text: str) -> None:
    name = safe_name(text)
    assert name
    assert len(name.encode()) <= 151
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', name)
    assert name[-1] not in ". "
    assert is_legal(name)
    assert safe_name(name) == name


@given(st.lists(st.text(max_size=3), max_size=30))
def test_names_differ_even_to_windows(texts: list[str]) -> None:
    names = distinct(safe_name(text) for text in texts)
    assert len({name.casefold() for name in names}) == len(texts)


def test_a_free_name_is_numbered(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    assert free(path) == path
    path.touch()
    (tmp_path / "表(2).xlsx").mkdir()
    assert free(path) == tmp_path / "表(3).xlsx"
