"""Files, read, recognised, checked and staged: everything that is known before anything is published.

    with prepare([Path("mai.csv")], store) as preparation:
        for part in preparation.parts: part.recognised, part.facts, part.problems()
        preparation.questions, preparation.set_aside, preparation.is_refused

The tables live in a workspace of the store until the preparation is closed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from cadence import scratch, worker
from cadence.checks import check_across
from cadence.intake import start_sheets, template_rows
from cadence.intake.agreed_days import give_agreed_days, keep_known_days
from cadence.intake.extraction import date_files, hold_days
from cadence.intake.foreign import kept_recipes, read_foreign
from cadence.intake.journey import give_positions, place_steps
from cadence.intake.known_days import KnownUntil
from cadence.intake.learnt import keep_what_was_learnt
from cadence.intake.letters import as_said, tell_said
from cadence.intake.model import Choice, Part
from cadence.intake.names_read import read_names
from cadence.intake.part import check_part, recognise_part
from cadence.intake.personal import as_came, take_persons_out
from cadence.intake.preparation import Mode, Preparation, Source
from cadence.intake.repairs import apply as apply_fixes
from cadence.intake.start_sheets import Found
from cadence.problems import Fact, Problem
from cadence.reading import FILES, Reading, read_apart
from cadence.store import Store

Progress = Callable[[str, int, int], None]
# What a folder is searched for; anything else in it is not an export.
ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".zip")


def prepare(
    paths: Iterable[Path],
    store: Store,
    choices: Mapping[Path, Choice] | None = None,
    *,
    mode: Mode = "merge",
    upload_day: dt.date | None = None,
    progress: Progress | None = None,
    only_read: bool = False,
    typed: Iterable[KnownUntil] | None = None,
    gone: Mapping[str, Iterable[Sequence[object]]] | None = None,
) -> Preparation:
    """Read, recognise, check and stage files (folders: the exports in them) against what is published now.

    Nothing is raised for what is in the files. progress(step, done, of): read, check. only_read: nothing is checked
    and no tables are made; for who asks how a file would be read. typed: the files are rows typed in place, which move
    no day of extraction; what ``days_to_hold`` finds. gone: published rows that go, by table their keys; where
    nothing is typed beside, the files hold them under other keys: such rows say nothing new, so that nothing is dated,
    scheduled or learnt from them.
    """
    worker.warm(FILES)  # it starts while the workspace is made
    resources = ExitStack()
    work = resources.enter_context(store.workspace())
    preparation = Preparation(store, work, mode, upload_day, resources)
    try:
        files = [file for path in paths for file in exports_in(path)]
        for number, path in enumerate(files):
            choice = (choices or {}).get(path, Choice())
            _tell(progress, "read", number, len(files))
            _prepare_file(preparation, number, path, choice, only_read, is_lone=len(files) == 1)
        if only_read:
            return preparation
        _tell(progress, "check", 0, 1)
        _check(preparation)
        preparation.take_away(gone or {})
        preparation.days_of_networks()
        if gone is not None and typed is None:
            _hold_rules(preparation)
            return preparation
        keep_known_days(preparation)
        place_steps(preparation)
        _hold_rules(preparation)
        give_positions(preparation)
        give_agreed_days(preparation)
        date_files(preparation) if typed is None else hold_days(preparation, typed)
        keep_what_was_learnt(preparation)
    except BaseException:
        preparation.close()
        raise
    return preparation


def _hold_rules(preparation: Preparation) -> None:
    """Set aside what breaks a rule between tables."""
    preparation.refusals = check_across(preparation.after(), preparation.unread())


def exports_in(path: Path) -> list[Path]:
    """The file itself, or the exports in a folder by name."""
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.iterdir() if file.suffix.lower() in ENDINGS and file.is_file())


def _tell(progress: Progress | None, step: str, done: int, of: int) -> None:
    if progress is not None:
        progress(step, done, of)


def _prepare_file(
    preparation: Preparation, number: int, path: Path, choice: Choice, only_read: bool, *, is_lone: bool
) -> None:
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    name = choice.name or path.name
    twin = next((one.name for one in preparation.sources if one.sha256 == sha256), None)
    keyed = as_came(preparation.store.record_id, sha256)
    seen = preparation.store.publication_of(sha256, keyed)
    preparation.sources.append(Source(path, name, sha256, seen, choice, twin, keyed))
    if twin is None:
        preparation.parts += _parts_of(preparation, number, path, name, choice, only_read, is_lone=is_lone)


def _parts_of(
    preparation: Preparation, number: int, path: Path, name: str, choice: Choice, only_read: bool, *, is_lone: bool
) -> list[Part]:
    """The tables of one file, without the sheets that a template left as they were."""
    con = preparation.con
    with scratch.folder() as place:
        source = as_said(path, choice.encoding, place)
        every = read_apart(source, con, table=f"text_{number}", name=name, sheet=choice.sheet)
    if source != path:
        every = tell_said(every, str(choice.encoding))
    start = start_sheets.find_sheets(every)
    told = {
        one.name: start_sheets.take_explanations_out(con, one, start[one.name]) for one in every if one.name in start
    }
    every = _without_persons(preparation, number, every, choice, start)
    help_sheets = [one.name for one in every if template_rows.is_help(one)]
    left_out = choice.without if len(help_sheets) == len(every) else choice.without.union(help_sheets)
    parts = [Part(number, one, choice=choice.of(one.name)) for one in every if one.name not in left_out]
    parts = start_sheets.without_empty(con, parts, start)
    for part in parts:
        part.noted += told.get(part.reading.name, ())
        for one in preparation.told_of_persons.get((number, part.reading.name), ()):
            part.noted.append(one) if isinstance(one, Fact) else part.told.append(one)
        if not part.reading.is_refused:
            part.fixed = apply_fixes(con, part.reading, part.choice.fixes)
            recognise_part(con, part)
    day = preparation.upload_day
    foreign = read_foreign(con, parts, choice, number, name, day, only_read=only_read, is_lone=is_lone)
    if foreign is not None:
        preparation.foreign.append(foreign)
    if help_sheets and parts:
        parts[0].noted.append(template_rows.left_out("help_sheets", help_sheets))
    return parts


def _without_persons(
    preparation: Preparation, number: int, every: list[Reading], choice: Choice, start: Mapping[str, Found]
) -> list[Reading]:
    """The tables of a file without persons, before anything else looks at them; the sheets left out among them."""
    kept = [one.recipe for one in kept_recipes(preparation.con)] if every else []
    kept = [start_sheets.recipe_of(start, kept), *kept] if start else kept
    found = []
    for reading in every:
        if not reading.is_refused:
            reading, taken, told = take_persons_out(preparation.con, reading, choice, kept)
            preparation.taken[number, reading.name] = taken
            preparation.told_of_persons[number, reading.name] = told
        found.append(reading)
    return found


def _check(preparation: Preparation) -> None:
    """Check every table, known names in place of codes first; a template's sheet with its example alone is left out."""
    readable = [part for part in preparation.parts if not part.reading.is_refused]
    for part in readable:
        part.noted += template_rows.take_example_out(preparation.con, part)
    read_names(preparation.con, readable)
    for part in readable:
        check_part(preparation.con, part)
    for number in range(len(preparation.sources)):
        mine = [part for part in preparation.parts if part.file == number]
        untouched = [part for part in mine if template_rows.is_only_example(part)]
        kept = [part for part in mine if part not in untouched]
        if untouched and kept:
            kept[0].noted.append(template_rows.left_out("only_example", [part.reading.name for part in untouched]))
            preparation.parts = [part for part in preparation.parts if part not in untouched]
        left = _without_other_sheets(kept or mine)
        preparation.parts = [
            part for part in preparation.parts if part.file != number or part in left or part not in mine
        ]


def _without_other_sheets(parts: list[Part]) -> list[Part]:
    """Where sheets of a workbook are tables that are known, those that are none (notes, lists, a pivot table) are left
    out, each with a note that says how many rows it holds.
    """
    known = [part for part in parts if part.checked]
    others = [
        part
        for part in parts
        if part.reading.sheet and [problem.code for problem in part.refusals] == ["not_recognised"]
    ]
    if not known or not others:
        return parts
    for part in others:
        note = Problem("sheet_left_out", "note", file=part.reading.name, found=part.reading.sheet)
        known[0].refusals.append(replace(note, expected=str(part.reading.rows)))
    return [part for part in parts if part not in others]
