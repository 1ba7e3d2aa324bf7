"""What one cell of a foreign sheet says: several names, how far a step is, a code in other words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cadence.recipes.vocabulary import plain, signs

SURE = re.compile(r"[|\n\r]+|\s*;\s*")
GOES_ON = re.compile(r"(d|l)['’]|(la|le|les|du|de|des|the|of|for|pour|à|au|aux)\s", re.I)
UNSURE = re.compile(r"\s*[,/&+]\s*|\s+(?:et|and|y|e)\s+", re.I)
PERCENT = re.compile(r"\s*(\d{1,3}(?:[.,]\d+)?)\s*%\s*")
SHARE = re.compile(r"0?[.,]\d+")
PLANNED = re.compile(
    r"^(?:pr[eé]vue?s?|planned|planifi[eé]e?|report[eé]e?|expected|postponed|d[eé]cal[eé]e?)\s*(?:le|pour|au|en|à|to|for|on|by)?\s*[:\-]?\s*(?P<rest>.*\d.*)$",
    re.I,
)
DONE_ON = re.compile(
    r"^(?:fait|faite|done|termin[eé]e?|ok|achev[eé]e?|r[eé]alis[eé]e?|completed)\s*(?:le|on|en|in)?\s*[:\-]?\s*\(?(?P<rest>.*\d.*?)\)?$",
    re.I,
)
# Élu·e, agent(e)s, chercheur.se: the first form is the word.
ENDINGS = "e|ne|se|rice|trice|euse|ve|le"
BOTH_GENDERS = re.compile(rf"(?<=\w)(?:[·•.](?:{ENDINGS})(?:[·•.]?s)?|\((?:{ENDINGS})s?\))(?=s?\b|\W|$)", re.I)
QUARTER = re.compile(
    r"(?:t|q|trim(?:estre)?|quarter)\s*([1-4])\s*[-/ ]?\s*(20\d\d)|(20\d\d)\s*[-/ ]?\s*(?:t|q)([1-4])"
    r"|([1-4])\s*(?:er|e|eme)\s*trim(?:estre)?\s*(20\d\d)",
    re.I,
)
HALF = re.compile(r"(?:s|h|sem(?:estre)?)\s*([12])\s*[-/ ]?\s*(20\d\d)", re.I)


def names_in(cell: str, is_known: Callable[[str], bool], splits: bool | None = None) -> list[str]:
    """The names that a cell holds. ``|``, ``;`` and line breaks always part them; a comma, slash, ``et`` or ``and``
    only where
    every part is known, or a person said that this column's cells hold several names."""
    found: list[str] = []
    for part in SURE.split(cell):
        text = part.strip()
        if not text:
            continue
        pieces = [piece.strip() for piece in UNSURE.split(text) if piece.strip()]
        is_several = len(pieces) > 1 and not is_known(text)
        if is_several and splits is not False and (splits or all(is_known(piece) for piece in pieces)):
            found += pieces
        else:
            found += _some_known(text, pieces, is_known) if is_several and splits is None else [text]
    return list(dict.fromkeys(found))


def _some_known(text: str, pieces: list[str], is_known: Callable[[str], bool]) -> list[str]:
    """The cell in the fewest parts that are all known, where its own names hold a comma or an ``et``; else as it is."""
    marks = list(UNSURE.finditer(text))
    for skipped in range(1, len(pieces) - 1):
        for start in range(len(marks) - skipped + 1):
            kept = [mark for number, mark in enumerate(marks) if not start <= number < start + skipped]
            parts, at = [], 0
            for mark in kept:
                parts.append(text[at : mark.start()].strip())
                at = mark.end()
            parts.append(text[at:].strip())
            if all(part and is_known(part) for part in parts):
                return parts
    return [text]


def could_be_several(cell: str) -> bool:
    """Whether a cell holds a sign that may stand between two names."""
    return len([piece for piece in UNSURE.split(cell) if piece.strip()]) > 1


def goes_on(cell: str) -> bool:
    """Whether what follows a sign between names goes on with what stands before it: in small letters, or with an
    article."""
    pieces = [piece.strip() for piece in UNSURE.split(cell) if piece.strip()]
    return any(piece[0].islower() or GOES_ON.match(piece) for piece in pieces[1:])


@dataclass(frozen=True)
class Step:
    """What a cell says of a step: texts of days as they stand, or what to note. is_latest: done by that day; is_period:
    since it is the last of a month or quarter that the cell names.
    """

    done: str = ""
    planned: str = ""
    note: str = ""
    is_latest: bool = False
    is_period: bool = False
    is_read: bool = True


def step_in(cell: str, export_day: dt.date, day_of: Callable[[str], dt.date | None]) -> Step:
    """What one cell of a step's column says: a day, a month or quarter, a word, a share.

    day_of: reads a day, or the first day of a month. A word for done without a day is done by the day of the export; a
    period that is over is done by its last day; one to come is planned for it.
    """
    text = cell.strip()
    shape = plain(text)
    if PERCENT.fullmatch(text) or SHARE.fullmatch(text) or shape in ("1 0", "0 0"):
        share = _share(text)
        return (
            Step(export_day.isoformat(), is_latest=True) if share >= 1 else Step(note=_percent(share) if share else "")
        )
    if shape in signs("done"):
        return Step(export_day.isoformat(), is_latest=True)
    if shape in signs("not_begun"):
        return Step()
    if shape in signs("running") or shape in signs("planned"):
        return Step(note=text)
    if (said := PLANNED.match(text)) and (day := last_day_in(said["rest"], day_of)):
        return Step(planned=day)
    if (said := DONE_ON.match(text)) and (day := last_day_in(said["rest"], day_of)):
        return _step_done(day, said["rest"])
    if day := last_day_in(text, day_of):
        is_over = dt.date.fromisoformat(day) <= export_day
        if not is_over:
            return Step(planned=day)
        return _step_done(day, text)
    return Step(is_read=False)


def _step_done(day: str, text: str) -> Step:
    is_period = _is_period(text)
    return Step(day, is_latest=is_period, is_period=is_period)


def _share(text: str) -> float:
    if said := PERCENT.fullmatch(text):
        return float(said[1].replace(",", ".")) / 100
    return float(text.replace(",", "."))


def _percent(share: float) -> str:
    return f"{round(share * 100)} %"


def last_day_in(text: str, day_of: Callable[[str], dt.date | None]) -> str:
    """The day of a text, or the last day of the month, quarter or half-year that it names; empty when it names none."""
    bare = text.strip().strip("()").strip()
    if said := QUARTER.fullmatch(bare):
        groups = said.groups()
        quarter, year = (groups[0] or groups[3] or groups[4]), (groups[1] or groups[2] or groups[5])
        return _end_of(int(year), int(quarter) * 3).isoformat()
    if said := HALF.fullmatch(bare):
        return _end_of(int(said[2]), int(said[1]) * 6).isoformat()
    day = day_of(bare)
    if day is None:
        return ""
    return _end_of(day.year, day.month).isoformat() if is_month(bare) else day.isoformat()


def _is_period(text: str) -> bool:
    bare = text.strip().strip("()").strip()
    return bool(QUARTER.fullmatch(bare) or HALF.fullmatch(bare) or is_month(bare))


TIME = r",?[ T]\d{1,2}:\d\d(:\d\d)?(\.\d+)?( ?[AaPp][Mm])?( ?(Z|UTC|GMT|(UTC|GMT)?[+-]\d\d?(:?\d\d)?))?$"
MONTH = re.compile(r"\d{1,2}[-/.](?:19|20)\d\d|(?:19|20)\d\d[-/.]\d{1,2}|[^\W\d_]+\.?[ -]+(?:\d\d|(?:19|20)\d\d)")


def is_month(text: str) -> bool:
    """Whether a text names a month and no day: 03/2026, 2026-03, mars 2026, Mar-16."""
    return bool(MONTH.fullmatch(text.strip()))


def _end_of(year: int, month: int) -> dt.date:
    return (dt.date(year, month, 28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)


def says_how_far(text: str) -> bool:
    """Whether a text is a share or a word with a day: 70 %, prévu 03/2027, T4 2026."""
    bare = text.strip()
    return any(form.fullmatch(bare) for form in (PERCENT, QUARTER, HALF)) or bool(
        PLANNED.match(bare) or DONE_ON.match(bare)
    )


# Fields of which a cell may say several: each is a row of its own.
SEVERAL_CODES = ("partnerships.role", "needs.role")


def codes_in(cell: str, codes: Mapping[str, str]) -> str:
    """The codes of a cell that holds several words for one, with ``|`` between them; empty unless every word is known:
    ``relais / financeur``.
    """
    parts = [part for text in SURE.split(cell) for part in UNSURE.split(text) if part.strip()]
    found = [code_in(part, codes) for part in parts]
    return "|".join(dict.fromkeys(code for code in found if code)) if len(parts) > 1 and all(found) else ""


def code_in(cell: str, codes: Mapping[str, str], *, inside: bool = False) -> str | None:
    """The code that a cell's words stand for; with ``inside`` the code of the words it begins with (``Atelier
    mobilité``).
    """
    shape = plain(cell)
    if shape in codes:
        return codes[shape]
    if (one := plain(BOTH_GENDERS.sub("", cell))) in codes:
        return codes[one]
    words = shape.split()
    while inside and len(words) > 1:
        words.pop()
        if " ".join(words) in codes:
            return codes[" ".join(words)]
    return None
