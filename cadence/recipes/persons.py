"""Persons in a sheet: which columns hold their names, e-mail addresses and telephones, and a mark in place of each.

The marks (‹☺3›, ‹@3›, ‹☎3›) stand in the text table before anything else looks at it, so that what is shown, checked,
set aside, learnt and kept cannot hold a person. One person has one mark in a sheet, whatever case and accents: so
persons can be counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import duckdb

from cadence.checks.folding import fold
from cadence.recipes import vocabulary
from cadence.recipes.model import PERSONAL
from cadence.recipes.profile import TOKEN, Profile, meanings_of
from cadence.sql import insert_rows, quote

SIGNS = {"persons.mail": "@", "persons.phone": "☎", "persons.name": "☺"}
MAIL_INSIDE = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
PHONE_WRITTEN = re.compile(r"(?:\+|00)[\d\s().-]{8,20}|0\d(?:[ .-]?\d\d){4}")
BESIDE = re.compile(r"[(\[]([^()\[\]]*)[)\]]")  # (Guest), (Host), [Externe]
GONE = "…"
FEWEST_DIGITS = 6


@dataclass
class Taken:
    """What was taken out of a sheet, in memory only.

    lines: by line the cells as they stood. texts: what tells a person wherever it stands; words: of which these are
    made. headers: of the columns. inside: cells of other columns out of which something was taken.
    """

    lines: dict[int, list[str]] = field(default_factory=dict)
    texts: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    headers: tuple[str, ...] = ()
    inside: int = 0

    def __bool__(self) -> bool:
        return bool(self.lines or self.texts)


def columns_of_persons(seen: Sequence[Profile], said: Mapping[int, str], *, names_are_persons: bool) -> dict[int, str]:
    """The places of the columns that hold persons, and what of them.

    said: what a person, or the recipe kept for the sheet, said that a column means; "" where it is left out.
    names_are_persons: whether ``Name`` and ``Participant`` are persons' here.
    """
    found = {}
    for profile in seen:
        if said.get(profile.place):
            if said[profile.place] in PERSONAL:
                found[profile.place] = said[profile.place]
        elif (what := _what(profile, names_are_persons)) and not profile.is_empty:
            found[profile.place] = what
    return found


def _what(profile: Profile, names_are_persons: bool) -> str:
    meant = profile.meanings & set(PERSONAL)
    if profile.mails >= 0.5 or "persons.mail" in meant:
        return "persons.mail"
    if "persons.other" in meant:
        return "persons.other"
    if "persons.phone" in meant or _is_phone(profile):
        return "persons.phone"
    is_text = profile.persons > 0.5 or max(profile.days, profile.numbers, profile.words) < 0.5
    if is_text and (_is_sure(profile.header) or (names_are_persons and "persons.name" in meant)):
        return "persons.name"
    return ""


def _is_phone(profile: Profile) -> bool:
    """Whether the cells are written as telephone numbers are, under a header that says nothing."""
    if profile.meanings or not profile.texts:
        return profile.phones > 0.5 and any(TOKEN.fullmatch(text) for text in profile.texts)
    written = sum(
        n for text, n in zip(profile.texts, profile.counts, strict=True) if PHONE_WRITTEN.fullmatch(text.strip())
    )
    return written >= 0.6 * profile.cells


def _is_sure(header: str) -> bool:
    """Whether a header is of persons whatever stands beside it."""
    shape = vocabulary.plain(header)
    if shape in vocabulary.signs("person_sure") or any(
        vocabulary.plain(one) in vocabulary.signs("person_sure") for one in (BESIDE.sub(" ", header),)
    ):
        return True
    return any(re.search(rf"(^| ){re.escape(word)}( |$)", shape) for word in vocabulary.signs("person_words"))


def may_be_persons(headers: Iterable[str]) -> bool:
    """Whether a header may be of persons, where the sheet lists them."""
    return any(meanings_of(header) & set(PERSONAL) for header in headers)


def take_out(
    con: duckdb.DuckDBPyConnection, table: str, places: Mapping[int, str], hosts: frozenset[str] = frozenset()
) -> Taken:
    """Put a mark in the place of every person in these columns of a text table.

    hosts: addresses of those who ran the meeting.
    """
    taken, numbers = Taken(), dict[tuple[str, str], int]()
    name = quote(f"{table}__marks")
    for place, what in places.items():
        cell = f"c{place}"
        rows = con.execute(
            f"select _line, {cell} from {quote(table)} where trim({cell}) <> '' order by _line"
        ).fetchall()
        marks: dict[str, str] = {}
        for line, text in rows:
            if TOKEN.fullmatch(text.strip()):
                continue
            marks[text] = marks[text] if text in marks else _mark(text, what, numbers, hosts)
            taken.lines.setdefault(int(line), []).append(text)
        con.execute(f"create or replace temp table {name} (cell varchar primary key, mark varchar)")
        if marks:
            insert_rows(con, name, marks.items())
            con.execute(f"update {quote(table)} set {cell} = m.mark from {name} m where m.cell = {cell}")
        con.execute(f"drop table {name}")
    for cells in taken.lines.values():
        _learn(taken, cells)
    return taken


def _mark(text: str, what: str, numbers: dict[tuple[str, str], int], hosts: frozenset[str]) -> str:
    sign = SIGNS.get(what)
    shape = _shape(text, what)
    if sign is None or not shape:
        return ""
    number = numbers.setdefault((sign, shape), len(numbers) + 1)
    beside = [vocabulary.plain(one) for one in BESIDE.findall(text)] if sign == "☺" else []
    is_host = sign == "@" and shape in hosts
    is_host |= any(set(re.split(r" *, *", one)) & vocabulary.signs("host") for one in beside)
    return f"‹{sign}{number}{'*' if is_host else ''}›"


def _shape(text: str, what: str) -> str:
    """What is the same for one person: an address in small letters, digits, the words of a name in any order."""
    if what == "persons.mail":
        found = MAIL_INSIDE.findall(text.lower())
        return " ".join(sorted(found)) if found else fold(text)
    if what == "persons.phone":
        digits = "".join(sign for sign in text if sign.isdigit())
        return digits[-9:] if len(digits) >= FEWEST_DIGITS else fold(text)
    bare = fold(BESIDE.sub(" ", text)) or fold(text) or text.strip()
    return " ".join(sorted(bare.split()))


def _learn(taken: Taken, cells: Sequence[str]) -> None:
    """The texts that tell a person wherever they stand: addresses, numbers, and names of two words and more."""
    names = []
    for cell in cells:
        text = " ".join(cell.split())
        taken.words.update(fold(text).split())
        if mails := MAIL_INSIDE.findall(text):
            taken.texts.update(mails)
        elif sum(sign.isdigit() for sign in text) >= FEWEST_DIGITS:
            taken.texts.add(text)
        else:
            bare = " ".join(BESIDE.sub(" ", text).split())
            names.append(bare)
            if len(bare.split()) > 1:
                taken.texts.add(bare)
    if len(names) > 1:
        taken.texts.update((" ".join(names[:2]), " ".join(reversed(names[:2]))))


class Scrub:
    """Texts without the persons that were found: addresses always, and what ``taken`` tells."""

    MOST = 5000

    def __init__(self, texts: Iterable[str], words: Iterable[str] = ()) -> None:
        known = sorted({text for text in texts if len(text) > 4}, key=len, reverse=True)[: self.MOST]
        parts = "|".join(re.escape(text) for text in known)
        self._known = re.compile(rf"(?<!\w)(?:{parts})(?!\w)", re.I) if parts else None
        self._words = frozenset(words)

    @property
    def knows_names(self) -> bool:
        """Whether it takes out more than addresses."""
        return self._known is not None

    def __call__(self, text: str) -> str:
        """The text, with … in the place of each person."""
        bare = MAIL_INSIDE.sub(GONE, text) if "@" in text else text
        return self._known.sub(GONE, bare) if self._known else bare

    def samples(self, text: str) -> str:
        """Words shown as examples, ``a · b``, without those of a person's name."""
        return " · ".join(one for one in text.split(" · ") if not set(fold(one).split()) & self._words)
