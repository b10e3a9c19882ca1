"""数据体检.xlsx; and its first sheet for an open workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

from qbe_xl.assessment import State
from qbe_xl.checkup import Examined
from qbe_xl.checkup.findings import Finding
from qbe_xl.checkup.log import Entry
from qbe_xl.checkup.result import Checkup
from qbe_xl.checkup.rules import IMPORTANCES, Label, Rule
from qbe_xl.checkup.sampling import SHARE
from qbe_xl.checkup.summaries import (
    COUNTY,
    MARKS,
    Tally,
    by_school,
    counted,
    to_visit,
    told,
)
from qbe_xl.checkup.unchecked import Extent
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
    listed,
)
from qbe_xl.sheets.table import Table

TABLE_NAME = "数据体检结果"
LIST_NAME = "体检结果"
MARK, ACCEPTED = "编号", "确认"
"""Columns of the list of findings that the next run reads back."""
_NOTE = "只供核对，不改动任何数。"
_TYPE = "确实无误的，在“确认”一栏写“姓名：理由”，保存后再体检一次，即记入确认记录。"
_TYPE_HERE = "确实无误的，在“确认”一栏写“姓名：理由”，再点一次“数据体检”，即记入确认记录。"
_HOW = "写“姓名：理由”，如“张三：已核对固定资产账”。数值改动后，确认随之失效。"


def build(checkup: Checkup) -> bytes:
    """Return 数据体检.xlsx; the same checkup gives the same bytes."""
    run = f"{checkup.input_name}　校验值 {checkup.input_sha256[:12]}"
    return file.workbook(
        f"{checkup.county.name}数据体检",
        sheets(checkup),
        time=checkup.time,
        running=Running(checkup.county.name, run, checkup.shown_time),
    )


def sheets(checkup: Checkup) -> Iterator[Sheet]:
    """Yield every sheet, in order."""
    said = "；".join((counted(checkup), *checkup.remarks))
    title = Title(f"{checkup.county.name}数据体检结果", f"{said}。{_NOTE}{_TYPE}")
    yield Sheet(
        LIST_NAME, (title, _findings(checkup.findings, checkup.accepted, checkup.unchecked))
    )
    yield _schools(checkup)
    yield _visits(checkup)
    yield _forms(checkup)
    yield _log(checkup)
    yield _rules(checkup)


def findings_table(
    examined: Examined, accepted: Mapping[str, Entry] = MappingProxyType({})
) -> Table:
    """Return 数据体检结果 for a host that is written in blocks of cells."""
    findings, unchecked = examined.findings, examined.unchecked
    must = sum(finding.kind == "填报要求" for finding in findings)
    note = f"须改正的问题 {must} 处；其他可疑之处 {len(findings) - must} 处。{_NOTE}"
    note += f"{unchecked.told}。" if unchecked.told else ""
    note += _TYPE_HERE
    return blocks.table(
        Sheet(TABLE_NAME, (Title(TABLE_NAME, note), _findings(findings, accepted, unchecked)))
    )


def _findings(
    findings: Sequence[Finding], accepted: Mapping[str, Entry], unchecked: Extent
) -> Grid:
    """Everything found; accepted ones stay, with who and why."""

    def done(one: Finding) -> str:
        entry = accepted.get(one.mark)
        return entry.shown if entry else ""

    return listed(
        findings,
        (
            (Field("序号", 5, CENTER), None),
            (
                Field("重要性", 8, CENTER),
                lambda one: Marked(MARKS[one.importance], told(one.importance)),
            ),
            (Field("类别", 13), lambda one: one.kind),
            (Field("学校", 22, tall=TALL), lambda one: one.school or COUNTY),
            (Field("单元格", 13, tall=TALL), lambda one: one.cell),
            (Field("情况", 44, tall=TALL), lambda one: one.message),
            (Field("现值", 14, tall=TALL), lambda one: one.value),
            (Field("参照（请核实）", 16, tall=TALL), lambda one: one.expected),
            (Field("改正办法", 36, tall=TALL), lambda one: one.fix),
            (Field("依据", 20, QUIET, tall=TALL), lambda one: one.source),
            (Field(MARK, 12, QUIET), lambda one: one.mark),
            (Field(ACCEPTED, 18, QUIET, tall=TALL, comment=_HOW), done),
        ),
        keep=2,
        filtered=True,
        empty=("核对过的没有发现可疑之处。", None)
        if unchecked.comparisons
        else ("没有发现可疑之处。", State.MET),
    )


def _schools(checkup: Checkup) -> Sheet:
    """School by school, whom to ring up first."""

    def count(place: int) -> Callable[[Tally], Value]:
        look = marked(MARKS[IMPORTANCES[place]])
        return lambda one: Figure(one.counts[place], over=look) if one.counts[place] else 0

    grid = listed(
        by_school(checkup),
        (
            (Field("序号", 6, CENTER), None),
            (Field("学校标识码", 16), lambda one: one.code),
            (Field("学校", 28, tall=TALL), lambda one: one.name),
            (Field("乡镇", 14), lambda one: one.township),
            *((Field(of, 7, CENTER), count(place)) for place, of in enumerate(IMPORTANCES)),
            (Field("已确认", 9, CENTER), lambda one: one.accepted),
            (Field("因空白未核对（处）", 12, CENTER), lambda one: one.unchecked),
            (Field("首要问题", 60, tall=TALL), lambda one: one.gist),
        ),
        keep=3,
        empty=("各校都没有发现可疑之处。", State.MET),
    )
    note = "按轻重排列，排在前面的优先核实；已确认的不计。“因空白未核对”是有空白、无法比较的处数，填报后再体检一次。“全县”一行是县级数据和合计。"
    return Sheet("各校情况", (Title("各校情况", note), grid))


def _visits(checkup: Checkup) -> Sheet:
    """The schools that were drawn."""
    schools = checkup.county.schools
    open_of = {tally.code: tally.total for tally in by_school(checkup)}
    grid = listed(
        checkup.sample,
        (
            (Field("序号", 6, CENTER), None),
            (Field("学校标识码", 16), lambda of: schools.word("code", of)),
            (Field("学校", 30, tall=TALL), lambda of: schools.word("name", of)),
            (Field("办学类型", 18), lambda of: schools.choice("type", of)),
            (Field("乡镇", 14), lambda of: schools.word("township", of)),
            (Field("城乡", 11), lambda of: schools.choice("area", of)),
            (Field("体检发现", 11, CENTER), lambda of: open_of.get(schools.word("code", of), 0)),
            (Field("核查日期", 14), lambda of: ""),
            (Field("核查人", 16), lambda of: ""),
            (Field("结论", 24), lambda of: ""),
        ),
        keep=3,
        least=24,
    )
    note = (
        f"从 {len(schools)} 所学校中抽 {len(checkup.sample)} 所（{SHARE:.0%}，职业学校除外），"
        f"各办学类型按比例；抽样编号 {checkup.seed}，用同样的抽样编号和学校标识码重抽，结果相同。"
        "逐校的核查表见“现场核查表”。"
    )
    return Sheet("现场核查名单", (Title("现场核查名单", note), grid))


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

    def time(entry: Entry) -> str:
        ended = "" if checkup.accepted.get(entry.mark) == entry else "（已失效）"
        return entry.time.replace("T", " ")[:16] + ended

    grid = listed(
        checkup.log.entries,
        (
            (Field("序号", 6, CENTER), lambda one: one.number),
            (Field("时间", 22, tall=TALL), time),
            (Field("编号", 12, tall=TALL), lambda one: one.mark),
            (Field("单元格", 13, tall=TALL), lambda one: one.cell),
            (Field("学校", 24, tall=TALL), lambda one: one.school or COUNTY),
            (Field("情况", 50, tall=TALL), lambda one: one.message),
            (Field("确认人", 14, tall=TALL), lambda one: one.by),
            (Field("理由", 40, tall=TALL), lambda one: one.why),
        ),
        keep=0,
        empty=("尚无确认记录。", None),
    )
    note = "记载何人、何时、因何确认某处无误。记录只增不改，逐行用校验值相连；数值改动后，原来的确认随之失效。"
    return Sheet("确认记录", (Title("确认记录", note), grid), tab=palette.QUIET_TAB)


def _rules(checkup: Checkup) -> Sheet:
    """Every rule, one line each."""
    rules = checkup.rules

    def condition(rule: Label) -> Value:
        if not isinstance(rule, Rule):
            return "读取和检查表格时判断"
        same = sum(other.id == rule.id for other in rules.rules)
        more = f"（同样的共 {same} 条）" if same > 1 else ""
        return Cell(rule.condition + more, SMALL)

    every = (*rules.rules, *rules.notices, *rules.sheets.values(), rules.problem)
    first: dict[str, Label] = {}
    for rule in every:
        first.setdefault(rule.id, rule)
    grid = listed(
        first.values(),
        (
            (Field("编号", 8, tall=TALL), lambda one: one.id),
            (Field("名称", 26, tall=TALL), lambda one: one.title),
            (Field("类别", 13, tall=TALL), lambda one: one.kind),
            (
                Field("检查范围", 10, tall=TALL),
                lambda one: one.sheet if isinstance(one, Rule) else "",
            ),
            (Field("条件", 46, tall=TALL), condition),
            (Field("重要性", 8, tall=TALL), lambda one: one.importance),
            (Field("空白", 8, tall=TALL), lambda one: one.missing if isinstance(one, Rule) else ""),
            (Field("改正办法", 40, tall=TALL), lambda one: one.fix),
            (Field("依据", 30, tall=TALL), lambda one: one.source),
        ),
        keep=2,
    )
    note = "“条件”不成立的，列入体检结果供核对；一条规则检查几列的，只写出第一列。"
    return Sheet("规则", (Title("规则", note), grid), tab=palette.QUIET_TAB)
