"""The known code in the place of a new one that is it in another form, for whoever says that they are the same."""

from __future__ import annotations

from dataclasses import replace

from cadence.checks.forms import other_forms
from cadence.contract import load_contracts
from cadence.intake.model import Choice, Fix
from cadence.intake.preparation import Preparation
from cadence.intake.repairs import MOST_KNOWN


def known_codes(preparation: Preparation) -> list[dict[str, Choice]]:
    """For each file, by part, the choice that puts the known code for every new one that is it in another form.

    Empty when there is nothing to put.
    """
    found: list[dict[str, Choice]] = [{} for _ in preparation.sources]
    for part in preparation.parts:
        fixes = [
            Fix(one.column, code, known)
            for checked in part.checked
            for one in other_forms([checked], load_contracts()[checked.table], MOST_KNOWN)
            for code, known in one.pairs
        ]
        if fixes:
            found[part.file][part.reading.name] = replace(part.choice, fixes=(*part.choice.fixes, *fixes))
    return found if any(found) else []
