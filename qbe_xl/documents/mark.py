"""不得报送: the one rule by which everything that is filed bears the mark, and its words."""

from __future__ import annotations

from qbe_xl.assessment import Assessment, State

FILED = "申报材料"
"""The group of documents that are filed: each of them bears the mark, in every form."""
_ONLY = "本件只供准备，不得报送。"


def mark(assessment: Assessment) -> str:
    """Return the words of the mark; "" where the county may file.

    A county may file what it assessed as met (第十一条) by a standard whose text was seen. So a
    case of 第十条, anything unmet and anything that is not filled in and keeps the verdict open
    each bring the mark.
    """
    told = [_VERDICTS.get(assessment.verdict, "")]
    vetoes = [
        assessment.standard.clauses[id].name
        for id, item in assessment.items.items()
        if id.startswith("V") and item.state is State.UNMET
    ]
    if vetoes:
        told.insert(
            0,
            f"存在《{assessment.standard.title}》第十条所列情形（{'；'.join(vetoes)}），不予认定。",
        )
    if assessment.standard.second_hand:
        told.append("本次所用标准依据转述，未核对原文，结果只供对照，不可据以申报。")
    said = "".join(told)
    return said + _ONLY if said else ""


_VERDICTS = {
    State.UNMET: "自评结论为未达标，尚不具备申报条件。",
    State.MISSING: "还有数据待填报，自评尚无结论。",
}
