"""The name of a thing in one language, where a file gives it in the other alone.

What is called alike in both languages stays alike; a published translation, a name that differs, stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cadence.checks import cells
from cadence.checks.result import Checked
from cadence.contract import Contract
from cadence.problems import Fact
from cadence.sql import quote


def call_alike(
    part: Checked, contract: Contract, unsaid: Sequence[str], published: str, own_text: str, *, empties: bool
) -> list[Fact]:
    """Give each staged row that has no name in one language the other's; the facts that say how often.

    unsaid: the fields of which the file says nothing; they hold the published values already. published: a join of
    the published row ``p`` to the staged row ``s``. own_text: true for the text row ``t`` that ``s`` was read from.
    empties: a cell that is empty is so on purpose, and then no translation is kept.
    """
    facts = []
    pairs = [(name, other) for name, other in _pairs(contract) if not {name, other} <= set(unsaid)]
    # All are asked before any is given: what is given says nothing of its own.
    for number, (name, other) in enumerate(pairs):
        is_lacking = "true" if name in unsaid else f"s.{quote(name)} is null"
        emptied = "true" if empties else _is_emptied(part, name, own_text)
        translated = f"(coalesce(p.{quote(name)} <> p.{quote(other)}, false) and not ({emptied}))"
        part.con.execute(
            f"create or replace temp table called_alike_{number} as select s.rowid as row, {translated} as is_kept, "
            f"p.{quote(name)} as kept, s.{quote(other)} as alike from {part.staged} s {published} "
            f"where {is_lacking} and s.{quote(other)} is not null"
        )
    for number, (name, other) in enumerate(pairs):
        given = f"called_alike_{number}"
        named = f"{quote(name)} = if(g.is_kept, g.kept, g.alike)"
        part.con.execute(f"update {part.staged} as s set {named} from {given} g where s.rowid = g.row")
        kept = "0" if name in unsaid else "count(*) filter (is_kept)"  # a whole column that stays is told already
        row = part.con.execute(f"select count(*) filter (not is_kept), {kept} from {given}").fetchone()
        alike, kept_names = row or (0, 0)
        facts += [Fact(f"{other}_alone", {"n": alike})] if alike else []
        facts += [Fact("translations_kept", {"n": kept_names})] if kept_names else []
        part.con.execute(f"drop table {given}")
    return facts


def _pairs(contract: Contract) -> Iterator[tuple[str, str]]:
    """Each name, and that of the other language that it may be taken from."""
    for names in contract.one_enough:
        for name in names:
            yield from ((name, other) for other in names if other != name)


def _is_emptied(part: Checked, name: str, own_text: str) -> str:
    """True for a staged row ``s`` whose name the file says to empty."""
    if name not in part.mapping:
        return "false"
    cleared = cells.is_cleared(f"written(t.{quote(part.mapping[name])})")
    return f"exists (from {part.text_table} t where t._line = s._line and {own_text} and {cleared})"
