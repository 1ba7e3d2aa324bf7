"""No query ends the server, fills it, waits it out, or learns of the machine; one from a link waits for a press."""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from cadence.answers import sandbox
from cadence.answers.sandbox_guard import check
from cadence.answers.serving import Serving
from cadence.app.markup import markdown_safe
from cadence.errors import CadenceError
from cadence.words import words_in
from tests.proving import is_proving
from tests.sql_attacks import MEGABYTES, SECONDS, attacks, attempt, growth
from tests.sql_attacks import sample as some


def test_there_are_at_least_three_hundred_different_attacks() -> None:
    assert len({attack.sql for attack in attacks()}) >= 300


@pytest.mark.prove
def test_every_attack_is_refused_or_answered_in_time_and_tells_nothing(sample: Serving) -> None:
    sandbox.run(sample, "select 1")
    before = growth()
    outcomes = [attempt(sample, attack) for attack in some(len(attacks()) if is_proving() else 8)]
    assert [(o.attack.sql[:200], o.seconds) for o in outcomes if o.seconds > SECONDS] == []
    assert [(o.attack.sql[:200], o.told) for o in outcomes if o.told] == []
    assert growth() - before < MEGABYTES
    assert not [o.attack.sql for o in outcomes if o.was_answered and o.attack.family in ("files", "the machine")]
    assert sandbox.run(sample, "select count(*) as n from cities").rows["n"].tolist() == [17], "it still answers"


def test_every_function_that_is_let_through_tells_nothing_of_the_machine(sample: Serving) -> None:
    """Each scalar function the database knows, called with nothing, with a setting's name, with a path."""
    file = sample.as_file(sandbox.tables())
    with duckdb.connect(str(file), read_only=True) as con:
        names = con.execute("select distinct function_name from duckdb_functions() where function_type = 'scalar'")
        known = sorted(name for (name,) in names.fetchall() if name.replace("_", "").isalnum())
        tried = 0
        for name in known:
            for given in ("", "'home_directory'", "'HOME'", "'temp_directory'", "'/etc/passwd'", f"'{file}', 1"):
                sql = f'select "{name}"({given})'
                try:
                    check(con, sql, ["cities"])
                    answer = str(con.execute(sql).fetchall())
                except (CadenceError, duckdb.Error):
                    continue
                tried += 1
                assert "root:" not in answer and duckdb.__version__ not in answer, sql
                assert str(file.parent) not in answer or str(file) in given, sql
    assert tried > 100


@pytest.mark.parametrize(
    "sql", ["select * from CITIES", 'select * from "Cities"', "select * from main.cities", "from cities"]
)
def test_a_table_is_known_in_capitals_in_quotes_and_with_its_schema(sql: str, sample: Serving) -> None:
    assert len(sandbox.run(sample, sql).rows) == 17


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_query_that_comes_with_a_link_runs_only_when_the_visitor_says_so(
    language: str, app: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    run = sandbox.run
    monkeypatch.setattr(sandbox, "run", lambda serving, sql: (asked.append(sql), run(serving, sql))[1])  # type: ignore[func-returns-value]
    at = app("explore", lang=language, sql="select count(*) as places from cities")
    assert asked == []
    assert markdown_safe(words_in(language)("pages.explore.sql_from_link")) in [info.value for info in at.info]
    button = next(b for b in at.button if b.label == words_in(language)("pages.explore.sql_run"))
    button.click().run()
    assert asked == ["select count(*) as places from cities"]
    assert any("places" in frame.value.columns for frame in at.dataframe)
    at.run()
    assert len(asked) == 1, "looking again asks nothing again"


BEYOND = (
    "select 'infinity'::date",
    "select '-infinity'::timestamp",
    "select 170141183460469231731687303715884105727::hugeint",
)


@pytest.mark.parametrize("sql", BEYOND)
def test_a_value_that_cannot_be_shown_is_said_and_not_altered(sql: str, sample: Serving) -> None:
    with pytest.raises(CadenceError, match="::varchar"):
        sandbox.run(sample, sql)
    assert len(sandbox.run(sample, f"{sql}::varchar").rows) == 1
