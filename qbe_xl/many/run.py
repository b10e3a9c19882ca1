"""A folder of counties in, their tables and 汇总 out."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qbe_xl.clauses.records import GROUPS
from qbe_xl.errors import InputError, Notice, OutputError, Place, Problem
from qbe_xl.files.book import content_of
from qbe_xl.files.kept import Kept
from qbe_xl.files.locking import holding
from qbe_xl.files.system_words import cannot_write
from qbe_xl.files.writing import make_below, spare, write_all
from qbe_xl.many import outcome, partitions, showing, tables
from qbe_xl.many.derived import Derived, derive
from qbe_xl.many.engines import Answer, Engine, Job, processes
from qbe_xl.many.finding import Found, workbooks
from qbe_xl.many.judging import broken
from qbe_xl.many.outcome import Outcome
from qbe_xl.standards import load

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SCHEMA = 1
JSON_NAME = "many.json"
STEPS = ("汇总各表", "生成汇总表和网页", "保存")
EXPORTED = ("county", "section", "figure", "problem")
_NAMES = (
    *(JSON_NAME, showing.WORKBOOK_NAME, showing.PAGE_NAME),
    *(f"{part}.parquet" for part in EXPORTED),
)

Progress = Callable[[str], None]


def many(
    folder: Path,
    out: Path,
    standard: str = "",
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    now: dt.datetime | None = None,
    progress: Progress = lambda step: None,
) -> Outcome:
    """Judge every workbook below a folder and write what came of all.

    standard: an id; empty for that of each county's 省份. scheduler: of a Dask cluster.
    progress: told each workbook, then each of STEPS. Raises InputError, StandardError or
    OutputError; a workbook that cannot be used is no error but one of those told.
    """
    if standard:
        load(standard)
    if scheduler is not None:
        from qbe_xl.many.cluster import demand_safe

        demand_safe(scheduler)
    _demand_apart(folder, out)
    found = workbooks(folder, out)
    spare(out, _NAMES, *(one.path for one in found))
    kept = Kept(_folder(out))
    partitions.clear(kept.folder)
    with tempfile.TemporaryDirectory() as loose:
        listed, read = _judged(
            found, kept, standard, _engine(workers, scheduler), progress, Path(loose)
        )
        unread = not read and kept.holds(outcome.NAME)
        known = outcome.kept(out, outcome.seal_of(listed, standard)) if unread else None
        if known:
            for step in STEPS:
                progress(step)
            return known
        progress(STEPS[0])
        base = tables.connection(spill=Path(loose))
        whole = tables.whole_files(kept.folder)
        if not all(kept.holds(path.name) for path in whole):
            for path in whole:
                path.unlink(missing_ok=True)
        if torn := tables.load(base, listed, kept.folder):
            for path in torn:  # what a kept partition held is read again
                path.unlink(missing_ok=True)
            listed, again = _judged(
                found, kept, standard, _engine(workers, scheduler), lambda _: None, Path(loose)
            )
            read += again
            if tables.load(base, listed, kept.folder):
                raise OutputError(f"写进“{kept.folder}”的文件读不回来，请检查磁盘后重试")
        for path in tables.whole_files(kept.folder):
            if not kept.holds(path.name):
                kept.note(path.name)
        found_of = derive(base, listed, kept)
        files = {JSON_NAME: as_text(base).encode()}
        for part in EXPORTED:
            target = Path(loose) / f"{part}.parquet"
            tables.export(base, part, target)
            files[target.name] = target.read_bytes()
        progress(STEPS[1])
        verdicts = dict(
            base.execute(
                "SELECT verdict, count(*) FROM county GROUP BY ALL ORDER BY ALL"
            ).fetchall()
        )
        usable = sum(verdicts.values())
        ended = Outcome(usable, len(found) - usable, read, verdicts, tuple(_notices(found_of)), {})
        moment = now or dt.datetime.now().astimezone()
        with holding(out):  # what stays of a region is looked at and written beside in one step
            if not kept.holds(Path(showing.SEALS).name):  # nor are papers that were planted
                (out / showing.SEALS).unlink(missing_ok=True)
            ours = (*_NAMES, *_way(folder, out))
            papers = showing.documents(base, found_of, ended.notices, moment, out, ours)
            files |= papers.files
            spare(out, files, *(one.path for one in found))
            progress(STEPS[2])
            ended = replace(ended, files=write_all(out, files, papers.gone))
            for name in papers.gone:
                with suppress(OSError):  # there is something else in it
                    (out / name).parent.rmdir()
            outcome.keep(out, outcome.seal_of(listed, standard), ended, showing.of_regions(out))
            kept.note(outcome.NAME)
            kept.note(Path(showing.SEALS).name)
            kept.save()
    return ended


def _demand_apart(folder: Path, out: Path) -> None:
    """Raise InputError where the results would lie among the workbooks, and over those of one name."""
    if out.exists() and folder.exists() and out.samefile(folder):
        said = "汇总不能写进各县填报表所在的文件夹本身，否则分不清哪些是报来的表；请另给一个文件夹"
        raise InputError([Problem(Place("--out"), said)])


def _way(folder: Path, out: Path) -> tuple[str, ...]:
    """The first folder on the way from the results to the workbooks, where these lie below."""
    way = Path(os.path.relpath(folder.resolve(), out.resolve())) if out.exists() else Path("..")
    return () if way.parts[0] == ".." else (way.parts[0],)


def _folder(out: Path) -> Path:
    try:
        kept = make_below(out, partitions.FOLDER)
    except OSError as error:
        raise cannot_write(out, error) from error
    return kept


def _engine(workers: int | None, scheduler: str | None) -> Engine:
    if scheduler is None:
        return lambda jobs: processes(jobs, workers)
    from qbe_xl.many.cluster import cluster

    return lambda jobs: cluster(jobs, scheduler)


_Listed = tuple[str, str, Path]


def _judged(
    found: Sequence[Found],
    kept: Kept,
    standard: str,
    engine: Engine,
    progress: Progress,
    loose: Path,
) -> tuple[list[_Listed], int]:
    """Every workbook's name, SHA-256 and partition; and how many were read now."""
    listed: list[_Listed] = []
    jobs: list[Job] = []
    alike: dict[str, list[Job]] = {}
    waited: set[Job] = set()

    def lay(answer: Answer) -> None:
        if answer.rows is None:
            place = partitions.partition(kept.folder, answer.seal, standard)
            if answer.job in waited:
                kept.note(place.name)
        else:
            place = loose / f"{len(listed)}.parquet"
            partitions.put(answer.rows, place)
        listed.append((answer.job.name, answer.seal, place))

    for one in found:
        job = Job(one.path, one.name, kept.folder, standard)
        try:
            seal = _seal(one.path)
        except InputError as error:
            lay(Answer(job, "", broken(error.problems[0].message)))
            progress(one.name)
            continue
        if kept.holds(partitions.partition(kept.folder, seal, standard).name):
            lay(Answer(job, seal))
            progress(one.name)
        elif seal in alike:
            alike[seal].append(job)
        else:
            alike[seal] = [job]
            jobs.append(job)
    seals = {twins[0].name: (seal, twins[1:]) for seal, twins in alike.items()}
    waited.update(jobs)
    parted: list[Job] = []
    for answer in engine(jobs):
        lay(answer)
        seal, twins = seals[answer.job.name]
        for twin in twins:
            if answer.seal == seal or (not answer.seal and _is_still(answer.job.path, seal)):
                lay(Answer(twin, answer.seal, answer.rows))
            else:  # the first was changed before it was read: what it says now the others do not
                parted.append(twin)
        progress(answer.job.name)
    waited.update(parted)
    for answer in engine(parted) if parted else ():
        lay(answer)
    kept.save()
    return sorted(listed), len(jobs) + len(parted)


def _seal(path: Path) -> str:
    return hashlib.sha256(content_of(path)).hexdigest()


def _is_still(path: Path, seal: str) -> bool:
    try:
        return _seal(path) == seal
    except InputError:
        return False


def as_text(base: DuckDBPyConnection) -> str:
    """Return many.json in the shape of the contract, section 5; a workbook a line."""
    groups = ", ".join(GROUPS)
    counties = [
        {
            "file": file,
            "county": county,
            "sha256": seal,
            "verdict": verdict,
            "groups": dict(zip(GROUPS, states, strict=True)),
        }
        for file, county, seal, verdict, *states in base.execute(
            f"SELECT file, county, sha256, verdict, {groups} FROM county ORDER BY file"  # noqa: S608
        ).fetchall()
    ]
    unusable: dict[str, dict[str, Any]] = {}
    for file, cell, message in base.execute(
        "SELECT file, cell, message FROM problem WHERE kind = 'input' ORDER BY file, rowid"
    ).fetchall():
        told = unusable.setdefault(file, {"file": file, "problems": []})
        told["problems"].append(f"{cell}：{message}" if cell else message)
    parts = {"counties": counties, "unusable": list(unusable.values())}
    lines = [f'"schema": {SCHEMA}']
    for key, entries in parts.items():
        rows = ",\n".join(json.dumps(e, ensure_ascii=False, allow_nan=False) for e in entries)
        lines.append(f'"{key}": [\n{rows}\n]' if entries else f'"{key}": []')
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _notices(found: Mapping[str, Derived]) -> list[Notice]:
    """What is odd about the whole: two ways to a verdict that differ."""
    return [
        Notice(Place(file), "整列复核与逐县评估的第六条结论不一致，请把这个文件交给维护人员")
        for file, one in sorted(found.items())
        if one.differs
    ]
