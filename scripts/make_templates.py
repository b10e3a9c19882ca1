"""Write the Word and web templates of templates/ from their outlines; the same bytes every time.

python scripts/make_templates.py [--style 预设.toml] [--out 文件夹]
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from qbe_xl import standards  # noqa: E402
from qbe_xl.county.reading import read_book  # noqa: E402
from qbe_xl.documents.compiling import preset, templates  # noqa: E402
from qbe_xl.documents.material import Material  # noqa: E402
from qbe_xl.documents.registry import DOCUMENTS  # noqa: E402
from qbe_xl.documents.templates import names  # noqa: E402
from qbe_xl.documents.viewing import view_of  # noqa: E402
from qbe_xl.report.record import record  # noqa: E402
from qbe_xl.report.run import examine  # noqa: E402
from scripts import sample_county  # noqa: E402

_EPOCH = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)


def shapes() -> str:
    """Return which names each template may use, from the views of two made-up counties."""
    found: dict[str, names.Shape] = {}
    for met in (False, True):
        material = _made_up(met)
        for document in DOCUMENTS:
            shape = names.shape_of(view_of(document, material))
            known = found.get(document.template)
            found[document.template] = shape if known is None else names.joined(known, shape)
    return json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _made_up(met: bool) -> Material:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "county.xlsx"
        path.write_bytes(sample_county.workbook(met=met))
        book, county = read_book(path)
    assessment, notices = examine(county, standards.resolve())
    return Material(assessment, notices, record(assessment, path.name, book.sha256, _EPOCH))


def main() -> None:
    """Write the templates."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--style", type=Path, help="a preset of style")
    parser.add_argument("--out", type=Path, default=ROOT / "templates", help="the folder")
    wanted = parser.parse_args()
    wanted.out.mkdir(parents=True, exist_ok=True)
    made = {**templates(preset.load(wanted.style)), names.FILE_NAME: shapes().encode()}
    for name, content in made.items():
        (wanted.out / name).write_bytes(content)
    print(f"wrote {len(made)} templates")


if __name__ == "__main__":
    main()
