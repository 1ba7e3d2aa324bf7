"""What a publication would change for a reader of one network, in sentences: figures before and after, points, rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pandas as pd

from cadence.answers import questions
from cadence.answers.serving import Serving
from cadence.cards.compared import compared_figures
from cadence.contract.counting_rules import default_rules
from cadence.store.model import ORIGIN
from cadence.words import Words

# The change itself is said beside what it changes.
UNSAID = ("counting_rules", "key_figures", "attention")
# Questions about one of these are not asked here.
OF_ONE = {"city", "partner", "action", "milestone"}
POINT = ["item", "subject", "subject_id"]


def sentences(before: Serving, after: Serving, network: str, moved: Iterable[str], words: Words) -> list[str]:
    """Key figures, then points that need somebody, then every other question of ``moved`` by its meaning.

    Each question is asked of the network as a whole; what is asked of one city or partner alone is left to the page.
    Where none reads otherwise, only the rules shown and the limits drawn change, and that is said.
    """
    names = list(dict.fromkeys(moved))
    said = _figures(before, after, network, words)
    if "attention" in names:
        said += _points(before, after, network, words)
    for name in names:
        asked = questions.find(name)
        if name not in UNSAID and "network" in asked.parameters and not asked.parameters & OF_ONE:
            left, right = (_rows(side, name, network) for side in (before, after))
            n = max(sum((left - right).values()), sum((right - left).values()))
            meaning, of = asked.says("meaning", words.language), max(left.total(), right.total())
            said += [words("moved.rows", meaning=meaning, n=n, of=of)] if n else []
    is_of_one = any(questions.find(name).parameters & OF_ONE for name in names)
    return said if said or is_of_one or not names else [words("moved.limits")]


def _figures(before: Serving, after: Serving, network: str, words: Words) -> list[str]:
    rows = compared_figures((before, after), network, words)
    if rows is None:
        return []
    return [
        words("moved.figure", figure=row["figure"], before=row["before"] or "–", after=row["after"] or "–")
        for row in rows.to_dict("records")
        if row["before"] != row["after"]
    ]


def _points(before: Serving, after: Serving, network: str, words: Words) -> list[str]:
    """How many points of the attention list would go, and how many would come."""
    sides = [side.frame("attention", network=network) for side in (before, after)]
    left, right = (set(side[POINT].itertuples(index=False, name=None)) for side in sides)
    if left == right:
        return []
    return [words("moved.points", n=len(left), gone=len(left - right), come=len(right - left))]


def _rows(side: Serving, name: str, network: str) -> Counter[str]:
    """Every row of an answer as a text, without where it came from and the rules it was counted by, which some
    answers carry for their chart; none where the network is not known."""
    if network not in set(side.frame("networks")["network_id"]):
        return Counter()
    rows: pd.DataFrame = side.frame(name, network=network).drop(columns=[*ORIGIN, *default_rules()], errors="ignore")
    return Counter(map(repr, rows.itertuples(index=False, name=None)))
