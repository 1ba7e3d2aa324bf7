"""Charts of partners and reach: what they say and draw, in both languages, full, empty and crowded."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import tests
from cadence.answers.answer import Answer
from cadence.answers.serving import Serving
from cadence.cards import partner_figures
from cadence.charts import coverage, impact, partner, partnerships, reach
from cadence.charts.look import Chart
from cadence.words import Words, languages, words_in
from tests.from_folder import from_folder

HAND = tests.GOLDEN / "reach"
DAY = dt.date(2021, 3, 15)
Ask = Callable[..., pd.DataFrame]
# Each chart as its page draws it.
DRAWN: dict[str, Callable[[Ask, Words], Chart]] = {
    "engagements_by_kind": lambda ask, w: reach.engagements_by_kind(ask("audience_by_kind"), w),
    "audience_bounds": lambda ask, w: reach.audience_bounds(ask("audience_by_segment"), w),
    "partner_dependence": lambda ask, w: reach.partner_dependence(ask("partner_shares"), w, summary=ask("dependence")),
    "spread_of_ideas": lambda ask, w: reach.spread_of_ideas(ask("spread_of_ideas"), w),
    "joint_messages": lambda ask, w: reach.joint_messages(ask("joint_communications"), w),
    "partner_ladder": lambda ask, w: partnerships.partner_ladder(ask("partner_ladder"), w),
    "partner_typology": lambda ask, w: partnerships.partner_typology(ask("partner_typology"), w),
    "partnership_freshness": lambda ask, w: partnerships.partnership_freshness(ask("partnership_freshness"), w),
    "continuity": lambda ask, w: partnerships.continuity(ask("continuity"), w),
    "leverage": lambda ask, w: partnerships.leverage(ask("leverage"), w),
    "coverage_matrix": lambda ask, w: coverage.coverage_matrix(
        ask("coverage_matrix"), w, summary=ask("coverage_summary")
    ),
    "needs_and_roles": lambda ask, w: coverage.needs_and_roles(ask("needs_and_partners"), w),
    "partner_stages": lambda ask, w: partner.partner_stages(ask("partner_stages", partner="p1"), w, data_date=DAY),
    "partner_audience": lambda ask, w: partner.partner_audience(ask("partner_reach", partner="p1"), w),
}
# Persons: 35 at act1, 70 at act2, 12 at act4, 8 at act7; act3 has media alone, and at act6 nobody was counted.
# New: 10 + 60 + 3 + 8 = 81 of 120 asked; with p1 10 + 60 + 8 = 78 of 108.
SAID_EN = {
    "engagements_by_kind": "125 engagements in 4 activities; "
    "of the 120 from outside who were asked, 68% were a new audience",
    "audience_bounds": "Partners’ own public makes 16% of the engagements (20 of 125)",
    "partner_dependence": "The reach rests on the equivalent of 1.9 partners; Alder brings 62%",
    "spread_of_ideas": "Partners from 3 countries beyond the network’s own, and from 2 within",
    "joint_messages": "1 of 1 joint communication carried a message of the network",
    "partner_ladder": "Common ground with 3 organisations, joint actions with 1",
    "partnership_freshness": "0 of 2 partnerships under way have been silent for more than 6 months",
    "continuity": "3 of 3 partnerships are still under way 0 months after the funding",
    "leverage": "Partners add 0.33 for each 1 € the programme spends on joint actions",
    "coverage_matrix": "1 of 3 cities has a partner of its own; "
    "33% of the pairs they could form are active partnerships",
    "needs_and_roles": "4 of 6 needs are unmet; weighted by priority, 36% are met",
    "partner_stages": "Cooperating today; 1 step below its target: Collaborating",
    "partner_audience": "113 engagements in 3 activities with this partner; of the 108 asked, 72% were a new audience",
}
SAID_FR = {
    "engagements_by_kind": "125 participations à 4 activités ; "
    "sur 120 personnes extérieures interrogées, 68 % de public nouveau",
    "partner_ladder": "Un terrain d’entente avec 3 organisations, des actions conjointes avec 1",
    "needs_and_roles": "4 besoins sur 6 ne sont pas couverts ; pondérés par priorité, 36 % le sont",
    "leverage": "Les partenaires ajoutent 0,33 pour chaque 1 € que le programme met dans les actions conjointes",
}


@pytest.fixture(scope="module")
def hand() -> Serving:
    return from_folder(HAND)


def asks(serving: Serving, network: str, day: dt.date = DAY) -> Ask:
    return lambda question, **more: serving.frame(question, network=network, data_date=day, **more)


def answers(serving: Serving, day: dt.date) -> Callable[..., Answer]:
    """Asks one network of one day, origin and all."""
    return lambda question: serving.ask(question, network="net", data_date=day)


def spaces(text: str) -> str:
    """Every kind of space as a plain one, so that an expected sentence can be typed."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize("name", DRAWN)
def test_a_chart_says_its_finding_and_its_rule(hand: Serving, words: Words, name: str) -> None:
    drawn = DRAWN[name](asks(hand, "net"), words)
    assert drawn.name == name
    assert drawn.figure is not None
    assert drawn.subtitle
    assert drawn.title in drawn.alt and len(drawn.alt) > len(drawn.title) + 10
    assert len(drawn.data)
    json.loads(drawn.figure.to_json())


@pytest.mark.parametrize(("name", "said"), SAID_EN.items())
def test_the_finding_in_english(hand: Serving, words_en: Words, name: str, said: str) -> None:
    assert spaces(DRAWN[name](asks(hand, "net"), words_en).title) == said


@pytest.mark.parametrize(("name", "said"), SAID_FR.items())
def test_the_finding_in_french(hand: Serving, words_fr: Words, name: str, said: str) -> None:
    assert spaces(DRAWN[name](asks(hand, "net"), words_fr).title) == said


@pytest.mark.parametrize("name", [*DRAWN, "partner_fit"])
def test_an_empty_chart_says_why(hand: Serving, words: Words, name: str) -> None:
    ask = asks(hand, "far", dt.date(2019, 6, 1))
    if name == "partner_fit":
        drawn = partner.partner_fit(ask("partner_strands", partner="p1"), words)
    else:
        drawn = DRAWN[name](ask, words)
    assert drawn.figure is None
    assert drawn.title and drawn.empty and drawn.empty in drawn.alt


def test_media_never_stand_on_the_scale_of_persons(hand: Serving, words_en: Words) -> None:
    drawn = DRAWN["engagements_by_kind"](asks(hand, "net"), words_en)
    scales = {str(trace.yaxis or "y"): float(pd.Series(trace.y).max()) for trace in drawn.figure.data}
    assert scales["y3"] == 5000
    assert max(float(pd.Series(t.y).max()) for t in drawn.figure.data if t.yaxis in (None, "y")) == 70


def test_the_gap_to_the_target_is_drawn(hand: Serving, words_en: Words) -> None:
    drawn = DRAWN["partner_stages"](asks(hand, "net"), words_en)
    rises = [t for t in drawn.figure.data if t.line.dash == "dot"]
    assert [round(y) for y in rises[0].y] == [4, 5]


def test_marks_open_what_they_stand_for(hand: Serving, words_en: Words) -> None:
    ask = asks(hand, "net")
    opened = {
        str(code[0])
        for name in ("coverage_matrix", "needs_and_roles", "partnership_freshness", "partner_dependence")
        for trace in DRAWN[name](ask, words_en).figure.data
        for code in (trace.customdata if trace.customdata is not None else [])
    }
    assert {"partner:p1", "partner:p3", "city:a", "city:e"} <= opened


def crowd(partners: int, cities: int) -> pd.DataFrame:
    """A coverage of hundreds: partner i works in every city whose number it divides."""
    rows: list[dict[str, Any]] = [
        {
            "city_id": f"c{city:03}", "city": f"City number {city} with a rather long name", "partner_id": f"p{i:03}",
            "partner": f"<b>Partner</b> number {i} of a very long list of organisations", "sector": "ngo",
            "activities": i, "engagements": 10, "last_on": pd.Timestamp("2021-01-01"), "roles": None,
            "is_active": city % 2 == 0,
            "is_silent": False,
        }
        for i in range(1, partners + 1) for city in range(1, cities + 1) if city % i == 0
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_hundreds_are_chosen_from_and_it_says_so(words: Words) -> None:
    answer = crowd(500, 170)
    summary = pd.DataFrame([{"coverage_why": None, "cities_with_partner": 85, "cities": 170, "density": 0.02}])
    drawn = coverage.coverage_matrix(answer, words, summary=summary)
    assert len(drawn.figure.layout.yaxis.tickvals) == coverage.PARTNERS_SHOWN
    assert len(drawn.figure.layout.xaxis.tickvals) == coverage.CITIES_SHOWN
    assert "170" in drawn.subtitle and str(coverage.PARTNERS_SHOWN) in drawn.subtitle
    assert len(drawn.data) == len(answer)
    assert all(len(label) < 40 and "<b>" not in label for label in drawn.figure.layout.yaxis.ticktext)


def test_bars_beyond_the_first_are_put_together(words_en: Words) -> None:
    shares = pd.DataFrame(
        {"partner_id": [f"p{i}" for i in range(60)], "name": [f"P{i}" for i in range(60)], "share": [1 / 60] * 60}
    )
    summary = pd.DataFrame(
        [{"hhi": 1 / 60, "effective_partners": 60.0, "top_partner": "P0", "top_share": 1 / 60, "partners": 60}]
    )
    drawn = reach.partner_dependence(shares, words_en, summary=summary)
    assert drawn.figure.layout.yaxis.ticktext[-1] == f"{60 - reach.SHOWN} other partners"
    assert sum(drawn.figure.data[0].x) == pytest.approx(1)


def test_a_long_time_is_drawn_by_quarter() -> None:
    months = pd.DataFrame(
        {
            "month": pd.to_datetime(["2019-01-01", "2019-03-01", "2021-02-01"]), "kind": "funding", "activities": 1,
            "engagements": [1, 2, 4], "new_persons": 0, "persons_with_new": 0, "media": 0,
        }
    )  # fmt: skip
    data, step = reach.by_period(months)
    assert step == 3
    assert dict(zip(data["period"].dt.strftime("%Y-%m"), data["engagements"], strict=True)) == {
        "2019-01": 3,
        "2021-01": 4,
    }


def test_key_figures_say_what_changed(hand: Serving, words_en: Words) -> None:
    before = dt.date(2020, 12, 15)
    figures = partner_figures.reach_figures(answers(hand, DAY), answers(hand, before), before, words_en)
    said = {figure.label: (figure.value, figure.change, figure.note) for figure in figures}
    # Act1 and act2 before; act4 and act7 since. Then s1 (291 days) and s3 (197) had both gone silent.
    assert said["key_engagements"] == (
        "120",
        "100 on 15 Dec 2020",
        "own staff and elected apart: 5 · counted at 5 of 6 activities",
    )
    assert said["key_cities"][:2] == ("1 of 3", "0 of 3 on 15 Dec 2020")
    assert said["key_handful"] == ("1 of 3", "1 of 2 on 15 Dec 2020", "")
    assert said["key_roles"][0] == "36%"


def test_a_partner_in_figures(hand: Serving, words_en: Words) -> None:
    def cards(partner: str) -> dict[str, tuple[str, str]]:
        asked = {"network": "net", "partner": partner, "data_date": DAY}
        profile, useful = hand.ask("partner_profile", **asked), hand.ask("partner_usefulness", **asked)
        found = partner_figures.profile_figures(profile, useful, words_en)
        return {figure.label: (figure.value, figure.note) for figure in found}

    said = cards("p1")
    assert said["key_stage"] == ("Cooperating", "1 step to the target: Collaborating")
    assert said["key_light"] == ("Activity of late", "last activity 15 Mar 2021")
    assert said["key_engagements"] == ("113", "in 3 activities")
    assert said["key_partnerships"] == ("1", "of 2 in all")
    said = cards("p6")
    assert said["key_stage"] == ("", "No partnership with this partner had entered a stage by the data date.")
    assert said["key_light"] == ("No activity yet", "no activity by the data date")
    assert said["key_new"] == ("", "new persons were not counted")


def test_a_filtered_page_still_draws_its_charts(app: Callable[..., AppTest]) -> None:
    for language in languages():
        at = app("partner_reach", lang=language, network="astrolabe", sectors="ngo", countries="SN")
        assert len(at.get("plotly_chart")) >= 9 and not at.error, language


def test_an_unknown_partner_is_answered_with_a_known_one(app: Callable[..., AppTest]) -> None:
    at = app("partner", network="astrolabe", partner="nobody-knows")
    assert not at.error and at.selectbox(key="choice_partner").value != "nobody-knows"


@pytest.mark.parametrize("language", languages())
def test_a_bar_of_a_quarter_says_its_quarter_and_one_of_a_month_its_month(language: str) -> None:
    words = words_in(language)
    for months, names in ((24, words.quarter), (3, words.month)):
        starts = pd.date_range("2023-01-01", periods=months, freq="MS")
        counts = {"activities": 1, "engagements": 10, "new_persons": 4, "persons_with_new": 8, "media": 5}
        answer = pd.DataFrame({"month": starts, "kind": "joint_session", **counts})
        figure = reach.engagements_by_kind(answer, words).figure
        assert figure is not None
        said = [text.partition("<br>")[0] for trace in figure.data for text in trace.hovertext]
        assert len(said) >= 3
        assert all(any(names(day.date()) in text for day in starts) for text in said)


def test_the_title_of_durations_counts_partners_that_are_active(words: Words) -> None:
    rows = [("ngo", "delivery_partner", 227, 160, 60), ("public", "series_partner", 3, 2, 1)]
    columns = ["sector", "typology", "partners", "active_partners", "silent_partners"]
    answer = pd.DataFrame(rows, columns=columns)
    title = partnerships.partner_typology(answer, words).title
    assert "160" in title and "227" not in title
    assert words.code("typology", "delivery_partner").lower() in title, "a label inside a sentence has a small letter"
    none = partnerships.partner_typology(answer.assign(active_partners=0), words)
    assert "0" not in none.title and " 0 " not in none.subtitle.replace("\u202f", " ")


def test_a_partnership_that_ended_is_not_drawn_as_activities_only(words: Words) -> None:
    serving = from_folder(tests.GOLDEN / "silent")
    asked = {"network": "net", "data_date": "2021-12-31"}
    drawn = coverage.coverage_matrix(
        serving.frame("coverage_matrix", **asked), words, summary=serving.frame("coverage_summary", **asked)
    )
    assert drawn.figure is not None
    marks = {trace.name: len(trace.x) for trace in drawn.figure.data}
    # By hand (golden/silent/README.md): a-p1; a-p2 and b-p2; b-p1 ended; c-p3 and c-p4 by activities alone.
    kinds = ("active", "silent", "ended", "activities")
    assert marks == dict(zip([words(f"charts.coverage_matrix.{kind}") for kind in kinds], (1, 2, 1, 2), strict=True))


def test_of_several_alike_none_is_called_the_first(words_en: Words, words_fr: Words) -> None:
    kinds = [("university", "one_off"), ("ngo", "one_off"), ("ngo", "series_partner")]
    cells = pd.DataFrame(
        {"sector": sector, "typology": typology, "partners": 2, "active_partners": 2 if typology == "one_off" else 1,
         "silent_partners": 0, "partnerships": 2}
        for sector, typology in kinds
    )  # fmt: skip
    title = partnerships.partner_typology(cells, words_en).title
    assert title == "No kind stands out: 2 of them with 2 partners each"
    fits = pd.DataFrame([{"partnership_id": "p", "values_fit": 2, "priorities_fit": 2, "willingness": 4}])
    assert (
        spaces(partner.partner_fit(fits, words_en).title)
        == "Lowest rating: 2 of 4, Fit of values and Fit of priorities"
    )
    quarters = pd.DataFrame(
        {"quarter": pd.Timestamp(day), "activities": 1, "engagements": n, "engagements_withheld": False}
        for day, n in (("2025-01-01", 20), ("2025-04-01", 20), ("2025-07-01", 7))
    )
    title = impact.engagements_by_quarter(quarters, words_fr).title
    assert (
        spaces(title) == "T1 2025 et T2 2025 ont été les trimestres les plus fréquentés, avec 20 participations chacun"
    )


def test_two_partnerships_of_one_pair_are_told_apart_by_their_roles(sample: Serving, words: Words) -> None:
    answer = sample.frame("partnership_freshness", network="astrolabe")
    twice = answer[answer.duplicated(["partner_id", "city_id"], keep=False)]
    assert len(twice) == 2
    labels = partnerships.partnership_freshness(answer, words).figure.layout.yaxis.ticktext
    for row in twice.itertuples():
        assert words.code("role", row.role)[:8] in labels[row.Index]
