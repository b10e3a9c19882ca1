"""The one Jinja environment of all documents: sandboxed, strict, escaping everything.

A template may be changed by staff or come from elsewhere, so it gets plain data only, reaches
no attribute of it, and cannot grow a text without bound.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

_PACKAGE = Path(__file__).resolve().parents[1]
_PLAIN = (str, int, float, bool, list, tuple, dict, type(None))
_FILTERS = ("e", "escape", "first", "join", "last", "length")
_TESTS = ("defined", "eq", "even", "in", "ne", "none", "odd", "undefined")


def template_folder() -> Path:
    """Return where the templates are: within an installed package, beside it in the tree."""
    installed = _PACKAGE / "_templates"
    return installed if installed.is_dir() else _PACKAGE.parent / "templates"


class PlainEnvironment(ImmutableSandboxedEnvironment):
    """A sandbox in which plain data has no methods and texts cannot be multiplied or formatted."""

    intercepted_binops = frozenset(("*", "**", "%"))

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Look into a dict for its keys only, so that a key may bear the name of a method."""
        if isinstance(obj, dict):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Forbid the methods of plain data (`str.join`, `list.append`)."""
        return not isinstance(obj, _PLAIN) and super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:
        """Let `str.format` be a method like the others: it can pad to any width."""

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Forbid operators by which a few characters become gigabytes."""
        raise SecurityError(f"operator {operator} is not allowed in a template")


@cache
def environment(folder: Path | None = None) -> PlainEnvironment:
    """Return the environment over a folder of templates, the project's own by default."""
    made = PlainEnvironment(
        loader=FileSystemLoader(folder or template_folder()),
        undefined=StrictUndefined,
        autoescape=True,
        optimized=False,  # it costs more than it saves in a template that is rendered once
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.clear()
    made.filters = {name: made.filters[name] for name in _FILTERS}
    made.tests = {name: made.tests[name] for name in _TESTS}
    return made
