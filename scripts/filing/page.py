"""From an outline to the web template: the same words, in Jinja over partials/filing.html."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from filing.outline import (
    Across,
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

_HEADINGS = {"Heading1": "h2", "Heading2": "h3", "Heading3": "h4", "Heading4": "h5"}
_TAGS = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})")


def page(outline: Outline) -> str:
    """Return the web template of a document."""
    imports = "".join(f'{{% import "{file}" as {name} %}}\n' for file, name in outline.imports)
    return (
        '{% extends "partials/filing.html" %}\n'
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
        return f'<{tag} class="text">{_said(node.words)}</{tag}>\n'
    return f'<p class="{node.look.lower() or "body"} text">{_said(node.words)}</p>\n'


def _block(opening: str, inner: str) -> str:
    return f"{{% {opening} %}}\n{inner}{{% end{opening.split()[0]} %}}\n"


def _table(table: Table) -> str:
    label = _said(table.label or table.caption)
    unseen = "" if table.caption else ' class="unseen"'
    look = "wrap small" if table.small else "wrap"
    unit = f'<p class="unit text">{_said(table.unit)}</p>\n' if table.unit else ""
    caption = f"<caption{unseen}>{label}</caption>\n" if label else ""
    whole = sum(table.widths)
    columns = "".join(f'<col style="width:{w / whole:.1%}">' for w in table.widths)
    head = _rows(table.head, head=True)
    top = f"<thead>\n{head}</thead>\n" if head else ""
    return (
        f'{unit}<div class="{look}" role="region" tabindex="0" aria-label="{label}"><table>\n'
        f"{caption}<colgroup>{columns}</colgroup>\n{top}<tbody>\n{_rows(table.rows)}</tbody>\n"
        "</table></div>\n"
    )


def _rows(rows: Sequence[Row | Rows], *, head: bool = False) -> str:
    return "".join(
        _block(one.opening, _rows(one.rows))
        if isinstance(one, Rows)
        else f"<tr>{''.join(_cell(cell, head, one.height) for cell in one.cells)}</tr>\n"
        for one in rows
    )


def _cell(cell: Cell, head: bool, height: float) -> str:
    heads = head or cell.look in ("name", "head")
    tag = "th" if heads else "td"
    classes = f"text {cell.look}".strip()
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
