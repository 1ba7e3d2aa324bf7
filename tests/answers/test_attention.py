"""The attention list against a list worked out by hand (tests/golden/attention/README.md)."""

import pandas as pd
import pytest

import tests
from cadence.answers.serving import Serving
from tests.answers.test_actions import texts
from tests.from_folder import from_folder

GOLDEN = tests.GOLDEN / "attention"
DAY = "2024-06-30"


@pytest.fixture(scope="module")
def hand() -> Serving:
    return from_folder(GOLDEN)


def test_the_list_is_the_one_worked_out_by_hand(hand):
    expected = pd.read_csv(GOLDEN / "expected_attention.csv", dtype=str, keep_default_na=False)
    answer = hand.frame("attention", network="n1", data_date=DAY)
    assert texts(answer[list(expected.columns)]) == expected.to_numpy().tolist()
    assert answer["position"].tolist() == list(range(1, len(expected) + 1))


def test_one_row_per_subject_and_reason(hand, sample):
    for asked in (hand.frame("attention", network="n1", data_date=DAY), sample.frame("attention", network="astrolabe")):
        assert not asked.duplicated(["item", "subject", "subject_id"]).any()


def test_every_item_is_tried_and_has_its_words(hand, words):
    items = set(hand.frame("attention", network="n1", data_date=DAY)["item"])
    told = {key.split(".")[1] for key in words.sentences if key.startswith("attention.") and key.endswith(".why")}
    assert items == told


def test_a_city_filter_keeps_what_concerns_the_city(hand):
    answer = hand.frame("attention", network="n1", data_date=DAY, cities=["c3"])
    assert list(zip(answer["item"], answer["subject_id"], strict=True)) == [
        ("city_without_partner", "c3"),
        ("partnership_silent", "q2"),
        ("milestone_overdue", "c3"),
        ("action_past_end", "t2"),
        ("commitment_overdue", "c3"),
        ("indicator_without_value", "t2"),
        ("milestone_due_soon", "c3"),
    ]
    tax = hand.frame("attention", network="n1", data_date=DAY, themes=["tax"])
    assert set(tax["subject_id"]) == {"c2", "c5"}


def test_what_is_not_known_yet_is_not_listed(hand):
    before = hand.frame("attention", network="n1", data_date="2024-02-28")
    assert "test_undecided" not in set(before["item"])  # t1 ends on 2024-02-29
    assert "partnership_late" not in set(before["item"])  # q3 is planned for 2024-03-01
    undecided = hand.frame("attention", network="n1", data_date="2024-06-29")
    assert set(undecided.loc[undecided["item"] == "test_undecided", "subject_id"]) == {"t1", "t6"}


def test_an_empty_network_asks_for_nothing(tmp_path):
    (tmp_path / "networks.csv").write_text("network_id,name,starts_on\nn,N,2024-01-01\n")
    assert from_folder(tmp_path).frame("attention", network="n").empty
