"""merge(former, found, duties, now): what staff wrote stays, what is solved is closed, the rest opens.

Rows are found again by their id, wherever they stand. The program keeps up its own columns; a
column of the staff gets a suggestion when its row is made and is theirs from then on. Only a
suggestion that nobody has touched is replaced by a better one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping

from qbe_xl.clauses.duties import MISSING, Duties, example, general
from qbe_xl.county.folding import bare
from qbe_xl.county.layout import FACTS
from qbe_xl.errors import Notice, Place
from qbe_xl.files.text import cell_text
from qbe_xl.remedy.ledger.columns import BY_KEY, SHEET, STAFF_KEYS
from qbe_xl.remedy.ledger.dates import USUAL_MONTHS, Filing, months_later
from qbe_xl.remedy.ledger.model import (
    BLANKS,
    FILING,
    LONGEST,
    OWN,
    STEP,
    Event,
    Former,
    Found,
    Issue,
    Ledger,
    Outcome,
    Row,
    Standing,
    Value,
)
from qbe_xl.remedy.ledger.states import STAFF_WORDS, Status, status_of

_OURS = re.compile(rf"(?:{STEP})?(?:[RGQ]\d+|CV\d|P\d|S1|V\d)(?:-(?:小学|初中))?-.+|{BLANKS}.+")
_COPY = "#"
_COPIED = re.compile(rf"{_COPY}\d+$")
_STATE = BY_KEY["state"].header
_EDITED = "单位填写"
_NOT_MET = "重算未达标"
_NOT_FILLED_IN = "待填报，无法核验"
_CHECKS = ("重算", "待填报", "本项", "填报表里没有", "这个", "现为")
"""What the program's own texts in 核验情况 begin with."""


def merge(former: Former, found: Found, duties: Duties, now: dt.datetime) -> Ledger:
    """Return the ledger of this run.

    former: as staff handed it back, `Former()` for none; found: what this run found; now: the
    local time of the run, by whose date deadlines are counted.

    Nothing that staff wrote is dropped: rows, columns and history lines of theirs stay, and text
    of theirs in a column of the program goes to 备注 and into the history.
    """
    work = _Merging(former, found, duties, now)
    return work.ledger()


class _Merging:
    def __init__(self, former: Former, found: Found, duties: Duties, now: dt.datetime) -> None:
        self.former, self.found, self.now = former, found, now
        self.plain = general()
        self.duties = duties.named(former.names, self.plain)
        self.today = now.date()
        day = months_later(self.today, USUAL_MONTHS)
        self.filing = found.filing or Filing(day)
        self.events: list[Event] = []
        self.notices = list(former.notices)
        self.last_states = {e.id: e.after for e in former.history if e.column == _STATE}

    def ledger(self) -> Ledger:
        rows = [self._again(row) for row in self._identified() if not self._is_dropped(row)]
        held = {base_id(row.id) for row in rows}
        rows += [self._new(issue) for id, issue in self.found.issues.items() if id not in held]
        for text in self.former.loose:
            self._tell("", "", "表头上方的文字", after=text)
        self._say_odd(rows)
        if self.filing.said and rows:
            self.notices.insert(
                0, Notice(Place(FACTS.name), self.filing.said.removeprefix(FACTS.name))
            )
        return Ledger(
            rows=tuple(rows),
            extras=self.former.extras,
            history=(*self.former.history, *self.events),
            now=self.now,
            duties=self.duties,
            fresh=len(self.events),
            sheets=self.former.sheets,
            notices=tuple(self.notices),
            filing=self.filing,
            plan=self.found.plan,
            planned=frozenset(id for id, one in self.found.issues.items() if one.planned),
            verify=self.found.verify,
            unbalanced=self.found.unbalanced,
        )

    def _is_dropped(self, row: Row) -> bool:
        """Whether nobody touched a row that is no case any more: a measure that the plan no longer
        holds, or a blank of an earlier version, which now stands in the list of its unit."""
        now = self.found.standing(row.id)
        folded = isinstance(now, Standing) and now.outcome is Outcome.FOLDED
        blank = folded and row.text("check") == _NOT_FILLED_IN
        if not (blank or (row.id.startswith(STEP) and not isinstance(now, Issue))):
            return False
        base = self.former.base.get(row.id, {})
        ours = all(row.text(key) == base.get(key, "") for key in STAFF_KEYS) and not row.extra
        if not ours or self._edited(row) or row.status is not Status.WAITING:
            return False
        what = "并入“填报”一行" if blank else "方案不再需要，移出台账"
        self._tell(row.id, row.text("school"), what, before=row.text("measure"))
        return True

    def _edited(self, row: Row) -> set[str]:
        """The headers of the columns of a row that staff have written in."""
        return {
            event.column
            for event in (*self.former.history, *self.events)
            if event.id == row.id and event.what == _EDITED
        }

    def _identified(self) -> Iterator[Row]:
        """The former rows with ids that are there, known and different."""
        if not self.former.rows:
            return
        known = set(self.found.issues) | set(self.found.settled)
        spelt = {_bare(id): id for id in known}
        ids = [spelt.get(_bare(row.id), row.id.strip()) for row in self.former.rows]
        self._restore(ids)
        held = {base_id(id) for id in ids}
        by_content = {
            (i.title, i.school, i.stage): id
            for id, i in self.found.issues.items()
            if id not in held
        }
        used: set[str] = set()
        for row, written in zip(self.former.rows, ids, strict=True):
            id = written
            if not _OURS.fullmatch(base_id(id)):
                key = (row.text("indicator"), row.text("school"), row.text("stage"))
                id = by_content.pop(key, id)
            if not id:
                id = self._own_id(used | set(ids))
                self._tell(id, row.text("school"), "自行列入", after=row.text("problem"))
            if id in used:
                id = self._copy_id(id, used | set(ids))
                self._tell(
                    id, row.text("school"), "同一编号有两行，另行编号", before=written, after=id
                )
            elif written and id != written:
                self._tell(id, row.text("school"), "恢复编号", "编号", written, id)
            used.add(id)
            yield Row(id, {**row.values, "id": id}, row.extra)

    def _restore(self, ids: list[str]) -> None:
        """Let a copied row bear the problem's own id where the first row of it is gone."""
        for place, (id, row) in enumerate(zip(ids, self.former.rows, strict=True)):
            base = base_id(id)
            if id != base and base not in ids and _OURS.fullmatch(base):
                self._tell(base, row.text("school"), "恢复编号", "编号", id, base)
                ids[place] = base

    def _own_id(self, used: set[str]) -> str:
        number = 1
        while f"{OWN}-{number}" in used:
            number += 1
        return f"{OWN}-{number}"

    def _copy_id(self, id: str, used: set[str]) -> str:
        number, base = 2, base_id(id)
        while f"{base}{_COPY}{number}" in used:
            number += 1
        return f"{base}{_COPY}{number}"

    def _again(self, row: Row) -> Row:
        """A former row, brought up to date."""
        self._log_edits(row)
        base = base_id(row.id)
        if not _OURS.fullmatch(base):
            return row if row.text("state") else row.with_values({"state": Status.WAITING.word})
        now = self.found.standing(base)
        if isinstance(now, Issue):
            return self._still_open(row, now)
        return self._settled(row, now)

    def _still_open(self, row: Row, issue: Issue) -> Row:
        facts = _facts(issue)
        if row.id != issue.id:
            facts["cost"] = None
        row = self._refreshed(row, facts)
        row = self._better_suggestions(row, issue)
        row = self._restated(row, self._open_state(row), issue.words)
        return self._checked(row, _NOT_FILLED_IN if issue.missing else _NOT_MET)

    def _settled(self, row: Row, now: Standing) -> Row:
        if now.outcome in (Outcome.SAME, Outcome.FOLDED):
            return self._checked(self._restated(row, self._open_state(row), now.words), now.words)
        if row.is_closed and self._was_closed(row):
            return row
        status = {
            Outcome.MET: Status.CLOSED,
            Outcome.WAIVED: Status.WAIVED,
            Outcome.GONE: Status.UNCLEAR,
        }[now.outcome]
        return self._checked(self._restated(row, status, now.words), now.words)

    def _checked(self, row: Row, words: str) -> Row:
        """The result of this run's check; what staff wrote there goes to 备注."""
        base = self.former.base.get(row.id)
        for key, after in (("check", words), ("checked", cell_text(self.today))):
            before = row.text(key)
            alike = before.startswith(_CHECKS) if key == "check" else row.date(key) is not None
            if before and before != after and not (alike and (not base or base[key] == before)):
                row = self._noted(row, key, before, after)
        return row.with_values({"checked": self.today, "check": words})

    def _open_state(self, row: Row) -> Status | None:
        """What the state of a row becomes whose problem is still open; None: as it is."""
        status = row.status
        if not row.text("state") or status is Status.UNCLEAR:
            return Status.WAITING
        if status is Status.CLAIMED:
            return Status.RETURNED
        if status is not None and status.is_closed:
            return Status.REOPENED if self._was_closed(row) else Status.RETURNED
        return None

    def _was_closed(self, row: Row) -> bool:
        """Whether the program closed this row; staff may have written the word themselves."""
        if row.id in self.last_states:
            status = status_of(self.last_states[row.id])
            return status is not None and status.is_closed
        return not self.former.history

    def _restated(self, row: Row, status: Status | None, why: str) -> Row:
        if status is None:
            return row
        before = row.text("state")
        if before != status.word or not self._knows(row.id, status):
            after = f"{status.word}（{why}）" if why else status.word
            self._log(row, _DEEDS[status], "state", after)
        return row.with_values({"state": status.word})

    def _knows(self, id: str, status: Status) -> bool:
        """Whether the history has this state as the row's last; without a history: yes."""
        if not status.is_closed or not self.former.history:
            return True
        return status_of(self.last_states.get(id, "")) is status

    def _refreshed(self, row: Row, facts: Mapping[str, Value]) -> Row:
        """The program's own columns; what staff wrote into them goes to 备注."""
        changes: dict[str, Value] = {}
        base = self.former.base.get(row.id, {})
        for key, value in facts.items():
            before, after = row.text(key), cell_text(value)
            changes[key] = value
            if before == after:
                continue
            if before and base and base.get(key, "") != before:
                row = self._noted(row, key, before, after)
            else:
                self._log(row, "情况更新", key, after)
        return row.with_values(changes)

    def _noted(self, row: Row, key: str, before: str, after: str) -> Row:
        """Keep what staff wrote into a column of the program: in 备注 and in the history."""
        header, remark = BY_KEY[key].header, row.text("remark")
        self._log(row, "程序栏有人工填写，移入备注", key, after)
        note = f"{remark}；" if remark else ""
        note += f"（原写在“{header}”栏：{before}）"
        if before in remark or len(note) > LONGEST:
            return row
        return row.with_values({"remark": note})

    def _better_suggestions(self, row: Row, issue: Issue) -> Row:
        """Replace what nobody has touched where the problem is of another kind by now.

        That is so where measure and units are together still one of the program's suggestions;
        earlier versions suggested the units of the example.
        """
        start = row.date("start") or row.date("found") or self.today
        new = self.suggestions(issue, self.duties, start)
        if row.id in self.former.base:
            return self._untouched_anew(row, new)
        for duties in (self.duties, self.plain, example()):
            for missing in (False, True):
                old = self.suggestions(issue, duties, start, missing=missing)
                kind = duties.kind_of(MISSING if missing else issue.indicator)
                old["measure"] = kind.measure
                old["deadline"] = months_later(start, kind.months)
                if all(row.text(key) == old[key] for key in ("measure", "unit", "helpers")):
                    return self._suggested_anew(row, old, new)
        return row

    def _untouched_anew(self, row: Row, new: Mapping[str, Value]) -> Row:
        """Replace what staff never wrote in: measure and units together, the deadline where the
        day of applying or who answers is another."""
        edited = self._edited(row)
        before = self.former.base[row.id].get(FILING, "")
        moved = self.filing.stays and before != cell_text(self.filing.day)
        changes: dict[str, Value] = {}
        for keys in (("measure", "unit", "helpers"), ("deadline",)):
            if edited & {BY_KEY[key].header for key in keys}:
                continue
            if keys == ("deadline",) and not moved and "unit" not in changes:
                continue  # a day that has gone by stays: it is overdue
            for key in keys:
                if row.text(key) != cell_text(new[key]):
                    changes[key] = new[key]
                    self._log(row, "建议更新", key, cell_text(new[key]))
        return row.with_values(changes)

    def _suggested_anew(self, row: Row, old: Mapping[str, Value], new: Mapping[str, Value]) -> Row:
        changes: dict[str, Value] = {}
        for key in ("measure", "unit", "helpers", "deadline"):
            before, after = row.text(key), cell_text(new[key])
            if before == cell_text(old[key]) and before != after:
                changes[key] = new[key]
                self._log(row, "建议更新", key, after)
        return row.with_values(changes)

    def suggestions(
        self, issue: Issue, duties: Duties, start: dt.date, missing: bool | None = None
    ) -> dict[str, Value]:
        """What the plan suggests for a problem: measure, units, start and deadline."""
        lacking = issue.missing if missing is None else missing
        own = duties.kinds[issue.duty] if issue.duty else duties.kind_of(issue.indicator)
        kind = duties.kind_of(MISSING) if lacking else own
        helpers = list(kind.cooperating)
        if lacking:
            helpers += [unit for unit in (own.lead, *own.cooperating[:1]) if unit != kind.lead]
        due = self.filing.due(kind.id, self.today)
        measure = issue.measure or kind.measure_of(MISSING if lacking else issue.indicator)
        if issue.borne_by and not issue.planned:
            measure += f"（费用列在 {issue.borne_by}，不重复计）"
        return {
            "measure": measure,
            "unit": duties.name(kind.lead, issue.township),
            "helpers": "、".join(duties.name(unit, issue.township) for unit in helpers),
            "start": min(start, due),
            "deadline": due,
        }

    def _new(self, issue: Issue) -> Row:
        before = any(event.id == issue.id for event in self.former.history)
        what = "原行已被删去，重新列入" if before else "立账"
        self._tell(issue.id, issue.school, what, after=issue.words)
        return Row(
            issue.id,
            {
                "id": issue.id,
                "state": Status.WAITING.word,
                **_facts(issue),
                **self.suggestions(issue, self.duties, self.today),
                "found": self.today,
                "checked": self.today,
                "check": _NOT_FILLED_IN if issue.missing else _NOT_MET,
            },
        )

    def _log_edits(self, row: Row) -> None:
        """What staff changed since the last run."""
        base = self.former.base.get(row.id)
        if base is None:
            return
        for key in STAFF_KEYS:
            before, after = base.get(key, ""), row.text(key)
            if before != after:
                header = BY_KEY[key].header
                self._tell(row.id, row.text("school"), _EDITED, header, before, after)

    def _say_odd(self, rows: list[Row]) -> None:
        for row in rows:
            odd = []
            if row.status is None:
                odd.append(
                    f"的状态“{row.text('state')}”不在规定的几种里，已原样保留，按未完成统计；"
                    f"可填：{'、'.join(STAFF_WORDS)}"
                )
            odd += [
                f"的{BY_KEY[key].header}“{row.text(key)}”不是日期，已原样保留，"
                "但不能画进路线图；请写成 2025-06-30"
                for key in ("start", "deadline")
                if row.text(key) and row.date(key) is None
            ]
            start, deadline = row.date("start"), row.date("deadline")
            if start and deadline and deadline < start:
                odd.append(f"的完成期限 {deadline} 早于开始日期 {start}，请核对")
            self.notices += [Notice(Place(SHEET), f"{row.id} {said}") for said in odd]

    def _log(self, row: Row, what: str, key: str, after: str) -> None:
        """Tell what becomes of a column of a row, which still holds what was there before."""
        self._tell(row.id, row.text("school"), what, BY_KEY[key].header, row.text(key), after)

    def _tell(
        self, id: str, school: str, what: str, column: str = "", before: str = "", after: str = ""
    ) -> None:
        time = f"{self.now:%Y-%m-%d %H:%M}"
        self.events.append(Event(time, id, school, what, column, before, after))


_DEEDS = {
    Status.WAITING: "列入待整改",
    Status.RETURNED: "核验未通过",
    Status.REOPENED: "重新出现",
    Status.UNCLEAR: "待确认",
    Status.CLOSED: "核验销号",
    Status.WAIVED: "无需整改",
}


def _facts(issue: Issue) -> dict[str, Value]:
    return {
        "indicator": issue.title,
        "school": issue.school,
        "stage": issue.stage,
        "township": issue.township,
        "problem": issue.words,
        "cost": issue.cost,
        "article": issue.article,
        "code": issue.code,
    }


def indicator_of(id: str) -> str:
    """Return the indicator of a row: R4, balance.R4 of CV4, G8, `missing` of what is blank; "" of a
    row of the staff's own."""
    if not _OURS.fullmatch(base_id(id)):
        return ""
    if id.startswith(BLANKS):
        return MISSING
    first = base_id(id).removeprefix(STEP).partition("-")[0]
    return f"balance.R{first[2:]}" if first.startswith("CV") else first


def base_id(id: str) -> str:
    """Return the id of the problem that a row is about; a second row of it bears #2."""
    return _COPIED.sub("", id)


def _bare(id: str) -> str:
    return bare(id).upper()
