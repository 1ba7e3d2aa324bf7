"""Rows between the others that sum up: told by the word that stands where a code should."""

from __future__ import annotations

from cadence.checks.result import Checked
from cadence.contract import Contract
from cadence.sql import literal, quote

LIKE = "looks_like_subtotal"
# The word, alone or before what is summed up; "total-jobs" may be a code.
WORD = r"((sous|ss|s|sub|grand)[ /.-]*)?(totals?|totaux|sommes?|sums?|moyennes?|averages?)([ :].*)?"


def name_subtotals(part: Checked, contract: Contract) -> None:
    """Of the rows set aside, say of each that looks like a subtotal that it does, in place of what it breaks.

    A row that keeps the contract is a row whatever its code is, and stays one; so is one whose code is published.
    """
    if not part.set_aside:
        return
    for name in _code_columns(contract):
        if name not in part.mapping:
            continue
        text = f"trim(regexp_replace({quote(part.mapping[name])}, '[\\s\\p{{Z}}]+', ' ', 'g'))"
        part.con.execute(
            f"create or replace temp table _sums as select _line, {text} as word from {part.rejects} "
            f"where regexp_full_match({text}, {literal(WORD)}, 'i') "
            f"and {text} not in (select unnest([{', '.join(map(literal, contract.column(name).enum))}]::varchar[])) "
            f"and lower({text}) not in ({_published_codes(name, contract)})"
        )
        part.con.execute(f"delete from {part.listing} where line in (select _line from _sums)")
        part.con.execute(
            f"insert into {part.listing} "
            f"select _line, {literal(LIKE)}, 'row', {literal(part.header(name))}, word, null "
            "from _sums"
        )
        part.con.execute("drop table _sums")


def _code_columns(contract: Contract) -> list[str]:
    """The columns that hold codes: those of the key, references, and lists of allowed values."""
    referring = {name for key in contract.foreign_keys for name in key.fields}
    coded = {*contract.primary_key, *referring}
    return [field.name for field in contract.fields if field.name in coded or field.enum]


def _published_codes(name: str, contract: Contract) -> str:
    """A SELECT of the codes of a column that are published, in small letters."""
    places = [(contract.name, name)] if name in contract.primary_key else []
    places += [(key.table, key.reference_fields[0]) for key in contract.foreign_keys if name in key.fields]
    selects = [f"select lower({quote(field)}::varchar) from published.{quote(table)}" for table, field in places]
    return " union all ".join(selects) or "select null where false"
