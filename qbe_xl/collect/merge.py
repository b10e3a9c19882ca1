"""汇总: whatever the schools sent back, into one workbook, with a list of who owes what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qbe_xl.collect import reminding
from qbe_xl.collect.branches import add_branches, uncounted_in
from qbe_xl.collect.choosing import Taken, choose, differences
from qbe_xl.collect.combining import Remark, combine
from qbe_xl.collect.correction import correction_workbook
from qbe_xl.collect.gather import files_in, gather
from qbe_xl.collect.remarks import remarks_of, to_be_answered
from qbe_xl.collect.status import (
    ABSENT,
    ASKED,
    DONE,
    FAULTY,
    ORDER,
    PARTIAL,
    Facts,
    additions_listing,
    listings,
)
from qbe_xl.collect.writing import Results, Target, write_results
from qbe_xl.county import layout
from qbe_xl.county.reading import read_book
from qbe_xl.county.rows import Row, Rows, all_rows
from qbe_xl.errors import InputError, Place, Problem
from qbe_xl.files.locking import holding
from qbe_xl.files.names import distinct, safe_name
from qbe_xl.files.writing import recover
from qbe_xl.sheets.listing import Listing

Progress = Callable[[str], None]

MERGED = "汇总表.xlsx"
STATUS, CORRECTIONS = "报送情况", "改正表"
_COLOURS = {DONE: "met", ASKED: "near", PARTIAL: "missing", FAULTY: "unmet", ABSENT: "missing"}
STEPS = ("读取总表", "合并", "生成改正表", "保存")
"""What `merge` tells besides the name of each file that it reads."""


@dataclass(frozen=True)
class MergeOutcome:
    """What was written, and everything that was found out.

    corrections: by 学校标识码; reminders: the papers to the townships.
    """

    files: Results
    corrections: dict[str, Path]
    facts: Facts
    reminders: Sequence[Path] = ()


def merge(
    folder: Path,
    into: Path,
    out: Path,
    *,
    last_year: Path | None = None,
    force: bool = False,
    now: dt.datetime | None = None,
    progress: Progress = lambda step: None,
) -> MergeOutcome:
    """Merge a folder of returned workbooks into a county's workbook, as new files.

    into: the county's workbook, which stays as it is; out: the merged workbook (.xlsx), or the
    folder for it. last_year: last year's, for the checks that compare. force: replace a merged workbook that is there. Raises InputError when the
    county's workbook cannot be used, OutputError where nothing can be written; never for a return.
    """
    moment = now or dt.datetime.now().astimezone()
    target = Target.of(out, MERGED)
    target.check(into, force=force)
    _check_folder(folder, target)
    progress(STEPS[0])
    book, county = read_book(into)
    before = read_book(last_year)[1] if last_year else None
    base = all_rows(county)
    known = {str(row["code"]) for row in base[layout.SCHOOLS.name]}
    own = into.resolve()
    files = [path for path in files_in(folder) if path.resolve() != own]
    gathered = gather(folder, files, known, moment, progress)
    progress(STEPS[1])
    choice = choose(gathered.returns, known)
    taken = choice.taken
    combined = combine(county, taken)
    remarks = remarks_of(combined, taken, before)
    rows, additions, left = add_branches(combined.rows, uncounted_in(book, county))
    progress(STEPS[2])
    with holding(target.folder):  # two runs would take the same free name
        target.check(into, force=force)
        recover(target.folder)  # what a run that was ended had decided on takes its folders
        corrections = _corrections(base, taken, remarks, moment)
        to_correct = dict(corrections.values())
        place = target.place_for(CORRECTIONS, to_correct)
        facts = Facts(
            schools=base[layout.SCHOOLS.name],
            merged={str(row["code"]): row for row in combined.rows[layout.SCHOOLS.name]},
            taken=taken,
            remarks=remarks,
            corrections={code: f"{place.name}/{name}" for code, (name, _) in corrections.items()},
            returns=gathered.returns,
            refused=gathered.refused,
            unknown=choice.unknown,
            blank=choice.blank,
            differences=[d for one in taken.values() for d in differences(one)],
            disagreements=combined.disagreements,
            additions=additions,
            left=left,
            classes=_by_code(combined.rows[layout.CLASSES.name]),
        )
        progress(STEPS[3])
        sent = {f"{place.name}/{name}": content for name, content in to_correct.items()}
        papers = reminding.papers(facts, county, moment)
        letters = target.place_for(reminding.NAME, papers).name
        posted = {f"{letters}/{name}": content for name, content in papers.items()}
        new = {name: content for name, content in (sent | posted).items() if target.lacks(name)}
        written, beside = _written(target, rows, county.name, facts, moment, new)
        beside = {**{name: target.folder / name for name in sent | posted}, **beside}
    return MergeOutcome(
        written,
        {code: beside[name] for code, name in facts.corrections.items()},
        facts,
        tuple(beside[name] for name in posted),
    )


def _by_code(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(str(row.get("code")), []).append(row)
    return found


def _check_folder(folder: Path, target: Target) -> None:
    """Results never lie among the returns."""
    if target.folder.resolve().is_relative_to(folder.resolve()):
        message = (
            "汇总结果不要放在交回文件的文件夹里，否则下次会被当成学校交回的表，请换一处（--out）"
        )
        raise InputError([Problem(Place(str(target.folder)), message)])


def _corrections(
    base: Rows,
    taken: Mapping[str, Taken],
    remarks: Mapping[str, Sequence[Remark]],
    now: dt.datetime,
) -> dict[str, tuple[str, bytes]]:
    """The correction workbook of each school that has to look again: name and content."""
    rows = [
        row
        for row in base[layout.SCHOOLS.name]
        if to_be_answered(remarks.get(str(row["code"]), ()))
    ]
    names = distinct(safe_name(f"改正-{row['code']}-{row.get('name') or ''}") for row in rows)
    found = {}
    for row, name in zip(rows, names, strict=True):
        code = str(row["code"])
        content = correction_workbook(taken[code], row, remarks[code], now)
        found[code] = f"{name}.xlsx", content
    return found


def _written(
    target: Target,
    rows: Rows,
    county: str,
    facts: Facts,
    now: dt.datetime,
    more: Mapping[str, bytes],
) -> tuple[Results, dict[str, Path]]:
    pages = [_sources(facts, now)]
    if facts.additions or facts.left:
        pages.append(additions_listing(facts.additions, facts.left))
    counts = [
        ("none", "应报学校", len(facts.schools)),
        *((_COLOURS[state], state[2:], facts.count(state)) for state in reversed(ORDER)),
        ("none", "无法打开的文件", len(facts.refused)),
    ]
    return write_results(
        target,
        county,
        rows,
        pages,
        now,
        status=STATUS,
        labels=("汇总时间", "汇总表"),
        listings=listings(facts),
        counts=counts,
        more=more,
    )


def _sources(facts: Facts, now: dt.datetime) -> Listing:
    return Listing(
        "汇总来源",
        f"{now:%Y-%m-%d %H:%M} 汇总。每所学校的数来自哪个文件；这一页只供查对，程序不读取。",
        "学校标识码:14:code 学校:28 来源:14:mark 文件:40:quiet 保存时间:16:centre 校验值:30:quiet "
        "因有问题而留空的格:60",
        [_source(row, facts) for row in facts.schools],
        "没有学校。",
    )


def _source(row: Row, facts: Facts) -> tuple[str, ...]:
    code = str(row["code"])
    taken = facts.taken.get(code)
    name = str(row.get("name") or "")
    if taken is None:
        return code, name, "○ 总表原有", "", "", "", ""
    blank = "、".join(_item(remark) for remark in facts.remarks.get(code, ()) if remark.wrong)
    source = taken.source
    return code, name, "● 交回", source.name, source.stamp.shown, source.sha256, blank


def _item(remark: Remark) -> str:
    if remark.spot is None:
        return remark.cell
    header = layout.BY_NAME[remark.spot.sheet].by_key[remark.spot.key].header
    return f"{remark.spot.sheet} {header}（原 {remark.place.inside}）"
