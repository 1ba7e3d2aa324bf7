"""Partnerships and tests past their end: which ones call for a conversation, and the form that answers it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cadence.answers.serving import Serving
from tests.from_folder import from_folder

DAY = dt.date(2026, 6, 30)
TABLES = {
    "networks": "network_id,name,starts_on,currency\nnet,Net,2024-01-01,EUR\n",
    "cities": "city_id,network_id,name,country,joined_on\nbako,net,Bako,SN,2024-01-01\n",
    "partners": "partner_id,name,sector\nalpha,Alpha,ngo\nbeta,Beta,media\n",
    # over: ended 30 days before the data date; decided: ended too, but settled; closed: closed; today: ends that day
    "partnerships": (
        "partnership_id,partner_id,network_id,city_id,role,typology,starts_on,ends_on\n"
        "over,alpha,net,bako,expertise,series_partner,2025-01-01,2026-05-31\n"
        "decided,alpha,net,,expertise,series_partner,2025-01-01,2026-05-31\n"
        "closed,beta,net,,audience,event_cohost,2025-01-01,2026-05-31\n"
        "today,beta,net,,audience,event_cohost,2025-01-01,2026-06-30\n"
    ),
    "stages": (
        "partnership_id,entered_on,stage\n"
        "over,2025-01-01,cooperating\ndecided,2025-01-01,cooperating\nclosed,2026-06-01,closed\ntoday,2025-01-01,networking\n"
    ),
    "decisions": "decided_on,subject,subject_id,decision\n2026-06-15,partnership,decided,continue\n",
    # silent: ended without decision; late: past its planned end and running; settled: decided; scaled: not a test
    "actions": (
        "action_id,network_id,title,partners,size,status,planned_end_on,starts_on,ends_on,decision,decided_on\n"
        "silent,net,Silent,alpha,small_test,closed,2026-03-31,2026-01-01,2026-04-01,,\n"
        "late,net,Late,alpha,small_test,implementation,2026-06-20,2026-01-01,,,\n"
        "settled,net,Settled,alpha,small_test,closed,2026-03-31,2026-01-01,2026-04-01,stop,2026-04-15\n"
        "scaled,net,Scaled,alpha,scaled,implementation,2026-03-31,2026-01-01,,,\n"
    ),
}


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory: pytest.TempPathFactory) -> Serving:
    folder: Path = tmp_path_factory.mktemp("settling")
    for name, text in TABLES.items():
        (folder / f"{name}.csv").write_text(text)
    return from_folder(folder)


def test_what_is_past_its_end_without_a_decision_is_listed_longest_first(by_hand: Serving):
    found = by_hand.frame("past_their_end", network="net", data_date=DAY)
    assert found[["subject_id", "sign", "days"]].values.tolist() == [
        ["silent", "undecided", 90],
        ["over", "past_end", 30],
        ["late", "past_end", 10],
    ]


def test_one_partner_or_one_test_can_be_asked_for(by_hand: Serving):
    assert by_hand.frame("past_their_end", network="net", data_date=DAY, partner="alpha")["subject_id"].tolist() == [
        "over"
    ]
    assert by_hand.frame("past_their_end", network="net", data_date=DAY, partner="beta").empty
    assert by_hand.frame("past_their_end", network="net", data_date=DAY, action="late")["subject_id"].tolist() == [
        "late"
    ]


def test_a_decision_not_yet_taken_at_the_data_date_does_not_count(by_hand: Serving):
    earlier = by_hand.frame("past_their_end", network="net", data_date=dt.date(2026, 6, 10))
    assert "decided" in earlier["subject_id"].tolist()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_conversation_stands_on_the_page_of_the_test(app: Callable[..., AppTest], language: str):
    at = app("joint_actions", lang=language, action="council-on-air")
    text = " ".join(m.value for m in (*at.header, *at.subheader, *at.markdown))
    assert "Le conseil municipal à la radio" in text
    assert {"en": "ended without a decision", "fr": "terminé sans décision"}[language] in text
