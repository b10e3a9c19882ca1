"""Hold what we write to every referee that can be had here: `make referees`.

Each says what it looked at; what cannot be had on a machine is said and skipped. docs/referees.md
tells what each proves and what none can.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from scripts.referees import formulas, npm, sdk, windows
from scripts.referees.verdict import FAILED, PASSED, Verdict, fallen, skipped, table
from tests import every_file
from tests.files.hostile import unzipped, zipped

PLACE = Path("build") / "referees"
STAGES = ("sdk", "hyperformula", "libreoffice", "windows")


Stage = tuple[str, Callable[[], Iterable[Verdict]]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the referees, print the table; return 1 where one found a fault or fell itself."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=STAGES, action="append", help="this stage alone")
    wanted = parser.parse_args(arguments).only or STAGES
    found = list(told(stages(wanted)))
    print(table(found))
    return int(any(verdict.outcome == FAILED for verdict in found))


def stages(wanted: Sequence[str]) -> Iterator[Stage]:
    """Yield the stages of these names; the files to look at are written by the first of them."""
    modules = PLACE.absolute() / "npm"

    @cache
    def files() -> list[Path]:
        shutil.rmtree(PLACE / "files", ignore_errors=True)
        return every_file.write((PLACE / "files").absolute())

    def books() -> list[Path]:
        return [path for path in files() if path.suffix in formulas.ENDINGS]

    def validated() -> Iterator[Verdict]:
        blank = next(path for path in files() if path.name == "空白.xlsx")
        return sdk.verdicts(files(), npm.installed(modules), spoilt(blank))

    calls: dict[str, Stage] = {
        "sdk": (sdk.NAME, validated),
        "hyperformula": (
            "HyperFormula",
            lambda: formulas.hyperformula(books(), npm.installed(modules), PLACE),
        ),
        "libreoffice": (
            "LibreOffice",
            lambda: formulas.libreoffice(books(), PLACE.absolute() / "libreoffice"),
        ),
        "windows": (windows.NAME, lambda: windows.verdicts(PLACE.absolute() / "windows")),
    }
    yield from (calls[name] for name in STAGES if name in wanted)


def told(calls: Iterable[Stage]) -> Iterator[Verdict]:
    """Run stages, print and yield what each says; one that falls is a row, the next goes on."""
    for name, call in calls:
        began = time.monotonic()
        for verdict in caught(name, call):
            print(f"{verdict.outcome:8} {verdict.referee}: {verdict.about}", flush=True)
            if verdict.outcome != PASSED:
                print(f"         {verdict.said}", flush=True)
            yield verdict
        print(f"         {name}: {time.monotonic() - began:.0f} s", flush=True)


def caught(name: str, call: Callable[[], Iterable[Verdict]]) -> Iterator[Verdict]:
    """Yield a stage's verdicts; what it lacks is skipped, what else ends it is a fault of its own."""
    try:
        yield from call()
    except npm.Lacking as lacking:
        yield skipped(name, "the rest", str(lacking))
    except Exception as error:  # whatever it is, the table of the others must not be lost
        traceback.print_exc()
        yield fallen(name, "the rest", error)


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
