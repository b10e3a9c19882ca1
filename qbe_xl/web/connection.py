"""How long a connection may take over what it sends and fetches, and how many there may be.

uvicorn waits without end for the head and for the body of a request; every connection that stands
still costs a descriptor, and when those are gone nobody else is let in.
"""

from __future__ import annotations

import asyncio
import math
from typing import Any, cast

from uvicorn.protocols.http.h11_impl import H11Protocol

MOST = 100
"""Connections at once: some times what a browser opens."""


class Connection(H11Protocol):
    """A connection with a clock; all in seconds, from the first byte to the last."""

    HEAD = 15.0
    BODY = 60.0
    """Of 50 MB on the loopback, with a busy disk."""
    ANSWER = 600.0
    """For making room for more of an answer: a download may be paused."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._due: asyncio.TimerHandle | None = None
        self._due_of: object = None
        self._unread: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection; of too many the one goes that has been idle longest."""
        super().connection_made(transport)
        self._watch()
        others = [
            one
            for one in cast("set[Connection]", self.connections) - {self}
            if not one.transport.is_closing()  # many may come before one has gone
        ]
        if len(others) >= MOST:
            idle = (one for one in others if not one._at_work)
            min(idle, key=Connection._ends, default=self).transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clocks."""
        self._forget()
        self._read()
        super().connection_lost(exc)

    def _ends(self) -> float:
        return self._due.when() if self._due else math.inf

    @property
    def _at_work(self) -> bool:
        """Whether a request has come whose answer has not gone."""
        return bool(self.cycle) and not self.cycle.response_complete

    def data_received(self, data: bytes) -> None:
        """Take what comes; the clock goes on for whatever is not whole."""
        super().data_received(data)
        self._watch()

    def _watch(self) -> None:
        """Give what is being sent its time, once: more of the same gives no more."""
        if self._at_work and not self.cycle.more_body:
            self._forget()
            return
        name, limit = ("body", self.BODY) if self._at_work else ("head", self.HEAD)
        stage = (self.cycle, name)
        if stage != self._due_of:
            self._forget()
            self._due_of, self._due = stage, self.loop.call_later(limit, self.transport.abort)

    def _forget(self) -> None:
        if self._due:
            self._due.cancel()
        self._due = self._due_of = None

    def pause_writing(self) -> None:
        """Wait for the other side to fetch what is there, not without end."""
        super().pause_writing()
        self._unread = self._unread or self.loop.call_later(self.ANSWER, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on."""
        self._read()
        super().resume_writing()

    def _read(self) -> None:
        if self._unread:
            self._unread.cancel()
        self._unread = None
