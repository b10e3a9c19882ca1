"""Where a figure comes from: formula in words, the cells, the article.

The result workbook, the reports and =QBE_EXPLAIN all show these traces.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass

from qbe_xl.assessment import Assessment, State
from qbe_xl.assessment.items import reads_of
from qbe_xl.assessment.sections import INDICATORS, STAGES
from qbe_xl.assessment.share import Share, share_of
from qbe_xl.clauses import words
from qbe_xl.clauses.records import RECORDS, RESOURCES, Line
from qbe_xl.county import layout
from qbe_xl.county.model import Table
from qbe_xl.errors import Place, column_letters


@dataclass(frozen=True, slots=True)
class Term:
    """One figure that goes in: its name, as printed, and its place, None where it is made of others."""

    name: str
    value: str
    place: Place | None = None

    @property
    def cell(self) -> str:
        """The cell or cells in words, "" for none."""
        return str(self.place) if self.place else ""

    @property
    def said(self) -> str:
        """Name and figure: 学生数合计 73 人, 学生数合计待填报."""
        return f"{self.name}{'' if self.value == words.UNKNOWN else ' '}{self.value}"


@dataclass(frozen=True, slots=True)
class Trace:
    """How one figure was made and judged."""

    id: str
    name: str
    formula: str
    terms: tuple[Term, ...]
    value: str
    requirement: str
    citation: str
    state: State

    @property
    def cells(self) -> str:
        """The source cells in one string."""
        return "，".join(map(str, self.places))

    @property
    def places(self) -> tuple[Place, ...]:
        """The source cells, each once."""
        return tuple(dict.fromkeys(term.place for term in self.terms if term.place))

    @property
    def sentence(self) -> str:
        """The terms in one string: 小学在校生数 395（学校!AE3）."""
        return "；".join(f"{t.said}（{t.cell}）" if t.cell else t.said for t in self.terms)


def steps_of_sections(assessment: Assessment) -> Iterator[tuple[int, list[str]]]:
    """Yield every section with the working of its seven indicators, one text each.

    第六条: the figures put in, the result with its mark, and under it the cells, short enough to
    stand side by side.
    """
    sections, schools = assessment.sections, assessment.county.schools
    columns = {key: column.tolist() for key, column in schools.numbers.items()}
    blank = [math.nan] * len(schools)
    rows = (schools.rows + 1).tolist()
    values, states = sections.values.tolist(), sections.states.tolist()
    shares = sections.share.tolist()
    made = {
        stage: [_Working(schools, stage, indicator, assessment) for indicator in INDICATORS]
        for stage in STAGES
    }
    marks = {int(state): state.mark for state in State}
    places = zip(sections.school.tolist(), sections.stage.tolist(), strict=True)
    for section, (school, stage) in enumerate(places):
        texts = []
        for column, work in enumerate(made[STAGES[stage]]):
            figures = [words.plain(columns.get(key, blank)[school]) for key in work.keys]
            value = words.indicator(INDICATORS[column], values[section][column], *work.lines)
            mark = marks[states[section][column]]
            sum_ = work.joined(figures, shares[section])
            cells = "、".join(f"{letters}{rows[school]}" for letters in work.letters)
            texts.append(f"{sum_}＝{value} {mark}\n{schools.sheet.name}!{cells}")
        yield section, texts


class _Working:
    """How one indicator's working is written for a stage."""

    def __init__(self, schools: Table, stage: str, indicator: str, assessment: Assessment) -> None:
        formula = RESOURCES[indicator]
        self.keys = [key.format(stage=stage) for _, key in formula.columns]
        self.keys.append(f"{stage}_pupils")
        self.letters = [
            column_letters(schools.columns[key]) for key in self.keys if key in schools.columns
        ]
        self.lines = assessment.standard.lines(indicator, stage)
        self._signs = ["－" if sign < 0 else "＋" for sign, _ in formula.columns]
        self._factor = f"×{formula.factor}" if formula.factor != 1 else ""
        self._shared = formula.shared

    def joined(self, figures: list[str], share: float) -> str:
        """（3039.8－600.5）×52.3%÷395×100."""
        *parts, pupils = figures
        amount = parts[0]
        for sign, part in zip(self._signs[1:], parts[1:], strict=True):
            amount += sign + part
        if len(parts) > 1:
            amount = f"（{amount}）"
        if self._shared and share != 1:
            amount += f"×{words.percent(share, decimals=2)}"
        return f"{amount}{self._factor}÷{pupils}"


def trace_indicator(assessment: Assessment, section: int, indicator: str) -> Trace:
    """Return the trace of one of R1–R7 of a section: 第六条."""
    sections, schools = assessment.sections, assessment.county.schools
    stage, school = STAGES[sections.stage[section]], int(sections.school[section])
    column, clause = INDICATORS.index(indicator), assessment.standard.clauses[indicator]
    work = _Working(schools, stage, indicator, assessment)
    share = float(sections.share[section])
    headers = [schools.sheet.by_key[key].header for key in work.keys]
    terms = [
        Term(header, words.plain(float(schools.number(key)[school])), schools.cell(key, school))
        for header, key in zip(headers, work.keys, strict=True)
    ]
    if RESOURCES[indicator].shared and share != 1:
        said = words.percent(share, decimals=2)
        terms.append(Term(f"{layout.STAGE_WORDS[stage]}按学生权重分摊的份额", said))
    return Trace(
        id=indicator,
        name=f"{schools.word('name', school)}（{layout.STAGE_WORDS[stage]}）{clause.name}",
        formula=work.joined(headers, share),
        terms=tuple(terms),
        value=words.indicator(indicator, float(sections.values[section, column]), *work.lines),
        requirement=f"≥ {words.plain(float(assessment.standard.required(indicator, stage)))}",
        citation=clause.citation,
        state=State(int(sections.states[section, column])),
    )


def trace_balance(assessment: Assessment, stage: str, indicator: str) -> Trace:
    """Return the trace of one CV: 第六条."""
    found = assessment.balance[stage][indicator]
    schools, formula = assessment.county.schools, RESOURCES[indicator]
    clause = assessment.standard.clauses[indicator]
    mean = words.indicator(indicator, found.mean)
    keys = [key.format(stage=stage) for _, key in formula.columns]
    terms = [
        Term("参与计算的办学单元", f"{len(assessment.sections.of_stage(stage))} 个"),
        Term("全县平均值", mean),
        Term("标准差", words.number(found.std, 3)),
        *(Term(schools.sheet.by_key[key].header, "逐校", schools.span(key)) for key in keys),
        Term(
            schools.sheet.by_key[f"{stage}_pupils"].header,
            "逐校",
            schools.span(f"{stage}_pupils"),
        ),
    ]
    return Trace(
        id=indicator,
        name=f"{layout.STAGE_WORDS[stage]}{clause.name}校际差异系数",
        formula="标准差÷全县平均值；标准差按学生数加权",
        terms=tuple(terms),
        value=words.cv(found.cv, found.limit),
        requirement=f"≤ {words.plain(found.limit)}",
        citation=assessment.standard.clauses["balance"].citation,
        state=found.state,
    )


_ANSWER = "填报为“是”"
_UNFILLED = words.UNKNOWN


def trace_item(assessment: Assessment, id: str) -> Trace:
    """Return the trace of a county item (P1–V6)."""
    item, clause, record = assessment.items[id], assessment.standard.clauses[id], RECORDS[id]
    formula, names = record.formula or _ANSWER, record.terms
    if record.by_formula:
        chosen = assessment.standard.text(f"{id}.formula")
        formula, names = record.by_formula.get(chosen, (formula, names))
    terms = [Term(names[key], _sum(id, key, value)) for key, value in item.terms.items()]
    terms += _sources(assessment, id)
    return Trace(
        id=id,
        name=clause.name,
        formula=formula,
        terms=tuple(terms),
        value=item_value(assessment, id),
        requirement=assessment.standard.requirement(id),
        citation=clause.citation,
        state=item.state,
    )


def _sum(id: str, key: str, value: float | None) -> str:
    """A sum behind a figure with its unit: 452600 元, 73 人."""
    if value is None:
        return _UNFILLED
    record = RECORDS[id]
    money = record.pair or key == "funds"
    return f"{words.plain(value)} {'元' if money else record.lacking.unit or '人'}"


def no_base(assessment: Assessment, id: str) -> str:
    """Return that a rate that is missing cannot be made of a base of 0, "" where it is not so."""
    item = assessment.items[id]
    empty = 0 in (item.terms.get("base"), item.terms.get("pupils"))
    return "基数为 0，无法计算" if empty and item.state is State.MISSING else ""


def _sources(assessment: Assessment, id: str) -> list[Term]:
    county = assessment.county
    tables = {"schools": county.schools, "classes": county.classes, "rooms": county.rooms}
    tables |= {"monitoring": county.monitoring, "survey": county.survey}
    found = []
    for sheet, key in reads_of(id):
        if sheet in tables:
            table = tables[sheet]
            found.append(Term(table.sheet.by_key[key].header, "逐行", table.span(key)))
        else:
            items = {"items": layout.COUNTY_ITEMS, "vetoes": layout.VETOES, "facts": layout.FACTS}
            entries = {"items": county.items, "vetoes": county.vetoes, "facts": county.facts}
            entry = entries[sheet].get(key)
            asked = items[sheet].by_item[key]
            value = entry.value if entry else None
            lacking = Place(f"{items[sheet].name}（缺 {key} 行）")
            told = _shown(value) + (f" {asked.unit}" if value is not None and asked.unit else "")
            found.append(Term(asked.title, told, entry.cell if entry else lacking))
    return found


def _shown(value: object) -> str:
    if value is None:
        return _UNFILLED
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.date):
        return words.day(value)
    return words.plain(value) if isinstance(value, float) else str(value)


def item_value(assessment: Assessment, id: str) -> str:
    """Return an item's figure or answer as printed, as its record says."""
    record, item, county = RECORDS[id], assessment.items[id], assessment.county
    if record.figure:
        told = ((line.name, _told(assessment, id, line)) for line in record.figure)
        return "，".join(words.beside(name, said).strip() for name, said in told)
    if record.counted:
        return _share_met(assessment, id, record.counted)
    if record.pair:
        return pair_words(assessment, id)
    if len(record.yes) > 1:
        return words.reached(share_of(item.conditions.values()), "项", "统一")
    if record.group == "V":
        value = county.veto(id).value
        return ("存在" if value else "不存在") if isinstance(value, bool) else _UNFILLED
    return _shown(county.item(record.inputs[0].key).value)


def _told(assessment: Assessment, id: str, line: Line) -> str:
    item, required = assessment.items[id], assessment.standard.number(line.path)
    value = item.values[line.key] if line.key else item.value
    if value is None and item.conditions.get(line.key or "rate", item.state) is State.MISSING:
        return _UNFILLED
    if not line.money:
        return words.percent(value, required)
    return words.number(value, words.MONEY_DECIMALS, required) + (
        " 元" if value is not None else ""
    )


def pair_words(assessment: Assessment, id: str) -> str:
    """Return two figures that are held against each other, so exact that their order is seen."""
    terms = assessment.items[id].terms
    pair = [(name, terms[key]) for key, name in RECORDS[id].pair]
    others = [value for _, value in reversed(pair)]
    return "，".join(
        f"{name}{_UNFILLED if value is None else f' {words.number(value, 2, other)} 元'}"
        for (name, value), other in zip(pair, others, strict=True)
    )


def _share_met(assessment: Assessment, id: str, unit: str) -> str:
    item = assessment.items[id]
    first, *others = item.parts
    told = [words.reached(share_of(first.states.tolist()), unit, State.MET.word)]
    told += [
        f"{len(part.index)} 所学校没有填报" for part in others if len(part.index)
    ]  # G5: schools with pupils and no class
    said = [one for one in told if one != words.BLANK]
    return "，".join(said) or ("无此类学校" if item.state is State.NOT_APPLICABLE else _UNFILLED)


def share_of_sections(assessment: Assessment, stage: str, indicator: str = "") -> Share:
    """Return how many sections of a stage reach an indicator's line, or the whole rule."""
    sections = assessment.sections
    mine = sections.of_stage(stage)
    if not indicator:
        return share_of(sections.state[mine].tolist())
    return share_of(sections.states[mine, INDICATORS.index(indicator)].tolist())
