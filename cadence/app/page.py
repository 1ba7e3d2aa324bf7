"""A page: what its script needs to ask questions and show the answers, and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from cadence.answers import questions
from cadence.answers.answer import Answer
from cadence.answers.serving import Serving
from cadence.app import address, choices, frame, headings, writer
from cadence.app.markup import markdown_safe
from cadence.app.parts import figures, tables, why
from cadence.app.visitor import Beside, View
from cadence.cards import lacks
from cadence.charts.look import Chart
from cadence.words import Words
from cadence.words.sentences import within_sentence

DAYS_IN_A_QUARTER = 91


def as_it_is(answer: Answer, _words: Words) -> Answer:
    """The answer, with nothing more of it in words."""
    return answer


class Page:
    """One page of one visitor: ``ask`` a question, ``show`` it with a chart, or as a ``table``."""

    def __init__(self, name: str, view: View, filters: Sequence[str]) -> None:
        self.name = name
        self.view = view
        self.words: Words = view.words
        self.serving: Serving = view.serving
        self.network = view.network
        self.data_date = view.data_date
        self.before = view.compared or view.data_date - dt.timedelta(days=DAYS_IN_A_QUARTER)
        self.filters: dict[str, Any] = {}
        self._chapter: tuple[Any, str] | None = None
        self._filter(filters)

    def say(self, key: str, **blanks: Any) -> str:
        """A sentence of this page: ``say("intro")`` is ``pages.<page>.intro``; safe to show as Markdown."""
        return markdown_safe(self.option(key, **blanks))

    def option(self, key: str, **blanks: Any) -> str:
        """The same letter for letter, for what is no Markdown: the lines of a list of choices, its placeholder."""
        return self.words(f"pages.{self.name}.{key}", **blanks)

    def tell(self) -> None:
        """Say once what the last action did; it was kept while the page ran again."""
        if told := st.session_state.pop("told", ""):
            st.success(markdown_safe(told))

    def ask(self, question: str, **params: Any) -> Answer:
        """The answer with network, data date and filters filled in where the question has them."""
        return self.ask_of(self.serving, question, **params)

    def ask_of(self, serving: Serving, question: str, **params: Any) -> Answer:
        """The same of another snapshot."""
        known = questions.find(question).parameters
        common = {"network": self.network, "data_date": self.data_date, **self.filters}
        given = {name: value for name, value in common.items() if name in known}
        return serving.ask(question, **{**given, **params})

    def ask_before(self, question: str, **params: Any) -> Answer:
        """The same answer at the earlier date the visitor compares with (by default a quarter before)."""
        return self.ask(question, data_date=self.before, **params)

    def show(self, chart: Callable[..., Chart], answer: Answer, **more: Any) -> None:
        """Draw a chart of an answer and of those in ``more``; a click on a mark opens its city, partner or action.

        One without anything to draw goes to the list at the end of the page. When something stands beside the view,
        the same chart is drawn of the other side's answer too.
        """

        def draw(side: View | Beside, found: Answer, given: Mapping[str, Any], key: str) -> None:
            drawn = self._chart(chart, found, given, side.words)
            if self.miss(drawn.name, drawn.title, side, drawn.figure is None, drawn.empty):
                return
            self._begin_chapter()
            figures.show(drawn, found, side.serving, side.words, f"{self.name}_{drawn.name}{key}")
            self._show_ignored(found)

        self._on_both_sides(draw, answer, more)

    def _chart(self, chart: Callable[..., Chart], answer: Answer, more: Mapping[str, Any], words: Words) -> Chart:
        frames = {name: value.frame if isinstance(value, Answer) else value for name, value in more.items()}
        return chart(answer.frame, words, **frames)

    def table(
        self,
        answer: Answer,
        columns: Sequence[str],
        *,
        title: str = "",
        links: Mapping[str, str] | None = None,
        empty: str = "",
        note: str = "",
        key: str = "",
        said: Callable[[Answer, Words], Answer] = as_it_is,
    ) -> None:
        """Show an answer as a table. ``title``, ``empty`` and ``note`` (beneath it) are keys below ``pages.<page>``.

        said: what puts more of the answer in words first, on both sides when something stands beside the view.
        """
        name = f"{self.name}_{key or title or answer.question}"
        figure = f"{answer.question}_table" if f"{answer.question}_table" in lacks.NEEDS else answer.question

        def draw(side: View | Beside, bare: Answer, _: Mapping[str, Any], key: str) -> None:
            found = said(bare, side.words)
            if figure in lacks.NEEDS and self.miss(figure, self.words(f"lacks.topic.{figure}"), side, found.is_empty):
                return
            self._begin_chapter()
            if title:
                headings.part(self.say(title, n=len(found.frame)))
            if found.is_empty:
                st.info(self.say(empty) if empty else markdown_safe(self.words("frame.no_rows")))
            else:
                tables.show(side.words, found.frame, columns, links or {}, name + key)
                why.say_known([found], side.words)
            why.show(found, side.serving, side.words, name + key)
            if note:
                st.caption(self.say(note))
            self._show_ignored(found)

        self._on_both_sides(draw, answer, {})

    def miss(self, figure: str, topic: str, side: View | Beside, is_empty: bool, otherwise: str = "") -> bool:
        """Whether a figure cannot be computed; it then stands in the list at the end of the page.

        Its reason is the first thing it needs that ``side`` lacks, or else ``otherwise``, where that is given.
        """
        lack = lacks.lack_in(side.serving, side.network, side.data_date, figure, is_empty)
        said = lack.says(self.words) if lack else within_sentence(otherwise) if is_empty else ""
        if said:
            named = self.words("lacks.beside", side=side.label, topic=topic) if self.view.beside else topic
            self.view.missing.append((named, said))
        return bool(said)

    def _show_ignored(self, answer: Answer) -> None:
        """Show which of the chosen filters an answer does not follow, so that nobody reads it as filtered."""
        known = questions.find(answer.question).parameters
        ignored = [name for name, chosen in self.filters.items() if chosen and name not in known]
        if ignored:
            names = self.words.list_of([self.words(f"frame.filter_{name}") for name in ignored])
            st.caption(markdown_safe(self.words("frame.not_filtered", filters=names)))

    def _on_both_sides(self, draw: Callable[..., None], answer: Answer, more: Mapping[str, Any]) -> None:
        beside = self.view.beside
        if beside is None:
            draw(self.view, answer, more, "")
            return
        here, there = st.columns(2)
        with here:
            st.badge(markdown_safe(self.view.label))
            draw(self.view, answer, more, "")
        with there:
            st.badge(markdown_safe(beside.label), color="grey")
            given = {name: self._other(value) for name, value in more.items()}
            draw(beside, self._other(answer), given, "_beside")

    def _other(self, value: Any) -> Any:
        """The same answer, or the data date, on the other side of the comparison; anything else as it is."""
        beside = self.view.beside
        if beside is None:
            return value
        if isinstance(value, dt.date) and value == self.data_date:
            return beside.data_date
        if not isinstance(value, Answer):
            return value
        parameters = dict(value.parameters)
        moved = {"network": beside.network, "data_date": beside.data_date}
        parameters.update({name: moved[name] for name in moved if name in parameters})
        return beside.serving.ask(value.question, **parameters)

    def section(self, key: str) -> None:
        """A heading of this page, with its sentence when there is one (``<key>_note``)."""
        self._chapter = None
        headings.section(self.say(key))
        if self.words.has(f"pages.{self.name}.{key}_note"):
            st.caption(self.say(f"{key}_note"))

    def chapter(self, key: str) -> None:
        """The same, shown only once a figure or a table of it is."""
        self._chapter = (st.container(), key)

    def _begin_chapter(self) -> None:
        if self._chapter is not None:
            place, key = self._chapter
            with place:
                self.section(key)

    def choose(self, subject: str, labels: Mapping[str, str]) -> str | None:
        """Choose one city, partner or action (kept in the address under its name)."""
        return choices.one(self.words(f"frame.choose_{subject}"), labels, subject)

    def lacks(self, *needed: str) -> bool:
        """Whether a contract table this page needs was never published; then it says which, and where to start."""
        published = self.serving.frame("tables_with_rows", network=self.network) if needed else pd.DataFrame()
        missing = [table for table in needed if not published.set_index("table_name")["has_rows"][table]]
        for table in missing:
            title = frame.table_title(table, self.words.language)
            st.info(markdown_safe(self.words("frame.lacks", table=title)))
            st.page_link(frame.page_path("upload"), label=self.words("frame.lacks_link"))
        return bool(missing)

    def _filter(self, names: Sequence[str]) -> None:
        """The filters that apply to this page, in the sidebar and in the address."""
        subjects = ("city", "partner", "action") if self.name in frame.SUBJECTS else ()
        address.write_address([*names, *subjects, *frame.CHOSEN.get(self.name, ())])
        if not names:
            return
        options = self.serving.frame("filter_options", network=self.network)
        with st.sidebar:
            for name in names:
                found = options[options["filter"] == name]
                codes = list(zip(found["code"].astype(str), found["label"].astype(str), strict=True))
                labels = choices.filter_labels(self.words, name, codes)
                if labels:
                    self.filters[name] = choices.several(
                        self.words(f"frame.filter_{name}"), labels, name, self.words("frame.all")
                    )


def open_page(file: str, filters: Sequence[str] = (), needs: Sequence[str] = ()) -> Page:
    """Begin a page: its title, its question, the header line, its filters.

    Opened directly on a server where this visitor has not met the frame yet, it goes through dashboard.py
    first. ``needs`` names contract tables without which the page has nothing to say: it says so and stops.
    """
    name = frame.page_name(Path(file))
    if frame.VIEW not in st.session_state:
        address.take_from_address()
        st.session_state["open_page"] = name
        st.switch_page("dashboard.py")
    view = st.session_state[frame.VIEW]
    writer.begin()
    frame.header(name, view)
    page = Page(name, view, filters)
    if page.lacks(*needs):
        st.stop()
    return page
