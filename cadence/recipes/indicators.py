"""What was measured of actions, and tables whose rows are the lines of a sheet."""

from __future__ import annotations

from cadence.contract import load_contracts
from cadence.recipes.cells import SEVERAL_CODES
from cadence.recipes.made import Made, reference_of
from cadence.recipes.names import THINGS
from cadence.recipes.profile import YEAR
from cadence.recipes.sheet import Cells
from cadence.recipes.sheet_cells import UNKNOWN
from cadence.sql import beside, literal, quote

NAMES = ("name_fr", "name_en")


def indicators(cells: Cells, made: Made) -> None:
    """The indicators of the sheet's actions, and what was measured by the day of the export."""
    said = {one: cells.value(f"indicators.{one}") for one in NAMES}
    name = said["name_fr"] or said["name_en"]
    action = cells.code_sql("actions") or cells.value("indicators.action_id")
    if name is None or action is None:
        return
    code = f"code_of_name(concat_ws(' ', {action}, {name}))"
    code = _published_indicator(cells, code, action, name)
    fields = {
        one: cells.value(f"indicators.{one}")
        for one in ("unit", "baseline", "target", "target_on", "level", "value_kind", "is_ascending")
    }
    fields["unit"] = fields["unit"] or "''"
    fields["level"] = f"coalesce({fields['level']}, {literal(UNKNOWN)})" if fields["level"] else literal(UNKNOWN)
    kept = {one: value for one, value in fields.items() if value is not None}
    texts = ", ".join(f"{value} as {quote(one)}" for one, value in {**kept, **said}.items() if value)
    actual = cells.value("results.actual") or "null"
    measured = _period_end(cells) or literal(cells.run.export_day.isoformat())
    comment = cells.value("results.comment") or "null"
    table = beside(quote(cells.source.table), "__indicator_lines")
    cells.con.execute(
        f"""
        create or replace table {table} as
        select s._line, {code} as indicator_id, {action} as action_id, {texts},
            {actual} as actual, {measured} as period_ends_on, {comment} as comment
        from {cells.base} s where {name} is not null and {action} is not null
        """
    )
    firsts = ", ".join(f"first_said({quote(one)}, _line) as {quote(one)}" for one in kept)
    # The name in the language that the sheet gives; the other one is for the check of every table to say.
    named = [one for one in NAMES if said[one]]
    names = ", ".join(f"first_said({one}, _line) as {one}" for one in named)
    select = (
        f"select min(_line) as _line, indicator_id, min(action_id) as action_id, {names}, {firsts} "
        f"from {table} group by indicator_id"
    )
    cells.write(made, "indicators", select, ["indicator_id", "action_id", *named, *kept])
    results = f"select _line, indicator_id, period_ends_on, actual, comment from {table} where actual is not null"
    cells.write(made, "results", results, ["indicator_id", "period_ends_on", "actual", "comment"])


def _period_end(cells: Cells) -> str | None:
    """The day that a period ends on: of a year alone its last; None where no column tells one."""
    if (found := cells.column("results.period_ends_on")) is None:
        return cells.value("results.period_ends_on")
    years = {text: f"{text}-12-31" if YEAR.fullmatch(text) else text for text in cells.texts(found[1])}
    return cells.lookup(found[1], "period end", years)


def _published_indicator(cells: Cells, code: str, action: str, name: str) -> str:
    if not cells.run.has_record:
        return code
    known = (
        f"(select min(i.indicator_id) from published.indicators i where i.action_id = {action} "
        f"and folded({name}) in (folded(i.name_fr), folded(i.name_en)))"
    )
    return f"coalesce({known}, {code})"


def plainly(cells: Cells, made: Made, table: str) -> None:
    """A table whose rows are the lines: each field by its column or constant."""
    contract = load_contracts()[table]
    fields: dict[str, str] = {}
    for declared in contract.fields:
        if declared.name == "network_id":
            fields["network_id"] = literal(cells.run.network)
        elif value := cells.value(f"{table}.{declared.name}") or cells.reference(table, declared.name):
            fields[declared.name] = value
    if not fields:
        return
    picked = ", ".join(f"{value} as {quote(name)}" for name, value in fields.items())
    select = f"select s._line, {picked} from {cells.base} s"
    # A cell that names several where a row has one: a row for each.
    for name in fields:
        if reference_of(table, name) in THINGS or f"{table}.{name}" in SEVERAL_CODES:
            each = f"unnest(string_split(coalesce({quote(name)}, ''), '|'))"
            select = f"select * replace ({each} as {quote(name)}) from ({select})"
    if table == "partnerships" and "partnership_id" not in fields:
        parts = ", ".join(quote(name) for name in ("partner_id", "city_id", "role") if name in fields)
        select = f"select *, code_of_name(concat_ws(' ', {parts})) as partnership_id from ({select})"
        fields = {"partnership_id": "", **fields}
    cells.write(made, table, select, list(fields))
