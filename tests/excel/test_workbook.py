"""The macro workbook and the sample: input sheets, names, 看板, and what programs make of them."""

from __future__ import annotations

import io
import re
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from defusedxml.ElementTree import fromstring
from openpyxl.utils import range_boundaries

from qbe_xl import standards
from qbe_xl.assessment import State, assess
from qbe_xl.blank.guide import GUIDE
from qbe_xl.blank.style import with_unit
from qbe_xl.clauses.records import GROUPS
from qbe_xl.county import layout
from qbe_xl.county.layout import SheetLayout
from qbe_xl.county.reading import read_book
from qbe_xl.errors import InputError
from qbe_xl.excel import package, ribbon
from qbe_xl.excel.function_help import SHEET as HELP_SHEET
from qbe_xl.excel.texts import SHEET as TEXT_SHEET
from qbe_xl.excel.workbook import VBA_NAMES, about, board, figures, macro_workbook, trial
from qbe_xl.functions import FUNCTIONS
from qbe_xl.office.buttons import BUTTONS
from scripts import sample_county
from tests import office, programs
from tests.libreoffice.calc import bare_profile

WORKBOOK = Path(__file__).resolve().parents[2] / "workbook"
FILE, SAMPLE = "优质均衡评估.xlsm", "示例县.xlsx"
TITLE = sample_county.TITLE
NAMES = [of.name for of in layout.SHEETS]
NAMED = {figures.name_of(name): name for name in NAMES}


@cache
def blank() -> bytes:
    return macro_workbook()


@cache
def filled() -> bytes:
    return macro_workbook(sample_county.sample(), TITLE)


def opened(content: bytes, *, values: bool = False) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content), data_only=values, keep_vba=False)


@pytest.fixture(scope="module")
def book() -> openpyxl.Workbook:
    return opened(blank())


@pytest.fixture(scope="module")
def shown() -> openpyxl.Workbook:
    """The filled workbook with the values that its formulas carry."""
    return opened(filled(), values=True)


def header_row(sheet: openpyxl.worksheet.worksheet.Worksheet, of: SheetLayout) -> int:
    key = with_unit(of.key_column)
    return next(row[0].row for row in sheet.iter_rows() if key in [c.value for c in row])


# The committed files


@pytest.mark.slow
def test_the_files_are_built_from_what_is_here() -> None:
    assert (WORKBOOK / FILE).read_bytes() == blank(), "run scripts/build_workbook.py"
    assert macro_workbook() == blank()
    assert (WORKBOOK / SAMPLE).read_bytes() == sample_county.workbook()


def test_the_sample_says_that_it_is_made_up() -> None:
    for sheet in openpyxl.load_workbook(WORKBOOK / SAMPLE).worksheets:
        assert TITLE in sheet["A1"].value


# VBA, ribbon, buttons


def test_sheets_stand_in_order_and_have_their_names_in_vba(book: openpyxl.Workbook) -> None:
    mine = [about.NAME, board.NAME, GUIDE, *NAMES, trial.NAME, figures.NAME]
    assert book.sheetnames == [*mine, TEXT_SHEET, HELP_SHEET]
    assert list(VBA_NAMES) == mine
    assert book.active.title == board.NAME
    assert {book[name].sheet_properties.codeName for name in mine} == set(VBA_NAMES.values())
    parts = package.read(blank())
    assert "xl/vbaProject.bin" in parts
    assert "customUI/customUI14.xml" in parts
    for name in VBA_NAMES.values():
        assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,30}", name)


def test_the_vba_project_has_a_module_for_each_sheet(tmp_path: Path) -> None:
    olevba = pytest.importorskip("oletools.olevba")
    path = tmp_path / "book.xlsm"
    path.write_bytes(blank())
    found = {name for _, _, name, _ in olevba.VBA_Parser(str(path)).extract_macros()}
    assert {f"{name}.cls" for name in VBA_NAMES.values()} <= found


def test_the_buttons_call_what_the_ribbon_calls() -> None:
    parts = package.read(blank())
    drawn = "".join(part.decode() for name, part in parts.items() if name.endswith(".vml"))
    by_command = {button.name: button for button in BUTTONS}
    expected = [by_command[c] for c in board.BUTTONS if c in by_command]
    assert {"全县评估", "数据体检"} <= {button.label for button in expected}
    assert re.findall(r"FmlaMacro>\[0\]!(.*?)<", drawn) == [ribbon.macro(b) for b in expected]
    for button in expected:
        assert button.label in drawn


# Input sheets


@pytest.mark.parametrize("of", layout.SHEETS, ids=NAMES)
def test_labels_are_locked_and_input_is_open(book: openpyxl.Workbook, of: SheetLayout) -> None:
    sheet = book[of.name]
    protection = sheet.protection
    assert protection.sheet
    assert protection.password is None
    allowed = ("sort", "autoFilter", "formatColumns", "formatRows", "formatCells", "objects")
    assert not any(getattr(protection, name) for name in (*allowed, "insertRows", "deleteRows"))
    head = header_row(sheet, of)
    labels = [cell for row in sheet.iter_rows(1, head) for cell in row if cell.value is not None]
    assert labels
    assert all(cell.protection.locked for cell in labels)
    columns = {cell.value: cell.column for cell in sheet[head] if cell.value is not None}
    if of.items:
        for row, item in enumerate(of.items, head + 1):
            assert sheet.cell(row, columns[with_unit(of.key_column)]).protection.locked
            value = sheet.cell(row, columns[with_unit(of.by_key["value"])])
            assert value.protection.locked == item.noted_only
    else:
        assert sheet.auto_filter.ref is not None
        for column in of.columns:
            assert not sheet.cell(head + 1, columns[with_unit(column)]).protection.locked
        # Cells that the file does not hold have the style of their column, in rows far below too.
        spans = sheet.column_dimensions.values()
        assert max(span.max or 0 for span in spans) == 16384
        assert not any(span.protection.locked for span in spans)


@pytest.mark.parametrize("of", layout.SHEETS, ids=NAMES)
def test_every_column_of_choices_has_its_list(book: openpyxl.Workbook, of: SheetLayout) -> None:
    if of.items:
        return
    sheet = book[of.name]
    first = header_row(sheet, of) + 1
    for place, column in enumerate(of.columns, 1):
        words = column.allowed or (layout.YES_NO if column.kind == "yesno" else ())
        checks = [
            check
            for check in sheet.data_validations.dataValidation
            if sheet.cell(first, place).coordinate in check.sqref
        ]
        assert len(checks) == 1
        if words:
            assert checks[0].type == "list"
            assert checks[0].formula1 == f'"{",".join(words)}"'


@pytest.mark.parametrize(("name", "sheet"), NAMED.items(), ids=NAMED)
def test_names_are_those_of_the_input_ranges(
    book: openpyxl.Workbook, name: str, sheet: str
) -> None:
    ((title, area),) = book.defined_names[name].destinations
    assert title == sheet
    left, top, right, bottom = range_boundaries(area)
    of, cells = layout.BY_NAME[sheet], book[sheet]
    assert (left, top) == (1, header_row(cells, of))
    last = with_unit(of.columns[-1])
    assert last in [cells.cell(top, column).value for column in range(left, right + 1)]
    assert cells.cell(top, right + 1).value is None
    assert bottom - top >= max(len(of.items), 200 if not of.items else 0)
    if sheet in figures.GROWING:
        to_the_end = book.defined_names[f"{sheet}已填"].value
        whole = re.escape(area)
        pattern = rf"{sheet}!\$A\${top}:INDEX\({sheet}!{whole},看板数据!\$C\$\d+,{right}\)"
        assert re.fullmatch(pattern, to_the_end)


# 看板


def test_the_formulas_are_few_and_plain(book: openpyxl.Workbook) -> None:
    found = []
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                text = getattr(cell.value, "text", cell.value)
                if cell.data_type == "f" and "QBE_" in str(text):
                    found.append((sheet.title, cell.coordinate, text))
    names = ["学校已填", "班级已填", "专用教室已填", "县级数据", *list(NAMED)[4:]]
    assert {title for title, _, _ in found} == {figures.NAME}
    assert {text.strip("={}") for _, _, text in found} == {
        'QBE_LIMIT("小学")',
        'QBE_LIMIT("初中")',
        "QBE_VERSION()",
        f'IF($C$5<2,"待填报",QBE_VERDICT({",".join(names)}))',
        'IF($C$5<2,"待填报",QBE_BALANCE(学校已填))',
        figures.TRIAL_FORMULA.format(",".join([names[0], "试算数据", *names[1:]])),
        figures.SECTIONS_FORMULA,
    }
    for _, _, text in found:
        assert set(re.findall(r"\bQBE_\w+", text)) <= set(FUNCTIONS)
    assert not any(part.endswith("metadata.xml") for part in package.read(blank()))  # no spilling


@pytest.mark.slow
def test_formulas_carry_the_values_of_the_assessment(
    shown: openpyxl.Workbook, tmp_path: Path
) -> None:
    path = tmp_path / "filled.xlsm"
    path.write_bytes(filled())
    found = assess(read_book(path)[1], standards.resolve().at())
    texts = [[cell.value for cell in row] for row in shown[board.NAME].iter_rows()]
    row = next(row for row in texts if "全县结论" in row)
    assert f"{found.verdict.mark} {found.verdict.word}" in row
    for group, state in found.groups.items():
        row = next(row for row in texts if GROUPS[group].word in row)
        assert f"{state.mark} {state.word}" in row
    table = [row for row in texts[board.TABLE + 2 :] if isinstance(row[5], float)]
    balances = [b for stage in found.balance.values() for b in stage.values()]
    assert len(table) == len(balances) == 14
    for row, b in zip(table, balances, strict=True):
        assert row[4] == (b.cv if b.cv is not None and b.cv == b.cv else "待填报")
        assert row[5] == b.limit
        assert row[6] == f"{b.state.mark} {b.state.word}"
    of = found.sections
    counts = [
        [int(((of.stage == stage) & (of.state == state)).sum()) for state in figures.STATES]
        for stage in (0, 1)
    ]
    assert [row[9:12] for row in texts[board.TABLE + 2 : board.TABLE + 4]] == counts


def test_states_are_coloured_beside_their_marks(book: openpyxl.Workbook) -> None:
    formats = book[board.NAME].conditional_formatting
    marks = {rule.text for area in formats for rule in area.rules if rule.text}
    assert {state.mark for state in State} <= marks


@pytest.mark.slow
def test_the_charts_show_the_cells_of_the_tables() -> None:
    parts = package.read(filled())
    charts = [p.decode() for n, p in parts.items() if re.match(r"xl/charts/chart\d", n)]
    assert len(charts) == 2
    for text in charts:
        fromstring(text)
    first, count = board.TABLE + 3, 14
    references = [re.findall(r"<c:f>(.*?)</c:f>", text) for text in charts]
    board_cells = f"看板!$B${first}:$C${first + count - 1}"
    assert references[0].count(board_cells) == 4
    behind = opened(filled())[figures.NAME]
    head = next(c for row in behind.iter_rows() for c in row if c.value == "未超上限")
    for column in range(head.column, head.column + 4):
        letter = openpyxl.utils.get_column_letter(column)
        values = f"${letter}${head.row + 1}:${letter}${head.row + count}"
        assert f"{figures.NAME}!{values}" in references[0]
    for letter in "JKL":
        assert f"看板!${letter}${first}:${letter}${first + 1}" in references[1]
        assert f"看板!${letter}${first - 1}" in references[1]


# Reading


def test_the_untouched_workbook_lacks_schools_only() -> None:
    with pytest.raises(InputError) as raised:
        read_book(WORKBOOK / FILE)
    (problem,) = raised.value.problems
    assert problem.cell == "学校"
    assert "没有一行学校数据" in problem.message


@pytest.mark.slow
def test_a_filled_one_is_assessed_as_the_plain_one(tmp_path: Path) -> None:
    rules = standards.resolve().at()
    path = tmp_path / "filled.xlsm"
    path.write_bytes(filled())
    ours, plain = (assess(read_book(p)[1], rules) for p in (path, WORKBOOK / SAMPLE))
    assert ours.verdict is plain.verdict is State.UNMET
    assert ours.groups == plain.groups


# LibreOffice


@pytest.mark.office
def test_libreoffice_counts_as_we_do_and_keeps_names_and_checks(tmp_path: Path) -> None:
    path = tmp_path / "filled.xlsm"
    path.write_bytes(filled())
    target = tmp_path / "out" / "filled.xlsx"
    profile = f"-env:UserInstallation={bare_profile().as_uri()}"  # it has no QBE_ functions
    words = ("--headless", "--convert-to", "xlsx", "--outdir", target.parent)
    programs.run("soffice", profile, *words, path)
    again = openpyxl.load_workbook(target, data_only=True)
    ours = opened(filled(), values=True)
    for name, sheet in NAMED.items():
        ((title, area),) = again.defined_names[name].destinations
        ((_, expected),) = ours.defined_names[name].destinations
        assert (title, area) == (sheet, expected)
        assert again[sheet].protection.sheet
        assert again[sheet].data_validations.dataValidation
    cells = [f"{c}{r}" for c in "JK" for r in range(board.TOP + 3, board.TOP + 11)]
    for cell in cells:
        assert again[board.NAME][cell].value == ours[board.NAME][cell].value
    for row in (5, 6, 7):
        assert again[figures.NAME][f"C{row}"].value == ours[figures.NAME][f"C{row}"].value
    assert again[board.NAME]["B2"].value == board.UNREADABLE


@pytest.mark.office
def test_the_board_prints_on_two_pages(tmp_path: Path) -> None:
    path = tmp_path / "blank.xlsm"
    path.write_bytes(blank())
    pages = office.pdf_text(office.to_pdf(path)).split("\f")
    (first,) = (place for place, page in enumerate(pages) if "填报进度" in page)
    assert "三、校际差异系数与办学单元" in pages[first]
    assert "四、校际差异系数（第六条）" in pages[first + 1]
    assert "多媒体教室" in pages[first + 1]
    data = next(page for page in pages if "区域名称" in page)
    assert "待填报" in data
    assert not {"#VALUE!", "#NAME?", "#QBE"} & set(
        re.findall(r"#\w+[!?]?", pages[first] + pages[first + 1] + data)
    )
