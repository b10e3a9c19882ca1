"""One Chromium for each process of the tests, asked over a pipe as its developer tools ask it.

All pages are shown in one tab, one after another, as a tab costs more than most pages.
https://chromedevtools.github.io/devtools-protocol/ says what may be asked.
"""

from __future__ import annotations

import atexit
import base64
import fcntl
import json
import os
import select
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.programs import BROWSER, TIMEOUT, environment, fresh, require

_OPTIONS = (
    "--headless",
    "--no-sandbox",  # root, as in CI, cannot have one
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-device-scale-factor=1",
    "--host-resolver-rules=MAP * ~NOTFOUND",  # our pages need no network
    "--remote-debugging-pipe",  # it reads from 3 and writes to 4
)


class Chromium:
    """A browser that runs."""

    def __init__(self) -> None:
        read, self._to = _pipe()
        self._from, write = _pipe()

        def connect() -> None:
            os.dup2(read, 3)
            os.dup2(write, 4)

        self._process = subprocess.Popen(
            ["chromium", *_OPTIONS, f"--user-data-dir={fresh('chromium')}"],
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(3, 4),
            preexec_fn=connect,
            start_new_session=True,
        )
        os.close(read)
        os.close(write)
        self._number, self._rest = 0, b""
        self._happened: list[tuple[str, str]] = []
        atexit.register(self.finish)

    @property
    def alive(self) -> bool:
        """Whether it can be asked anything."""
        return self._process.poll() is None

    def ask(self, method: str, session: str = "", **parameters: object) -> dict[str, Any]:
        """Return the answer. Raises RuntimeError where there is none, or an error."""
        self._number += 1
        number = self._number
        question: dict[str, object] = {"id": number, "method": method, "params": parameters}
        if session:
            question["sessionId"] = session
        os.write(self._to, json.dumps(question).encode() + b"\0")
        while True:
            found = self._next(method)
            if found.get("id") == number:
                if "error" in found:
                    raise RuntimeError(f"{method}: {found['error']['message']}")
                answer: dict[str, Any] = found["result"]
                return answer

    def wait(self, event: str, session: str) -> None:
        """Wait until something has happened in a session; each happening is waited for once."""
        while (event, session) not in self._happened:
            self._next(event)
        self._happened.clear()

    def _next(self, what: str) -> dict[str, Any]:
        end = time.monotonic() + TIMEOUT
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._from], [], [], max(0, end - time.monotonic()))
            data = os.read(self._from, 1 << 20) if ready else b""
            if not data:
                self.finish()
                raise RuntimeError(f"Chromium did not answer: {what}")
            self._rest += data
        message, _, self._rest = self._rest.partition(b"\0")
        found: dict[str, Any] = json.loads(message)
        if "method" in found:
            self._happened.append((found["method"], found.get("sessionId", "")))
        return found

    def finish(self) -> None:
        """End it, and all that it started."""
        atexit.unregister(self.finish)
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            os.close(self._to)
            os.close(self._from)


def _pipe() -> tuple[int, int]:
    """A pipe whose ends leave 3 and 4 to Chromium."""
    ends = os.pipe()
    moved = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in ends]
    for end in ends:
        os.close(end)
    return moved[0], moved[1]


class Page:
    """A page that is open."""

    def __init__(self, browser: Chromium, session: str) -> None:
        self._browser, self._session = browser, session

    def ask(self, method: str, **parameters: object) -> dict[str, Any]:
        """Ask the browser something about this page."""
        return self._browser.ask(method, self._session, **parameters)

    def load(self, page: Path) -> None:
        """Open a file and wait until all of it is there."""
        self.ask("Page.enable")
        self.ask("Page.navigate", url=page.resolve().as_uri())
        self._browser.wait("Page.loadEventFired", self._session)

    def run(self, script: str) -> Any:
        """Return what an expression gives, its promise kept. Raises RuntimeError where it throws."""
        found = self.ask(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in found:
            raise RuntimeError(found["exceptionDetails"])
        return found["result"].get("value")

    def until(self, script: str, patience: float = 60) -> Any:
        """Return the first value of an expression that is true. RuntimeError where none comes."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            found = self.run(script)
            if found:
                return found
            time.sleep(0.02)
        raise RuntimeError(f"it never came true: {script}")

    def pdf(self) -> bytes:
        """Return the page printed, without a header and footer of the browser's."""
        found = self.ask("Page.printToPDF", printBackground=True, preferCSSPageSize=True)
        return base64.b64decode(found["data"])

    def picture(self) -> bytes:
        """Return what the window shows, as PNG."""
        return base64.b64decode(self.ask("Page.captureScreenshot")["data"])


_shared: list[tuple[Chromium, Page]] = []


def finish_shared() -> None:
    """End the browser of this process."""
    while _shared:
        _shared.pop()[0].finish()


@contextmanager
def opened(path: Path, width: int = 1280, height: int = 800) -> Iterator[Page]:
    """Show a page in a window of that many CSS pixels; forget what it stored."""
    require(*BROWSER)
    if not _shared or not _shared[0][0].alive:
        browser = Chromium()
        target = browser.ask("Target.createTarget", url="about:blank")["targetId"]
        joined = browser.ask("Target.attachToTarget", targetId=target, flatten=True)
        _shared[:] = [(browser, Page(browser, joined["sessionId"]))]
    ((browser, page),) = _shared
    page.ask(
        "Emulation.setDeviceMetricsOverride",
        width=width,
        height=height,
        deviceScaleFactor=1,
        mobile=False,
    )
    page.ask("Emulation.setScrollbarsHidden", hidden=True)
    page.load(path)
    try:
        yield page
    finally:
        if browser.alive:
            page.run("localStorage.clear(), sessionStorage.clear()")
