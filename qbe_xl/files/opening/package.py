"""The zip that xlsx and ods are: opened with suspicion; and how its parts point to each other.

Whoever reads a part gets what was really unpacked, never more than its header declares, with
its checksum right. Nothing else reads the stranger's zip. Parts of xlsx are found by their
relationships, never by their names.
"""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import unquote

from qbe_xl.files.opening import limits
from qbe_xl.files.opening.markup import tree
from qbe_xl.files.opening.refusal import ENCRYPTED, Refusal, damaged, refuse, too_large

ZIP = b"PK"
"""How every zip begins."""
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How every file of OLE2 begins: a workbook of Excel 97, or something else."""
MIMETYPE = "mimetype"
"""The part of an OpenDocument that says which kind of document it is."""

_CHUNK = limits.MIB
_ENTRY = b"PK\x01\x02"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED_FLAG = 0x1
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    NotImplementedError,
)


class Package:
    """The parts of a zipped workbook, found by name whatever its case."""

    def __init__(self, data: bytes) -> None:
        """Read the zip's directory; raises Refusal for a damaged, odd or oversized one."""
        if data.count(_ENTRY) > 2 * limits.ENTRIES:
            raise _too_many_entries()
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise damaged("压缩包不完整") from error
        files = [e for e in self._zip.infolist() if e.filename and not e.filename.endswith("/")]
        if len(files) > limits.ENTRIES:
            raise _too_many_entries()
        if sum(entry.file_size for entry in files) > limits.UNPACKED_BYTES:
            raise too_large(f"文件解压后超过 {limits.UNPACKED_BYTES // limits.MIB // 1024} GB")
        self._parts: dict[str, zipfile.ZipInfo] = {}
        for entry in files:
            self._add(entry)

    def _add(self, entry: zipfile.ZipInfo) -> None:
        name = entry.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/"):
            raise damaged("压缩包里有指向包外的路径")
        if name.lower() in self._parts:
            raise damaged(f"压缩包里有重名的部件 {name}")
        if entry.flag_bits & _ENCRYPTED_FLAG:
            raise refuse(ENCRYPTED)
        if entry.compress_type not in _METHODS:
            raise damaged(f"部件 {name} 的压缩方式不是工作簿所用的")
        self._parts[name.lower()] = entry

    def names(self) -> Iterator[str]:
        """Return the names of all parts, in lower case."""
        return iter(self._parts)

    def find(self, name: str) -> str | None:
        """Return the name under which the package holds this part, None when it lacks it."""
        for spelling in (name, unquote(name)):
            key = spelling.lstrip("/").lower()
            if key in self._parts:
                return key
        return None

    def read(self, name: str) -> bytes:
        """Return a part whole; raises Refusal when it is missing, damaged or too large."""
        if self.size(name) > limits.PART_BYTES:
            raise too_large(f"部件 {name} 解压后超过 {limits.PART_BYTES // limits.MIB} MB")
        return b"".join(self.stream(name))

    def size(self, name: str) -> int:
        """Return how many bytes a part unpacks to at most; raises Refusal when it is missing."""
        return self._entry(name).file_size

    def stream(self, name: str) -> Iterator[bytes]:
        """Yield a part piece by piece; raises Refusal when it is missing or damaged."""
        entry = self._entry(name)
        try:
            with self._zip.open(entry) as part:
                while piece := part.read(_CHUNK):
                    yield piece
        except _BROKEN as error:
            raise damaged(f"部件 {name} 无法解压") from error

    def _entry(self, name: str) -> zipfile.ZipInfo:
        key = self.find(name)
        if key is None:
            raise damaged(f"缺少部件 {name}")
        return self._parts[key]


def _too_many_entries() -> Refusal:
    return too_large(f"文件里的部件超过 {limits.ENTRIES} 个")


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
) -> list[tuple[str, str]]:
    """Return the name and the part of every worksheet; chart and dialog sheets hold no cells.

    listed: name and relation's id of every sheet. Raises Refusal for one that leads nowhere, and
    for two of one part: read as often as it is listed, it would take without end.
    """
    sheets: dict[str, tuple[str, str]] = {}
    for name, key in listed:
        relation = found.get(key)
        if relation is None:
            raise damaged("找不到这张工作表的内容", name)
        if relation.kind != "worksheet":
            continue
        key = unquote(relation.target).lower()
        if key in sheets:
            raise damaged(f"工作表“{sheets[key][0]}”和它是同一个部件", name)
        sheets[key] = name, relation.target
    return list(sheets.values())
