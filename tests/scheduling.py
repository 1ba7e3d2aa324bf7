"""Which test runs where and when: the slowest folders first, and those that look at one server in one process."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
from xdist.scheduler import LoadFileScheduling

from tests.proving import part

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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow folders come first, and within them nothing is moved; of what runs seldom a part is left."""
    _leave_a_part(items)
    items.sort(key=lambda item: next((n for n, path in enumerate(FIRST) if item.nodeid.startswith(path)), len(FIRST)))


def _leave_a_part(items: list[pytest.Item]) -> None:
    """Skip, of the tests of each folder that are marked ``seldom``, all but the part that runs every day."""
    marked: dict[tuple[Path, int], list[pytest.Item]] = defaultdict(list)
    for item in items:
        if found := item.get_closest_marker("seldom"):
            marked[item.path.parent, found.args[0]].append(item)
    for (_, one_in), group in marked.items():
        kept = part(group, one_in)
        for item in group:
            if item not in kept:
                item.add_marker(pytest.mark.skip(reason="make prove runs it"))
