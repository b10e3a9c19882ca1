"""Every golden county: every state equal, every figure within 1e-9 relative."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator

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


@pytest.mark.parametrize("name", GOLDEN_NAMES)
def test_golden_county(name: str) -> None:
    _, county = read_book(GOLDEN / f"{name}.xlsx")
    assessment, notices = examine(county, standards.load("yunnan-2022"))
    found = json.loads(as_text(assessment, notices))
    wanted = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    assert list(differences(found, wanted)) == []


def test_a_difference_is_seen() -> None:
    assert list(differences({"a": 1.0}, {"a": 1.0 + 1e-8}))
    assert list(differences({"a": "met"}, {"a": "unmet"}))
    assert list(differences({"a": None}, {"a": 0.0}))
    assert not list(differences({"a": 1.0}, {"a": 1.0 + 1e-12}))
