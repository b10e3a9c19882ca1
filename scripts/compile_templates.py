"""Write what can be known of our templates and rules before they are used, into compiled/.

Jinja's Python source of each page and of each part of a Word document, the parts as docxtpl
makes them ready, the rules of the checkup as they are read, and what our files of settings hold. `make` does it after it installed the project; the wheel takes it along.
"""

from __future__ import annotations

import compileall
import shutil
import sys
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from lxml import etree

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from qbe_xl.checkup import loading  # noqa: E402
from qbe_xl.files import readied, toml  # noqa: E402
from qbe_xl.sheets import templating, word  # noqa: E402

COMPILED = ROOT / "compiled"


class _Sources(templating.PlainEnvironment):
    """Collects the texts that Word's parts are compiled from, and renders none."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def from_string(self, source: Any, *_: Any, **__: Any) -> Any:
        """Note a part."""
        self.found.append(source)
        return _Unrendered(source)


class _Unrendered:
    def __init__(self, source: str) -> None:
        self.source = source

    def render(self, _: Any) -> str:
        return self.source


class _Parts(word.WordTemplate):
    """Notes the parts before they are made ready."""

    raw: list[str]

    def patch_xml(self, src_xml: str) -> str:
        """Note a part."""
        self.raw.append(src_xml)
        return super().patch_xml(src_xml)

    def fix_tables(self, xml: str) -> Any:
        """Take it as it is: nothing was filled in, so widths are not numbers yet."""
        return etree.fromstring(xml, etree.XMLParser(recover=True))


def pages(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield each web template, and what they share, with its name."""
    for path in sorted(
        (*folder.glob("*.html"), *folder.glob("partials/*.*"), *folder.glob("desk/*.[hc]*"))
    ):
        yield path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8")


def parts(template: Path) -> tuple[list[str], list[str]]:
    """Return the parts of a Word template as they stand in it, and as they are compiled."""
    found = _Parts(str(template))
    found.raw = []
    sources = _Sources()
    found.render({}, sources, autoescape=True)
    return found.raw, sources.found


def main(out: Path = COMPILED) -> None:
    """Write them all anew."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    folder = templating.template_folder()
    env = templating.environment()
    wanted = list(pages(folder))
    for template in sorted(folder.glob("*.docx")):
        raw, sources = parts(template)
        wanted += [("", source) for source in sources]
        for text in raw:
            _write(out, ".xml", word._patched(text), text)
    for name, source in wanted:
        _write(out, ".py", str(env.compile(source, name or None, None, raw=True)), name, source)
    values: dict[Path, object] = {loading.kept(): loading.read(loading.SHIPPED)}
    for path in sorted((ROOT / "qbe_xl").rglob("*.toml")):
        content = path.read_bytes()
        values[toml.kept(content)] = tomllib.loads(content.decode(), parse_float=Decimal)
    for place, value in values.items():
        (out / place.name).write_text(readied.written(value), encoding="utf-8", newline="")
    compileall.compile_dir(out, quiet=1)


def _write(folder: Path, ending: str, content: str, *texts: str) -> None:
    (folder / templating.kept(ending, *texts).name).write_text(
        content, encoding="utf-8", newline=""
    )


if __name__ == "__main__":
    main()
