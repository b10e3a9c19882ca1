"""Both laws side by side: a revision begins on a day, in text, rule and parameters."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from qbe_xl.assessment import State, assess
from qbe_xl.assessment.items import rule_of
from qbe_xl.clauses.records import RECORDS, group_of
from qbe_xl.clauses.trace import trace_item
from qbe_xl.errors import StandardError
from qbe_xl.standards import Rulebook, load
from qbe_xl.standards.loading import DATA
from tests.counties import Draft, rooms, school

HEAD = """
[standard]
id = "revised"
title = "修订办法"
document = "某文〔2020〕1号"
since = 2020-01-01
extends = "national-2017"
"""
REVISION = """
[clauses]
G3 = [
  { rule = "transitional", since = 2025-09-01, requirement = "较早建成的从宽" },
  { rule = "", since = 2027-09-01, requirement = "与新建学校相同" },
]
V3 = { since = 2026-01-01, ended = true }

[parameters]
"G3.older_built_by" = { value = 2016, kind = "法规", article = "附则" }
"G3.older_music_area" = { value = 73, kind = "法规", article = "附则" }
"G3.older_art_area" = { value = 67, kind = "法规", article = "附则" }
"G3.small_class_below" = { value = 30, kind = "法规", article = "附则" }
"G3.small_area" = { primary = 54, junior = 61, kind = "法规", article = "附则" }
"G15.required" = { value = [{ since = 2020-01-01, value = 0.85 }, { since = 2026-09-01, value = 0.90 }], kind = "法规" }
"""


def revised(folder: Path, text: str = REVISION, head: str = HEAD) -> Rulebook:
    for path in DATA.glob("*.toml"):
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "revised.toml").write_text(head + text, encoding="utf-8")
    return load("revised", folder)


def county(day: dt.date) -> Draft:
    """A county whose 小学 was built in 2010 and has a music room of 80 ㎡."""
    draft = Draft(schools=[school("A1", 建校年份=2010.0), school("B1", 办学类型="初级中学")])
    draft.rooms = [*rooms("A1", [80.0], [90.0]), *rooms("B1", [96.0], [90.0])]
    draft.vetoes["V3"] = "是"
    draft.facts["评估日期"] = day
    return draft


@pytest.mark.parametrize(
    ("day", "g3", "g15", "v3"),
    [
        (dt.date(2025, 8, 31), "unmet", "met", "unmet"),
        (dt.date(2025, 9, 1), "met", "met", "unmet"),
        (dt.date(2025, 12, 31), "met", "met", "unmet"),
        (dt.date(2026, 1, 1), "met", "met", None),
        (dt.date(2026, 9, 1), "met", "unmet", None),
        (dt.date(2027, 8, 31), "met", "unmet", None),
        (dt.date(2027, 9, 1), "unmet", "unmet", None),
    ],
)
def test_a_county_is_judged_by_the_rules_of_its_day(
    tmp_path: Path, day: dt.date, g3: str, g15: str, v3: str | None
) -> None:
    found = county(day).county()
    items = assess(found, revised(tmp_path).at(found.date)).items
    assert (items["G3"].state.id, items["G15"].state.id) == (g3, g15)
    assert (items["V3"].state.id if "V3" in items else None) == v3


def test_or_by_a_chosen_day(tmp_path: Path) -> None:
    found, book = county(dt.date(2024, 5, 20)).county(), revised(tmp_path)
    assert assess(found, book.at(found.date)).items["G3"].state is State.UNMET
    assert assess(found, book.at(dt.date(2026, 1, 1))).items["G3"].state is State.MET


def test_the_text_and_its_source_change_with_the_rule(tmp_path: Path) -> None:
    book = revised(tmp_path)
    before, between = (
        trace_item(assess(county(day).county(), book.at(day)), "G3")
        for day in (dt.date(2024, 5, 20), dt.date(2026, 5, 20))
    )
    assert "96" in before.requirement
    assert before.citation == "教督〔2017〕6号第七条（三）"
    assert between.requirement == "较早建成的从宽"
    assert between.citation == "某文〔2020〕1号第七条（三）"


def test_the_newest_holds_where_no_day_is_given(tmp_path: Path) -> None:
    newest = revised(tmp_path).at()
    assert newest.clauses["G3"].rule == ""
    assert newest.number("G15.required") == 0.9
    assert "V3" not in newest.clauses


def test_every_rule_that_a_standard_may_choose_is_there() -> None:
    for id, record in RECORDS.items():
        if group_of(id).letter != "R":
            for name in ("", *record.rules):
                assert rule_of(id, name).id == id


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[clauses]\nG4 = { rule = "transitional" }\n', "缺少 G4.older_built_by"),
        ('[clauses]\nG4 = { rule = "old" }\n', "clauses.G4.rule"),
        (
            '[parameters]\n"G4.older_limit" = { value = 2400, kind = "法规" }\n',
            "无法识别“G4.older_limit”",
        ),
        (
            '[clauses]\nG1 = [{ since = 2022-01-01, name = "甲" }, { since = 2021-01-01, name = "乙" }]\n',
            "应晚于前一项的",
        ),
    ],
)
def test_what_does_not_hold_together_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(StandardError, match=said):
        revised(tmp_path, text)
