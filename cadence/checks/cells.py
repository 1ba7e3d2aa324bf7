"""SQL that turns a text cell into a typed value: the plain way (as the contract writes) and the careful way.

Plain is quick and accepts only what leaves no doubt; a file that passes it entirely needs nothing else.
Careful reads what people write (queries/checks/readers.sql). Both give NULL for a missing cell.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from cadence.checks.columns import Column
from cadence.checks.folding import fold
from cadence.checks.manners import READERS, WAYS, Manner
from cadence.contract import Field
from cadence.sql import among, literal, quote
from cadence.words import languages, words_in

ENDS_A_PERIOD = re.compile(r"(^|_)ends?_on$")
# Days by which something is to be done; not those on which it was, and not those on which it begins.
PLANNED = re.compile(r"^(baseline|planned|replanned|target)(_end)?_on$")
# What a person writes into a cell to empty the published one.
CLEARED = ("(clear)", "(vider)")
PLAIN_NUMBER = r"-?\d+(\.\d+)?"


def plain_value(field: Field, cell: str) -> str:
    """The typed value of a cell written as the contract writes it."""
    present = f"nullif({quote(cell)}, '')"
    if field.type == "list":
        value = f"string_split({present}, {literal(field.delimiter)})"
    elif field.type == "string":
        value = present
    else:
        value = f"try_cast({present} as {field.duckdb_type})"
    return _with_default(field, value)


def plain_condition(field: Field, cell: str) -> str:
    """True when the plain value is beyond doubt and keeps the contract; NULL never occurs."""
    text, value = quote(cell), quote(field.name)
    held = [f"({_is_plain(field, text, value)})"]
    if low_high := _limits(field, value):
        held.append(low_high)
    missing = "false" if field.required and field.default is None else "true"
    return f"case when coalesce({text}, '') = '' then {missing} else {' and '.join(held)} end"


def _is_plain(field: Field, text: str, value: str) -> str:
    marks = sorted({*CLEARED, *(value.lower() for value in field.missing_values)})
    # Looking at the first sign is quicker than comparing with every mark.
    firsts = literal("".join(sorted({mark[0] for mark in marks if mark} | {"#", "e"})))
    is_said = (
        f"case when strpos({firsts}, left(lower({text}), 1)) = 0 then true "
        f"else lower({text}) not in {among(marks)} and {text} not like '#%' and lower({text}) not like 'err:%' end"
    )
    if field.type == "list":
        inside = f"{is_said} and not regexp_matches({text}, {literal(_unclean_list(field.delimiter))})"
        allowed = f" and list_has_all([{', '.join(map(literal, field.enum))}], {value})" if field.enum else ""
        return inside + allowed
    if field.enum:
        return f"{text} in {among(field.enum)}"
    if field.type == "string":
        return f"not is_padded({text}) and {is_said}"
    if field.type == "date":
        return f"length({text}) = 10 and plausible({value}) is not null"
    if field.type == "boolean":
        return f"{text} in ('true', 'false')"
    if field.type == "integer":
        return f"coalesce({value}::varchar = {text}, false)"
    # Three decimals could be a thousand with its point.
    return f"{text} not like '%.___' and regexp_full_match({text}, '{PLAIN_NUMBER}')"


def _unclean_list(delimiter: str) -> str:
    bar = re.escape(delimiter)
    space = r"[\s\x{a0}\x{202f}\x{feff}]"
    return f"(^|{bar}){space}*({bar}|$)|(^|{bar}){space}|{space}({bar}|$)|[\\r\\n]"


def _limits(field: Field, value: str) -> str:
    limits = [
        f"{value} {sign} {limit}"
        for sign, limit in ((">=", field.minimum), ("<=", field.maximum), (">", field.exclusive_minimum))
        if limit is not None
    ]
    return " and ".join(limits)


def careful_text(field: Field, written: str) -> str:
    """The text of a cell that has no spaces around it; NULL when it is one of the marks of a missing value."""
    return f"case when not {is_missing(field, written)} then {written} end"


def is_cleared(written: str) -> str:
    """True when a cell without spaces around it says that it is empty on purpose."""
    return f"(coalesce(lower({written}), '') in {among(CLEARED)})"


def is_missing(field: Field, written: str) -> str:
    """True when a cell without spaces around it is empty or a mark of a missing value, in small or capitals."""
    marks = {"", *CLEARED, *(value.lower() for value in field.missing_values)}
    return f"(coalesce(lower({written}), '') in {among(sorted(marks))})"


def careful_value(column: Column) -> str:
    """The typed value of a column's careful text, in SQL; NULL when it cannot be read."""
    field = column.field
    if field.type == "number":
        value = _number(column)
    elif field.type == "integer":
        value = _count(column)
    elif field.type == "date":
        value = _date(column)
    else:
        value = {"boolean": _boolean, "list": _list, "string": _string}[field.type](field, column.text, column.manner)
    return _with_default(field, value, column.text)


def _with_default(field: Field, value: str, text: str | None = None) -> str:
    if field.default is None:
        return value
    default = f"cast({literal(field.default)} as {field.duckdb_type})"
    return f"case when {text} is null then {default} else {value} end" if text else f"coalesce({value}, {default})"


def _in_order(field: Field, text: str, manner: Manner) -> str:
    """One way when it is known; otherwise the cells that can be read in one way only."""
    if manner.way:
        return f"{READERS[field.type, manner.way]}({text})"
    kind = WAYS["dates"] if field.type == "date" else WAYS["decimal"]
    first, second = (f"{READERS[field.type, way]}({text})" for way in kind[:2])
    return (
        f"case when {first} is distinct from {second} and {first} is not null and {second} is not null then null "
        f"else coalesce({first}, {second}) end"
    )


def bare_text(column: Column) -> str:
    """The text of a number without its unit, of a day without its time or the word that it is planned, in SQL."""
    if column.is_number:
        return f"bare_number({column.text}, {column.sign})"
    day = f"without_time({column.text})"
    return f"without_plan_word({day})" if PLANNED.search(column.field.name) else day


def _date(column: Column) -> str:
    day, folded = column.bare, column.plain_words
    month, period = f"date_of_month({day}, {folded})", f"first_of_period({folded})"
    if ENDS_A_PERIOD.search(column.field.name) or PLANNED.search(column.field.name):
        # A period that ends "in March" ends with March; so does what is to be done by then.
        month, period = f"last_day({month})", f"last_of_period({folded})"
    forms = [f"date_year_first({day})", _in_order(column.field, day, column.manner), month, period]
    return f"coalesce({', '.join(forms)}, date_in_words({folded}), date_of_spreadsheet({day}))"


def _number(column: Column) -> str:
    text, bare = column.text, column.bare
    plain = f"{text} not like '%.___' and regexp_full_match({text}, '{PLAIN_NUMBER}')"
    if column.manner.way == ",":
        plain = f"regexp_full_match({text}, '-?\\d+')"
    alone = f"case when {column.sign} = '' then 1 end"
    worth = f"unit_worth({column.sign}, {column.units})" if column.field.unit_in else alone
    written = f"{_in_order(column.field, bare, column.manner)} * {column.factor} * {worth}"
    return f"case when {plain} then try_cast({text} as double) else round({written}, 12) end"


def _count(column: Column) -> str:
    text, field, manner = column.text, column.field, column.manner
    thousands = _in_order(replace(field, type="number"), column.bare, manner)
    return (
        f"case when regexp_full_match({text}, '-?\\d+') then try_cast({text} as bigint) "
        f"when {column.sign} <> '' then null "
        f"when {column.factor} > 1 then whole(round({thousands} * {column.factor}, 9)) "
        f"else {_in_order(field, text, manner)} end"
    )


def _boolean(field: Field, text: str, manner: Manner) -> str:
    bare = f"regexp_replace(lower(strip_accents({text})), '\\.0$', '')"
    yes, no = among(field.true_values), among(field.false_values)
    return f"case when {bare} in {yes} then true when {bare} in {no} then false end"


def _string(field: Field, text: str, manner: Manner) -> str:
    if not field.enum:
        return text
    return f"case when {text} in {among(field.enum)} then {text} else {_codes(field)}[folded({text})] end"


def _list(field: Field, text: str, manner: Manner) -> str:
    """A line break parts a list as its own sign does; where all that is allowed is known, other signs do too."""
    split = f"string_split({text}, {literal(field.delimiter)})"
    tidy = f"not regexp_matches({text}, {literal(_unclean_list(field.delimiter))})"
    parted = f"translate({text}, chr(10) || chr(13), {literal(2 * field.delimiter)})"
    lines = f"string_split({parted}, {literal(field.delimiter)})"
    written = f"list_transform({lines}, lambda x: written(x))"
    values = f"case when {tidy} then {split} else nullif(list_filter({written}, lambda x: x <> ''), []) end"
    if not field.enum:
        return values
    apart = f"list_filter(regexp_split_to_array({text}, '[\\s,;/&+|]+'), lambda x: x <> '')"
    return f"coalesce({_all_codes(field, values)}, {_all_codes(field, apart)})"


def _all_codes(field: Field, values: str) -> str:
    codes = f"list_transform({values}, lambda x: {_codes(field)}[folded(x)])"
    return f"case when not list_contains(list_transform({codes}, lambda x: x is null), true) then {codes} end"


def _codes(field: Field) -> str:
    pairs = ", ".join(f"{literal(name)}: {literal(code)}" for name, code in spellings(field).items())
    return f"map {{{pairs}}}"


@cache
def spellings(field: Field) -> dict[str, str]:
    """What an allowed value may be called, folded, and its code: codes, and their titles in every language.

    A title that two codes share names neither.
    """
    found: dict[str, set[str]] = {}
    for language in languages():
        for code in field.enum:
            found.setdefault(fold(word_of(field, code, language)), set()).add(code)
    named = {name: codes.pop() for name, codes in found.items() if len(codes) == 1 and name}
    return named | {fold(code): code for code in field.enum}


def word_of(field: Field, code: str, language: str) -> str:
    """What an allowed value is called in a language: the word of templates and pages, and the one that is read back."""
    locale = words_in(language).locale
    if field.codelist == "country":
        return str(locale.territories.get(code, code))
    if field.codelist == "language":
        return str(locale.languages.get(code, code))
    if field.codelist == "currency":
        return str(locale.currencies.get(code, code))
    return words_in(language).code(field.name, code)
