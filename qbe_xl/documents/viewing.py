"""What the templates of a document may name: its own view, `doc` and the county's own texts."""

from __future__ import annotations

import datetime as dt

from qbe_xl.documents import texts
from qbe_xl.documents.mark import mark
from qbe_xl.documents.material import Material
from qbe_xl.documents.registry import Document
from qbe_xl.sheets.pieces import View, clean


def view_of(document: Document, material: Material) -> View:
    """Return everything that the templates of a document may name, as plain data."""
    found: View = clean(
        {
            "doc": doc_of(material, document.template, filed=not document.numbered),
            "own": _own(document, material),
            **document.view(material),
        }
    )
    return found


def doc_of(material: Material, name: str, *, filed: bool = False) -> View:
    """Return what every template may say of its document: `doc`. filed: it is signed or published."""
    run = material.run
    return {
        "name": name,
        "filed": filed,
        "root": "../",
        "county": material.county,
        "prefecture": material.fact("州市"),
        "province": material.fact("省份"),
        "standard": material.assessment.standard.title,
        "second_hand": material.assessment.standard.second_hand,
        "mark": mark(material.assessment),
        "documents": list(material.assessment.standard.documents),
        "day": material.day,
        "run": run.id,
        "time": run.shown_time,
        "utc": run.time.astimezone(dt.UTC).isoformat(),
    }


def _own(document: Document, material: Material) -> View:
    found: View = {}
    for id in document.needs:
        written = list(material.own.get(id, ()))
        found[id] = {"blank": not written, "lines": written or [texts.BY_ID[id].blank]}
    return found
