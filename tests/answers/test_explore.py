"""One's own question by choosing: numbers checked by hand on the sample, names that do not exist refused."""

from __future__ import annotations

import pytest

from cadence.answers import explore
from cadence.answers.explore import Wish
from cadence.answers.serving import Serving
from cadence.charts.explore import exploration
from cadence.errors import QuestionError
from cadence.words import Words


def test_rows_are_counted_by_group_within_the_network(sample: Serving):
    answer = explore.explore(sample, "astrolabe", Wish("cities", "country"))
    assert answer["value"].sum() == 12
    assert answer["value"].is_monotonic_decreasing


def test_a_filter_keeps_only_its_values(sample: Serving):
    values = explore.values(sample, "astrolabe", Wish("activities", where="kind"))
    answer = explore.explore(sample, "astrolabe", Wish("activities", where="kind", values=(values[0],)))
    everything = explore.explore(sample, "astrolabe", Wish("activities"))
    assert 0 < answer["value"].iloc[0] < everything["value"].iloc[0]


def test_a_date_is_grouped_by_period_in_time_order(sample: Serving):
    answer = explore.explore(sample, "astrolabe", Wish("activities", "held_on:year"))
    assert answer["group"].is_monotonic_increasing
    assert answer["group"].dt.month.eq(1).all()


@pytest.mark.parametrize("source", explore.sources())
def test_every_source_can_be_explored_by_each_of_its_columns(sample: Serving, source: str):
    kinds = explore.columns(sample, source)
    for group in explore.groups(kinds):
        explore.explore(sample, "astrolabe", Wish(source, group))
    for column in explore.numeric(kinds):
        explore.explore(sample, "astrolabe", Wish(source, None, "median", column))


@pytest.mark.parametrize(
    "wish",
    [
        Wish("sqlite_master"),
        Wish('cities" where 1=1 --'),
        Wish("cities", "name) from cities --"),
        Wish("cities", "joined_on:decade"),
        Wish("cities", None, "sum", "name"),
        Wish("cities", None, "avg"),
        Wish("cities", None, "distinct", "nothing"),
        Wish("cities", None, where="1=1", values=("x",)),
    ],
)
def test_a_name_the_snapshot_does_not_have_is_refused(sample: Serving, wish: Wish):
    with pytest.raises(QuestionError, match="explore"):
        explore.explore(sample, "astrolabe", wish)


@pytest.mark.parametrize("form", ["bars", "line"])
def test_the_answer_is_drawn_or_says_why_not(sample: Serving, words: Words, form: str):
    answer = explore.explore(sample, "astrolabe", Wish("cities", "country"))
    drawn = exploration(answer, words, column="country", measure="m", group="g", source="s", form=form)
    assert drawn.figure is not None and len(drawn.figure.data) == 1
    nothing = exploration(answer.head(0), words, column="country", measure="m", group="g", source="s", form=form)
    assert nothing.figure is None and nothing.empty
