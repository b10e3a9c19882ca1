"""The one Jinja environment of all documents: sandboxed, strict, escaping everything.

A template may be changed by staff or come from elsewhere, so it gets plain data only, reaches
no attribute of it, and cannot grow a text without bound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any

import jinja2
from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateNotFound,
    nodes,
    pass_eval_context,
)
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError
from jinja2.filters import do_join
from jinja2.loaders import split_template_path
from jinja2.nodes import EvalContext
from jinja2.runtime import markup_join
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from qbe_xl.files import readied
from qbe_xl.files.shipped import shipped
from qbe_xl.sheets import palette
from qbe_xl.sheets.pieces import View, clean

_PLAIN = (str, int, float, bool, list, tuple, dict, type(None))
FILTERS = (
    *("d", "default", "e", "escape", "first", "join", "last", "length"),
    *("lower", "trim", "upper"),
)
"""Those that cannot make a text grow without bound."""
TESTS = ("defined", "eq", "even", "in", "ne", "none", "odd", "undefined")
MOST_CHARACTERS = 40_000_000
"""No document comes near this; a text that grows by joining itself soon passes it."""


def template_folder() -> Path:
    """Return where the templates are."""
    return shipped("templates")


@cache
def _makers() -> bytes:
    files = (Path(__file__), Path(__file__).with_name("word.py"))
    return b"".join((jinja2.__version__.encode(), *(file.read_bytes() for file in files)))


def kept(ending: str, *texts: str) -> Path:
    """Return where the work on texts of a template may be kept, done when we were installed.

    A template that staff changed has none.
    """
    return readied.place(ending, _makers(), *(text.encode() for text in texts))


class _Generator(CodeGenerator):
    """Has `~` go through the environment, as the sandbox has its other operators do."""

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:
        """Write the joining of some expressions."""
        self.write("environment.joined((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")


_NO_END = "the text of the template grows too long"


class TooLong(SecurityError):
    """A text of a template grows without end."""


def _bounded(parts: Iterable[str]) -> Iterator[str]:
    length = 0
    for part in parts:
        length += len(part)
        if length > MOST_CHARACTERS:
            raise TooLong(_NO_END)
        yield part


class PlainEnvironment(ImmutableSandboxedEnvironment):
    """A sandbox in which plain data has no methods and texts cannot be multiplied or formatted."""

    code_generator_class = _Generator
    intercepted_binops = frozenset(("+", "*", "**", "%"))

    def compile(  # type: ignore[override]
        self,
        source: str | nodes.Template,
        name: str | None = None,
        filename: str | None = None,
        raw: bool = False,
        defer_init: bool = False,
    ) -> CodeType | str:
        """Compile a template, unless Python source was made of it when we were installed."""
        if not raw and isinstance(source, str):
            code = readied.code(kept(".py", name or "", source))
            if code is not None:
                return code.replace(co_filename=filename or "<template>")
        return super().compile(source, name, filename, raw, defer_init)  # type: ignore[call-overload, no-any-return]

    @staticmethod
    def concat(parts: Iterable[str]) -> str:
        """Join what a template or macro gave, up to a bound."""
        found, length = [], 0
        for part in parts:
            length += len(part)
            if length > MOST_CHARACTERS:
                raise TooLong(_NO_END)
            found.append(part)
        return "".join(found)

    def joined(self, parts: Iterable[Any]) -> str:
        """Join the parts of `~`, up to a bound."""
        found = list(parts)
        for _ in _bounded(map(str, found)):
            pass
        return markup_join(found)

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
        """Forbid operators by which a few characters become gigabytes; texts add with `~`."""
        if operator == "+" and type(left) is type(right) is int:
            return left + right
        raise SecurityError(f"operator {operator} is not allowed in a template")


class _Loader(FileSystemLoader):
    """Finds templates in folders; what is a link leads elsewhere and is none."""

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """Return a template's text, where it was found, and whether it stands there still."""
        for folder in map(Path, self.searchpath):
            places = [folder.joinpath(*split_template_path(template))]
            places += [one for one in places[0].parents if folder in one.parents]
            if any(one.is_symlink() for one in places) or (
                places[0].exists() and not places[0].is_file()
            ):
                raise TemplateNotFound(template)
        return super().get_source(environment, template)


@cache
def environment(*folders: Path) -> PlainEnvironment:
    """Return the environment over folders of templates, and the project's own behind them."""
    made = PlainEnvironment(
        loader=_Loader([*folders, template_folder()]),
        undefined=StrictUndefined,
        autoescape=True,
        optimized=False,  # it costs more than it saves in a template that is rendered once
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.clear()
    made.globals["palette"] = _colours()
    made.filters = {name: made.filters[name] for name in FILTERS} | {"join": _join}
    made.tests = {name: made.tests[name] for name in TESTS}
    return made


def _colours() -> View:
    """The palette as pages and Word have it: soft grounds, full bars, letters, by a state's id."""
    soft = {id: pair.ground for id, pair in palette.BY_ID.items()}
    return {
        "ink": {id: pair.ink.lower() for id, pair in palette.BY_ID.items()},
        "soft": {id: colour.lower() for id, colour in soft.items()},
        "full": {id: colour.lower() for id, colour in palette.FULL.items()},
        "word": {
            "soft": {id: colour[1:] for id, colour in soft.items()},
            "full": {id: colour[1:] for id, colour in palette.FULL.items()},
        },
        "text": palette.INK.lower(),
        "accent": palette.ACCENT.lower(),
        "rule": palette.RULE.lower(),
        "second": palette.SECOND.lower(),
    }


@pass_eval_context
def _join(context: EvalContext, value: Iterable[Any], between: str = "") -> str:
    parts = list(value)
    for _ in _bounded(f"{part}{between}" for part in parts):
        pass
    whole: str = do_join(context, parts, between)
    return whole


def render(name: str, view: View, pictures: Mapping[str, Any] | None = None, *folders: Path) -> str:
    """Return the page that a web template gives of plain data.

    pictures: SVG and the like, whose texts are escaped already, by name or in groups by name;
    folders: of templates that come before the project's own.
    """
    template = environment(*folders).get_template(name)
    return template.render(clean(view), pictures=_drawn(pictures or {})).lstrip()


def _drawn(pictures: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: _drawn(one) if isinstance(one, Mapping) else Markup(one)  # noqa: S704
        for name, one in pictures.items()
    }
