"""What each column of an answer is: as its question says beside the SQL, else as the contract of its table does."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import duckdb

from cadence.answers.questions import Question, load_metrics, load_situations
from cadence.answers.serving import Serving, open_built
from cadence.contract import Contract, Field, load_contracts
from cadence.sql import quote

NETWORK = "any"


def descriptions(question: Question, language: str) -> dict[str, str]:
    """Every column of the answer with its description; a contract field with its title in the language."""
    return {name: question.columns.get(name) or _title(question, name, language) for name in names(question)}


def names(question: Question) -> tuple[str, ...]:
    """The columns of the answer, in order. They are the same whatever a record holds, so an empty one is asked."""
    given = {"network": NETWORK} if "network" in question.parameters else {}
    return tuple(_of_one_network().frame(question.name, **given).columns)


@cache
def _of_one_network() -> Serving:
    return open_built(_one_network, 0)


def field_of(question: Question, name: str) -> Field | None:
    """The contract field a column is by its name.

    The nearest tables decide: that of the header, else those the SQL names, else those its situations and metrics
    read, and so on. None when no such table has the field, or when they call it by different titles: a name of cities
    and of partners says nothing.
    """
    for contracts in _near(question):
        found = [contract.column(name) for contract in contracts if name in contract.columns]
        if found:
            return found[0] if all(field.title == found[0].title for field in found) else None
    return None


def _near(question: Question) -> Iterator[list[Contract]]:
    """The contracts of the tables behind a question, the nearest first: its own, those its SQL names, and so on."""
    made = {**load_metrics(), **load_situations()}
    level: frozenset[str] = question.tables
    seen: frozenset[str] = frozenset()
    yield [contract for name, contract in load_contracts().items() if name == question.table]
    while level:
        yield [contract for name, contract in load_contracts().items() if name in level]
        seen |= level
        level = frozenset().union(*(made[name].tables for name in level if name in made)) - seen


def _title(question: Question, name: str, language: str) -> str:
    field = field_of(question, name)
    return field.title[language] if field else ""


def _one_network(con: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    """Fill an empty snapshot with one network: a question about none is refused."""
    if contract.name == "networks":
        row = "(network_id, name, starts_on) values ($code, $code, date '2000-01-01')"
        con.execute(f"insert into {quote(contract.name)} {row}", {"code": NETWORK})
