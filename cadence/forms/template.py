"""The template of a table: an empty export to fill in, as CSV or as an Excel workbook.

Headers are the titles of one language or the field names; all of them are recognised when the file comes back.
Row 2 is an example, the same that the contract gives; it is to be replaced. Drop-down lists offer the codes
themselves, and the sheet of codes says what each means.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Format
from xlsxwriter.worksheet import Worksheet

from cadence.contract import Contract, Field
from cadence.forms.prose import limits, meaning
from cadence.words import Words, languages, words_in

NAMES = "names"  # headers are the field names, in no language
ROWS_WITH_HELP = 2000  # rows below the header that have drop-downs and formats
EARLIEST = dt.date(1950, 1, 1)
# Headings and column widths of the pages of notes and of codes.
NOTES = {"table": 22, "column": 26, "field": 24, "need": 12, "meaning": 60, "allowed": 60, "example": 30}
CODES = {"column": 26, "code": 24, "meaning": 60}
HEADER_COLOURS = {True: "#1F4E79", False: "#6C7A89"}  # required, optional


def header(field: Field, headers: str) -> str:
    """The heading of a column: its title in a language, or its name."""
    return field.name if headers == NAMES else field.title[headers]


def is_example(contract: Contract, row: Sequence[str]) -> bool:
    """Whether a row, as texts in the contract's order, is the template's example left where it was.

    A template of an earlier version lacks the fields added since, and its cells there are empty.
    """
    written = [_examples(contract), *([_text(one, words_in(code)) for one in contract.fields] for code in languages())]
    old = [not field.since for field in contract.fields]
    return any(
        list(row) in (example, [text if kept else "" for text, kept in zip(example, old, strict=True)])
        for example in written
    )


def _examples(contract: Contract) -> list[str]:
    return [field.example for field in contract.fields]


def csv_template(contract: Contract, headers: str = "en") -> bytes:
    """The template as CSV: UTF-8 with its mark, so that Excel reads the accents.

    ``headers`` is a language or ``names``. Separator and decimal sign are those a spreadsheet of the language
    expects: in French semicolon and decimal comma, in English and with names comma and decimal point.
    """
    words = words_in(headers)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=words("language.csv_separator"), lineterminator="\r\n")
    writer.writerow(header(field, headers) for field in contract.fields)
    writer.writerow(_text(field, words) for field in contract.fields)
    return text.getvalue().encode("utf-8-sig")


def _text(field: Field, words: Words) -> str:
    """The example as somebody would type it in one language."""
    if field.type == "boolean" and field.example:
        return words(f"templates.{field.example}")
    if field.type == "number":
        return field.example.replace(".", words.decimal_sign)
    return field.example


def xlsx_template(contracts: Contract | Sequence[Contract], language: str = "en") -> bytes:
    """The template of one table, or of several in one workbook: their sheets, then notes, then codes."""
    tables = [contracts] if isinstance(contracts, Contract) else list(contracts)
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": ", ".join(table.title[language] for table in tables)})
        _Template(book, words_in(language)).write(tables)
    return out.getvalue()


def is_help_sheet(columns: Sequence[str]) -> bool:
    """Whether a sheet with these headers is one of a template's own pages of notes or codes."""
    return any(
        list(columns) == _heads(keys, words_in(code)) for keys in (list(NOTES), list(CODES)) for code in languages()
    )


def _heads(keys: Sequence[str], words: Words) -> list[str]:
    return [words(f"templates.heads.{key}") for key in keys]


class _Template:
    """One workbook being written in one language."""

    def __init__(self, book: xlsxwriter.Workbook, words: Words) -> None:
        self.book, self.words = book, words
        bold = {"bold": True, "text_wrap": True, "valign": "top", "font_color": "#FFFFFF"}
        self.headers = {
            required: book.add_format({**bold, "bg_color": colour, "border": 1})
            for required, colour in HEADER_COLOURS.items()
        }
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.code = book.add_format({"num_format": "@", "valign": "top"})
        self.places: dict[tuple[str, ...], str] = {}  # where each list of codes stands, as a formula

    def write(self, tables: Sequence[Contract]) -> None:
        """All sheets; the codes are laid out first, since the drop-downs point at them."""
        sheets = [self.book.add_worksheet(table.title[self.words.language]) for table in tables]
        self._write_notes(self.book.add_worksheet(self.words("templates.notes")), tables)
        fields = [field for table in tables for field in table.fields if field.enum]
        if fields:
            self._write_codes(self.book.add_worksheet(self.words("templates.codes")), fields)
        for sheet, table in zip(sheets, tables, strict=True):
            self._write_table(sheet, table)

    def _write_table(self, sheet: Worksheet, table: Contract) -> None:
        sheet.freeze_panes(1, 1)
        sheet.set_row(0, 34)
        for column, field in enumerate(table.fields):
            title = header(field, self.words.language)
            sheet.write_string(0, column, title, self.headers[field.required])
            sheet.write_comment(0, column, self._comment(field), {"x_scale": 2.2, "y_scale": 1.6})
            format_ = self._format(field)
            sheet.set_column(column, column, max(14, min(34, len(title) + 4, 60)), format_)
            self._write_example(sheet, column, field)
            if rule := self._validation(field):
                sheet.data_validation(1, column, ROWS_WITH_HELP, column, rule)

    def _format(self, field: Field) -> Format:
        """Dates look like ISO dates; texts stay texts, so that 01004 keeps its zero."""
        patterns = {"date": "yyyy-mm-dd", "integer": "0", "number": "General"}
        return self.book.add_format({"num_format": patterns.get(field.type, "@")})

    def _write_example(self, sheet: Worksheet, column: int, field: Field) -> None:
        grey = {"italic": True, "font_color": "#808080"}
        if not field.example:
            return
        if field.type == "date":
            day = dt.date.fromisoformat(field.example)
            sheet.write_datetime(1, column, day, self.book.add_format({**grey, "num_format": "yyyy-mm-dd"}))
        elif field.type in ("integer", "number"):
            sheet.write_number(1, column, float(field.example), self.book.add_format(grey))
        else:
            cell = self.book.add_format({**grey, "num_format": "@"})
            sheet.write_string(1, column, _text(field, self.words), cell)

    def _validation(self, field: Field) -> dict[str, Any] | None:
        """What Excel allows in the column; None when it cannot help (texts, several codes in a cell)."""
        refused = {
            "error_title": header(field, self.words.language)[:32],
            "error_message": limits(field, self.words)[:255],
        }
        if field.type == "boolean":
            source = [self.words("templates.true"), self.words("templates.false")]
            return {"validate": "list", "source": source, **refused}
        if field.enum and field.type == "string":
            return {"validate": "list", "source": self.places[field.enum], **refused}
        if field.type == "date":
            return {"validate": "date", "criteria": ">=", "value": EARLIEST, **refused}
        if field.type in ("integer", "number"):
            return {"validate": "integer" if field.type == "integer" else "decimal", **_range(field), **refused}
        return None

    def _comment(self, field: Field) -> str:
        """What the header's comment says: the description, whether it must be filled, what is allowed."""
        need = self.words("templates.required" if field.required else "templates.optional")
        return "\n".join([field.description[self.words.language], f"{need} {limits(field, self.words)}"])

    def _write_notes(self, sheet: Worksheet, tables: Sequence[Contract]) -> None:
        self._write_heads(sheet, NOTES)
        row = 0
        for table in tables:
            for field in table.fields:
                row += 1
                need = self.words("templates.yes" if field.required else "templates.no")
                cells = (table.title, field.title, field.name, need, field.description)
                texts = [c if isinstance(c, str) else c[self.words.language] for c in cells]
                for column, text in enumerate([*texts, limits(field, self.words), _text(field, self.words)]):
                    sheet.write_string(row, column, text, self.wrapped)

    def _write_codes(self, sheet: Worksheet, fields: Sequence[Field]) -> None:
        self._write_heads(sheet, CODES)
        row = 0
        for field in fields:
            if field.enum in self.places:
                continue
            first = row + 1
            for code in field.enum:
                row += 1
                sheet.write_string(row, 0, header(field, self.words.language))
                sheet.write_string(row, 1, code, self.code)
                sheet.write_string(row, 2, meaning(field, code, self.words), self.wrapped)
            top, end = (xl_rowcol_to_cell(r, 1, row_abs=True, col_abs=True) for r in (first, row))
            self.places[field.enum] = f"='{self.words('templates.codes')}'!{top}:{end}"

    def _write_heads(self, sheet: Worksheet, widths: Mapping[str, int]) -> None:
        sheet.freeze_panes(1, 0)
        for column, (head, width) in enumerate(zip(_heads(list(widths), self.words), widths.values(), strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, head, self.headers[True])


def _range(field: Field) -> dict[str, Any]:
    """The limits of a number as Excel's criteria; without limits, any number at all."""
    low = field.minimum if field.minimum is not None else field.exclusive_minimum
    if low is None or field.maximum is None:
        above = "greater than" if field.exclusive_minimum is not None else "greater than or equal to"
        return {"criteria": above, "value": -1e15 if low is None else low}
    return {"criteria": "between", "minimum": low, "maximum": field.maximum}
