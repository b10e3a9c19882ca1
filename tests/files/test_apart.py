"""A stranger's file is read in a process that may die alone."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

import pytest

from qbe_xl.county import layout
from qbe_xl.errors import InputError
from qbe_xl.files.apart import Apart

MODULE = """
import os
from qbe_xl.errors import InputError, Place, Problem

def read(name):
    if name == "die":
        os._exit(3)
    if name == "spin":
        while True:
            pass
    if name == "swell":
        return len(b"x" * (1 << 30))
    if name == "fail":
        raise RecursionError
    if name == "much":
        return b"x" * (100 << 20)
    if name == "wrong":
        raise InputError([Problem(Place("学校", 1, 1), "错了")])
    return name, os.getpid()
"""


@pytest.mark.program
@pytest.mark.skipif(sys.platform != "linux", reason="only there memory and time are bounded so")
def test_each_file_ends_at_most_its_own_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "reader_of_a_test.py").write_text(MODULE, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with Apart("reader_of_a_test:read", 1, 200 << 20) as read:
        name, first = read("甲.xlsx", "甲")
        assert (name, read("乙.xlsx", "乙")) == ("甲", ("乙", first))
        for file, said in (
            ("die", "内存太多"),
            ("spin", "时间太多"),
            ("swell", "内存太多"),
            ("much", "内存太多"),
            ("fail", "读取时出错（RecursionError）"),
            ("wrong", "错了"),
        ):
            with pytest.raises(InputError) as caught:
                read(f"{file}.xlsx", file)
            assert said in caught.value.problems[0].message
            assert read("丙.xlsx", "丙")[0] == "丙"


def test_a_sheet_of_the_contract_stays_itself() -> None:
    for sheet in layout.SHEETS:
        assert pickle.loads(pickle.dumps(sheet)) is sheet  # noqa: S301
