"""The currency that a header or a person names: by its sign, its code, or what people call it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from babel.numbers import list_currencies

from cadence.recipes.vocabulary import plain

SIGNS = {"€": "EUR", "£": "GBP"}
# A dollar, a pound, a franc or a dirham alone is of several countries.
CALLED = {"euro": "EUR", "euros": "EUR", "fcfa xof": "XOF", "fcfa xaf": "XAF", "us dollars": "USD"}
THOUSANDS = re.compile(r"^[kKmM](?=[€£])")


def currency_of(text: str) -> str:
    """The code of a currency that a text names and nothing else; empty when it names none."""
    bare = THOUSANDS.sub("", text.strip())
    code = SIGNS.get(bare) or CALLED.get(plain(bare)) or bare.upper()
    return code if code in list_currencies() else ""


def currency_in(headers: Iterable[str]) -> str:
    """The one currency that headers of costs name among other words; empty where they name none, or several."""
    words = [word for header in headers for word in re.split(r"[\s()\[\]/,;:–-]+", header)]
    named = [one for one in words if one in SIGNS or plain(one) in CALLED or re.fullmatch("[A-Z]{3}", one)]
    found = {code for one in named if (code := currency_of(one))}
    return found.pop() if len(found) == 1 else ""
