"""Networks that real exports make, published through the recipes as somebody would: where the exports are at hand."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from cadence.answers.serving import Serving, open_exactly
from cadence.store import Store
from tests.proving import REAL
from tests.small_store import bring
from tests.store_tools import settings_for

EXPORTS = {
    "ocha": REAL / "ocha_drc_4w" / "extrait_mai_2025.xlsx",
    "barometre": REAL / "barometre" / "barometre-resultats-synthese-departemental.csv",
}


@cache
def imported(name: str) -> tuple[Serving, str]:
    """One real export, published into a record of its own, and the code of the network it makes."""
    place = Path(tempfile.mkdtemp(prefix=f"{name}_"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    store = Store.open(settings_for(place))
    bring(store, EXPORTS[name])
    serving = open_exactly(store)
    (network,) = serving.frame("networks")["network_id"]
    return serving, str(network)
