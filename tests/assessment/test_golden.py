"""Every golden county: every state equal, every figure within 1e-9 relative."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

import pytest

from qbe_xl import standards
from qbe_xl.county.reading import read_book
from qbe_xl.report.result_json import as_text
from qbe_xl.report.run import examine
from tests.counties import GOLDEN, GOLDEN_NAMES

LEFT_OUT = ("warnings", "reason")


def differences(found: object, wanted: object, path: str = "") -> Iterator[str]:
    if isinstance(found, dict) and isinstance(wanted, dict):
        for key in sorted(found.keys() | wanted.keys()):
            if key not in LEFT_OUT:
                yield from differences(found.get(key), wanted.get(key), f"{path}.{key}")
    elif isinstance(found, list) and isinstance(wanted, list):
        if len(found) != len(wanted):
            yield f"{path}: {len(found)} entries, wanted {len(wanted)}"
        for number, pair in enumerate(zip(found, wanted, strict=False)):
            yield from differences(*pair, f"{path}[{number}]")
    elif isinstance(found, float) or isinstance(wanted, float):
        numbers = isinstance(found, int | float) and isinstance(wanted, int | float)
        if not numbers or not math.isclose(float(found), float(wanted), rel_tol=1e-9, abs_tol=0):  # type: ignore[arg-type]
            yield f"{path}: {found}, wanted {wanted}"
    elif found != wanted:
        yield f"{path}: {found!r}, wanted {wanted!r}"


def judged(name: str, standard: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The result of a golden county by a standard, and what its golden file holds."""
    _, county = read_book(GOLDEN / f"{name}.xlsx")
    assessment, notices = examine(county, standards.load(standard))
    wanted = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    return json.loads(as_text(assessment, notices)), wanted


@pytest.mark.parametrize("name", GOLDEN_NAMES)
def test_golden_county(name: str) -> None:
    found, wanted = judged(name, "yunnan-2022")
    assert list(differences(found, wanted)) == []


@pytest.mark.parametrize("name", GOLDEN_NAMES)
def test_golden_county_by_the_national_standard(name: str) -> None:
    """云政办发〔2022〕49号 restates 第四–十条 with every figure: only the standard's name differs."""
    found, wanted = judged(name, "national-2017")
    assert list(differences(found, {**wanted, "standard": "national-2017"})) == []


IN_TRANSITION = {
    # 学校 row 54, 阿舍乡第52九年一贯制学校: 2522 pupils. 第七条（四） allows 2500; built in 1963, so not
    # after 2010, it may have 3000. No other school of the county is above its limit.
    ("mixed", "G4"): "met",
    # 学校 row 23, 江那镇第21初级中学: 13 classes ÷ 12, so 2 music rooms; it has 96 ㎡ and 95.9 ㎡.
    # 第七条（三） asks for 96 of each; built in 1985, so not after 2016, 73 ㎡ are enough. Its two art
    # rooms of 90 ㎡ count either way, and no other school lacks a room.
    ("trap-fail", "G3"): "met",
}
"""What the transitional rules turn in the golden counties, by hand. G3 and G4 are all they touch,
and both counties stay unmet in 第七条 for other items (see their golden files)."""


@pytest.mark.parametrize("name", GOLDEN_NAMES)
def test_golden_county_by_the_transitional_rules(name: str) -> None:
    found, wanted = judged(name, "national-2024-transitional")
    wanted["standard"] = "national-2024-transitional"
    for (county, id), state in IN_TRANSITION.items():
        if county == name:
            assert wanted["items"][id]["state"] == "unmet"
            wanted["items"][id]["state"] = state
    assert list(differences(found, wanted)) == []


def test_a_difference_is_seen() -> None:
    assert list(differences({"a": 1.0}, {"a": 1.0 + 1e-8}))
    assert list(differences({"a": "met"}, {"a": "unmet"}))
    assert list(differences({"a": None}, {"a": 0.0}))
    assert not list(differences({"a": 1.0}, {"a": 1.0 + 1e-12}))
