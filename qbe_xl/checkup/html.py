"""数据体检.html: one page, offline, no scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qbe_xl.checkup.findings import Finding
from qbe_xl.checkup.result import Checkup
from qbe_xl.checkup.rules import IMPORTANCES, KINDS
from qbe_xl.checkup.sampling import SHARE
from qbe_xl.checkup.summaries import Tally, by_kind, by_school, to_visit, told
from qbe_xl.clauses import words
from qbe_xl.sheets.pieces import View
from qbe_xl.sheets.templating import render as rendered

TEMPLATE = "数据体检.html"
MOST_SCHOOLS = 30
"""Schools listed on the page; the workbook lists all."""
MOST_FINDINGS = 500
_LOOKS = {"高": "unmet", "中": "near", "低": "missing"}


def render(checkup: Checkup) -> str:
    """Return 数据体检.html."""
    return rendered(TEMPLATE, view(checkup))


def view(checkup: Checkup) -> View:
    """Return what the page shows, as plain data."""
    counts = checkup.counts
    schools = [tally for tally in by_school(checkup) if tally.total or tally.unchecked]
    total = sum(counts.values())
    unchecked = checkup.unchecked.comparisons
    return {
        "county": checkup.county.name or "（县名未填）",
        "facts": [
            ["填报表", checkup.input_name],
            ["上年填报表", checkup.last_name or "没有给出"],
            ["学校", f"{len(checkup.county.schools)} 所"],
            ["规则", f"{len(checkup.rules.rules)} 条比较，另有表格和填报检查"],
            ["体检时间", checkup.shown_time],
            ["校验值", checkup.input_sha256[:16]],
        ],
        "verdict": "unmet" if counts["高"] else "missing" if total or unchecked else "met",
        "word": f"{total} 处待核对"
        if total
        else "核对过的没有可疑之处"
        if unchecked
        else "没有可疑之处",
        "unchecked": checkup.unchecked.told,
        "counts": [
            {"told": told(i), "look": _LOOKS[i], "count": str(counts[i])} for i in IMPORTANCES
        ],
        "must": str(sum(f.kind == "填报要求" for f in checkup.findings)),
        "remarks": list(checkup.remarks),
        "kinds": [_row(tally) for tally in by_kind(checkup)],
        "schools": [_row(tally) for tally in schools[:MOST_SCHOOLS]],
        "more_schools": max(0, len(schools) - MOST_SCHOOLS),
        "groups": list(_groups(checkup)),
        "more": max(0, total - MOST_FINDINGS),
        "accepted": [
            [e.time[:10], e.cell, e.school or "全县", e.message, e.by, e.why]
            for e in checkup.accepted.values()
        ],
        "share": words.share_line(SHARE),
        "seed": str(checkup.seed),
        "sample": list(_sample(checkup)),
    }


def _row(tally: Tally) -> View:
    return {
        "name": tally.name,
        "township": tally.township,
        "counts": [
            {"look": _LOOKS[i] if n else "", "count": str(n)}
            for i, n in zip(IMPORTANCES, tally.counts, strict=True)
        ],
        "accepted": str(tally.accepted),
        "unchecked": str(tally.unchecked),
        "gist": tally.gist,
    }


def _groups(checkup: Checkup) -> Iterator[View]:
    """What is still open, by importance and kind, in the order of the findings."""
    accepted = checkup.accepted
    still = [f for f in checkup.findings if f.mark not in accepted][:MOST_FINDINGS]
    for importance in IMPORTANCES:
        for kind in KINDS:
            mine = [f for f in still if f.importance == importance and f.kind == kind]
            if mine:
                yield {
                    "title": f"{kind}",
                    "told": told(importance),
                    "look": _LOOKS[importance],
                    "count": str(len(mine)),
                    "rules": list(_by_rule(mine)),
                }


def _by_rule(findings: Sequence[Finding]) -> Iterator[View]:
    for rule in dict.fromkeys(finding.rule for finding in findings):
        mine = [finding for finding in findings if finding.rule == rule]
        yield {
            "id": rule,
            "title": mine[0].title,
            "fix": mine[0].fix,
            "source": mine[0].source,
            "rows": [
                [f.school or "全县", f.cell, f.message, f.value, f.expected, f.mark] for f in mine
            ],
        }


def _sample(checkup: Checkup) -> Iterator[list[str]]:
    schools = checkup.county.schools
    for place in checkup.sample:
        pupils = [figure for item, figure, _ in to_visit(checkup, place) if "在校生数" in item]
        yield [
            schools.word("code", place),
            schools.word("name", place),
            schools.choice("type", place),
            schools.word("township", place),
            "＋".join(pupils) or words.BLANK,
        ]
