"""What to do next with each candidate for a need: sentences worked out by hand, and one for every row there is."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

import tests
from cadence.answers.serving import Serving
from cadence.cards.candidates import COLUMNS, with_next_steps
from cadence.words import Words, words_in
from tests import independent
from tests.from_folder import from_folder
from tests.networks import Generated, write_folder

SPACE = "\u202f"
JANUARY = "2020-01-20"
FEBRUARY = "2020-02-19"
JUNE = "2020-06-20"
SAID = {
    ("en", JANUARY, "a", "expertise"): (
        "Talk to Alder: at stage “Identified” for this role since 10 Jan 2020; agree the first activity.",
        "same country · free hands: no active partnership",
    ),
    ("en", JANUARY, "c", "data_tools"): (
        "Look beyond the partners of the network for the role “Data and tools” in Cal: nobody is being won for it, and "
        "nobody who plays it has free hands.",
        "",
    ),
    ("en", FEBRUARY, "c", "data_tools"): (
        "Ask Birch, 1 active partnership begun 15 Feb 2020, no activity yet, to take on the role "
        "“Data and tools” in Cal.",
        "works on the same theme · free hands",
    ),
    ("en", JUNE, "b", "audience"): (
        "Ask Doum, being won for the network for the role “Audience”, whether Bor could be first.",
        "free hands: no active partnership",
    ),
    ("en", JUNE, "c", "funding"): (
        "Talk to Cedar: planned for this role with a start on 1 May 2020, no stage recorded yet; agree the first "
        "activity.",
        "free hands: no active partnership",
    ),
    ("en", JUNE, "c", "expertise"): (
        "Ask Alder, 2 active partnerships, last activity 18 Jun 2020, to take on the role “Expertise” in Cal.",
        "same country · works in the same language · works on the same theme · free hands · usefulness 3 of 4, the "
        "median over 3 of its activities that the cities rated",
    ),
    ("fr", JANUARY, "a", "expertise"): (
        f"Parler avec Alder{SPACE}: à l’étape «{SPACE}Identifié{SPACE}» pour ce rôle depuis le 10 janv. 2020{SPACE}; "
        "convenir de la première activité.",
        f"même pays · mains libres{SPACE}: aucun partenariat actif",
    ),
    ("fr", FEBRUARY, "c", "data_tools"): (
        "Demander à Birch, 1 partenariat actif commencé le 15 févr. 2020, aucune activité encore, d’assurer le rôle "
        f"«{SPACE}Données et outils{SPACE}» à Cal.",
        "travaille sur le même thème · mains libres",
    ),
    ("fr", JUNE, "b", "audience"): (
        f"Demander à Doum, en cours d’approche par le réseau pour le rôle «{SPACE}Public{SPACE}», si Bor pourrait être "
        "la première.",
        f"mains libres{SPACE}: aucun partenariat actif",
    ),
    ("fr", JUNE, "c", "expertise"): (
        "Demander à Alder, 2 partenariats actifs, dernière activité le 18 juin 2020, d’assurer le rôle "
        f"«{SPACE}Expertise{SPACE}» à Cal.",
        "même pays · travaille dans la même langue · travaille sur le même thème · mains libres · utilité 3 sur 4, "
        "médiane de 3 de ses activités notées par les villes",
    ),
}


@pytest.fixture(scope="module")
def small() -> Serving:
    return from_folder(tests.GOLDEN / "candidates")


def asked(serving: Serving, network: str, day: str, words: Words) -> pd.DataFrame:
    return with_next_steps(serving.ask("candidate_partners", network=network, data_date=day), words).frame


@pytest.mark.parametrize("case", SAID, ids="-".join)
def test_sentences_by_hand(case: tuple[str, str, str, str], small: Serving) -> None:
    language, day, city, role = case
    rows = asked(small, "net", day, words_in(language))
    (row,) = rows[(rows["city_id"] == city) & (rows["role"] == role)].to_dict("records")
    assert (row["next_step"], row["reasons"]) == SAID[case]


def test_who_is_to_be_asked_by_hand(small: Serving) -> None:
    """Every need that is open on the day, and none that is met: expertise of a by s01, peer_city by s10 of all."""
    rows = small.frame("candidate_partners", network="net", data_date=JUNE)
    assert list(zip(rows["city_id"], rows["role"], rows["partner_id"].fillna(""), strict=True)) == [
        ("a", "delivery", ""),
        ("b", "audience", "p4"),
        ("c", "funding", "p3"),
        ("c", "expertise", "p1"),
    ]


def test_a_rating_counts_from_the_day_of_its_activity(small: Serving) -> None:
    """Of Alder, whom both cities' needs of expertise name: act1 3, then act2 4, act3 2, act4 1; act5 has none."""
    expected = {"2020-05-09": (3.5, 2), "2020-06-20": (3, 3), "2020-09-30": (2.5, 4)}
    for day, (usefulness, rated) in expected.items():
        rows = small.frame("candidate_partners", network="net", data_date=day)
        (row,) = rows[(rows["city_id"] == "c") & (rows["role"] == "expertise")].to_dict("records")
        assert (row["usefulness"], row["rated_activities"]) == (usefulness, rated), day


def test_a_need_that_a_silent_partner_meets_has_no_line(small: Serving) -> None:
    """Of s10 and s11 nothing is heard after 15 January: b/peer_city is met by silent partners from 16 July on."""
    rows = small.frame("candidate_partners", network="net", data_date="2020-09-30")
    states = small.frame("needs_and_partners", network="net", data_date="2020-09-30").set_index(["city_id", "role"])
    assert states.loc[("b", "peer_city"), "need_state"] == "silent"
    assert "peer_city" not in set(rows["role"])


def test_who_has_no_free_hands_is_told(tmp_path: Path, words: Words) -> None:
    """Birch is being won for a/delivery from 1 May 2020 on; three partnerships more make five active ones in June."""
    tables = independent.read_folder(tests.GOLDEN / "candidates")
    (coming,) = [row for row in tables["partnerships"] if row["partnership_id"] == "s05"]
    tables["stages"].append({"partnership_id": "s05", "entered_on": "2020-05-01", "stage": "contacted"})
    for n in (2, 3, 4, 5):  # s06 and s07 are two
        write_folder(tmp_path, [Generated("net", dt.date(2020, 6, 20), tables)])
        rows = asked(from_folder(tmp_path), "net", JUNE, words)
        (reasons,) = rows.loc[rows["role"] == "delivery", "reasons"]
        assert words(f"candidates.reasons.{'free' if n < 4 else 'busy'}", n=n) in reasons, n
        more = {"partnership_id": f"m{n}", "city_id": "", "role": "peer_city", "starts_on": "2020-06-02"}
        tables["partnerships"].append({**coming, **more})


@pytest.mark.parametrize("day", ["2024-06-20", "2024-11-20", "2025-12-31", "2026-06-30", "2026-09-30"])
@pytest.mark.parametrize("network", ["astrolabe", "estuaires"])
def test_every_row_has_one_sentence_that_names_whom_and_where(
    network: str, day: str, sample: Serving, words: Words
) -> None:
    bare = sample.frame("candidate_partners", network=network, data_date=day)
    rows = asked(sample, network, day, words)
    assert len(rows) == len(bare) and set(COLUMNS) <= set(rows)
    for row, known in zip(rows.to_dict("records"), bare.to_dict("records"), strict=True):
        said = row["next_step"]
        assert said.endswith(".") and "nan" not in said.lower().split() and "NaT" not in said + row["reasons"]
        if pd.isna(known["partner_id"]):
            assert row["partner"] == words("candidates.nobody") and row["city"] in said
        else:
            assert known["partner"] in said and row["reasons"]
            assert known["offer"] == "pipeline_here" or row["city"] in said
        if known["offer"] == "pipeline_here" and pd.notna(known["stage_on"]):
            assert words.code("stage", known["stage"]) in said and words.date(known["stage_on"].date()) in said
            assert known["stage_on"].date() <= dt.date.fromisoformat(day)
