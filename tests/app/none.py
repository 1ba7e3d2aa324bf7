"""Sentences of "none": which there are, what each stands on, and which of them a page or a report shows."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from cadence.answers.serving import Serving
from cadence.report.model import Document, Drawn, Quote, Table
from cadence.words import Words, read_language

HERE = Path(__file__).parent
COUNTS = (HERE / "none_counts.sql").read_text("utf-8")
# What a sentence of none is not about: it is said of one row, tells how something is counted, or names something.
NO_CLAIM = ("one row", "how", "heading")
# Words of the pages that show answers, and of the report.
AREAS = ("in_place.", "pages.", "charts.", "why.", "report.", "attention.", "codes.", "settling.", "lacks.")
# Pages about files and settings.
OTHER_PAGES = ("pages.upload", "pages.history", "pages.explore", "pages.definitions", "lacks.mend", "codes.rule")
KIND = {
    "en": re.compile(
        r"\b(no|none|nobody|nothing|neither)\b|^(every|each)\b|\bnot\b[^.;]{0,40}\b(yet|known|rated|recorded|counted|asked)\b",
        re.IGNORECASE,
    ),
    "fr": re.compile(r"\b(aucune?|personne n|rien)\b|\bpas encore\b", re.IGNORECASE),
}
# Shorter texts are found in a page only where they stand alone.
ALONE = 20


def forms(sentence: str | Mapping[str, str]) -> list[str]:
    """What a sentence may say, by number."""
    return [sentence] if isinstance(sentence, str) else [text for form, text in sentence.items() if form != "plural"]


def of_that_kind(language: str) -> set[str]:
    """The keys of every sentence that says "none"."""
    return {
        key
        for key, sentence in read_language(language).items()
        if key.startswith(AREAS) and not key.startswith(OTHER_PAGES) and not key.endswith("_of_unit")
        and any(KIND[language].search(form) for form in forms(sentence))
    }  # fmt: skip


def stands_on() -> dict[str, str]:
    """By key: the count that must be zero, or why the sentence claims no such thing."""
    tables = tomllib.loads((HERE / "none_words.toml").read_text("utf-8"))
    return {f"{area}.{key}": what for area, keys in tables.items() for key, what in keys.items()}


@dataclass(frozen=True)
class Said:
    """A sentence that was made: its key, its text, its blanks."""

    key: str
    text: str
    blanks: Mapping[str, Any]


class Listener:
    """Every sentence of none that is made while it listens."""

    def __init__(self, language: str) -> None:
        self.language, self.wanted, self.said = language, stands_on(), dict[str, Said]()

    def __enter__(self) -> Listener:
        self.patched = pytest.MonkeyPatch()
        plain = Words.__call__

        def listen(words: Words, key: str, /, **blanks: Any) -> str:
            text = plain(words, key, **blanks)
            if key in self.wanted and KIND[self.language].search(text):
                self.said[text] = Said(key, text, blanks)
            return text

        self.patched.setattr(Words, "__call__", listen)
        return self

    def __exit__(self, *_: object) -> None:
        self.patched.undo()

    def shown(self, texts: Iterable[str]) -> list[Said]:
        """Those of them that stand in these texts."""
        whole = {text.strip() for text in texts}
        everything = "\n".join(whole).casefold()
        return [
            said
            for text, said in self.said.items()
            if text in whole or (len(text) >= ALONE and text.casefold() in everything)
        ]


def page_texts(at: AppTest) -> Iterator[str]:
    """Every text of a page, without what makes it safe in Markdown."""
    for kind in ("markdown", "caption", "header", "subheader", "title", "info", "success", "warning", "metric"):
        for element in at.get(kind):
            yield re.sub(r"\\(.)", r"\1", str(element.value))
    for table in at.table:
        for name, column in table.value.items():
            yield from (re.sub(r"[\\*]", "", text) for text in (str(name), *column.astype(str)))


def report_texts(document: Document) -> Iterator[str]:
    """Every text of a report."""
    for chapter in document.chapters:
        yield from (sentence.text for sentence in chapter.sentences())
        if chapter.brief:
            yield chapter.brief.text
        for block in chapter.blocks:
            if isinstance(block, Drawn):
                yield from (block.chart.title, block.chart.subtitle, block.chart.empty)
            elif isinstance(block, Table):
                yield from (text for row in block.rows for text in row)
            elif isinstance(block, Quote):
                yield block.text


def counted(serving: Serving, network: str, day: dt.date, **given: Any) -> dict[str, int]:
    """Every count of ``none_counts.sql`` by its name. given: page, city, partner, n, name."""
    values = {
        "network": network,
        "day": day,
        "page": "",
        "city": None,
        "partner": None,
        "n": None,
        "name": None,
        **given,
    }
    with serving.cursor() as cursor:
        (statement,) = duckdb.extract_statements(COUNTS)
        rows = cursor.execute(statement, {name: values[name] for name in statement.named_parameters}).fetchall()
    return {name: 0 if n is None else n for name, n in rows}


def untrue(said: Said, serving: Serving, network: str, day: dt.date, **given: Any) -> str:
    """What is wrong with a sentence that is shown; nothing where its count is zero."""
    what = stands_on()[said.key]
    if what in NO_CLAIM:
        return ""
    n, name = (said.blanks.get(blank) for blank in ("n", "name"))
    counts = counted(serving, network, day, n=n if isinstance(n, int) else None, name=str(name), **given)
    return f"{said.key} “{said.text}”: {what} is {counts[what]}" if counts[what] else ""
