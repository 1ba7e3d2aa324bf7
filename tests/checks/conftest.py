"""A connection with what the checks call, and every table published without a row."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from cadence.checks.table import load_readers
from cadence.contract import load_contracts
from tests.from_folder import table_ddl

AGREED_DAYS = "create view published.agreed_days as select city_id, milestone_id, baseline_on from published.progress"


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        load_readers(connection)
        connection.execute("create schema published")
        for contract in load_contracts().values():
            connection.execute(table_ddl(contract, f"published.{contract.name}"))
        connection.execute(AGREED_DAYS)
        yield connection
