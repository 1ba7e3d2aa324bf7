"""Definitions: what does this mean?"""

import streamlit as st

from cadence.answers import definitions
from cadence.app import headings, open_page
from cadence.app.markup import markdown_safe
from cadence.app.parts import tables

FIGURES_ON_A_PAGE = 15

page = open_page(__file__)
typed = st.text_input(page.say("search"), key="definitions_search").strip()
figures, described = definitions.figures(page.words, typed), definitions.tables(page.words, typed)
if not figures and not described:
    st.info(page.say("nothing", typed=typed))
    st.stop()

figures_tab, tables_tab = st.tabs([page.say("figures", n=len(figures)), page.say("tables", n=len(described))])

with figures_tab:
    place = st.container()
    pages = -(-len(figures) // FIGURES_ON_A_PAGE)
    number = st.pagination(pages, key=f"definitions_page_{typed}") if pages > 1 else 1
    with place:
        for figure in figures[(number - 1) * FIGURES_ON_A_PAGE : number * FIGURES_ON_A_PAGE]:
            headings.part(markdown_safe(figure.meaning))
            for part, said in figure.parts.items():
                st.markdown(f"**{page.words(f'frame.{part}')}** {markdown_safe(said)}")
            st.markdown(f"`{figure.name}`")

with tables_tab:
    for table in described:
        with st.expander(
            f"**{markdown_safe(table.title)}** · {markdown_safe(table.description)}", expanded=bool(typed)
        ):
            st.markdown(f"`{table.name}`")
            tables.show(page.words, table.columns, definitions.COLUMNS, {}, f"definitions_{table.name}")
