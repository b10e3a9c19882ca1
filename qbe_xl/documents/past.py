"""What is there from before a run: the ledger that staff keep, an earlier result, the last package."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from qbe_xl.assessment import Assessment
from qbe_xl.checkup.log import NAME as ACCEPTED
from qbe_xl.checkup.verifying import FOLDER as CHECKUPS
from qbe_xl.clauses import duties as county_duties
from qbe_xl.clauses.duties import Duties
from qbe_xl.county.model import County
from qbe_xl.county.reading import SHEET_NAMES
from qbe_xl.documents.texts import FILE_NAME as TEXTS_NAME
from qbe_xl.errors import InputError, OutputError, Place, Problem
from qbe_xl.files.book import Sheet, content_of
from qbe_xl.files.names import free
from qbe_xl.files.state import expect, is_below, plain, read_state
from qbe_xl.files.system_words import reason
from qbe_xl.files.writing import make_below
from qbe_xl.remedy.ledger.model import Former
from qbe_xl.remedy.ledger.reading import OUR_SHEETS, read_ledger, read_ledger_file
from qbe_xl.remedy.parameters import SHEET as PRICES
from qbe_xl.remedy.parameters import Parameters
from qbe_xl.remedy.parameters_sheet import given_parameters
from qbe_xl.report.record import RunRecord
from qbe_xl.report.result_json import as_dict

INDEX_NAME = "目录.html"
MANIFEST_NAME = "manifest.json"
KEPT_NAME = "简报底稿.json"
PAGES, PDFS = "网页", "PDF"
ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods", ".et")
"""Of the county's workbook in the package; the first where its own is none of them."""
ASIDE = "改动过的旧文件"
_OURS = (INDEX_NAME, MANIFEST_NAME, KEPT_NAME, TEXTS_NAME)
"""What is made anew without asking, or never overwritten."""
LEDGER_NAME, LEDGER_FOLDER = "整改台账.xlsx", "整改台账"
"""The ledger, and where a project keeps it."""
BASIS = "依据"
"""The folder of the package with the files that its papers rest on."""
_SCHEMA = 1
MOST_BYTES = 50_000_000


@dataclass(frozen=True)
class Earlier:
    """The result of an earlier run. result: as in assessment.json; run and time: "" if unknown."""

    result: Mapping[str, Any]
    run: str = ""
    time: str = ""


@dataclass(frozen=True)
class Past:
    """What was before. ledger: as staff left it, empty for none; earlier: None for no such run.

    prices: of 整改参数; folders: where a checkup may have left what was accepted.
    """

    ledger: Former = field(default_factory=Former)
    earlier: Earlier | None = None
    duties: Duties = field(default_factory=county_duties.general)
    prices: Parameters = field(default_factory=Parameters)
    folders: tuple[Path, ...] = ()


def found(
    run: RunRecord,
    out: Path,
    sheets: Iterable[Sheet],
    county: County,
    *,
    ledger: Path | None = None,
    since: Path | None = None,
    units: Path | None = None,
    parameters: Path | None = None,
) -> Past:
    """Return what was before a run whose package goes to `out`.

    sheets: of the county's workbook; ledger, since, units and parameters: files that were given.
    Raises InputError for one that cannot be used.
    """
    return Past(
        former_ledger(sheets, out, ledger),
        earlier_result(run, out, since),
        county_duties.of(sheets, units),
        given_parameters(sheets, county, parameters)[0],
        (out, *((ledger.parent,) if ledger else ())),
    )


def basis(
    out: Path,
    before: Past,
    ledger: Path | None,
    units: Path | None,
    parameters: Path | None = None,
) -> dict[str, bytes]:
    """Return the files besides the workbook that a package rests on, by their name in it.

    They are the ledger, the county's plan, its 整改参数 and what was accepted: a reviewer makes the
    papers again from them. Raises InputError for one that cannot be read any more.
    """
    kept = ledger or (out / LEDGER_NAME)
    found = {f"{BASIS}/{LEDGER_NAME}": kept} if kept.is_file() else {}
    if units is not None:
        found[f"{BASIS}/{county_duties.SHEET.name}{units.suffix.lower()}"] = units
    if parameters is not None:
        found[f"{BASIS}/{PRICES.name}{parameters.suffix.lower()}"] = parameters
    for folder in before.folders:
        for place in (folder, folder.parent / CHECKUPS):
            if (place / ACCEPTED).is_file():
                found.setdefault(f"{BASIS}/{ACCEPTED}", place / ACCEPTED)
    return {name: content_of(path) for name, path in found.items()}


def parameters_in(folder: Path) -> Path | None:
    """Return the 整改参数 among the files that a package rests on, None where there are none."""
    paths = (folder / f"{PRICES.name}{suffix}" for suffix in (".xlsx", ".toml"))
    return next((path for path in paths if path.is_file()), None)


def former_ledger(sheets: Iterable[Sheet], out: Path, given: Path | None) -> Former:
    """Return the ledger: the file that was given, else the one in `out`, else the one in a sheet.

    Raises InputError for one that cannot be read.
    """
    path = given or (out / LEDGER_NAME)
    if given or path.is_file():
        return read_ledger_file(path, OUR_SHEETS | SHEET_NAMES)
    return read_ledger({sheet.name.strip(): sheet for sheet in sheets})


def earlier_result(run: RunRecord, out: Path, given: Path | None) -> Earlier | None:
    """Return the result to compare with: the assessment.json that was given, else the package's.

    A package that is made again from the same input is compared with the run before it.
    Raises InputError for a given file that is no such result.
    """
    if given:
        return Earlier(checked(_json(given), given))
    before = read_state(out / KEPT_NAME, lambda raw: _earlier(expect(raw, dict), run), MOST_BYTES)
    return before[0] if before else None


def _earlier(kept: Mapping[str, Any], run: RunRecord) -> tuple[Earlier | None]:
    found = kept["earlier"] if expect(kept["run"], str) == run.id else kept
    if found is None:
        return (None,)
    result = expect(expect(found, dict)["result"], dict)
    if not _is_result(result):
        raise ValueError("result")
    return (Earlier(result, expect(found["run"], str), expect(found["time"], str)),)


def kept(assessment: Assessment, run: RunRecord, earlier: Earlier | None) -> bytes:
    """Return the file that the next package compares with."""
    before = (
        {"run": earlier.run, "time": earlier.time, "result": earlier.result} if earlier else None
    )
    content = {
        "schema": _SCHEMA,
        "run": run.id,
        "time": run.shown_time,
        "result": as_dict(assessment, ()),
        "earlier": before,
    }
    return (json.dumps(content) + "\n").encode()


def _json(path: Path) -> dict[str, Any]:
    try:
        return expect(plain(content_of(path)), dict)
    except ValueError as error:
        raise _wrong(path, "不是评估结果，请选 assess 写出的 assessment.json") from error


def checked(result: dict[str, Any], path: Path) -> dict[str, Any]:
    """Return a result whose parts that are compared are each of its kind; raises InputError.

    Whatever else there is does not matter.
    """
    if not _is_result(result):
        raise _wrong(path, "不是评估结果，请选 assess 写出的 assessment.json")
    return result


def _is_result(result: Mapping[str, Any]) -> bool:
    shape = {"groups": dict, "items": dict, "balance": dict, "sections": list}
    whole = all(isinstance(result.get(key), kind) for key, kind in shape.items())
    return result.get("schema") == 1 and whole


def _wrong(path: Path, message: str) -> InputError:
    return InputError([Problem(Place(path.name), message)])


def sha256(content: bytes) -> str:
    """Return the seal of a file."""
    return hashlib.sha256(content).hexdigest()


def known(out: Path) -> dict[str, str]:
    """Return the files of the package before, with the SHA-256 that they had when made."""
    return read_state(out / MANIFEST_NAME, listed, MOST_BYTES) or {}


def listed(manifest: Any) -> dict[str, str]:
    """Return the files that a manifest lists, with their SHA-256, each within its folder.

    Raises ValueError, KeyError or TypeError for one that is none.
    """
    found = {}
    for entry in expect(manifest["files"], list):
        name = expect(entry["name"], str)
        if not is_below(name):
            raise ValueError(name)
        found[name] = expect(entry["sha256"], str)
    return found


def keep_changed(
    out: Path, known: Mapping[str, str], files: Iterable[str], time: dt.datetime
) -> tuple[Path, ...]:
    """Copy aside what somebody changed by hand since the last package; return the copies.

    files: those that are about to be written or to go. Raises OutputError where a copy cannot be made.
    """
    aside = []
    try:
        for name in dict.fromkeys(files):
            path = out / name
            if name in _OURS or not _is_inside(path, out) or not path.is_file():
                continue
            if known.get(name) != sha256(path.read_bytes()):
                aside.append(_copied(path, make_below(out, ASIDE), f"{time:%Y%m%d-%H%M}"))
    except OSError as error:
        raise OutputError(f"无法备份改动过的文件：{reason(error)}，没有写出任何文件") from error
    return tuple(aside)


def stale(
    out: Path, known: Iterable[str], files: Iterable[str], papers: Iterable[str], spare: Path | None
) -> list[str]:
    """Return what the package before held and this one does not: it is of another run, and goes.

    papers: the names of documents and of what lies beside them, without suffix. A manifest may
    have been planted: what bears none of these names is somebody's own and stays, whatever it
    says, and so does the county's workbook (spare).
    """
    names = {*papers, BASIS}
    return [
        name
        for name in sorted({*known} - {*files})
        if _owner(name) in names
        and _is_inside(out / name, out)
        and not (spare and spare.exists() and (out / name).exists() and spare.samefile(out / name))
    ]


def _owner(name: str) -> str:
    """The document that a file of a package belongs to: 网页/学校体检单/1 一小.html is of 学校体检单."""
    folder, *rest = PurePosixPath(name).parts
    if folder in (PAGES, PDFS) and rest:
        folder, *rest = rest
    return folder if rest else PurePosixPath(folder).stem


def _is_inside(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _copied(path: Path, folder: Path, mark: str) -> Path:
    target = free(folder / f"{path.stem}（{mark}）{path.suffix}")
    shutil.copy2(path, target)
    return target
