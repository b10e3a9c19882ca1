"""明年预演 as listings: the same tables on the page, in the workbook and in the local page."""

from __future__ import annotations

from collections.abc import Iterator

from qbe_xl.assessment import Assessment, State
from qbe_xl.clauses import words
from qbe_xl.clauses.gaps import find_gaps
from qbe_xl.clauses.records import RESOURCES
from qbe_xl.county.layout import STAGE_WORDS
from qbe_xl.remedy.path.wording import (
    action_words,
    amount_of,
    cost_words,
    outcome_words,
    subject,
)
from qbe_xl.sheets.listing import Listing
from qbe_xl.years.rehearsal import Rehearsal, Scene, crowds, falls

FACE = "预演，不是预测：只把今年各班升一级，教师、校舍、设备和经费不变；不得填入申报材料"
NO_YEAR = "明年"


def listings(found: Rehearsal) -> tuple[Listing, ...]:
    """Return every table of a rehearsal, in the order in which they are read."""
    return (
        _overview(found),
        _falls(found),
        _crowds(found),
        _sizes(found),
        *_plan(found),
        _kept(found),
    )


def _overview(found: Rehearsal) -> Listing:
    rows = [_line("今年（实际）", found.now, "—")]
    for scene in found.scenes:
        fallen = sum(1 for _ in falls(found.now, scene.assessment))
        rows.append(_line(f"预演：招生 {_entry(scene)}", scene.assessment, str(fallen)))
    return Listing(
        "预演结论",
        f"{FACE}。七年级按今年各校占比分配全县六年级毕业生；就近入学按今年的比例。",
        "情形:20 全县结论:14:mark 资源配置:14:mark 达标的办学单元（个）:14:centre 转为未达标（个）:14:centre "
        "超过上限的差异系数（项）:16:centre 班额:14:mark 小学在校生（人）:12:centre 初中在校生（人）:12:centre",
        rows,
    )


def _line(name: str, of: Assessment, fallen: str) -> list[str]:
    pupils = [
        words.number(float(sum(v for v in column.tolist() if v == v)))
        for column in (of.county.schools.number(f"{s}_pupils") for s in ("primary", "junior"))
    ]
    return [
        name,
        of.verdict.marked,
        of.groups["resources"].marked,
        words.reached(of.reach),
        fallen,
        words.counted(of.over),
        of.item("G5").state.marked,
        *pupils,
    ]


def _falls(found: Rehearsal) -> Listing:
    rows = []
    for scene in found.scenes:
        schools = scene.assessment.county.schools
        standard = scene.assessment.standard
        for one in falls(found.now, scene.assessment):
            lacking = "；".join(
                f"{RESOURCES[id].short} {words.indicator(id, value, line)}（应 ≥ {words.plain(line)}）"
                for id, value in one.lacking
                for line in [float(standard.required(id, one.stage))]
            )
            rows.append(
                [
                    _entry(scene),
                    schools.word("township", one.school),
                    schools.word("name", one.school),
                    STAGE_WORDS[one.stage],
                    f"由 {words.plain(one.pupils[0])} 变为 {words.plain(one.pupils[1])}",
                    one.state.marked,
                    lacking or words.BLANK,
                ]
            )
    return Listing(
        "预演：转为未达标的学校",
        f"今年综合达标、明年不再达标的办学单元。{FACE}。",
        "招生:9:centre 乡镇:14 学校:28 学段:8:centre 在校生:16:centre 明年:13:mark 不足的指标:60",
        rows,
        "没有转为未达标的学校。",
    )


def _crowds(found: Rehearsal) -> Listing:
    rows: list[list[str | int]] = []
    for scene in found.scenes:
        schools = scene.assessment.county.schools
        for one in crowds(scene.assessment):
            rows.append(
                [
                    _entry(scene),
                    schools.word("township", one.school),
                    schools.word("name", one.school),
                    one.grade or STAGE_WORDS[one.stage],
                    one.pupils,
                    one.classes,
                    one.largest,
                    words.plain(one.limit),
                    one.needed,
                ]
            )
    return Listing(
        "预演：超班额的年级",
        f"第七条（五）；按现有班数升上去，新生班数与今年相同。{FACE}。",
        "招生:9:centre 乡镇:14 学校:28 年级:12:centre 人数:8:count 班数:8:count 最大班:8:count "
        "上限:8:centre 须编班数:10:count",
        rows,
        "没有超班额的年级。",
    )


def _sizes(found: Rehearsal) -> Listing:
    rows = []
    for scene in found.scenes:
        for gap in find_gaps(scene.assessment):
            if gap.id == "G4" and gap.state is State.UNMET and gap.counts:
                rows.append([_entry(scene), gap.township, gap.name, gap.words])
    return Listing(
        "预演：超规模的学校",
        f"第七条（四）。{FACE}。",
        "招生:9:centre 乡镇:14 学校:28 说明:60",
        rows,
        "没有超规模的学校。",
    )


def _plan(found: Rehearsal) -> Iterator[Listing]:
    plan = found.plan
    if plan is None:
        return
    rows = [
        [
            action.township,
            action.name,
            STAGE_WORDS.get(action.stage, "全校"),
            subject(action),
            action_words(action),
            action.column,
            amount_of(action),
            words.money(action.cost) if action.cost else words.BLANK,
        ]
        for action in plan.actions
    ]
    reasons = "".join(f"{reason}。" for reason in plan.reasons[:5])
    yield Listing(
        "预演：明年的最省方案",
        f"招生 {_entry(found.planned)}：{outcome_words(plan)}，费用 {cost_words(plan)}。{reasons}{FACE}。",
        "乡镇:14 学校:28 学段:8:centre 指标:18 措施:12:centre 数据列:26 变化量:12:centre 费用（万元）:14:centre",
        rows,
        "没有行动。",
    )


def _kept(found: Rehearsal) -> Listing:
    schools = found.now.county.schools
    rows = [
        [
            schools.word("code", one.school),
            schools.word("name", one.school),
            STAGE_WORDS[one.stage],
            one.reason,
        ]
        for one in found.kept
    ]
    return Listing(
        "预演：沿用今年人数的学校",
        "这些学校的班级表无法判断如何升级，明年的人数按今年计算；改正“班级”表后再预演。",
        "学校标识码:16:code 学校:28 学段:8:centre 原因:60",
        rows,
        "没有，各校都按班级表升级。",
    )


def _entry(scene: Scene) -> str:
    return f"{words.plain(scene.entry * 100)}%"
