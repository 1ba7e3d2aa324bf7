"""Which contract table, or which import recipe, a text table is; and which of its columns is which field.

A header is compared with a field's name, its titles in every language, its aliases and its HXL tag: first as
written, then folded (case, accents and punctuation do not count). Nothing is dropped in silence: columns that no
field answers to are named, and so are the fields that no column answers to.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import PurePath

from cadence.checks.folding import fold
from cadence.contract import Contract, Field, load_contracts
from cadence.intake.recipe import find_columns, load_recipe, load_recipes
from cadence.intake.recognised import How, Match, Recognised

# "1. ", "Q2) ", "3 - " before a name; " *", " :", "(jj/mm/aaaa)" behind it.
NUMBER_BEFORE = re.compile(r"^\*?\s*(?:[A-Za-z]{0,2}\d{1,3}(?:\.\d{1,3})*\s*[.)\]:\u2013-]\s*)?\*?\s*")
AROUND = re.compile(r"\s*(?:[*:?\u00a0\s]|\([^()]*\)|\[[^\[\]]*\])+$")
# A header that is the field's own name says more than an alias that several tables share.
WEIGHTS: Mapping[How, float] = {"chosen": 1.0, "name": 1.0, "hxl": 1.0, "title": 0.8, "alias": 0.6}
LEAST_SCORE = 0.4
# Tables whose columns say nearly as much: which is meant, a person says.
NEAR = 0.2
NEAR_SCORE = 0.05


@dataclass(frozen=True)
class Table:
    """What recognising looks at: headers in order, HXL tags below them, the file's name."""

    columns: tuple[str, ...]
    hxl: tuple[str, ...] | None = None
    name: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)  # field -> header, said by a person


def recognise(table: Table, about: str | None = None) -> list[Recognised]:
    """What a text table may be, best first; empty when it looks like nothing known.

    about: the table or recipe that a person named; then that one alone.
    """
    if about is not None:
        return [_recognise_as(table, about)]
    recipes = [r for r in (_as_recipe(table, name) for name in load_recipes()) if r.score == 1.0]
    tables = [match_columns(table, contract) for contract in load_contracts().values()]
    likely = [found for found in tables if found.score >= LEAST_SCORE]
    return recipes + sorted(likely, key=lambda found: (not found.is_complete, -found.score))


def rivals(table: Table, found: Recognised) -> list[Recognised]:
    """The other tables that a text table may as well be as what it was found to be, likeliest first.

    One leaves no more columns unread, by names that say nearly as much; and it reads a column that ``found`` leaves
    unread, or has all it needs as ``found`` has.
    """
    if found.kind == "recipe":
        return []
    others = [match_columns(table, contract) for name, contract in load_contracts().items() if name != found.about]
    near = [
        one
        for one in others
        if len(one.unknown) <= len(found.unknown) and _weight(one) > _weight(found) - NEAR
        if set(found.unknown) - set(one.unknown) or (one.is_complete and one.score > found.score - NEAR_SCORE)
    ]
    return sorted(near, key=lambda one: (not one.is_complete, -one.score, -_weight(one)))


def _weight(found: Recognised) -> float:
    """How much the names of the columns say, all together."""
    return sum(WEIGHTS[match.how] for match in found.matches)


def _recognise_as(table: Table, about: str) -> Recognised:
    contracts = load_contracts()
    return match_columns(table, contracts[about]) if about in contracts else _as_recipe(table, about)


def _as_recipe(table: Table, name: str) -> Recognised:
    """A recipe asks for some columns; it is recognised when all of them are there."""
    recipe = load_recipe(name)
    places = find_columns(recipe, table.columns)
    missing = tuple(header for column, header in recipe.columns.items() if column not in places)
    share = 1 - len(missing) / len(recipe.columns)
    unknown = tuple(header for place, header in enumerate(table.columns) if place not in places.values())
    return Recognised(name, "recipe", share, unknown=unknown, missing=missing)


def match_columns(table: Table, contract: Contract) -> Recognised:
    """The column of each field of one contract; each column serves one field, each field has one column."""
    offers = [
        (_rank(how, header, exact), place, Match(declared.name, place, header, how))
        for place, header in enumerate(table.columns)
        for declared in contract.fields
        for how, exact in [_answers(table, place, declared)]
        if how is not None
    ]
    taken: dict[str, Match] = {}
    places: set[int] = set()
    for _, place, match in sorted(offers, key=lambda offer: offer[:2]):
        if match.field not in taken and place not in places:
            taken[match.field] = match
            places.add(place)
    return replace(_weigh(table, contract, taken), rivals=_rivals(offers, taken, places))


def _rivals(
    offers: Sequence[tuple[tuple[float, bool], int, Match]], taken: Mapping[str, Match], places: set[int]
) -> tuple[tuple[Match, Match], ...]:
    """Columns that answer to a field as well as the one that was taken for it, and serve no other."""
    ranks = {(match.field, place): rank for rank, place, match in offers}
    return tuple(
        (taken[match.field], match)
        for rank, place, match in offers
        if place not in places
        if rank == ranks[match.field, taken[match.field].place]
        or (match.how == taken[match.field].how and _same_name(match.header, taken[match.field].header))
    )


def _same_name(one: str, other: str) -> bool:
    return _header_shapes(one)[1] == _header_shapes(other)[1]


def _weigh(table: Table, contract: Contract, taken: Mapping[str, Match]) -> Recognised:
    matches = tuple(taken[name] for name in contract.columns if name in taken)
    used = {match.place for match in matches}
    lacking = [declared for declared in contract.fields if declared.name not in taken]
    missing = {names[0] for names in _needs(contract) if taken.keys().isdisjoint(names)}
    named = [place for place, header in enumerate(table.columns) if header.strip()]
    weight = sum(WEIGHTS[match.how] for match in matches)
    score = 0.9 * weight / max(len(named), 1) * _required_share(contract, taken)
    if _file_says(table.name, contract):
        score += 0.1
    return Recognised(
        contract.name,
        "table",
        round(score, 3),
        matches,
        tuple(table.columns[place] for place in named if place not in used),
        tuple(declared.name for declared in lacking if declared.name not in missing),
        tuple(declared.name for declared in lacking if declared.name in missing),
    )


def _needs(contract: Contract) -> list[tuple[str, ...]]:
    """The fields that a table must have; of several that say one thing, one of them."""
    return [(declared.name,) for declared in contract.fields if _must(declared)] + list(contract.one_enough)


def _required_share(contract: Contract, taken: Mapping[str, Match]) -> float:
    required = _needs(contract)
    return sum(not taken.keys().isdisjoint(names) for names in required) / max(len(required), 1)


def _must(declared: Field) -> bool:
    return declared.required and declared.default is None


def _answers(table: Table, place: int, declared: Field) -> tuple[How | None, bool]:
    """By what a column answers to a field, and whether to the letter."""
    header = table.columns[place]
    if declared.name in table.chosen:
        return ("chosen", True) if table.chosen[declared.name] == header else (None, False)
    if table.hxl and declared.hxl and _tag(table.hxl[place]) == _tag(declared.hxl):
        return "hxl", True
    known, (whole, bare) = _known_names(declared), _header_shapes(header)
    how = known.get(whole) or known.get(bare)
    return how, how is not None and header in declared.names()


def bare_header(header: str) -> str:
    """A header without what forms and people put around the name: its number, the groups it is in, a unit in brackets,
    a star, a colon.
    """
    name = AROUND.sub("", NUMBER_BEFORE.sub("", header.strip()))
    return NUMBER_BEFORE.sub("", name.rpartition("/")[2].strip()) or header


def distinct(headers: Sequence[str]) -> tuple[str, ...]:
    """Headers of which each names one column: the second "Date" is "Date (2)"."""
    seen: dict[str, int] = {}
    names = []
    for header in headers:
        seen[header] = seen.get(header, 0) + 1
        names.append(header if seen[header] == 1 or not header.strip() else f"{header} ({seen[header]})")
    return tuple(names)


@lru_cache(maxsize=4096)
def _header_shapes(header: str) -> tuple[str, str]:
    """A header as names are compared, whole and bare: each is held against every field of every table."""
    return fold(header), fold(bare_header(header))


def _rank(how: How, header: str, exact: bool) -> tuple[float, bool]:
    return (-WEIGHTS[how], not exact)


@cache
def _known_names(declared: Field) -> dict[str, How]:
    """Every folded header the field answers to, and what it is."""
    known: dict[str, How] = {fold(alias): "alias" for alias in declared.aliases}
    known |= {fold(title): "title" for title in declared.title.values()}
    known[fold(declared.name)] = "name"
    known.pop("", None)
    return known


def _tag(text: str) -> str:
    return "+".join(sorted(part for part in text.lower().replace(" ", "").split("+") if part))


def _file_says(name: str, contract: Contract) -> bool:
    """Whether the file is called after the table, in any language: ``activites_mai.csv``."""
    words = fold(PurePath(name.split(" › ")[-1]).stem)
    return any(fold(title) in words for title in (contract.name, *contract.title.values()))


def evidence(found: Recognised) -> Sequence[tuple[How, tuple[str, ...]]]:
    """By what the columns were recognised, strongest first: (how, headers)."""
    ways: dict[How, list[str]] = {}
    for match in sorted(found.matches, key=lambda match: -WEIGHTS[match.how]):
        ways.setdefault(match.how, []).append(match.header)
    return [(how, tuple(headers)) for how, headers in ways.items()]
