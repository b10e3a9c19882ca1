"""结论: the verdict, the six groups, the figures at a glance, and what keeps the county back."""

from __future__ import annotations

from collections.abc import Iterator

from xlsxwriter import Workbook

from qbe_xl.assessment import GROUP_WORDS, GROUPS, Assessment, State
from qbe_xl.assessment.sections import STAGES
from qbe_xl.clauses import words
from qbe_xl.county import layout
from qbe_xl.report.findings import obstacles
from qbe_xl.report.record import RunRecord
from qbe_xl.report.view.basis import roundings
from qbe_xl.report.workbook import chart
from qbe_xl.sheets import style
from qbe_xl.sheets.page import Page

NAME = "结论"
WIDTHS = (5, 14, 28, 11, 9, 36, 22)
_CHART_ROWS, _CHART_HEIGHT = 15, 300
_PIXELS_A_UNIT, _PIXELS_A_COLUMN = 8, 5
_ARTICLES = {
    "preconditions": "P1",
    "resources": "section",
    "government": "G1",
    "quality": "Q1",
    "recognition": "S1",
    "vetoes": "V1",
}

_OUTCOME = {
    State.MET: "恭喜！六个方面全部达到要求，没有影响通过的事项。",
    State.UNMET: "全县尚未达到优质均衡的要求：{gist}。",
    State.MISSING: "填报尚不完整，暂不能得出结论：{gist}。",
    State.NOT_APPLICABLE: "没有可以评估的内容。",
}


def write(page: Page, book: Workbook | None, assessment: Assessment, run: RunRecord) -> None:
    """Fill the sheet. Without a workbook the CVs are a table instead of a chart."""
    row = _head(page, assessment, run)
    row = _verdict(page, assessment, row)
    row = _cards(page, assessment, row + 1)
    row = _groups(page, assessment, page.heading(row + 1, "一、六个方面"))
    hatched = "（斜纹为超过上限）" if assessment.stages and book else ""
    row = page.heading(row + 1, f"二、校际差异系数与上限{hatched}")
    if not assessment.stages:
        page.note(row, "没有参与评估的办学单元，不计算差异系数。")
        row += 1
    elif book:
        row = _chart(page, book, assessment, row)
    else:
        row = _cvs(page, assessment, row)
    row = _obstacles(page, assessment, page.heading(row + 1, "三、影响通过的事项（按轻重）"))
    _roundings(page, assessment, row + 1)


def _chart(page: Page, book: Workbook, assessment: Assessment, row: int) -> int:
    drawn = chart.make(book, assessment)
    width = round(sum(_PIXELS_A_UNIT * width + _PIXELS_A_COLUMN for width in WIDTHS)) - 4
    drawn.set_size({"width": width, "height": _CHART_HEIGHT})
    about = "各学段七项指标的校际差异系数及其上限；数值见“差异系数”表"
    place = {"x_offset": 2, "y_offset": 2, "description": about}
    page.sheet.insert_chart(row, 0, drawn, place)
    return row + _CHART_ROWS


def _cvs(page: Page, assessment: Assessment, row: int) -> int:
    row = page.header(row, ("序号", "学段", "指标", "状态", "", "差异系数（上限）", "依据"))
    text, place = page.styles(style.TEXT), 0
    for stage, by_id in assessment.balance.items():
        for id, found in by_id.items():
            place += 1
            clause = assessment.standard.clauses["balance"]
            page.number(row, 0, place, page.styles(style.CENTER))
            page.text(row, 1, layout.STAGE_WORDS[stage], text)
            page.text(row, 2, f"{id} {words.SHORT_NAMES[id]}", text)
            page.state(row, 3, found.state)
            shown = f"{words.cv(found.cv, found.limit)}（{words.plain(found.limit)}）"
            page.text(row, 5, shown, text)
            page.text(row, 6, clause.article, text)
            row += 1
    return row


def _head(page: Page, assessment: Assessment, run: RunRecord) -> int:
    county, standard, styles = assessment.county, assessment.standard, page.styles
    name = county.name or "（未填县名）"
    title = f"{name}义务教育优质均衡发展评估结果"
    large = styles(style.TITLE, font_size=20, align="center", text_wrap=True)
    page.merged(0, 0, page.last, title, large)
    page.sheet.set_row(0, 40 * page.lines(title * 2, 0, page.last))
    facts = (
        ("学年", county.fact("学年") or "未填"),
        ("评估日期", county.fact("评估日期") or "未填"),
        ("评估标准", f"{standard.title}（{'、'.join(standard.documents)}）"),
        ("生成时间", run.shown_time),
    )
    quiet = styles(style.NOTE, align="center", font_size=10)
    for row, part in ((1, (facts[0], facts[1], facts[3])), (2, facts[2:3])):
        text = "　　".join(f"{label}：{value}" for label, value in part)
        page.merged(row, 0, page.last, text, quiet)
        page.fit(row, text, 0, page.last)
    return 4


def _verdict(page: Page, assessment: Assessment, row: int) -> int:
    ink, ground = style.colours(assessment.verdict.mark)
    band = {"font_color": ink, "bg_color": ground, "align": "center", "text_wrap": True}
    edge = {"border": 1, "border_color": ink}
    large = page.styles(style.BASE, band, edge, font_size=26, bold=True, bottom=0)
    page.merged(row, 0, page.last, assessment.verdict.marked, large)
    page.sheet.set_row(row, 46)
    sentence = _OUTCOME[assessment.verdict].format(gist=_gist(assessment))
    small = page.styles(style.BASE, band, edge, font_size=11, top=0)
    page.merged(row + 1, 0, page.last, sentence, small)
    page.fit(row + 1, sentence, 0, page.last, 26)
    return row + 2


def _gist(assessment: Assessment) -> str:
    parts = []
    for state in (State.UNMET, State.MISSING):
        held = [GROUP_WORDS[g] for g, s in assessment.groups.items() if s is state]
        if held:
            parts.append(f"{'、'.join(held)}{state.word}")
    return "；".join(parts)


def _cards(page: Page, assessment: Assessment, row: int) -> int:
    spans = ((0, 1), (2, 2), (3, 4), (5, 5), (6, 6))
    looks = {"border": 1, "border_color": style.EDGE, "align": "center"}
    label = page.styles(style.NOTE, looks, bottom=0)
    figure = page.styles(style.HEADING, looks, font_size=16, top=0)
    for (first, last), (name, value) in zip(spans, _at_a_glance(assessment), strict=True):
        page.merged(row, first, last, name, label)
        page.merged(row + 1, first, last, value, figure)
    page.sheet.set_row(row, 20)
    page.sheet.set_row(row + 1, 28)
    return row + 2


def _at_a_glance(assessment: Assessment) -> Iterator[tuple[str, str]]:
    yield "学校（所）", words.grouped(float(len(assessment.county.schools)))
    sections = assessment.sections
    for stage in STAGES:
        states = sections.state[sections.of_stage(stage)]
        word = layout.STAGE_WORDS[stage]
        met = int((states == State.MET).sum())
        yield f"{word}办学单元综合达标", f"{met} / {len(states)}" if len(states) else "无"
    found = [b.state for by_id in assessment.balance.values() for b in by_id.values()]
    yield "差异系数达标（项）", _share(found) if found else "无"
    items = [item.state for id, item in assessment.items.items() if id[0] in "GQS"]
    yield "政府·质量·认可（项）", _share(items)


def _share(states: list[State]) -> str:
    asked = [state for state in states if state is not State.NOT_APPLICABLE]
    return f"{asked.count(State.MET)} / {len(asked)}" if asked else words.BLANK


def _groups(page: Page, assessment: Assessment, row: int) -> int:
    styles = page.styles
    row = page.header(row, ("序号", "方面", "评估内容", "状态", "达标", "情况", "依据"))
    for place, (group, state) in enumerate(assessment.groups.items(), 1):
        standard = assessment.standard
        states = _states_of(assessment, group)
        reason = reason_of(assessment, group)
        content = _content(assessment, group)
        page.number(row, 0, place, styles(style.CENTER))
        page.text(row, 1, GROUP_WORDS[group], styles(style.TEXT, bold=True))
        page.text(row, 2, content, styles(style.TEXT))
        page.state(row, 3, state)
        page.text(row, 4, _share(states).replace(" ", ""), styles(style.CENTER))
        page.text(row, 5, reason, styles(style.TEXT))
        article = standard.clauses[_ARTICLES[group]].article.partition("（")[0]
        page.text(row, 6, article, styles(style.TEXT))
        page.fit_all(row, ((2, content), (5, reason)), 22)
        row += 1
    return row


def _states_of(assessment: Assessment, group: str) -> list[State]:
    if group == "resources":
        return [State(code) for code in assessment.sections.state.tolist()]
    letter = GROUPS[group]
    return [item.state for id, item in assessment.items.items() if id.startswith(letter)]


def _content(assessment: Assessment, group: str) -> str:
    if group == "resources":
        found = sum(len(by_id) for by_id in assessment.balance.values())
        if not found:
            return "办学单元综合达标，校际差异系数"
        return f"{len(assessment.sections)} 个办学单元综合达标，{found} 项校际差异系数"
    letter = GROUPS[group]
    clauses = [assessment.standard.clauses[id] for id in assessment.items if id[0] == letter]
    if len(clauses) == 1:
        return f"{clauses[0].name} {assessment.standard.requirement(clauses[0].id)}"
    return f"{len(clauses)} 种情形均不得存在" if letter == "V" else f"{len(clauses)} 项"


def reason_of(assessment: Assessment, group: str) -> str:
    """Return in one line why a group stands as it does."""
    if group == "resources":
        return _reason_of_resources(assessment)
    items = {id: i for id, i in assessment.items.items() if id.startswith(GROUPS[group])}
    parts = []
    for state in (State.UNMET, State.MISSING, State.NOT_APPLICABLE):
        held = [id for id, item in items.items() if item.state is state]
        if held:
            word = "存在" if group == "vetoes" and state is State.UNMET else state.word
            names = "、".join(assessment.standard.clauses[id].name for id in held[:2])
            more = " 等" if len(held) > 2 else ""
            parts.append(f"{word} {len(held)} 项：{names}{more}")
    if parts:
        return "；".join(parts)
    return "均不存在" if group == "vetoes" else "全部达标"


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
            by_stage = "、".join(f"{word} {count}" for word, count in held.items() if count)
            parts.append(f"办学单元{state.word} {sum(held.values())} 个（{by_stage}）")
    if not parts:
        parts.append("办学单元全部达标")
    found = [b.state for by_id in assessment.balance.values() for b in by_id.values()]
    open_ = [
        f"{found.count(state)} 项{state.word}"
        for state in (State.UNMET, State.MISSING)
        if state in found
    ]
    parts.append(f"差异系数 {'、'.join(open_)}" if open_ else "差异系数全部达标")
    return "；".join(parts)


def _obstacles(page: Page, assessment: Assessment, row: int) -> int:
    found = obstacles(assessment)
    styles = page.styles
    if not found:
        glad = {**style.marked(State.MET.mark), "text_wrap": True, "align": "center"}
        page.merged(
            row,
            0,
            page.last,
            f"{State.MET.mark} 没有影响通过的事项。",
            styles(style.CELL, glad, font_size=12),
        )
        page.sheet.set_row(row, 30)
        return row + 1
    page.repeat(row, row)
    row = page.header(row, ("序号", "类别", "事项", "状态", "处数", "情况", "依据"))
    text, centre = styles(style.TEXT), styles(style.CENTER)
    for place, obstacle in enumerate(found, 1):
        page.number(row, 0, place, centre)
        page.text(row, 1, GROUP_WORDS[obstacle.group], text)
        page.text(row, 2, obstacle.title, text)
        page.state(row, 3, obstacle.state)
        page.number(row, 4, obstacle.count, styles(style.CENTER, num_format="#,##0"))
        page.text(row, 5, obstacle.summary, text)
        page.text(row, 6, obstacle.citation, styles(style.TEXT, font_size=9))
        cells = ((2, obstacle.title), (5, obstacle.summary), (6, obstacle.citation))
        page.fit_all(row, cells, 20)
        row += 1
    return row


def _roundings(page: Page, assessment: Assessment, row: int) -> None:
    """Figures that rounding would have moved over their line: shown with more decimals."""
    found = list(roundings(assessment))
    if not found:
        return
    row = page.heading(row, "四、取舍会影响判断的数（按准确值判断，多显示几位小数）")
    header = page.styles(style.HEADER)
    page.header(row, ("序号", "对象", "", "状态"))
    page.merged(row, 1, 2, "对象", header)
    page.merged(row, 4, 5, "指标", header)
    page.text(row, 6, "现值（标准）", header)
    text = page.styles(style.TEXT)
    for place, (subject, name, shown, line, state) in enumerate(found, 1):
        row += 1
        page.number(row, 0, place, page.styles(style.CENTER))
        page.merged(row, 1, 2, subject, text)
        page.text(row, 3, state, page.styles(style.CENTER))
        page.merged(row, 4, 5, name, text)
        page.text(row, 6, f"{shown}（{line}）", text)
        page.fit(row, max(subject, name, key=len), 4, 5)
