"""Persons in the files at hand: taken out of a table as soon as it is read, and out of the file before it is kept.

In a contract table only columns that no field answers to are taken; addresses in the others are told. In any other
sheet header words and the shape of cells tell which columns are persons', unless somebody said what a column is.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb

from cadence.contract import load_contracts
from cadence.errors import CadenceError
from cadence.intake.letters import as_said
from cadence.intake.model import Choice
from cadence.intake.recognition import Table, recognise
from cadence.problems import Fact, Problem
from cadence.reading import Reading
from cadence.reading.apart import blank_apart
from cadence.recipes.draft import LEAST
from cadence.recipes.guess import guesses
from cadence.recipes.model import PERSONAL, Recipe, Sheet, parse
from cadence.recipes.names import load_names
from cadence.recipes.persons import GONE, MAIL_INSIDE, Scrub, Taken, columns_of_persons, may_be_persons, take_out
from cadence.recipes.profile import profiles
from cadence.recipes.questions import LEAVE_OUT, YES, short
from cadence.sql import quote

ATTENDEE = "attendee"
# Facts whose examples are words of the file.
SAMPLES = ("samples", "found")
ADDRESS = r"[\w.+''-]+@[\w-]+(\.[\w-]+)+"


def take_persons_out(
    con: duckdb.DuckDBPyConnection, reading: Reading, choice: Choice, kept: Sequence[Recipe]
) -> tuple[Reading, Taken, list[Fact | Problem]]:
    """The reading without persons, what was taken, and what is told of it. Its text table holds marks."""
    matched = _contract_columns(reading, choice)
    if matched:
        said, are_persons = dict(matched), False
    else:
        said, are_persons = _meanings(con, reading, choice, kept)
    is_whole = len(matched) == len(reading.columns)  # a template as it is: nothing to look for
    found = [] if is_whole else profiles(con, reading.table, reading.columns)
    seen = [one for one in found if one.place not in matched]
    places = columns_of_persons(seen, said, names_are_persons=are_persons)
    above = frozenset(mail.lower() for one in reading.skipped for mail in MAIL_INSIDE.findall(one.text))
    taken = take_out(con, reading.table, places, above)
    taken.headers = tuple(" ".join(reading.columns[place].split()) for place in sorted(places))
    told: list[Fact | Problem] = []
    if places:
        told.append(Fact("persons_not_kept", {"n": len(places), "headers": ", ".join(taken.headers)}))
    scrub = Scrub(taken.texts, taken.words)
    others = [place for place in range(len(reading.columns)) if place not in places]
    if matched:
        told += _addresses(con, reading, matched, others)
        others = [place for place in others if place not in matched]
    taken.inside = _scrub_cells(con, reading.table, others, scrub if are_persons else Scrub(()), taken)
    if taken.inside:
        told.append(Fact("addresses_taken_out", {"n": taken.inside}))
    return _without(reading, scrub, taken, is_personal=bool(places)), taken, told


def _contract_columns(reading: Reading, choice: Choice) -> dict[int, str]:
    """The columns of a contract table, by place, with the field of each; none where a sheet is no such table."""
    own = choice.of(reading.name)
    found = recognise(Table(reading.columns, reading.hxl, reading.name, own.columns), own.about)
    best = found[0] if found else None
    if best is None or best.kind != "table":
        return {}
    if own.about is None and any(name in best.missing for name in load_contracts()[best.about].primary_key):
        return {}
    return {match.place: f"{best.about}.{match.field}" for match in best.matches}


def _meanings(
    con: duckdb.DuckDBPyConnection, reading: Reading, choice: Choice, kept: Sequence[Recipe]
) -> tuple[dict[int, str], bool]:
    """What somebody said of the columns, now or in a recipe; and whether the sheet lists persons."""
    label = short(reading.name)
    recipes = [parse(choice.recipe)] if choice.recipe else kept
    before = next((sheet for one in recipes if (sheet := one.sheet_for(reading.columns))), None)
    said = _of_recipe(before, reading.columns) if before else {}
    for place, header in enumerate(reading.columns):
        answer = choice.answers.get(f"column.{label}.{header}", "")
        if answer and answer != YES:
            said[place] = "" if answer == LEAVE_OUT else answer
    line = choice.answers.get(f"line.{label}", before.line if before else "").replace(YES, "")
    if not may_be_persons(reading.columns):
        return said, line == ATTENDEE
    found = guesses(con, reading.table, reading.name, reading.columns, load_names(con, None))
    best = next((one for one in found if one.line == line or (not line and one.score >= LEAST)), None)
    for place, column in enumerate(best.sheet.columns if best else ()):
        if column.means and column.means[0] in PERSONAL:
            said.setdefault(place, column.means[0])
    return said, (line or (best.line if best else "")) == ATTENDEE


def _of_recipe(sheet: Sheet, headers: Sequence[str]) -> dict[int, str]:
    means = {" ".join(one.header.split()).lower(): one.means[0] for one in sheet.columns if one.means}
    found = {place: means.get(" ".join(header.split()).lower(), "") for place, header in enumerate(headers)}
    return {place: what for place, what in found.items() if what in PERSONAL or not what.startswith("persons.")}


def _addresses(
    con: duckdb.DuckDBPyConnection, reading: Reading, matched: Mapping[int, str], places: Sequence[int]
) -> list[Fact | Problem]:
    """E-mail addresses in the cells of a contract table, which are published as they stand: told, never shown."""
    found: list[Fact | Problem] = []
    for place in (one for one in places if one in matched):
        row = con.execute(
            f"select count(*), min(_line) from {quote(reading.table)} "
            f"where contains(c{place}, '@') and regexp_matches(c{place}, '{ADDRESS}')"
        ).fetchone()
        if row and row[0]:
            header = " ".join(reading.columns[place].split())
            found.append(Problem("address_in_text", "note", line=int(row[1]), column=header, expected=str(row[0])))
    return found


def _scrub_cells(con: duckdb.DuckDBPyConnection, table: str, places: Sequence[int], scrub: Scrub, taken: Taken) -> int:
    """Take what tells a person out of the other cells of a sheet; how many cells changed."""
    n = 0
    for place in places:
        cell = f"c{place}"
        may_tell = f"length({cell}) > 4" if scrub.knows_names else f"contains({cell}, '@')"
        rows = con.execute(f"select distinct {cell} from {quote(table)} where {may_tell}").fetchall()
        changed = [(text, "" if bare.strip() == GONE else bare) for (text,) in rows if (bare := scrub(text)) != text]
        for text, bare in changed:
            taken.texts.update(MAIL_INSIDE.findall(text))
            row = con.execute(f"update {quote(table)} set {cell} = ? where {cell} = ?", [bare, text]).fetchone()
            n += int(row[0]) if row else 0
    return n


def _without(reading: Reading, scrub: Scrub, taken: Taken, *, is_personal: bool) -> Reading:
    """What is said of a table without what tells a person: titles, remarks, examples, rows that could not be read."""
    for skipped in reading.skipped:
        taken.texts.update(MAIL_INSIDE.findall(skipped.text))
    facts = tuple(Fact(fact.code, {name: _bare(name, text, scrub, taken) for name, text in fact.blanks.items()})
                  for fact in reading.facts)  # fmt: skip
    return replace(
        reading,
        columns=tuple(MAIL_INSIDE.sub("…", header) for header in reading.columns),
        facts=facts,
        problems=tuple(_problem(one, scrub, is_personal=is_personal) for one in reading.problems),
        skipped=tuple(replace(one, text=scrub(one.text)) for one in reading.skipped),
    )


def _bare(name: str, text: Any, scrub: Scrub, taken: Taken) -> Any:
    if not isinstance(text, str):
        return text
    return scrub(scrub.samples(text) if name in SAMPLES and taken.words else text)


def _problem(problem: Problem, scrub: Scrub, *, is_personal: bool) -> Problem:
    if problem.found is None:
        return problem
    if is_personal and problem.severity == "row":
        return replace(problem, found="")  # a whole row, whose cells could not be told apart
    return replace(problem, found=scrub(scrub.samples(problem.found) if is_personal else problem.found))


def as_plain(taken: Mapping[str, Taken]) -> dict[str, dict[str, Any]]:
    """What was taken out of the tables of a file, as the worker is told."""
    every = sorted({text for one in taken.values() for text in one.texts})
    return {name: {"lines": one.lines, "texts": every} for name, one in taken.items()}


def kept_copy(
    path: Path, name: str, taken: Mapping[str, Taken], folder: Path, encoding: str | None = None
) -> tuple[Path, str, str]:
    """What is kept in place of a file that names persons: its path, the ending that its name now needs, its hash.

    encoding: as it was said of a text whose bytes do not tell it. CadenceError ``persons_stay`` where they cannot be
    taken out.
    """
    if not path.is_file():
        raise CadenceError("persons_stay", name=name)
    path = as_said(path, encoding, folder)
    copy, ending = blank_apart(path, name, as_plain(taken), folder)
    with copy.open("rb") as file:
        return copy, ending, hashlib.file_digest(file, "sha256").hexdigest()


def as_came(record_id: str, sha256: str) -> str:
    """A hash, keyed by the record, of a file as it came: by it the file is known again, and not what was in it."""
    return hmac.new(record_id.encode(), sha256.encode(), hashlib.sha256).hexdigest()
