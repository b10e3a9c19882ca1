"""From a workbook to the filing package: made in memory, then written all or none."""

from __future__ import annotations

import datetime as dt
import gc
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from qbe_xl.assessment import Assessment
from qbe_xl.clauses import duties
from qbe_xl.county.reading import open_county, read_book, read_county
from qbe_xl.documents import faces, index, past, pdf, texts
from qbe_xl.documents.makers import Maker
from qbe_xl.documents.material import Material
from qbe_xl.documents.past import INDEX_NAME, MANIFEST_NAME, PAGES, PDFS
from qbe_xl.documents.registry import DOCUMENTS, Document
from qbe_xl.documents.templates import check_folder
from qbe_xl.documents.viewing import doc_of, view_of
from qbe_xl.errors import InputError, Notice
from qbe_xl.files.locking import holding
from qbe_xl.files.writing import spare as spare_input
from qbe_xl.files.writing import write_all
from qbe_xl.remedy.ledger.reading import OUR_SHEETS
from qbe_xl.remedy.parameters import SHEET as PRICES
from qbe_xl.report.record import RunRecord, record
from qbe_xl.report.run import Progress, examine
from qbe_xl.sheets.pieces import Clean, clean
from qbe_xl.standards import resolve
from qbe_xl.survey import plan_book

READING = ("读取填报表", "计算指标")
SCHEMA = 1
BOOK_STEM = "填报表"
"""The county's workbook in the package, byte for byte, with its own suffix."""
_MOST_FINISHED = 10
"""Documents after which is freed what they were made with."""
_OWN = {*(document.name for document in DOCUMENTS), Path(plan_book.NAME).stem, BOOK_STEM}
"""What files of a package are called."""


@dataclass(frozen=True)
class Package:
    """What a run produced.

    files: by name within the folder; kept: documents of the package before that somebody had
    changed by hand, and where they were put; blank: sections of the county's own texts that
    documents ask for and that nothing is written in; messages: what staff should know.
    """

    files: Mapping[str, Path]
    kept: tuple[Path, ...] = ()
    blank: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()


@dataclass
class _Making:
    """Files made so far, and those of each document; indexed: whether 目录.html will be there."""

    files: dict[str, bytes] = field(default_factory=dict)
    by_document: dict[str, list[str]] = field(default_factory=dict)
    indexed: bool = True

    def add(self, document: Document, name: str, content: bytes) -> None:
        self.files[name] = content
        self.by_document.setdefault(document.id, []).append(name)


def steps(*, as_pdf: bool = False) -> int:
    """Return how many steps `documents_of_file` tells of."""
    return len(READING) + len(DOCUMENTS) + as_pdf + 1


def documents_of_file(
    book_path: Path,
    out: Path,
    standard: str | None = None,
    *,
    templates: Path | None = None,
    as_pdf: bool = False,
    ledger: Path | None = None,
    since: Path | None = None,
    units: Path | None = None,
    parameters: Path | None = None,
    documents: Sequence[Document] = DOCUMENTS,
    now: dt.datetime | None = None,
    progress: Progress = lambda step: None,
) -> tuple[Assessment, Package]:
    """Assess a workbook and write its filing package.

    ledger: the county's 整改台账, without it the one in `out` or the workbook's sheet; since: the
    assessment.json that 工作简报 compares with, without it the last package in `out`; units: the
    county's own plan; parameters: a workbook of its own with the sheet 整改参数; documents: those
    that are made.
    Raises InputError for a workbook, a ledger or a template that cannot be used (nothing is written),
    StandardError or OutputError.
    """
    progress(READING[0])
    book = open_county(book_path, OUR_SHEETS | {duties.SHEET.name, PRICES.name})
    county = read_county(book)
    progress(READING[1])
    assessment, notices = examine(county, resolve(county, standard))
    run = record(assessment, book_path.name, book.sha256, now or dt.datetime.now().astimezone())
    before = past.found(
        run,
        out,
        book.sheets,
        county,
        ledger=ledger,
        since=since,
        units=units,
        parameters=parameters,
    )
    package = make_documents(
        assessment,
        notices,
        run,
        out,
        templates=templates,
        as_pdf=as_pdf,
        spare=book_path,
        book=book.data,
        before=before,
        basis=past.basis(out, before, ledger, units, parameters),
        documents=documents,
        progress=progress,
    )
    return assessment, package


def made_again(
    data: bytes,
    input_name: str,
    out: Path,
    standard: str | None,
    *,
    run: str,
    time: dt.datetime,
    lacking: Sequence[faces.Lacking] = (),
    progress: Progress = lambda step: None,
) -> Package:
    """Make a package once more from its workbook and what lies in `out` as its basis.

    run, time and lacking: of the package as it was made, which its papers and 目录 bear. Raises as
    `documents_of_file` does.
    """
    book = open_county(data, OUR_SHEETS | {duties.SHEET.name, PRICES.name}, name=input_name)
    county = read_county(book)
    assessment, notices = examine(county, resolve(county, standard))
    again = replace(record(assessment, input_name, book.sha256, time), id=run)
    folder = out / past.BASIS
    ledger = folder / past.LEDGER_NAME
    before = past.found(
        again,
        out,
        book.sheets,
        county,
        ledger=ledger if ledger.is_file() else None,
        units=duties.beside(folder),
        parameters=past.parameters_in(folder),
    )
    return make_documents(
        assessment,
        notices,
        again,
        out,
        book=data,
        before=replace(before, folders=(folder,)),
        lacking=lacking,
        progress=progress,
    )


def papers_of_file(
    book_path: Path,
    out: Path,
    standard: str | None = None,
    *,
    questions: Path | None = None,
    now: dt.datetime | None = None,
    progress: Progress = lambda step: None,
) -> dict[str, Path]:
    """Write the questionnaires of a county's survey, and its plan where the residents are known.

    questions: the county's own. Raises as `documents_of_file` does.
    """
    progress(READING[0])
    book, county = read_book(book_path)
    assessment, notices = examine(county, resolve(county, standard))
    run = record(assessment, book_path.name, book.sha256, now or dt.datetime.now().astimezone())
    material = Material(assessment, notices, run, questions=questions)
    progress("生成问卷")
    document = next(document for document in DOCUMENTS if document.id == "papers")
    files = files_of(document, material)
    progress("保存")
    return write_all(out, files)


def make_documents(
    assessment: Assessment,
    notices: Sequence[Notice],
    run: RunRecord,
    out: Path,
    *,
    templates: Path | None = None,
    as_pdf: bool = False,
    spare: Path | None = None,
    book: bytes | None = None,
    before: past.Past | None = None,
    basis: Mapping[str, bytes] = MappingProxyType({}),
    documents: Sequence[Document] = DOCUMENTS,
    lacking: Sequence[faces.Lacking] | None = None,
    progress: Progress = lambda step: None,
) -> Package:
    """Write the filing package into a folder, all of it or nothing.

    templates: a folder whose templates come before the project's own; spare: the county's
    workbook, which is never written even where it bears one of our names; book: its bytes, which
    lie in the package as 填报表; before: the ledger and the earlier result; basis: further files
    that the papers rest on, which lie in the package too; lacking: faces that the machine of its
    making lacked, without them this one's. Raises InputError where one of those cannot be used,
    OutputError where the folder cannot be written.
    """
    if templates:
        problems = check_folder(templates)[1]
        if problems:
            raise InputError(problems)
    lines = texts.read(out / texts.FILE_NAME)
    before = before or past.Past()
    material = Material(assessment, tuple(notices), run, texts.paragraphs(lines), before)
    making = _Making()
    with Maker(templates) as maker:
        for document in documents:
            progress(f"生成{document.template}")
            _make(document, material, maker, making)
    other = duties.of_another(material.past.duties, material.county)
    messages: list[str] = [f"提示：{other}"] if other else []
    if lacking is None:
        lacking = faces.lacking(making.files[f"{document.name}.docx"] for document in documents)
        if lacking:
            messages.append(
                f"本机没有规定字体{faces.named(lacking)}，目录里有说明；印发请用装有这些字体的电脑"
            )
    if as_pdf:
        progress("转换为 PDF")
        _add_pdfs(documents, making, lacking, messages)
    progress("保存")
    wanted = dict.fromkeys(section for document in documents for section in document.needs)
    blank = tuple(s for s in wanted if not material.own.get(s))
    making.files[texts.FILE_NAME] = texts.file_of(lines)
    making.files[past.KEPT_NAME] = past.kept(assessment, run, before.earlier)
    kept_book = ""
    if book is not None:
        ending = Path(run.input_name).suffix.lower()
        kept_book = f"{BOOK_STEM}{ending if ending in past.ENDINGS else past.ENDINGS[0]}"
        making.files[kept_book] = book
    making.files |= basis
    making.files[INDEX_NAME] = index.page(
        material, documents, making.by_document, blank, doc_of(material, "目录"), kept_book, lacking
    )
    making.files[MANIFEST_NAME] = _manifest(material, documents, making, lacking)
    spare_input(out, making.files, *([spare] if spare else ()))
    with holding(out):
        known = past.known(out)
        gone = past.stale(out, known, making.files, _OWN, spare)
        aside = past.keep_changed(out, known, (*making.files, *gone), run.time)
        written = write_all(out, making.files, gone)
    messages += [
        f"“{name}”正被其他程序打开，新的另存为“{path.name}”"
        for name, path in written.items()
        if path.name != Path(name).name
    ]
    return Package(
        written, aside, tuple(texts.BY_ID[section].name for section in blank), tuple(messages)
    )


def _make(document: Document, material: Material, maker: Maker, making: _Making) -> None:
    view = Clean(view_of(document, material))
    view["doc"]["root"] = "../" if making.indexed else ""
    making.add(document, f"{document.name}.docx", maker.word(f"{document.template}.docx", view))
    pictures = document.pictures(view) if document.pictures else {}
    content = maker.page(f"{document.template}.html", view, pictures)
    making.add(document, f"{PAGES}/{document.name}.html", content)
    for name, more in document.files(material, view).items() if document.files else ():
        making.add(document, name, more)
    parts = document.parts(material, view) if document.parts else ()
    for number, (name, own) in enumerate(parts, 1):
        doc = {**view["doc"], "root": "../../" if making.indexed else ""}
        part = Clean({**view, **clean(own), "doc": doc})
        folder = document.name
        making.add(document, f"{folder}/{name}.docx", maker.word(f"{document.template}.docx", part))
        content = maker.page(f"{document.template}.html", part, pictures)
        making.add(document, f"{PAGES}/{folder}/{name}.html", content)
        if number % _MOST_FINISHED == 0:
            gc.collect(0)  # what a finished document was made with is in rings


def files_of(
    document: Document, material: Material, templates: Path | None = None
) -> dict[str, bytes]:
    """Return the files of one document alone (name → content).

    Raises InputError where a template cannot be used.
    """
    making = _Making(indexed=False)
    with Maker(templates) as maker:
        _make(document, material, maker, making)
    return making.files


def _add_pdfs(
    documents: Iterable[Document],
    making: _Making,
    lacking: Sequence[faces.Lacking],
    messages: list[str],
) -> None:
    wanted = {f"{d.name}.docx": making.files[f"{d.name}.docx"] for d in documents}
    if lacking:
        wanted = {name: faces.noted(content, lacking) for name, content in wanted.items()}
    made = pdf.convert(wanted)
    if made is None:
        messages.append("没有找到 LibreOffice，未生成 PDF；可用 Word 或 WPS 打开各文档另存为 PDF")
        return
    for document in documents:
        content = made[f"{document.name}.docx"]
        making.add(document, f"{PDFS}/{document.name}.pdf", content)


def _manifest(
    material: Material,
    documents: Sequence[Document],
    making: _Making,
    lacking: Sequence[faces.Lacking],
) -> bytes:
    run = material.run
    owners = {name: id for id, names in making.by_document.items() for name in names}
    listed = [
        {"name": name, "document": owners.get(name, ""), "sha256": past.sha256(content)}
        for name, content in making.files.items()
        if name != texts.FILE_NAME
    ]
    manifest = {
        "schema": SCHEMA,
        "run": run.id,
        "standard": material.assessment.standard.id,
        "version": run.version,
        "input": {"name": run.input_name, "sha256": run.input_sha256},
        "time": run.time.isoformat(timespec="seconds"),
        "county": material.assessment.county.name,
        "verdict": material.assessment.verdict.id,
        "documents": [{"id": d.id, "name": d.name, "group": d.group} for d in documents],
        "lacking_fonts": [{"font": one.face, "instead": one.instead} for one in lacking],
        "files": listed,
    }
    return (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()
