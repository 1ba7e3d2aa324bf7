"""Kumu: the partner network as two spreadsheets, elements and connections.

Elements carry an ID, so that two partners of one name stay two; From and To are then IDs. Codes are written in
words, since Kumu shows them.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from cadence.exports.source import Exported, ExportedFile, Source, write_csv
from cadence.words import Words

STANDARD = "https://docs.kumu.io/guides/import/import"


def write(source: Source, folder: Path) -> Exported:
    """``elements.csv`` and ``connections.csv``; nothing when no partner was published."""
    elements, words = source.ask("kumu_elements"), source.words
    if "partner" not in set(elements["Type"]):
        return Exported(notes=[words("exports.kumu.nothing")])
    connections = source.ask("kumu_connections")
    paths = [
        write_csv(_elements(elements, words), folder / "elements.csv"),
        write_csv(_connections(connections, words), folder / "connections.csv"),
    ]
    return Exported([ExportedFile(path, f"kumu_{path.stem}", STANDARD) for path in paths])


def _elements(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Type, Tags and Country in words; several tags stay separated by |, as Kumu expects."""
    return pd.DataFrame(
        {
            "ID": rows["ID"],
            "Label": rows["Label"],
            "Type": [words(f"exports.kumu.types.{kind}") for kind in rows["Type"]],
            "Tags": [_tags(kind, tags, words) for kind, tags in zip(rows["Type"], rows["Tags"], strict=True)],
            "Country": [None if pd.isna(code) else words.country(code) for code in rows["country"]],
            "Website": rows["website"],
            **{name: rows[name] for name in ("Starts", "Ends", "Funder")},
        }
    )


def _tags(kind: str, tags: str | None, words: Words) -> str | None:
    """Partner: sector. Joint action: size and status. City: its theme, a word of the programme's own."""
    if tags is None or pd.isna(tags):
        return None
    if kind != "action":
        return words.code("sector" if kind == "partner" else "theme", tags)
    size, status = tags.split("|")
    return f"{words.code('size', size)}|{words.code('status', status)}"


def _connections(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    def code_names(kind: str, column: str) -> list[str | None]:
        return [None if pd.isna(code) else words.code(kind, code) for code in rows[column]]

    return pd.DataFrame(
        {
            "From": rows["From"],
            "To": rows["To"],
            "Type": [words(f"exports.kumu.types.{kind}") for kind in rows["Type"]],
            "ID": rows["ID"],
            "Role": code_names("role", "role"),
            "Stage": code_names("stage", "stage"),
            **{name: rows[name] for name in ("Starts", "Ends", "Strength")},
        }
    )
