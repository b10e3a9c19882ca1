"""The schools to visit are drawn by lot, in proportion, and anybody can draw them again."""

from __future__ import annotations

import dataclasses
import math
from collections import Counter

import numpy as np
import pytest

from qbe_xl.checkup.sampling import default_seed, sample
from qbe_xl.county.model import County
from tests.checkup.faults import clean
from tests.counties import Draft, school


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    from qbe_xl.county.reading import read_book

    path = tmp_path_factory.mktemp("sample") / "填报表.xlsx"
    return read_book(clean().write(path))[1]


def codes(county: County, seed: int) -> set[str]:
    return {county.schools.word("code", place) for place in sample(county, seed)}


def test_a_tenth_of_the_schools_each_type_in_proportion(county: County) -> None:
    types = Counter(county.schools.choice("type", n) for n in range(len(county.schools)))
    whole = len(county.schools) - types["职业学校"]
    for seed in range(50):
        drawn = sample(county, seed)
        assert len(set(drawn)) == len(drawn) == math.ceil(whole / 10)
        found = Counter(county.schools.choice("type", n) for n in drawn)
        for kind, count in types.items():
            if kind != "职业学校":
                assert abs(found[kind] - count / whole * len(drawn)) <= 1
        assert not found["职业学校"]


def test_the_same_seed_draws_the_same_schools_in_any_order_of_rows(county: County) -> None:
    draft = Draft(schools=[school(f"A{n}") for n in range(60)], classes=[], rooms=[])
    before = codes(draft.county(), 7)
    draft.schools.reverse()
    assert codes(draft.county(), 7) == before
    assert len({frozenset(codes(county, seed)) for seed in range(20)}) > 15


def test_every_school_may_be_drawn(county: County) -> None:
    drawn = Counter(place for seed in range(600) for place in sample(county, seed))
    outside = {
        n for n in range(len(county.schools)) if county.schools.choice("type", n) == "职业学校"
    }
    assert set(drawn) == set(range(len(county.schools))) - outside
    assert min(drawn.values()) >= 25
    assert max(drawn.values()) <= 110


def test_one_school_is_drawn_of_few_and_none_of_none() -> None:
    few = Draft().county()
    assert len(sample(few, 1)) == 1
    none = dataclasses.replace(few.schools, rows=np.empty(0, np.intp), codes={}, words={})
    assert sample(dataclasses.replace(few, schools=none), 1) == ()


def test_the_seed_comes_from_the_workbook() -> None:
    assert default_seed("00000010" + "f" * 56) == 16
