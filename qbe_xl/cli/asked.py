"""Be the child that runs commands for another program, such as the local page.

A job is the words of a command and the folder to run it in; the answer is what the command line
would have said, and its exit status.
"""

from __future__ import annotations

import io
import json
import os
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

from qbe_xl.files.children import answer_jobs, tell

MODULE = __name__
MEMORY = 4 << 30
"""Bytes: LibreOffice, which makes PDF, is held to them too."""


def main() -> None:
    """Answer jobs until there are no more."""
    answer_jobs(_answer, MEMORY)


def _answer(job: dict[str, Any]) -> dict[str, str]:
    from qbe_xl import cli
    from qbe_xl.cli import progress

    os.chdir(job["folder"])
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), progress.told_to(tell):
        status = cli.run(job["words"])
    return {
        "status": str(status),
        "said": json.dumps(out.getvalue().splitlines(), ensure_ascii=False),
        "errors": json.dumps(err.getvalue().splitlines(), ensure_ascii=False),
    }
