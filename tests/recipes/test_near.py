"""Of two near names in one file, which are guessed to be one: a wrong guess loses an organisation."""

from __future__ import annotations

import pytest

from cadence.recipes.names import Names
from cadence.recipes.near import near_names

ONE = [
    ("KNUST", "Université KNUST"),
    ("Cie du Fleuve", "Cie du Fleuve SARL"),
    ("Médecins Sans Frontière Belgique", "Médecins Sans Frontières Belgique"),
    ("Food and Nutrition for Life", "Congo Prospère Food and Nutrition for Life"),
    ("Institut National des Eaux", "INE"),
]
SEVERAL = [
    ("Médecins Sans Frontières Belgique", "Médecins Sans Frontières France"),
    ("Ligue des quais", "Ligue des quartiers et des quais"),
    ("Association pour le Développement", "Association des Jeunes pour le Développement"),
    ("Femmes pour le Développement", "Développement pour les Femmes"),
]
OTHERS = [
    "Développement et Association",
    "Amis des quais",
    "Ligue nord",
    "Union des Femmes",
    "Développement Femmes Sud",
]


@pytest.mark.parametrize("pair", ONE + SEVERAL, ids=lambda pair: " / ".join(pair))
@pytest.mark.parametrize("turned", [False, True])
def test_a_name_said_shorter_is_guessed_to_be_the_other_and_a_near_one_is_not(
    pair: tuple[str, str], turned: bool
) -> None:
    names = [*(pair[::-1] if turned else pair), *OTHERS]
    near = {frozenset((one.name, one.known)): one.is_short for one in near_names(Names(), "partner", names)}
    assert near.get(frozenset(pair), False) is (pair in ONE)
