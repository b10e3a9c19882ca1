"""The command line as staff use it: words in, exit status and what was said out."""

from __future__ import annotations

import atexit
import gc
import io
import os
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from qbe_xl import cli

ROOT = Path(__file__).parents[1]
RESULTS = {"assessment.json", "评估结果.xlsx", "评估报告.html", "评估报告.docx"}
"""What `assess` writes."""

# A machine that has nothing but us, and whose terminal knows no Chinese before we tell it so.
BARE = {"PATH": "", "PYTHONIOENCODING": "ascii", "LANG": "C"}


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it said."""

    returncode: int
    stdout: str
    stderr: str


def qbe(*arguments: object, cwd: Path = ROOT) -> Done:
    """Run a command in this process, as a fresh one would find it."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="ascii") for _ in range(2))
    thresholds = gc.get_threshold()
    words = ["qbe-xl", *map(str, arguments)]
    with (
        mock.patch.object(sys, "argv", words),
        mock.patch.dict(os.environ, BARE),
        chdir(cwd),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            cli.main()
            status = 0
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else int(end.code is not None)
        finally:
            gc.set_threshold(*thresholds)
            atexit.unregister(gc.freeze)
    said = []
    for stream in (out, err):
        stream.flush()
        said.append(stream.buffer.getvalue().decode().replace(os.linesep, "\n"))
    return Done(status, *said)


def qbe_process(*arguments: object, cwd: Path = ROOT) -> Done:
    """Run a command in a process of its own; the test is marked `program`."""
    done = subprocess.run(
        [sys.executable, "-m", "qbe_xl", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=cwd,
        env=BARE | {"PYTHONPATH": str(ROOT)},
    )
    return Done(done.returncode, done.stdout, done.stderr)
