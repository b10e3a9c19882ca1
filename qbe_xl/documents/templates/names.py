"""Which names a template may use: the shape of each document's view.

A shape is a dict of shapes by key, a list with the shape of its entries, or "" for a word or a
figure. names.json beside the templates holds them (scripts/make_templates.py writes it from made-up
counties), so a template can be checked without a county.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from jinja2 import nodes

from qbe_xl.sheets.templating import template_folder

FILE_NAME = "names.json"

Shape = dict[str, Any] | list[Any] | str
ANY = None
"""A value of which nothing is known, so nothing about it is wrong."""


def shape_of(value: object) -> Shape:
    """Return the shape of a part of a view."""
    if isinstance(value, dict):
        return {key: shape_of(part) for key, part in value.items()}
    if isinstance(value, list):
        whole: Shape | None = None
        for part in value:
            whole = shape_of(part) if whole is None else joined(whole, shape_of(part))
        return [] if whole is None else [whole]
    return ""


def joined(one: Shape, two: Shape) -> Shape:
    """Return a shape that has whatever either has."""
    if isinstance(one, dict) and isinstance(two, dict):
        return {
            key: joined(one[key], two[key]) if key in one and key in two else (one | two)[key]
            for key in one | two
        }
    if isinstance(one, list) and isinstance(two, list):
        return [joined(one[0], two[0])] if one and two else one or two
    return one or two


@cache
def known() -> Mapping[str, Shape]:
    """Return the shape of each document's view by the name of its template."""
    text = (template_folder() / FILE_NAME).read_text(encoding="utf-8")
    found: Mapping[str, Shape] = json.loads(text)
    return found


def listed(shape: Shape, before: str = "") -> Iterable[str]:
    """Yield every name of a shape: doc.county, rows[].name."""
    if isinstance(shape, dict):
        for key, part in shape.items():
            yield from listed(part, f"{before}.{key}" if before else key)
    elif isinstance(shape, list) and shape and shape[0] != "":
        yield from listed(shape[0], f"{before}[]")
    else:
        yield before + ("[]" if isinstance(shape, list) else "")


@dataclass
class Lookup:
    """Walks a parsed template and notes the names that are not there: (line, what).

    partly: only a part of the template is at hand, so other names may have been set before it.
    """

    scope: dict[str, Shape | None]
    unknown: list[tuple[int, str]] = field(default_factory=list)
    partly: bool = False

    def walk(self, node: nodes.Node) -> None:
        """Note what is wrong in a statement and all within it."""
        if isinstance(node, nodes.For):
            self._loop(node)
        elif isinstance(node, nodes.Macro):
            inner = Lookup({**self.scope, **{a.name: ANY for a in node.args}}, self.unknown)
            for part in node.body:
                inner.walk(part)
            self.scope[node.name] = ANY
        elif isinstance(node, nodes.Assign):
            self._assign(node.target, self.shape(node.node))
        elif isinstance(node, nodes.Import):
            self.scope[node.target] = ANY
        elif isinstance(node, nodes.FromImport):
            for name in node.names:
                self.scope[name if isinstance(name, str) else name[1]] = ANY
        elif isinstance(node, nodes.Expr):
            self.shape(node)
        elif isinstance(node, nodes.Output):
            for part in node.nodes:
                self._printed(part)
        else:
            for child in node.iter_child_nodes():
                self.walk(child)

    def _printed(self, node: nodes.Expr) -> None:
        """Note what would be printed as a program writes it: a list, or many figures at once."""
        shape, said = self.shape(node), _said(node)
        if isinstance(shape, list):
            self.unknown.append(
                (node.lineno, f"“{said}”是一列，须用 for 逐个取出，或用 join 连起来")
            )
        elif isinstance(shape, dict):
            some = "、".join(f"{said}.{key}" for key in list(shape)[:3])
            self.unknown.append((node.lineno, f"“{said}”是一组数据，要写明取哪一项，如 {some}"))

    def _loop(self, node: nodes.For) -> None:
        source = self.shape(node.iter)
        if isinstance(source, list) and not source:
            entry: Shape | None = ANY
        else:
            entry = source[0] if isinstance(source, list) else ANY
        inner = Lookup({**self.scope, "loop": ANY}, self.unknown)
        inner._assign(node.target, entry)
        if node.test:
            inner.shape(node.test)
        for part in node.body:
            inner.walk(part)
        for part in node.else_:
            self.walk(part)

    def _assign(self, target: nodes.Node, shape: Shape | None) -> None:
        if isinstance(target, nodes.Name):
            self.scope[target.name] = shape
        elif isinstance(target, nodes.Tuple):
            for part in target.items:
                self._assign(part, ANY)

    def shape(self, node: nodes.Node) -> Shape | None:
        """Return the shape of an expression, and note what is wrong in it."""
        if isinstance(node, nodes.Name):
            if node.name not in self.scope:
                if not self.partly:
                    self._note(node.lineno, node.name, self.scope)
                return ANY
            return self.scope[node.name]
        if isinstance(node, nodes.Getattr):
            return self._member(node.lineno, self.shape(node.node), node.attr, _said(node.node))
        if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
            whole = self.shape(node.node)
            if isinstance(node.arg.value, str):
                return self._member(node.lineno, whole, node.arg.value, _said(node.node))
            return whole[0] if isinstance(whole, list) and whole else ANY
        if isinstance(node, nodes.Filter) and node.name in ("d", "default") and node.node:
            # What is not there is just what this filter is for.
            kept = len(self.unknown)
            self.shape(node.node)
            del self.unknown[kept:]
            for argument in node.args:
                self.shape(argument)
            return ANY
        if isinstance(node, nodes.Test) and node.name in ("defined", "undefined"):
            return ANY
        for child in node.iter_child_nodes():
            self.shape(child)
        return ANY

    def _member(self, line: int, whole: Shape | None, name: str, of: str) -> Shape | None:
        if not isinstance(whole, dict):
            if isinstance(whole, str):
                self.unknown.append((line, f"“{of}”是文字，没有“{name}”"))
            elif isinstance(whole, list):
                self.unknown.append((line, f"“{of}”是一列，须用 for 逐个取出，没有“{name}”"))
            return ANY
        if name not in whole:
            self._note(line, f"{of}.{name}", {f"{of}.{key}": part for key, part in whole.items()})
            return ANY
        part: Shape = whole[name]
        return part

    def _note(self, line: int, name: str, allowed: Mapping[str, object]) -> None:
        near = difflib.get_close_matches(name, allowed, n=1, cutoff=0.5)
        hint = f"，是否应为“{near[0]}”" if near else f"；可用的有 {'、'.join(sorted(allowed)[:12])}"
        self.unknown.append((line, f"没有“{name}”这个名称{hint}"))


def _said(node: nodes.Node) -> str:
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{_said(node.node)}.{node.attr}"
    return "该项"
