"""Start the local page, join one that runs, and end by itself when nobody looks any more."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import sys
import urllib.request
import webbrowser
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from qbe_xl.errors import OutputError
from qbe_xl.web.app import build
from qbe_xl.web.connection import Connection
from qbe_xl.web.desk import Desk
from qbe_xl.web.session import Known, Session, forget, inbox, note, note_of, noted

LOOPBACK = "127.0.0.1"
IDLE = 600.0
"""Seconds after the last page was closed."""
ADDIN_IDLE = 4 * 3600.0
"""Seconds after an add-in asked last."""
_PAUSE = 1.0
_PATIENCE = 3.0

Say = Callable[[str], None]


def serve(
    folder: Path,
    port: int = 0,
    *,
    browser: bool = True,
    say: Say,
    idle: float = IDLE,
) -> None:
    """Serve a folder until it is ended (Ctrl-C, SIGTERM) or nobody has looked for a while.

    say: gets the link first of all. Where the folder is served already, a new link to that is
    given instead. Raises OutputError where the port is taken.
    """
    place = note_of(folder)
    if (link := _joined(noted(place))) is not None:
        say(link)
        if browser:
            webbrowser.open(link)
        return
    try:
        listening = socket.create_server((LOOPBACK, port))
    except OSError as error:
        raise OutputError(f"端口 {port} 已被其他程序占用，请换一个 --port，或不写") from error
    session, end = Session(listening.getsockname()[1]), _End()
    with end.heard(), listening:
        note(place, session)
        try:
            link = session.link()
            say(link)
            if browser:
                webbrowser.open(link)
            asyncio.run(_serve(Desk(folder), session, listening, end, idle))
        finally:
            forget(place, session)


def serve_addin(idle: float = ADDIN_IDLE) -> None:
    """Serve the add-ins of this user; what copies a former run left are cleared away.

    A second one ends at once: the first is there.
    """
    folder = inbox()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    serve(folder, browser=False, say=lambda link: None, idle=idle)


def alive(known: Known) -> bool:
    """Return whether a run that was noted still answers."""
    return _joined(known) is not None


def _joined(known: Known | None) -> str | None:
    """Return a new link to a run that was noted, None where it is no more."""
    if known is None:
        return None
    request = urllib.request.Request(
        f"http://{LOOPBACK}:{known.port}/link",
        method="POST",
        headers={"authorization": f"Bearer {known.token}"},
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=_PATIENCE) as answer:
            link: str = answer.read(1000).decode()
    except (OSError, ValueError):
        return None
    return link if link.startswith(f"http://{LOOPBACK}:{known.port}/") else None


class _End:
    """Whether a signal has asked for the end; heard from before the link is given."""

    def __init__(self) -> None:
        self.asked = False

    @contextlib.contextmanager
    def heard(self) -> Iterator[None]:
        """Let signals mean the end."""

        def end(number: int, frame: FrameType | None) -> None:
            self.asked = True

        numbers = [signal.SIGINT, signal.SIGTERM]
        if sys.platform == "win32":
            numbers.append(signal.SIGBREAK)
        former = {number: signal.signal(number, end) for number in numbers}
        try:
            yield
        finally:
            for number, handler in former.items():
                signal.signal(number, handler)


class _Server(uvicorn.Server):
    """Leaves the signals to us: it would kill itself with them again."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def configured(app: ASGIApp) -> uvicorn.Config:
    """Return how an application is served: in connections that have a clock."""
    return uvicorn.Config(
        app,
        http=Connection,
        log_level="critical",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
        lifespan="on",
    )


async def _serve(
    desk: Desk, session: Session, listening: socket.socket, end: _End, idle: float
) -> None:
    server = _Server(configured(build(session, desk)))
    watching = asyncio.create_task(_end_when_idle(server, desk, idle))
    ending = asyncio.create_task(_end_when_asked(server, desk, end))
    try:
        await server.serve(sockets=[listening])
    finally:
        watching.cancel()
        ending.cancel()


async def _end_when_idle(server: uvicorn.Server, desk: Desk, idle: float) -> None:
    left = idle
    while not server.should_exit:
        await asyncio.sleep(min(_PAUSE, idle / 4))
        if desk.events.listeners or desk.jobs.busy or desk.addins.used():
            left = idle
            continue
        left -= min(_PAUSE, idle / 4)
        if left <= 0:
            server.should_exit = True


async def _end_when_asked(server: uvicorn.Server, desk: Desk, end: _End) -> None:
    """End, the streams of events first: open ones would hold it up."""
    while not (server.should_exit or end.asked):
        await asyncio.sleep(0.1)
    server.should_exit = True
    await desk.events.close()
