"""docs/duties.md: who answers for which problem, from the data that the program itself uses."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from qbe_xl import standards
from qbe_xl.clauses.duties import MISSING, Kind, example, general

Rows = Iterator[tuple[str, ...]]
MakeTable = Callable[[tuple[str, ...], Rows], str]


def duties_page(made: str, table: MakeTable) -> str:
    """Return the page. made: the line that says how it comes to be."""
    duties, county = general(), example()
    plan = county.plan
    units = (
        (
            f"`{unit.id}`",
            unit.name,
            "、".join(kind.title for kind in duties.kinds_led_by(unit.id)) or "—",
            "、".join(kind.title for kind in duties.kinds_helped_by(unit.id)) or "—",
            county.units[unit.id].name,
        )
        for unit in duties.units.values()
    )
    kinds = (
        (
            f"`{kind.id}` {kind.title}",
            _problems(kind),
            duties.name(kind.lead),
            "、".join(duties.name(unit) for unit in kind.cooperating) or "—",
            f"{kind.months} 个月",
            kind.kind,
        )
        for kind in duties.kinds.values()
    )
    quoted = (
        (
            kind.title,
            county.name(county.kinds[kind.id].lead),
            "；".join(f"“{basis.quote}”（{basis.section}）" for basis in kind.basis),
        )
        for kind in county.kinds.values()
    )
    return (
        "\n\n".join(
            [
                "# 责任单位",
                made,
                "没有本县方案时，单位用下面的通称，不引任何县的文件。条文没有把指标逐项分给部门，归口由各部门通常的职能推定，"
                "性质是惯例；期限也只是建议。本县的名称、职责、归口由本县给出（本县方案），写法见使用手册。",
                "## 每类问题由谁牵头",
                table(("类别", "问题", "牵头", "配合", "期限", "性质"), kinds),
                "## 职能部门",
                table(("代号", "通称", "牵头", "配合", "样例中的名称"), units),
                "## 样例：一个县的方案",
                f"[本县方案样例](county-plan-example.toml)照录{plan.document}（{plan.origin}）第四部分和附件1，"
                "供照着写本县的；不给出就不引用。归口的原文依据：",
                table(("类别", "牵头", "依据（原文）"), quoted),
            ]
        )
        + "\n"
    )


def _problems(kind: Kind) -> str:
    clauses = standards.resolve().clauses
    said = []
    for problem in kind.problems:
        if problem == MISSING:
            said.append("一切待填报")
        elif problem.startswith("balance."):
            said.append(f"{problem.removeprefix('balance.')} 差异系数")
        else:
            said.append(f"{problem} {clauses[problem].name}")
    return "；".join(said)
