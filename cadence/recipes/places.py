"""Countries and towns by their names, offline: Unicode's and ISO's names of countries, GeoNames' towns of 5,000
inhabitants and more (``data/places``)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import duckdb

from cadence.checks.folding import fold
from cadence.settings import PROJECT
from cadence.sql import literal
from cadence.words import languages, words_in

FOLDER = PROJECT / "data" / "places"
TOWNS, NAMES = FOLDER / "towns.parquet", FOLDER / "names.parquet"
# Of a name the towns that bear it; of one that no town bears, those that are also called so.
TOWNS_CALLED = """
    select n.folded, t.name, t.country, t.latitude, t.longitude, t.population
    from (
        select *, bool_or(is_own) over (partition by folded) as is_borne
        from read_parquet({names}) where folded in (from (select unnest(?::varchar[])))
    ) n
    join read_parquet({towns}) t using (town)
    where n.is_own = n.is_borne
    order by n.folded, t.town
"""
KEPT = 20_000  # names looked up, of one process

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


LARGE = 100_000  # inhabitants, from which a town is the one that is meant
# So many names, and such a share of them, in one country say where the others are.
FEWEST_OF_COUNTRY, MOST_OF_COUNTRY = 5, 0.8


@dataclass(frozen=True)
class Town:
    """One town of GeoNames: its English name, ISO country code, WGS 84 coordinates in degrees, inhabitants."""

    name: str
    country: str
    latitude: float
    longitude: float
    population: int


_found: dict[str, list[Town]] = {}


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


def find_towns(texts: Iterable[str]) -> None:
    """Look up the towns of many names at once: one question takes as long as a hundred."""
    if len(_found) > KEPT:
        _found.clear()
    wanted = {fold(text) for text in texts} - {*_found, ""}
    if not wanted:
        return
    with duckdb.connect() as con:
        rows = con.execute(TOWNS_CALLED.format(names=literal(str(NAMES)), towns=literal(str(TOWNS))), [sorted(wanted)])
        towns: dict[str, list[Town]] = {name: [] for name in wanted}
        for name, *town in rows.fetchall():
            towns[name].append(Town(*town))
    _found.update(towns)


def towns_named(text: str, country: str | None = None) -> Sequence[Town]:
    """The towns of that name, the largest first, in one country when it is known; else those also called so."""
    find_towns([text])
    return [town for town in _found.get(fold(text), ()) if country is None or town.country == country]


def likely_countries(names: Sequence[str], published: Sequence[str] = ()) -> dict[str, str]:
    """For each name the country it is most likely in, empty where nothing tells.

    A name of towns in one country only, or whose largest is large, is there. Where most of those, and of the cities of
    the network that are published (their countries), are in one country, so are the others, unless a large town
    elsewhere bears that very name.
    """
    towns = {name: towns_named(name) for name in names}
    found: dict[str, str] = {}
    for name, ones in towns.items():
        is_sure = len({town.country for town in ones}) == 1 or any(town.population > LARGE for town in ones[:1])
        found[name] = ones[0].country if is_sure else ""
    told = [*published, *(code for code in found.values() if code)]
    common, n = Counter(told).most_common(1)[0] if told else ("", 0)
    if n < FEWEST_OF_COUNTRY or n < MOST_OF_COUNTRY * len(told):
        return found
    for name, ones in towns.items():
        is_called_so = any(town.population > LARGE and fold(town.name) == fold(name) for town in ones[:1])
        is_elsewhere = is_called_so and common not in {town.country for town in ones}
        found[name] = found[name] if is_elsewhere else common
    return found
