"""Our dataclasses behave as the standard library's: every property below is asked of both."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, field, replace
from typing import Any

import pytest

from qbe_xl.dataclass import dataclass as ours

OFTEN = 120
"""More than are made before `__init__` is compiled."""


def kinds(dataclass: Any) -> dict[str, Any]:
    """The same classes, made by a decorator."""

    @dataclass(frozen=True, slots=True)
    class Point:
        """A point."""

        x: int
        y: float = 2.0
        note: str = field(default="", compare=False, repr=False)

    @dataclass(frozen=True)
    class Named(Point):
        """A point with a name and a list of its own."""

        name: str = "p"
        values: list[int] = field(default_factory=list)

    @dataclass
    class Open:
        """May be changed."""

        a: int
        b: int = 0

        def __post_init__(self) -> None:
            self.b += 1

    @dataclass(frozen=True, order=True)
    class Ordered:
        """One after another."""

        first: int
        second: str = "b"

    @dataclass(frozen=True, kw_only=True, slots=True)
    class Words:
        """By name only."""

        left: str
        right: str = "r"

    @dataclass(frozen=True, eq=False)
    class Same:
        """Equal to itself only."""

        a: int

    @dataclass(frozen=True)
    class Own:
        """Compares and shows itself."""

        a: int

        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 7

        def __repr__(self) -> str:
            return "own"

    @dataclass(frozen=True)
    class Nothing:
        """Without fields."""

    return {one.__name__: one for one in (Point, Named, Open, Ordered, Words, Same, Own, Nothing)}


ASKED: tuple[Callable[[dict[str, Any]], Any], ...] = (
    lambda k: repr(k["Point"](1, note="n")),
    lambda k: repr(k["Named"](1, 3.0, name="q", values=[1])),
    lambda k: repr(k["Nothing"]()),
    lambda k: repr(k["Own"](1)),
    lambda k: k["Point"](1) == k["Point"](1, 2.0, "other"),
    lambda k: k["Point"](1) == k["Point"](2),
    lambda k: k["Point"](1) == k["Named"](1),
    lambda k: k["Point"](1) == (1, 2.0),
    lambda k: hash(k["Point"](1, note="a")) == hash(k["Point"](1, note="b")),
    lambda k: hash(k["Ordered"](1)),
    lambda k: hash(k["Own"](1)),
    lambda k: hash(k["Nothing"]()),
    lambda k: hash(k["Open"](1)),
    lambda k: hash(k["Named"](1)),
    lambda k: len({k["Same"](1), k["Same"](1)}),
    lambda k: k["Own"](1) == 5,
    lambda k: sorted([k["Ordered"](2), k["Ordered"](1, "c"), k["Ordered"](1)])[0].second,
    lambda k: k["Ordered"](1) < 3,
    lambda k: k["Point"](1) < k["Point"](2),
    lambda k: k["Open"](1).b,
    lambda k: setattr(k["Open"](1), "a", 5),
    lambda k: setattr(k["Point"](1), "x", 5),
    lambda k: setattr(k["Ordered"](1), "z", 5),
    lambda k: setattr(k["Named"](1), "name", "r"),
    lambda k: delattr(k["Named"](1), "name"),
    lambda k: delattr(k["Point"](1), "x"),
    lambda k: hasattr(k["Point"](1), "__dict__"),
    lambda k: k["Named"](1).values is k["Named"](1).values,
    lambda k: k["Point"](),
    lambda k: k["Point"](1, 2, "", 3),
    lambda k: k["Point"](1, x=1),
    lambda k: k["Point"](1, z=1),
    lambda k: k["Words"]("a"),
    lambda k: repr(k["Words"](left="a")),
    lambda k: k["Words"](right="a"),
    lambda k: repr(replace(k["Named"](1), y=9.0, values=[2])),
    lambda k: repr(replace(k["Point"](1), z=9.0)),
    lambda k: dataclasses.astuple(k["Named"](1)),
    lambda k: dataclasses.asdict(k["Named"](1)),
    lambda k: [one.name for one in dataclasses.fields(k["Named"])],
    lambda k: k["Named"].__match_args__,
    lambda k: repr(copy.copy(k["Point"](1, note="n"))),
    lambda k: repr(copy.deepcopy(k["Named"](1))),
    lambda k: k["Point"].__doc__,
    lambda k: k["Point"].__qualname__,
)


def answer(ask: Callable[[dict[str, Any]], Any], found: dict[str, Any]) -> Any:
    """What a class answers, or the error with its words."""
    try:
        return ask(found)
    except (TypeError, FrozenInstanceError) as error:
        return type(error), str(error)


@pytest.mark.parametrize("often", [False, True], ids=["seldom", "often"])
def test_answers_are_those_of_the_standard_library(often: bool) -> None:
    theirs, own = kinds(dataclasses.dataclass), kinds(ours)
    if often:
        for _ in range(OFTEN):
            own["Point"](1), own["Named"](1), own["Open"](1), own["Ordered"](1)
            own["Words"](left=""), own["Same"](1), own["Own"](1), own["Nothing"]()
    for number, ask in enumerate(ASKED):
        assert answer(ask, own) == answer(ask, theirs), number


@ours(frozen=True, slots=True)
class Kept:
    """Goes to another process."""

    a: int
    b: str = ""


def test_a_frozen_one_with_slots_goes_to_another_process() -> None:
    assert pickle.loads(pickle.dumps(Kept(1, "x"))) == Kept(1, "x")  # noqa: S301 -- our own
