"""Hold what we write to every referee that can be had here: `make referees`.

Each says what it looked at; what cannot be had on a machine is said and skipped. docs/referees.md
tells what each proves and what none can.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from scripts.referees import formulas, npm, sdk, windows
from scripts.referees.verdict import FAILED, Verdict, skipped, table
from tests import every_file
from tests.files.hostile import unzipped, zipped

PLACE = Path("build") / "referees"


def main() -> int:
    """Run every referee, print the table; return 1 where one found a fault."""
    shutil.rmtree(PLACE / "files", ignore_errors=True)
    files = every_file.write((PLACE / "files").absolute())
    books = [path for path in files if path.suffix in formulas.ENDINGS]
    blank = next(path for path in files if path.name == "空白.xlsx")
    modules = PLACE.absolute() / "npm"
    calls: list[tuple[str, Callable[[], Iterator[Verdict]]]] = [
        (sdk.NAME, lambda: sdk.verdicts(files, npm.installed(modules), spoilt(blank))),
        ("HyperFormula", lambda: formulas.hyperformula(books, npm.installed(modules), PLACE)),
        ("LibreOffice", lambda: formulas.libreoffice(books, PLACE.absolute() / "libreoffice")),
        (windows.NAME, lambda: windows.verdicts(PLACE.absolute() / "windows")),
    ]
    found: list[Verdict] = []
    for name, call in calls:
        began = time.monotonic()
        try:
            for verdict in call():
                found.append(verdict)
                print(f"{verdict.outcome:8} {verdict.referee}: {verdict.about}", flush=True)
        except (npm.Lacking, OSError, ValueError, LookupError, subprocess.SubprocessError) as error:
            found.append(skipped(name, "the rest", str(error)))
        print(f"         {name}: {time.monotonic() - began:.0f} s", flush=True)
    print(table(found))
    return int(any(verdict.outcome == FAILED for verdict in found))


def spoilt(path: Path) -> Path:
    """A copy with an empty <ignoredErrors>, for which Excel offers a repair."""
    parts = unzipped(path.read_bytes())
    name = "xl/worksheets/sheet1.xml"
    text = re.sub(
        "</worksheet>", "<ignoredErrors></ignoredErrors></worksheet>", parts[name].decode()
    )
    copy = PLACE / "spoilt.xlsx"
    copy.write_bytes(zipped(parts | {name: text.encode()}))
    return copy


if __name__ == "__main__":
    sys.exit(main())
