"""Each lock by its own: loopback, Host, session, sender; a link works once; nothing outside."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import sys
from pathlib import Path

import pytest

from qbe_xl.web.app import build
from qbe_xl.web.desk import Desk
from qbe_xl.web.session import Session
from tests.counties import GOLDEN
from tests.web.live import Served

pytestmark = [pytest.mark.browser, pytest.mark.program]

JSON = {"content-type": "application/json"}


def test_it_listens_on_the_loopback_alone(served: Served) -> None:
    names = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    for address in map(str, names - {"127.0.0.1"}):
        with (
            pytest.raises(OSError, match=r"refused|timed out|unreachable"),
            socket.create_connection((address, served.port), timeout=1),
        ):
            pass


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "evil.example:80"])
def test_another_host_is_refused_though_the_cookie_is_right(
    served: Served, cookie: str, host: str
) -> None:
    assert served.ask("GET", "/tab/work", {"cookie": cookie}, host=host).status == 421
    named = f"localhost:{served.port}"
    assert served.ask("GET", "/tab/standards", {"cookie": cookie}, host=named).status == 200


def test_without_the_session_nothing_is_shown(served: Served, cookie: str) -> None:
    for path in ("/", "/tab/work", "/page.js", "/page.css", "/events", "/file/填报表.xlsx"):
        path = path.replace("填报表", "%E5%A1%AB%E6%8A%A5%E8%A1%A8")
        assert served.ask("GET", path).status == 401
        assert served.ask("GET", path, {"cookie": f"{cookie[:-2]}xx"}).status == 401
    assert served.ask("GET", "/tab/work", {"cookie": cookie}).status == 200


def test_another_site_is_refused_though_it_has_the_cookie(served: Served, cookie: str) -> None:
    own = f"http://127.0.0.1:{served.port}"
    body = b'{"options": {}}'
    for origin in ("http://evil.example", "null", f"http://127.0.0.1:{served.port + 1}", ""):
        headers = {"cookie": cookie, **JSON} | ({"origin": origin} if origin else {})
        assert served.ask("POST", "/run/check", headers, body).status == 403
    crossed = {"cookie": cookie, "sec-fetch-site": "cross-site"}
    assert served.ask("GET", "/tab/work", crossed).status == 403
    same = {"cookie": cookie, "origin": own, "sec-fetch-site": "same-origin"}
    assert served.ask("POST", "/book/none/trial", same, b'{"lines": []}').status == 404


KINDS = (
    *(("GET", path) for path in ("/", "/page.css", "/page.js", "/events", "/tab/work", "/open")),
    *(("GET", path) for path in ("/book/x/cell", "/book/x/doubts", "/book/x/verdict")),
    *(("GET", path) for path in ("/job/x/zip", "/zip/assess", "/file/x")),
    *(("POST", path) for path in ("/link", "/drop", "/put/x", "/book/x/trial", "/book/x/assess")),
    *(("POST", path) for path in ("/book/x/keep", "/run/check", "/job/x/stop")),
)


def test_every_kind_of_request_is_behind_every_lock(served: Served, cookie: str) -> None:
    routes = build(Session(1), Desk(Path())).routes
    asked = {(r.methods - {"HEAD"}).pop() + r.path.split("/")[1] for r in routes}  # type: ignore[attr-defined]
    assert asked == {method + path.split("/")[1] for method, path in KINDS} | {
        "GETstart",
        "POSThost",
    }
    own = {"cookie": cookie, "origin": f"http://127.0.0.1:{served.port}"}
    body = b"{}"
    for method, path in KINDS:
        assert served.ask(method, path, own, body, host="evil.example").status == 421, path
        assert served.ask(method, path, own | {"cookie": ""}, body).status == 401, path
        crossed = own | {"sec-fetch-site": "same-site"}
        assert served.ask(method, path, crossed, body).status == 403, path
        if method == "POST":
            assert served.ask(method, path, {"cookie": cookie}, body).status == 403, path
        asked_as = {"cookie": cookie, "origin": "null", "authorization": "Bearer x"}
        assert served.ask("OPTIONS", path, asked_as).status == 403, path


def test_a_head_of_two_hosts_and_one_that_never_ends(served: Served, cookie: str) -> None:
    own = f"Host: 127.0.0.1:{served.port}\r\nCookie: {cookie}\r\n"
    for head in (
        f"GET /tab/work HTTP/1.1\r\n{own}Host: evil.example\r\n\r\n",
        f"GET /tab/work HTTP/1.1\r\nHost: evil.example\r\n{own}\r\n",
        f"GET http://evil.example/tab/work HTTP/1.1\r\n{own}\r\n",
        f"GET /tab/work HTTP/1.0\r\nCookie: {cookie}\r\n\r\n",
        f"TRACE /tab/work HTTP/1.1\r\n{own}Origin: http://127.0.0.1:{served.port}\r\n\r\n",
        f"GET /tab/work HTTP/1.1\r\n{own}X: {'a' * 200_000}\r\n\r\n",
    ):
        with socket.create_connection(("127.0.0.1", served.port), timeout=5) as connection:
            connection.sendall(head.encode())
            status = int(connection.recv(12)[9:])
        assert status in (400, 404, 405, 421), head[:60]
    assert served.ask("GET", "/tab/work", {"cookie": cookie}).status == 200


def test_a_link_works_once(served: Served) -> None:
    again = served.again()
    assert again.ended() == 0
    assert again.port == served.port
    path = again.link.partition(f":{served.port}")[2]
    first, second = served.ask("GET", path), served.ask("GET", path)
    assert (first.status, second.status) == (303, 401)
    given = first.headers["set-cookie"].lower()
    assert "httponly" in given
    assert "samesite=strict" in given
    assert served.ask("GET", "/start?t=").status == 401


def test_the_note_for_a_second_start_is_for_this_user_alone(served: Served) -> None:
    (path,) = (served.settings / "qbe_xl").glob("serve-*.json")
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    known = json.loads(path.read_text(encoding="utf-8"))
    bearer = {"authorization": f"Bearer {known['token']}"}
    assert served.ask("POST", "/link", bearer).status == 200
    assert served.ask("POST", "/link", bearer | {"origin": "http://evil.example"}).status == 403
    assert served.ask("POST", "/link", {"authorization": "Bearer x"}).status == 401


def test_every_answer_bears_the_strict_policy(served: Served, cookie: str) -> None:
    for path, status in (("/tab/work", 200), ("/start?t=x", 401), ("/nowhere", 404)):
        answer = served.ask("GET", path, {"cookie": cookie})
        assert answer.status == status
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "server" not in answer.headers


@pytest.mark.parametrize(
    "name", ["../%E7%A7%98.txt", "..%2f%E7%A7%98.txt", "%2e%2e/%E7%A7%98.txt", "/etc/passwd",
             ".qbe-project.json", "%E9%93%BE.txt", "C:%5Cx", ""]
)  # fmt: skip
def test_paths_lead_nowhere_outside_the_folder(
    served: Served, cookie: str, project: Path, name: str
) -> None:
    (project.parent / "秘.txt").write_text("秘密", encoding="utf-8")
    link = project / "链.txt"
    if not link.is_symlink():
        link.symlink_to(project.parent / "秘.txt")
    answer = served.ask("GET", f"/file/{name}", {"cookie": cookie})
    assert answer.status in (404, 303)
    assert "秘密".encode() not in answer.body


def test_uploads_keep_to_their_places(served: Served, cookie: str, project: Path) -> None:
    own = {"cookie": cookie, "origin": f"http://127.0.0.1:{served.port}"}
    named = own | {"x-name": "..%2F..%2Fevil.xlsx"}
    place = "%E4%BA%A4%E5%9B%9E"
    assert served.ask("POST", f"/put/{place}", named, b"a").status == 200
    assert (project / "交回" / "evil.xlsx").read_bytes() == b"a"
    assert served.ask("POST", f"/put/{place}", named, b"b").status == 409
    assert (project / "交回" / "evil.xlsx").read_bytes() == b"a"
    assert served.ask("POST", f"/put/{place}?replace=1", named, b"b").status == 200
    (project / "交回" / "evil.xlsx").unlink()
    assert served.ask("POST", "/put/%E8%AF%84%E4%BC%B0", named, b"a").status == 404
    for wrong, right in (
        ("a%0Ab.x%0Dy", "a b.x y"),
        ("a.xlsx%3Astream", "a"),
        ("a%22.%3Cb%3E", "a＂.＜b＞"),
        (f"b.{'%E9%95%BF' * 70}", "b"),
        (".bashrc", "bashrc"),
        ("..", "未命名"),
    ):
        answer = served.ask("POST", f"/put/{place}", own | {"x-name": wrong}, b"a")
        assert json.loads(answer.body) == {"name": right}
        (project / "交回" / right).unlink()


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_what_is_dropped_does_not_follow_a_link(
    served: Served, cookie: str, project: Path, tmp_path: Path
) -> None:
    own = {"cookie": cookie, "origin": f"http://127.0.0.1:{served.port}", "x-name": "a.csv"}
    place = project / "答卷"
    if place.is_dir():
        place.rmdir()
    place.symlink_to(tmp_path)
    try:
        answer = served.ask("POST", "/put/%E7%AD%94%E5%8D%B7", own, b"a")
    finally:
        place.unlink()
    assert answer.status == 422
    assert "是链接" in json.loads(answer.body)["message"]
    assert not [*tmp_path.iterdir()]


@pytest.mark.skipif(sys.platform == "win32", reason="there names are always Unicode")
def test_a_name_that_is_not_utf_8_takes_no_book_away(
    served: Served, cookie: str, project: Path
) -> None:
    named = project / os.fsdecode("县.txt".encode("gbk"))
    named.write_bytes(b"")
    try:
        assert served.ask("GET", "/book/none/cell", {"cookie": cookie}).status == 404
        assert served.ask("GET", "/tab/work", {"cookie": cookie}).status == 200
    finally:
        named.unlink()


def test_more_than_50_mb_is_refused_while_it_comes(served: Served, cookie: str) -> None:
    own = {"cookie": cookie, "origin": f"http://127.0.0.1:{served.port}", "x-name": "x.xlsx"}
    answer = served.ask("POST", "/drop", own, b"\0" * ((50 << 20) + 1))
    assert answer.status == 413
    assert "超过 50 MB" in json.loads(answer.body)["message"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/run/assess", b"{"),
        ("/run/assess", b"[]"),
        ("/run/assess", b'{"options": {"no-such": "1"}}'),
        ("/run/assess", b'{"options": {"standard": "' + b"x" * 300 + b'"}}'),
        ("/run/ledger", '{"options": {"plan": "其他"}}'.encode()),
        ("/run/accept", b'{"options": {"by": "a", "why": "b"}, "marks": ["--out=x"]}'),
        ("/run/accept", b'{"options": {}, "marks": ["a"]}'),
        ("/run/nothing", b"{}"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(
    served: Served, cookie: str, path: str, body: bytes
) -> None:
    own = {"cookie": cookie, "origin": f"http://127.0.0.1:{served.port}", **JSON}
    answer = served.ask("POST", path, own, body)
    assert answer.status in (400, 404, 422)
    assert json.loads(answer.body)["message"]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_with_0_and_takes_its_note_along(tmp_path: Path, how: signal.Signals) -> None:
    (tmp_path / "县.xlsx").write_bytes((GOLDEN / "boundary.xlsx").read_bytes())
    found = Served(tmp_path)
    assert found.link.startswith("http://127.0.0.1:")
    assert list(found.settings.rglob("serve-*.json"))
    assert found.end(how) == 0
    assert not list(found.settings.rglob("serve-*.json"))


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        found = Served(tmp_path, "--port", str(taken.getsockname()[1]))
        assert found.link == ""
        assert found.process.wait(20) == 1
        assert found.process.stderr is not None
        assert "已被其他程序占用" in found.process.stderr.read()


def test_an_add_in_of_a_folder_is_let_in_by_its_token_alone(served: Served, cookie: str) -> None:
    (note,) = (served.settings / "qbe_xl").glob("serve-*.json")
    token = json.loads(note.read_text(encoding="utf-8"))["token"]
    folder, bearer = {"origin": "null", **JSON}, {"authorization": f"Bearer {token}"}
    good = served.ask("POST", "/host/hello", folder | bearer, b"{}")
    assert good.status == 200
    assert good.headers["access-control-allow-origin"] == "null"
    for headers in (
        folder,
        folder | {"cookie": cookie},
        folder | {"authorization": "Bearer x"},
        {**JSON, "cookie": cookie, "origin": f"http://127.0.0.1:{served.port}"},
    ):
        assert served.ask("POST", "/host/hello", headers, b"{}").status == 401
    for path in ("/run/check", "/link"):  # the page is not an add-in's
        assert served.ask("POST", path, folder | bearer, b"{}").status == 403
    evil = {"origin": "http://evil.example", **JSON}
    assert served.ask("POST", "/host/hello", evil | bearer, b"{}").status == 403
    asked = served.ask("OPTIONS", "/host/command", {"origin": "null"})
    assert (asked.status, asked.body) == (204, b"")
    assert "authorization" in asked.headers["access-control-allow-headers"]
    assert served.ask("OPTIONS", "/host/command", {"origin": "http://evil.example"}).status == 401
    assert served.ask("OPTIONS", "/run/check", {"origin": "null"}).status == 401
    assert served.ask("POST", "/host/hello", folder | bearer, b"{}", host="evil").status == 421


def test_what_an_add_in_asks_must_have_the_wires_form(served: Served) -> None:
    (note,) = (served.settings / "qbe_xl").glob("serve-*.json")
    token = json.loads(note.read_text(encoding="utf-8"))["token"]
    headers = {"origin": "null", "authorization": f"Bearer {token}", **JSON}
    for path, body in (
        ("/host/none", b"{}"),
        ("/host/command", b"{}"),
        ("/host/command", b'{"name": "rm", "copy": null}'),
        ("/host/command", b'{"name": "about", "copy": "../../a.xlsx"}'),
        ("/host/command", b'{"name": "about", "copy": 1}'),
        ("/host/function", b'{"name": "QBE_CV", "arguments": [{"x": 1}]}'),
        ("/host/function", b'{"name": "eval", "arguments": []}'),
        ("/host/formulas", b'{"to": "x", "formulas": []}'),
        ("/host/hello", b"[]"),
        ("/host/hello", b"{"),
    ):
        assert served.ask("POST", path, headers, body).status == 400, (path, body)
    brackets = b'{"name": [' + b"[]," * 2_000_001 + b"[]]}"
    assert served.ask("POST", "/host/command", headers, brackets).status == 413
    calls = b'{"calls": [["QBE_CV", [[[1], [3]], [[10], [10]]]]]}'
    assert json.loads(served.ask("POST", "/host/functions", headers, calls).body) == {
        "results": [[[0.5]]]
    }
