"""What a recipe says of a foreign file: one part a sheet, one line a column; and its text form, TOML.

    recipe = parse(text); text = to_toml(recipe)

A recipe holds no rows and no names of persons: only headers, meanings, words and the names of things that a person
said are one.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import tomli_w

from cadence.checks.folding import fold
from cadence.contract import load_contracts
from cadence.errors import CadenceError

# What one line of a sheet may be.
Line = Literal[
    "city", "city_step", "partner", "partnership", "activity", "action", "value", "checkin", "need", "attendee"
]
LINES: tuple[str, ...] = get_args(Line)
# Meanings that are no field of a contract table: how far a step is, as a word or as a share; whether an activity was
# held; a person (read to be counted, never kept), whether that person came, as whom, what else lists of persons say.
SIGNS = (
    "progress.state",
    "progress.share",
    "activities.status",
    *(PERSONAL := ("persons.name", "persons.mail", "persons.phone", "persons.other")),
    "persons.answer",
    "persons.role",
    "persons.guest",
    "persons.aside",
)
VERSION = 1


@dataclass(frozen=True)
class Column:
    """One column of a sheet: its header, what it means (``table.field``, or one of SIGNS; none: left out).

    values: folded text of a cell -> the code it stands for. splits: whether a cell that holds a comma, slash, ``et`` or
    ``and`` names several things; None where only known names are told apart. step: of which step these are the cells.
    """

    header: str
    means: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict, hash=False)
    splits: bool | None = None
    step: str = ""


@dataclass(frozen=True)
class Sheet:
    """One sheet: what a line is, its columns in their order, what is said once for all of them.

    constants: ``table.field`` -> value, for what no column says. agreed: the text, in the first column, of the line
    whose cells are the agreed days of each step. fill_down: headers whose empty cells repeat the cell above. without:
    the texts, in the first cell or the one beside it, of lines that are none (totals, headings). year: that of days
    written without one, of the file at hand alone.
    """

    name: str
    line: Line
    columns: tuple[Column, ...]
    constants: Mapping[str, str] = field(default_factory=dict, hash=False)
    agreed: str = ""
    fill_down: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    year: str = ""

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header it was made for."""
        return tuple(column.header for column in self.columns)

    def column_of(self, meaning: str) -> Column | None:
        """The first column of a meaning; None when no column has it."""
        return next((column for column in self.columns if meaning in column.means), None)

    def has(self, meaning: str) -> bool:
        """Whether a column or a constant says it."""
        return meaning in self.constants or self.column_of(meaning) is not None

    def said_twice(self) -> dict[str, list[str]]:
        """The meanings that more than one column has, of which only the first would be read, with their headers."""
        every = [(one, column.header) for column in self.columns if not column.step for one in column.means]
        found = {one: [header for said, header in every if said == one] for one, _ in every if one[:8] != "persons."}
        return {meaning: headers for meaning, headers in found.items() if len(headers) > 1}


@dataclass(frozen=True)
class Same:
    """A name that stands for a thing: said by a person. ``code`` is the known thing, or empty for a new one."""

    thing: str
    name: str
    code: str


@dataclass(frozen=True)
class Attended:
    """The activity at which persons were: a published one by its code, or a new one with its day and kind.

    is_counted: whether these persons are counted there.
    """

    code: str = ""
    day: str = ""
    kind: str = ""
    is_counted: bool = True


@dataclass(frozen=True)
class Recipe:
    """How the sheets of one kind of file become contract tables.

    network: the fields of its row in ``networks``. places: folded name of a town -> the country that a person said.
    stays: by thing, the codes that stay though a whole list no longer holds them. answers: those it was made by.
    attended, counts_hosts: what was said of the file at hand, by sheet and activity; no part of what is kept.
    """

    title: str
    sheets: tuple[Sheet, ...]
    network: Mapping[str, str] = field(default_factory=dict, hash=False)
    same: tuple[Same, ...] = ()
    contract: str = ""
    places: Mapping[str, str] = field(default_factory=dict, hash=False)
    stays: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    answers: Mapping[str, str] = field(default_factory=dict, hash=False)
    attended: Mapping[tuple[str, str], Attended] = field(default_factory=dict, hash=False)
    counts_hosts: frozenset[str] = frozenset()

    def sheet_for(self, headers: tuple[str, ...]) -> Sheet | None:
        """The sheet made for these headers: the one of which most are there, at least the needed part of them."""
        found = [(share(sheet, headers), -number, sheet) for number, sheet in enumerate(self.sheets)]
        best = max(found, key=lambda one: one[:2], default=(0.0, 0, None))
        return best[2] if best[0] >= NEEDED else None


NEEDED = 0.7  # so many of a sheet's headers must be there for it to be the sheet of the recipe


def share(sheet: Sheet, headers: tuple[str, ...]) -> float:
    """How many of the headers a sheet was made for are there, 0 to 1; columns that are left out do not count."""
    here = {fold(header) for header in headers}
    wanted = {fold(column.header) for column in sheet.columns if column.means}
    return len(wanted & here) / len(wanted) if wanted else 0.0


def digest_of_contracts() -> str:
    """The version of the contracts a recipe is made for: changes with every table and field."""
    text = "\n".join(f"{name}: {' '.join(contract.columns)}" for name, contract in load_contracts().items())
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def parse(text: str) -> Recipe:
    """A recipe from its text. Raises CadenceError ``recipe_unreadable`` with the reason when it is none."""
    try:
        said = tomllib.loads(text)
        recipe = Recipe(
            str(said["title"]),
            tuple(_sheet(one) for one in said["sheets"]),
            {str(name): str(value) for name, value in said.get("network", {}).items()},
            tuple(Same(str(one["thing"]), str(one["name"]), str(one["code"])) for one in said.get("same", ())),
            str(said.get("contract", "")),
            {str(name): str(code) for name, code in said.get("places", {}).items()},
            {str(thing): tuple(map(str, codes)) for thing, codes in said.get("stays", {}).items()},
            {str(key): str(answer) for key, answer in said.get("answers", {}).items()},
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise CadenceError("recipe_unreadable", reason=str(error) or type(error).__name__) from error
    for sheet in recipe.sheets:
        _hold(sheet)
    return recipe


def _sheet(said: Mapping[str, Any]) -> Sheet:
    return Sheet(
        str(said["name"]),
        said["line"],
        tuple(_column(one) for one in said["columns"]),
        {str(name): str(value) for name, value in said.get("constants", {}).items()},
        str(said.get("agreed", "")),
        tuple(map(str, said.get("fill_down", ()))),
        tuple(map(str, said.get("without", ()))),
    )


def _column(said: Mapping[str, Any]) -> Column:
    splits = said.get("splits")
    if splits is not None and not isinstance(splits, bool):
        raise ValueError(f"splits = {splits!r}")
    values = {fold(str(found)) or str(found).strip(): str(code) for found, code in said.get("values", {}).items()}
    means = said.get("means", ())
    if isinstance(means, str):
        raise ValueError(f"means = {means!r}")
    return Column(str(said["header"]), tuple(map(str, means)), values, splits, str(said.get("step", "")))


def _hold(sheet: Sheet) -> None:
    """Refuse a meaning that no contract has."""
    if sheet.line not in LINES:
        raise CadenceError("recipe_unreadable", reason=f"line = {sheet.line!r}: {', '.join(LINES)}")
    for meaning in (*(one for column in sheet.columns for one in column.means), *sheet.constants):
        if not is_meaning(meaning):
            raise CadenceError("recipe_unreadable", reason=f"{sheet.name}: {meaning}")


def is_meaning(meaning: str) -> bool:
    """Whether ``table.field`` is a field of a contract, or one of the signs."""
    table, _, name = meaning.partition(".")
    contracts = load_contracts()
    return meaning in SIGNS or (table in contracts and name in contracts[table].columns)


def to_toml(recipe: Recipe) -> str:
    """The text of a recipe, the same for the same recipe."""
    said: dict[str, Any] = {"version": VERSION, "title": recipe.title, "contract": recipe.contract}
    given = {
        "network": dict(recipe.network),
        "places": dict(recipe.places),
        "stays": {thing: list(codes) for thing, codes in recipe.stays.items()},
        "answers": dict(recipe.answers),
        "same": [{"thing": one.thing, "name": one.name, "code": one.code} for one in recipe.same],
    }
    said |= {name: one for name, one in given.items() if one}
    said["sheets"] = [_plain_sheet(sheet) for sheet in recipe.sheets]
    return tomli_w.dumps(said, multiline_strings=False)


def _plain_sheet(sheet: Sheet) -> dict[str, Any]:
    said: dict[str, Any] = {"name": sheet.name, "line": sheet.line, "agreed": sheet.agreed}
    said |= {"fill_down": list(sheet.fill_down), "without": list(sheet.without), "constants": dict(sheet.constants)}
    said = {name: one for name, one in said.items() if one}
    return said | {"columns": [_plain_column(column) for column in sheet.columns]}


def _plain_column(column: Column) -> dict[str, Any]:
    said: dict[str, Any] = {"header": column.header, "means": list(column.means)}
    said |= {"step": column.step} if column.step else {}
    said |= {} if column.splits is None else {"splits": column.splits}
    return said | ({"values": dict(column.values)} if column.values else {})
