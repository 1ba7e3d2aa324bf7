"""Sentences, numbers, dates and country names in the visitor's language.

Words live in ``cadence/languages/<language>/*.toml``. A sentence has named blanks, and a blank may say how
it is written: ``{n}``, ``{share:percent}``, ``{since:month}``, ``{behind:gap}``. A sentence that depends on
a count is a table of plural forms (``one``, ``other``) chosen by the blank ``n``, or by the blank that the
table names in ``plural``.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import string
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from babel import Locale, dates, numbers

LANGUAGES_FOLDER = Path(__file__).parent / "languages"
DAYS_IN_A_MONTH = 30.4375
PLURAL_FORMS = {"zero", "one", "two", "few", "many", "other", "plural"}

Sentence = str | dict[str, str]


def languages() -> tuple[str, ...]:
    """Codes of the languages Cadence speaks: the folders of words."""
    return tuple(sorted(p.name for p in LANGUAGES_FOLDER.iterdir() if p.is_dir()))


def _flatten(tree: Mapping[str, Any], prefix: str = "") -> dict[str, Sentence]:
    flat: dict[str, Sentence] = {}
    for name, value in tree.items():
        if isinstance(value, dict) and not ("other" in value and set(value) <= PLURAL_FORMS):
            flat.update(_flatten(value, f"{prefix}{name}."))
        else:
            flat[f"{prefix}{name}"] = value
    return flat


def typeset(sentence: str, has_narrow_spaces: bool) -> str:
    """Typographic apostrophes and, where the language has them, narrow no-break spaces before ; : ! ? and in « ».

    The files may so be written on any keyboard, without characters that nobody sees.
    """
    text = re.sub(r"(?<=\w)'(?=\w)", "’", sentence)
    if not has_narrow_spaces:
        return text
    text = re.sub(r"[ \u00a0](?=[;:!?»%](?!\w))", "\u202f", text)
    return re.sub(r"«[ \u00a0]", "«\u202f", text)


def read_language(folder: Path) -> dict[str, Sentence]:
    """All sentences of one language, by dotted key; the same key in two files is an error."""
    sentences: dict[str, Sentence] = {}
    for path in sorted(folder.glob("*.toml")):
        found = _flatten(tomllib.loads(path.read_text("utf-8")))
        if twice := sorted(set(found) & set(sentences)):
            raise ValueError(f"{path.name}: already said in another file: {', '.join(twice)}")
        sentences.update(found)
    return sentences


def _typeset(sentence: Sentence, narrow: bool) -> Sentence:
    if isinstance(sentence, str):
        return typeset(sentence, narrow)
    return {form: typeset(text, narrow) for form, text in sentence.items()}


class Words(string.Formatter):
    """One language: call it with a key and the sentence's blanks."""

    def __init__(self, language: str, sentences: Mapping[str, Sentence]) -> None:
        self.language = language
        self._is_narrow = sentences.get("language.narrow_spaces") == "yes"
        self.sentences = {key: _typeset(sentence, self._is_narrow) for key, sentence in sentences.items()}
        self.locale = Locale.parse(str(sentences["language.locale"]))

    def __call__(self, key: str, /, **blanks: Any) -> str:
        sentence = self.sentences[key]
        if isinstance(sentence, dict):
            count = blanks[sentence.get("plural", "n")]
            # "None at all" may be said in its own way, though no grammar here asks for it.
            form = "zero" if count == 0 and "zero" in sentence else self.locale.plural_form(count)
            sentence = sentence.get(form, sentence["other"])
        return self.vformat(sentence, (), blanks)

    def typeset(self, text: str) -> str:
        """A sentence kept outside the words (a question's header), with this language's apostrophes and spaces."""
        return typeset(text, self._is_narrow)

    def has(self, key: str) -> bool:
        """Whether this language has a sentence under the key."""
        return key in self.sentences

    def code(self, kind: str, code: object) -> str:
        """What a code means to a reader: ``code("sector", "ngo")``; without words, the code itself."""
        key = f"codes.{kind}.{code}"
        return self(key) if self.has(key) else str(code)

    def column(self, name: str) -> str:
        """The heading of a column of an answer or of a contract table."""
        if self.has(f"columns.{name}"):
            return self(f"columns.{name}")
        from cadence.contracts import field_titles  # contracts are read only where a heading is missing

        return field_titles(self.language).get(name, name)

    def format_field(self, value: Any, spec: str) -> str:
        """One blank, written as its spec says or else as its type asks."""
        if spec and hasattr(self, f"_as_{spec}"):
            return cast(str, getattr(self, f"_as_{spec}")(value))
        if isinstance(value, dt.date):
            return self.date(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return self.number(value, 0 if float(value).is_integer() else 1)
        return str(value)

    def number(self, value: float, digits: int = 0) -> str:
        """A number with exactly ``digits`` decimals; a true minus sign, no negative zero."""
        rounded = round(float(value), digits) + 0.0
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        text = numbers.format_decimal(rounded, format=pattern, locale=self.locale)
        return str(text).replace("-", "\u2212")

    def signed(self, value: float, digits: int = 0) -> str:
        """A change: always with its sign, except zero."""
        text = self.number(value, digits)
        return f"+{text}" if round(float(value), digits) > 0 else text

    def percent(self, share: float, digits: int = 0) -> str:
        """A share (0 to 1) as a percentage."""
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        space = "\u202f" if self.language == "fr" else ""
        text = numbers.format_decimal(round(share * 100, digits) + 0.0, format=pattern, locale=self.locale)
        return f"{text}{space}%".replace("-", "\u2212")

    def money(self, amount: float, currency: str) -> str:
        """An amount without cents, with its currency's code or sign; XXX is ISO 4217 for no known currency."""
        code = currency or "XXX"
        return str(numbers.format_currency(amount, code, locale=self.locale, format="#,##0 ¤", currency_digits=False))

    def date(self, day: dt.date, form: str = "medium") -> str:
        """A day: ``medium`` 1 Sept 2026, ``long`` 1 September 2026."""
        text = str(dates.format_date(day, form, locale=self.locale))
        return f"1er{text[1:]}" if self.language == "fr" and day.day == 1 else text

    def month(self, day: dt.date) -> str:
        """The month of a day: ``Sept 2026``."""
        return str(dates.format_date(day, "MMM y", locale=self.locale))

    def quarter(self, day: dt.date) -> str:
        """The calendar quarter of a day: ``Q3 2026``."""
        return str(dates.format_date(day, "QQQ y", locale=self.locale))

    def moment(self, when: dt.datetime) -> str:
        """A day and an hour, in UTC, which it says."""
        utc = when.astimezone(dt.UTC) if when.tzinfo else when
        return f"{dates.format_datetime(utc, 'medium', locale=self.locale).rsplit(':', 1)[0]} UTC"

    def country(self, code: str) -> str:
        """A country's name from its ISO 3166-1 alpha-2 code."""
        return str(self.locale.territories.get(code.upper(), code))

    def spoken_language(self, code: str) -> str:
        """A language's name from its ISO 639-1 code."""
        return str(self.locale.languages.get(code.lower(), code))

    def listed(self, items: list[str]) -> str:
        """``a, b and c``."""
        from babel.lists import format_list

        return str(format_list(items, locale=self.locale))

    def duration(self, days: float) -> str:
        """A length of time: days below one month, else months of 30.4375 days with one decimal."""
        if abs(days) < DAYS_IN_A_MONTH:
            return self("time.days", n=abs(round(days)))
        months = round(abs(days) / DAYS_IN_A_MONTH, 1)
        return self("time.months", n=months)

    def gap(self, days: float | None) -> str:
        """Days ahead (+) or behind (-) of plan, as read aloud: ``2.1 months behind``."""
        if days is None or math.isnan(days):
            return self("time.unknown")
        if round(days) == 0:
            return self("time.on_plan")
        return self("time.behind" if days < 0 else "time.ahead", gap=self.duration(days))

    def interval(self, low: float | None, high: float | None) -> str:
        """A 95 % interval of a share: ``49 to 94 %``; empty when there is none."""
        if low is None or high is None or math.isnan(low) or math.isnan(high):
            return ""
        return self("time.interval", low=self.number(low * 100), high=self.number(high * 100))

    def k_of_n(self, k: float, n: float, low: float | None = None, high: float | None = None) -> str:
        """``8 of 10`` and, from five cases on, its 95 % interval."""
        said = self("time.k_of_n", k=int(k), n=int(n))
        interval = self.interval(low, high) if n >= 5 else ""
        return f"{said} ({interval})" if interval else said

    def chart_locale(self) -> dict[str, Any]:
        """The names and separators that the chart library needs to write axes in this language."""
        days, months = self.locale.days["format"], self.locale.months["format"]
        week = [6, 0, 1, 2, 3, 4, 5]  # the chart library's week starts on Sunday, babel's on Monday
        return {
            "dictionary": {},
            "format": {
                "days": [days["wide"][d] for d in week],
                "shortDays": [days["abbreviated"][d] for d in week],
                "months": [months["wide"][m] for m in range(1, 13)],
                "shortMonths": [months["abbreviated"][m] for m in range(1, 13)],
                "date": "%d/%m/%Y",
                "decimal": self.locale.number_symbols["latn"]["decimal"],
                "thousands": self.locale.number_symbols["latn"]["group"],
            },
        }

    _as_percent = percent
    _as_month = month
    _as_gap = gap
    _as_duration = duration
    _as_country = country
    _as_signed = signed

    def _as_long(self, value: dt.date) -> str:
        return self.date(value, "long")

    def _as_one(self, value: float) -> str:
        return self.number(value, 1)

    def _as_two(self, value: float) -> str:
        return self.number(value, 2)

    def _as_raw(self, value: object) -> str:
        return str(value)


@lru_cache(maxsize=8)
def words_in(language: str) -> Words:
    """The words of one language; one that Cadence does not speak is answered in English."""
    chosen = language if language in languages() else "en"
    return Words(chosen, read_language(LANGUAGES_FOLDER / chosen))
