"""What the pages would show after a publication, computed by really building it, aside, and forgetting it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from cadence.answers import questions
from cadence.answers.questions import load_situations
from cadence.answers.serving import Serving, open_built
from cadence.contract import Contract, load_contracts
from cadence.intake.preparation import Preparation
from cadence.settings import PROJECT
from cadence.sql import quote

PAGES = PROJECT / "queries" / "pages.toml"
EXPLORE = "60_explore"
# What a question may be about, by its parameter: the codes of a network.
SUBJECTS = {
    "city": "select city_id from cities where network_id = $network order by 1",
    "partner": "select distinct partner_id from partnerships where network_id = $network order by 1",
    "action": "select action_id from actions where network_id = $network order by 1",
    "milestone": "select milestone_id from milestones join phases using (phase_id) where network_id = $network",
}


def foresee(preparation: Preparation, published: Serving) -> Serving:
    """A Serving of the tables as they would be after publishing the preparation; the record is not touched.

    Every row that stays is copied from the workspace's view of the record, so that it works on exactly what
    the preparation was checked against.
    """

    def fill(con: duckdb.DuckDBPyConnection, contract: Contract) -> None:
        # The rows live in the workspace's database: carried over as Arrow, never cell by cell.
        rows = preparation.con.execute(preparation.rows_after(contract.name)).to_arrow_table()
        con.register("_after", rows)
        columns = ", ".join(map(quote, contract.columns))
        con.execute(f"insert into {quote(contract.name)} select {columns}, null, null from _after")
        con.unregister("_after")

    return open_built(fill, published.snapshot)


@dataclass(frozen=True)
class Moved:
    """The pages on which some answer would change, and the questions that would answer otherwise."""

    pages: dict[str, list[str]]


def compare_pages(before: Serving, after: Serving, network: str) -> Moved:
    """Compare every question each page asks, before and after, at the newest date.

    What reads no table that changes is not asked. A question about one city, partner ... is compared for each of them,
    and only where no other question of its page has moved. Explore shows every table: it moves with any other page.
    """
    changed = _changed_tables(before, after)
    known: dict[str, bool] = {}
    pages: dict[str, list[str]] = {}

    def is_moved(name: str) -> bool:
        if name not in known:
            known[name] = _differs(before, after, name, network)
        return known[name]

    for page, asked in questions_of_pages().items():
        touched = [name for name in asked if read_by(name) & changed]
        whole = [name for name in touched if _subject_of(name) is None]
        found = [name for name in whole if is_moved(name)]
        found = found or list(islice((name for name in touched if name not in whole and is_moved(name)), 1))
        if found:
            pages[page] = found
    if pages:
        pages[EXPLORE] = []
    return Moved(dict(sorted(pages.items())))


@dataclass(frozen=True)
class Foreseen:
    """What a network's pages would show: the Serving as it would be, the pages that would change (file stem -> the
    questions that would be answered otherwise)."""

    network: str
    name: str
    after: Serving
    pages: dict[str, list[str]]


def networks_that_move(preparation: Preparation, before: Serving, only: str | None = None) -> list[Foreseen]:
    """The networks of which some page would change by publishing the preparation, in their order in the lists.

    only: the one network that it can move, where that is known: comparing takes seconds for each.
    """
    after = foresee(preparation, before)
    networks = after.frame("networks")
    every = zip(networks["network_id"].astype(str), networks["name"].astype(str), strict=True)
    asked = [(code, name) for code, name in every if only in (None, code)]
    found = [Foreseen(code, name, after, compare_pages(before, after, code).pages) for code, name in asked]
    return [one for one in found if one.pages]


def questions_of_pages(path: Path = PAGES) -> dict[str, list[str]]:
    """Page file stem -> the questions it asks, each once; recorded while the pages run (tests/app/asked.py)."""
    listed: dict[str, list[str]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return {page: list(dict.fromkeys(names)) for page, names in listed.items()}


def _changed_tables(before: Serving, after: Serving) -> set[str]:
    """The contract tables whose rows differ, whatever file brought them."""
    changed = set()
    for name, contract in load_contracts().items():
        columns = ", ".join(map(quote, contract.columns))
        digests = []
        for side in (before, after):
            with side.cursor() as cursor:
                sql = f"select count(*), bit_xor(hash(row({columns}))), sum(hash(row({columns}))) from {quote(name)}"
                digests.append(cursor.execute(sql).fetchone())
        if digests[0] != digests[1]:
            changed.add(name)
    return changed


@cache
def read_by(question: str) -> frozenset[str]:
    """Every table that a question reads, through macros, metric tables and situations too."""
    known = {**questions.load_metrics(), **load_situations()}
    waiting, found = set(questions.find(question).reads), set[str]()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting |= known[name].reads if name in known else set()
    return frozenset(found)


def _subject_of(question: str) -> str | None:
    """The parameter by which a question is about one city, partner ...; None when it is about the network."""
    return next((one for one in SUBJECTS if one in questions.find(question).parameters), None)


def _differs(before: Serving, after: Serving, name: str, network: str) -> bool:
    """Whether a question has another answer, of the network as a whole or of any of its subjects."""
    subject = _subject_of(name)
    if subject is None:
        return _are_different(before, after, name, network, {})
    codes: dict[object, None] = {}
    for side in (before, after):
        with side.cursor() as cursor:
            rows = cursor.execute(SUBJECTS[subject], {"network": network}).fetchall()
            codes |= dict.fromkeys(code for (code,) in rows)
    return any(_are_different(before, after, name, network, {subject: code}) for code in codes)


def _are_different(before: Serving, after: Serving, name: str, network: str, of: Mapping[str, Any]) -> bool:
    answers = [_answer(side, name, network, of) for side in (before, after)]
    if answers[0] is None or answers[1] is None:
        return answers[0] is not answers[1]
    return not answers[0].equals(answers[1])


def _answer(side: Serving, name: str, network: str, of: Mapping[str, Any]) -> pd.DataFrame | None:
    """The answer, without where its rows came from; None where the network is not known."""
    if network not in _networks(side.frame("networks")["network_id"]):
        return None
    known = questions.find(name).parameters
    answer = side.frame(name, **({"network": network} if "network" in known else {}), **of)
    return answer.drop(columns=["_file", "_line"], errors="ignore")


def _networks(codes: Iterable[object]) -> set[str]:
    return {str(code) for code in codes}
