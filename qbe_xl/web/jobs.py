"""The commands that run for the page, each in a process of its own: progress, result, stopping."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qbe_xl.web.worker import Stopped, Task

RUNNER = "qbe_xl.cli.asked"
"""The module that runs the words of a command; it lies above this room and is only named here."""
AT_ONCE = 2
KEPT = 30

Changed = Callable[["Job"], Coroutine[Any, Any, None]]


@dataclass
class Job:
    """A command that was asked for. state: waiting, running, done, failed or stopped."""

    id: str
    title: str
    words: list[str]
    folder: Path
    out: Path | None = None
    state: str = "waiting"
    steps: int = 0
    step: str = ""
    said: list[str] = field(default_factory=list)
    task: Task = field(default_factory=lambda: Task(RUNNER))

    @property
    def told(self) -> dict[str, Any]:
        """What the page shows of it."""
        return {
            "id": self.id,
            "title": self.title,
            "state": self.state,
            "steps": self.steps,
            "step": self.step,
            "said": self.said,
            "zip": self.out is not None and self.state == "done",
        }


class Jobs:
    """All of a run, the newest last."""

    def __init__(self, changed: Changed) -> None:
        self._changed = changed
        self._places = asyncio.Semaphore(AT_ONCE)
        self._running: set[asyncio.Task[None]] = set()
        self.by_id: dict[str, Job] = {}

    @property
    def busy(self) -> bool:
        """Whether any is not done."""
        return any(job.state in ("waiting", "running") for job in self.by_id.values())

    def start(self, title: str, words: list[str], folder: Path, out: Path | None = None) -> Job:
        """Let a command begin; out: where its results go, if not into a project."""
        job = Job(secrets.token_urlsafe(9), title, words, folder, out)
        self.by_id[job.id] = job
        for old in [one for one in self.by_id.values() if one.state not in ("waiting", "running")]:
            if len(self.by_id) > KEPT:
                del self.by_id[old.id]
        work = asyncio.create_task(self._run(job))
        self._running.add(work)
        work.add_done_callback(self._running.discard)
        return job

    async def _run(self, job: Job) -> None:
        steps: set[asyncio.Task[None]] = set()

        def tell(step: str) -> None:
            job.steps, job.step = job.steps + 1, step
            telling = asyncio.ensure_future(self._changed(job))
            steps.add(telling)
            telling.add_done_callback(steps.discard)

        async with self._places:
            if job.state == "stopped":
                return
            job.state = "running"
            await self._changed(job)
            try:
                answer = await job.task.run({"words": job.words, "folder": str(job.folder)}, tell)
            except Stopped as error:
                job.state = "stopped" if job.task.stopped else "failed"
                job.said = ["已取消，没有写完的结果不会留下"] if job.task.stopped else [str(error)]
            else:
                job.said = [*json.loads(answer["errors"]), *json.loads(answer["said"])]
                job.state = "done" if answer["status"] == "0" else "failed"
        await self._changed(job)

    async def stop(self, job: Job) -> None:
        """End a command; what it has not finished is not written."""
        if job.state not in ("waiting", "running"):
            return
        waiting = job.state == "waiting"
        await asyncio.to_thread(job.task.stop)
        if waiting:
            job.state, job.said = "stopped", ["已取消"]
            await self._changed(job)

    async def close(self) -> None:
        """End all of them."""
        for job in list(self.by_id.values()):
            await self.stop(job)
        if self._running:
            await asyncio.wait(self._running, timeout=5)
