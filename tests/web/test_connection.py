"""Connections that send or fetch slowly: none is waited for without end, and they are not many."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from qbe_xl.web import connection
from qbe_xl.web.connection import Connection
from qbe_xl.web.serve import configured

PATIENCE = 20
HEAD, TARGET = b"POST / HTTP/1.1\r\nHost: here\r\n", b"Content-Length: 9\r\n\r\n"
LARGE = 30_000_000


class App:
    """Answers with how much came; with much more than fits into buffers where asked for /large."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            for _ in range(2):
                kind = (await receive())["type"]
                await send({"type": f"{kind}.complete"})
            return
        body, more = b"", True
        while more:
            message = await receive()
            self.heard.append(message["type"])
            if message["type"] == "http.disconnect":
                return
            body, more = body + message["body"], message["more_body"]
        size = LARGE if scope["path"] == "/large" else len(body)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"x" * size, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
        self.heard.append("sent")


Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Connect = Callable[[], Awaitable[Streams]]


def serving(client: Callable[[Connect, App], Awaitable[None]]) -> None:
    """Run a client of a server as `serve` has it, in a thread that has no loop yet."""

    async def both() -> None:
        app = App()
        config = configured(app)
        config.port = 0
        server = uvicorn.Server(config)
        running = asyncio.create_task(server._serve())
        while not server.started:
            await asyncio.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]

        async def connect() -> Streams:
            return await asyncio.open_connection("127.0.0.1", port)

        try:
            await asyncio.wait_for(client(connect, app), PATIENCE)
        finally:
            server.should_exit = True
            await running

    with ThreadPoolExecutor() as alone:
        alone.submit(asyncio.run, both()).result()


async def drip(streams: Streams, start: bytes) -> None:
    """Send a byte again and again until the other side has had enough."""
    reader, writer = streams
    writer.write(start)
    ended = asyncio.ensure_future(reader.read())
    while not ended.done():
        writer.write(b"x")
        await asyncio.wait({ended}, timeout=0.01)
    with suppress(ConnectionError):  # a reset is an end, too
        assert ended.result() == b""
    writer.close()


@pytest.mark.parametrize(
    ("stage", "start"),
    [("HEAD", b""), ("HEAD", HEAD), ("BODY", HEAD + b"Content-Length: 1000000\r\n\r\n")],
)
def test_one_byte_after_the_other_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, stage: str, start: bytes
) -> None:
    monkeypatch.setattr(Connection, stage, 0.1)

    async def client(connect: Connect, app: App) -> None:
        await drip(await connect(), start)
        if stage == "BODY":
            assert app.heard[-1] == "http.disconnect"

    serving(client)


def test_a_second_request_of_a_connection_has_its_own_time(monkeypatch: pytest.MonkeyPatch) -> None:
    async def client(connect: Connect, app: App) -> None:
        reader, writer = streams = await connect()
        for _ in range(2):
            writer.write(HEAD + TARGET + b"123456789")
            await reader.readuntil(b"xxxxxxxxx\r\n0\r\n\r\n")
        monkeypatch.setattr(Connection, "HEAD", 0.1)
        await drip(streams, HEAD)

    serving(client)


def test_an_answer_that_nobody_fetches_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Connection, "ANSWER", 0.1)

    async def client(connect: Connect, app: App) -> None:
        _, writer = await connect()
        writer.write(b"GET /large HTTP/1.1\r\nHost: here\r\n\r\n")
        while "sent" not in app.heard:
            await asyncio.sleep(0.01)
        writer.close()

    serving(client)


def test_of_too_many_connections_the_one_idle_longest_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "MOST", 2)

    async def client(connect: Connect, app: App) -> None:
        at_work, idle = await connect(), await connect()
        at_work[1].write(HEAD + TARGET + b"12345")
        while not app.heard:
            await asyncio.sleep(0.01)
        crowd = [idle, *await asyncio.gather(*(connect() for _ in range(20)))]
        ends = {asyncio.ensure_future(reader.read(1)): reader for reader, _ in crowd}
        while len([end for end in ends if end.done()]) < 20:
            await asyncio.wait(
                [end for end in ends if not end.done()], return_when="FIRST_COMPLETED"
            )
        assert idle[0] in [ends[end] for end in ends if end.done()]
        (left,) = (end for end in ends if not end.done())
        left.cancel()
        await asyncio.sleep(0)
        (newest,) = (streams for streams in crowd if streams[0] is ends[left])
        at_work[1].write(b"6789")
        for reader, writer in (at_work, newest):
            if reader is newest[0]:
                writer.write(HEAD + TARGET + b"123456789")
            assert (await reader.readline()).startswith(b"HTTP/1.1 200")

    serving(client)
