"""docs/checkup.md and docs/evidence.md: the rules of 数据体检 and the list of 佐证材料, from the data."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from qbe_xl import standards
from qbe_xl.checkup.language.names import EXTRA_FACTS, FUNCTIONS, TABLES
from qbe_xl.checkup.language.statistics import (
    LEAST_COLUMN,
    LEAST_DIGITS,
    LEAST_PEERS,
    SMALLEST,
    SPREAD,
)
from qbe_xl.checkup.loading import FORMATS, shipped
from qbe_xl.checkup.rules import MISSING, Rule
from qbe_xl.evidence import expected

Rows = Iterator[tuple[str, ...]]
MakeTable = Callable[[tuple[str, ...], Rows], str]


def checkup_page(made: str, table: MakeTable) -> str:
    """Return the page of the rules. made: the line that says how it comes to be."""
    rules = shipped()
    functions = (
        (
            f"`{name}`",
            function.help,
            "、".join(function.scopes) or "各表",
            "表名、" * function.table + "、".join(function.takes),
            function.gives,
        )
        for name, function in FUNCTIONS.items()
    )
    parts = [
        "# 数据体检的规则",
        made,
        "一条规则一句话：左边 比较 右边，不成立就提出来核对，从不改动数。规则写在 "
        "`qbe_xl/checkup/rules.toml`；本县可以照同样格式另写一份（只写 `[[rules]]` 和 `[terms]`），"
        "用 `qbe-xl checkup 填报表 --rules 文件` 加在后面。",
        "## 比较",
        table(
            ("编号", "名称", "类别", "检查范围", "条件", "重要性", "空白", "改正办法", "依据"),
            _compared(rules.rules),
        ),
        "## 读取时的提示和错误",
        "读取填报表时已经给出的提示和错误原样列出，不再查第二遍；这里只定轻重和改法。",
        table(
            ("编号", "名称", "类别", "重要性", "改正办法", "依据"),
            (
                (f"`{r.id}`", r.title, r.kind, r.importance, r.fix, r.source)
                for r in (*rules.notices, rules.problem)
            ),
        ),
        "## 本县自己的表格",
        "只看 xlsx、xlsm；其他格式看不到公式、隐藏和链接，结果里会注明。",
        table(
            ("编号", "名称", "重要性", "改正办法"),
            ((f"`{r.id}`", r.title, r.importance, r.fix) for r in rules.sheets.values()),
        ),
        "## 算式的写法",
        "- 名称用表头里的文字（不带单位）；`G14.1` 是县级数据的一项；`县情.乡镇数` 是县情的一项；"
        "`评估年份` 是评估日期的年份。\n"
        f"- `sheet` 是 {'、'.join(TABLES)} 之一，逐行比较；或 `全县`，只比较一次。\n"
        "- 数用 `+ - * /` 和括号；比较用 `= ≠ < ≤ > ≥`；条件用 `且 或 非`；"
        '`办学类型 属于 ("小学", "教学点")`。\n'
        "- `each` 里的词依次代替 `$`；`@名称` 引用 `[terms]` 里的算式。\n"
        f"- `missing` 是 {'、'.join(MISSING)} 之一："
        "跳过（默认）、空白当 0（全空仍跳过）、一处填了一处没填就提出来。\n"
        "- `explain`、`value`、`expected` 里 `{算式}` 填入本行的数，`{左}` `{右}` 是两边的数；"
        f"格式有 {'、'.join(f'`:{form}`' for form in FORMATS[1:])}。\n"
        f"- 县情里可以另加 {'、'.join(EXTRA_FACTS)}（申报表表Ⅰ的合计），与各校相加的数比较。\n"
        "- 写错的名称、类型不符、无法识别的键，读取时全部指出，并列出相近的名称；"
        "规则里不能执行任何程序。",
        table(("函数", "意思", "用在", "参数", "得到"), functions),
        "## 两个统计检验（惯例）",
        f"- **同类比较**：同一办学类型、同一乡镇的学校（不足 {LEAST_PEERS} 所时看全县同一类型），"
        "取对数后离中位数的距离，以 1.4826 倍绝对中位差为单位；绝对中位差太小时按 "
        f"{SPREAD:.0%} 计，免得把小差别看大。\n"
        f"- **末位凑整**：{SMALLEST} 以上的整数，末位是 0 或 5 的机会为十分之二；按二项分布算出"
        "这么多 0、5 碰巧出现的机会。一行里各不相同的数不足 "
        f"{LEAST_DIGITS} 个、一列不足 {LEAST_COLUMN} 个时不作判断。",
    ]
    return "\n\n".join(parts) + "\n"


def _compared(rules: tuple[Rule, ...]) -> Rows:
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            continue
        seen.add(rule.id)
        same = sum(other.id == rule.id for other in rules)
        when = f"（{rule.when.text} 时）" if rule.when else ""
        more = f"；同样的共 {same} 条" if same > 1 else ""
        condition = f"`{rule.condition}`{when}{more}".replace("|", "\\|")
        yield (
            f"`{rule.id}`",
            rule.title,
            rule.kind,
            rule.sheet,
            condition,
            rule.importance,
            rule.missing,
            rule.fix,
            rule.source,
        )


def evidence_page(made: str, table: MakeTable) -> str:
    """Return the page of the documents that each indicator needs."""
    catalogue = expected.shipped()
    clauses = standards.resolve().clauses
    rows = (
        (
            id,
            clauses[id].name,
            document.title,
            document.kind,
            document.by,
            document.source + ("（有此情况才需要）" if document.optional else ""),
        )
        for id in catalogue.indicators
        for document in catalogue[id].documents
    )
    units = (
        (
            id,
            clauses[id].name,
            catalogue[id].lead,
            "、".join(catalogue[id].units[1:]) or "—",
            catalogue[id].basis,
        )
        for id in catalogue.indicators
    )
    parts = [
        "# 佐证材料清单",
        made,
        "写“惯例”的，条文和表格都没有写到，按通行做法应备。省级另有要求的，照 "
        "[这份清单](evidence-list.toml)的格式另写一份，用 `qbe-xl evidence init 文件夹 --list 文件`。",
        "## 应备材料",
        table(("编号", "指标", "材料", "文种", "提供单位", "依据"), rows),
        "## 责任单位",
        table(("编号", "指标", "牵头", "配合", "依据"), units),
        "## 依据简称",
        table(("简称", "全称"), ((name, title) for name, title in catalogue.sources.items())),
    ]
    return "\n\n".join(parts) + "\n"
