"""Streamlit's scripts are compressed once and kept; parts, unknown files and other answers are not touched by that."""

from __future__ import annotations

import asyncio
import gzip
from concurrent.futures import ThreadPoolExecutor

import brotli
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message

from cadence.server.compression import Compression

SCRIPT = "let answer = 42;\n" * 500


def served() -> tuple[ASGIApp, list[str]]:
    """A small server behind the compression, and the paths it was really asked."""
    asked: list[str] = []

    async def answer(request: Request) -> Response:
        asked.append(request.url.path)
        if "absent" in request.url.path:
            return PlainTextResponse("no such file", 404)
        return PlainTextResponse(SCRIPT, headers={"cache-control": "public, immutable, max-age=31536000"})

    return Compression(Starlette(routes=[Route("/{path:path}", answer)])), asked


def raw(app: ASGIApp, path: str, accepts: str) -> tuple[int, Headers, bytes]:
    """Status, headers and the bytes on the wire of one GET."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "root_path": ""}
    asked = {**scope, "headers": [(b"accept-encoding", accepts.encode())]}
    # In a thread of its own: a browser test in the same process may have left an event loop running in this one.
    with ThreadPoolExecutor(max_workers=1) as alone:
        alone.submit(lambda: asyncio.run(app(asked, receive, send))).result()  # type: ignore[arg-type]
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return sent[0]["status"], Headers(raw=sent[0]["headers"]), body


def test_a_script_is_asked_of_the_server_once_and_read_the_same_by_every_browser():
    app, asked = served()
    for _ in range(2):
        status, headers, body = raw(app, "/static/js/a.js", "gzip, deflate, br;q=0.9")
        assert (status, headers["content-encoding"], headers["vary"]) == (200, "br", "Accept-Encoding")
        assert brotli.decompress(body).decode() == SCRIPT and headers["content-length"] == str(len(body))
        assert "immutable" in headers["cache-control"]
    assert asked == ["/static/js/a.js"]
    _, headers, body = raw(app, "/static/js/a.js", "gzip")
    assert headers["content-encoding"] == "gzip" and gzip.decompress(body).decode() == SCRIPT


def test_who_accepts_nothing_gets_the_script_as_it_is():
    _, headers, body = raw(served()[0], "/static/js/a.js", "identity")
    assert "content-encoding" not in headers and body.decode() == SCRIPT


def test_what_is_absent_is_not_kept():
    app, asked = served()
    for _ in range(2):
        assert raw(app, "/static/js/absent.js", "br")[0] == 404
    assert len(asked) == 2


def test_other_answers_are_compressed_afresh_each_time():
    app, asked = served()
    for _ in range(2):
        _, headers, body = raw(app, "/page", "gzip, br")
        assert headers["content-encoding"] == "gzip" and gzip.decompress(body).decode() == SCRIPT
    assert len(asked) == 2
