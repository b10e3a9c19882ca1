"""Commands that make files of the open document: what is sent out, comes back and is filed."""

from __future__ import annotations

from pathlib import Path

from qbe_xl.errors import OutputError
from qbe_xl.files.names import free
from qbe_xl.files.system_words import reason
from qbe_xl.office import assessing
from qbe_xl.office.commands import document_of, show_page
from qbe_xl.office.home import folder_of, home_of
from qbe_xl.office.host import Document, Host
from qbe_xl.office.input_sheets import read_document, sheets_named
from qbe_xl.project.kinds import DOCUMENTS, MERGED, RETURNED, SENT
from qbe_xl.project.seals import book_seal

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
    home.remember("documents", package.files.values(), found.assessment.standard.id)
    lines = [f"已生成申报材料 {len(package.files)} 个文件：\n{out}", *package.messages]
    if package.kept:
        lines.append(f"您改动过的旧文件已另存 {len(package.kept)} 个：{package.kept[0].parent}")
    if package.blank:
        lines.append(f"还须在“本县文字.txt”补写：{'、'.join(package.blank)}")
    lines.append("其中的填报表是本工作簿上次保存的内容；有没保存的改动，请保存后再生成。")
    index = out / past.INDEX_NAME
    if not show_page(index):
        lines.append(f"请从这个网页打开：{index}")
    host.tell("\n".join(lines))


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
    )


def merge_returns(host: Host) -> None:
    """汇总: merge what came back into a new workbook, and list who must still answer."""
    from qbe_xl.collect.merge import MERGED as NAME
    from qbe_xl.collect.merge import merge
    from qbe_xl.collect.writing import Results

    document = document_of(host)
    home, base = home_of(document), saved(document)
    returned, usual = home.root / RETURNED, home.root / MERGED / NAME
    target = free(usual)  # in what was merged before somebody may have written
    if not returned.is_dir() or not any(returned.iterdir()):
        try:
            returned.mkdir(exist_ok=True)
        except OSError as error:
            raise OutputError(f"无法建立文件夹“{returned}”：{reason(error)}") from error
        host.tell(f"请把学校交回的表放进这个文件夹，再点一次“汇总”：\n{returned}", "warning")
        return
    with document.working() as tell:
        outcome = merge(returned, base, target, last_year=home.last_year, progress=tell)
    merged = outcome.files.book
    same = target != usual and not usual.samefile(base) and book_seal(usual) == book_seal(merged)
    files = outcome.files
    if same:
        merged.unlink()
        lists = [_renamed(path, target.stem, usual.stem) for path in files if path != merged]
        files = Results(usual, *lists)
    home.remember("merge", files, book=files.book)
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
    lines += [f"打不开：{name}" for name in refused[:_MOST_NAMED]]
    lines.append("汇总所依据的是本工作簿上次保存的内容，本工作簿没有改动。")
    show_page(files.status_page)
    host.tell("\n".join(lines), "warning" if refused else "information")


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
