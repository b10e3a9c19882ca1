"""The extension as a file: built anew it is the same, and it says everything in both languages."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring

from qbe_xl import __version__
from qbe_xl.functions import CATEGORY, FUNCTIONS
from qbe_xl.libreoffice import build, catalogue, configuration, english
from qbe_xl.office.buttons import GROUPS, Button, Menu

ROOT = Path(__file__).resolve().parents[2]
OOR = "{http://openoffice.org/2001/registry}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
EXTENSION = build.extension()
PARTS = {
    name: zipfile.ZipFile(io.BytesIO(EXTENSION)).read(name)
    for name in zipfile.ZipFile(io.BytesIO(EXTENSION)).namelist()
}
SOURCES = ROOT / "qbe_xl" / "libreoffice" / "inside"


def texts(node: Any, name: str) -> dict[str, str]:
    """A property's text in each language."""
    prop = next(p for p in node.findall("prop") if p.get(f"{OOR}name") == name)
    return {v.get(LANGUAGE, ""): str(v.text) for v in prop.findall("value")}


def children(node: Any, *path: str) -> list[Any]:
    """The nodes within the node that is reached by these names."""
    for name in path:
        node = next(n for n in node.findall("node") if n.get(f"{OOR}name") == name)
    return list(node.findall("node"))


def titled(entry: Any) -> str:
    """An entry's label; "" of a line between groups."""
    named = any(prop.get(f"{OOR}name") == "Title" for prop in entry.findall("prop"))
    return texts(entry, "Title")["zh-CN"] if named else ""


def are_shown(entries: list[Any], wanted: Sequence[Button | Menu]) -> None:
    """These entries are these buttons, in spreadsheets alone."""
    assert [titled(entry) for entry in entries] == [one.label for one in wanted]
    assert [texts(e, "URL")[""] for e in entries] == [configuration.url(one) for one in wanted]
    for entry in entries:
        assert texts(entry, "Context")[""] == configuration.CONTEXT


def test_the_extension_is_built_from_what_is_here() -> None:
    committed = (ROOT / "workbook" / build.NAME).read_bytes()
    assert committed == EXTENSION, "run scripts/build_workbook.py"
    assert build.extension() == EXTENSION


def test_the_package_is_whole() -> None:
    with zipfile.ZipFile(io.BytesIO(EXTENSION)) as archive:
        assert archive.testzip() is None
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {member.compress_type for member in archive.infolist()} == {zipfile.ZIP_STORED}
    listed = re.findall(r'full-path="([^"]+)"', PARTS["META-INF/manifest.xml"].decode())
    assert {*listed, "META-INF/manifest.xml", "description.xml"} == set(PARTS)
    for name, content in PARTS.items():
        if name.endswith((".xml", ".xcu")):
            fromstring(content)
    compile(PARTS[build.COMPONENT], build.COMPONENT, "exec")


def test_it_says_what_it_is_and_which_office_it_needs() -> None:
    described = PARTS["description.xml"].decode()
    assert f'<identifier value="{catalogue.MODULE}"/>' in described
    assert f'<version value="{__version__}"/>' in described
    assert f'LibreOffice-minimal-version value="{build.OLDEST_OFFICE}"' in described


def test_every_function_and_argument_has_help_in_both_languages() -> None:
    root = fromstring(PARTS["CalcAddIns.xcu"])
    nodes = children(root, "AddInInfo", catalogue.SERVICE, "AddInFunctions")
    assert [node.get(f"{OOR}name") for node in nodes] == list(catalogue.METHODS)
    for node, function in zip(nodes, FUNCTIONS.values(), strict=True):
        for name in ("DisplayName", "CompatibilityName"):  # what files of Excel and of Calc hold
            assert set(texts(node, name).values()) == {function.name}
        described = texts(node, "Description")
        assert function.help in described["zh-CN"]
        assert described["en"] == english.FUNCTIONS[function.name]
        arguments = children(node, "Parameters")
        assert [a.get(f"{OOR}name") for a in arguments] == [
            catalogue.argument(p) for p in function.parameters
        ]
        for argument, parameter in zip(arguments, function.parameters, strict=True):
            assert texts(argument, "DisplayName")["zh-CN"] == parameter.title
            assert texts(argument, "Description")["zh-CN"].startswith(parameter.help)
            assert texts(argument, "Description")["en"] == english.PARAMETERS[parameter.name]
    assert set(english.FUNCTIONS) == set(FUNCTIONS)
    assert set(english.PARAMETERS) == {p.name for f in FUNCTIONS.values() for p in f.parameters}


def test_menu_and_toolbar_show_every_button() -> None:
    root = fromstring(PARTS["Addons.xcu"])
    menu = children(root, "AddonUI", "OfficeMenuBar")[0]
    assert texts(menu, "Title")["zh-CN"] == CATEGORY
    bar = children(root, "AddonUI", "OfficeToolBar", configuration.TOOLBAR)
    alone = [one for _, shown in GROUPS for one in shown if isinstance(one, Button)]
    whole = [one for _, shown in GROUPS for one in shown]
    for entries, wanted in ((children(menu, "Submenu"), whole), (bar, alone)):
        urls = [texts(entry, "URL")[""] for entry in entries]
        assert urls.count("private:separator") == len(GROUPS) - 1
        shown = [e for e in entries if texts(e, "URL")[""] != "private:separator"]
        are_shown(shown, wanted)
        names = [entry.get(f"{OOR}name") for entry in entries]
        assert names == sorted(names), "the office sorts them by name"
    for entry in children(menu, "Submenu"):
        below = [one for one in whole if isinstance(one, Menu) and titled(entry) == one.label]
        assert bool(below) == bool(entry.findall("node"))
        for one in below:
            are_shown(children(entry, "Submenu"), list(one.buttons))
    state = fromstring(PARTS["CalcWindowState.xcu"])
    (toolbar,) = children(state, "UIElements", "States")
    assert str(toolbar.get(f"{OOR}name")).endswith(f"addon_{configuration.TOOLBAR}")


def test_the_component_knows_which_functions_spill() -> None:
    source = build.component()
    spilling = re.search(r"SPILLING = frozenset\((.*?)\)\n", source, re.DOTALL)
    assert spilling
    assert re.findall(r'"(\w+)"', spilling[1]) == [
        name for name, function in catalogue.METHODS.items() if function.spills
    ]


def test_the_type_library_is_of_these_functions(tmp_path: Path) -> None:
    library = (SOURCES / build.TYPES).read_bytes()
    assert library == PARTS[build.TYPES]
    names = re.findall(r"\b(qbe\w+)\(", catalogue.idl())
    assert names == list(catalogue.METHODS)
    places = [library.index(f"{name}".encode()) for name in names]
    assert places == sorted(places), "run scripts/make_types.sh"
    writer = shutil.which("unoidl-write", path="/usr/lib/libreoffice/sdk/bin")
    if writer:  # the package libreoffice-dev, which only a change of the functions needs
        program = Path("/usr/lib/libreoffice/program")
        (tmp_path / "types.idl").write_text(catalogue.idl(), encoding="utf-8")
        types = [program / "types.rdb", program / "types" / "offapi.rdb"]
        made = tmp_path / "types.rdb"
        subprocess.run([writer, *types, tmp_path / "types.idl", made], check=True)
        newline = b" **\0"
        assert made.read_bytes().partition(newline)[2] == library.partition(newline)[2]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_how_each_argument_is_declared(name: str) -> None:
    for parameter in FUNCTIONS[name].parameters:
        optional = catalogue.declared(parameter) == "any"
        assert optional == parameter.optional, "only such a one may be left out"
