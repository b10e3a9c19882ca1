"""Bounds on what work may cost, that hold on a busy machine too."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def cpu(seconds: float) -> Iterator[None]:
    """Fail when the work takes more of the processor's time; where signals are, elsewhere never."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise AssertionError(f"more than {seconds} s of the processor's time")

    if not hasattr(signal, "setitimer"):
        yield
        return
    former = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, former)
