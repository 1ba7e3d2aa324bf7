"""The template of a table: an empty export to fill in, as CSV or as an Excel workbook.

Headers are the titles of one language or the field names; all of them are recognised when the file comes back.
Row 2 is an example, the same that the contract gives; it is to be replaced. What has codes is written in the words of
the language, in the example as in the drop-down lists; the sheet of codes says the code of each word.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from cadence.contract import Contract, Field
from cadence.forms.prose import limits, meaning
from cadence.forms.workbook import NOTES, OPTIONS, ROWS_WITH_HELP, Lists
from cadence.words import Words, languages, words_in

NAMES = "names"  # headers are the field names, in no language


def header(field: Field, headers: str) -> str:
    """The heading of a column: its title in a language, or its name."""
    return field.name if headers == NAMES else field.title[headers]


def is_example(contract: Contract, row: Sequence[str]) -> bool:
    """Whether a row, as texts in the contract's order, is the template's example left where it was.

    Templates of earlier versions had the example's codes where there are words now, and lack the fields added since:
    their cells there are empty.
    """
    old = [not field.since for field in contract.fields]
    return any(
        all(cell in ways for cell, ways in zip(row, written, strict=True))
        for code in languages()
        for example in [_ways(contract, words_in(code))]
        for written in (example, [ways if kept else {""} for ways, kept in zip(example, old, strict=True)])
    )


def _ways(contract: Contract, words: Words) -> list[set[str]]:
    """How the example of each field is written in one language, or in codes."""
    return [{field.example, _text(field, words), _text(field, words, NAMES)} for field in contract.fields]


def csv_template(contract: Contract, headers: str = "en") -> bytes:
    """The template as CSV: UTF-8 with its mark, so that Excel reads the accents.

    ``headers`` is a language or ``names``. Separator and decimal sign are those a spreadsheet of the language
    expects: in French semicolon and decimal comma, in English and with names comma and decimal point.
    """
    words = words_in(headers)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=words("language.csv_separator"), lineterminator="\r\n")
    writer.writerow(header(field, headers) for field in contract.fields)
    writer.writerow(_text(field, words, headers) for field in contract.fields)
    return text.getvalue().encode("utf-8-sig")


def _text(field: Field, words: Words, headers: str = "") -> str:
    """The example as somebody would type it in one language; under field names, with codes."""
    if field.type == "boolean" and field.example:
        return words(f"templates.{field.example}")
    if field.type == "number":
        return field.example.replace(".", words.decimal_sign)
    if field.enum and field.example and headers != NAMES:
        sign = field.delimiter or "|"
        return sign.join(meaning(field, code, words) for code in field.example.split(sign))
    return field.example


def xlsx_template(
    contracts: Contract | Sequence[Contract], language: str = "en", known: Mapping[str, Sequence[str]] | None = None
) -> bytes:
    """The template of one table, or of several in one workbook: their sheets, then notes, then what lists offer.

    known: by table, the names that its things have in the record, which columns that refer to them offer.
    """
    tables = [contracts] if isinstance(contracts, Contract) else list(contracts)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        book.set_properties({"title": ", ".join(table.title[language] for table in tables)})
        _Template(book, words_in(language), known or {}).write(tables)
    return out.getvalue()


class _Template:
    """One workbook being written in one language."""

    def __init__(self, book: xlsxwriter.Workbook, words: Words, known: Mapping[str, Sequence[str]]) -> None:
        self.book, self.words, self.lists = book, words, Lists(book, words, known)

    def write(self, tables: Sequence[Contract]) -> None:
        """All sheets; the lists are laid out first, since the drop-downs point at them."""
        sheets = [self.book.add_worksheet(table.title[self.words.language]) for table in tables]
        self._write_notes(self.book.add_worksheet(self.words("templates.notes")), tables)
        self.lists.write([(table, field) for table in tables for field in table.fields])
        for sheet, table in zip(sheets, tables, strict=True):
            self._write_table(sheet, table)

    def _write_table(self, sheet: Worksheet, table: Contract) -> None:
        sheet.freeze_panes(1, 1)
        sheet.set_row(0, 34)
        for column, field in enumerate(table.fields):
            title = header(field, self.words.language)
            sheet.write_string(0, column, title, self.lists.headers[field.required])
            sheet.write_comment(0, column, self._comment(field), {"x_scale": 2.2, "y_scale": 1.6})
            sheet.set_column(column, column, max(14, min(34, len(title) + 4, 60)), self.lists.format(field))
            self._write_example(sheet, column, field)
            if rule := self.lists.rule(table, field, title):
                sheet.data_validation(1, column, ROWS_WITH_HELP, column, rule)

    def _write_example(self, sheet: Worksheet, column: int, field: Field) -> None:
        grey = {"italic": True, "font_color": "#808080"}
        if not field.example:
            return
        if field.type == "date":
            sheet.write_datetime(1, column, dt.date.fromisoformat(field.example), self.lists.format(field, **grey))
        elif field.type in ("integer", "number"):
            sheet.write_number(1, column, float(field.example), self.book.add_format(grey))
        else:
            sheet.write_string(1, column, _text(field, self.words), self.lists.format(field, **grey))

    def _comment(self, field: Field) -> str:
        """What the header's comment says: the description, whether it must be filled, what is allowed."""
        need = self.words("templates.required" if field.required else "templates.optional")
        allowed = limits(field, self.words, is_spoken=True)
        return "\n".join([field.description[self.words.language], f"{need} {allowed}"])

    def _write_notes(self, sheet: Worksheet, tables: Sequence[Contract]) -> None:
        self.lists.write_heads(sheet, NOTES)
        row = 0
        for table in tables:
            for field in table.fields:
                row += 1
                need = self.words("templates.yes" if field.required else "templates.no")
                cells = (table.title, field.title, field.name, need, field.description)
                texts = [c if isinstance(c, str) else c[self.words.language] for c in cells]
                said = [limits(field, self.words, is_spoken=True), _text(field, self.words)]
                for column, text in enumerate([*texts, *said]):
                    sheet.write_string(row, column, text, self.lists.wrapped)
