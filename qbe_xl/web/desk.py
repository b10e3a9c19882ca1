"""The state of one run: the folder, its workbooks and those that were dropped, what is watched.

存盘即重评: the workbooks that were opened here are asked for size and time twice a second, and
looked at again once they stand still. WPS and Excel replace a file, which watchers would lose.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import secrets
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qbe_xl.files.names import free, safe_name
from qbe_xl.files.state import below, read_state
from qbe_xl.files.writing import make_below
from qbe_xl.project.folder import open_project
from qbe_xl.web.addins import Addins
from qbe_xl.web.events import Events
from qbe_xl.web.jobs import Job, Jobs
from qbe_xl.web.worker import Stopped, Worker

MOST_BYTES = 50 << 20
PAUSE, STILL, RETRY = 0.5, 0.4, 5.0
"""Seconds between looks at a file's size and time; that it must stand still; after a failure."""
DOUBTING = 20.0
"""Seconds of the processor for looking which suspect figures decide."""
MOST_DROPPED = 20
_LONGEST_ENDING = 10
TRIAL_NOTE = ".qbe-trial.json"
ENDINGS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et")


@dataclass
class Open:
    """A workbook that the page has open.

    own: it lies in the folder, and is watched. seen: the version that was looked at last; told:
    what was said of it; again: when to look once more, as it could not be opened.
    """

    id: str
    name: str
    path: Path
    own: bool
    seen: str = ""
    told: str = ""
    again: float | None = None


class TooLarge(Exception):
    """More than the page takes."""


class Desk:
    """Everything of one run but the addresses. root: the folder that it works in.

    worker: reads workbooks and makes pages; patient: for what may keep a page waiting.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.events = Events()
        self.worker = Worker()
        self.patient = Worker()
        self.addins = Addins()
        self.jobs = Jobs(self._job_changed)
        self.open: dict[str, Open] = {}
        self._inbox = tempfile.TemporaryDirectory(prefix="qbe-")
        self._tasks: set[asyncio.Task[None]] = set()
        self._trials: dict[str, list[list[str]]] = {}

    async def begin(self) -> None:
        """Start the warm process and the watching."""
        if self.root == self.addins.inbox.resolve():
            self.addins.clear()
        for work in (self._warm(), self._watch()):
            task = asyncio.create_task(work)
            self._tasks.add(task)

    async def _warm(self) -> None:
        """Let what is asked first find its process: of add-ins or of pages."""
        mine = self.root == self.addins.inbox.resolve()
        await (self.addins.worker if mine else self.worker).warm()

    async def close(self) -> None:
        """End every process, every stream, and what was dropped."""
        for task in self._tasks:
            task.cancel()
        await self.events.close()
        await self.jobs.close()
        for worker in (self.worker, self.patient, self.addins.worker):
            await asyncio.to_thread(worker.close)
        self._inbox.cleanup()

    # Workbooks

    def the_book(self) -> Open | None:
        """Return the project's workbook; None where there is none."""
        project = open_project(self.root)
        book = project.book if project else None
        return None if book is None else self.of_folder(book.relative_to(project.root).as_posix())  # type: ignore[union-attr]

    def of_folder(self, name: str) -> Open | None:
        """Return a workbook of the folder by its name within; None where it is none."""
        try:
            path = below(self.root, name)
        except ValueError:
            return None
        hidden = any(part.startswith((".", "~$")) for part in Path(name).parts)
        if hidden or path.suffix.lower() not in ENDINGS or not path.is_file():
            return None
        id = _id(name)
        return self.open.setdefault(id, Open(id, name, path, own=True))

    def find(self, id: str) -> Open | None:
        """Return an open workbook; after a restart also one of the folder."""
        if id in self.open:
            return self.open[id]
        for path in (*self.root.glob("*"), *self.root.glob("*/*")):
            name = path.relative_to(self.root).as_posix()
            if _id(name) == id:
                return self.of_folder(name)
        return None

    async def take(self, name: str, parts: AsyncIterator[bytes]) -> Open:
        """Keep a dropped workbook apart, under a name of our own. Raises TooLarge."""
        id = secrets.token_urlsafe(9)
        shown = _named(name)
        path = Path(self._inbox.name) / id / shown
        path.parent.mkdir()
        await _written(path, parts)
        dropped = [one for one in self.open.values() if not one.own]
        for old in dropped[: max(0, len(dropped) + 1 - MOST_DROPPED)]:
            del self.open[old.id]
            old.path.unlink(missing_ok=True)
        self.open[id] = found = Open(id, shown, path, own=False)
        self._later(self._look(found))
        return found

    async def put(
        self, place: str, name: str, parts: AsyncIterator[bytes], *, replace: bool
    ) -> Path | None:
        """Put a file into one of the folder's places; None where one of that name is there.

        Raises TooLarge, OSError, OutputError where the place is a link to elsewhere.
        """
        target = make_below(self.root, place) / _named(name)
        apart = Path(self._inbox.name) / secrets.token_urlsafe(9)
        await _written(apart, parts)
        content = await asyncio.to_thread(apart.read_bytes)
        apart.unlink()
        if target.exists() and not replace and target.read_bytes() != content:
            return None
        await asyncio.to_thread(_put, target, content)
        return target

    async def keep(self, of: Open) -> Open | None:
        """Copy a dropped workbook into the folder, where it is watched; None where it is gone.

        What is there stays: the copy is numbered. Raises OSError, OutputError.
        """
        if of.own:
            return of
        target = free(self.root / of.name)
        await asyncio.to_thread(_put, target, await asyncio.to_thread(of.path.read_bytes))
        return self.of_folder(target.name)

    def version(self, of: Open) -> str:
        """Return what tells one version of a file from another; "" where it cannot be asked."""
        try:
            status = of.path.stat()
        except OSError:
            return ""
        return f"{status.st_mtime_ns}-{status.st_size}"

    async def _watch(self) -> None:
        while True:
            for one in [one for one in self.open.values() if one.own]:
                now = self.version(one)
                due = one.again is not None and time.monotonic() >= one.again
                if now and (now != one.seen or due):
                    await asyncio.sleep(STILL)  # it must stand still before it is read
                    if self.version(one) == now:
                        await self._look(one)
            await asyncio.sleep(PAUSE)

    async def _look(self, one: Open) -> None:
        """Look at a workbook and say what was seen: the verdict before anything else."""
        version = self.version(one)
        steps: set[asyncio.Task[None]] = set()

        def tell(step: str) -> None:
            telling = asyncio.ensure_future(self.events.add("step", book=one.id, text=step))
            steps.add(telling)
            telling.add_done_callback(steps.discard)

        job = {"do": "look", "path": str(one.path), "name": one.name, "version": version}
        try:
            answer = await self.worker.ask(job, tell=tell)
        except Stopped as error:
            one.seen, one.again = version, None
            await self.events.add("failed", book=one.id, text=f"{one.name}：{error}")
            return
        told: dict[str, Any] = json.loads(answer["json"])
        one.again = time.monotonic() + RETRY if told.pop("unopened", False) else None
        one.seen = version
        said = json.dumps({key: value for key, value in told.items() if key != "time"})
        if said != one.told:
            one.told = said
            await self.events.add("seen", book=one.id, name=one.name, **told)

    # Pages

    async def page(self, tab: str, of: Open | None, asked: dict[str, str]) -> str:
        """Return the page of a tab. Raises Stopped."""
        job = {
            "do": "page",
            "tab": tab,
            "book": of.id if of else "",
            "name": of.name if of else "",
            "own": of is None or of.own,
            "path": str(of.path) if of else "",
            "version": self.version(of) if of else "",
            "folder": str(self.root),
            "since": self.events.last,
            "asked": asked,
            "lines": self.trial(of) if of else [],
            "jobs": [job.told for job in self.jobs.by_id.values()],
        }
        return (await self.worker.ask(job))["html"]

    async def ask(self, do: str, of: Open, **more: Any) -> dict[str, Any]:
        """Return what the warm process answers about a workbook. Raises Stopped."""
        job = {"do": do, "path": str(of.path), "name": of.name, "version": self.version(of)}
        answer: dict[str, Any] = json.loads((await self.worker.ask(job | more))["json"])
        return answer

    async def doubts(self, of: Open) -> dict[str, Any]:
        """Return what must be verified first; asked of another process, as it may take a while."""
        job = {"do": "doubts", "path": str(of.path), "name": of.name}
        job |= {"version": self.version(of), "folder": str(self.root)}
        try:
            answer = await self.patient.ask(job, DOUBTING)
        except Stopped:
            return {"lines": ["可疑的数太多，没有算完；请先做“数据体检”"]}
        found: dict[str, Any] = json.loads(answer["json"])
        return found

    # Trials

    def trial(self, of: Open) -> list[list[str]]:
        """Return the lines that were tried last, after a restart too."""
        if not self._trials:
            self._trials = read_state(self.root / TRIAL_NOTE, _lines) or {}
        return self._trials.get(of.name, [])

    def keep_trial(self, of: Open, lines: list[list[str]]) -> None:
        """Keep the lines of a trial; in a project beside it, so that they outlive the page."""
        self.trial(of)
        self._trials[of.name] = lines
        if of.own and open_project(self.root) is not None:
            from qbe_xl.errors import OutputError
            from qbe_xl.files.writing import write_one

            own = {name: kept for name, kept in self._trials.items() if kept}
            content = json.dumps(own, ensure_ascii=False).encode()
            with contextlib.suppress(OutputError):  # it is only a convenience
                write_one(self.root / TRIAL_NOTE, content)

    # Commands

    def start(self, title: str, words: list[str]) -> Job:
        """Let a command begin in the folder."""
        return self.jobs.start(title, words, self.root)

    def assess_apart(self, of: Open) -> Job:
        """Assess a workbook that is not the project's; its results lie apart, to be fetched."""
        out = Path(self._inbox.name) / f"out-{secrets.token_urlsafe(9)}"
        words = ["assess", str(of.path), "--out", str(out)]
        return self.jobs.start(f"评估 {of.name}", words, Path(self._inbox.name), out)

    async def _job_changed(self, job: Job) -> None:
        await self.events.add("job", **job.told)

    def _later(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _id(name: str) -> str:
    """What a workbook of the folder is called in addresses, the same after a restart."""
    return hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:12]


def _named(name: str) -> str:
    """What a file that came in is called, its ending too: whatever a page says that its name is."""
    path = Path(name.replace("\\", "/"))
    ending = f".{safe_name(path.suffix[1:]).lower()}" if path.suffix else ""
    return safe_name(path.stem) + (ending if len(ending) <= _LONGEST_ENDING else "")


async def _written(path: Path, parts: AsyncIterator[bytes]) -> None:
    size = 0
    try:
        with path.open("wb") as file:
            async for part in parts:
                size += len(part)
                if size > MOST_BYTES:
                    raise TooLarge
                file.write(part)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _put(target: Path, content: bytes) -> None:
    from qbe_xl.files.writing import write_one

    target.parent.mkdir(exist_ok=True)
    write_one(target, content)


def _lines(raw: Any) -> dict[str, list[list[str]]]:
    return {
        str(name): [[str(one) for one in line] for line in lines if len(line) == 3]
        for name, lines in raw.items()
    }
