"""Every figure of every question comes from rows: its trace, tried, gives the figure again.

On the sample and, where they are at hand, on two real imports; with every filter alone and in pairs.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest

from cadence.answers import columns
from cadence.answers.answer import Answer
from cadence.answers.questions import FILTERS, Question, find, load_questions
from cadence.answers.serving import Serving
from cadence.answers.trace import Trace, beyond_lists, made_again, made_for, traces
from cadence.contract import load_contracts
from cadence.sql import quote
from cadence.store.model import ORIGIN
from tests.proving import REAL, needs, part
from tests.real_networks import EXPORTS, imported
from tests.several_days import of_several_days

QUESTIONS = load_questions()
each_question = pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda question: question.name)
# A figure and the same made again: computed another way round, so that the last digits may differ.
NEARLY = 1e-9


# What a figure may read that nobody published: what a rule is worth by default, until when a table is known; and which
# actions grew from which, step by step, to tell the rows of one from another's.
CONVENTIONS = {"default_rules", "known_until", "action_lineage"}

# Whose expressions read so many lists that each row of the answer is made by itself; see ``made_for``.
ONE_BY_ONE = {
    *("achievement_by_measure", "attention", "cities_without_partner", "city_group", "planned_starts", "what_is_known"),
}


def own_fields(question: Question) -> set[str]:
    """Columns that are fields of the contract table whose rows the answer's rows are, and where each row came from."""
    if question.table is None:
        return set()
    return {*load_contracts()[question.table].columns} - question.columns.keys() | {*ORIGIN}


def figures(question: Question, answer: pd.DataFrame) -> set[str]:
    """The columns of an answer that are numbers."""
    return {str(name) for name in answer.columns if answer[name].dtype.kind in "iuf"}


@each_question
def test_every_figure_says_how_it_is_made(question: Question, sample: Serving) -> None:
    asked = {"network": "astrolabe"} if "network" in question.parameters else {}
    untold = figures(question, sample.frame(question.name, **asked)) - own_fields(question) - traces(question).keys()
    assert not untold, f"{question.path}: add “-- trace {sorted(untold)[0]}: …”"


@each_question
def test_every_trace_is_of_a_figure_and_ends_in_published_rows(question: Question) -> None:
    found = traces(question)
    assert found.keys() <= set(columns.names(question)), question.path
    for figure, one in found.items():
        assert one.lists or "answer" in one.expression, f"{question.name}: {figure} is made of nothing"
        for rows in one.lists:
            ends_in_rows(question, figure, rows)


def ends_in_rows(question: Question, figure: str, rows: Trace) -> None:
    """Whether rows said to be behind a figure are published ones, each known by its key."""
    assert rows.is_table or rows.source != question.name, f"{question.name}: {figure} is made of itself"
    assert rows.source in (load_contracts() if rows.is_table else QUESTIONS), f"{question.name}: {rows}"
    assert rows.table is not None, f"{question.name}: the rows of {rows.source} have no table"
    if not rows.is_table:
        key = load_contracts()[rows.table].primary_key
        assert set(key) <= set(columns.names(find(rows.source))), f"{rows.source}: no key of {rows.table}"
    assert set(rows.marks) <= set(columns.names(question)), f"{question.name}: {rows.mark}"


@each_question
def test_whatever_a_trace_reads_is_a_list_of_rows_that_belong_to_the_figure(question: Question) -> None:
    """Said for each list which of its rows those are; every row of a table only where that is written."""
    own = QUESTIONS[question.header["traces"]] if "traces" in question.header else question
    found = traces(question)
    for figure, one in found.items():
        assert beyond_lists(one) <= CONVENTIONS, f"{question.name}: {figure} reads {beyond_lists(one) - CONVENTIONS}"
        said = {*question.marks, *own.marks, *([one.source] if one.mark != "true" else [])}
        unsaid = {rows.source for rows in one.beside} - said
        assert not unsaid, f"{question.path}: {figure}: add “-- mark {sorted(unsaid)[0]}: …”"
    read = {rows.source for one in found.values() for rows in one.beside}
    assert question.marks.keys() <= read, f"{question.path}: no trace reads {question.marks.keys() - read}"


def wrong(question: Question, serving: Serving, asked: dict[str, Any]) -> list[str]:
    """The figures that are not what their rows make, each with a row of the answer in which it differs."""
    found = traces(question)
    if not found:
        return []
    told = serving.ask(question.name, **asked)
    if question.name in ONE_BY_ONE:
        answer = made_one_by_one(question, serving, told)
    else:
        answer = serving.run(made_again(question, found), told.parameters)
    return [
        f"{question.name} {asked}: {figure} {dict(answer[differs].iloc[0])}"
        for figure in found
        if (differs := ~same(answer[figure], answer[f"traced_{figure}"])).any()
    ]


def made_one_by_one(question: Question, serving: Serving, told: Answer) -> pd.DataFrame:
    """What ``made_again`` gives, made of each row by itself; of one in four, by ``make prove`` of all."""
    found = traces(question)
    one = made_for(question, found)
    rows = part(told.rows(), 4) if told.rows() else []
    made = [serving.run(one, {**told.parameters, **values_of(row)}) for row in rows]
    again = pd.concat(made, ignore_index=True) if made else pd.DataFrame(columns=[f"traced_{name}" for name in found])
    return pd.concat([pd.DataFrame(rows, columns=told.frame.columns), again], axis=1)


def values_of(row: dict[str, Any]) -> dict[str, Any]:
    """A row of an answer as parameters of ``made_for``."""
    found = {}
    for name, value in row.items():
        plain = value.tolist() if hasattr(value, "tolist") else value
        found[f"answer_{name}"] = None if pd.api.types.is_scalar(plain) and pd.isna(plain) else plain
    return found


def same(told: pd.Series[Any], made: pd.Series[Any]) -> pd.Series[bool]:
    """Row by row, whether two figures are one: both nothing, or the same, numbers but for their last digits."""
    nothing = told.isna() & made.isna()
    if told.dtype.kind in "iuf" and made.dtype.kind in "iuf":
        return nothing | pd.Series(np.isclose(told.astype(float), made.astype(float), NEARLY, NEARLY), told.index)
    return nothing | (told == made)


def of_own_table(question: Question, serving: Serving, asked: dict[str, Any]) -> list[str]:
    """What is wrong with rows said to be those of a contract table: published nowhere, or a field not as published."""
    if question.table is None:
        return []
    told = serving.ask(question.name, **asked)
    fields = sorted(figures(question, told.frame) & own_fields(question))
    key = load_contracts()[question.table].primary_key
    counts = [f"count(*) filter (published.{quote(key[0])} is null) as rows_of_nowhere"]
    counts += [
        f"count(*) filter (answer.{one} is distinct from published.{one}) as {one}" for one in map(quote, fields)
    ]
    on = " and ".join(f"answer.{name} = published.{name}" for name in map(quote, key))
    sql = f"""
        with answer as ({question.sql}
        ) select {", ".join(counts)} from answer left join {quote(question.table)} as published on {on}
    """
    counted = serving.run(dataclasses.replace(question, sql=sql), told.parameters).iloc[0]
    return [f"{question.name} {asked}: {n} {name} not as published" for name, n in counted.items() if n]


def choices(question: Question, serving: Serving, network: str) -> Iterator[dict[str, Any]]:
    """What a visitor may choose: nothing, every filter alone, and every two of them; of each two values that tell."""
    values = {name: known for name in sorted(question.parameters) if (known := some_values(name, serving, network))}
    required = {"network": network} if "network" in question.parameters else {}
    yield required
    for n in (1, 2):
        for names in itertools.combinations(values, n):
            for picked in itertools.product(*(values[name] for name in names)):
                yield {**required, **dict(zip(names, picked, strict=True))}


# Parameter -> the table and column whose values it takes.
VALUES = {
    **dict.fromkeys(("city", "cities"), ("cities", "city_id")),
    **dict.fromkeys(("partner", "partners"), ("partnerships", "partner_id")),
    "countries": ("cities", "country"),
    "themes": ("cities", "theme"),
    "roles": ("partnerships", "role"),
    "sectors": ("partners", "sector"),
    "kinds": ("activities", "kind"),
    "action": ("actions", "action_id"),
    "measure": ("indicators", "name_en"),
    "milestone": ("progress", "milestone_id"),
}
DAYS = ["2025-01-31", "2026-06-30"]


def some_values(name: str, serving: Serving, network: str) -> list[Any]:
    """Two values of a parameter that the network has, a common and a rare one; two days of the sample."""
    if name == "data_date":
        return DAYS if network == "astrolabe" else []
    if name not in VALUES:
        return []
    table, column = VALUES[name]
    where = "where network_id = $network" if "network_id" in load_contracts()[table].columns else ""
    sql = f"select {column} from {table} {where} group by all having {column} is not null order by count(*) desc, 1"
    with serving.cursor() as cursor:
        found = [row[0] for row in cursor.execute(sql, {"network": network} if where else {}).fetchall()]
    picked = list(dict.fromkeys(found[:1] + found[-1:]))
    return [[value] for value in picked] if name in FILTERS else picked


def tried(question: Question, serving: Serving, network: str, one_in: int) -> list[str]:
    """What is wrong with a question's figures under a part of the choices; under each by ``make prove``."""
    every = part(choices(question, serving, network), one_in)
    return [
        said for asked in every for said in (*of_own_table(question, serving, asked), *wrong(question, serving, asked))
    ]


@each_question
@pytest.mark.prove
def test_every_figure_of_the_sample_is_made_of_its_rows(question: Question, sample: Serving) -> None:
    assert not tried(question, sample, "astrolabe", one_in=12)


@pytest.fixture(scope="module")
def several_days(tmp_path_factory: pytest.TempPathFactory) -> Serving:
    return of_several_days(tmp_path_factory.mktemp("several_days"))


@each_question
def test_every_figure_is_made_of_its_rows_where_each_table_is_known_until_another_day(
    question: Question, several_days: Serving
) -> None:
    network = {"network": "astrolabe"} if "network" in question.parameters else {}
    days = [{}, {"data_date": "2026-12-31"}] if "data_date" in question.parameters else [{}]
    for asked in ({**network, **day} for day in days):
        assert not [*of_own_table(question, several_days, asked), *wrong(question, several_days, asked)]


@needs(REAL)
@pytest.mark.parametrize("name", EXPORTS)
def test_every_figure_of_a_real_import_is_made_of_its_rows(name: str) -> None:
    serving, network = imported(name)
    assert not [said for question in QUESTIONS.values() for said in tried(question, serving, network, one_in=150)]
