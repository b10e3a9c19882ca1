"""What the documents say, as data: an outline each, in the order of the registry."""

from collections.abc import Mapping

from qbe_xl.documents.compiling import page, word
from qbe_xl.documents.compiling.nodes import Outline
from qbe_xl.documents.compiling.preset import Preset
from qbe_xl.documents.outlines import (
    brief,
    duties,
    evidence,
    folders,
    forms,
    letters,
    papers,
    pledge,
    report,
    reviews,
    school_sheets,
    self_report,
)

OUTLINES: tuple[Outline, ...] = (
    forms.OUTLINE,
    pledge.OUTLINE,
    self_report.OUTLINE,
    *letters.OUTLINES,
    *reviews.OUTLINES,
    school_sheets.OUTLINE,
    *duties.OUTLINES,
    evidence.OUTLINE,
    papers.OUTLINE,
    brief.OUTLINE,
    report.OUTLINE,
    *folders.OUTLINES,
)


def templates(preset: Preset) -> Mapping[str, bytes]:
    """Return the Word and the web template of every outline by file name, in a preset of style."""
    made = {f"{outline.name}.docx": word.document(outline, preset) for outline in OUTLINES}
    pages = {
        f"{outline.name}.html": page.page(outline).encode() for outline in OUTLINES if outline.base
    }
    return {**made, **pages}
