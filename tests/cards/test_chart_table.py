"""Every chart's data as a table: the figures of the chart, with a heading and a unit in both languages."""

from __future__ import annotations

import pandas as pd
import pytest

from cadence.cards.chart_table import COLUMNS, as_table
from cadence.words.values import in_words


def test_a_curve_reads_as_shares_of_each_month(sample, words_fr):
    table = as_table("network_curve", sample.frame("network_curve", network="astrolabe"), words_fr)
    assert [words_fr.column(name) for name in table][:4] == ["Jour", "Villes", "Convenu", "Fait"]
    assert in_words(words_fr, "planned_share", table["planned_share"].iloc[-1]) == "100\u202f%"


def test_a_gap_or_the_reason_for_none_stands_beside_each_city(sample, words):
    answer = sample.frame("pace_strip", network="astrolabe", data_date="2024-03-05")
    table = as_table("pace_strip", answer, words)
    assert len(table) == len(answer)
    assert (table["sv_days"].notna() | table["sv_days_why"].notna()).all()


@pytest.mark.parametrize("chart", sorted(COLUMNS))
def test_every_column_has_a_heading(words, chart):
    for name in COLUMNS[chart].values():
        assert words.column(name) != name or name.endswith("_why"), name


def test_codes_give_way_to_names_and_empty_columns_to_nothing(words_en):
    answer = pd.DataFrame({"city_id": ["a"], "city": ["Abrokoué"], "persons_with_new": [None], "share": [0.25]})
    assert list(as_table("another_chart", answer, words_en)) == ["city", "share"]


def test_the_switch_beneath_a_chart_shows_its_table(app, words_en):
    at = app("city_pace", lang="en")
    before = len(at.table)
    switch = next(t for t in at.toggle if t.label == words_en("frame.as_table"))
    switch.set_value(True).run()
    assert not at.exception
    assert len(at.table) == before + 1
    assert words_en.column("sv_days") in at.table[0].value.columns
