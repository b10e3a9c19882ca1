"""The pages made from data are what the data make; commands and columns are documented."""

from __future__ import annotations

import ast
import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from qbe_xl.assessment import assess as _rules  # noqa: F401
from qbe_xl.assessment.items import reads_of
from qbe_xl.clauses.records import RECORDS, RESOURCES, group_of
from qbe_xl.county import layout
from qbe_xl.standards import resolve
from scripts import commands_page

ROOT = Path(__file__).parents[1]


def make_docs() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_docs", ROOT / "scripts" / "make_docs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", make_docs().PAGES)
def test_the_made_pages_are_up_to_date(name: str) -> None:
    page = make_docs().PAGES[name]()
    assert (ROOT / name).read_text(encoding="utf-8") == page, "make docs"


def test_the_manual_tells_of_every_command_and_option() -> None:
    manual = (ROOT / "docs/manual.zh-CN.md").read_text(encoding="utf-8")
    entries = dict(re.findall(r"^\*\*`qbe-xl (.+?)`\*\*(.*?)(?=^\*\*|\Z)", manual, re.M | re.S))
    commands = list(commands_page.commands())
    assert len(entries) == len(commands)
    for name, command in commands:
        (entry,) = (text for words, text in entries.items() if f"{words} ".startswith(f"{name} "))
        assert command.help.split("\n")[0] in entry
        for option in command.params:
            if option.param_type_name == "option" and option.name not in ("help", "quiet"):
                assert option.help, (name, option.name)
                assert f"- `{max(option.opts, key=len)}" in entry


CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`([\w.-]+/[\w./-]+)`", CONTRIBUTING))))
def test_the_places_to_touch_are_there(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize(
    ("names", "path"), re.findall(r"((?:`\w+`(?: and )?)+)\s+in\s+`([\w./]+\.py)`", CONTRIBUTING)
)
def test_the_tables_to_fill_are_there(names: str, path: str) -> None:
    known = {
        name.id if isinstance(name, ast.Name) else getattr(name, "name", "")
        for statement in ast.parse((ROOT / path).read_text(encoding="utf-8")).body
        for name in (statement, *getattr(statement, "targets", ()), getattr(statement, "target", 0))
    }
    assert set(re.findall(r"\w+(?=`)", names)) <= known


def test_the_commands_to_make_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`make (\S+)`", CONTRIBUTING):
        assert re.search(rf"^{target}:.*## ", makefile, re.M), target


LINK = re.compile(r"\]\(([^)#]+)(?:#([^)]+))?\)")


def test_every_link_of_the_rules_leads_somewhere() -> None:
    anchors = re.findall(r'<a id="([^"]+)"', (ROOT / "docs/layout.md").read_text(encoding="utf-8"))
    assert len(set(anchors)) == len(anchors)
    links = LINK.findall((ROOT / "docs/rules.md").read_text(encoding="utf-8"))
    assert len(links) > 300
    for path, anchor in links:
        assert (ROOT / "docs" / path).is_file(), path
        assert not anchor or anchor in anchors, anchor


def test_the_first_indicator_leads_to_parameter_rule_test_and_cell() -> None:
    page = (ROOT / "docs/rules.md").read_text(encoding="utf-8")
    _, _, mine = page.partition("### R1 ")
    links = LINK.findall(mine.partition("### ")[0])
    assert {path for path, _ in links} == {
        "../qbe_xl/standards/data/national-2017.toml",
        "../qbe_xl/assessment/sections.py",
        "../qbe_xl/clauses/records/resources.py",
        "../tests/assessment/test_sections.py",
        "layout.md",
    }


def test_every_clause_has_a_test() -> None:
    assert set(make_docs().tests_by_clause()) == set(RECORDS)


def test_the_layout_names_the_rules_that_read_each_column() -> None:
    wanted: set[tuple[str, str]] = set()
    for id in resolve().clauses:
        if group_of(id).letter != "R":
            wanted |= {(id, key) for sheet, key in reads_of(id) if sheet == "schools"}
    for id, formula in RESOURCES.items():
        keys = [key.format(stage=s) for _, key in formula.columns for s in ("primary", "junior")]
        stages = layout.STAGES if formula.shared else ("primary", "junior")
        wanted |= {(id, key) for key in (*keys, *(f"{s}_pupils" for s in stages), "type")}
    stated = {(id, c.key) for c in layout.SCHOOLS.columns for id in c.rules}
    assert stated == wanted
