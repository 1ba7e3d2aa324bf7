"""IATI: the results of joint actions as flat CSV, each heading the path of an element or attribute of IATI 2.03.

A path such as ``result/0/indicator/0/@measure`` is the convention by which IATI's converters turn a spreadsheet
into XML: steps below ``iati-activity``, an index where an element may occur again, @ for an attribute.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from cadence.exports.source import Exported, ExportedFile, Source, write_csv
from cadence.settings import settings
from cadence.words import words_in

STANDARD = "https://iatistandard.org/en/iati-standard/203/"
TARGET = "result/0/indicator/0/period/0/target/0"
LANGUAGES = ("en", "fr")  # in the order of the indicators' own narratives


def write(source: Source, folder: Path) -> Exported:
    """``results.csv``; nothing when no indicator was published."""
    org_id = settings().get("org_id")
    rows = source.ask("iati", org_id=org_id)
    if rows.empty:
        return Exported(notes=[source.words("exports.iati.nothing")])
    rows = _with_day_of_target(rows)
    path = write_csv(rows, folder / "results.csv")
    notes = [] if org_id else [source.words("exports.iati.no_org_id")]
    return Exported([ExportedFile(path, "iati", STANDARD)], notes)


def _with_day_of_target(rows: pd.DataFrame) -> pd.DataFrame:
    """The day a target is agreed for, as a comment on it in each language, right after its value."""
    days = [None if pd.isna(day) else pd.Timestamp(day).date() for day in rows.pop("target_on")]
    at = list(rows.columns).index(f"{TARGET}/@value") + 1
    has_target = rows[f"{TARGET}/@value"].notna()
    for n, language in enumerate(LANGUAGES):
        said = [_agreed_for(day, language) if has else None for day, has in zip(days, has_target, strict=True)]
        path = f"{TARGET}/comment/narrative/{n}"
        rows.insert(at, path, said)
        rows.insert(at + 1, f"{path}/@xml:lang", [language if text else None for text in said])
        at += 2
    return rows


def _agreed_for(day: dt.date | None, language: str) -> str | None:
    return words_in(language)("exports.iati.agreed_for", day=day) if day else None
