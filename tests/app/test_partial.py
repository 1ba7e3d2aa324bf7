"""True when the data are partial: no sentence of "none" stands where a count of rows is not zero, on any page.

Subsets of the sample that lack one table, each table alone with its parents, and two real exports, as imported.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from cadence import report, scratch
from cadence.answers import serving as servings
from cadence.answers.serving import Serving
from cadence.app.frame import page_files, page_name
from cadence.contract import load_contracts
from cadence.intake.steps import prepare
from cadence.settings import PROJECT
from cadence.store import Store
from cadence.words import languages, words_in
from tests.app import none
from tests.from_folder import from_folder
from tests.proving import REAL, needs, sampled
from tests.store_tools import settings_for

SAMPLE = PROJECT / "data" / "sample"
TABLES = list(load_contracts())
MADE = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
CASES = [*(("without", table) for table in TABLES if table != "networks"), *(("alone", table) for table in TABLES)]
EXPORTS = {
    "ocha_drc_4w": "extrait_mai_2025_export_excel_fr_utf8.csv",
    "barometre": "barometre-resultats-synthese-departemental.csv",
}


def parents(table: str) -> dict[str, tuple[str, bool]]:
    """By column, the table it refers to, and whether a row cannot be without it."""
    contract = load_contracts()[table]
    return {
        key.fields[0]: (key.table, contract.column(key.fields[0]).required)
        for key in contract.foreign_keys
        if key.table != table
    }


def needed(table: str) -> set[str]:
    """A table with every table its rows cannot be without."""
    return {table}.union(*(needed(parent) for parent, is_needed in parents(table).values() if is_needed))


def part_of_sample(kept: set[str]) -> Path:
    """The sample's files of these tables; what they say of other tables is left empty."""
    folder = scratch.new_folder()
    for table in kept:
        path = SAMPLE / f"{table}.csv"
        rows = pd.read_csv(path, dtype=str, keep_default_na=False)
        for column, (parent, _) in parents(table).items():
            if parent not in kept and column in rows:
                rows[column] = ""
        rows.to_csv(folder / path.name, index=False)
    return folder


def partial(way: str, table: str) -> Serving:
    """The sample without a table and what cannot be without it; or a table alone with its parents."""
    kept = needed(table) if way == "alone" else {one for one in TABLES if table not in needed(one)}
    return from_folder(part_of_sample(kept | {"networks"}))


@cache
def imported(name: str) -> Serving:
    """A real export, through its recipe."""
    folder = scratch.new_folder()
    store = Store.open(settings_for(folder / "record"))
    try:
        with prepare([REAL / name / EXPORTS[name]], store, upload_day=dt.date(2026, 1, 1)) as prepared:
            for table, parts in prepared.tables().items():
                columns = [
                    f"array_to_string({field.name}, '|') as {field.name}" if field.type == "list" else field.name
                    for field in load_contracts()[table].fields
                ]
                rows = f"select {', '.join(columns)} from {parts[0].staged}"
                prepared.con.execute(f"copy ({rows}) to '{folder}/{table}.csv' (header)")
    finally:
        store.close()
    return from_folder(folder)


def opened(serving: Serving, page: str, language: str, network: str, **address: str) -> AppTest:
    """A page as a visitor opens it."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(servings, "current", lambda snapshot=None: serving)
        at = AppTest.from_file(str(PROJECT / "dashboard.py"), default_timeout=120)
        for name, value in {"lang": language, "network": network, **address}.items():
            at.query_params[name] = value
        at.session_state["open_page"] = page
        at.run()
    assert not at.exception and not at.error, (page, at.exception, [error.value for error in at.error])
    return at


def chosen(at: AppTest, subject: str) -> str | None:
    """The city or partner that a page shows."""
    return next((str(box.value) for box in at.selectbox if box.key == f"choice_{subject}"), None)


def untruths(serving: Serving, language: str) -> Iterator[str]:
    """Every sentence of none on a page or in the report whose count is not zero; every sentence set as a number."""
    network = str(serving.frame("networks")["network_id"].iloc[0])
    day = serving.frame("data_dates", network=network)["newest"].iloc[0].date()
    words = words_in(language)
    sentences = {text for key, text in words.sentences.items() if key.startswith("why.")} | {words("time.unknown"), "–"}
    for page in map(page_name, page_files()):
        with none.Listener(language) as heard:
            at = opened(serving, page, language, network)
        given = {"page": page, "city": chosen(at, "city"), "partner": chosen(at, "partner")}
        for said in heard.shown(none.page_texts(at)):
            if wrong := none.untrue(said, serving, network, day, **given):
                yield f"{page}: {wrong}"
        yield from (f"{page}: set as a number: {card.value}" for card in at.metric if card.value in sentences)
    with none.Listener(language) as heard:
        document = report.write(serving, words, network, None, MADE)
    for said in heard.shown(none.report_texts(document)):
        if wrong := none.untrue(said, serving, network, day, page="report"):
            yield f"report: {wrong}"


@pytest.mark.parametrize("language", languages())
def test_every_sentence_of_none_stands_on_a_count_or_claims_nothing(language: str, sample: Serving) -> None:
    known = none.stands_on()
    assert sorted(none.of_that_kind(language) - known.keys()) == [], "say in none_words.toml what it stands on"
    counts = none.counted(sample, "astrolabe", dt.date(2026, 9, 30), n=0)
    used = {what for what in known.values() if what not in none.NO_CLAIM}
    assert used == counts.keys(), "a count that is missing, or that nothing stands on"


def test_no_row_of_the_table_is_left_over() -> None:
    of_some_language = set.union(*(none.of_that_kind(language) for language in languages()))
    assert sorted(none.stands_on().keys() - of_some_language) == []


def test_a_sentence_of_none_that_is_untrue_is_caught(sample: Serving) -> None:
    """Shown on a page, and held against a count that is not zero; where the count is zero it passes."""
    day = dt.date(2026, 9, 30)
    said = [none.Said("report.pace.no_pauses", "No pause", {}), none.Said("charts.pace_strip.title_running", "No", {})]
    assert all(none.untrue(one, sample, "astrolabe", day) for one in said)
    alone = partial("alone", "cities")
    assert not any(none.untrue(one, alone, "astrolabe", day) for one in said)
    with none.Listener("en") as heard:
        at = opened(alone, "overview", "en", "astrolabe")
        words_in("en")("report.pace.no_pauses")
    shown = [one.key for one in heard.shown(none.page_texts(at))]
    assert "lacks.thing.plan" not in shown and "report.pace.no_pauses" not in shown, "made, and not shown"
    assert "report.pace.no_pauses" in [one.key for one in heard.shown([words_in("en")("report.pace.no_pauses")])]


@sampled(("case", "language"), [(case, language) for case in CASES for language in languages()], 74)
def test_with_part_of_the_tables_no_sentence_of_none_is_untrue(case: tuple[str, str], language: str) -> None:
    assert list(untruths(partial(*case), language)) == []


@needs(REAL)
@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", EXPORTS)
def test_of_a_real_export_no_sentence_of_none_is_untrue(name: str, language: str) -> None:
    assert list(untruths(imported(name), language)) == []
