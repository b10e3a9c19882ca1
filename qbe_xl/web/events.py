"""What happened, numbered, so that a page that lost its connection is told what it missed."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

KEPT = 500


@dataclass(frozen=True, slots=True)
class Event:
    """number: from 1; kind: what happened; content: plain data about it."""

    number: int
    kind: str
    content: dict[str, Any]

    @property
    def text(self) -> str:
        """The content as it is sent."""
        return json.dumps(self.content, ensure_ascii=False)


class Events:
    """The last happenings of a run, for any number of listeners."""

    def __init__(self) -> None:
        self._kept: deque[Event] = deque(maxlen=KEPT)
        self._number = 0
        self._changed = asyncio.Condition()
        self._closed = False
        self.listeners = 0

    @property
    def last(self) -> int:
        """The number of the last event."""
        return self._number

    async def add(self, kind: str, **content: Any) -> None:
        """Let something have happened."""
        async with self._changed:
            self._number += 1
            self._kept.append(Event(self._number, kind, content))
            self._changed.notify_all()

    async def close(self) -> None:
        """End every listener's stream."""
        async with self._changed:
            self._closed = True
            self._changed.notify_all()

    async def since(self, number: int) -> AsyncIterator[Event]:
        """Yield the events after one, and go on as they come.

        A number that is beyond ours is another run's: then there is nothing to catch up with.
        """
        told = number if number <= self._number else self._number
        self.listeners += 1
        try:
            while True:
                async with self._changed:
                    while not self._closed and self._number <= told:
                        await self._changed.wait()
                    if self._closed:
                        return
                    fresh = [event for event in self._kept if event.number > told]
                    told = self._number
                for event in fresh:
                    yield event
        finally:
            self.listeners -= 1
