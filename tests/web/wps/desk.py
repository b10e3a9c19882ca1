"""A desk with WPS: the add-in installed as staff install it, and what a real WPS does with files."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import openpyxl
from playwright.sync_api import Browser, Page

from tests import programs
from tests.web.live import PATIENCE, ROOT

STUB = Path(__file__).with_name("stub.js")


class Desk:
    """One user's folders, the add-in in them, and the helper behind the stub."""

    def __init__(self, root: Path) -> None:
        self.state = root / "state"
        self.data = root / "data"
        self.environment = programs.environment() | {
            "XDG_STATE_HOME": str(self.state),
            "XDG_DATA_HOME": str(self.data),
        }
        self.jsaddons = self.data / "Kingsoft" / "wps" / "jsaddons"
        self.inbox = self.state / "qbe_xl" / "wps"
        self._started: list[subprocess.Popen[bytes]] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command for this user."""
        return subprocess.run(
            [sys.executable, "-m", "qbe_xl", *words],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )

    @property
    def addin(self) -> Path:
        """The add-in's folder."""
        (found,) = self.jsaddons.glob("qbe_*")
        return found

    @property
    def note(self) -> Path:
        """Where the service is noted."""
        (found,) = self.inbox.parent.glob("serve-*.json")
        return found

    def start(self, path: str) -> None:
        """Start what the add-in asks for, as ShellExecute does."""
        self._started.append(
            subprocess.Popen(
                ["/bin/sh", path],
                env=self.environment,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        )

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the service, and wait until its note is gone or cannot be."""
        for one in self._started:
            with suppress(ProcessLookupError):
                os.killpg(one.pid, how)
            one.wait()
        self._started.clear()

    def end(self) -> None:
        """End everything."""
        self.stop(signal.SIGKILL)
        self.server.shutdown()
        self.server.server_close()


def _handler(desk: Desk) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
            try:
                body, status = _done(desk, self.path, asked).encode(), 200
            except OSError:
                body, status = b"", 500
            self.send_response(status)
            self.send_header("access-control-allow-origin", "*")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *more: Any) -> None:
            pass

    return Handler


def _done(desk: Desk, path: str, asked: dict[str, Any]) -> str:
    if path == "/read":
        return Path(asked["path"]).read_text(encoding="utf-8")
    if path == "/start":
        desk.start(asked["path"])
    if path == "/copy":
        shutil.copyfile(asked["from"], asked["to"])
        if asked["sheets"]:
            _written(Path(asked["to"]), asked["sheets"])
    return ""


def _written(path: Path, sheets: dict[str, list[list[Any]]]) -> None:
    """Put the sheets that were written in the program into the copy that it saves."""
    book = openpyxl.load_workbook(path)
    for name, rows in sheets.items():
        sheet = book[name] if name in book.sheetnames else book.create_sheet(name)
        for number, row in enumerate(rows, 1):
            for column, content in enumerate(row, 1):
                cell = sheet.cell(number, column)
                cell.value = content["formula"] if isinstance(content, dict) else content
                if isinstance(content, str):
                    cell.data_type = "s"
    book.save(path)


def wps(
    browser: Browser, desk: Desk, book: Path | None = None, **more: Any
) -> tuple[Page, list[str]]:
    """Open the add-in as WPS does: its index.html from the folder; what its script throws is kept."""
    sheets: dict[str, list[Any]] = {}
    if book:
        read = openpyxl.load_workbook(book, read_only=True)
        sheets = {name: [[read[name]["A1"].value]] for name in read.sheetnames}
        read.close()
    context = browser.new_context()
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    settings = {
        "helper": f"http://127.0.0.1:{desk.server.server_port}/",
        "book": str(book) if book else None,
        "folder": str(book.parent) if book else None,
        "name": book.name if book else None,
        "sheets": sheets,
        "blank": None,
        "places": "address",
        "functions": True,
    } | more
    stub = STUB.read_text(encoding="utf-8")
    page.add_init_script(f"globalThis.__stub = {json.dumps(settings, ensure_ascii=False)};\n{stub}")
    page.goto((desk.addin / "index.html").as_uri())
    page.evaluate("OnAddinLoad({})")
    return page, wrong


def click(page: Page, button: str) -> str:
    """Click a button; return what was said last."""
    before = page.evaluate("__log.alerts.length")
    page.evaluate("(id) => { OnAction({ Id: id }); }", button)
    page.wait_for_function("(n) => __log.alerts.length > n", arg=before, timeout=60_000)
    said: str = page.evaluate("__log.alerts[__log.alerts.length - 1]")
    return said
