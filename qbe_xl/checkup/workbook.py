"""数据体检.xlsx; and its first sheet for an open workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from qbe_xl.assessment import State
from qbe_xl.checkup.findings import Finding
from qbe_xl.checkup.log import Entry
from qbe_xl.checkup.result import Checkup
from qbe_xl.checkup.rules import IMPORTANCES, Rule
from qbe_xl.checkup.sampling import SHARE
from qbe_xl.checkup.summaries import MARKS, by_school, counted, to_visit, told
from qbe_xl.sheets import blocks, file, palette
from qbe_xl.sheets.looks import CENTER, HEADER, QUIET, SMALL, TEXT, marked
from qbe_xl.sheets.model import (
    TALL,
    UPRIGHT,
    Break,
    Cell,
    Field,
    Figure,
    Grid,
    Heading,
    Marked,
    Part,
    Row,
    Running,
    Sheet,
    Space,
    Title,
    Value,
)
from qbe_xl.sheets.table import Table

TABLE_NAME = "数据体检结果"
_NOTE = "只供核对，不改动任何数；确实无误的可以确认，写明理由。"


def build(checkup: Checkup) -> bytes:
    """Return 数据体检.xlsx; the same checkup gives the same bytes."""
    run = f"{checkup.input_name}　SHA-256 {checkup.input_sha256[:12]}"
    return file.workbook(
        f"{checkup.county.name}数据体检",
        sheets(checkup),
        time=checkup.time,
        running=Running(checkup.county.name, run, checkup.shown_time),
    )


def sheets(checkup: Checkup) -> Iterator[Sheet]:
    """Yield every sheet, in order."""
    said = "；".join((counted(checkup), *checkup.remarks))
    title = Title(f"{checkup.county.name}数据体检结果", f"{said}。{_NOTE}")
    yield Sheet("体检结果", (title, _findings(checkup.findings, checkup.accepted)))
    yield _schools(checkup)
    yield _visits(checkup)
    yield _forms(checkup)
    yield _log(checkup)
    yield _rules(checkup)


def findings_table(findings: Sequence[Finding]) -> Table:
    """Return 数据体检结果 for a host that is written in blocks of cells."""
    must = sum(finding.kind == "填报要求" for finding in findings)
    note = f"须改正的问题 {must} 处；其他可疑之处 {len(findings) - must} 处。{_NOTE}"
    return blocks.table(Sheet(TABLE_NAME, (Title(TABLE_NAME, note), _findings(findings, {}))))


def _findings(findings: Sequence[Finding], accepted: Mapping[str, Entry]) -> Grid:
    """Everything found; accepted ones stay, with who and why."""
    fields = (
        Field("序号", 5, CENTER),
        Field("重要性", 8, CENTER),
        Field("类别", 13),
        Field("学校", 22, tall=TALL),
        Field("单元格", 13, tall=TALL),
        Field("情况", 44, tall=TALL),
        Field("现值", 14, tall=TALL),
        Field("应为", 16, tall=TALL),
        Field("怎么改", 36, tall=TALL),
        Field("依据", 20, QUIET, tall=TALL),
        Field("编号", 12, QUIET),
        Field("确认", 18, QUIET, tall=TALL),
    )
    rows = []
    for place, one in enumerate(findings, 1):
        entry = accepted.get(one.mark)
        rows.append(
            (
                place,
                Marked(MARKS[one.importance], told(one.importance)),
                one.kind,
                one.school or "全县",
                one.cell,
                one.message,
                one.value,
                one.expected,
                one.fix,
                one.source,
                one.mark,
                f"{entry.by} {entry.time[:10]}：{entry.why}" if entry else "",
            )
        )
    empty = ("没有发现可疑之处。", State.MET)
    return Grid(fields, rows, keep=2, filtered=True, empty=empty)


def _schools(checkup: Checkup) -> Sheet:
    """School by school, whom to ring up first."""
    fields = (
        Field("序号", 6, CENTER),
        Field("学校标识码", 16),
        Field("学校", 28, tall=TALL),
        Field("乡镇", 14),
        *(Field(importance, 7, CENTER) for importance in IMPORTANCES),
        Field("已确认", 9, CENTER),
        Field("最要紧的一处", 60, tall=TALL),
    )
    coloured = [marked(MARKS[importance]) for importance in IMPORTANCES]
    rows = []
    for place, one in enumerate(by_school(checkup), 1):
        counts = (
            Figure(count, over=look) if count else count
            for count, look in zip(one.counts, coloured, strict=True)
        )
        rows.append((place, one.code, one.name, one.township, *counts, one.accepted, one.gist))
    note = "按轻重排列，先问前面的学校；已确认的不计。全县的一行是县级数据和合计。"
    grid = Grid(fields, rows, keep=3, empty=("各校都没有发现可疑之处。", State.MET))
    return Sheet("各校情况", (Title("各校情况", note), grid))


def _visits(checkup: Checkup) -> Sheet:
    """The schools that were drawn."""
    fields = (
        Field("序号", 6, CENTER),
        Field("学校标识码", 16),
        Field("学校", 30, tall=TALL),
        Field("办学类型", 18),
        Field("乡镇", 14),
        Field("城乡", 11),
        Field("体检发现", 11, CENTER),
        Field("核查日期", 14),
        Field("核查人", 16),
        Field("结论", 24),
    )
    schools = checkup.county.schools
    open_of = {tally.code: tally.total for tally in by_school(checkup)}
    rows = [
        (
            place,
            schools.word("code", school),
            schools.word("name", school),
            schools.choice("type", school),
            schools.word("township", school),
            schools.choice("area", school),
            open_of.get(schools.word("code", school), 0),
            *("", "", ""),
        )
        for place, school in enumerate(checkup.sample, 1)
    ]
    note = (
        f"从 {len(schools)} 所学校中抽 {len(checkup.sample)} 所（{SHARE:.0%}，职业学校除外），"
        f"各办学类型按比例；种子 {checkup.seed}，同样的种子和学校标识码抽出同样的学校。"
        "逐校的核查表见“现场核查表”。"
    )
    return Sheet(
        "现场核查名单", (Title("现场核查名单", note), Grid(fields, rows, keep=3, least=24))
    )


def _forms(checkup: Checkup) -> Sheet:
    """The forms that are taken along, a school a page."""
    note = "一校一页，带到现场逐项核对；填报数照录填报表，不得更改。"
    forms = list(_form_parts(checkup))
    widths = (6, 32, 20, 18, 18, 14, 26)
    return Sheet("现场核查表", (Title("现场核查表", note), *forms), widths, paper=UPRIGHT)


def _form_parts(checkup: Checkup) -> Iterator[Part]:
    schools = checkup.county.schools
    blank = ("现场核实数", "是否一致", "相差", "说明和佐证")
    fields = (
        Field("序号", look=CENTER),
        Field("项目"),
        Field("填报数", look=CENTER),
        *map(Field, blank),
    )
    signed = Row(
        (
            Cell("核查人（签字）", HEADER, 2),
            Cell("", TEXT, 2),
            Cell("校长（签字）", HEADER),
            Cell("", TEXT, 2),
        ),
        height=34,
    )
    for place, school in enumerate(checkup.sample, 1):
        yield Space()
        if place > 1:
            yield Break()
        yield Heading(f"{place}. {schools.word('name', school)}（{schools.word('code', school)}）")
        items = enumerate(to_visit(checkup, school), 1)
        rows = [(number, item, figure, "", "", "", "") for number, (item, figure, _) in items]
        yield Grid(fields, rows, height=24)
        yield signed


def _log(checkup: Checkup) -> Sheet:
    """What was accepted, whether it still holds or not."""
    fields = (
        Field("序号", 6, CENTER),
        Field("时间", 22, tall=TALL),
        Field("编号", 12, tall=TALL),
        Field("单元格", 13, tall=TALL),
        Field("学校", 24, tall=TALL),
        Field("情况", 50, tall=TALL),
        Field("确认人", 14, tall=TALL),
        Field("理由", 40, tall=TALL),
    )
    holds = checkup.accepted
    rows = [
        (
            entry.number,
            entry.time.replace("T", " ")[:16]
            + ("" if holds.get(entry.mark) == entry else "（已失效）"),
            entry.mark,
            entry.cell,
            entry.school or "全县",
            entry.message,
            entry.by,
            entry.why,
        )
        for entry in checkup.log.entries
    ]
    note = "谁、何时、因何确认某处无误。记录只增不改，逐行用 SHA-256 相连；数一改，原来的确认随之失效。"
    grid = Grid(fields, rows, keep=0, empty=("还没有确认过。", None))
    return Sheet("确认记录", (Title("确认记录", note), grid), tab=palette.QUIET_TAB)


def _rules(checkup: Checkup) -> Sheet:
    """Every rule, one line each."""
    fields = (
        Field("编号", 8, tall=TALL),
        Field("名称", 26, tall=TALL),
        Field("类别", 13, tall=TALL),
        Field("看哪里", 10, tall=TALL),
        Field("条件", 46, tall=TALL),
        Field("重要性", 8, tall=TALL),
        Field("空白", 8, tall=TALL),
        Field("怎么改", 40, tall=TALL),
        Field("依据", 30, tall=TALL),
    )
    rules = checkup.rules
    rows: dict[str, tuple[Value, ...]] = {}
    for rule in (*rules.rules, *rules.notices, *rules.sheets.values(), rules.problem):
        if rule.id in rows:
            continue
        where, missing = "", ""
        condition: Value = "读取和检查表格时判断"
        if isinstance(rule, Rule):
            same = sum(other.id == rule.id for other in rules.rules)
            more = f"（同样的共 {same} 条）" if same > 1 else ""
            where, missing = rule.sheet, rule.missing
            condition = Cell(rule.condition + more, SMALL)
        rows[rule.id] = (
            rule.id,
            rule.title,
            rule.kind,
            where,
            condition,
            rule.importance,
            missing,
            rule.fix,
            rule.source,
        )
    note = "左边 比较 右边，不成立就提出来核对。@ 和 $ 已换成第一种写法。"
    grid = Grid(fields, list(rows.values()), keep=2)
    return Sheet("规则", (Title("规则", note), grid), tab=palette.QUIET_TAB)
