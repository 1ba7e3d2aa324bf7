"""Until which day files know what happened: told by a person, by their name or title, else by their newest fact.

A tracker that says nothing since June and is extracted in November tells that nothing happened until November: its
newest fact would hide that, and an activity planned for December would show December. So the day goes with the facts,
as rows of the table ``extracts``, and is undone with them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from cadence.answers.serving import Serving
from cadence.checks import Checked
from cadence.checks.across import FOLDER
from cadence.contract import load_contracts
from cadence.intake.known_days import KnownUntil, NewestFact
from cadence.intake.model import Part, Told
from cadence.intake.preparation import Preparation
from cadence.problems import Fact
from cadence.sql import insert_rows, quote
from cadence.store import Staged

TABLE = "extracts"
COMING = (*load_contracts()[TABLE].column("table_name").enum, TABLE)
AFTER = ("networks", "cities", "partnerships", "actions", "indicators", "progress", "checkins")
ROWS = quote("extracts_told")
# In a title a date may be of anything: it counts beside one of these words.
EXTRACTED = re.compile(
    r"\b(extra\w*|export\w*|situation|arr[eê]t\w*|mise? à jour|données|as (of|at)|data|updated|until)\b|\bau (?=\d)",
    re.I,
)
MONTHS = {
    name: month
    for names in (
        "january february march april may june july august september october november december",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "jan fevrier mar avr  juin juil aout sept oct nov decembre",
    )
    for month, name in enumerate(names.split(" "), start=1)
    if name
}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAYS = re.compile(
    r"(?<!\d)(?P<y1>20\d\d)[-_. ]?(?P<m1>[01]\d)[-_. ]?(?P<d1>[0-3]\d)(?!\d)"
    r"|(?<!\d)(?P<d2>[0-3]?\d)[-_./](?P<m2>[01]?\d)[-_./](?P<y2>20\d\d)(?!\d)"
    rf"|(?<!\d)(?P<d3>[0-3]?\d)(?:er|st|nd|rd|th)?[-_ ]+(?P<m3>{_MONTH})[-_ ,]+(?P<y3>20\d\d)(?!\d)"
    rf"|(?<![^\W_])(?P<m4>{_MONTH})[-_ ]+(?P<y4>20\d\d)(?!\d)"
    r"|(?<!\d)(?P<y5>20\d\d)[-_](?P<m5>[01]\d)(?![-_\d])",
    re.I,
)


def days_in(text: str) -> Iterator[dt.date]:
    """The days named in a text, day before month where either could be meant; of a month alone its last day."""
    for found in _DAYS.finditer(text):
        place = next(n for n in "12345" if found[f"y{n}"])
        month = found[f"m{place}"].lower()
        number = MONTHS.get(month) or int(month)
        year = int(found[f"y{place}"])
        try:
            if place in "45":  # a month
                yield (dt.date(year, number, 28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
            else:
                yield dt.date(year, number, int(found[f"d{place}"]))
        except ValueError:  # no such day
            continue


def days_of_file(name: str, parts: Sequence[Part], upload_day: dt.date) -> list[Told]:
    """What a file says of its own day: beside a word of extraction in a title, or in its name; never a day to come."""
    titles = [row.text for part in parts for row in part.reading.skipped if EXTRACTED.search(row.text)]
    sheets = [part.reading.name for part in parts]
    found = [Told("title", day) for text in titles for day in days_in(text)]
    found += [Told("name", day) for text in (name, *sheets) for day in days_in(text)]
    return list(dict.fromkeys(one for one in found if one.day <= upload_day))


def date_files(preparation: Preparation) -> None:
    """Find the day of each file, say it among its facts, and stage the rows of ``extracts`` that it brings."""
    tables, con = preparation.tables(), preparation.con
    told = {place: found[0] for place in range(len(preparation.sources)) if (found := readings(preparation, place))}
    _create_views(preparation, tables)
    con.execute("create or replace temp table told (file integer, day date)")
    insert_rows(con, "told", [(place, one.day) for place, one in told.items()])
    con.execute("create or replace temp table upload_days (network_id varchar, day date)")
    insert_rows(con, "upload_days", list(preparation.days_of_networks().items()))
    con.execute(f"create or replace temp table {ROWS} as {_sql('extracts')}")
    _bring_rows(preparation)
    newest = dict(con.execute(_sql("newest_facts")).fetchall())
    planned = dict(con.execute(_sql("planned_facts")).fetchall())
    for place, day in newest.items():
        ways = [*readings(preparation, place), *([Told("newest_fact", day)] if day else [])]
        preparation.known[place] = ways
        if ways:
            part = next(part for part in preparation.parts if part.file == place)
            part.noted.append(Fact(f"known_until_{ways[0].by}", {"day": ways[0].day}))
            if n := planned.get(place, 0):
                part.noted.append(Fact("planned_facts", {"n": n, "day": ways[0].day}))


def hold_days(preparation: Preparation, days: Iterable[KnownUntil]) -> None:
    """For rows typed in place, which say nothing of when the others were extracted: they move no day.

    days: until when each table of a network is known where nobody said it; what is typed into it says that day.
    """
    con = preparation.con
    _create_views(preparation, preparation.tables())
    con.execute("create or replace temp table days_to_hold (network_id varchar, table_name varchar, facts_until date)")
    insert_rows(con, "days_to_hold", list(days))
    con.execute(f"create or replace temp table {ROWS} as {_sql('days_held')}")
    _bring_rows(preparation)
    newest = con.execute("""
        select network_id, table_name, city_id, max(day)
        from dated_facts
        where day is not null and network_id is not null
        group by all
        order by all
    """)
    preparation.newest_facts = [NewestFact(*row) for row in newest.fetchall()]


def days_to_hold(serving: Serving) -> list[KnownUntil]:
    """Until when each table of a network is known at a snapshot, where files brought it and nobody said the day."""
    with serving.cursor() as cursor:
        return cursor.execute(_sql("days_to_hold")).fetchall()


def _bring_rows(preparation: Preparation) -> None:
    """Stage the rows of ``extracts`` that the files bring."""
    brought = preparation.con.execute(f"select distinct file from {ROWS} order by file").fetchall()
    preparation.own[TABLE] = _rows_to_store(preparation, [place for (place,) in brought])


def readings(preparation: Preparation, place: int) -> list[Told]:
    """The day of a file as far as it is told, the surest first: by a person, by its titles, by its name."""
    source = preparation.sources[place]
    parts = [part for part in preparation.parts if part.file == place]
    said = [Told("person", source.choice.facts_until)] if source.choice.facts_until else []
    return said + days_of_file(source.name, parts, preparation.upload_day)


def _create_views(preparation: Preparation, tables: Mapping[str, Sequence[Checked]]) -> None:
    """The new rows of each table of facts with the place of their file, and what they lead to as it would be."""
    places = {id(one): part.file for part in preparation.parts for one in part.checked}
    after = preparation.after()
    for table in COMING:
        columns = ", ".join(map(quote, load_contracts()[table].columns))
        rows = [f"select {columns}, {places[id(one)]} as file from {one.staged}" for one in tables.get(table, ())]
        empty = f"select {columns}, 0 as file from published.{quote(table)} where false"
        _view(preparation, f"coming_{table}", " union all ".join(rows or [empty]))
    for table in AFTER:
        _view(preparation, f"after_{table}", after.rows(table))
    preparation.con.execute(f"create or replace temp table dated_facts as {_sql('dated_facts')}")


def _view(preparation: Preparation, name: str, select: str) -> None:
    preparation.con.execute(f"create or replace temp view {quote(name)} as {select}")


def _sql(name: str) -> str:
    return (FOLDER / f"{name}.sql").read_text(encoding="utf-8")


def _rows_to_store(preparation: Preparation, places: Sequence[int]) -> list[Staged]:
    """The rows of each file as the store takes them; where tables are replaced, with those that stay as published.

    Where a file replaces the days of extraction themselves, none does.
    """
    columns = ", ".join(map(quote, load_contracts()[TABLE].columns))
    found = []
    for place in places:
        view = f"extracts_of_{place}"
        kept = f"""
            union all select {columns} from published.{quote(TABLE)}
            where (network_id, table_name, city_id) not in (select (network_id, table_name, city_id) from {ROWS})
            and network_id in (select network_id from after_networks)
            and not exists (from coming_extracts)
        """
        own = f"select {columns} from {ROWS} where file = {place}"
        is_whole = preparation.mode == "replace" and place == places[0]
        _view(preparation, view, f"select *, null::bigint as _line from ({own} {kept if is_whole else ''})")
        found.append(Staged(quote(view), place))
    return found
