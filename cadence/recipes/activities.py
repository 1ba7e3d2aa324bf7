"""Activities and their audience: a line an activity, or several lines of one."""

from __future__ import annotations

from collections.abc import Sequence

from cadence.problems import Fact
from cadence.recipes import vocabulary
from cadence.recipes.cells import code_in
from cadence.recipes.made import Made
from cadence.recipes.sheet import Cells
from cadence.recipes.sheet_cells import UNKNOWN
from cadence.sql import beside, literal, quote

WORDS_SHOWN = 5


def _condition_of_held(cells: Cells, made: Made) -> str:
    """The condition of lines whose activity was held, is planned for a day to come, or is said nothing of.

    The others (postponed, cancelled, planned for a day that is over) are counted, and told.
    """
    found = cells.column("activities.status")
    if found is None:
        return "true"
    texts = cells.texts(found[1])
    dropped = [text for text in texts if code_in(text, dict.fromkeys(vocabulary.signs("not_held"), "no"), inside=True)]
    if not dropped:
        return "true"
    planned = [
        text for text in dropped if code_in(text, dict.fromkeys(vocabulary.signs("planned"), "yes"), inside=True)
    ]
    status, day = f"s.{found[1]}", cells.day("activities.held_on")
    to_come = (
        f"({status} in ({', '.join(map(literal, planned))}) and {day} > {literal(cells.run.export_day.isoformat())})"
    )
    where = f"{status} in ({', '.join(map(literal, dropped))})" + (
        f" and not coalesce({to_come}, false)" if planned else ""
    )
    row = cells.con.execute(f"select count(*), list(distinct {status}) from {cells.base} s where {where}").fetchone()
    if row and row[0]:
        made.facts.append(Fact("not_held", {"n": row[0], "words": ", ".join(sorted(row[1])[:WORDS_SHOWN])}))
    return f"coalesce(not ({where}), true)"


def activities(cells: Cells, made: Made) -> None:
    """One row an activity, however many lines it has; and its audience."""
    held_on, title = cells.value("activities.held_on"), cells.value("activities.title")
    kind = cells.value("activities.kind")
    held = _condition_of_held(cells, made)
    own = cells.value("activities.activity_id")
    day = cells.day("activities.held_on")
    text = title or kind or literal("")
    code = own or _published_activity(cells, f"code_of_name(concat_ws(' ', {text}, {day}))", text, day)
    partners = cells.value("activities.partners") or cells.code_sql("partners")
    cities = cells.value("activities.cities") or cells.code_sql("cities")
    fields = {"held_on": held_on, "kind": kind, "title": title, "partners": partners, "cities": cities}
    for name in ("format", "hosted_by", "action_id", "language", "message", "usefulness"):
        fields[name] = cells.value(f"activities.{name}")
    kept = {name: value for name, value in fields.items() if value is not None}
    texts = ", ".join(f"{value} as {quote(name)}" for name, value in kept.items())
    persons = cells.value("audience.persons")
    told = ", ".join(quote(name) for name in ("held_on", "title") if name in kept)
    table = beside(quote(cells.source.table), "__activity_lines")
    cells.con.execute(
        f"""
        create or replace table {table} as
        select * from (
            select s._line, {code} as activity_id, {texts}, {persons or "null"} as persons, 1 as told_apart
            from {cells.base} s where {held}
        ) where coalesce({told}) is not null
        """
    )
    if persons is not None and own is None:
        _tell_apart(cells, made, table, [name for name in ("cities", "partners") if name in kept])
    firsts = ", ".join(
        f"all_said({quote(name)}) as {quote(name)}"
        if name in ("partners", "cities")
        else f"first_said({quote(name)}, _line) as {quote(name)}"
        for name in kept
    )
    network = literal(cells.run.network)
    select = (
        f"select min(_line) as _line, activity_id, {network} as network_id, {firsts} from {table} group by activity_id"
    )
    cells.write(made, "activities", select, ["activity_id", "network_id", *kept])
    if persons is not None:
        _audience(cells, made, table)


def _tell_apart(cells: Cells, made: Made, table: str, names: Sequence[str]) -> None:
    """Lines of one title and day that count persons otherwise are activities of their own: by city and partner, and
    where these are one as well by their order, which is told.

    Lines that count the same persons are one activity, said once for each city or partner; but in a sheet where most
    lines of one title and day count otherwise, each line is an activity. What was told apart when it was published
    stays so, though fewer lines come of it now.
    """
    found = cells.con.execute(
        f"select count(*) filter (n > 1) * 2 >= count(*) from (select count(distinct persons) as n from {table} "
        "group by activity_id having count(*) > 1)"
    ).fetchone()
    lines = "*" if found and found[0] else "distinct persons"
    with_names = f"nullif(code_of_name(concat_ws(' ', {', '.join(map(quote, names)) or 'null'})), '')"
    in_order = "row_number() over (partition by activity_id order by _line)"
    for more, ending in ((with_names, "-.*"), (in_order, "-[0-9]+")):
        before = (
            "select 1 from published.activities as p where starts_with(p.activity_id, l.activity_id) and "
            f"regexp_full_match(substr(p.activity_id, length(l.activity_id) + 1), '{ending}')"
        )
        was_apart = f"exists ({before})" if cells.run.has_record else "false"
        cells.con.execute(
            f"""
            create or replace table {table} as
            select * exclude (told_apart)
                replace (if(told_apart > 1, concat_ws('-', activity_id, {more}), activity_id) as activity_id),
                told_apart
            from (
                select * exclude (told_apart),
                    if({was_apart}, 2, count({lines}) over (partition by activity_id)) as told_apart
                from {table} as l
            )
            """
        )
    row = cells.con.execute(f"select count(*) from {table} where told_apart > 1").fetchone()
    if row and row[0]:
        made.facts.append(Fact("told_apart_by_order", {"n": row[0]}))


def _audience(cells: Cells, made: Made, table: str) -> None:
    parts = {name: cells.sheet.constants.get(f"audience.{name}", UNKNOWN) for name in ("segment", "channel", "method")}
    picked = ", ".join(f"{literal(value)} as {name}" for name, value in parts.items())
    # Lines of one activity that count the same persons say it once.
    select = (
        f"select min(_line) as _line, activity_id, {picked}, persons from {table} "
        "where persons is not null group by activity_id, persons"
    )
    cells.write(made, "audience", select, ["activity_id", *parts, "persons"])


def _published_activity(cells: Cells, code: str, title: str, day: str) -> str:
    """The code of the published activity of that day and title, where there is one."""
    if not cells.run.has_record:
        return code
    published = beside(quote(cells.source.table), "__published_activities")
    cells.con.execute(
        f"""
        create or replace table {published} as
        select min(activity_id) as activity_id, held_on::varchar as day, folded(coalesce(title, kind)) as title
        from published.activities where network_id = {literal(cells.run.network)} group by 2, 3 having count(*) = 1
        """
    )
    known = f"(select p.activity_id from {published} p where p.day = {day} and p.title = folded({title}))"
    return f"coalesce({known}, {code})"
