"""What each form asks: the fields of a contract table, the row they belong to, and what is written of it.

    asked = FORMS["checkin"]
    combined = combine(asked, seen, now, {"held_on": "2026-11-28", "note": "All well"})

A row is what stands under its key: a key that is published already shows that row, to be changed; any other is new.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cadence.answers.serving import Serving
from cadence.contract import Contract, Field, load_contract
from cadence.intake.in_place import as_text
from cadence.recipes.names import free_code, slug
from cadence.sql import quote

# What a decision may be about, and what may be decided of it.
SUBJECTS = {"city": "cities", "partnership": "partnerships", "action": "actions"}
DECISIONS = {
    "city": ("continue", "support", "pause", "replan", "end"),
    "partnership": ("continue", "replan", "pause", "end"),
    "action": ("scale", "repeat", "stop"),
}

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """A form: the fields of ``table`` that it asks, key first; those that the page gives are not asked.

    today: days that begin as today. prose: texts of more than a line. is_of_published: only a published row can be
    chosen, the open ones first (``done``: the field that is empty in these). named_by: the field from which the code of
    a new row is made. several: rows of another table that come with it, each with its key.
    """

    table: str
    fields: tuple[str, ...]
    today: tuple[str, ...] = ()
    prose: tuple[str, ...] = ()
    is_of_published: bool = False
    done: str = ""
    named_by: str = ""
    several: Asked | None = None

    @property
    def contract(self) -> Contract:
        """Of its table."""
        return load_contract(self.table)

    def column(self, name: str) -> Field:
        """One field of its table."""
        return self.contract.column(name)

    def is_key(self, name: str) -> bool:
        """Whether a field is of the key."""
        return name in self.contract.primary_key


FORMS = {
    "step": Asked(
        "progress",
        ("milestone_id", "done_on", "note"),
        today=("done_on",),
        prose=("note",),
        is_of_published=True,
        done="done_on",
    ),
    "checkin": Asked(
        "checkins",
        ("held_on", "sessions_due", "sessions_attended", "is_asking_for_help", "note"),
        today=("held_on",),
        prose=("note",),
    ),
    "need": Asked("needs", ("role", "priority", "expressed_on", "met_on"), today=("expressed_on",)),
    "decision": Asked(
        "decisions",
        ("subject_id", "decided_on", "decision", "role_of_decider", "reason"),
        today=("decided_on",),
        prose=("reason",),
    ),
    "stage": Asked("stages", ("partnership_id", "entered_on", "stage"), today=("entered_on",)),
    "activity": Asked(
        "activities",
        (
            "title", "held_on", "kind", "format", "hosted_by", "partners", "cities", "action_id", "language", "message",
            "usefulness",
        ),
        today=("held_on",),
        named_by="title",
        several=Asked("audience", ("segment", "channel", "persons", "new_persons", "method")),
    ),
}  # fmt: skip


def refers_to(asked: Asked, name: str, given: Row) -> str | None:
    """The table whose rows a field names; None for one that names none."""
    if asked.table == "decisions" and name == "subject_id":
        return SUBJECTS[str(given["subject"])]
    keys = asked.contract.foreign_keys
    return next((key.table for key in keys if key.fields == (name,)), None)


def codes_of(asked: Asked, name: str, given: Row) -> tuple[str, ...]:
    """The codes that a field may hold; none for one that holds no codes."""
    if asked.table == "decisions" and name == "decision":
        return DECISIONS[str(given["subject"])]
    return asked.column(name).enum


def find_row(serving: Serving, table: str, key: Mapping[str, str]) -> dict[str, Any] | None:
    """The published row of a key, said as texts by field; None where there is none."""
    columns = load_contract(table).columns
    conditions = " and ".join(f"{quote(name)}::varchar = ${name}" for name in key)
    with serving.cursor() as cursor:
        sql = f"select {', '.join(map(quote, columns))} from {quote(table)} where {conditions}"
        row = cursor.execute(sql, dict(key)).fetchone()
    return None if row is None else dict(zip(columns, row, strict=True))


def rows_of(serving: Serving, table: str, given: Mapping[str, str]) -> list[dict[str, Any]]:
    """The published rows that have these codes, those of the table's fields among them, in the order of the key."""
    contract = load_contract(table)
    columns, keys = (", ".join(map(quote, names)) for names in (contract.columns, contract.primary_key))
    held = {name: value for name, value in given.items() if name in contract.columns}
    where = " and ".join(["true", *(f"{quote(name)} = ${name}" for name in held)])
    with serving.cursor() as cursor:
        rows = cursor.execute(f"select {columns} from {quote(table)} where {where} order by {keys}", held).fetchall()
    return [dict(zip(contract.columns, row, strict=True)) for row in rows]


def make_code(serving: Serving, asked: Asked, name: str) -> str:
    """The code of a new row, made from its name once, as the code of every named thing is."""
    (key,) = asked.contract.primary_key
    with serving.cursor() as cursor:
        sql = f"select {quote(key)} from {quote(asked.table)} where starts_with({quote(key)}, $base)"
        taken = {str(code) for (code,) in cursor.execute(sql, {"base": slug(name) or asked.table}).fetchall()}
    return free_code(name, taken, asked.table)


@dataclass(frozen=True)
class Combined:
    """A row as it is written, every field as a text; and what somebody else changed in it meanwhile.

    changed: the fields that are another than what stands published. theirs: those that another person changed and that
    stay as they are. clashes: those that both changed, each otherwise.
    """

    row: dict[str, str]
    changed: list[str] = field(default_factory=list)
    theirs: list[str] = field(default_factory=list)
    clashes: list[str] = field(default_factory=list)


def texts_of(asked: Asked, row: Row | None) -> dict[str, str]:
    """Every field of a published row as a text; of a new one, what is written where nothing is said."""
    if row is None:
        return {one.name: one.default or "" for one in asked.contract.fields}
    return {name: as_text(value) for name, value in row.items()}


def combine(asked: Asked, seen: Row | None, now: Row | None, typed: Mapping[str, str]) -> Combined:
    """What was typed, cell by cell, in the row as it is now; ``seen`` is the row that the form showed.

    typed: texts by field, of the key too. A cell nobody typed anything else in is not touched.
    """
    shown, stands = texts_of(asked, seen), texts_of(asked, now)
    found = Combined(dict(stands))
    for name, text in typed.items():
        is_mine, is_theirs = text != shown[name].strip(), stands[name] != shown[name]
        if asked.is_key(name) or (is_mine and (not is_theirs or text == stands[name])):
            found.row[name] = text
        elif is_mine:
            found.clashes.append(name)
        elif is_theirs:
            found.theirs.append(name)
        if found.row[name] != stands[name]:
            found.changed.append(name)
    return found
