"""Functions over whole input sheets: the table of sections, the balance, the verdict."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from qbe_xl.assessment import Assessment, State, assess
from qbe_xl.assessment.sections import INDICATORS, STAGES
from qbe_xl.assessment.share import share_of
from qbe_xl.clauses import words
from qbe_xl.clauses.records import GROUPS
from qbe_xl.county import layout
from qbe_xl.county.layout import STAGE_WORDS
from qbe_xl.county.reading import read_sheets
from qbe_xl.errors import InputError
from qbe_xl.files.book import Sheet
from qbe_xl.functions.arguments import (
    OMITTED,
    Argument,
    Cell,
    CellError,
    QbeMessage,
    is_waiting,
    rows_of,
)
from qbe_xl.functions.registry import Result, Scalar, function
from qbe_xl.functions.rules import STANDARD, standard_of

SCHOOLS = "schools@ 学校表 “学校”工作表的数据区，含表头行"

OTHERS = (
    "classes@? 班级表 含表头\nrooms@? 专用教室表 含表头\nitems@? 县级数据表 含表头\n"
    "monitoring@? 质量监测表 含表头\nsurvey@? 社会认可度表 含表头\nvetoes@? 一票否决表 含表头\n"
    "facts@? 县情表 含表头"
)
"""The input sheets beside 学校, in the order of the layout."""


def sheet_of(name: str, argument: Argument) -> Sheet:
    """A range as a sheet; its cells are counted from the range's own corner."""
    faults: dict[tuple[int, int], str] = {}
    rows: list[list[Cell]] = []
    for number, row in enumerate(rows_of(argument)):
        if any(isinstance(cell, CellError) for cell in row):
            faults |= {
                (number, place): f"错误值 {cell.text}"
                for place, cell in enumerate(row)
                if isinstance(cell, CellError)
            }
            row = [None if isinstance(cell, CellError) else cell for cell in row]
        rows.append([None if is_waiting(cell) else cell for cell in row])
    return Sheet(name, rows, faults, ())  # type: ignore[arg-type]


def assessed(ranges: Mapping[str, Argument], standard: Argument) -> Assessment:
    sheets = {name: sheet_of(name, found) for name, found in ranges.items() if found is not OMITTED}
    with first_problem("，请用“数据体检”查看"):
        return assess(read_sheets(sheets), standard_of(standard))


@contextmanager
def first_problem(where: str = "") -> Iterator[None]:
    """Make a message of the first of an InputError's problems; where: to see the others."""
    try:
        yield
    except InputError as error:
        more = len(error.problems) - 1
        first = str(error.problems[0])
        raise QbeMessage(first + (f"（另有 {more} 处{where}）" if more else "")) from error


def _shown(value: float | None) -> Scalar:
    return "" if value is None or math.isnan(value) else value


@function(
    "TABLE",
    "学校达标表",
    "由“学校”表算出每个办学单元的七项指标、达标项数和综合结论，自动向下向右展开",
    f"{SCHOOLS}\n{STANDARD}",
    example="=QBE_TABLE(学校!A2:AV130)",
    article="第六条",
    spills=True,
)
def table(schools: Argument, standard: Argument) -> Result:
    """Return a header and a row for each assessed section."""
    found = assessed({layout.SCHOOLS.name: schools}, standard)
    sections, rows = found.sections, found.county.schools
    head: list[Scalar] = ["学校标识码", "学校名称", "学段", "在校生数"]
    result = [[*head, *(found.standard.clauses[r].name for r in INDICATORS), "达标项数", "结论"]]
    columns = zip(
        sections.school.tolist(),
        sections.stage.tolist(),
        sections.pupils.tolist(),
        sections.values.tolist(),
        map(share_of, sections.states.tolist()),
        sections.state.tolist(),
        strict=True,
    )
    for school, stage, pupils, values, met, state in columns:
        result.append(
            [
                rows.word("code", school),
                rows.word("name", school),
                STAGE_WORDS[STAGES[stage]],
                _shown(pupils),
                *map(_shown, values),
                words.reached(met) if met.unknown else float(met.met),
                State(state).word,
            ]
        )
    return result


@function(
    "BALANCE",
    "校际均衡表",
    "由“学校”表算出小学、初中各七项指标的平均值、标准差、差异系数、上限和结论，共 14 行",
    f"{SCHOOLS}\n{STANDARD}",
    example="=QBE_BALANCE(学校!A2:AV130)",
    article="第六条",
    spills=True,
)
def balance(schools: Argument, standard: Argument) -> Result:
    """Return a header and a row for each stage and indicator."""
    found = assessed({layout.SCHOOLS.name: schools}, standard)
    result: list[list[Scalar]] = [["学段", "指标", "平均值", "标准差", "差异系数", "上限", "结论"]]
    for stage, indicator, b in found.cvs:
        name = found.standard.clauses[indicator].name
        figures = [_shown(b.mean), _shown(b.std), _shown(b.cv), b.limit]
        result.append([STAGE_WORDS[stage], name, *figures, b.state.word])
    return result


@function(
    "VERDICT",
    "全县结论",
    "由填报表各工作表得出总结论和六个方面的结论，共 7 行 2 列；没有给出的工作表按待填报处理",
    f"{SCHOOLS}\n{OTHERS}\n{STANDARD}",
    example="=QBE_VERDICT(学校!A2:AV130,班级!A1:E3000)",
    article="第四至十条",
    spills=True,
)
def verdict(
    schools: Argument,
    classes: Argument,
    rooms: Argument,
    items: Argument,
    monitoring: Argument,
    survey: Argument,
    vetoes: Argument,
    facts: Argument,
    standard: Argument,
) -> Result:
    """Return the verdict and the six groups."""
    ranges = (schools, classes, rooms, items, monitoring, survey, vetoes, facts)
    names = (sheet.name for sheet in layout.SHEETS)
    found = assessed(dict(zip(names, ranges, strict=True)), standard)
    result: list[list[Scalar]] = [["全县结论", found.verdict.word]]
    result += [[GROUPS[group].word, state.word] for group, state in found.groups.items()]
    return result
