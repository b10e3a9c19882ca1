"""docs/duties.md: who answers for which problem, from the data that the program itself uses."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from qbe_xl import standards
from qbe_xl.clauses.duties import MISSING, Kind, default_duties

Rows = Iterator[tuple[str, ...]]
MakeTable = Callable[[tuple[str, ...], Rows], str]


def duties_page(made: str, table: MakeTable) -> str:
    """Return the page. made: the line that says how it comes to be."""
    duties = default_duties()
    plan = duties.plan
    units = (
        (
            f"`{unit.id}`",
            unit.name,
            unit.section,
            "、".join(kind.title for kind in duties.kinds_led_by(unit.id)) or "—",
            "、".join(kind.title for kind in duties.kinds_helped_by(unit.id)) or "—",
            "；".join(task.section for task in duties.tasks_of(unit.id)),
        )
        for unit in duties.units.values()
    )
    tasks = (
        (task.section, task.title, task.responsible, f"`{task.id}`")
        for task in duties.tasks.values()
    )
    kinds = (
        (
            f"`{kind.id}` {kind.title}",
            _problems(kind),
            duties.name(kind.lead),
            "、".join(duties.name(unit) for unit in kind.cooperating) or "—",
            "；".join(f"“{basis.quote}”（{basis.section}）" for basis in kind.basis),
            f"{kind.months} 个月",
            kind.kind,
        )
        for kind in duties.kinds.values()
    )
    return (
        "\n\n".join(
            [
                "# 责任单位",
                made,
                f"任务和职责照录{plan.document}（{plan.issuer}，{plan.date}）第四部分和附件1。"
                "方案没有把指标逐项分给单位，下面的归口由职责推定，性质是惯例；期限也只是建议。"
                "别的县用自己的文件换名称和归口，写法见使用手册。",
                "## 每类问题由谁牵头",
                table(("类别", "问题", "牵头", "配合", "依据（原文）", "期限", "性质"), kinds),
                "## 成员单位",
                table(("代号", "单位", "出处", "牵头", "配合", "承担的任务"), units),
                "## 六项工作任务",
                table(("出处", "任务", "责任单位（原文）", "代号"), tasks),
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
