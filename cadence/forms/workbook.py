"""What every workbook of Cadence's has in its cells: choice lists in a language, formats, limits of numbers and days.

A list offers the words of a language, which are read back as their codes (``cadence.checks.cells.spellings``), and the
names that the record knows where a column refers to things. It stands on a sheet of its own, since Excel takes only
short lists beside a cell; a program that brings a workbook back leaves those sheets out (``is_help_sheet``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from cadence.checks.folding import fold
from cadence.contract import Contract, Field, load_contracts
from cadence.forms.prose import limits, meaning
from cadence.words import Words, languages, words_in

ROWS_WITH_HELP = 2000  # rows below the header that have drop-downs and formats
EARLIEST = dt.date(1950, 1, 1)
# Headings and column widths of the sheets of notes, of codes and of names.
NOTES = {"table": 22, "column": 26, "field": 24, "need": 12, "meaning": 60, "allowed": 60, "example": 30}
CODES = {"column": 26, "code": 24, "meaning": 60}
NAMES = {"table": 26, "name": 60}
HEADER_COLOURS = {True: "#1F4E79", False: "#6C7A89"}  # required, optional
LONGEST_MESSAGE = 255  # letters that Excel takes
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def is_help_sheet(columns: Sequence[str]) -> bool:
    """Whether a sheet with these headers is one of a template's own pages of notes, codes or names."""
    return any(
        list(columns) == heads(keys, words_in(code))
        for keys in (list(NOTES), list(CODES), list(NAMES))
        for code in languages()
    )


def heads(keys: Sequence[str], words: Words) -> list[str]:
    """The headings of a sheet of notes, codes or names."""
    return [words(f"templates.heads.{key}") for key in keys]


class Lists:
    """The choice lists of one workbook in one language: the sheets they stand on, and the rule of each column.

    known: by table, the names that its things have in the record, for the columns that refer to them.
    """

    def __init__(self, book: xlsxwriter.Workbook, words: Words, known: Mapping[str, Sequence[str]]) -> None:
        self.book, self.words = book, words
        self.known = {table: list(names) for table, names in known.items() if names}
        bold = {"bold": True, "text_wrap": True, "valign": "top", "font_color": "#FFFFFF"}
        self.headers = {
            required: book.add_format({**bold, "bg_color": colour, "border": 1})
            for required, colour in HEADER_COLOURS.items()
        }
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.code = book.add_format({"num_format": "@", "valign": "top"})
        self.places: dict[tuple[str, ...], str] = {}  # where each list of words stands, as a formula
        self.names: dict[str, str] = {}  # the same of the names of each table

    def write(
        self, fields: Sequence[tuple[Contract, Field]], more: Sequence[str] = (), *, is_hidden: bool = False
    ) -> None:
        """Lay the lists of these fields out on sheets behind the others, and the names of ``more`` tables; the
        drop-downs point at them."""
        if any(field.enum for _, field in fields):
            sheet = self.book.add_worksheet(self.words("templates.codes"))
            self._write_codes(sheet, [field for _, field in fields if field.enum])
            if is_hidden:
                sheet.hide()
        referred = [referred_table(contract, field) for contract, field in fields]
        tables = [table for table in (*referred, *more) if table in self.known]
        if tables:
            sheet = self.book.add_worksheet(self.words("templates.names"))
            self._write_names(sheet, list(dict.fromkeys(tables)))
            if is_hidden:
                sheet.hide()

    def rule(self, contract: Contract, field: Field, title: str) -> dict[str, Any] | None:
        """What Excel offers and allows in a column; None where it can do neither.

        Of what is listed one value is chosen. Where a cell may hold several, or a name that is new, others are typed.
        """
        sentence = limits(field, self.words, is_spoken=True)
        refused = {"error_title": title[:32]}
        if len(sentence) <= LONGEST_MESSAGE:
            refused["error_message"] = sentence
        if field.type == "boolean":
            source = [self.words("templates.true"), self.words("templates.false")]
            return {"validate": "list", "source": source, **refused}
        if field.enum:
            place = self.places[self._words_of(field)]
            return {"validate": "list", "source": place, **refused, "show_error": field.type != "list"}
        if (table := referred_table(contract, field)) in self.names:
            return {"validate": "list", "source": self.names[str(table)], "show_error": False}
        if field.type == "date":
            return {"validate": "date", "criteria": ">=", "value": EARLIEST, **refused}
        if field.type in ("integer", "number"):
            return {"validate": "integer" if field.type == "integer" else "decimal", **_range(field), **refused}
        return None

    def format(self, field: Field, **more: Any) -> Format:
        """Dates look like ISO dates; texts stay texts, so that 01004 keeps its zero."""
        patterns = {"date": "yyyy-mm-dd", "integer": "0", "number": "General"}
        return self.book.add_format({**more, "num_format": patterns.get(field.type, "@")})

    def write_heads(self, sheet: Worksheet, widths: Mapping[str, int]) -> None:
        """The headings of a sheet of notes, codes or names, which stay in view."""
        sheet.freeze_panes(1, 0)
        for column, (head, width) in enumerate(zip(heads(list(widths), self.words), widths.values(), strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, head, self.headers[True])

    def _words_of(self, field: Field) -> tuple[str, ...]:
        return tuple(self._codes_of(field).values())

    def _codes_of(self, field: Field) -> dict[str, str]:
        """The word of each code: in the order that the codes have, or as words are looked up in a long list."""
        said = {code: meaning(field, code, self.words) for code in field.enum}
        return dict(sorted(said.items(), key=lambda one: fold(one[1]))) if field.codelist else said

    def _write_codes(self, sheet: Worksheet, fields: Sequence[Field]) -> None:
        self.write_heads(sheet, CODES)
        name, row = self.words("templates.codes"), 0
        for field in fields:
            said = self._words_of(field)
            if said in self.places:
                continue
            first = row + 1
            for code, word in self._codes_of(field).items():
                row += 1
                sheet.write_string(row, 0, field.title[self.words.language])
                sheet.write_string(row, 1, code, self.code)
                sheet.write_string(row, 2, word, self.wrapped)
            self.places[said] = _cells(name, first, row, 2)

    def _write_names(self, sheet: Worksheet, tables: Sequence[str | None]) -> None:
        self.write_heads(sheet, NAMES)
        title, row = self.words("templates.names"), 0
        for table in map(str, tables):
            first = row + 1
            for name in self.known[table]:
                row += 1
                sheet.write_string(row, 0, load_contracts()[table].title[self.words.language])
                sheet.write_string(row, 1, name, self.code)
            self.names[table] = _cells(title, first, row, 1)


def referred_table(contract: Contract, field: Field) -> str | None:
    """The table of the things that a field alone refers to."""
    return next((key.table for key in contract.foreign_keys if key.fields == (field.name,)), None)


def _cells(sheet: str, first: int, last: int, column: int) -> str:
    top, end = (xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True) for row in (first, last))
    return f"='{sheet}'!{top}:{end}"


def _range(field: Field) -> dict[str, Any]:
    """The limits of a number as Excel's criteria; without limits, any number at all."""
    low = field.minimum if field.minimum is not None else field.exclusive_minimum
    if low is None or field.maximum is None:
        above = "greater than" if field.exclusive_minimum is not None else "greater than or equal to"
        return {"criteria": above, "value": -1e15 if low is None else low}
    return {"criteria": "between", "minimum": low, "maximum": field.maximum}
