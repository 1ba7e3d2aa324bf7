"""Rows mended in a grid: what was done to them, undone before saving, saved as one step, beside what others did."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import streamlit as st

from cadence.app.in_place.grid import PLACE, changes
from cadence.contract import load_contracts
from cadence.store import Store
from cadence.words import languages, words_in
from tests.app.test_forms import opened_page
from tests.app.test_settings import errors, press, run, texts
from tests.small_store import bring, write
from tests.store_tools import published

pytestmark = pytest.mark.usefixtures("no_outlook")
Edit = Callable[[pd.DataFrame], pd.DataFrame]


@pytest.fixture
def hand(monkeypatch: pytest.MonkeyPatch) -> dict[str, Edit]:
    """What a visitor does in the grid, which tests without a browser cannot: the frame it gives back."""
    done: dict[str, Edit] = {"edit": lambda frame: frame}
    monkeypatch.setattr(st, "data_editor", lambda data, **_more: done["edit"](data.copy()))
    return done


def opened(table: str, language: str = "en") -> Any:
    at = opened_page("history", language)
    return run(at.selectbox(key="grid_table").set_value(table))


def cell(column: str, code: str, value: object, key: str = "city_id") -> Edit:
    def edit(frame: pd.DataFrame) -> pd.DataFrame:
        frame.loc[frame[key] == code, column] = value
        return frame

    return edit


@pytest.mark.parametrize("language", languages())
def test_cells_are_mended_previewed_saved_as_one_step_and_taken_back(
    language: str, store: Store, hand: dict[str, Edit]
) -> None:
    words, before = words_in(language), published(store, "cities")
    at = opened("cities", language)
    assert at.button(key="preview_grid_cities").disabled, "nothing is changed yet"
    hand["edit"] = cell("theme", "akwamoso", "Eau")
    at = press(run(at), "preview_grid_cities")
    assert not errors(at) and "Eau" in texts(at)
    at = press(at, "publish_grid_cities")
    step = store.history()[0]
    assert (step.changes["cities"].changed, step.author) == (1, "Ada")
    assert words("in_place.published", snapshot=step.snapshot, message=step.message) in texts(at)
    now = published(store, "cities").set_index("city_id")
    assert now.loc["akwamoso", "theme"] == "Eau"
    assert now.drop("akwamoso").equals(before.set_index("city_id").drop("akwamoso"))
    store.undo(step.snapshot, author="Ada")
    assert published(store, "cities").equals(before) and store.verify() == []


def test_changes_are_undone_one_by_one_before_saving(store: Store, hand: dict[str, Edit]) -> None:
    at = opened("cities")
    hand["edit"] = cell("theme", "akwamoso", "Eau")
    at = run(at)
    hand["edit"] = lambda frame: cell("theme", "akwamoso", "Air")(cell("theme", "ndiassore", "Air")(frame))
    at = run(at)
    hand["edit"] = lambda frame: frame
    at = press(at, "back_grid_cities")
    at = press(at, "preview_grid_cities")
    assert "Eau" in texts(at) and "Air" not in texts(at)
    at = press(at, "back_grid_cities")
    assert at.button(key="preview_grid_cities").disabled and at.button(key="back_grid_cities").disabled


def test_what_others_publish_meanwhile_is_joined_and_a_clash_shows_both(
    store: Store, hand: dict[str, Edit], tmp_path: Path
) -> None:
    at = opened("checkins")
    rows = published(store, "checkins").query("city_id == 'akwamoso'")
    day = str(rows["held_on"].iloc[0])[:10]
    theirs = f"city_id,held_on,sessions_due,note\nakwamoso,{day},9,Leur note\n"

    def edit(frame: pd.DataFrame) -> pd.DataFrame:
        place = (frame["city_id"] == "akwamoso") & (frame["held_on"].astype(str) == day)
        frame.loc[place, "note"] = "Ma note"
        return frame

    hand["edit"] = edit
    at = run(at)
    bring(store, write(tmp_path, "checkins.csv", theirs))
    at = press(at, "preview_grid_checkins")
    (asked,) = [one for one in at.radio if str(one.key).startswith("clash_")]
    assert {"Ma note", "Leur note"} <= {option.split(": ")[-1] for option in asked.options}
    at = run(asked.set_value(True))
    press(at, "publish_grid_checkins")
    after = published(store, "checkins").query("city_id == 'akwamoso'")
    held = after[after["held_on"].astype(str).str[:10] == day].iloc[0]
    assert (held["note"], held["sessions_due"]) == ("Ma note", 9)


def test_a_row_is_added_and_another_taken_away_in_one_step(store: Store, hand: dict[str, Edit]) -> None:
    before = published(store, "events")
    at = opened("events")
    mine = published(store, "events").query("network_id == 'astrolabe'")["event_id"].iloc[0]

    def edit(frame: pd.DataFrame) -> pd.DataFrame:
        new = {name: None for name in frame.columns} | {"event_id": "neuf", "name_fr": "N", "name_en": "N"}
        new["starts_on"] = "2026-01-01"
        return pd.concat([frame[frame["event_id"] != mine], pd.DataFrame([new])], ignore_index=True)

    hand["edit"] = edit
    at = press(run(at), "preview_grid_events")
    assert not errors(at)
    press(at, "publish_grid_events")
    step = store.history()[0]
    assert (step.changes["events"].added, step.changes["events"].removed) == (1, 1)
    now = published(store, "events").set_index("event_id")
    assert now.loc["neuf", "network_id"] == "astrolabe" and mine not in now.index
    store.undo(step.snapshot, author="Ada")
    assert published(store, "events").equals(before)


def test_a_row_that_others_hold_on_to_is_refused_in_one_sentence(store: Store, hand: dict[str, Edit]) -> None:
    newest = store.newest()
    at = opened("cities")
    hand["edit"] = lambda frame: frame[frame["city_id"] != "akwamoso"]
    at = press(run(at), "preview_grid_cities")
    assert len(errors(at)) == 1 and "publish_grid_cities" not in {str(one.key) for one in at.button}
    assert store.newest() == newest


@pytest.mark.parametrize("table", load_contracts())
def test_rows_that_nobody_touched_are_no_change_in_any_table(table: str) -> None:
    """Through the widget's own types and back, every value of the sample is the text it was."""
    import csv

    from cadence.app.in_place import editor
    from cadence.settings import PROJECT

    contract = load_contracts()[table]
    with (PROJECT / "data" / "sample" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        rows = [{name: row.get(name) or "" for name in contract.columns} for row in csv.DictReader(file)]
    frame = editor.frame_of(table, contract.columns, rows)
    back = [
        {name: editor.text_of(contract.column(name), row[name]) for name in contract.columns}
        for row in frame.to_dict("records")
    ]
    for before, after in zip(rows, back, strict=True):
        for name, text in before.items():
            numeric = contract.column(name).type in ("number", "integer") and text
            assert (float(after[name]) == float(text)) if numeric else after[name] == text.strip(), (table, name)
    places = [{**row, PLACE: str(number)} for number, row in enumerate(back)]
    assert changes(table, back, places, "astrolabe") == []
