"""Who the server answers to: requests for the addresses it is known by, and nobody else.

A page elsewhere may make its own name point to this machine (DNS rebinding); its visitor's browser would then send
requests here with that page's name as Host, or from its Origin. Both are refused, for pages and websockets alike.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from cadence.settings import Settings, settings
from cadence.words import words_in

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
EVERYWHERE = ("0.0.0.0", "::", "")
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
PORTS = {"http": "80", "https": "443"}


def is_loopback(host: str) -> bool:
    """Whether a server that listens on a host answers this machine alone."""
    return host.strip("[]") in ("127.0.0.1", "localhost", "::1")


def known_hosts(chosen: Settings) -> frozenset[str]:
    """Every ``host:port`` the server may be asked by: this machine's names, where it listens, CADENCE_ADDRESS."""
    port, host = str(int(chosen.number("port"))), chosen.get("host")
    names = {f"{name}:{port}" for name in LOOPBACK}
    if host not in EVERYWHERE:
        names.add(f"[{host}]:{port}" if ":" in host and not host.startswith("[") else f"{host}:{port}")
    for address in filter(None, (part.strip() for part in chosen.get("address").split(","))):
        names.add(_with_port(address if "://" in address else f"https://{address}"))
        if "://" not in address:
            names.add(_with_port(f"http://{address}"))
    return frozenset(name.lower() for name in names)


def _with_port(address: str) -> str:
    found = urlsplit(address)
    host = f"[{found.hostname}]" if found.hostname and ":" in found.hostname else str(found.hostname)
    return f"{host}:{found.port or PORTS.get(found.scheme, '80')}".lower()


class KnownHosts:
    """Refuses what is asked by another name, or sent from a page of another address."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket") and (name := self._stranger(scope)) is not None:
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008, "reason": "unknown host"})
                return
            words = words_in(settings().get("language"))
            await PlainTextResponse(words("errors.unknown_host", host=name) + "\n", 421)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _stranger(self, scope: Scope) -> str | None:
        """The name that is not known; None when all is well. A Host without a port has its scheme's."""
        headers: dict[str, str] = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
        }
        known = known_hosts(settings())
        host = headers.get("host", "").lower()
        forms = {host, f"{host}:80", f"{host}:443"}
        if not host or not forms & known:
            return host
        origin = headers.get("origin")
        is_writing = scope["type"] == "websocket" or scope.get("method") not in SAFE_METHODS
        if origin and is_writing and _with_port(origin) not in known:
            return origin
        return None
