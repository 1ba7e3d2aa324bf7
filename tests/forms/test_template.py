"""Templates come back as they went out: recognised by their headers, one example row that keeps the contract."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import duckdb
import pytest
from python_calamine import CalamineWorkbook

from cadence.checks import check
from cadence.checks.folding import fold
from cadence.contract import Contract, Field, load_contract, load_contracts
from cadence.forms.prose import limits, meaning
from cadence.forms.template import NAMES, csv_template, header, is_example, xlsx_template
from cadence.forms.workbook import is_help_sheet
from cadence.intake.recognition import Table, recognise
from cadence.reading import read
from cadence.sql import quote
from cadence.words import languages, words_in
from tests.strategies import typed

CONTRACTS = list(load_contracts().values())
each_contract = pytest.mark.parametrize("contract", CONTRACTS, ids=lambda c: c.name)
each_language = pytest.mark.parametrize("language", languages())
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def expected(contract: Contract) -> list[Any]:
    return [typed(field, field.example) if field.example else None for field in contract.fields]


def in_codes(field: Field, cell: Any) -> Any:
    """A cell with the code of each word in it, in whatever language it is said."""
    if not field.enum or not isinstance(cell, str) or not cell:
        return cell
    codes = {meaning(field, code, words_in(language)): code for language in languages() for code in field.enum}
    return "|".join(codes.get(part, part) for part in cell.split("|"))


def rows_of(template: bytes, delimiter: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(template.decode("utf-8-sig"), newline=""), delimiter=delimiter))


@each_contract
@pytest.mark.parametrize("headers", ["en", "fr", NAMES])
def test_csv_comes_back(contract: Contract, headers: str) -> None:
    heads, example = rows_of(csv_template(contract, headers), ";" if headers == "fr" else ",")
    assert heads == [header(field, headers) for field in contract.fields]
    point = [
        cell.replace(",", ".") if field.type == "number" else cell
        for field, cell in zip(contract.fields, example, strict=True)
    ]
    found = [typed(f, in_codes(f, cell)) if cell else None for f, cell in zip(contract.fields, point, strict=True)]
    assert found == expected(contract)
    assert is_example(contract, example)


@each_contract
@each_language
def test_xlsx_comes_back(contract: Contract, language: str) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(xlsx_template(contract, language)))
    assert own_sheets(book) == [contract.title[language]]
    heads, example = book.get_sheet_by_index(0).to_python()
    fields = [field for head in heads for field in contract.fields if head in field.names()]
    assert fields == list(contract.fields)
    assert [as_value(f, cell) for f, cell in zip(fields, example, strict=True)] == expected(contract)


def own_sheets(book: CalamineWorkbook) -> list[str]:
    """The sheets that hold tables; the last ones are notes and, where there are any, codes."""
    heads = {name: [str(cell) for cell in book.get_sheet_by_name(name).to_python()[0]] for name in book.sheet_names}
    own = [name for name in heads if not is_help_sheet(heads[name])]
    assert len(own) < len(heads)
    return own


def as_value(field: Any, cell: Any) -> Any:
    """A cell as Excel holds it: numbers are floats, nothing is empty text, the rest is text."""
    if cell == "":
        return None
    if field.type in ("date", "integer", "number"):
        assert isinstance(cell, dt.date if field.type == "date" else float), field.name
        return cell
    return typed(field, in_codes(field, cell))


@each_language
def test_all_tables_in_one_workbook(language: str) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(xlsx_template(CONTRACTS, language)))
    assert own_sheets(book) == [contract.title[language] for contract in CONTRACTS]
    notes = book.get_sheet_by_name(words_in(language)("templates.notes")).to_python()
    fields = [(c, f) for c in CONTRACTS for f in c.fields]
    assert [row[2] for row in notes[1:]] == [field.name for _, field in fields]
    assert [row[4] for row in notes[1:]] == [field.description[language] for _, field in fields]


@each_contract
@each_language
def test_drop_downs_offer_every_code(contract: Contract, language: str) -> None:
    template = xlsx_template(contract, language)
    book = CalamineWorkbook.from_filelike(io.BytesIO(template))
    codes = book.get_sheet_by_name("Codes").to_python() if "Codes" in book.sheet_names else []
    assert bool(codes) == any(field.enum for field in contract.fields)
    offered = drop_downs(template)
    for column, field in enumerate(contract.fields):
        if field.type == "boolean":
            words = words_in(language)
            assert offered[column] == f'"{words("templates.true")},{words("templates.false")}"'
        elif field.enum:
            first, last = (int(cell.rpartition("$")[2]) for cell in offered[column].split("!")[1].split(":"))
            said = {code: meaning(field, code, words_in(language)) for code in field.enum}
            order = sorted(said, key=lambda code: fold(said[code])) if field.codelist else list(said)
            assert [row[1] for row in codes[first - 1 : last]] == order
            assert [row[2] for row in codes[first - 1 : last]] == [said[code] for code in order]
            assert "$C$" in offered[column], "the words are offered, not the codes"
        else:
            assert column not in offered


def drop_downs(template: bytes) -> dict[int, str]:
    """Formula of each drop-down list of the first sheet, by column from 0."""
    with zipfile.ZipFile(io.BytesIO(template)) as parts:
        sheet = ElementTree.fromstring(parts.read("xl/worksheets/sheet1.xml"))
    found = {}
    for rule in sheet.iter(f"{SHEET}dataValidation"):
        if rule.get("type") == "list":
            letter = str(rule.get("sqref")).split("2:")[0]
            found[ord(letter) - ord("A")] = str(rule.findtext(f"{SHEET}formula1"))
    return found


@each_language
def test_headers_carry_their_notes(language: str) -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx_template(load_contract("cities"), language))) as parts:
        comments = parts.read("xl/comments1.xml").decode()
    for field in load_contract("cities").fields:
        assert field.description[language].partition("'")[0] in comments


def test_an_edited_example_is_no_example() -> None:
    contract = load_contract("networks")
    row = [field.example for field in contract.fields]
    assert is_example(contract, row)
    assert not is_example(contract, ["other", *row[1:]])


SENTENCES = {
    ("activities", "usefulness"): "A number from 1 to 4.",
    ("milestones", "weight"): "A number above 0.",
    ("audience", "persons"): "A whole number, 0 or more.",
    ("results", "actual"): "A number.",
    ("cities", "latitude"): "A number from −90 to 90.",
    ("activities", "format"): "One of: on_site, online, hybrid.",
    ("activities", "partners"): "Codes separated by |.",
}


@pytest.mark.parametrize(("place", "sentence"), SENTENCES.items(), ids=str)
def test_limits_in_words(place: tuple[str, str], sentence: str) -> None:
    assert limits(load_contract(place[0]).column(place[1]), words_in("en")) == sentence


@each_language
def test_every_code_has_a_meaning(language: str) -> None:
    words = words_in(language)
    for field in (field for contract in CONTRACTS for field in contract.fields):
        for code in field.enum:
            said = meaning(field, code, words)
            assert said.strip()
            assert said != code or field.codelist, f"{field.name} {code}"
    assert meaning(load_contract("cities").column("country"), "SN", words) in ("Senegal", "Sénégal")


@each_contract
@pytest.mark.parametrize("form", ["csv fr", "xlsx en"])
def test_the_way_back_through_reading_and_checks(contract: Contract, form: str, tmp_path: Path) -> None:
    ending, headers = form.split()
    path = tmp_path / f"template.{ending}"
    template = csv_template(contract, headers) if ending == "csv" else xlsx_template(contract, headers)
    path.write_bytes(template)
    with duckdb.connect() as con:
        reading = read(path, con, table="text")[0]
        found = recognise(Table(reading.columns))[0]
        assert (found.about, found.unknown, found.absent, found.missing) == (contract.name, (), (), ())
        semicolon = ending == "csv" and headers == "fr"
        checked = check(con, contract, f'"{reading.table}"', found.mapping, plain_decimal=not semicolon)
        assert [*reading.problems, *checked.problems()] == []
        columns = ", ".join(quote(name) for name in contract.columns)
        assert con.execute(f"select {columns} from {checked.staged}").fetchall() == [tuple(expected(contract))]


def test_the_example_of_a_template_of_before_a_field_was_added_is_known_again() -> None:
    for contract in load_contracts().values():
        added = [field.name for field in contract.fields if field.since]
        row = ["" if field.name in added else field.example for field in contract.fields]
        assert is_example(contract, row), contract.name
        changed = [*row[:-1], "other"] if contract.fields[-1].name not in added else ["other", *row[1:]]
        assert not is_example(contract, changed), contract.name
