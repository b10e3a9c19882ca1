"""XML that strangers wrote: well formed, in a known encoding, without DTD or entities."""

from __future__ import annotations

import codecs
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from xml.parsers import expat

from qbe_xl.files.opening.refusal import UNSAFE_XML, damaged, refuse

_ENCODINGS = {None, "utf-8", "utf8", "us-ascii", "ascii"}
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def safe_parser(encoding: str | None = None, *, namespaces: bool = False) -> expat.XMLParserType:
    """Return an expat parser that raises Refusal at the first word of a DTD.

    encoding: overrules what the text declares. namespaces: names come as `URI}local`.
    """
    parser = expat.ParserCreate(encoding, "}" if namespaces else None)
    parser.buffer_text = True

    def refuse_dtd(*_: object) -> None:
        raise refuse(UNSAFE_XML)

    parser.StartDoctypeDeclHandler = refuse_dtd
    return parser


def parse(
    parser: expat.XMLParserType, piece: bytes, what: str, sheet: str | None = None, *, last: bool
) -> None:
    """Feed a piece to a parser; raises Refusal, saying `what` breaks, for bad XML or encoding."""
    try:
        parser.Parse(piece, last)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise damaged(f"{what}的内容有误", sheet) from error


def document(data: bytes, part: str) -> bytes:
    """Return a checked XML part as UTF-8, from its root element on.

    Raises Refusal for bad XML, a DTD or a strange encoding.
    """
    utf16 = data.startswith(_UTF16)
    if utf16:
        try:
            data = data.decode("utf-16").encode()
        except UnicodeError as error:
            raise damaged(f"部件 {part} 的文字编码有误") from error
    begin = 0
    parser = safe_parser("utf-8" if utf16 else None)

    def start(*_: object) -> None:
        nonlocal begin
        begin = parser.CurrentByteIndex
        parser.StartElementHandler = None

    def declaration(_: str, encoding: str | None, __: int) -> None:
        known = encoding.lower() if encoding else None
        if known not in _ENCODINGS and not (utf16 and known == "utf-16"):
            raise damaged(f"部件 {part} 的文字编码 {encoding} 不是工作簿所用的编码")

    parser.StartElementHandler = start
    parser.XmlDeclHandler = declaration
    parse(parser, data, f"部件 {part} ", last=True)
    return data[begin:]


def tree(data: bytes, part: str) -> Element:
    """Return the element tree of a checked part; raises Refusal as `document` does."""
    try:
        return ElementTree.fromstring(document(data, part))  # noqa: S314 -- no DTD has passed
    except ElementTree.ParseError as error:
        raise damaged(f"部件 {part} 的内容有误") from error


def local(name: str) -> str:
    """Return a name without its namespace: {uri}sheet or x:sheet is sheet."""
    return name.rpartition("}")[2].rpartition(":")[2]
