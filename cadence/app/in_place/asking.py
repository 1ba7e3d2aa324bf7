"""The state of one form of one visitor: which row it shows, what was typed in it, what it begins with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from cadence import days
from cadence.app.in_place import fields
from cadence.app.in_place.fields import Entry
from cadence.app.page import Page
from cadence.contract import load_contract
from cadence.intake import typed as forms
from cadence.intake.in_place import as_text
from cadence.intake.typed import Asked
from cadence.words.values import in_words

NEW = "new"


@dataclass
class Memory:
    """What one form remembers between runs of the page. turn: counts the times it began anew.

    seen: the row, as it was published when the form first showed it, by its key. kept: what was typed and differs from
    what the field began with, by place; it outlives the widget, which is only drawn while the form is open.
    """

    turn: int = 0
    seen: dict[tuple[str, ...], dict[str, Any] | None] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)
    rows: int = 1  # of the table that comes with it

    def begin_anew(self) -> None:
        """Forget what was typed and seen."""
        self.turn, self.seen, self.kept, self.rows = self.turn + 1, {}, {}, 1


class Form:
    """A form of one page: what it asks, what the page gives it, and its memory."""

    def __init__(self, page: Page, form: str, name: str, given: Mapping[str, Any]) -> None:
        self.page, self.form, self.name, self.asked = page, form, name, forms.FORMS[form]
        columns = self.asked.contract.columns
        self.given = {one: str(value) for one, value in given.items() if isinstance(value, str)}
        if "network_id" in columns:
            self.given["network_id"] = page.network
        self.begins = {one: as_text(value) for one, value in given.items() if isinstance(value, list)}
        self.begins |= dict.fromkeys(self.asked.today, days.today(page.view.zone).isoformat())
        self.memory: Memory = st.session_state.setdefault(f"memory_{name}", Memory())
        self._entries: dict[str, Entry] = {}

    def fields(self) -> list[str]:
        """Those it asks: what the page gives is not asked."""
        return [one for one in self.asked.fields if one not in self.given]

    def fields_given(self) -> dict[str, str]:
        """What the page gives, of the fields of the table."""
        return {one: text for one, text in self.given.items() if one in self.asked.contract.columns}

    def entry(self, name: str, asked: Asked | None = None) -> Entry:
        """A field with its label and options in the visitor's language."""
        of = asked or self.asked
        place = f"{of.table}.{name}"
        if place not in self._entries:
            self._entries[place] = self._entry(name, of)
        return self._entries[place]

    def _entry(self, name: str, asked: Asked) -> Entry:
        words, column = self.page.words, asked.column(name)
        label, told = column.title[words.language], column.description[words.language]
        if table := forms.refers_to(asked, name, self.given):
            named = label if column.type == "list" else words(f"in_place.which.{table}")
            return Entry(column, named, self._names(asked, name, table))
        codes = forms.codes_of(asked, name, self.given)
        options = {code: in_words(words, name, code) for code in codes} if codes else None
        return Entry(column, label, options, name in asked.prose, told, name == asked.named_by)

    def _names(self, asked: Asked, name: str, table: str) -> dict[str, str]:
        """The things of a table by code, called as people call them."""
        page = self.page
        narrow = {one: text for one, text in self.given.items() if one != name}
        if table in ("cities", "partners"):
            return self._names_in_network(table)
        rows = forms.rows_of(page.serving, table, narrow)
        (key,) = load_contract(table).primary_key
        names = {
            str(row[key]): self._name(table, row) for row in rows if row.get("network_id", page.network) == page.network
        }
        if asked.is_of_published and asked.is_key(name):
            own = forms.rows_of(page.serving, asked.table, narrow)
            own.sort(key=lambda row: (row[asked.done] is not None, str(row["baseline_on"])))
            names = {str(row[name]): names.get(str(row[name]), str(row[name])) for row in own}
        twice = [one for one in names.values() if list(names.values()).count(one) > 1]
        return {code: f"{said} ({code})" if said in twice else said for code, said in names.items()}

    def _name(self, table: str, row: Mapping[str, Any]) -> str:
        """What people call a row of a table."""
        page = self.page
        if table == "partnerships":
            partners, cities = (self._names_in_network(of) for of in ("partners", "cities"))
            city = cities.get(str(row["city_id"]), str(row["city_id"])) if row["city_id"] else page.view.network_name
            role = in_words(page.words, "role", row["role"])
            return f"{partners.get(str(row['partner_id']), row['partner_id'])} · {city} · {role}"
        own = next((str(row[one]) for one in ("title", "name") if one in row), None)
        return page.words.own_text(row) if own is None else own

    def _names_in_network(self, table: str) -> dict[str, str]:
        """The names of the cities or partners of the network by code."""
        known = self.page.serving.frame("filter_options", network=self.page.network).query("filter == @table")
        return dict(zip(known["code"].astype(str), known["label"].astype(str), strict=True))

    def ask(self, name: str, mark: str, shown: Mapping[str, str] | None, asked: Asked | None = None) -> str:
        """The widget of a field. mark: of the row it is of; shown: that row, where one is published."""
        place = f"{mark}_{name}"
        begins = self.begins.get(name, "") if asked is None else ""
        begins = begins if shown is None else shown[name] or (begins if name in self.asked.today else "")
        entry = self.entry(name, asked)
        key = f"{self.name}_{self.memory.turn}_{place}"
        text = fields.ask(self.page.words, entry, key, self.memory.kept.get(place, begins))
        if text == begins:
            self.memory.kept.pop(place, None)
        else:
            self.memory.kept[place] = text
        return text

    def row(self, key: Mapping[str, str]) -> dict[str, Any] | None:
        """The row of a key as it was published when the form first showed it; None for a new one."""
        place = tuple(key.values())
        if not all(place):
            return None
        if place not in self.memory.seen:
            self.memory.seen[place] = forms.find_row(self.page.serving, self.asked.table, key)
        return self.memory.seen[place]

    def see_again(self, key: Mapping[str, str], row: dict[str, Any] | None) -> None:
        """Show a row as it is by now; what was typed stays typed."""
        place = tuple(key.values())
        if self.memory.seen.get(place) is None:
            mark = "|".join(place)
            moved = {name: self.memory.kept.get(f"{NEW}_{name}") for name in self.asked.fields}
            self.memory.kept |= {f"{mark}_{name}": text for name, text in moved.items() if text is not None}
        self.memory.seen[place] = row
