"""Rows of a table in Streamlit's grid, set up from the contract: choices by their names, days, numbers; and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from cadence.app.in_place import labels
from cadence.app.in_place.fields import LAST_DAY, LONGEST
from cadence.app.page import Page
from cadence.contract import Field, load_contract
from cadence.intake.in_place import as_text

Row = Mapping[str, str]
TYPES = {"integer": "Int64", "number": "Float64", "boolean": "boolean", "date": "object", "list": "object"}


def config(page: Page, table: str, names: Sequence[str]) -> dict[str, Any]:
    """How each column is shown and typed."""
    return {name: _column(page, table, load_contract(table).column(name)) for name in names}


def _column(page: Page, table: str, field: Field) -> Any:
    title, about = field.title[page.words.language], field.description[page.words.language]
    common: dict[str, Any] = {"label": title + (" *" if field.required else ""), "help": about}
    found = labels.choices(page, table, field)
    if field.type == "list":
        held = found or {}
        return st.column_config.MultiselectColumn(
            options=list(held),
            format_func=lambda code: held.get(code, code),
            accept_new_options=found is None,
            **common,
        )
    if found is not None:
        return st.column_config.SelectboxColumn(
            options=list(found), format_func=lambda code: found.get(str(code), str(code)), **common
        )
    if field.type == "boolean":
        return st.column_config.CheckboxColumn(**common)
    if field.type == "date":
        return st.column_config.DateColumn(format="DD/MM/YYYY", max_value=LAST_DAY, **common)
    if field.type in ("integer", "number"):
        return st.column_config.NumberColumn(step=1 if field.type == "integer" else None, **common)
    return st.column_config.TextColumn(max_chars=LONGEST, **common)


def frame_of(table: str, names: Sequence[str], rows: Sequence[Row]) -> pd.DataFrame:
    """Rows of texts as the grid's values; an empty text is no value."""
    contract = load_contract(table)
    columns = {}
    for name in names:
        field = contract.column(name)
        values = [_value(field, row.get(name, "")) for row in rows]
        columns[name] = pd.Series(values, dtype=TYPES.get(field.type, "object"))
    return pd.DataFrame(columns, columns=list(names))


def _value(field: Field, text: str) -> Any:
    if not text:
        return None
    if field.type == "list":
        return text.split(field.delimiter)
    if field.type == "date":
        return dt.date.fromisoformat(text)
    if field.type == "boolean":
        return text == "true"
    if field.type in ("integer", "number"):
        return int(float(text)) if field.type == "integer" else float(text)
    return text


def text_of(field: Field, value: Any) -> str:
    """A value of the grid as it is written in a cell."""
    if isinstance(value, list | tuple) or hasattr(value, "tolist"):
        return field.delimiter.join(map(str, value)) if field.type == "list" else as_text(value.item())
    if value is None or pd.isna(value):
        return ""
    if field.type == "date" and isinstance(value, str):
        return value[:10]
    if field.type in ("integer", "number"):
        return as_text(float(value))
    return as_text(bool(value)) if field.type == "boolean" else as_text(value).strip()


def rows_of(table: str, frame: pd.DataFrame) -> list[dict[str, str]]:
    """The grid's rows as texts; one in which nothing is typed is none."""
    contract = load_contract(table)
    found = [
        {str(name): text_of(contract.column(str(name)), value) for name, value in row.items()}
        for row in frame.to_dict("records")
    ]
    return [row for row in found if any(row.values())]
