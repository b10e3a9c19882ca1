"""Finding the parts of an Office Open XML package by their relationships, never by their names."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from qbe_xl.files.opening.markup import tree
from qbe_xl.files.opening.package import Package
from qbe_xl.files.opening.refusal import damaged


class Relation(NamedTuple):
    """Where a part points. kind: last word of its type, worksheet; target: a part's name."""

    kind: str
    target: str


def relations(package: Package, part: str) -> dict[str, Relation]:
    """Return the relations of a part by id; "" is the package itself, a part may have none."""
    folder, name = posixpath.split(part)
    place = posixpath.join(folder, "_rels", f"{name}.rels")
    if package.find(place) is None:
        return {}
    found = {}
    for element in tree(package.read(place), place):
        target = element.get("Target", "").replace("\\", "/")
        found[element.get("Id", "")] = Relation(
            element.get("Type", "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/"),
        )
    return found


def main_part(package: Package) -> str:
    """Return the name of the workbook part; raises Refusal when there is none."""
    for relation in relations(package, "").values():
        if relation.kind == "officeDocument":
            return relation.target
    raise damaged("找不到工作簿的主部件")


def part_of_kind(package: Package, found: dict[str, Relation], kind: str) -> str | None:
    """Return the name of the part of this kind (sharedStrings, styles), None when there is none."""
    for relation in found.values():
        if relation.kind == kind and package.find(relation.target) is not None:
            return relation.target
    return None


def worksheets(
    listed: Iterable[tuple[str, str]], found: dict[str, Relation]
) -> Iterator[tuple[str, str]]:
    """Yield the name and the part of every worksheet; chart and dialog sheets hold no cells.

    listed: name and relation's id of every sheet. Raises Refusal for one that leads nowhere.
    """
    for name, key in listed:
        relation = found.get(key)
        if relation is None:
            raise damaged("找不到这张工作表的内容", name)
        if relation.kind == "worksheet":
            yield name, relation.target
