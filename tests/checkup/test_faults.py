"""Seeded faults are found, each by its rule and at its cell; a clean county has none."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from qbe_xl.checkup import examine
from qbe_xl.checkup.findings import Finding
from qbe_xl.checkup.loading import shipped
from qbe_xl.checkup.run import Outcome, checkup_file
from qbe_xl.county.reading import read_book
from tests.checkup.faults import Seeding, clean, seeded, year_before
from tests.counties import GOLDEN

NOW = dt.datetime(2024, 5, 20, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
CLEAN_GOLDEN = ("met", "blank", "missing")
"""Golden counties in which nobody planted anything odd, but blanks in the last two."""
KNOWN_GOLDEN = {
    "boundary": {"B02", "B03", "F14", "F21", "N01"},
    "mixed": {"B03", "F05", "N01"},
    "wide": {"B03", "E02", "F10", "F11"},
}
"""What is truly odd in the others: figures made to stand at or far beyond a line."""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> tuple[Seeding, Outcome]:
    folder = tmp_path_factory.mktemp("faults")
    made = seeded()
    book = made.draft.write(folder / "填报表.xlsx")
    last = made.last.write(folder / "上年.xlsx")
    return made, checkup_file(book, folder / "out", last, now=NOW)


def test_every_seeded_fault_is_found_at_its_cell(found: tuple[Seeding, Outcome]) -> None:
    made, outcome = found
    told = {(f.rule, cell) for f in outcome.checkup.findings for cell in f.cells}
    lacking = [
        (fault.rule, fault.cell) for fault in made.faults if (fault.rule, fault.cell) not in told
    ]
    assert len(made.faults) >= 60
    assert not lacking


def test_the_faults_cover_every_kind_and_most_rules(found: tuple[Seeding, Outcome]) -> None:
    made, _ = found
    rules = shipped()
    labels = {rule.id: rule for rule in (*rules.rules, *rules.notices, *rules.sheets.values())}
    kinds = Counter(labels[f.rule].kind for f in made.faults if f.rule in labels)
    assert set(kinds) == {rule.kind for rule in labels.values()} - {"其他"}
    assert len({fault.rule for fault in made.faults}) >= 60


def test_what_else_is_found_comes_from_the_faults(found: tuple[Seeding, Outcome]) -> None:
    """A fault has consequences in its own school; schools without a fault have no finding."""
    made, outcome = found
    codes = {made.draft.school(row)["code"] for row in made.used}
    codes |= {c["code"] for c in made.draft.fill["班级"] if c["pupils"] == 480}
    schools = [f for f in outcome.checkup.findings if f.code]
    assert {f.code for f in schools} <= codes


def test_a_clean_county_has_no_finding_with_or_without_last_year(tmp_path: Path) -> None:
    draft = clean()
    book = draft.write(tmp_path / "填报表.xlsx")
    last = year_before(draft).write(tmp_path / "上年.xlsx")
    assert not checkup_file(book, tmp_path / "out").checkup.findings
    assert not checkup_file(book, tmp_path / "out", last).checkup.findings


@cache
def of_golden(name: str) -> tuple[Finding, ...]:
    _, county = read_book(GOLDEN / f"{name}.xlsx")
    return examine(county)


@pytest.mark.parametrize("name", CLEAN_GOLDEN)
def test_at_most_three_findings_in_a_clean_golden_county(name: str) -> None:
    assert len(of_golden(name)) <= 3


@pytest.mark.parametrize("name", KNOWN_GOLDEN)
def test_in_the_other_golden_counties_only_what_is_truly_odd(name: str) -> None:
    assert {f.rule for f in of_golden(name)} == KNOWN_GOLDEN[name]


def test_a_notice_of_the_reading_is_told_once_with_its_remedy() -> None:
    _, county = read_book(GOLDEN / "mixed.xlsx")
    told = [f for f in examine(county) if f.cell == "学校!J3"]
    assert [f.rule for f in told] == ["N01"]
    assert told[0].message == next(n.message for n in county.notices if n.cell == "学校!J3")
    assert told[0].fix
    assert told[0].school == county.schools.word("name", 0)


def test_findings_are_in_order_of_importance() -> None:
    order = ["高中低".index(f.importance) for f in of_golden("trap-pass")]
    assert order == sorted(order)


def test_a_copied_year_is_told_for_all_though_not_listed_for_all(tmp_path: Path) -> None:
    draft = clean()
    book = draft.write(tmp_path / "填报表.xlsx")
    copied = draft.write(tmp_path / "上年.xlsx")
    found = checkup_file(book, tmp_path / "out", copied).checkup.findings
    assert {f.rule for f in found} == {"D05"}
