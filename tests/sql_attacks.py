"""Attacks on the analyst's SQL, by family; ``python -m tests.sql_attacks`` tries each and prints a table."""

from __future__ import annotations

import os
import random
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import psutil

from cadence.answers import sandbox
from cadence.answers.serving import Serving
from cadence.errors import CadenceError
from cadence.settings import PROJECT
from cadence.words import words_in
from tests.from_folder import from_folder

SECONDS = 6.0
MEGABYTES = 100
HUGE = ("1000000000", "100000000000", "9223372036854775806")
FILES = (
    "read_csv('{0}')", "read_csv_auto('{0}')", "read_text('{0}')", "read_blob('{0}')", "read_json('{0}')",
    "read_json_auto('{0}')", "read_json_objects('{0}')", "read_ndjson('{0}')", "read_parquet('{0}')",
    "parquet_scan('{0}')", "parquet_metadata('{0}')", "parquet_schema('{0}')", "sniff_csv('{0}')", "glob('{0}')",
    "arrow_scan('{0}')", "pandas_scan('{0}')", "sqlite_scan('{0}', 'x')", "postgres_scan('{0}', 'x', 'y')",
    "iceberg_scan('{0}')", "delta_scan('{0}')", "st_read('{0}')", "read_xlsx('{0}')", "read_duckdb('{0}')",
)  # fmt: skip
PLACES = ("/etc/passwd", "requirements.txt", "*", "https://example.org/x.csv", "s3://bucket/x.parquet")
TELLING = (
    "getenv('HOME')", "current_setting('temp_directory')", "current_setting('home_directory')",
    "current_setting('memory_limit')", "getvariable('x')", "current_database()", "current_schema()",
    "current_schemas(true)", "version()", "current_user", "session_user", "current_role", "current_catalog",
    "pg_get_viewdef(1)", "pg_typeof(1)", "pg_size_pretty(1)", "current_query()", "txid_current()", "nextval('s')",
    "query('select 1')", "in_search_path('a','b')", "has_table_privilege('a','b')", "which_secret('a','s3')",
    "json_execute_serialized_sql('x')", "json_serialize_sql('select 1')", "json_deserialize_sql('{}')",
    "current_connection_id()", "write_log('x')", "vector_type(1)", "stats(1)", "current_schema", "CURRENT_CATALOG", "user", "sleep_ms(60000)", "setseed(0.5)",
)  # fmt: skip
CATALOGUES = (
    "duckdb_settings()", "duckdb_databases()", "duckdb_secrets()", "duckdb_functions()", "duckdb_tables()",
    "duckdb_extensions()", "duckdb_memory()", "duckdb_temporary_files()", "duckdb_logs()", "duckdb_variables()",
    "duckdb_external_file_cache()", "duckdb_optimizers()", "pragma_database_size()", "pragma_version()",
    "pragma_platform()", "pragma_user_agent()", "pragma_storage_info('cities')", "pragma_table_info('cities')",
    "pragma_show('cities')", "which_secret('a', 's3')", "test_all_types()", "query('select 1')",
    "query_table('cities')", "json_execute_serialized_sql('{}')", "repeat_row(1, num_rows := 1000000000)",
    "information_schema.tables", "information_schema.columns", "pg_catalog.pg_class", "pg_catalog.pg_tables",
    "pg_class", "pg_tables", "sqlite_master", "sqlite_schema", "duckdb_tables", "duckdb_databases", "duckdb_columns",
    "duckdb_settings", "pragma_database_list", "_files", "main._files", "system.main.duckdb_tables",
    "temp.main.x", "memory.cities", "lake.cities", "published.cities", "__ducklake_metadata_lake.ducklake_snapshot",
)  # fmt: skip
STATEMENTS = (
    "attach '/tmp/x.db'", "detach memory", "copy (select 1) to '/tmp/out.csv'", "copy cities from '/etc/passwd'",
    "export database '/tmp/x'", "import database '/tmp/x'", "install httpfs", "load httpfs", "force install httpfs",
    "set memory_limit = '100GB'", "set enable_external_access = true", "reset all", "pragma threads = 64",
    "pragma database_list", "create table t as select 1", "create macro m() as 1", "create secret s (type s3)",
    "create view v as select 1", "drop table cities", "delete from cities", "update cities set name = 'x'",
    "insert into cities select * from cities", "truncate cities", "alter table cities add column x int",
    "call pragma_version()", "use memory", "vacuum", "analyze", "checkpoint", "force checkpoint", "begin", "commit",
    "rollback", "explain select 1", "explain analyze select 1", "describe cities", "summarize cities", "show tables",
    "show databases", "show all tables", "prepare p as select 1", "execute p", "deallocate p", "comment on table cities is 'x'",
    "set variable x = 1", "merge into cities using cities c on true when matched then delete", "select 1; select 2",
    "select 1; attach 'x'", "; select 1; drop table cities", "select 1 /* */; -- \n delete from cities", "",
    "   ", "-- nothing", "/* nothing */", "not sql", "select", "from", "select * from", "\x00", "select '\x00'",
    "ｓｅｌｅｃｔ 1", "select\u00a01;drop table cities", "from '/etc/passwd'", "select * from '/etc/passwd'",
    "select * from \"/etc/passwd\"", "select * from 'requirements.txt'", "table cities; table cities",
    "pivot cities on country using count(*)", "from (from read_text('/etc/passwd'))", "select * from sandbox",
    "select * from con", "select * from file",
)  # fmt: skip


@dataclass(frozen=True)
class Attack:
    """One query, and the family it stands for."""

    family: str
    sql: str


def attacks() -> list[Attack]:
    """Every attack, always in the same order."""
    found = [Attack("statements", sql) for sql in STATEMENTS]
    found += [Attack("files", f"select * from {f.format(place)}") for f in FILES for place in PLACES]
    found += [Attack("the machine", f"select {f}") for f in TELLING]
    found += [Attack("catalogues", f"select * from {name}") for name in CATALOGUES]
    found += [Attack("names", sql) for sql in _names()]
    found += [Attack("huge values", sql) for sql in _values()]
    found += [Attack("endless work", sql) for sql in _work()]
    found += [Attack("the planner", sql) for sql in _planner()]
    found += [Attack("wide answers", sql) for sql in _wide()]
    return found


def _names() -> list[str]:
    """A name defined by the query must not admit a table of that name elsewhere."""
    hidden = ("duckdb_databases", "duckdb_settings", "_files", "pg_tables", "sqlite_master")
    forms = (
        "with {0} as (select * from {0}) select * from {0}",
        "select * from (with {0} as (select 1) select * from {0}) a, {0} b",
        "select (with {0} as (select 1 as x) select x from {0}), (select count(*) from {0})",
        "with a as (select * from {0}), {0} as (select 1) select * from a",
        "select * from {0} where exists (with {0} as (select 1) select 1 from {0})",
        "with a as (with {0} as (select 1) select * from {0}) select * from a join {0} on true",
        "select * from cities where name in (select database_name from {0})",
        "select * from main.{0}",
    )
    return [form.format(name) for name in hidden for form in forms]


def _values() -> list[str]:
    single = (
        "select repeat('x', {0})", "select rpad('x', {0}, 'y')", "select lpad('x', {0}, 'y')",
        "select range({0})", "select generate_series(1, {0})", "select list(n) from range({0}) t(n)",
        "select string_agg(n::varchar, ',') from range({0}) t(n)", "select array_agg(n) from range({0}) t(n)",
        "select list_resize([1], {0})", "select bitstring('1', {0})", "select repeat([1], {0})",
        "select length(repeat('x', {0}))", "select list_sum(range({0}))", "select histogram(n) from range({0}) t(n)",
        "select map_from_entries(list((n, n))) from range({0}) t(n)", "select list_distinct(range({0}))",
        "select list_sort(range({0}))", "select list_transform(range({0}), lambda x: x || 'abc')",
        "select bar(1, 0, 1, {0})", "select unnest(range({0}))", "select format('{{:>{0}}}', 'x')",
        "select printf('%{0}d', 1)", "select json_array(range({0}))", "select struct_pack(a := range({0}))",
    )  # fmt: skip
    doubled = "x" + "||x" * 2000
    more = [f"select {doubled} from (select repeat('y', 1000000) as x)"]
    more += [f"select repeat(repeat(repeat('x', 1000), 1000), {n})" for n in (1000, 100000)]
    more += [
        "select list_reduce(range(64), lambda a, b: a || a, 'x')",
        "select regexp_replace(repeat('a',1000000),'a',repeat('b',10000),'g')",
    ]
    more += [
        "select replace(repeat('a', 1000000), 'a', repeat('b', 100000))",
        "select string_split(repeat('a,', 100000000), ',')",
    ]
    return [form.format(n) for form in single for n in HUGE] + more


def _work() -> list[str]:
    return [
        "select count(*) from range(100000000) a, range(100000000) b",
        "select * from range(100000000) a, range(100000000) b",
        "select sum(a.range * b.range) from range(1000000) a, range(1000000) b, range(1000000) c",
        "with recursive t(n) as (select 1 union all select n + 1 from t) select max(n) from t",
        "with recursive t(n) as (select 1 union all select n + 1 from t) select * from t",
        "with recursive t(s) as (select 'x' union all select s || s from t) select max(length(s)) from t",
        "with recursive t(l) as (select [1] union all select l || l from t) select count(*) from t",
        "select count(distinct a.range || '-' || b.range) from range(100000) a, range(100000) b",
        "select a.range, row_number() over (order by random()) from range(100000000) a",
        "select *, sum(range) over (rows between unbounded preceding and unbounded following) from range(100000000)",
        "select median(range), quantile_cont(range, 0.5), mode(range) from range(1000000000)",
        "select * from range(1000000000) order by random()",
        "select regexp_matches(repeat('a', 100000) || 'b', '(a+)+$') from range(100000)",
        "select levenshtein(repeat('a', 100000), repeat('b', 100000))",
        "select jaro_winkler_similarity(repeat('a', 1000000), repeat('b', 1000000))",
        "select damerau_levenshtein(repeat('a', 50000), repeat('b', 50000))",
        "select editdist3(repeat('a', 100000), repeat('b', 100000))",
        "select count(*) from cities a, cities b, cities c, cities d, cities e, cities f, cities g, cities h, cities i",
        "select count(*) from activities a, activities b, activities c, activities d where a.title > b.title or c.title > d.title",
        "select * from activities a, activities b, activities c, activities d",
        "select a.* from activities a positional join range(1000000000) b",
        "select * from cities asof join range(1000000000) t(n) on cities.lat >= t.n",
        "select * from cities, lateral (select * from range(1000000000))",
        "select hash(range), md5(range::varchar), sha256(range::varchar) from range(1000000000)",
        "select count(*) from range(10000000000)",
        "select approx_count_distinct(hash(range)) from range(100000000000)",
        "select 10000000000000000000000000000000000000 ** range from range(100000000)",
        "select factorial(range::int % 30) from range(1000000000)",
        "select * from (select unnest(range(100000)) from range(100000))",
        "select list_aggregate(range(100000000), 'string_agg', ',')",
        "select sum(n) from (select unnest(range(1000000)) as n from range(1000000))",
        "select count(*) from generate_series(timestamp '0001-01-01', timestamp '9999-12-31', interval 1 microsecond)",
        "select * from generate_series(timestamp '0001-01-01', timestamp '9999-12-31', interval 1 microsecond)",
        "select * from cities tablesample 100%, range(1000000000)",
        "select * from cities a join activities b on true join activities c on true join progress d on true",
        "select (select max(b.range) from range(1000000000) b where b.range < a.range) from range(1000) a",
        "select distinct a.range % 1000003, b.range from range(100000) a, range(100000) b",
        "select grouping_id(a, b), count(*) from (select range % 9 a, range % 7 b from range(100000000)) group by cube(a, b)",
        "select list(range order by random()) from range(100000000)",
    ]  # fmt: skip


def _planner() -> list[str]:
    chain = ["with c0 as (select 1 as x)"] + [
        f", c{n} as (select a.x from c{n - 1} a, c{n - 1} b)" for n in range(1, 40)
    ]
    columns = ", ".join(f"c{n}" for n in range(2000))
    joined = " join ".join(f"cities t{n}" for n in range(2, 40))
    on = " and ".join(f"t{n}.city_id = t{n - 1}.city_id" for n in range(3, 40))
    return [
        "".join(chain) + " select count(*) from c39",
        "with " + ", ".join(f"c{n} as (select * from {'cities' if not n else f'c{n - 1} union all select * from c{n - 1}'})" for n in range(40)) + " select count(*) from c39",
        "select " + "(" * 500 + "1" + ")" * 500,
        "select " + "(" * 20000 + "1" + ")" * 20000,
        "select " + "(select " * 900 + "1" + ")" * 900,
        "select " + "+".join(["1"] * 20000),
        "select " + " and ".join(["true"] * 20000),
        "select 1 where 1 in (" + ",".join(map(str, range(15000))) + ")",
        "select case " + " ".join(f"when {n} = 1 then {n}" for n in range(4000)) + " end",
        "select " + "not " * 20000 + "true",
        "select " + "-" * 1 + " - ".join(["1"] * 10000),
        " union all ".join(["select 1"] * 5000),
        " intersect ".join(["select * from cities"] * 300),
        f"select count(*) from cities t1 join {joined} on {on}",
        "select * from " + ", ".join(f"cities t{n}" for n in range(60)),
        "select " + "[" * 400 + "1" + "]" * 400,
        "select " + "{'a': " * 400 + "1" + "}" * 400,
        f"select {columns} from (select {', '.join(f'{n} as c{n}' for n in range(2000))}) group by cube({', '.join(f'c{n}' for n in range(12))})",
        "select * from cities pivot (count(*) for name in (" + ",".join(f"'{n}'" for n in range(5000)) + "))",
        "select '" + "x" * 90000 + "'",
        "select '" + "x" * 900000 + "'",
        "select $1", "select ?", "select $x", "select 1 as " + '"' + "y" * 50000 + '"',
        "select " + "coalesce(" * 3000 + "1" + ", 2)" * 3000,
        "values " + ", ".join(f"({n})" for n in range(10000)),
        "select * from (" * 500 + "select 1" + ")" * 500,
        "select list_transform([1], lambda x: " + "list_transform([x], lambda x: " * 60 + "x" + ")" * 61,
    ]  # fmt: skip


def _wide() -> list[str]:
    return [
        "select " + ", ".join(f"{n} as c{n}" for n in range(1001)),
        "select " + ", ".join(["1"] * 9000),
        "select " + ", ".join(["*"] * 90) + " from activities, cities, partners",
        "select " + ", ".join(["columns('.*')"] * 60) + " from activities",
        "select * from activities a " + " ".join(f"join activities b{n} using (activity_id)" for n in range(80)),
        "select repeat('x', 10000) from range(10000)",
        "select repeat('x', 100000000) from range(100)",
        "select * from range(10000) a, (select repeat('y', 100000))",
        "select unnest(range(10000)), repeat('x', 30000)",
        "select struct_pack(" + ", ".join(f"a{n} := {n}" for n in range(3000)) + ") from range(10000)",
        "select range(10000) from range(10000)",
        "select map(range(10000), range(10000)) from range(10000)",
    ]  # fmt: skip


@dataclass
class Outcome:
    """What became of one attack. told: what of the machine the answer or the sentence tells, which must be nothing."""

    attack: Attack
    was_answered: bool
    seconds: float
    told: str


def attempt(serving: Serving, attack: Attack) -> Outcome:
    """One attack, its sentences in both languages read for what they tell."""
    begun = time.perf_counter()
    texts: list[str] = []
    try:
        found = sandbox.run(serving, attack.sql)
        texts = [found.rows.head(200).to_string()[:200_000]]
        was_answered = True
    except CadenceError as error:
        texts, was_answered = [error.says(words_in(language)) for language in ("en", "fr")], False
        assert all("{" not in text or "{" in attack.sql for text in texts), texts
    seconds = time.perf_counter() - begun
    secrets = [str(PROJECT), str(Path.home()) + "/", "root:x:", "/tmp/", *(os.environ.get(n, "") for n in ("PATH",))]
    told = next((s for s in secrets if s and any(s in text for text in texts) and s not in attack.sql), "")
    return Outcome(attack, was_answered, seconds, told)


def growth() -> float:
    """Megabytes this process holds."""
    return float(psutil.Process().memory_info().rss) / (1 << 20)


def sample(n: int) -> list[Attack]:
    """Some of each family, by a fixed seed."""
    every, dice = attacks(), random.Random(11)
    return every if n >= len(every) else dice.sample(every, n)


def main() -> int:
    """Try every attack and print a table by family; 1 when one broke a limit."""
    serving = from_folder(PROJECT / "data" / "sample")
    sandbox.run(serving, "select 1")
    before, families, wrong = growth(), defaultdict[str, list[Outcome]](list), 0
    for attack in attacks():
        outcome = attempt(serving, attack)
        families[attack.family].append(outcome)
        if outcome.seconds > SECONDS or outcome.told:
            wrong += 1
            print("!", attack.family, attack.sql[:100], f"{outcome.seconds:.1f} s", outcome.told)
    print(f"{'family':<14}{'attacks':>9}{'refused':>9}{'answered':>9}{'slowest s':>11}")
    for family, found in families.items():
        answered = sum(o.was_answered for o in found)
        print(
            f"{family:<14}{len(found):>9}{len(found) - answered:>9}{answered:>9}{max(o.seconds for o in found):>11.1f}"
        )
    grown = growth() - before
    print(f"{sum(map(len, families.values()))} attacks; this process grew by {grown:.0f} MB; {wrong} broke a limit")
    return 1 if wrong or grown > MEGABYTES else 0


if __name__ == "__main__":
    sys.exit(main())
