"""The attention list on a page: grouped by reason, each reason said once, each subject a link to the place to act."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from cadence.downloads import safe_csv
from cadence.ui import figures, state
from cadence.ui.markup import plain
from cadence.ui.page import Page

LINES_OPEN = 4


def show(page: Page, told: pd.DataFrame) -> None:
    """Draw ``cadence.attention.told``; groups in the order of their most pressing line."""
    if told.empty:
        st.success(page.say("attention_none"))
        return
    st.markdown(f"### {page.say('attention', n=len(told))}")
    for item, rows in told.groupby("item", sort=False):
        first = rows.iloc[0]
        title = page.words(f"attention.{item}.title")
        st.markdown(f"**{plain(page.words('attention.group.title', urgency=first['urgency_said'], title=title))}**")
        st.caption(plain(first["matters"]))
        lines = [_line(page, row) for row in rows.to_dict("records")]
        st.markdown("\n".join(lines[:LINES_OPEN]))
        if rest := lines[LINES_OPEN:]:
            with st.expander(page.say("more_like_it", n=len(rest))):
                st.markdown("\n".join(rest))
    with st.container(horizontal=True):
        figures.why(told, page.serving, page.words, "attention")
        st.download_button(
            page.words("frame.csv"),
            lambda: safe_csv(told),
            file_name="attention.csv",
            mime="text/csv",
            key="csv_attention",
            on_click="ignore",
            type="tertiary",
        )


def _line(page: Page, row: dict[object, object]) -> str:
    """One subject: what, as a link, and since when."""
    address = state.subject_link(str(row["opens"]), str(row["opens_id"]))
    return f"- [{plain(str(row['says']))}]({address}) · {plain(str(row['ago']))}"
