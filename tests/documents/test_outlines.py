"""The notation of the outlines: what it means, and where it says that it is not kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from qbe_xl.documents.compiling import outlines, page, word
from qbe_xl.documents.compiling.nodes import Block, Cell, Outline, Paragraph, Row, Rows, Table
from qbe_xl.documents.compiling.preset import load
from qbe_xl.documents.compiling.reading import read

HEAD = "name: 甲\ntitle: 乙\nimport: say partials/filing.txt\ncompact:\n\n"


def outline(folder: Path, body: str) -> Outline:
    path = folder / "甲.txt"
    path.write_text(HEAD + body, encoding="utf-8")
    return read(path)


def test_lines_are_paragraphs_and_headings_within_conditions(tmp_path: Path) -> None:
    found = outline(
        tmp_path, "{% if a %}\n.1 一、总则\n正文 {{ b }}\n{% endif %}\n.Note(new_page) 注\n"
    )
    assert (found.name, found.compact, found.imports) == (
        "甲",
        True,
        (("partials/filing.txt", "say"),),
    )
    inner = (Paragraph("一、总则", "Heading1"), Paragraph("正文 {{ b }}"))
    assert found.nodes == (Block("if a", inner), Paragraph("注", "Note", new_page=True))


def test_tables_have_rows_loops_and_counted_cells(tmp_path: Path) -> None:
    found = outline(
        tmp_path,
        ".table 30 10*2; label=表; small\n! 项 ‖ *2 L#1\n{% for r in rows %}\n"
        "|(height=11) [name] {{ r.a }}⏎乙 ‖ *2 [number state=r.s[#0]] {{ r.v[#0] }}\n{% endfor %}\n"
        "| [span=3] 另有 ‖\n.end\n",
    )
    cells = (
        Cell("{{ r.a }}\n乙", "name"),
        *(Cell(f"{{{{ r.v[{n}] }}}}", "number", state=f"r.s[{n}]") for n in (0, 1)),
    )
    head = (Cell("项", "name"), Cell("L1", "number"), Cell("L2", "number"))
    rows = (Rows("for r in rows", (Row(cells, 11),)), Row((Cell("另有", span=3), Cell(""))))
    assert found.nodes == (Table((30, 10, 10), (Row(head),), rows, label="表", small=True),)


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("甲\n.nothing\n", "甲.txt:7: .nothing"),
        ("甲\n乙\n.table 1 2; wide\n.end\n", "甲.txt:9"),
        (".table 1\n行\n.end\n", "neither a row nor a loop"),
        (".table 1\n| [wide=3] 甲\n.end\n", "wide=3"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, body: str, place: str) -> None:
    with pytest.raises(ValueError, match=place):
        outline(tmp_path, body)


def test_rows_must_fit_their_table(tmp_path: Path) -> None:
    found = outline(tmp_path, ".table 1 2\n| 甲\n.end\n")
    with pytest.raises((ValueError, IndexError)):
        word.document(found, load())


def test_every_outline_has_both_templates_but_the_labels_that_are_only_printed() -> None:
    assert {name for name, one in outlines().items() if not one.base} == {
        "佐证材料封面",
        "佐证材料脊背标签",
        "监测报告",
        "补报通知",
    }
    for one in outlines().values():
        assert page.page(one).count("{% block body %}") == 1
