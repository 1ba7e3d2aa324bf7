"""Which test runs where and when: the slowest folders first, and those that look at one server in one process."""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

from tests import drawing

# What begins late and takes long is waited for by all.
FIRST = ("tests/browser/", "tests/store/", "tests/app/", "tests/intake/", "tests/answers/")
# Each process that opens the dashboard starts a server and a browser of its own: a dozen seconds of processor time.
DASHBOARD = {f"tests/browser/test_{name}.py" for name in ("every_page", "frame", "keyboard")}


class ByServer(LoadFileScheduling):  # type: ignore[misc]
    """A file is run by one process; so are the files that open the same dashboard."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return "the dashboard" if file in DASHBOARD else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadFileScheduling:
    """Called by xdist once, in the process that hands the tests out."""
    return ByServer(config, log)


def pytest_configure(config: pytest.Config) -> None:
    """Name the draw before the processes begin: all leave out the same tests."""
    drawing.seed()
    config.pluginmanager.register(MarkedFirst())


class MarkedFirst:
    """Before tests are chosen by their marks."""

    @staticmethod
    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
        """The long tests are what ``make prove`` runs."""
        drawing.mark_long(items)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of what takes long a part is left; the slow folders come first, and within them nothing is moved."""
    drawing.draw(config, items)
    items.sort(key=lambda item: next((n for n, path in enumerate(FIRST) if item.nodeid.startswith(path)), len(FIRST)))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A process that ran tests tells the one that hands them out what was drawn."""
    drawn, told = session.config.stash.get(drawing.DRAWN, None), getattr(session.config, "workeroutput", None)
    if drawn and told is not None:
        told["drawn"] = (drawn.seed, drawn.run, drawn.long)


def pytest_testnodedown(node: Any) -> None:
    """The process that hands the tests out keeps what was drawn, to print it."""
    if found := getattr(node, "workeroutput", {}).get("drawn"):
        node.config.stash[drawing.DRAWN] = drawing.Drawn(*found)
