"""社会认可度问卷: three papers, each on a page or two."""

from __future__ import annotations

from qbe_xl.documents.compiling.nodes import Block, Cell, Outline, Table, each, p, row, rows, when

_ANSWERS = 4
_OPTIONS = "{% for option in question.options %}□ {{ option }}　　{% endfor %}"


def _listed(source: str) -> Block:
    return each(
        f"question in paper.{source}",
        p("{{ question.number }}. {{ question.text }}", "SheetLead"),
        p(_OPTIONS, "SheetText"),
    )


_RATED = Table(
    (10, 88, 17, 20, 17, 17),
    (row("题号", "题目", *(f"{{{{ answers[{n}] }}}}" for n in range(_ANSWERS))),),
    (
        rows(
            "question in paper.rated",
            row(
                Cell("{{ question.number }}", "middle"),
                Cell("{{ question.text }}", "name"),
                *(Cell("□", "middle") for _ in range(_ANSWERS)),
                height=8,
            ),
        ),
    ),
    label="{{ paper.title }}满意度各题",
)

OUTLINE = Outline(
    "社会认可度问卷",
    "社会认可度调查问卷",
    (
        each(
            "paper in papers",
            p("{{ title }}", "SheetTitle"),
            p("{{ paper.title }}（{{ paper.for }}）", "SheetCentre"),
            p("{{ greeting }}", "SheetText"),
            p("一、基本情况（在□内打√）", "SheetHead"),
            _listed("facts"),
            p("二、满意程度（每题选一项，在□内打√）", "SheetHead"),
            when(f"answers | length == {_ANSWERS}", _RATED),
            when(f"answers | length != {_ANSWERS}", _listed("rated")),
            when("paper.open", p("三、意见和建议", "SheetHead")),
            each(
                "question in paper.open",
                p("{{ question.number }}. {{ question.text }}", "SheetText"),
                each("line in question.lines", p("　", "Ruled")),
            ),
            p("{{ thanks }}", "SheetText"),
        ),
    ),
    compact=True,
    many=True,
)
