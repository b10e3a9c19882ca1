"""The processes behind the page: one warm, that reads workbooks; others for one command each.

A workbook that takes too long or too much ends its process and costs the page nothing: the next
one starts afresh, and the page says so.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

from qbe_xl.files.children import Child, EndedError, OutOfTimeError

VIEWING = "qbe_xl.web.viewing"
SECONDS = 30.0
"""Of the processor, for anything the page shows."""
HOURS = 3600.0
"""Of the processor, for a command: as long as on the command line, within reason."""

OVERRUN = "这个文件花的时间或内存太多，已停止；其他文件不受影响"

Tell = Callable[[str], None]


class Stopped(Exception):
    """The work took too long or too much, was stopped, or went wrong; the text is for staff."""


def _within(loop: asyncio.AbstractEventLoop, tell: Tell) -> Tell:
    """Let steps that another thread hears be told in the loop's own."""

    def told(step: str) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(tell, step)

    return told


class Worker:
    """A process that answers one job after another, and is replaced when it ends."""

    def __init__(self, module: str = VIEWING) -> None:
        self._module = module
        self._turn = asyncio.Lock()
        self._child: Child | None = None
        self._closed = False

    async def warm(self) -> None:
        """Start it before it is asked, so that its imports are paid for."""
        with contextlib.suppress(Stopped):
            await self.ask({"do": "nothing"})

    async def ask(
        self, job: dict[str, Any], seconds: float = SECONDS, tell: Tell = lambda step: None
    ) -> dict[str, str]:
        """Return the answer to a job. Raises Stopped."""
        loop = asyncio.get_running_loop()
        async with self._turn:  # one at a time: a desk has one clerk
            if self._closed:
                raise Stopped(OVERRUN)
            try:
                answer = await asyncio.to_thread(self._ask, job, seconds, _within(loop, tell))
            except (OutOfTimeError, EndedError) as error:
                self._child = None
                raise Stopped(OVERRUN) from error
        if "wrong" in answer:
            raise Stopped(answer["wrong"])
        return answer

    def _ask(self, job: dict[str, Any], seconds: float, tell: Tell) -> dict[str, str]:
        if self._child is None:
            self._child = Child(self._module)
            if self._closed:  # meanwhile
                self._child.end()
        return self._child.ask(job, seconds, tell)

    def close(self) -> None:
        """End the process, whatever it is doing."""
        self._closed = True
        if self._child is not None:
            self._child.end()


class Task:
    """One command in a process of its own, which may be stopped at any time."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._child: Child | None = None
        self.stopped = False

    async def run(self, job: dict[str, Any], tell: Tell) -> dict[str, str]:
        """Return the answer. Raises Stopped."""
        loop = asyncio.get_running_loop()

        def work() -> dict[str, str]:
            self._child = Child(self._module)
            if self.stopped:
                self._child.end()
            return self._child.ask(job, HOURS, _within(loop, tell))

        try:
            return await asyncio.to_thread(work)
        except (OutOfTimeError, EndedError) as error:
            raise Stopped(OVERRUN) from error
        finally:
            if self._child is not None:
                await asyncio.to_thread(self._child.end)

    def stop(self) -> None:
        """End it now; what it had not finished is not written."""
        self.stopped = True
        if self._child is not None:
            self._child.end()
