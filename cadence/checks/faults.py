"""Every way a row can break its contract, found in SQL and listed: cells first, then row rules, then the key."""

from __future__ import annotations

from cadence.checks.cells import spellings
from cadence.checks.columns import Column, typed_columns
from cadence.checks.manners import READERS, WAYS
from cadence.checks.result import Checked
from cadence.contract import Contract, Field, Rule
from cadence.sql import literal

UNREADABLE = {
    "date": "not_a_date",
    "number": "not_a_number",
    "integer": "not_whole",
    "boolean": "not_yes_or_no",
    "string": "not_allowed",
    "list": "not_allowed",
}
BETWEEN = " / "  # between the values of several cells shown together


def list_all(checked: Checked, contract: Contract, columns: list[Column], readings: str) -> None:
    """Fill ``checked.listing``; a cell is listed once, under the first rule that it breaks."""
    for column in columns:
        for cell_faults in _cell_faults(column):
            _insert(checked, readings, *cell_faults)
    for rule in contract.rules:
        _list_rule(checked, contract, columns, readings, rule)
    key = [column for column in columns if column.field.name in contract.primary_key]
    if len(key) == len(contract.primary_key):
        _list_duplicates(checked, columns, key, readings)


def _insert(checked: Checked, source: str, code: str, condition: str, column: str, found: str, expected: str) -> None:
    checked.con.execute(
        f"insert into {checked.listing} select _line, {literal(code)}, 'row', {literal(column)}, {found}, {expected} "
        f"from {source} where {condition}"
    )


def _cell_faults(column: Column) -> list[tuple[str, str, str, str, str]]:
    """(code, condition, column, found, expected) of one column, the last three as SQL or text."""
    field, text, value = column.field, column.text, column.value
    said = [
        (code, f"{text} is not null and {when}", column.header, found, expected)
        for code, when, found, expected in _unreadable(column)
    ]
    if field.required and field.default is None:
        said.append(("missing", f"{text} is null", column.header, "null", literal(field.example)))
    for code, sign, limit in (
        ("too_small", "<", field.minimum),
        ("too_large", ">", field.maximum),
        ("not_above", "<=", field.exclusive_minimum),
    ):
        if limit is not None:
            said.append((code, f"{text} is not null and {value} {sign} {limit}", column.header, text, f"'{limit:g}'"))
    return said


def _unreadable(column: Column) -> list[tuple[str, str, str, str]]:
    field, text, value = column.field, column.text, column.value
    failed = f"{value} is null"
    if column.is_asked:
        first, second = (READERS[field.type, way] for way in WAYS["dates" if field.type == "date" else "decimal"][:2])
        failed += f" and ({first}({column.bare}) is null or {second}({column.bare}) is null)"
    if field.type == "string" and not field.enum:
        return [("formula_error", f"is_formula_error({text})", text, "null")]
    if field.type in ("number", "integer"):
        return _unreadable_number(column, failed)
    code = f"not_a_{field.codelist}" if field.codelist else UNREADABLE[field.type]
    return [
        ("formula_error", f"{failed} and is_formula_error({text})", text, "null"),
        (code, f"{failed} and not is_formula_error({text})", _wrong_part(field, text), _what_is_expected(field, text)),
    ]


def _what_is_expected(field: Field, text: str) -> str:
    """What is expected instead, as SQL: of hundreds of names the nearest to what was written."""
    if field.codelist != "timezone":
        return literal(_expectation(field))
    names = f"unnest([{', '.join(map(literal, field.enum))}]) as known (name)"
    nearest = f"jaro_winkler_similarity(lower(split_part({text}, '/', -1)), lower(split_part(name, '/', -1)))"
    return f"(select arg_max(name, {nearest} + jaro_winkler_similarity(lower({text}), lower(name))) from {names})"


def _unreadable_number(column: Column, failed: str) -> list[tuple[str, str, str, str]]:
    """A percentage is told apart: written without its sign it would be another number; so is another unit."""
    field, text = column.field, column.text
    number = f"coalesce(number_with_dot({column.bare}), number_with_comma({column.bare}))"
    is_share = f"({column.sign} = '%' and {number} is not null)"
    is_amount = f"({column.sign} not in ('', '%') and {number} is not null)" if field.unit_in else "false"
    code = "percentage" if field.type == "number" else "percentage_of_count"
    other = "not_a_number" if field.type == "number" else "not_whole"
    units = f"coalesce(nullif(array_to_string({column.units}, ', '), ''), '')"
    is_other = f"not is_formula_error({text}) and not coalesce({is_share}, false) and not coalesce({is_amount}, false)"
    return [
        ("formula_error", f"{failed} and is_formula_error({text})", text, "null"),
        (code, f"{failed} and {is_share}", text, f"round({number} / 100, 12)::varchar"),
        ("other_unit", f"{failed} and {is_amount}", text, units),
        (other, f"{failed} and {is_other}", text, literal(_expectation(field))),
    ]


def _wrong_part(field: Field, text: str) -> str:
    """The cell; of a list cell only the values that are not allowed."""
    if field.type != "list" or not field.enum:
        return text
    known = f"[{', '.join(map(literal, spellings(field)))}]"
    values = f"list_transform(string_split({text}, {literal(field.delimiter)}), lambda x: written(x))"
    return f"array_to_string(list_filter({values}, lambda x: x <> '' and not list_contains({known}, folded(x))), ', ')"


def _expectation(field: Field) -> str:
    return ", ".join(field.enum) if field.enum and not field.codelist else field.example


def _list_rule(checked: Checked, contract: Contract, columns: list[Column], readings: str, rule: Rule) -> None:
    """Rows that break a rule between cells, unless one of those cells is listed already."""
    concerned = [column for column in columns if column.field.name in rule.fields]
    headers = ", ".join(column.header for column in concerned)
    found = f"concat_ws({literal(BETWEEN)}, {', '.join(c.text for c in concerned) or 'null'})"
    listed = ", ".join(literal(column.header) for column in concerned) or "null"
    source = (
        f"(select {typed_columns(contract, columns)}, * from {readings} r where not exists "
        f"(from {checked.listing} p where p.line = r._line and p.col in ({listed})))"
    )
    _insert(checked, source, rule.code, f"not ({rule.condition})", headers, found, "null")


def _list_duplicates(checked: Checked, columns: list[Column], key: list[Column], readings: str) -> None:
    """Rows with the same key: equal ones count once, the first; different ones are all set aside."""
    keys = ", ".join(column.value for column in key)
    twice = f"select {keys} from {readings} group by all having count(*) > 1"
    rows = f"(from {readings} where ({keys}) in ({twice}))"
    if checked.con.execute(f"from {rows} limit 1").fetchone() is None:
        return
    whole = ", ".join(f"{column.value} := {column.value}" for column in columns)
    source = f"""(
        select *,
            min(_line) over same as first_line,
            min(whole) over same <> max(whole) over same as differ,
            first_line || case when count(*) over same > 2 then ' … ' else ', ' end || max(_line) over same as lines
        from (select *, struct_pack({whole})::varchar as whole from {rows})
        window same as (partition by {keys})
    )"""
    header = ", ".join(column.header for column in key)
    found = f"concat_ws({literal(BETWEEN)}, {', '.join(column.text for column in key)})"
    _insert(checked, source, "duplicate_key", "differ", header, found, "lines")
    _insert(checked, source, "repeated_row", "not differ and _line <> first_line", header, found, "first_line::varchar")
