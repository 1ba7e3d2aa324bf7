"""What was understood of cells that are not written as the contract writes them, counted by column."""

from __future__ import annotations

from cadence.checks.cells import is_missing
from cadence.checks.columns import Column
from cadence.checks.manners import Votes
from cadence.checks.result import Checked
from cadence.problems import Fact
from cadence.sql import quote

# Of a number b is the text without the unit, s the unit and f what it counts; of a day b is the text without its time,
# and f that folded.
WRITTEN = "(f * coalesce(number_with_dot(b), number_with_comma(b)))"
# Forms of a cell and the SQL that finds them, by type of field; {t} is the text, {v} the value that was read.
FORMS: dict[str, tuple[tuple[str, str], ...]] = {
    "date": (
        ("dates_in_words", "date_in_words(f) is not null"),
        ("dates_of_month", "date_of_month(b, f) is not null"),
        ("dates_of_period", "first_of_period(f) is not null"),
        ("dates_short", "has_short_year(b)"),
        ("times_left_out", "has_time({t})"),
        ("dates_of_spreadsheet", "date_of_spreadsheet({t}) is not null"),
    ),
    "number": (
        ("thousands", "regexp_matches(typed({t}), '\\d[ ,.'']\\d{{3}}') and abs({v}) >= 1000"),
        ("units_left_out", "s not in ('', '%')"),
        ("per_cents_kept", f"s = '%' and {{v}} = {WRITTEN} and {{v}} <> 0"),
        ("per_cents_as_shares", f"s = '%' and {{v}} <> {WRITTEN}"),
        ("thousands_by_letter", "f > 1"),
        ("brackets_as_minus", "{t} like '(%)'"),
    ),
    "integer": (
        ("thousands", "regexp_matches(typed({t}), '\\d[ ,.'']\\d{{3}}') and abs({v}) >= 1000"),
        ("thousands_by_letter", "f > 1"),
    ),
    "boolean": (("yes_or_no", "lower({t}) not in ('true', 'false')"),),
    "string": (("titles_as_codes", "{v} <> {t}"),),
    "list": (("list_tidied", "array_to_string({v}, '|') <> regexp_replace({t}, '\\s*\\|\\s*', '|', 'g')"),),
}


def facts_of(checked: Checked, columns: list[Column], votes: list[Votes], readings: str) -> list[Fact]:
    """The facts of every column, in the order of the columns."""
    ways = {vote.field.name: vote for vote in votes}
    facts: list[Fact] = []
    for column in columns:
        facts += _spaces_and_marks(checked, column)
        if vote := ways.get(column.field.name):
            facts += _way(column, vote)
            facts += _days_swapped(checked, column, vote)
        facts += _forms(checked, column, readings)
    return facts


def _way(column: Column, vote: Votes) -> list[Fact]:
    """The order of dates, or the decimal sign when it is not the contract's or had to be decided."""
    manner = column.manner
    way = manner.way or vote.verdict()
    if way is None or column.is_asked or not (vote.first or vote.second or vote.either):
        return []
    if way == "." and not vote.either:
        return []  # as the contract writes it
    name = {"dmy": "dates_dmy", "mdy": "dates_mdy", "ymd": "dates_ymd", ".": "decimal_point", ",": "decimal_comma"}[way]
    why = "column" if manner.why == "plain" else manner.why
    return [Fact(f"{name}_by_{why}", {"column": column.header, "n": vote.first + vote.second + vote.either})]


LAST_MONTH = 12
# So many days of a spreadsheet, none after the 12th, beside texts that all begin with a day after it.
FEWEST_SWAPPED = 3


def _days_swapped(checked: Checked, column: Column, vote: Votes) -> list[Fact]:
    """Whether a spreadsheet of another language took 05/03 for the 3rd of May: it leaves 14/03 a text, and every day
    that it took is one of the first twelve of a month.
    """
    if column.field.type != "date" or vote.either or bool(vote.first) == bool(vote.second):
        return []
    day = f"try_cast(left(written({quote(checked.mapping[column.field.name])}), 10) as date)"
    found = checked.con.execute(
        f"select count(*), max(day(d)), min(d) from (select {day} as d from {checked.text_table}) where d is not null"
    ).fetchone()
    if found is None or found[0] < FEWEST_SWAPPED or found[1] > LAST_MONTH:
        return []
    first = found[2]
    other = first.replace(month=first.day, day=first.month)
    return [Fact("days_perhaps_swapped", {"column": column.header, "n": found[0], "day": first, "other": other})]


def _spaces_and_marks(checked: Checked, column: Column) -> list[Fact]:
    cell = quote(checked.mapping[column.field.name])
    marked = f"w <> '' and {is_missing(column.field, 'w')}"
    found = checked.con.execute(
        f"""
        select
            count(*) filter (c <> w and w <> '' and not ({marked})),
            count(*) filter ({marked}),
            string_agg(distinct w, ', ' order by w) filter ({marked})
        from (select {cell} as c, written({cell}) as w from {checked.text_table})
        """
    ).fetchone()
    assert found is not None
    trimmed, missing, forms = found
    facts = [Fact("spaces_trimmed", {"column": column.header, "n": trimmed})] if trimmed else []
    if missing:
        facts.append(Fact("missing_marks", {"column": column.header, "n": missing, "forms": forms}))
    return facts


def _forms(checked: Checked, column: Column, readings: str) -> list[Fact]:
    """How often each unusual form occurs; each different cell is looked at once, however often it occurs."""
    if column.field.type == "string" and not column.field.enum:
        return []
    forms = FORMS[column.field.type]
    counts = ", ".join(
        f"coalesce(sum(n) filter ({form}), 0)::bigint, min(t) filter ({form})"
        for form in (condition.format(t="t", v="v") for _, condition in forms)
    )
    parts = "null as s"
    if column.is_number:
        parts = f"{column.sign} as s, {column.bare} as b, {column.factor} as f"
    elif column.is_day:
        parts = f"{column.bare} as b, {column.plain_words} as f"
    found = checked.con.execute(
        f"select {counts} from (select {column.text} as t, {column.value} as v, {parts}, count(*) as n from {readings} "
        "where t is not null and v is not null group by all)"
    ).fetchone()
    assert found is not None
    counted = zip(forms, found[::2], found[1::2], strict=True)
    return [Fact(code, {"column": column.header, "n": n, "example": example}) for (code, _), n, example in counted if n]
