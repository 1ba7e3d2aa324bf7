"""Lists in a cell as people write them: with commas, spaces or "and" where the contract writes its own sign.

A cell is taken apart only where it is no known value as a whole and every part is one: nothing that has no meaning, or
another one, comes of it.
"""

from __future__ import annotations

import re

from cadence.checks.result import Checked
from cadence.contract import ForeignKey
from cadence.sql import literal, quote

NOTE = "list_taken_apart"
# What parts a list; a sign further on is tried where those before leave a part that is not known.
SIGNS = (r"[;\n\r]+", r"[,;\n\r]+", r"[,;/&+\n\r]+|\s(?:et|and|e|y)\s", r"[\s,;]+")


def take_apart(part: Checked, key: ForeignKey, known: str) -> None:
    """Put into the staged lists, in the place of a value that is several known ones, these; each row is noted.

    known: a SELECT of the values that there are.
    """
    con, cell = part.con, quote(key.fields[0])
    unknown = con.execute(
        f"select distinct v from (select unnest({cell}) as v from {part.staged}) "
        f"where regexp_matches(v, '[\\s,;/&+]') and v not in ({known})"
    ).fetchall()
    found = {value: items for (value,) in unknown if (items := _parts(part, value, known))}
    if not found:
        return
    apart = f"map([{', '.join(map(literal, found))}], [{', '.join(_list(items) for items in found.values())}])"
    concerned = f"list_has_any({cell}, map_keys({apart}))"
    part.con.execute(
        f"insert into {part.listing} select _line, {literal(NOTE)}, 'note', {literal(part.header(key.fields[0]))}, "
        f"array_to_string({cell}, ', '), null from {part.staged} where {concerned}"
    )
    part.con.execute(
        f"update {part.staged} set {cell} = "
        f"flatten(list_transform({cell}, lambda x: coalesce({apart}[x], [x]))) where {concerned}"
    )


def _parts(part: Checked, value: str, known: str) -> list[str]:
    """The known values that a text names, by the first sign that leaves no other; none when no sign does."""
    for sign in SIGNS:
        items = list(dict.fromkeys(item for text in re.split(sign, value) if (item := text.strip())))
        if len(items) > 1:
            named = part.con.execute(
                f"select count(distinct k) from ({known}) t(k) where k in (select unnest({_list(items)}))"
            ).fetchone()
            if named == (len(items),):
                return items
    return []


def _list(items: list[str]) -> str:
    return f"[{', '.join(map(literal, items))}]"
