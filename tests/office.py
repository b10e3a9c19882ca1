"""The real programs that the tests hold our files against: LibreOffice, poppler and Chromium.

LibreOffice and Chromium are one for each process (tests/libreoffice/calc.py, tests/chromium.py), so
that a conversion costs no start. Mark tests that use these functions with `office` or `browser`, or take the fixtures of the
same names.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl

from tests import chromium
from tests.libreoffice import calc
from tests.programs import fresh, run


def soffice_convert(path: Path, to: str, outdir: Path) -> Path:
    """Convert a file with LibreOffice, every formula recalculated; return the new file.

    to: a file type (`pdf`, `xlsx`). Raises RuntimeError where LibreOffice makes none.
    """
    target = outdir / f"{path.stem}.{to}"
    if target.resolve() == path.resolve():
        raise ValueError(f"LibreOffice would write over {path}")
    outdir.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    try:
        calc.shared().convert(str(path.resolve()), str(target.resolve()))
    except RuntimeError as error:
        raise RuntimeError(f"LibreOffice made no {target.name} of {path}: {error}") from None
    return target


def convert_all(paths: Sequence[Path], to: str, outdir: Path) -> list[Path]:
    """Convert files with LibreOffice; return the new ones, in the same order."""
    return [soffice_convert(path, to, outdir) for path in paths]


def recalculated(path: Path) -> openpyxl.Workbook:
    """Open a workbook with the values that LibreOffice computes for its formulas."""
    converted = soffice_convert(path, "xlsx", fresh("recalculated"))
    return openpyxl.load_workbook(converted, data_only=True)


def to_pdf(path: Path) -> Path:
    """Print a workbook or document with LibreOffice; a PDF is returned as it is."""
    return path if path.suffix == ".pdf" else soffice_convert(path, "pdf", fresh("pdf"))


def pdf_pages(path: Path, dpi: int = 96) -> list[Path]:
    """Return a picture (PNG) of each page of a workbook, document or PDF."""
    directory = fresh("pages")
    run("pdftoppm", "-png", "-r", str(dpi), to_pdf(path), directory / "page")
    return sorted(directory.glob("*.png"))


def pdf_text(pdf: Path) -> str:
    """Return the text of a PDF, laid out as on its pages."""
    return run("pdftotext", "-layout", "-enc", "UTF-8", pdf, "-")


def pdf_fonts(pdf: Path) -> list[str]:
    """Return the names of the fonts that a PDF embeds, without their subset prefix."""
    rows = run("pdffonts", pdf).splitlines()[2:]
    return [row.split()[0].rpartition("+")[2] for row in rows]


def screenshot(html: Path, png: Path, width: int = 1280, height: int = 800) -> Path:
    """Take a picture of a page in a window of that many CSS pixels; return `png`."""
    with chromium.opened(html, width, height) as page:
        png.write_bytes(page.picture())
    return png


def print_pdf(html: Path) -> Path:
    """Print a page with Chromium, without its header and footer; return the PDF."""
    pdf = fresh("print") / f"{html.stem}.pdf"
    with chromium.opened(html) as page:
        pdf.write_bytes(page.pdf())
    return pdf
