"""From a template and plain data to a document, in Word or for the web."""

from __future__ import annotations

import datetime as dt
import io
import re
import traceback
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Template, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from qbe_xl.report.word import WordTemplate
from qbe_xl.sheets.pieces import View
from qbe_xl.sheets.templating import environment

_LONGEST_TITLE = 255
_LONGEST_QUOTE = 60
_PARAGRAPH = re.compile(r"<w:p(?=[ >])")
_EMPTY_RUN = re.compile(r"<w:r>(?:<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)?<w:t[^>]*></w:t></w:r>")
_GAPS = re.compile(
    r'<w:p><w:pPr><w:pStyle w:val="Gap"/></w:pPr></w:p>(?=<w:p><w:pPr><w:pStyle w:val="Gap"/>)'
)
"""The gap after a table, where the paragraph that follows it is empty, too: a break."""
_CHARTS = "/word/charts/"
_PROPERTIES = ("author", "category", "comments", "keywords", "subject", "title")


class Fault(Exception):
    """A template failed at a paragraph: `place` quotes it, the cause says why."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.place = place


@lru_cache(maxsize=64)
def _compiled(env: SandboxedEnvironment, source: str) -> Template:
    """The compiled part of a template: a document for each school is made of the same one."""
    return env.from_string(source)


@lru_cache(maxsize=64)
def _patched(source: str) -> str:
    return WordTemplate.patch_xml(WordTemplate.__new__(WordTemplate), source)


class _Filing(WordTemplate):
    """A template whose charts are filled in, too, and in which no run stays empty."""

    def patch_xml(self, src_xml: str) -> str:
        """Make the tags of a part whole, once for all documents of a template."""
        return _patched(src_xml)

    def render_xml_part(self, src_xml: str, part: Any, context: View, jinja_env: Any = None) -> str:
        """Render one part, a paragraph a line; drop the runs that nothing went into."""
        source = _PARAGRAPH.sub("\n<w:p", src_xml)
        self.current_rendering_part = part
        try:
            xml = _compiled(jinja_env, source).render(context)
        except Exception as error:
            raise Fault(_quoted(source, error)) from error
        whole = self.resolve_listing(xml.replace("\n<w:p", "<w:p"))
        return _GAPS.sub("", _EMPTY_RUN.sub("", whole))

    def render_properties(self, context: View, jinja_env: Any = None) -> None:
        """Fill in title and the like, where a template has tags there."""
        properties = self.docx.core_properties
        for name in _PROPERTIES:
            source = getattr(properties, name)
            if "{" in source:
                setattr(properties, name, _compiled(jinja_env, source).render(context))

    def render_charts(self, context: View, jinja_env: SandboxedEnvironment) -> None:
        """Fill in the charts, whose parts are Jinja over the same data."""
        for part in self.docx.part.package.iter_parts():
            if str(part.partname).startswith(_CHARTS):
                source = part.blob.decode("utf-8")
                part._blob = jinja_env.from_string(source).render(context).encode("utf-8")


def _quoted(source: str, error: Exception) -> str:
    """The words of the paragraph in which a template failed, "" where that is not known."""
    if isinstance(error, TemplateSyntaxError):
        line = error.lineno
    else:
        frames = traceback.extract_tb(error.__traceback__)
        lines = [f.lineno for f in frames if f.filename == "<template>" and f.lineno]
        line = lines[-1] if lines else 0
    text = source.splitlines()[line - 1] if 0 < line <= source.count("\n") + 1 else ""
    words = " ".join(re.sub(r"<[^>]*>", "", text).split())
    return words if len(words) <= _LONGEST_QUOTE else words[:_LONGEST_QUOTE] + "…"


def word(template: Path, view: View, *folders: Path) -> bytes:
    """Return the document that a Word template gives; `folders` hold partials of its own.

    Raises Fault where a tag fails; whatever the file itself is refused with, otherwise.
    """
    env = environment(*folders)
    document = _Filing(str(template))
    document.render(view, env, autoescape=True)
    document.render_charts(view, env)
    properties = document.docx.core_properties
    title = f"{view['doc']['county']}{properties.title}".replace("\n", " ")
    properties.title = title[:_LONGEST_TITLE]
    properties.created = properties.modified = dt.datetime.fromisoformat(view["doc"]["utc"])
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def page(name: str, view: View, pictures: Mapping[str, str] | None = None, *folders: Path) -> bytes:
    """Return the page that a web template gives; `pictures` are SVG, already escaped."""
    drawn = {key: Markup(svg) for key, svg in (pictures or {}).items()}  # noqa: S704
    template = environment(*folders).get_template(name)
    return template.render(view, pictures=drawn).lstrip().encode()
