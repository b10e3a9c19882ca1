"""A filed package in; review.json, 复核报告, 复核意见表 and the sheets for the visit out."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qbe_xl import __version__
from qbe_xl.checkup.run import check_open_book
from qbe_xl.checkup.sampling import default_seed, sample
from qbe_xl.county.reading import read_book
from qbe_xl.documents.package import made_again
from qbe_xl.documents.past import BASIS, KEPT_NAME
from qbe_xl.documents.registry import DOCUMENTS
from qbe_xl.documents.texts import FILE_NAME as TEXTS
from qbe_xl.errors import InputError, Place, Problem
from qbe_xl.files.names import distinct, safe_name
from qbe_xl.files.writing import spare, write_all
from qbe_xl.report.run import examine
from qbe_xl.review.comparing import Difference, differences
from qbe_xl.review.found import Review
from qbe_xl.review.sealing import Filed, open_filed, seals
from qbe_xl.review.showing import documents
from qbe_xl.review.since import changes
from qbe_xl.review.texts import Unreadable, bits, can_read
from qbe_xl.standards import available, resolve

JSON_NAME = "review.json"
VISITS = "现场核查"
OPINION = "prefecture"
SCHOOL_SHEETS = "school-sheets"
SCHEMA = 1
STEPS = (
    "核对封存",
    "读取填报表",
    "重新生成材料",
    "逐份比较",
    "数据体检和抽样",
    "生成复核报告",
    "保存",
)
_MOST_SHEETS = 40

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Outcome:
    """What a run produced; files by their name."""

    review: Review
    files: dict[str, Path]


def review(
    root: Path,
    out: Path,
    earlier: Path | None = None,
    *,
    now: dt.datetime | None = None,
    progress: Progress = lambda step: None,
) -> Outcome:
    """Hold a filed package against its workbook, and write what was found.

    earlier: the workbook that the county reported before. Raises InputError where the folder is no
    package, or a workbook cannot be used, StandardError or OutputError; what is wrong with the
    papers is found, not raised.
    """
    if out.resolve() == root.resolve() or out.resolve().is_relative_to(root.resolve()):
        message = "结果不能写进申报材料的文件夹，请用 --out 换一个"
        raise InputError([Problem(Place(str(out)), message)])
    progress(STEPS[0])
    filed = open_filed(root)
    sealed = seals(filed)
    progress(STEPS[1])
    data = filed.read(filed.book)
    if data is None:
        raise InputError([Problem(Place(filed.book), "清单里有填报表，文件夹里没有，无从复核")])
    _, county = read_book(data, name=filed.book)
    before = read_book(earlier)[1] if earlier else None
    asked = filed.standard if filed.standard in available() else None
    assessment, notices = examine(county, resolve(county, asked))
    with tempfile.TemporaryDirectory() as folder:
        progress(STEPS[2])
        made = _made(filed, data, Path(folder))
        progress(STEPS[3])
        other = "" if filed.version == __version__ else filed.version
        found = tuple(_compared(filed, made, words=not other))
        progress(STEPS[4])
        drawn = sample(county, default_seed(hashlib.sha256(data).hexdigest()))
        result = Review(
            filed,
            sealed,
            found,
            None if before is None else tuple(changes(before, county)),
            check_open_book(county, (), notices, assessment),
            drawn,
            assessment,
            other,
        )
        progress(STEPS[5])
        files = documents(result, now or dt.datetime.now().astimezone())
        files[JSON_NAME] = as_text(result).encode()
        files |= _papers(result, made)
    progress(STEPS[6])
    spare(out, files, *([earlier] if earlier else ()))
    return Outcome(result, write_all(out, files))


def _made(filed: Filed, data: bytes, folder: Path) -> dict[str, bytes]:
    """Every paper made again from the workbook and from what lies beside it as its basis."""
    for name in (TEXTS, KEPT_NAME, *(n for n in filed.files if n.startswith(f"{BASIS}/"))):
        content = filed.read(name)
        if content is not None and len(content) < 20_000_000:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
    package = made_again(
        data,
        filed.input_name or filed.book,
        folder,
        filed.standard if filed.standard in available() else None,
        run=filed.run,
        time=filed.time,
        lacking=filed.lacking,
    )
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in package.files.values()
    }


def _compared(filed: Filed, made: dict[str, bytes], *, words: bool) -> Iterator[Difference]:
    for name in filed.files:
        if name == filed.book or name.startswith(f"{BASIS}/") or name == KEPT_NAME:
            continue
        there, ours = filed.read(name), made.get(name)
        if there is None or there == ours or not can_read(name):
            continue
        if ours is None:
            yield Difference(name, "", "整份", "由填报表不会生成这一份")
            continue
        try:
            theirs = bits(name, there)
        except Unreadable as error:
            yield Difference(name, "", f"无法读取：{error}", "")
            continue
        for one in differences(name, theirs, bits(name, ours)):
            if words or not one.words:
                yield one


def _papers(found: Review, made: dict[str, bytes]) -> dict[str, bytes]:
    """复核意见表 as far as it follows, and the sheet of each school that was drawn."""
    names = {document.id: document.name for document in DOCUMENTS}
    files = {}
    if content := made.get(f"{names[OPINION]}.docx"):
        files["复核意见表.docx"] = content
    for file in visited(found):
        if content := made.get(f"{names[SCHOOL_SHEETS]}/{file}.docx"):
            files[f"{VISITS}/{file}.docx"] = content
    return files


def visited(found: Review) -> tuple[str, ...]:
    """Return how the sheets of the schools that were drawn are called, without suffix."""
    schools = found.assessment.county.schools
    names = (f"{schools.word('code', i)} {schools.word('name', i)}" for i in range(len(schools)))
    files = distinct(map(safe_name, names))
    return tuple(files[place] for place in found.sample)


def as_dict(found: Review) -> dict[str, Any]:
    """Return a review in the shape of the contract, section 5."""
    schools = found.assessment.county.schools
    return {
        "schema": SCHEMA,
        "sealed": found.seals.whole,
        "differences": [
            {
                "file": one.file,
                "place": one.place + ("（只改了文字）" if one.words else ""),
                "filed": one.filed,
                "made": one.made,
            }
            for one in found.differences
        ],
        "missing": list(found.seals.missing),
        "added": list(found.seals.added),
        "since": [
            {"code": one.code, "column": one.column, "before": one.before, "now": one.now}
            for one in found.since or ()
        ],
        "sample": [schools.word("code", place) for place in found.sample],
        **({"version": found.other} if found.other else {}),
    }


def as_text(found: Review) -> str:
    """Return review.json; the same package gives the same bytes."""
    return json.dumps(as_dict(found), ensure_ascii=False, allow_nan=False, indent=1) + "\n"
