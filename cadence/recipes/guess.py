"""What a foreign sheet may be: what one line is, what each column means, with the reason for each guess.

Nothing here decides: a guess that its reasons do not settle is a question, with the guess first (questions.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import get_args

import duckdb

from cadence.contract import Field, load_contracts
from cadence.recipes import vocabulary
from cadence.recipes.cells import code_in
from cadence.recipes.model import PERSONAL, SIGNS, Column, Line, Sheet
from cadence.recipes.names import Names
from cadence.recipes.places import country_of
from cadence.recipes.profile import Profile, profiles
from cadence.recipes.vocabulary import plain
from cadence.sql import quote


@dataclass(frozen=True)
class Kind:
    """What a line may be: the tables its columns may speak of, the meanings without which it is not that."""

    line: Line
    tables: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...]  # of each group one must be there
    steps: bool = False
    base: float = 0.0  # what speaks for it from the start


CITY = ("cities.name", "progress.city_id", "checkins.city_id", "needs.city_id")
STEP = ("milestones.name_fr", "milestones.name_en", "progress.milestone_id")
INDICATOR = ("indicators.name_fr", "indicators.name_en")
KINDS: tuple[Kind, ...] = (
    Kind("city", ("cities", "progress"), (("cities.name",),), steps=True),
    Kind("city_step", ("cities", "milestones", "progress"), (("cities.name", "progress.city_id"), STEP)),
    Kind("partner", ("partners",), (("partners.name",),)),
    Kind("activity", ("activities", "audience", "cities", "partners"), (("activities.held_on",), ("activities.title", "activities.kind"))),
    Kind("action", ("actions", "indicators", "results", "cities", "partners"), (("actions.title",), ("actions.status", "actions.starts_on", "actions.ends_on", "actions.partners", "actions.cost_programme", "indicators.name_fr", "indicators.name_en"))),
    Kind("value", ("indicators", "results", "actions"), (INDICATOR, ("results.actual",), ("results.period_ends_on",))),
    Kind("checkin", ("cities", "checkins"), (("cities.name", "checkins.city_id"), ("checkins.held_on",)), base=-0.4),
    Kind("need", ("cities", "needs"), (("cities.name", "needs.city_id"), ("needs.role",))),
    Kind("partnership", ("partners", "cities", "partnerships"), (("partners.name",), ("partnerships.role", "partnerships.typology"))),
    Kind("attendee", ("activities", "audience", "persons", "cities"), (("persons.name", "persons.mail"),)),
)  # fmt: skip
assert {kind.line for kind in KINDS} == set(get_args(Line))

# A second thing that a column of names may say as well: the city of a check-in is a city.
ALSO = {
    "activities.cities": "cities.name", "activities.partners": "partners.name", "actions.cities": "cities.name", "actions.partners": "partners.name",
}  # fmt: skip
NAMES = {"cities.name": "city", "partners.name": "partner", "activities.cities": "city", "activities.partners": "partner", "actions.cities": "city", "actions.partners": "partner",
         "actions.title": "action", "milestones.name_fr": "milestone", "milestones.name_en": "milestone", "progress.city_id": "city", "progress.milestone_id": "milestone"}  # fmt: skip
LEAST_STEPS = 2
ROLES = {"progress.baseline_on": "agreed", "progress.done_on": "done", "progress.planned_on": "planned"}


@dataclass(frozen=True)
class Reading:
    """One column as guessed: its meaning, how sure (0 to 1), and the code of the reason with its blanks."""

    column: Column
    score: float
    reason: str
    blanks: Mapping[str, object] = field(default_factory=dict, hash=False)


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
    agreed = _agreed_line(con, table, seen)
    found = [guess for kind in KINDS if (guess := _as_kind(con, table, name, kind, seen, names, agreed)) is not None]
    return sorted(found, key=lambda guess: -guess.score)


def _as_kind(
    con: duckdb.DuckDBPyConnection,
    table: str,
    name: str,
    kind: Kind,
    seen: Sequence[Profile],
    names: Names,
    agreed: str,
) -> Guess | None:
    readings = _assign(kind, seen, names)
    if kind.steps:
        readings = _with_steps(kind, seen, readings, names)
    elif agreed:
        return None  # a line of agreed days makes sense above columns of steps only
    means = {meaning for reading in readings for meaning in reading.column.means}
    if not all(any(one in means for one in group) for group in kind.needs):
        return None
    readings = _with_country(con, table, kind, seen, readings)
    readings = _with_things(readings)
    if kind.line == "activity":
        readings = _with_kind(seen, readings)
    filled = [profile for profile in seen if not profile.is_empty and profile.header.strip()]
    read = sum(reading.score for reading in readings if reading.column.means)
    steps = sum(bool(reading.column.step) and profile.is_empty for reading, profile in zip(readings, seen, strict=True))
    score = read / max(len(filled) + steps, 1) + kind.base + (0.02 * len(kind.needs))
    if kind.line == "attendee" and "persons.mail" not in means and "persons.answer" not in means:
        score -= 0.3  # a name alone may be anything's
    sheet = Sheet(name, kind.line, tuple(reading.column for reading in readings), agreed=agreed if kind.steps else "")
    return Guess(sheet, round(score, 3), tuple(readings), tuple(seen))


def allowed(kind: Kind, meaning: str) -> bool:
    """Whether a column may have a meaning where a line is of a kind."""
    table = meaning.partition(".")[0]
    if kind.line == "partner" and table == "cities":
        return False
    return table in kind.tables or meaning in PERSONAL


def _assign(kind: Kind, seen: Sequence[Profile], names: Names) -> list[Reading]:
    """A meaning for each column, each meaning once: the surest first."""
    offers = []
    for profile in seen:
        for meaning in _candidates(kind, profile):
            fit, reason, blanks = _fit(profile, meaning, names)
            header = 1.0 if meaning in profile.meanings else 0.35
            score = header * fit
            if score >= 0.3:
                offers.append(
                    (
                        score,
                        len(seen) - profile.place,
                        profile.place,
                        meaning,
                        reason if meaning not in profile.meanings else "header",
                        blanks,
                    )
                )
    taken: dict[int, tuple[str, float, str, Mapping[str, object]]] = {}
    given: set[str] = set()
    for score, _, place, meaning, reason, blanks in sorted(
        offers, key=lambda offer: _order(kind, offer[0], offer[2], offer[3])
    ):
        if place not in taken and meaning not in given and not (given & _rivals(meaning)):
            taken[place] = (meaning, score, reason, blanks)
            given.add(meaning)
    found = []
    for profile in seen:
        if profile.place in taken:
            meaning, score, reason, blanks = taken[profile.place]
            found.append(Reading(Column(profile.header, (meaning,)), score, reason, blanks))
        else:
            found.append(Reading(Column(profile.header), 0.0, "empty" if profile.is_empty else "not_known"))
    return found


def _order(kind: Kind, score: float, place: int, meaning: str) -> tuple[float, int, int, str]:
    """The surest first; what the line is about before what it only mentions; from the left."""
    table = meaning.partition(".")[0]
    return (
        -score - 0.05 * _of_own(kind, meaning),
        kind.tables.index(table) if table in kind.tables else 9,
        place,
        meaning,
    )


def _of_own(kind: Kind, meaning: str) -> bool:
    """Whether a meaning is one of those that the line is about."""
    return meaning in {one for group in kind.needs for one in group}


def _rivals(meaning: str) -> set[str]:
    """Meanings of which a sheet has one: the name of an indicator in one language or the other; a step likewise."""
    for group in (set(INDICATOR), set(STEP), {"cities.name", "progress.city_id"}):
        if meaning in group:
            return group - {meaning}
    return set()


def _candidates(kind: Kind, profile: Profile) -> set[str]:
    if profile.is_empty and not profile.meanings:
        return set()
    found = {
        meaning for meaning in profile.meanings if allowed(kind, meaning) and (meaning in SIGNS or _is_field(meaning))
    }
    if not profile.meanings:  # what the header does not say, the cells may
        if profile.mails > 0.6:
            found.add("persons.mail")
        if profile.phones > 0.6 and profile.numbers < 1:
            found.add("persons.phone")
        if profile.countries > 0.8:
            found |= {meaning for meaning in ("cities.country", "partners.country") if allowed(kind, meaning)}
        found |= {meaning for meaning in NAMES if allowed(kind, meaning)}
    return found


def _is_field(meaning: str) -> bool:
    table, _, name = meaning.partition(".")
    return table in load_contracts() and name in load_contracts()[table].columns


def _fit(profile: Profile, meaning: str, names: Names) -> tuple[float, str, Mapping[str, object]]:
    """How well the cells of a column suit a meaning, 0 to 1, and why."""
    share = {"n": len(profile.texts), "of": profile.cells}
    if profile.is_empty:
        return 0.5, "header", share
    if meaning in PERSONAL:
        fits = {
            "persons.mail": profile.mails,
            "persons.phone": profile.phones,
            "persons.name": 0.75 * (1 - max(profile.numbers, profile.days)),
        }
        return fits[meaning], "persons", share
    if meaning == "progress.state":
        return max(profile.words, 0.3 * (1 - profile.numbers)), "words", share
    if meaning == "progress.share":
        return profile.numbers, "numbers", share
    if meaning in ("activities.status", "persons.answer"):
        return max(profile.words, 0.45), "words", share
    table, _, name = meaning.partition(".")
    declared = load_contracts()[table].column(name)
    return _fit_of_field(profile, declared, meaning, names, share)


def _fit_of_field(
    profile: Profile, declared: Field, meaning: str, names: Names, share: Mapping[str, object]
) -> tuple[float, str, Mapping[str, object]]:
    is_plain = max(profile.days, profile.numbers)
    if declared.name == "country":
        return profile.countries, "countries", share
    if meaning in NAMES:
        known = profile.share_of(names.known.get(NAMES[meaning], {}))
        return (
            max(known, 0.7 * (1 - is_plain)) if is_plain < 1 else 0.0,
            "known_names" if known > 0.3 else "names",
            share,
        )
    if declared.type == "date":
        extra = profile.words if meaning == "progress.done_on" else 0.0
        return min(1.0, max(profile.days, profile.months) + extra), "days", share
    if declared.type in ("number", "integer"):
        return profile.numbers * (0.2 if profile.days == 1 and profile.numbers == 1 else 1.0), "numbers", share
    if declared.enum:
        known = profile.share_of(vocabulary.values(meaning))
        return max(known, 0.3 * (1 - is_plain)), "codes", share
    return 0.8 * (1 - profile.days), "header", share


def _with_steps(kind: Kind, seen: Sequence[Profile], readings: list[Reading], names: Names) -> list[Reading]:
    """Columns of days or words that nothing else explains, two or more, are steps; their headers name them."""
    known = names.known.get("milestone", {})
    steps: dict[int, Column] = {}
    for profile, reading in zip(seen, readings, strict=True):
        meaning = reading.column.means[0] if reading.column.means else ""
        step, role = _step_of(profile.header)
        is_named = plain(step) in known
        looks = profile.days + profile.months + profile.words
        is_free = not meaning or (meaning.startswith("progress.") and step != profile.header)
        if step and is_free and (is_named or looks >= 0.6 or (profile.is_empty and profile.header.strip())):
            steps[profile.place] = Column(profile.header, (role,), step=step)
    filled = [place for place, column in steps.items() if not seen[place].is_empty]
    if len(filled) < LEAST_STEPS and not any(plain(column.step) in known for column in steps.values()):
        return [replace(r, column=replace(r.column, means=())) if _only_progress(r) else r for r in readings]
    first, last = min(filled), max(steps)
    chosen = {place: column for place, column in steps.items() if first <= place <= last or plain(column.step) in known}
    found = []
    for place, reading in enumerate(readings):
        if place in chosen:
            found.append(Reading(chosen[place], 0.9, "step", {"n": seen[place].cells}))
        else:
            found.append(
                replace(reading, column=replace(reading.column, means=())) if _only_progress(reading) else reading
            )
    return found


def _only_progress(reading: Reading) -> bool:
    return bool(reading.column.means) and reading.column.means[0].startswith("progress.")


def _step_of(header: str) -> tuple[str, str]:
    """The step that a header names and what its cells say of it: ``Diagnostic prévu`` is the agreed day of Diagnostic."""
    for meaning, role in ROLES.items():
        for word in sorted(vocabulary.signs(role) - {"x", "ok", "oui", "yes", "1", "100"}, key=len, reverse=True):
            said = re.fullmatch(rf"(?P<step>.+?)\s*[-–:/(]?\s*{re.escape(word)}\)?", plain(header))
            if said and len(word) > 2:
                return _first_words(header, said["step"]), meaning
    return " ".join(header.split()), "progress.done_on"


def _first_words(header: str, folded: str) -> str:
    """The beginning of a header that folds to a text, as it is written."""
    text = " ".join(header.split())
    for end in range(len(text), 0, -1):
        if plain(text[:end]) == folded:
            return text[:end].rstrip(" -–:/(")
    return folded


def _agreed_line(con: duckdb.DuckDBPyConnection, table: str, seen: Sequence[Profile]) -> str:
    """The text, in the first column, of a line whose other cells are days while its first is a word for what is agreed."""
    if not seen or len(seen) < 3:
        return ""
    rows = con.execute(f"select * exclude (_line) from {quote(table)} order by _line limit 12").fetchall()
    for row in rows:
        texts = [str(cell or "").strip() for cell in row]
        if plain(texts[0]) in vocabulary.signs("agreed") and sum(bool(text) for text in texts[1:]) >= LEAST_STEPS:
            return texts[0]
    return ""


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
        f"select count(*) from (select folded(c{owner}) from {quote(table)} where nullif(written(c{place}), '') is not null "
        f"group by 1 having count(distinct folded(c{place})) > 1)"
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
