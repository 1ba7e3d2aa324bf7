"""A network's key figures on two sides, said side by side: what a publication or an undo would move, or moved."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cadence.answers.reach_unit import of_network
from cadence.answers.serving import Serving
from cadence.words import Words
from cadence.words.values import in_words

# Columns that stand behind a figure rather than being one.
BEHIND = ("_why", "_from")


def compared_figures(sides: Sequence[Serving | None], network: str, words: Words) -> pd.DataFrame | None:
    """Columns figure, before, after, as texts; None where neither side knows the network."""
    before, after = (_figures(side, network, words) for side in sides)
    names = list(after or before)
    if not names:
        return None
    words = next(of_network(words, side, network) for side in (sides[1], sides[0]) if side is not None)
    return pd.DataFrame(
        {
            "figure": [words.column(name) for name in names],
            "before": [before.get(name, "") for name in names],
            "after": [after.get(name, "") for name in names],
        }
    )


def _figures(side: Serving | None, network: str, words: Words) -> dict[str, str]:
    """The key figures of one side; nothing where it does not know the network."""
    if side is None or network not in set(side.frame("networks")["network_id"]):
        return {}
    words = of_network(words, side, network)
    row = side.frame("key_figures", network=network).iloc[0]
    return {str(name): in_words(words, str(name), row[name]) for name in row.index if not str(name).endswith(BEHIND)}
