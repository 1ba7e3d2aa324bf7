"""Rules between tables: codes that must be found elsewhere, and what the contracts' cross rules say.

Everything is asked of the tables as they would be after the publication: the new rows over the published ones
(merge), or the new rows alone (replace). The connection holds the published rows as ``published.<table>``.
A row that fails is set aside, so tables are taken parents first: a child of a row set aside fails too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from cadence.checks.faults import BETWEEN
from cadence.checks.listing import insert, set_aside
from cadence.checks.lists import take_apart
from cadence.checks.published import keep
from cadence.checks.result import Checked
from cadence.checks.subtotals import name_subtotals
from cadence.contract import Contract, CrossRule, ForeignKey, load_contracts
from cadence.problems import Problem
from cadence.settings import PROJECT
from cadence.sql import count, literal, quote

FOLDER = PROJECT / "queries" / "checks"
ORPHANS_SHOWN = 20


@dataclass(frozen=True)
class After:
    """The tables as they would be: ``tables`` holds the checked parts of every table that gets new rows.

    gone: for some tables, a relation of the keys of published rows that are taken away.
    own: by table, tables of rows that come with the files beside what stands in them.
    """

    tables: Mapping[str, Sequence[Checked]]
    mode: str
    upload_day: dt.date
    gone: Mapping[str, str] = field(default_factory=dict)
    own: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def rows(self, table: str) -> str:
        """SELECT of a table after the publication, contract columns only."""
        if not self.own.get(table):
            return self._of_files(table)
        contract = load_contracts()[table]
        columns, key = (", ".join(map(quote, names)) for names in (contract.columns, contract.primary_key))
        new = " union all ".join(f"select {columns} from {rows}" for rows in self.own[table])
        others = f"select {columns} from ({self._of_files(table)}) where ({key}) not in (select ({key}) from ({new}))"
        return f"{new} union all {others}"

    def _of_files(self, table: str) -> str:
        contract = load_contracts()[table]
        columns = ", ".join(map(quote, contract.columns))
        published = f"select {columns} from {self._rows_that_stay(table)}"
        parts = [f"select {columns} from {rows}" for part in self.tables.get(table, ()) for rows in part.brings]
        if not parts:
            return published
        if self.mode == "merge":
            key = ", ".join(map(quote, contract.primary_key))
            # A file that lacks its key's column brings rows without one: they take the place of none.
            has_key = " and ".join(f"{quote(name)} is not null" for name in contract.primary_key)
            new = " union all ".join(f"select {key} from {part.staged} where {has_key}" for part in self.tables[table])
            parts.append(f"{published} where ({key}) not in ({new})")
        return " union all ".join(parts)

    def keys(self, table: str, fields: Iterable[str]) -> str:
        """SELECT of the values that a reference to a table may have; cheaper than its rows."""
        columns = ", ".join(map(quote, fields))
        parts = [f"select {columns} from {rows}" for part in self.tables.get(table, ()) for rows in part.brings]
        if self.mode == "merge" or not parts:
            parts.append(f"select {columns} from {self._rows_that_stay(table)}")
        parts += [f"select {columns} from {rows}" for rows in self.own.get(table, ())]
        return " union all ".join(parts)

    def _rows_that_stay(self, table: str) -> str:
        """The published rows without those taken away, as a relation."""
        name = f"published.{quote(table)}"
        if table not in self.gone:
            return name
        keys = load_contracts()[table].primary_key
        same = " and ".join(f"p.{quote(key)} = g.{quote(key)}" for key in keys)
        return f"(select p.* from {name} p anti join {self.gone[table]} g on {same})"


def check_across(after: After, unread: Mapping[str, Sequence[int]] | None = None) -> list[Problem]:
    """Set aside every staged row that breaks a rule between tables; the answer holds what stops everything.

    Each Checked's listing, staged, rejects and kept tables are brought up to date in place. unread: by table, for
    each part, the rows of its file that could not be read.
    """
    tables, mode = after.tables, after.mode
    for name, contract in load_contracts().items():  # first: a rule of a table before may read one that comes after
        _set_aside_keys_of_other_parts(contract, tables.get(name, ()))
    for name, contract in load_contracts().items():
        parts = tables.get(name, ())
        for part in parts:
            while _check_part(part, contract, after):
                pass  # a row set aside may be what another row of the same table refers to
            if count(part.con, part.aside):
                _check_rows(part, contract, after, part.aside)
            name_subtotals(part, contract)
        if parts and mode == "replace":
            keep(parts, contract, (unread or {}).get(name) or [0] * len(parts), after.rows)
    return _orphans(after)


def _check_part(part: Checked, contract: Contract, after: After) -> bool:
    """One round over one table; whether a row that others of the table refer to was set aside."""
    before = part.good
    for key in contract.foreign_keys:
        if contract.column(key.fields[0]).type == "list":
            take_apart(part, key, after.keys(key.table, key.reference_fields))
    _check_rows(part, contract, after, part.staged)
    refers_to_itself = any(key.table == contract.name for key in contract.foreign_keys)
    return refers_to_itself and part.good < before


def _check_rows(part: Checked, contract: Contract, after: After, rows: str) -> None:
    """What is wrong between tables with the staged rows, or with those set aside already."""
    for key in contract.foreign_keys:
        _list_unknown(part, key, contract, after, rows)
    if rows == part.staged:
        set_aside(part)
    for rule in contract.cross_rules:
        _list_broken(part, rule, after, rows)
    if rows == part.staged:
        set_aside(part)


def _list_unknown(part: Checked, key: ForeignKey, contract: Contract, after: After, rows: str) -> None:
    """Rows whose reference is found nowhere; of a list cell, each value is looked up."""
    name = key.fields[0]
    value = quote(name)
    is_list = contract.column(name).type == "list"
    values = f"unnest({value})" if is_list else value
    code = quote(key.reference_fields[0])
    known = f"select {code} from ({after.keys(key.table, key.reference_fields)}) where {code} is not null"
    unknown = part.con.execute(
        f"select list(v) from (select distinct {values} as v from {rows}) where v is not null and v not in ({known})"
    ).fetchone()
    if not unknown or not unknown[0]:
        return
    bad = f"[{', '.join(literal(v) for v in unknown[0])}]"
    where = f"list_has_any({value}, {bad})" if is_list else f"{value} is not null and {value} not in ({known})"
    found = f"array_to_string(list_intersect({value}, {bad}), ', ')" if is_list else value
    insert(part, "unknown_reference", where, (name,), found, literal(key.table), rows=rows)
    for parent in after.tables.get(key.table, ()):
        _name_parent_set_aside(part, parent, key)


def _name_parent_set_aside(part: Checked, parent: Checked, key: ForeignKey) -> None:
    """A reference to a row of the same step that is set aside has that reason, and no other remedy."""
    code = parent.mapping.get(key.reference_fields[0])
    if code is not None:
        part.con.execute(
            f"update {part.listing} set code = 'parent_set_aside' where code = 'unknown_reference' "
            f"and col = $header and found in (select trim({quote(code)}) from {parent.rejects})",
            {"header": part.header(key.fields[0])},
        )


def _list_broken(part: Checked, rule: CrossRule, after: After, rows: str) -> None:
    tables = ", ".join(f"{quote(table)} as ({after.rows(table)})" for table in rule.tables)
    condition = (rule.condition or _condition(rule.code)).replace("$upload_day", f"date '{after.upload_day}'")
    shown = ", ".join(f"this.{quote(name)}::varchar" for name in rule.fields)
    found = f"concat_ws({literal(BETWEEN)}, {shown})"
    insert(
        part,
        rule.code,
        f"not ({condition})",
        rule.fields,
        found,
        rule.expected or "null",
        f"with {tables}" if tables else "",
        rows,
    )


@cache
def _condition(code: str) -> str:
    """The condition of a rule that is too long for its contract: ``queries/checks/<code>.sql``."""
    return (FOLDER / f"{code}.sql").read_text(encoding="utf-8").rstrip().rstrip(";")


def _set_aside_keys_of_other_parts(contract: Contract, parts: Sequence[Checked]) -> None:
    """The same key in two files: the file named first keeps it."""
    key = ", ".join(map(quote, contract.primary_key))
    for number, part in enumerate(parts):
        earlier = " union all ".join(f"select {key} from {other.staged}" for other in parts[:number])
        if earlier:
            found = f"concat_ws({literal(BETWEEN)}, {key})"
            insert(part, "key_in_other_file", f"({key}) in ({earlier})", contract.primary_key, found, "null")
            set_aside(part)


def _orphans(after: After) -> list[Problem]:
    """Rows whose parent a replacement, or what is taken away, would leave them without: this stops everything."""
    problems = []
    for name, contract in load_contracts().items():
        for key in contract.foreign_keys:
            is_replaced = after.mode == "replace" and key.table in after.tables and name not in after.tables
            if is_replaced or key.table in after.gone:
                problems += _orphans_of(name, contract, key, after)
    return problems


def _orphans_of(name: str, contract: Contract, key: ForeignKey, after: After) -> list[Problem]:
    value = quote(key.fields[0])
    values = f"unnest({value})" if contract.column(key.fields[0]).type == "list" else value
    con = next(part.con for parts in after.tables.values() for part in parts)
    known = after.keys(key.table, key.reference_fields)
    found = con.execute(
        f"select distinct v from (select {values} as v from ({after.rows(name)})) "
        f"where v is not null and v not in ({known}) order by v limit {ORPHANS_SHOWN}"
    ).fetchall()
    return [
        Problem("still_referenced", "refused", key.table, None, None, key.reference_fields[0], v, name)
        for (v,) in found
    ]
