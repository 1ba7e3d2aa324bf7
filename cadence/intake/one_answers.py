"""What somebody typed for the cells and rows that a merge or a split asks about: nearer names before wider ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cadence.errors import CadenceError
from cadence.intake.one_row import GONE, KEPT, Clash, Side
from cadence.intake.one_split import Newer

ALL = "all"


class Answers:
    """Answers by the name of a cell (``table:row:field``), of a column (``table.field``, ``field``), or ``all``.

    It is what ``merge`` asks; afterwards ``refuse_unknown`` tells of an answer to nothing.
    """

    def __init__(self, said: Mapping[str, str]) -> None:
        self.said = dict(said)
        self._used: set[str] = set()
        self._asked: list[str] = []

    def __call__(self, clash: Clash) -> Side | None:
        """What holds; None where nothing was said. Raises CadenceError ``no_such_side``."""
        names = (clash.name, f"{clash.table}.{clash.field}", clash.field, ALL)
        return self._find(clash.name, names, clash.sides)

    def of_rows(self, newer: Iterable[Newer]) -> dict[str, str]:
        """Whose each newer row is, as far as it was said; a whole table may be named."""
        found = {one.name: self._find(one.name, (one.name, one.table, ALL), (KEPT, GONE)) for one in newer}
        return {name: side for name, side in found.items() if side is not None}

    def _find(self, asked: str, names: Iterable[str], sides: tuple[Side, ...]) -> Side | None:
        self._asked.append(asked)
        name = next((name for name in names if name in self.said), None)
        if name is None:
            return None
        self._used.add(name)
        side = next((side for side in sides if side == self.said[name]), None)
        if side is None:
            raise CadenceError("no_such_side", side=self.said[name], name=name, sides=", ".join(sides))
        return side

    def refuse_unknown(self) -> None:
        """Raise CadenceError ``no_such_cell`` for an answer to what nobody asked."""
        if unknown := [name for name in self.said if name not in self._used and name != ALL]:
            raise CadenceError("no_such_cell", name=unknown[0], names=", ".join(self._asked) or "–")
