"""From an outline to the web template: the same words, in Jinja over partials/filing.html."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from html import escape

from filing.outline import (
    Across,
    Bar,
    Block,
    Break,
    Cell,
    Chart,
    Node,
    Outline,
    Paragraph,
    Row,
    Rows,
    Table,
    Title,
)

_HEADINGS = {
    "SheetTitle": "h1",
    "SheetHead": "h2",
    "Heading1": "h2",
    "Heading2": "h3",
    "Heading3": "h4",
    "Heading4": "h5",
}
_TAGS = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})")


def page(outline: Outline) -> str:
    """Return the web template of a document."""
    imports = "".join(f'{{% import "{file}" as {name} %}}\n' for file, name in outline.imports)
    return (
        '{% extends "partials/filing.html" %}\n'
        f"{'{% block look %}compact{% endblock %}' + chr(10) if outline.compact else ''}"
        f"{imports}{{% block body %}}\n{_nodes(outline.nodes)}{{% endblock %}}\n"
    )


def _nodes(nodes: Sequence[Node]) -> str:
    return "".join(map(_node, nodes))


def _node(node: Node) -> str:
    if isinstance(node, Paragraph):
        return _paragraph(node)
    if isinstance(node, Title):
        lines = "".join(f"<span>{_said(line)}</span>" for line in node.lines)
        return f'<h1 class="text">{lines}</h1>\n'
    if isinstance(node, Block):
        return _block(node.opening, _nodes(node.nodes))
    if isinstance(node, Across):
        return f'<div class="across">\n{_nodes(node.nodes)}</div>\n'
    if isinstance(node, Break):
        return '<div class="new-page"></div>\n'
    if isinstance(node, Chart):
        caption = f"<figcaption>{_said(node.caption)}</figcaption>"
        return f"<figure>{caption}{{{{ pictures.{node.name} }}}}</figure>\n"
    assert isinstance(node, Table)
    return _table(node)


def _paragraph(node: Paragraph) -> str:
    tag = _HEADINGS.get(node.look)
    if tag:
        look = f" {node.look.lower()}" if node.look.startswith("Sheet") else ""
        return f'<{tag} class="text{look}">{_said(node.words)}</{tag}>\n'
    return f'<p class="{node.look.lower() or "body"} text">{_said(node.words)}</p>\n'


def _block(opening: str, inner: str) -> str:
    return f"{{% {opening} %}}\n{inner}{{% end{opening.split()[0]} %}}\n"


def _table(table: Table) -> str:
    label = _said(table.label or table.caption)
    unseen = "" if table.caption else ' class="unseen"'
    look = "wrap small" if table.small else "wrap"
    unit = f'<p class="unit text">{_said(table.unit)}</p>\n' if table.unit else ""
    caption = f"<caption{unseen}>{label}</caption>\n" if label else ""
    columns = "".join(f'<col style="width:{part:.1%}">' for part in _shares(table))
    bars = _bars(table.rows)
    head = _rows(table.head, bars, head=True)
    top = f"<thead>\n{head}</thead>\n" if head else ""
    return (
        f'{unit}<div class="{look}" role="region" tabindex="0" aria-label="{label}"><table>\n'
        f"{caption}<colgroup>{columns}</colgroup>\n{top}<tbody>\n{_rows(table.rows, bars)}</tbody>\n"
        "</table></div>\n"
    )


def _shares(table: Table) -> list[float]:
    """The share of each column of the width; those of a bar are one."""
    whole = sum(table.widths)
    shares = [width / whole for width in table.widths]
    for first, bar in _bars(table.rows):
        shares[first : first + bar.units[2]] = [sum(shares[first : first + bar.units[2]])]
    return shares


def _bars(rows: Sequence[Row | Rows]) -> list[tuple[int, Bar]]:
    """The bars of a table's first row that has any, each with its first column."""
    for one in rows:
        if isinstance(one, Rows):
            found = _bars(one.rows)
        else:
            found, column = [], 0
            for cell in one.cells:
                if isinstance(cell, Bar):
                    found.append((column, cell))
                column += 1 if isinstance(cell, Bar) else cell.span
        if found:
            return found
    return []


def _rows(
    rows: Sequence[Row | Rows], bars: Sequence[tuple[int, Bar]] = (), *, head: bool = False
) -> str:
    return "".join(
        _block(one.opening, _rows(one.rows, bars))
        if isinstance(one, Rows)
        else f"<tr>{_cells(one, bars, head)}</tr>\n"
        for one in rows
    )


def _cells(row: Row, bars: Sequence[tuple[int, Bar]], head: bool) -> str:
    made, column = "", 0
    for cell in row.cells:
        if isinstance(cell, Bar):
            made += _bar(cell)
            column += cell.units[2]
            continue
        over = sum(b.units[2] - 1 for at, b in bars if column <= at < column + cell.span)
        made += _cell(replace(cell, span=cell.span - over), head, row.height)
        column += cell.span
    return made


def _bar(bar: Bar) -> str:
    """A picture that says nothing that the row does not say in words."""
    floor, line, end = bar.units
    of = bar.of
    return (
        '<td class="bar"><svg class="bar" viewBox="0 0 '
        f'{end} 6" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="{{{{ {of}.state.id }}}}" y="1" height="4" width="{{{{ {of}.length }}}}"/>'
        f'<path class="floor" d="M{floor} 0v6"/><path class="limit" d="M{line} 0v6"/></svg></td>'
    )


def _cell(cell: Cell, head: bool, height: float) -> str:
    heads = head or cell.look in ("name", "head")
    tag = "th" if heads else "td"
    state = f" state {{{{ {cell.state}.id }}}}" if cell.state else ""
    classes = f"text {cell.look}".strip() + state
    scope = ""
    if heads:
        group = cell.span > 1 if head else cell.down > 1
        scope = f' scope="{"col" if head else "row"}{"group" if group else ""}"'
    spans = f' colspan="{cell.span}"' if cell.span > 1 else ""
    spans += f' rowspan="{cell.down}"' if cell.down > 1 else ""
    tall = f' style="height:{height:g}mm"' if height else ""
    words = "<br>".join(map(_said, cell.words.split("\n")))
    return f'<{tag} class="{classes}"{scope}{spans}{tall}>{words}</{tag}>'


def _said(words: str) -> str:
    """Escape what is literal; tags stay."""
    return "".join(
        part if number % 2 else escape(part) for number, part in enumerate(_TAGS.split(words))
    )
