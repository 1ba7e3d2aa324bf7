"""How long a team's own sheet takes to be understood, and to be published by the recipe that was made of it.

python -m benchmarks.guessing [ROWS]
"""

from __future__ import annotations

import csv
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from cadence.intake.model import Choice
from cadence.intake.publication import publish
from cadence.intake.steps import prepare
from cadence.settings import read_settings
from cadence.store import Store

HEADERS = ("Date", "Titre", "Type", "Partenaires", "Villes", "Participants")
CITIES = ("Kumasi", "Bizerte", "Matola", "Tamale", "Dakar", "Lomé")
PARTNERS = 200


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
    """Milliseconds by the clock to guess a sheet's recipe with one answer, and to publish it by that recipe."""
    path = folder / "activites.csv"
    write_sheet(path, rows)
    store = Store.open(read_settings({"CADENCE_STORE": str(folder / "store")}))
    choices = {path: Choice(answers={"network": "Bench"}, accept=True)}
    started, processor = time.perf_counter(), time.process_time()
    with prepare([path], store, choices, only_read=True) as preparation:
        is_whole = preparation.foreign[0].draft.is_settled
    guess, guess_cpu = time.perf_counter() - started, time.process_time() - processor
    started = time.perf_counter()
    with prepare([path], store, choices) as preparation:
        made = publish(preparation, message="bench", author="bench")
    whole = time.perf_counter() - started
    store.close()
    if made is None or not is_whole:
        raise RuntimeError("nothing was published")
    return {"guess_ms": guess * 1000, "guess_cpu_ms": guess_cpu * 1000, "by_recipe_ms": whole * 1000}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="cadence-bench-") as name:
        print(measure_guess(Path(name), int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
