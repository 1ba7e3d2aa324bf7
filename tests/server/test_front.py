"""The front of a real server: who it answers to, what it refuses to start as, whose files it leaves."""

from __future__ import annotations

import http.client
import os
import socket
import stat
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from cadence.access.hosts import known_hosts
from cadence.app.frame import page_files, page_name
from cadence.settings import PROJECT, read_settings
from tests.browser.driving import free_port, serve
from tests.visitor import Visitor

STRANGERS = ("evil.example", "evil.example:{port}", "127.0.0.1.evil.example:{port}", "127.0.0.1:1", "localhost", "")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("front") / "store"


@pytest.fixture(scope="module")
def address(place: Path) -> Iterator[str]:
    with serve(place, CADENCE_ADDRESS="https://cadence.example, ville.example:8443") as running:
        yield running


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:  # type: ignore[override]
        """Where it leads is looked at, not followed."""


def asked(address: str, path: str, host: str, **headers: str) -> tuple[int, str]:
    link = http.client.HTTPConnection(address.removeprefix("http://"), timeout=20)
    link.putrequest(headers.pop("method", "GET"), path, skip_host=True)
    if host:
        link.putheader("host", host)
    for name, value in headers.items():
        link.putheader(name, value)
    link.endheaders()
    answer = link.getresponse()
    text = answer.read().decode("utf-8", "replace")
    link.close()
    return answer.status, text


PATHS = ["/", "/_stcore/health", "/_stcore/host-config", "/cadence/command", "/static/maps/LICENCE.md"]


@pytest.mark.parametrize("path", [*PATHS, *(f"/{page_name(path)}" for path in page_files())])
def test_every_page_and_every_kind_of_path_is_refused_to_every_strange_host(path: str, address: str) -> None:
    port = address.rpartition(":")[2]
    for host in STRANGERS:
        status, text = asked(address, path, host.format(port=port))
        assert status in (400, 421) and ("CADENCE_ADDRESS" in text or not host), (host, status, text[:100])
    for host in (f"127.0.0.1:{port}", f"localhost:{port}", f"[::1]:{port}", "cadence.example", "ville.example:8443"):
        assert asked(address, path, host)[0] not in (400, 421), host


def test_the_first_page_is_reached_by_its_name_with_its_filters(address: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as sent:
        urllib.request.build_opener(Stay).open(f"{address}/overview?lang=fr&on=2025-12-31", timeout=20)
    sent.value.close()
    assert sent.value.code == 307 and sent.value.headers["location"] == "./?lang=fr&on=2025-12-31"
    with urllib.request.urlopen(f"{address}/overview", timeout=20) as shown:
        assert shown.status == 200 and shown.url == f"{address}/"


def test_a_websocket_is_refused_to_every_strange_host_and_origin(address: str) -> None:
    port = address.rpartition(":")[2]
    socket_address = f"ws://127.0.0.1:{port}/_stcore/stream"
    for host in (name.format(port=port) for name in STRANGERS if name):
        with pytest.raises((WebSocketException, OSError)), connect(socket_address, additional_headers={"Host": host}):
            pass
    for origin in ("https://evil.example", "http://127.0.0.1:1", "null"):
        with pytest.raises((WebSocketException, OSError)), connect(socket_address, origin=origin):  # type: ignore[arg-type]
            pass
    with Visitor(address, "overview") as visitor:
        assert visitor.elements and not visitor.exceptions


def test_every_file_of_a_served_record_is_its_owners_alone(address: str, place: Path) -> None:
    with Visitor(address, "overview") as visitor:
        assert visitor.elements
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    files = [path for path in place.rglob("*") if path.is_file()]
    assert len(files) > 20
    assert [path for path in files if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


def test_known_hosts_are_those_of_the_settings() -> None:
    chosen = read_settings({"CADENCE_PORT": "9", "CADENCE_HOST": "10.0.0.5", "CADENCE_ADDRESS": "https://a.example/x"})
    assert known_hosts(chosen) == {"127.0.0.1:9", "localhost:9", "[::1]:9", "10.0.0.5:9", "a.example:443"}


def run(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cadence", "run"], cwd=PROJECT, env={**os.environ, **environment},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize(("language", "word"), [("en", "run --open"), ("fr", "run --open")])
def test_an_address_that_others_reach_is_refused_without_a_login(language: str, word: str, tmp_path: Path) -> None:
    done = run(
        CADENCE_HOST="0.0.0.0",
        CADENCE_STORE=str(tmp_path / "s"),
        CADENCE_PORT=str(free_port()),
        CADENCE_LANGUAGE=language,
    )
    assert done.returncode == 2 and word in done.stderr and done.stderr.count("\n") == 1, done.stderr
    assert not (tmp_path / "s").exists()


def test_a_second_server_and_a_taken_port_are_said(address: str, place: Path, tmp_path: Path) -> None:
    again = run(CADENCE_STORE=str(place), CADENCE_PORT=str(free_port()))
    assert again.returncode == 2 and "already open" in again.stderr, again.stderr
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run(CADENCE_STORE=str(tmp_path / "s"), CADENCE_PORT=str(taken.getsockname()[1]))
    assert done.returncode == 2 and "CADENCE_PORT" in done.stderr, done.stderr
