"""The tab 优质均衡 as XML: groups, menus and buttons, drawn alike for every host."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from xml.sax.saxutils import quoteattr

from qbe_xl.functions import CATEGORY
from qbe_xl.office.buttons import Menu

Attributes = Mapping[str, str]


def draw(
    groups: Iterable[tuple[str, Iterable[Any]]],
    told: Callable[[Any, bool], Attributes],
    *,
    root: Attributes,
    tab: Attributes | None = None,
) -> str:
    """Return the element customUI.

    groups: label and what stands in it, buttons of any kind and menus; told: what an element says of itself, with whether it is
    listed in a menu (what is empty is left out); root, tab: attributes of those elements.
    """
    lines = [
        f"<customUI {_written(root)}>",
        "  <ribbon>",
        "    <tabs>",
        f"      <tab {_written({'id': 'QbeTab', 'label': CATEGORY, **(tab or {})})}>",
    ]
    for number, (label, shown) in enumerate(groups, 1):
        lines.append(f'        <group id="QbeGroup{number}" label={quoteattr(label)}>')
        lines += [f"          {line}" for one in shown for line in _lines(one, told)]
        lines.append("        </group>")
    lines += ["      </tab>", "    </tabs>", "  </ribbon>", "</customUI>", ""]
    return "\n".join(lines)


def _lines(one: Any, told: Callable[[Any, bool], Attributes]) -> Iterator[str]:
    if isinstance(one, Menu):
        yield f"<menu {_written(told(one, False))}>"
        yield from (f"  <button {_written(told(button, True))}/>" for button in one.buttons)
        yield "</menu>"
    else:
        yield f"<button {_written(told(one, False))}/>"


def _written(attributes: Attributes) -> str:
    return " ".join(f"{key}={quoteattr(text)}" for key, text in attributes.items() if text)
