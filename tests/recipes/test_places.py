"""Places offline: what is shipped is what GeoNames says, and a name finds its town."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from cadence.recipes import places
from tests.proving import is_proving
from tests.recipes import gazetteer


@pytest.mark.prove
def test_what_is_shipped_is_what_the_package_says(tmp_path: Path) -> None:
    """Every town and name; day by day, every fiftieth name."""
    towns, names = gazetteer.towns_and_names()
    with duckdb.connect() as con:
        shipped = con.execute("from read_parquet(?) order by town", [str(places.TOWNS)]).fetchall()
        assert shipped == list(towns.itertuples(index=False, name=None))
        part = 1 if is_proving() else 50
        kept = con.execute("from read_parquet(?)", [str(places.NAMES)]).fetchall()
    assert len(kept) == len(names)
    assert kept[::part] == list(names.itertuples(index=False, name=None))[::part]


@pytest.mark.parametrize(
    ("text", "country", "found"),
    [
        ("Kumasi", None, ("Kumasi", "GH")),
        ("KUMASI ", None, ("Kumasi", "GH")),
        ("Bizerte", "TN", ("Bizerte", "TN")),
        ("São Paulo", None, ("São Paulo", "BR")),
        ("sao paulo", None, ("São Paulo", "BR")),
        ("Londres", "GB", ("London", "GB")),
        ("Paris", "US", ("Paris", "US")),
    ],
)
def test_a_name_finds_its_town(text: str, country: str | None, found: tuple[str, str]) -> None:
    town = places.towns_named(text, country)[0]
    assert (town.name, town.country) == found


def test_a_towns_own_name_comes_before_what_others_are_also_called() -> None:
    called = places.towns_named("Kumasi")
    assert {town.name for town in called} == {"Kumasi"}
    populations = [town.population for town in places.towns_named("Paris")]
    assert len(populations) > 1 and populations == sorted(populations, reverse=True)


def test_what_is_no_town_is_none_and_asked_once() -> None:
    assert places.towns_named("Qqqwerty") == [] and places.towns_named("") == []
    places.find_towns(["Qqqwerty", "Matola"])
    assert [town.country for town in places.towns_named("Matola")] == ["MZ"]
