"""qbe-xl evidence init, scan, report: the work on a folder of 佐证材料."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar, cast

from qbe_xl.clauses.duties import Duties
from qbe_xl.errors import InputError, OutputError, Place, Problem
from qbe_xl.evidence import state
from qbe_xl.evidence.expected import SOURCES, answers_of, listed_for, load
from qbe_xl.evidence.overview import Overview, overview
from qbe_xl.evidence.places import COVERS, INDEX, INDEX_HTML, README, SPINES, Plan
from qbe_xl.evidence.scanning import scan
from qbe_xl.evidence.state import Kept, School, State
from qbe_xl.files.locking import holding_if_there
from qbe_xl.files.system_words import reason
from qbe_xl.files.writing import write_all, write_one
from qbe_xl.standards import load as load_standard
from qbe_xl.standards import resolve

Progress = Callable[[str], None]


Work = TypeVar("Work", bound=Callable[..., object])


def _alone(work: Work) -> Work:
    """What is remembered of a folder is read, and written at the end: by one run at a time."""

    @functools.wraps(work)
    def held(folder: Path, *given: object, **named: object) -> object:
        with holding_if_there(folder):
            return work(folder, *given, **named)

    return cast(Work, held)


@dataclass(frozen=True, slots=True)
class Made:
    """What `init` made: folders that were lacking, indicators whose 说明.txt was written."""

    folders: tuple[str, ...]
    readmes: tuple[str, ...]


@_alone
def init(
    folder: Path,
    county: str = "",
    standard: str | None = None,
    own_list: Path | None = None,
    schools: Sequence[School] = (),
    duties: Duties | None = None,
    progress: Progress = lambda step: None,
) -> Made:
    """Set up the folders of a county's 佐证材料, or complete what is there.

    Whatever staff put there stays. A 说明.txt is written anew only where it is ours still.
    own_list: the county's own list of documents instead of the shipped one; schools: those that
    owe documents, each its own; duties: the county's plan, whose units provide the documents. None
    of either keeps those given before.
    Raises InputError, StandardError or OutputError.
    """
    known = state.load(folder) if folder.is_dir() else None
    listed = known.listed if known else ""
    if own_list is not None:
        load(own_list)
        listed = own_list.read_text(encoding="utf-8-sig")
    kept = replace(
        known or State(),
        county=county or (known.county if known else ""),
        listed=listed,
        schools=schools or (known.schools if known else ()),
    )
    rulebook = resolve(asked=standard)
    kept = replace(kept, standard=rulebook.id)
    if duties is not None:
        usual = listed_for(duties)
        cited = {name: text for name, text in usual.sources.items() if name not in SOURCES}
        kept = replace(kept, answers=answers_of(usual), sources=cited)
    plan = Plan(kept.catalogue, rulebook).within(folder)
    progress("建立文件夹")
    made = tuple(_lacking(folder, plan))
    progress("写说明")
    readmes = dict(kept.readmes)
    written = []
    for id in plan.ids:
        content = plan.readme(id)
        path = folder / plan.folders[id] / README
        ours = readmes.get(id, "")
        if path.exists() and (_seal(path.read_bytes()) != ours or ours == _seal(content)):
            continue
        write_one(path, content)
        readmes[id] = _seal(content)
        written.append(id)
    state.save(folder, replace(kept, readmes=readmes))
    return Made(made, tuple(written))


@_alone
def look(
    folder: Path,
    *,
    whole: bool = False,
    now: dt.datetime | None = None,
    progress: Progress = lambda step: None,
) -> Overview:
    """Scan a folder, remember what was found, and return how far everything is.

    What changed is told since the last scan. whole: read every file anew, even where size and
    time are as before. Raises InputError for a folder that was not set up, or OutputError.
    """
    kept = _kept(folder)
    found = _overview(folder, kept, kept.files, now, progress, whole=whole)
    state.save(folder, replace(kept, files=found.scan.kept()))
    return found


@_alone
def report(
    folder: Path,
    *,
    now: dt.datetime | None = None,
    progress: Progress = lambda step: None,
) -> tuple[Overview, dict[str, Path]]:
    """Scan a folder and write its index, covers and labels into it.

    What changed is told since the last report. Raises InputError for a folder that was not set
    up, or OutputError.
    """
    from qbe_xl.evidence import html, word, workbook

    kept = _kept(folder)
    found = _overview(folder, kept, kept.indexed, now, progress)
    progress("生成目录")
    files = {INDEX: workbook.build(found), INDEX_HTML: html.render(found).encode()}
    progress("生成封面和标签")
    files[COVERS] = word.covers(found)
    files[SPINES] = word.spines(found)
    progress("保存")
    written = write_all(folder, files)
    now_there = found.scan.kept()
    state.save(folder, replace(kept, files=now_there, indexed=now_there))
    return found, written


def _overview(
    folder: Path,
    kept: State,
    before: Mapping[str, Kept] | None,
    now: dt.datetime | None,
    progress: Progress,
    *,
    whole: bool = False,
) -> Overview:
    plan = Plan(kept.catalogue, load_standard(kept.standard)).within(folder)
    progress("检查文件")
    found = scan(folder, plan, kept.files or {}, before, whole=whole, progress=progress)
    moment = now or dt.datetime.now().astimezone()
    return overview(kept.county, plan, found, moment, kept.schools)


def _lacking(folder: Path, plan: Plan) -> Iterator[str]:
    """Make every folder that is lacking, and yield it."""
    for path in plan.all_folders():
        if (folder / path).is_dir():
            continue
        try:
            (folder / path).mkdir(parents=True)
        except OSError as error:
            raise OutputError(
                f"无法建立文件夹“{folder / path}”：{reason(error)}；请检查权限和磁盘空间"
            ) from error
        yield path


def _kept(folder: Path) -> State:
    kept = state.load(folder) if folder.is_dir() else None
    if kept is None:
        raise InputError(
            [
                Problem(
                    Place(str(folder)),
                    f"里面没有佐证材料的记录；请执行 qbe-xl evidence init {folder}，已放入的材料不动"
                    "（本县自己的材料清单加 --list，学校名单加 --base）",
                )
            ]
        )
    return kept


def _seal(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
