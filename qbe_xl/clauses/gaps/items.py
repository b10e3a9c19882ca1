"""What each county item lacks, school by school or for the county: 第四条、第七–十条."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator
from fractions import Fraction

from qbe_xl.assessment import Assessment, State
from qbe_xl.assessment.county_items import years_later
from qbe_xl.assessment.items import Parts
from qbe_xl.clauses import words
from qbe_xl.clauses.gaps import classes
from qbe_xl.clauses.gaps.making import county_gap, open_parts, part_gap
from qbe_xl.clauses.gaps.model import OPEN, Gap
from qbe_xl.clauses.gaps.wording import amount_words
from qbe_xl.clauses.records import RECORDS
from qbe_xl.clauses.trace import item_value, no_base
from qbe_xl.county import layout
from qbe_xl.county.model import exact

Maker = Callable[[Assessment, str], Iterator[Gap]]


def item_gaps(assessment: Assessment) -> Iterator[Gap]:
    """Yield a gap for everything that keeps an item of P, G, Q, S or V from being met.

    Then, not counted again, the parts behind a figure of the county, and the item as a whole
    where the list of problems has a line for it.
    """
    for id, item in assessment.items.items():
        if item.state not in OPEN:
            continue
        found = list(_maker_of(id)(assessment, id))
        by_part = any(gap.said for gap in found)
        behind = [] if by_part else list(_behind(assessment, id))
        yield from found or [_whole(assessment, id)]
        yield from behind
        if RECORDS[id].also_whole or not (by_part or behind):
            said = summary(assessment, id)
            name = assessment.standard.clauses[id].name
            yield county_gap(
                assessment, id, name, None, "", said, state=item.state, said=said, counts=False
            )


def summary(assessment: Assessment, id: str) -> str:
    """Return how an item that is not met stands, and what is asked."""
    value, asked = item_value(assessment, id), f"要求：{assessment.standard.requirement(id)}"
    if assessment.items[id].state is State.MISSING:
        known = f"{_known(assessment, id, value)}；" if any(map(str.isdigit, value)) else ""
        base = no_base(assessment, id)
        return f"待填报（{known}{f'{base}；' if base else ''}{asked}）"
    return f"{_standing(assessment, id, value)}；{asked}"


def _known(assessment: Assessment, id: str, value: str) -> str:
    """What is known of an item that is not filled in wholly."""
    inputs = RECORDS[id].inputs
    if inputs and inputs[0].kind == "date":
        today = "" if assessment.county.date else f"，评估日期{words.UNKNOWN}"
        return f"{inputs[0].title} {value}{today}"
    return words.beside("目前", value)


def _standing(assessment: Assessment, id: str, value: str) -> str:
    """How an item that is unmet stands: 现为 49.9%, 规划布局不合理, 自查存在此种情形."""
    record = RECORDS[id]
    if record.group == "V":
        return "自查存在此种情形"
    if len(record.inputs) == 1 and record.yes:
        return record.answered(id, False)
    if record.inputs and record.inputs[0].kind == "date":
        return f"{record.inputs[0].title} {value}"
    return words.beside("现为", value)


def _maker_of(id: str) -> Maker:
    """How an item's gaps are found: in a way of its own, or as its record says."""
    record = RECORDS[id]
    if id in _GAPS:
        return _GAPS[id]
    if record.lacking.value:
        return _each
    if record.lacking.thing:
        return _rate
    if record.lacking.unit:
        return _answers
    return _conditions if len(record.yes) > 1 else _answer


def _behind(assessment: Assessment, id: str) -> Iterator[Gap]:
    """The parts that a figure of the whole county comes from."""
    name = assessment.standard.clauses[id].name
    for part in assessment.items[id].parts:
        for i in open_parts(part):
            yield part_gap(assessment, id, part, i, name, None, "", counts=False)


def _whole(assessment: Assessment, id: str) -> Gap:
    """An item that cannot be counted, or that is not filled in."""
    item, clause = assessment.items[id], assessment.standard.clauses[id]
    missing = item.state is State.MISSING
    lead = "待填报" if missing else f"：{_standing(assessment, id, item_value(assessment, id))}"
    text = f"{clause.name}{lead}；要求：{assessment.standard.requirement(id)}"
    return county_gap(assessment, id, clause.name, None, "", text, state=item.state)


def _answer(assessment: Assessment, id: str) -> Iterator[Gap]:
    """An item that is answered by 是 or 否: one thing to be put right."""
    gap = _whole(assessment, id)
    if gap.state is State.UNMET:
        gap = county_gap(assessment, id, gap.thing, Fraction(1), "项", gap.words)
    yield gap


def _figure(part: Parts, name: str, position: int) -> float:
    return float(part.figures[name][position])


def _rooms(assessment: Assessment, id: str) -> Iterator[Gap]:
    """第七条（三）: whole rooms of each kind."""
    (part,) = assessment.items[id].parts
    for i in open_parts(part):
        needed = _figure(part, "needed", i)
        for kind, thing in (("music", "音乐专用教室"), ("art", "美术专用教室")):
            have = _figure(part, kind, i)
            known = part.states[i] == State.UNMET
            if known and have >= needed:
                continue
            amount = Fraction(int(needed - have)) if known else None
            yield part_gap(
                assessment,
                id,
                part,
                i,
                thing,
                amount,
                "间",
                value=have if have or not _figure(part, f"{kind}_blank", i) else None,
                standard=None if needed != needed else needed,
                more=f"；尚差{thing} {amount_words(amount, '间')}" if amount else "",
            )


def _each(assessment: Assessment, id: str) -> Iterator[Gap]:
    """What each part is short of, where a figure and its line stand side by side."""
    lacking = RECORDS[id].lacking
    thing, unit = lacking.thing, lacking.unit
    for part in assessment.items[id].parts:
        for i in open_parts(part):
            if part.states[i] == State.MISSING:
                yield part_gap(assessment, id, part, i, thing, None, unit)
                continue
            value, line = _figure(part, lacking.value, i), _figure(part, lacking.line, i)
            amount = lacking.sign * (exact(line) - exact(value))
            yield part_gap(
                assessment,
                id,
                part,
                i,
                thing,
                amount,
                unit,
                value=value,
                standard=line,
                more=f"；{'超' if lacking.sign < 0 else '差'} {amount_words(amount, unit)}",
            )


def _special_funds(assessment: Assessment, id: str) -> Iterator[Gap]:
    """第七条（七）: 元 of all special schools together."""
    item, line = assessment.items[id], assessment.standard.exact("G7.required")
    funds, pupils = item.terms["funds"], item.terms["pupils"]
    if item.state is State.MISSING or funds is None or pupils is None:
        return
    amount = line * exact(pupils) - exact(funds)
    yield county_gap(
        assessment,
        id,
        "特殊教育学校公用经费",
        amount,
        "元",
        f"特殊教育学校生均公用经费 {words.number(item.value, 2, float(line))} 元，标准 "
        f"{words.plain(float(line))} 元；全县每年尚差 {amount_words(amount, '元')}",
        value=item.value,
        standard=float(line),
    )


def _pay(assessment: Assessment, id: str) -> Iterator[Gap]:
    """第七条（八）: 元 a teacher and year, and the total of 绩效工资."""
    item = assessment.items[id]
    if item.conditions["G8.1≥G8.2"] is State.UNMET:
        teachers, servants = item.terms["teachers"] or 0.0, item.terms["servants"] or 0.0
        amount = exact(servants) - exact(teachers)
        yield county_gap(
            assessment,
            id,
            "教师年平均工资收入",
            amount,
            "元/人·年",
            f"教师年平均工资收入 {words.number(teachers, 2, servants)} 元，当地公务员 "
            f"{words.number(servants, 2, teachers)} 元，"
            f"人均尚差 {words.number(float(amount), 2, 0.0)} 元",
            value=teachers,
            standard=servants,
        )
    yield from _conditions(assessment, id)


def _conditions(assessment: Assessment, id: str) -> Iterator[Gap]:
    """The yes-or-no conditions of an item that are 否 or blank."""
    record = RECORDS[id]
    for key in record.yes:
        state, name = assessment.items[id].conditions[key], record.name_of(key)
        if state not in OPEN:
            continue
        unmet = state is State.UNMET
        yield county_gap(
            assessment,
            id,
            name,
            Fraction(1) if unmet else None,
            "项",
            record.answered(key, False) if unmet else f"{name}待填报",
            state=state,
            places=(assessment.county.item(key).cell,),
        )


def _rate(assessment: Assessment, id: str) -> Iterator[Gap]:
    """What one rate of sums is short of, and the yes-or-no conditions beside it."""
    record, item = RECORDS[id], assessment.items[id]
    thing, unit = record.lacking.thing, record.lacking.unit
    line, name = (
        assessment.standard.exact(record.figure[0].path),
        assessment.standard.clauses[id].name,
    )
    part, base = item.terms["part"], item.terms["base"]
    state = item.conditions.get("rate", item.state)
    if state is State.UNMET and part is not None and base is not None:
        amount = Fraction(math.ceil(line * exact(base))) - exact(part)
        yield county_gap(
            assessment,
            id,
            thing,
            amount,
            unit,
            f"{name} {words.percent(item.value, float(line))}，"
            f"要求 {words.share_line(float(line))}，{thing}尚差 {amount_words(amount, unit)}",
            value=item.value,
            standard=float(line),
        )
    elif state is State.MISSING:
        yield county_gap(
            assessment, id, thing, None, unit, f"{name}的比例待填报",
            state=State.MISSING, standard=float(line),
        )  # fmt: skip
    yield from _conditions(assessment, id)


def _exchange(assessment: Assessment, id: str) -> Iterator[Gap]:
    """第七条（十一）: teachers to be exchanged, and how many of them 骨干."""
    item, standard = assessment.items[id], assessment.standard
    eligible, exchanged, backbone = (
        item.terms[key] for key in ("eligible", "exchanged", "exchanged_backbone")
    )
    if eligible is None or exchanged is None or backbone is None:
        return
    least = math.ceil(standard.exact("G11.exchange") * exact(eligible))
    moving = max(least, int(exchanged))
    for key, line, have, thing in (
        ("exchange_rate", least, exchanged, "交流轮岗教师"),
        (
            "backbone_rate",
            math.ceil(standard.exact("G11.backbone") * moving),
            backbone,
            "交流轮岗骨干教师",
        ),
    ):
        amount = Fraction(line) - exact(have)
        if amount > 0:
            yield county_gap(
                assessment,
                id,
                thing,
                amount,
                "人",
                f"{thing} {words.plain(have)} 人，应不少于 {line} 人，尚差 {amount_words(amount, '人')}",
                value=item.values[key],
                standard=standard.number(f"G11.{key.removesuffix('_rate')}"),
            )


def _near(assessment: Assessment, id: str) -> Iterator[Gap]:
    """第七条（十三）: pupils of each stage who should go to school where they live."""
    item, standard = assessment.items[id], assessment.standard
    for stage, state in item.conditions.items():
        if state not in OPEN:
            continue
        word = layout.STAGE_WORDS[stage]
        part, base = item.terms[f"{stage}_part"], item.terms[f"{stage}_base"]
        line = standard.exact(f"G13.required.{stage}")
        if part is None or base is None or state is State.MISSING:
            yield county_gap(
                assessment, id, "就近划片入学", None, "人", f"{word}就近划片入学比例待填报",
                stage=stage, state=State.MISSING, standard=float(line),
            )  # fmt: skip
            continue
        amount = Fraction(math.ceil(line * exact(base))) - exact(part)
        yield county_gap(
            assessment,
            id,
            "就近划片入学",
            amount,
            "人",
            f"{word}就近划片入学 {words.percent(item.values[stage], float(line))}，要求 "
            f"{words.share_line(float(line))}，尚差 {amount_words(amount, '人')}",
            value=item.values[stage],
            standard=float(line),
            stage=stage,
        )


def _answers(assessment: Assessment, id: str) -> Iterator[Gap]:
    """第八条: one thing to be put right in each school that answers 否."""
    thing, unit = assessment.standard.clauses[id].name, RECORDS[id].lacking.unit
    for part in assessment.items[id].parts:
        for i in open_parts(part):
            amount = Fraction(1) if part.states[i] == State.UNMET else None
            yield part_gap(assessment, id, part, i, thing, amount, unit)


def _training_funds(assessment: Assessment, id: str) -> Iterator[Gap]:
    """第八条（四）: 元 up to 5 % of each school's yearly funds."""
    line = assessment.standard.exact("Q4.required")
    (part,) = assessment.items[id].parts
    for i in open_parts(part):
        if part.states[i] == State.MISSING:
            yield part_gap(assessment, id, part, i, "教师培训经费", None, "元")
            continue
        funds, budget = _figure(part, "part", i), _figure(part, "base", i)
        amount = line * exact(budget) - exact(funds)
        yield part_gap(
            assessment,
            id,
            part,
            i,
            "教师培训经费",
            amount,
            "元",
            value=funds / budget,
            standard=float(line),
            more=f"；尚差 {amount_words(amount, '元')}",
        )


def _three_years(assessment: Assessment, id: str) -> Iterator[Gap]:
    """第四条: days until three years have passed."""
    county = assessment.county
    recognised, today = county.item("P1").value, county.date
    if not isinstance(recognised, dt.date) or today is None:
        return
    day = years_later(recognised, assessment.standard.whole("P1.years"))
    amount = Fraction((day - today).days)
    text = f"满三年的日期是 {words.day(day)}，评估日期 {words.day(today)}，尚差 {int(amount)} 天"
    yield county_gap(assessment, id, "通过基本均衡认定满三年", amount, "天", text)


_GAPS: dict[str, Maker] = {
    "P1": _three_years,
    "G3": _rooms,
    "G5": classes.class_gaps,
    "G7": _special_funds,
    "G8": _pay,
    "G11": _exchange,
    "G13": _near,
    "Q4": _training_funds,
}
