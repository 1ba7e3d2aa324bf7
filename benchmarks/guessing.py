"""How long a team's own sheet takes to be understood, and to be published by the recipe that was made of it.

Beside it the same rows in contract form, a CSV a table, published to another record: the recipe may take twice as long.

python -m benchmarks.guessing [ROWS]
"""

from __future__ import annotations

import csv
import random
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from cadence.contract import load_contracts
from cadence.forms.safe_csv import safe_csv
from cadence.intake.model import Choice
from cadence.intake.publication import publish
from cadence.intake.steps import prepare
from cadence.settings import read_settings
from cadence.sql import quote
from cadence.store import Store

HEADERS = ("Date", "Titre", "Type", "Partenaires", "Villes", "Participants")
CITIES = ("Kumasi", "Bizerte", "Matola", "Tamale", "Dakar", "Lomé")
PARTNERS = 200
OWN = ("extracts", "names", "recipes")


def write_sheet(path: Path, rows: int) -> None:
    """A French list of activities without a code, as a CSV of semicolons."""
    dice = random.Random(1)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADERS)
        for number in range(rows):
            day = f"{dice.randint(1, 28):02}/{dice.randint(1, 12):02}/{dice.randint(2020, 2025)}"
            partner, city = f"Partenaire {dice.randrange(PARTNERS)}", dice.choice(CITIES)
            writer.writerow([day, f"Atelier {number}", "Atelier", partner, city, dice.randint(1, 90)])


def measure_guess(folder: Path, rows: int) -> dict[str, Any]:
    """Milliseconds by the clock and of processor to guess a sheet's recipe with one answer, and to publish it by that
    recipe; and to publish the rows that it gives in contract form.
    """
    path = folder / "activites.csv"
    write_sheet(path, rows)
    store = Store.open(read_settings({"CADENCE_STORE": str(folder / "store")}))
    choices = {path: Choice(answers={"network": "Bench"}, accept=True)}
    watch = Watch()
    with prepare([path], store, choices, only_read=True) as preparation:
        is_whole = preparation.foreign[0].draft.is_settled
    found = watch.stop("guess")
    watch = Watch()
    with prepare([path], store, choices) as preparation:
        made = publish(preparation, message="bench", author="bench")
    found |= watch.stop("by_recipe")
    tables = _write_tables(store, folder)
    store.close()
    other = Store.open(read_settings({"CADENCE_STORE": str(folder / "other")}))
    watch = Watch()
    with prepare(tables, other) as preparation:
        again = publish(preparation, message="bench", author="bench")
    found |= watch.stop("contract_form")
    other.close()
    if made is None or again is None or not is_whole:
        raise RuntimeError("nothing was published")
    return found


class Watch:
    """Clock and processor since its beginning; the processor of worker processes that were waited for counts."""

    def __init__(self) -> None:
        self.clock, self.processor = time.perf_counter(), _processor()

    def stop(self, name: str) -> dict[str, float]:
        """Milliseconds, under ``name_ms`` and ``name_cpu_ms``."""
        clock, processor = time.perf_counter() - self.clock, _processor() - self.processor
        return {f"{name}_ms": clock * 1000, f"{name}_cpu_ms": processor * 1000}


def _processor() -> float:
    whole = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in whole)


def _write_tables(store: Store, folder: Path) -> list[Path]:
    """The published rows as files of their tables; days of extraction, names and recipes come by themselves."""
    paths = []
    with store.workspace() as work:
        for table, contract in load_contracts().items():
            columns = ", ".join(map(quote, contract.columns))
            rows = work.con.execute(f"select {columns} from published.{quote(table)}").df()
            if table not in OWN and len(rows):
                paths.append(folder / f"{table}.csv")
                paths[-1].write_bytes(safe_csv(rows))
    return paths


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="cadence-bench-") as name:
        print(measure_guess(Path(name), int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
