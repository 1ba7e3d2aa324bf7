"""A reading as plain data, and back: what crosses from the worker that read a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from cadence.problems import Fact, Problem
from cadence.reading.results import Reading, Skipped


def to_plain(reading: Reading) -> dict[str, Any]:
    """Lists, dicts, texts and numbers only."""
    return asdict(reading)


def from_plain(plain: Mapping[str, Any]) -> Reading:
    """The reading again; TypeError, KeyError or ValueError when it is not one."""
    hxl = plain["hxl"]
    return Reading(
        name=str(plain["name"]),
        table=str(plain["table"]),
        columns=tuple(map(str, plain["columns"])),
        rows=int(plain["rows"]),
        sheet=None if plain["sheet"] is None else str(plain["sheet"]),
        hxl=None if hxl is None else tuple(map(str, hxl)),
        facts=tuple(Fact(str(fact["code"]), dict(fact["blanks"])) for fact in plain["facts"]),
        problems=tuple(Problem(**problem) for problem in plain["problems"]),
        skipped=tuple(Skipped(**skipped) for skipped in plain["skipped"]),
    )
