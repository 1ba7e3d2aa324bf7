"""Answers made small: Streamlit's own files once per server and as small as the browser can read, the rest as it comes.

A first visit is mostly Streamlit's scripts. Their names carry a hash of what is in them, so a compressed one can be
kept and handed to every visitor: smaller than compressed on the way, and without the processor's time.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable

import brotli
from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FOLDERS = ("/static/js/", "/static/css/")
# What a browser may accept, smallest first. Brotli's best two levels cost seconds of the first visitor's time.
ENCODINGS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=9),
    "gzip": lambda body: gzip.compress(body, 9, mtime=0),
}

Answer = tuple[list[Message], bytes]


class Compression:
    """Compresses every answer; what stands in ``FOLDERS`` is compressed once and kept."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.passing = GZipMiddleware(app, minimum_size=1024)
        self.kept: dict[tuple[str, str], Answer] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        encoding = _keepable(scope)
        if not encoding:
            await self.passing(scope, receive, send)
            return
        key = (scope["path"], encoding)
        found = self.kept.get(key) or await self._compress_answer(scope, receive, encoding)
        start, body = found[0][0], found[1]
        if start["status"] == 200:
            self.kept[key] = found
        await send(start)
        await send({"type": "http.response.body", "body": body})

    async def _compress_answer(self, scope: Scope, receive: Receive, encoding: str) -> Answer:
        """The app's whole answer; its body compressed when it is a file and not an error."""
        messages: list[Message] = []

        async def collect(message: Message) -> None:
            messages.append(message)

        await self.app(scope, receive, collect)
        start = messages[0]
        body = b"".join(message.get("body", b"") for message in messages[1:])
        if start["status"] == 200:
            body = await to_thread.run_sync(ENCODINGS[encoding], body)
            headers = MutableHeaders(raw=list(start["headers"]))
            headers["content-encoding"] = encoding
            headers["content-length"] = str(len(body))
            headers.add_vary_header("Accept-Encoding")
            start = {**start, "headers": headers.raw}
        return [start], body


def _keepable(scope: Scope) -> str:
    """The encoding in which this request's answer can be kept; none for parts, questions of change and other paths."""
    if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(FOLDERS):
        return ""
    headers = Headers(scope=scope)
    if any(name in headers for name in ("range", "if-none-match", "if-modified-since")):
        return ""
    accepted = {part.split(";")[0].strip() for part in headers.get("accept-encoding", "").lower().split(",")}
    return next((encoding for encoding in ENCODINGS if encoding in accepted), "")
