"""From an outline to the web template: the same words, in Jinja over the page that it extends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from html import escape

from qbe_xl.documents.compiling import nodes as kinds

_HEADINGS = {
    "SheetTitle": "h2",
    "SheetHead": "h3",
    "OnePageHead": "h3",
    "Heading1": "h2",
    "Heading2": "h3",
    "Heading3": "h4",
    "Heading4": "h5",
}
_UNSEEN_TITLE = (
    '{% block heading %}<header><h1 class="unseen">{{ doc.county }} {{ doc.name }}</h1></header>\n'
    "{% endblock %}\n"
)
_TAGS = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})")


def page(outline: kinds.Outline) -> str:
    """Return the web template of a document."""
    imports = "".join(f'{{% import "{file}" as {name} %}}\n' for file, name in outline.imports)
    writer = _Report() if outline.chapters else _Filing()
    body = writer.whole(outline.nodes)
    return (
        f'{{% extends "{outline.base}" %}}\n'
        f"{'{% block look %}compact{% endblock %}' + chr(10) if outline.compact else ''}"
        f"{_UNSEEN_TITLE if outline.many else ''}"
        f"{imports}{writer.before}{{% block body %}}\n{body}{{% endblock %}}\n"
    )


class _Filing:
    """Writes the pages of the filing documents."""

    @property
    def before(self) -> str:
        """What comes before the body."""
        return ""

    def whole(self, nodes: Sequence[kinds.Node]) -> str:
        """Return the body."""
        return self.nodes(nodes)

    def nodes(self, nodes: Sequence[kinds.Node]) -> str:
        return "".join(map(self.node, nodes))

    def node(self, node: kinds.Node) -> str:
        if isinstance(node, kinds.Paragraph):
            return self.paragraph(node)
        if isinstance(node, kinds.Title):
            lines = "".join(f"<span>{_said(line)}</span>" for line in node.lines)
            tag = "h2" if node.repeated else "h1"
            return f'<{tag} class="text title">{lines}</{tag}>\n'
        if isinstance(node, kinds.Block):
            return _block(node.opening, self.nodes(node.nodes))
        if isinstance(node, kinds.WebOnly):
            return self.nodes(node.nodes)
        if isinstance(node, kinds.Cover):
            return ""
        if isinstance(node, kinds.Foot):
            return f'<div class="imprint">\n{self.nodes(node.nodes)}</div>\n'
        if isinstance(node, kinds.Across):
            look = f"{{% if {node.when} %}}wide-page{{% endif %}}" if node.when else "across"
            return f'<div class="{look}">\n{self.nodes(node.nodes)}</div>\n'
        if isinstance(node, kinds.Break):
            return '<div class="new-page"></div>\n'
        if isinstance(node, kinds.Banner):
            return _banner(node)
        if isinstance(node, kinds.Chart):
            return _figure(node.caption, f"{{{{ pictures.{node.name} }}}}", inline=True)
        if isinstance(node, kinds.Picture):
            return _figure(node.caption, f"{{{{ {node.source} }}}}", node.look)
        if isinstance(node, kinds.Bars):
            made = _figure(node.caption, f"{{{{ {node.picture} }}}}")
            many = _block(f"for {node.many}", made) if node.many else ""
            return f'<div class="charts">\n{many}</div>\n' if many else made
        return self.table(node)

    def paragraph(self, node: kinds.Paragraph) -> str:
        tag = _HEADINGS.get(node.look)
        if tag:
            look = f" {node.look.lower()}" if node.look.startswith("Sheet") else ""
            return f'<{tag} class="text{look}">{_said(node.words)}</{tag}>\n'
        return f'<p class="{node.look.lower() or "body"} text">{_said(node.words)}</p>\n'

    def table(self, table: kinds.Table) -> str:
        label = _said(table.label or table.caption)
        unit = f'<p class="unit text">{_said(table.unit)}</p>\n' if table.unit else ""
        unseen = "" if table.caption else ' class="unseen"'
        caption = f"<caption{unseen}>{label}</caption>\n" if label else ""
        columns = "".join(f'<col style="width:{part:.1%}">' for part in _shares(table))
        inner = f"{caption}<colgroup>{columns}</colgroup>\n{self.body(table)}"
        return unit + _region(
            "small" if table.small else "plain" if table.plain else "", label, inner
        )

    def body(self, table: kinds.Table) -> str:
        bars = _bars(table.rows)
        head = self.rows(table.head, bars, head=True)
        rows = self.rows(table.rows, bars)
        grouped = any(isinstance(one, kinds.Rows) and one.apart for one in table.rows)
        body = rows if grouped else f"<tbody>\n{rows}</tbody>\n"
        return (f"<thead>\n{head}</thead>\n" if head else "") + body

    def rows(
        self,
        rows: Sequence[kinds.Row | kinds.Rows],
        bars: Sequence[tuple[int, kinds.Bar]] = (),
        *,
        head: bool = False,
    ) -> str:
        made = ""
        for one in rows:
            if isinstance(one, kinds.Rows):
                inner = self.rows(one.rows, bars)
                inner = f'<tbody class="group">\n{inner}</tbody>\n' if one.apart else inner
                made += _block(one.opening, inner)
            else:
                look = f' class="{one.look}"' if one.look else ""
                made += f"<tr{look}>{self.cells(one, bars, head)}</tr>\n"
        return made

    def cells(self, row: kinds.Row, bars: Sequence[tuple[int, kinds.Bar]], head: bool) -> str:
        made, column = "", 0
        for cell in row.cells:
            if isinstance(cell, kinds.Bar):
                made += _bar(cell)
                column += cell.units[2]
                continue
            over = sum(b.units[2] - 1 for at, b in bars if column <= at < column + cell.span)
            made += self.cell(replace(cell, span=cell.span - over), head, row.height)
            column += cell.span
        return made

    def cell(self, cell: kinds.Cell, head: bool, height: float) -> str:
        heads = head or cell.look in ("name", "head")
        state = f" state {{{{ {cell.state}.id }}}}" if cell.state else ""
        classes = f"text {'' if head else cell.look}".strip() + state
        spans = f' colspan="{cell.span}"' if cell.span > 1 else ""
        spans += f' rowspan="{cell.down}"' if cell.down > 1 else ""
        group = cell.span > 1 if head else cell.down > 1
        scope = _scope("col" if head else "row", group) if heads else ""
        tall = f' style="height:{height:g}mm"' if height else ""
        words = "<br>".join(map(_said, cell.words.split("\n")))
        tag = "th" if heads else "td"
        return f'<{tag} class="{classes}"{scope}{spans}{tall}>{words}</{tag}>'


class _Report(_Filing):
    """Writes a page with a list of its chapters, whose tables set their own widths."""

    def __init__(self) -> None:
        self.chapters: list[str] = []

    @property
    def before(self) -> str:
        """The list of the chapters."""
        listed = "".join(
            f'<li><a href="#c{n}">{chapter}</a></li>\n'
            for n, chapter in enumerate(self.chapters, 1)
        )
        return f"{{% block contents %}}\n{listed}{{% endblock %}}\n"

    def whole(self, nodes: Sequence[kinds.Node]) -> str:
        """Return the body, which ends its last chapter."""
        return f"{self.nodes(nodes)}</section>\n"

    def paragraph(self, node: kinds.Paragraph) -> str:
        words = _said(node.words)
        if node.look == "Heading1":
            self.chapters.append(words)
            n = len(self.chapters)
            focus = "" if n > 1 else ' tabindex="-1"'
            ended = "</section>\n\n" if n > 1 else ""
            return f'{ended}<section aria-labelledby="c{n}">\n<h2 id="c{n}"{focus}>{words}</h2>\n'
        if node.look in _HEADINGS:
            return f"<h3>{words}</h3>\n"
        look = ' class="key"' if node.look == "Key" else ""
        return f"<p{look}>{f'<strong>{words}</strong>' if node.strong else words}</p>\n"

    def table(self, table: kinds.Table) -> str:
        label = _said(table.label or table.caption)
        looks = [*(() if table.caption else ("headed",)), *(("small",) if table.dense else ())]
        return _region(" ".join(looks), label, f"<caption>{label}</caption>\n{self.body(table)}")

    def cell(self, cell: kinds.Cell, head: bool, height: float) -> str:
        looks = (cell.web or {"number": "n", "name": "th"}.get(cell.look, "")).split()
        tag, scope, words = "td", "", _said(cell.words)
        if head:
            tag, scope, looks = "th", _scope("col"), ["n"] if "n" in looks else []
        elif "th" in looks:
            tag, scope = "th", _scope("row", cell.span > 1)
            strong = "strong" in looks or cell.below
            words = f"<strong>{words}</strong>" if strong else words
            words += f"<small>{_said(cell.below)}</small>" if cell.below else ""
        elif cell.state:
            words = f'<span class="state {{{{ {cell.state}.id }}}}">{words}</span>'
        kind = [f"{{{{ {cell.kind[0]} }}}}"] if cell.kind else []
        classes = " ".join([*(look for look in looks if look not in ("th", "strong")), *kind])
        spans = f' colspan="{cell.span}"' if cell.span > 1 else ""
        named = f' class="{classes}"' if classes else ""
        return f"<{tag}{scope}{named}{spans}>{words}</{tag}>"


def _scope(of: str, group: bool = False) -> str:
    return f' scope="{of}{"group" if group else ""}"'


def _region(look: str, label: str, inner: str) -> str:
    return (
        f'<div class="{f"wrap {look}".strip()}" role="region" tabindex="0" aria-label="{label}"><table>\n'
        f"{inner}</table></div>\n"
    )


def _figure(caption: str, picture: str, look: str = "", *, inline: bool = False) -> str:
    told = _said(caption)
    if inline:
        return f"<figure><figcaption>{told}</figcaption>{picture}</figure>\n"
    if look:
        named = f'<div class="wrap" role="region" tabindex="0" aria-label="{told}">'
        picture = f"{named}{picture}</div>"
    opened = f'<figure class="{look}">' if look else "<figure>"
    return f"{opened}\n<figcaption>{told}</figcaption>\n{picture}\n</figure>\n"


def _banner(node: kinds.Banner) -> str:
    of = node.state
    marked = f'<span class="word">{{{{ {of}.marked }}}}</span>'
    return f'<div class="verdict {{{{ {of}.id }}}}">{marked}<p>{_said(node.words)}</p></div>\n'


def _block(opening: str, inner: str) -> str:
    return f"{{% {opening} %}}\n{inner}{{% end{opening.split()[0]} %}}\n"


def _shares(table: kinds.Table) -> list[float]:
    """The share of each column of the width; those of a bar are one."""
    whole = sum(table.widths)
    shares = [width / whole for width in table.widths]
    for first, bar in _bars(table.rows):
        shares[first : first + bar.units[2]] = [sum(shares[first : first + bar.units[2]])]
    return shares


def _bars(rows: Sequence[kinds.Row | kinds.Rows]) -> list[tuple[int, kinds.Bar]]:
    """The bars of a table's first row that has any, each with its first column."""
    for one in rows:
        if isinstance(one, kinds.Rows):
            found = _bars(one.rows)
        else:
            found, column = [], 0
            for cell in one.cells:
                if isinstance(cell, kinds.Bar):
                    found.append((column, cell))
                column += 1 if isinstance(cell, kinds.Bar) else cell.span
        if found:
            return found
    return []


def _bar(bar: kinds.Bar) -> str:
    """A picture that says nothing that the row does not say in words."""
    floor, line, end = bar.units
    of = bar.of
    return (
        '<td class="bar"><svg class="bar" viewBox="0 0 '
        f'{end} 6" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="{{{{ {of}.state.id }}}}" y="1" height="4" width="{{{{ {of}.length }}}}"/>'
        f'<path class="floor" d="M{floor} 0v6"/><path class="limit" d="M{line} 0v6"/></svg></td>'
    )


def _said(words: str) -> str:
    """Escape what is literal; tags stay."""
    return "".join(
        part if number % 2 else escape(part) for number, part in enumerate(_TAGS.split(words))
    )
