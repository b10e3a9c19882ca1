"""From a Word template and plain data to a document; every Word document is made here."""

from __future__ import annotations

import datetime as dt
import io
import re
import traceback
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import Template, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from qbe_xl.sheets import word_charts, word_package
from qbe_xl.sheets.pieces import View, clean
from qbe_xl.sheets.templating import environment, kept

_SHORT = 4
"""Rows of a table, its head included, that are not split between pages."""
_LONGEST_TITLE = 255
_LONGEST_QUOTE = 60
_PARAGRAPH = re.compile(r"<w:p(?=[ >])")
_EMPTY_RUN = re.compile(r"<w:r>(?:<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)?<w:t[^>]*></w:t></w:r>")
_GAPS = re.compile(
    r'<w:p><w:pPr><w:pStyle w:val="Gap"/></w:pPr></w:p>(?=<w:p><w:pPr><w:pStyle w:val="(?:Gap|RedLine)"/>)'
)
"""The gap after a table, where the paragraph that follows it is empty, too: a break."""
_PROPERTIES = ("author", "category", "comments", "keywords", "subject", "title")
_CELL = re.compile("(?<=<w:tcPr>).*?(?=</w:tcPr>)")
_PROPERTY = re.compile(r"<([\w:]+)(?: [^<>]*)?(?:/>|>.*?</\1>)", re.DOTALL)
_ORDER = (
    *("cnfStyle", "tcW", "gridSpan", "hMerge", "vMerge", "tcBorders", "shd", "noWrap", "tcMar"),
    *("textDirection", "tcFitText", "vAlign", "hideMark", "headers", "cellIns", "cellDel"),
)
_NO_GRID = re.compile(r"<w:tbl>((?:<w:tblPr/>|<w:tblPr>.*?</w:tblPr>)?+)(?!<w:tblGrid)", re.DOTALL)
"""A table without the list of its columns, which other programs leave out."""
_COLUMN = re.compile(r"<w:gridCol\b(?![^<>]* w:w=\"\d+\")[^<>]*/>")
"""A column of a table whose width is lacking, or no whole number as docxtpl takes it."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BARS = "//w:tc[w:tcPr/w:gridSpan and not(w:tcPr/w:tcW)]/.."
_CELLS = "count(w:tc) - count(w:tc/w:tcPr/w:gridSpan) + sum(w:tc/w:tcPr/w:gridSpan/@w:val)"
_REGULAR = etree.XPath(
    f".//w:tr[{_CELLS} = $columns] and "
    f"not(.//w:tr[count(w:tc) > $columns or not({_CELLS} <= $columns)])",
    namespaces={"w": _W[1:-1]},
)
"""A table whose longest row has as many cells as its grid has columns."""
_SMART = re.compile(
    r"<w:smartTagPr>.*?</w:smartTagPr>|</?w:smartTag(?:Pr)?(?: [^<>]*)?/?>", re.DOTALL
)
"""What older Word wraps around the name of a place, of half a tag too; it shows nothing."""
_INNERMOST = re.compile(r"<w:p(?: [^<>]*)?>(?:(?!<w:p[ >]|</w:p>).)*</w:p>", re.DOTALL)
_TAG_ALONE = re.compile(r"\s*\{%p\s[^{}]*%\}\s*")
_MARKUP = re.compile(r"<[^<>]*>")
_PAGE_BREAK = re.compile(r'<w:br [^<>]*w:type="page"[^<>]*/>')
_SECTION = re.compile(r"<w:sectPr\b(?:[^<>]*/>|.*?</w:sectPr>)", re.DOTALL)
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")
_KEY = re.compile(r"[^\W\d]\w*(?:\[[0-9]+\])*")
"""A step of a path, with places in a list: what is plain needs no compiling."""
_BROKEN = re.compile("[\n\t\a\f]")


class Fault(Exception):
    """A template failed at a paragraph: `place` quotes it, the cause says why."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.place = place


def document(template: Path, view: View, county: str, time: dt.datetime, *folders: Path) -> bytes:
    """Return the document that a Word template gives.

    county: before its title in the file's properties; folders: with partials of its own. Raises
    Fault where a tag fails; whatever the file itself is refused with, otherwise.
    """
    env = environment(*folders)
    made = WordTemplate(str(template))
    view = clean(view)
    made.render(view, env, autoescape=True)
    made.render_charts(view, env, time)
    properties = made.docx.core_properties
    properties.title = f"{county}{properties.title}".replace("\n", " ")[:_LONGEST_TITLE]
    properties.created = properties.modified = time.astimezone(dt.UTC)
    content = io.BytesIO()
    made.save(content)
    word_package.let_go(made.docx)
    return content.getvalue()


class LostError(Exception):
    """Tags stand so that what they make is no document, and some of it would be lost."""


class WordTemplate(DocxTemplate):  # type: ignore[misc]
    """docxtpl, with cells in the order that the format asks for, charts and no empty runs."""

    docx: Any
    is_rendered: bool
    docx_ids_index: int
    finished: bytes | None = None
    """The body as it stands in its part."""

    def init_docx(self, reload: bool = True) -> None:
        """Open the template, once for all its documents."""
        if not self.docx or (self.is_rendered and reload):
            self.docx = word_package.opened(self.template_file)
            self.is_rendered = False

    def get_xml(self) -> str:
        """Return the source of the body."""
        return word_package.body_of(self.template_file)

    def patch_xml(self, src_xml: str) -> str:
        """Make the tags of a part whole, once for all documents of a template."""
        return _patched(src_xml)

    def build_xml(self, context: View, jinja_env: Any = None) -> str:
        """Render the body; `fix_tables` drops what nothing went into."""
        return self._rendered(self.patch_xml(self.get_xml()), context, jinja_env)

    def render_xml_part(self, src_xml: str, part: Any, context: View, jinja_env: Any = None) -> str:
        """Render one part, a paragraph a line; drop the runs that nothing went into."""
        self.current_rendering_part = part
        whole = self._cleared(self._rendered(src_xml, context, jinja_env))
        _demand_whole(whole)
        return whole

    def _rendered(self, source: str, context: View, env: Any) -> str:
        try:
            found: str = _compiled(env, source).render(context)
            return found
        except Exception as error:
            raise Fault(_quoted(_lined(source), error)) from error

    def _cleared(self, xml: str) -> str:
        whole = self.resolve_listing(xml.replace("\n<w:p", "<w:p"))
        return _GAPS.sub("", _EMPTY_RUN.sub("", whole))

    def render_properties(self, context: View, jinja_env: Any = None) -> None:
        """Fill in title and the like, where a template has tags there."""
        properties = self.docx.core_properties
        for name in _PROPERTIES:
            source = getattr(properties, name)
            if "{" in source:
                try:
                    setattr(properties, name, _compiled(jinja_env, source).render(context))
                except Exception as error:
                    raise Fault(f"文件属性：{source}") from error

    def render_charts(self, view: View, env: SandboxedEnvironment, time: dt.datetime) -> None:
        """Put the figures of the same data into the charts, which hold samples."""

        def found(path: str) -> Any:
            first, *keys = path.split(".")
            if first not in view or not all(map(_KEY.fullmatch, keys)):
                return env.compile_expression(path, undefined_to_none=False)(**view)
            value: Any = view[first]
            for key in keys:
                name, *places = key.rstrip("]").replace("]", "").split("[")
                value = env.getattr(value, name)
                for place in places:
                    value = env.getitem(value, int(place))
            return value

        parts = {str(part.partname): part for part in self.docx.part.package.iter_parts()}
        charts = sorted(name for name in parts if name.startswith(word_charts.PARTS))
        for number, name in enumerate(charts, 1):
            try:
                word_charts.fill(parts[name], number, found, time)
            except word_charts.ChartFault as error:
                raise Fault(str(error)) from error.__cause__

    def fix_tables(self, xml: str) -> Any:
        """Give bars their width: Word goes by the table's grid, LibreOffice by each cell.

        The body comes back finished, or as a tree as docxtpl has it where its text is unlike ours.
        """
        first = self.docx_ids_index
        found = word_package.finished(xml, self._cleared, self._piece)
        if found is not None:
            return found
        _demand_whole(xml)
        self.docx_ids_index = first
        return _widened(super().fix_tables(self._cleared(xml)))

    def _piece(self, tree: Any) -> Any:
        """Work on some tables of the body; docxtpl mends those whose grid is not that of their rows."""
        for table in tree.iter(f"{_W}tbl"):
            grid = table.find(f"{_W}tblGrid")
            if grid is None or not _REGULAR(table, columns=len(grid.findall(f"{_W}gridCol"))):
                tree = super().fix_tables(etree.tostring(tree, encoding="unicode"))
                break
        super().fix_docpr_ids(_widened(tree))
        return tree

    def fix_docpr_ids(self, tree: Any) -> None:
        """Number the pictures of a tree; those of a finished body are."""
        if not isinstance(tree, bytes):
            super().fix_docpr_ids(tree)

    def map_tree(self, tree: Any) -> None:
        """Take the body."""
        self.finished = tree if isinstance(tree, bytes) else None
        if self.finished is None:
            super().map_tree(tree)

    def save(self, filename: Any, *args: Any, **more: Any) -> None:
        """Write the document."""
        if self.finished is None:
            super().save(filename, *args, **more)
        else:
            word_package.write(filename, self.template_file, self.docx, self.finished)

    def resolve_listing(self, xml: str) -> str:
        """Make line breaks in texts into breaks, where there are any: a costly search."""
        resolved: str = super().resolve_listing(xml) if _BROKEN.search(xml) else xml
        return resolved


def _demand_whole(xml: str) -> None:
    """Raise LostError where a text is no good XML: what mends it drops words in silence."""
    text = _DECLARED.sub("", xml)
    try:
        etree.fromstring(text)
    except etree.XMLSyntaxError as error:
        raise Fault(_words_of(text, error.lineno or 0)) from LostError(str(error))


def _lined(source: str) -> str:
    """A part with a paragraph a line."""
    return _PARAGRAPH.sub("\n<w:p", source)


@lru_cache(maxsize=64)
def _compiled(env: SandboxedEnvironment, source: str) -> Template:
    """The compiled part of a template: a document for each school is made of the same one."""
    return env.from_string(_lined(source))


@lru_cache(maxsize=64)
def _patched(source: str) -> str:
    """docxtpl's work on a part; it adds span and ground before the width, where none may stand."""
    place = kept(".xml", source)
    if place.exists():
        return place.read_text(encoding="utf-8")
    bare = _INNERMOST.sub(_breaks_apart, _SMART.sub("", source))
    whole: str = DocxTemplate.patch_xml(WordTemplate.__new__(WordTemplate), bare)
    whole = _COLUMN.sub('<w:gridCol w:w="1000"/>', _CELL.sub(_ordered, whole))
    return _NO_GRID.sub(r"<w:tbl>\1<w:tblGrid/>", whole)


def _breaks_apart(match: re.Match[str]) -> str:
    """A paragraph whose place a tag takes, with its breaks of page and section put beside it.

    Word and LibreOffice put a break into whatever paragraph it was typed behind.
    """
    whole = match[0]
    if not _TAG_ALONE.fullmatch(_MARKUP.sub("", whole)):
        return whole
    before, tag, after = whole.partition("{")
    breaks = [
        "<w:p><w:r>" + "".join(_PAGE_BREAK.findall(part)) + "</w:r></w:p>"
        for part in (before, after)
    ]
    first, last = (found if "w:br" in found else "" for found in breaks)
    ends = "".join(f"<w:p><w:pPr>{section}</w:pPr></w:p>" for section in _SECTION.findall(before))
    return f"{first}{_PAGE_BREAK.sub('', before)}{tag}{_PAGE_BREAK.sub('', after)}{last}{ends}"


def _ordered(match: re.Match[str]) -> str:
    found = sorted(_PROPERTY.finditer(match[0]), key=lambda one: _place(one[1]))
    return "".join(one[0] for one in found)


def _place(tag: str) -> int:
    """Where a property of a cell stands; one that we do not know stands last."""
    name = tag.removeprefix("w:")
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


def _widened(tree: Any) -> Any:
    """A tree of which bars have their width, and short tables and last rows are kept together."""
    edges: dict[Any, list[int]] = {}
    for row in tree.xpath(_BARS, namespaces=tree.nsmap):
        table = row.getparent()
        if table not in edges:
            columns = table.iterfind(f"{_W}tblGrid/{_W}gridCol")
            edges[table] = [0, *accumulate(int(column.get(_W + "w")) for column in columns)]
        ends, first = edges[table], 0
        for cell in row.iterchildren(f"{_W}tc"):
            properties = cell.find(f"{_W}tcPr")
            wide = None if properties is None else properties.find(f"{_W}gridSpan")
            last = first + (1 if wide is None else int(wide.get(f"{_W}val")))
            if wide is not None and properties.find(f"{_W}tcW") is None:
                width = str(ends[min(last, len(ends) - 1)] - ends[first])
                size = {f"{_W}w": width, f"{_W}type": "dxa"}
                properties.insert(0, properties.makeelement(f"{_W}tcW", size))
            first = last
    for table in tree.iter(f"{_W}tbl"):
        _keep_rows(table)
    return tree


def _keep_rows(table: Any) -> None:
    """Let a short table stay on one page, and no last row of a longer one stand alone."""
    rows = table.findall(f"{_W}tr")
    kept = rows[:-1] if len(rows) <= _SHORT else rows[-2:-1]
    for row in kept:
        for paragraph in row.iter(f"{_W}p"):
            properties = paragraph.find(f"{_W}pPr")
            if properties is None:
                properties = paragraph.makeelement(f"{_W}pPr")
                paragraph.insert(0, properties)
            if properties.find(f"{_W}keepNext") is None:
                style = properties.find(f"{_W}pStyle")
                properties.insert(
                    0 if style is None else 1, properties.makeelement(f"{_W}keepNext")
                )


def _quoted(source: str, error: Exception) -> str:
    """The words of the paragraph in which a template failed, "" where that is not known."""
    if isinstance(error, TemplateSyntaxError):
        line = error.lineno
    else:
        frames = traceback.extract_tb(error.__traceback__)
        lines = [f.lineno for f in frames if f.filename == "<template>" and f.lineno]
        line = lines[-1] if lines else 0
    return _words_of(source, line)


def _words_of(source: str, line: int) -> str:
    """The words of a line, cut short."""
    text = source.splitlines()[line - 1] if 0 < line <= source.count("\n") + 1 else ""
    words = " ".join(re.sub(r"<[^>]*>", "", text).split())
    return words if len(words) <= _LONGEST_QUOTE else words[:_LONGEST_QUOTE] + "…"
