"""Which published rows a file speaks for: those of the networks it names and, of what is a city's own, of its cities.

A sheet of one network says nothing of another's rows, and a sheet without a city nothing of that city's steps.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cadence.checks.result import Checked
from cadence.contract import Contract, load_contracts
from cadence.sql import quote

# A table's name to a SELECT of its rows.
Rows = Callable[[str], str]
SUBJECTS = {
    "city": ("cities", "city_id"),
    "partnership": ("partnerships", "partnership_id"),
    "action": ("actions", "action_id"),
}


def outside(parts: Sequence[Checked], contract: Contract, after: Rows) -> str | None:
    """A SELECT of the keys of the published rows that these parts do not speak for; None where they speak for all.

    after: the rows of a table as they would be, for what the new rows refer to.
    """
    columns, keys = (", ".join(map(quote, names)) for names in (contract.columns, contract.primary_key))
    new = " union all ".join(f"select {columns} from {part.staged}" for part in parts)
    selects = []
    own = _networks(contract, lambda name: new if name == contract.name else after(name))
    there = _networks(contract, lambda name: f"select * from published.{quote(name)}")
    if own is not None and there is not None:
        selects.append(
            f"select {keys} from ({there}) where _network is not null "
            f"and _network not in (select _network from ({own}) where _network is not null)"
        )
    if any(key.fields == ("city_id",) and "city_id" in contract.primary_key for key in contract.foreign_keys):
        table = f"published.{quote(contract.name)}"
        selects.append(f"select {keys} from {table} where city_id not in (select city_id from ({new}))")
    return " union ".join(selects) or None


def _networks(contract: Contract, rows: Rows) -> str | None:
    """A SELECT of a table's keys and the network of each (``_network``); None where its rows belong to none."""
    keys = ", ".join(quote(name) for name in contract.primary_key)
    if contract.name in ("networks", "rules", "names"):
        return None  # such a sheet says all that there are, of every network
    if "network_id" in contract.columns:
        return f"select {keys}, network_id as _network from ({rows(contract.name)})"
    if contract.name == "decisions":
        return " union all ".join(_of_subject(subject, rows) for subject in SUBJECTS)
    for key in contract.foreign_keys:
        parent = load_contracts()[key.table]
        above = None if key.table == contract.name else _networks(parent, rows)
        if above is not None and contract.column(key.fields[0]).type != "list":
            own = ", ".join(f"t.{quote(name)}" for name in contract.primary_key)
            match = " and ".join(
                f"n.{quote(there)} = t.{quote(here)}"
                for here, there in zip(key.fields, key.reference_fields, strict=True)
            )
            return f"select {own}, n._network from ({rows(contract.name)}) t left join ({above}) n on {match}"
    return None


def _of_subject(subject: str, rows: Rows) -> str:
    table, code = SUBJECTS[subject]
    return (
        f"select t.decided_on, t.subject, t.subject_id, n.network_id as _network from ({rows('decisions')}) t "
        f"left join ({rows(table)}) n on n.{code} = t.subject_id where t.subject = '{subject}'"
    )
