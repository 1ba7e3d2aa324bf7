"""Overview: where do we stand, and what needs me this week?"""

import streamlit as st

from cadence import attention
from cadence.charts import overview, pace
from cadence.key_figures import key_figures
from cadence.ui import open_page

page = open_page(__file__, filters=("cities", "countries", "themes"))

figures = key_figures(page.ask("key_figures"), page.ask_before("key_figures"), page.before, page.words)
for three in (figures[:3], figures[3:]):
    for column, figure in zip(st.columns(3), three, strict=True):
        with column:
            page.figure(figure.label, figure.value, figure.change, figure.note)

needed = attention.told(page.ask("attention"), page.words)
page.table(
    needed,
    columns=("urgency_said", "says", "ago", "matters"),
    links={"says": "opens"},
    title="attention",
    empty="attention_none",
)

page.section("pace")
page.show(pace.pace_strip, page.ask("pace_strip"))

page.section("map")
page.show(overview.city_map, page.ask("city_situation"))
