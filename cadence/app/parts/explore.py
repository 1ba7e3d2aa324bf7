"""The two ways to ask one's own question: by choosing, and in SQL."""

from __future__ import annotations

import streamlit as st

from cadence.answers import explore, sandbox
from cadence.answers.explore import Wish
from cadence.answers.questions import load_metrics
from cadence.app import address, choices, frame
from cadence.app.markup import markdown_safe
from cadence.app.page import Page
from cadence.app.parts import figures, tables
from cadence.app.parts.csv_file import take_csv
from cadence.charts.explore import exploration, group_label
from cadence.errors import CadenceError

ANSWERED = "sql_answered"
NAMES = ("source", "group", "measure", "of", "where", "is", "form")


def by_choosing(page: Page) -> None:
    """Pick a source, a measure, a group, a filter, a form; the address keeps them all."""
    words = page.words
    address.write_address([*NAMES, "sql"])
    wish, form = _wish(page)
    answer = explore.explore(page.serving, page.network, wish)
    measure = words(f"pages.explore.measures.{wish.measure}", of=words.column(wish.of or ""))
    group = _group_label(page, wish.group) if wish.group else ""
    source = source_title(page, wish.source)
    if planned := explore.count_planned(page.serving, page.network, wish):
        st.caption(page.say("planned", n=planned))
    if not wish.group:
        value = float(answer["value"].iloc[0] or 0)
        st.metric(
            f"{markdown_safe(measure)}, {markdown_safe(source)}",
            markdown_safe(words.number(value, 0 if value.is_integer() else 1)),
        )
    elif form == "table":
        answer.columns = [group, measure]
        column = wish.group.partition(":")[0]
        said = answer.assign(**{group: [group_label(words, column, value) for value in answer[group]]})
        tables.show(words, said, [group, measure], {}, "exploration")
        take_csv(words, answer, "exploration", "explored_csv")
    else:
        column = wish.group.partition(":")[0]
        drawn = exploration(answer, words, column=column, measure=measure, group=group, source=source, form=form)
        figures.show(drawn, None, page.serving, words, f"{page.name}_{drawn.name}")


def source_title(page: Page, source: str) -> str:
    """A contract table's title; a metric table's meaning."""
    metrics = load_metrics()
    if source in metrics:
        return metrics[source].says("meaning", page.words.language).split(".")[0]
    return frame.table_title(source, page.words.language)


def _group_label(page: Page, group: str) -> str:
    name, _, period = group.partition(":")
    words = page.words
    return words(f"pages.explore.by_{period}", column=words.column(name)) if period else words.column(name)


def _wish(page: Page) -> tuple[Wish, str]:
    words, say = page.words, page.say
    one, two, three = st.columns(3)
    with one:
        titles = {name: source_title(page, name) for name in explore.sources()}
        source = choices.one(say("source"), titles, "source", default="cities") or "cities"
        kinds = explore.columns(page.serving, source)
        by = {"": page.option("no_group"), **{g: _group_label(page, g) for g in explore.groups(kinds)}}
        group = choices.one(say("group"), by, "group", default=_first_group(list(by)))
    with two:
        counted = ["rows", "distinct", *([] if not explore.numeric(kinds) else ["sum", "median", "min", "max"])]
        named = {m: words(f"pages.explore.measures.{m}", of="…") for m in counted}
        measure = choices.one(say("measure"), named, "measure") or "rows"
        of = _of(page, kinds, measure)
    with three:
        filters = {"": page.option("no_filter"), **{name: words.column(name) for name in kinds}}
        where = choices.one(say("where"), filters, "where")
        found: list[str] = []
        if where:
            known = explore.values(page.serving, page.network, Wish(source, where=where))
            found = choices.several(say("is"), {v: v for v in known}, "is", words("frame.all"))
        forms = {name: page.option(f"form_{name}") for name in ("bars", "line", "table")}
        form = (choices.one(say("form"), forms, "form") or "bars") if group else "bars"
    return Wish(source, group or None, measure, of, where or None, tuple(found)), form


def _first_group(names: list[str]) -> str:
    """A first group that says something: a code with few values, if the source has one."""
    return next((n for n in names if n in ("country", "kind", "sector", "status", "stage")), names[0])


def _of(page: Page, kinds: dict[str, str], measure: str) -> str | None:
    """The column a measure is about; counting rows is about none."""
    if measure == "rows":
        return None
    names = list(kinds) if measure == "distinct" else explore.numeric(kinds)
    return choices.one(page.say("of"), {name: page.words.column(name) for name in names}, "of")


def _answer_or_refusal(page: Page, sql: str) -> sandbox.Found | str:
    """The answer to a query, or the sentence that refuses it."""
    try:
        return sandbox.run(page.serving, sql)
    except CadenceError as error:
        return error.says(page.words)


def in_sql(page: Page) -> None:
    """An analyst's SELECT over the snapshot, in the sandbox."""
    st.markdown(page.say("sql_intro", rows=sandbox.ROWS, seconds=round(sandbox.SECONDS)))
    with st.expander(page.say("sql_tables")):
        for table in sandbox.tables():
            names = ", ".join(explore.columns(page.serving, table))
            st.markdown(
                f"**{markdown_safe(table)}** · {markdown_safe(source_title(page, table))}  \n{markdown_safe(names)}"
            )
    with st.form("sql_form", border=False):
        sql = st.text_area(page.say("sql"), value=address.text("sql") or "select * from cities", height=160)
        asked = st.form_submit_button(page.say("sql_run"))
    if asked:
        address.put("sql", sql)
        st.session_state[ANSWERED] = (page.serving.snapshot, sql, _answer_or_refusal(page, sql))
    snapshot, text, found = st.session_state.get(ANSWERED, (None, None, None))
    if (snapshot, text) != (page.serving.snapshot, address.text("sql")):
        if address.text("sql"):
            st.info(page.say("sql_from_link"))  # a link may bring a query; it runs when the visitor says so
        return
    if isinstance(found, str):
        st.error(markdown_safe(found))
        return
    st.caption(page.say("sql_cut" if found.is_cut else "sql_rows", n=len(found.rows)))
    st.dataframe(found.rows, hide_index=True)
    take_csv(page.words, found.rows, "query", "sql_csv")
