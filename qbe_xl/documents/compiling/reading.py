"""The notation of an outline: a document's words line by line, its tables row by row.

    name: 工作简报                       first the settings of `Outline`, then an empty line
    import: say partials/filing.txt      a partial whose macros the words call

    words                                a paragraph; .Look before them gives it a style of Word,
    .1 一、目前情况                      .1 to .4 a heading; .Note(new_page) sets what else it has
    .title a // b                        the title; .titles: there is one for each of many
    {% if verdict %} … {% endif %}       each on a line of its own: nodes, or rows, within
    .across units.rows … .end            so .cover, .web and .foot (版记), too
    .table 26 84; caption=…; small       widths, then what `Table` has; up to .end
    ! 方面 ‖ 构成                        a row of its head; a bare cell stands as the one below it
    |(height=11) [name] {{ a }} ‖ {{ b }}   a row: in brackets what `Cell` or `Bar` has
    | *7 [middle] {{ row.cells[#0] }}    so many cells, counted from 0 (#1: from 1)
    .own overview, .use annexes          the county's own text; a piece that several have

⏎ in a cell breaks its line. What is filed bears the piece `mark` above all. Further: .break, .chart, .picture, .bars, .banner.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from qbe_xl.documents.compiling import looks
from qbe_xl.documents.compiling import nodes as kinds
from qbe_xl.documents.mark import FILED

_OPENED = re.compile(r"\{% ((?:if|for) [^%]*) %\}(apart)?")
_CLOSED = re.compile(r"\{% end\w+ %\}|\.end")
_MARKED = re.compile(r"\.(\w+)(?:\((.*?)\))? ?(.*)")
_ROW = re.compile(r"([!|])(?:\((.*?)\))?(.*)")
_CELL = re.compile(r"(?:\*(\d+) )?(?:\[((?:[^\[\]]|\[[^\[\]]*\])*)\] ?)?(.*)", re.DOTALL)
_DRESSES = {"report": looks.REPORT, "covers": looks.COVERS, "spines": looks.SPINES}
_PIECES = "pieces"
_COLOURS = {"accent": looks.ACCENT, "band": looks.BAND, "edge": looks.EDGE, "faint": looks.FAINT}


FOLDER = Path(__file__).resolve().parents[1] / "outlines"
_OWNED = re.compile(r"^\.own (\w+)$", re.MULTILINE)


def read(path: Path) -> kinds.Outline:
    """Return the outline of a file.

    Raises ValueError that names file and line where the notation is not kept.
    """
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    settings: dict[str, Any] = {}
    imports = []
    for key, value in _pairs(head):
        if key == "import":
            name, file = value.split()
            imports.append((file, name))
        elif key in ("base", "footer"):
            settings[key] = "" if value == "none" else value
        else:
            settings[key] = _DRESSES[value] if key == "dress" else value or True
    lines = _Lines(path, body.splitlines(), head.count("\n") + 2)
    nodes = tuple(lines.nodes())
    if settings.get("group") == FILED:
        settings["footer"] = ""
        nodes = (*_Lines(path, [".use mark"]).nodes(), *nodes)
    return kinds.Outline(nodes=nodes, imports=tuple(imports), **settings)


def heading(path: Path) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """Return the settings of an outline, and which texts of the county's own it shows."""
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    return dict(_pairs(head)), tuple(dict.fromkeys(_OWNED.findall(body)))


def _pairs(head: str) -> Iterator[tuple[str, str]]:
    for line in head.splitlines():
        key, _, value = line.partition(":")
        yield key.strip(), value.strip()


class _Lines:
    """Reads the lines of a file one after the other, and what stands within others in turn."""

    def __init__(self, path: Path, lines: list[str], before: int = 0) -> None:
        self.path, self.before = path, before
        self.lines = lines
        self.at = 0

    def rest(self) -> Iterator[str]:
        """The lines up to the end of what was opened, and past it."""
        while self.at < len(self.lines):
            line = self.lines[self.at]
            self.at += 1
            if _CLOSED.fullmatch(line):
                return
            if line:
                yield line

    def nodes(self) -> Iterator[kinds.Node]:
        for line in self.rest():
            opened = _OPENED.fullmatch(line)
            marked = _MARKED.fullmatch(line)
            if opened:
                yield kinds.Block(opened[1], tuple(self.nodes()))
            elif marked:
                try:
                    yield from self.marked(marked[1], marked[2] or "", marked[3])
                except (KeyError, TypeError, ValueError) as error:
                    where = f"{self.path.name}:{self.before + self.at}"
                    raise ValueError(f"{where}: {line}: {error}") from error
            else:
                yield kinds.Paragraph(line)

    def marked(self, mark: str, said: str, words: str) -> Iterator[kinds.Node]:
        if mark[0].isupper() or mark.isdigit():
            look = f"Heading{mark}" if mark.isdigit() else mark.removeprefix("Body")
            yield kinds.Paragraph(words, look, **_settings(kinds.Paragraph, said.split()))
        elif mark == "own":
            written = kinds.Paragraph("{{ line }}")
            for opening, look in (
                (f"if own.{words}.blank", "Blank"),
                (f"if not own.{words}.blank", ""),
            ):
                lines = kinds.Block(
                    f"for line in own.{words}.lines", (replace(written, look=look),)
                )
                yield kinds.Block(opening, (lines,))
        elif mark == "use":
            path = self.path.parent / _PIECES / f"{words}.txt"
            yield from _Lines(path, path.read_text(encoding="utf-8").splitlines()).nodes()
        elif mark == "table":
            yield self.table(words)
        elif mark == "across":
            yield kinds.Across(tuple(self.nodes()), words)
        else:
            yield self.simple(mark, said, words)

    def simple(self, mark: str, said: str, words: str) -> kinds.Node:
        parts = tuple(words.split(" // "))
        if mark in ("title", "titles"):
            return kinds.Title(parts, repeated=mark == "titles")
        within: dict[str, Callable[[tuple[kinds.Node, ...]], kinds.Node]]
        within = {"cover": kinds.Cover, "web": kinds.WebOnly, "foot": kinds.Foot}
        if mark in within:
            return within[mark](tuple(self.nodes()))
        if mark == "break":
            return kinds.Break()
        if mark == "bars":
            return kinds.Bars(**_settings(kinds.Bars, words.split("; ")))
        of: dict[str, Callable[..., kinds.Node]]
        of = {"chart": kinds.Chart, "picture": kinds.Picture, "banner": kinds.Banner}
        return of[mark](*parts)

    def table(self, words: str) -> kinds.Table:
        widths, *said = words.split("; ")
        head: list[kinds.Row] = []
        rows: list[kinds.Row | kinds.Rows] = []
        for one in self.rows():
            if isinstance(one, tuple):
                head.append(one[0])
            else:
                rows.append(one)
        below = _first(rows).cells if rows else ()
        if len(head) == 1 and len(head[0].cells) == len(below):
            pairs = zip(head[0].cells, below, strict=True)
            head = [replace(head[0], cells=tuple(_as_below(a, b) for a, b in pairs))]
        numbers = tuple(float(width) for width in _many(widths))
        return kinds.Table(numbers, tuple(head), tuple(rows), **_settings(kinds.Table, said))

    def rows(self) -> Iterator[kinds.Row | kinds.Rows | tuple[kinds.Row]]:
        """Rows and loops of rows; a row of the head as a tuple."""
        for line in self.rest():
            opened, found = _OPENED.fullmatch(line), _ROW.fullmatch(line)
            if opened:
                inner = tuple(one for one in self.rows() if not isinstance(one, tuple))
                yield kinds.Rows(opened[1], inner, apart=bool(opened[2]))
            elif found:
                cells = tuple(
                    cell for words in found[3].split("‖") for cell in _cells(words.strip(" "))
                )
                row = kinds.Row(cells, **_settings(kinds.Row, (found[2] or "").split()))
                yield (row,) if found[1] == "!" else row
            else:
                raise ValueError("neither a row nor a loop")


def _first(rows: list[kinds.Row | kinds.Rows]) -> kinds.Row:
    first = rows[0]
    return _first(list(first.rows)) if isinstance(first, kinds.Rows) else first


def _as_below(
    head: kinds.Cell | kinds.Bar, below: kinds.Cell | kinds.Bar
) -> kinds.Cell | kinds.Bar:
    if (
        isinstance(head, kinds.Bar)
        or isinstance(below, kinds.Bar)
        or head != kinds.Cell(head.words)
    ):
        return head
    return replace(head, look=below.look, web=below.web)


def _many(widths: str) -> Iterator[str]:
    """26 14*6 as seven widths."""
    for width in widths.split():
        one, _, times = width.partition("*")
        yield from [one] * int(times or 1)


def _cells(words: str) -> Iterator[kinds.Cell | kinds.Bar]:
    found = _CELL.fullmatch(words)
    assert found is not None
    for n in range(int(found[1] or 1)):
        said, inner = found[2] or "", found[3].replace("⏎", "\n")
        if found[1]:
            said, inner = (
                text.replace("#0", f"{n}").replace("#1", f"{n + 1}") for text in (said, inner)
            )
        kind, *rest = said.split() or [""]
        if kind == "bar":
            floor, line, end = map(int, rest[1:])
            yield kinds.Bar(rest[0], (floor, line, end))
        else:
            yield kinds.Cell(inner, **_settings(kinds.Cell, said.split()))


def _settings(kind: type, said: list[str]) -> dict[str, Any]:
    """Words as fields: small, span=5, web=th+nw; a bare word that is no yes or no is the look."""
    known = {field.name: str(field.type) for field in fields(kind)}
    found: dict[str, Any] = {}
    for word in said:
        key, given, value = word.partition("=")
        if not given:
            key, value = (key, "") if known.get(key) == "bool" else ("look", key)
        if key not in known:
            raise ValueError(f"“{word}” is nothing that a {kind.__name__} has")
        found[key] = _value(known[key], value)
    return found


def _value(kind: str, value: str) -> Any:
    if kind == "bool":
        return True
    if kind in ("int", "float"):
        return float(value) if kind == "float" else int(value)
    if kind.startswith("tuple"):
        return tuple(value.split(":"))
    return _COLOURS.get(value, value.replace("+", " "))
