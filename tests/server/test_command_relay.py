"""Commands typed while the dashboard runs: they reach the record through it, and nobody else does."""

from __future__ import annotations

import asyncio
import json
import os
import stat
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.requests import Request

from cadence.cli.relay import FILE, PATH, SECRET_HEADER, relay
from cadence.server.command_relay import LONGEST_REQUEST, Endpoint
from cadence.settings import PROJECT
from tests.browser.driving import serve

NETWORKS = "network_id,name,starts_on\nnet,Net,2024-01-01\n"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The dashboard on a store with one small publication."""
    folder = tmp_path_factory.mktemp("relayed")
    (folder / "networks.csv").write_text(NETWORKS)
    store = folder / "store"
    assert command(folder, store, "publish", "networks.csv", "--message", "first", "--author", "me").returncode == 0
    with serve(store) as address:
        yield store, address
    assert not (store / FILE).exists(), "the address is taken away when the dashboard stops"


def command(folder: Path, store: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cadence", *arguments, "--store", str(store)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_publication_on_the_command_line_reaches_the_running_dashboard(running: tuple[Path, str]):
    store, _ = running
    folder = store.parent
    (folder / "cities.csv").write_text("city_id,network_id,name,country,joined_on\nbako,net,Bako,SN,2024-01-01\n")
    done = command(folder, store, "publish", "cities.csv", "--message", "cities", "--author", "me")
    assert done.returncode == 0, done.stderr
    history = json.loads(command(folder, store, "history", "--format", "json").stdout)
    assert [step["message"] for step in history] == ["cities", "first"]
    refused = command(folder, store, "ask", "no_such_question")
    assert refused.returncode == 2 and "no_such_question" in refused.stderr


def test_nobody_gets_in_without_the_secret(running: tuple[Path, str]):
    store, address = running
    for headers in ({}, {SECRET_HEADER: ""}, {SECRET_HEADER: "guess"}):
        asked = urllib.request.Request(address + PATH, data=b'{"arguments":["history"],"folder":"/"}', headers=headers)
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(asked, timeout=20)
        assert refused.value.code == 403
        refused.value.close()
    assert stat.S_IMODE((store / FILE).stat().st_mode) == 0o600


def test_a_request_that_makes_no_sense_is_refused(running: tuple[Path, str]):
    store, address = running
    secret = json.loads((store / FILE).read_text())["secret"]
    for body in (b"", b"[]", b'{"arguments": 3}', b"\xff"):
        asked = urllib.request.Request(address + PATH, data=body, headers={SECRET_HEADER: secret})
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(asked, timeout=20)
        assert refused.value.code == 400
        refused.value.close()


@pytest.mark.parametrize(("more", "code"), [(0, 200), (1, 413)])
def test_a_request_is_read_up_to_its_limit_and_not_beyond(running: tuple[Path, str], more: int, code: int):
    store, address = running
    secret = json.loads((store / FILE).read_text())["secret"]
    start = json.dumps({"arguments": ["history"], "folder": str(store.parent)}).encode()
    body = start[:-1] + b" " * (LONGEST_REQUEST - len(start) + more) + b"}"
    asked = urllib.request.Request(address + PATH, data=body, headers={SECRET_HEADER: secret})
    try:
        with urllib.request.urlopen(asked, timeout=60) as answer:
            assert (answer.status, code) == (200, 200)
    except urllib.error.HTTPError as refused:
        assert (refused.code, code) == (413, 413)
        refused.close()


def test_only_this_machine_is_answered():
    """Somebody who learnt the secret elsewhere: the endpoint looks at where the request comes from."""
    endpoint = Endpoint()
    endpoint.secret = "known"
    for host, code in (("192.0.2.7", 403), ("127.0.0.1", 400)):
        scope = {
            "type": "http", "method": "POST", "path": PATH, "query_string": b"", "client": (host, 5),
            "headers": [(SECRET_HEADER.encode(), b"known")],
        }  # fmt: skip

        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": b"", "more_body": False}

        with ThreadPoolExecutor() as apart:  # this thread may be inside the browser tests' own loop
            answer = apart.submit(asyncio.run, endpoint.answer(Request(scope, receive))).result()
        assert answer.status_code == code, host


def test_without_a_dashboard_nothing_is_relayed(tmp_path: Path):
    assert relay(str(tmp_path), ["history"], tmp_path) is None
    (tmp_path / FILE).write_text('{"address": "http://127.0.0.1:9", "secret": "x"}')
    assert relay(str(tmp_path), ["history"], tmp_path) is None
