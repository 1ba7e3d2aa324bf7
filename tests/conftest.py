"""What many tests share: the sample network as the charts see it, and both languages."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from cadence.answers import serving
from cadence.answers.serving import Serving
from cadence.settings import PROJECT, settings
from cadence.store import engine
from cadence.words import Words, languages, words_in
from tests.from_folder import from_folder
from tests.proving import is_proving


def pytest_collection_finish() -> None:
    """What stands by now stays: looking through it for garbage again and again takes a tenth of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


@pytest.fixture(scope="session", autouse=True)
def own_record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A record of the test process's own: never the one in data/store, never another test process's."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("CADENCE_STORE", str(tmp_path_factory.mktemp("record")))
        settings.cache_clear()
        yield
    settings.cache_clear()


@pytest.fixture(scope="session", autouse=True)
def signatures_read_once() -> None:
    """A test process opens a thousand records: it reads the signatures of the extensions (a fifth of a second) once."""
    with duckdb.connect() as con:
        for name in ("ducklake", "postgres_scanner"):
            engine.load_extension(con, name)
    engine.CONFIG["allow_unsigned_extensions"] = True


@pytest.fixture(scope="session", autouse=True)
def installed_packages_read_once() -> Iterator[None]:
    """Each opening of a page under test would read what every installed package says of itself: a third of its time."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


# Of a query over ten rows half the time goes into a plan for millions.
PLANS_FOR_MILLIONS = (
    "build_side_probe_side,column_lifetime,common_aggregate,common_subexpressions,common_subplan,compressed_materialization,"
    "cte_inlining,duplicate_groups,join_filter_pushdown,join_order,late_materialization,materialized_cte,reorder_filter,"
    "statistics_propagation,sum_rewriter,in_clause"
)


@pytest.fixture(scope="session", autouse=True)
def databases_for_ten_rows() -> Iterator[None]:
    """Test processes share the cores, and their tables are small: one thread in each database, and plain plans.

    ``make prove``, and every process that a test begins, has its databases as users do.
    """
    plain = duckdb.connect
    small: dict[str, Any] = {"threads": 1, "disabled_optimizers": PLANS_FOR_MILLIONS}

    def connect(database: str | Path = ":memory:", read_only: bool = False, config: Any = None) -> Any:
        given = {**small, **(config or {})}
        given["disabled_optimizers"] = ",".join(
            {*PLANS_FOR_MILLIONS.split(","), *given["disabled_optimizers"].split(",")}
        )
        return plain(database, read_only, given)

    with pytest.MonkeyPatch.context() as patched:
        if not is_proving():
            patched.setattr(duckdb, "connect", connect)
        yield


@pytest.fixture(scope="session")
def sample() -> Serving:
    """The sample network, straight from its CSVs."""
    return from_folder(PROJECT / "data" / "sample")


@pytest.fixture(scope="session")
def words_en() -> Words:
    return words_in("en")


@pytest.fixture(scope="session")
def words_fr() -> Words:
    return words_in("fr")


@pytest.fixture(params=languages())
def words(request: pytest.FixtureRequest) -> Words:
    """Each language in turn."""
    return words_in(request.param)


@pytest.fixture
def app(sample: Serving, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Opens a page of the dashboard on the sample network: ``app("city", lang="fr", city="bako")``."""
    monkeypatch.setattr(serving, "current", lambda snapshot=None: sample)

    def open_app(page: str = "overview", **address: str) -> AppTest:
        at = AppTest.from_file(str(PROJECT / "dashboard.py"), default_timeout=60)
        for name, value in address.items():
            at.query_params[name] = value
        at.session_state["open_page"] = page
        at.run()
        assert not at.exception, at.exception
        return at

    return open_app
