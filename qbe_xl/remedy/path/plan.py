"""A plan as staff carry it out: actions by school, what they cost, and the county assessed again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from qbe_xl.assessment import Assessment, State, assess
from qbe_xl.assessment.sections import INDICATORS, STAGES
from qbe_xl.assessment.share import Share
from qbe_xl.clauses.records import RESOURCES
from qbe_xl.county import layout
from qbe_xl.errors import Place
from qbe_xl.remedy.changes import Change, applied, posts
from qbe_xl.remedy.path.moving import moving, pairs
from qbe_xl.remedy.path.people import Hire, Move, hired, prices, shares
from qbe_xl.remedy.path.premises import premises
from qbe_xl.remedy.path.problem import Problem
from qbe_xl.remedy.ways import TEACHERS, TRANSFER

if TYPE_CHECKING:
    from qbe_xl.remedy.path.drafting import Choice

Status = Literal["optimal", "feasible", "infeasible", "already_met", "unknown", "incomplete"]
STATUS_WORDS: dict[Status, str] = {
    "optimal": "在所列前提下已证明最省",
    "feasible": "可行，距下界见差距",
    "infeasible": "已证明在所给许可和上限内没有可行方案",
    "already_met": "已经达标，无须整改",
    "unknown": "既没有找到方案，也没有证明没有方案",
    "incomplete": "有待填报的数据，按假定值测算，补齐后须重算",
}
OPTIMAL = 1e-5
"""A gap of at most this is none: areas and money are measured out in small grains."""


@dataclass(frozen=True, slots=True)
class Action:
    """One change of one cell of 学校: `change` in the column's unit, negative where given away.

    id: the indicator that it serves, "" where it merely follows (a new teacher's post);
    stage: "primary", "junior", or "" for what the whole school shares; cost: 万元.
    """

    school: int
    code: str
    name: str
    township: str
    id: str
    stage: str
    key: str
    column: str
    change: Fraction
    unit: str
    means: str
    cost: Fraction

    @property
    def adds(self) -> bool:
        """Whether it adds to the indicator, so that it counts there; exchanges only shift."""
        return (
            bool(self.id)
            and self.means != TRANSFER
            and self.key in RESOURCES[self.id].keys(self.stage)
        )


@dataclass(frozen=True, slots=True)
class Blank:
    """A blank cell that stands in the way of the verdict, and what was assumed to stand there.

    cell: 学校!T9; name: of school and column; assumed: in the column's unit; school: position in
    `county.schools`.
    """

    cell: Place
    name: str
    assumed: Fraction
    school: int
    key: str


@dataclass(frozen=True)
class Plan:
    """One variant: what it does and what comes of it.

    cost and bound: 万元, None without a plan; gap: (cost − bound) ÷ cost, a share; reasons: why
    there is none, or what it leaves open; after: the county with the plan, assessed by the engine
    (blanks stay blank); premises: on what it rests, in sentences; hires: who the new teachers are;
    blanks: what was assumed, where the status is `incomplete`.
    """

    name: str
    about: str
    status: Status
    actions: tuple[Action, ...]
    moves: tuple[Move, ...]
    cost: Fraction | None
    bound: float | None
    gap: float | None
    before: Assessment
    after: Assessment
    reasons: tuple[str, ...] = ()
    premises: tuple[str, ...] = ()
    hires: tuple[Hire, ...] = ()
    blanks: tuple[Blank, ...] = ()

    @property
    def met(self) -> bool:
        """Whether the resources are met with it: every section and every CV."""
        return self.after.groups["resources"] is State.MET

    @property
    def status_words(self) -> str:
        """The status as staff read it."""
        return STATUS_WORDS[self.status]

    @property
    def sections_met(self) -> int:
        """How many sections are met with it."""
        return self.after.sections_met

    @property
    def reach(self) -> Share:
        """How many sections are met with it, of those that are known."""
        return self.after.reach

    @property
    def over(self) -> Share:
        """How many CVs stay above their limit with it, of those that are known."""
        return self.after.over

    @property
    def waits(self) -> bool:
        """Whether blanks stand in its way and nothing is to be done as far as is known."""
        return bool(self.blanks) and not self.actions

    @property
    def new_posts(self) -> int:
        """How many teachers it adds to 专任教师数."""
        return int(
            sum(
                a.change
                for a in self.actions
                if a.key.endswith("_teachers") and a.means != TRANSFER
            )
        )

    def amount(self, id: str) -> Fraction:
        """Return what is added for an indicator, in the unit of its column; no exchanges."""
        return sum((a.change for a in self.actions if a.id == id and a.adds), Fraction(0))

    @property
    def moved(self) -> int:
        """How many teachers are exchanged."""
        return sum(move.count for move in self.moves)


def no_plan(
    name: str,
    about: str,
    assessment: Assessment,
    reasons: Sequence[str] = (),
    *,
    status: Status,
) -> Plan:
    """Return a variant without actions."""
    met = status == "already_met"
    zero = Fraction(0) if met else None
    bound = 0.0 if met else None
    return Plan(
        name, about, status, (), (), zero, bound, bound, assessment, assessment, tuple(reasons)
    )


def make_plan(
    name: str,
    about: str,
    problem: Problem,
    choice: Choice,
    *,
    must_meet: bool = True,
    reasons: Sequence[str] = (),
    drawn: Assessment | None = None,
    blanks: Sequence[Blank] = (),
) -> Plan:
    """Return a choice as actions, applied to the county and assessed again.

    drawn and blanks: the county as handed in, and what was assumed for its blanks, where the
    problem is of the county with these filled: then both are assessed. Raises RuntimeError where a
    plan that must meet the resources does not: never trust, check.
    """
    assessment = problem.assessment
    status: Status = "optimal" if choice.gap <= OPTIMAL else "feasible"
    if blanks:
        status = "incomplete"
    moves = tuple(pairs(problem, choice))
    changes = [*_added(problem, choice), *moving(problem, moves)]
    every = [*changes, *posts(assessment.county, changes)]
    after = assess(applied(assessment.county, every), assessment.standard)
    if must_meet and after.groups["resources"] is not State.MET:
        raise RuntimeError("the plan does not meet the resources when assessed again")
    if drawn is not None:
        after = assess(applied(drawn.county, every), drawn.standard)
        if after.groups["resources"] is State.UNMET:
            raise RuntimeError("the plan does not meet what is filled in when assessed again")
    return Plan(
        name=name,
        about=about,
        status=status,
        actions=tuple(_actions(problem, every)),
        moves=moves,
        cost=choice.cost,
        bound=min(choice.bound, float(choice.cost)),
        gap=choice.gap,
        before=drawn or assessment,
        after=after,
        reasons=tuple(reasons),
        premises=premises(problem, moves),
        hires=tuple(_hires(problem, choice)),
        blanks=tuple(blanks),
    )


def _added(problem: Problem, choice: Choice) -> Iterator[Change]:
    """What is added, each teacher's cost where he is dearest: whoever counts twice is paid once."""
    for addition, amount in zip(problem.additions, choice.added, strict=True):
        if amount and addition.indicator not in TEACHERS:
            for place, key in enumerate(addition.keys):
                cost = Fraction(0) if place else amount * addition.cost
                yield Change(addition.school, key, amount, addition.means, addition.indicator, cost)
    each = prices(problem.parameters)
    for section in range(len(problem.full)):
        mine = [problem.additions[place] for place in problem.addition[section].tolist()]
        added = _teachers(problem, choice, section)
        for addition, amount, cost in zip(mine, added, shares(each, added), strict=False):
            if amount:
                yield Change(
                    addition.school, addition.keys[0], amount, addition.means,
                    addition.indicator, cost,
                )  # fmt: skip


def _teachers(problem: Problem, choice: Choice, section: int) -> list[Fraction]:
    return [choice.added[p] for p in problem.addition[section, : len(TEACHERS)].tolist()]


def _hires(problem: Problem, choice: Choice) -> Iterator[Hire]:
    sections = problem.assessment.sections
    for section in range(len(problem.full)):
        for ids, count in hired([int(n) for n in _teachers(problem, choice, section)]):
            stage = STAGES[sections.stage[section]]
            yield Hire(int(sections.school[section]), stage, ids, count)


def _actions(problem: Problem, changes: Sequence[Change]) -> Iterator[Action]:
    schools = problem.assessment.county.schools
    order = {id: place for place, id in enumerate((*INDICATORS, ""))}
    for change in sorted(changes, key=lambda c: (c.school, order[c.id], c.key, c.means, c.amount)):
        column = schools.sheet.by_key[change.key]
        prefix = change.key.partition("_")[0]
        yield Action(
            school=change.school,
            code=schools.word("code", change.school),
            name=schools.word("name", change.school),
            township=schools.word("township", change.school),
            id=change.id,
            stage=prefix if prefix in layout.STAGE_WORDS else "",
            key=change.key,
            column=column.header,
            change=change.amount,
            unit=column.unit,
            means=change.means,
            cost=change.cost,
        )
