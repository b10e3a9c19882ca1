"""Standards as plain tables for the terminal: list, show, diff."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from qbe_xl.standards.loading import available, load
from qbe_xl.standards.model import Parameter, Standard


def width(text: str) -> int:
    """Return the columns that a text takes in a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows (the first is the heading) as aligned text."""
    widths = [max(width(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = [
        "  ".join(
            cell + " " * (room - width(cell)) for cell, room in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]
    return "\n".join([lines[0], "-" * min(100, sum(widths) + 2 * len(widths)), *lines[1:]])


def standards_table() -> str:
    """Return the list of standards."""
    rows = [("编号", "文号", "适用起点", "继承", "名称")]
    for id in available():
        book = load(id)
        title = f"{book.title}〔待核，默认不启用〕" if book.second_hand else book.title
        rows.append((id, book.document, str(book.since), book.extends or "", title))
    return table(rows)


def standard_table(id: str) -> str:
    """Return every clause, parameter and reading of a standard with its source.

    Raises StandardError for an unknown id.
    """
    standard = load(id).at()
    clauses = [("编号", "条款", "指标", "要求")]
    clauses += [
        (c.id, c.article, c.name, standard.requirement(c.id)) for c in standard.clauses.values()
    ]
    rows: list[tuple[str, ...]] = [("参数", "含义", "数值", "单位", "自", "性质", "依据")]
    rows += [_parameter_row(standard, p) for p in standard.in_use.values()]
    parts = [f"{standard.title}（{standard.id}）", "依据：" + "；".join(standard.documents)]
    if standard.note:
        parts.append(f"说明：{standard.note}")
    parts += ["", table(clauses), "", table(rows), "", "条文未写明之处的选择："]
    for reading in standard.readings:
        parts.append(f"  {reading.clause}  {reading.question}")
        parts.append(f"      取：{reading.choice}")
        parts.append(f"      不取：{reading.alternatives}")
        parts.append(f"      理由：{reading.source}（{reading.kind}）")
    return "\n".join(parts)


def _parameter_row(standard: Standard, p: Parameter) -> tuple[str, ...]:
    return (p.path, standard.label(p), p.shown, p.unit, str(p.since), p.kind, p.basis)


def difference_table(first: str, second: str) -> str:
    """Return where two standards differ: values, requirements, documents.

    Raises StandardError for an unknown id.
    """
    one, two = load(first).at(), load(second).at()
    paths = dict.fromkeys((*one.in_use, *two.in_use))
    values = [row for path in paths for row in _difference(one, two, path)]
    lines = [
        f"甲：{one.title}（{one.id}，{'；'.join(one.documents)}）",
        f"乙：{two.title}（{two.id}，{'；'.join(two.documents)}）",
        "",
    ]
    if values:
        lines.append(table([("参数", "含义", "甲", "乙", "乙的依据"), *values]))
    else:
        lines.append("全部参数的数值相同，只有文号不同。")
    return "\n".join(lines)


def _difference(one: Standard, two: Standard, path: str) -> list[tuple[str, ...]]:
    """The line of a parameter that differs, or that only one of the two has."""
    a, b = one.in_use.get(path), two.in_use.get(path)
    if a and b and a.value == b.value:
        return []
    label = two.label(b) if b else one.label(a) if a else ""
    cells = ("—" if p is None else p.shown for p in (a, b))
    return [(path, label, *cells, b.citation if b else "—")]
