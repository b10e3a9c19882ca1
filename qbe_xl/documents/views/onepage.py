"""一页纸汇报: passes or not, what is lacking, who does it, what it costs, by when, what to verify.

One A4 page of 小三: what does not fit is counted, the gravest stands. It is read aloud as it is.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Iterator, Sequence

from qbe_xl.assessment import Assessment, State
from qbe_xl.clauses import words
from qbe_xl.clauses.records import GROUPS, RESOURCES
from qbe_xl.county import layout
from qbe_xl.documents.material import Material
from qbe_xl.documents.views.brief import changes_since, compared_with
from qbe_xl.documents.views.duties import doubts_of, ledger_of
from qbe_xl.remedy.ledger.model import Ledger, Row, total
from qbe_xl.remedy.ledger.summaries import units_in
from qbe_xl.remedy.ledger.wording import unbalanced_words
from qbe_xl.remedy.verifying import AMOUNTS
from qbe_xl.report.obstacles import Obstacle, obstacles
from qbe_xl.sheets.pieces import View

LINES = 32
"""Lines of 小三 on the page below its title, one of them kept for faces that are wider."""
WIDE = 31.0
"""Characters of 小三 in a line."""
TITLE = "义务教育优质均衡发展情况汇报"
_TITLE_WIDE, _MORE = 25.0, 2
"""Characters of the title in a line, and the lines of the page that a further one takes."""
_INDENT = 2.0
_LONGEST = 3
"""Lines that one paragraph may take while others have no room; the rest of it is left out."""
_VERDICT = 4
"""Lines that the verdict may take: all six groups are named."""
_MOST = 7
"""Paragraphs that a part may have at most."""
_BRACKETS = {"（": "）", "《": "》", "“": "”"}
_CLOSING = frozenset(_BRACKETS.values())
_PAUSES, _ENDS = frozenset("；，、"), frozenset("；，。")
_LEFT_OUT = "（下略）"
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_LIMIT = re.compile("（上限[^）]*）")
"""What 主要差距 says already."""
Part = tuple[str, Sequence[str]]


def view(material: Material) -> View:
    """Return the page: its parts, each with as many lines as it has room for."""
    return {
        "sections": [{"title": title, "lines": list(lines)} for title, lines in parts(material)]
    }


def parts(material: Material) -> list[Part]:
    """Return what the page says, part by part, fitted to one page."""
    ledger, assessment = ledger_of(material), material.assessment
    title = math.ceil(width_of(f"{material.county}{TITLE}") / _TITLE_WIDE)
    return fitted(
        [
            ("一、是否达标", list(_verdict(assessment))),
            ("二、主要差距", list(_lacking(assessment))),
            ("三、责任单位、所需经费、完成时限", list(_doing(ledger))),
            ("四、须先核实的数据", list(_verifying(material))),
            ("五、与上次相比", list(_since(material))),
        ],
        LINES - _MORE * (title - 1),
    )


def _verdict(assessment: Assessment) -> Iterator[str]:
    said = {
        State.MET: "自评达标，具备申报条件。",
        State.UNMET: "自评未达标，尚不具备申报条件。",
        State.MISSING: "尚有数据待填报，不能得出自评结论，暂不能申报。",
    }
    by_state: dict[State, list[str]] = {}
    for group, state in assessment.groups.items():
        if GROUPS[group].letter not in words.OWN_WORDS:
            by_state.setdefault(state, []).append(GROUPS[group].word)
    told = "；".join(
        [
            *(f"{state.word}：{'、'.join(names)}" for state, names in by_state.items()),
            *(
                f"{GROUPS[group].word}：{words.state_word(group, state)}"
                for group, state in assessment.groups.items()
                if GROUPS[group].letter in words.OWN_WORDS
            ),
        ]
    )
    yield f"{said.get(assessment.verdict, assessment.verdict.word)}六个方面中，{told}。"


def _lacking(assessment: Assessment) -> Iterator[str]:
    found = obstacles(assessment)
    if not found:
        yield "没有未达标或待填报的事项。"
    for number, one in enumerate(found, 1):
        yield f"（{number}）{one.title}：{_brief(assessment, one)}。"


def _brief(assessment: Assessment, one: Obstacle) -> str:
    """What an obstacle comes to, without what its title says and what is asked; in short names."""
    said = closed(one.summary.partition("；要求")[0]).replace("；主要是", "，主要是")
    for id, resource in RESOURCES.items():
        said = said.replace(assessment.standard.clauses[id].name, resource.short)
    said = _ISO.sub(lambda found: words.day(dt.date.fromisoformat(found[0])), said)
    for word in layout.STAGE_WORDS.values():
        if one.title.startswith(word):
            said = said.removeprefix(f"{word} ").replace(f" 个{word}办学单元中", " 个中")
    return said


def _doing(ledger: Ledger) -> Iterator[str]:
    open_ = [row for row in ledger.rows if not row.is_closed]
    if not open_:
        yield "没有须整改的事项。"
        return
    plan = f"（按{ledger.plan}）" if ledger.plan else "（逐项补齐，不重复计）"
    days = [row.date("deadline") or ledger.today for row in open_]
    spent = f"费用合计 {words.money(ledger.total)} 万元{plan}" if ledger.total else "费用待测算"
    yield f"共 {len(open_)} 件，{spent}，{_span(days, ledger.today)}。"
    filing, over = ledger.filing, max(days) < ledger.today
    if filing and filing.said and over:
        yield f"{filing.said}。"
    if more := unbalanced_words(ledger):
        yield more.removesuffix("；") + "。"
    costing = {row.id for row in ledger.costing}
    by_unit: dict[str, list[Row]] = {}
    for row in open_:
        unit = next(iter(units_in(row.text("unit"))), "（未定单位）")
        by_unit.setdefault(unit, []).append(row)
    ordered = sorted(
        by_unit.items(),
        key=lambda of: (-total(row for row in of[1] if row.id in costing), -len(of[1]), of[0]),
    )
    for unit, rows in ordered:
        cost = total(row for row in rows if row.id in costing)
        mine = [row.date("deadline") or ledger.today for row in rows]
        spent = f"，{words.money(cost)} 万元" if cost else ""
        when = "" if over else f"，{words.day(max(mine))}前"
        yield f"{unit}牵头 {len(rows)} 件{spent}{when}。"
    if filing and filing.said and not over:
        yield f"{filing.said}。"


def _span(days: Sequence[dt.date], today: dt.date) -> str:
    """By when all is done; a day that is over is no day by which anything can be done."""
    first, last = min(days), max(days)
    if last < today:
        return f"完成时限均已过（最迟的为{words.day(last)}）"
    if first == last:
        return f"{words.day(last)}前完成"
    return f"最早的{words.day(first)}、最迟的{words.day(last)}前完成"


def _verifying(material: Material) -> Iterator[str]:
    doubts = doubts_of(material)
    if not doubts:
        yield "未发现会改变结论的可疑数据。"
        return
    told = (line for line in ledger_of(material).verify if line.startswith(AMOUNTS))
    yield from (f"下列可疑数据{line.removeprefix(AMOUNTS)}。" for line in told)
    yield from (f"{_LIMIT.sub('', doubt.short)}。" for doubt in doubts.each)


def _since(material: Material) -> Iterator[str]:
    compared = compared_with(material)
    if not compared:
        yield "没有可以比较的上次结果。"
        return
    first, *others = changes_since(material)
    yield f"与{compared}相比：{first}"
    yield from others


def fitted(parts: Sequence[Part], lines: int = LINES) -> list[Part]:
    """Return the parts with as many paragraphs as the page has room for, fairly shared.

    Each part keeps its heading and its first paragraph; then one more of each in turn. What is left
    out is counted where there is room for it. A long paragraph is shortened, and stands whole again
    where room is left.
    """
    whole = [
        [clipped(text, _LONGEST if place else _VERDICT) for text in texts[:_MOST]]
        for place, (_, texts) in enumerate(parts)
    ]
    kept = [1 if texts else 0 for texts in whole]

    def used() -> int:
        shown = sum(
            lines_of(text) for texts, n in zip(whole, kept, strict=True) for text in texts[:n]
        )
        more = sum(n < len(texts) for (_, texts), n in zip(parts, kept, strict=True))
        return len(parts) + shown + more

    grew = True
    while grew:
        grew = False
        for place, texts in enumerate(whole):
            if kept[place] < len(texts):
                kept[place] += 1
                if used() <= lines:
                    grew = True
                else:
                    kept[place] -= 1
    for (_, all_), texts, count in zip(parts, whole, kept, strict=True):
        for place, text in enumerate(all_[:count]):
            short, texts[place] = texts[place], text
            if used() > lines:
                texts[place] = short
    found: list[Part] = []
    for (title, all_), texts, count in zip(parts, whole, kept, strict=True):
        more = [f"另有 {len(all_) - count} 项，见评估报告和整改台账。"] if count < len(all_) else []
        found.append((title, [*texts[:count], *more]))
    return found


def width_of(text: str) -> float:
    """Return how many characters of the page a text is wide: figures and Latin count half."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.55 for c in text)


def lines_of(text: str) -> int:
    """Return how many lines of the page a paragraph takes."""
    return max(1, math.ceil((width_of(text) + _INDENT) / WIDE))


def closed(text: str) -> str:
    """Return a text with the brackets closed that are open at its end."""
    return text + "".join(reversed(_open(text)))


def clipped(text: str, lines: int = _LONGEST) -> str:
    """Return a text of at most so many lines, cut after a phrase, its brackets closed.

    Where an enumeration is cut, how many more there are is said. A text without a pause ends in ……
    """
    if lines_of(text) <= lines:
        return text
    room = lines * WIDE - _INDENT
    cuts = [
        (not _open(text[:place]), place)
        for place, sign in enumerate(text)
        if sign in _PAUSES and width_of(_ended(text, place)) <= room
    ]
    if cuts:
        return _ended(text, max(cuts)[1])  # rather outside of brackets
    kept = ""
    for sign in text:
        if width_of(kept + sign) > room - 1:
            break
        kept += sign
    return f"{kept}……"


def _ended(text: str, place: int) -> str:
    """A text cut before the pause at this place."""
    kept, open_ = text[:place], _open(text[:place])
    more = _further(text[place:]) if text[place] == "、" else 0
    told = f"，另有 {more} 项" if more else "" if open_ else _LEFT_OUT
    return f"{kept}{told}{''.join(reversed(open_))}。"


def _further(rest: str) -> int:
    """How many parts of an enumeration follow, which begins with a pause and ends with its phrase."""
    depth = count = 0
    for sign in rest:
        depth += (sign in _BRACKETS) - (sign in _CLOSING)
        if depth < 0 or (not depth and sign in _ENDS):
            break
        count += not depth and sign == "、"
    return count


def _open(text: str) -> list[str]:
    """What closes the brackets that are open at the end of a text, the outermost first."""
    found: list[str] = []
    for sign in text:
        if sign in _BRACKETS:
            found.append(_BRACKETS[sign])
        elif found and sign == found[-1]:
            found.pop()
    return found
