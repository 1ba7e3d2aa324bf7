"""Charts of pace and of one city: what they draw, what they say, what they say when there is nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import tests
from cadence.answers.serving import Serving
from cadence.cards import city_words
from cadence.charts import attendance, city, journey, pace, pace_over_time
from cadence.charts.look import BAD, GOOD, STATUS, Chart, Mark
from cadence.words import DAYS_IN_A_MONTH, Words
from tests.from_folder import from_folder

GOLDEN = tests.GOLDEN


@pytest.fixture(scope="module")
def signs() -> Serving:
    return from_folder(GOLDEN / "city_signs")


@pytest.fixture(scope="module")
def published() -> Serving:
    return from_folder(GOLDEN / "pace_published")


@pytest.fixture(scope="module")
def edges() -> Serving:
    return from_folder(GOLDEN / "pace_edges")


def traces(chart: Chart) -> dict[str, Any]:
    assert chart.figure is not None
    return {trace.name: trace for trace in chart.figure.data if trace.name}


def strip(serving: Serving, words: Words, network: str = "n", day: str = "2020-09-01") -> Chart:
    return pace.pace_strip(serving.frame("pace_strip", network=network, data_date=day), words)


def test_the_strip_says_how_many_are_behind(published: Serving, words_en: Words, words_fr: Words) -> None:
    # none, m1 and out_of_order are more than 90 days late, m12 is 63; paused is so only by its 60 agreed days.
    assert strip(published, words_en).title == "4 of 9 cities are late, 3 of them by more than 3 months"
    assert "1 city is late only by pauses agreed with it." in strip(published, words_en).subtitle
    assert strip(published, words_fr).title == "4 villes sur 9 sont en retard, dont 3 de plus de 3 mois"


def test_every_label_of_the_strip_is_its_gap_in_words_rounded_once(published: Serving, words: Words) -> None:
    """96 days behind are 3.2 months: rounded to 3.15 first they would read 3.1."""
    answer = published.frame("pace_strip", network="n", data_date="2020-09-01")
    row = answer[answer["sv_days"].notna() & answer["status"].notna()].head(1)
    for start in range(-400, 401, 20):
        days = range(start, start + 20)
        many = pd.concat([row.assign(city_id=f"c{day}", name=f"C{day}", sv_days=float(day)) for day in days])
        labels = [
            (name, text)
            for trace in traces(pace.pace_strip(many, words)).values()
            for name, text in zip(trace.y, trace.text or (), strict=False)
        ]
        said = dict(labels)
        for day in days:
            months = words.with_sign(day / DAYS_IN_A_MONTH, 1)
            in_days = "0" if not day else f"{words.with_sign(day)} {'j' if words.language == 'fr' else 'd'}"
            assert said[f"C{day}"] == (months if round(day / DAYS_IN_A_MONTH, 1) else in_days), day
            if abs(day) >= DAYS_IN_A_MONTH:
                assert months.lstrip("+\u2212") in words.gap(day)


def test_the_strip_draws_each_status_with_its_own_colour_shape_and_word(published: Serving, words: Words) -> None:
    answer = published.frame("pace_strip", network="n", data_date="2020-09-01")
    row = answer[answer["sv_days"].notna() & answer["status"].notna()].head(1)
    many = pd.concat([row.assign(city_id=status, status=status) for status in pace.RUNNING])
    drawn = traces(pace.pace_strip(many, words))
    marks = {status: drawn[words.code("status", status)].marker for status in pace.RUNNING}
    assert {status: Mark(mark.color, mark.symbol) for status, mark in marks.items()} == {
        status: STATUS[status] for status in pace.RUNNING
    }
    assert len({mark.symbol for mark in marks.values()}) == len(marks), "no two look alike without colour"


def test_the_strip_draws_who_is_behind_and_what_pauses_would_change(published: Serving, words_en: Words) -> None:
    drawn = traces(strip(published, words_en))
    assert set(drawn) == {"far behind", "to watch", "late as agreed", "on plan", "pauses counted"}
    assert drawn["far behind"].marker.color == BAD and drawn["far behind"].marker.symbol == "triangle-left"
    assert min(drawn["far behind"].x) == pytest.approx(-185 / 30.4375)
    assert drawn["pauses counted"].x == (-3 / 30.4375,)
    assert drawn["far behind"].customdata[0][0] == "city:none"


def test_the_strip_leaves_out_who_left_or_has_not_begun_and_says_so(edges: Serving, words_en: Words) -> None:
    chart = strip(edges, words_en, "e", "2020-05-01")
    assert "5 cities that left are not drawn." in chart.subtitle
    assert "2 cities that have not begun are not drawn." in chart.subtitle
    assert "2 cities have no agreed plan and are not drawn." in chart.subtitle
    assert not {"left", "not begun"} & set(traces(chart))


def test_of_hundreds_of_cities_the_furthest_behind_are_drawn(published: Serving, words: Words) -> None:
    few = published.frame("pace_strip", network="n", data_date="2020-09-01")
    many = pd.concat([few.assign(city_id=few["city_id"] + str(n), name=few["name"] + str(n)) for n in range(20)])
    chart = pace.pace_strip(many, words)
    assert sum(len(trace.y) for trace in traces(chart).values() if trace.mode == "markers+text") == pace.CITIES_DRAWN
    assert "30" in chart.subtitle and "180" in chart.subtitle
    assert len(chart.data) == 180


def test_the_forecast_runs_from_plan_to_trend(published: Serving, words_en: Words) -> None:
    answer = published.frame("pace_strip", network="n", data_date="2020-09-01")
    chart = pace.forecast(answer, words_en, data_date=dt.date(2020, 9, 1))
    assert chart.title == "4 of 8 cities would end more than half a month late"
    assert "For 1 city nothing can be forecast" in chart.subtitle
    drawn = traces(chart)
    place = list(drawn["as planned"].y).index("m12")
    assert str(drawn["as planned"].x[place]) == "2021-03-05"
    assert str(drawn["at the pace so far"].x[place]) == "2021-05-08"
    assert str(drawn["end agreed"].x[place]) == "2021-01-01"


def test_the_journey_has_one_mark_per_step(signs: Serving, words_en: Words) -> None:
    answer = signs.frame("journey_grid", network="s", data_date="2021-06-30")
    chart = journey.journey_grid(answer, words_en)
    assert chart.title == "4 of 6 cities have a milestone overdue"
    drawn = traces(chart)
    assert {name: len(trace.x) for name, trace in drawn.items()} == {
        "done on time": 4, "done late": 1, "overdue": 7, "due soon": 1, "re-planned": 1, "not due yet": 5,
        "not reached": 2,
    }  # fmt: skip
    assert len({trace.marker.symbol for trace in drawn.values()}) >= 5


def test_a_journey_too_large_for_a_grid_becomes_bars(signs: Serving, words: Words) -> None:
    one = signs.frame("journey_grid", network="s", data_date="2021-06-30")
    many = pd.concat([one.assign(city_id=one["city_id"] + str(n)) for n in range(20)])
    chart = journey.journey_grid(many, words)
    assert chart.figure is not None
    assert {trace.type for trace in chart.figure.data} == {"bar"}
    assert sum(sum(trace.x) for trace in chart.figure.data) == len(many)


def test_the_common_curve_stops_at_the_data_date(signs: Serving, words_en: Words) -> None:
    answer = signs.frame("network_curve", network="s", data_date="2021-06-30")
    chart = pace_over_time.network_curve(answer, words_en, data_date=dt.date(2021, 6, 30))
    assert chart.title == "The cities have done 17% of what they agreed; the plan had reached 50%"
    drawn = traces(chart)
    assert drawn["done"].x[-1] == pd.Timestamp("2021-06-30")
    assert drawn["agreed"].x[-1] == pd.Timestamp("2021-09-30")


def test_the_time_to_a_milestone_says_when_half_have_reached_it_or_that_too_few_have(
    signs: Serving, words_en: Words
) -> None:
    few = signs.frame("time_to_milestone", network="s", data_date="2021-06-30", milestone="b")
    said = pace_over_time.time_to_milestone(few, words_en, milestone="Step b").title
    assert said == "2 of 7 cities have reached “Step b”: too few to say what half of them need"
    reached = few.assign(reached_share=[0.2, 0.2, 0.6, 0.6])
    said = pace_over_time.time_to_milestone(reached, words_en, milestone="Step b").title
    assert said == "Half of the cities reach “Step b” within 6.6 months"


def curve(serving: Serving, words: Words, network: str, code: str, day: str) -> Chart:
    asked = {"network": network, "data_date": day, "city": code}
    profile, pauses = serving.frame("city_profile", **asked), serving.frame("city_pauses", **asked)
    return city.city_curve(serving.frame("city_curve", **asked), words, profile=profile, pauses=pauses)


def test_the_gap_is_drawn_from_where_the_plan_had_the_work_to_the_data_date(
    published: Serving, words_en: Words
) -> None:
    chart = curve(published, words_en, "n", "m12", "2020-09-01")
    assert chart.title == "m12: 2.1 months behind"
    gap = traces(chart)["2.1 months behind"]
    assert [str(day.date()) for day in gap.x] == ["2020-06-30", "2020-09-01"]  # days 181 and 244
    assert list(gap.y) == [5, 5]
    assert gap.line.color == BAD
    ahead = curve(published, words_en, "n", "m1to5", "2020-09-01")
    bar = traces(ahead)["30 days ahead"]
    assert bar.line.color == GOOD and str(bar.x[0].date()) == "2020-10-01"


def test_no_gap_is_drawn_where_there_is_none(published: Serving, words_en: Words) -> None:
    chart = curve(published, words_en, "n", "m1to4", "2020-09-01")
    assert chart.title == "m1to4: on plan"
    assert set(traces(chart)) == {"agreed", "done"}


def test_a_replan_is_a_second_line_and_pauses_count_in_the_subtitle(edges: Serving, words_en: Words) -> None:
    chart = curve(edges, words_en, "e", "replanned", "2020-05-01")
    assert set(traces(chart)) >= {"agreed", "re-planned"}
    assert (
        "With agreed pauses counted: 1.1 months behind."
        in curve(edges, words_en, "e", "open_pause", "2020-05-01").subtitle
    )


def test_every_city_has_a_chart_or_a_reason(edges: Serving, words: Words) -> None:
    with edges.cursor() as con:
        codes = [code for (code,) in con.execute("select city_id from cities order by all").fetchall()]
    assert {"no_plan", "all_dropped", "future", "first_day", "gone", "closed_with_dignity"} < set(codes)
    for code in codes:
        chart = curve(edges, words, "e", code, "2020-05-01")
        assert chart.title and chart.alt, code
        assert chart.figure is not None or chart.empty, code


def test_empty_answers_say_why(edges: Serving, words: Words) -> None:
    nobody = {"network": "e", "data_date": "2020-05-01", "cities": ["nobody"]}
    asked = {"network": "e", "data_date": "2020-05-01", "city": "nobody"}
    day = dt.date(2020, 5, 1)
    charts = [
        pace.pace_strip(edges.frame("pace_strip", **nobody), words),
        pace.forecast(edges.frame("pace_strip", **nobody), words, data_date=day),
        journey.journey_grid(edges.frame("journey_grid", **nobody), words),
        pace_over_time.network_curve(edges.frame("network_curve", **nobody), words, data_date=day),
        pace_over_time.spread_over_time(edges.frame("spread_over_time", **nobody), words, data_date=day),
        pace_over_time.time_to_milestone(edges.frame("time_to_milestone", **nobody, milestone="s1"), words),
        city.city_curve(edges.frame("city_curve", **asked), words, profile=edges.frame("city_profile", **asked)),
        city.city_steps(edges.frame("journey_grid", **nobody), words, data_date=day),
        attendance.attendance(edges.frame("city_attendance", **asked), words),
    ]
    for chart in charts:
        assert chart.figure is None and chart.title and chart.empty, chart.name


def test_names_from_data_stay_text(edges: Serving, words: Words) -> None:
    answer = edges.frame("pace_strip", network="e", data_date="2020-05-01")
    hostile = answer.assign(name="<b>x</b><a href='javascript:1'>y</a>")
    assert "<b>x" not in str(pace.pace_strip(hostile, words).figure.to_json()).replace("<b>%{", "")


def test_the_key_figures_of_a_city(published: Serving, words_en: Words) -> None:
    asked = {"network": "n", "data_date": "2020-09-01"}
    adherence, needs = published.ask("schedule_adherence", **asked), published.ask("city_needs", city="m12", **asked)

    def said(code: str) -> dict[str, tuple[str, str]]:
        profile = published.ask("city_profile", city=code, **asked)
        return {s.label: (s.value, s.note) for s in city_words.figures(profile, adherence, needs, words_en)}

    assert said("m12")["end"] == ("Mar 2021 to May 2021", "agreed: 1 Jan 2021")
    assert said("m12")["next"] == ("Milestone 3", "due 1 Jul 2020 · 2 of 7 steps done")
    assert said("none")["end"] == ("", "nothing is done yet")
    # m1 and m4 are done, the plan had 2 of m1 and 2 of m2 by day 151.67: half of the work is what came first.
    assert said("out_of_order")["gap"] == ("3.0 months behind", "steps done in the order planned: 50%")


def test_the_conversation_opens_with_its_signs_and_is_answered_by_a_decision(signs: Serving, words_en: Words) -> None:
    answer = signs.ask("close_down", network="s", data_date="2021-06-30")

    def talk(code: str) -> city_words.Conversation | None:
        return city_words.conversation(answer.of(answer.frame[answer.frame["city_id"] == code]), words_en)

    open_talk = talk("worn_out")
    assert open_talk is not None and open_talk.is_open
    assert open_talk.heading == "Time for a conversation: 3 of 3 signs"
    assert open_talk.signs == (
        "2 milestones are overdue.",
        "The city attended 3 of 7 sessions in the last six months (43%).",
        "The city asked for help on 25 Jun 2021.",
    )
    assert len(open_talk.questions) == 4
    answered = talk("answered")
    assert answered is not None and not answered.is_open
    assert answered.heading == "The conversation was answered on 1 Apr 2021: Support"
    assert talk("silent") is None


def test_the_chosen_milestone_is_in_the_address(app: Callable[..., AppTest]) -> None:
    at = app("city_pace", lang="en", milestone="ast-06")
    assert any("Plan voted by the council" in text.value for text in (*at.header, *at.subheader))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_of_a_city_holds_its_conversation(app: Callable[..., AppTest], language: str) -> None:
    at = app("city", lang=language, city="kpalobe")
    said = "Time for a conversation" if language == "en" else "Le moment de se parler"
    assert any(said in text.value for text in at.header)
    assert len(at.get("plotly_chart")) == 4
    well = app("city", lang=language, city="ndiassore")
    assert not any(said in text.value for text in (*well.header, *well.subheader, *well.markdown))


def test_one_city_is_set_against_the_band_of_all(sample, words):
    curve = sample.frame("city_curve", network="astrolabe", city="kpalobe")
    chart = pace_over_time.city_in_band(
        sample.frame("network_curve", network="astrolabe"),
        words,
        data_date=dt.date(2026, 9, 30),
        curve=curve,
        city="Kpalobé",
    )
    done = curve[curve["line"] == "done"]["total"].max() / curve[curve["line"] == "planned"]["total"].max()
    assert words.percent(done) in chart.title
    assert chart.figure.data[-1].y[-1] == done


def test_a_city_without_a_plan_is_not_set_beside_the_others(sample, words):
    answer = sample.frame("network_curve", network="astrolabe")
    curve = sample.frame("city_curve", network="astrolabe", city="nobody")
    assert pace_over_time.city_in_band(answer, words, data_date=dt.date(2026, 9, 30), curve=curve, city="Nobody").empty
