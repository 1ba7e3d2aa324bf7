"""The rules of counting and what each is worth by default, from ``data/contracts/codelists/rules.toml``.

A programme changes one by a row of the table ``rules``; the metric table ``rules_in_force`` says what holds for whom.
"""

from __future__ import annotations

import tomllib
from functools import cache

from cadence.errors import SetupError
from cadence.settings import PROJECT, set_in_vain

FILE = PROJECT / "data" / "contracts" / "codelists" / "rules.toml"


@cache
def default_rules() -> dict[str, int]:
    """Rule -> its value by default: days, of ``small_cell`` persons."""
    return {name: int(value) for name, value in tomllib.loads(FILE.read_text("utf-8")).items()}


def refuse_moved() -> None:
    """Refuse to begin under a variable that was a setting and is a rule now: it would change nothing, unseen.

    Raises SetupError ``setting_moved`` with the variable and the rule.
    """
    for name, rule in set_in_vain().items():
        raise SetupError("setting_moved", name=name, rule=rule)
