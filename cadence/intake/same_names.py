"""A new code under the name of a published thing: perhaps that thing once more, told so that nobody has it twice."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from cadence.checks import Checked
from cadence.problems import Problem
from cadence.recipes.names import THINGS
from cadence.sql import quote

TOLD = ("cities", "partners", "actions")
MOST = 200


def known_names(checked: Sequence[Checked]) -> list[Problem]:
    """A note for each row of a new code that has the name of a published one, in its network where it has one."""
    found: list[Problem] = []
    for one in checked:
        thing = THINGS.get(one.table)
        if one.table not in TOLD or thing is None or not {thing.key, thing.names[0]} <= set(one.mapping):
            continue
        key, name = quote(thing.key), quote(thing.names[0])
        own = "and p.network_id = t.network_id" if "network_id" in one.mapping else ""
        try:
            rows = one.con.execute(
                f"select t._line, t.{key}, t.{name}, min(p.{key}) from {one.staged} t "
                f"join published.{quote(one.table)} p on {_bare(f'p.{name}')} = {_bare(f't.{name}')} {own} "
                f"where t.{key} not in (select {key} from published.{quote(one.table)}) "
                f"group by all order by 1 limit {MOST}"
            ).fetchall()
        except duckdb.CatalogException:
            return found  # a check by itself, without a record
        column = one.headers.get(one.mapping[thing.key], thing.key)
        found += [
            Problem("same_name_as_known", "note", one.table, line=int(line), column=column, found=str(new),
                    expected=f"{code} ({text})")
            for line, new, text, code in rows
        ]  # fmt: skip
    return found


def _bare(name: str) -> str:
    """SQL of a name as two people would both write it: without what stands in brackets, such as what it was before."""
    return f"folded(regexp_replace({name}, '[(][^()]*[)]', ' ', 'g'))"
