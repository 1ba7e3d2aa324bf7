"""Mending a file without editing it: cells corrected by hand, and repairs proposed and accepted.

A Fix replaces what one column holds, in one row or wherever the same text stands, before the file is checked.
The original is kept as it was brought; the fixes are recorded with the publication.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import duckdb

from cadence.checks import Checked
from cadence.checks.folding import fold
from cadence.checks.nearly import nearest_value
from cadence.contract import Contract, ForeignKey, load_contracts
from cadence.intake.model import Fix, Part
from cadence.intake.near_names import nearest_known
from cadence.intake.preparation import Preparation
from cadence.problems import Problem
from cadence.reading import Reading
from cadence.sql import quote

MOST_KNOWN = 20_000
# Pairs of names that are compared letter by letter: about a second's work.
MOST_COMPARED = 200_000


@dataclass(frozen=True)
class Proposal:
    """A repair offered, applied only when accepted: ``cells`` cells hold ``found`` where ``new`` is known.

    why: ``form`` = the same code written another way (ACV001 for acv-001); ``near`` = a name or code that
    nearly is a known one; ``word`` = a word for an allowed value (Association for ngo).
    """

    fix: Fix
    table: str
    cells: int
    why: Literal["form", "near", "word"]
    field: str = ""


def apply(con: duckdb.DuckDBPyConnection, reading: Reading, fixes: Iterable[Fix]) -> int:
    """Correct the text table of a reading; the number of cells changed."""
    changed = 0
    for fix in fixes:
        if fix.header not in reading.columns:
            continue
        column, table = f"c{reading.columns.index(fix.header)}", quote(reading.table)
        value, where, given = _change(column, fix)
        row = con.execute(f"update {table} set {column} = {value} where {where}", given).fetchone()
        changed += int(row[0]) if row else 0
    return changed


def _change(column: str, fix: Fix) -> tuple[str, str, dict[str, Any]]:
    """The new cell and the cells concerned, as SQL, and its parameters."""
    if fix.line is not None:
        return "$new", "_line = $line", {"new": fix.new, "line": fix.line}
    given = {"new": fix.new, "found": fix.found}
    if not fix.is_item:
        return "$new", f"trim({column}) = trim($found)", given
    items = f"list_transform(string_split({column}, '|'), lambda item: trim(item))"
    value = f"array_to_string(list_transform({items}, lambda item: if(item = $found, $new, item)), '|')"
    return value, f"list_contains({items}, $found)", given


def correctable(part: Part, problems: Iterable[Problem]) -> list[Fix]:
    """The cells that problems are about, each as a Fix that changes nothing yet; ``found`` is the cell as it is."""
    if not part.checked:
        return []
    headers = {" ".join(header.split()): header for header in part.reading.columns if header.strip()}
    places = dict.fromkeys(
        (problem.line, headers[" ".join(problem.column.split())])
        for problem in problems
        if problem.severity == "row" and problem.line and " ".join((problem.column or "").split()) in headers
        if problem.column
    )
    return [Fix(header, _cell(part, line, header), "", line) for line, header in places if line is not None]


def _cell(part: Part, line: int, header: str) -> str:
    column, table = f"c{part.reading.columns.index(header)}", quote(part.reading.table)
    row = part.checked[0].con.execute(f"select {column} from {table} where _line = $line", {"line": line}).fetchone()
    return str(row[0]) if row else ""  # a cell without anything is an empty text


def propose(preparation: Preparation) -> list[list[Proposal]]:
    """For each part of a preparation, the repairs that would make unknown codes known, most cells first."""
    return [_of_part(preparation, part) for part in preparation.parts]


def _of_part(preparation: Preparation, part: Part) -> list[Proposal]:
    if part.recognition is None or part.recognition.kind != "table":
        return []  # a recipe's columns are not the file's
    found: list[Proposal] = []
    for checked in part.checked:
        contract = load_contracts()[checked.table]
        for key in contract.foreign_keys:
            if len(key.fields) == 1:
                is_list = contract.column(key.fields[0]).type == "list"
                found += _for_references(preparation, checked, key, is_list=is_list)
        found += _for_own_keys(preparation, checked, contract)
        found += _for_words(preparation, checked, contract)
    return sorted(found, key=lambda proposal: -proposal.cells)


def _for_references(preparation: Preparation, checked: Checked, key: ForeignKey, *, is_list: bool) -> list[Proposal]:
    """Codes that name nothing known, beside the known code they may mean."""
    name = key.fields[0]
    if name not in checked.mapping:
        return []
    cell = quote(checked.mapping[name])
    items = f"unnest(string_split({cell}, '|'))" if is_list else cell
    unknown = _counts(
        preparation.con,
        f"select trim(item), count(*) from (select {items} as item from {checked.text_table} where _line in "
        f"(select line from {checked.listing} where code = 'unknown_reference' and col = $header)) "
        "group by 1 order by 2 desc, 1",
        {"header": checked.header(name)},
    )
    known = _reference_codes(preparation, key.table, key.reference_fields[0]) if unknown else []
    codes = set(known)
    unknown = {text: cells for text, cells in unknown.items() if text not in codes}
    if not unknown:
        return []
    names = _names(preparation, key.table, key.reference_fields[0])
    proposals = _propose_codes(checked, name, unknown, known, names)
    return [replace(one, fix=replace(one.fix, is_item=is_list)) for one in proposals]


def _for_own_keys(preparation: Preparation, checked: Checked, contract: Contract) -> list[Proposal]:
    """Codes of rows that would be new, although a published code differs only in its form."""
    if len(contract.primary_key) != 1 or contract.primary_key[0] not in checked.mapping:
        return []
    name = contract.primary_key[0]
    published = f"published.{quote(contract.name)}"
    new = _counts(
        preparation.con,
        f"select trim({quote(checked.mapping[name])}) as code, count(*) from {checked.text_table} "
        f"where code not in (select {quote(name)}::varchar from {published}) group by 1 limit {MOST_KNOWN}",
    )
    known = _column(preparation.con, f"select {quote(name)}::varchar from {published} limit {MOST_KNOWN}")
    return _propose_codes(checked, name, new, known, {}, is_near_enough=False)


def _for_words(preparation: Preparation, checked: Checked, contract: Contract) -> Iterator[Proposal]:
    """Words in columns of allowed values, beside the value that they nearly say."""
    for name in (name for name in checked.mapping if contract.column(name).enum):
        cell, header = quote(checked.mapping[name]), checked.header(name)
        counts = _counts(
            preparation.con,
            f"select trim({cell}), count(*) from {checked.text_table} where _line in "
            f"(select line from {checked.listing} where code = 'not_allowed' and col = $header) "
            "group by 1 order by 2 desc, 1",
            {"header": header},
        )
        for text, cells in counts.items():
            if (code := nearest_value(contract.column(name), text)) is not None:
                yield Proposal(Fix(header, text, code), checked.table, cells, "word", name)


def _propose_codes(
    checked: Checked,
    name: str,
    unknown: dict[str, int],
    known: Sequence[str],
    names: dict[str, str],
    *,
    is_near_enough: bool = True,
) -> list[Proposal]:
    """A proposal for each unknown code that has another form of a known one or, if allowed, nearly is one."""
    forms = _unique_forms([*((form(code), code) for code in known), *((form(n), c) for n, c in names.items())])
    found: list[Proposal] = []
    patience = MOST_COMPARED // (len(known) + len(names) + 1) if is_near_enough else 0
    for place, (text, cells) in enumerate(unknown.items()):
        header, shape = checked.header(name), form(text)
        if shape in forms:
            code = forms[shape]  # None: two known codes have this form, and which is meant only a person knows
            if code is not None and code != text:
                found.append(Proposal(Fix(header, text, code), checked.table, cells, "form"))
        elif place < patience and (code := nearest_known(text, known, names)) is not None:
            found.append(Proposal(Fix(header, text, code), checked.table, cells, "near"))
    return found


def form(code: str) -> str:
    """A code without what its form adds: case, accents, punctuation, spaces, leading zeros of its numbers."""
    folded = "".join(part for part in fold(code) if part.isalnum() or part == " ")
    parts, digits = [], ""
    for sign in f"{folded} ":
        if sign.isdigit():
            digits += sign
            continue
        if digits:
            parts.append(digits.lstrip("0") or "0")
            digits = ""
        if sign != " ":
            parts.append(sign)
    return "".join(parts)


def _unique_forms(pairs: Sequence[tuple[str, str]]) -> dict[str, str | None]:
    """Each form's code; None when two codes share it."""
    seen: dict[str, set[str]] = {}
    for shape, code in pairs:
        seen.setdefault(shape, set()).add(code)
    return {shape: next(iter(codes)) if len(codes) == 1 else None for shape, codes in seen.items() if shape}


def _reference_codes(preparation: Preparation, table: str, field: str) -> list[str]:
    """Codes that a reference may hold: published ones and those in the same preparation."""
    parts = [f"select {quote(field)}::varchar as code from {one.staged}" for one in preparation.tables().get(table, ())]
    parts.append(f"select {quote(field)}::varchar as code from published.{quote(table)}")
    return _column(preparation.con, f"select distinct code from ({' union all '.join(parts)}) limit {MOST_KNOWN}")


def _names(preparation: Preparation, table: str, field: str) -> dict[str, str]:
    """Name -> code, where the table has names and a name is borne once."""
    if "name" not in load_contracts()[table].columns:
        return {}
    both = f"{quote(field)}::varchar as code, name"
    parts = [f"select {both} from {one.staged}" for one in preparation.tables().get(table, ())]
    parts.append(f"select {both} from published.{quote(table)}")
    rows = preparation.con.execute(
        f"select name, min(code) from ({' union '.join(parts)}) group by name having count(distinct code) = 1 "
        f"limit {MOST_KNOWN}"
    ).fetchall()
    return {str(name): str(code) for name, code in rows if name}


def _counts(con: duckdb.DuckDBPyConnection, sql: str, given: dict[str, Any] | None = None) -> dict[str, int]:
    return {str(text): int(n) for text, n in con.execute(sql, given or {}).fetchall() if text}


def _column(con: duckdb.DuckDBPyConnection, sql: str) -> list[str]:
    return [str(value) for (value,) in con.execute(sql).fetchall() if value is not None]
