"""A standard's file is read whole, or refused with the file, the key and what is allowed."""

from __future__ import annotations

import datetime as dt
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from qbe_xl import standards
from qbe_xl.clauses.records import RECORDS, parameters
from qbe_xl.errors import StandardError
from qbe_xl.standards.loading import DATA, load


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the national standard in it."""
    shutil.copy(DATA / "national-2017.toml", tmp_path)
    return tmp_path


def overlay(folder: Path, text: str, head: str = 'extends = "national-2017"') -> Path:
    path = folder / "mine.toml"
    path.write_text(
        "[standard]\nid = 'mine'\ntitle = '甲'\ndocument = '甲〔2030〕1号'\n"
        f"since = 2030-01-01\n{head}\n{text}",
        encoding="utf-8",
    )
    return folder


def refused(folder: Path, *parts: str) -> None:
    with pytest.raises(StandardError) as caught:
        load("mine", folder)
    for part in ("mine.toml", *parts):
        assert part in str(caught.value)


@pytest.mark.parametrize("id", standards.available())
def test_every_standard_is_complete_and_every_value_cited(id: str) -> None:
    standard = standards.load(id).at()
    asked = {
        path
        for spec in parameters().values()
        for path in spec.paths
        if not spec.rule or standard.clauses[spec.clause].rule == spec.rule
    }
    assert set(standard.parameters) == asked
    assert set(standard.clauses) == set(RECORDS)
    for parameter in standard.parameters.values():
        assert parameter.article
        assert parameter.document
        assert parameter.kind in ("法规", "省级口径", "转述", "惯例")
        if parameter.kind == "惯例":
            assert parameter.source
    for clause in standard.clauses:
        assert "{" not in standard.requirement(clause)


def test_the_numbers_of_the_regulation() -> None:
    standard = standards.load("yunnan-2022").at()
    lines = {
        "R1": ("4.2", "5.3"),
        "R2": ("1", "1"),
        "R3": ("0.9", "0.9"),
        "R4": ("4.5", "5.8"),
        "R5": ("7.5", "10.2"),
        "R6": ("2000", "2500"),
        "R7": ("2.3", "2.4"),
    }
    for indicator, (primary, junior) in lines.items():
        assert standard.parameters[f"{indicator}.required.primary"].value == Decimal(primary)
        assert standard.parameters[f"{indicator}.required.junior"].value == Decimal(junior)
    assert (standard.limit("primary"), standard.limit("junior")) == (
        Decimal("0.5"),
        Decimal("0.45"),
    )
    assert standard.floor == Decimal("0.85")


def test_yunnan_restates_the_national_values_under_its_own_number() -> None:
    yunnan, national = standards.load("yunnan-2022").at(), standards.load("national-2017").at()
    assert all(p.value == national.value(path) for path, p in yunnan.parameters.items())
    assert "云政办发〔2022〕49号" in yunnan.parameters["R1.required.primary"].citation
    assert "教督〔2017〕6号" in yunnan.parameters["R1.required.primary"].citation
    assert "云政办发" not in national.parameters["R1.required.primary"].citation


def test_the_transitional_overlay_is_marked_and_not_the_default() -> None:
    book = standards.load("national-2024-transitional")
    assert book.second_hand
    assert book.id != standards.resolve().id
    assert not standards.resolve().second_hand
    assert book.at().requirement("G4") == standards.load("national-2017").at().requirement("G4")


def test_an_overlay_replaces_only_what_it_names(folder: Path) -> None:
    overlay(folder, "[parameters]\n'G7.required' = { value = 8000, kind = '省级口径' }")
    found = load("mine", folder).at()
    assert found.exact("G7.required") == 8000
    assert found.parameters["G7.required"].citation == "甲〔2030〕1号第七条（七）"
    assert found.requirement("G7") == "≥ 8000 元"
    assert found.exact("Q1.required") == Decimal("0.95")


def test_dated_values_hold_from_their_day(folder: Path) -> None:
    overlay(
        folder,
        "[parameters]\n'G7.required' = { kind = '省级口径', value = ["
        "{ since = 2025-01-01, value = 7000 }, { since = 2027-01-01, value = 8000 }] }",
    )
    book = load("mine", folder)
    assert book.at(dt.date(2026, 12, 31)).exact("G7.required") == 7000
    assert book.at(dt.date(2027, 1, 1)).exact("G7.required") == 8000
    assert book.at().exact("G7.required") == 8000
    assert book.at(dt.date(2020, 1, 1)).exact("G7.required") == 7000
    assert book.before_first(dt.date(2020, 1, 1))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "[parameters]\n'G7.requird' = { value = 1, kind = '法规' }",
            ["G7.requird", "G7.required"],
        ),
        ("[parameters]\n'G7.required' = { valu = 1, kind = '法规' }", ["valu", "value"]),
        ("[parameters]\n'G7.required' = { value = -1, kind = '法规' }", ["G7.required", "0"]),
        ("[parameters]\n'G14.required' = { value = 50, kind = '法规' }", ["G14.required", "1"]),
        ("[parameters]\n'G7.required' = { value = '6000', kind = '法规' }", ["G7.required", "数"]),
        ("[parameters]\n'G4.limit' = { value = 10.5, kind = '法规' }", ["G4.limit", "整数"]),
        ("[parameters]\n'G7.required' = { value = 1, kind = '传说' }", ["kind", "惯例", "传说"]),
        ("[parameters]\n'G7.required' = { primary = 1, kind = '法规' }", ["value", "primary"]),
        ("[parameters]\n'Q6.accepted' = { value = ['好'], kind = '法规' }", ["优秀"]),
        ("[parameters]\n'Q1.formula' = { value = 'other', kind = '惯例' }", ["flows_in_base"]),
        ("[parameters]\n'scope.private_schools' = { value = 1, kind = '惯例' }", ["true"]),
        (
            "[parameters]\n'G7.required' = { kind = '法规', value = ["
            "{ since = 2027-01-01, value = 7000 }, { since = 2025-01-01, value = 8000 }] }",
            ["since", "2025-01-01", "2027-01-01"],
        ),
        ("[parameters]\na = 1\na = 2", ["TOML"]),
        ("[clauses]\nR9 = { name = '甲' }", ["R9", "R7"]),
        ("[clauses]\nR1 = { requirement = '{R1.requird.primary}' }", ["R1.requird.primary"]),
        ("[rules]\n", ["rules", "parameters"]),
        ("[[readings]]\nclause = 'R1'", ["readings 第 1 项", "question"]),
    ],
)
def test_a_bad_overlay_is_refused_with_the_key_and_what_is_allowed(
    folder: Path, text: str, parts: list[str]
) -> None:
    refused(overlay(folder, text), *parts)


def test_an_unknown_standard_names_the_known_ones() -> None:
    with pytest.raises(StandardError, match="national-2017"):
        standards.load("national-2071")


def test_a_standard_without_base_must_be_complete(folder: Path) -> None:
    refused(overlay(folder, "", head=""), "clauses", "缺少", "R1")


def test_standards_that_extend_each_other_are_refused(folder: Path) -> None:
    overlay(folder, "", head='extends = "other"')
    text = (folder / "mine.toml").read_text(encoding="utf-8")
    (folder / "other.toml").write_text(
        text.replace("'mine'", "'other'").replace('"other"', '"mine"'), encoding="utf-8"
    )
    with pytest.raises(StandardError, match="圈"):
        load("mine", folder)
