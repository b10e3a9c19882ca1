"""A progress bar for work that takes long."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from qbe_xl.cli.telling import is_quiet

if TYPE_CHECKING:
    from rich.progress import Progress

PATIENCE = 1.0
"""Seconds of work before a progress bar appears."""

_told_to: list[Callable[[str], None]] = []


@contextmanager
def told_to(tell: Callable[[str], None]) -> Iterator[None]:
    """Let steps be told to another program meanwhile, instead of the bar."""
    _told_to.append(tell)
    try:
        yield
    finally:
        _told_to.pop()


@contextmanager
def progress(steps: int) -> Iterator[Callable[[str], None]]:
    """Give a function to tell each step; a bar appears once the work has taken a second."""
    if _told_to:
        yield _told_to[-1]
        return
    if is_quiet() or not sys.stderr.isatty():
        yield lambda step: None
        return
    state: dict[str, Progress] = {}
    told: list[str] = []
    lock = threading.Lock()

    def show() -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:.0f}/{task.total:.0f}"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        with lock:
            bar.add_task(told[-1] if told else "", total=steps, completed=len(told))
            bar.start()
            state["bar"] = bar

    def step(name: str) -> None:
        with lock:
            told.append(name)
            if "bar" in state:
                bar = state["bar"]
                bar.update(bar.task_ids[0], description=name, completed=len(told))

    timer = threading.Timer(PATIENCE, show)
    timer.daemon = True
    timer.start()
    try:
        yield step
    finally:
        timer.cancel()
        timer.join()
        if "bar" in state:
            state["bar"].stop()
