"""The checks: a good table passes whole; broken in one way it gives exactly that problem; nothing is guessed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from cadence.checks import Checked, Choices, cells, check_across
from cadence.checks.across import After
from cadence.checks.folding import fold
from cadence.contract import load_contracts
from cadence.words import languages, words_in
from tests.faults import across_faults, broken_network, broken_table, faults
from tests.proving import rounds, sampled
from tests.strategies import good_network, good_table, typed
from tests.text_tables import check_rows, staged_rows

CONTRACTS = load_contracts()
TODAY = dt.date(2026, 11, 23)
# No shrinking: a whole network takes minutes to shrink, and the failing one is printed anyway.
QUICK = (Phase.explicit, Phase.reuse, Phase.generate)
FEW = settings(max_examples=rounds(2, 4), deadline=None, suppress_health_check=list(HealthCheck), phases=QUICK)


def found(checked: Checked) -> list[tuple[str, int | None, str | None]]:
    return [(problem.code, problem.line, problem.column) for problem in checked.problems()]


@sampled("name", CONTRACTS, 6)
@FEW
@given(data=st.data())
def test_a_good_table_passes_whole_and_keeps_every_value(con, name, data):
    contract = CONTRACTS[name]
    rows = data.draw(good_table(contract))
    checked = check_rows(con, name, rows)
    assert (found(checked), checked.refusals, checked.ambiguities) == ([], (), ())
    for row, staged in zip(rows, staged_rows(checked), strict=True):
        assert {f.name: staged[f.name] for f in contract.fields} == {
            f.name: typed(f, row[f.name]) for f in contract.fields
        }


@sampled("name", CONTRACTS, 6)
@FEW
@given(data=st.data())
def test_broken_in_one_way_gives_exactly_that_problem(con, name, data):
    contract = CONTRACTS[name]
    broken = data.draw(broken_table(contract, data.draw(st.sampled_from(faults(contract)))))
    checked = check_rows(con, name, broken.rows)
    expected = {(broken.fault.code, place + 2) for place in broken.bad}
    if broken.fault.code == "duplicate_key":  # the two rows are equal: the first is kept
        expected = {("repeated_row", broken.bad[1] + 2)}
    if any(broken.rows[place].get(field) == "#REF!" for place in broken.bad for field in broken.fault.fields):
        expected = {("formula_error", place + 2) for place in broken.bad}
    codes = {(_plain_code(code), line) for code, line, _ in found(checked)}
    assert codes == expected
    assert {problem.column for problem in checked.problems()} == {", ".join(_in_order(name, broken.fault.fields))}
    assert checked.set_aside == len(expected)
    assert checked.good == len(broken.rows) - len(expected)


def _plain_code(code: str) -> str:
    codelists = {"not_a_country", "not_a_currency", "not_a_language", "not_a_timezone"}
    return {"not_above": "too_small"}.get(code, "not_allowed" if code in codelists else code)


def _in_order(table: str, fields: tuple[str, ...]) -> list[str]:
    return [name for name in CONTRACTS[table].columns if name in fields]


def check_network(con, tables, mode="merge", day=TODAY):
    parts = {name: [check_rows(con, name, rows)] for name, rows in tables.items() if rows}
    refusals = check_across(After(parts, mode, day))
    return {name: found[0] for name, found in parts.items()}, refusals


@pytest.mark.prove
@settings(FEW, max_examples=rounds(1, 2))
@given(tables=good_network())
def test_a_good_network_passes_whole(con, tables):
    checked, refusals = check_network(con, tables)
    assert refusals == []
    assert {name: found(part) for name, part in checked.items() if found(part)} == {}


@sampled("fault", across_faults(), 20, ids=str)
@settings(FEW, max_examples=1)
@given(data=st.data())
def test_tables_that_disagree_in_one_way_give_that_problem(con, fault, data):
    tables, broken = data.draw(broken_network(fault))
    checked, _ = check_network(con, tables)
    lines = {problem.line for problem in checked[fault.table].problems() if problem.code == fault.code}
    assert {place + 2 for place in broken.bad} <= lines
    others = {p.code for part in checked.values() for p in part.problems()} - {fault.code}
    assert others <= {"unknown_reference", "parent_set_aside", "unknown_subject"}, (
        "only rows that refer to a bad row may fall with it"
    )


def test_a_changed_baseline_is_refused_with_both_dates(con):
    con.execute("insert into published.cities (city_id) values ('a')")
    con.execute("insert into published.milestones (milestone_id) values ('m')")
    con.execute("insert into published.progress (city_id, milestone_id, baseline_on) values ('a', 'm', '2024-01-31')")
    part = check_rows(con, "progress", [{"city_id": "a", "milestone_id": "m", "baseline_on": "2024-03-01"}])
    check_across(After({"progress": [part]}, "merge", TODAY))
    for table in ("cities", "milestones", "progress"):
        con.execute(f"delete from published.{table}")
    (problem,) = part.problems()
    assert (problem.code, problem.found, problem.expected) == ("baseline_changed", "2024-03-01", "2024-01-31")
    assert "2024-01-31" in problem.says(words_in("fr"))


def test_replacing_a_parent_that_is_still_named_stops_everything(con):
    con.execute("insert into published.phases (phase_id, network_id) values ('p1', 'n1')")
    part = check_rows(con, "networks", [{"network_id": "n2", "name": "N", "starts_on": "2024-01-01"}])
    refusals = check_across(After({"networks": [part]}, "replace", TODAY))
    con.execute("delete from published.phases")
    assert [(p.code, p.found, p.expected) for p in refusals] == [("still_referenced", "n1", "phases")]


def test_the_same_key_in_two_files_is_kept_once(con):
    row = {"network_id": "n", "name": "N", "starts_on": "2024-01-01"}
    first = check_rows(con, "networks", [row])
    con.execute('alter table "text_networks__networks__staged" rename to kept')
    second = check_rows(con, "networks", [row])
    check_across(After({"networks": [replace(first, staged="kept"), second]}, "merge", TODAY))
    con.execute("drop table kept")
    assert found(second) == [("key_in_other_file", 2, "network_id")]


def activity(**cells: str) -> dict[str, str]:
    activity.count += 1  # type: ignore[attr-defined]
    base = {"activity_id": f"a{activity.count}", "network_id": "n", "held_on": "2024-01-01", "kind": "funding"}  # type: ignore[attr-defined]
    return base | cells


activity.count = 0  # type: ignore[attr-defined]

DATES = [
    ("2019-03-26", dt.date(2019, 3, 26)),
    ("2019-03-26 00:00:00", dt.date(2019, 3, 26)),
    ("26/03/2019", dt.date(2019, 3, 26)),
    ("26.3.2019", dt.date(2019, 3, 26)),
    ("03/2019", dt.date(2019, 3, 1)),
    ("26 March 2019", dt.date(2019, 3, 26)),
    ("March 26, 2019", dt.date(2019, 3, 26)),
    ("1er mars 2019", dt.date(2019, 3, 1)),
    ("mardi 26 mars 2019", dt.date(2019, 3, 26)),
    ("14 août 2020", dt.date(2020, 8, 14)),
    ("déc. 2020", dt.date(2020, 12, 1)),
    ("43550", dt.date(2019, 3, 26)),
    ("\u00a026/03/2019 ", dt.date(2019, 3, 26)),
]


@pytest.mark.parametrize(("text", "day"), DATES, ids=[text for text, _ in DATES])
def test_dates_are_read_as_people_write_them(con, text, day):
    checked = check_rows(con, "activities", [activity(held_on=text)])
    assert [row["held_on"] for row in staged_rows(checked)] == [day]
    assert checked.facts or text.startswith("2019-03-26"), "what was interpreted is said"


@pytest.mark.parametrize("text", ["2019-02-30", "31/02/2019", "26/13/19", "0019-03-26", "20190326", "00:00:00", "soon"])
def test_what_is_no_date_is_listed(con, text):
    checked = check_rows(con, "activities", [activity(held_on=text)])
    assert found(checked) == [("not_a_date", 2, "held_on")]


def test_a_month_that_ends_a_period_is_read_as_its_last_day(con):
    row = {"network_id": "n", "name": "N", "starts_on": "02/2024", "funding_ends_on": "02/2024"}
    assert [(r["starts_on"], r["funding_ends_on"]) for r in staged_rows(check_rows(con, "networks", [row]))] == [
        (dt.date(2024, 2, 1), dt.date(2024, 2, 29))
    ]


NUMBERS = [
    ("3,5", 3.5),
    ("1 234,5", 1234.5),
    ("1\u202f234,5", 1234.5),
    ("1\u00a0234", 1234.0),
    ("1.234,5", 1234.5),
    ("1,234.5", 1234.5),
    ("1'234.5", 1234.5),
    ("1’234", 1234.0),
    ("\u22123,5", -3.5),
    ("1e3", 1000.0),
]


@pytest.mark.parametrize(("text", "value"), NUMBERS, ids=[repr(text) for text, _ in NUMBERS])
def test_numbers_are_read_as_people_write_them(con, text, value):
    row = {"indicator_id": "i", "period_ends_on": "2024-01-01", "actual": text}
    assert [r["actual"] for r in staged_rows(check_rows(con, "results", [row]))] == [value]


@pytest.mark.parametrize(("text", "value"), [("353.0", 353), ("1 234", 1234), ("1,234", 1234), ("1.234", 1234)])
def test_counts_are_whole_however_they_are_written(con, text, value):
    row = {"activity_id": "a", "segment": "peers", "channel": "media", "persons": text, "method": "estimate"}
    assert [r["persons"] for r in staged_rows(check_rows(con, "audience", [row]))] == [value]


def results(*values: str) -> list[dict[str, str]]:
    days = (f"2024-01-{number:02}" for number in range(1, 32))
    return [
        {"indicator_id": "i", "period_ends_on": day, "actual": value} for day, value in zip(days, values, strict=False)
    ]


def test_an_ambiguous_number_follows_its_column(con):
    checked = check_rows(con, "results", results("1,234", "2,5"))
    assert [row["actual"] for row in staged_rows(checked)] == [1.234, 2.5]
    assert [fact.code for fact in checked.facts] == ["decimal_comma_by_column"]


def test_an_ambiguous_number_alone_is_a_question(con):
    checked = check_rows(con, "results", results("1,234"))
    (question,) = checked.ambiguities
    assert checked.is_refused
    assert (question.kind, question.column, question.readings) == ("decimal", "actual", {".": "1234.0", ",": "1.234"})
    answered = check_rows(con, "results", results("1,234"), Choices(decimal=","))
    assert [row["actual"] for row in staged_rows(answered)] == [1.234]


def test_three_decimals_are_the_contracts_format_unless_the_file_is_french(con):
    assert [row["actual"] for row in staged_rows(check_rows(con, "results", results("1.234")))] == [1.234]
    assert check_rows(con, "results", results("1.234"), plain_decimal=False).ambiguities


def days(*texts: str) -> list[dict[str, str]]:
    return [activity(held_on=text) for text in texts]


def test_the_order_of_dates_is_told_by_the_column(con):
    checked = check_rows(con, "activities", days("03/04/2019", "26/03/2019"))
    assert [row["held_on"] for row in staged_rows(checked)] == [dt.date(2019, 4, 3), dt.date(2019, 3, 26)]
    american = check_rows(con, "activities", days("03/04/2019", "03/26/2019"))
    assert [row["held_on"] for row in staged_rows(american)] == [dt.date(2019, 3, 4), dt.date(2019, 3, 26)]


def test_the_order_of_dates_is_told_by_the_other_columns(con):
    row = {"network_id": "n", "name": "N", "starts_on": "03/04/2019", "funding_ends_on": "31/12/2024"}
    checked = check_rows(con, "networks", [row])
    assert [r["starts_on"] for r in staged_rows(checked)] == [dt.date(2019, 4, 3)]
    assert "dates_dmy_by_file" in {fact.code for fact in checked.facts}


@pytest.mark.parametrize("texts", [("03/04/2019",), ("03/04/2019", "26/03/2019", "03/26/2019")])
def test_the_order_of_dates_is_asked_never_guessed(con, texts):
    checked = check_rows(con, "activities", days(*texts))
    assert [question.kind for question in checked.ambiguities] == ["dates"]
    for language in ("en", "fr"):
        assert "03/04/2019" in checked.ambiguities[0].asks(words_in(language))
    answered = check_rows(con, "activities", days(*texts), Choices(dates="dmy"))
    assert staged_rows(answered)[0]["held_on"] == dt.date(2019, 4, 3)
    assert len(found(answered)) == sum(text == "03/26/2019" for text in texts)


@given(first=st.integers(1, 12), second=st.integers(1, 12), order=st.sampled_from(["dmy", "mdy"]))
@pytest.mark.prove
@FEW
def test_a_chosen_order_is_kept(con, first, second, order):
    assume(first != second)
    checked = check_rows(con, "activities", days(f"{first:02}/{second:02}/2020"), Choices(dates=order))
    day, month = (first, second) if order == "dmy" else (second, first)
    assert [row["held_on"] for row in staged_rows(checked)] == [dt.date(2020, month, day)]


@pytest.mark.parametrize(("text", "value"), [("OUI", True), ("X", True), ("vrai", True), ("Non", False), ("0", False)])
def test_yes_and_no_in_many_words(con, text, value):
    row = {"city_id": "c", "starts_on": "2024-01-01", "is_agreed": text}
    assert [r["is_agreed"] for r in staged_rows(check_rows(con, "pauses", [row]))] == [value]


@pytest.mark.parametrize("text", ["joint_session", "Joint session", "JOINT SESSION", " joint_session"])
def test_codes_may_be_written_as_their_titles(con, text):
    assert [r["kind"] for r in staged_rows(check_rows(con, "activities", [activity(kind=text)]))] == ["joint_session"]


def test_countries_may_be_named_and_namibia_is_not_missing(con):
    rows = [
        {"city_id": str(n), "network_id": "n", "name": "x", "joined_on": "2024-01-01", "country": text}
        for n, text in enumerate(["NA", "Sénégal", "Senegal", "cd", "-"])
    ]
    checked = check_rows(con, "cities", rows)
    assert [r["country"] for r in staged_rows(checked)] == ["NA", "SN", "SN", "CD"]
    assert found(checked) == [("missing", 6, "country")]


def test_lists_are_tidied_and_marks_of_nothing_are_empty(con):
    checked = check_rows(con, "activities", [activity(partners=" a | b|", cities="N/A", title="  Marché ")])
    (row,) = staged_rows(checked)
    assert (row["partners"], row["cities"], row["title"]) == (["a", "b"], None, "Marché")
    assert {"list_tidied", "missing_marks", "spaces_trimmed"} <= {fact.code for fact in checked.facts}


@pytest.mark.parametrize("cell", ["N/A", "-", "nd"])
def test_a_mark_of_nothing_is_no_list_even_in_a_plain_file(con, cell):
    checked = check_rows(con, "activities", [activity(partners=cell)])
    assert staged_rows(checked)[0]["partners"] is None
    assert [fact.code for fact in checked.facts] == ["missing_marks"]


def test_equal_rows_are_kept_once_and_contradictions_not_at_all(con):
    rows = [activity(title="a"), activity(title="b"), activity(title="c")]
    rows += [dict(rows[0]), dict(rows[1], title="other")]
    checked = check_rows(con, "activities", rows)
    assert found(checked) == [
        ("duplicate_key", 3, "activity_id"),
        ("repeated_row", 5, "activity_id"),
        ("duplicate_key", 6, "activity_id"),
    ]
    assert [row["title"] for row in staged_rows(checked)] == ["a", "c"]


def test_one_odd_cell_does_not_change_the_others(con):
    """A plain file and the same file read carefully, because of one cell, give the same rows."""
    rows = [activity(partners="p|q", usefulness="3.5", language="fr") for _ in range(50)]
    plain = staged_rows(check_rows(con, "activities", rows))
    careful = staged_rows(check_rows(con, "activities", [*rows, activity(held_on="26/03/2019")]))
    assert careful[:50] == plain


@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20))
@pytest.mark.prove
@settings(FEW, max_examples=25)
def test_any_text_is_read_as_it_stands_or_listed(con, text):
    checked = check_rows(con, "activities", [activity(usefulness=text, title=text, kind="funding")])
    assert checked.good + checked.set_aside == 1


def test_every_rule_has_its_sentences():
    codes = {rule.code for contract in CONTRACTS.values() for rule in (*contract.rules, *contract.cross_rules)}
    codes |= {fault.code for contract in CONTRACTS.values() for fault in faults(contract)} | {"unknown_reference"}
    for language in languages():
        words = words_in(language)
        assert [
            c for c in sorted(codes) if not (words.has(f"problems.{c}.says") and words.has(f"problems.{c}.mend"))
        ] == []


def test_of_a_list_only_the_values_that_are_not_allowed_are_told(con):
    row = {field.name: field.example for field in CONTRACTS["indicators"].fields}
    checked = check_rows(con, "indicators", [row, row | {"indicator_id": "b", "sdgs": "11|99|1|x"}])
    assert [(problem.line, problem.found) for problem in checked.problems()] == [(3, "99, x")]


def test_a_title_that_two_codes_share_names_neither(monkeypatch):
    field = CONTRACTS["partners"].column("sector")
    one, other, *rest = field.enum
    monkeypatch.setattr(cells, "word_of", lambda _field, code, _language: "Shared" if code in (one, other) else code)
    assert cells.spellings.__wrapped__(field) == {fold(code): code for code in (one, other, *rest)}
