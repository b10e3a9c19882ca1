"""A process that takes too long or too much is ended and replaced; a command may be stopped."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from qbe_xl.web.events import Events
from qbe_xl.web.worker import OVERRUN, Stopped, Task, Worker
from tests.web.live import within

pytestmark = pytest.mark.program

MODULE = """
import time
from qbe_xl.files.children import answer_jobs, tell

def answer(job):
    if job["do"] == "much":
        return {"size": str(len(bytearray(3 << 30)))}
    if job["do"] == "long":
        while True:
            pass
    if job["do"] == "wrong":
        return {"wrong": "说给人听的话"}
    tell("第一步")
    tell("第二步")
    time.sleep(float(job.get("sleep", 0)))
    return {"did": job["do"]}

def main():
    answer_jobs(answer)
"""


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "work_of_a_worker.py").write_text(MODULE, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    return "work_of_a_worker"


@pytest.mark.skipif(sys.platform == "win32", reason="the system knows no bound")
def test_what_overruns_is_replaced(module: str) -> None:
    async def work() -> None:
        worker = Worker(module)
        for job in ("much", "long"):
            with pytest.raises(Stopped, match=OVERRUN):
                await worker.ask({"do": job}, 1)
            told: list[str] = []
            assert await worker.ask({"do": "next"}, 5, told.append) == {"did": "next"}
            assert told == ["第一步", "第二步"]
        with pytest.raises(Stopped, match="说给人听的话"):
            await worker.ask({"do": "wrong"})
        worker.close()
        with pytest.raises(Stopped):
            await worker.ask({"do": "next"})

    within(work)


def test_a_command_is_stopped_at_once(module: str) -> None:
    async def work() -> None:
        task = Task(module)
        running = asyncio.create_task(task.run({"do": "x", "sleep": 30}, lambda step: None))
        await asyncio.sleep(0.5)
        await asyncio.to_thread(task.stop)
        with pytest.raises(Stopped):
            await asyncio.wait_for(running, 10)
        early = Task(module)
        early.stop()
        with pytest.raises(Stopped):
            await asyncio.wait_for(early.run({"do": "x", "sleep": 30}, lambda step: None), 10)

    within(work)


def test_a_listener_is_told_what_it_missed_and_ends_with_the_run() -> None:
    async def work() -> None:
        events = Events()
        for number in range(3):
            await events.add("step", number=number)
        heard: list[int] = []

        async def listen(since: int) -> None:
            async for event in events.since(since):
                heard.append(event.number)

        listening = [asyncio.create_task(listen(since)) for since in (1, 99)]
        await asyncio.sleep(0.05)
        assert heard == [2, 3]  # a number of another run has nothing to catch up with
        assert events.listeners == 2
        await events.add("step")
        await asyncio.sleep(0.05)
        assert heard == [2, 3, 4, 4]
        await events.close()
        await asyncio.wait_for(asyncio.gather(*listening), 5)
        assert events.listeners == 0

    within(work)
