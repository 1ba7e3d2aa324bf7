"""The document as one HTML file: nothing is fetched, everything it needs is in it, it prints on A4.

The page forbids itself every request and every script but the two whose hashes it names, so that nothing in
the data can ever run or call out.
"""

from __future__ import annotations

import json
from html import escape
from typing import Any
from urllib.parse import urlencode

from cadence.answers import questions
from cadence.answers.definitions import PARTS
from cadence.report.inline import asset, font_faces, policy, script_json
from cadence.report.model import Block, Chapter, Document, Drawn, Paragraph, Quote, Sentence, Table
from cadence.words import Words, words_in

# A table of so few letters is kept on one page.
SHORT = 600


def html(document: Document) -> str:
    """The whole page."""
    return Writer(document).page()


class Writer:
    """Writes one document; it knows the number of each definition and the file name of each figure."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.about = document.about
        self.words: Words = words_in(document.about.language)
        self.number = {name: place for place, name in enumerate(document.questions(), 1)}
        self.files = file_names(document)
        self.drawn = 0

    def say(self, key: str, **blanks: Any) -> str:
        """Words of the report's frame, escaped."""
        return escape(self.words(f"report.{key}", **blanks))

    def page(self) -> str:
        """Head, cover, contents, chapters, definitions, scripts."""
        title = f"{self.about.network_name} · {self.words('report.title')}"
        chapters = "".join(self.chapter(place, c) for place, c in enumerate(self.document.chapters, 1))
        body = f"{self.cover()}{self.contents()}<main id='text'>{chapters}{self.definitions()}</main>"
        scripts = (asset("plotly-basic.min.js"), asset("report.js"))
        return (
            f'<!doctype html>\n<html lang="{escape(self.about.language)}">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{policy(scripts)}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="referrer" content="no-referrer">\n'
            f"<title>{escape(title)}</title>\n<style id='fonts'>\n{font_faces()}</style>\n"
            f"<style>\n{asset('report.css')}</style>\n</head>\n<body>\n{body}\n"
            f'<script type="application/json" id="chart-locale">{script_json(self.chart_config())}</script>\n'
            + "".join(f"<script>{script}</script>\n" for script in scripts)
            + "</body>\n</html>\n"
        )

    def cover(self) -> str:
        """What this is, of what, when, from which snapshot; then the findings in brief."""
        about = self.about
        made = self.words.moment(about.made)
        came = self.say("cover.snapshot", n=about.snapshot) if about.published else self.say("cover.files")
        facts = (
            self.say("cover.situation", day=about.data_date),
            f"{came}, {escape(about.published)}" if about.published else came,
            f'<span id="made">{self.say("cover.made", made=made)}</span>',
        )
        brief = "".join(
            f'<li><a class="plain" href="#{c.name}">{self.text(c.brief)}</a></li>'
            for c in self.document.chapters
            if c.brief is not None
        )
        return (
            f'<a class="skip" href="#text">{self.say("topics.contents")}</a><header><p class="kind">'
            f"{self.say('cover.kind')}</p><h1>{escape(about.network_name)}</h1>"
            f'<p class="lead">{self.say("title")}</p>'
            f'<p class="facts">{"".join(f"<span>{fact}</span>" for fact in facts)}</p>'
            f'<div class="brief"><h2>{self.say("topics.brief")}</h2><ul>{brief}</ul></div></header>\n'
        )

    def contents(self) -> str:
        """The table of contents; ``data-of`` is where the page numbers of a printed copy are filled in."""
        named = [(c.name, escape(c.topic)) for c in self.document.chapters]
        named.append(("definitions", self.say("topics.definitions")))
        lines = "".join(
            f'<li><a href="#{name}"><span class="number">{place}</span><span class="topic">{topic}</span>'
            f'<span class="on" data-of="{name}"></span></a></li>'
            for place, (name, topic) in enumerate(named, 1)
        )
        return f'<nav id="contents" aria-label="{self.say("topics.contents")}"><h2>{self.say("topics.contents")}</h2>' \
               f"<ol>{lines}</ol></nav>\n"  # fmt: skip

    def chapter(self, place: int, chapter: Chapter) -> str:
        """One chapter: its topic above, its finding as heading, its blocks."""
        opens = " opens" if place == 1 else ""
        blocks = "".join(self.block(block) for block in chapter.blocks)
        return (
            f'<section id="{chapter.name}" class="chapter{opens}"><p class="topic">{place} · {escape(chapter.topic)}'
            f"</p><h2>{self.text(chapter.title)}</h2>{blocks}</section>\n"
        )

    def block(self, block: Block) -> str:
        """A paragraph, a quotation, a chart or a table."""
        if isinstance(block, Paragraph):
            return f"<p>{' '.join(self.cited(sentence) for sentence in block.sentences)}</p>\n"
        if isinstance(block, Quote):
            about = f"<cite>{escape(block.about)}</cite>"
            return f"<blockquote>{about}{escape(block.text)}{self.cites((block.question,))}</blockquote>\n"
        return self.chart(block) if isinstance(block, Drawn) else self.table(block)

    def text(self, sentence: Sentence | None) -> str:
        """A sentence without links."""
        return "" if sentence is None else escape(sentence.text)

    def cited(self, sentence: Sentence) -> str:
        """A sentence, with a small link to the definition of each of its figures."""
        return f"<span>{escape(sentence.text)}</span>{self.cites(sentence.questions)}"

    def cites(self, names: tuple[str, ...]) -> str:
        """Small links to definitions."""
        links = (
            f'<a href="#definition-{name}" aria-label="{self.say("links.definition", n=self.number[name])}">'
            f"{self.number[name]}</a>"
            for name in names
        )
        return f"<sup>{' '.join(links)}</sup>" if names else ""

    def chart(self, drawn: Drawn) -> str:
        """A figure: finding, counting rule, the chart for screen and for paper, its table, where it comes from."""
        chart = drawn.chart
        head = f'<h3>{escape(chart.title)}</h3><p class="sub">{escape(chart.subtitle)}</p>'
        if chart.figure is None:
            return f'<figure class="chart">{head}<p>{escape(chart.empty)}</p>{self.source(drawn)}</figure>\n'
        self.drawn += 1
        name, alt = f"figure-{self.drawn}", escape(chart.alt)
        spec = script_json({key: json.loads(chart.figure.to_json())[key] for key in ("data", "layout")})
        table = ""
        if drawn.rows:
            rows = self.rows(drawn.headings, ("words",) * len(drawn.headings), drawn.rows)
            table = f"<details><summary>{self.say('links.as_table')}</summary>{rows}</details>"
        return (
            f'<figure class="chart">{head}<div class="plot" id="{name}" role="img" aria-label="{alt}"'
            f' style="height:{int(chart.figure.layout.height)}px"></div>'
            f'<img class="paper" id="{name}-paper" alt="{alt}">'
            f'<script type="application/json" id="{name}-spec">{spec}</script>{table}{self.source(drawn)}</figure>\n'
        )

    def table(self, table: Table) -> str:
        """A figure that is a table."""
        more = f"<p class='sub'>{escape(table.left_out.text)}</p>" if table.left_out else ""
        rows = self.rows(table.headings, table.kinds, table.rows)
        kept = ' class="short"' if sum(len(text) for row in table.rows for text in row) < SHORT else ""
        return f"<figure{kept}><h3>{escape(table.title.text)}</h3>{rows}{more}{self.source(table)}</figure>\n"

    def rows(self, headings: tuple[str, ...], columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> str:
        """Headings and cells, numbers to the right."""
        kinds = ["" if kind == "words" else f' class="{kind}"' for kind in columns]
        top = "".join(f'<th scope="col"{kind}>{escape(text)}</th>' for kind, text in zip(kinds, headings, strict=True))
        lines = "".join(
            f"<tr>{''.join(f'<td{kind}>{escape(text)}</td>' for kind, text in zip(kinds, row, strict=True))}</tr>\n"
            for row in rows
        )
        table = f"<table><thead><tr>{top}</tr></thead><tbody>\n{lines}</tbody></table>"
        return f'<div class="scroll" tabindex="0">{table}</div>'

    def source(self, figure: Drawn | Table) -> str:
        """Data date, definition, data file and page of a figure."""
        n = self.number[figure.question]
        page = self.page_link(figure.page)
        link = f'<a class="screen" href="{escape(page)}">{self.say("links.page")}</a>' if page else ""
        return (
            f"<figcaption><span>{self.say('links.data', day=self.about.data_date)}</span>"
            f'<a href="#definition-{figure.question}">{self.say("links.definition", n=n)}</a>'
            f"<span>{self.say('links.csv', file=self.files[id(figure)])}</span>{link}</figcaption>"
        )

    def page_link(self, page: str) -> str:
        """The address of the page that shows a figure in full, on the same day and snapshot; empty without address."""
        about = self.about
        if not about.address:
            return ""
        asked = {"lang": about.language, "network": about.network, "on": str(about.data_date)}
        if about.snapshot:
            asked["snapshot"] = str(about.snapshot)
        return f"{about.address}/{page}?{urlencode(asked)}"

    def definitions(self) -> str:
        """Every question told of, as its own header defines it."""
        entries = "".join(self.definition(n, name) for name, n in self.number.items())
        place = len(self.document.chapters) + 1
        topic = self.say("topics.definitions")
        head = f'<p class="topic">{place}</p><h2>{topic}</h2>'
        return f'<section id="definitions">{head}<div class="definitions">{entries}</div></section>'

    def definition(self, n: int, name: str) -> str:
        """Meaning, grain, formula, counting rule and source of one question."""
        question = questions.find(name)
        said = {part: question.says(part, self.about.language) for part in PARTS}
        parts = "".join(f"<p>{self.say(f'parts.{part}')} {escape(text)}</p>" for part, text in said.items() if text)
        meaning = escape(question.says("meaning", self.about.language))
        return (
            f'<div class="definition" id="definition-{name}"><h3>{n} · {meaning}</h3>{parts}'
            f"<p>{self.say('parts.name')} <code>{escape(name)}</code></p></div>\n"
        )

    def chart_config(self) -> dict[str, Any]:
        """What the chart library needs to speak the language; no logo, no bar of tools."""
        language = self.words.language
        locales = {language: self.words.chart_locale()}
        return {"locale": language, "locales": locales, "displaylogo": False, "displayModeBar": False}


def file_names(document: Document) -> dict[int, str]:
    """The CSV of each chart and table, by the identity of the figure: its place in the report and its name."""
    named = ((figure, figure.chart.name if isinstance(figure, Drawn) else figure.name) for figure in document.figures())
    return {id(figure): f"{place:02d}_{name}.csv" for place, (figure, name) in enumerate(named, 1)}
