"""Tables generated from the contracts that are wrong in exactly one named way.

``faults(contract)`` lists every way one table can be wrong, ``across_faults()`` every way tables can disagree;
``broken_table`` and ``broken_network`` make an example of one. The rest of the table stays right.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st

from cadence.contract import Contract, CrossRule, Field, Rule, load_contracts
from tests.strategies import Row, good_network, good_table, in_order, texts

NOT_OF_TYPE = {"date": "not_a_date", "integer": "not_whole", "number": "not_a_number", "boolean": "not_yes_or_no"}
# No reading of these, in any language or spreadsheet, is a date, a number or a yes.
WRONG = {
    "date": ("2024-02-30", "31/31/2024", "soon", "2024-13-01"),
    "integer": ("twelve", "1.5", "12 or 13", "#REF!"),
    "number": ("twelve", "1.2.3.4", "12 or 13", "#REF!"),
    "boolean": ("perhaps", "2", "#REF!"),
}
NO_SUCH_CODE = "nowhere-to-be-found"


@dataclass(frozen=True)
class Fault:
    """One way to be wrong: the problem's code, the table, the fields concerned."""

    code: str
    table: str
    fields: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.table}.{'+'.join(self.fields)}:{self.code}"


@dataclass(frozen=True)
class Broken:
    """A table with its fault; ``bad`` are the places (from 0) of the rows that show it."""

    rows: list[Row]
    bad: tuple[int, ...]
    fault: Fault


def faults(contract: Contract) -> list[Fault]:
    """Every way one table alone can break its contract."""
    found = [Fault("duplicate_key", contract.name, contract.primary_key)]
    for field in contract.fields:
        found += [Fault(code, contract.name, (field.name,)) for code in _field_faults(field)]
    return found + [Fault(rule.code, contract.name, rule.fields) for rule in contract.rules]


def _field_faults(field: Field) -> list[str]:
    codes = ["missing"] if field.required else []
    if field.type in NOT_OF_TYPE:
        codes.append(NOT_OF_TYPE[field.type])
    if field.enum:
        codes.append("not_allowed")
    if field.minimum is not None or field.exclusive_minimum is not None:
        codes.append("too_small")
    if field.maximum is not None:
        codes.append("too_large")
    return codes


@st.composite
def broken_table(draw: st.DrawFn, contract: Contract, fault: Fault) -> Broken:
    """A table that is right but for one fault in one row (for a key twice: in two)."""
    rows = draw(good_table(contract))
    place = draw(st.integers(0, len(rows) - 1))
    if fault.code == "duplicate_key":
        return Broken([*rows, dict(rows[place])], (place, len(rows)), fault)
    rule = next((rule for rule in contract.rules if rule.code == fault.code), None)
    if rule:
        break_rule(rule, rows[place])
    else:
        field = contract.column(fault.fields[0])
        _set_apart(contract, field, rows[place])
        rows[place][field.name] = draw(wrong_cell(field, fault.code))
    return Broken(rows, (place,), fault)


def _set_apart(contract: Contract, field: Field, row: Row) -> None:
    """Empty what the row's rules compare the field with, so that a wrong cell breaks no rule besides."""
    for rule in contract.rules:
        for other in rule.fields if field.name in rule.fields else ():
            if other != field.name and not contract.column(other).required:
                row[other] = "EUR" if other == "currency" else ""


def wrong_cell(field: Field, code: str) -> st.SearchStrategy[str]:
    """Text of a cell that is wrong in one way, and in no other."""
    if code == "missing":
        return st.sampled_from(field.missing_values)
    if code == "not_allowed":
        return texts(field).map(lambda text: "zz " + text.replace("|", "!"))
    if code == "too_small":
        return st.just(f"{_edge(field.minimum, field.exclusive_minimum)}")
    if code == "too_large":
        return st.just(f"{int(field.maximum or 0) + 1}")
    return st.sampled_from(WRONG[field.type])


def _edge(minimum: float | None, exclusive: float | None) -> int:
    return int(minimum) - 1 if minimum is not None else int(exclusive or 0)


def break_rule(rule: Rule, row: Row) -> None:
    """Make a right row break one rule and no other. Keys stay as they are."""
    if pair := in_order(rule.condition):
        first, second = pair
        if rule.code == "new_above_persons":
            row[first] = str(int(row[second]) + 1)
        elif rule.code == "attended_above_due":
            row.update(sessions_due="3", sessions_attended="4")
        else:
            row[first] = row[first] or "2024-05-05"
            row[second] = (dt.date.fromisoformat(row[first]) - dt.timedelta(days=1)).isoformat()
    else:
        BREAKS[rule.code](row)


BREAKS: dict[str, Callable[[Row], None]] = {
    "cost_needs_currency": lambda row: row.update(currency="", cost_programme="10.00"),
    "half_a_ratio": lambda row: row.update(numerator="3.00", denominator=""),
    "rule_whole": lambda row: row.update(value="1.5"),
    "extract_of_one_city": lambda row: row.update(table_name="activities", city_id="a-city"),
    "no_name": lambda row: row.update(name_fr="", name_en=""),
    "rebaseline_needs_reason": lambda row: row.update(decision="rebaseline", reason=""),
    "denominator_zero": lambda row: row.update(numerator="3.00", denominator="0"),
}


def across_faults() -> list[Fault]:
    """Every reference that may point nowhere, every rule across tables (but those about earlier uploads)."""
    found = []
    for contract in load_contracts().values():
        found += [Fault("unknown_reference", contract.name, key.fields) for key in contract.foreign_keys]
        found += [_cross_fault(contract, rule) for rule in contract.cross_rules if rule.code in CROSS_BREAKS]
    return found


def _cross_fault(contract: Contract, rule: CrossRule) -> Fault:
    return Fault(rule.code, contract.name, rule.fields)


@st.composite
def broken_network(draw: st.DrawFn, fault: Fault) -> tuple[dict[str, list[Row]], Broken]:
    """A network whose tables agree but for one fault, in the first row of the fault's table.

    Rows that refer to a bad row may rightly be refused with it: they are consequences, not listed in ``bad``.
    """
    return broken(draw(good_network()), fault)


def broken(tables: dict[str, list[Row]], fault: Fault) -> tuple[dict[str, list[Row]], Broken]:
    """The same network with the fault; the tables given are changed."""
    rows = tables[fault.table]
    if fault.code == "unknown_reference":
        field = load_contracts()[fault.table].column(fault.fields[0])
        before = rows[0][field.name] + field.delimiter if field.type == "list" and rows[0][field.name] else ""
        rows[0][field.name] = before + NO_SUCH_CODE
    else:
        CROSS_BREAKS[fault.code](tables)
    bad = range(len(rows)) if fault.code == "grew_from_cycle" else (0,)
    return tables, Broken(rows, tuple(bad), fault)


def _other_network(tables: dict[str, list[Row]]) -> None:
    """Move the city of the first progress row to a second network; nothing else there reads it."""
    first = tables["progress"][0]
    other = {**tables["networks"][0], "network_id": "another-network"}
    city = next(row for row in tables["cities"] if row["city_id"] == first["city_id"])
    tables["networks"].append(other)
    tables["cities"].append({**city, "city_id": "another-city", "network_id": "another-network"})
    first["city_id"] = "another-city"


def _before_contact(tables: dict[str, list[Row]]) -> None:
    stage = tables["stages"][0]
    strand = next(r for r in tables["partnerships"] if r["partnership_id"] == stage["partnership_id"])
    partner = next(r for r in tables["partners"] if r["partner_id"] == strand["partner_id"])
    partner["first_contact_on"] = "2001-01-01"
    stage.update(stage="networking", entered_on="2000-12-31")


def _without_parts(tables: dict[str, list[Row]]) -> None:
    result = tables["results"][0]
    measure = next(r for r in tables["indicators"] if r["indicator_id"] == result["indicator_id"])
    measure["value_kind"] = "ratio"
    result.update(numerator="", denominator="")
    for other in tables["results"][1:]:
        other.update(numerator="1.00", denominator="2.00")


CROSS_BREAKS: dict[str, Callable[[dict[str, list[Row]]], None]] = {
    "milestone_of_another_network": _other_network,
    "done_after_upload": lambda tables: tables["progress"][0].update(done_on="2199-12-31"),
    "stage_before_first_contact": _before_contact,
    # Each action of a good network grew from the one before: the first from the last closes the circle.
    "grew_from_cycle": lambda tables: tables["actions"][0].update(grew_from=tables["actions"][-1]["action_id"]),
    "ratio_without_parts": _without_parts,
    "extract_of_no_network": lambda tables: tables["extracts"][0].update(network_id=NO_SUCH_CODE),
    "extract_of_no_city": lambda tables: tables["extracts"][0].update(table_name="progress", city_id=NO_SUCH_CODE),
    "name_of_no_network": lambda tables: tables["names"][0].update(network_id=NO_SUCH_CODE),
    "rule_of_no_network": lambda tables: tables["rules"][0].update(network_id=NO_SUCH_CODE),
    "earlier_plan_without_decision": lambda tables: tables["earlier_plans"][0].update(decided_on="1999-12-31"),
    "unknown_subject": lambda tables: tables["decisions"][0].update(subject_id=NO_SUCH_CODE),
}
