"""The web application: Streamlit behind compression and security headers."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cadence import scratch, worker
from cadence.access.hosts import KnownHosts
from cadence.answers import health
from cadence.answers import serving as servings
from cadence.cli import relay
from cadence.reading import FILES
from cadence.server import command_relay, inbox
from cadence.server.compression import Compression
from cadence.store import Store

FIRST_PAGE = "/overview"
# Streamlit needs inline styles and its own inline script; nothing else may come from outside, or frame us.
HEADERS = {
    "content-security-policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws: wss:; worker-src 'self' blob:; "
        "frame-ancestors 'self'; base-uri 'self'; form-action 'self'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


class SecurityHeaders:
    """Adds the headers to every HTTP answer; websockets pass untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message["headers"],
                    *((name.encode(), value.encode()) for name, value in HEADERS.items()),
                ]
            await send(message)

        await self.app(scope, receive, with_headers)


endpoint = command_relay.Endpoint()


async def to_first_page(request: Request) -> Response:
    """The first page by its name: it is served at the root, with the same filters."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"./{query}", status_code=307)


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Hold the record while the pages are served, say where commands find it, watch the inbox."""
    scratch.home()  # and what a killed dashboard left of uploaded files goes
    worker.warm(FILES)
    Store.open()
    threading.Thread(target=servings.current, name="first_snapshot", daemon=True).start()
    endpoint.secret = command_relay.announce()
    stop_inbox, stop_looking = inbox.start(), health.watch(Store.open())
    try:
        yield
    finally:
        stop_inbox()
        stop_looking()
        worker.close()
        command_relay.withdraw()
        Store.open().close()


def application(script: str) -> st.App:
    """The ASGI application of the dashboard script."""
    return st.App(
        Path(script),
        lifespan=lifespan,
        routes=[Route(relay.PATH, endpoint.answer, methods=["POST"]), Route(FIRST_PAGE, to_first_page)],
        middleware=[Middleware(KnownHosts), Middleware(SecurityHeaders), Middleware(Compression)],
    )
