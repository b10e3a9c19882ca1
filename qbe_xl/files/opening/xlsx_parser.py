"""Any sheet of xlsx, read by a real XML parser and said again in the plain form of `xlsx_rows`.

For the few files that are not plain: prefixes, comments, white space, UTF-16, cells without
names, rich text in cells. Slower (some 2 µs an element), so only for those.

In a plain sheet it reads only what stands around the rows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

from qbe_xl.errors import column_letters
from qbe_xl.files.opening import limits
from qbe_xl.files.opening.markup import parse, safe_parser
from qbe_xl.files.opening.refusal import damaged, too_large
from qbe_xl.files.opening.sheet import Area
from qbe_xl.files.opening.xlsx_contents import NotPlainError
from qbe_xl.files.opening.xlsx_rows import area_of

_NUMBER = re.compile(r"[0-9]+")
_IN_ROWS = re.compile(rb"<(?:[^\s<>/:]+:)?row[\s/>]")
_MERGED = re.compile(rb'<mergeCell ref="([A-Za-z0-9:]*)" ?/>')
_ODD = re.compile(rb"<[!?]|xmlns\s*=|:mergeCell")
"""Where a merge may stand that is none, or is none of this sheet's."""
_ROOT = re.compile(rb"<worksheet[\s/>]")
_SPECIAL = re.compile(r"[<>&]")
_TEXT_KINDS = ("str", "inlineStr")
_KINDS = ("n", "s", "b", "d", "e", *_TEXT_KINDS)
_SPACE = "http://www.w3.org/XML/1998/namespace}space"
_WHITE = " \t\r\n"


class SheetParser:
    """Reads the XML of one sheet as it comes.

    merged: the merged ranges met so far.
    """

    def __init__(self, sheet: str) -> None:
        self.merged: list[Area] = []
        self._sheet = sheet
        self._out: list[bytes] = []
        self._row = self._column = -1
        self._within = False
        self._cells: list[str] = []
        self._size = 0
        self._cell: Mapping[str, str] | None = None
        self._formula = False
        self._value: str | None = None
        self._text: list[str] | None = None
        self._phonetic = False
        self._preserve = False
        self._heard: list[str] | None = None
        self._namespace: str | None = None
        self._unprefixed = False
        self._starts = {
            "row": self._start_row,
            "c": self._start_cell,
            "f": self._start_formula,
            "v": self._start_value,
            "is": self._start_text,
            "rPh": self._start_phonetic,
            "t": self._start_run,
            "mergeCell": self._start_merge,
        }
        self._ends = {
            "row": self._end_row,
            "c": self._end_cell,
            "v": self._end_value,
            "rPh": self._end_phonetic,
            "t": self._end_run,
        }
        self._parser = safe_parser(namespaces=True)
        self._listen()

    def _listen(self) -> None:
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters

    def feed(self, piece: bytes, *, last: bool = False) -> bytes:
        """Take a piece of XML; return plain rows. Raises Refusal for bad XML."""
        parse(self._parser, piece, "工作表", self._sheet, last=last)
        rows = b"".join(self._out)
        self._out.clear()
        return rows

    def around(self, piece: bytes, *, last: bool = False) -> None:
        """Take all that stands before the rows of a plain sheet, or after them.

        Only what is asked for is listened to: most of it are rules of data entry. Raises
        NotPlainError where it holds rows, Refusal for bad XML.
        """
        if b"row" in piece and _IN_ROWS.search(piece):
            raise NotPlainError
        merged = _MERGED.findall(piece) if self._unprefixed else []
        told = len(merged) == piece.count(b"mergeCell") - piece.count(b"mergeCells")
        if merged and _ODD.search(piece, 0, piece.rfind(b"mergeCell")):
            told = False
        if self._namespace is None:
            self._unprefixed = bool(_ROOT.search(piece))
            self._parser.StartElementHandler = self._start_root if told else self._start
        else:
            self._parser.StartElementHandler = None if told else self._start
        self._parser.EndElementHandler = self._parser.CharacterDataHandler = None
        self.feed(piece, last=last)
        for area in merged if told else ():
            self._start_merge({"ref": area.decode()})
        self._listen()

    def _start_root(self, name: str, attributes: Mapping[str, str]) -> None:
        self._parser.StartElementHandler = None
        self._start(name, attributes)

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        namespace, _, word = name.rpartition("}")
        if self._namespace is None:
            self._namespace = namespace
            if word != "worksheet":
                raise damaged("不是工作表", self._sheet)
        if namespace == self._namespace and word in self._starts:
            self._starts[word](attributes)

    def _end(self, name: str) -> None:
        namespace, _, word = name.rpartition("}")
        if namespace == self._namespace and word in self._ends:
            self._ends[word]()

    def _characters(self, data: str) -> None:
        if self._heard is not None:
            self._grow(len(data))
            self._heard.append(data)

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        number = attributes.get("r")
        self._row = self._number(number) - 1 if number else self._row + 1
        self._column = -1
        self._within = True
        self._size = 0
        self._cells.clear()

    def _grow(self, size: int) -> None:
        self._size += size
        if self._size > limits.ROW_BYTES:
            raise too_large(f"第 {self._row + 1} 行的内容过长", self._sheet)

    def _end_row(self) -> None:
        self._within = False
        if self._cells:
            cells = "".join(self._cells)
            self._out.append(f'<row r="{self._row + 1}">{cells}</row>'.encode())

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        name = attributes.get("r")
        if name is None:
            self._column += 1
            if self._column >= limits.COLUMNS:
                raise damaged(f"第 {self._row + 1} 行的单元格太多", self._sheet)
        else:
            area = None if ":" in name else area_of(name)
            if area is None:
                raise damaged(f"单元格的名称 {name[:20]} 有误", self._sheet)
            row, self._column = area[:2]
            if row != self._row:
                raise damaged(f"单元格 {name} 不在它的行里", self._sheet)
        if not self._within:  # what it holds would be lost
            raise damaged("单元格不在任何一行里", self._sheet)
        self._cell = attributes
        self._formula = False
        self._value = self._text = None

    def _start_formula(self, _: Mapping[str, str]) -> None:
        self._formula = True

    def _start_value(self, _: Mapping[str, str]) -> None:
        self._heard = []

    def _end_value(self) -> None:
        self._value = "".join(self._heard or ())
        self._heard = None

    def _start_text(self, _: Mapping[str, str]) -> None:
        self._text = []

    def _start_phonetic(self, _: Mapping[str, str]) -> None:
        self._phonetic = True

    def _end_phonetic(self) -> None:
        self._phonetic = False

    def _start_run(self, attributes: Mapping[str, str]) -> None:
        if self._text is not None and not self._phonetic:
            self._heard = []
            self._preserve = attributes.get(_SPACE) == "preserve"

    def _end_run(self) -> None:
        if self._heard is not None and self._text is not None:
            run = "".join(self._heard)
            self._text.append(run if self._preserve else run.strip(_WHITE))
            self._heard = None

    def _end_cell(self) -> None:
        cell = self._cell
        if cell is None:
            return
        self._cell = None
        kind = cell.get("t", "n")
        body = self._body(kind if kind in _KINDS else "n")
        if body:
            self._grow(len(body))
            style = cell.get("s", "")
            style = f' s="{style}"' if _NUMBER.fullmatch(style) else ""
            name = f"{column_letters(self._column)}{self._row + 1}"
            self._cells.append(f'<c r="{name}"{style}{body}</c>')

    def _body(self, kind: str) -> str:
        """Return what follows the name and style of the cell just ended, "" when it is blank."""
        value = self._value.strip(_WHITE) if self._value is not None else None
        text = "".join(self._text) if self._text is not None else None
        if kind == "str":
            text = self._value
        elif kind == "e":
            return f' t="e"><v>{_SPECIAL.sub("", value or "")}</v>'
        elif value and kind not in _TEXT_KINDS:
            if not _SPECIAL.search(value):
                return f' t="{kind}"><v>{value}</v>'
            text = value
        if text:
            return (
                f' t="inlineStr"><is><t xml:space="preserve">{escape(text, quote=False)}</t></is>'
            )
        return "><f/>" if self._formula and text is None else ""

    def _start_merge(self, attributes: Mapping[str, str]) -> None:
        area = area_of(attributes.get("ref", ""))
        if area is None:
            raise damaged("合并单元格的范围有误", self._sheet)
        if len(self.merged) == limits.MERGED:
            raise too_large(f"合并单元格超过 {limits.MERGED} 处", self._sheet)
        self.merged.append(area)

    def _number(self, text: str) -> int:
        if not (_NUMBER.fullmatch(text[:8]) and 0 < int(text[:8]) <= limits.LAST_ROW):
            raise damaged(f"行号 {text[:20]} 有误", self._sheet)
        return int(text)
