"""How many workbooks are judged at once: the same function on every engine."""

from __future__ import annotations

import math
import os
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from qbe_xl.errors import OutputError
from qbe_xl.files.children import EndedError, OutOfTimeError, Standby
from qbe_xl.many.judging import broken
from qbe_xl.many.tables import Rows

SECONDS = 120.0
"""Of the processor that one workbook may take; a county of 300 schools takes 0.2."""
MOST_WORKERS = 16
_WORTH = 8
"""Workbooks that take as long to judge as a process to start."""
_CHILD = "qbe_xl.many.child"


@dataclass(frozen=True)
class Job:
    """A workbook that is still to be judged. name: as told; folder: of the partitions."""

    path: Path
    name: str
    folder: Path
    standard: str


@dataclass(frozen=True)
class Answer:
    """What came of a job: the SHA-256 under which its partition lies, or rows that lie nowhere."""

    job: Job
    seal: str
    rows: Rows | None = None


Engine = Callable[[Sequence[Job]], Iterator[Answer]]


def workers_for(asked: int | None, jobs: int) -> int:
    """Return how many processes to start: as asked, else one a processor, with enough to do."""
    wanted = min(asked or os.cpu_count() or 1, MOST_WORKERS)
    return max(1, min(wanted, math.ceil(jobs / _WORTH)))


def processes(jobs: Sequence[Job], workers: int | None = None) -> Iterator[Answer]:
    """Judge in processes of this machine, each bounded in time and memory.

    One that dies is started anew; the workbook that it died of is tried once more by itself, then
    left out with what happened.
    """
    waiting: queue.SimpleQueue[Job] = queue.SimpleQueue()
    for job in jobs:
        waiting.put(job)
    answers: queue.SimpleQueue[Answer | BaseException] = queue.SimpleQueue()
    stop = threading.Event()
    threads = [
        threading.Thread(target=_serve, args=(waiting, answers, stop), daemon=True)
        for _ in range(workers_for(workers, len(jobs)) if jobs else 0)
    ]
    for thread in threads:
        thread.start()
    try:
        for _ in jobs:
            answer = answers.get()
            if isinstance(answer, BaseException):
                raise answer
            yield answer
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _serve(
    waiting: queue.SimpleQueue[Job],
    answers: queue.SimpleQueue[Answer | BaseException],
    stop: threading.Event,
) -> None:
    child = Standby(_CHILD, tries=2)
    try:
        while not stop.is_set():
            try:
                job = waiting.get_nowait()
            except queue.Empty:
                return
            try:
                answers.put(_told(job, child.ask(_asked(job), SECONDS)))
            except OutOfTimeError:
                answers.put(Answer(job, "", broken("处理这个文件用时过长，已中止")))
            except EndedError:
                said = "处理这个文件时进程中止（可能过大或已损坏），请单独检查"
                answers.put(Answer(job, "", broken(said)))
    except BaseException as error:  # whatever it is, whoever waits for answers must hear of it
        answers.put(error)
    finally:
        child.end()


def _asked(job: Job) -> list[str]:
    return [str(job.path), job.name, str(job.folder), job.standard]


def _told(job: Job, answer: dict[str, str]) -> Answer:
    if "problem" in answer:
        return Answer(job, "", broken(answer["problem"]))
    if "unkept" in answer:  # not of this workbook but of all: nothing is to be told of any
        raise OutputError(answer["unkept"])
    return Answer(job, answer["seal"])
