"""What the data cannot say yet: three states, three words, for every figure of the product."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from cadence.answers.serving import Serving
from cadence.app.frame import page_files, page_name
from cadence.cards import lacks
from cadence.contract import load_contracts
from cadence.words import Words
from tests.app.drawn import known
from tests.from_folder import from_folder

NETWORKS = "network_id,name,starts_on,funding_ends_on\nn,Net,2024-01-01,\nother,Other,2024-01-01,2027-01-01\n"
CITIES = """city_id,network_id,name,country,joined_on,left_on,latitude,longitude
a,n,Aa,SN,2024-01-01,,,
b,n,Bb,SN,2024-02-01,,,
c,n,Cc,SN,2024-02-01,2024-05-01,,
d,n,Dd,SN,2026-01-01,,,
e,other,Ee,SN,2024-01-01,,1,1
"""
ACTIVITIES = """activity_id,network_id,held_on,kind,format
1,n,2024-03-01,joint_session,on_site
2,n,2024-06-01,joint_session,on_site
3,n,2026-06-01,joint_communication,on_site
"""
DAY = "2024-12-31"
# How things are kept, and what only says that something was changed: without a row of these, nothing is unknown.
UNJUDGED = {"rules", "extracts", "names", "recipes", "earlier_plans"}


def served(folder: Path, **tables: str) -> Serving:
    """A network in a folder: two members, one city that left, one that has not joined yet."""
    for name, text in {"networks": NETWORKS, "cities": CITIES, **tables}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return from_folder(folder)


def state(serving: Serving, thing: str) -> tuple[str, list[str], int, int]:
    """State, tables not published, cases and cases that can be judged, of one thing."""
    rows = serving.ask("what_is_known", network="n", data_date=DAY).rows()
    (row,) = (row for row in rows if row["thing"] == thing)
    return str(row["state"]), list(row["unpublished"]), int(row["n"]), int(row["found"])


def test_not_published_not_to_be_judged_and_known_are_three_states(tmp_path: Path) -> None:
    serving = served(tmp_path, activities=ACTIVITIES)
    # Of four cities three had joined by the day, and one of them left.
    assert state(serving, "members") == ("known", [], 4, 2)
    # Two members, none with coordinates: those of the other network do not count.
    assert state(serving, "coordinates") == ("unjudgeable", [], 2, 0)
    assert state(serving, "plan") == ("unpublished", ["milestones", "progress"], 2, 0)
    assert state(serving, "funding_end") == ("unjudgeable", [], 1, 0)
    # Three activities, two held by the day; the communication is later.
    assert state(serving, "held_activities") == ("known", [], 3, 2)
    assert state(serving, "communications") == ("unjudgeable", [], 2, 0)
    assert state(serving, "counts") == ("unpublished", ["audience"], 2, 0)
    assert state(serving, "partnerships") == ("unpublished", ["partnerships"], 0, 0)


def test_each_state_has_its_own_words(tmp_path: Path, words_en: Words, words_fr: Words) -> None:
    serving = served(tmp_path, activities=ACTIVITIES)
    answer = serving.ask("what_is_known", network="n", data_date=DAY)

    def said(words: Words, *needs: str) -> str:
        lack = lacks.lack_of(answer, needs)
        return lack.says(words) if lack else ""

    assert said(words_en, "members", "held_activities") == ""
    assert said(words_en, "members", "plan", "pace") == "not published: “Milestones” and “City progress”."
    assert said(words_en, "coordinates") == (
        "published, but not to be judged: none of the 2 member cities has a latitude and longitude. "
        "Give the cities their latitude and longitude."
    )
    assert said(words_en, "partnerships") == "not published: “Partnerships”."
    assert said(words_fr, "partnerships") == "non publié\u202f: «\u202fPartenariats\u202f»."
    said_fr = said(words_fr, "coordinates")
    assert said_fr.startswith("publié, mais on ne peut en juger\u202f: aucune des 2 villes membres")


def test_with_a_plan_for_one_city_the_pace_is_known(tmp_path: Path) -> None:
    serving = served(
        tmp_path,
        phases="phase_id,network_id,position,name_fr,name_en\np,n,1,P,P\n",
        milestones="milestone_id,phase_id,position,name_fr,name_en\nm,p,1,M,M\n",
        progress="city_id,milestone_id,baseline_on\na,m,2024-10-01\n",
    )
    assert state(serving, "plan") == ("known", [], 2, 1)
    assert lacks.lack_in(serving, "n", _day(), "pace_strip", is_empty=True) is None
    lack = lacks.lack_in(serving, "n", _day(), "forecast", is_empty=True)
    assert lack is not None and (lack.thing, lack.state, lack.n) == ("forecast", "unjudgeable", 1)


def _day() -> dt.date:
    return dt.date.fromisoformat(DAY)


def test_what_is_not_empty_lacks_only_what_was_never_published(tmp_path: Path) -> None:
    """Needs without any partnership published would all be "unmet", which nobody knows."""
    serving = served(tmp_path, needs="city_id,role,priority,expressed_on\na,funding,1,2024-03-01\n")
    lack = lacks.lack_in(serving, "n", _day(), "needs_and_roles", is_empty=False)
    assert lack is not None and lack.unpublished == ("partnerships",)
    assert lacks.lack_in(serving, "n", _day(), "city_map", is_empty=False) is None
    assert lacks.lack_in(serving, "n", _day(), "city_map", is_empty=True) is not None


def test_every_figure_that_needs_something_needs_what_is_known_of(sample: Serving, words: Words) -> None:
    things = set(sample.frame("what_is_known", network="astrolabe")["thing"])
    assert {thing for needs in lacks.NEEDS.values() for thing in needs} <= things
    pages = {page_name(path) for path in page_files()}
    for figure in lacks.NEEDS:
        page, _, card = figure.partition(".")
        key = f"pages.{figure}" if card else f"lacks.topic.{figure}"
        assert words.has(key), key
        assert not card or page in pages
    assert known() - {"exploration"} <= lacks.NEEDS.keys(), "a chart says what it needs"


@pytest.mark.parametrize("network", ["astrolabe", "estuaires"])
def test_whatever_cannot_be_judged_says_why_and_what_would_change_it(
    network: str, sample: Serving, words: Words
) -> None:
    rows = sample.frame("what_is_known", network=network).to_dict("records")
    tables = load_contracts().keys()
    assert {name for row in rows for name in row["tables"]} == tables - UNJUDGED
    for row in rows:
        if row["thing"] not in tables:
            for n in (1, 7):
                assert lacks.Lack(row["thing"], "unjudgeable", (), n).says(words).count(".") >= 2
                # What nobody published is not counted: the cities of an export of activities may well have a plan.
                unpublished = lacks.Lack(row["thing"], "unpublished", tuple(row["tables"]), n).says(words)
                assert not any(sign.isdigit() for sign in unpublished) and unpublished.count(".") == 1
