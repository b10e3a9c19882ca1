"""One run of the local page: its port, its secrets, and the note by which a second start finds it."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import secrets
import sys
from dataclasses import dataclass, field
from pathlib import Path

from qbe_xl.files.state import expect, read_state
from qbe_xl.files.system_words import cannot_write

MOST_LINKS = 20


@dataclass(frozen=True)
class Session:
    """The secrets of a run, 256 bits each.

    token: of whoever started it (a second start, an add-in); cookie: of the pages that were opened
    by a link. links: what opens a page, each once, so that an address in the browser's history
    opens nothing.
    """

    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    cookie: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    links: list[str] = field(default_factory=list)

    @property
    def origins(self) -> tuple[str, ...]:
        """What our own pages call themselves."""
        return tuple(f"http://{host}" for host in self.hosts)

    @property
    def hosts(self) -> tuple[str, ...]:
        """What our own pages call this machine."""
        return tuple(f"{host}:{self.port}" for host in ("127.0.0.1", "localhost"))

    @property
    def cookie_name(self) -> str:
        """Cookies know no port, so the name holds it: two pages at once do not put each other out."""
        return f"qbe{self.port}"

    def link(self) -> str:
        """Return an address that opens the page once."""
        once = secrets.token_urlsafe(32)
        self.links.append(once)
        del self.links[:-MOST_LINKS]
        return f"{self.origins[0]}/start?t={once}"

    def opens(self, once: str) -> bool:
        """Return whether a link is good, and let it be so no more."""
        found = next((known for known in self.links if _same(known, once)), None)
        if found is None:
            return False
        self.links.remove(found)
        return True

    def bears(self, token: str) -> bool:
        """Return whether this is the token."""
        return _same(token, self.token)

    def knows(self, cookie: str) -> bool:
        """Return whether this is the cookie of our pages."""
        return _same(cookie, self.cookie)


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


@dataclass(frozen=True, slots=True)
class Known:
    """A run that was noted: where it is and how to ask it."""

    port: int
    token: str


def own_folder() -> Path:
    """Return where what belongs to this user's runs is kept, for nobody else."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    else:
        base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(base) / "qbe_xl"


def note_of(folder: Path) -> Path:
    """Return where the run of a folder is noted."""
    name = hashlib.sha256(os.path.realpath(folder).encode()).hexdigest()[:16]
    return own_folder() / f"serve-{name}.json"


def inbox() -> Path:
    """Return the folder that add-ins save copies into; their own service works in it."""
    return own_folder() / "wps"


def note(path: Path, session: Session) -> None:
    """Note a run, readable by this user alone."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(path.parent, error) from error
    content = json.dumps({"port": session.port, "token": session.token})
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(content)


def noted(path: Path) -> Known | None:
    """Return the run that was noted, None for none."""
    return read_state(path, lambda raw: Known(expect(raw["port"], int), expect(raw["token"], str)))


def forget(path: Path, session: Session) -> None:
    """Take the note away, unless another run has written its own by now."""
    known = noted(path)
    if known is not None and session.bears(known.token):
        with contextlib.suppress(OSError):
            path.unlink()
