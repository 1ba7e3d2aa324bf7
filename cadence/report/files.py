"""The report's figures as files: one CSV each, what each means, and everything as one zip."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import pandas as pd

from cadence.answers import questions
from cadence.answers.definitions import PARTS
from cadence.forms.safe_csv import safe_csv
from cadence.report.html_file import file_names, html
from cadence.report.model import Document, Drawn, Table
from cadence.report.pdf_file import browser, pdf
from cadence.report.values import Value

SENTENCES = "00_sentences.csv"
METADATA = "metadata.json"


def name_of(document: Document, ending: str) -> str:
    """``report_astrolabe_2026-09-30_fr.html``: network, data date and language."""
    about = document.about
    network = "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in about.network)
    return f"report_{network}_{about.data_date}_{about.language}.{ending}"


def figure_files(document: Document) -> dict[str, bytes]:
    """Every chart and table as CSV, the figures in sentences as one more, and the metadata of all, by file name."""
    names = file_names(document)
    files = {names[id(figure)]: safe_csv(figure.answer.frame) for figure in document.figures()}
    return {SENTENCES: safe_csv(sentences(document)), **files, METADATA: metadata(document)}


def sentences(document: Document) -> pd.DataFrame:
    """One row per figure that a sentence tells: the sentence, the question, where in its answer, the value."""
    rows = [
        (chapter.name, sentence.text, blank.question, _as_text(blank.parameters), blank.column, blank.how,
         _as_text(blank.where), _plain(blank.raw))
        for chapter in document.chapters
        for sentence in chapter.sentences()
        for blank in sentence.blanks.values()
        if isinstance(blank, Value)
    ]  # fmt: skip
    columns = ["chapter", "sentence", "question", "parameters", "column", "how", "where", "value"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def metadata(document: Document) -> bytes:
    """What each file holds: its title, question, meaning, formula, counting rule, parameters, snapshot."""
    about = document.about
    names = file_names(document)
    whole = {
        "network": about.network,
        "network_name": about.network_name,
        "data_date": str(about.data_date),
        "timezone": about.zone,
        "snapshot": about.snapshot,
        "language": about.language,
        "made": about.made.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "encoding": "utf-8",
        "sentences": SENTENCES,
        "figures": [_figure_entry(names[id(figure)], figure, about.language) for figure in document.figures()],
    }
    return (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _figure_entry(file: str, figure: Drawn | Table, language: str) -> dict[str, Any]:
    question = questions.find(figure.question)
    parts = {part: question.says(part, language) for part in ("meaning", *PARTS)}
    title = figure.chart.title if isinstance(figure, Drawn) else figure.title.text
    return {
        "file": file,
        "title": title,
        "question": figure.question,
        **{part: text for part, text in parts.items() if text},
        "parameters": {name: _plain(value) for name, value in figure.answer.parameters.items()},
        "known_until": {table: str(day) for table, day in sorted(figure.answer.held_back.items())},
        "columns": list(map(str, figure.answer.frame.columns)),
        "rows": len(figure.answer.frame),
    }


def bundle(document: Document, printed: bytes | None = None) -> bytes:
    """HTML, figures and, where a browser is installed, PDF (``printed`` if it was printed already), as one zip."""
    files = {name_of(document, "html"): html(document).encode("utf-8")}
    if printed is None and browser() is not None:
        printed = pdf(document)
    if printed is not None:
        files[name_of(document, "pdf")] = printed
    return as_zip({**files, **{f"data/{name}": data for name, data in figure_files(document).items()}}, document)


def as_zip(files: Mapping[str, bytes], document: Document) -> bytes:
    """Files as one zip, each dated by the report's time of making."""
    when = document.about.made.astimezone(dt.UTC)
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, (when.year, when.month, when.day, when.hour, when.minute, when.second))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return written.getvalue()


def _as_text(parameters: Mapping[str, Any]) -> str:
    """Parameters as ``name=value``, those that are not given left out."""
    given = {name: _plain(value) for name, value in parameters.items() if value is not None}
    return "; ".join(f"{name}={value}" for name, value in given.items())


def _plain(value: Any) -> Any:
    """A value as JSON and CSV hold it."""
    if isinstance(value, list | tuple):
        return "|".join(str(item) for item in value)
    return value if value is None or isinstance(value, int | float | bool) else str(value)
