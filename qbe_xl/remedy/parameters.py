"""整改参数: what things cost, what is allowed, and what is capped. The law says none of it.

Every default is a 惯例 and marked so: a round figure that a county replaces by its own. They stand
in an optional sheet 整改参数 of the workbook, or in a workbook of their own; without it the defaults
hold.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from qbe_xl.clauses.records import RESOURCES
from qbe_xl.county.layout import Column, Item, Kind, SheetLayout
from qbe_xl.county.model import County, Entry, exact
from qbe_xl.errors import Problem
from qbe_xl.files.text import cell_text
from qbe_xl.remedy.ways import Way

Value = Fraction | bool | str | tuple[str, ...] | None

SOURCE = "惯例，请按本县实际修改"


@dataclass(frozen=True, slots=True)
class Spec:
    """One parameter: its name in code, its words, kind (number, yesno, choice, codes), unit and default."""

    key: str
    title: str
    kind: Kind
    unit: str
    default: Value
    help: str
    allowed: tuple[str, ...] = ()


def _cost(key: str, title: str, default: str, help: str, unit: str = "") -> Spec:
    unit = f"万元/{unit or RESOURCES[key].in_column}"
    return Spec(key, title, "number", unit, Fraction(default), help)


def _allow(key: str, title: str, help: str) -> Spec:
    return Spec(key, title, "yesno", "是/否", True, help)


def _schools(key: str, title: str, help: str) -> Spec:
    return Spec(key, title, "text", "学校标识码", (), help)


WITH_POST, SWAP = "编随人走", "对调"


SPECS: tuple[Spec, ...] = (
    _cost("R1", "高于规定学历教师单价", "8", "招聘或学历提升，一名教师一年的人员经费"),
    _cost("R2", "县级以上骨干教师单价", "3", "培养、引进一名骨干教师的费用"),
    _cost("R3", "体育艺术专任教师单价", "8", "招聘一名体育、艺术专任教师一年的人员经费"),
    _cost("R4", "教学及辅助用房单价", "0.3", "新建、改扩建每平方米造价"),
    _cost("R5", "运动场地单价", "0.04", "室外运动场地每平方米造价"),
    _cost(
        "indoor",
        "室内体育用房单价",
        "0.35",
        "场地不能扩大的学校改建室内体育用房，每平方米造价",
        "㎡",
    ),
    _cost("R6", "教学仪器设备单价", "1", "每增加账面 1 万元设备的实际支出"),
    _cost("R7", "网络多媒体教室单价", "3", "建成一间网络多媒体教室"),
    _cost("transfer", "教师交流轮岗费用", "0.6", "交流一名教师一年的补助和交通费用", "人"),
    _allow("hire", "允许补充教师", "招聘、培养教师（R1–R3）；填“否”只能靠交流轮岗"),
    _allow("move", "允许教师交流轮岗", "同一学段学校之间交流，派出学校不得低于标准"),
    Spec(
        "exchange",
        "交流方式",
        "choice",
        f"{WITH_POST}/{SWAP}",
        WITH_POST,
        f"{WITH_POST}：教师连同编制和本人各项条件一起调出、调入；{SWAP}：两校各出一人互换，专任教师数不变",
        (WITH_POST, SWAP),
    ),
    Spec(
        "keep_backbone",
        "小规模学校保留骨干教师数",
        "count",
        "人",
        Fraction(1),
        "不足 100 名学生的学校派出教师后至少留下的县级以上骨干教师；填 0 表示不保留",
    ),
    _allow("build", "允许建设校舍", "新建、改扩建教学及辅助用房、室内体育用房"),
    _allow("field", "允许扩建运动场地", "室外运动场地"),
    _allow("buy", "允许采购设备", "教学仪器设备和网络多媒体教室"),
    _schools(
        "fixed_sites",
        "场地不能扩大的学校",
        "不能增加运动场地，只能改建室内体育用房；多所用顿号隔开",
    ),
    _schools("no_building", "不能新建校舍的学校", "不能增加教学用房和室内体育用房；多所用顿号隔开"),
    _schools(
        "frozen",
        "编制冻结的学校",
        "不能增加专任教师总数，只能在现有教师中培养或交流；多所用顿号隔开",
    ),
    Spec("new_posts", "全县新增专任教师上限", "count", "人", None, "不填表示没有上限"),
    Spec(
        "send",
        "每校派出交流教师比例上限",
        "number",
        "专任教师的比例",
        None,
        "如 0.2；不填表示没有上限",
    ),
    Spec(
        "weak_first", "弱势优先", "yesno", "是/否", True, "预算内方案先满足乡村学校和缺口多的学校"
    ),
    Spec("budget", "预算", "number", "万元", None, "预算内方案用；不填按最省方案费用的一半测算"),
)
BY_KEY: Mapping[str, Spec] = {spec.key: spec for spec in SPECS}

SHEET = SheetLayout(
    "整改参数",
    "key",
    "测算整改方案用的单价、许可和限制，可以不填；没有的按默认值。默认值都是惯例，不是法规。",
    (
        Column("key", "参数", "text", "名称，勿改"),
        Column("value", "数值", "text", "数、是/否或学校标识码"),
        Column("unit", "单位", "text", "单位，勿改", optional=True),
        Column("help", "说明", "text", "含义与来源", optional=True),
    ),
    tuple(
        Item(
            spec.title,
            spec.title,
            spec.kind,
            spec.help,
            spec.unit,
            allowed=spec.allowed,
            optional=True,
        )
        for spec in SPECS
    ),
)

_SEPARATORS = re.compile(r"[、，,；;\s]+")


@dataclass(frozen=True)
class Parameters:
    """The parameters in force: values by key, and which of them the county gave itself."""

    values: Mapping[str, Value] = field(
        default_factory=lambda: {spec.key: spec.default for spec in SPECS}
    )
    given: frozenset[str] = frozenset()

    def number(self, key: str) -> Fraction:
        """Return a cost or a share."""
        value = self.values[key]
        assert isinstance(value, Fraction)
        return value

    def optional(self, key: str) -> Fraction | None:
        """Return a cap that may be absent."""
        value = self.values[key]
        return value if isinstance(value, Fraction) else None

    def flag(self, key: str) -> bool:
        """Return whether something is allowed."""
        return self.values[key] is True

    def opens(self, way: Way, code: str) -> bool:
        """Return whether a school may go this way."""
        return self.flag(way.allowed) and not (way.barred and code in self.codes(way.barred))

    @property
    def with_post(self) -> bool:
        """Return whether who is exchanged takes his post along: 编随人走, not 对调."""
        return self.values["exchange"] == WITH_POST

    def codes(self, key: str) -> tuple[str, ...]:
        """Return the 学校标识码 of a list."""
        value = self.values[key]
        assert isinstance(value, tuple)
        return value

    def source(self, key: str) -> str:
        """Return where a value comes from, in words."""
        return "本县填写" if key in self.given else SOURCE

    def shown(self, key: str) -> str:
        """Return a value as it is typed."""
        value = self.values[key]
        return "、".join(value) if isinstance(value, tuple) else cell_text(value)

    def having(self, **values: Value) -> Parameters:
        """Return a copy in which these are given."""
        return replace(self, values={**self.values, **values}, given=self.given | frozenset(values))


def from_entries(entries: Mapping[str, Entry], county: County) -> tuple[Parameters, list[Problem]]:
    """Return the parameters of the rows of a sheet 整改参数, and what cannot be used in them.

    A blank value leaves the default.
    """
    problems: list[Problem] = []
    known = {county.schools.word("code", i) for i in range(len(county.schools))}
    values: dict[str, Value] = {}
    for spec in SPECS:
        entry = entries.get(spec.title)
        if entry is None or entry.value is None:
            continue
        if isinstance(entry.value, bool):
            values[spec.key] = entry.value
        elif spec.kind == "choice":
            values[spec.key] = str(entry.value)
        elif isinstance(entry.value, float):
            figure = exact(entry.value)
            if spec.key == "send" and figure > 1:
                problems.append(
                    Problem(entry.cell, f"{spec.title}应为 0 至 1 之间的小数，如 0.2，请改正")
                )
            values[spec.key] = figure
        else:
            codes = tuple(code for code in _SEPARATORS.split(str(entry.value)) if code)
            problems += [
                Problem(entry.cell, f"{spec.title}中的“{code}”不在“学校”表的学校标识码中，请核对")
                for code in codes
                if code not in known
            ]
            values[spec.key] = codes
    return Parameters().having(**values), problems
