"""The chapter of docs/manual.zh-CN.md on what functions make of each kind of cell."""

from __future__ import annotations

from qbe_xl.functions import FUNCTIONS
from qbe_xl.functions.meaning import NOTES, Holds, becomes
from qbe_xl.functions.registry import Kind, Parameter

HEAD = "## 附：函数如何读取单元格\n"
_KINDS = {
    Kind.WORD: "文字",
    Kind.YESNO: "是否",
    Kind.FIGURE: "一个数",
    Kind.RANGE: "一组数",
    Kind.SHEET: "工作表",
}


def chapter() -> str:
    """Return the chapter: arguments by what they are, each with every kind of cell."""
    groups: dict[tuple[Kind, bool], dict[str, list[str]]] = {}
    some: dict[tuple[Kind, bool], Parameter] = {}
    for function in FUNCTIONS.values():
        for parameter in function.parameters:
            # Only of words does it matter whether they may be left out: a blank is then none.
            loose = parameter.optional and parameter.kind in (Kind.WORD, Kind.YESNO)
            some.setdefault((parameter.kind, loose), parameter)
            titles = groups.setdefault((parameter.kind, loose), {})
            titles.setdefault(parameter.title, []).append(function.name)
    order = sorted(groups, key=lambda one: (list(_KINDS).index(one[0]), one[1]))
    lines = [
        HEAD,
        "本章由 `make docs` 从函数登记表生成；Excel 和 LibreOffice 的测试逐格照此检查，后者交不出来的见上面的差别表。",
        "",
        "| 单元格 | " + " | ".join(_title(kind, loose) for kind, loose in order) + " |",
        "| --- |" + " --- |" * len(order),
    ]
    for holds in Holds:
        told = (becomes(some[key], holds) for key in order)
        cells = [one.value if one else "与读取填报表相同" for one in told]
        lines.append(f"| {holds.value} | " + " | ".join(cells) + " |")
    lines += ["| 另外 | " + " | ".join(NOTES[kind] or "—" for kind, _ in order) + " |", ""]
    for key in order:
        said = "；".join(f"{title}（{_names(names)}）" for title, names in groups[key].items())
        lines.append(f"- **{_title(*key)}**：{said}")
    return "\n".join(lines) + "\n"


def _title(kind: Kind, loose: bool) -> str:
    return _KINDS[kind] + ("（可不填）" if loose else "")


def _names(names: list[str]) -> str:
    most = 4
    shown = "、".join(f"`{name}`" for name in names[:most])
    return shown + (f" 等 {len(names)} 个函数" if len(names) > most else "")
