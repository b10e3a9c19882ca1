"""What every package of Office must have, whatever it holds."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping

from lxml import etree

XML = (".xml", ".rels", ".vml")
TYPES = "[Content_Types].xml"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
LONGEST_ADDRESS = 2079


def problems(package: bytes) -> Iterator[str]:
    """Everything wrong with the parts of a package as parts."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        names = archive.namelist()
        parts = {name: archive.read(name) for name in names}
    twice = Counter(name.lower() for name in names)
    yield from (f"part {name} twice" for name, times in twice.items() if times > 1)
    trees: dict[str, etree._Element] = {}
    for name, data in parts.items():
        if name.endswith(XML):
            try:
                trees[name] = etree.fromstring(data)
            except etree.XMLSyntaxError as error:
                yield f"{name} is no XML: {error}"
    if TYPES in trees:
        yield from _types(trees[TYPES], names)
    for name, tree in trees.items():
        if name.endswith(".rels"):
            yield from _targets(name, tree, parts)
        else:
            folder, _, base = name.rpartition("/")
            yield from _asked(name, tree, trees.get(f"{folder}/_rels/{base}.rels"))


def _types(types: etree._Element, names: list[str]) -> Iterator[str]:
    said = {one.get("PartName", "").lstrip("/") for one in types}
    endings = {one.get("Extension", "").lower() for one in types}
    yield from (f"{name} is declared and not there" for name in said - {"", *names})
    for name in names:
        if name != TYPES and name not in said and name.rpartition(".")[2].lower() not in endings:
            yield f"{name} has no type"


def _targets(name: str, tree: etree._Element, parts: Mapping[str, bytes]) -> Iterator[str]:
    folder = name.partition("_rels/")[0]
    ids = Counter(str(one.get("Id")) for one in tree)
    yield from (f"{name}: {id} twice" for id, times in ids.items() if times > 1)
    for one in tree:
        target = str(one.get("Target"))
        if one.get("TargetMode") == "External":
            if len(target) > LONGEST_ADDRESS:
                yield f"{name}: an address of {len(target)} characters"
        else:
            place = posixpath.normpath(posixpath.join("/", folder, target))
            if place.lstrip("/") not in parts:
                yield f"{name}: {target} is not there"


def _asked(name: str, tree: etree._Element, relations: etree._Element | None) -> Iterator[str]:
    """The relations that a part names are there."""
    known = {one.get("Id") for one in relations} if relations is not None else set()
    asked = {
        str(value)
        for element in tree.iter()
        for key, value in element.attrib.items()
        if str(key).startswith(RELATION) and value
    }
    yield from (f"{name} names {id}, which is not there" for id in asked - known)
