"""One network only: temporary views that stand before the published tables and hold that network's rows."""

from __future__ import annotations

import duckdb

from cadence.answers.questions import QUERIES, load, nearest
from cadence.contract import Contract, load_contracts
from cadence.errors import QuestionError
from cadence.sql import quote


def narrow(con: duckdb.DuckDBPyConnection, network: str) -> None:
    """Have ``con`` see only the rows of one network under the plain table names; the cursor is then used up.

    A table belongs to a network by its own column, or by the parent that its first foreign key names. Partners
    and decisions belong to none by a key: two queries in ``queries/exports/of_network`` say which are meant.
    Raises QuestionError ``unknown_network``.
    """
    known = [row[0] for row in con.execute("select network_id from networks").fetchall()]
    if network not in known:
        raise QuestionError("unknown_network", network=network, nearest=nearest(network, known))
    database = con.execute("select current_database()").fetchone()
    published = f"{quote(str(database[0] if database else ''))}.main"
    con.execute("create temp table chosen_network as select $network as network_id", {"network": network})
    special = load(QUERIES / "exports" / "of_network")
    for contract in load_contracts().values():
        if contract.name not in special:
            con.execute(f"create temp view {quote(contract.name)} as {_rows(contract, published)}")
    for name, query in special.items():
        con.execute(f"create temp view {quote('published_' + name)} as from {published}.{quote(name)}")
        con.execute(f"create temp view {quote(name)} as {query.sql}")


def _rows(contract: Contract, published: str) -> str:
    """The rows of one table, given that its parents are narrowed already."""
    own, parent, reference = "network_id", "chosen_network", "network_id"
    if own not in contract.columns:
        key = contract.foreign_keys[
            0
        ]  # the parent; a field that a file may leave out is filled in when it is published
        own, parent, reference = key.fields[0], key.table, key.reference_fields[0]
    return (
        f"select * from {published}.{quote(contract.name)}"
        f" where {quote(own)} in (select {quote(reference)} from {quote(parent)})"
    )
