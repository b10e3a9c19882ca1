"""佐证材料目录: the documents that each indicator needs, who provides them, and which are named."""

from __future__ import annotations

from qbe_xl.assessment import State
from qbe_xl.assessment.sections import INDICATORS
from qbe_xl.clauses import words
from qbe_xl.clauses.records import GROUPS
from qbe_xl.documents.material import Material
from qbe_xl.evidence.expected import Expected, listed_for
from qbe_xl.sheets.pieces import View, clean, count


def view(material: Material) -> View:
    """Return the list by part and indicator, with the state of each document."""
    standard = material.assessment.standard
    catalogue = listed_for(material.past.duties, standard)
    rows = [
        _indicator(material, catalogue[id]) for id in standard.clauses if id in catalogue.indicators
    ]
    documents = [document for row in rows for document in row["documents"]]
    named = sum(document["state"]["id"] == "met" for document in documents)
    return {
        "parts": [
            {
                "name": f"{words.numeral(number)}、{group.word}{'事项' if group.letter == 'V' else ''}（{standard.article_of(group)}）",
                "rows": [row for row in rows if row["id"][0] == group.letter],
            }
            for number, group in enumerate(GROUPS.values(), 1)
        ],
        "indicators": count(sum(row["id"][0] in "RGQS" for row in rows)),
        "total": count(len(documents)),
        "named": count(named),
        "sources": [f"{short}：{title}" for short, title in catalogue.sources.items()],
    }


def _indicator(material: Material, expected: Expected) -> View:
    assessment = material.assessment
    clause = assessment.standard.clauses[expected.id]
    given = _given(material, expected.id)
    return {
        "id": expected.id,
        "name": clause.name,
        "article": clause.article,
        "units": "、".join(expected.units),
        "given": given,
        "documents": [
            {
                "number": f"{expected.id}-{number}",
                "title": document.title,
                "kind": document.kind,
                "source": document.source,
                "by": document.by,
                "state": _state(document.title, document.optional, given),
            }
            for number, document in enumerate(expected.documents, 1)
        ],
    }


def _given(material: Material, id: str) -> str:
    """What the sheet 县级数据 names as evidence for an indicator."""
    if id in INDICATORS:
        return ""
    rows = material.assessment.county.entries_of(id)
    said: str = clean("；".join(dict.fromkeys(row.evidence for row in rows if row.evidence)))
    return said


def _state(title: str, optional: bool, given: str) -> View:
    """已列: the county's workbook names it; what is needed only at times is 视情况."""
    if title in given:
        return {"id": State.MET.id, "marked": f"{State.MET.mark} 已列"}
    if optional:
        return {"id": State.NOT_APPLICABLE.id, "marked": f"{State.NOT_APPLICABLE.mark} 视情况"}
    return {"id": State.MISSING.id, "marked": f"{State.MISSING.mark} 待备"}
