"""Choice lists speak the reader's language: whatever a list offers is read back as its code, in every template."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from cadence.answers.serving import open_serving
from cadence.checks.cells import spellings, word_of
from cadence.checks.folding import fold
from cadence.contract import Contract, Field, load_contracts
from cadence.forms.prose import meaning
from cadence.forms.template import xlsx_template
from cadence.intake.offered import offered_names
from cadence.settings import PROJECT
from cadence.store import Store
from cadence.words import languages, words_in
from tests import kept_records
from tests.forms.filling import Cell, filled, lists
from tests.small_store import bring, prepared, write
from tests.store_tools import published
from tests.text_tables import check_rows

CONTRACTS = [one for one in load_contracts().values() if any(field.enum for field in one.fields)]
ENUMS = [(contract, field) for contract in CONTRACTS for field in contract.fields if field.enum]
each_language = pytest.mark.parametrize("language", languages())
each_enum = pytest.mark.parametrize(("contract", "field"), ENUMS, ids=lambda one: one.name)


def in_order(field: Field, language: str) -> list[str]:
    """The words of a list: 249 countries are looked for by the alphabet; stages and kinds keep the order they have."""
    words = [word_of(field, code, language) for code in field.enum]
    return sorted(words, key=fold) if field.codelist else words


@each_enum
def test_two_values_never_share_a_word_and_each_word_is_read(contract: Contract, field: Field) -> None:
    read = spellings(field)
    for language in languages():
        words = {code: fold(word_of(field, code, language)) for code in field.enum}
        shared = [code for code, word in words.items() if list(words.values()).count(word) > 1]
        assert shared == []
        assert {read.get(fold(word_of(field, code, language).upper())) for code in field.enum} == set(field.enum)
        assert {code: read.get(word) for code, word in words.items()} == dict(zip(field.enum, field.enum, strict=True))
        assert not {word_of(field, code, language).lower() for code in field.enum} & set(field.missing_values)
        assert all(meaning(field, code, words_in(language)) == word_of(field, code, language) for code in field.enum)


@each_language
@each_enum
def test_the_list_of_a_column_offers_a_word_for_each_code_in_order(
    contract: Contract, field: Field, language: str
) -> None:
    title = contract.title[language]
    alone = lists(xlsx_template(contract, language), title)[field.title[language]]
    assert alone == in_order(field, language)
    if not field.codelist:
        assert not set(alone) & {code for code in field.enum if "_" in code}, "a code is no word"


def test_every_template_offers_them_the_whole_one_too() -> None:
    every = list(load_contracts().values())
    for language in languages():
        book = xlsx_template(every, language)
        for contract in CONTRACTS:
            offered = lists(book, contract.title[language])
            for field in contract.fields:
                if field.enum:
                    assert offered[field.title[language]] == in_order(field, language), (contract.name, field.name)


def sample_rows(contract: Contract) -> list[dict[str, str]]:
    """The rows of the sample, which keep every rule."""
    path = PROJECT / "data" / "sample" / f"{contract.name}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{name: row.get(name) or "" for name in contract.columns} for row in csv.DictReader(file)]


def rows_of_every_value(contract: Contract) -> Iterator[dict[str, str]]:
    """Rows in codes that hold each value of each enum field: those of the sample that do, else others with it put in.

    Where a code alone is the key, the row is a new one.
    """
    base, used = sample_rows(contract), set[tuple[str, ...]]()
    number = itertools.count(1)
    wide = [field for field in contract.fields if field.codelist]
    own = [field for field in contract.fields if field.enum and not field.codelist]
    plans = [{field.name: code} for field in own for code in field.enum]
    most = max((len(field.enum) for field in wide), default=0)
    plans += [{field.name: field.enum[place % len(field.enum)] for field in wide} for place in range(most)]
    for plan in plans:
        holding = [row for row in base if all(plan[name] == row[name] for name in plan)]
        for row in [*holding, *base]:
            made = row | plan
            if len(contract.primary_key) == 1:
                made[contract.primary_key[0]] = f"enum-{next(number)}"
            key = tuple(made[name] for name in contract.primary_key)
            if key not in used:
                used.add(key)
                yield made
                break
        else:
            raise AssertionError((contract.name, plan, "more rows are needed in the sample"))


def as_typed(contract: Contract, row: dict[str, str], offered: dict[str, list[str]], language: str) -> dict[str, Cell]:
    """The row as somebody fills it into the template: what has a list is chosen from it."""
    cells: dict[str, Cell] = {}
    for field in contract.fields:
        title, text = field.title[language], row[field.name]
        if not text:
            continue
        if field.enum:
            sign = field.delimiter or "|"
            words = [word_of(field, code, language) for code in text.split(sign)]
            assert set(words) <= set(offered[title])
            cells[title] = sign.join(words)
        elif field.type == "boolean":
            cells[title] = offered[title][0 if text in field.true_values else 1]
        elif field.type == "date":
            cells[title] = dt.date.fromisoformat(text)
        elif field.type in ("integer", "number"):
            cells[title] = float(text)
        else:
            cells[title] = text
    return cells


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = kept_records.opened_at(tmp_path / "store")
    yield opened
    opened.close()


def _as_text(held: pd.DataFrame, field: Field) -> list[str]:
    return [str(value)[:10] if field.type == "date" else str(value) for value in held[field.name]]


@each_language
def test_every_value_chosen_from_its_list_is_published_as_its_code(language: str, store: Store, tmp_path: Path) -> None:
    book = xlsx_template(list(load_contracts().values()), language)
    rows = {contract.name: list(rows_of_every_value(contract)) for contract in CONTRACTS}
    typed = {}
    for contract in CONTRACTS:
        offered = lists(book, contract.title[language])
        typed[contract.title[language]] = [as_typed(contract, row, offered, language) for row in rows[contract.name]]
    path = write(tmp_path, "all.xlsx", filled(book, typed))
    with prepared(store, path) as preparation:
        assert [one.says(words_in(language)) for one in preparation.problems() if one.severity != "note"] == []
        assert preparation.questions == []
    bring(store, path)
    for contract in CONTRACTS:
        held = published(store, contract.name)
        keys = list(zip(*(_as_text(held, contract.column(name)) for name in contract.primary_key), strict=True))
        for field in (field for field in contract.fields if field.enum):
            found = dict(zip(keys, held[field.name], strict=True))
            for row in rows[contract.name]:
                code = found[tuple(row[name] for name in contract.primary_key)]
                values = (
                    [code] if isinstance(code, str) else list(code) if field.type == "list" and code is not None else []
                )
                said = "|".join(values)
                assert said == row[field.name], (contract.name, field.name, row)
            told = {code for row in rows[contract.name] for code in row[field.name].split("|")}
            assert told - {""} == set(field.enum)


def called(store: Store, language: str) -> dict[str, dict[str, str]]:
    """By table, the name in the record of each code of a thing that has one."""
    names = {"networks": "name", "cities": "name", "partners": "name", "actions": "title"}
    names |= {"phases": f"name_{language}", "milestones": f"name_{language}"}
    held = {table: published(store, table) for table in names}
    return {table: dict(zip(rows.iloc[:, 0], rows[names[table]], strict=True)) for table, rows in held.items()}


@each_language
def test_what_refers_to_a_thing_is_chosen_by_its_name_and_read_as_its_code(
    language: str, store: Store, tmp_path: Path
) -> None:
    """Every row of the sample, told by the names that the lists offer, is the row that is published."""
    every, names = list(load_contracts().values()), called(store, language)
    book = xlsx_template(every, language, offered_names(open_serving(store, store.newest()), language))
    typed, told = {}, 0
    for contract in every:
        offered = lists(book, contract.title[language])
        rows = [as_typed(contract, row, offered, language) for row in sample_rows(contract)]
        for key in (key for key in contract.foreign_keys if len(key.fields) == 1):
            title = contract.column(key.fields[0]).title[language]
            known = names.get(key.table, {})
            for row in rows:
                codes = str(row.get(title) or "").split("|")
                chosen = [known[one] if known.get(one) in offered[title] else one for one in codes]
                assert set(chosen) <= {*offered[title], "", "*"}
                told += chosen != codes
                row[title] = "|".join(chosen)
        typed[contract.title[language]] = rows
    assert told > 1000
    path = write(tmp_path, "all.xlsx", filled(book, typed))
    with prepared(store, path) as preparation:
        assert [one.says(words_in(language)) for one in preparation.problems() if one.severity != "note"] == []
    step = bring(store, path)
    changed = {} if step is None else {table: one for table, one in step.changes.items() if one.added or one.changed}
    assert changed == {}


@each_language
@each_enum
def test_a_wrong_value_is_answered_with_the_words_of_the_list(contract: Contract, field: Field, language: str) -> None:
    row = {one.name: one.example for one in contract.fields} | {field.name: "zzz"}
    words = words_in(language)
    with duckdb.connect() as con:
        (problem,) = [one for one in check_rows(con, contract.name, [row]).problems() if one.column == field.name]
    said = f"{problem.says(words)} {problem.mend(words)}"
    if not field.codelist:
        assert all(word_of(field, code, language) in said for code in field.enum)
        assert not [code for code in field.enum if "_" in code and code in said]
