"""An answer to take away: a plain CSV, and beside it, in one zip, what it is and where it comes from.

The second file follows "CSV on the Web" (W3C, Metadata Vocabulary for Tabular Data, 2015), which finds it by its name.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

import pandas as pd

from cadence import __version__
from cadence.answers import questions
from cadence.answers.answer import Answer
from cadence.answers.columns import descriptions
from cadence.answers.digest import definitions_digest
from cadence.answers.serving import Serving
from cadence.forms.safe_csv import safe_csv
from cadence.words import Words

# The same answer gives the same bytes whenever it is taken.
EARLIEST = (1980, 1, 1, 0, 0, 0)


def with_origin(
    name: str, rows: pd.DataFrame, answer: Answer, serving: Serving, words: Words, more: Mapping[str, Any]
) -> bytes:
    """A zip of ``name.csv`` and ``name.csv-metadata.json``; ``more`` is told with the origin, as a mark is."""
    told = json.dumps({**origin(f"{name}.csv", rows, answer, serving, words), **more}, ensure_ascii=False, indent=1)
    data = safe_csv(rows, words("language.csv_separator"))
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, content in ((f"{name}.csv", data), (f"{name}.csv-metadata.json", told.encode("utf-8"))):
            entry = zipfile.ZipInfo(file, EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return written.getvalue()


def origin(file: str, rows: pd.DataFrame, answer: Answer, serving: Serving, words: Words) -> dict[str, Any]:
    """What a CSV of an answer is: network, day, snapshot, filters, definition, and each of its columns."""
    question = questions.find(answer.question)
    told = {key: question.says(key, words.language) for key in ("meaning", "grain", "formula", "counting", "source")}
    of_columns = descriptions(question, words.language)
    chosen = {name: _plain(value) for name, value in answer.parameters.items() if value is not None}
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": words.language}],
        "url": file,
        "dialect": {"delimiter": words("language.csv_separator")},
        "decimal": "," if words("language.csv_separator") == ";" else ".",
        "dc:title": told["meaning"],
        "question": question.name,
        **{key: said for key, said in told.items() if said},
        "network": chosen.pop("network", None),
        "data_date": chosen.pop("data_date", None),
        "filters": chosen,
        "snapshot": answer.snapshot,
        "published": _publication(serving),
        "program": f"Cadence {__version__}",
        "definitions": definitions_digest(),
        "tableSchema": {
            "columns": [
                {"name": str(name), "titles": words.column(str(name)), "dc:description": of_columns.get(str(name), "")}
                for name in rows.columns
            ]
        },
    }


def _publication(serving: Serving) -> Mapping[str, str] | None:
    if serving.published is None:
        return None
    came = serving.published
    return {"when": came.time.isoformat(timespec="seconds"), "by": came.author, "message": came.message}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
