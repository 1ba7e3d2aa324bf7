"""The whole document: chapters in the order a funder reads them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from cadence import days
from cadence.answers.reach_unit import of_network
from cadence.answers.serving import Serving
from cadence.errors import CadenceError
from cadence.report.chapters import lasting, lessons, method, outcomes, pace, partners, purpose, reach
from cadence.report.facts import Facts
from cadence.report.model import About, Chapter, Document
from cadence.store import KeptReport
from cadence.words import Words

CHAPTERS = (purpose, outcomes, reach, pace, partners, lasting, lessons)


def write(
    serving: Serving,
    words: Words,
    network: str,
    data_date: dt.date | None,
    made: dt.datetime,
    address: str = "",
    kept: Sequence[KeptReport] = (),
) -> Document:
    """The report of a network at a data date (by default its newest fact), from the serving's snapshot.

    ``made`` is printed as the time of making and changes nothing else. ``address``: where Cadence is reached, for
    links to its pages; without it the report links to its own definitions only. ``kept``: the record's kept reports,
    of which one that was counted otherwise is named. Raises QuestionError for an unknown network.
    """
    words = of_network(words, serving, network)
    newest = serving.frame("data_dates", network=network)
    if newest.empty:
        known = ", ".join(serving.frame("networks")["network_id"])
        raise CadenceError("no_network_to_report", network=network, known=known)
    day = data_date or newest["newest"].iloc[0].date()
    networks = serving.frame("networks").set_index("network_id")
    came = serving.published
    about = About(
        network=network,
        network_name=str(networks["name"][network]),
        data_date=day,
        snapshot=serving.snapshot,
        language=words.language,
        published=words(
            "report.cover.published", when=days.today(networks["timezone"][network], came.time), author=came.author
        )
        if came
        else "",
        made=made,
        address=address.rstrip("/"),
        zone=days.zone_name(networks["timezone"][network]),
    )
    rules = serving.frame("counting_rules", network=network).set_index("rule")["value"]
    facts = Facts(serving, words, network, day, float(rules["small_cell"]))
    chapters = [module.chapter(facts) for module in CHAPTERS]
    whole = (*chapters, method.chapter(facts, about, kept), *annexes(facts))
    return Document(about, tuple(facts.say_until_when(chapter) for chapter in whole))


def annexes(facts: Facts) -> list[Chapter]:
    """What is looked up rather than read."""
    return [outcomes.annex(facts)] if not facts.ask("achievement").is_empty else []
