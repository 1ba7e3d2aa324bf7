"""360Giving: the money given for joint actions, one row per sum, in the columns of the 360Giving Data Standard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cadence.exports.source import Exported, ExportedFile, Source, texts, write_csv
from cadence.settings import settings
from cadence.words import Words

STANDARD = "https://standard.threesixtygiving.org/en/latest/"
INNER = ("kind", "size", "action", "city_names")


def write(source: Source, folder: Path) -> Exported:
    """``grants.csv``; nothing when no money is recorded."""
    said = source.words
    rows = source.ask("giving", prefix=settings().get("giving_prefix"))
    notes = [said(f"exports.360giving.{why}", n=n) for why, n in _left_out(source)]
    if rows.empty:
        return Exported(notes=[said("exports.360giving.nothing"), *notes])
    described = [_description(texts(row), said) for row in rows.to_dict("records")]
    rows.insert(2, "Description", described)
    path = write_csv(rows.drop(columns=list(INNER)), folder / "grants.csv")
    if not settings().get("giving_prefix"):
        notes.append(said("exports.360giving.no_prefix"))
    return Exported([ExportedFile(path, "360giving", STANDARD)], notes)


def _left_out(source: Source) -> list[tuple[str, int]]:
    rows = source.ask("giving_left_out")
    return list(zip(rows["why"], rows["n"].astype(int), strict=True))


def _description(row: dict[str, Any], words: Words) -> str:
    """What the money was for, in one sentence."""
    places = [str(name) for name in (row["city_names"] if row["city_names"] is not None else [])]
    key = f"exports.360giving.{row['kind']}_{'in' if places else 'for'}"
    size = words.code("size", row["size"])
    return words(key, action=row["action"], size=size, cities=words.list_of(places))
