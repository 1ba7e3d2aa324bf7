"""What is published already, and what a file does not say of it.

A column that a file does not have, or that is empty from top to bottom, says nothing: the published values stay. In
replace mode a row that is set aside is in the file all the same: its published row stays as it was; and so do the rows
of networks and cities that the file does not speak for. A cell that is
empty in a column that does hold values elsewhere empties the published one: that is counted, listed and asked, unless
the cell says so itself: (vider) or (clear).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import duckdb

from cadence.checks import careful, cells
from cadence.checks.alike import call_alike
from cadence.checks.columns import Column
from cadence.checks.listing import insert, set_aside
from cadence.checks.manners import Manner
from cadence.checks.result import Checked
from cadence.checks.scope import Rows, outside
from cadence.checks.subtotals import LIKE
from cadence.contract import Contract, Field
from cadence.problems import Fact
from cadence.sql import literal, quote

EXAMPLES = 3
PLAIN = Manner(None, "plain")


@dataclass(frozen=True)
class Emptied:
    """Published cells of one column that a file would empty: ``rows`` of them, with the first by key and old value."""

    table: str
    column: str
    rows: int
    examples: tuple[tuple[str, str], ...]


def split_silent(
    con: duckdb.DuckDBPyConnection,
    contract: Contract,
    text_table: str,
    mapping: Mapping[str, str],
    *,
    empties: bool = False,
) -> tuple[dict[str, str], tuple[str, ...]]:
    """The columns that say something (field -> text column), and the fields of which the file says nothing.

    A required column that is empty is kept: that its cells are missing is for the check to say. empties: so is every
    other one, since it is empty on purpose.
    """
    kept = {
        name: cell for name, cell in mapping.items() if empties or _says(con, contract.column(name), text_table, cell)
    }
    silent = [field.name for field in contract.fields if field.name not in kept]
    return kept, tuple(name for name in silent if name not in contract.primary_key)


def _says(con: duckdb.DuckDBPyConnection, field: Field, text_table: str, cell: str) -> bool:
    if field.required and field.default is None:
        return True
    said = f"written({quote(cell)})"
    where = f"not {cells.is_missing(field, said)} or {cells.is_cleared(said)}"
    return con.execute(f"select 1 from {text_table} where {where} limit 1").fetchone() is not None


def with_rules_said(contract: Contract, unsaid: Sequence[str]) -> Contract:
    """The contract without the rules that need a column of which the file says nothing; ``fill`` holds those."""
    return replace(contract, rules=tuple(rule for rule in contract.rules if not _needs(rule.condition, unsaid)))


def _needs(condition: str, fields: Sequence[str]) -> bool:
    return any(re.search(rf"\b{re.escape(name)}\b", condition) for name in fields)


def fill(checked: Checked, contract: Contract, unsaid: Sequence[str], *, empties: bool = False) -> Checked:
    """Give the staged rows the published values of the fields of which the file says nothing, and what has a name in
    one language alone the other; then hold the rules.

    The facts that say so are added. empties: empty cells are so on purpose.
    """
    facts, there = checked.facts, f"published.{quote(contract.name)} p on {_same_key(contract, 's', 'p')}"
    has_published = _has_published(checked.con, contract)
    if unsaid and has_published:
        values = ", ".join(f"{quote(name)} = p.{quote(name)}" for name in unsaid)
        checked.con.execute(
            f"update {checked.staged} as s set {values} from published.{quote(contract.name)} p "
            f"where {_same_key(contract, 's', 'p')}"
        )
    if contract.one_enough:
        known = there if has_published else f"(from {checked.staged} limit 0) p on false"
        own = is_own_text(checked, contract)
        facts = (*facts, *call_alike(checked, contract, unsaid, f"left join {known}", own, empties=empties))
    if unsaid and has_published:
        kept = " + ".join(f"count(p.{quote(name)}) filter (s.{quote(name)} = p.{quote(name)})" for name in unsaid)
        row = checked.con.execute(f"select {kept} from {checked.staged} s join {there}").fetchone()
        if row and row[0]:
            held = [name for name in unsaid if _holds(checked.con, contract, name)]
            facts = (*facts, Fact("unsaid_kept", {"n": row[0], "columns": ", ".join(held)}))
    for rule in contract.rules:
        if _needs(rule.condition, unsaid):
            shown = ", ".join(f"this.{quote(name)}::varchar" for name in rule.fields)
            insert(checked, rule.code, f"not ({rule.condition})", rule.fields, f"concat_ws(' / ', {shown})", "null")
            set_aside(checked)
    return replace(checked, facts=facts, unsaid=tuple(unsaid))


def _holds(con: duckdb.DuckDBPyConnection, contract: Contract, name: str) -> bool:
    sql = f"select 1 from published.{quote(contract.name)} where {quote(name)} is not null limit 1"
    return con.execute(sql).fetchone() is not None


def _has_published(con: duckdb.DuckDBPyConnection, contract: Contract) -> bool:
    try:
        return con.execute(f"select 1 from published.{quote(contract.name)} limit 1").fetchone() is not None
    except duckdb.CatalogException:
        return False  # a check by itself, without a record


def keep(parts: Sequence[Checked], contract: Contract, unread: Sequence[int], after: Rows) -> None:
    """Fill each part's ``kept``: the published rows that a replacement by these parts must not remove.

    unread: for each part, how many rows of its file could not even be read into the table. Where one of these, or
    a row set aside, does not tell its key, nobody knows which row it is: then no row of the table is removed. Nor are
    the rows of networks and cities that no part names. after: the rows of a table as they would be.
    """
    con, keys = parts[0].con, _keys(contract)
    table = f"published.{quote(contract.name)}"
    here = " union all ".join(f"select {keys} from {part.staged}" for part in parts)
    con.execute(f"create or replace temp table _here as select distinct {keys} from ({here})")
    for number, part in enumerate(parts):
        con.execute(f"create or replace temp table _aside as {_rejected_keys(part, contract)}")
        sums = f"select line from {part.listing} where code = {literal(LIKE)}"  # they are no rows of the table
        row = con.execute(
            f"select count(*) from _aside where ({_any_missing(contract)}) and _line not in ({sums})"
        ).fetchone()
        is_unknown = bool(unread[number] or (row and row[0]))
        inside = "" if is_unknown else f"semi join _aside a on {_same_key(contract, 'a', 'p')}"
        columns = ", ".join(f"p.{quote(name)}" for name in contract.columns)
        con.execute(
            f"create or replace table {part.kept} as select {columns}, 0::bigint as _line from {table} p "
            f"anti join _here h on {_same_key(contract, 'h', 'p')} {inside}"
        )
        con.execute(f"insert into _here select {keys} from {part.kept}")
        _say_kept(part, contract, is_unknown)
    _keep_outside(parts, contract, after)
    con.execute("drop table _here")
    con.execute("drop table _aside")


def _keep_outside(parts: Sequence[Checked], contract: Contract, after: Rows) -> None:
    """The rows that the parts do not speak for stay with the first part, with one note for the table."""
    con, first = parts[0].con, parts[0]
    con.execute(f"delete from {first.listing} where code = 'not_spoken_for'")
    if (others := outside(parts, contract, after)) is None:
        return
    columns = ", ".join(f"p.{quote(name)}" for name in contract.columns)
    row = con.execute(
        f"insert into {first.kept} select {columns}, 0::bigint from published.{quote(contract.name)} p "
        f"semi join ({others}) o on {_same_key(contract, 'o', 'p')} "
        f"anti join _here h on {_same_key(contract, 'h', 'p')}"
    ).fetchone()
    if row and row[0]:
        con.execute(
            f"insert into {first.listing} (line, code, severity, found) "
            f"values (null, 'not_spoken_for', 'note', '{row[0]}')"
        )


def _say_kept(part: Checked, contract: Contract, is_unknown: bool) -> None:
    """A note for each row set aside whose published row stays; or one for the whole table."""
    part.con.execute(f"delete from {part.listing} where code in ('published_kept', 'nothing_removed')")
    row = part.con.execute(f"select count(*) from {part.kept}").fetchone()
    n = int(row[0]) if row else 0
    if is_unknown:
        note = f"select null, 'nothing_removed', 'note', null, '{n}', null where {n} > 0"
    else:
        found = f"concat_ws(' / ', {', '.join(f'k.{quote(name)}' for name in contract.primary_key)})"
        note = (
            f"select k._line, 'published_kept', 'note', null, {found}, null from _aside k "
            f"join {part.kept} p on {_same_key(contract, 'k', 'p')}"
        )
    part.con.execute(f"insert into {part.listing} {note}")


def _rejected_keys(part: Checked, contract: Contract) -> str:
    """A SELECT of ``_line`` and the key of every row set aside, NULL where it cannot be read."""
    fields = [contract.column(name) for name in contract.primary_key]
    columns = {
        field.name: Column(field, "", quote(f"t_{field.name}"), quote(f"v_{field.name}"), PLAIN, False)
        for field in fields
        if field.name in part.mapping
    }
    picked = ", ".join(
        f"{columns[field.name].value if field.name in columns else f'null::{field.duckdb_type}'} as {quote(field.name)}"
        for field in fields
    )
    return f"select _line, {picked} from ({careful.reading(list(columns.values()), part.mapping, part.rejects)})"


def cells_to_empty(part: Checked, contract: Contract) -> Iterator[Emptied]:
    """The published cells that the staged rows of a part would empty, or put back to their default, by column."""
    if not _has_published(part.con, contract):
        return
    for name in (name for name in part.mapping if name not in contract.primary_key):
        field, column = contract.column(name), quote(name)
        said = f"written(t.{quote(part.mapping[name])})"
        missing = f"{cells.is_missing(field, said)} and not {cells.is_cleared(said)}"
        left = "null" if field.default is None else f"cast({literal(field.default)} as {field.duckdb_type})"
        shown = f"array_to_string(p.{column}, '|')" if field.type == "list" else f"p.{column}::varchar"
        key = f"concat_ws(' / ', {', '.join(f's.{quote(k)}' for k in contract.primary_key)})"
        found = part.con.execute(
            f"select {key}, {shown}, count(*) over () from {part.staged} s "
            f"join published.{quote(contract.name)} p on {_same_key(contract, 's', 'p')} "
            f"join {part.text_table} t on t._line = s._line where {is_own_text(part, contract)} "
            f"and p.{column} is not null and p.{column} is distinct from s.{column} and {missing} "
            f"and s.{column} is not distinct from {left} "
            f"order by s._line limit {EXAMPLES}"
        ).fetchall()
        if found:
            yield Emptied(contract.name, name, found[0][2], tuple((str(k), str(v)) for k, v, _ in found))


def is_own_text(part: Checked, contract: Contract) -> str:
    """True for the text row ``t`` that a staged row ``s`` of the same line was read from: where a line of the file gave
    several rows, a column a step, the one with its key.
    """
    several = f"select _line from {part.text_table} group by _line having count(*) > 1"
    told = [(key, part.mapping[key]) for key in contract.primary_key if key in part.mapping]
    same = " and ".join(f"lower(written(t.{quote(cell)})) = lower(s.{quote(key)}::varchar)" for key, cell in told)
    return f"(t._line not in ({several}) or ({same or 'true'}))"


def _keys(contract: Contract) -> str:
    return ", ".join(map(quote, contract.primary_key))


def _any_missing(contract: Contract) -> str:
    return " or ".join(f"{quote(name)} is null" for name in contract.primary_key)


def _same_key(contract: Contract, left: str, right: str) -> str:
    return " and ".join(f"{left}.{quote(k)} = {right}.{quote(k)}" for k in contract.primary_key)
