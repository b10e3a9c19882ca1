"""Microsoft's own validator, that of the Open XML SDK, over every file."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from scripts.referees.npm import Lacking
from scripts.referees.verdict import Verdict, judged, skipped

NAME = "Open XML SDK"
VERSIONS = ("Office2007", "Office2016", "Office2021")
OF_2010 = "tblCaption"
"""The alternative text of a table came with Word 2010; Word 2007 is not served."""
ENDINGS = (".xlsx", ".xlsm", ".xlam", ".docx")


def verdicts(files: Sequence[Path], modules: Path, spoilt: Path) -> Iterator[Verdict]:
    """Yield what it says of the files for each version; `spoilt` is one that it must refuse."""
    binary = modules / "@xarsh" / "ooxml-validator-linux-x64" / "ooxml-validator"
    if not binary.is_file():
        yield skipped(NAME, "every file", "no validator for this machine's processor and system")
        return
    if not faults(binary, spoilt, VERSIONS[0]):
        yield judged(NAME, "control", "a spoilt file", ["was not seen"])
    chosen = [path for path in files if path.suffix in ENDINGS]
    for version in VERSIONS:
        some = [p for p in chosen if p.suffix != ".docx" or version != VERSIONS[0]]
        with ThreadPoolExecutor(2) as pool:
            said = list(pool.map(partial(faults, binary, version=version), some))
        found = [f"{p.name}: {f}" for p, them in zip(some, said, strict=True) for f in them]
        about = (
            "workbooks and add-ins" if version == VERSIONS[0] else "workbooks, add-ins, documents"
        )
        yield judged(f"{NAME}, {version}", about, f"{len(some)} files", found)


def faults(binary: Path, path: Path, version: str) -> list[str]:
    """Return what it says of one file. Raises Lacking where it does not run."""
    done = subprocess.run(
        [binary, path, version],
        capture_output=True,
        text=True,
        env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
    )
    try:
        errors = json.loads(done.stdout)["errors"]
    except ValueError as error:
        raise Lacking(f"the validator does not run: {done.stderr[:200]}") from error
    return [f"{one['path']} {one['description']}" for one in errors]
