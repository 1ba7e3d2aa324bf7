"""The analyst's SQL: free within one snapshot, and nowhere else."""

from __future__ import annotations

import pytest

from cadence import worker
from cadence.answers import sandbox
from cadence.answers.sandbox_job import MOST_COLUMNS
from cadence.answers.serving import Serving
from cadence.errors import QuestionError
from cadence.words import Words, words_in

ESCAPES = [
    "attach 'other.db'",
    "copy (select 1) to 'out.csv'",
    "copy cities from 'in.csv'",
    "install httpfs",
    "load httpfs",
    "pragma database_list",
    "set memory_limit = '100GB'",
    "reset lock_configuration",
    "create table t as select 1",
    "create macro m() as 1",
    "drop table cities",
    "delete from cities",
    "update cities set name = 'x'",
    "insert into cities select * from cities",
    "export database 'folder'",
    "import database 'folder'",
    "call pragma_version()",
    "use memory",
    "detach memory",
    "vacuum",
    "begin",
    "explain analyze select 1",
    "select 1; select 2",
    "select 1; attach 'other.db'",
    "",
    "   ",
    "-- nothing",
    "not sql at all",
    "select * from 'pages/10_overview.py'",
    "select * from '/etc/passwd'",
    "select * from read_csv('/etc/passwd')",
    "select * from read_text('requirements.txt')",
    "select * from read_blob('requirements.txt')",
    "select * from read_parquet('https://example.org/x.parquet')",
    "select * from read_json('x.json')",
    "select * from sniff_csv('requirements.txt')",
    "select * from glob('*')",
    "select * from query('select 1')",
    "select * from query_table('cities')",
    "select * from json_execute_serialized_sql('{}')",
    "select * from duckdb_settings()",
    "select * from duckdb_secrets()",
    "select * from pragma_table_info('cities')",
    "select * from information_schema.tables",
    "select * from pg_catalog.pg_class",
    "select * from sqlite_master",
    "select * from published.cities",
    "select * from lake.cities",
    "select getenv('HOME')",
    "select (select content from read_text('requirements.txt'))",
    "with t as (select * from read_csv('/etc/passwd')) select * from t",
    "select * from cities where name in (select content from read_text('requirements.txt'))",
    "select * from sandbox",
    "select * from cities union all select * from glob('*')",
]


@pytest.mark.parametrize("sql", ESCAPES)
def test_nothing_but_one_select_over_the_snapshot_is_answered(sample: Serving, sql: str):
    with pytest.raises(QuestionError) as refused:
        sandbox.run(sample, sql)
    assert "{" not in refused.value.says(words_in("fr"))


def test_one_select_is_answered_from_the_snapshot(sample: Serving):
    found = sandbox.run(
        sample,
        "with big as (select * from cities where network_id = 'astrolabe') "
        "select count(*) as cities, count(distinct country) as countries from big",
    )
    assert found.rows["cities"].tolist() == [12]
    assert not found.is_cut


def test_a_query_cannot_change_what_others_see(sample: Serving):
    before = sample.rows("cities")
    with pytest.raises(QuestionError):
        sandbox.run(sample, "delete from cities")
    assert sample.rows("cities") == before


def test_columns_that_share_a_name_stay_apart(sample: Serving):
    found = sandbox.run(sample, "select 1 as a, 2 as a")
    assert found.rows.columns.tolist() == ["a", "a_2"]


@pytest.mark.parametrize(
    "sql",
    [
        "select count(*) from range(100000000) a, range(100000000) b",
        "with recursive t(n) as (select 1 union all select n + 1 from t) select max(n) from t",
    ],
)
def test_a_query_without_end_is_stopped(sample: Serving, sql: str):
    with pytest.raises(QuestionError) as refused:
        sandbox.run(sample, sql, seconds=0.5)
    assert refused.value.code in ("sandbox_time", "sandbox_memory")


def test_a_query_that_wants_all_memory_is_stopped(sample: Serving):
    with pytest.raises(QuestionError) as refused:
        sandbox.run(sample, "select list(n) from range(200000000) t(n)")
    assert refused.value.code in ("sandbox_time", "sandbox_memory")


def test_more_rows_than_shown_are_said_to_be_cut(sample: Serving):
    found = sandbox.run(sample, "select n from range(10001) t(n)")
    assert found.is_cut
    assert len(found.rows) == sandbox.ROWS


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("select repeat('x', 1000000) as text from range(19)", ""),
        ("select repeat('x', 1000000) as text from range(24)", "sandbox_too_large"),
        ("select " + ", ".join(f"{n} as c{n}" for n in range(MOST_COLUMNS)), ""),
        ("select " + ", ".join(f"{n} as c{n}" for n in range(MOST_COLUMNS + 1)), "sandbox_too_wide"),
        ("select '" + "x" * (sandbox.LONGEST_SQL - 9) + "'", ""),
        ("select '" + "x" * (sandbox.LONGEST_SQL - 8) + "'", "sandbox_too_long"),
    ],
    ids=["19 MB", "24 MB", "widest", "too wide", "longest", "too long"],
)
def test_an_answer_and_a_query_have_a_size(sample: Serving, query: str, code: str) -> None:
    try:
        found = sandbox.run(sample, query)
    except QuestionError as error:
        assert error.code == code, error
    else:
        assert code == "" and len(found.rows) >= 1


def test_a_query_that_ends_its_process_is_refused_in_a_sentence(
    sample: Serving, monkeypatch: pytest.MonkeyPatch, words: Words
) -> None:
    def end(*_: object, **__: object) -> None:
        raise worker.WorkerError("worker_ended")

    monkeypatch.setattr(worker, "run", end)
    with pytest.raises(QuestionError) as refused:
        sandbox.run(sample, "select 1")
    assert refused.value.says(words) == words("errors.sandbox_ended")
