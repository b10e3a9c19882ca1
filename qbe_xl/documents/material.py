"""What every document is made of: one run, and the county's own texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from qbe_xl.assessment import Assessment
from qbe_xl.clauses import words
from qbe_xl.documents.past import Past
from qbe_xl.errors import Notice
from qbe_xl.report.record import RunRecord
from qbe_xl.report.view import report_view
from qbe_xl.sheets.pieces import View

Made = TypeVar("Made")


@dataclass(frozen=True)
class Material:
    """One run of the assessment, from which the views of all documents are made.

    own: the county's texts by section, a paragraph an entry; empty where nothing is written;
    past: the ledger that staff keep and the result of an earlier run; questions: the county's own
    questionnaires.
    """

    assessment: Assessment
    notices: tuple[Notice, ...]
    run: RunRecord
    own: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    past: Past = field(default_factory=Past)
    questions: Path | None = None
    _shared: dict[object, object] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def report(self) -> View:
        """The view of the assessment report, for words that are no figures of a form."""
        return report_view(self.assessment, self.notices, self.run)

    @property
    def county(self) -> str:
        """县名, or what stands where it is blank."""
        return self.fact("县名")

    def fact(self, key: str) -> str:
        """Return an item of 县情; （未填…） where it is blank."""
        return self.assessment.county.fact(key) or f"（未填{key}）"

    @property
    def day(self) -> str:
        """评估日期 in words, or a blank to be filled in by hand."""
        date = self.assessment.county.date
        return words.day(date) if date else "　　　　年　　月　　日"

    def once(self, make: Callable[[Material], Made]) -> Made:
        """Return what a function makes of this material, made once for all documents.

        Views must not change what they get.
        """
        if make not in self._shared:
            self._shared[make] = make(self)
        return self._shared[make]  # type: ignore[return-value]
