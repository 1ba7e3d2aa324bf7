"""A meaning for each column of a sheet, each meaning once: by its header, and by how its cells suit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cadence.contract import Field, load_contracts
from cadence.recipes import vocabulary
from cadence.recipes.kinds import INDICATOR, NAMES, STEP, Kind, Reading, is_field, may_mean
from cadence.recipes.model import PERSONAL, SIGNS, Column
from cadence.recipes.names import Names
from cadence.recipes.profile import Profile

PARTNERS = ({"activities.partners", "partners.name"}, {"actions.partners", "partners.name"})
# What several columns of a sheet may hold.
SEVERAL = (*PERSONAL, "persons.aside", "persons.answer", "persons.role")


# What a known header among other words counts for: less than the header itself, and it is always asked.
NEAR = 0.6


def assign(kind: Kind, seen: Sequence[Profile], names: Names) -> list[Reading]:
    """A meaning for each column, each meaning once: the surest first."""
    offers = []
    for profile in seen:
        for meaning in _candidates(kind, profile):
            fit, reason, blanks = _fit(profile, meaning, names)
            is_near = meaning in profile.near_meanings
            header = 1.0 if meaning in profile.meanings else NEAR if is_near else 0.35
            score = header * fit
            if score >= 0.3:
                offers.append(
                    (
                        score,
                        len(seen) - profile.place,
                        profile.place,
                        meaning,
                        "header" if meaning in profile.meanings else "near_header" if is_near else reason,
                        blanks,
                    )
                )
    taken: dict[int, tuple[str, float, str, Mapping[str, object]]] = {}
    given: set[str] = set()
    for score, _, place, meaning, reason, blanks in sorted(
        offers, key=lambda offer: _order(kind, offer[0], offer[2], offer[3])
    ):
        is_free = meaning not in given or meaning in SEVERAL
        if place not in taken and is_free and not (given & _rivals(meaning)):
            taken[place] = (meaning, score, reason, blanks)
            given.add(meaning)
    found = []
    for profile in seen:
        if profile.place in taken:
            meaning, score, reason, blanks = taken[profile.place]
            found.append(Reading(Column(profile.header, (meaning,)), score, reason, blanks))
        else:
            found.append(Reading(Column(profile.header), 0.0, "empty" if profile.is_empty else "not_known"))
    return found


def came_or_not() -> frozenset[str]:
    """The words that say whether a person came."""
    return vocabulary.signs("attended") | vocabulary.signs("absent")


def _order(kind: Kind, score: float, place: int, meaning: str) -> tuple[float, int, int, str]:
    """The surest first; what the line is about before what it only mentions; from the left."""
    table = meaning.partition(".")[0]
    return (
        -score - 0.05 * _of_own(kind, meaning),
        kind.tables.index(table) if table in kind.tables else 9,
        place,
        meaning,
    )


def _of_own(kind: Kind, meaning: str) -> bool:
    """Whether a meaning is one of those that the line is about."""
    return meaning in {one for group in kind.needs for one in group}


def _rivals(meaning: str) -> set[str]:
    """Meanings of which a sheet has one: the name of an indicator in one language or the other; a step likewise; whom
    a line is with, which names the partner."""
    for group in (set(INDICATOR), set(STEP), {"cities.name", "progress.city_id"}, *PARTNERS):
        if meaning in group:
            return group - {meaning}
    return set()


def _candidates(kind: Kind, profile: Profile) -> set[str]:
    if profile.is_empty and not profile.meanings:
        return set()
    found = {
        meaning
        for meaning in profile.meanings | profile.near_meanings
        if may_mean(kind, meaning) and (meaning in SIGNS or is_field(meaning))
    }
    if not profile.meanings:  # what the header does not say, the cells may
        if profile.mails > 0.6:
            found.add("persons.mail")
        if profile.persons > 0.6:
            found.add("persons.name")
        if profile.phones > 0.6 and profile.numbers < 1:
            found.add("persons.phone")
        if profile.countries > 0.8:
            found |= {meaning for meaning in ("cities.country", "partners.country") if may_mean(kind, meaning)}
        found |= {meaning for meaning in NAMES if may_mean(kind, meaning)}
    return found


def _fit(profile: Profile, meaning: str, names: Names) -> tuple[float, str, Mapping[str, object]]:
    """How well the cells of a column suit a meaning, 0 to 1, and why."""
    share = {"n": len(profile.texts), "of": profile.cells}
    if profile.is_empty:
        return 0.5, "header", share
    if meaning in PERSONAL:
        fits = {
            "persons.mail": profile.mails,
            "persons.phone": profile.phones,
            "persons.name": 1.0 if profile.persons > 0.6 else 0.75 * (1 - max(profile.numbers, profile.days)),
            "persons.other": 0.7,
        }
        return fits[meaning], "persons", share
    if meaning == "progress.state":
        return max(profile.words, 0.3 * (1 - profile.numbers)), "words", share
    if meaning == "progress.share":
        return profile.numbers, "numbers", share
    if meaning in ("activities.status", "persons.answer"):
        return max(profile.words, profile.share_of(came_or_not()), 0.45), "words", share
    if meaning in ("persons.role", "persons.guest"):
        known = profile.share_of(vocabulary.signs("host") | vocabulary.signs("no_host"))
        return (max(known, 0.4) if meaning == "persons.role" else max(profile.words, 0.4)), "words", share
    if meaning == "persons.aside":
        return 0.6, "aside", share
    table, _, name = meaning.partition(".")
    declared = load_contracts()[table].column(name)
    return _fit_of_field(profile, declared, meaning, names, share)


def _fit_of_field(
    profile: Profile, declared: Field, meaning: str, names: Names, share: Mapping[str, object]
) -> tuple[float, str, Mapping[str, object]]:
    is_plain = max(profile.days, profile.numbers)
    if declared.name == "country":
        return profile.countries, "countries", share
    if meaning in NAMES:
        known = profile.share_of(names.known.get(NAMES[meaning], {}))
        return (
            max(known, 0.7 * (1 - is_plain)) if is_plain < 1 else 0.0,
            "known_names" if known > 0.3 else "names",
            share,
        )
    if declared.type == "date":
        extra = profile.words if meaning == "progress.done_on" else 0.0
        extra += declared.name.endswith("ends_on") and profile.names_years
        return min(1.0, max(profile.days, profile.months) + extra), "days", share
    if declared.type in ("number", "integer"):
        return profile.numbers * (0.2 if profile.days == 1 and profile.numbers == 1 else 1.0), "numbers", share
    if declared.enum:
        known = profile.share_of(vocabulary.values(meaning))
        return max(known, 0.3 * (1 - is_plain)), "codes", share
    return 0.8 * (1 - profile.days), "header", share
