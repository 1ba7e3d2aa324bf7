"""One table of one file on its way in: what a person said of it, what it was taken for, its check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import duckdb

from cadence.checks import Checked, Choices, check, load_readers, published
from cadence.contract import load_contracts
from cadence.intake import across, list_columns, rejects
from cadence.intake.epoch import count_from_1900
from cadence.intake.model import Choice, Part, WhichTable
from cadence.intake.points import points_elsewhere
from cadence.intake.recipe import extract, load_recipe
from cadence.intake.recognised import Recognised
from cadence.intake.recognition import Table, distinct, recognise, rivals
from cadence.intake.same_names import known_names
from cadence.intake.shapes import other_shape
from cadence.problems import Fact, Problem
from cadence.reading import Reading
from cadence.sql import quote

# Of a table with unread columns: when more of its rows than this have the key of another, it is another table.
MOST_REPEATED = 0.2


def recognise_part(con: duckdb.DuckDBPyConnection, part: Part) -> None:
    """Tell what was read; the reasons against it are left in the part."""
    part.noted += rejects.take_marks_off(con, part.reading)
    part.reading = replace(part.reading, columns=distinct(part.reading.columns))
    part.reading, joined = list_columns.join(con, part.reading)
    part.noted += joined
    reading, choice = part.reading, part.choice
    table = Table(reading.columns, reading.hxl, reading.name, choice.columns)
    part.candidates = [_without_own_columns(one) for one in recognise(table, choice.about)]
    found = part.recognition
    if found is None and choice.about is None:
        part.reading, turned = across.turn(con, reading)
        part.noted += turned
        reading = part.reading
    shape = other_shape(con, reading) if found is None or found.missing else None
    if found is None or shape is not None:
        part.refusals.append(shape or Problem("not_recognised", "refused", found=", ".join(reading.columns)))
        return
    if found.kind == "table" and choice.about is None:
        found = _weigh_rivals(con, part, table, found)
    part.refusals += [_missing_column(found, name) for name in found.missing]
    part.refusals += _asked_columns(con, reading, found)


def check_part(con: duckdb.DuckDBPyConnection, part: Part) -> None:
    """Check what was recognised, unless it waits for answers; a missing column hides no other fault."""
    found = part.recognition
    if found is None or part.waits:
        return
    if found.kind == "table":
        count_from_1900(con, part.reading, found)
    if found.unknown:
        headers = ", ".join(" ".join(header.split()) for header in found.unknown)
        part.noted.append(Fact("columns_unread", {"n": len(found.unknown), "headers": headers}))
    if found.kind == "table" or not part.refusals:
        part.checked = _check(con, part, found, part.choice)
        part.told += [*points_elsewhere(part.checked), *known_names(part.checked)]


def _weigh_rivals(con: duckdb.DuckDBPyConnection, part: Part, table: Table, found: Recognised) -> Recognised:
    """What the part is taken for: never a table whose key would repeat, where another reads as many columns.

    Where several are as likely, or the key of the only one repeats, it is left to ask.
    """
    likely = [found, *map(_without_own_columns, rivals(table, found))]
    repeated = _repeated_keys(con, part.reading, found)
    if repeated and (others := [one for one in likely[1:] if not _repeated_keys(con, part.reading, one)]):
        likely, repeated = others, 0
    if len(likely) > 1 or repeated:
        part.which = WhichTable(tuple(likely), repeated)
    part.candidates = [*likely, *(one for one in part.candidates if one.about not in {o.about for o in likely})]
    return likely[0]


def _repeated_keys(con: duckdb.DuckDBPyConnection, reading: Reading, found: Recognised) -> int:
    """Rows that differ and have one key, where there are too many for slips and columns stay unread; else 0."""
    key = [found.mapping.get(name) for name in load_contracts()[found.about].primary_key]
    if not found.unknown or None in key:
        return 0
    keys = ", ".join(f"trim({cell})" for cell in key)
    whole = ", ".join(f"c{place}" for place in range(len(reading.columns)))
    row = con.execute(
        f"select coalesce(sum(n) filter (different > 1), 0)::bigint, coalesce(sum(n), 0)::bigint from ("
        f"select count(*) as n, count(distinct row({whole})) as different from {quote(reading.table)} group by {keys})"
    ).fetchone()
    same, rows = row or (0, 0)
    return int(same) if same > rows * MOST_REPEATED else 0


def _asked_columns(con: duckdb.DuckDBPyConnection, reading: Reading, found: Recognised) -> list[Problem]:
    """Two columns that hold something, and not the same, answer to one field: which it is, somebody says."""
    rivals: dict[str, list[str]] = {}
    for taken, other in found.rivals:
        differ = f"c{taken.place} is distinct from c{other.place}"
        filled = [
            f"select 1 from {quote(reading.table)} where trim(c{m.place}) <> '' and {differ} limit 1"
            for m in (taken, other)
        ]
        if all(con.execute(sql).fetchone() for sql in filled):
            rivals.setdefault(taken.field, [taken.header]).append(other.header)
    return [
        Problem("two_columns", "refused", found.about, column=name, found=", ".join(headers), field=name)
        for name, headers in rivals.items()
    ]


def _without_own_columns(found: Recognised) -> Recognised:
    """The columns that Cadence itself wrote beside rows set aside are not news to anybody."""
    own = rejects.own_headers()
    return replace(found, unknown=tuple(header for header in found.unknown if header not in own))


def _check(con: duckdb.DuckDBPyConnection, part: Part, found: Recognised, choice: Choice) -> list[Checked]:
    reading, said = part.reading, Choices(choice.dates, choice.decimal)
    semicolons = any(fact.code == "separator_semicolon" for fact in reading.facts)
    table = quote(reading.table)
    tables: list[tuple[str, str, Mapping[str, str], Mapping[str, str]]]
    if found.kind == "table":
        names = {f"c{place}": header for place, header in enumerate(reading.columns)}
        tables = [(found.about, table, found.mapping, names)]
    else:
        made = part.extracts
        extracts = made if made is not None else extract(con, load_recipe(found.about), table, reading.columns)
        tables = [(one.table, one.text_table, one.mapping, one.headers) for one in extracts]
    load_readers(con)
    checked = []
    for name, text_table, mapping, headers in tables:
        contract = load_contracts()[name]
        kept, unsaid = published.split_silent(con, contract, text_table, mapping, empties=choice.empties)
        rules = published.with_rules_said(contract, unsaid)
        one = check(con, rules, text_table, kept, headers=headers, choices=said, plain_decimal=not semicolons)
        checked.append(published.fill(one, contract, unsaid, empties=choice.empties))
    return checked


def _missing_column(found: Recognised, name: str) -> Problem:
    if found.kind == "recipe":
        return Problem("missing_export_column", "refused", found.about, column=name)
    is_name = any(name in names for names in load_contracts()[found.about].one_enough)
    code = "missing_name_column" if is_name else "missing_column"
    return Problem(code, "refused", found.about, column=name, field=name)
