"""The house: imports point one way, run in no circle, and each mechanism stands in one room."""

from __future__ import annotations

import graphlib

import grimp
import pytest


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("qbe_xl", include_external_packages=True, cache_dir=None)


def test_no_circle_of_files(graph: grimp.ImportGraph) -> None:
    ours = [module for module in graph.modules if module.split(".")[0] == "qbe_xl"]
    imported = {
        module: [m for m in graph.find_modules_directly_imported_by(module) if m in ours]
        for module in ours
    }
    graphlib.TopologicalSorter(imported).prepare()  # raises CycleError, naming the circle


@pytest.mark.parametrize(
    ("library", "rooms"),
    [
        ("xlsxwriter", ["qbe_xl.sheets"]),
        ("jinja2", ["qbe_xl.sheets", "qbe_xl.documents"]),
        ("docxtpl", ["qbe_xl.sheets", "qbe_xl.documents"]),
        ("python_calamine", ["qbe_xl.files"]),
        ("xlrd", ["qbe_xl.files"]),
        ("defusedxml", ["qbe_xl.files", "qbe_xl.documents"]),
        ("tomllib", ["qbe_xl.files"]),
        ("subprocess", ["qbe_xl.files", "qbe_xl.libreoffice.inside"]),
        ("highspy", ["qbe_xl.remedy"]),
        ("clarabel", ["qbe_xl.remedy"]),
        ("xlwings", ["qbe_xl.excel"]),
        ("duckdb", ["qbe_xl.many"]),
        ("distributed", ["qbe_xl.many"]),
        ("starlette", ["qbe_xl.web"]),
        ("sse_starlette", ["qbe_xl.web"]),
        ("uvicorn", ["qbe_xl.web"]),
        ("typer", ["qbe_xl.cli"]),
        ("rich", ["qbe_xl.cli"]),
    ],
)
def test_a_library_is_used_in_its_room_only(
    graph: grimp.ImportGraph, library: str, rooms: list[str]
) -> None:
    users = graph.find_modules_that_directly_import(library) if library in graph.modules else set()
    outside = [u for u in users if not any(u == r or u.startswith(f"{r}.") for r in rooms)]
    assert sorted(outside) == []
