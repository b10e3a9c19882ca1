"""What add-ins ask of the service: a command on a copy or on posted cells, a function, formulas."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import Any

from qbe_xl.web.session import inbox
from qbe_xl.web.worker import HOURS, Worker

COPY = re.compile(r"[0-9a-z-]{1,60}\.(xlsx|xlsm|xlsb|xls|ods|et)")
"""The name of a saved copy, made up by the client; nothing else of the folder is touched."""
DOES = ("hello", "command", "function", "functions", "formulas")


class Addins:
    """The add-ins of one run, and the process that works for them."""

    MOST_BYTES = 100 << 20

    def __init__(self) -> None:
        self.worker = Worker("qbe_xl.web.bridge")
        self.inbox = inbox()
        self._busy = 0
        self._used = False

    def used(self) -> bool:
        """Return whether something is or was asked since this was asked last."""
        found, self._used = self._used or self._busy > 0, False
        return found

    def clear(self) -> None:
        """Take away copies that a run left which was cut off."""
        for path in self.inbox.iterdir() if self.inbox.is_dir() else ():
            if COPY.fullmatch(path.name):
                with contextlib.suppress(OSError):
                    path.unlink()

    async def ask(self, do: str, body: dict[str, Any]) -> str:
        """Return the answer as JSON. Raises Stopped, ValueError; the copy is gone in any case."""
        copy = self._copy(body.get("copy"))
        self._busy, self._used = self._busy + 1, True
        try:
            if do not in DOES:
                raise ValueError(do)
            job = body | {"do": do, "copy": str(copy) if copy else None}
            answer = await self.worker.ask(job, HOURS)
            if "refused" in answer:
                raise ValueError(answer["refused"])
            return answer["json"]
        finally:
            self._busy -= 1
            if copy is not None:
                with contextlib.suppress(OSError):
                    copy.unlink()

    def _copy(self, name: object) -> Path | None:
        if name is None:
            return None
        if not isinstance(name, str) or not COPY.fullmatch(name):
            raise ValueError(name)
        return self.inbox / name
