"""Codes of new rows that differ from a known code in their form only: ACT-001 for act-001, 42 for 0042.

Such a row is nearly always a known one that came back through a spreadsheet; published as it is, it doubles it. On
the page, on the command line and in the inbox alike somebody says which it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import duckdb

from cadence.checks.result import Checked
from cadence.contract import Contract
from cadence.sql import quote

# What the form of a code adds: case, accents, punctuation, invisible characters, leading zeros of its numbers.
# Two numbers beside each other stay two: x-1-1 is not x-11.
_SPACED = "trim(regexp_replace(lower(strip_accents({0})), '[^\\p{{L}}\\p{{N}}]+', ' ', 'g'))"
_APART = "regexp_replace(regexp_replace(" + _SPACED + ", '(\\d) (\\d)', '\\1.\\2', 'g'), '(\\d) (\\d)', '\\1.\\2', 'g')"
FORM = "replace(regexp_replace(" + _APART + ", '(^|[^0-9])0+([0-9])', '\\1\\2', 'g'), ' ', '')"
EXAMPLES = 3


@dataclass(frozen=True)
class OtherForm:
    """New rows of one table whose code is a known one in another form; ``pairs``: code in the file, known code.

    staged: the quoted name of the table that holds the rows."""

    table: str
    column: str
    rows: int
    pairs: tuple[tuple[str, str], ...]
    staged: str = ""


def other_forms(parts: Sequence[Checked], contract: Contract, most: int = EXAMPLES) -> Iterator[OtherForm]:
    """Of each part the new codes that a published code, or one of the same files, has in another form.

    ``most`` pairs of each are given. Tables whose key is several codes are left out: their codes are references,
    and an unknown one is told as such.
    """
    if len(contract.primary_key) != 1 or contract.column(contract.primary_key[0]).type != "string":
        return
    key = quote(contract.primary_key[0])
    form = FORM.format(key)
    published = f"published.{quote(contract.name)}"
    known = f"select {key}, {form} as form, 0 as rank from {published}"
    others = " union all ".join(f"select {key}, {form}, 1 from {part.staged}" for part in parts)
    codes = " union all ".join(
        f"select {key} as code from {table}" for table in (published, *(part.staged for part in parts))
    )
    try:
        if not (_may_be_shared(parts[0].con, codes) and _is_shared(parts[0].con, codes)):
            return
    except duckdb.CatalogException:
        return  # a check by itself, without a record
    for part in parts:
        found = part.con.execute(
            f"""
            with known as (select form, arg_min({key}, (rank, {key})) as code from ({known} union all {others})
                           where form <> '' group by form)
            select s.{key}, known.code, count(*) over ()
            from {part.staged} s join known on known.form = {FORM.format(f"s.{key}")}
            where s.{key} <> known.code
              and s.{key} not in (select {key} from {published})
            order by s._line limit {int(most)}
            """
        ).fetchall()
        if found:
            pairs = tuple((str(code), str(same)) for code, same, _ in found)
            yield OtherForm(contract.name, part.header(contract.primary_key[0]), int(found[0][2]), pairs, part.staged)


def _may_be_shared(con: duckdb.DuckDBPyConnection, codes: str) -> bool:
    """Whether two of the codes may have one form; False only where none can. Five times quicker than their forms.

    Codes are grouped by what is left when each number is written 1 (``pattern``). Two of one pattern differ in their
    numbers alone, so they have one form only where zeros lead; not even then if all are as long and have one number.
    """
    query = f"""
        with patterns as (
            select regexp_replace(code, '[0-9]+', '1', 'g') as pattern,
                bool_or(regexp_matches(code, '(^|[^0-9])0[0-9]'))
                    and (min(length(code)) < max(length(code)) or pattern like '%1%1%') as has_many_widths
            from ({codes}) group by pattern)
        select 1 from patterns group by {FORM.format("pattern")}
        having count(*) > 1 or bool_or(has_many_widths) limit 1
    """
    return con.execute(query).fetchone() is not None


def _is_shared(con: duckdb.DuckDBPyConnection, codes: str) -> bool:
    """Whether two different codes have one form."""
    form = FORM.format("code")
    query = f"select 1 from ({codes}) where {form} <> '' group by {form} having min(code) <> max(code) limit 1"
    return con.execute(query).fetchone() is not None
