"""核对: the spreadsheet computes every mean, S and CV again, from the figures as filled in.

Below stand the figures of every section, and formulas that share them between stages; above,
formulas that make mean, S and CV of them, beside ours, with the difference and 一致 or 不一致.
"""

from __future__ import annotations

import math

import numpy as np
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell as cell_at

from qbe_xl.assessment import Assessment, State
from qbe_xl.assessment.sections import FORMULAS, INDICATORS
from qbe_xl.clauses import words
from qbe_xl.county import layout
from qbe_xl.errors import column_letters
from qbe_xl.sheets import style
from qbe_xl.sheets.page import Page

NAME = "核对"
AGREES, DIFFERS = "一致", "不一致"
BLANK, NONE = "待填报", "不适用"

_RAW = tuple(dict.fromkeys(key for f in FORMULAS.values() for _, key in f.columns))
_PUPILS: dict[str, int] = {stage: 2 + place for place, stage in enumerate(layout.STAGES)}
_OWN, _SHARE, _FIRST_RAW = 5, 6, 7
_FIRST_TOTAL = _FIRST_RAW + len(_RAW)
_AT = {key: _FIRST_RAW + place for place, key in enumerate(_RAW)}
WIDTHS = (6, 25, 9, 9, 10, 15, 11, *[11] * len(_RAW), *[13] * len(INDICATORS))

HEADER_ROW = 3
_ABOVE = ("学段", "指标", "办学单元", "已填", "在校生合计", "资源合计")
_FIGURES = ("平均值", "标准差 S", "差异系数")
_FIRST_FIGURE = len(_ABOVE)
_TOLERANCE, _NOISE = "1E-9", "1E-12"


def write(page: Page, assessment: Assessment) -> None:
    """Fill the sheet."""
    page.title(
        0,
        "核对：用本表公式重算差异系数",
        "下表是各办学单元的填报数，由公式按学段分摊得出本学段总量；上表由公式重算平均值、标准差和"
        "差异系数，与程序结果逐项比较（相对误差不超过十亿分之一为一致）。改动下表数字，上表随之重算。",
    )
    _Check(page, assessment).write()


class _Check:
    def __init__(self, page: Page, assessment: Assessment) -> None:
        self.page, self.assessment, self.sheet = page, assessment, page.sheet
        styles, tight = page.styles, {"indent": 0}
        self.text, self.centre = styles(style.TEXT), styles(style.CENTER)
        self.count = styles(style.COUNT, tight)
        self.figure = styles(style.FIGURE, tight, num_format="#,##0.000000")
        self.raw = styles(style.FIGURE, tight, num_format="General", font_color="#1F4E9B")
        self.total = styles(style.FIGURE, tight, num_format="#,##0.00")
        self.error = styles(style.FIGURE, tight, num_format="0.0E+00")
        self.weights: dict[str, float] = {
            stage: assessment.standard.number(f"scope.stage_weight.{stage}") for stage in _PUPILS
        }
        lines = len(INDICATORS) * len(assessment.stages)
        self.weights_row = HEADER_ROW + 1 + lines + 2
        self.first_row = self.weights_row + 2
        self.rows: dict[str, tuple[int, int]] = {}
        self.last_row = self.first_row

    def write(self) -> None:
        """Fill both tables; the lower one first, for the upper one reads it."""
        if not self.assessment.stages:
            self.page.text(
                2, 0, "没有参与评估的办学单元。", self.page.styles(style.NOTE, text_wrap=False)
            )
            return
        self._lower_head()
        row = self.first_row
        for stage in self.assessment.stages:
            mine = self.assessment.sections.of_stage(stage)
            self.rows[stage] = (row, row + len(mine) - 1)
            for section in mine.tolist():
                self._section(row, section, stage)
                row += 1
        self.last_row = row
        self._upper()
        self.sheet.freeze_panes(0, 2)
        self.page.repeat(self.first_row - 1, self.first_row - 1)

    def formula(
        self, row: int, column: int, formula: str, made: Format, value: float | str | None
    ) -> None:
        """Write a formula with the value that it has by our own computation."""
        known = not isinstance(value, float) or math.isfinite(value)
        self.sheet.write_formula(row, column, formula, made, value if known else BLANK)

    def _lower_head(self) -> None:
        page, row = self.page, self.weights_row
        page.text(row, 1, "分摊权重（全校资源按加权学生数分到学段）", page.styles(style.NOTE))
        self.sheet.set_row(row, 28)
        for stage, column in _PUPILS.items():
            page.number(row, column, self.weights[stage], self.raw)
        by_key = layout.SCHOOLS.by_key
        labels = ["学段", "学校"]
        labels += [by_key[f"{stage}_pupils"].header for stage in layout.STAGES]
        labels += ["本学段在校生", "本学段分摊比例"]
        for key in _RAW:
            source = by_key[key.format(stage="primary")]
            header = source.header.removeprefix(layout.STAGE_WORDS["primary"])
            labels.append(f"{'本学段' if '{stage}' in key else '全校'}{header}（{source.unit}）")
        for id in INDICATORS:
            factor = f"×{FORMULAS[id].factor}" if FORMULAS[id].factor != 1 else ""
            labels.append(f"{id} {words.SHORT_NAMES[id]}\n本学段总量{factor}")
        page.header(row + 1, labels, 62)

    def _section(self, row: int, section: int, stage: str) -> None:
        page, sections = self.page, self.assessment.sections
        schools, pupils = self.assessment.county.schools, self.assessment.pupils
        school, line = int(sections.school[section]), row + 1
        name = schools.word("name", school)
        page.text(row, 0, layout.STAGE_WORDS[stage], self.centre)
        page.text(row, 1, name, self.text)
        counts, blank = [], False
        for other, column in _PUPILS.items():
            missing = bool(pupils.missing[other][school])
            count = float(pupils.count[other][school])
            page.number(row, column, count, self.raw, BLANK if missing else "")
            counts.append(0.0 if math.isnan(count) else count)
            blank |= missing
        own = float(sections.pupils[section])
        at = column_letters(_PUPILS[stage])
        self.formula(row, _OWN, f"={at}{line}", self.count, own)
        self.formula(row, _SHARE, *self._share(line, stage, counts, math.nan if blank else own))
        for key, column in _AT.items():
            figure = float(schools.number(key.format(stage=stage))[school])
            page.number(row, column, figure, self.raw, BLANK)
        for offset, id in enumerate(INDICATORS):
            total = float(sections.totals[section, offset])
            self.formula(row, _FIRST_TOTAL + offset, _total(id, line), self.total, total)
        page.fit(row, name, 1, 1)

    def _share(
        self, line: int, stage: str, counts: list[float], own: float
    ) -> tuple[str, Format, float]:
        first, *_, last = (column_letters(column) for column in _PUPILS.values())
        top = self.weights_row + 1
        pupils, weights = f"{first}{line}:{last}{line}", f"${first}${top}:${last}${top}"
        weight = f"${column_letters(_PUPILS[stage])}${top}"
        whole = sum(w * c for w, c in zip(self.weights.values(), counts, strict=True))
        return (
            f'=IF(COUNTIF({pupils},"{BLANK}")>0,"{BLANK}",'
            f"{weight}*{column_letters(_OWN)}{line}/SUMPRODUCT({weights},{pupils}))",
            self.figure,
            self.weights[stage] * own / whole if whole else math.nan,
        )

    def _upper(self) -> None:
        labels = list(_ABOVE)
        for figure in _FIGURES:
            labels += [f"{figure}\n本表重算", f"{figure}\n程序结果", "相差", "核对"]
        self.page.header(HEADER_ROW, labels, 34)
        row = HEADER_ROW + 1
        for stage in self.assessment.stages:
            for offset, id in enumerate(INDICATORS):
                self._line(row, stage, offset, id)
                row += 1
        self._sum_up(row - 1)

    def _line(self, row: int, stage: str, offset: int, id: str) -> None:
        """One stage and indicator: counts, sums, then mean, S and CV with their checks."""
        page, sections = self.page, self.assessment.sections
        mine = sections.of_stage(stage)
        found = self.assessment.balance[stage][id]
        totals, sizes = self._range(stage, _FIRST_TOTAL + offset), self._range(stage, _OWN)
        filled = int((~np.isnan(sections.totals[mine, offset])).sum())
        page.text(row, 0, layout.STAGE_WORDS[stage], self.centre)
        page.text(row, 1, f"{id} {words.SHORT_NAMES[id]}", self.text)
        self.formula(row, 2, f"=ROWS({totals})", self.count, len(mine))
        self.formula(row, 3, f"=COUNT({totals})", self.count, filled)
        pupils = float(np.nansum(sections.pupils[mine]))
        self.formula(row, 4, f"=SUM({sizes})", self.count, pupils)
        amount = float(np.nansum(sections.totals[mine, offset]))
        self.formula(row, 5, f"=SUM({totals})", self.total, amount)
        whole, some, heads, sum_ = (cell_at(row, column) for column in (2, 3, 4, 5))
        mean = cell_at(row, _FIRST_FIGURE)
        std = cell_at(row, _FIRST_FIGURE + 4)
        formulas = (
            f'=IF({some}<{whole},"{BLANK}",{sum_}/{heads})',
            f"=IF(ISNUMBER({mean}),SQRT(SUMPRODUCT({sizes},({totals}/{sizes}-{mean})^2)/{heads}),"
            f'"{BLANK}")',
            f'=IF(ISNUMBER({mean}),IF({mean}=0,"{NONE}",{std}/{mean}),"{BLANK}")',
        )
        scales = ("0", f"ABS({cell_at(row, _FIRST_FIGURE + 1)})", "1")
        ours = (found.mean, found.std, found.cv)
        for place, (formula, value, scale) in enumerate(zip(formulas, ours, scales, strict=True)):
            column = _FIRST_FIGURE + 4 * place
            none = BLANK if found.mean is None else NONE
            self.formula(row, column, formula, self.figure, none if value is None else value)
            page.number(row, column + 1, value, self.figure, none)
            self._compare(row, column, scale, value is not None)

    def _compare(self, row: int, column: int, scale: str, known: bool) -> None:
        """The difference and the word for it; noise is measured against a scale."""
        theirs, ours, apart = (cell_at(row, column + offset) for offset in (0, 1, 2))
        both = f"AND(ISNUMBER({theirs}),ISNUMBER({ours}))"
        self.formula(
            row,
            column + 2,
            f'=IF({both},{theirs}-{ours},"{words.BLANK}")',
            self.error,
            0 if known else words.BLANK,
        )
        near = f"ABS({apart})<={_TOLERANCE}*ABS({ours})+{_NOISE}*{scale}"
        formula = f'=IF(IF({both},{near},{theirs}={ours}),"{AGREES}","{DIFFERS}")'
        self.formula(row, column + 3, formula, self.centre, AGREES)

    def _sum_up(self, last: int) -> None:
        """One sentence on top for all checks, and red where one differs."""
        block = f"{cell_at(HEADER_ROW + 1, _FIRST_FIGURE)}:{cell_at(last, _FIRST_FIGURE + 11)}"
        count = 3 * len(INDICATORS) * len(self.assessment.stages)
        made = self.page.styles(
            style.HEADING, style.marked(State.MET.mark), border=1, border_color=style.EDGE
        )
        formula = (
            f'=IF(COUNTIF({block},"{AGREES}")={count},"● 全部一致（{count} 项）",'
            f'"✕ 有 "&({count}-COUNTIF({block},"{AGREES}"))&" 项不一致")'
        )
        self.page.merged(2, 0, 5, "", made)
        self.formula(2, 0, formula, made, f"● 全部一致（{count} 项）")
        self.sheet.set_row(2, 24)
        whole = f"A{HEADER_ROW + 2}:{column_letters(self.page.last)}{self.last_row}"
        for area, word, state in (
            ("A3", DIFFERS, State.UNMET),
            (block, DIFFERS, State.UNMET),
            (whole, BLANK, State.MISSING),
        ):
            looks = self.page.styles(style.marked(state.mark))
            rule = {"type": "text", "criteria": "containing", "value": word, "format": looks}
            self.sheet.conditional_format(area, rule)

    def _range(self, stage: str, column: int) -> str:
        first, last = self.rows[stage]
        letters = column_letters(column)
        return f"{letters}${first + 1}:{letters}${last + 1}"


def _total(id: str, line: int) -> str:
    """The formula of one section's total: factor × Σ sign·column, shared where it is."""
    made = FORMULAS[id]
    cells = [(sign, f"{column_letters(_AT[key])}{line}") for sign, key in made.columns]
    share = f"{column_letters(_SHARE if made.shared else _OWN)}{line}"
    amount = "".join(f"{'-' if sign < 0 else '+'}{cell}" for sign, cell in cells).lstrip("+")
    if len(cells) > 1:
        amount = f"({amount})"
    factor = f"{made.factor}*" if made.factor != 1 else ""
    needed = ",".join((share, *(cell for _, cell in cells)))
    part = f"*{share}" if made.shared else ""
    return f'=IF(COUNT({needed})<{len(cells) + 1},"{BLANK}",{factor}{amount}{part})'
