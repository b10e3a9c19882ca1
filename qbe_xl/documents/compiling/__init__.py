"""From outlines to templates: what a document says, once, as its Word and its web template."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from qbe_xl.documents.compiling import page, word
from qbe_xl.documents.compiling.nodes import Outline
from qbe_xl.documents.compiling.preset import Preset
from qbe_xl.documents.compiling.reading import FOLDER, read


@cache
def outlines() -> Mapping[str, Outline]:
    """Return every outline by the name of its templates."""
    found = (read(path) for path in sorted(FOLDER.glob("*.txt")))
    return {outline.name: outline for outline in found}


def templates(preset: Preset) -> Mapping[str, bytes]:
    """Return the Word and the web template of every outline by file name, in a preset of style."""
    made = {}
    for name, outline in outlines().items():
        made[f"{name}.docx"] = word.document(outline, preset)
        if outline.base:
            made[f"{name}.html"] = page.page(outline).encode()
    return made
