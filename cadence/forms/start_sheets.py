"""The workbook to begin a network with: three sheets, in names and no codes, each column explained in a line.

Which sheets: the first pages ask which cities there are and since when, how far each is with its steps against what
was agreed, and what was done with whom for how many people. So: cities, steps, activities. Partners are no sheet of
their own: an activity names them, and that they took part is what the pages count; their sector stays "not said"
until somebody says it. Of each sheet the columns that its pages cannot do without must be filled, the others may stay
empty. What else Cadence knows comes later, in forms, or by the template of every table.

``cadence/intake/start_sheets.py`` reads it back.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from cadence.contract import Contract, Field, load_contract
from cadence.forms.workbook import OPTIONS, ROWS_WITH_HELP, Lists
from cadence.words import Words, words_in

FIRST_ROW = 2  # counted from 0: below the headings and their explanations
WIDEST, NARROWEST = 30, 18


@dataclass(frozen=True)
class StartColumn:
    """One column: its key in the words, the field that it says, whether it must be filled, and what its list offers:
    the names of a column of another sheet, or those that the record has in a table."""

    key: str
    means: str
    required: bool = False
    offers: tuple[str, str] | None = None  # sheet and column
    names: str = ""

    @property
    def contract(self) -> Contract:
        """The table of its field."""
        return load_contract(self.means.partition(".")[0])

    @property
    def field(self) -> Field:
        """Its field."""
        return self.contract.column(self.means.partition(".")[2])

    def key_in_words(self, sheet: str) -> str:
        """Where its heading and its explanation stand."""
        return f"start_sheets.{sheet}.columns.{self.key}"


@dataclass(frozen=True)
class StartSheet:
    """One sheet: its key in the words, what a line of it is (a recipe's ``Line``), its columns in order."""

    key: str
    line: str
    columns: tuple[StartColumn, ...]


CITY_NAMES = ("cities", "city")
SHEETS = (
    StartSheet(
        "cities",
        "city",
        (
            StartColumn("network", "networks.name", True, names="networks"),
            StartColumn("city", "cities.name", True),
            StartColumn("country", "cities.country", True),
            StartColumn("joined_on", "cities.joined_on", True),
            StartColumn("population", "cities.population"),
            StartColumn("language", "cities.language"),
            StartColumn("theme", "cities.theme"),
        ),
    ),
    StartSheet(
        "steps",
        "city_step",
        (
            StartColumn("city", "progress.city_id", True, offers=CITY_NAMES),
            StartColumn("step", "progress.milestone_id", True, names="milestones"),
            StartColumn("agreed", "progress.baseline_on"),
            StartColumn("planned", "progress.planned_on"),
            StartColumn("done", "progress.done_on"),
            StartColumn("note", "progress.note"),
        ),
    ),
    StartSheet(
        "activities",
        "activity",
        (
            StartColumn("date", "activities.held_on", True),
            StartColumn("kind", "activities.kind", True),
            StartColumn("title", "activities.title"),
            StartColumn("partners", "activities.partners", names="partners"),
            StartColumn("cities", "activities.cities", offers=CITY_NAMES),
            StartColumn("persons", "audience.persons"),
        ),
    ),
)


def sheet_name(sheet: StartSheet, words: Words) -> str:
    """What a sheet is called in a language."""
    return words(f"start_sheets.{sheet.key}.name")


def heading(sheet: StartSheet, column: StartColumn, words: Words) -> str:
    """The heading of a column in a language."""
    return words(f"{column.key_in_words(sheet.key)}.heading")


def explanation(sheet: StartSheet, column: StartColumn, words: Words) -> str:
    """The line below a heading: whether it must be filled, and with what."""
    need = words("templates.required" if column.required else "templates.optional")
    return f"{words(f'{column.key_in_words(sheet.key)}.says')} {need}"


def start_workbook(language: str = "en", known: Mapping[str, Sequence[str]] | None = None) -> bytes:
    """The workbook, empty, as an Excel file. known: by table, the names that its things have in the record."""
    out = io.BytesIO()
    words = words_in(language)
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        book.set_properties({"title": words("start_sheets.title")})
        sheets = [book.add_worksheet(sheet_name(sheet, words)) for sheet in SHEETS]
        lists = Lists(book, words, known or {})
        every = [column for sheet in SHEETS for column in sheet.columns]
        # A column that refers to things offers those it says, and no others that its field refers to in the record.
        coded = [(column.contract, column.field) for column in every if column.field.enum]
        lists.write(coded, [column.names for column in every if column.names], is_hidden=True)
        for drawn, sheet in zip(sheets, SHEETS, strict=True):
            _write(book, drawn, sheet, lists)
    return out.getvalue()


def _write(book: xlsxwriter.Workbook, drawn: Worksheet, sheet: StartSheet, lists: Lists) -> None:
    words = lists.words
    help_line = book.add_format({"italic": True, "font_color": "#595959", "text_wrap": True, "valign": "top"})
    drawn.freeze_panes(FIRST_ROW, 1)
    drawn.set_row(0, 20)
    drawn.set_row(1, 78)
    for place, column in enumerate(sheet.columns):
        title = heading(sheet, column, words)
        said = explanation(sheet, column, words)
        drawn.set_column(place, place, max(NARROWEST, min(WIDEST, len(said) // 4)), lists.format(column.field))
        drawn.write_string(0, place, title, lists.headers[column.required])
        drawn.write_string(1, place, said, help_line)
        if rule := _rule(sheet, column, lists):
            drawn.data_validation(FIRST_ROW, place, ROWS_WITH_HELP, place, rule)


def _rule(sheet: StartSheet, column: StartColumn, lists: Lists) -> dict[str, Any] | None:
    if column.offers:
        return {"validate": "list", "source": _cells_of(*column.offers, lists.words), "show_error": False}
    if column.names:
        source = lists.names.get(column.names)
        return {"validate": "list", "source": source, "show_error": False} if source else None
    return lists.rule(column.contract, column.field, heading(sheet, column, lists.words))


def _cells_of(key: str, name: str, words: Words) -> str:
    """The cells of a column of another sheet, as a formula."""
    sheet = next(one for one in SHEETS if one.key == key)
    letter = xl_col_to_name([column.key for column in sheet.columns].index(name))
    return f"='{sheet_name(sheet, words)}'!${letter}${FIRST_ROW + 1}:${letter}${ROWS_WITH_HELP + 1}"
