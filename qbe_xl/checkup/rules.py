"""What a rule is: left side, operator, right side, and what staff are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from qbe_xl.checkup.language import Expression

Importance = Literal["高", "中", "低"]
Missing = Literal["跳过", "按0", "提示"]

IMPORTANCES: tuple[Importance, ...] = ("高", "中", "低")
MISSING: tuple[Missing, ...] = ("跳过", "按0", "提示")
IS, IS_NOT = "是", "否"
"""Operators of a condition, which has no right side."""

LEFT, RIGHT = "左", "右"

KINDS = (
    "填报要求",
    "部分与整体",
    "跨表合计",
    "单位",
    "与上年比较",
    "同类比较",
    "不可能的组合",
    "填写习惯",
    "表格",
    "其他",
)
"""The kinds of rules, in the order in which findings are told."""


@dataclass(frozen=True, slots=True)
class Blank:
    """A place in a text for a figure of the row. expression: None for the side named `side`."""

    expression: Expression | None
    side: str
    format: str


Told = tuple[str | Blank, ...]
"""Texts and places for figures, in their order."""


@dataclass(frozen=True, slots=True)
class Label:
    """What every rule has. kind: one of KINDS; source: the article, or 惯例 with its reason."""

    id: str
    title: str
    kind: str
    importance: Importance
    fix: str
    source: str


@dataclass(frozen=True, slots=True)
class Rule(Label):
    """One comparison, made on every row of its sheet, or once for the county.

    when: a condition, or None for always; right: None for a condition that is to be 是 or 否.
    focus: header of the column that a finding points to, "" for the sheet as a whole.
    explain: what staff read; value, expected: what stands there and what should, () for the sides.
    """

    sheet: str
    when: Expression | None
    left: Expression
    operator: str
    right: Expression | None
    missing: Missing
    focus: str
    explain: Told
    value: Told
    expected: Told

    @property
    def needs_last_year(self) -> bool:
        """Whether it can be used only where last year's workbook is at hand."""
        return any(e.needs_last_year for e in (self.when, self.left, self.right) if e is not None)

    @property
    def condition(self) -> str:
        """The rule as one line: left side, operator, right side."""
        right = "" if self.right is None else f" {self.right.text}"
        return f"{self.left.text} {self.operator}{right}"


@dataclass(frozen=True, slots=True)
class NoticeRule(Label):
    """Gives a notice of the reading, known by a phrase in it, its importance and remedy."""

    phrase: str


@dataclass(frozen=True, slots=True)
class SheetRule(Label):
    """A check of the sheets themselves. check: its name in `formulas`."""

    check: str


@dataclass(frozen=True, slots=True)
class Rules:
    """Every rule of a checkup."""

    rules: tuple[Rule, ...]
    notices: tuple[NoticeRule, ...]
    sheets: Mapping[str, SheetRule]
    problem: Label
