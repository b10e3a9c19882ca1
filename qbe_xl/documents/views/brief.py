"""工作简报: where the county stands, what changed since an earlier run, what is next. Two pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qbe_xl.assessment import State
from qbe_xl.clauses import words
from qbe_xl.clauses.records import GROUPS, RESOURCES
from qbe_xl.county import layout
from qbe_xl.documents import figures
from qbe_xl.documents.material import Material
from qbe_xl.documents.views.duties import ledger_of, row_view
from qbe_xl.remedy.ledger.summaries import tally, urgency
from qbe_xl.report.result_json import as_dict
from qbe_xl.sheets.pieces import View, count

MOST_OBSTACLES, MOST_NEXT, MOST_NAMES = 5, 8, 5
"""What fits on two pages; the rest is counted."""

Result = Mapping[str, Any]
_WORDS = {state.id: state for state in State}
_MET = State.MET.id


@dataclass(frozen=True, slots=True)
class _Measure:
    """One line of the comparison: how to say it of a result, and what is counted."""

    name: str
    total: int
    met: int

    @property
    def shown(self) -> str:
        return f"{self.met}/{self.total}"


def view(material: Material) -> View:
    """Return the brief."""
    now = as_dict(material.assessment, ())
    earlier = material.past.earlier
    before = earlier.result if earlier else None
    county = material.assessment.county
    return {
        "date": words.day(material.run.time.date()),
        "issuer": county.fact("填报单位") or material.past.duties.name("education"),
        "verdict": material.report["verdict"],
        "outcome": material.report["outcome"],
        "groups": _groups(material, before),
        "compared": _compared_with(material),
        "measures": _measures(now, before),
        "changes": _changes(material, now, before) if before else [],
        "obstacles": _obstacles(material),
        "work": _work(material),
    }


def _groups(material: Material, before: Result | None) -> list[View]:
    old = before["groups"] if before else {}
    return [
        {
            "name": row["name"],
            "article": row["article"],
            "gist": row["gist"],
            "state": row["state"],
            "before": _marked(old.get(group)),
        }
        for group, row in zip(GROUPS, material.report["groups"], strict=True)
    ]


def _marked(id: object) -> str:
    state = _WORDS.get(id) if isinstance(id, str) else None
    return state.marked if state is not None else words.BLANK


def _compared_with(material: Material) -> str:
    earlier = material.past.earlier
    if earlier is None:
        return ""
    said = [f"{earlier.time}的" if earlier.time else "上次的", "自评"]
    return "".join(said) + (f"（运行编号 {earlier.run}）" if earlier.run else "")


def _measures(now: Result, before: Result | None) -> list[View]:
    """What is counted, now and before, and the difference."""
    new = _counted(now)
    old = {measure.name: measure for measure in _counted(before)} if before else {}
    found = []
    for measure in new:
        former = old.get(measure.name)
        found.append(
            {
                "name": measure.name,
                "now": measure.shown if measure.total else words.BLANK,
                "before": former.shown if former and former.total else words.BLANK,
                "change": _difference(measure.met - former.met) if former else words.BLANK,
            }
        )
    rate = _rate(now)
    found.append(
        {
            "name": "社会认可度",
            "now": figures.rate(rate),
            "before": figures.rate(_rate(before)) if before else words.BLANK,
            "change": _points(rate, _rate(before)) if before else words.BLANK,
        }
    )
    return found


def _counted(result: Result) -> list[_Measure]:
    sections = [s for s in result["sections"] if isinstance(s, dict)]
    found = []
    for stage in ("primary", "junior"):
        mine = [s for s in sections if s.get("stage") == stage]
        word = layout.STAGE_WORDS[stage]
        found.append(_Measure(f"{word}综合达标的办学单元", len(mine), _met(mine)))
    spread = [b for by in result["balance"].values() for b in by.values()]
    found.append(_Measure("校际差异系数达标", len(spread), _met(spread)))
    for letter, name in (("G", "政府保障程度达标"), ("Q", "教育质量达标")):
        items = [item for id, item in result["items"].items() if id.startswith(letter)]
        found.append(_Measure(name, len(items), _met(items)))
    return found


def _met(parts: Iterable[Any]) -> int:
    return sum(isinstance(part, dict) and part.get("state") == _MET for part in parts)


def _rate(result: Result | None) -> float | None:
    item = result["items"].get("S1") if result else None
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


def _changes(material: Material, now: Result, before: Result) -> list[str]:
    """What turned, in sentences: items, 差异系数, sections."""
    clauses = material.assessment.standard.clauses
    items = {id: (clauses[id].name, item) for id, item in now["items"].items()}
    spread = {
        (stage, id): (f"{layout.STAGE_WORDS[stage]}{RESOURCES[id].short}差异系数", found)
        for stage, by in now["balance"].items()
        for id, found in by.items()
    }
    old_spread = {
        (stage, id): found for stage, by in before["balance"].items() for id, found in by.items()
    }
    sections = {
        (s["code"], s["stage"]): (f"{s['school']}（{layout.STAGE_WORDS[s['stage']]}）", s)
        for s in now["sections"]
    }
    old_sections = {
        (s.get("code"), s.get("stage")): s for s in before["sections"] if isinstance(s, dict)
    }
    found = [
        *_turned("指标", items, before["items"], "项"),
        *_turned("差异系数", spread, old_spread, "项"),
        *_turned("办学单元", sections, old_sections, "个"),
    ]
    gone = len(set(old_sections) - set(sections))
    added = len(set(sections) - set(old_sections))
    if gone or added:
        found.append(f"参加评估的办学单元增加 {added} 个，减少 {gone} 个。")
    return found or ["各项指标、差异系数和办学单元的结论与上次相同。"]


def _turned(
    what: str, now: Mapping[Any, tuple[str, Any]], before: Mapping[Any, Any], unit: str
) -> list[str]:
    better, worse = [], []
    for key, (name, part) in now.items():
        old = before.get(key)
        if not isinstance(old, dict) or old.get("state") == part["state"]:
            continue
        if part["state"] == _MET:
            better.append(name)
        elif part["state"] == State.UNMET.id:
            worse.append(name)
    said = []
    if better:
        said.append(f"新达标的{what} {len(better)} {unit}：{_names(better)}。")
    if worse:
        said.append(f"转为未达标的{what} {len(worse)} {unit}：{_names(worse)}。")
    return said


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
    open_ = [row for row in ledger.rows if not row.is_closed]
    open_.sort(key=lambda row: urgency(row, ledger.today))
    return {
        "open": count(counts.open),
        "closed": count(counts.closed),
        "overdue": count(counts.overdue),
        "soon": count(counts.soon),
        "rows": [row_view(ledger, n, row) for n, row in enumerate(open_[:MOST_NEXT], 1)],
        "more": count(len(open_) - MOST_NEXT) if len(open_) > MOST_NEXT else "",
    }
