"""The third step about foreign sheets: the names met, words for codes, and what no column says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import streamlit as st

from cadence.app.markup import markdown_safe
from cadence.app.page import Page
from cadence.app.upload import asked_many
from cadence.app.upload.widgets import key_of, preset
from cadence.intake.asked_sheets import answer_in_words, what_is_wrong
from cadence.intake.model import Foreign
from cadence.intake.outcome import Outcome
from cadence.intake.preparation import Preparation
from cadence.recipes.names import NEW, OTHER
from cadence.recipes.questions import YES, Item, Question

ELSEWHERE = ("network", "line", "column", "column_new", "column_gone")
DAYS = ("network_starts", "joined_on")
# What is asked first; the rest after it.
ORDER = ("network_starts", "joined_on", "attended_activity", "attended_day", "attended_kind", "attended_again", "hosts",
         "answers", "same", "split", "values", "country")  # fmt: skip
NAMES = 12
FIRST_DAY, LAST_DAY = dt.date(1950, 1, 1), dt.date(2199, 12, 31)


def ask(page: Page, _: Preparation, found: Foreign, said: Mapping[str, str], gives: Outcome) -> dict[str, str]:
    """The answers as they stand in the fields, by the key of their question or of one of its items."""
    _list_names(page, gives)
    asked = [one for one in (*found.draft.questions, *found.draft.answered) if one.code not in ELSEWHERE]
    questions = sorted(asked, key=_order)
    answers: dict[str, str] = {}
    wrong = what_is_wrong(questions, found.draft.unread, page.words)
    for question in questions:
        if question.items:
            answers |= _items(page, found, question, said, wrong)
        else:
            answers |= _one(page, found, question, said)
            _say(wrong, question.key)
    if not questions:
        st.markdown(page.say("talk_no_question"))
    return answers


def _order(question: Question) -> tuple[int, str]:
    return ORDER.index(question.code) if question.code in ORDER else len(ORDER), question.key


def _list_names(page: Page, gives: Outcome) -> None:
    """The names met: the new ones by thing, then those that are known."""
    lines = [
        page.words(f"recipes.names.{thing}", n=len(names), names=_few(names))
        for thing, names in (gives.new or {}).items()
        if page.words.has(f"recipes.names.{thing}")
    ]
    known = [name for names in (gives.known or {}).values() for name in names]
    if known:
        lines.append(page.words("recipes.names.known", n=len(known), names=_few(known)))
    st.markdown("\n".join(f"- {markdown_safe(line)}" for line in lines) or page.say("talk_no_name"))


def _few(names: list[str] | tuple[str, ...] | object) -> str:
    texts = list(names) if isinstance(names, list | tuple) else []
    return ", ".join(texts[:NAMES]) + (" …" if len(texts) > NAMES else "")


def _one(page: Page, found: Foreign, question: Question, said: Mapping[str, str]) -> dict[str, str]:
    """One question with one answer: a day, one of a few words, or a text."""
    words, now = page.words, preset(question, said)
    label = markdown_safe(words(f"recipes.questions.{question.code}", **question.blanks))
    key = key_of(found, question.key, now)
    if question.code == "things_gone":
        st.markdown(label)
        return {question.key: question.guess}
    if question.code in DAYS:
        day = st.date_input(label, _day(now), min_value=FIRST_DAY, max_value=LAST_DAY, format="YYYY-MM-DD", key=key)
        answer = day.isoformat() if isinstance(day, dt.date) else ""
    elif question.options:
        labels = {one: answer_in_words(question, one, page.words) for one in question.options}
        answer = (
            st.radio(
                label,
                list(labels),
                index=list(labels).index(now) if now in labels else None,
                format_func=labels.__getitem__,
                horizontal=len(labels) < 3,
                key=key,
            )
            or ""
        )
    else:
        answer = st.text_input(label, now, max_chars=120, key=key).strip()
    if question.reason:
        st.caption(markdown_safe(words(f"recipes.reasons.{question.reason}")))
    return {question.key: answer}


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _say(wrong: Mapping[str, str], *keys: str) -> None:
    """Below a field, why what was answered is no answer."""
    for key in keys:
        if key in wrong:
            st.error(markdown_safe(wrong[key]))


def _items(
    page: Page, found: Foreign, question: Question, said: Mapping[str, str], wrong: Mapping[str, str]
) -> dict[str, str]:
    """One question asked of each of several names or words; what stands in a field answers for it."""
    st.markdown(f"**{markdown_safe(page.words(f'recipes.questions.{question.code}', **question.blanks))}**")
    if asked_many.is_long(question):
        many = asked_many.ask_many(page, found, question, said)
        _say(wrong, question.key, *(f"{question.key}.{item.name}" for item in question.items))
        return many
    answers = {}
    whole = {} if said.get(question.key) == YES else said
    for item in question.items:
        now = preset(question, whole, item)
        key = key_of(found, f"{question.key}.{item.name}", now)
        answers[f"{question.key}.{item.name}"] = _ITEMS.get(question.code, _word)(page, question, item, now, key)
        _say(wrong, f"{question.key}.{item.name}")
    _say(wrong, question.key)
    return answers


def _near(page: Page, _: Question, item: Item, now: str, key: str) -> str:
    """Whether a name is a known one, or another of the file's."""
    known = {one: item.shown.get(one) or one.removeprefix(OTHER) for one in item.options if one != NEW}
    labels = {one: page.words("recipes.answers.same", name=name) for one, name in known.items()}
    labels[NEW] = page.words("recipes.answers.new")
    picked = st.radio(
        page.say("talk_near", name=item.name, known=next(iter(known.values()), "")),
        list(labels),
        index=list(labels).index(now) if now in labels else None,
        format_func=labels.__getitem__,
        horizontal=True,
        key=key,
    )
    return picked or ""


def _country(page: Page, _: Question, item: Item, now: str, key: str) -> str:
    """The country of a new city, by its name."""
    shown = page.words.country(now) if len(now) == 2 else now
    return st.text_input(page.say("talk_country", name=item.name), shown, max_chars=60, key=key).strip()


def _word(page: Page, question: Question, item: Item, now: str, key: str) -> str:
    """Which of the known words a word stands for."""
    field = str(question.blanks.get("meaning", "")).partition(".")[2]
    options = [*([] if now in item.options else [""]), *item.options]
    picked = st.selectbox(
        page.say("talk_word", name=item.name),
        options,
        index=options.index(now) if now in options else 0,
        format_func=lambda one: page.words.code(field, one) if one else page.words("pages.upload.talk_choose"),
        key=key,
    )
    return str(picked or "")


def _choice(page: Page, question: Question, item: Item, now: str, key: str) -> str:
    """One of a few: a published activity by its title and day, or a word."""
    labels = {one: item.shown.get(one) or answer_in_words(question, one, page.words) for one in item.options}
    picked = st.radio(
        markdown_safe(item.name),
        list(labels),
        index=list(labels).index(now) if now in labels else None,
        format_func=labels.__getitem__,
        key=key,
    )
    return picked or ""


def _day_field(page: Page, _: Question, item: Item, now: str, key: str) -> str:
    """The day of a new activity."""
    label = markdown_safe(item.name)
    day = st.date_input(label, _day(now), min_value=FIRST_DAY, max_value=LAST_DAY, format="YYYY-MM-DD", key=key)
    return day.isoformat() if isinstance(day, dt.date) else ""


_ITEMS = {"same": _near, "country": _country, "attended_activity": _choice, "attended_again": _choice,
          "attended_kind": _choice, "answers": _choice, "attended_day": _day_field}  # fmt: skip
