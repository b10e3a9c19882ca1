"""From a template and plain data to a document, in Word or for the web."""

from __future__ import annotations

import datetime as dt
import io
import re
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from qbe_xl.report.templating import environment
from qbe_xl.report.view.pieces import View
from qbe_xl.report.word import WordTemplate

_LONGEST_TITLE = 255
_LONGEST_QUOTE = 60
_PARAGRAPH = re.compile(r"<w:p(?=[ >])")
_EMPTY_RUN = re.compile(r"<w:r>(?:<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)?<w:t[^>]*></w:t></w:r>")
_CHARTS = "/word/charts/"


class Fault(Exception):
    """A template failed at a paragraph: `place` quotes it, the cause says why."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.place = place


class _Filing(WordTemplate):
    """A template whose charts are filled in, too, and in which no run stays empty."""

    def render_xml_part(self, src_xml: str, part: Any, context: View, jinja_env: Any = None) -> str:
        """Render one part, a paragraph a line; drop the runs that nothing went into."""
        source = _PARAGRAPH.sub("\n<w:p", src_xml)
        self.current_rendering_part = part
        try:
            xml = jinja_env.from_string(source).render(context)
        except Exception as error:
            raise Fault(_quoted(source, error)) from error
        return _EMPTY_RUN.sub("", self.resolve_listing(xml.replace("\n<w:p", "<w:p")))

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
