"""What the cells of a column look like: shares of days, numbers, words and names among those that are filled.

A large sheet is judged by a sample of its lines: the profile says of how many.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import duckdb

from cadence.checks.table import load_readers
from cadence.recipes import vocabulary
from cadence.recipes.cells import TIME, is_month, says_how_far
from cadence.recipes.days import read_days
from cadence.recipes.places import countries
from cadence.sql import quote

SAMPLE = 4000
MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
# What stands in the place of an address, a telephone number, a person's name once these are taken out (persons.py).
TOKEN = re.compile(r"‹([@☎☺])(\d+)(\*?)›")
PHONE = re.compile(r"\+?[\d\s().-]{8,20}")
YEAR = re.compile(r"(19|20)\d\d")
CODE = re.compile(r"[A-Za-z]{0,6}[-_]?\d{1,8}|[a-z0-9]+(-[a-z0-9]+)+")
WITH_UNIT = re.compile(
    r"((env(iron)?|approx|about|ca)\.?\s*|[~≈]\s*)?[\d\s.,]*\d\s*(%|(k|m|md|mds|mn|bn|million|millions|mille)?\s*"
    r"(€|\$|£|EUR|USD|XOF|FCFA|euros?)?)",
    re.I,
)
LISTED = re.compile(r"[|;\n,/&+]|\bet\b|\band\b", re.I)


@dataclass(frozen=True)
class Profile:
    """One column of a sheet. Shares are 0 to 1, of the filled cells; texts: the distinct cells, most frequent first."""

    place: int
    header: str
    cells: int
    texts: tuple[str, ...]
    counts: tuple[int, ...] = field(default=(), repr=False)
    days: float = 0.0
    months: float = 0.0
    numbers: float = 0.0
    countries: float = 0.0
    words: float = 0.0  # of how far something is: done, in progress, planned
    mails: float = 0.0
    phones: float = 0.0
    persons: float = 0.0  # names of persons, as they stand once they are taken out
    codes: float = 0.0
    lists: float = 0.0

    @property
    def distinct(self) -> int:
        """How many different cells there are."""
        return len(self.texts)

    @property
    def meanings(self) -> frozenset[str]:
        """What the vocabulary says a column of this header may be."""
        return meanings_of(self.header)

    @property
    def near_meanings(self) -> frozenset[str]:
        """What a header among other words may say, where the whole says nothing; never persons, never codes."""
        if self.meanings:
            return frozenset()
        within = vocabulary.headers_within(self.header)
        return frozenset(one for one in within if not one.startswith("persons.") and not one.endswith("_id"))

    @property
    def names_years(self) -> bool:
        """Whether every cell is a year: a period, where a period is told."""
        return bool(self.texts) and all(YEAR.fullmatch(text) for text in self.texts)

    @property
    def is_empty(self) -> bool:
        """Whether no cell says anything."""
        return not self.cells

    def share_of(self, words: Sequence[str] | frozenset[str] | dict[str, str]) -> float:
        """The share of the filled cells that are one of these folded words."""
        held = sum(n for text, n in zip(self.texts, self.counts, strict=True) if vocabulary.plain(text) in words)
        return min(held / self.cells, 1.0) if self.cells else 0.0


def meanings_of(header: str) -> frozenset[str]:
    """What a column of this header may be: as it stands, else without a star, number, unit or group around it."""
    known = vocabulary.headers()
    for text in (header, *_bare(header)):
        if found := known.get(vocabulary.plain(text)):
            return found
    return vocabulary.loose_headers().get(vocabulary.without_small(vocabulary.plain(header)), frozenset())


def _bare(header: str) -> list[str]:
    """A header without what tools and people put around it, from the least to the most taken away."""
    text = re.sub(r"[*?!:°]+", " ", header)
    text = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", text)
    found = [text, re.sub(r"^\s*[\dA-Za-z]{1,2}[.)]\s*", "", text), *reversed(re.split(r"[/›>:]", text))]
    found.append(re.sub(r"^\s*[\d.]+\s*[.)-]?\s*", "", found[1]))
    found.append(
        re.sub(
            r"^(quelle?s?|votre|vos|le|la|les|l|nom de|nom du|nom|nombre de|nb de?|date de|date du|"
            r"which|your|the|number of|no of|name of)\s+(est|sont|is|are|the|la|le|l|of)?\s*",
            "",
            vocabulary.plain(text),
        )
    )
    return found


def profiles(con: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str]) -> list[Profile]:
    """The profile of each column of a text table, by a sample of its lines when it is long."""
    load_readers(con)
    total = con.execute(f"select count(*) from {quote(table)}").fetchone()
    source = quote(table)
    if total and total[0] > SAMPLE:
        step = total[0] // SAMPLE + 1
        source = f"(select * from {source} where _line % {step} = 0)"
    # All columns at once, and every reading from a plain table: the planner takes longer than the cells.
    cells = " union all ".join(
        f"select {place} as place, written(c{place}) as cell, count(*) as n from {source} group by 1, 2"
        for place in range(len(columns))
    )
    con.execute(f"create or replace temp table cells_seen as select * from ({cells}) where cell <> ''")
    # A form's stamp names a day as well: its time of day is no part of it.
    con.execute(
        f"create or replace temp table cells_read as select *, folded(day) as day_words from "
        f"(select *, folded(cell) as words, regexp_replace(cell, '{TIME}', '') as day from cells_seen)"
    )
    rows = con.execute(
        """
        select place, cell, n,
            coalesce(date_year_first(day), date_day_first(day), date_month_first(day), date_in_words(day_words))
                is not null,
            date_of_spreadsheet(cell) is not null, date_of_month(cell, words) is not null,
            coalesce(number_with_dot(cell), number_with_comma(cell)) is not null
        from cells_read order by place, n desc, cell
        """
    ).fetchall()
    found: dict[int, list[tuple[str, int, bool, bool, bool, bool]]] = {place: [] for place in range(len(columns))}
    months = read_days(con, {str(cell) for _, cell, *_ in rows if is_month(str(cell))})
    for place, cell, n, day, serial, month, number in rows:
        found[place].append((cell, n, day, serial, month or cell in months, number))
    return [_profile(place, header, found[place]) for place, header in enumerate(columns)]


def _profile(place: int, header: str, rows: Sequence[tuple[str, int, bool, bool, bool, bool]]) -> Profile:
    texts = tuple(str(row[0]) for row in rows)
    counts = tuple(int(row[1]) for row in rows)
    held: Counter[str] = Counter()
    unsaid = vocabulary.signs("not_told")
    told = [row for row in rows if vocabulary.plain(str(row[0])) not in unsaid]  # what is to be confirmed tells nothing
    for text, n, is_day, is_serial, names_month, is_number in told:
        held["days"] += n * bool(is_day)
        held["serials"] += n * bool(is_serial)
        held["months"] += n * bool(names_month)
        held["numbers"] += n * bool(is_number or _with_unit(text))
        seems = _seems(text)
        held.update({what: n for what in seems})
        held["countries"] -= n * bool(is_number and "countries" in seems)  # 12 is a country's number too
        held["phones"] -= n * bool(is_day and "phones" in seems)
    cells = sum(int(row[1]) for row in told)
    # A column of five-digit numbers is one of days when all of them would be, and its header does not count anything.
    if cells and held["serials"] == held["numbers"] == cells:
        held["days"] += held["serials"]
    shares = {name: held[name] / cells if cells else 0.0 for name in SHARES}
    return Profile(place, header, cells, texts, counts, **shares)


def _seems(text: str) -> frozenset[str]:
    """What a cell may be by its text alone: the shares of a profile it counts for.

    Nothing of it is kept: the cells of a sheet hold persons until these are taken out.
    """
    folded, token = vocabulary.plain(text), TOKEN.fullmatch(text)
    is_phone = PHONE.fullmatch(text) and sum(sign.isdigit() for sign in text) >= 8
    held = {
        "countries": folded in countries(),
        "words": says_how_far(text) or any(folded in vocabulary.signs(role) for role in ROLES),
        "mails": token[1] == "@" if token else MAIL.fullmatch(text),
        "persons": token and token[1] == "☺",
        "phones": is_phone or (token and token[1] == "☎"),
        "codes": CODE.fullmatch(text),
        "lists": LISTED.search(text),
    }
    return frozenset(what for what, is_so in held.items() if is_so)


ROLES = ("done", "running", "planned", "not_begun", "not_held", "held")
SHARES = ("days", "months", "numbers", "countries", "words", "mails", "phones", "persons", "codes", "lists")


def _with_unit(text: str) -> bool:
    """9 400 €, 12 %, 1,2 M€, 3k, about 20 000."""
    return bool(WITH_UNIT.fullmatch(text.strip()))
