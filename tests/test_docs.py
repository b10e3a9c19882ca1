"""The pages made from data are what the data make; commands and columns are documented."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from qbe_xl.assessment import assess as _rules  # noqa: F401
from qbe_xl.assessment.items import RULES
from qbe_xl.assessment.sections import FORMULAS
from qbe_xl.county import layout
from qbe_xl.standards.schema import CLAUSE_IDS

ROOT = Path(__file__).parents[1]


def make_docs() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_docs", ROOT / "scripts" / "make_docs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "name",
    ["docs/rules.md", "docs/layout.md", "docs/duties.md", "docs/checkup.md", "docs/evidence.md"],
)
def test_the_made_pages_are_up_to_date(name: str) -> None:
    page = make_docs().PAGES[name]()
    assert (ROOT / name).read_text(encoding="utf-8") == page, "make docs"


def test_every_clause_has_a_test() -> None:
    assert set(make_docs().tests_by_clause()) == set(CLAUSE_IDS)


def test_the_layout_names_the_rules_that_read_each_column() -> None:
    wanted: set[tuple[str, str]] = set()
    for id, rule in RULES.items():
        wanted |= {(id, key) for sheet, key in rule.reads if sheet == "schools"}
    for id, formula in FORMULAS.items():
        keys = [key.format(stage=s) for _, key in formula.columns for s in ("primary", "junior")]
        stages = layout.STAGES if formula.shared else ("primary", "junior")
        wanted |= {(id, key) for key in (*keys, *(f"{s}_pupils" for s in stages), "type")}
    stated = {(id, c.key) for c in layout.SCHOOLS.columns for id in c.rules}
    assert stated == wanted
