"""Publishes into the record of ``argv[1]`` until it is killed, saying each number once it is acknowledged.

Publication k brings 400 rows into each of two tables, all named k: a state is whole when they agree.
"""

from __future__ import annotations

import sys
from pathlib import Path

from cadence.store import Store
from tests.store_tools import publish, settings_for

folder = Path(sys.argv[1])
store = Store.open(settings_for(folder / "store"))
for number in range(int(sys.argv[2]), 1000):
    networks = [{"network_id": f"n{row}", "name": str(number)} for row in range(400)]
    partners = [{"partner_id": f"p{row}", "name": str(number)} for row in range(400)]
    publish(store, folder, {"networks": networks, "partners": partners}, name=f"{number}.csv")
    print(number, flush=True)
