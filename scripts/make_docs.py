"""Write the made pages of docs/ from the data that the program itself uses."""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from qbe_xl import standards  # noqa: E402
from qbe_xl.assessment import assess as _rules  # noqa: E402, F401
from qbe_xl.assessment.balance import balance  # noqa: E402
from qbe_xl.assessment.items import reads_of, rule_of  # noqa: E402
from qbe_xl.assessment.sections import assess_sections, section_states  # noqa: E402
from qbe_xl.clauses.duties import EXAMPLE  # noqa: E402
from qbe_xl.clauses.records import (  # noqa: E402
    RECORDS,
    RESOURCES,
    government,
    others,
    quality,
    resources,
)
from qbe_xl.county import layout  # noqa: E402
from qbe_xl.evidence.expected import as_toml  # noqa: E402
from qbe_xl.remedy.parameters import SPECS, Parameters  # noqa: E402
from qbe_xl.remedy.path.assumed import ASSUMED_PUPILS  # noqa: E402
from qbe_xl.standards import Parameter, Standard  # noqa: E402
from qbe_xl.standards.loading import DATA  # noqa: E402
from scripts import commands_page  # noqa: E402
from scripts.checkup_pages import checkup_page, evidence_page  # noqa: E402
from scripts.duties_page import duties_page  # noqa: E402

_SHEETS = {
    "schools": layout.SCHOOLS,
    "classes": layout.CLASSES,
    "rooms": layout.ROOMS,
    "monitoring": layout.MONITORING,
    "survey": layout.SURVEY,
    "items": layout.COUNTY_ITEMS,
    "vetoes": layout.VETOES,
    "facts": layout.FACTS,
}
_KINDS = {
    "text": "文字",
    "code": "标识码（文字）",
    "choice": "选项",
    "yesno": "是/否",
    "count": "整数",
    "number": "数",
    "year": "年份",
    "date": "日期",
}
_MADE = "本页由 `make docs` 从程序所用的数据生成，请勿手改。"


def table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    """Return a Markdown table."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(c.replace('|', '／') for c in line)} |" for line in lines)


def tests_by_clause() -> dict[str, list[str]]:
    """Return the tests marked with `rule`, by clause id, as file::name."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.FunctionDef):
                continue
            for mark in node.decorator_list:
                if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.rule":
                    for argument in mark.args:
                        name = f"{path.relative_to(ROOT).as_posix()}::{node.name}"
                        found[ast.literal_eval(argument)].append(name)
    return found


def link(text: str, path: str, anchor: str = "") -> str:
    """Return a link from docs/ to a file of the project."""
    return f"[{text}](../{path}{f'#{anchor}' if anchor else ''})"


def place(function: object) -> str:
    """Return module and name of a function, with a link to its file."""
    found: Any = function.func if isinstance(function, partial) else function
    module = found.__module__
    return link(f"`{module}.{found.__name__}`", f"{module.replace('.', '/')}.py")


def code_of(clause: str) -> str:
    """Return where a clause is computed, and its record."""
    of = {"G": government, "Q": quality, "R": resources}.get(RECORDS[clause].group, others)
    of = resources if clause in ("section", "balance") else of
    record = link(f'`RECORDS["{clause}"]`', f"{of.__name__.replace('.', '/')}.py")
    if clause in RESOURCES:
        made = [place(assess_sections)]
    elif clause in ("section", "balance"):
        made = [place(section_states if clause == "section" else balance)]
    else:
        made = [place(rule_of(clause, name).rule) for name in ("", *RECORDS[clause].rules)]
    return f"{'、'.join(made)}；记录 {record}"


def columns_of(clause: str) -> str:
    """Return the cells that a clause reads, by sheet, each with a link to its line in layout.md."""
    if clause in ("section", "balance"):
        return "R1–R7 的全部来源"
    if clause in RESOURCES:
        stages = ("primary", "junior")
        keys = [("schools", "type")]
        for _, key in RESOURCES[clause].columns:
            keys += [("schools", k) for k in dict.fromkeys(key.format(stage=s) for s in stages)]
        pupils = layout.STAGES if RESOURCES[clause].shared else stages
        keys += [("schools", f"{stage}_pupils") for stage in pupils]
    else:
        keys = list(reads_of(clause))
    by_sheet: dict[str, list[str]] = defaultdict(list)
    for sheet, key in keys:
        of = _SHEETS[sheet]
        name = key if of.items else of.by_key[key].header
        by_sheet[of.name].append(f"[{name}](layout.md#{anchor(of.name, name)})")
    return "；".join(f"{sheet}：{'、'.join(headers)}" for sheet, headers in by_sheet.items())


def anchor(sheet: str, name: str) -> str:
    """Return the anchor of a column or item in layout.md."""
    return f"{sheet}-{name}"


def _anchored(sheet: str, name: str) -> str:
    return f'<a id="{anchor(sheet, name)}"></a>{name}'


def parameter_of(p: Parameter) -> str:
    """Return a parameter with its value, linked to the file in which it stands."""
    id = next(
        id
        for id in reversed(standards.available())
        if f'"{p.spec.path}" =' in (DATA / f"{id}.toml").read_text(encoding="utf-8")
        and standards.load(id).document in p.document
    )
    path = f"qbe_xl/standards/data/{id}.toml"
    return f"{link(f'`{p.path}`', path)} = {p.shown}（{p.kind}）"


def test_of(name: str) -> str:
    """Return a test, linked to its file."""
    return link(f"`{name}`", name.partition("::")[0])


def rules_page() -> str:
    """Return docs/rules.md."""
    standard = standards.resolve().at()
    tests = tests_by_clause()
    parts = [
        "# 规则对照",
        _MADE,
        "督学手持办法即可逐条核对：每一条款对应哪些参数、哪段代码、哪些测试、读取填报表的哪些列。"
        f"以下按默认标准 `{standard.id}`（{'、'.join(standard.documents)}）；"
        "其他标准的不同之处见 `qbe-xl standards diff`。",
        "点开即到：参数所在的标准文件、规则的函数和记录、测试、填报表的列。",
        "状态有四种：● 达标、✕ 未达标、○ 待填报、– 不适用。合取按三值逻辑：有一项未达标即未达标；"
        "否则有一项待填报即待填报；不适用的不计；没有可判之物为待填报。空白不是 0。",
    ]
    for title, ids in _chapters(standard):
        parts.append(f"## {title}")
        for id in ids:
            parts.append(_clause(standard, id, tests))
    parts += ["## 条文未写明之处的选择 (choices)", _choices(standard)]
    parts += ["## 只见于转述的规定", _second_hand()]
    return "\n\n".join(parts) + "\n"


def _chapters(standard: Standard) -> list[tuple[str, list[str]]]:
    def starting(*letters: str) -> list[str]:
        return [id for id in standard.clauses if id.startswith(letters)]

    return [
        ("第四条 基本条件", starting("P")),
        ("第六条 资源配置", [*starting("R"), "section", "balance"]),
        ("第七条 政府保障程度", starting("G")),
        ("第八条 教育质量", starting("Q")),
        ("第九条 社会认可度", ["S1"]),
        ("第十条 一票否决", starting("V")),
    ]


def _belongs(path: str, clause: str) -> bool:
    """Whether a parameter is shown with a clause: its own, and the scope where it works."""
    shared = clause in RESOURCES and RESOURCES[clause].shared
    if path == "scope.decline":  # 第十七条, told with the years that 第四条 asks for
        return clause == "P2"
    if path.startswith("scope.stage_weight"):
        return shared
    return path.partition(".")[0] == ("scope" if clause == "section" else clause) or (
        clause == "section" and path.startswith("section.")
    )


def _clause(standard: Standard, id: str, tests: dict[str, list[str]]) -> str:
    clause = standard.clauses[id]
    parameters = [p for p in standard.parameters.values() if _belongs(p.path, id)]
    lines = [
        f"### {id} {clause.name}（{clause.article}）",
        f"- 要求：{standard.requirement(id)}",
    ]
    formula = RESOURCES[id].words if id in RESOURCES else RECORDS[id].formula
    if formula:
        lines.append(f"- 公式：{formula}")
    if parameters:
        lines.append(f"- 参数：{'；'.join(map(parameter_of, parameters))}")
    lines.append(f"- 代码：{code_of(id)}")
    lines.append(f"- 读取：{columns_of(id)}")
    lines.append(f"- 测试：{'、'.join(map(test_of, tests[id]))}")
    return "\n".join(lines)


def _choices(standard: Standard) -> str:
    readings = (
        (r.clause, r.question, r.choice, r.alternatives, r.source, r.kind)
        for r in standard.readings
    )
    parameters = (
        (f"`{p.path}`", standard.label(p), p.shown, p.source)
        for p in standard.parameters.values()
        if p.kind != "法规"
    )
    return "\n\n".join(
        [
            table(("条款", "问题", "本工具取", "不取", "理由", "性质"), readings),
            "可以改的参数（在标准文件或叠加文件里改，不改代码）：",
            table(("参数", "含义", "取值", "来源"), parameters),
            "测算整改方案用的单价、许可和限制（填报表的“整改参数”表，逐项可改）；法规没有规定，默认值都是惯例，"
            "只是约数，没有出处，务必按本县实际修改：",
            table(("整改参数", "默认值", "单位", "含义", "来源"), _prices()),
            "各类问题归哪个单位、整改期限的建议，也是惯例，见[责任单位](duties.md)。",
        ]
    )


def _prices() -> Iterator[tuple[str, ...]]:
    """Every default of 整改参数, and what a plan takes for granted besides."""
    used = Parameters()
    for spec in SPECS:
        yield (
            spec.title,
            used.shown(spec.key) or "不填",
            spec.unit,
            spec.help,
            used.source(spec.key),
        )
    yield (
        "（不可改）无从推知的在校生数",
        str(ASSUMED_PUPILS),
        "人",
        "有空白时测算方案用：班级人数、同学段各校平均都没有时的学生数，只用于测算，补齐后须重算",
        "惯例",
    )


def _second_hand() -> str:
    """What stands in overlays whose text was not seen, which are never chosen unasked."""
    books = [standards.load(id) for id in standards.available()]
    rows = (
        (
            f"`{book.id}`",
            f"`{p.path}`",
            standard.label(p),
            p.shown,
            p.kind,
            "；".join(filter(None, (p.citation, p.note))),
        )
        for book in books
        if book.second_hand
        for standard in (book.at(),)
        for p in standard.parameters.values()
        if p.document == book.document
    )
    return "\n\n".join(
        [
            "没有见到原文，性质是转述，从不自动选用，结果只供对照，不可据以申报：",
            table(("标准", "参数", "含义", "取值", "性质", "来源和说明"), rows),
        ]
    )


def layout_page() -> str:
    """Return docs/layout.md."""
    parts = [
        "# 填报表各列",
        _MADE,
        "工作表按名称识别，列按表头识别，次序不限；表头可带单位，如 教学仪器设备值（万元）。"
        "带 ° 的列和项目只用于文书或提示，可以没有。空白表示未填报，不等于 0。"
        "`qbe-xl new 文件.xlsx` 生成空白填报表。",
    ]
    for sheet in layout.SHEETS:
        parts += [f"## {sheet.name}", sheet.help]
        parts.append(
            table(
                ("表头", "类型", "单位", "用于", "说明", "来源"),
                (
                    (
                        f"{'**' if c.key == sheet.key else ''}{_anchored(sheet.name, c.header)}"
                        f"{'**' if c.key == sheet.key else ''}{'°' if c.optional else ''}",
                        " / ".join(c.allowed) if c.allowed else _KINDS[c.kind],
                        c.unit,
                        "、".join(c.rules),
                        c.help,
                        c.form,
                    )
                    for c in sheet.columns
                ),
            )
        )
        if sheet.items:
            parts.append(
                table(
                    (sheet.key_column.header, "名称", "类型", "单位", "用于", "说明"),
                    (
                        (
                            f"{_anchored(sheet.name, i.key)}{'°' if i.optional else ''}",
                            i.title,
                            _KINDS[i.kind],
                            i.unit,
                            "、".join(i.rules),
                            i.help,
                        )
                        for i in sheet.items
                    ),
                )
            )
    return "\n\n".join(parts) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "docs/rules.md": rules_page,
    "docs/layout.md": layout_page,
    "docs/duties.md": lambda: duties_page(_MADE, table),
    "docs/checkup.md": lambda: checkup_page(_MADE, table),
    "docs/evidence.md": lambda: evidence_page(_MADE, table),
    "docs/evidence-list.toml": as_toml,
    "docs/county-plan-example.toml": lambda: EXAMPLE.read_text(encoding="utf-8"),
    "docs/manual.zh-CN.md": commands_page.manual,
}


def main() -> None:
    """Write every page."""
    for name, page in PAGES.items():
        (ROOT / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
