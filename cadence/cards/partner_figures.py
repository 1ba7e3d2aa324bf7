"""Key figures of the pages Partner reach and Partner, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd

from cadence.cards.key_figures import KeyFigure
from cadence.words import Words

Ask = Callable[..., pd.DataFrame]
Row = dict[Any, Any]
PAGE = "pages.partner_reach"


def reach_figures(ask: Ask, ask_before: Ask, since: dt.date, words: Words) -> list[KeyFigure]:
    """Five figures, each against the same at the earlier day ``since``."""
    now, before = _reach(ask, words), _reach(ask_before, words)
    return [
        KeyFigure(label, value, _change(value, before[label][0], since, words), note)
        for label, (value, note) in now.items()
    ]


def _reach(ask: Ask, words: Words) -> dict[str, tuple[str, str]]:
    """Value and note of each figure at one day."""
    audience = ask("audience_by_kind")
    counted, held = int(audience["counted"].sum()), int(audience["activities"].sum())
    cities: Row = ask("coverage_summary").to_dict("records")[0]
    handful: Row = ask("handful").to_dict("records")[0]
    return {
        "key_engagements": (
            words.number(audience["engagements"].sum()) if counted else words(f"{PAGE}.key_unknown"),
            words(f"{PAGE}.counted", k=counted, n=held) if counted < held else "",
        ),
        "key_new": _share(audience["new_persons"].sum(), audience["persons_with_new"].sum(), words),
        "key_cities": _cities(cities, words),
        "key_handful": _k_of_n(handful["k"], handful["n"], handful["low"], handful["high"], words),
        "key_roles": _roles(ask("needs_and_partners"), words),
    }


def _share(k: float, n: float, words: Words) -> tuple[str, str]:
    """A share of persons; no interval, as persons are not drawn by lot."""
    if not n:
        return words(f"{PAGE}.key_unknown"), ""
    return words.percent(k / n), words.k_of_n(k, n)


def _k_of_n(k: float, n: float, low: float, high: float, words: Words) -> tuple[str, str]:
    if not n:
        return words(f"{PAGE}.key_unknown"), words(f"{PAGE}.no_common_ground")
    interval = words.interval(low, high) if n >= 5 else ""
    return words.k_of_n(k, n), words(f"{PAGE}.interval", interval=interval) if interval else ""


def _cities(found: Row, words: Words) -> tuple[str, str]:
    if pd.notna(found["coverage_why"]):
        return words(f"{PAGE}.key_unknown"), words(f"why.{found['coverage_why']}")
    return _k_of_n(found["cities_with_partner"], found["cities"], found["low"], found["high"], words)


def _roles(needs: pd.DataFrame, words: Words) -> tuple[str, str]:
    """Role coverage: the weight of the needs met over the weight of all."""
    if needs.empty:
        return words(f"{PAGE}.key_unknown"), words("charts.needs_and_roles.title_empty")
    share = needs.loc[needs["is_met"], "weight"].sum() / needs["weight"].sum()
    return words.percent(share), words.k_of_n(int(needs["is_met"].sum()), len(needs))


def candidates(answer: pd.DataFrame, words: Words) -> pd.DataFrame:
    """``candidate_partners``, saying so where nobody fits the rule."""
    nobody = words(f"{PAGE}.no_candidate")
    return answer.assign(partner=answer["partner"].fillna(nobody), partner_id=answer["partner_id"].fillna(""))


def _change(value: str, before: str, since: dt.date, words: Words) -> str:
    if value == words(f"{PAGE}.key_unknown"):
        return ""
    if value == before:
        return words(f"{PAGE}.key_same", since=since)
    return words(f"{PAGE}.key_change", before=before, since=since)


def profile_figures(profile: pd.DataFrame, words: Words) -> list[KeyFigure]:
    """Six figures of one partner, from its row of ``partner_profile``."""
    row: Row = profile.to_dict("records")[0]
    reached: str = words.number(row["engagements"]) if pd.notna(row["engagements"]) else words("pages.partner.unknown")
    asked: float = row["persons_with_new"] if pd.notna(row["persons_with_new"]) else 0
    new = _share(row["new_persons"] if asked else 0, asked, words)
    strands = words("pages.partner.of_all", n=int(row["partnerships"]))
    return [
        _stage(row, words),
        _light(row, words),
        KeyFigure(
            "key_engagements", reached, "", words("pages.partner.key_engagements_note", n=int(row["activities"]))
        ),
        KeyFigure("key_new", new[0], "", new[1]),
        KeyFigure("key_actions", words.number(row["completed_actions"]), "", ""),
        KeyFigure("key_partnerships", words.number(row["active_partnerships"]), "", strands),
    ]


def _stage(row: Row, words: Words) -> KeyFigure:
    """Stage of the furthest strand, and how far its target is."""
    if pd.isna(row["stage"]):
        return KeyFigure("key_stage", words("pages.partner.not_recorded"), "", "")
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
    return KeyFigure("key_stage", words.code("stage", row["stage"]), "", note)


def _light(row: Row, words: Words) -> KeyFigure:
    if pd.isna(row["last_on"]):
        return KeyFigure("key_light", words.code("light", "never"), "", words("pages.partner.key_light_never"))
    note = words("pages.partner.key_light_note", when=words.date(row["last_on"].date()))
    return KeyFigure("key_light", words.code("light", row["light"]), "", note)


def about(profile: pd.DataFrame, words: Words) -> str:
    """Who the partner is, in one line: sector, country, first contact, roles, purposes, website."""
    row: Row = profile.to_dict("records")[0]
    parts = [words.code("sector", row["sector"])]
    if pd.notna(row["country"]):
        parts.append(words.country(str(row["country"])))
    if pd.notna(row["first_contact_on"]):
        parts.append(words("pages.partner.contact", since=row["first_contact_on"].date()))
    for name, kind in (("roles", "role"), ("purposes", "purpose")):
        codes = row[name]
        if isinstance(codes, list) or hasattr(codes, "tolist"):
            said = words.listed([words.code(kind, code) for code in codes])
            parts.append(words(f"pages.partner.{name}", **{name: said}))
    if pd.notna(row["website"]):
        parts.append(str(row["website"]))
    return " · ".join(parts)
