"""Numbers, dates, durations, shares and names of countries as a language writes them."""

from __future__ import annotations

import datetime as dt
import math
import string
from abc import abstractmethod
from decimal import Decimal
from typing import Any, cast

from babel import Locale, dates, numbers

DAYS_IN_A_MONTH = 30.4375
# The order in which a blank lists the forms of its word; a language has those that its own rule tells apart.
FORMS = ("zero", "one", "two", "few", "many", "other")
# Ten times the way to a target: farther off, the number says less of the result than of a target of its own kind.
FARTHEST = 10.0


class Formats(string.Formatter):
    """How one language writes the blanks of its sentences, and the few sentences that are a value written out."""

    language: str
    locale: Locale

    @abstractmethod
    def __call__(self, key: str, /, **blanks: Any) -> str:
        """The sentence under a key."""

    def format_field(self, value: Any, spec: str) -> str:
        """One blank, written as it says itself, else as its spec says or its type asks; a word that agrees with it."""
        if "|" in spec:
            return self.form(value, spec.split("|"))
        if in_words := getattr(value, "in_words", None):
            return str(in_words(self))
        if spec and hasattr(self, f"_as_{spec}"):
            return cast(str, getattr(self, f"_as_{spec}")(value))
        if isinstance(value, dt.date):
            return self.date(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return self.number(value, 0 if float(value).is_integer() else 1)
        return str(value)

    def form(self, count: Any, forms: list[str]) -> str:
        """The form of a word that a count takes in this language: of ``city, cities`` the first for 1 in English.

        Two forms are those of one and of any other count; more are all that the language tells apart, in the order of
        ``FORMS``. A count is taken as it is written, 1.04 as 1.0; what is no count, such as "> 40", is many.
        """
        told_apart = {*self.locale.plural_form.tags, "other"}
        names = ["one", "other"] if len(forms) == 2 else [name for name in FORMS if name in told_apart]
        said = dict(zip(names, forms, strict=True))
        number = _number_of(count)
        return forms[-1] if number is None else said.get(self.locale.plural_form(number), forms[-1])

    @property
    def decimal_sign(self) -> str:
        """What stands before the decimals of a number."""
        return str(self.locale.number_symbols["latn"]["decimal"])

    def number(self, value: float, digits: int = 0) -> str:
        """A number with exactly ``digits`` decimals; a true minus sign, no negative zero."""
        rounded = round(float(value), digits) + 0.0
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        text = numbers.format_decimal(rounded, format=pattern, locale=self.locale)
        return str(text).replace("-", "\u2212")

    def with_sign(self, value: float, digits: int = 0) -> str:
        """A change: always with its sign, except zero."""
        text = self.number(value, digits)
        return f"+{text}" if round(float(value), digits) > 0 else text

    def percent(self, share: float, digits: int = 0) -> str:
        """A share (0 to 1) as a percentage."""
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        text = numbers.format_decimal(round(share * 100, digits) + 0.0, format=pattern, locale=self.locale)
        return f"{text}{self('language.percent_space')}%".replace("-", "\u2212")

    def way(self, share: float) -> str:
        """How much of the way to a target is gone; beyond ten times the way only that, as the rest tells of the way."""
        if abs(share) <= FARTHEST:
            return self.percent(share)
        farthest = math.copysign(FARTHEST, share)
        return self("language.above" if share > 0 else "language.below", value=self.percent(farthest))

    def money(self, amount: float, currency: str) -> str:
        """An amount without cents, with its currency's code or sign; XXX is ISO 4217 for no known currency."""
        code = currency or "XXX"
        return str(numbers.format_currency(amount, code, locale=self.locale, format="#,##0 ¤", currency_digits=False))

    def date(self, day: dt.date, form: str = "medium") -> str:
        """A day: ``medium`` 1 Sept 2026, ``long`` 1 September 2026."""
        text = str(dates.format_date(day, form, locale=self.locale))
        first = self("language.first_of_month")
        return f"{first}{text[1:]}" if first and day.day == 1 and text.startswith("1") else text

    def month(self, day: dt.date) -> str:
        """The month of a day: ``Sept 2026``."""
        return str(dates.format_date(day, "MMM y", locale=self.locale))

    def quarter(self, day: dt.date) -> str:
        """The calendar quarter of a day: ``Q3 2026``."""
        return str(dates.format_date(day, "QQQ y", locale=self.locale))

    def period(self, start: dt.date, months: int) -> str:
        """The month, or the quarter where a period holds three, that begins on a day."""
        return self.month(start) if months == 1 else self.quarter(start)

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

    def list_of(self, items: list[str]) -> str:
        """``a, b and c``."""
        from babel.lists import format_list

        return str(format_list(items, locale=self.locale))

    def duration(self, days: float) -> str:
        """A length of time: days below one month, else months of 30.4375 days with one decimal."""
        if abs(days) < DAYS_IN_A_MONTH:
            return self("time.days", n=abs(round(days)))
        months = round(abs(days) / DAYS_IN_A_MONTH, 1)
        return self("time.months", n=months)

    def span(self, days: float) -> str:
        """A length of time that a rule names: in months where it is two days from whole ones at most."""
        months = round(days / DAYS_IN_A_MONTH)
        is_whole = months > 0 and abs(days - months * DAYS_IN_A_MONTH) <= 2
        return self("time.whole_months", n=months) if is_whole else self("time.days", n=round(days))

    def gap(self, days: float | None) -> str:
        """Days ahead (+) or behind (-) of plan, as read aloud: ``2.1 months behind``."""
        if days is None or math.isnan(days):
            return self("time.unknown")
        if round(days) == 0:
            return self("time.on_plan")
        return self("time.behind" if days < 0 else "time.ahead", gap=self.duration(days))

    def gap_mark(self, days: float) -> str:
        """The same beside a mark: months with their sign, days where no month is to be seen; 0 is on plan alone."""
        months = days / DAYS_IN_A_MONTH
        if round(months, 1):
            return self.with_sign(months, 1)
        return self("time.days_mark", n=self.with_sign(days)) if round(days) else "0"

    def interval(self, low: float | None, high: float | None) -> str:
        """A 95 % interval of a share: ``49 to 94 %``; empty when there is none."""
        if low is None or high is None or math.isnan(low) or math.isnan(high):
            return ""
        return self("time.interval", low=self.number(low * 100), high=self.number(high * 100))

    def k_of_n(self, k: float, n: float) -> str:
        """``8 of 10``; a full count carries no interval."""
        return self("time.k_of_n", k=int(k), n=int(n))

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
                "decimal": self.decimal_sign,
                "thousands": self.locale.number_symbols["latn"]["group"],
            },
        }

    _as_percent = percent
    _as_month = month
    _as_gap = gap
    _as_duration = duration
    _as_span = span
    _as_country = country
    _as_signed = with_sign

    def _as_long(self, value: dt.date) -> str:
        return self.date(value, "long")

    def _as_one(self, value: float) -> str:
        return self.number(value, 1)

    def _as_two(self, value: float) -> str:
        return self.number(value, 2)

    def _as_capital(self, value: str) -> str:
        """A word that begins a sentence or a heading."""
        return value[:1].upper() + value[1:]

    def _as_table(self, value: str) -> str:
        from cadence.contract import load_contracts  # contracts are read only where a table is named

        contract = load_contracts().get(value)
        return contract.title[self.language] if contract else value

    def _as_field(self, value: str) -> str:
        from cadence.contract import field_titles

        return field_titles(self.language).get(value, value)

    def _as_raw(self, value: object) -> str:
        return str(value)


def _number_of(count: Any) -> int | Decimal | None:
    """A count as it is written, from a number or from a text that is one; nothing of anything else."""
    try:
        number = float(count)
    except (TypeError, ValueError):
        return None
    if not math.isfinite(number):
        return None
    return int(number) if number.is_integer() else Decimal(f"{number:.1f}")
