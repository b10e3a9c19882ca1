"""The few headings that sum up what keeps the county from passing: the gaps, put together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qbe_xl.assessment import Assessment, State
from qbe_xl.assessment.sections import INDICATORS
from qbe_xl.clauses import words
from qbe_xl.clauses.gaps import OPEN, Gap, problems, summary
from qbe_xl.clauses.records import GROUPS, RESOURCES, group_of
from qbe_xl.county.layout import STAGE_WORDS


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One heading of what keeps the county from passing: how many places, and the gist."""

    id: str
    title: str
    state: State
    count: int
    summary: str

    @property
    def group(self) -> str:
        """The group of the verdict that it belongs to."""
        return group_of(self.id).id


def said_of(assessment: Assessment, state: State) -> str:
    """Return which groups are in a state, each in its own words: 资源配置未达标，存在一票否决情形."""
    held = [group for group, its in assessment.groups.items() if its is state]
    plain = [GROUPS[group].word for group in held if GROUPS[group].letter not in words.OWN_WORDS]
    said = [f"{'、'.join(plain)}{state.word}"] if plain else []
    if "preconditions" in held:
        said.append(f"基本条件{words.state_word('preconditions', state)}")
    if "vetoes" in held:
        said.append(f"{words.state_word('vetoes', state)}一票否决情形")
    return "，".join(said)


_WEIGHT = ("vetoes", "preconditions", "resources", "government", "quality", "recognition")


def obstacles(assessment: Assessment) -> list[Obstacle]:
    """Return what keeps the county from passing, the gravest first.

    Unmet before missing; within these vetoes, preconditions, sections and CVs, government,
    quality, recognition. Every count is that of lines in the list of problems.
    """
    lines: dict[str, list[Gap]] = {}
    for gap in problems(assessment):
        lines.setdefault("section" if gap.id in RESOURCES else gap.id, []).append(gap)
    found = [
        made
        for id, maker in (("section", _sections), ("balance", _balance))
        for state in OPEN
        for stage in assessment.stages
        for made in maker(assessment, state, stage, lines.get(id, ()))
    ]
    for id, item in assessment.items.items():
        if item.state in OPEN:
            said = summary(assessment, id)
            parts = [g for g in lines.get(id, ()) if g.state is item.state and g.said != said]
            name = assessment.standard.clauses[id].name
            found.append(Obstacle(id, name, item.state, max(1, len(parts)), said))
    return sorted(found, key=lambda o: (o.state is not State.UNMET, _WEIGHT.index(o.group)))


def _sections(
    assessment: Assessment, state: State, stage: str, lines: Iterable[Gap]
) -> Iterator[Obstacle]:
    """The 办学单元 of a stage that are in a state, and the indicators that most of them lack."""
    mine = [gap for gap in lines if gap.stage == stage and gap.section is state]
    if not mine:
        return
    word, clauses = STAGE_WORDS[stage], assessment.standard.clauses
    counts = Counter(gap.id for gap in mine if gap.state is state)
    worst = sorted((id for id in INDICATORS if counts[id]), key=lambda id: -counts[id])[:3]
    names = "、".join(f"{clauses[id].name}（{counts[id]} 个）" for id in worst)
    held, total = len({gap.school for gap in mine}), len(assessment.sections.of_stage(stage))
    said = f"{total} 个{word}办学单元中 {held} 个{state.word}"
    if held == 1:
        said += f"：{'、'.join(clauses[id].name for id in worst)}"
        said += f"等 {len(counts)} 项" if len(counts) > len(worst) else ""
    else:
        said += f"；主要是{names}"
    yield Obstacle("section", f"{word}办学单元综合达标", state, held, said)


def _balance(
    assessment: Assessment, state: State, stage: str, lines: Iterable[Gap]
) -> Iterator[Obstacle]:
    """The 差异系数 of a stage that are in a state."""
    mine = [gap for gap in lines if gap.stage == stage and gap.state is state]
    if not mine:
        return
    word, over = STAGE_WORDS[stage], "超过上限" if state is State.UNMET else state.word
    gist = "、".join(
        assessment.standard.clauses[gap.indicator].name
        + (f"（{words.cv(gap.value, gap.standard)}）" if gap.value is not None else "")
        for gap in mine
    )
    said = f"{word} {len(mine)} 项{over}：{gist}"
    yield Obstacle("balance", f"{word}校际差异系数", state, len(mine), said)
