"""What is asked of a list of persons: at which activity they were, whether hosts count, what unknown answers mean."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from rapidfuzz import fuzz

from cadence.checks.folding import fold
from cadence.contract import load_contracts
from cadence.recipes import vocabulary
from cadence.recipes.above import day_in, said_above
from cadence.recipes.attendance import (
    ABSENT,
    answer_in,
    count,
    is_stamped,
    lines_of,
    title_in,
    titles_of,
)
from cadence.recipes.cells import code_in
from cadence.recipes.days import read_days
from cadence.recipes.model import Attended, Recipe, Sheet
from cadence.recipes.names import NEW
from cadence.recipes.questions import NO, YES, Asking, Item, Question, short
from cadence.recipes.run import Run
from cadence.recipes.sheet import Cells
from cadence.recipes.vocabulary import plain
from cadence.sql import literal

CAME = "came"
ADD, LEAVE = "add", "leave"
MOST_OFFERED, ALIKE, SAME = 4, 70, 90


@dataclass(frozen=True)
class Known:
    """A published activity, and how alike its title is (0 to 100)."""

    code: str
    day: dt.date
    title: str
    alike: float


def ask_attended(run: Run, recipe: Recipe, asking: Asking) -> Recipe:
    """Ask what the sheets of persons raise; sheets of anything else are as they were."""
    sheets = list(recipe.sheets)
    for number, (cells, sheet) in enumerate(zip(run.sheets, recipe.sheets, strict=True)):
        if sheet.line == "attendee":
            sheets[number] = _ask_answers(cells, asking)
    recipe = replace(recipe, sheets=tuple(sheets))
    attended = dict(recipe.attended)
    hosts = set(recipe.counts_hosts)
    for cells, sheet in zip(run.sheets, recipe.sheets, strict=True):
        if sheet.line == "attendee":
            cells.sheet = sheet
            attended |= {(sheet.name, key): one for key, one in _ask_activities(cells, asking).items()}
            if _ask_hosts(cells, asking):
                hosts.add(sheet.name)
    return replace(recipe, attended=attended, counts_hosts=frozenset(hosts))


def _ask_answers(cells: Cells, asking: Asking) -> Sheet:
    """Words that say neither that a person came nor that one did not."""
    sheet, label = cells.sheet, short(cells.sheet.name)
    columns = list(sheet.columns)
    for number, column in enumerate(columns):
        place = cells.place(column)
        if "persons.answer" not in column.means or place is None:
            continue
        unknown = [text for text in cells.texts(f"c{place}") if not answer_in(cells, text)]
        items = tuple(Item(text, (CAME, ABSENT), CAME) for text in unknown[:60])
        blanks = {"sheet": label, "column": column.header}
        said = asking.ask_each(Question(f"answers.{label}.{column.header}", "answers", blanks=blanks, items=items))
        values = dict(column.values) | {plain(text): code for text, code in said.items() if code}
        columns[number] = replace(column, values=values)
    return replace(sheet, columns=tuple(columns))


def _ask_hosts(cells: Cells, asking: Asking) -> bool:
    """Whether those who ran the meeting are counted; asked where some are."""
    n = sum(one.hosts for one in count(lines_of(cells), cells, counts_hosts=False).values())
    label = short(cells.sheet.name)
    if not n:
        return False
    return asking.ask(Question(f"hosts.{label}", "hosts", (NO, YES), NO, "hosts", {"sheet": label, "n": n})) == YES


def _ask_activities(cells: Cells, asking: Asking) -> dict[str, Attended]:
    """For each activity that a sheet names: a published one, or its day and kind."""
    label, titles = short(cells.sheet.name), titles_of(cells)
    days = {key: _day(cells, told) for key, told in titles.items()}
    known = {key: _near(cells, title_in(key), days[key]) for key in titles}
    items = tuple(
        Item(key, (*(one.code for one in found), NEW), _guess(found, days[key]), _labels(found))
        for key, found in known.items()
    )
    blanks: dict[str, object] = {"sheet": label, "n": len(items)}
    said = asking.ask_each(Question(f"activity.{label}", "attended_activity", blanks=blanks, items=items))
    fresh = [key for key in titles if said.get(key, NEW) in (NEW, "")]
    told = asking.ask_each(
        Question(f"held_on.{label}", "attended_day", blanks={"sheet": label, "n": len(fresh)},
                 items=tuple(Item(key, (), days[key]) for key in fresh), reads=partial(_read_day, cells))
    )  # fmt: skip
    kinds = load_contracts()["activities"].column("kind").enum
    kind = asking.ask_each(
        Question(f"kind.{label}", "attended_kind", blanks={"sheet": label, "n": len(fresh)},
                 items=tuple(Item(key, kinds, _kind(title_in(key))) for key in fresh))
    )  # fmt: skip
    again = _ask_again(cells, asking, {key: code for key, code in said.items() if key not in fresh})
    return {
        key: Attended("" if key in fresh else said[key], told.get(key, ""), kind.get(key, ""), key not in again)
        for key in titles
    }


def _ask_again(cells: Cells, asking: Asking, chosen: Mapping[str, str]) -> set[str]:
    """Activities at which others are counted already, to whom these would be added; those left out."""
    label, counted = short(cells.sheet.name), count(lines_of(cells), cells, counts_hosts=False)
    before = {key: _counted_before(cells, code, set(counted[key].lines)) for key, code in chosen.items()}
    twice = [key for key, n in before.items() if n]
    items = tuple(Item(key, (ADD, LEAVE)) for key in twice)
    blanks: dict[str, object] = {"sheet": label, "n": sum(before.values())}
    said = asking.ask_each(Question(f"counted.{label}", "attended_again", blanks=blanks, items=items))
    return {key for key in twice if said.get(key) == LEAVE}


def _counted_before(cells: Cells, code: str, parts: set[tuple[str, ...]]) -> int:
    """The persons counted at a published activity in other segments or by other channels than these."""
    rows = cells.con.execute(
        "select segment, channel, persons from published.audience where activity_id = $code", {"code": code}
    ).fetchall()
    return sum(int(n) for segment, channel, n in rows if (segment, channel) not in parts)


def _day(cells: Cells, told: Sequence[str]) -> str:
    """The day of an activity as its lines or the lines above the table tell it; empty when nothing does."""
    if told and (is_stamped(cells) or len(set(told)) == 1):
        return told[0]
    day = day_in(said_above(cells.source.above, "meeting_start"))
    return day.isoformat() if day else ""


def _read_day(cells: Cells, text: str) -> str:
    """The day that a person wrote, or a video meeting; empty when the text names none."""
    day = day_in(text) or read_days(cells.con, [text], cells.run.dates).get(text)
    return day.isoformat() if day else ""


def _kind(title: str) -> str:
    """What kind the words of a title tell an activity to be; empty when they tell none."""
    return code_in(title, vocabulary.values("activities.kind"), inside=True) or ""


def _near(cells: Cells, title: str, day: str) -> list[Known]:
    """The published activities of that title or nearly, or of that day; the likeliest first."""
    if not cells.run.has_record:
        return []
    rows = cells.con.execute(
        f"""
        select activity_id, held_on, coalesce(title, '') from published.activities
        where network_id = {literal(cells.run.network)}
        """
    ).fetchall()
    found = [Known(code, held, said, fuzz.token_sort_ratio(fold(title), fold(said))) for code, held, said in rows]
    near = [one for one in found if one.alike >= ALIKE or (day and one.day.isoformat() == day)]
    return sorted(near, key=lambda one: (-one.alike, _apart(one, day)))[:MOST_OFFERED]


def _apart(one: Known, day: str) -> int:
    return abs((one.day - dt.date.fromisoformat(day)).days) if day else 0


def _guess(found: Sequence[Known], day: str) -> str:
    """The published activity where title and day say so; a new one where they do not."""
    for one in found:
        if one.alike >= SAME and (not day or _apart(one, day) <= 1):
            return one.code
        if one.alike >= ALIKE and day and _apart(one, day) == 0:
            return one.code
    return NEW


def _labels(found: Sequence[Known]) -> dict[str, str]:
    return {one.code: f"{one.title or one.code} · {one.day.isoformat()}" for one in found}
