"""The real programs that the tests hold our files against: LibreOffice, poppler and Chromium.

Every function works in directories of its own process, which go when it ends, so the workers of
pytest-xdist never share a profile. Mark tests that use them with `office` or `browser`, or take
the fixtures of the same names: then they are skipped where a program is lacking, and fail in CI.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

import openpyxl
import pytest

FONTS = Path(__file__).resolve().parents[1] / "scripts" / "fonts"
TIMEOUT = 120  # seconds

OFFICE_PROGRAMS = ("soffice", "pdftotext", "pdftoppm", "pdffonts")
BROWSER_PROGRAMS = ("chromium",)

# 0 is "always": else LibreOffice shows the values stored in a file, and XlsxWriter stores 0.
_LIBREOFFICE_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
<prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop>
</item>
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooLocale" oor:op="fuse"><value>zh-CN</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Linguistic/General">
<prop oor:name="UILocale" oor:op="fuse"><value>zh-CN</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Common/Misc">
<prop oor:name="ShowTipOfTheDay" oor:op="fuse"><value>false</value></prop>
<prop oor:name="FirstRun" oor:op="fuse"><value>false</value></prop>
</item>
<item oor:path="/org.openoffice.Setup/Product">
<prop oor:name="ooSetupLastVersion" oor:op="fuse"><value>99.9</value></prop>
<prop oor:name="WhatsNew" oor:op="fuse"><value>false</value></prop>
</item>
</oor:items>
"""


def require(*programs: str) -> None:
    """Skip the running test, or in CI fail it, when one of the programs is not installed."""
    missing = [program for program in programs if shutil.which(program) is None]
    if missing:
        give_up(f"{', '.join(missing)} not installed: run scripts/setup_system.sh")


def require_fonts() -> None:
    """Skip the running test, or in CI fail it, when the Chinese faces are not there."""
    if not any(FONTS.glob("fandol/*.otf")):
        give_up("the Chinese fonts are not there: run scripts/setup_system.sh")


def give_up(reason: str) -> None:
    """Skip the running test, or in CI fail it."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@cache
def _workspace() -> Path:
    directory = tempfile.mkdtemp(prefix="qbe-office-")
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    return Path(directory)


def fresh(name: str) -> Path:
    """Return a new directory that goes with this process."""
    return Path(tempfile.mkdtemp(prefix=f"{name}-", dir=_workspace()))


@cache
def libreoffice_profile(name: str) -> Path:
    """Return a profile of LibreOffice that recalculates what it opens, one for each name."""
    profile = fresh(f"libreoffice-{name}")
    (profile / "user").mkdir()
    settings = profile / "user" / "registrymodifications.xcu"
    settings.write_text(_LIBREOFFICE_SETTINGS, encoding="utf-8")
    return profile


@cache
def environment() -> dict[str, str]:
    """Return the variables to start a program with: our fonts, UTF-8, and a HOME to throw away."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "PYTHONHOME", "PYTHONPATH"):
        kept.pop(name, None)
    home = fresh("home")
    fonts = FONTS / "fonts.conf"
    return kept | {
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "FONTCONFIG_FILE": str(fonts),
        "BROWSER": "true",  # a page that a command shows: the program that does nothing
    }


def run(*command: str | Path, timeout: float = TIMEOUT) -> str:
    """Run a program to its end and return what it printed; RuntimeError when it fails or hangs."""
    words = [str(word) for word in command]
    process = subprocess.Popen(
        words,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    )
    try:
        out, err = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        raise RuntimeError(f"{words[0]} did not end in {timeout} s") from None
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # what it started and left behind
        process.communicate()
    if process.returncode:
        raise RuntimeError(f"{words[0]} ended with {process.returncode}\n{out}\n{err}")
    return out


def soffice_convert(path: Path, to: str, outdir: Path) -> Path:
    """Convert a file with LibreOffice, every formula recalculated; return the new file.

    to: a file type (`pdf`, `xlsx`), perhaps with a filter (`csv:Text - txt - csv (StarCalc):…`).
    """
    target = outdir / f"{path.stem}.{to.partition(':')[0]}"
    if target.resolve() == path.resolve():
        raise ValueError(f"LibreOffice would write over {path}")
    outdir.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    profile = f"-env:UserInstallation={libreoffice_profile('converting').as_uri()}"
    words = ("--headless", "--norestore", "--convert-to", to, "--outdir", outdir.resolve())
    said = run("soffice", profile, *words, path.resolve())
    if not target.is_file():  # its exit status is 0 even then
        raise RuntimeError(f"LibreOffice made no {target.name} of {path}\n{said}")
    return target


def convert_all(paths: Sequence[Path], to: str, outdir: Path) -> list[Path]:
    """Convert files with one call of LibreOffice; return the new ones, in the same order."""
    outdir.mkdir(parents=True, exist_ok=True)
    profile = f"-env:UserInstallation={libreoffice_profile('converting').as_uri()}"
    words = ("--headless", "--norestore", "--convert-to", to, "--outdir", outdir.resolve())
    run("soffice", profile, *words, *(path.resolve() for path in paths))
    made = [outdir / f"{path.stem}.{to.partition(':')[0]}" for path in paths]
    lacking = [path.name for path in made if not path.is_file()]
    if lacking:
        raise RuntimeError(f"LibreOffice made no {', '.join(lacking)}")
    return made


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


def _chromium(html: Path, *options: str) -> str:
    return run(
        "chromium",
        "--headless",
        "--no-sandbox",  # root, as in CI, cannot have one
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--host-resolver-rules=MAP * ~NOTFOUND",  # our pages need no network
        f"--user-data-dir={fresh('chromium')}",
        *options,
        html.resolve().as_uri(),
    )


def screenshot(html: Path, png: Path, width: int = 1280, height: int = 800) -> Path:
    """Take a picture of a page in a window of that many CSS pixels; return `png`."""
    png.unlink(missing_ok=True)
    _chromium(
        html,
        "--hide-scrollbars",
        "--force-device-scale-factor=1",
        f"--window-size={width},{height}",
        f"--screenshot={png.resolve()}",
    )
    if not png.is_file():
        raise RuntimeError(f"Chromium made no picture of {html}")
    return png


def dom(html: Path, patience: float = 20) -> str:
    """Return a page as Chromium holds it once its scripts have had so many seconds, as HTML."""
    return _chromium(html, f"--virtual-time-budget={round(patience * 1000)}", "--dump-dom")


def print_pdf(html: Path) -> Path:
    """Print a page with Chromium, without its header and footer; return the PDF."""
    pdf = fresh("print") / f"{html.stem}.pdf"
    _chromium(html, "--no-pdf-header-footer", f"--print-to-pdf={pdf}")
    if not pdf.is_file():
        raise RuntimeError(f"Chromium made no PDF of {html}")
    return pdf
