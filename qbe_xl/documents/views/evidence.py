"""佐证材料目录: the documents that each indicator needs, who provides them, and which are named."""

from __future__ import annotations

from qbe_xl.assessment import State
from qbe_xl.assessment.sections import INDICATORS
from qbe_xl.documents.material import Material
from qbe_xl.evidence.expected import Expected, shipped
from qbe_xl.sheets.pieces import View, clean, count

_PARTS = {
    "P": "一、基本条件（第四条）",
    "R": "二、资源配置（第六条）",
    "G": "三、政府保障程度（第七条）",
    "Q": "四、教育质量（第八条）",
    "S": "五、社会认可度（第九条）",
    "V": "六、一票否决事项（第十条）",
}


def view(material: Material) -> View:
    """Return the list by part and indicator, with the state of each document."""
    catalogue = shipped()
    parts: dict[str, list[View]] = {letter: [] for letter in _PARTS}
    ids = [id for id in material.assessment.standard.clauses if id in catalogue.indicators]
    for id in ids:
        parts[id[0]].append(_indicator(material, catalogue[id]))
    rows = [row for mine in parts.values() for row in mine]
    documents = [document for row in rows for document in row["documents"]]
    return {
        "parts": [{"name": _PARTS[letter], "rows": mine} for letter, mine in parts.items()],
        "indicators": count(sum(id[0] in "RGQS" for id in ids)),
        "total": count(len(documents)),
        "named": count(sum(document["state"]["id"] == "met" for document in documents)),
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
    items = material.assessment.county.items
    found = [
        entry.evidence
        for key, entry in items.items()
        if key.partition(".")[0] == id and entry.evidence
    ]
    said: str = clean("；".join(dict.fromkeys(found)))
    return said


def _state(title: str, optional: bool, given: str) -> View:
    """已列: the county's workbook names it; what is needed only at times is 视情况."""
    if title in given:
        return {"id": State.MET.id, "marked": f"{State.MET.mark} 已列"}
    if optional:
        return {"id": State.NOT_APPLICABLE.id, "marked": f"{State.NOT_APPLICABLE.mark} 视情况"}
    return {"id": State.MISSING.id, "marked": f"{State.MISSING.mark} 待备"}
