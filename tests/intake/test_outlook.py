"""What is foreseen is what is published afterwards, to the last figure; foreseeing itself changes nothing."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from cadence.answers.questions import find
from cadence.answers.serving import open_serving
from cadence.intake import outlook
from cadence.intake.publication import publish
from tests import kept_records
from tests.small_store import prepared, write

PROGRESS = "city_id,milestone_id,baseline_on,done_on\nkpalobe,ast-08,2026-02-10,2026-09-30\n"
AUDIENCE = "activity_id,segment,channel,persons,new_persons,method\nact-001,press,on_site,250,200,estimate\n"


def test_the_foreseen_figures_are_those_published_afterwards(tmp_path: Path):
    store = kept_records.opened_at(tmp_path / "store")
    before = open_serving(store)
    files = [write(tmp_path, "progress.csv", PROGRESS), write(tmp_path, "audience.csv", AUDIENCE)]
    with prepared(store, *files) as preparation:
        assert [p.code for p in preparation.problems() if p.severity != "note"] == []
        after = outlook.foresee(preparation, before)
        foreseen = {name: after.frame(name, network="astrolabe") for name in ("key_figures", "city_pace")}
        moved = outlook.compare_pages(before, after, "astrolabe").pages
        still = outlook.compare_pages(before, after, "estuaires").pages
        assert store.newest() == before.snapshot
        made = publish(preparation, message="m", author="Ada")
    assert made is not None
    now = open_serving(store, made.snapshot)
    for name, answer in foreseen.items():
        pd.testing.assert_frame_equal(answer, now.frame(name, network="astrolabe"))
    assert not foreseen["city_pace"].equals(before.frame("city_pace", network="astrolabe"))
    assert "20_city_pace" in moved
    assert still == {}
    store.close()


def test_a_partner_that_changes_moves_the_partners_page_impact_and_explore(tmp_path: Path):
    store = kept_records.opened_at(tmp_path / "store")
    before = open_serving(store)
    with prepared(store, write(tmp_path, "audience.csv", AUDIENCE.replace("act-001", "act-059"))) as preparation:
        pages = outlook.compare_pages(before, outlook.foresee(preparation, before), "astrolabe").pages
    assert {"30_partner_reach", "31_partner", "50_impact", "60_explore"} <= set(pages)
    assert "20_city_pace" not in pages
    store.close()


def test_nothing_moves_where_nothing_changes(tmp_path: Path):
    store = kept_records.opened_at(tmp_path / "store")
    before = open_serving(store)
    assert outlook.compare_pages(before, before, "astrolabe").pages == {}
    store.close()


def test_every_question_of_every_page_is_a_question() -> None:
    for names in outlook.questions_of_pages().values():
        assert [find(name).name for name in names] == names


@pytest.mark.parametrize("page", ["70_upload", "80_history"])
def test_pages_about_the_record_ask_nothing_of_a_network(page: str):
    assert outlook.questions_of_pages()[page] == []
