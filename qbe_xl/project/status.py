"""What is done in a project, what is stale, what waits for others, and what comes next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from qbe_xl.assessment import Assessment
from qbe_xl.assessment.states import State as Verdict
from qbe_xl.county.reading import open_county, read_all
from qbe_xl.errors import InputError, Problem
from qbe_xl.project.folder import Project, gone, others
from qbe_xl.project.kinds import ANSWERS, ARCHIVE, BY_ID, KINDS, RETURNED, STATISTICS, Kind
from qbe_xl.project.runs import changes
from qbe_xl.project.seals import seals
from qbe_xl.report.run import examine
from qbe_xl.standards import resolve


class Stand(Enum):
    """How a kind of work stands: its mark and its word."""

    DONE = "✓", "已完成"
    STALE = "!", "已过时"
    TODO = "○", "还没有做"
    WAITING = "…", "等待"
    NEEDLESS = "–", "不需要"

    @property
    def mark(self) -> str:
        """The sign that stands before it."""
        return self.value[0]

    @property
    def word(self) -> str:
        """The word in Chinese."""
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Step:
    """A kind of work and how it stands. why: in words, what made it stale or what it waits for.

    time: of the last run, None for none; results: those that are there; said: what of the last run
    is to be kept in sight, such as how many schools still owe figures.
    """

    kind: Kind
    stand: Stand
    why: tuple[str, ...] = ()
    time: dt.datetime | None = None
    results: tuple[Path, ...] = ()
    said: str = ""

    @property
    def command(self) -> str:
        """What to type: qbe-xl assess."""
        return f"qbe-xl {self.kind.command}"


_ADOPT = "qbe-xl new . --book 那一份"
_NO_SCHOOLS = (
    f"把统计导出表放进“{STATISTICS}”，然后运行 qbe-xl collect import（导入统计数据）；"
    "没有统计导出表的，在填报表里填好学校，再看 qbe-xl status"
)


@dataclass(frozen=True, slots=True)
class Next:
    """What comes next. command: to be typed, "" where something else must be done first."""

    words: str
    command: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """How a project stands. book: its workbook, None for none; made_by: the kind that made it.

    problems: what keeps the workbook from being assessed; assessment: None then.
    """

    project: Project
    book: Path | None
    made_by: str
    schools: int
    problems: tuple[Problem, ...]
    assessment: Assessment | None
    steps: tuple[Step, ...]
    next: Next

    def step(self, kind: str) -> Step:
        """The step of a kind."""
        return next(step for step in self.steps if step.kind.id == kind)


def status_of(project: Project) -> Status:
    """Look at everything in a project. Nothing is written. Raises StandardError alone."""
    book = project.book
    schools, problems, assessment = _look(book)
    looked = _Looked(project, schools, problems, assessment)
    steps = tuple(looked.step(kind) for kind in KINDS)
    made_by = next(
        (
            id
            for id, run in project.state.runs.items()
            if BY_ID[id].makes_book and project.state.book in run.outputs
        ),
        "",
    )
    return Status(
        project,
        book,
        made_by,
        schools,
        problems,
        assessment,
        steps,
        looked.next(steps, book),
    )


def _look(book: Path | None) -> tuple[int, tuple[Problem, ...], Assessment | None]:
    if book is None:
        return 0, (), None
    try:
        county, problems = read_all(open_county(book))
    except InputError as error:
        return 0, error.problems, None
    count = len(county.schools)
    if problems or not count:
        return count, problems if count else (), None
    return count, (), examine(county, resolve(county))[0]


@dataclass(frozen=True, slots=True)
class _Looked:
    project: Project
    schools: int
    problems: tuple[Problem, ...]
    assessment: Assessment | None

    def step(self, kind: Kind) -> Step:
        """How one kind of work stands."""
        last = self.project.last(kind.id)
        if last is None:
            stand, why = self._undone(kind)
            return Step(kind, stand, why)
        why = changes(self.project, kind, last)
        there = tuple(path for name in last.outputs if (path := self.project.root / name).is_file())
        said = last.said[0] if kind.id == "merge" and last.said else ""
        return Step(kind, Stand.STALE if why else Stand.DONE, why, last.time, there, said)

    def _undone(self, kind: Kind) -> tuple[Stand, tuple[str, ...]]:
        if kind.id == "import":
            if self._files(STATISTICS):
                return Stand.TODO, ()
            why = "没有统计导出表；有的话放进“统计数据”"
            return Stand.NEEDLESS, (why,)
        if not self.schools and kind.id != "evidence init":
            return Stand.WAITING, ("填报表里还没有学校",)
        if kind.id in ("split", "merge"):
            if kind.id == "merge" and self._files(RETURNED):
                return Stand.TODO, ()
            if not self._blank_schools():
                return Stand.NEEDLESS, ("学校的数据已经齐全",)
            if kind.id == "merge":
                return Stand.WAITING, (f"把学校交回的表放进“{RETURNED}”",)
        if kind.id.startswith("survey"):
            if kind.id == "survey import" and self._files(ANSWERS):
                return Stand.TODO, ()
            if self._recognised():
                return Stand.NEEDLESS, ("社会认可度已经填好",)
            if kind.id == "survey import":
                return Stand.WAITING, (f"把问卷的答卷放进“{ANSWERS}”",)
        if kind.id == "evidence report" and self.project.last("evidence init") is None:
            return Stand.WAITING, ("先建佐证材料的文件夹",)
        if kind.id == "years" and not self._files(ARCHIVE):
            return Stand.NEEDLESS, ("“qbe-xl years add”收进档案的学年还没有",)
        if kind.id == "rehearse":
            return Stand.NEEDLESS, ("需要了解明年情况时再做",)
        if kind.id in ("plan", "ledger") and self._passes():
            return Stand.NEEDLESS, ("全部达标",)
        return Stand.TODO, ()

    def next(self, steps: tuple[Step, ...], book: Path | None) -> Next:
        """The first thing to be done, in the order of the manual."""
        if book is None:
            there = others(self.project)
            if self.project.state.book:
                said = gone(self.project)
            elif there:
                return Next(f"项目还没有认定填报表，现有 {'、'.join(there)}", _ADOPT)
            else:
                said = "项目里没有填报表，请放一份进来"
            return Next(said) if there else Next(f"{said}；要从空白的开始", "qbe-xl new .")
        for step in self._blocking(steps):
            if step.stand is Stand.WAITING:
                if not self.schools:
                    return Next(_NO_SCHOOLS)
                return Next(f"{'；'.join(step.why)}，然后运行 {step.command}（{step.kind.title}）")
            if step.kind.id not in ("import", "split", "merge") and self.problems:
                return Next(f"填报表有 {len(self.problems)} 处须改正，逐处改好存盘", "qbe-xl check")
            return Next(f"{step.kind.title}（{step.stand.word}）", step.command)
        return Next("各步均已完成；填报表改动后请再运行 qbe-xl status")

    def _blocking(self, steps: tuple[Step, ...]) -> Iterator[Step]:
        """The steps to be thought of, in their order; what is waited for stops only what needs it."""
        asked = self._asks_schools()
        for step in steps:
            if step.kind.id in ("split", "merge") and not asked:
                continue
            gates = step.kind.id == "merge" or not self.schools
            if step.stand in (Stand.TODO, Stand.STALE) or (step.stand is Stand.WAITING and gates):
                yield step

    def _asks_schools(self) -> bool:
        """Whether figures are got from the schools: an office that assessed without fills them in itself."""
        asked = self.project.last("split") or self._files(RETURNED)
        return bool(asked) or self.project.last("assess") is None

    def _files(self, name: str) -> bool:
        return bool(seals(self.project.root, [name], quick={name}))

    def _blank_schools(self) -> bool:
        """Whether figures of schools are still blank."""
        if self.assessment is None:
            return True
        return bool((self.assessment.sections.states == Verdict.MISSING).any())

    def _recognised(self) -> bool:
        if self.assessment is None:
            return False
        item = self.assessment.items.get("S1")
        return item is None or item.state is not Verdict.MISSING

    def _passes(self) -> bool:
        return self.assessment is not None and self.assessment.verdict is Verdict.MET
