"""监测档案: a folder that staff can open, one folder a school year, and a chained log beside them.

监测档案/2023-2024/填报表.xlsx, its assessment.json, and 档案.jsonl. A year that is taken is never
decided here: the other file is kept beside, and neither counts until somebody says which one does.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from qbe_xl import __version__
from qbe_xl.county import layout
from qbe_xl.county.model import County
from qbe_xl.county.reading import open_county, read_book, read_entries
from qbe_xl.errors import InputError, OutputError, Place, Problem
from qbe_xl.files import chain
from qbe_xl.files.locking import holding
from qbe_xl.files.names import free
from qbe_xl.files.writing import make_below, write_all
from qbe_xl.report import result_json
from qbe_xl.report.run import examine
from qbe_xl.standards import resolve

LOG_NAME = "档案.jsonl"
BOOK = "填报表"
BESIDE = "填报表-2"
RESULT = "assessment.json"
ASIDE = "换下的填报表"
ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods")
_YEAR = re.compile(r"(?<!\d)(20\d\d)\s*(?:学年度?)?\s*[-—–－~～至/]\s*(20\d\d)(?!\d)")
MOST_YEARS = 60

_ANEW = "另起的记录：此前档案里已有 {} 份填报表"
ADDED, KEPT_BESIDE, REPLACED, REMOVED = "收入", "另存", "替换", "移出"


def years_in(text: str) -> tuple[str, ...]:
    """Return the school years that a text names, each once, as 2023-2024."""
    found = _YEAR.findall(text)
    return tuple(dict.fromkeys(f"{a}-{b}" for a, b in found if int(b) == int(a) + 1))


def year_of(text: str) -> str:
    """Return the one school year that a text names; "" where it names none or several."""
    found = years_in(text)
    return found[0] if len(found) == 1 else ""


@dataclass(frozen=True, slots=True)
class Added:
    """What came of adding a workbook. done: what the log says, "" where it was there already."""

    year: str
    path: Path
    done: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A workbook in the archive. name: below it, with /; years: those that the name tells."""

    path: Path
    name: str
    years: tuple[str, ...]


def add(
    book_path: Path, archive: Path, *, replace: bool = False, now: dt.datetime | None = None
) -> Added:
    """Put a copy of a workbook into the archive under its own 学年, and its result beside.

    replace: of several files of the year this one counts; the others are put aside, not deleted.
    Raises InputError where it cannot be used or names no 学年, OutputError where the archive
    cannot be written or its log was changed.
    """
    book, county = read_book(book_path)
    year = _year_in(county, book_path.name)
    ending = book_path.suffix.lower() if book_path.suffix.lower() in ENDINGS else ".xlsx"
    now = now or dt.datetime.now().astimezone()
    with holding(archive):
        log = chain.read(archive / LOG_NAME)
        if log.faults:
            raise chain.broken(archive / LOG_NAME, log)
        there_before = 0 if log.lines else len(claims(archive))
        folder = archive / year
        there = list(_books(folder))
        same = next((path for path in there if _seal(path) == book.sha256), None)
        if same and (len(there) == 1 or not replace):
            return Added(year, same, "")
        done = REPLACED if there and replace else KEPT_BESIDE if there else ADDED
        name = f"{BESIDE if done == KEPT_BESIDE else BOOK}{ending}"
        if done == KEPT_BESIDE:
            name = free(folder / name).name
        assessment, notices = examine(county, resolve(county))
        files = {f"{year}/{name}": book.data}
        if done != KEPT_BESIDE:
            files[f"{year}/{RESULT}"] = result_json.as_text(assessment, notices).encode()
        if done == REPLACED:
            _put_aside(archive, year, there)
        written = write_all(archive, files)
        plain = {
            "time": now.isoformat(timespec="seconds"),
            "done": done,
            "year": year,
            "file": f"{year}/{name}",
            "sha256": book.sha256,
            "standard": assessment.standard.id,
            "program": __version__,
            "who": _user(),
        }
        if not log.lines and there_before:
            plain["note"] = _ANEW.format(there_before)
        chain.add(archive / LOG_NAME, log, [plain])
        return Added(year, written[f"{year}/{name}"], done)


def remove(year: str, archive: Path, *, now: dt.datetime | None = None) -> tuple[Path, ...]:
    """Take a year out of the archive: its workbooks are put aside, not deleted; return where.

    Raises InputError where there is no such year, OutputError as `add` does.
    """
    wanted = year_of(year)
    now = now or dt.datetime.now().astimezone()
    if not archive.is_dir() or not wanted or not list(_books(archive / wanted)):
        raise InputError([Problem(Place(year), "档案里没有这个学年；请写成 2023-2024")])
    with holding(archive):
        log = chain.read(archive / LOG_NAME)
        if log.faults:
            raise chain.broken(archive / LOG_NAME, log)
        there = list(_books(archive / wanted))
        plains = [
            {
                "time": now.isoformat(timespec="seconds"),
                "done": REMOVED,
                "year": wanted,
                "file": f"{wanted}/{path.name}",
                "sha256": _seal(path),
                "standard": "",
                "program": __version__,
                "who": _user(),
            }
            for path in there
        ]
        aside = _put_aside(archive, wanted, there)
        with suppress(OSError):
            (archive / wanted / RESULT).unlink(missing_ok=True)
            (archive / wanted).rmdir()
        chain.add(archive / LOG_NAME, log, plains)
        return aside


def _year_in(county: County, name: str) -> str:
    said = county.fact("学年")
    year = year_of(said)
    if not year:
        place = county.facts["学年"].cell if "学年" in county.facts else Place("县情")
        what = f"现为“{said}”，应写成 2023-2024" if said else "没有写学年，请填写，如 2023-2024"
        raise InputError([Problem(place, f"学年{what}")])
    named = year_of(name)
    if named and named != year:
        place = county.facts["学年"].cell
        message = f"学年是 {year}，文件名写的是 {named}；请改正其中一个再收入档案"
        raise InputError([Problem(place, message)])
    return year


def claims(archive: Path) -> list[Claim]:
    """Return every workbook of an archive, by name; those put aside and hidden ones left out.

    Raises InputError where there is no such folder.
    """
    if not archive.is_dir():
        raise InputError(
            [Problem(Place(str(archive)), "没有这个档案文件夹；请先用 years add 收入")]
        )
    found = []
    for path in sorted(archive.rglob("*")):
        name = path.relative_to(archive).as_posix()
        hidden = any(part.startswith((".", "~$")) or part == ASIDE for part in name.split("/"))
        if hidden or path.is_symlink() or not _is_book(path) or name == f"{LINEAGE}.xlsx":
            continue
        found.append(Claim(path, name, years_in(name)))
    return found


LINEAGE = "学校沿革"


def year_before(archive: Path, book_path: Path) -> Path | None:
    """Return the archive's folder of the school year before that of a workbook.

    None where the archive has no such year, or several workbooks claim it. Raises InputError where
    the workbook cannot be opened.
    """
    if not archive.is_dir():
        return None
    book = open_county(book_path, names=frozenset({layout.FACTS.name}))
    entries, _ = read_entries(book.sheets, layout.FACTS)
    said = entries["学年"].value if "学年" in entries else None
    year = year_of(said) if isinstance(said, str) else ""
    if not year:
        return None
    folder = archive / f"{int(year[:4]) - 1}-{year[:4]}"
    return folder if len(list(_books(folder))) == 1 else None


def book_in(folder: Path | None) -> Path | None:
    """Return the one workbook in the folder of a year."""
    return next(_books(folder), None) if folder else None


def _books(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (path for path in sorted(folder.iterdir()) if _is_book(path))


def _is_book(path: Path) -> bool:
    return (
        path.suffix.lower() in ENDINGS
        and not path.name.startswith((".", "~$"))
        and path.is_file()
        and not path.is_symlink()
    )


def _put_aside(archive: Path, year: str, paths: Sequence[Path]) -> tuple[Path, ...]:
    kept = []
    try:
        make_below(archive, ASIDE)
        for path in paths:
            target = free(archive / ASIDE / f"{year} {path.stem}（{_seal(path)[:8]}）{path.suffix}")
            path.rename(target)
            kept.append(target)
    except OSError as error:
        raise OutputError(f"无法移开“{year}”原有的填报表：{error.strerror or error}") from error
    return tuple(kept)


def _seal(path: Path) -> str:
    from qbe_xl.files.book import content_of

    return hashlib.sha256(content_of(path)).hexdigest()


def _user() -> str:
    return os.environ.get("USERNAME") or os.environ.get("USER") or ""
