"""The sheets of 数据体检.xlsx."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlsxwriter.format import Format

from qbe_xl.assessment import State
from qbe_xl.checkup.findings import Finding
from qbe_xl.checkup.log import Entry
from qbe_xl.checkup.result import Checkup
from qbe_xl.checkup.rules import IMPORTANCES, Importance, Rule
from qbe_xl.checkup.sampling import SHARE
from qbe_xl.checkup.summaries import by_school, to_visit
from qbe_xl.clauses import words
from qbe_xl.sheets import style
from qbe_xl.sheets.page import Page
from qbe_xl.sheets.style import Styles

FINDINGS, SCHOOLS, VISITS, FORMS, LOG, RULES = (
    "体检结果",
    "各校情况",
    "现场核查名单",
    "现场核查表",
    "确认记录",
    "规则",
)
_LABELS = (
    "序号",
    "重要性",
    "类别",
    "学校",
    "单元格",
    "情况",
    "现值",
    "应为",
    "怎么改",
    "依据",
    "编号",
    "确认",
)
FINDINGS_WIDTHS = (5, 8, 13, 22, 13, 44, 14, 16, 36, 20, 12, 18)
SCHOOLS_WIDTHS = (6, 16, 28, 14, 7, 7, 7, 9, 60)
VISITS_WIDTHS = (6, 16, 30, 18, 14, 11, 11, 14, 16, 24)
FORMS_WIDTHS = (6, 32, 20, 18, 18, 14, 26)
LOG_WIDTHS = (6, 22, 12, 13, 24, 50, 14, 40)
RULES_WIDTHS = (8, 26, 13, 10, 46, 8, 8, 40, 30)

_MARKS: Mapping[Importance, str] = {
    "高": State.UNMET.mark,
    "中": words.NEAR_MARK,
    "低": State.MISSING.mark,
}
HEADER_ROW = 2


def importance(styles: Styles, of: Importance) -> Format:
    """Return the looks of a cell that tells an importance; its word is the other sign."""
    return styles(style.CENTER, style.marked(_MARKS[of]))


def told(of: Importance) -> str:
    """Return an importance with its mark: ✕ 高."""
    return f"{_MARKS[of]} {of}"


def counted(checkup: Checkup) -> str:
    """Return the whole result in a sentence."""
    counts = checkup.counts
    said = "，".join(f"{told(i)} {counts[i]} 处" for i in IMPORTANCES)
    done = len(checkup.accepted)
    return said + (f"；另有 {done} 处已确认无误" if done else "")


def write_findings(
    page: Page, findings: Sequence[Finding], accepted: Mapping[str, Entry], title: str, note: str
) -> None:
    """Fill the sheet of everything found; accepted ones stay, with who and why."""
    page.title(0, title, note)
    page.header(HEADER_ROW, _LABELS)
    page.sheet.freeze_panes(HEADER_ROW + 1, 2)
    page.repeat(HEADER_ROW, HEADER_ROW)
    text, centre = page.styles(style.TEXT), page.styles(style.CENTER)
    quiet = page.styles(style.TEXT, font_size=8, font_color=style.QUIET)
    row = HEADER_ROW + 1
    for place, finding in enumerate(findings, 1):
        entry = accepted.get(finding.mark)
        done = f"{entry.by} {entry.time[:10]}：{entry.why}" if entry else ""
        page.number(row, 0, place, centre)
        page.text(row, 1, told(finding.importance), importance(page.styles, finding.importance))
        for column, said, made in (
            (2, finding.kind, text),
            (3, finding.school or "全县", text),
            (4, finding.cell, text),
            (5, finding.message, text),
            (6, finding.value, text),
            (7, finding.expected, text),
            (8, finding.fix, text),
            (9, finding.source, quiet),
            (10, finding.mark, quiet),
            (11, done, quiet),
        ):
            page.text(row, column, said, made)
        cells = (finding.school, finding.cell, finding.message, finding.value, finding.expected)
        page.fit_all(row, (*enumerate(cells, 3), (8, finding.fix), (9, finding.source), (11, done)))
        row += 1
    if findings:
        page.sheet.autofilter(HEADER_ROW, 0, row - 1, page.last)
    else:
        glad = page.styles(style.CELL, style.marked(State.MET.mark), align="center")
        page.merged(row, 0, page.last, "没有发现可疑之处。", glad)


def write_schools(page: Page, checkup: Checkup) -> None:
    """Fill the sheet that tells, school by school, whom to ring up first."""
    page.title(0, SCHOOLS, "按轻重排列，先问前面的学校；已确认的不计。全县的一行是县级数据和合计。")
    page.header(
        HEADER_ROW,
        ("序号", "学校标识码", "学校", "乡镇", *IMPORTANCES, "已确认", "最要紧的一处"),
    )
    page.sheet.freeze_panes(HEADER_ROW + 1, 3)
    page.repeat(HEADER_ROW, HEADER_ROW)
    text, count = page.styles(style.TEXT), page.styles(style.CENTER)
    row = HEADER_ROW + 1
    for place, tally in enumerate(by_school(checkup), 1):
        page.number(row, 0, place, count)
        for column, said in ((1, tally.code), (2, tally.name), (3, tally.township)):
            page.text(row, column, said, text)
        for column, (of, number) in enumerate(zip(IMPORTANCES, tally.counts, strict=True), 4):
            made = importance(page.styles, of) if number else count
            page.number(row, column, number, made)
        page.number(row, 7, tally.accepted, count)
        page.text(row, 8, tally.gist, text)
        page.fit_all(row, ((2, tally.name), (8, tally.gist)))
        row += 1
    if row == HEADER_ROW + 1:
        glad = page.styles(style.CELL, style.marked(State.MET.mark), align="center")
        page.merged(row, 0, page.last, "各校都没有发现可疑之处。", glad)


def write_visits(page: Page, checkup: Checkup) -> None:
    """Fill the list of schools that were drawn."""
    schools = checkup.county.schools
    open_of = {tally.code: tally.total for tally in by_school(checkup)}
    page.title(
        0,
        VISITS,
        f"从 {len(schools)} 所学校中抽 {len(checkup.sample)} 所（{SHARE:.0%}，职业学校除外），"
        f"各办学类型按比例；种子 {checkup.seed}，同样的种子和学校标识码抽出同样的学校。"
        "逐校的核查表见“现场核查表”。",
    )
    page.header(
        HEADER_ROW,
        (
            "序号",
            "学校标识码",
            "学校",
            "办学类型",
            "乡镇",
            "城乡",
            "体检发现",
            "核查日期",
            "核查人",
            "结论",
        ),
    )
    page.sheet.freeze_panes(HEADER_ROW + 1, 3)
    page.repeat(HEADER_ROW, HEADER_ROW)
    text, centre = page.styles(style.TEXT), page.styles(style.CENTER)
    for place, school in enumerate(checkup.sample, 1):
        row = HEADER_ROW + place
        code, name = schools.word("code", school), schools.word("name", school)
        page.number(row, 0, place, centre)
        cells = (
            code,
            name,
            schools.choice("type", school),
            schools.word("township", school),
            schools.choice("area", school),
        )
        for column, said in enumerate(cells, 1):
            page.text(row, column, said, text)
        page.number(row, 6, open_of.get(code, 0), centre)
        for column in (7, 8, 9):
            page.text(row, column, "", text)
        page.fit(row, name, 2, 2, least=24)


def write_forms(page: Page, checkup: Checkup) -> None:
    """Fill the forms that are taken along, a school a page."""
    schools = checkup.county.schools
    page.title(0, FORMS, "一校一页，带到现场逐项核对；填报数照录填报表，不得更改。")
    styles = page.styles
    text, centre, label = styles(style.TEXT), styles(style.CENTER), styles(style.HEADER)
    row = 3
    breaks = []
    for place, school in enumerate(checkup.sample, 1):
        if place > 1:
            breaks.append(row)
        name = f"{place}. {schools.word('name', school)}（{schools.word('code', school)}）"
        row = page.heading(row, name)
        row = page.header(
            row, ("序号", "项目", "填报数", "现场核实数", "是否一致", "相差", "说明和佐证")
        )
        for number, (item, figure, _) in enumerate(to_visit(checkup, school), 1):
            page.number(row, 0, number, centre)
            page.text(row, 1, item, text)
            page.text(row, 2, figure, centre)
            for column in range(3, page.last + 1):
                page.text(row, column, "", text)
            page.sheet.set_row(row, 24)
            row += 1
        page.merged(row, 0, 1, "核查人（签字）", label)
        page.merged(row, 2, 3, "", text)
        page.text(row, 4, "校长（签字）", label)
        page.merged(row, 5, page.last, "", text)
        page.sheet.set_row(row, 34)
        row += 2
    page.sheet.set_h_pagebreaks(breaks)


def write_log(page: Page, checkup: Checkup) -> None:
    """Fill the sheet of what was accepted, whether it still holds or not."""
    page.title(
        0,
        LOG,
        "谁、何时、因何确认某处无误。记录只增不改，逐行用 SHA-256 相连；数一改，原来的确认随之失效。",
    )
    page.header(HEADER_ROW, ("序号", "时间", "编号", "单元格", "学校", "情况", "确认人", "理由"))
    page.sheet.freeze_panes(HEADER_ROW + 1, 0)
    page.repeat(HEADER_ROW, HEADER_ROW)
    text, centre = page.styles(style.TEXT), page.styles(style.CENTER)
    holds = checkup.accepted
    row = HEADER_ROW + 1
    for entry in checkup.log.entries:
        page.number(row, 0, entry.number, centre)
        state = "" if holds.get(entry.mark) == entry else "（已失效）"
        cells = (
            entry.time.replace("T", " ")[:16] + state,
            entry.mark,
            entry.cell,
            entry.school or "全县",
            entry.message,
            entry.by,
            entry.why,
        )
        for column, said in enumerate(cells, 1):
            page.text(row, column, said, text)
        page.fit_all(row, enumerate(cells, 1))
        row += 1
    if not checkup.log.entries:
        page.merged(row, 0, page.last, "还没有确认过。", page.styles(style.CENTER))


def write_rules(page: Page, checkup: Checkup) -> None:
    """Fill the sheet of every rule, one line each."""
    page.title(0, RULES, "左边 比较 右边，不成立就提出来核对。@ 和 $ 已换成第一种写法。")
    page.header(
        HEADER_ROW,
        ("编号", "名称", "类别", "看哪里", "条件", "重要性", "空白", "怎么改", "依据"),
    )
    page.sheet.freeze_panes(HEADER_ROW + 1, 2)
    page.repeat(HEADER_ROW, HEADER_ROW)
    text, quiet = page.styles(style.TEXT), page.styles(style.TEXT, font_size=9)
    rules = checkup.rules
    row = HEADER_ROW + 1
    seen: set[str] = set()
    for rule in (*rules.rules, *rules.notices, *rules.sheets.values(), rules.problem):
        if rule.id in seen:
            continue
        seen.add(rule.id)
        compares = isinstance(rule, Rule)
        same = sum(other.id == rule.id for other in rules.rules)
        more = f"（同样的共 {same} 条）" if same > 1 else ""
        cells = (
            rule.id,
            rule.title,
            rule.kind,
            rule.sheet if isinstance(rule, Rule) else "",
            rule.condition + more if isinstance(rule, Rule) else "读取和检查表格时判断",
            rule.importance,
            rule.missing if isinstance(rule, Rule) else "",
            rule.fix,
            rule.source,
        )
        for column, said in enumerate(cells):
            page.text(row, column, said, quiet if column == 4 and compares else text)
        page.fit_all(row, enumerate(cells))
        row += 1
