"""What a report is made of: chapters of sentences, charts and tables, each knowing the questions it came from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cadence.answers.answer import Answer
from cadence.charts.look import Chart
from cadence.report.values import Value


@dataclass(frozen=True)
class Sentence:
    """A sentence: its words' key, its blanks (figures, or words from data), its text."""

    key: str
    blanks: Mapping[str, Any]
    text: str

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions whose answers it tells, in the order told."""
        asked = (blank.question for blank in self.blanks.values() if isinstance(blank, Value))
        return tuple(dict.fromkeys(asked))


@dataclass(frozen=True)
class Paragraph:
    """Sentences that belong together; one below the other where they are a list."""

    sentences: tuple[Sentence, ...]
    is_list: bool = False


@dataclass(frozen=True)
class Quote:
    """Words of somebody of the network, as typed: what they are about, and the words."""

    about: str
    text: str
    question: str


@dataclass(frozen=True)
class Drawn:
    """A chart; ``answer`` is what it was drawn from, small cells withheld already. ``page`` shows it in full.

    ``headings`` and ``rows``: the same as a table, where no table stands beside it.
    """

    chart: Chart
    answer: Answer
    page: str
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def question(self) -> str:
        return self.answer.question


@dataclass(frozen=True)
class Table:
    """Rows of an answer as text; ``answer`` has small cells withheld. ``left_out`` rows are in the CSV only.

    ``kinds``: per column number, date or words.
    """

    name: str
    title: Sentence
    headings: tuple[str, ...]
    kinds: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    answer: Answer
    page: str
    left_out: Sentence | None = None

    @property
    def question(self) -> str:
        return self.answer.question


Block = Paragraph | Quote | Drawn | Table


@dataclass(frozen=True)
class Chapter:
    """One chapter; its title is its finding, ``topic`` its constant name, ``brief`` what the summary says of it.

    known: until when what its sentences tell is known, where that is before the report's day, else empty;
    ``known_brief`` the same of its line in the summary.
    """

    name: str
    topic: str
    title: Sentence
    blocks: tuple[Block, ...]
    brief: Sentence | None = None
    known: str = ""
    known_brief: str = ""

    def sentences(self) -> Iterator[Sentence]:
        """Every sentence of it, in the order read."""
        yield self.title
        for block in self.blocks:
            if isinstance(block, Paragraph):
                yield from block.sentences
            if isinstance(block, Table):
                yield block.title
                if block.left_out:
                    yield block.left_out

    def questions(self) -> Iterator[str]:
        """Every question it tells of, in the order read; some more than once."""
        yield from self.title.questions
        for block in self.blocks:
            if isinstance(block, Paragraph):
                for sentence in block.sentences:
                    yield from sentence.questions
            else:
                yield block.question


@dataclass(frozen=True)
class About:
    """What a report stands on; the same ``About`` on the same snapshot gives the same report."""

    network: str
    network_name: str
    data_date: dt.date
    snapshot: int
    language: str
    published: str
    made: dt.datetime
    address: str = ""
    zone: str = "UTC"  # whose days its days are


@dataclass(frozen=True)
class Document:
    """The whole report."""

    about: About
    chapters: tuple[Chapter, ...]

    def questions(self) -> tuple[str, ...]:
        """Every question the report tells of, in the order met: the order of its definitions."""
        return tuple(dict.fromkeys(name for chapter in self.chapters for name in chapter.questions()))

    def figures(self) -> tuple[Drawn | Table, ...]:
        """Every chart and table, in the order met."""
        return tuple(b for chapter in self.chapters for b in chapter.blocks if isinstance(b, Drawn | Table))
