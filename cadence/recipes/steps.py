"""The progress of cities: a column a step, or a line a step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from cadence.contract import load_contracts
from cadence.problems import Fact
from cadence.recipes.cells import DONE_ON, PLANNED, Step, step_in
from cadence.recipes.days import read_days
from cadence.recipes.made import Made
from cadence.recipes.model import Column
from cadence.recipes.sheet import Cells
from cadence.sql import literal

SAID = ("city_id", "milestone_id", "baseline_on", "planned_on", "done_on", "is_done_latest", "note")
PROGRESS = [name for name in SAID if name in load_contracts()["progress"].columns]
# Every row that says something; where none of a city's step does, the first of them.
SAID_ONCE = """
    select * from (
        select *, coalesce(baseline_on, done_on, planned_on, note) is not null as is_said,
            bool_or(is_said) over step as is_said_anywhere, min(_line) over step as first_line
        from ({rows})
        where city_id is not null
        window step as (partition by city_id, milestone_id)
    )
    where is_said or (not is_said_anywhere and _line = first_line)
"""


def steps_in_columns(cells: Cells, made: Made, steps: Sequence[tuple[Column, int, str]]) -> None:
    """A row for each city and step: its agreed day, what its cell says; an empty cell says that it is not done.

    Where several lines are of one city, those that say nothing of a step leave it to the others.
    """
    own = cells.column("cities.name") or cells.column("progress.city_id")
    if own is None:
        return
    column, cell = own
    city = cells.lookup(cell, "cities", {text: cells.codes_of("cities", column, text) for text in cells.texts(cell)})
    by_step: dict[str, dict[str, int]] = {}
    for one, place, meaning in steps:
        by_step.setdefault(one.step, {})[meaning.removeprefix("progress.")] = place
    selects = []
    for step, places in by_step.items():
        code = cells.run.names.meet("milestone", step)
        selects.append(_step_select(cells, city, code, places))
    select = " union all ".join(selects)
    cells.write(made, "progress", SAID_ONCE.format(rows=select), PROGRESS)
    _tell_latest(cells, made, by_step)


def _step_select(cells: Cells, city: str, code: str, places: Mapping[str, int]) -> str:
    agreed = next((cells.agreed[place] for place in places.values() if place in cells.agreed), None)
    baseline = f"s.c{places['baseline_on']}" if "baseline_on" in places else (literal(agreed) if agreed else "null")
    done = places.get("done_on", places.get("state"))
    said = _steps_said(cells, f"c{done}") if done is not None else {}
    parts = {name: "null" for name in ("done_on", "planned_on", "note", "is_done_latest")}
    if done is not None:
        for name, attribute in (("done_on", "done"), ("planned_on", "planned"), ("note", "note")):
            texts = {text: getattr(step, attribute) for text, step in said.items()}
            parts[name] = f"nullif({cells.lookup(f'c{done}', f'step {attribute}', texts)}, '')"
        latest = {text: _latest(step) for text, step in said.items()}
        parts["is_done_latest"] = f"nullif({cells.lookup(f'c{done}', 'step latest', latest)}, '')"
    if "planned_on" in places:
        parts["planned_on"] = f"coalesce({parts['planned_on']}, s.c{places['planned_on']})"
    picked = ", ".join(f"{expression} as {name}" for name, expression in parts.items())
    keys = f"{city} as city_id, {literal(code)} as milestone_id, {baseline} as baseline_on"
    return f"select s._line, {keys}, {picked} from {cells.base} s"


def _steps_said(cells: Cells, cell: str) -> dict[str, Step]:
    """What each distinct cell of a step says; one that nothing reads stands as done, for the checks to name."""
    texts = cells.texts(cell)
    days = read_days(cells.con, [*texts, *_rests(texts)], cells.run.dates)
    found = {}
    for text in texts:
        step = step_in(text, cells.run.export_day, days.get)
        found[text] = step if step.is_read else type(step)(done=text)
    return found


def _latest(step: Step) -> str:
    """Whether a step is done on a day at the latest, as a cell says it; a day that is told is the day itself."""
    return str(step.is_latest).lower() if step.done else ""


def _tell_latest(cells: Cells, made: Made, by_step: Mapping[str, Mapping[str, int]]) -> None:
    """How many cells were taken as done without a day, and how many as done in a month or quarter; each told once."""
    counts = {"done_at_latest": 0, "done_in_period": 0}
    for places in by_step.values():
        done = places.get("done_on", places.get("state"))
        if done is None:
            continue
        said = _steps_said(cells, f"c{done}")
        for code in counts:
            is_period = code == "done_in_period"
            texts = [text for text, step in said.items() if step.is_latest and step.is_period is is_period]
            if texts:
                row = cells.con.execute(
                    f"select count(*) from {cells.base} where c{done} in ({', '.join(map(literal, texts))})"
                ).fetchone()
                counts[code] += row[0] if row else 0
    made.facts += [Fact(code, {"n": n, "day": cells.run.export_day}) for code, n in counts.items() if n]


def steps_in_lines(cells: Cells, made: Made) -> None:
    """A row for each line: a city and a step, what is agreed, what is said to be done."""
    city = cells.value("progress.city_id") or cells.code_sql("cities")
    step = cells.value("progress.milestone_id") or cells.code_sql("milestones")
    if city is None or step is None:
        return
    done = cells.column("progress.done_on")
    parts: dict[str, str] = {"done_on": "null", "planned_on": "null", "note": "null", "is_done_latest": "null"}
    if done is not None:
        said = _steps_said(cells, done[1])
        for name, attribute in (("done_on", "done"), ("planned_on", "planned"), ("note", "note")):
            texts = {text: getattr(one, attribute) for text, one in said.items()}
            parts[name] = f"nullif({cells.lookup(done[1], f'step {attribute}', texts)}, '')"
        latest = {text: _latest(one) for text, one in said.items()}
        parts["is_done_latest"] = f"nullif({cells.lookup(done[1], 'step latest', latest)}, '')"
    for meaning in ("progress.state", "progress.share"):
        if (found := cells.column(meaning)) is not None:
            said = _steps_said(cells, found[1])
            texts = {text: one.done for text, one in said.items()}
            day = f"nullif({cells.lookup(found[1], 'state done', texts)}, '')"
            latest = {text: _latest(one) for text, one in said.items()}
            mark = f"nullif({cells.lookup(found[1], 'state latest', latest)}, '')"
            notes = {text: one.note for text, one in said.items()}
            note = f"nullif({cells.lookup(found[1], 'state note', notes)}, '')"
            parts["is_done_latest"] = (
                f"coalesce({parts['is_done_latest']}, case when {parts['done_on']} is null then {mark} end)"
            )
            parts["done_on"] = f"coalesce({parts['done_on']}, {day})"
            parts["note"] = f"nullif(concat_ws(' · ', {parts['note']}, {note}), '')"
    if planned := cells.value("progress.planned_on"):
        parts["planned_on"] = f"coalesce({planned}, {parts['planned_on']})"
    if said_note := cells.value("progress.note"):
        parts["note"] = f"nullif(concat_ws(' · ', {said_note}, {parts['note']}), '')"
    baseline = cells.value("progress.baseline_on") or "null"
    picked = ", ".join(f"{expression} as {name}" for name, expression in parts.items())
    keys = f"{city} as city_id, {step} as milestone_id, {baseline} as baseline_on"
    where = f"{city} is not null and {step} is not null"
    cells.write(made, "progress", f"select s._line, {keys}, {picked} from {cells.base} s where {where}", PROGRESS)


def _rests(texts: Iterable[str]) -> list[str]:
    """What stands behind a word in a cell: ``03/2027`` of ``prévu 03/2027``."""
    found = (pattern.match(text.strip()) for text in texts for pattern in (PLANNED, DONE_ON))
    return [said["rest"].strip().strip("()") for said in found if said]
