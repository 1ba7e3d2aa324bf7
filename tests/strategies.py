"""Tables generated from the contracts: good ones, and whole networks whose tables agree with each other.

A row is a dict from field name to cell text, written as a careful person would (ISO dates, decimal point,
empty for nothing); ``typed`` gives the value the cell stands for. Tables that are wrong are in faults.py.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st

from cadence.contract import Contract, Field, load_contracts

Row = dict[str, str]
Pool = Mapping[str, list[str]]  # codes a field may take, by field name

FIRST_DAY, LAST_DAY = dt.date(2001, 1, 1), dt.date(2025, 12, 31)
CODES = st.from_regex(r"[a-z][a-z0-9-]{2,9}", fullmatch=True)
# What a spreadsheet, a browser or a CSV reader may trip over; never a control character.
AWKWARD = st.sampled_from(
    ['=HYPERLINK("http://x.example";"y")', "+33 1", "@home", "-x", '"', "a;b,c", "l'eau",
     "<img src=x onerror=alert(1)>", "**gras**", "$a$", "Ségou – Kénédougou", "日本", "null", "0012", "1e5"]
)  # fmt: skip
PLAIN = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf", "Co", "Cn", "Zl", "Zp", "Zs")), min_size=1)


def good_cell(field: Field) -> st.SearchStrategy[str]:
    """Text of a cell that is filled and right for its field."""
    if field.type == "list":
        value = st.sampled_from(field.enum) if field.enum else CODES
        return st.lists(value, min_size=1, max_size=3, unique=True).map(field.delimiter.join)
    if field.enum:
        return st.sampled_from(field.enum)
    if field.type == "date":
        return st.dates(FIRST_DAY, LAST_DAY).map(dt.date.isoformat)
    if field.type == "boolean":
        return st.sampled_from(field.true_values + field.false_values)
    if field.type in ("integer", "number"):
        return _numbers(field)
    return CODES if field.name.endswith("_id") or field.name == "grew_from" else texts(field)


def texts(field: Field) -> st.SearchStrategy[str]:
    """Free text without spaces around it, that is none of the field's words for "nothing"."""
    return st.one_of(PLAIN, AWKWARD).filter(lambda text: text == text.strip() and not is_missing(field, text))


def is_missing(field: Field, text: str) -> bool:
    """Whether the text stands for an empty cell."""
    return text.casefold() in {word.casefold() for word in field.missing_values}


def _numbers(field: Field) -> st.SearchStrategy[str]:
    low = field.minimum if field.minimum is not None else 0 if field.exclusive_minimum is not None else -10_000
    high = field.maximum if field.maximum is not None else 1_000_000
    if field.type == "integer":
        return st.integers(int(low), int(high)).map(str)
    smallest = int(low * 100) + (field.exclusive_minimum is not None)
    return st.integers(smallest, int(high * 100)).map(lambda hundredths: f"{hundredths / 100:.2f}")


def typed(field: Field, text: str) -> Any:
    """The value of a cell: None when empty (or the field's default), a date, a number, a list of texts."""
    if is_missing(field, text):
        return None if field.default is None else typed(field, field.default)
    return _READ.get(field.type, lambda _, value: value)(field, text)


_READ: dict[str, Callable[[Field, str], Any]] = {
    "date": lambda _, text: dt.date.fromisoformat(text),
    "integer": lambda _, text: int(text),
    "number": lambda _, text: float(text),
    "boolean": lambda field, text: text in field.true_values,
    "list": lambda field, text: text.split(field.delimiter),
}


@st.composite
def good_row(draw: st.DrawFn, contract: Contract, pool: Pool | None = None) -> Row:
    """One row that keeps the contract; fields in ``pool`` take their codes from there."""
    row = {field.name: draw(_cell_or_nothing(field, (pool or {}).get(field.name))) for field in contract.fields}
    for rule in contract.rules:
        mend(rule.code, rule.condition, row)
    return row


def _cell_or_nothing(field: Field, codes: list[str] | None) -> st.SearchStrategy[str]:
    cell = good_cell(field)
    if codes is not None and not codes:
        return st.just("")
    if codes and field.type == "list":
        cell = st.lists(st.sampled_from(codes), min_size=1, max_size=3, unique=True).map("|".join)
    elif codes:
        cell = st.sampled_from(codes)
    return cell if field.required else st.one_of(cell, st.just(""))


def in_order(condition: str) -> tuple[str, str] | None:
    """The two fields of a condition of the form ``a <= b``."""
    found = re.fullmatch(r"(\w+) <= (\w+)", condition)
    return (found[1], found[2]) if found else None


def mend(code: str, condition: str, row: Row) -> None:
    """Make a row keep one rule, touching only the later of its fields where it can."""
    if pair := in_order(condition):
        first, second = pair
        value = int if row[first].isdigit() and row[second].isdigit() else str
        if row[first] and row[second] and value(row[first]) > value(row[second]):
            row[second] = row[first]
    else:
        MENDS[code](row)


def _give_currency(row: Row) -> None:
    if not row["currency"]:
        row.update(cost_programme="", cost_partner_cash="", cost_partner_in_kind="")


def _whole_ratio(row: Row) -> None:
    if not (row["numerator"] and row["denominator"]):
        row.update(numerator="", denominator="")


def _no_zero(row: Row) -> None:
    if row["denominator"] and float(row["denominator"]) == 0:
        row["denominator"] = "1.00"


def _whole_rule(row: Row) -> None:
    row["value"] = row["value"].partition(".")[0]


def _with_reason(row: Row) -> None:
    if row["decision"] == "rebaseline":
        row.update(subject="city", reason=row["reason"] or "Agreed anew")


def _with_name(row: Row) -> None:
    row["name_fr"] = row["name_fr"] or row["name_en"] or "Nom"


def _of_every_city(row: Row) -> None:
    row["city_id"] = row["city_id"] if row["table_name"] in ("progress", "checkins") else "*"


MENDS: dict[str, Callable[[Row], None]] = {
    "no_name": _with_name,
    "rule_whole": _whole_rule,
    "extract_of_one_city": _of_every_city,
    "cost_needs_currency": _give_currency,
    "rebaseline_needs_reason": _with_reason,
    "half_a_ratio": _whole_ratio,
    "denominator_zero": _no_zero,
}


def good_table(contract: Contract, min_size: int = 1, max_size: int = 6) -> st.SearchStrategy[list[Row]]:
    """Rows that keep the contract, no key twice; references point anywhere (see good_network)."""
    return _rows(contract, None, min_size, max_size)


def _rows(contract: Contract, pool: Pool | None, least: int, most: int) -> st.SearchStrategy[list[Row]]:
    def key(row: Row) -> tuple[str, ...]:
        return tuple(row[name] for name in contract.primary_key)

    return st.lists(good_row(contract, pool), min_size=least, max_size=most, unique_by=key)


@st.composite
def good_network(draw: st.DrawFn, most: int = 2) -> dict[str, list[Row]]:
    """All tables of one network, each with 1 to ``most`` rows; references and cross-table rules hold."""
    tables: dict[str, list[Row]] = {}
    for contract in load_contracts().values():
        pool = {
            key.fields[0]: [row[key.reference_fields[0]] for row in tables.get(key.table, ())]
            for key in contract.foreign_keys
        }
        largest = 1 if contract.name == "networks" else most
        tables[contract.name] = draw(_rows(contract, pool, 1, largest))
    for step in tables["milestones"]:  # a phase that is said; the intake finds one where none is
        step["phase_id"] = step["phase_id"] or tables["phases"][0]["phase_id"]
    _agree(tables)
    return tables


def _agree(tables: dict[str, list[Row]]) -> None:
    """Mend what the rules across tables ask; references already point at rows that exist."""
    for partner in tables["partners"]:
        partner["first_contact_on"] = partner["first_contact_on"] and FIRST_DAY.isoformat()
    for earlier, later in zip(tables["actions"], tables["actions"][1:], strict=False):
        later["grew_from"] = earlier["action_id"]
    ratios = {row["indicator_id"] for row in tables["indicators"] if row["value_kind"] == "ratio"}
    for result in tables["results"]:
        if result["indicator_id"] in ratios and not result["denominator"]:
            result.update(numerator="1.00", denominator="2.00")
    for decision in tables["decisions"]:
        table, name = SUBJECTS[decision["subject"]]
        decision["subject_id"] = tables[table][0][name]
    for number, told in enumerate(tables["extracts"]):
        told["network_id"] = tables["networks"][0]["network_id"]
        of_cities = number % 2 == 0 and told["table_name"] in ("progress", "checkins")
        told["city_id"] = tables["cities"][0]["city_id"] if of_cities else "*"
    days = tables["extracts"]
    tables["extracts"] = list({(row["network_id"], row["table_name"], row["city_id"]): row for row in days}.values())
    for number, one in enumerate(tables["names"]):
        one["network_id"] = "*" if number % 2 else tables["networks"][0]["network_id"]
    tables["names"] = list({(row["network_id"], row["thing"], row["name"]): row for row in tables["names"]}.values())
    for number, rule in enumerate(tables["rules"]):
        rule["network_id"] = "*" if number % 2 else tables["networks"][0]["network_id"]
    tables["rules"] = list({(row["network_id"], row["rule"]): row for row in tables["rules"]}.values())
    for plan in tables["earlier_plans"]:
        plan["city_id"] = tables["cities"][0]["city_id"]
        about = {"subject": "city", "subject_id": plan["city_id"], "decided_on": plan["decided_on"]}
        tables["decisions"].append(
            {**tables["decisions"][0], **about, "decision": "rebaseline", "reason": "Agreed anew"}
        )
    plans = tables["earlier_plans"]
    tables["earlier_plans"] = list({(r["city_id"], r["milestone_id"], r["decided_on"]): r for r in plans}.values())
    tables["decisions"] = list({tuple(r[k] for k in DECISION_KEY): r for r in tables["decisions"]}.values())


SUBJECTS = {
    "city": ("cities", "city_id"),
    "partnership": ("partnerships", "partnership_id"),
    "action": ("actions", "action_id"),
}
DECISION_KEY = ("decided_on", "subject", "subject_id")
