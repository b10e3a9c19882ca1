"""Which parameters a standard has, and what each may hold.

The files under `data/` give the values and their sources; this table gives everything that
does not change from one standard to another: the path, the type, the range and the meaning.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Kind = Literal["number", "count", "share", "year", "flag", "choice", "words"]

STAGE_KEYS = ("primary", "junior", "senior")
SOURCE_KINDS = ("法规", "省级口径", "惯例")


@dataclass(frozen=True, slots=True)
class ParameterSpec:
    """One parameter: `path` is its key in a standard's file, `by` the stages it is given for."""

    path: str
    label: str
    kind: Kind
    unit: str = ""
    by: tuple[str, ...] = ()
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(1_000_000)
    allowed: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    """What staff read for each of `allowed`, where those are names in code."""

    @property
    def paths(self) -> tuple[str, ...]:
        """Every full path of this parameter: one a stage, or its own."""
        return tuple(f"{self.path}.{stage}" for stage in self.by) or (self.path,)

    @property
    def clause(self) -> str:
        """The id of the clause that the parameter belongs to (R1, G3, section, balance)."""
        return self.path.partition(".")[0]


_BOTH = ("primary", "junior")
_TYPES = (
    "小学",
    "教学点",
    "初级中学",
    "九年一贯制学校",
    "十二年一贯制学校",
    "完全中学",
    "特殊教育学校",
    "职业学校",
)


def _number(path: str, label: str, unit: str, high: int, by: tuple[str, ...] = ()) -> ParameterSpec:
    return ParameterSpec(path, label, "number", unit, by, high=Decimal(high))


def _count(path: str, label: str, unit: str, high: int, by: tuple[str, ...] = ()) -> ParameterSpec:
    return ParameterSpec(path, label, "count", unit, by, high=Decimal(high))


def _share(path: str, label: str, by: tuple[str, ...] = ()) -> ParameterSpec:
    return ParameterSpec(path, label, "share", "比例", by, high=Decimal(1))


def _year(path: str, label: str) -> ParameterSpec:
    return ParameterSpec(path, label, "year", "年", high=Decimal(2100))


SPECS: tuple[ParameterSpec, ...] = (
    _count("scope.teaching_point_pupils", "教学点纳入评估的最少学生数", "人", 1000),
    ParameterSpec("scope.private_schools", "民办学校是否纳入资源配置评估", "flag"),
    ParameterSpec(
        "scope.outside_types", "不参加资源配置、规模、班额评估的办学类型", "words", allowed=_TYPES
    ),
    ParameterSpec(
        "scope.stage_weight",
        "全校资源分摊到学段的学生权重",
        "number",
        by=STAGE_KEYS,
        low=Decimal("0.01"),
        high=Decimal(10),
    ),
    _number("R1.required", "每百名学生高于规定学历教师数", "人", 100, _BOTH),
    _number("R2.required", "每百名学生县级以上骨干教师数", "人", 100, _BOTH),
    _number("R3.required", "每百名学生体育、艺术专任教师数", "人", 100, _BOTH),
    _number("R4.required", "生均教学及辅助用房面积", "㎡", 1000, _BOTH),
    _number("R5.required", "生均体育运动场馆面积", "㎡", 1000, _BOTH),
    _number("R6.required", "生均教学仪器设备值", "元", 1_000_000, _BOTH),
    _number("R7.required", "每百名学生网络多媒体教室数", "间", 100, _BOTH),
    _count("section.indicators_met", "每校至少达标的指标数", "项", 7),
    _share("section.floor", "余项不低于标准的比例"),
    ParameterSpec(
        "balance.limit", "校际差异系数上限", "number", by=_BOTH, low=Decimal(0), high=Decimal(5)
    ),
    _count("G3.classes_per_room", "每多少个班级配备音乐、美术专用教室各1间", "班", 100),
    _number("G3.music_area", "音乐专用教室最小面积", "㎡", 1000),
    _number("G3.art_area", "美术专用教室最小面积", "㎡", 1000),
    _year("G3.older_built_by", "按较小面积认定专用教室的建校年份上限（0为不适用）"),
    _number("G3.older_music_area", "较早建成学校音乐专用教室最小面积", "㎡", 1000),
    _number("G3.older_art_area", "较早建成学校美术专用教室最小面积", "㎡", 1000),
    _count("G3.small_class_below", "农村小规模学校认定：最大班额低于（0为不适用）", "人", 100),
    _number("G3.small_area", "农村小规模学校专用教室最小面积", "㎡", 1000, _BOTH),
    _count("G4.limit", "小学、初中学校规模上限", "人", 100_000),
    _count("G4.through_limit", "一贯制学校义务教育阶段规模上限", "人", 100_000),
    _year("G4.older_built_by", "按较大规模认定的建校年份上限（0为不适用）"),
    _count("G4.older_limit", "较早建成小学、初中学校规模上限", "人", 100_000),
    _count("G4.older_through_limit", "较早建成九年一贯制学校规模上限", "人", 100_000),
    _count("G5.limit", "班额上限", "人", 1000, _BOTH),
    _count("G6.funded_pupils", "不足该人数的学校按该人数核定公用经费", "人", 10_000),
    _number("G7.required", "特殊教育学校生均公用经费", "元", 1_000_000),
    _share("G9.required", "教师5年360学时培训完成率"),
    _share("G11.exchange", "交流轮岗教师占符合交流条件教师的比例"),
    _share("G11.backbone", "骨干教师占交流轮岗教师的比例"),
    _share("G12.required", "专任教师持证上岗率"),
    _share("G13.required", "就近划片入学比例", _BOTH),
    _share("G14.required", "优质高中招生名额分配比例"),
    _share("G15.required", "随迁子女在公办和购买服务民办学校就读比例"),
    _share("Q1.required", "初中三年巩固率"),
    ParameterSpec(
        "Q1.formula",
        "巩固率算法",
        "choice",
        allowed=("flows_in_base", "flows_in_graduates"),
        words=(
            "毕业班学生数÷（三年前入学＋转入－转出－死亡）",
            "（毕业班学生数－转入＋转出）÷（三年前入学－死亡）",
        ),
    ),
    _share("Q2.required", "残疾儿童少年入学率"),
    _share("Q4.required", "教师培训经费占年度公用经费预算的比例"),
    ParameterSpec(
        "Q6.accepted", "德育与校园文化合格等次", "words", allowed=("优秀", "良好", "一般", "较差")
    ),
    ParameterSpec(
        "Q9.lowest_level",
        "学业水平最低等级",
        "count",
        "级",
        low=Decimal(1),
        high=Decimal(4),
    ),
    _share("Q9.difference_below", "校际差异率须低于"),
    _share("S1.required", "社会认可度"),
    _share("S1.sample_share", "社会认可度问卷数占常住人口的比例"),
    _count("S1.least_papers", "社会认可度问卷最少份数", "份", 100_000),
    _share("S1.parents_share", "社会认可度问卷中家长至少占的比例"),
    _count("S1.student_grade", "填写学生卷的最低年级", "年级", 9),
    _share("S1.answered_share", "有效问卷至少答满意度题的比例"),
    ParameterSpec(
        "S1.satisfied",
        "总体评价算作满意的回答",
        "words",
        allowed=("满意", "基本满意", "一般", "不满意", "不了解"),
    ),
    _count("P1.years", "通过基本均衡认定须满的年数", "年", 100),
)

BY_PATH: dict[str, ParameterSpec] = {path: spec for spec in SPECS for path in spec.paths}

CLAUSE_IDS: tuple[str, ...] = (
    "P1",
    "P2",
    *(f"R{n}" for n in range(1, 8)),
    "section",
    "balance",
    *(f"G{n}" for n in range(1, 16)),
    *(f"Q{n}" for n in range(1, 10)),
    "S1",
    *(f"V{n}" for n in range(1, 7)),
)
