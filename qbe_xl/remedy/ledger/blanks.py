"""What nobody has filled in yet: one case a school, one a unit for the county's, with its cells.

Whatever rests on a blank waits for it, so it is no case of its own: a 差异系数 that cannot be made,
an indicator of a school, a rate of the county whose schools are not all filled in.
"""

from __future__ import annotations

from collections.abc import Iterator

from qbe_xl.assessment import Assessment, State
from qbe_xl.clauses.duties import MISSING, general
from qbe_xl.clauses.gaps import COUNTY, Gap, all_gaps
from qbe_xl.county.model import Table, is_blank
from qbe_xl.errors import Place
from qbe_xl.remedy.ledger.model import BLANKS, LONGEST, Issue, Outcome, Standing

TITLE = "数据待填报"
FOLDED = Standing(Outcome.FOLDED, "本项待填报，无法核验；要补报的格见“填报”一行")
"""How a line stands that waits for blanks which stand in a case of their own."""
_FILLED = Standing(Outcome.MET, "重算：评估用的格已填齐")


def blank_id(code: str, lead: str = "") -> str:
    """Return 填报-5326220001, or 填报-全县-教育行政部门 of what the county's unit of this id leads.

    The unit is named in general terms, so that a county's own plan leaves the ids as they are.
    """
    return f"{BLANKS}{code}" if code else f"{BLANKS}{COUNTY}-{general().units[lead].name}"


def blanks(assessment: Assessment) -> dict[str, Issue]:
    """Return a case for each school that left blank what the assessment needs, and for the county
    one for each unit that answers; by id."""
    missing = [
        gap
        for gap in all_gaps(assessment)
        if gap.state is State.MISSING and not gap.excused and gap.id != "balance"
    ]
    of_schools = {gap.id for gap in missing if gap.code}
    groups: dict[str, list[Gap]] = {}
    for gap in missing:
        if gap.code or gap.id not in of_schools:
            groups.setdefault(_id_of(gap), []).append(gap)
    return {id: _issue(id, gaps, assessment) for id, gaps in groups.items()}


def standing(assessment: Assessment) -> Iterator[tuple[str, Standing]]:
    """How every case of blanks stands that is no longer one."""
    schools = assessment.county.schools
    for index in range(len(schools)):
        yield blank_id(schools.word("code", index)), _FILLED
    for lead in {kind.lead for kind in general().kinds.values()}:
        yield blank_id("", lead), _FILLED


def _id_of(gap: Gap) -> str:
    return blank_id(gap.code, "" if gap.code else general().kind_of(gap.id).lead)


def _issue(id: str, gaps: list[Gap], assessment: Assessment) -> Issue:
    first = gaps[0]
    cells = list(dict.fromkeys(cell for gap in gaps for cell in _cells(gap, assessment)))
    clauses = assessment.standard.clauses
    articles = (clauses[gap.id].article.partition("（")[0] for gap in gaps)
    words = f"{len(cells)} 处待填报：{'、'.join(cells)}"
    return Issue(
        id=id,
        indicator=MISSING,
        title=TITLE,
        article="、".join(dict.fromkeys(articles)),
        stage="",
        code=first.code,
        school=first.name,
        township=first.township,
        words=words if len(words) < LONGEST else f"{words[: LONGEST - 1]}…",
        missing=True,
        duty="" if first.code else general().kind_of(first.id).id,
    )


def _cells(gap: Gap, assessment: Assessment) -> list[str]:
    """The blank cells of a gap, each with what it is called."""
    county = assessment.county
    if not gap.code:
        rows = (*county.items.values(), *county.vetoes.values(), *county.facts.values())
        filled = {entry.cell for entry in rows if entry.value is not None}
        blank = [place for place in gap.places if place not in filled] or gap.places
        name = assessment.standard.clauses[gap.id].name
        return [f"{gap.id} {name}（{'、'.join(map(str, blank))}）"]
    found = [
        f"{county.schools.sheet.by_key[key].header}（{place}）"
        for place in gap.places
        if gap.school is not None and (key := _key(county.schools, place)) is not None
        if _is_blank(county.schools, key, gap.school)
    ]
    return found or [f"{(gap.said or gap.words).removesuffix('待填报')}（{gap.cells}）"]


def _key(table: Table, place: Place) -> str | None:
    if place.name != table.sheet.name:
        return None
    return next((key for key, column in table.columns.items() if column == place.column), None)


def _is_blank(table: Table, key: str, row: int) -> bool:
    if key in table.numbers:
        return is_blank(float(table.number(key)[row]))
    return key in table.codes and not table.choice(key, row)
