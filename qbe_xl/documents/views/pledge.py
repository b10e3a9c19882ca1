"""真实性承诺书."""

from __future__ import annotations

from qbe_xl.documents.material import Material
from qbe_xl.sheets.pieces import View, count


def view(material: Material) -> View:
    """Return what is promised: that the figures of these schools are true."""
    county = material.assessment.county
    return {
        "year": county.fact("学年"),
        "schools": count(len(county.schools)),
        "input": material.run.input_name,
        "sha256": material.run.input_sha256,
    }
