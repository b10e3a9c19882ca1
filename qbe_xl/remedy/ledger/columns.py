"""The columns of 整改台账: one table for writing them, finding them again, and saying whose they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SHEET = "整改台账"
HISTORY_SHEET = "台账历史"
BASE_SHEET = "台账底稿"
UNITS_SHEET = "责任单位"
UNIT_ID, OWN_NAME = "代号", "本县名称"
"""On the sheet 责任单位: how a unit is known, and what staff may call it instead."""

Kind = Literal["text", "date", "number"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    staff: written once as a suggestion, from then on by staff only; else kept up by the program.
    names: other headers under which it is found; width: in characters; comment: shown at the
    header.
    """

    key: str
    header: str
    width: float
    staff: bool = False
    kind: Kind = "text"
    names: tuple[str, ...] = ()
    comment: str = ""


COLUMNS = (
    Column(
        "id",
        "编号",
        17,
        names=("问题编号", "台账编号", "问题序号"),
        comment="程序认行靠它，请不要改。自己加的行可以空着，程序会编号。",
    ),
    Column(
        "state",
        "状态",
        10,
        staff=True,
        names=("整改状态", "进展状态", "办理状态", "完成情况"),
        comment="单位填：待整改、整改中、待核验、暂缓。“已销号”只由程序在重算达标后写。",
    ),
    Column("indicator", "指标", 19, names=("指标名称", "评估指标")),
    Column("school", "学校", 15, names=("学校名称", "学校（全县）", "责任学校", "对象")),
    Column("stage", "学段", 5.5),
    Column("township", "乡镇", 8, names=("所属乡镇", "乡（镇）")),
    Column("problem", "存在问题", 32, names=("问题", "问题描述", "问题及差距", "具体问题")),
    Column("measure", "整改措施", 23, staff=True, names=("措施", "整改内容", "主要措施")),
    Column("unit", "责任单位", 13, staff=True, names=("牵头单位", "主责单位")),
    Column("helpers", "配合单位", 20, staff=True, names=("协办单位", "参与单位")),
    Column("person", "责任人", 9, staff=True, names=("负责人", "具体责任人", "责任人员")),
    Column("start", "开始日期", 10.5, staff=True, kind="date", names=("开始时间", "启动时间")),
    Column(
        "deadline",
        "完成期限",
        10.5,
        staff=True,
        kind="date",
        names=("整改期限", "完成时限", "截止日期", "期限", "完成时间", "整改时限"),
        comment="写成日期，如 2025-06-30。写成文字也保留，但不能画图、不算逾期。",
    ),
    Column(
        "cost",
        "测算费用（万元）",
        9,
        kind="number",
        names=("费用", "所需资金", "概算"),
        comment="程序按整改参数测算，每次更新；没有单价的留空。",
    ),
    Column("funds", "落实资金（万元）", 9, staff=True, kind="number", names=("到位资金",)),
    Column("evidence", "佐证材料", 14, staff=True, names=("佐证", "材料", "证明材料")),
    Column("remark", "备注", 15, staff=True, names=("说明", "备注说明")),
    Column("checked", "核验日期", 10.5, kind="date", names=("检查日期", "复核日期")),
    Column("check", "核验情况", 17, names=("核验结果", "复核情况")),
    Column("article", "条款", 11, names=("依据", "依据条款")),
    Column("found", "发现日期", 10.5, kind="date", names=("立账日期", "列入日期")),
    Column("code", "学校标识码", 12, names=("标识码",)),
)
"""In the order in which they are written; columns of the staff's own stand before the last two."""

TAIL = ("found", "code")
"""What nobody works with stands to the right of everything else."""
BY_KEY = {column.key: column for column in COLUMNS}
STAFF_KEYS = tuple(column.key for column in COLUMNS if column.staff)
DUE = "期限提示"
"""A column that is computed anew whenever the sheet is, and never read: 逾期 is not stored."""
