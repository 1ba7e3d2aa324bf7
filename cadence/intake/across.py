"""Sheets whose cities, or whose periods, stand side by side: each such column becomes lines, as other sheets have them.

``Étape | Rabat | Sfax`` becomes ``Étape | Ville | Fait le``, ``Indicateur | Mars 2026 Prévu | Mars 2026 Réalisé``
becomes ``Indicateur | Période | Prévu | Réalisé``. A line keeps the number of the line it stood in,
and a fact tells it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import duckdb

from cadence.checks.table import load_readers
from cadence.problems import Fact
from cadence.reading import Reading
from cadence.recipes.kinds import INDICATOR
from cadence.recipes.names import load_names
from cadence.recipes.places import find_towns, towns_named
from cadence.recipes.profile import YEAR, meanings_of
from cadence.recipes.vocabulary import plain
from cadence.sql import count, literal, quote
from cadence.words import languages, words_in

FEWEST, SHARE = 2, 0.6
MOST_WORDS = 20  # of a header that may name a period; a longer one is a sentence
STEPS = {"milestones.name_fr": "fr", "milestones.name_en": "en"}
FIGURES = {"indicators.name_fr": "fr", "indicators.name_en": "en"}


@dataclass(frozen=True)
class Across:
    """Columns side by side: place -> what it is of (a city, a period), and what it says of that (a header)."""

    kind: str  # city, period
    language: str
    places: Mapping[int, tuple[str, str]]


def turn(con: duckdb.DuckDBPyConnection, reading: Reading) -> tuple[Reading, list[Fact]]:
    """The reading with a line for each of such columns; as it was where it has none."""
    found = _cities(con, reading) or _periods(con, reading)
    if found is None:
        return reading, []
    words = words_in(found.language if found.language in languages() else languages()[0])
    fixed = [place for place in range(len(reading.columns)) if place not in found.places]
    said = list(dict.fromkeys(header for _, header in found.places.values()))
    named = [header or words(f"recipes.across.{found.kind}_says") for header in said]
    columns = (*(reading.columns[place] for place in fixed), words(f"recipes.across.{found.kind}"), *named)
    selects = []
    for number, key in enumerate(dict.fromkeys(key for key, _ in found.places.values())):
        cells = {header: f"c{place}" for place, (one, header) in found.places.items() if one == key}
        picked = [*(f"c{place}" for place in fixed), literal(key), *(cells.get(header, "''") for header in said)]
        filled = " or ".join(f"trim({cell}) <> ''" for cell in cells.values())
        where = filled if found.kind == "period" else f"trim(c{fixed[0]}) <> ''"  # a city's empty cell: not done
        names = ", ".join(f"{cell} as c{place}" for place, cell in enumerate(picked))
        selects.append(f"select _line, {number} as _of, {names} from {quote(reading.table)} where {where}")
    turned = quote(f"{reading.table}__turned")
    con.execute(
        f"create table {turned} as select * exclude (_of) from ({' union all '.join(selects)}) order by _line, _of"
    )
    con.execute(f"drop table {quote(reading.table)}")
    con.execute(f"alter table {turned} rename to {quote(reading.table)}")
    keys = list(dict.fromkeys(key for key, _ in found.places.values()))
    rows = count(con, quote(reading.table))
    fact = Fact(f"{found.kind}_across", {"n": len(keys), "names": ", ".join(keys), "rows": rows})
    return replace(reading, columns=columns, rows=rows, hxl=None), [fact]


def _cities(con: duckdb.DuckDBPyConnection, reading: Reading) -> Across | None:
    """Cities beside a column of steps: headers that are known cities or towns, most of those from the first on."""
    meanings = meanings_of(reading.columns[0])
    language = next((STEPS[one] for one in STEPS if one in meanings), "")
    if not language:
        return None
    known = load_names(con, None).known.get("city", {})
    headers = {place: " ".join(text.split()) for place, text in enumerate(reading.columns) if place}
    find_towns(headers.values())
    towns = [
        place
        for place, text in headers.items()
        if (plain(text) in known or towns_named(text)) and not meanings_of(text)
    ]
    if len(towns) < FEWEST:
        return None
    between = [place for place in headers if towns[0] <= place <= towns[-1] and headers[place]]
    if len(towns) < SHARE * len(between) or any(meanings_of(headers[place]) for place in between):
        return None
    return Across("city", language, {place: (headers[place], "") for place in between})


def _periods(con: duckdb.DuckDBPyConnection, reading: Reading) -> Across | None:
    """Periods beside a column of indicators: headers that are one, alone or with a word before or behind it."""
    meanings = meanings_of(reading.columns[0])
    language = next((FIGURES[one] for one in INDICATOR if one in meanings), "")
    if not language:
        return None
    parts = {place: list(_parts(text)) for place, text in enumerate(reading.columns) if place}
    known = _which_are_periods(con, {period for found in parts.values() for period, _ in found})
    found = {place: one for place, some in parts.items() if (one := next((p for p in some if p[0] in known), None))}
    if len({period for period, _ in found.values()}) < FEWEST:
        return None
    return Across("period", language, found)


def _parts(header: str) -> Iterator[tuple[str, str]]:
    """What may be the period that a header names, the longest first, and its other words."""
    words = header.split()
    if len(words) > MOST_WORDS:
        return
    beginnings = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(len(words), 0, -1)]
    ends = [(" ".join(words[n:]), " ".join(words[:n])) for n in range(1, len(words))]
    for period, rest in (*beginnings, *ends):
        if any(sign.isdigit() for sign in period):
            yield period, rest.strip(" -–:()")


def _which_are_periods(con: duckdb.DuckDBPyConnection, texts: set[str]) -> set[str]:
    """Those of some texts that name a month, a quarter, a year or a day."""
    load_readers(con)
    day = "coalesce(date_year_first(t), date_day_first(t), date_of_month(t, folded(t)), first_of_period(folded(t)))"
    rows = con.execute(f"select t from (select unnest($texts) as t) where {day} is not null", {"texts": sorted(texts)})
    return {str(text) for (text,) in rows.fetchall()} | {text for text in texts if YEAR.fullmatch(text)}
