"""One run in a project: alone in its place, remembered with what it read and wrote."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from qbe_xl import __version__
from qbe_xl.files.locking import holding
from qbe_xl.files.names import readable
from qbe_xl.files.state import below
from qbe_xl.files.writing import demand_own
from qbe_xl.project.folder import Project, remember
from qbe_xl.project.kinds import BY_ID, EVIDENCE, Kind
from qbe_xl.project.seals import book_seal, same_book, seal, seals
from qbe_xl.project.state import Run

MOST_SAID = 200
UNSAVED = "unsaved"
"""Among the options of a run that read changes of the open document which were not saved."""


@dataclass
class Running:
    """A run that is going on. book: the workbook it reads; out: where its results go.

    last: the run before, where nothing has changed since: then there is nothing to do.
    """

    project: Project
    kind: Kind
    book: Path | None
    out: Path
    options: Mapping[str, str]
    inputs: Mapping[str, str]
    last: Run | None
    done: Run | None = field(default=None)

    def finish(
        self,
        outputs: Iterable[Path],
        *,
        standard: str = "",
        said: Sequence[str] = (),
        book: Path | None = None,
        now: dt.datetime | None = None,
    ) -> Project:
        """Remember the run. outputs: the files that it wrote; book: the one that is the project's now."""
        root = self.project.root
        inside = [name for name in self.kind.reads if name.startswith(f"{self.kind.folder}/")]
        self.inputs = {**self.inputs, **seals(root, inside)}  # it may have written in them
        written = [name for path in outputs if (name := within(root, path))]
        run = Run(
            now or dt.datetime.now().astimezone(),
            __version__,
            standard,
            within(root, self.book) if self.book else "",
            self.inputs,
            {name: found for name in written if (found := seal(root / name))},
            self.options,
            tuple(said)[:MOST_SAID],
        )
        self.done = run
        makes = book if book is not None and self.kind.makes_book else None
        self.project = remember(root, self.kind.id, run, within(root, makes) if makes else "")
        return self.project


@contextmanager
def running(
    project: Project,
    kind: str,
    options: Mapping[str, object] | None = None,
    *,
    again: bool = False,
    read: str = "",
) -> Iterator[Running]:
    """Give the run of a kind, alone in the folder of its results.

    options: what was asked for beside the project's own, None values left out; again: to be done
    even where nothing has changed; read: the seal of what was read of the workbook, where that was
    the document that is open and not its file. Raises Busy where another run does not end in time,
    OutputError where that folder is a link: a project may have come from a stranger.
    """
    found = BY_ID[kind]
    given = {key: str(value) for key, value in (options or {}).items() if value is not None}
    with holding(demand_own(project.root, found.folder)):
        project = project.again()
        book = project.book if read else starting_book(project, found)
        inputs = inputs_of(project, found, book)
        name = within(project.root, book) if book and read else ""
        if name:
            inputs[name] = read
            if not same_book(project.root / name, read):
                given[UNSAVED] = "1"  # the command does it again once it is saved
                if found.filed:
                    inputs[name] = UNSAVED  # results of one thing beside another: never done
        last = project.last(kind)
        fresh = (
            not again
            and last is not None
            and last.options == {**_standing(found, last), **given}
            and not changes(project, found, last, strict=True)
        )
        yield Running(
            project, found, book, project.place(kind), given, inputs, last if fresh else None
        )


def _standing(kind: Kind, last: Run) -> dict[str, str]:
    return {name: last.options[name] for name in kind.standing if name in last.options}


def starting_book(project: Project, kind: Kind) -> Path | None:
    """Return the workbook that a kind would read now.

    What makes a new workbook starts from the same as last time, as long as nobody wrote in that
    which it made; then from that.
    """
    last = project.last(kind.id)
    if kind.makes_book and last is not None and last.book and untouched(project, last):
        before = project.root / last.book
        if before.is_file():
            return before
    return project.book


def untouched(project: Project, last: Run) -> bool:
    """Return whether the project's workbook is still the one that a run made, as it was made."""
    made = last.outputs.get(project.state.book)
    return made is not None and seal(project.root / project.state.book) == made


def inputs_of(project: Project, kind: Kind, book: Path | None) -> dict[str, str]:
    """Return the seals of everything that a kind depends on now."""
    root = project.root
    found = seals(root, kind.reads, _ours(project, kind), quick={EVIDENCE})
    name = within(root, book) if book else ""
    if not name:
        return found
    return {name: (seal if kind.whole else book_seal)(root / name), **found}


def changes(project: Project, kind: Kind, last: Run, *, strict: bool = False) -> tuple[str, ...]:
    """Return what has changed since a run, in words; nothing where its results still hold.

    strict: so that a run now would give something else, or put something right: its results
    changed by hand, and the day where it counts.
    """
    root = project.root
    name = last.book if kind.base else project.state.book
    now = inputs_of(project, kind, root / name if name else None)
    then = dict(last.inputs)
    said = []
    before, after = then.pop(last.book, ""), now.pop(name, "")
    if kind.makes_book or not kind.base:
        if name != last.book:
            said.append(f"填报表换成了“{name}”")
        elif before != after and not same_book(root / name, before):
            unsaved = UNSAVED in last.options and after
            said.append(
                f"当时“{name}”有改动没有存盘，与存盘的不同"
                if unsaved
                else f"填报表“{name}”{'改过了' if after else '不在了'}"
            )
    for one in sorted({*then, *now}):
        if then.get(one) != now.get(one):
            what = "改过了" if one in then and one in now else "新增" if one in now else "不在了"
            said.append(f"“{one}”{what}")
    if last.version != __version__:
        said.append(f"程序升级了（当时 {last.version}）")
    for one, kept in () if kind.handed_out else last.outputs.items():
        found = seal(root / one)
        if not found:
            said.append(f"结果“{one}”不在了")
        elif found != kept and (
            Path(one).name in kind.written_in
            or (strict and not kind.makes_book)  # staff go on in the workbook that was made
        ):
            said.append(f"“{one}”有人填写或改过")
    if strict and kind.dated and last.time.date() != dt.datetime.now().astimezone().date():
        said.append("日期过了一天")
    return tuple(said)


def _ours(project: Project, kind: Kind) -> tuple[str, ...]:
    """What a kind reads and writes itself: its own results are looked at as results."""
    last = project.last(kind.id)
    return tuple(last.outputs) if last else ()


def within(root: Path, path: Path) -> str:
    """Return the name of a path within the folder, "" for one outside."""
    try:
        name = readable(path.resolve().relative_to(root.resolve()).as_posix())
        below(root, name)
    except ValueError:
        return ""
    return name
