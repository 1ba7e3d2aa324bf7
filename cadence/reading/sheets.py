"""Every sheet of a workbook looked over before its cells are read: what its XML says, how far its cells reach."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import python_calamine as calamine

from cadence.errors import RefusedFile
from cadence.reading.closed_sheet import Gaps, gaps_of, write_anew
from cadence.reading.results import Target
from cadence.reading.sheet_parts import PART_CELLS, can_be_parted, part_name
from cadence.reading.sheet_xml import SheetMarks, counts_from_1904, sheet_parts, survey

# Each is looked over and read on its own, some milliseconds however little it holds.
MOST_SHEETS = 500


@dataclass(frozen=True)
class Sheet:
    """One sheet before its cells are read. gaps: emptiness left out of it. refusal: why it can't be read."""

    name: str
    is_hidden: bool
    marks: SheetMarks = field(default_factory=SheetMarks)
    gaps: Gaps = field(default_factory=Gaps)
    is_large: bool = False
    width: int = 0
    parts: tuple[str, ...] = ()
    refusal: RefusedFile | None = None


@dataclass(frozen=True)
class Workbook:
    """counts_from_1904: numbers that nothing marks as days count from 1 January 1904, as on old Macintoshes."""

    cells: calamine.CalamineWorkbook
    sheets: list[Sheet]
    counts_from_1904: bool = False


def open_workbook(path: Path, archive: zipfile.ZipFile, target: Target, folder: Path) -> Workbook:
    """The workbook with what its sheets' XML says; written anew without gaps when cells stand far apart."""
    with path.open("rb") as file:
        workbook = calamine.CalamineWorkbook.from_filelike(file)
    worksheets = [m for m in workbook.sheets_metadata if m.typ == calamine.SheetTypeEnum.WorkSheet]
    names = [m.name for m in worksheets]
    refuse_sheets(names, target)
    parts = sheet_parts(archive)
    sheets = [_survey(archive, parts.get(m.name), m, target) for m in worksheets]
    gaps = {parts[sheet.name]: sheet.gaps for sheet in sheets if sheet.gaps.rows}
    large = {place: parts[sheet.name] for place, sheet in enumerate(sheets) if sheet.is_large}
    if gaps or large:
        del workbook  # what it holds of texts is held once more below
        anew = folder / "anew.xlsx"
        numbers = write_anew(archive, gaps, large, anew)
        sheets = [
            replace(sheet, parts=tuple(part_name(place, n) for n in range(1, numbers.get(place, 0) + 1)))
            for place, sheet in enumerate(sheets)
        ]
        workbook = calamine.CalamineWorkbook.from_path(str(anew))
    return Workbook(workbook, sheets, counts_from_1904(archive))


def refuse_sheets(names: Sequence[str], target: Target) -> None:
    """Refuse a workbook that has not the sheet that is asked for, or too many of them."""
    if target.sheet is not None and target.sheet not in names:
        raise RefusedFile("no_such_sheet", found=target.sheet, expected=", ".join(names))
    if target.sheet is None and len(names) > MOST_SHEETS:
        raise RefusedFile("too_many_sheets", found=len(names), expected=MOST_SHEETS)


def _survey(archive: zipfile.ZipFile, part: str | None, meta: calamine.SheetMetadata, target: Target) -> Sheet:
    is_hidden = meta.visible != calamine.SheetVisibleEnum.Visible
    if part is None or target.sheet not in (None, meta.name):
        return Sheet(meta.name, is_hidden)
    target.at(meta.name)
    try:
        found, extent = survey(archive, part)
        gaps = gaps_of(archive, part) if extent.is_sparse else Gaps()
    except RefusedFile as refusal:
        return Sheet(meta.name, is_hidden, refusal=refusal)
    is_large = extent.cells > PART_CELLS and not gaps.rows and can_be_parted(archive, part)
    return Sheet(meta.name, is_hidden, found, gaps, is_large, extent.width)
