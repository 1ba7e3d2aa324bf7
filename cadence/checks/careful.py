"""The careful way: read what people write, list every cell that breaks the contract, set its row aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cadence.checks import cells, faults
from cadence.checks.columns import Column, typed_columns
from cadence.checks.facts import facts_of
from cadence.checks.manners import Choices, Manner, count_votes, decide, has_manner
from cadence.checks.result import Checked
from cadence.contract import Contract
from cadence.sql import beside, quote

PLAIN = Manner(None, "plain")


def check(checked: Checked, contract: Contract, choices: Choices, *, plain_decimal: bool) -> Checked:
    """Read every mapped cell, fill ``staged``, ``rejects`` and ``listing``; facts and questions in the answer."""
    mapped = [field for field in contract.fields if field.name in checked.mapping]
    votes = [
        count_votes(checked.con, checked.text_table, field, checked.mapping[field.name])
        for field in mapped
        if has_manner(field)
    ]
    manners, questions = decide(votes, choices, checked.headers, plain_decimal=plain_decimal)
    asked = {question.column for question in questions}
    columns = []
    for number, field in enumerate(mapped):
        header = checked.headers.get(checked.mapping[field.name], field.name)
        manner = manners.get(field.name, PLAIN)
        names = (quote(f"t{number}"), quote(f"v{number}"))
        columns.append(Column(field, header, *names, manner, header in asked and has_manner(field)))
    readings = beside(checked.staged, "__readings")
    _read(checked, columns, readings)
    faults.list_all(checked, contract, columns, readings)
    _separate(checked, contract, columns, readings)
    facts = facts_of(checked, columns, votes, readings)
    checked.con.execute(f"drop table {readings}")
    return replace(checked, facts=tuple(facts), ambiguities=tuple(questions))


def _read(checked: Checked, columns: list[Column], readings: str) -> None:
    """Create ``readings``: ``_line`` and, for each column, its text and its value."""
    checked.con.execute(
        f"create or replace table {readings} as {reading(columns, checked.mapping, checked.text_table)}"
    )


def reading(columns: Sequence[Column], mapping: Mapping[str, str], source: str) -> str:
    """A SELECT of ``_line`` and, for each column, its text and its value, over a text table.

    Each step is a SELECT of its own: one expression in another is copied wherever it is named, and takes the planner
    ten seconds.
    """
    cells_of = [(column, quote(mapping[column.field.name])) for column in columns]
    each = dict.fromkeys(cell for _, cell in cells_of)
    written = ", ".join(["_line", *(f"written({cell}) as {cell}" for cell in each)])
    texts = ", ".join(
        ["_line", *(f"{cells.careful_text(column.field, cell)} as {column.text}" for column, cell in cells_of)]
    )
    values = ", ".join(["*", *(f"{cells.careful_value(c.field, c.text, c.manner)} as {c.value}" for c in columns)])
    return f"select {values} from (select {texts} from (select {written} from {source}))"


def _separate(checked: Checked, contract: Contract, columns: list[Column], readings: str) -> None:
    """Good rows to ``staged``, the others to ``aside``, typed; the text of these to ``rejects``."""
    set_aside = f"select line from {checked.listing} where severity = 'row'"
    typed = f"select {typed_columns(contract, columns)}, _line from {readings}"
    checked.con.execute(f"create or replace table {checked.staged} as {typed} where _line not in ({set_aside})")
    checked.con.execute(f"create or replace table {checked.aside} as {typed} where _line in ({set_aside})")
    checked.con.execute(f"insert into {checked.rejects} from {checked.text_table} where _line in ({set_aside})")
