"""What a foreign sheet may be: what one line is, what each column means, with the reason for each guess.

Nothing here decides: a guess that its reasons do not settle is a question, with the guess first (questions.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import duckdb

from cadence.recipes import vocabulary
from cadence.recipes.cells import code_in
from cadence.recipes.kinds import ALSO, KINDS, Kind, Reading
from cadence.recipes.meanings import assign
from cadence.recipes.model import Line, Sheet
from cadence.recipes.names import Names
from cadence.recipes.places import country_of
from cadence.recipes.profile import Profile, profiles
from cadence.recipes.step_columns import agreed_line, with_steps
from cadence.sql import quote


@dataclass(frozen=True)
class Guess:
    """One reading of a sheet. score: of all columns together; left_out: headers of filled columns without a meaning.

    others: what else a line of it may be.
    """

    sheet: Sheet
    score: float
    readings: tuple[Reading, ...]
    profiles: tuple[Profile, ...] = ()
    others: tuple[Line, ...] = ()

    @property
    def line(self) -> Line:
        """What one line is."""
        return self.sheet.line

    @property
    def is_told(self) -> bool:
        """Whether at least two of its columns say what they are, steps apart."""
        return sum(bool(reading.column.means) and not reading.column.step for reading in self.readings) > 1

    @property
    def left_out(self) -> tuple[str, ...]:
        """The headers of columns that hold something and mean nothing here."""
        return tuple(
            reading.column.header
            for reading, profile in zip(self.readings, self.profiles, strict=True)
            if not reading.column.means and not profile.is_empty and reading.column.header.strip()
        )


def guesses(con: duckdb.DuckDBPyConnection, table: str, name: str, columns: Sequence[str], names: Names) -> list[Guess]:
    """Every reading of a sheet that holds what its line needs, the likeliest first."""
    seen = profiles(con, table, columns)
    agreed = agreed_line(con, table, seen)
    found = [guess for kind in KINDS if (guess := _as_kind(con, table, name, kind, seen, names, agreed)) is not None]
    return sorted(found, key=lambda guess: -guess.score)


def guess_as(
    con: duckdb.DuckDBPyConnection, table: str, name: str, columns: Sequence[str], names: Names, line: str
) -> Guess:
    """The reading of a sheet of which a person says what a line is, though no column tells what that needs."""
    seen = profiles(con, table, columns)
    kind = next(one for one in KINDS if one.line == line)
    found = _as_kind(con, table, name, kind, seen, names, agreed_line(con, table, seen) if kind.steps else "", True)
    assert found is not None
    return found


def _as_kind(
    con: duckdb.DuckDBPyConnection,
    table: str,
    name: str,
    kind: Kind,
    seen: Sequence[Profile],
    names: Names,
    agreed: str,
    is_said: bool = False,
) -> Guess | None:
    readings = assign(kind, seen, names)
    if kind.steps:
        readings = with_steps(seen, readings, names)
    elif agreed:
        return None  # a line of agreed days makes sense above columns of steps only
    means = {meaning for reading in readings for meaning in reading.column.means}
    if not is_said and not all(any(one in means for one in group) for group in kind.needs):
        return None
    readings = _with_country(con, table, kind, seen, readings)
    readings = _with_things(readings)
    if kind.line == "activity":
        readings = _with_kind(seen, readings)
    filled = [profile for profile in seen if not profile.is_empty and profile.header.strip()]
    read = sum(reading.score for reading in readings if reading.column.means)
    steps = sum(bool(reading.column.step) and profile.is_empty for reading, profile in zip(readings, seen, strict=True))
    score = read / max(len(filled) + steps, 1) + kind.base + (0.02 * len(kind.needs))
    if kind.line == "attendee":
        score += _of_persons(seen, means)
    if kind.line == "city" and _names_again(seen, readings):
        score -= 0.3  # a line a city names each once
    sheet = Sheet(name, kind.line, tuple(reading.column for reading in readings), agreed=agreed if kind.steps else "")
    return Guess(sheet, round(score, 3), tuple(readings), tuple(seen))


def _names_again(seen: Sequence[Profile], readings: Sequence[Reading]) -> bool:
    """Whether most lines name a city that another line names too."""
    place = _place_of(readings, ("cities.name",))
    return place is not None and seen[place].distinct * 2 < seen[place].cells


def _of_persons(seen: Sequence[Profile], means: set[str]) -> float:
    """What speaks for or against a list of persons: such lists say when who came, or name more persons than activities;
    a name alone may be anything's.
    """
    said = vocabulary.signs("came_headers")
    persons = max((one.distinct for one in seen if one.mails > 0.6 or one.persons > 0.6), default=0)
    titles = [one.distinct for one in seen if "activities.title" in one.meanings and not one.is_empty]
    headers = {vocabulary.plain(profile.header) for profile in seen}
    is_form = means & {"persons.name", "persons.mail"} and headers & vocabulary.signs("stamp")
    if is_form or headers & said or (titles and persons > max(titles)):
        return 0.3
    return 0.0 if means & {"persons.mail", "persons.answer"} else -0.3


def _with_country(
    con: duckdb.DuckDBPyConnection, table: str, kind: Kind, seen: Sequence[Profile], readings: list[Reading]
) -> list[Reading]:
    """Whose country a column tells: that of the things which each have one, the nearest to its left where both do."""
    owners = {
        name: _place_of(readings, means)
        for name, means in (
            ("cities.country", ("cities.name", "activities.cities", "actions.cities")),
            ("partners.country", ("partners.name", "activities.partners", "actions.partners")),
        )
    }
    found = []
    for place, reading in enumerate(readings):
        if not any(one in ("cities.country", "partners.country") for one in reading.column.means):
            found.append(reading)
            continue
        fits = [
            (
                _contradicting(con, table, owner, place),
                owner > place,
                place - owner if owner < place else owner,
                meaning,
            )
            for meaning, owner in owners.items()
            if owner is not None
        ]
        if not fits:
            found.append(replace(reading, column=replace(reading.column, means=()), reason="not_known", score=0.0))
            continue
        best = min(fits)
        owner = seen[owners[best[3]]].header  # type: ignore[index]
        found.append(
            replace(
                reading, column=replace(reading.column, means=(best[3],)), reason="depends", blanks={"column": owner}
            )
        )
    return found


def _place_of(readings: Sequence[Reading], means: Sequence[str]) -> int | None:
    return next(
        (place for place, reading in enumerate(readings) if any(one in means for one in reading.column.means)), None
    )


def _contradicting(con: duckdb.DuckDBPyConnection, table: str, owner: int, place: int) -> int:
    """How many things have two countries in the sheet."""
    row = con.execute(
        f"""
        select count(*) from (
            select folded(c{owner}) from {quote(table)} where nullif(written(c{place}), '') is not null
            group by 1 having count(distinct folded(c{place})) > 1)
        """
    ).fetchone()
    return int(row[0]) if row else 0


def _with_things(readings: list[Reading]) -> list[Reading]:
    """Where a sheet says something of the cities or partners that a column refers to, that column names them too."""
    said = {meaning.partition(".")[0] for reading in readings for meaning in reading.column.means}
    has_name = {meaning for reading in readings for meaning in reading.column.means}
    found = []
    for reading in readings:
        extra = [
            ALSO[one]
            for one in reading.column.means
            if one in ALSO and ALSO[one].partition(".")[0] in said and ALSO[one] not in has_name
        ]
        found.append(
            replace(reading, column=replace(reading.column, means=(*reading.column.means, *extra)))
            if extra
            else reading
        )
    return found


def _with_kind(seen: Sequence[Profile], readings: list[Reading]) -> list[Reading]:
    """Where no column tells what kind an activity is, its title does, if most begin with a word for one."""
    if any("activities.kind" in reading.column.means for reading in readings):
        return readings
    codes = vocabulary.values("activities.kind")
    found = []
    for profile, reading in zip(seen, readings, strict=True):
        told = sum(
            n for text, n in zip(profile.texts, profile.counts, strict=True) if code_in(text, codes, inside=True)
        )
        if "activities.title" in reading.column.means and profile.cells and told >= 0.5 * profile.cells:
            column = replace(reading.column, means=(*reading.column.means, "activities.kind"))
            reading = replace(reading, column=column)
        found.append(reading)
    return found


def is_country(text: str) -> bool:
    """Whether a text is a country's name."""
    return country_of(text) is not None
