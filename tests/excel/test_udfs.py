"""Every function through xlwings' own call from a cell: the same results as the registry's."""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from qbe_xl.excel import udfs
from qbe_xl.functions import CATEGORY, FUNCTIONS, OMITTED, CellError
from tests.counties import Draft
from tests.excel.windows import MISSING, ComRange, ComSheet, Windows, block, error, whole_column

COLUMNS: dict[str, list[Any]] = {
    "values": [4.2, 1.0, 0.9, 4.5, 7.5, 2000.0, 2.3],
    "totals": [279.0, 137.0, 935.0, 160.0, 402.0, 10.0, 20.0],
    "pupils": [45.0, 37.0, 89.0, 76.0, 55.0, 12.0, 13.0],
}
SCALARS: dict[str, Any] = {
    "school": 3.0,
    "new_value": 6.0,
    "indicator": "R4",
    "stage": "小学",
    "standard": "national-2017",
    "total": 1700.0,
    "pupils": 400.0,
    "primary": 166.0,
    "junior": 210.0,
    "senior": 10.0,
    "value": 4.4,
    "floor": True,
}
SHEETS = ("schools", "classes", "rooms", "items", "monitoring", "survey", "vetoes", "facts")


def dated(content: Any) -> Any:
    """Excel knows dates with a time only."""
    plain = isinstance(content, dt.date) and not isinstance(content, dt.datetime)
    return dt.datetime.combine(content, dt.time()) if plain else content


def usual(name: str) -> list[Any]:
    """Arguments of a function as the registry takes them: rows for ranges."""
    names = [parameter.name for parameter in FUNCTIONS[name].parameters]
    sheets = [[list(map(dated, row)) for row in sheet.rows] for sheet in Draft().book().sheets]
    rows: dict[str, Any] = dict(zip(SHEETS, sheets, strict=True))
    rows["trial"] = [["学校", "项目", "试算值"], ["A1", "网络多媒体教室数", 3.0]]
    ranges = {"values", "totals"} & set(names)
    return [
        rows[p]
        if p in rows
        else [[value] for value in COLUMNS[p]]
        if p in COLUMNS and (p != "pupils" or ranges)
        else SCALARS[p]
        for p in names
    ]


def as_com(content: Any) -> Any:
    if isinstance(content, CellError):
        return error(next(n for n, text in udfs._ERRORS.items() if text == content.text))
    return content


def as_range(argument: Any) -> Any:
    if argument is OMITTED:
        return MISSING
    rows = argument if isinstance(argument, list) else [[argument]]
    return block([[as_com(content) for content in row] for row in rows], row=5, column=3)


def shown(result: Any) -> Any:
    """What a cell gets of a result of the registry."""
    if isinstance(result, list):
        if len(result) == 1:
            return result[0] if len(result[0]) > 1 else result[0][0]
        return result
    return result


def same(windows: Windows, name: str, arguments: list[Any], handed: list[Any]) -> Any:
    expected = shown(FUNCTIONS[name](*arguments))
    assert "内部错误" not in str(expected)
    assert windows.call(name, *handed) == expected
    return expected


def with_cell(argument: Any, content: Any) -> Any:
    """The argument with its last cell replaced."""
    if not isinstance(argument, list):
        return content
    *head, last = argument
    return [*head, [*last[:-1], content]]


every = pytest.mark.parametrize("name", FUNCTIONS)


@every
def test_ranges_scalars_and_arrays(windows: Windows, name: str) -> None:
    arguments = usual(name)
    result = same(windows, name, arguments, [as_range(a) for a in arguments])
    assert not str(result).startswith("#QBE:")
    same(windows, name, arguments, arguments)
    as_arrays = [tuple(map(tuple, a)) if isinstance(a, list) else a for a in arguments]
    same(windows, name, arguments, as_arrays)


@every
def test_optional_arguments_that_are_not_given(windows: Windows, name: str) -> None:
    parameters = FUNCTIONS[name].parameters
    arguments = [
        OMITTED if parameter.optional else argument
        for parameter, argument in zip(parameters, usual(name), strict=True)
    ]
    result = same(windows, name, arguments, [as_range(a) for a in arguments])
    assert not str(result).startswith("#QBE:")


@every
@pytest.mark.parametrize(
    "content",
    [
        None,
        "三百",
        CellError("#N/A"),
        CellError("#SPILL!"),
        True,
        dt.datetime(2024, 5, 20),
        -1.0,
        "待填报",
        "#QBE:第 3 个数值未填报，请补填",
    ],
    ids=str,
)
def test_each_kind_of_cell_in_each_argument(windows: Windows, name: str, content: Any) -> None:
    for place in range(len(FUNCTIONS[name].parameters)):
        arguments = usual(name)
        arguments[place] = with_cell(arguments[place], content)
        same(windows, name, arguments, [as_range(a) for a in arguments])


@every
@pytest.mark.parametrize("shape", ["cell", "row", "block"])
def test_each_shape_of_range(windows: Windows, name: str, shape: str) -> None:
    def shaped(argument: Any) -> Any:
        if not isinstance(argument, list) or len(argument[0]) > 1:
            return argument
        values = [row[0] for row in argument]
        if shape == "cell":
            return [[values[0]]]
        return [values] if shape == "row" else [values[:3], values[3:6]]

    arguments = [shaped(a) for a in usual(name)]
    same(windows, name, arguments, [as_range(a) for a in arguments])


@every
def test_whole_columns_are_read_as_far_as_the_sheet_is_filled(windows: Windows, name: str) -> None:
    """The first argument's sheet is filled further down: the columns still belong together."""
    arguments, handed, deepest = usual(name), [], 0
    columns = [isinstance(a, list) and len(a[0]) == 1 for a in arguments]
    deepest = max((len(a) for a, c in zip(arguments, columns, strict=True) if c), default=0) + 5
    first = True
    for place, argument in enumerate(arguments):
        if not columns[place]:
            handed.append(as_range(argument))
            continue
        sheet = ComSheet({(row, 2): cells[0] for row, cells in enumerate(argument, 1)})
        if first:
            sheet.cells[deepest, 7] = "备注"
            first = False
        handed.append(whole_column(sheet, 2))
        arguments[place] = argument + [[None]] * (deepest - len(argument))
    same(windows, name, arguments, handed)


def test_a_whole_sheet_row_and_an_empty_column(windows: Windows) -> None:
    values = COLUMNS["values"]
    sheet = ComSheet({(2, column): value for column, value in enumerate(values, 3)})
    row = ComRange(sheet, 2, 1, 1, 16384)
    assert windows.call("QBE_CV", row) == FUNCTIONS["QBE_CV"]([[None, None, *values]])
    assert "没有数" in windows.call("QBE_CV", whole_column(ComSheet({(1, 1): 1.0}), 9))
    # Below the filled part of the sheet one cell is left to read.
    below = ComRange(ComSheet({(1, 1): 1.0}), 70000, 1, 65536)
    assert "没有数" in windows.call("QBE_CV", below)


def test_columns_from_their_second_row_to_the_end_of_the_sheet(windows: Windows) -> None:
    """Cut as whole ones are (`windows` refuses to hand 100,000 cells over); of other sizes refused."""
    values = {(row, 1): value for row, value in enumerate((1.0, 3.0), 2)}
    sheet = ComSheet(values | {(row, 2): 10.0 for row in (2, 3)} | {(1, 1): "面积", (1, 2): "人数"})
    columns = [ComRange(sheet, 2, column, 1048575) for column in (1, 2)]
    assert windows.call("QBE_CV", *columns) == 0.5
    said = windows.call("QBE_CV", columns[0], whole_column(sheet, 2))
    assert "1048575 行 1 列" in said
    assert "1048576 行 1 列" in said


def test_whole_columns_and_rows_of_two_sheets_belong_together(windows: Windows) -> None:
    """Filled from the fifth row on, to different depths: what is above and below is blank."""
    values, pupils = [1.0, 2.0, 3.0], [10.0, 20.0, 30.0]
    function = FUNCTIONS["QBE_CV"]
    expected = function([[x] for x in values], [[x] for x in pupils])
    shapes: tuple[Callable[[ComSheet], ComRange], ...] = (
        lambda sheet: whole_column(sheet, 2),
        lambda sheet: ComRange(sheet, 2, 1, 1, 16384),
    )
    for whole in shapes:
        down = whole(ComSheet()).height > 1
        sheets = []
        for content in (values, [*pupils, None, "备注"]):
            places = [(i, 2) if down else (2, i) for i in range(5, 5 + len(content))]
            cells = dict(zip(places, content, strict=True))
            sheets.append(ComSheet({k: v for k, v in cells.items() if isinstance(v, float)}))
        sheets[1].cells[(70, 2) if down else (2, 70)] = 0.0
        assert windows.call("QBE_CV", *map(whole, sheets)) == expected


def test_several_areas_are_refused(windows: Windows) -> None:
    """COM would hand over the first of them only."""
    chosen = as_range([[1.0], [2.0]])
    chosen.areas = 2
    assert "多个区域" in windows.call("QBE_CV", chosen)


def test_amounts_of_currency_and_whole_numbers_of_vba(windows: Windows) -> None:
    assert windows.call("QBE_INDICATOR", "R1", Decimal("21"), 500) == 4.2


def test_every_function_is_there_as_xlwings_wants_it(windows: Windows) -> None:
    for name, function in FUNCTIONS.items():
        found = getattr(windows.functions, name).__xlfunc__
        assert found["name"] == name
        assert found["category"] == CATEGORY
        assert found["ret"]["doc"] == function.help
        assert not found["volatile"]
        assert [a["name"] for a in found["args"]] == [p.name for p in function.parameters]
        assert [a.get("optional") for a in found["args"]] == [
            OMITTED if p.optional else None for p in function.parameters
        ]


def test_elsewhere_the_functions_are_plain() -> None:
    for name, function in FUNCTIONS.items():
        plain = getattr(udfs, name)
        assert not hasattr(plain, "__xlfunc__")
        assert list(inspect.signature(plain).parameters) == [p.name for p in function.parameters]
    assert udfs.QBE_CV([[1.0], [3.0]]) == 0.5  # type: ignore[attr-defined]
