"""The addresses of the local page."""

from __future__ import annotations

import asyncio
import contextlib
import json
import mimetypes
import tempfile
import urllib.parse
import zipfile
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from pathlib import Path
from typing import Any

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import Route

from qbe_xl.errors import InputError, OutputError
from qbe_xl.files.shipped import shipped
from qbe_xl.files.state import below
from qbe_xl.project.folder import open_project
from qbe_xl.project.kinds import BY_ID
from qbe_xl.web.commands import COMMANDS, PLACES, words_of
from qbe_xl.web.desk import MOST_BYTES, Desk, Open, TooLarge
from qbe_xl.web.gate import Gate
from qbe_xl.web.session import Session
from qbe_xl.web.worker import Stopped

_BOOKLESS = ("work", "checkup", "years", "standards")
_OF_BOOK = ("verdict", "schools", "cvs", "townships", "trial", "rehearse")
_RESULT_CSP = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""Of a result that is shown: our own page, made of strangers' words."""
_PING = 15
_JSON = 200_000
_MOST_PARTS = 2_000_000
"""Lists and objects of a request."""
_MOST_LINES = 200

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


def build(session: Session, desk: Desk) -> Starlette:
    """Return the application."""

    async def start(request: Request) -> Response:
        if not session.opens(request.query_params.get("t", "")):
            return PlainTextResponse("这个链接已经用过，请重新打开（qbe-xl serve）", 401)
        reply = RedirectResponse("/", 303)
        reply.set_cookie(session.cookie_name, session.cookie, httponly=True, samesite="strict")
        return reply

    async def link(request: Request) -> Response:
        return PlainTextResponse(session.link())

    async def home(request: Request) -> Response:
        return RedirectResponse("/tab/work", 303)

    async def bare(request: Request) -> Response:
        tab = request.path_params["tab"]
        if tab not in (*_BOOKLESS, *_OF_BOOK):
            return _absent()
        book = desk.the_book()
        if tab in _OF_BOOK and book is not None:
            return RedirectResponse(f"/book/{book.id}/{tab}", 303)
        return HTMLResponse(await desk.page(tab, book, dict(request.query_params)))

    async def of_book(request: Request) -> Response:
        book, tab = desk.find(request.path_params["id"]), request.path_params["tab"]
        if book is None or tab not in (*_OF_BOOK, *_BOOKLESS):
            return RedirectResponse("/tab/work", 303) if tab in _OF_BOOK else _absent()
        return HTMLResponse(await desk.page(tab, book, dict(request.query_params)))

    async def choose(request: Request) -> Response:
        book = desk.of_folder(request.query_params.get("name", ""))
        return RedirectResponse(f"/book/{book.id}/verdict", 303) if book else _absent()

    async def drop(request: Request) -> Response:
        book = await desk.take(_name(request), request.stream())
        return JSONResponse({"book": book.id})

    async def put(request: Request) -> Response:
        place = request.path_params["place"]
        if place not in PLACES:
            return _absent()
        replace = request.query_params.get("replace") == "1"
        found = await desk.put(place, _name(request), request.stream(), replace=replace)
        if found is None:
            return JSONResponse({"message": "已有同名、内容不同的文件"}, 409)
        return JSONResponse({"name": found.name})

    async def cell(request: Request) -> Response:
        book = desk.find(request.path_params["id"])
        if book is None:
            return _absent()
        asked = request.query_params
        return JSONResponse(
            await desk.ask("cell", book, cell=asked.get("cell", ""), trace=asked.get("trace", ""))
        )

    async def doubts(request: Request) -> Response:
        book = desk.find(request.path_params["id"])
        return JSONResponse(await desk.doubts(book)) if book else _absent()

    async def trial(request: Request) -> Response:
        book = desk.find(request.path_params["id"])
        lines = _trial_lines(await _plain(request))
        if book is None:
            return _absent()
        desk.keep_trial(book, lines)
        return JSONResponse(await desk.ask("trial", book, lines=lines))

    async def run(request: Request) -> Response:
        command = COMMANDS.get(request.path_params["id"])
        if command is None:
            return _absent()
        asked = await _plain(request)
        marks = tuple(map(_mark, asked.get("marks", ())))
        given = {str(key): str(value) for key, value in asked.get("options", {}).items()}
        words = words_of(command, given, marks if command.id == "accept" else ())
        return JSONResponse(desk.start(command.title, words).told)

    async def assess(request: Request) -> Response:
        book = desk.find(request.path_params["id"])
        return JSONResponse(desk.assess_apart(book).told) if book else _absent()

    async def keep(request: Request) -> Response:
        book = desk.find(request.path_params["id"])
        kept = await desk.keep(book) if book else None
        return JSONResponse({"book": kept.id}) if kept else _absent()

    async def stop(request: Request) -> Response:
        job = desk.jobs.by_id.get(request.path_params["id"])
        if job is None:
            return _absent()
        await desk.jobs.stop(job)
        return JSONResponse(job.told)

    async def events(request: Request) -> Response:
        asked = request.headers.get("last-event-id") or request.query_params.get("since", "0")
        since = int(asked) if asked.isdecimal() else 0

        async def stream() -> AsyncIterator[ServerSentEvent]:
            async for event in desk.events.since(since):
                yield ServerSentEvent(event.text, event=event.kind, id=str(event.number))

        return EventSourceResponse(stream(), ping=_PING)

    async def result(request: Request) -> Response:
        name = request.path_params["name"]
        try:
            path = below(desk.root, name)
        except ValueError:
            return _absent()
        if any(part.startswith(".") for part in Path(name).parts) or not path.is_file():
            return _absent()
        return _file(path, take=request.query_params.get("take") == "1")

    async def package(request: Request) -> Response:
        kind = request.path_params["kind"]
        project = open_project(desk.root)
        last = project.last(kind) if project and kind in BY_ID else None
        if project is None or last is None:
            return _absent()
        paths = [project.root / name for name in last.outputs if (project.root / name).is_file()]
        place = project.place(kind)
        title = f"{project.name}-{BY_ID[kind].title}.zip"
        return await _zipped(((path, _within(path, place)) for path in paths), title)

    async def apart(request: Request) -> Response:
        job = desk.jobs.by_id.get(request.path_params["id"])
        if job is None or job.out is None or not job.out.is_dir():
            return _absent()
        paths = sorted(path for path in job.out.rglob("*") if path.is_file())
        return await _zipped(((p, _within(p, job.out)) for p in paths), f"{job.title}.zip")

    async def style(request: Request) -> Response:
        found = await desk.worker.ask({"do": "style"})
        return Response(found["text"], media_type="text/css")

    async def script(request: Request) -> Response:
        return FileResponse(shipped("templates") / "desk" / "page.js", media_type="text/javascript")

    async def host(request: Request) -> Response:
        body = await _plain(request, desk.addins.MOST_BYTES)
        return Response(
            await desk.addins.ask(request.path_params["do"], body), media_type="application/json"
        )

    def get(path: str, handler: Handler) -> Route:
        return Route(path, _answering(handler), methods=["GET"])

    def post(path: str, handler: Handler) -> Route:
        return Route(path, _answering(handler), methods=["POST"])

    return Starlette(
        routes=[
            get("/start", start),
            post("/link", link),
            get("/", home),
            get("/page.css", style),
            get("/page.js", script),
            get("/events", events),
            get("/tab/{tab}", bare),
            get("/open", choose),
            post("/drop", drop),
            post("/put/{place}", put),
            get("/book/{id}/cell", cell),
            get("/book/{id}/doubts", doubts),
            post("/book/{id}/trial", trial),
            post("/book/{id}/assess", assess),
            post("/book/{id}/keep", keep),
            get("/book/{id}/{tab}", of_book),
            post("/host/{do}", host),
            post("/run/{id}", run),
            post("/job/{id}/stop", stop),
            get("/job/{id}/zip", apart),
            get("/zip/{kind}", package),
            get("/file/{name:path}", result),
        ],
        middleware=[Middleware(Gate, session=session)],
        lifespan=_life(desk),
    )


def _life(desk: Desk) -> Callable[[Starlette], contextlib.AbstractAsyncContextManager[None]]:
    @contextlib.asynccontextmanager
    async def life(app: Starlette) -> AsyncIterator[None]:
        await desk.begin()
        try:
            yield
        finally:
            await desk.close()

    return life


def _answering(handler: Handler) -> Handler:
    """Let whatever goes wrong be said in words."""

    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except ClientDisconnect:
            return JSONResponse({"message": "没有收完，请重新上传"}, 408)
        except TooLarge:
            return JSONResponse({"message": f"文件超过 {MOST_BYTES >> 20} MB"}, 413)
        except Stopped as error:
            if request.method == "GET" and request.headers.get("sec-fetch-dest") == "document":
                return PlainTextResponse(str(error), 503)
            return JSONResponse({"message": str(error)}, 503)
        except (InputError, OutputError) as error:
            return JSONResponse({"message": str(error)}, 422)
        except OSError:
            return JSONResponse(
                {"message": "文件无法读取或写入，请检查它是否正被其他程序占用"}, 422
            )
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return JSONResponse({"message": "请求的格式不对"}, 400)

    return answer


def _absent() -> Response:
    return JSONResponse({"message": "没有这一项"}, 404)


def _name(request: Request) -> str:
    return urllib.parse.unquote(request.headers.get("x-name", ""))[:LONGEST_NAME] or "工作簿"


LONGEST_NAME = 250


async def _plain(request: Request, most: int = _JSON) -> dict[str, Any]:
    """The JSON object of a request. Raises ValueError, TooLarge."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            raise TooLarge
    if sum(map(body.count, (b"[", b"{"))) > _MOST_PARTS:
        raise TooLarge  # of nothing but brackets it would take thirty times its size in memory
    found = json.loads(body)
    if not isinstance(found, dict):
        raise ValueError(found)
    return found


def _trial_lines(asked: dict[str, Any]) -> list[list[str]]:
    lines = [[str(cell)[:100] for cell in line] for line in asked["lines"][:_MOST_LINES]]
    if any(len(line) != 3 for line in lines):
        raise ValueError(lines)
    return lines


def _mark(text: object) -> str:
    mark = str(text)
    if not mark.isalnum():
        raise ValueError(mark)
    return mark


def _file(path: Path, *, take: bool) -> Response:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    shown = kind in ("text/html", "application/pdf", "text/plain", "application/json") and not take
    if kind.startswith("text/"):
        kind += "; charset=utf-8"
    reply = FileResponse(
        path,
        media_type=kind,
        filename=path.name,
        content_disposition_type="inline" if shown else "attachment",
    )
    if kind.startswith("text/html"):
        reply.headers["content-security-policy"] = _RESULT_CSP
    return reply


def _within(path: Path, place: Path) -> str:
    return path.relative_to(place).as_posix() if path.is_relative_to(place) else path.name


async def _zipped(paths: Iterable[tuple[Path, str]], title: str) -> Response:
    """Return files as one archive, made on disk and deleted when it was sent."""

    def make() -> Path:
        with tempfile.NamedTemporaryFile(prefix="qbe-", suffix=".zip", delete=False) as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                for path, name in paths:
                    archive.write(path, name)
            return Path(file.name)

    made = await asyncio.to_thread(make)
    return FileResponse(
        made,
        media_type="application/zip",
        filename=title,
        background=BackgroundTask(made.unlink, missing_ok=True),
    )


__all__ = ["Open", "build"]
