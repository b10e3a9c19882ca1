"""真实性承诺书."""

from __future__ import annotations

from qbe_xl.documents.material import Material
from qbe_xl.documents.views.summary import has_blanks
from qbe_xl.sheets.pieces import View, count


def view(material: Material) -> View:
    """Return what may be promised of the figures: nothing against what V6 (弄虚作假) says."""
    assessment = material.assessment
    county = assessment.county
    return {
        "year": county.fact("学年"),
        "schools": count(len(county.schools)),
        "input": material.run.input_name,
        "blanks": has_blanks(assessment),
        "falsified": assessment.items["V6"].state.id if "V6" in assessment.items else "",
        "sha256": material.run.input_sha256,
    }
