"""The local page as it really runs: a process of its own, and the system's Chromium on it.

One browser and one served project for all tests of a process; playwright drives it, which is
taken from the registry without any browser of its own.
"""

from __future__ import annotations

import asyncio
import http.client
import shutil
import signal
import subprocess
import sys
import threading
import urllib.parse
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import programs

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 20_000
"""Milliseconds that a page may take on a busy machine."""


@dataclass
class Answer:
    """What the server answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Served:
    """`qbe-xl serve` of a folder."""

    def __init__(self, folder: Path, *words: str, settings: Path | None = None) -> None:
        self.folder = folder
        self.settings = settings or programs.fresh("settings")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "qbe_xl", "serve", str(folder), "--no-browser", *words],
            env=programs.environment() | {"XDG_STATE_HOME": str(self.settings)},
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        assert self.process.stdout
        self.link = self.process.stdout.readline().strip()

    @property
    def port(self) -> int:
        """Where it listens."""
        found = urllib.parse.urlsplit(self.link).port
        assert found is not None, self.process.stderr and self.process.stderr.read()
        return found

    def again(self) -> Served:
        """Start it a second time."""
        return Served(self.folder, settings=self.settings)

    def ask(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        *,
        host: str = "",
    ) -> Answer:
        """Ask by hand, with these headers alone."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        connection.putheader("Host", host or f"127.0.0.1:{self.port}")
        for name, value in (headers or {}).items():
            connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        reply = connection.getresponse()
        found = Answer(reply.status, {k.lower(): v for k, v in reply.getheaders()}, reply.read())
        connection.close()
        return found

    def cookie(self) -> str:
        """Open its link by hand; return the cookie that it gives."""
        path = self.link.partition(f":{self.port}")[2]
        return self.ask("GET", path).headers["set-cookie"].partition(";")[0]

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End it; return its exit status."""
        self.process.send_signal(how)
        return self.ended()

    def ended(self, seconds: float = 20) -> int:
        """Wait for its end; return its exit status."""
        try:
            self.process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
            raise
        return self.process.returncode


def chromium() -> str:
    """Return where the system's Chromium is, as tests/chromium.py starts it."""
    programs.require(*programs.BROWSER)
    found = shutil.which(programs.BROWSER[0])
    assert found
    return found


def options() -> Sequence[str]:
    """Return how it is started."""
    return (
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    )


def replaced(path: Path, content: bytes) -> None:
    """Save a file as WPS and Excel do: a new one takes the place of the old."""
    new = path.with_name(f"~{path.name}.tmp")
    new.write_bytes(content)
    new.replace(path)


def within(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run in a loop of its own, in a thread of its own: the tests' browser has one in this."""
    wrong: list[BaseException] = []

    def run() -> None:
        try:
            asyncio.run(work())
        except BaseException as error:
            wrong.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if wrong:
        raise wrong[0]
