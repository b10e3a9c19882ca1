"""PDF by LibreOffice, where it is installed."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from qbe_xl.errors import OutputError
from qbe_xl.files.children import OutOfTimeError, run
from qbe_xl.files.libreoffice import offices

TIMEOUT = 300  # seconds, for all documents together


def convert(documents: Mapping[str, bytes]) -> dict[str, bytes] | None:
    """Return each document (name → content) as PDF; None without LibreOffice.

    It works with a profile of its own, so that an open LibreOffice does not matter.
    Raises OutputError where it fails.
    """
    program = next(offices(), None)
    if program is None:
        return None
    with tempfile.TemporaryDirectory(prefix="qbe-pdf-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        places = {}
        for number, (document, content) in enumerate(documents.items()):
            places[document] = folder / f"{number}.docx"
            places[document].write_bytes(content)
        _run(program, folder, list(places.values()))
        made = {document: path.with_suffix(".pdf") for document, path in places.items()}
        lacking = [document for document, path in made.items() if not path.is_file()]
        if lacking:
            raise OutputError(f"LibreOffice 没有转换出 PDF：{'、'.join(lacking)}")
        return {document: path.read_bytes() for document, path in made.items()}


def _run(program: Path, folder: Path, files: list[Path]) -> None:
    words = (
        str(program),
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--headless", "--norestore", "--convert-to", "pdf", "--outdir", str(folder)),
        *map(str, files),
    )
    try:
        done = run(words, TIMEOUT)
    except OutOfTimeError as error:
        raise OutputError(
            f"LibreOffice 在 {TIMEOUT} 秒内没有完成 PDF 转换，请重试或不加 --pdf"
        ) from error
    except OSError as error:
        raise OutputError(f"LibreOffice 转换 PDF 失败：{error}；请重试或不加 --pdf") from error
    if done.returncode:
        raise OutputError(
            f"LibreOffice 转换 PDF 失败（退出码 {done.returncode}）；请重试或不加 --pdf"
        )
