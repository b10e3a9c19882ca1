"""Who may speak to the local page. Four locks, each tested by its own.

The address is the loopback's alone (`serve`). The Host must be ours, or another site's name could
be pointed at us (DNS rebinding). The session: the cookie of a page that was opened by a link, or
the bearer token of a program. The sender: no other site's page, though it had the cookie.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qbe_xl.web.session import Session

START = "/start"
HOSTS = "/host/"
"""What add-ins ask: they lie in a folder, so their origin is `null`, and only a token lets them in."""
FOLDER = "null"
_OF_ADDINS = {
    "access-control-allow-origin": FOLDER,
    "access-control-allow-headers": "authorization, content-type",
    "access-control-allow-methods": "POST",
    "access-control-allow-private-network": "true",
    "access-control-max-age": "600",
}
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}
"""Of every answer; one that has such a header of its own keeps it."""

CLOSED = "请从桌面图标或命令行重新打开本页面（qbe-xl serve）"


class Gate:
    """ASGI middleware before everything else."""

    def __init__(self, app: ASGIApp, session: Session) -> None:
        self.app, self.session = app, session

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through or refuse it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return

        more = dict(HEADERS)

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                there = {name for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *((k.encode(), v.encode()) for k, v in more.items() if k.encode() not in there),
                ]
            await send(message)

        headers = Headers(scope=scope)
        if scope["path"].startswith(HOSTS) and headers.get("origin") == FOLDER:
            more |= _OF_ADDINS
        refusal = self._refusal(headers, scope["method"], scope["path"])
        await (refusal or self.app)(scope, receive, answer)

    def _refusal(self, headers: Headers, method: str, path: str) -> Response | None:
        origin = headers.get("origin", "")
        if headers.get("host", "") not in self.session.hosts:
            return PlainTextResponse("host", 421)
        if path == START and method == "GET":
            return None  # it asks for the link's own secret
        bearer = headers.get("authorization", "")
        if bearer.startswith("Bearer ") and self.session.bears(bearer.removeprefix("Bearer ")):
            addin = origin == FOLDER and path.startswith(HOSTS)
            return None if not origin or addin or origin in self.session.origins else _strange()
        if path.startswith(HOSTS):  # never by a cookie; what a browser asks first says nothing
            asked_first = method == "OPTIONS" and origin == FOLDER
            return Response(status_code=204) if asked_first else PlainTextResponse("token", 401)
        if not self.session.knows(_cookie(headers, self.session.cookie_name)):
            return PlainTextResponse(CLOSED, 401)
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return _strange()
        if method not in ("GET", "HEAD") and origin not in self.session.origins:
            return _strange()
        return None


def _strange() -> Response:
    return PlainTextResponse("origin", 403)


def _cookie(headers: Headers, wanted: str) -> str:
    for part in headers.get("cookie", "").split(";"):
        name, _, content = part.strip().partition("=")
        if name == wanted:
            return content
    return ""
