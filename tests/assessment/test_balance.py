"""The coefficient of variation: published examples and properties."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qbe_xl.assessment.balance import balance, shares_of_variance, spread, within
from qbe_xl.assessment.states import State
from qbe_xl.county.model import exact

PUPILS = np.array([45.0, 37, 89, 76, 55])
BOOKS = np.array([279.0, 137, 935, 160, 402])


@pytest.mark.rule("balance")
def test_the_published_five_schools() -> None:
    found = spread(BOOKS, PUPILS)
    assert found.mean == pytest.approx(6.334437, abs=5e-7)
    assert found.std == pytest.approx(3.263861, abs=5e-7)
    assert found.cv == pytest.approx(0.5152566, abs=5e-8)
    parts = PUPILS / PUPILS.sum() * (BOOKS / PUPILS - found.mean) ** 2
    assert parts == pytest.approx([0.002693, 0.848553, 5.127446, 4.501090, 0.173004], abs=5e-7)


def test_the_unweighted_forms_give_other_figures() -> None:
    values = BOOKS / PUPILS
    assert values.std() / values.mean() == pytest.approx(0.48877, abs=5e-6)
    assert values.std(ddof=1) / values.mean() == pytest.approx(0.54646, abs=5e-6)


schools = st.lists(
    st.tuples(
        st.integers(1, 3000).map(float),
        st.integers(0, 10**7).map(lambda n: n / 100),
    ),
    min_size=1,
    max_size=40,
)


def arrays(found: list[tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([t for _, t in found]), np.array([p for p, _ in found])


@given(schools, st.floats(1e-3, 1e6))
def test_scaling_the_values_changes_nothing(found: list[tuple[float, float]], by: float) -> None:
    totals, pupils = arrays(found)
    one, two = spread(totals, pupils), spread(totals * by, pupils)
    assert (one.cv is None) == (two.cv is None)
    if one.cv is not None and two.cv is not None:
        assert two.cv == pytest.approx(one.cv, rel=1e-9, abs=1e-9)


@given(schools, st.randoms(use_true_random=False))
def test_the_order_of_schools_changes_nothing(found: list[tuple[float, float]], order) -> None:  # type: ignore[no-untyped-def]
    totals, pupils = arrays(found)
    mixed = list(found)
    order.shuffle(mixed)
    assert spread(*arrays(mixed)) == spread(totals, pupils)


@given(schools, st.data())
def test_a_school_split_into_two_alike_changes_nothing(
    found: list[tuple[float, float]], data: st.DataObject
) -> None:
    position = data.draw(st.integers(0, len(found) - 1))
    pupils, amount = found[position]
    halves = [(pupils / 2, amount / 2)] * 2
    one = spread(*arrays(found))
    two = spread(*arrays([*found[:position], *halves, *found[position + 1 :]]))
    assert (one.cv is None) == (two.cv is None)
    if one.cv is not None and two.cv is not None:
        assert two.cv == pytest.approx(one.cv, rel=1e-9, abs=1e-9)


@given(schools)
def test_the_cv_is_never_negative_and_the_shares_add_up(found: list[tuple[float, float]]) -> None:
    totals, pupils = arrays(found)
    cv = spread(totals, pupils).cv
    assert cv is None or cv >= 0
    shares = shares_of_variance(totals, pupils)
    if not np.isnan(shares).all():
        assert shares.sum() == pytest.approx(1)
        assert (shares >= 0).all()


@given(schools, st.integers(1, 300).map(lambda n: Fraction(n, 100)))
def test_floats_and_rationals_agree_away_from_the_line(
    found: list[tuple[float, float]], limit: Fraction
) -> None:
    totals, pupils = arrays(found)
    cv = spread(totals, pupils).cv
    assume(cv is not None and abs(cv - float(limit)) > 1e-9)
    parts = [(exact(t), exact(p)) for t, p in zip(totals.tolist(), pupils.tolist(), strict=True)]
    assert within(parts, limit) == (cv is not None and cv < float(limit))


def asked(*parts: tuple[float, float], limit: str) -> State:
    totals = np.array([float(t) for t, _ in parts])
    pupils = np.array([float(p) for _, p in parts])
    exact_parts = [(exact(float(t)), exact(float(p))) for t, p in parts]
    return balance(totals, pupils, Fraction(limit), lambda: exact_parts).state


@pytest.mark.rule("balance")
def test_two_schools_at_three_to_one_stand_exactly_on_the_line() -> None:
    assert asked((300, 100), (100, 100), limit="0.5") is State.MET


@pytest.mark.rule("balance")
def test_a_hair_over_the_line_is_unmet_where_floats_cannot_tell() -> None:
    hair = Fraction(1, 3 * 10**14)
    parts = [(Fraction(300) + hair, Fraction(100)), (Fraction(100), Fraction(100))]
    figures = np.array([float(t) for t, _ in parts])
    found = balance(figures, np.array([100.0, 100.0]), Fraction(1, 2), lambda: parts)
    assert found.cv == 0.5
    assert found.state is State.UNMET


@pytest.mark.rule("balance")
def test_no_resource_at_all_is_not_applicable() -> None:
    found = balance(np.zeros(2), np.array([10.0, 20.0]), Fraction(1, 2), list)
    assert (found.mean, found.std, found.cv) == (0, 0, None)
    assert found.state is State.NOT_APPLICABLE


@pytest.mark.rule("balance")
def test_a_blank_makes_the_balance_missing() -> None:
    found = balance(np.array([1.0, math.nan]), np.array([10.0, 20.0]), Fraction(1, 2), list)
    assert (found.mean, found.std, found.cv) == (None, None, None)
    assert found.state is State.MISSING
