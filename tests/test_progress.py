"""Long work shows a bar in a terminal; short or quiet work, and pipes, see nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
STEPS = """
import sys, time
from qbe_xl.cli import progress, telling
progress.PATIENCE = float(sys.argv[1])
telling.hush(sys.argv[2] == "quiet")
with progress.progress(3) as step:
    for name in ("读取", "计算", "保存"):
        step(name)
        time.sleep(0.3)
"""


def shown(patience: float, manner: str) -> str:
    """What a terminal shows of three steps of 0.3 s."""
    pty = pytest.importorskip("pty")
    master, slave = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-c", STEPS, str(patience), manner],
        cwd=ROOT,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "80"},
    )
    os.close(slave)
    found = b""
    while True:
        try:
            part = os.read(master, 4096)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        found += part
    os.close(master)
    assert child.wait() == 0
    return found.decode()


@pytest.mark.program
def test_a_bar_appears_only_when_the_work_takes_long() -> None:
    slow = shown(0, "loud")
    assert "计算" in slow
    assert "2/3" in slow
    assert "━" in slow
    assert shown(1e9, "loud") == ""
    assert shown(0, "quiet") == ""
