"""What the pages would show after a publication, computed by really building it, aside, and forgetting it."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from cadence.answers import questions
from cadence.answers.serving import Serving, open_built
from cadence.checks.across import After
from cadence.contract import Contract
from cadence.intake.preparation import Preparation
from cadence.settings import PROJECT
from cadence.sql import quote

PAGES = PROJECT / "pages"


def foresee(preparation: Preparation, published: Serving) -> Serving:
    """A Serving of the tables as they would be after publishing the preparation; the record is not touched.

    Every row that stays is copied from the workspace's view of the record, so that it works on exactly what
    the preparation was checked against.
    """
    after = After(preparation.tables(), preparation.mode, preparation.upload_day)

    def fill(con: duckdb.DuckDBPyConnection, contract: Contract) -> None:
        # The rows live in the workspace's database: carried over as Arrow, never cell by cell.
        rows = preparation.con.execute(after.rows(contract.name)).to_arrow_table()
        con.register("_after", rows)
        columns = ", ".join(map(quote, contract.columns))
        con.execute(f"insert into {quote(contract.name)} select {columns}, null, null from _after")
        con.unregister("_after")

    return open_built(fill, published.snapshot)


@dataclass(frozen=True)
class Moved:
    """The pages on which some answer would change, and the questions that would answer otherwise."""

    pages: dict[str, list[str]]


def moved(before: Serving, after: Serving, network: str) -> Moved:
    """Compare every question each page asks about a network as a whole, before and after, at the newest date."""
    pages: dict[str, list[str]] = {}
    changed: dict[str, bool] = {}
    for page, asked in questions_of_pages().items():
        for name in asked:
            if name not in changed:
                changed[name] = _differs(before, after, name, network)
        if found := [name for name in asked if changed[name]]:
            pages[page] = found
    return Moved(pages)


def questions_of_pages(folder: Path = PAGES) -> dict[str, list[str]]:
    """Page file stem -> the questions its script asks by name."""
    return {path.stem: _asked(path) for path in sorted(folder.glob("[0-9]*.py"))}


def _asked(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return list(
        dict.fromkeys(
            str(node.args[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("ask", "ask_before")
            and node.args
            and isinstance(node.args[0], ast.Constant)
        )
    )


def _differs(before: Serving, after: Serving, name: str, network: str) -> bool:
    """Whether a question about a whole network has another answer; one about a single subject is left out."""
    if questions.find(name).parameters & {"city", "partner", "action", "milestone"}:
        return False
    answers = [_answer(side, name, network) for side in (before, after)]
    if answers[0] is None or answers[1] is None:
        return answers[0] is not answers[1]
    return not answers[0].equals(answers[1])


def _answer(side: Serving, name: str, network: str) -> pd.DataFrame | None:
    """The answer, without where its rows came from; None where the network is not known."""
    if network not in _networks(side.ask("networks")["network_id"]):
        return None
    known = questions.find(name).parameters
    answer = side.ask(name, **({"network": network} if "network" in known else {}))
    return answer.drop(columns=["_file", "_line"], errors="ignore")


def _networks(codes: Iterable[object]) -> set[str]:
    return {str(code) for code in codes}
