"""The state of a network on a day: built once, shared, forgotten in turn, and never mixed with another day's."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest

from cadence.answers.questions import find, load_questions, load_situations
from cadence.answers.serving import Serving
from cadence.answers.situation import KEPT, situations_of
from cadence.settings import PROJECT
from tests.from_folder import from_folder

DAYS = [dt.date(2024, 1, 31) + dt.timedelta(days=31 * number) for number in range(KEPT + 4)]


@pytest.fixture
def fresh() -> Serving:
    return from_folder(PROJECT / "data" / "sample")


def schemas(serving: Serving) -> set[str]:
    with serving.cursor() as cursor:
        found = cursor.execute(
            "select schema_name from duckdb_schemas() "
            "where database_name = 'situations' and schema_name like 'situation%'"
        )
        return {name for (name,) in found.fetchall()}


def test_each_table_comes_after_those_it_reads() -> None:
    known = load_situations()
    for question in load_questions().values():
        order = [situation.name for situation in situations_of(question)]
        assert set(order) >= question.tables & known.keys()
        for place, name in enumerate(order):
            assert known[name].tables & known.keys() <= set(order[:place])


def test_every_situation_is_read() -> None:
    read = {situation.name for question in load_questions().values() for situation in situations_of(question)}
    assert read == load_situations().keys()


def test_a_question_that_reads_a_situation_asks_for_network_and_day() -> None:
    assert "$network" not in find("city_pace").sql
    assert find("city_pace").parameters == {"network", "data_date"}


def test_two_questions_of_one_day_share_its_tables(fresh: Serving) -> None:
    fresh.frame("city_pace", network="astrolabe", data_date=DAYS[0])
    (schema,) = schemas(fresh)
    fresh.frame("pace_strip", network="astrolabe", data_date=DAYS[0], cities=["bako"])
    fresh.frame("momentum", network="astrolabe", data_date=DAYS[0])
    assert schemas(fresh) == {schema}


def test_the_least_used_day_is_forgotten_and_can_be_asked_again(fresh: Serving) -> None:
    first = fresh.frame("city_pace", network="astrolabe", data_date=DAYS[0])
    for day in DAYS:
        fresh.frame("city_pace", network="astrolabe", data_date=day)
    assert len(schemas(fresh)) == KEPT
    fresh.forget_answers()
    again = fresh.frame("city_pace", network="astrolabe", data_date=DAYS[0])
    pd.testing.assert_frame_equal(first, again)


def test_many_threads_and_days_never_mix(sample: Serving, fresh: Serving) -> None:
    wanted = [(name, day) for day in DAYS for name in ("city_pace", "attention", "partner_shares", "handful")]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda one: fresh.frame(one[0], network="astrolabe", data_date=one[1]), wanted))
    for (name, day), answer in zip(wanted, found, strict=True):
        pd.testing.assert_frame_equal(answer, sample.frame(name, network="astrolabe", data_date=day))
