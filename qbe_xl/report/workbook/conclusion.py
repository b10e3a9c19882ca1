"""结论: the verdict, the six groups, the figures at a glance, and what keeps the county back."""

from __future__ import annotations

from collections.abc import Iterator

from qbe_xl.assessment import Assessment, State
from qbe_xl.assessment.balance import Balance
from qbe_xl.assessment.sections import STAGES
from qbe_xl.assessment.share import Share, share_of
from qbe_xl.clauses import words
from qbe_xl.clauses.records import GROUPS, RESOURCES
from qbe_xl.clauses.trace import share_of_sections
from qbe_xl.county import layout
from qbe_xl.report.obstacles import obstacles, said_of
from qbe_xl.report.record import RunRecord
from qbe_xl.report.view.basis import roundings
from qbe_xl.report.workbook import chart
from qbe_xl.sheets import palette
from qbe_xl.sheets.layout import lines, taken
from qbe_xl.sheets.looks import (
    BASE,
    CELL,
    CENTER,
    FIGURE,
    HEADING,
    NOTE,
    TEXT,
    TITLE,
    Look,
    cv_format,
    marked,
)
from qbe_xl.sheets.model import (
    TALL,
    UPRIGHT,
    At,
    Break,
    Cell,
    Either,
    Field,
    Figure,
    Grid,
    Heading,
    Note,
    Part,
    Row,
    Sheet,
    Space,
    listed,
    marked_of,
)

NAME = "结论"
_WIDTHS = (5, 11, 18.5, 8.5, 6.5, 17, 12)
_CARDS = (2, 1, 2, 1, 1)
"""How many columns each card takes."""
_OUTCOME = {
    State.MET: "六个方面全部达到要求，没有影响通过的事项。",
    State.UNMET: "全县尚未达到优质均衡的要求：{gist}。",
    State.MISSING: "填报尚不完整，暂不能得出结论：{gist}。",
    State.NOT_APPLICABLE: "没有可以评估的内容。",
}


def sheet(assessment: Assessment, run: RunRecord) -> Sheet:
    """Return the sheet. Live hosts show the CVs as a table, and draw their chart beside it."""
    above: list[Part] = [
        *_head(assessment, run),
        Space(),
        *_verdict(assessment),
        Space(),
        *_cards(assessment),
        Space(),
        Heading("一、六个方面"),
        _groups(assessment),
        Space(),
    ]
    heading = "二、校际差异系数与上限"
    if assessment.stages:
        drawn = (Break(), Heading(f"{heading}（斜纹为超过上限）"), chart.chart(assessment, _WIDTHS))
        row = taken(*above) + 1
        cvs = _cvs(assessment)
        beside = At(row, len(_WIDTHS), chart.live_chart(NAME, row, len(cvs.rows)))
        balance: tuple[Part, ...] = (Either(drawn, (Heading(heading), cvs, beside)),)
    else:
        balance = (Heading(heading), Note("没有参与评估的办学单元，不计算差异系数。"))
    parts = (
        *above,
        *balance,
        Space(),
        Heading("三、影响通过的事项（按轻重）"),
        *_obstacles(assessment),
        *_roundings(assessment),
    )
    tab = palette.of(assessment.verdict).ink
    return Sheet(NAME, parts, _WIDTHS, tab=tab, paper=UPRIGHT)


def _head(assessment: Assessment, run: RunRecord) -> list[Part]:
    county, standard = assessment.county, assessment.standard
    name = county.name or "（县名未填）"
    title = f"{name}义务教育优质均衡发展评估结果"
    large = TITLE(size=20, align="center", wrap=True)
    facts = (
        ("学年", county.fact("学年") or words.UNKNOWN),
        ("评估日期", words.day(county.date) if county.date else words.UNKNOWN),
        ("评估标准", f"{standard.title}（{'、'.join(standard.documents)}）"),
        ("生成时间", run.shown_time),
    )
    quiet = NOTE(align="center", size=10)
    told = (
        "　　".join(f"{label}：{value}" for label, value in part)
        for part in ((facts[0], facts[1], facts[3]), facts[2:3])
    )
    return [
        _across(title, large, height=40 * lines(title * 2, sum(_WIDTHS))),
        *(Row((Cell(text, quiet, len(_WIDTHS)),), fit=TALL) for text in told),
    ]


def _across(text: str, look: Look, height: float) -> Row:
    return Row((Cell(text, look, len(_WIDTHS)),), height=height)


def _verdict(assessment: Assessment) -> list[Part]:
    verdict = assessment.verdict
    band = BASE(align="center", wrap=True, line=1, edge=palette.of(verdict).ink) | marked(verdict)
    sentence = _OUTCOME[verdict].format(gist=_gist(assessment))
    small = Cell(sentence, band(size=11, sides="lrb"), len(_WIDTHS))
    return [
        _across(verdict.marked, band(size=26, bold=True, sides="lrt"), 46),
        Row((small,), fit=TALL, least=26),
    ]


def _gist(assessment: Assessment) -> str:
    missing = [GROUPS[g].word for g, s in assessment.groups.items() if s is State.MISSING]
    parts = (said_of(assessment, State.UNMET), f"{'、'.join(missing)}待填报" if missing else "")
    return "；".join(filter(None, parts))


def _cards(assessment: Assessment) -> tuple[Row, Row]:
    edge = Look(line=1, edge=palette.EDGE, align="center")
    label, figure = NOTE | edge(sides="lrt"), HEADING(size=16) | edge(sides="lrb", wrap=True)
    names, values = zip(*_at_a_glance(assessment), strict=True)
    shown = [value.replace("，", "\n") for value in values]
    high = 28.0 if shown == list(values) else 46.0
    return (
        Row(
            [Cell(name, label, n) for n, name in zip(_CARDS, names, strict=True)],
            fit=TALL,
            least=20,
        ),
        Row([Cell(value, figure, n) for n, value in zip(_CARDS, shown, strict=True)], height=high),
    )


def _at_a_glance(assessment: Assessment) -> Iterator[tuple[str, str]]:
    yield "学校（所）", words.number(float(len(assessment.county.schools)))
    for stage in STAGES:
        word = layout.STAGE_WORDS[stage]
        yield f"{word}办学单元综合达标", _card(share_of_sections(assessment, stage))
    yield "差异系数达标（项）", _card(share_of(one.state for _, _, one in assessment.cvs))
    items = (item.state for id, item in assessment.items.items() if id[0] in "GQS")
    yield "政府·质量·认可（项）", _card(share_of(items))


def _card(share: Share) -> str:
    return words.reached(share, between=" / ") if share.total else "无"


def _groups(assessment: Assessment) -> Grid:
    def met(group: str) -> str:
        share = share_of(_states_of(assessment, group))
        return words.reached(share).replace("，", "\n")

    return listed(
        assessment.groups,
        (
            (Field("序号", look=CENTER), None),
            (Field("方面", look=TEXT(bold=True), tall=TALL), lambda group: GROUPS[group].word),
            (Field("评估内容", tall=TALL), lambda group: _content(assessment, group)),
            (Field("状态", look=CENTER), lambda group: marked_of(group, assessment.groups[group])),
            (Field("达标", look=CENTER(wrap=True), tall=TALL), met),
            (Field("情况", tall=TALL), lambda group: reason_of(assessment, group)),
            (Field("依据", tall=TALL), lambda group: assessment.standard.article_of(GROUPS[group])),
        ),
        least=22,
    )


def _cvs(assessment: Assessment) -> Grid:
    """The CVs for live hosts, in columns that hold no other figures: a host formats whole ones."""

    def cv(of: tuple[str, str, Balance]) -> Figure:
        found = of[2]
        return Figure(found.cv, cv_format(found.cv or 0.0, found.limit), blank=words.BLANK)

    article = assessment.standard.clauses["balance"].article
    return listed(
        assessment.cvs,
        (
            (Field("序号", look=CENTER), None),
            (Field("学段"), lambda of: layout.STAGE_WORDS[of[0]]),
            (Field("指标"), lambda of: f"{of[1]} {RESOURCES[of[1]].short}"),
            (Field("状态", look=CENTER), lambda of: of[2].state),
            (Field("依据"), lambda of: article),
            (Field("差异系数", look=FIGURE), cv),
            (Field("上限", look=FIGURE(number="0.00##")), lambda of: of[2].limit),
        ),
    )


def _states_of(assessment: Assessment, group: str) -> list[State]:
    if group == "resources":
        return [State(code) for code in assessment.sections.state.tolist()]
    letter = GROUPS[group].letter
    return [item.state for id, item in assessment.items.items() if id.startswith(letter)]


def _content(assessment: Assessment, group: str) -> str:
    if group == "resources":
        found = len(assessment.cvs)
        if not found:
            return "办学单元综合达标，校际差异系数"
        return f"{len(assessment.sections)} 个办学单元综合达标，{found} 项校际差异系数"
    letter = GROUPS[group].letter
    clauses = [assessment.standard.clauses[id] for id in assessment.items if id[0] == letter]
    if len(clauses) == 1:
        return f"{clauses[0].name} {assessment.standard.requirement(clauses[0].id)}"
    return f"{len(clauses)} 种情形均不得存在" if letter == "V" else f"{len(clauses)} 项"


def reason_of(assessment: Assessment, group: str) -> str:
    """Return in one line why a group stands as it does."""
    if group == "resources":
        return _reason_of_resources(assessment)
    items = {id: i for id, i in assessment.items.items() if id.startswith(GROUPS[group].letter)}
    parts = []
    for state in (State.UNMET, State.MISSING, State.NOT_APPLICABLE):
        held = [id for id, item in items.items() if item.state is state]
        if held:
            word = words.state_word(GROUPS[group].letter, state)
            names = "；".join(assessment.standard.clauses[id].name for id in held[:2])
            more = "等" if len(held) > 2 else ""
            parts.append(f"{word} {len(held)} 项：{names}{more}")
    if parts:
        return "。".join(parts)
    return {"vetoes": "均不存在", "preconditions": "全部符合"}.get(group, "全部达标")


def _reason_of_resources(assessment: Assessment) -> str:
    if not len(assessment.sections):
        return "没有参与评估的办学单元"
    parts = []
    for state in (State.UNMET, State.MISSING):
        held = {
            layout.STAGE_WORDS[stage]: int(
                (assessment.sections.state[assessment.sections.of_stage(stage)] == state).sum()
            )
            for stage in assessment.stages
        }
        if any(held.values()):
            by_stage = "、".join(f"{word} {count} 个" for word, count in held.items() if count)
            parts.append(f"办学单元{state.word} {sum(held.values())} 个（{by_stage}）")
    if not parts:
        parts.append("办学单元全部达标")
    found = [one.state for _, _, one in assessment.cvs]
    open_ = [
        f"{found.count(state)} 项{state.word}"
        for state in (State.UNMET, State.MISSING)
        if state in found
    ]
    parts.append(f"差异系数 {'、'.join(open_)}" if open_ else "差异系数全部达标")
    return "；".join(parts)


def _obstacles(assessment: Assessment) -> tuple[Part, ...]:
    found = obstacles(assessment)
    if not found:
        look = CELL(wrap=True, align="center", size=12) | marked(State.MET)
        return (_across(f"{State.MET.mark} 没有影响通过的事项。", look, 30), Space())
    grid = listed(
        found,
        (
            (Field("序号", look=CENTER), None),
            (Field("类别"), lambda one: GROUPS[one.group].word),
            (Field("事项", tall=TALL), lambda one: one.title),
            (Field("状态", look=CENTER), lambda one: marked_of(one.id, one.state)),
            (Field("处数", look=CENTER(number="0")), lambda one: one.count),
            (Field("情况", tall=TALL), lambda one: one.summary),
            (
                Field("依据", tall=TALL),
                lambda one: _basis(assessment, one.id),
            ),
        ),
        least=20,
        repeat=True,
    )
    return (grid, Space())


def _basis(assessment: Assessment, id: str) -> str:
    """The article of a clause; its document too where that is not what the head of the sheet names."""
    standard = assessment.standard
    clause = standard.clauses[id]
    usual = clause.document == "、".join(standard.documents)
    return clause.article if usual else clause.citation


def _roundings(assessment: Assessment) -> tuple[Part, ...]:
    """Figures that rounding would have moved over their line: shown with more decimals."""
    found = list(roundings(assessment))
    if not found:
        return ()
    fields = (
        Field("序号", look=CENTER),
        Field("对象", columns=2),
        Field("状态", look=CENTER),
        Field("指标", columns=2),
        Field("现值（标准）"),
    )
    width = sum(_WIDTHS[4:6])
    rows = [
        Row(
            (place, subject, state, name, f"{shown}\n（{line}）"),
            height=max(34.0, 15 * lines(max(subject, name, key=len), width) + 4),
        )
        for place, (subject, name, shown, line, state) in enumerate(found, 1)
    ]
    heading = "四、取舍会影响判断的数（按准确值判断，多显示几位小数）"
    return (Heading(heading), Grid(fields, rows))
