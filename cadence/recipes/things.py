"""Rows of things: networks, cities, partners, actions, steps; those that a sheet describes, and those it only names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cadence.contract import load_contracts
from cadence.problems import Problem
from cadence.recipes.made import Made, text_of
from cadence.recipes.model import Column
from cadence.recipes.names import THINGS
from cadence.recipes.places import country_of, find_towns, towns_named
from cadence.recipes.sheet import Cells
from cadence.recipes.sheet_cells import UNKNOWN
from cadence.recipes.vocabulary import plain
from cadence.sql import beside, insert_rows, literal, quote

LINES_SHOWN = 5
# What a new row must have, and most sheets do not say: then it is not known.
UNKNOWN_FIELDS = {"partners": ("sector",), "actions": ("size",)}
# Words that are no town, though a town somewhere has that name.
PLACELESS = frozenset({"total", "autre", "other"})


def things(cells: Cells, made: Made, table: str) -> None:
    """The rows of a table's things: those the sheet describes, and new ones that no sheet does."""
    thing = THINGS[table]
    own = cells.column(f"{table}.{thing.names[0]}")
    described = _describe(cells, made, table, own) if own is not None else set()
    names = cells.run.names
    elsewhere = {
        code for sheet in cells.run.sheets if sheet.column(f"{table}.{thing.names[0]}") for code in sheet.codes(table)
    }
    new = [code for code in cells.codes(table) if code in names.new.get(thing.name, {})]
    missing = [code for code in new if code not in described | elsewhere | cells.run.defined[thing.name]]
    cells.run.defined[thing.name].update(described, missing)
    if missing and table != "actions":
        _mention(cells, made, table, missing)


def _describe(cells: Cells, made: Made, table: str, own: tuple[Column, str]) -> set[str]:
    """One row for each thing whose name stands in a column, with the first that each field says; contradictions are
    told.
    """
    thing, contract = THINGS[table], load_contracts()[table]
    column, cell = own
    codes = {text: cells.codes_of(table, column, text) for text in cells.texts(cell)}
    code = cells.lookup(cell, table, codes)
    fields: dict[str, str] = {}
    for declared in contract.fields:
        if declared.name not in (thing.key, *thing.names, "network_id") and (
            value := cells.value(f"{table}.{declared.name}")
        ):
            fields[declared.name] = value
    texts = ", ".join(f"{value} as {quote(name)}" for name, value in fields.items())
    is_list = {name for name in fields if contract.column(name).type == "list"}
    rows = (
        f"select s._line, unnest(string_split({code}, '|')) as code, contains({code}, '|') as is_several"
        f"{', ' + texts if texts else ''} from {cells.base} s where s.{cell} is not null"
    )
    firsts = [
        f"all_said({quote(name)}) as {quote(name)}"
        if name in is_list
        else f"first_said({quote(name)}, _line) as {quote(name)}"
        if cells.column(f"{table}.{name}") is None  # said once for all of them
        else f"first_said(if(is_several, null, {quote(name)}), _line) as {quote(name)}"
        for name in fields
    ]
    said = cells.run.names.said.get(thing.name, {})
    held = sorted({one for text in codes.values() for one in text.split("|") if one})
    names_table = beside(quote(cells.source.table), f"__{table}_names")
    cells.con.execute(f"create or replace table {names_table} (code varchar, name varchar)")
    insert_rows(cells.con, names_table, [(one, said.get(one, one)) for one in held])
    extra = [f"{literal(cells.run.network)} as network_id"] if "network_id" in contract.columns else []
    picked = ", ".join(
        [
            f"r.code as {quote(thing.key)}",
            *[f"n.name as {quote(name)}" for name in thing.names],
            *extra,
            *(quote(f) for f in fields),
        ]
    )
    grouped = (
        f"select code, min(_line) as _line{', ' + ', '.join(firsts) if firsts else ''} from ({rows}) group by code"
    )
    select = f"select _line, {picked} from ({grouped}) r join {names_table} n on n.code = r.code"
    order = [thing.key, *thing.names, *(["network_id"] if extra else []), *fields]
    if table == "cities":
        select, order = _with_places(cells, select, order)
    select, order = _with_unknown(cells, table, select, order)
    cells.write(made, table, select, order)
    _contradictions(cells, made, table, rows, [name for name in fields if name not in is_list])
    return set(held)


def _contradictions(cells: Cells, made: Made, table: str, rows: str, fields: Sequence[str]) -> None:
    """Where lines of one thing differ: what each says, and where. The first that says something is taken."""
    said = cells.run.names.said.get(THINGS[table].name, {})
    for name in fields:
        found = cells.con.execute(
            f"""
            select code, list(distinct said order by said), list(distinct _line order by _line)
            from (select _line, code, {quote(name)} as said from ({rows}) where not is_several)
            where said is not null group by code having count(distinct said) > 1 order by code limit 50
            """
        ).fetchall()
        for code, values, lines in found:
            places = ", ".join(map(str, lines[:LINES_SHOWN])) + ("…" if len(lines) > LINES_SHOWN else "")
            made.problems.append(
                Problem(
                    "contradiction",
                    "note",
                    table,
                    line=int(lines[0]),
                    column=cells.header_of(f"{table}.{name}"),
                    found=" / ".join(map(str, values[:LINES_SHOWN])),
                    expected=f"{said.get(code, code)}: {places}",
                )
            )


def _with_places(cells: Cells, select: str, order: list[str]) -> tuple[str, list[str]]:
    """Country and place of towns where the sheet says none: of the only town of that name, or as a person said."""
    rows = cells.con.execute(
        f"select city_id, name, {'country' if 'country' in order else 'null'} from ({select})"
    ).fetchall()
    find_towns(str(name) for _, name, _ in rows)
    places = {str(code): _place(cells, str(name), country) for code, name, country in rows}
    table = beside(quote(cells.source.table), "__places")
    cells.con.execute(
        f"create or replace table {table} (code varchar, country varchar, latitude varchar, longitude varchar)"
    )
    insert_rows(cells.con, table, [(code, *place) for code, place in places.items()])
    fields = [name for name in ("country", "latitude", "longitude") if name == "country" or name not in order]
    kept = ", ".join(f"t.{quote(name)}" for name in order if name not in fields)
    filled = ", ".join(f"coalesce({'t.' + name if name in order else 'null'}, p.{name}) as {name}" for name in fields)
    joined = _joining_day(cells, order)
    return (
        f"select t._line, {kept}, {filled}{joined} from ({select}) t left join {table} p on p.code = t.city_id",
        [*(name for name in order if name not in fields), *fields, *(["joined_on"] if joined else [])],
    )


def _joining_day(cells: Cells, order: Sequence[str]) -> str:
    said = cells.sheet.constants.get("cities.joined_on")
    return f", {literal(said)} as joined_on" if said and "joined_on" not in order else ""


def _place(cells: Cells, name: str, country: object) -> tuple[str | None, str | None, str | None]:
    known = cells.run.recipe.places.get(plain(name))
    code = country_of(str(country)) if country else known
    if cells.run.is_published("city", name):
        return code, *_published_place(cells, name)
    if plain(name) in PLACELESS:
        return code, None, None
    towns = towns_named(name, code)
    if not towns or (code is None and len({town.country for town in towns}) > 1):
        return code, None, None
    return code or towns[0].country, str(towns[0].latitude), str(towns[0].longitude)


def _published_place(cells: Cells, name: str) -> tuple[str | None, str | None]:
    """Where a published city is: a sheet that says nothing of it takes nothing away, though it brings new cities."""
    if not cells.run.has_record:
        return None, None
    row = cells.con.execute(
        "select latitude::varchar, longitude::varchar from published.cities where city_id = $code",
        {"code": cells.run.names.code("city", name)},
    ).fetchone()
    return (row[0], row[1]) if row else (None, None)


def _with_unknown(cells: Cells, table: str, select: str, order: list[str]) -> tuple[str, list[str]]:
    """What a new thing must have and the sheet does not say: a constant of the recipe, else that it is not known."""
    for name in UNKNOWN_FIELDS.get(table, ()):
        meaning = f"{table}.{name}"
        said = cells.sheet.constants.get(meaning, UNKNOWN)
        if name in order:
            select = f"select * replace (coalesce({quote(name)}, {literal(said)}) as {quote(name)}) from ({select})"
        else:
            select, order = f"select *, {literal(said)} as {quote(name)} from ({select})", [*order, name]
    return select, order


def _mention(cells: Cells, made: Made, table: str, codes: Sequence[str]) -> None:
    """Rows of new things that are only named: their name, and what must be said."""
    thing, said = THINGS[table], cells.run.names.said[THINGS[table].name]
    lines = _first_lines(cells, table)
    rows = []
    for code in codes:
        row: dict[str, object] = {
            "_line": lines.get(code, 1),
            thing.key: code,
            **{name: said[code] for name in thing.names},
        }
        if table == "cities":
            country, latitude, longitude = _place(cells, said[code], cells.sheet.constants.get("cities.country"))
            row |= {"network_id": cells.run.network, "country": country, "latitude": latitude, "longitude": longitude}
            row |= {"joined_on": cells.sheet.constants.get("cities.joined_on")}
        for name in UNKNOWN_FIELDS.get(table, ()):
            row[name] = cells.sheet.constants.get(f"{table}.{name}", UNKNOWN)
        rows.append(row)
    cells.add_rows(made, table, rows) if not _has(cells, made, table) else _more_rows(cells, made, table, rows)


def _has(cells: Cells, made: Made, table: str) -> bool:
    return any(one.table == table for one in made.extracts)


def _more_rows(cells: Cells, made: Made, table: str, rows: Sequence[Mapping[str, object]]) -> None:
    """Add rows to a table that the sheet describes already."""
    extract = next(one for one in made.extracts if one.table == table)
    columns = ", ".join(["_line", *extract.mapping.values()])
    insert_rows(
        cells.con,
        f"{extract.text_table} ({columns})",
        [[row["_line"], *(text_of(row.get(name)) for name in extract.mapping)] for row in rows],
    )


def _first_lines(cells: Cells, table: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, cell in cells.mentions(table):
        for text, line in cells.con.execute(
            f"select {cell}, min(_line) from {cells.base} where {cell} is not null group by 1"
        ).fetchall():
            for code in cells.codes_of(table, column, str(text)).split("|"):
                found[code] = min(line, found.get(code, line))
    return found
