"""What the codes of a network's things are called where one is chosen: read from the tables that foreign keys name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from cadence.app.page import Page
from cadence.contract import Field, load_contract
from cadence.intake.in_place import as_text, published_rows
from cadence.recipes.names import THINGS
from cadence.words import place
from cadence.words.values import in_words

SUBJECTS = {"city": "cities", "partnership": "partnerships", "action": "actions"}
# What tells rows of a table apart that has no names of its own.
TOLD_BY = {
    "partnerships": ("partner_id", "role", "city_id"),
    "activities": ("held_on", "kind"),
    "commitments": ("what",),
}


def parent_of(table: str, field: str) -> str | None:
    """The table whose codes a field holds; None where it holds none."""
    keys = (key for key in load_contract(table).foreign_keys if key.fields == (field,))
    return next((key.table for key in keys), None)


def choices(page: Page, table: str, field: Field, subject: str = "") -> dict[str, str] | None:
    """What a field may hold, by code and what it is called, sorted by that where it has no order; None: anything.

    subject: what a decision is about, where the field holds the code of that.
    """
    if field.enum:
        said = {code: in_words(page.words, field.name, code) for code in field.enum}
        return dict(sorted(said.items(), key=lambda one: place(one[1]))) if field.codelist else said
    parent = SUBJECTS.get(subject) if field.name == "subject_id" else parent_of(table, field.name)
    return things(page, parent) if parent else None


def title(page: Page, table: str, field: Field) -> str:
    """What a field is called where one is asked: a code by the thing it stands for."""
    key = f"in_place.thing.{parent_of(table, field.name) or field.name}"
    if field.type != "list" and page.words.has(key):
        return page.words(key)
    return field.title[page.words.language]


def things(page: Page, table: str, of: Mapping[str, str] | None = None) -> dict[str, str]:
    """The codes of a table's rows in this network (of partners every one) by what they are called. of: their cells."""
    rows = [row for row in rows_of_network(page, table) if all(row[name] == code for name, code in (of or {}).items())]
    key = load_contract(table).primary_key[0]
    found = {str(row[key]): name_of(page, table, row) for row in rows}
    if table in ("milestones", "phases"):
        return found
    return dict(sorted(found.items(), key=lambda one: place(one[1])))


def rows_of_network(page: Page, table: str) -> list[dict[str, Any]]:
    """The published rows that are this network's: by their own code of it or that of the thing they are about."""
    rows = published_rows(page.serving, table)
    columns = load_contract(table).columns
    if "network_id" in columns:
        rows = [row for row in rows if row["network_id"] in (page.network, "*")]
    elif parent := next((p for p in map(lambda name: (name, parent_of(table, name)), columns) if p[1]), None):
        name, above = parent
        held = {row[load_contract(str(above)).primary_key[0]] for row in rows_of_network(page, str(above))}
        rows = [row for row in rows if row[name] in held]
    if table in ("milestones", "phases"):
        places = {row["phase_id"]: row["position"] for row in published_rows(page.serving, "phases")}
        rows.sort(key=lambda row: (places.get(row["phase_id"], 0), row["position"]))
    return rows


def name_of(page: Page, table: str, row: dict[str, Any]) -> str:
    """What a row is called: its name in the visitor's language, or the names of what it joins."""
    columns = load_contract(table).columns
    thing = THINGS.get(table)
    names = [f"name_{page.words.language}", *(thing.names if thing else ()), "name", "title"]
    if own := next((str(row[name]) for name in names if name in columns and row[name]), ""):
        return own
    told = TOLD_BY.get(table, load_contract(table).primary_key)
    parts = [
        in_name(page, table, name, as_text(row[name])) for name in told if name in columns and row[name] is not None
    ]
    return " · ".join(part for part in parts if part)


def in_name(page: Page, table: str, field: str, text: str, subject: str = "") -> str:
    """A cell as a reader expects it: a code by what it stands for, a day and a number in words."""
    if not text:
        return ""
    declared = load_contract(table).column(field)
    if declared.type == "list":
        return page.words.list_of([_word_of(page, table, declared, one, "") for one in text.split("|")])
    return _word_of(page, table, declared, text, subject)


def _word_of(page: Page, table: str, field: Field, text: str, subject: str) -> str:
    parent = SUBJECTS.get(subject) if field.name == "subject_id" else parent_of(table, field.name)
    if parent is not None:
        return things(page, parent).get(text, text)
    value: Any = text
    try:
        if field.type == "date":
            value = dt.date.fromisoformat(text)
        elif field.type in ("integer", "number"):
            value = float(text)
        elif field.type == "boolean":
            value = text == "true"
    except ValueError:
        return text
    return in_words(page.words, field.name, value)
