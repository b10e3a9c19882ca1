"""Every function in cells of a real Calc answers as the adaptor of Excel does.

Where Calc cannot hand over what a cell holds, the test says what it hands over instead.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from qbe_xl.errors import column_letters
from qbe_xl.functions import FUNCTIONS, OMITTED, CellError, Function
from qbe_xl.functions.registry import Kind, Parameter
from qbe_xl.libreoffice.catalogue import SHEETS
from tests.excel.test_udfs import as_range, usual
from tests.excel.windows import Windows
from tests.excel.windows import windows as playing
from tests.libreoffice.calc import Calc

pytestmark = pytest.mark.office

TRUE, DAY = True, dt.datetime(2024, 5, 20)
CONTENTS = (
    None,
    "三百",
    "待填报",
    "#QBE:学生数为 0",
    CellError("#N/A"),
    TRUE,
    DAY,
    -1.0,
    0.1 + 0.2,
    123456789.5,
)
FIRST_DAY = dt.datetime(1899, 12, 30)
ILLEGAL_PARAMETER, NOT_AVAILABLE = 504, 32767
ERRORS = {"#N/A": "=NA()"}
every = pytest.mark.parametrize("name", FUNCTIONS)


@pytest.fixture(scope="module")
def windows() -> Iterator[Windows]:
    with playing() as found:
        yield found


@dataclass(frozen=True)
class Error:
    """A cell that shows an error of Calc."""

    code: int


def rows_of(argument: Any) -> list[list[Any]]:
    return argument if isinstance(argument, list) else [[argument]]


def serial(day: dt.datetime) -> float:
    return (day - FIRST_DAY).total_seconds() / 86_400


class Sheet:
    """A sheet into which the arguments of one call after the other are laid, and the call."""

    def __init__(self, calc: Calc) -> None:
        self.calc = calc
        self.document = calc.open()
        self.name = calc.sheets(self.document)[0]

    def lay(self, rows: list[list[Any]], row: int, column: int) -> str:
        """Put cells where they may be referred to; return their address."""
        calc = self.calc
        plain: list[Any] = []
        entries: dict[str, Any] = {}
        days: list[Any] = []
        for down, cells in enumerate(rows):
            plain.append([])
            for right, content in enumerate(cells):
                place = f"{column_letters(column + right)}{row + down + 1}"
                if isinstance(content, CellError):
                    entries[place] = ERRORS[content.text]
                elif content is TRUE:
                    entries[place] = "=TRUE()"
                elif isinstance(content, dt.datetime):
                    days.append(place)
                    content = serial(content)
                known = isinstance(content, float | str) and content is not TRUE
                plain[-1].append(content if known else None)
        end = f"{column_letters(column + len(rows[0]) - 1)}{row + len(rows)}"
        start = f"{column_letters(column)}{row + 1}"
        calc.put(self.document, self.name, f"{start}:{end}", plain)
        if entries:
            calc.enter(self.document, self.name, entries)
        for place in days:
            calc.format(self.document, self.name, place, "YYYY-MM-DD")
        return start if start == end else f"{start}:{end}"

    def call(self, name: str, written: list[str], height: int = 1, width: int = 1) -> Any:
        """Enter a call as an array formula far to the right; return what its cells show."""
        place = "GA1" if (height, width) == (1, 1) else f"GA1:{column_letters(181 + width)}{height}"
        formula = f"={name}({';'.join(written)})"
        self.calc.enter_array(self.document, self.name, place, formula)
        _, code = self.calc.shown(self.document, self.name, "GA1")
        found = self.calc.values(self.document, self.name, place)
        self.calc.clear(self.document, self.name)
        return Error(code) if code else found


@pytest.fixture(scope="module")
def sheet(calc: Calc) -> Iterator[Sheet]:
    found = Sheet(calc)
    yield found
    calc.close(found.document)


def addresses(sheet: Sheet, arguments: list[Any]) -> list[str]:
    """Lay the arguments out one below the other; what is not given is left out."""
    written, row = [], 0
    for argument in arguments:
        if argument is OMITTED:
            written.append("")
            continue
        rows = rows_of(argument)
        written.append(sheet.lay(rows, row, 0))
        row += len(rows) + 1
    while written and not written[-1]:
        written.pop()
    return written


def block(result: Any) -> list[list[Any]]:
    """What cells show of a result."""
    rows = result if isinstance(result, list) else [[result]]
    rows = rows if not rows or isinstance(rows[0], list) else [rows]
    return [["" if cell is None else cell for cell in row] for row in rows]


def same(sheet: Sheet, name: str, arguments: list[Any], expected: Any) -> None:
    """Hold what Calc shows of a call against what is expected."""
    wanted = block(expected) if not isinstance(expected, Error) else [[None]]
    size = (len(wanted), len(wanted[0]))
    found = sheet.call(name, addresses(sheet, arguments), *size)
    assert found == (expected if isinstance(expected, Error) else pytest_approx(wanted))


def pytest_approx(rows: list[list[Any]]) -> Any:
    """Figures to the last bits that 15 digits leave."""
    return [
        [pytest.approx(cell, rel=1e-14) if isinstance(cell, float) else cell for cell in row]
        for row in rows
    ]


def handed(parameter: Parameter, content: Any, alone: bool) -> Any:
    """What comes of a cell's content on its way through Calc; an Error where nothing does."""
    referred = parameter.kind is Kind.SHEET and not parameter.optional
    if isinstance(content, CellError) and not referred:
        return Error(NOT_AVAILABLE if alone else ILLEGAL_PARAMETER)
    if referred or (content is DAY and parameter.name == "facts"):
        return content  # the last of the facts is the date of the assessment
    if content is None and parameter.optional and parameter.kind is Kind.FIGURE:
        return 0.0  # a blank where nothing need be given
    number = 1.0 if content is TRUE else serial(content) if content is DAY else content
    written = parameter.kind is Kind.WORD and not parameter.optional and number is not content
    return f"{number:g}" if written else number


@every
def test_ranges_and_scalars(sheet: Sheet, windows: Windows, name: str) -> None:
    arguments = usual(name)
    expected = windows.call(name, *map(as_range, arguments))
    assert not str(expected).startswith("#QBE:")
    same(sheet, name, arguments, expected)


@every
def test_optional_arguments_that_are_not_given(sheet: Sheet, windows: Windows, name: str) -> None:
    parameters = FUNCTIONS[name].parameters
    arguments = [
        OMITTED if parameter.optional else argument
        for parameter, argument in zip(parameters, usual(name), strict=True)
    ]
    same(sheet, name, arguments, windows.call(name, *map(as_range, arguments)))


def with_cell(argument: Any, content: Any) -> Any:
    if not isinstance(argument, list):
        return content
    *head, last = argument
    return [*head, [*last[:-1], content]]


@every
@pytest.mark.parametrize("content", CONTENTS, ids=str)
def test_each_kind_of_cell_in_each_argument(
    sheet: Sheet, windows: Windows, name: str, content: Any
) -> None:
    for place, parameter in enumerate(FUNCTIONS[name].parameters):
        arguments, shown = usual(name), usual(name)
        arguments[place] = with_cell(arguments[place], content)
        through = handed(parameter, content, not isinstance(shown[place], list))
        if isinstance(through, Error):
            expected: Any = through
        else:
            shown[place] = with_cell(shown[place], through)
            expected = windows.call(name, *map(as_range, shown))
        same(sheet, name, arguments, expected)


def ranges(function: Function) -> list[int]:
    """The arguments that are columns of figures."""
    return [place for place, p in enumerate(function.parameters) if p.kind is Kind.RANGE]


with_ranges = pytest.mark.parametrize("name", [n for n, f in FUNCTIONS.items() if ranges(f)])


@with_ranges
@pytest.mark.parametrize("shape", ["cell", "row", "block"])
def test_each_shape_of_range(sheet: Sheet, windows: Windows, name: str, shape: str) -> None:
    arguments = usual(name)
    for place in ranges(FUNCTIONS[name]):
        values = [row[0] for row in rows_of(arguments[place])]
        shapes = {
            "cell": [[values[0]]],
            "row": [values],
            "block": [values[:3], values[3:6]],
        }
        arguments[place] = shapes[shape]
    same(sheet, name, arguments, windows.call(name, *map(as_range, arguments)))


@with_ranges
def test_inline_arrays_and_computed_ones(sheet: Sheet, windows: Windows, name: str) -> None:
    arguments = usual(name)
    expected = block(windows.call(name, *map(as_range, arguments)))
    size = (len(expected), len(expected[0]))
    written = addresses(sheet, arguments)
    for place in ranges(FUNCTIONS[name]):
        written[place] = f"{written[place]}*1"
    assert sheet.call(name, written, *size) == pytest_approx(expected)
    written = addresses(sheet, arguments)
    for place in ranges(FUNCTIONS[name]):
        cells = rows_of(arguments[place])
        written[place] = "{" + "|".join(repr(row[0]) for row in cells) + "}"
    assert sheet.call(name, written, *size) == pytest_approx(expected)


@pytest.mark.parametrize(("name", "top"), [("QBE_CV", 2), ("QBE_CV_TOTALS", 1)])
def test_columns_to_the_end_of_the_sheet(
    sheet: Sheet, windows: Windows, name: str, top: int
) -> None:
    values, pupils = usual(name)[:2]
    expected = windows.call(name, *map(as_range, (values, pupils)))
    sheet.lay([[v[0], p[0]] for v, p in zip(values, pupils, strict=True)], 1, 0)
    written = [f"{column}{top}:{column}1048576" for column in "AB"]
    assert sheet.call(name, written) == pytest_approx(block(expected))


@pytest.mark.parametrize("top", [1, 3])
def test_a_whole_sheet_by_its_columns(sheet: Sheet, top: int) -> None:
    schools = usual("QBE_TABLE")[0]
    expected = block(FUNCTIONS["QBE_TABLE"](schools))
    sheet.lay(schools, 2, 0)
    last = column_letters(len(schools[0]) - 1)
    found = sheet.call("QBE_TABLE", [f"A{top}:{last}1048576"], len(expected), len(expected[0]))
    assert found == pytest_approx(expected)


def test_figures_may_be_written_into_the_formula(sheet: Sheet) -> None:
    assert sheet.call("QBE_INDICATOR", ['"R1"', "21", "500"]) == [[4.2]]
    assert sheet.call("QBE_MEETS", ['"R1"', '"小学"', "21/500*100"]) == [["达标"]]
    assert sheet.call("QBE_MEETS", ['"R1"', '"小学"', "4.19999999999999"]) == [["未达标"]]


def test_the_function_wizard_knows_every_argument(calc: Calc) -> None:
    found = calc.functions()
    assert set(found) == set(FUNCTIONS)
    for name, function in FUNCTIONS.items():
        description, arguments = found[name]
        assert function.help in description
        assert [a[0] for a in arguments] == [p.title for p in function.parameters]
        assert [a[2] for a in arguments] == [p.optional for p in function.parameters]
        for (_, text, _), parameter in zip(arguments, function.parameters, strict=True):
            assert text.startswith(parameter.help)


def test_the_sheets_of_the_catalogue_are_those_of_the_functions() -> None:
    names = {p.name for f in FUNCTIONS.values() for p in f.parameters}
    assert set(SHEETS) <= names
