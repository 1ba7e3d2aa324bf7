"""Charts and words of joint actions and the overview: what they say and draw, in both languages, full and empty."""

import datetime as dt
import json
from functools import partial

import pandas as pd
import pytest

import tests
from cadence.answers import definitions
from cadence.answers.answer import Answer
from cadence.answers.questions import load_metrics, load_questions
from cadence.answers.serving import Serving
from cadence.cards import attention, outcomes
from cadence.cards.key_figures import SHARES, key_figures
from cadence.charts import actions, overview
from cadence.contract import load_contracts
from cadence.settings import PROJECT
from tests.from_folder import from_folder

HAND = tests.GOLDEN / "actions"
DAY = "2024-06-30"
DRAWN = {
    "lineages": (partial(actions.lineages, data_date=dt.date(2024, 6, 30)), "action_lineages"),
    "ladder": (actions.ladder, "action_ladder"),
    "achievement": (actions.achievement, "achievement"),
    "measures": (actions.measures, "achievement_by_measure"),
    "tested_first": (actions.tested_first, "tested_first_achievement"),
    "city_map": (overview.city_map, "city_situation"),
}


@pytest.fixture(scope="module")
def hand() -> Serving:
    return from_folder(HAND)


@pytest.fixture(scope="module")
def nothing(tmp_path_factory) -> Serving:
    folder = tmp_path_factory.mktemp("nothing")
    (folder / "networks.csv").write_text("network_id,name,starts_on\nn,N,2024-01-01\n")
    return from_folder(folder)


@pytest.mark.parametrize("name", DRAWN)
def test_a_chart_has_a_finding_and_says_it_to_a_screen_reader(sample, words, name):
    chart, question = DRAWN[name]
    drawn = chart(sample.frame(question, network="astrolabe"), words)
    assert drawn.name == name
    assert drawn.figure is not None
    assert drawn.title in drawn.alt
    assert drawn.subtitle
    assert json.loads(drawn.figure.to_json())["data"]


@pytest.mark.parametrize("name", DRAWN)
def test_a_chart_says_why_it_is_empty(nothing, words, name):
    chart, question = DRAWN[name]
    drawn = chart(nothing.frame(question, network="n"), words)
    assert drawn.figure is None
    assert drawn.empty
    assert drawn.title


def test_titles_say_the_finding(hand, words_en, words_fr):
    def title(name, words):
        chart, question = DRAWN[name]
        return chart(hand.frame(question, network="n1", data_date=DAY), words).title

    assert title("lineages", words_en) == "1 of 3 scaled actions was tested first"
    assert title("lineages", words_fr) == "1 action à grande échelle sur 3 a été testée d’abord"
    assert title("achievement", words_en) == "4 of 8 targets that are due are reached"
    assert title("ladder", words_en) == "Common ground with 2 partners, small tests with 3, scaled actions with 3"
    tested = "1 of 1 action tested first, 1 of 2 actions not tested first"
    assert title("tested_first", words_en) == f"At least half of their targets reached: {tested}"
    assert title("measures", words_en) == "3 of 7 measures have reached their target everywhere"


def test_bars_stop_at_the_cap_but_numbers_do_not(hand, words_en):
    answer = hand.frame("achievement", network="n1", data_date="2024-12-31")
    drawn = actions.achievement(answer, words_en)
    bars = drawn.figure.data[0]
    assert max(bars.x) == 1.2
    assert answer["achievement"].max() == 1.25
    assert any("125%" in note.text for note in drawn.figure.layout.annotations)


def test_failure_without_a_baseline_is_never_drawn_as_success(words_en):
    row = {
        "indicator_id": "x", "action_id": "a", "action": "A", "size": "scaled", "name_en": "Wait", "name_fr": "Attente",
        "measure_en": "Wait", "city": None,
        "unit": "min", "is_ascending": False, "baseline": None, "actual": 30.0, "target": 10.0, "achievement": 3.0,
        "label": "no_baseline", "is_at_target": False,
    }  # fmt: skip
    drawn = actions.achievement(pd.DataFrame([row]), words_en)
    assert drawn.figure is None
    assert drawn.title == "Indicators against their targets"


def test_hundreds_of_indicators_are_chosen_from_and_it_is_said(words):
    rows = [
        {
            "indicator_id": f"i{n}", "action_id": f"a{n}", "action": f"Place {n}", "size": "scaled", "name_en": "Desks",
            "name_fr": "Guichets", "measure_en": "Desks", "city": None,
            "unit": "offices", "is_ascending": True, "baseline": 0.0, "actual": float(n),
            "target": 500.0, "achievement": n / 500, "label": "partly", "is_at_target": False,
        }
        for n in range(300)
    ]  # fmt: skip
    drawn = actions.achievement(pd.DataFrame(rows), words)
    assert len(drawn.figure.data[0].y) == actions.BARS_DRAWN
    assert str(actions.BARS_DRAWN) in drawn.subtitle
    assert "300" in drawn.subtitle
    # One measure in many places: the places are named, not the measure again and again.
    assert any("Place 3" in note.text for note in drawn.figure.layout.annotations)


def test_lineages_keep_families_whole_and_say_what_is_left_out(words):
    rows = [
        {
            "root_id": f"r{n // 2}", "steps": n % 2, "action_id": f"a{n}", "grew_from": f"a{n - 1}" if n % 2 else None,
            "title": f"Action {n}", "size": "scaled" if n % 2 else "small_test", "state": "running",
            "partner_names": ["P"], "common_ground_on": pd.NaT, "begins_on": pd.Timestamp(n, unit="D"),
            "ended_on": pd.NaT, "planned_end_on": pd.NaT, "decision": None, "is_tested_first": False,
        }
        for n in range(200)
    ]  # fmt: skip
    drawn = actions.lineages(pd.DataFrame(rows), words, data_date=dt.date(2026, 9, 30))
    titles = {note.text.removeprefix("↳ ") for note in drawn.figure.layout.annotations}
    assert len(titles) == 30
    assert {"Action 198", "Action 199"} <= titles
    assert "200" in drawn.subtitle


def test_marks_open_what_they_stand_for(sample, words_en):
    lineages = actions.lineages(
        sample.frame("action_lineages", network="astrolabe"), words_en, data_date=dt.date(2026, 9, 30)
    ).figure
    opened = {mark[0] for trace in lineages.data if trace.customdata is not None for mark in trace.customdata}
    assert "action:tax-reminder" in opened
    places = overview.city_map(sample.frame("city_situation", network="astrolabe"), words_en).figure
    assert {m[0].split(":")[0] for trace in places.data for m in trace.customdata} == {"city"}


def test_the_map_asks_nobody_outside_and_finds_its_outline(sample, words_en):
    answer = sample.frame("city_situation", network="astrolabe")
    geo = overview.city_map(answer, words_en).figure.layout.geo
    assert (PROJECT / "static" / "maps" / f"{geo.scope}_{geo.resolution}m.json").exists()
    far = answer.assign(longitude=answer["longitude"] * 3)
    geo = overview.city_map(far, words_en).figure.layout.geo
    assert (PROJECT / "static" / "maps" / f"{geo.scope}_{geo.resolution}m.json").exists()


def test_key_figures_say_their_change(sample, words_en):
    now = sample.ask("key_figures", network="astrolabe", data_date="2026-09-30")
    before = sample.ask("key_figures", network="astrolabe", data_date="2026-06-30")
    said = {figure.label: figure for figure in key_figures(now, before, dt.date(2026, 6, 30), words_en)}
    assert list(said) == ["on_plan", "median", "with_partner", "engagements", "handful", "at_target"]
    row, was = now.rows()[0], before.rows()[0]
    assert said["on_plan"].value == f"{row['on_plan_k']} of {row['on_plan_n']}"
    assert said["handful"].change.startswith(f"from {was['handful_k']} of {was['handful_n']}")
    same = key_figures(now, now, dt.date(2026, 6, 30), words_en)
    changes = {figure.label: figure.change for figure in same}
    assert said["engagements"].change.startswith("from 123 in the quarter to 30 Jun 2026")
    assert changes.pop("engagements") == "the same as in the quarter to 30 Jun 2026"
    assert set(changes.values()) == {"unchanged since 30 Jun 2026"}


def test_key_figures_of_nothing_say_so(nothing, words):
    empty = nothing.ask("key_figures", network="n")
    figures = key_figures(empty, empty, dt.date(2024, 1, 1), words)
    assert all(figure.is_missing and not figure.change for figure in figures)
    said = {figure.label: figure.note for figure in figures}
    assert said.keys() == {*SHARES.values(), "engagements", "median"}
    assert said["engagements"] == words("why.nobody_counted")
    reasons = {words(key) for key in words.sentences if key.startswith("why.") and not key.endswith("_of_unit")}
    assert {label: note for label, note in said.items() if note not in reasons} == {}


def test_key_figures_agree_with_the_questions_they_sum_up(sample):
    asked = {"network": "astrolabe", "data_date": "2026-06-30"}
    row = sample.frame("key_figures", **asked).iloc[0]
    handful = sample.frame("handful", **asked).iloc[0]
    assert (row["handful_k"], row["handful_n"]) == (handful["k"], handful["n"])
    outcome = sample.frame("achievement_summary", **asked).iloc[0]
    assert (row["target_k"], row["target_n"]) == (outcome["k"], outcome["n"])
    pace = sample.frame("city_pace", **asked)
    members = pace[pace["status"] != "left"]
    assert row["on_plan_k"] == members["status"].isin(["on_plan", "agreed_late", "completed"]).sum()
    assert row["median_sv_days"] == members["sv_days"].median()
    months = sample.frame("reach_by_month", **asked)
    quarter = months[months["month"] >= pd.Timestamp(row["quarter_from"])]
    assert row["engagements"] == quarter["engagements"].sum()


def test_values_carry_their_unit(words_en, words_fr):
    assert outcomes.value(words_en, 0.861, "share") == "86%"
    assert outcomes.value(words_fr, 6000, "EUR") == "6\u202f000 EUR"
    assert outcomes.value(words_fr, 0.25, "EUR") == "0,25 EUR"
    assert outcomes.value(words_en, None, "EUR") == "–"


def test_the_attention_list_is_said_in_whole_sentences(sample, words):
    told = attention.with_sentences(sample.ask("attention", network="astrolabe"), words).frame
    assert len(told)
    for column in ("urgency_said", "says", "ago", "matters"):
        assert not told[column].str.contains(r"[{}]|\bnan\b|None|NaT").any()


def test_attention_in_both_languages(words_en, words_fr):
    row = {
        "item": "milestone_overdue", "urgency": "decide", "subject": "city", "name": "Tre", "city": "",
        "since": pd.Timestamp(2024, 3, 1), "days": 121, "n": 2,
    }  # fmt: skip
    answer = Answer(pd.DataFrame([row]), "attention", {}, 1)
    english = attention.with_sentences(answer, words_en).frame.iloc[0]
    assert english["says"] == "Tre has 2 steps overdue"
    assert english["ago"] == "since 1 Mar 2024 (4.0 months)"
    french = attention.with_sentences(answer, words_fr).frame.iloc[0]
    assert french["says"] == "Tre a 2 jalons en retard"
    assert french["ago"] == "depuis le 1er mars 2024 (4,0 mois)"


def test_definitions_hold_every_figure_and_every_column(words):
    names = {figure.name for figure in definitions.figures(words)}
    assert names == load_questions().keys() | load_metrics().keys()
    tables = {table.name: set(table.columns["field_name"]) for table in definitions.tables(words)}
    assert tables == {c.name: {field.name for field in c.fields} for c in load_contracts().values()}


def test_definitions_are_searched_in_the_readers_language(words_fr, words_en):
    assert "action_rates" in {figure.name for figure in definitions.figures(words_fr, "testées abord")}
    assert definitions.figures(words_en, "testées") == []
    found = definitions.tables(words_en, "baseline_on")
    assert [(t.name, list(t.columns["field_name"])) for t in found] == [("progress", ["baseline_on"])]


@pytest.mark.parametrize("page", ["overview", "joint_actions", "definitions"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_pages_run(app, words_en, words_fr, page, language):
    words = words_en if language == "en" else words_fr
    at = app(page, lang=language)
    assert at.title[0].value.replace("\\", "") == words(f"pages.{page}.title")
    assert not at.error


def test_choosing_an_action_shows_its_lineage_only(app):
    at = app("joint_actions", action="tax-reminder-two-cities")
    headings = [part.value.replace("\\", "") for part in (*at.header, *at.subheader)]
    assert "The 2 joint actions" in headings
    assert not any("What it cost" in heading for heading in headings)


@pytest.mark.parametrize(
    ("state", "ended", "said"),
    [
        ("planned", None, {"en": "Planned · planned start 15 Jul 2025", "fr": "Prévue · début prévu : 15 juil. 2025"}),
        ("running", None, {"en": "Running · began 15 Jul 2025", "fr": "En cours · début : 15 juil. 2025"}),
        (
            "concluded",
            "2025-08-20",
            {
                "en": "Concluded · began 15 Jul 2025 · ended 20 Aug 2025",
                "fr": "Terminée · début : 15 juil. 2025 · fin : 20 août 2025",
            },
        ),
    ],
)
def test_an_action_is_not_said_to_be_planned_or_over_since_its_start(sample, words, state, ended, said):
    row = sample.frame("action_lineages", network="astrolabe").head(1)
    days = {"begins_on": pd.Timestamp("2025-07-15"), "ended_on": pd.Timestamp(ended) if ended else pd.NaT}
    drawn = actions.lineages(row.assign(state=state, **days), words, data_date=dt.date(2025, 5, 31))
    hover = next(
        trace.hovertemplate for trace in drawn.figure.data if trace.name == words.code("size", row["size"].iloc[0])
    )
    assert hover.replace("\u202f", " ").split("<br>")[1] == said[words.language]


def test_without_a_test_recorded_the_lineages_count_no_action_as_untested(sample, words):
    answer = sample.frame("action_lineages", network="astrolabe")
    untold = answer[answer["size"] == "scaled"].assign(is_tested_first=None)
    begun = int(untold["state"].isin(["running", "concluded", "suspended"]).sum())
    title = actions.lineages(untold, words, data_date=dt.date(2026, 9, 30)).title
    assert title == words("charts.lineages.title_untold", n=begun) and str(begun) in title


def test_a_ladder_of_one_rung_is_none(sample, words):
    answer = sample.frame("action_ladder", network="astrolabe")
    alone = answer.assign(partners=answer["partners"].where(answer["rung"] == "scaled"))
    assert actions.ladder(alone, words).figure is None
    two = answer.assign(partners=answer["partners"].where(answer["rung"] != "small_test"))
    assert "None" not in actions.ladder(two, words).title and actions.ladder(two, words).figure is not None


@pytest.mark.parametrize(("left_out", "said"), [(0, False), (1, True)])
def test_measures_that_are_not_drawn_are_told_of_only_where_there_are_some(hand, words, left_out, said):
    answer = hand.frame("achievement_by_measure", network="n1", data_date=DAY)
    judged = answer[answer["n"] > 0]
    rest = answer[answer["n"] == 0].head(left_out)
    subtitle = actions.measures(pd.concat([judged, rest]), words).subtitle
    assert any(letter.isdigit() for letter in subtitle) is said, subtitle


def test_a_way_far_beyond_its_target_is_said_to_be_that(words):
    assert words.way(9.99) == words.percent(9.99)
    beyond, short = words.way(319.29), words.way(-20.7)
    assert words.percent(10) in beyond and words.percent(-10) in short and beyond != words.percent(10)
