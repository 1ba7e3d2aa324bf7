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
    columns = with_units(columns)
    readings = beside(checked.staged, "__readings")
    _read(checked, columns, readings)
    faults.list_all(checked, contract, columns, readings)
    _separate(checked, contract, columns, readings)
    facts = facts_of(checked, columns, votes, readings)
    checked.con.execute(f"drop table {readings}")
    return replace(checked, facts=tuple(facts), ambiguities=tuple(questions))


def with_units(columns: Sequence[Column]) -> list[Column]:
    """The columns, each number with those that say its unit."""
    texts = {column.field.name: column.text for column in columns}
    return [
        replace(c, units=f"[{', '.join(texts[n] for n in c.field.unit_in if n in texts)}]::varchar[]") for c in columns
    ]


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
    numbers, days = [c for c in columns if c.is_number], [c for c in columns if c.is_day]
    signs = ", ".join(["*", *(f"unit_sign({c.text}) as {c.sign}" for c in numbers)])
    bares = ", ".join(["*", *(f"{cells.bare_text(c)} as {c.bare}" for c in (*numbers, *days))])
    factors = ", ".join(
        [
            "*",
            *(f"unit_factor({c.text}, {c.sign}) as {c.factor}" for c in numbers),
            *(f"folded({c.bare}) as {c.plain_words}" for c in days),
        ]
    )
    values = ", ".join(["*", *(f"{cells.careful_value(c)} as {c.value}" for c in columns)])
    inner = f"select {texts} from (select {written} from {source})"
    return f"select {values} from (select {factors} from (select {bares} from (select {signs} from ({inner}))))"


def _separate(checked: Checked, contract: Contract, columns: list[Column], readings: str) -> None:
    """Good rows to ``staged``, the others to ``aside``, typed; the text of these to ``rejects``."""
    set_aside = f"select line from {checked.listing} where severity = 'row'"
    typed = f"select {typed_columns(contract, columns)}, _line from {readings}"
    checked.con.execute(f"create or replace table {checked.staged} as {typed} where _line not in ({set_aside})")
    checked.con.execute(f"create or replace table {checked.aside} as {typed} where _line in ({set_aside})")
    checked.con.execute(f"insert into {checked.rejects} from {checked.text_table} where _line in ({set_aside})")
