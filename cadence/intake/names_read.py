"""Names where codes are asked for: in a contract table too, a city, partner, step or action may be told by its name.

Only what is known is put in its place: a name that nobody used yet, or that two things bear, stays as it is, for the
checks to list. What was read this way is counted and told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb

from cadence.contract import ForeignKey, load_contracts
from cadence.intake.model import Part
from cadence.problems import Fact
from cadence.recipes.cells import names_in
from cadence.recipes.names import THINGS, Names, load_names
from cadence.sql import insert_rows, quote

MOST = 20_000  # different cells of a column that are looked up


def read_names(con: duckdb.DuckDBPyConnection, parts: Sequence[Part]) -> None:
    """Put the code of each known name where the reference columns of contract tables hold a name."""
    tables = [part for part in parts if part.recognition is not None and part.recognition.kind == "table"]
    names: Names | None = None
    for part in tables:
        found = part.recognition
        assert found is not None
        for key in load_contracts()[found.about].foreign_keys:
            if len(key.fields) != 1 or key.table not in THINGS or key.fields[0] not in found.mapping:
                continue
            texts = _unknown_cells(con, part, found.mapping[key.fields[0]], key, tables)
            if not texts:
                continue
            names = names or _names(con, tables)
            _replace(con, part, found.mapping[key.fields[0]], key, _codes(names, key, found.about, texts))


def _unknown_cells(
    con: duckdb.DuckDBPyConnection, part: Part, cell: str, key: ForeignKey, tables: Sequence[Part]
) -> list[str]:
    """The different cells of a column that are no code which is published or comes in the same files."""
    codes = [f"select {quote(key.reference_fields[0])}::varchar as code from published.{quote(key.table)}"]
    for other in tables:
        found = other.recognition
        if found is not None and found.about == key.table and key.reference_fields[0] in found.mapping:
            codes.append(f"select trim({found.mapping[key.reference_fields[0]]}) from {quote(other.reading.table)}")
    try:
        rows = con.execute(
            f"select distinct trim({cell}) as text from {quote(part.reading.table)} where trim({cell}) <> '' "
            f"and trim({cell}) not in (select code from ({' union all '.join(codes)}) where code is not null) "
            f"limit {MOST + 1}"
        ).fetchall()
    except duckdb.CatalogException:
        return []  # a check by itself, without a record
    return [str(text) for (text,) in rows] if len(rows) <= MOST else []


def _names(con: duckdb.DuckDBPyConnection, tables: Sequence[Part]) -> Names:
    """The names that the record knows in every network, and those that come with a code in the same files."""
    names = load_names(con, None)
    for part in tables:
        found = part.recognition
        thing = THINGS.get(found.about) if found is not None else None
        if found is None or thing is None or thing.key not in found.mapping:
            continue
        for column in (found.mapping[name] for name in thing.names if name in found.mapping):
            rows = con.execute(
                f"select trim({found.mapping[thing.key]}), trim({column}) from {quote(part.reading.table)} limit {MOST}"
            ).fetchall()
            for code, name in rows:
                if code and name:
                    names.learn(thing.name, str(name), str(code))
    return names


def _codes(names: Names, key: ForeignKey, table: str, texts: Sequence[str]) -> Mapping[str, str]:
    """The code, or codes of a list, for each cell all of whose names are known."""
    thing = THINGS[key.table].name
    is_list = load_contracts()[table].column(key.fields[0]).type == "list"
    found = {}
    for text in texts:
        parts = names_in(text, lambda part: names.code(thing, part) is not None) if is_list else [text]
        codes = [names.code(thing, part) for part in parts]
        # A list of codes is no list of names: how it is written is for the checks to tell.
        if codes and all(codes) and codes != parts:
            found[text] = "|".join(dict.fromkeys(code for code in codes if code))
    return {text: code for text, code in found.items() if text != code}


def _replace(con: duckdb.DuckDBPyConnection, part: Part, cell: str, key: ForeignKey, codes: Mapping[str, str]) -> None:
    if not codes:
        return
    con.execute("create or replace temp table names_read (text varchar, code varchar)")
    insert_rows(con, "names_read", codes.items())
    row = con.execute(
        f"update {quote(part.reading.table)} set {cell} = r.code from names_read r where trim({cell}) = r.text"
    ).fetchone()
    con.execute("drop table names_read")
    header = part.reading.columns[int(cell[1:])]
    told = ", ".join(f"{text} = {code}" for text, code in list(codes.items())[:3]) + ("…" if len(codes) > 3 else "")
    n = int(row[0]) if row else 0
    part.noted.append(Fact("names_read", {"n": n, "column": " ".join(header.split()), "names": told}))
