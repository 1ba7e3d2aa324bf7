"""Key figures of the pages Partner reach and Partner, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd

from cadence.answers.answer import Answer
from cadence.cards.card import Card
from cadence.words import Words

Ask = Callable[..., Answer]
Row = dict[Any, Any]
PAGE = "pages.partner_reach"
BEST = 4  # the highest rating
# What a group has of which nothing was counted.
NOBODY: Row = {"persons": 0, "without_partner": 0, "new_persons": 0, "persons_with_new": 0}
GROUP_COLUMNS = ("reach_group", "persons", "new_share", "without_partner")
PAIR_COLUMNS = ("partner", "city", "sector", "roles", "activities", "engagements", "last_on")
ROLE_COLUMNS = (
    "role", "partnerships", "active_partnerships", "with_agreement",
    "rated_activities", "usefulness", "usefulness_mean",
)  # fmt: skip
# The column that a card says; where it is made of several, none.
FIGURES = {
    "key_engagements": "persons",
    "key_new": "new_persons",
    "key_cities": "cities_with_partner",
    "key_handful": "k",
    "key_actions": "completed_actions",
    "key_partnerships": "active_partnerships",
    "key_useful": "usefulness",
    "key_agreement": "with_agreement",
}


def reach_figures(ask: Ask, ask_before: Ask, since: dt.date, words: Words) -> list[Card]:
    """Five cards, each against the same at the earlier day ``since``."""
    now, before = _reach(ask, words), _reach(ask_before, words)
    return [
        Card(
            answer,
            label,
            value,
            _change(value, before[label][1], since, words),
            note,
            FIGURES.get(label, ""),
            before=before[label][1],
        )
        for label, (answer, value, note) in now.items()
    ]


def _reach(ask: Ask, words: Words) -> dict[str, tuple[Answer, str, str]]:
    """Answer, value and note of each figure at one day."""
    names = ("audience_by_kind", "reach_by_group", "coverage_summary", "handful", "needs_and_partners")
    by_kind, by_group, summary, hand, needs = map(ask, names)
    audience, groups = by_kind.frame, {"outside": NOBODY, **{str(row["reach_group"]): row for row in by_group.rows()}}
    counted, held = int(audience["counted"].sum()), int(audience["activities"].sum())
    handful: Row = hand.rows()[0]
    return {
        "key_engagements": (
            by_group,
            words.number(_headline(groups)["persons"]) if counted else "",
            _count_note(counted, held, groups, words),
        ),
        "key_new": (by_group, *_new_share(groups["outside"], words)),
        "key_cities": (summary, *_cities(summary.rows()[0], words)),
        "key_handful": (hand, *_k_of_n(handful["k"], handful["n"], words)),
        "key_roles": (needs, *_roles(needs.frame, words)),
    }


def _headline(groups: dict[str, Row]) -> Row:
    """The people from outside; where nobody said who came, those of whom nobody said it."""
    return groups["unsaid"] if "unsaid" in groups and not groups["outside"]["persons"] else groups["outside"]


def with_reasons(strands: Answer) -> Answer:
    """Of ``partner_strands`` those of which is noted why, or how."""
    return strands.of(strands.frame.dropna(subset=["reasons", "manner"], how="all"))


def _count_note(counted: int, held: int, groups: dict[str, Row], words: Words) -> str:
    """Whom the figure leaves out, whom no partner met, and at how many of the activities somebody was counted."""
    if not counted:
        return words("why.nobody_counted")
    shown = _headline(groups)
    apart = [name for name in ("own", "press", "unsaid") if name in groups and groups[name] is not shown]
    found = {f"beside_{name}": int(groups[name]["persons"]) for name in apart}
    found["without_partner"] = int(shown["without_partner"])
    said = [words(f"{PAGE}.all_unsaid")] if shown is not groups["outside"] else []
    said += [words(f"{PAGE}.{name}", n=n) for name, n in found.items() if n]
    if counted < held:
        said.append(words(f"{PAGE}.counted", k=counted, n=held))
    return " · ".join(said)


def _new_share(outside: Row, words: Words) -> tuple[str, str]:
    """The share of new audience, of people from outside."""
    asked: float = outside["persons_with_new"]
    return _share(outside["new_persons"] if asked else 0, asked, words)


def _share(k: float, n: float, words: Words) -> tuple[str, str]:
    """A share of persons."""
    if not n:
        return "", words("why.new_not_counted")
    return words.percent(k / n), words.k_of_n(k, n)


def _k_of_n(k: float, n: float, words: Words) -> tuple[str, str]:
    """``k of n``; no interval, as all there are were counted."""
    if not n:
        return "", words("why.no_common_ground")
    return words.k_of_n(k, n), ""


def _cities(found: Row, words: Words) -> tuple[str, str]:
    if pd.notna(found["coverage_why"]):
        return "", words(f"why.{found['coverage_why']}")
    silent = int(found["cities_with_silent_only"])
    note = words("pages.overview.silent_only", n=silent) if silent else ""
    return words.k_of_n(found["cities_with_partner"], found["cities"]), note


def _roles(needs: pd.DataFrame, words: Words) -> tuple[str, str]:
    """Role coverage: the weight of the needs met over the weight of all."""
    if needs.empty:
        return "", words("charts.needs_and_roles.empty")
    share = needs.loc[needs["is_met"], "weight"].sum() / needs["weight"].sum()
    said = words.k_of_n(int(needs["is_met"].sum()), len(needs))
    silent = int((needs["need_state"] == "silent").sum())
    return words.percent(share), words(f"{PAGE}.roles_silent", said=said, n=silent) if silent else said


def _change(value: str, before: str, since: dt.date, words: Words) -> str:
    if not value or not before:
        return ""
    if value == before:
        return words(f"{PAGE}.key_same", since=since)
    return words(f"{PAGE}.key_change", before=before, since=since)


def profile_figures(profile: Answer, useful: Answer, words: Words) -> list[Card]:
    """Eight cards of one partner, from its row of ``partner_profile`` and that of ``partner_usefulness``."""
    row: Row = profile.rows()[0]
    reached: str = words.number(row["engagements"]) if pd.notna(row["engagements"]) else ""
    held = words("pages.partner.key_engagements_note", n=int(row["activities"]))
    asked: float = row["persons_with_new"] if pd.notna(row["persons_with_new"]) else 0
    new = _share(row["new_persons"] if asked else 0, asked, words)
    silent, every = int(row["silent_partnerships"]), int(row["partnerships"])
    strands = words("pages.partner.of_all_silent" if silent else "pages.partner.of_all", n=every, silent=silent)
    said = {
        "key_stage": _stage(row, words),
        "key_light": _light(row, words),
        "key_engagements": (reached, held if reached else words("why.nobody_counted")),
        "key_new": new,
        "key_actions": (words.number(row["completed_actions"]), ""),
        "key_partnerships": (words.number(row["active_partnerships"]), strands),
    }
    cards = [Card(profile, label, value, "", note, FIGURES.get(label, "")) for label, (value, note) in said.items()]
    agreed = Card(profile, "key_agreement", *_agreement(row, words), FIGURES["key_agreement"])
    return [*cards, Card(useful, "key_useful", *_useful(useful, words), FIGURES["key_useful"]), agreed]


def _useful(useful: Answer, words: Words) -> tuple[str, str, str]:
    """The median of the ratings and how many they are; nothing where nobody was asked."""
    if useful.is_empty:
        return "", "", words("why.not_rated")
    row: Row = useful.rows()[0]
    value = words("pages.partner.key_useful_value", usefulness=row["usefulness"], best=BEST)
    n, held = int(row["rated_activities"]), int(row["activities"])
    return value, "", words("pages.partner.key_useful_note", n=n, held=held, mean=row["usefulness_mean"])


def _agreement(row: Row, words: Words) -> tuple[str, str, str]:
    """How many of the active partnerships have an agreement recorded, and until when the first of these runs."""
    if not row["active_partnerships"] or not row["with_agreement"]:
        return "", "", words("pages.partner.agreements_empty")
    until = row["agreement_ends_on"]
    note: str = words("pages.partner.key_agreement_open")
    if pd.notna(until):
        note = words("pages.partner.key_agreement_until", day=until.date())
    return words.k_of_n(row["with_agreement"], row["active_partnerships"]), "", note


def agreements(strands: Answer, _words: Words | None = None) -> Answer:
    """Of ``partner_strands`` or ``partnership_list`` the active ones with an agreement, the first to end first."""
    rows = strands.frame
    return strands.of(rows[rows["is_active"] & rows["agreement"].notna()].sort_values("ends_on", kind="stable"))


def _stage(row: Row, words: Words) -> tuple[str, str]:
    """Stage of the furthest strand, and how far its target is."""
    if pd.isna(row["stage"]):
        return "", words("charts.partner_stages.empty")
    if pd.isna(row["target_stage"]):
        note = words("pages.partner.key_stage_no_target")
    else:
        gap, target = row["gap_steps"], words.code("target_stage", row["target_stage"])
        if pd.isna(gap) or gap < 0:
            note = words(
                "pages.partner.key_stage_beyond" if pd.notna(gap) else "pages.partner.key_stage_was", target=target
            )
        elif gap:
            note = words("pages.partner.key_stage_gap", n=int(gap), target=target)
        else:
            note = words("pages.partner.key_stage_reached")
    return words.code("stage", row["stage"]), note


def _light(row: Row, words: Words) -> tuple[str, str]:
    if pd.isna(row["last_on"]):
        return words.code("light", "never"), words("pages.partner.key_light_never")
    note = words("pages.partner.key_light_note", when=words.date(row["last_on"].date()))
    return words.code("light", row["light"]), note


def about(profile: Answer, words: Words) -> str:
    """Who the partner is, in one line: sector, country, first contact, roles, purposes, website."""
    row: Row = profile.rows()[0]
    parts = [words.code("sector", row["sector"])]
    if pd.notna(row["country"]):
        parts.append(words.country(str(row["country"])))
    if pd.notna(row["first_contact_on"]):
        parts.append(words("pages.partner.contact", since=row["first_contact_on"].date()))
    for name, kind in (("roles", "role"), ("purposes", "purpose")):
        codes = row[name]
        if isinstance(codes, list) or hasattr(codes, "tolist"):
            names = words.list_of([words.code(kind, code) for code in codes])
            parts.append(words(f"pages.partner.{name}", **{name: names}))
    if pd.notna(row["website"]):
        parts.append(str(row["website"]))
    return " · ".join(parts)
