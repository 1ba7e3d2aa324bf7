"""The document as one HTML file: nothing is fetched, everything it needs is in it, it prints on A4.

The layout is in ``templates``, one file a part; page.html names them in the order read. Every text put into them is
escaped by the template engine; what is markup already comes from ``inline`` alone. The page forbids itself every
request and every script but the two whose hashes it names, so that nothing in the data can ever run or call out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from cadence.answers import questions
from cadence.answers.definitions import PARTS
from cadence.cards.known import until_when
from cadence.report.inline import font_faces, policy, script_json, scripts, style
from cadence.report.model import About, Document, Drawn, Paragraph, Quote, Table
from cadence.words import Words, words_in

TEMPLATES = Path(__file__).parent / "templates"
TEMPLATE_OF = {Paragraph: "paragraph.html", Quote: "quote.html", Drawn: "chart.html", Table: "table.html"}
# A table of so few letters is kept on one page.
SHORT = 600


def html(document: Document, pages: Mapping[str, int] | None = None) -> str:
    """The whole page; ``pages``: on which page of a printed copy each line of the contents begins, where known."""
    return templates().get_template("page.html").render(template_values(document, pages or {}))


@lru_cache(maxsize=1)
def templates() -> Environment:
    """The parts of the page. Every text in every one is escaped, and a name that nobody handed over is an error."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def template_values(document: Document, pages: Mapping[str, int]) -> dict[str, Any]:
    """Everything that the templates may name."""
    about = document.about
    words = words_in(about.language)
    names = document.questions()
    files, drawings = file_names(document), drawings_of(document)
    return {
        "document": document,
        "about": about,
        "entries": entries(document),
        "pages": pages,
        "say": report_words(words),
        "made": words.moment(about.made),
        "number": {name: place for place, name in enumerate(names, 1)},
        "told": [questions.find(name) for name in names],
        "parts": PARTS,
        "template_of": lambda block: TEMPLATE_OF[type(block)],
        "drawing_of": lambda figure: drawings.get(id(figure)),
        "known_of": lambda figure: until_when([figure.answer], words),
        "file_of": lambda figure: files[id(figure)],
        "page_of": lambda figure: page_link(about, figure.page),
        "is_short": is_short,
        "paired": partial(zip, strict=True),
        "policy": policy(),
        "fonts": font_faces(),
        "style": style(),
        "scripts": scripts(),
        "chart_config": script_json(chart_config(words)),
    }


def entries(document: Document) -> list[tuple[str, str]]:
    """Anchor and topic of each line of the contents."""
    definitions = words_in(document.about.language)("report.topics.definitions")
    return [*((chapter.name, chapter.topic) for chapter in document.chapters), ("definitions", definitions)]


def report_words(words: Words) -> Callable[..., str]:
    """Words of the report's frame: ``say("title")``."""
    return lambda key, **blanks: words(f"report.{key}", **blanks)


@dataclass(frozen=True)
class Drawing:
    """What a chart is drawn from: its name on the page, its height in pixels, its data and layout as JSON."""

    name: str
    height: int
    spec: Markup


def drawings_of(document: Document) -> dict[int, Drawing]:
    """The drawing of each chart that has something to draw, by the identity of the chart; numbered as met."""
    found: dict[int, Drawing] = {}
    for figure in document.figures():
        if isinstance(figure, Drawn) and figure.chart.figure is not None:
            found[id(figure)] = drawing(f"figure-{len(found) + 1}", figure.chart.figure)
    return found


def drawing(name: str, figure: Any) -> Drawing:
    """One chart as the page's script draws it."""
    whole = json.loads(figure.to_json())
    return Drawing(name, int(figure.layout.height), script_json({key: whole[key] for key in ("data", "layout")}))


def is_short(table: Table) -> bool:
    """Whether a table is kept on one page."""
    return sum(len(text) for row in table.rows for text in row) < SHORT


def page_link(about: About, page: str) -> str:
    """The address of the page that shows a figure in full, on the same day and snapshot; empty without address."""
    if not about.address:
        return ""
    asked = {"lang": about.language, "network": about.network, "on": str(about.data_date)}
    if about.snapshot:
        asked["snapshot"] = str(about.snapshot)
    return f"{about.address}/{page}?{urlencode(asked)}"


def chart_config(words: Words) -> dict[str, Any]:
    """What the chart library needs to speak the language; no logo, no bar of tools."""
    language = words.language
    locales = {language: words.chart_locale()}
    return {"locale": language, "locales": locales, "displaylogo": False, "displayModeBar": False}


def file_names(document: Document) -> dict[int, str]:
    """The CSV of each chart and table, by the identity of the figure: its place in the report and its name."""
    named = ((figure, figure.chart.name if isinstance(figure, Drawn) else figure.name) for figure in document.figures())
    return {id(figure): f"{place:02d}_{name}.csv" for place, (figure, name) in enumerate(named, 1)}
