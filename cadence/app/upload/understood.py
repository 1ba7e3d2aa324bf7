"""What Cadence understood of each file, in words, and the ways to say otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st

from cadence.app import frame, headings
from cadence.app.markup import markdown_safe
from cadence.app.page import Page
from cadence.app.upload import conversation, extraction, left_out, letters
from cadence.app.upload.files import Upload
from cadence.contract import Contract, load_contracts
from cadence.intake.letters import Letters
from cadence.intake.model import Part, WhichTable
from cadence.intake.preparation import Preparation
from cadence.intake.recipe import load_recipes
from cadence.intake.recognition import evidence
from cadence.problems import Fact

NONE = ""


def files(page: Page, upload: Upload, preparation: Preparation) -> None:
    """A card per file, with its tables."""
    for place, (path, source) in enumerate(zip(upload.files, preparation.sources, strict=True)):
        with st.container(border=True, key=f"file_{place}"):
            left, right = st.columns([5, 1], vertical_alignment="center")
            with left:
                headings.part(markdown_safe(source.name))
            if right.button(page.say("remove"), key=f"remove_{place}", type="tertiary"):
                upload.forget()
                upload.drop(path)
                st.rerun()
            if source.twin is not None:
                st.caption(markdown_safe(Fact("same_file", {"name": source.twin}).says(page.words)))
            if source.seen is not None:
                when = page.words.moment(source.seen.time)
                st.warning(page.say("seen", when=when, author=source.seen.author, snapshot=source.seen.snapshot))
            if path in upload.recalled and not upload.choices[path].parts:
                st.caption(page.say("recalled"))
            if letters.ask(page, upload, preparation, path, place):
                _tables(page, upload, preparation, path, place)


def _tables(page: Page, upload: Upload, preparation: Preparation, path: Path, place: int) -> None:
    """The tables of one file: the conversation about those that are foreign, what was understood of each."""
    parts = [part for part in preparation.parts if part.file == place]
    is_read = conversation.show(page, upload, preparation, path, place)
    if is_read:
        left_out.offer(page, upload, preparation, path, place)
    if not all(part.is_foreign for part in parts):
        _sheets(page, upload, path, [part.reading.name for part in parts], place)
    for number, part in enumerate(parts):
        if is_read or not part.is_foreign:
            _part(page, upload, path, part, f"{place}_{number}")
    extraction.ask(page, upload, preparation, path, place)


def _sheets(page: Page, upload: Upload, path: Path, taken: list[str], place: int) -> None:
    """Which sheets of a workbook, or members of a zip, are taken."""
    left_out = upload.choices[path].without
    names = [*taken, *sorted(left_out)]
    if len(names) < 2:
        return
    picked = st.multiselect(
        page.say("sheets"),
        names,
        default=taken,
        format_func=_sheet,
        placeholder=page.option("no_sheet"),
        key=f"sheets_{place}_{len(left_out)}",
    )
    if set(picked) != set(taken):
        upload.choices[path] = replace(upload.choices[path], without=frozenset(names) - set(picked))
        st.rerun()


def _sheet(name: str) -> str:
    """``book.xlsx › Cities`` is the sheet ``Cities``."""
    return name.rpartition("› ")[2]


def _part(page: Page, upload: Upload, path: Path, part: Part, key: str) -> None:
    words = page.words
    if part.reading.sheet or "›" in part.reading.name:
        st.markdown(f"##### {markdown_safe(_sheet(part.reading.name))}")
    for problem in part.problems(20) if part.is_refused else []:
        if problem.severity == "refused":
            st.error(f"{markdown_safe(problem.says(words))} {markdown_safe(problem.mend(words))}")
    if part.reading.is_refused:
        return
    if part.is_foreign:
        _of_a_recipe(page, part)
        return
    _what_it_is(page, upload, path, part, key)
    if part.checked and not part.is_refused:
        st.markdown(markdown_safe(" ".join(_counts(page, part))))
    with st.expander(page.say("understood")):
        for fact in part.facts:
            st.markdown(f"- {markdown_safe(fact.says(words))}")
    _questions(page, upload, path, part, key)
    if part.recognition is not None and part.recognition.kind == "table":
        _columns(page, upload, path, part, key)


def _of_a_recipe(page: Page, part: Part) -> None:
    """How a sheet was read that a conversation is about, once it was checked."""
    if part.checked and not part.is_refused:
        st.markdown(markdown_safe(" ".join(_counts(page, part))))
    with st.expander(page.say("understood")):
        for fact in part.facts:
            st.markdown(f"- {markdown_safe(fact.says(page.words))}")


def _counts(page: Page, part: Part) -> list[str]:
    """How many rows are ready, and how many are not; a recipe makes rows of several tables of one row."""
    good, aside = sum(one.good for one in part.checked), part.lines_aside
    if part.recognition is not None and part.recognition.kind == "recipe":
        said = [page.words("pages.upload.rows_made", n=good, lines=part.lines, tables=len(part.checked))]
        return [*said, page.words("pages.upload.lines_aside", n=aside)] if aside else said
    said = [page.words("pages.upload.rows_ready", n=good)]
    return [*said, page.words("pages.upload.rows_aside", n=aside)] if aside else said


def _what_it_is(page: Page, upload: Upload, path: Path, part: Part, key: str) -> None:
    """Which table or recipe, with the evidence; another can be chosen."""
    found = part.recognition
    language = page.words.language
    titles = {name: frame.table_title(name, language) for name in load_contracts()}
    titles |= {name: page.words("pages.upload.recipe", title=r.title[language]) for name, r in load_recipes().items()}
    codes = list(titles) if found else [NONE, *titles]
    chosen = st.selectbox(
        page.say("what_it_is"),
        codes,
        index=codes.index(found.about) if found else 0,
        format_func=lambda code: titles.get(code, page.words("pages.upload.not_known")),
        key=f"about_{key}_{found.about if found else ''}",
    )
    if chosen and chosen != (found.about if found else NONE):
        upload.say(path, part.reading.name, about=chosen, columns={})
        st.rerun()
    if found and found.kind == "recipe":
        st.caption(markdown_safe(load_recipes()[found.about].description[language]))
    elif found:
        ways = [
            page.words(f"pages.upload.by_{how}", n=len(headers), headers=_some(headers))
            for how, headers in evidence(found)
        ]
        st.caption(markdown_safe(" · ".join(ways)))


def _some(headers: Iterable[str], most: int = 4) -> str:
    names = [" ".join(header.split()) for header in headers]
    return ", ".join(names[:most]) + (" …" if len(names) > most else "")


def _questions(page: Page, upload: Upload, path: Path, part: Part, key: str) -> None:
    """What can be read in two ways is asked, never guessed."""
    asked = {question.kind: question for question in part.questions if not isinstance(question, Letters)}
    for kind, question in asked.items():
        if isinstance(question, WhichTable):
            labels = {one.about: markdown_safe(question.label(one, page.words)) for one in question.options}
        else:
            labels = {way: page.words(f"pages.upload.{kind}_{_way(way)}") for way in question.readings}
        picked = st.radio(
            markdown_safe(question.asks(page.words)),
            list(labels),
            index=None,
            format_func=labels.__getitem__,
            key=f"question_{key}_{kind}",
        )
        if picked:
            answer: dict[str, Any] = {"about": picked, "columns": {}} if kind == "table" else {kind: picked}
            upload.say(path, part.reading.name, **answer)
            st.rerun()
    for kind in ("dates", "decimal"):
        said = getattr(part.choice, kind)
        if said is None:
            continue
        left, right = st.columns([5, 1], vertical_alignment="center")
        left.caption(page.say("answered", answer=page.words(f"pages.upload.{kind}_{_way(said)}")))
        if right.button(page.say("ask_again"), key=f"again_{key}_{kind}", type="tertiary"):
            upload.say(path, part.reading.name, **{kind: None})
            st.rerun()


def _way(way: str) -> str:
    return {".": "point", ",": "comma"}.get(way, way)


def _columns(page: Page, upload: Upload, path: Path, part: Part, key: str) -> None:
    """Each field with the column found for it, changeable; what was not used and what is missing."""
    found = part.recognition
    if found is None:
        return
    contract = load_contracts()[found.about]
    title = page.say("columns", n=len(found.matches), of=len(contract.fields), unknown=len(found.unknown))
    with st.expander(title, expanded=bool(found.missing)):
        if found.unknown:
            st.markdown(page.say("unknown", n=len(found.unknown), headers=_some(found.unknown, 12)))
        if found.absent:
            absent = [contract.column(name).title[page.words.language] for name in found.absent]
            st.markdown(page.say("absent", n=len(absent), fields=", ".join(absent)))
        with st.form(f"columns_{key}", border=False):
            picked = _pick_columns(page, contract, part, key)
            if st.form_submit_button(page.say("use_columns")):
                upload.say(path, part.reading.name, about=found.about, columns=picked)
                st.rerun()


def _pick_columns(page: Page, contract: Contract, part: Part, key: str) -> dict[str, str]:
    """One choice per field, two to a row: the header that serves it, or none."""
    words = page.words
    headers = [NONE, *dict.fromkeys(header for header in part.reading.columns if header.strip())]
    served = {m.field: m.header for m in part.recognition.matches} if part.recognition else {}
    picked: dict[str, str] = {}
    sides = st.columns(2)
    for position, field in enumerate(contract.fields):
        star = " *" if field.required and field.default is None else ""
        with sides[position % 2]:
            header = st.selectbox(
                f"{field.title[words.language]}{star}",
                headers,
                index=headers.index(served[field.name]) if served.get(field.name) in headers else 0,
                format_func=lambda h: " ".join(h.split()) if h else words("pages.upload.no_column"),
                help=markdown_safe(field.description[words.language]),
                key=f"column_{key}_{contract.name}_{field.name}",
            )
        if header:
            picked[field.name] = header
    return picked
