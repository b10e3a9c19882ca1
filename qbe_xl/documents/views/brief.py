"""工作简报: where the county stands, what changed since an earlier run, what is next. Two pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from qbe_xl.assessment import State
from qbe_xl.assessment.sections import STAGES
from qbe_xl.assessment.share import Share, share_of
from qbe_xl.clauses import words
from qbe_xl.clauses.records import GROUPS, RESOURCES
from qbe_xl.county import layout
from qbe_xl.documents import figures
from qbe_xl.documents.material import Material
from qbe_xl.documents.views.duties import issuer, ledger_of, row_view
from qbe_xl.remedy.ledger.model import Ledger
from qbe_xl.remedy.ledger.summaries import tally, urgency
from qbe_xl.remedy.ledger.wording import cost_words
from qbe_xl.report.result_json import as_dict
from qbe_xl.sheets.pieces import View, count

MOST_OBSTACLES, MOST_NEXT, MOST_NAMES, MOST_VERIFIED = 5, 8, 5, 3
"""What fits on two pages; the rest is counted."""

Result = Mapping[str, Any]
Judged = Mapping[Any, Any]
_STATES = {state.id: state for state in State}


def view(material: Material) -> View:
    """Return the brief."""
    now = as_dict(material.assessment, ())
    earlier = material.past.earlier
    before = earlier.result if earlier else None
    return {
        "date": words.day(material.run.time.date()),
        "issuer": issuer(material),
        "verify": list(verify_lines(ledger_of(material))),
        "verdict": material.report["verdict"],
        "outcome": material.report["outcome"],
        "groups": _groups(material, before),
        "compared": compared_with(material),
        "measures": _measures(now, before, material.assessment.standard.number("S1.required")),
        "changes": _changes(material, now, before) if before else [],
        "obstacles": _obstacles(material),
        "work": _work(material),
    }


def verify_lines(ledger: Ledger) -> Sequence[str]:
    """Return what must be verified first as far as a paper has room, the amounts last."""
    lines = ledger.verify
    if len(lines) <= MOST_VERIFIED:
        return lines
    more = f"另有 {len(lines) - MOST_VERIFIED} 处，见整改台账和数据体检"
    return (*lines[: MOST_VERIFIED - 1], more, lines[-1])


def _groups(material: Material, before: Result | None) -> list[View]:
    old = before["groups"] if before else {}
    return [
        {
            "name": row["name"],
            "article": row["article"],
            "gist": row["gist"],
            "state": row["state"],
            "before": _marked(group, old.get(group)),
        }
        for group, row in zip(GROUPS, material.report["groups"], strict=True)
    ]


def _marked(group: str, id: object) -> str:
    known = isinstance(id, str) and id in _STATES
    return words.state_marked(group, _STATES[str(id)]) if known else words.BLANK


def compared_with(material: Material) -> str:
    """Return what this run is compared with, "" for nothing."""
    earlier = material.past.earlier
    if earlier is None:
        return ""
    said = [f"{earlier.time}的" if earlier.time else "上次的", "自评"]
    return "".join(said) + (f"（运行编号 {earlier.run}）" if earlier.run else "")


def _measures(now: Result, before: Result | None, line: float) -> list[View]:
    """What is counted, now and before, and the difference; at last the rate of 社会认可度."""
    old = _counted(before) if before else {}
    found = [_measure(name, new, old.get(name)) for name, new in _counted(now).items()]
    rate = _rate(now)
    shown, change = words.BLANK, words.BLANK
    if before:
        shown, change = figures.judged_rate(_rate(before), line), _points(rate, _rate(before))
    told = figures.judged_rate(rate, line)
    measure = {"name": "社会认可度", "now": told, "before": shown, "change": change}
    return [*found, measure]


def _measure(name: str, now: Share, before: Share | None) -> View:
    """A share now and before; the difference is made only where both are known."""
    both = before is not None and not (now.unknown or before.unknown)
    return {
        "name": name,
        "now": words.reached(now),
        "before": words.reached(before) if before else words.BLANK,
        "change": _difference(now.met - before.met) if before and both else words.BLANK,
    }


def _counted(result: Result) -> dict[str, Share]:
    """How many of each kind of thing are met, of how many."""
    items, spread, sections = _judged(result)
    kinds = {
        **{
            f"{layout.STAGE_WORDS[stage]}综合达标的办学单元": [
                part for (_, of), part in sections.items() if of == stage
            ]
            for stage in STAGES
        },
        "校际差异系数达标": list(spread.values()),
        "政府保障程度达标": [part for id, part in items.items() if id.startswith("G")],
        "教育质量达标": [part for id, part in items.items() if id.startswith("Q")],
    }
    return {name: share_of(_judged_states(parts)) for name, parts in kinds.items()}


def _judged(result: Result) -> tuple[Judged, Judged, Judged]:
    """What is judged in a result, each by its key: items, 差异系数 and sections."""
    return (
        result["items"],
        {(stage, id): part for stage, by in result["balance"].items() for id, part in by.items()},
        {(s.get("code"), s.get("stage")): s for s in result["sections"] if isinstance(s, dict)},
    )


def _judged_states(parts: Sequence[object]) -> list[State]:
    """The states of parts of a result, which may be of another version; what is none is unknown."""
    found = (part.get("state") if isinstance(part, dict) else None for part in parts)
    return [_STATES.get(str(id), State.MISSING) for id in found]


def _rate(result: Result) -> float | None:
    item = result["items"].get("S1")
    value = item.get("value") if isinstance(item, dict) else None
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _difference(number: int) -> str:
    return f"{number:+d}" if number else "持平"


def _points(now: float | None, before: float | None) -> str:
    if now is None or before is None:
        return words.BLANK
    points = words.number((now - before) * 100, words.RATE_DECIMALS)
    if not float(points):
        return "持平"
    return f"{'' if points.startswith('-') else '+'}{points} 个百分点"


def changes_since(material: Material) -> list[str]:
    """Return what turned since the earlier run, in sentences; nothing where there was none."""
    earlier = material.past.earlier
    if earlier is None:
        return []
    return _changes(material, as_dict(material.assessment, ()), earlier.result)


def _changes(material: Material, now: Result, before: Result) -> list[str]:
    """What turned, in sentences: items, 差异系数, sections."""
    clauses, stages = material.assessment.standard.clauses, layout.STAGE_WORDS
    (items, spread, sections), old = _judged(now), _judged(before)
    named = (
        ("指标", "项", {id: clauses[id].name for id in items}),
        (
            "差异系数",
            "项",
            {(s, id): f"{stages[s]}{RESOURCES[id].short}差异系数" for s, id in spread},
        ),
        ("办学单元", "个", {k: f"{s['school']}（{stages[k[1]]}）" for k, s in sections.items()}),
    )
    found = []
    for (what, unit, names), new, former in zip(named, (items, spread, sections), old, strict=True):
        turned: dict[str, list[str]] = {}
        for key, part in new.items():
            other = former.get(key)
            if isinstance(other, dict) and other.get("state") != part["state"]:
                turned.setdefault(part["state"], []).append(names[key])
        for state, word in ((State.MET, "新达标"), (State.UNMET, "转为未达标")):
            if mine := turned.get(state.id):
                found.append(f"{word}的{what} {len(mine)} {unit}：{_names(mine)}。")
    added, gone = len(set(sections) - set(old[2])), len(set(old[2]) - set(sections))
    if gone or added:
        found.append(f"参加评估的办学单元增加 {added} 个，减少 {gone} 个。")
    return found or ["各项指标、差异系数和办学单元的结论与上次相同。"]


def _names(names: Sequence[str]) -> str:
    shown = "、".join(names[:MOST_NAMES])
    return f"{shown}等" if len(names) > MOST_NAMES else shown


def _obstacles(material: Material) -> View:
    rows = material.report["obstacles"]["rows"]
    more = len(rows) - MOST_OBSTACLES
    return {"rows": rows[:MOST_OBSTACLES], "more": count(more) if more > 0 else ""}


def _work(material: Material) -> View:
    """The ledger: how much is open, and what is due first."""
    ledger = ledger_of(material)
    counts = tally(ledger.rows, ledger.today)
    costing = {row.id for row in ledger.costing}
    open_ = [row for row in ledger.rows if not row.is_closed]
    open_.sort(key=lambda row: urgency(row, ledger.today))
    return {
        "open": count(counts.open),
        "closed": count(counts.closed),
        "overdue": count(counts.overdue),
        "cost": cost_words(ledger),
        "soon": count(counts.soon),
        "rows": [
            row_view(ledger, n, row, costs=row.id in costing)
            for n, row in enumerate(open_[:MOST_NEXT], 1)
        ],
        "more": count(len(open_) - MOST_NEXT) if len(open_) > MOST_NEXT else "",
    }
