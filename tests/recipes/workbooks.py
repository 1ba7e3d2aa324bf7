"""Workbooks as teams keep them, written by the tests: sheets as lists of rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import xlsxwriter

from cadence.intake.model import Choice
from cadence.intake.preparation import Preparation
from cadence.intake.publication import publish
from cadence.intake.steps import prepare
from cadence.store import Store

Cell = str | int | float | dt.date | None
UPLOAD_DAY = dt.date(2026, 11, 20)


def day(text: str) -> dt.date:
    """A day of 2026: ``3/12`` is 3 December."""
    number, month = map(int, text.split("/"))
    return dt.date(2026, month, number)


TRACKER: list[list[Cell]] = [
    ["Commune", "Pays", "Adhésion", "Équipe en place", "Carte des besoins", "Budget voté"],
    ["Échéance", None, None, day("28/2"), day("30/4"), day("30/9")],
    ["Lugo-les-Pins", "Sénégal", day("5/1"), day("20/2"), day("15/5"), None],
    ["Tamouro", "Togo", day("5/1"), day("28/2"), None, None],
]
EVENTS: list[list[Cell]] = [
    ["Date", "Intitulé", "Type", "Avec qui", "Où", "Présents"],
    [day("10/3"), "Atelier rues", "Atelier", "Institut Mafoli, Ligue des quais", "Lugo-les-Pins", 21],
    [day("2/6"), "Visite du port", "Visite", "Ligue des quais", "Lugo-les-Pins et Tamouro", 9],
    [day("12/10"), "Comité d’automne", "Comité de pilotage", "Mafoli", "toutes", 14],
]
PARTNERS: list[list[Cell]] = [
    ["Organisme", "Secteur"],
    ["Institut Mafoli", "Recherche"],
    ["Ligue des quais", "Association"],
]
SHEETS: dict[str, list[list[Cell]]] = {"Suivi": TRACKER, "Agenda": EVENTS, "Contacts": PARTNERS}


def workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> Path:
    """A workbook of these sheets; days are dates of the spreadsheet."""
    with xlsxwriter.Workbook(str(path)) as book:
        form = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for y, row in enumerate(rows):
                for x, cell in enumerate(row):
                    if isinstance(cell, dt.date):
                        sheet.write_datetime(y, x, dt.datetime.combine(cell, dt.time()), form)
                    elif cell is not None:
                        sheet.write(y, x, cell)
    return path


@contextmanager
def prepared(store: Store, path: Path, mode: str = "merge", **said: object) -> Iterator[Preparation]:
    """A file prepared with what a person said of it."""
    with prepare([path], store, {path: Choice(**said)}, mode=mode, upload_day=UPLOAD_DAY) as preparation:  # type: ignore[arg-type]
        yield preparation


def bring(store: Store, path: Path, mode: str = "merge", **said: object) -> Preparation:
    """A file published; what its preparation was, closed."""
    with prepared(store, path, mode, **said) as preparation:
        assert not preparation.is_refused, [problem.code for problem in preparation.problems()]
        publish(preparation, message="m", author="Ada")
        return preparation
