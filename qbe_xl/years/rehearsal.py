"""The county beside what it would be next September: who falls, which grades grow too large."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from qbe_xl.assessment import Assessment, State
from qbe_xl.assessment.sections import INDICATORS
from qbe_xl.assessment.sections import STAGES as ASSESSED
from qbe_xl.clauses.gaps.classes import classes_needed
from qbe_xl.county.layout import STAGE_WORDS
from qbe_xl.county.model import County
from qbe_xl.errors import Notice
from qbe_xl.remedy.path.plan import Plan
from qbe_xl.report.run import examine
from qbe_xl.standards import Rulebook
from qbe_xl.years.next_year import ENTRIES, Kept, NextYear, a_year_later, next_year


@dataclass(frozen=True)
class Scene:
    """Next year at one entry, assessed."""

    next: NextYear
    assessment: Assessment
    notices: tuple[Notice, ...]

    @property
    def entry(self) -> float:
        """First grades over those of this year."""
        return self.next.entry


@dataclass(frozen=True)
class Rehearsal:
    """Next year at several entries; now: this year; plan: the cheapest for `planned`, if asked for."""

    now: Assessment
    scenes: tuple[Scene, ...]
    planned: Scene
    plan: Plan | None = None

    @property
    def year(self) -> str:
        """2024-2025, "" where it cannot be told."""
        return self.scenes[0].next.year

    @property
    def kept(self) -> tuple[Kept, ...]:
        """Stages whose pupils stay as they are, the same at every entry."""
        return self.scenes[0].next.kept


@dataclass(frozen=True, slots=True)
class Fall:
    """A section that passes now and would not; lacking: R1–R7 that would be unmet."""

    school: int
    stage: str
    pupils: tuple[float, float]
    state: State
    lacking: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Crowd:
    """A grade in which a class would be above its limit: 第七条（五）."""

    school: int
    stage: str
    grade: str
    pupils: int
    classes: int
    largest: int
    limit: float

    @property
    def needed(self) -> int:
        """Classes that the grade needs."""
        return max(classes_needed(self.pupils, self.limit), self.classes)


def rehearse(
    county: County,
    rulebook: Rulebook,
    entries: Sequence[float] = ENTRIES,
    *,
    next_rules: bool = False,
    progress: Callable[[str], None] = lambda step: None,
) -> Rehearsal:
    """Return next year at these entries, without a plan. Pure.

    next_rules: judge next year by the rules in force a year after 评估日期.
    """
    now, _ = examine(county, rulebook)
    scenes = []
    for entry in entries:
        progress(f"预演：一年级招生为今年的 {entry:.0%}")
        made = next_year(county, entry)
        later = a_year_later(made.county) if next_rules else made.county
        scenes.append(Scene(made, *examine(later, rulebook)))
    planned = min(scenes, key=lambda scene: abs(scene.entry - 1))
    return Rehearsal(now, tuple(scenes), planned)


def falls(now: Assessment, then: Assessment) -> Iterator[Fall]:
    """Yield the sections that are met now and would not be, in the order of the sheet."""
    places = {
        pair: place
        for place, pair in enumerate(
            zip(then.sections.school.tolist(), then.sections.stage.tolist(), strict=True)
        )
    }
    for mine, pair in enumerate(
        zip(now.sections.school.tolist(), now.sections.stage.tolist(), strict=True)
    ):
        place = places.get(pair)
        if place is None or now.sections.state[mine] != State.MET:
            continue
        state = State(int(then.sections.state[place]))
        if state is State.MET:
            continue
        unmet = then.sections.states[place] == State.UNMET
        yield Fall(
            pair[0],
            ASSESSED[pair[1]],
            (float(now.sections.pupils[mine]), float(then.sections.pupils[place])),
            state,
            tuple(
                (id, float(then.sections.values[place, column]))
                for column, id in enumerate(INDICATORS)
                if unmet[column]
            ),
        )


def crowds(then: Assessment) -> Iterator[Crowd]:
    """Yield the grades in which a class would be above its limit."""
    words = {word: stage for stage, word in STAGE_WORDS.items()}
    county = then.county
    classes = county.classes
    found: dict[tuple[int, str, str], list[int]] = defaultdict(list)
    limits: dict[tuple[int, str, str], float] = {}
    over: set[tuple[int, str, str]] = set()
    for part in then.items["G5"].parts if "G5" in then.items else ():
        if part.table != "classes":
            continue
        for position, row in enumerate(part.index.tolist()):
            stage = words[classes.choice("stage", row)]
            key = int(county.class_school[row]), stage, classes.word("grade", row)
            found[key].append(row)
            limits[key] = float(part.figures["limit"][position])
            if part.states[position] == State.UNMET:
                over.add(key)
    for key, rows in found.items():
        if key in over:
            sizes = [int(classes.number("pupils")[row]) for row in rows]
            yield Crowd(*key, sum(sizes), len(rows), max(sizes), limits[key])
