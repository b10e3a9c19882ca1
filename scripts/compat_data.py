"""Note since which Chromium there is what the local page uses, from MDN's compatibility data.

    npm pack @mdn/browser-compat-data; tar xzf *.tgz
    .venv/bin/python scripts/compat_data.py package/data.json

Writes tests/web/chromium.json; tests/web/test_compat.py holds the page to it.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
DESK = ROOT / "templates" / "desk"
TARGET = ROOT / "tests" / "web" / "chromium.json"

_JINJA = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.S)
_TEXTS = re.compile(r"//[^\n]*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'")
_OWN = re.compile(r"\b(?:dataset|told|found|part|trace|moved|side|answer)\.\w+")
"""Plain data of our own, whatever its keys are called."""
_BLOCK = re.compile(r"([^{}]*)\{([^{}]*)\}")


def used() -> set[str]:
    """Return the name of everything that the page uses, by its kind: css property, js member …"""
    return {*_of_css(), *_of_html(), *_of_js()}


def _of_css() -> Iterator[str]:
    text = _JINJA.sub("x", (DESK / "page.css").read_text(encoding="utf-8"))
    yield from (f"at-rule {name}" for name in re.findall(r"@([a-z-]+)", text))
    for selector, block in _BLOCK.findall(text):
        yield from (f"selector {name}" for name in re.findall(r":([a-z-]+)", selector))
        for line in block.split(";"):
            name, _, value = line.partition(":")
            if value and not name.strip().startswith("--"):
                yield f"property {name.strip()}"
                yield from (f"function {found}" for found in re.findall(r"([a-z-]+)\(", value))


def _of_html() -> Iterator[str]:
    for path in sorted(DESK.glob("*.html")):
        text = re.sub(r'"[^"]*"', '""', _JINJA.sub(" ", path.read_text(encoding="utf-8")))
        for tag in re.findall(r"<([a-z0-9]+)([^<>]*)>", text):
            yield f"element {tag[0]}"
            for name in re.findall(r"\s([a-z][a-z-]*)(?==|\s|$)", f" {tag[1]}"):
                if not name.startswith(("data-", "aria-")) and name != "role":
                    yield f"attribute {name}"


def _of_js() -> Iterator[str]:
    text = _TEXTS.sub('""', (DESK / "page.js").read_text(encoding="utf-8"))
    text = _OWN.sub("own", text)
    yield from (f"member {name}" for name in re.findall(r"(?<!\.)\.([a-zA-Z_]\w*)", text))
    yield from (f"global {name}" for name in re.findall(r"\bnew ([A-Z]\w*)", text))
    yield from (f"global {name}" for name in re.findall(r"(?<![.\w])([a-zA-Z]\w*)\(", text))
    for name, sign in SYNTAX.items():
        if re.search(sign, text):
            yield f"syntax {name}"


SYNTAX = {
    "operators.optional_chaining": r"\?\.",
    "operators.nullish_coalescing": r"\?\?[^=]",
    "operators.nullish_coalescing_assignment": r"\?\?=",
    "operators.logical_or_assignment": r"\|\|=",
    "operators.logical_and_assignment": r"&&=",
    "operators.spread": r"\.\.\.",
    "operators.destructuring": r"(?:const|let) [\[{]",
    "operators.private_in": r"#\w+ in ",
    "classes.private_class_fields": r"#\w+\s*[=;(]",
    "classes.static.initialization_blocks": r"static\s*\{",
    "functions.arrow_functions": r"=>",
    "functions.default_parameters": r"\(\w+[^)]* = ",
    "statements.async_function": r"async function",
    "statements.for_of": r"for \(const .* of ",
    "statements.for_await_of": r"for await",
    "grammar.numeric_separators": r"\d_\d",
    "grammar.template_literals": r"`",
    "operators.await.top_level": r"^await ",
}
"""Syntax by its name in the data, and what it looks like."""


def since(data: dict[str, Any], name: str) -> float | None:
    """Return the first version of Chrome that has something; None where the data know no such name."""
    kind, _, what = name.partition(" ")
    found = [
        version for one in _entries(data, kind, what) if (version := _version(one)) is not None
    ]
    return min(found, default=None)


def _entries(data: dict[str, Any], kind: str, what: str) -> Iterator[dict[str, Any]]:
    css, html, script = data["css"], data["html"], data["javascript"]
    if kind == "property":
        yield from _at(css["properties"], what)
    elif kind == "at-rule":
        yield from _at(css["at-rules"], what)
    elif kind == "selector":
        yield from _at(css["selectors"], what)
    elif kind == "function":
        for part in (css["types"], css["properties"]):
            yield from _anywhere(part, what)
    elif kind == "element":
        yield from _at(html["elements"], what)
    elif kind == "attribute":
        yield from _at(html["global_attributes"], what)
        for element in html["elements"].values():
            yield from _at(element, what)
    elif kind == "syntax":
        place: Any = script
        for part in what.split("."):
            place = place.get(part, {})
        yield place
    elif kind == "global":
        for part in (data["api"], script["builtins"]):
            yield from _at(part, what)
        for owner in ("Window", "WindowOrWorkerGlobalScope", "EventTarget"):
            yield from _at(data["api"].get(owner, {}), what)
    else:
        for part in (data["api"], script["builtins"]):
            for owner in part.values():
                yield from _at(owner, what)


def _at(part: dict[str, Any], what: str) -> Iterator[dict[str, Any]]:
    for name in (what, f"{what}_static", f"{what}_event"):
        if isinstance(part.get(name), dict):
            yield part[name]


def _anywhere(part: dict[str, Any], what: str) -> Iterator[dict[str, Any]]:
    for name, inner in part.items():
        if isinstance(inner, dict) and name != "__compat":
            if name in (what, f"{what}_function"):
                yield inner
            yield from _anywhere(inner, what)


def _version(entry: dict[str, Any]) -> float | None:
    support = entry.get("__compat", {}).get("support", {}).get("chrome")
    if not support:
        return None
    found = [float("inf")]  # only in what is to come, or behind a flag
    for one in support if isinstance(support, list) else [support]:
        number = str(one.get("version_added")).lstrip("≤")
        if "flags" not in one and "prefix" not in one and number.replace(".", "").isdecimal():
            found.append(float(number))
    return min(found)


def main() -> None:
    """Write the versions of everything that is used."""
    data = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    found = {name: since(data, name) for name in sorted(used())}
    known = {name: version for name, version in found.items() if version is not None}
    own = sorted(name for name, version in found.items() if version is None)
    content = {
        "source": f"MDN browser-compat-data {data['__meta']['version']}",
        "since": known,
        "own": own,
    }
    TARGET.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{TARGET.relative_to(ROOT)}: {len(known)} known, {len(own)} our own")
    for name, version in known.items():
        if version > 86:
            print(f"  since {version:g}: {name}")


if __name__ == "__main__":
    main()
