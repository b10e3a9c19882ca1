"""Commands that make files of the open document: what is sent out, comes back and is filed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qbe_xl.errors import OutputError
from qbe_xl.files.names import free
from qbe_xl.files.system_words import reason
from qbe_xl.office import assessing
from qbe_xl.office.commands import document_of, show_page
from qbe_xl.office.home import Home, folder_of, home_of
from qbe_xl.office.host import Document, Host
from qbe_xl.office.input_sheets import read_document, seal_of, sheets_named
from qbe_xl.project.kinds import DOCUMENTS, MERGED, RETURNED, SENT
from qbe_xl.project.runs import running
from qbe_xl.project.seals import book_seal, same_book

if TYPE_CHECKING:
    from qbe_xl.collect.merge import MergeOutcome
    from qbe_xl.collect.writing import Results

_MOST_NAMED = 5


def make_documents(host: Host) -> None:
    """生成申报材料: write the filing package into a folder beside the document, show its index."""
    from qbe_xl.clauses import duties
    from qbe_xl.documents import past
    from qbe_xl.documents.package import make_documents
    from qbe_xl.files.book import content_of
    from qbe_xl.remedy.ledger.reading import OUR_SHEETS
    from qbe_xl.remedy.parameters import SHEET as PRICES

    document = document_of(host)
    home = home_of(document)
    out, ledger = home.root / DOCUMENTS, home.ledger
    with document.working() as tell:
        found = assessing.examined(document, tell)
        sheets = sheets_named(document, OUR_SHEETS | {duties.SHEET.name, PRICES.name})
        given = ledger if ledger.is_file() else None
        units = duties.beside(home.root)
        saved = folder_of(document) / document.name
        with assessing.pointing(document):
            before = past.found(
                found.run,
                out,
                sheets,
                found.assessment.county,
                ledger=given,
                since=home.result_before(out / past.KEPT_NAME),
                units=units,
                parameters=home.parameters,
            )
        package = make_documents(
            found.assessment,
            found.notices,
            found.run,
            out,
            spare=saved,
            book=content_of(saved) if saved.is_file() else None,
            before=before,
            basis=past.basis(out, before, given, units, home.parameters),
            progress=tell,
        )
    read = seal_of(document, found.sheets)
    home.remember("documents", package.files.values(), found.assessment.standard.id, read=read)
    lines = [f"已生成申报材料 {len(package.files)} 个文件：\n{out}", *package.messages]
    if package.kept:
        lines.append(f"您改动过的旧文件已另存 {len(package.kept)} 个：{package.kept[0].parent}")
    if package.blank:
        lines.append(f"还须在“本县文字.txt”补写：{'、'.join(package.blank)}")
    same = saved.is_file() and (not read or same_book(saved, read))
    if not same:
        lines.append(
            "本工作簿有改动没有存盘：材料是照改动写的，其中的填报表却是上次存盘的，两者不一致，不能报送。"
            "请存盘后再生成一次。"
            if saved.is_file()
            else "本工作簿还没有存过盘，材料里没有填报表，不能报送。请存盘后再生成一次。"
        )
    lines += filter(None, [home.aside])
    index = out / past.INDEX_NAME
    if not show_page(index):
        lines.append(f"请从这个网页打开：{index}")
    host.tell("\n".join(lines), "information" if same else "warning")


def split_schools(host: Host) -> None:
    """下发: write one workbook a school into a folder beside the document."""
    from qbe_xl.collect.split import prepare, write_parts
    from qbe_xl.county.reading import read_book

    document = document_of(host)
    home = home_of(document)
    out = home.root / SENT
    with document.working() as tell:
        tell(assessing.STEPS[0])
        county, _ = read_document(document)
        before = home.last_year
        last = read_book(before)[1] if before else None
        outcome = write_parts(prepare(county, last=last), out, progress=tell)
    home.remember("split", outcome.files.values())
    host.tell(
        f"已生成 {len(outcome.files)} 个填报表（{outcome.schools} 所学校）：\n{outcome.folder}\n"
        f"学校填好交回后，请放进“{home.root / RETURNED}”，再点“汇总”。"
        + (f"\n{home.aside}" if home.aside else "")
    )


def merge_returns(host: Host) -> None:
    """汇总: merge what came back into a new workbook, and list who must still answer."""

    document = document_of(host)
    home, base = home_of(document), saved(document)
    returned = home.root / RETURNED
    if not returned.is_dir() or not any(returned.iterdir()):
        try:
            returned.mkdir(exist_ok=True)
        except OSError as error:
            raise OutputError(f"无法建立文件夹“{returned}”：{reason(error)}") from error
        host.tell(f"请把学校交回的表放进这个文件夹，再点一次“汇总”：\n{returned}", "warning")
        return
    if home.project is None:
        outcome, files, lines = _merged(document, home, base)
        lines += filter(None, [home.aside])
    else:
        with running(home.project, "merge") as run:
            if run.last is not None:
                since = f"{run.last.time:%Y-%m-%d %H:%M}"
                host.tell(
                    "\n".join([*run.last.said, f"自 {since} 以来没有变化，汇总没有重做。"]),
                )
                return
            outcome, files, lines = _merged(document, home, run.book or base)
            run.finish(files, book=files.book, said=lines)
    show_page(files.status_page)
    host.tell("\n".join(lines), "warning" if outcome.facts.refused else "information")


def _merged(document: Document, home: Home, base: Path) -> tuple[MergeOutcome, Results, list[str]]:
    """Merge what came back into a copy of `base`; return what came of it and what is to be told.

    A merged workbook that is there stays: somebody may have written in it. Where the new one says
    the same there is no new one.
    """
    from qbe_xl.collect.merge import MERGED as NAME
    from qbe_xl.collect.merge import merge
    from qbe_xl.collect.writing import Results

    usual = home.root / MERGED / NAME
    target = free(usual)
    with document.working() as tell:
        outcome = merge(home.root / RETURNED, base, target, last_year=home.last_year, progress=tell)
    merged = outcome.files.book
    same = target != usual and book_seal(usual) == book_seal(merged)
    files = outcome.files
    if same:
        merged.unlink()
        lists = [_renamed(path, target.stem, usual.stem) for path in files if path != merged]
        files = Results(usual, *lists)
    refused = [f"{file.name}（{file.reasons[0]}）" for file in outcome.facts.refused]
    lines = [
        f"{outcome.facts.summary}。",
        f"汇总表：{files.book}{'（数没有变，原来的一份没有动）' if same else ''}",
        f"报送情况：{files.status_workbook}",
    ]
    if target != usual and not same:
        lines.append(f"原有的“{usual.name}”可能有人填过，没有动，本次另写一份。")
    if outcome.corrections:
        folder = next(iter(outcome.corrections.values())).parent
        lines.append(f"需改正或核对的 {len(outcome.corrections)} 所，改正表在：{folder}")
    if outcome.reminders:
        lines.append(f"补报通知 {len(outcome.reminders)} 份，在：{outcome.reminders[0].parent}")
    lines += [f"无法打开：{name}" for name in refused[:_MOST_NAMED]]
    lines.append(f"汇总所依据的是“{base.name}”上次存盘的内容，它没有改动。")
    if home.project is not None:
        lines.append(f"项目以后用“{files.book.name}”，请打开它接着做。")
    return outcome, files, lines


def _renamed(path: Path, stem: str, usual: str) -> Path:
    """Give a list of ours its usual name; it keeps its own where that one is open elsewhere."""
    target = path.with_name(path.name.replace(stem, usual, 1))
    try:
        return path.replace(target)
    except OSError:
        return path


def saved(document: Document) -> Path:
    """The document's file. Raises OutputError where it was never saved."""
    path = document.folder / document.name if document.folder is not None else None
    if path is None or not path.is_file():
        raise OutputError("工作簿还没有保存过，请先保存再试")
    return path
