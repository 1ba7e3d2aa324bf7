"""What a visitor looks at: which snapshot, network and day, in which language, and what stands beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd
import streamlit as st

from cadence import days
from cadence.answers import serving as servings
from cadence.answers.reach_unit import of_network
from cadence.answers.serving import Serving
from cadence.app import address, choices
from cadence.errors import CadenceError
from cadence.intake.sample import networks_of_sample
from cadence.store import Store
from cadence.store.history import known_on
from cadence.words import Words, languages, words_in


@dataclass(frozen=True)
class Beside:
    """The other side of a comparison; every chart and table is then drawn twice."""

    serving: Serving
    network: str
    data_date: dt.date
    label: str
    words: Words  # with what the audience of its network is counted in


@dataclass(frozen=True)
class View:
    """What the visitor looks at. ``missing``: topic and reason of each figure that the page could not draw."""

    words: Words
    serving: Serving
    network: str
    network_name: str
    data_date: dt.date
    compared: dt.date | None
    is_pinned: bool
    newest: dt.date  # the last day of which anything is known
    known: dt.date | None = None  # as known on this day
    of_known: int | None = None  # the newest snapshot of that day
    label: str = ""
    beside: Beside | None = None
    zone: str = days.UTC  # whose days the network's are
    missing: list[tuple[str, str]] = field(default_factory=list)
    misread: tuple[str, ...] = ()  # what the address asks for and cannot be shown, each with what is shown instead


def look(words: Words) -> View:
    """Ask the sidebar what the visitor looks at."""
    with st.sidebar:
        labels = {code: str(words_in(code)("language.name")) for code in languages()}
        choices.one(words("frame.language"), labels, "lang", default=words.language)
        known = _day_known()
        of_known = known_on(Store.open().history(), known).snapshot if known else None
        pinned = _snapshot("snapshot") or of_known
        serving = servings.current(pinned)
        networks = serving.frame("networks")
        names = dict(zip(networks["network_id"], networks["name"], strict=True))
        network = choices.one(words("frame.network"), names, "network", default=_own(names))
        if network is None:
            today = days.today()
            return View(words, serving, "", "", today, None, pinned is not None, today, known, of_known)
        words = of_network(words, serving, network)
        first, newest = _span(serving, network)
        zone = days.zone_name(networks.set_index("network_id")["timezone"][network])
        on = choices.a_day(
            words("frame.data_date", zone=zone),
            "on",
            newest,
            (first, days.today(zone)),
            words("frame.data_date_help"),
        )
        quarter_before = max(first, (pd.Timestamp(on) - pd.DateOffset(months=3)).date())
        against = choices.a_day(
            words("frame.compared"), "vs", quarter_before, (first, on), words("frame.compared_help")
        )
        beside, label = _beside(words, serving, names, network, on, against)
    return View(
        words,
        serving,
        network,
        names[network],
        on,
        against,
        pinned is not None,
        newest,
        known,
        of_known,
        label,
        beside,
        zone=zone,
        misread=_what_was_misread(words, network, names, {"on": on, "vs": against}),
    )


def _own(names: Mapping[str, str]) -> str | None:
    """The network to open on: the first that is not the sample's."""
    return next((code for code in names if code not in networks_of_sample()), None)


def _day_known() -> dt.date | None:
    """The day as known on which the address asks for the data. Refused where it is none: another's would mislead."""
    typed = address.text("known")
    if typed and address.day("known") is None:
        raise CadenceError("known_not_a_day", text=typed)
    return address.day("known")


def _what_was_misread(
    words: Words, network: str, names: Mapping[str, str], shown_days: Mapping[str, dt.date]
) -> tuple[str, ...]:
    """What the address asks for otherwise than it is shown: a network or a day that there is not."""
    said = []
    asked = address.text("network")
    if asked and asked != network:
        said.append(words("frame.misread_network", asked=asked, shown=names[network]))
    for name, shown in shown_days.items():
        typed = address.text(name)
        if typed and address.day(name) != shown:
            said.append(words(f"frame.misread_{name}", asked=typed, shown=shown))
    return tuple(said)


def _snapshot(name: str) -> int | None:
    """The snapshot the address asks for; None is the newest. Refused where it is no number."""
    text = address.text(name) or ""
    if text and not (text.isdecimal() and text.isascii()):
        raise CadenceError("snapshot_not_a_number", text=text)
    return int(text) if text else None


def _span(serving: Serving, network: str) -> tuple[dt.date, dt.date]:
    """The first and the newest day of a network's facts."""
    span = serving.frame("data_dates", network=network).iloc[0]
    return span["earliest"].date(), span["newest"].date()


def _beside(
    words: Words, serving: Serving, names: dict[str, str], network: str, on: dt.date, against: dt.date
) -> tuple[Beside | None, str]:
    """What stands beside the view, and what the view itself is then called."""
    ways = {"": "frame.beside_nothing", "day": "frame.beside_day", "snapshot": "frame.beside_snapshot"}
    if len(names) > 1:
        ways["network"] = "frame.beside_network"
    way = choices.one(words("frame.beside"), {code: words(key) for code, key in ways.items()}, "beside")
    if way == "day":
        return Beside(serving, network, against, words.date(against), words), words.date(on)
    if way == "network":
        others = {code: name for code, name in names.items() if code != network}
        other = choices.one(words("frame.beside_which"), others, "other") or network
        day = min(on, _span(serving, other)[1])
        return Beside(serving, other, day, names[other], of_network(words, serving, other)), names[network]
    if way == "snapshot":
        kept = {str(n): words("frame.snapshot", n=n) for n in servings.snapshots() if n != serving.snapshot}
        number = choices.one(words("frame.beside_which"), kept, "than")
        if number:
            older = servings.current(int(number))
            side = Beside(older, network, on, kept[number], of_network(words, older, network))
            return side, words("frame.snapshot", n=serving.snapshot)
    return None, ""
