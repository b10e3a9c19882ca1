"""Where a figure comes from: formula in words, the cells, the article.

The result workbook, the reports and =QBE_EXPLAIN all show these traces.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from qbe_xl.assessment import Assessment, State
from qbe_xl.assessment.items import RULES
from qbe_xl.assessment.sections import FORMULAS, INDICATORS, STAGES
from qbe_xl.clauses import words
from qbe_xl.county import layout
from qbe_xl.county.model import Table
from qbe_xl.errors import column_letters


@dataclass(frozen=True, slots=True)
class Term:
    """One figure that goes in: its name, as printed, and its cell or cells."""

    name: str
    value: str
    cell: str


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
        return "，".join(dict.fromkeys(term.cell for term in self.terms if term.cell))

    @property
    def sentence(self) -> str:
        """The terms in one string: 小学在校生数 395（学校!AE3）."""
        return "；".join(
            f"{t.name} {t.value}（{t.cell}）" if t.cell else f"{t.name} {t.value}"
            for t in self.terms
        )


def trace_indicator(assessment: Assessment, section: int, indicator: str) -> Trace:
    """Return the trace of one section's resource indicator (R1–R7): 第六条."""
    sections, standard = assessment.sections, assessment.standard
    schools = assessment.county.schools
    school, stage = int(sections.school[section]), STAGES[sections.stage[section]]
    column = INDICATORS.index(indicator)
    formula = FORMULAS[indicator]
    keys = [key.format(stage=stage) for _, key in formula.columns]
    keys.append(f"{stage}_pupils")
    if formula.shared:
        keys += [
            f"{other}_pupils"
            for other in layout.STAGES
            if other != stage and assessment.pupils.present[other][school]
        ]
    terms = tuple(
        Term(
            schools.sheet.by_key[key].header,
            words.plain(float(schools.number(key)[school])),
            str(schools.cell(key, school)),
        )
        for key in keys
    )
    line = float(standard.required(indicator, stage))
    clause = standard.clauses[indicator]
    return Trace(
        id=indicator,
        name=clause.name,
        formula=formula.words,
        terms=terms,
        value=words.indicator(indicator, float(sections.values[section, column]), line),
        requirement=f"≥ {words.plain(line)} {clause.unit}",
        citation=clause.citation,
        state=State(sections.states[section, column]),
    )


def steps_of_sections(assessment: Assessment) -> Iterator[tuple[int, list[str]]]:
    """Yield every section with the working of its seven indicators, one text each.

    The figures put in, the result with its mark, and under it the cells: the traces of
    `trace_indicator`, short enough to stand side by side.
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
    places = zip(sections.school.tolist(), sections.stage.tolist(), strict=True)
    for section, (school, stage) in enumerate(places):
        texts = []
        for column, work in enumerate(made[STAGES[stage]]):
            figures = [words.plain(columns.get(key, blank)[school]) for key in work.keys]
            value = words.indicator(INDICATORS[column], values[section][column], work.line)
            mark = State(states[section][column]).mark
            sum_ = work.joined(figures, shares[section])
            cells = "、".join(f"{letters}{rows[school]}" for letters in work.letters)
            texts.append(f"{sum_}＝{value} {mark}\n{schools.sheet.name}!{cells}")
        yield section, texts


class _Working:
    """How one indicator's working is written for a stage."""

    def __init__(self, schools: Table, stage: str, indicator: str, assessment: Assessment) -> None:
        formula = FORMULAS[indicator]
        self.keys = [key.format(stage=stage) for _, key in formula.columns]
        self.keys.append(f"{stage}_pupils")
        self.letters = [
            column_letters(schools.columns[key]) for key in self.keys if key in schools.columns
        ]
        self.line = float(assessment.standard.required(indicator, stage))
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


def trace_balance(assessment: Assessment, stage: str, indicator: str) -> Trace:
    """Return the trace of one CV: 第六条."""
    found = assessment.balance[stage][indicator]
    schools, formula = assessment.county.schools, FORMULAS[indicator]
    clause = assessment.standard.clauses[indicator]
    mean = words.indicator(indicator, found.mean)
    keys = [key.format(stage=stage) for _, key in formula.columns]
    terms = [
        Term("参与计算的办学单元", f"{len(assessment.sections.of_stage(stage))} 个", ""),
        Term("全县平均值", mean, ""),
        Term("标准差", words.number(found.std, 3), ""),
        *(Term(schools.sheet.by_key[key].header, "逐校", str(schools.span(key))) for key in keys),
        Term(
            schools.sheet.by_key[f"{stage}_pupils"].header,
            "逐校",
            str(schools.span(f"{stage}_pupils")),
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


_TERM_NAMES = {
    "funds": "公用经费预算合计",
    "pupils": "学生数合计",
    "teachers": "教师年平均工资收入",
    "servants": "公务员年平均工资收入",
    "eligible": "符合交流条件教师数",
    "exchanged": "交流轮岗教师数",
    "exchanged_backbone": "交流轮岗骨干教师数",
    "primary_part": "小学就近入学学生数",
    "primary_base": "小学在校生数",
    "junior_part": "初中就近入学学生数",
    "junior_base": "初中在校生数",
}
_PARTS = {
    "G9": ("完成360学时教师数（逐校不超过专任教师数）", "专任教师数"),
    "G12": ("持证专任教师数（逐校不超过专任教师数）", "专任教师数"),
    "G14": ("分配到初中的名额数", "优质高中招生计划数"),
    "G15": ("公办和购买服务民办学校就读数", "符合条件随迁子女数"),
    "Q1": ("毕业班学生数", "三年前入学＋转入－转出－死亡"),
    "Q2": ("特教、随班、送教就读数", "适龄残疾儿童少年数"),
    "S1": ("满意问卷数", "有效问卷数"),
}
_FORMULAS: dict[str, str] = {
    "P1": "认定日期满规定年数的当日不晚于评估日期",
    "G2": "四项均为“是”",
    "G3": "每校 小学、初中班级数÷12 向上取整，音乐、美术专用教室合格间数分别不少于该数",
    "G4": "每校 小学＋初中在校生数不超过上限",
    "G5": "每班人数不超过上限",
    "G6": "教学点、乡村小学在校生 1–99 人的，公用经费核定学生数不少于 100",
    "G7": "特殊教育学校公用经费预算合计÷学生数合计",
    "G8": "教师年平均工资收入不低于公务员，且绩效工资总量足额核定",
    "G9": "Σ完成360学时教师数÷Σ专任教师数",
    "G11": "Σ交流轮岗÷Σ符合交流条件；Σ交流轮岗骨干÷Σ交流轮岗",
    "G12": "Σ持证专任教师数÷Σ专任教师数",
    "G13": "Σ就近入学学生数÷Σ在校生数（城区、镇区公办非寄宿制学校）",
    "G14": "分配到初中的名额数÷优质高中招生计划数，且向农村初中倾斜",
    "G15": "（公办就读数＋购买服务民办就读数）÷符合条件随迁子女数，且关爱体系健全",
    "Q1": "毕业班学生数÷（三年前入学＋转入－转出－死亡）",
    "Q2": "（特教学校＋随班就读＋送教上门）÷适龄残疾儿童少年数",
    "Q3": "每校两项均为“是”",
    "Q4": "每校 教师培训经费÷年度公用经费预算",
    "Q5": "每校两项均为“是”",
    "Q6": "每校达到良好以上",
    "Q7": "每校三项均为“是”",
    "Q8": "每校为“是”",
    "Q9": "每个学科达到规定等级，且校际差异率低于规定值",
    "S1": "Σ满意问卷数÷Σ有效问卷数",
}
_ANSWER = "填报为“是”"
_NO_VETO = "填报为“否”"
_FLOWS_IN_GRADUATES = "（毕业班学生数－转入＋转出）÷（三年前入学－死亡）"


def trace_item(assessment: Assessment, id: str) -> Trace:
    """Return the trace of a county item (P1–V6)."""
    item, clause = assessment.items[id], assessment.standard.clauses[id]
    formula = _FORMULAS.get(id, _NO_VETO if id.startswith("V") else _ANSWER)
    names = dict(_TERM_NAMES)
    if id in _PARTS:
        names["part"], names["base"] = _PARTS[id]
    if id == "Q1" and assessment.standard.text("Q1.formula") != "flows_in_base":
        formula = _FLOWS_IN_GRADUATES
        names["part"], names["base"] = "毕业班学生数－转入＋转出", "三年前入学－死亡"
    terms = [Term(names[key], words.plain(value), "") for key, value in item.terms.items()]
    terms += [Term(name, value, cell) for name, value, cell in _sources(assessment, id)]
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


def _sources(assessment: Assessment, id: str) -> list[tuple[str, str, str]]:
    county = assessment.county
    tables = {"schools": county.schools, "classes": county.classes, "rooms": county.rooms}
    tables |= {"monitoring": county.monitoring, "survey": county.survey}
    found = []
    for sheet, key in RULES[id].reads:
        if sheet in tables:
            table = tables[sheet]
            found.append((table.sheet.by_key[key].header, "逐行", str(table.span(key))))
        else:
            items = {"items": layout.COUNTY_ITEMS, "vetoes": layout.VETOES, "facts": layout.FACTS}
            entries = {"items": county.items, "vetoes": county.vetoes, "facts": county.facts}
            entry = entries[sheet].get(key)
            title = items[sheet].by_item[key].title
            value = entry.value if entry else None
            cell = str(entry.cell) if entry else f"{items[sheet].name}（缺 {key} 行）"
            found.append((title, _shown(value), cell))
    return found


def _shown(value: object) -> str:
    if value is None:
        return "未填"
    if isinstance(value, bool):
        return "是" if value else "否"
    return words.plain(value) if isinstance(value, float) else str(value)


def _line(assessment: Assessment, path: str) -> float:
    return assessment.standard.number(path)


def _share_met(assessment: Assessment, id: str) -> str:
    parts = assessment.items[id].parts
    total = sum(len(p.states) for p in parts)
    met = sum(int((p.states == State.MET).sum()) for p in parts)
    unit = {"G5": "班", "Q9": "项"}.get(id, "所")
    return f"{met}/{total} {unit}达标" if total else "无此类学校"


def _rate(path: str) -> Callable[[Assessment, str], str]:
    def shown(assessment: Assessment, id: str) -> str:
        return words.percent(assessment.items[id].value, _line(assessment, path))

    return shown


def _money(assessment: Assessment, id: str) -> str:
    value = assessment.items[id].value
    return words.grouped(value, words.MONEY_DECIMALS, _line(assessment, "G7.required")) + (
        " 元" if value is not None else ""
    )


def _pay(assessment: Assessment, id: str) -> str:
    terms = assessment.items[id].terms
    pair = (words.grouped(terms["teachers"], 2), words.grouped(terms["servants"], 2))
    return f"教师 {pair[0]} 元，公务员 {pair[1]} 元"


def _exchange(assessment: Assessment, id: str) -> str:
    values = assessment.items[id].values
    first = words.percent(values["exchange_rate"], _line(assessment, "G11.exchange"))
    second = words.percent(values["backbone_rate"], _line(assessment, "G11.backbone"))
    return f"交流 {first}，骨干 {second}"


def _nearby(assessment: Assessment, id: str) -> str:
    values = assessment.items[id].values
    return "，".join(
        f"{layout.STAGE_WORDS[stage]} "
        + words.percent(values[stage], _line(assessment, f"G13.required.{stage}"))
        for stage in STAGES
    )


def _answer(assessment: Assessment, id: str) -> str:
    entry = assessment.county.veto(id) if id.startswith("V") else assessment.county.item(id)
    return _shown(entry.value)


def _unified(assessment: Assessment, id: str) -> str:
    conditions = assessment.items[id].conditions.values()
    return f"{sum(state is State.MET for state in conditions)}/{len(conditions)} 项统一"


_VALUES: dict[str, Callable[[Assessment, str], str]] = {
    "G2": _unified,
    **dict.fromkeys(("G3", "G4", "G5", "G6"), _share_met),
    "G7": _money,
    "G8": _pay,
    "G9": _rate("G9.required"),
    "G11": _exchange,
    "G12": _rate("G12.required"),
    "G13": _nearby,
    "G14": _rate("G14.required"),
    "G15": _rate("G15.required"),
    "Q1": _rate("Q1.required"),
    "Q2": _rate("Q2.required"),
    **dict.fromkeys(("Q3", "Q4", "Q5", "Q6", "Q7", "Q8", "Q9"), _share_met),
    "S1": _rate("S1.required"),
}


def item_value(assessment: Assessment, id: str) -> str:
    """Return an item's figure or answer as printed."""
    return _VALUES.get(id, _answer)(assessment, id)


def share_of_sections(assessment: Assessment, stage: str, indicator: str) -> tuple[int, int]:
    """Return how many sections of a stage reach an indicator's line, of how many."""
    mine = assessment.sections.of_stage(stage)
    states = assessment.sections.states[mine, INDICATORS.index(indicator)]
    return int((states == State.MET).sum()), len(mine)
