"""Whether the point of a city lies in its country, as far as the towns of that country tell: told where it does not."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache

from cadence.checks import Checked
from cadence.problems import Problem
from cadence.settings import PROJECT

# By country, from GeoNames' towns: a file, since these take a second to load.
EXTENTS = PROJECT / "data" / "vocabulary" / "extents.csv"
# Towns do not reach to a country's borders, and a village may lie beyond all of them.
MARGIN = 1.5
MOST = 200


def points_elsewhere(checked: Sequence[Checked]) -> list[Problem]:
    """A note for each city whose point lies outside its country, or would lie in it were the two numbers swapped."""
    found = []
    for one in checked:
        if one.table == "cities" and {"latitude", "longitude"} <= set(one.mapping):
            rows = one.con.execute(
                f"select _line, country, latitude, longitude from {one.staged} "
                "where latitude is not null and longitude is not null and country is not null order by _line"
            ).fetchall()
            found += [problem for row in rows if (problem := _problem(one, *row)) is not None]
    return found[:MOST]


def _problem(checked: Checked, line: int, country: str, latitude: float, longitude: float) -> Problem | None:
    if _lies_in(country, latitude, longitude):
        return None
    code = "point_swapped" if _lies_in(country, longitude, latitude) else "point_outside"
    column = checked.headers.get(checked.mapping["latitude"], "latitude")
    return Problem(
        code, "note", "cities", line=int(line), column=column, found=f"{latitude:g}, {longitude:g}", expected=country
    )


@cache
def extents() -> dict[str, tuple[float, ...]]:
    """South, north, west and east of the towns of each country, in degrees."""
    with EXTENTS.open(encoding="utf-8", newline="") as file:
        return {country: tuple(map(float, sides)) for country, *sides in list(csv.reader(file))[1:]}


def _lies_in(country: str, latitude: float, longitude: float) -> bool:
    """Whether a point lies among the towns of a country; a country without known towns holds any point."""
    box = extents().get(country)
    if box is None:
        return True
    south, north, west, east = box
    return south - MARGIN <= latitude <= north + MARGIN and west - MARGIN <= longitude <= east + MARGIN
