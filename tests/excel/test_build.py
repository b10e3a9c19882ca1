"""The add-in as a file: built anew it is the same, and programs open it."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from defusedxml.ElementTree import fromstring

from qbe_xl.excel import build, function_help, package, ribbon, texts
from qbe_xl.office.buttons import BUTTONS
from qbe_xl.sheets.file import workbook as workbook_of
from qbe_xl.sheets.model import Button, Formula, Row, Sheet
from tests import office

WORKBOOK = Path(__file__).resolve().parents[2] / "workbook"
ADDIN = build.addin()
SCRIPT = "{http://openoffice.org/2000/script}"


def workbook() -> bytes:
    """A workbook as the builder of the input sheets will make it."""
    parts = (
        Row((Formula("=QBE_VERSION()", ""),)),
        Button("全县评估", ribbon.macro(BUTTONS[2]), ""),
    )
    sheets = (Sheet("看板", parts, vba_name="Board"), Sheet("学校", ()), *build.service_sheets())
    named = {"在校生数": "=学校!$A$2:$A$9"}
    return build.with_macros(workbook_of("看板", sheets, time=build.CREATED, names=named))


def parts_of(content: bytes) -> dict[str, bytes]:
    return package.read(content)


def names_in_vba(content: bytes) -> dict[str, str]:
    """Each sheet's name in VBA, in the order of the tabs."""
    opened = openpyxl.load_workbook(io.BytesIO(as_workbook(content)))
    return {sheet.title: sheet.sheet_properties.codeName for sheet in opened}


def test_the_add_in_is_built_from_what_is_here() -> None:
    assert (WORKBOOK / "qbe.xlam").read_bytes() == ADDIN, "run scripts/build_workbook.py"
    assert build.addin() == ADDIN


def test_the_order_and_the_dates_of_the_package() -> None:
    with zipfile.ZipFile(io.BytesIO(ADDIN)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert names[:3] == ["[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"]
        assert names[-1] == "customUI/customUI14.xml"
        assert len(names) == len(set(names))
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("content", [ADDIN, workbook()], ids=["xlam", "xlsm"])
def test_every_part_is_declared_related_and_well_formed(content: bytes) -> None:
    parts = parts_of(content)
    for name, part in parts.items():
        if name.endswith((".xml", ".rels", ".vml")):
            assert part.startswith((b"<?xml", b"<xml"))
            fromstring(part)
    types = parts["[Content_Types].xml"].decode()
    declared = set(re.findall(r'Extension="(\w+)"', types))
    overridden = {name.lstrip("/") for name in re.findall(r'PartName="([^"]+)"', types)}
    assert overridden <= set(parts)
    assert {name.rpartition(".")[2] for name in parts} <= declared | {"xml"}
    for name, part in parts.items():
        if not name.endswith(".rels"):
            continue
        folder = name.partition("_rels/")[0]
        ids = re.findall(r'\bId="([^"]+)"', part.decode())
        assert len(ids) == len(set(ids))
        for target in re.findall(r'Target="([^"]+)"', part.decode()):
            path = (Path("/") / folder / target).resolve().relative_to("/")
            assert str(path) in parts


def test_what_makes_it_an_add_in() -> None:
    parts = parts_of(ADDIN)
    assert b"excel.addin.macroEnabled.main+xml" in parts["[Content_Types].xml"]
    book = parts["xl/workbook.xml"].decode()
    assert '<workbookView visibility="hidden"' in book
    assert "<definedNames/>" not in book
    assert "<workbookProtection/>" not in book
    order = ["<workbookPr", "<bookViews", "</sheets>", "<functionGroups", "<calcPr", "<extLst>"]
    assert sorted(order, key=book.index) == order
    assert "office/2007/relationships/ui/extensibility" in parts["_rels/.rels"].decode()


@pytest.mark.parametrize("content", [ADDIN, workbook()], ids=["xlam", "xlsm"])
def test_every_sheet_has_a_module_of_its_name(content: bytes) -> None:
    parts = parts_of(content)
    names = names_in_vba(content)
    assert b'codeName="ThisWorkbook"' in parts["xl/workbook.xml"]
    assert names[texts.SHEET] == "QbeTexts"
    assert names[function_help.SHEET] == "QbeIntelliSense"
    olefile = pytest.importorskip("olefile")
    project = olefile.OleFileIO(parts["xl/vbaProject.bin"])
    listed = project.openstream("PROJECT").read().decode("ascii")
    documents = re.findall(r"^Document=(\w+)/", listed, re.MULTILINE)
    assert documents == ["ThisWorkbook", *names.values()]


def test_a_workbook_keeps_its_own_names_and_windows() -> None:
    parts = parts_of(workbook())
    assert [*names_in_vba(workbook()).values()][:2] == ["Board", "Sheet2"]
    assert b"excel.sheet.macroEnabled.main+xml" in parts["[Content_Types].xml"]
    assert b'visibility="hidden"' not in parts["xl/workbook.xml"]
    assert parts["xl/workbook.xml"].count(b'state="veryHidden"') == 2
    drawing = parts["xl/drawings/vmlDrawing1.vml"].decode()
    assert ribbon.macro(BUTTONS[2]) in drawing


def test_a_workbook_without_the_service_sheets_is_refused() -> None:
    content = workbook_of("空", [Sheet("空", ())], time=build.CREATED)
    with pytest.raises(ValueError, match="QbeTexts"):
        build.with_macros(content)


def test_the_sheets_hold_the_help_and_the_texts() -> None:
    opened = openpyxl.load_workbook(io.BytesIO(as_workbook(ADDIN)), keep_vba=True)
    help_sheet = opened[function_help.SHEET]
    rows = [
        [str(c) for c in row if c is not None] for row in help_sheet.iter_rows(values_only=True)
    ]
    assert rows == [[c for c in row if c] for row in function_help.intellisense_rows()]
    column = [row[0] for row in opened[texts.SHEET].iter_rows(values_only=True)]
    assert column == [*texts.TEXTS.values()]
    assert opened.properties.creator == "qbe_xl"


def as_workbook(addin: bytes) -> bytes:
    """The add-in as a workbook: LibreOffice and openpyxl open no add-ins."""
    parts = parts_of(addin)
    types = parts["[Content_Types].xml"]
    parts["[Content_Types].xml"] = types.replace(b"excel.addin.macro", b"excel.sheet.macro")
    return package.write(parts)


@pytest.mark.office
@pytest.mark.parametrize("content", [as_workbook(ADDIN), workbook()], ids=["xlam", "xlsm"])
def test_libreoffice_reads_every_module_as_it_was_written(content: bytes, tmp_path: Path) -> None:
    source = tmp_path / "book.xlsm"
    source.write_bytes(content)
    converted = office.soffice_convert(source, "ods", tmp_path / "out")
    with zipfile.ZipFile(converted) as archive:
        for name, text in build.modules().items():
            found = fromstring(archive.read(f"Basic/VBAProject/{name}.xml"))
            assert found.get(f"{SCRIPT}name") == name
            lines = [line for line in str(found.text).splitlines() if line.strip()]
            own = [line for line in lines if not line.startswith("Rem Attribute")]
            assert [line for line in own if line != "Option VBASupport 1"] == [
                line
                for line in text.splitlines()
                if line.strip() and not line.startswith("Attribute ")
            ]


@pytest.mark.parametrize("content", [ADDIN, workbook()], ids=["xlam", "xlsm"])
def test_oletools_reads_every_module_as_it_was_written(content: bytes) -> None:
    olevba = pytest.importorskip("oletools.olevba")
    parser = olevba.VBA_Parser("vbaProject.bin", data=parts_of(content)["xl/vbaProject.bin"])
    found = {name.rpartition(".")[0]: text for _, _, name, text in parser.extract_macros()}
    for name, source in build.modules().items():
        head, own = found.pop(name).split("\r\n", 1)
        assert head == f'Attribute VB_Name = "{name}"'
        assert own.split("\r\n") == [*source.splitlines(), ""]
    documents = {"ThisWorkbook", *names_in_vba(content).values()}
    assert set(found) == documents
    for name in documents - {"ThisWorkbook"}:
        assert found[name].splitlines() == [
            f'Attribute VB_Name = "{name}"',
            'Attribute VB_Base = "0{00020820-0000-0000-C000-000000000046}"',
            "Attribute VB_GlobalNameSpace = False",
            "Attribute VB_Creatable = False",
            "Attribute VB_PredeclaredId = True",
            "Attribute VB_Exposed = True",
            "Attribute VB_TemplateDerived = False",
            "Attribute VB_Customizable = True",
        ]


@pytest.mark.parametrize("content", [ADDIN, workbook()], ids=["xlam", "xlsm"])
def test_the_compound_file_has_no_fault_and_no_compiled_code(content: bytes) -> None:
    olefile = pytest.importorskip("olefile")
    olevba = pytest.importorskip("oletools.olevba")
    project = olefile.OleFileIO(parts_of(content)["xl/vbaProject.bin"])
    assert project.parsing_issues == []
    assert not any("__SRP_" in stream[-1] for stream in project.listdir())
    assert not any(project.openstream("VBA/_VBA_PROJECT").read()[5:])
    for name in ("ThisWorkbook", *names_in_vba(content).values(), *build.modules()):
        stream = bytearray(
            project.openstream(f"VBA/{name}").read()
        )  # the text, from its first byte
        text = olevba.decompress_stream(stream)
        assert text.startswith(f'Attribute VB_Name = "{name}"'.encode())


@pytest.mark.program
def test_a_static_check_of_the_vba_finds_no_error(tmp_path: Path) -> None:
    pytest.importorskip("pyvbaanalysis")
    addin = tmp_path / "qbe.xlam"
    addin.write_bytes(ADDIN)
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "pyvbaanalysis",
        "--fail-level",
        "error",
        addin,
    ]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "QbeFunctions" in checked.stdout
    assert checked.returncode == 0, checked.stdout
