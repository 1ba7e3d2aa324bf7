"""Beginning from nothing: templates of every table, and an empty network."""

from __future__ import annotations

import csv
import datetime as dt
import io

import streamlit as st

from cadence.app import frame
from cadence.app.page import Page
from cadence.app.upload.files import Upload
from cadence.contract import load_contracts
from cadence.forms.start_sheets import start_workbook as made_start_workbook
from cadence.forms.template import csv_template, xlsx_template
from cadence.intake.offered import offered_names

ALL = ""


def start_workbook(page: Page) -> None:
    """The workbook of three sheets to begin a network with."""
    words = page.words
    st.download_button(
        words("pages.upload.start_workbook"),
        lambda: made_start_workbook(words.language, offered_names(page.serving, words.language)),
        file_name=f"{words('start_sheets.file')}.xlsx",
        key="start_workbook",
        on_click="ignore",
    )


def offer_start_workbook(page: Page) -> None:
    """The same where a network is started, with where it is brought back."""
    st.caption(page.say("from_file", upload=page.words("pages.upload.menu")))
    with st.container(horizontal=True):
        start_workbook(page)
        st.page_link(frame.page_path("upload"), label=page.words("pages.upload.menu"))


def templates(page: Page) -> None:
    """The workbook to begin with; one table or all of them, as a workbook with drop-down lists and notes, or as CSV."""
    language = page.words.language
    start_workbook(page)
    st.caption(page.say("start_note"))
    contracts = load_contracts()
    titles = {ALL: page.say("all_tables"), **{name: frame.table_title(name, language) for name in contracts}}
    asked = st.session_state.get("template_of") or ALL
    name = st.selectbox(page.say("template_of"), list(titles), format_func=titles.__getitem__, key="template_of")
    name = name if name is not None else asked
    with st.container(horizontal=True):
        chosen = contracts[name] if name else list(contracts.values())
        st.download_button(
            page.say("template_xlsx"),
            lambda: xlsx_template(chosen, language, offered_names(page.serving, language)),
            file_name=f"{name or 'cadence'}_{language}.xlsx",
            key="template_xlsx",
            on_click="ignore",
        )
        if name:
            st.download_button(
                page.say("template_csv"),
                lambda: csv_template(contracts[name], language),
                file_name=f"{name}_{language}.csv",
                mime="text/csv",
                key="template_csv",
                on_click="ignore",
            )


def empty_network(page: Page, upload: Upload) -> None:
    """A network's own row, typed here; it goes the same way as any file."""
    with st.form("empty_network", border=False, clear_on_submit=True):
        contract = load_contracts()["networks"]
        typed: dict[str, str] = {}
        sides = st.columns(2)
        for position, field in enumerate(contract.fields):
            label = field.title[page.words.language] + (" *" if field.required else "")
            with sides[position % 2]:
                if field.type == "date":
                    day = st.date_input(label, value=None, format="DD/MM/YYYY", min_value=dt.date(1990, 1, 1))
                    typed[field.name] = str(day or "")
                else:
                    typed[field.name] = st.text_input(label, help=field.description[page.words.language])
        if st.form_submit_button(page.say("begin_network")):
            text = io.StringIO()
            writer = csv.DictWriter(text, list(typed))
            writer.writeheader()
            writer.writerow(typed)
            upload.add("networks.csv", io.BytesIO(text.getvalue().encode("utf-8")))
            st.rerun()
