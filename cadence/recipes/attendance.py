"""Persons at activities: a line is one person, and what is kept is how many there were.

A person is known by the e-mail address, else by the name: who joined twice is one. Who did not come is left out, and
told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from cadence.problems import Fact
from cadence.recipes import vocabulary
from cadence.recipes.above import said_above
from cadence.recipes.cells import code_in
from cadence.recipes.days import read_days
from cadence.recipes.made import Made
from cadence.recipes.model import Attended
from cadence.recipes.names import slug
from cadence.recipes.questions import short
from cadence.recipes.sheet import Cells
from cadence.recipes.sheet_cells import UNKNOWN
from cadence.recipes.vocabulary import plain

PARTS = ("segment", "channel")
ABSENT, HOST = "absent", "host"


@dataclass
class Line:
    """One line of a sheet: whom it is about by marks, at which activity, as what."""

    number: int
    title: str
    day: str
    mail: str = ""
    phone: str = ""
    name: str = ""
    is_absent: bool = False
    is_host: bool = False
    parts: tuple[str, ...] = (UNKNOWN, UNKNOWN)
    person: str = ""


@dataclass
class Counted:
    """The persons of one activity: the first line of each, by segment and channel; and how many are not counted."""

    lines: dict[tuple[str, ...], list[int]] = field(default_factory=dict)
    absent: int = 0
    hosts: int = 0
    unnamed: int = 0


def lines_of(cells: Cells) -> list[Line]:
    """Every line of a sheet of persons; each knows its person."""
    texts = _texts(cells)
    codes = {f"audience.{part}": _codes(cells, f"audience.{part}") for part in PARTS}
    column = cells.column("activities.title")
    titles = cells.texts(column[1]) if column else []
    default = titles[0] if len(titles) == 1 else title_above(cells) or short(cells.sheet.name)
    days = _days(cells)
    found = []
    for number, row in texts:
        line = Line(
            number, " ".join(row("activities.title").split()) or default, days.get(row("activities.held_on"), "")
        )
        names, mails = row.each("persons.name"), row.each("persons.mail")
        line.mail, line.phone = "".join(mails[:1]).replace("*", ""), row("persons.phone")
        line.name = " ".join(name.replace("*", "") for name in names)
        line.is_host = any("*" in mark for mark in (*names, *mails)) or _is_host(row)
        line.is_absent = any(answer_in(cells, text) == ABSENT for text in row.each("persons.answer"))
        line.parts = tuple(codes[f"audience.{part}"].get(row(f"audience.{part}"), UNKNOWN) for part in PARTS)
        found.append(line)
    _tell_persons(found)
    return found


def _is_host(row: Row) -> bool:
    roles = {plain(text) for text in row.each("persons.role")}
    return bool(roles & vocabulary.signs("host")) or plain(row("persons.guest")) in vocabulary.signs("own_account")


def answer_in(cells: Cells, text: str) -> str:
    """Whether an answer says that a person did not come: ``absent``, ``came``, or empty where it says neither."""
    found = next(
        (one for one in cells.sheet.columns if "persons.answer" in one.means and plain(text) in one.values), None
    )
    if found is not None:
        return found.values[plain(text)]
    known = dict.fromkeys(vocabulary.signs("attended"), "came") | dict.fromkeys(vocabulary.signs("absent"), ABSENT)
    return code_in(text, known) or ""


class Row:
    """The cells of one line by meaning: the first that says something, or each."""

    def __init__(self, cells: Mapping[str, list[str]]) -> None:
        self._cells = cells

    def __call__(self, meaning: str) -> str:
        return next(iter(self._cells.get(meaning, ())), "")

    def each(self, meaning: str) -> list[str]:
        """Every filled cell of a meaning."""
        return self._cells.get(meaning, [])


def _texts(cells: Cells) -> list[tuple[int, Row]]:
    places = [
        (meaning, place)
        for column in cells.sheet.columns
        for meaning in column.means
        if (place := cells.place(column)) is not None
    ]
    picked = "".join(f", c{place}" for _, place in places)
    found = []
    for number, *texts in cells.con.execute(f"select _line{picked} from {cells.base} order by _line").fetchall():
        row: dict[str, list[str]] = {}
        for (meaning, _), text in zip(places, texts, strict=True):
            if text:
                row.setdefault(meaning, []).append(str(text))
        found.append((int(number), Row(row)))
    return found


def _codes(cells: Cells, meaning: str) -> dict[str, str]:
    """What the words of a column stand for; a constant of the recipe for those that say nothing."""
    constant = cells.sheet.constants.get(meaning, UNKNOWN)
    found = {"": constant}
    if (one := cells.column(meaning)) is not None:
        column, cell = one
        known = dict(vocabulary.values(meaning)) | dict(column.values)
        found |= {text: code_in(text, known) or constant for text in cells.texts(cell)}
    return found


def _days(cells: Cells) -> dict[str, str]:
    if (found := cells.column("activities.held_on")) is None:
        return {}
    texts = cells.texts(found[1])
    return {text: day.isoformat() for text, day in read_days(cells.con, texts, cells.run.dates).items()}


def is_stamped(cells: Cells) -> bool:
    """Whether the day of a line is when somebody filled in a form, not the day of the activity."""
    found = cells.column("activities.held_on")
    return found is not None and plain(found[0].header) in vocabulary.signs("stamp")


def _tell_persons(lines: list[Line]) -> None:
    """Who each line is about: the address; else the only address of that name, the name, the telephone."""
    mails: dict[str, set[str]] = {}
    for line in lines:
        if line.mail and line.name:
            mails.setdefault(line.name, set()).add(line.mail)
    for line in lines:
        own = sorted(mails.get(line.name, ())) if line.name else []
        line.person = line.mail or (own[0] if own else line.name) or line.phone


def titles_of(cells: Cells) -> dict[str, list[str]]:
    """The activities that a sheet names, each with its days as it tells them, the most frequent first.

    One that is named with several days is several, ``title · day``, unless these are the days of a form.
    """
    found: dict[str, Counter[str]] = {}
    for line in lines_of(cells):
        found.setdefault(key_of(line, cells), Counter())[line.day] += 1
    return {title: [day for day, _ in days.most_common() if day] for title, days in found.items()}


def key_of(line: Line, cells: Cells) -> str:
    """Which activity of its sheet a line is about."""
    if line.day and not is_stamped(cells) and cells.column("activities.title") is not None:
        return f"{line.title} · {line.day}"
    return line.title


def count(lines: list[Line], cells: Cells, *, counts_hosts: bool) -> dict[str, Counted]:
    """The persons of each activity of a sheet; each is one, of the segment and channel said first."""
    found: dict[str, Counted] = {}
    by_activity: dict[str, list[Line]] = {}
    for line in lines:
        by_activity.setdefault(key_of(line, cells), []).append(line)
    for key, own in by_activity.items():
        counted = found.setdefault(key, Counted())
        counted.unnamed = sum(not line.person for line in own)
        came = {line.person for line in own if line.person and not line.is_absent}
        hosts = set() if counts_hosts else {line.person for line in own if line.is_host} & came
        counted.absent = len({line.person for line in own if line.person} - came)
        counted.hosts = len(hosts)
        for person in sorted(came - hosts):
            mine = [line for line in own if line.person == person and not line.is_absent]
            parts = tuple(
                next((line.parts[n] for line in mine if line.parts[n] != UNKNOWN), UNKNOWN) for n in range(len(PARTS))
            )
            counted.lines.setdefault(parts, []).append(mine[0].number)
    return found


def title_above(cells: Cells) -> str:
    """The title of the meeting that stands above the table."""
    return said_above(cells.source.above, "meeting_title")


def attendance(cells: Cells, made: Made) -> None:
    """The counts of persons by activity, segment and channel; and the activities that are new."""
    recipe, name = cells.run.recipe, cells.sheet.name
    counted = count(lines_of(cells), cells, counts_hosts=name in recipe.counts_hosts)
    activities: dict[str, dict[str, object]] = {}
    rows: dict[tuple[str, ...], dict[str, object]] = {}
    for key, one in counted.items():
        said = recipe.attended.get((name, key), Attended())
        code = said.code or slug(f"{title_in(key)} {said.day}")
        numbers = [number for lines in one.lines.values() for number in lines] or [1]
        if not said.code:
            activities[code] = {"_line": min(numbers), "activity_id": code, "network_id": cells.run.network}
            activities[code] |= {"held_on": said.day, "kind": said.kind, "title": title_in(key)}
        for parts, lines in one.lines.items() if said.is_counted else ():
            row = rows.setdefault((code, *parts), {"_line": min(lines), "activity_id": code, "persons": 0})
            row |= dict(zip(PARTS, parts, strict=True)) | {"persons": int(str(row["persons"])) + len(lines)}
            row["method"] = cells.sheet.constants.get("audience.method", UNKNOWN)
    if activities:
        cells.add_rows(made, "activities", list(activities.values()))
    if rows:
        cells.add_rows(made, "audience", list(rows.values()))
    _tell(made, list(counted.values()))


def title_in(key: str) -> str:
    """The title of an activity of a sheet, without the day that tells it from others."""
    title, _, day = key.rpartition(" · ")
    return title if title and day[:4].isdigit() else key


def _tell(made: Made, counted: list[Counted]) -> None:
    said = {
        "persons_counted": sum(len(lines) for one in counted for lines in one.lines.values()),
        "persons_absent": sum(one.absent for one in counted),
        "hosts_left_out": sum(one.hosts for one in counted),
        "persons_unnamed": sum(one.unnamed for one in counted),
    }
    made.facts += [Fact(code, {"n": n}) for code, n in said.items() if n or code == "persons_counted"]
