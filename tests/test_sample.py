"""The sample network holds what its README says: facts a reader can count in the CSVs, and the whole contract."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from cadence.contract import Contract, Field, load_contracts
from cadence.settings import PROJECT
from cadence.sql import quote

SAMPLE = PROJECT / "data" / "sample"
TABLES = sorted(load_contracts())


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """Each CSV twice: as text (``text_x``) and, typed by its contract, as ``x``."""
    with duckdb.connect() as con:
        for contract in load_contracts().values():
            _read(con, contract, SAMPLE / f"{contract.name}.csv")
        yield con


def _read(con: duckdb.DuckDBPyConnection, contract: Contract, path: Path) -> None:
    text = quote(f"text_{contract.name}")
    con.execute(f"create table {text} as from read_csv($1, all_varchar=true, delim=',', quote='\"')", [str(path)])
    picked = ", ".join(_typed(field) for field in contract.fields)
    con.execute(f"create table {quote(contract.name)} as select {picked} from {text}")


def _typed(field: Field) -> str:
    name = quote(field.name)
    return f"string_split({name}, '|') as {name}" if field.type == "list" else f"{name}::{field.duckdb_type} as {name}"


def _count(con: duckdb.DuckDBPyConnection, sql: str) -> Any:
    row = con.execute(sql).fetchone()
    assert row is not None
    return row[0]


# One line per sentence of contract.md's "Sample network": what is counted, where, how many.
FACTS = {
    "twelve cities start": ("select count(*) from cities where network_id = 'astrolabe'", 12),
    "in French-, English- and Portuguese-speaking countries": (
        "select string_agg(distinct language, ' ' order by language) from cities",
        "en fr pt",
    ),
    "one leaves": ("select count(*) from cities where left_on is not null", 1),
    "it leaves in the first phase": (
        "select count(*) from cities, phases where phase_id = 'ast-explore' and left_on between starts_on and ends_on",
        1,
    ),
    "eleven reach the second phase (a shared diagnosis)": (
        "select count(done_on) from progress where milestone_id = 'ast-03'",
        11,
    ),
    "ten plans": ("select count(done_on) from progress where milestone_id = 'ast-05'", 10),
    "eight council votes": ("select count(done_on) from progress where milestone_id = 'ast-06'", 8),
    "nine experiments": ("select count(done_on) from progress where milestone_id = 'ast-08'", 9),
    "one city has done every step": (
        "select count(*) from (select city_id from progress where milestone_id like 'ast-%'"
        " group by city_id having count(done_on) = 12)",
        1,
    ),
    "forty months": (
        "select date_diff('month', min(starts_on), max(ends_on) + 1) from phases where network_id = 'astrolabe'",
        40,
    ),
    "four phases of ten, fourteen, twelve and four months": (
        "select list(date_diff('month', starts_on, ends_on + 1) order by position) from phases"
        " where network_id = 'astrolabe'",
        [10, 14, 12, 4],
    ),
    "twelve milestones": ("select count(*) from milestones where milestone_id like 'ast-%'", 12),
    "four shocks as pauses": ("select count(*) from pauses where reason = 'shock'", 4),
    "one city re-planned twice": (
        "select count(*) from (select subject_id from decisions where decision = 'replan' and subject = 'city'"
        " group by subject_id having count(*) = 2)",
        1,
    ),
    "sixty-five activities": ("select count(*) from activities where network_id = 'astrolabe'", 65),
    "1,422 engagements, media apart": (
        "select sum(persons) from audience join activities using (activity_id)"
        " where network_id = 'astrolabe' and channel <> 'media'",
        1422,
    ),
    "twenty-two joint actions": ("select count(*) from actions where network_id = 'astrolabe'", 22),
    "six scaled": ("select count(*) from actions where network_id = 'astrolabe' and size = 'scaled'", 6),
    "one scaled without a test": (
        "select string_agg(action_id) from actions where size = 'scaled' and grew_from is null",
        "tax-platform",
    ),
    "two stopped, each with its lesson": (
        "select count(lesson) from actions where network_id = 'astrolabe' and decision = 'stop'",
        2,
    ),
    "nine partners with a first joint action": (
        "select count(distinct partner) from (select unnest(partners) as partner from actions"
        " where network_id = 'astrolabe' and status = 'closed')",
        9,
    ),
    "five of them repeated or scaled": (
        "select count(*) from (select partner from actions, unnest(partners) as u (partner)"
        " where network_id = 'astrolabe' and status = 'closed' group by partner having count(*) >= 2)",
        5,
    ),
    "three partners continue after the funding": (
        "select count(distinct partner_id) from partnerships"
        " where network_id = 'astrolabe' and is_planned_after_funding",
        3,
    ),
    "a second network, smaller": ("select count(*) from cities where network_id = 'estuaires'", 5),
    "both names say that the network is invented": (
        "select count(*) from networks where name like '%inventé%' and name like '%invented%'",
        2,
    ),
    "web addresses that nobody owns": (
        "select count(*) from partners where website is not null and website not like 'https://%.example'",
        0,
    ),
    "the newest activity is the data date": (
        "select max(held_on)::varchar from activities where network_id = 'astrolabe'",
        "2026-09-30",
    ),
}


@pytest.mark.parametrize("fact", FACTS)
def test_fact(con: duckdb.DuckDBPyConnection, fact: str) -> None:
    sql, expected = FACTS[fact]
    assert _count(con, sql) == expected


STAGES = {"identified": 45, "contacted": 28, "networking": 18, "cooperating": 9, "collaborating": 5}


@pytest.mark.parametrize("stage", STAGES)
def test_partners_that_reached(con: duckdb.DuckDBPyConnection, stage: str) -> None:
    ladder = ["identified", "contacted", "networking", "coordinating", "cooperating", "collaborating"]
    reached = con.execute(
        "select count(distinct partner_id) from partnerships join stages using (partnership_id)"
        " where network_id = 'astrolabe' and list_contains($1, stage)",
        [ladder[ladder.index(stage) :]],
    ).fetchone()
    assert reached == (STAGES[stage],)


def _kept(where: str) -> str:
    return f"select count(*) from indicators where {where}"


# Every case an indicator can be in is there to be seen.
CASES = {
    **{f"level {level}": _kept(f"level = '{level}'") for level in ("output", "outcome", "impact")},
    **{f"kind {kind}": _kept(f"value_kind = '{kind}'") for kind in ("flow", "stock", "ratio", "qualitative")},
    "descending": _kept("not is_ascending"),
    "no baseline": _kept("baseline is null and target is not null"),
    "target = baseline": _kept("target = baseline"),
    "no result yet": _kept("indicator_id not in (select indicator_id from results)"),
    "over 120 %": _kept(
        "value_kind = 'flow' and is_ascending and target > baseline and"
        " (select sum(actual) - baseline from results r where r.indicator_id = indicators.indicator_id)"
        " > 1.2 * (target - baseline)"
    ),
    **{
        f"evidence {grade}": f"select count(*) from results where evidence_grade = '{grade}'"
        for grade in ("claim", "document", "third_party")
    },
    "a dropped milestone": "select count(*) from progress where is_dropped",
    "a pause that goes on": "select count(*) from pauses where ends_on is null and is_agreed",
    "a pause nobody agreed": "select count(*) from pauses where not is_agreed",
}


@pytest.mark.parametrize("case", CASES)
def test_case_is_there(con: duckdb.DuckDBPyConnection, case: str) -> None:
    assert _count(con, CASES[case]) > 0


@pytest.mark.parametrize("table", TABLES)
def test_file_is_plain(table: str) -> None:
    """UTF-8 without BOM, LF, the contract's field names in its order, no surplus spaces, no short row."""
    raw = (SAMPLE / f"{table}.csv").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    header, *rows = csv.reader(raw.decode("utf-8").splitlines())
    assert header == list(load_contracts()[table].columns)
    assert rows
    assert {len(row) for row in rows} == {len(header)}
    assert [cell for row in rows for cell in row if cell != cell.strip()] == []


@pytest.mark.parametrize("table", TABLES)
def test_keys_and_required_fields(con: duckdb.DuckDBPyConnection, table: str) -> None:
    contract = load_contracts()[table]
    key = ", ".join(map(quote, contract.primary_key))
    assert con.execute(f"select {key} from {table} group by all having count(*) > 1").fetchall() == []
    for field in contract.fields:
        if field.required:
            assert _count(con, f"select count(*) from {table} where {quote(field.name)} is null") == 0, field.name
        if field.enum:
            value = f"unnest({quote(field.name)})" if field.type == "list" else quote(field.name)
            found = {v for (v,) in con.execute(f"select distinct {value} from {table}").fetchall()} - {None}
            assert found <= set(field.enum), field.name


@pytest.mark.parametrize("table", TABLES)
def test_foreign_keys(con: duckdb.DuckDBPyConnection, table: str) -> None:
    contract = load_contracts()[table]
    lists = {field.name for field in contract.fields if field.type == "list"}
    for key in contract.foreign_keys:
        ((name,), (target,)) = key.fields, key.reference_fields
        value = f"unnest({quote(name)})" if name in lists else quote(name)
        orphans = con.execute(
            f"select v from (select {value} as v from {table})"
            f" where v not in (select {quote(target)} from {quote(key.table)})"
        ).fetchall()
        assert orphans == [], name


@pytest.mark.parametrize("table", TABLES)
def test_rules(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """Rules of one row and of several tables. The sample itself stands for what was published before."""
    contract = load_contracts()[table]
    conditions = {rule.code: rule.condition for rule in contract.rules}
    for rule in contract.cross_rules:
        condition = (rule.condition or "true").replace("published.agreed_days", "progress")
        conditions[rule.code] = condition.replace("published.", "").replace("$upload_day", "date '2026-10-01'")
    for code, condition in conditions.items():
        broken = con.execute(f"from {table} as this where not coalesce(({condition}), true)").fetchall()
        assert broken == [], code


def test_no_lineage_turns_in_a_circle(con: duckdb.DuckDBPyConnection) -> None:
    parents = dict(con.execute("select action_id, grew_from from actions").fetchall())
    for action in parents:
        seen = []  # type: ignore[var-annotated]
        current: str | None = action
        while current:
            assert current not in seen, seen
            seen.append(current)
            current = parents[current]


# A message is carried again and again, and a measure is taken in several cities.
SAID_AGAIN = {"activities.message", "indicators.name_fr", "indicators.name_en"}


def test_nobody_wrote_the_same_sentence_twice(con: duckdb.DuckDBPyConnection) -> None:
    """In whichever column holds what somebody types: a text of four words or more is a sentence."""
    again = set()
    for contract in load_contracts().values():
        for field in (field for field in contract.fields if field.type == "string" and not field.enum):
            name = f'"{field.name}"'
            words = f"len({name}) - len(replace({name}, ' ', '')) >= 3"
            sql = f'select {name} from "{contract.name}" where {words} group by 1 having count(*) > 1'
            again |= {f"{contract.name}.{field.name}"} if con.execute(sql).fetchall() else set()
    assert again == SAID_AGAIN
