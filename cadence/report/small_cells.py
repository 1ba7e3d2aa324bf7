"""Small cells: counts of few persons are withheld, so that nobody can be recognised in a report that travels.

A count from 1 to one below the limit is withheld. Where exactly one count of a column is withheld beside a
total that is printed, the next smallest is withheld too, or the total would give it away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

# Units that count people, in the languages of the exports.
_PERSONS = re.compile(
    r"\b(person|people|personne|pessoa|inhabitant|habitant|resident|résident|women|woman|femme|men\b|homme|girl|boy"
    r"|fille|garçon|child|enfant|pupil|élève|student|étudiant|household|ménage|foyer|taxpayer|contribuable|seller"
    r"|vendeu|voter|votant|agent|volunteer|bénévole|beneficiar|bénéficiaire|customer|client|listener|auditeur"
    r"|participant|member|membre|patient)",
    re.IGNORECASE,
)


def is_small(count: object, limit: float) -> bool:
    """Whether a count of persons is too small to print; nobody at all may be printed."""
    return isinstance(count, int | float) and not pd.isna(count) and 0 < count < limit


def counts_persons(unit: object) -> bool:
    """Whether an indicator's unit is people."""
    return isinstance(unit, str) and bool(_PERSONS.search(unit))


def withhold_small(
    answer: pd.DataFrame, columns: Iterable[str], limit: float, *, is_totalled: bool = False
) -> pd.DataFrame:
    """The answer without its small counts; column ``<name>_withheld`` says where one was."""
    found = answer.copy()
    for name in columns:
        counts = pd.to_numeric(found[name]).astype("Float64")
        hidden = ((counts > 0) & (counts < limit)).fillna(False).astype(bool)
        others = counts[~hidden & (counts > 0).fillna(False).astype(bool)]
        if is_totalled and hidden.sum() == 1 and len(others):
            hidden |= found.index == others.idxmin()
        found[name] = counts.mask(hidden)
        found[f"{name}_withheld"] = hidden
    return found


def withhold_results(achievement: pd.DataFrame, limit: float) -> pd.DataFrame:
    """Indicators of few persons without what would tell their number: value, baseline, way to the target."""
    found = achievement.copy()
    persons = found["unit"].map(counts_persons)
    small = persons & found[["actual", "baseline"]].apply(lambda c: (c > 0) & (c < limit)).any(axis=1)
    for name in ("actual", "baseline", "achievement"):
        found[name] = found[name].mask(small)
    found["actual_withheld"] = small
    return found
