"""What a query reads is known through the macros it calls: the upload preview and the order of building stand on it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from cadence.answers.macros import MACROS, tables_behind
from cadence.answers.questions import Question, load_metrics, load_questions, load_situations
from cadence.answers.serving import Serving
from cadence.answers.situation import situations_of
from cadence.intake.outlook import questions_of_pages, read_by

ALL = {**load_metrics(), **load_situations(), **load_questions()}


def scanned(plan: Any) -> Iterator[str]:
    """The name of every table in a plan of DuckDB's."""
    if isinstance(plan, list):
        for part in plan:
            yield from scanned(part)
    elif isinstance(plan, dict):
        if table := plan.get("extra_info", {}).get("Table"):
            yield str(table).rpartition(".")[2]
        yield from scanned(plan.get("children", []))


@pytest.mark.parametrize("query", ALL.values(), ids=lambda query: query.name)
def test_every_table_that_duckdb_scans_is_known_to_be_read(query: Question, sample: Serving) -> None:
    given: dict[str, Any] = {"network": "astrolabe", "data_date": "2026-09-30"} | query.example
    (statement,) = duckdb.extract_statements(query.sql)
    named = {name: given.get(name) for name in statement.named_parameters}
    with sample.cursor() as cursor:
        for situation in situations_of(query):
            stand_in(cursor, situation)
        sql = re.sub(r"\$data_date(?:_of_\w+)?\b", "date '2026-09-30'", query.sql)
        named = {name: value for name, value in named.items() if not name.startswith("data_date")}
        found = cursor.execute(f"explain (format json) {sql}", named).fetchall()
    tables = set(scanned(json.loads(found[0][1])))
    assert tables <= query.reads, tables - query.reads


def stand_in(cursor: Any, situation: Question) -> None:
    """The situation table, for this cursor alone."""
    sql = situation.sql.replace("$network", "'astrolabe'").replace("$data_date", "date '2026-09-30'")
    cursor.execute(f"create or replace temp table {situation.name} as {sql}")


def test_every_table_macro_is_known() -> None:
    text = "\n".join(path.read_text("utf-8") for path in MACROS.glob("*.sql"))
    assert text.count(" as table\n") == sum(bool(tables_behind(frozenset({name}))) for name in names(text))


def names(text: str) -> list[str]:
    return [line.split("macro ")[1].partition("(")[0] for line in text.splitlines() if line.startswith("create or")]


@pytest.mark.parametrize("table", ["progress", "pauses", "decisions", "rules", "milestones"])
def test_what_changes_the_pace_is_read_by_the_pages_that_show_it(table: str) -> None:
    """Cards, strip, map and city stand on pace, whose tables are read by macros alone."""
    for page in ("10_overview", "20_city_pace", "21_city", "50_impact"):
        assert any(table in read_by(name) for name in questions_of_pages()[page] if name in PACE), page


PACE = ("key_figures", "city_situation", "pace_strip", "city_profile", "city_pace")
