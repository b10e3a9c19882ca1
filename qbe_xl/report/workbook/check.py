"""核对: the spreadsheet computes every mean, S and CV again, from the figures as filled in.

Below stand the figures of every section, and formulas that share them between stages; above,
formulas that make mean, S and CV of them, beside ours, with the difference and 一致 or 不一致.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from qbe_xl.assessment import Assessment, State
from qbe_xl.assessment.exact import total
from qbe_xl.assessment.sections import INDICATORS
from qbe_xl.clauses import words
from qbe_xl.clauses.records import RESOURCES
from qbe_xl.county import layout
from qbe_xl.county.model import Figures
from qbe_xl.errors import area_name, cell_name, column_letters
from qbe_xl.sheets import palette
from qbe_xl.sheets.looks import CENTER, COUNT, FIGURE, HEADING, LINE, NOTE, marked
from qbe_xl.sheets.model import (
    TALL,
    Cell,
    Field,
    Formula,
    Grid,
    Hole,
    Paper,
    Part,
    Row,
    Rule,
    Sheet,
    Space,
    Title,
    Value,
)

NAME = "核对"
AGREES, DIFFERS = "一致", "不一致"
BLANK, NONE = "待填报", "不适用"

_RAW = tuple(dict.fromkeys(key for f in RESOURCES.values() for _, key in f.columns))
_PUPILS: dict[str, int] = {stage: 2 + place for place, stage in enumerate(layout.STAGES)}
_OWN, _SHARE, _FIRST_RAW = 5, 6, 7
_FIRST_TOTAL = _FIRST_RAW + len(_RAW)
_AT = {key: _FIRST_RAW + place for place, key in enumerate(_RAW)}
_WIDTHS = (6, 25, 9, 9, 10, 15, 11, *[11] * len(_RAW), *[13] * len(INDICATORS))

HEADER_ROW = 3
_ABOVE = ("学段", "指标", "办学单元", "已填", "在校生合计", "资源合计")
_FIGURES = ("平均值", "标准差 S", "差异系数")
_FIRST_FIGURE = len(_ABOVE)
_ROW = "@"
"""Stands in a formula for the number of its row."""
_TOLERANCE, _NOISE = "1E-9", "1E-12"

_COUNT, _TIGHT = COUNT(indent=0), FIGURE(indent=0)
_FIGURE = _TIGHT(number="0.000000")
_GIVEN = _TIGHT(number="General", ink=palette.GIVEN)
_TOTAL = _TIGHT(number="0.00")
_ERROR = _TIGHT(number="[=0]0;0.0E+00")

_NOTE = (
    "下表是各办学单元的填报数，由公式按学段分摊得出本学段总量；上表由公式重算平均值、标准差和"
    "差异系数，与程序结果逐项比较（相对误差不超过十亿分之一为一致）。改动下表数字，上表随之重算。"
    "只打印上表；下表要打印的，先取消打印区域。"
)


def sheet(assessment: Assessment) -> Sheet:
    """Return the sheet."""
    title = Title("核对：用本表公式重算差异系数", _NOTE)
    if not assessment.stages:
        nothing = Row((Cell("没有参与评估的办学单元。", LINE),))
        return Sheet(NAME, (title, nothing), _WIDTHS, tab=palette.QUIET_TAB)
    made = _Check(assessment)
    return Sheet(
        NAME,
        (title, *made.parts()),
        _WIDTHS,
        tab=palette.QUIET_TAB,
        freeze=(0, 2),
        rules=tuple(made.rules()),
        paper=Paper(area=(0, 0, HEADER_ROW + made.lines, _FIRST_FIGURE + 11)),
    )


class _Check:
    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        self.weights: dict[str, float] = {
            stage: assessment.standard.number(f"scope.stage_weight.{stage}") for stage in _PUPILS
        }
        self.lines = len(INDICATORS) * len(assessment.stages)
        self.weights_row = HEADER_ROW + 1 + self.lines + 2
        row = self.weights_row + 2
        self.rows: dict[str, tuple[int, int]] = {}
        for stage in assessment.stages:
            count = len(assessment.sections.of_stage(stage))
            self.rows[stage] = (row, row + count - 1)
            row += count
        self.end = row

    def parts(self) -> Iterator[Part]:
        """The sum of the checks, the checks, and below them what they are made of."""
        yield self._summary()
        yield self._checks()
        yield Space(2)
        weights = (Cell(weight, _GIVEN) for weight in self.weights.values())
        label = Cell("分摊权重（全校资源按加权学生数分到学段）", NOTE)
        yield Row((Hole(), label, *weights), height=30)
        yield self._sections()

    def rules(self) -> Iterator[Rule]:
        """Red where a check differs, blue where something is still to be filled in."""
        whole = (HEADER_ROW + 1, 0, self.end - 1, len(_WIDTHS) - 1)
        for area, word, state in (
            ((2, 0, 2, 0), DIFFERS, State.UNMET),
            (self._block, DIFFERS, State.UNMET),
            (whole, BLANK, State.MISSING),
        ):
            yield Rule(area, "containing", word, marked(state))

    @property
    def _block(self) -> tuple[int, int, int, int]:
        first = HEADER_ROW + 1
        return (first, _FIRST_FIGURE, first + self.lines - 1, _FIRST_FIGURE + 11)

    def _summary(self) -> Row:
        """One sentence on top for all checks."""
        block, count = area_name(*self._block, fixed=False), 3 * self.lines
        formula = (
            f'=IF(COUNTIF({block},"{AGREES}")={count},"● 全部一致（{count} 项）",'
            f'"✕ 有 "&({count}-COUNTIF({block},"{AGREES}"))&" 项不一致")'
        )
        look = HEADING(line=1, edge=palette.EDGE) | marked(State.MET)
        said = Formula(formula, f"● 全部一致（{count} 项）")
        return Row((Cell(said, look, len(_ABOVE)),), height=24)

    def _checks(self) -> Grid:
        checked = [
            Field(label, look=look)
            for figure in _FIGURES
            for label, look in (
                (f"{figure}\n本表重算", _FIGURE),
                (f"{figure}\n程序结果", _FIGURE),
                ("相差", _ERROR),
                ("核对", CENTER),
            )
        ]
        looks = (CENTER, None, _COUNT, _COUNT, _COUNT, _TOTAL)
        fields = [
            Field(label, look=look) if look else Field(label)
            for label, look in zip(_ABOVE, looks, strict=True)
        ]
        rows: list[tuple[Value, ...]] = []
        for stage in self.assessment.stages:
            for offset, id in enumerate(INDICATORS):
                row = HEADER_ROW + 1 + len(rows)
                rows.append(tuple(self._line(row, stage, offset, id)))
        return Grid((*fields, *checked), rows, header=34)

    def _line(self, row: int, stage: str, offset: int, id: str) -> Iterator[Value]:
        """One stage and indicator: counts, sums, then mean, S and CV with their checks."""
        sections = self.assessment.sections
        mine = sections.of_stage(stage)
        found = self.assessment.balance[stage][id]
        totals, sizes = self._range(stage, _FIRST_TOTAL + offset), self._range(stage, _OWN)
        filled = int((~np.isnan(sections.totals[mine, offset])).sum())
        yield layout.STAGE_WORDS[stage]
        yield f"{id} {RESOURCES[id].short}"
        yield Formula(f"=ROWS({totals})", len(mine))
        yield Formula(
            f'=IF(COUNT({totals})=0,"{words.BLANK}",COUNT({totals}))', filled or words.BLANK
        )
        yield _sum(sizes, sections.pupils[mine])
        yield _sum(totals, sections.totals[mine, offset])
        heads, sum_ = (cell_name(row, column) for column in (4, 5))
        mean = cell_name(row, _FIRST_FIGURE)
        std = cell_name(row, _FIRST_FIGURE + 4)
        formulas = (
            f'=IF(AND(ISNUMBER({sum_}),ISNUMBER({heads})),{sum_}/{heads},"{BLANK}")',
            f"=IF(ISNUMBER({mean}),SQRT(SUMPRODUCT({sizes},({totals}/{sizes}-{mean})^2)/{heads}),"
            f'"{BLANK}")',
            f'=IF(ISNUMBER({mean}),IF({mean}=0,"{NONE}",{std}/{mean}),"{BLANK}")',
        )
        scales = ("0", f"ABS({cell_name(row, _FIRST_FIGURE + 1)})", "1")
        ours = (found.mean, found.std, found.cv)
        none = BLANK if found.mean is None else NONE
        for place, (formula, value, scale) in enumerate(zip(formulas, ours, scales, strict=True)):
            shown = none if value is None else value
            yield Formula(formula, shown)
            yield shown
            yield from _compared(row, _FIRST_FIGURE + 4 * place, scale, value is not None)

    def _sections(self) -> Grid:
        by_key = layout.SCHOOLS.by_key
        fields = [Field("学段", look=CENTER), Field("学校", tall=TALL)]
        for stage in layout.STAGES:
            fields.append(Field(by_key[f"{stage}_pupils"].header, look=_GIVEN))
        fields += [Field("本学段在校生", look=_COUNT), Field("本学段分摊比例", look=_FIGURE)]
        for key in _RAW:
            source = by_key[key.format(stage="primary")]
            header = source.header.removeprefix(layout.STAGE_WORDS["primary"])
            label = f"{'本学段' if '{stage}' in key else '全校'}{header}（{source.unit}）"
            fields.append(Field(label, look=_GIVEN, blank=BLANK))
        for id in INDICATORS:
            factor = f"×{RESOURCES[id].factor}" if RESOURCES[id].factor != 1 else ""
            label = f"{id} {RESOURCES[id].short}\n本学段总量{factor}"
            fields.append(Field(label, look=_TOTAL))
        rows = [
            row for stage, (first, _) in self.rows.items() for row in self._of_stage(stage, first)
        ]
        return Grid(fields, rows, header=62, repeat=True)

    def _of_stage(self, stage: str, first: int) -> Iterator[tuple[Value, ...]]:
        """What its sections filled in, and formulas that make their totals of it."""
        sections, schools = self.assessment.sections, self.assessment.county.schools
        pupils, weight = self.assessment.pupils, self.weights[stage]
        word, own_formula = layout.STAGE_WORDS[stage], f"={column_letters(_PUPILS[stage])}{_ROW}"
        share_formula, totals = self._share(stage), [_total(id) for id in INDICATORS]
        raw = [schools.number(key.format(stage=stage)) for key in _AT]
        for line, section in enumerate(sections.of_stage(stage).tolist(), first + 1):
            school = int(sections.school[section])
            missing = [bool(pupils.missing[other][school]) for other in _PUPILS]
            counts = [float(pupils.count[other][school]) for other in _PUPILS]
            pairs = zip(self.weights.values(), counts, strict=True)
            whole = sum(each * count for each, count in pairs if count == count)
            own = float(sections.pupils[section])
            share = weight * own / whole if whole and not any(missing) else math.nan
            yield (
                word,
                schools.word("name", school),
                *(
                    count if count == count else BLANK if lacking else ""
                    for count, lacking in zip(counts, missing, strict=True)
                ),
                _formula(own_formula, line, own),
                _formula(share_formula, line, share),
                *[float(column[school]) for column in raw],
                *[
                    _formula(formula, line, total)
                    for formula, total in zip(
                        totals, sections.totals[section].tolist(), strict=True
                    )
                ],
            )

    def _share(self, stage: str) -> str:
        first, *_, last = (column_letters(column) for column in _PUPILS.values())
        top = self.weights_row + 1
        pupils, weights = f"{first}{_ROW}:{last}{_ROW}", f"${first}${top}:${last}${top}"
        weight = f"${column_letters(_PUPILS[stage])}${top}"
        return (
            f'=IF(COUNTIF({pupils},"{BLANK}")>0,"{BLANK}",'
            f"{weight}*{column_letters(_OWN)}{_ROW}/SUMPRODUCT({weights},{pupils}))"
        )

    def _range(self, stage: str, column: int) -> str:
        first, last = self.rows[stage]
        letters = column_letters(column)
        return f"{letters}${first + 1}:{letters}${last + 1}"


def _formula(text: str, line: int, value: float) -> Formula:
    """A formula of this row with the value that it has by our own computation."""
    return Formula(text.replace(_ROW, str(line)), value if math.isfinite(value) else BLANK)


def _sum(cells: str, figures: Figures) -> Formula:
    """The sum of a column, once all of it is known."""
    whole = total(figures.tolist())
    text = f'=IF(COUNT({cells})<ROWS({cells}),"{BLANK}",SUM({cells}))'
    return Formula(text, BLANK if math.isnan(whole) else whole)


def _compared(row: int, column: int, scale: str, known: bool) -> tuple[Formula, Formula]:
    """The difference and the word for it; noise is measured against a scale."""
    theirs, ours, apart = (cell_name(row, column + offset) for offset in (0, 1, 2))
    both = f"AND(ISNUMBER({theirs}),ISNUMBER({ours}))"
    difference = f'=IF({both},{theirs}-{ours},"{words.BLANK}")'
    near = f"ABS({apart})<={_TOLERANCE}*ABS({ours})+{_NOISE}*{scale}"
    formula = f'=IF(IF({both},{near},{theirs}={ours}),"{AGREES}","{DIFFERS}")'
    return Formula(difference, 0 if known else words.BLANK), Formula(formula, AGREES)


def _total(id: str) -> str:
    """The formula of a section's total: factor × Σ sign·column, shared where it is."""
    made = RESOURCES[id]
    cells = [(sign, f"{column_letters(_AT[key])}{_ROW}") for sign, key in made.columns]
    share = f"{column_letters(_SHARE if made.shared else _OWN)}{_ROW}"
    amount = "".join(f"{'-' if sign < 0 else '+'}{cell}" for sign, cell in cells).lstrip("+")
    if len(cells) > 1:
        amount = f"({amount})"
    factor = f"{made.factor}*" if made.factor != 1 else ""
    needed = ",".join((share, *(cell for _, cell in cells)))
    part = f"*{share}" if made.shared else ""
    return f'=IF(COUNT({needed})<{len(cells) + 1},"{BLANK}",{factor}{amount}{part})'
