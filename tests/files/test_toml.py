"""A file of settings is read whole, or refused with everything that is wrong, whatever it holds."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from qbe_xl.errors import InputError, StandardError
from qbe_xl.files import toml

GOOD = """
title = " 甲 "
words = ["乙", "丙"]
day = 2017-04-01
share = 0.850
count = 3
on = true
[inner]
any = "1"
other = "2"
[[rows]]
id = "r1"
[[rows]]
id = "r2"
"""


def read(text: str | bytes) -> dict[str, object]:
    content = text if isinstance(text, bytes) else text.encode()
    with toml.reading(content, "甲.toml") as file:
        inner = file.table("inner")
        return {
            "title": file.text("title"),
            "words": file.words("words", ("乙", "丙", "丁")),
            "day": file.date("day"),
            "share": file.number("share", 0, 1),
            "count": file.number("count", 1, 5, whole=True),
            "on": file.flag("on"),
            "inner": {key: inner.text(key) for key in inner.names()},
            "rows": [row.text("id") for row in file.tables("rows")],
            "note": file.text("note", "无"),
        }


def told(text: str | bytes) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(text)
    return list(map(str, caught.value.problems))


def test_what_stands_there_is_read() -> None:
    found = read(GOOD)
    assert found == {
        "title": "甲",
        "words": ("乙", "丙"),
        "day": dt.date(2017, 4, 1),
        "share": Decimal("0.85"),
        "count": 3,
        "on": True,
        "inner": {"any": "1", "other": "2"},
        "rows": ["r1", "r2"],
        "note": "无",
    }
    assert str(found["share"]) == "0.850"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('title = " 甲 "', "", ["甲.toml：缺少 title"]),
        ('title = " 甲 "', 'title = " "', ["甲.toml title：应为文字，现为“ ”"]),
        ('title = " 甲 "', "title = 1", ["甲.toml title：应为文字，现为“1”"]),
        ('"丙"]', '"戊"]', ["甲.toml words：无法识别“戊”，可用的有：乙、丙、丁"]),
        ('"丙"]', '"乙"]', ["甲.toml words：有重复的词：乙、乙"]),
        ('"丙"]', "3]", ['甲.toml words：应为一串文字，写成 ["甲", "乙"]，现为“列表”']),
        ("2017-04-01", '"四月"', ["甲.toml day：应为日期（2017-04-01），现为“四月”"]),
        ("0.850", "1.01", ["甲.toml share：应为 0 到 1 之间的数，现为“1.01”"]),
        ("0.850", "true", ["甲.toml share：应为 0 到 1 之间的数，现为“true”"]),
        ("count = 3", "count = 2.5", ["甲.toml count：应为 1 到 5 之间的整数，现为“2.5”"]),
        ("on = true", "on = 1", ["甲.toml on：应为 true 或 false，现为“1”"]),
        ("[inner]", "[inside]", ["甲.toml：缺少 inner", "甲.toml：无法识别“inside”，可用的有："]),
        ('id = "r2"', 'id = "r2"\nx = 1', ["甲.toml rows 第 2 项：无法识别“x”，可用的有：id"]),
        ("[[rows]]", "[rows]", ["甲.toml：不是有效的 TOML"]),
        ('[[rows]]\nid = "r1"\n[[rows]]', "[rows]", ["甲.toml rows：应为若干个表，写成 [[rows]]"]),
    ],
)
def test_each_fault_is_told_with_its_key(old: str, new: str, said: list[str]) -> None:
    assert old in GOOD
    found = told(GOOD.replace(old, new, 1))
    assert len(found) == len(said)
    assert all(one.startswith(part) for one, part in zip(found, said, strict=True))


def test_everything_is_told_at_once() -> None:
    text = GOOD.replace("0.850", "3").replace("on = true", "on = 1\nmore = 2")
    assert len(told(text)) == 3


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe", "UTF-8"),
        (b"a" * (toml.MOST_BYTES + 1), "1 MB"),
        (b"x = " + b"[" * 5000 + b"]" * 5000, "20"),
        (b"x" + b".x" * 5000 + b" = 1", "20"),
        (b"x = " + b"9" * 5000, "TOML（文件末尾，或某个数值写法不对）"),
        (b"x = 1\ny == 2", "第 2 行第 4 个字符附近"),
        (b"x = 0x" + b"f" * 9000, "太长"),
        (b"x = 1e999999", "太长"),
        (b"x = nan", "太长"),
    ],
)
def test_a_hostile_file_is_refused(content: bytes, said: str) -> None:
    assert said in "\n".join(told(content))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(InputError, match=r"没有\.toml：找不到"),
        toml.reading(tmp_path / "没有.toml"),
    ):
        pytest.fail("nothing to read")


def test_another_error_can_be_asked_for() -> None:
    with (
        pytest.raises(StandardError, match="缺少 id"),
        toml.reading(b"", "s.toml", lambda found: StandardError(str(found[0]))) as file,
    ):
        file.text("id")
