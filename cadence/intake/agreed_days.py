"""Agreed days that no cell says: of the standard schedule for what is new, and those that a decision replaced.

A city, or a step new in its plan, gets its agreed day once, from the days after joining that the journey's steps have;
the day is then held like any other. Where a recorded decision lets an agreed day change, the one before it is kept.
Both are rows of the publication, foreseen and undone with it.
"""

from __future__ import annotations

from collections.abc import Sequence

from cadence.checks import Checked, cells
from cadence.checks.across import FOLDER
from cadence.checks.published import is_own_text
from cadence.contract import load_contracts
from cadence.intake.own_rows import stage_own_rows
from cadence.intake.preparation import Preparation
from cadence.problems import Fact
from cadence.sql import literal, quote

TABLE, EARLIER = "progress", "earlier_plans"
AFTER = ("cities", "phases", "milestones", "decisions")
SAME_STEP = "s.city_id = p.city_id and s.milestone_id = p.milestone_id"


def keep_known_days(preparation: Preparation) -> None:
    """Keep what is known better than the files say it; to be done before the rules are held.

    An empty cell says no other day than the one the schedule gave. "Done", said again, brings no later day; a day that
    a file gives without saying "at the latest" is the day itself.
    """
    for part in preparation.tables().get(TABLE, ()):
        if "is_done_latest" in part.unsaid and "done_on" not in part.unsaid:
            preparation.con.execute(
                f"update {part.staged} as s set is_done_latest = false from published.{quote(TABLE)} p "
                f"where {SAME_STEP} and s.done_on is distinct from p.done_on"
            )
        preparation.con.execute(
            f"update {part.staged} as s set done_on = p.done_on, is_done_latest = coalesce(p.is_done_latest, false) "
            f"from published.{quote(TABLE)} p where {SAME_STEP} and s.is_done_latest and p.done_on <= s.done_on"
        )
        preparation.con.execute(
            f"update {part.staged} as s set baseline_on = p.baseline_on, baseline_from = p.baseline_from "
            f"from published.{quote(TABLE)} p where {SAME_STEP} and s.baseline_on is null "
            f"and p.baseline_from = 'schedule' and not {_is_emptied_on_purpose(part)}"
        )


def give_agreed_days(preparation: Preparation) -> None:
    """Give what is new its day of the schedule, and stage the days that decisions replaced, as rows of their own."""
    tables, con = preparation.tables(), preparation.con
    after = preparation.after()
    for table in AFTER:
        con.execute(f"create or replace temp view after_{table} as {after.rows(table)}")
    con.execute(f"create or replace temp table schedule as {_sql('schedule')}")
    parts = tables.get(TABLE, [])
    for part in parts:
        _schedule_new_steps(preparation, part)
    _keep_earlier_days(preparation, parts)
    _schedule_new_cities(preparation, tables.get("cities", []), parts)


def _schedule_new_steps(preparation: Preparation, part: Checked) -> None:
    row = preparation.con.execute(
        f"update {part.staged} as s set baseline_on = d.baseline_on, baseline_from = 'schedule' from schedule d "
        f"where d.city_id = s.city_id and d.milestone_id = s.milestone_id and s.baseline_on is null "
        f"and not exists (select 1 from published.{quote(TABLE)} p where {SAME_STEP}) "
        f"and not {_is_emptied_on_purpose(part)}"
    ).fetchone()
    if row and row[0]:
        preparation.note(preparation.place_of(part), Fact("scheduled_days", {"n": int(row[0])}))


def _keep_earlier_days(preparation: Preparation, parts: Sequence[Checked]) -> None:
    if not parts:
        return
    con, columns = preparation.con, "city_id, milestone_id, baseline_on, _line"
    rows = [f"select {columns}, {preparation.place_of(part)} as file from {part.staged}" for part in parts]
    con.execute(f"create or replace temp view coming_days as {' union all '.join(rows)}")
    con.execute(f"create or replace temp table changed_days as {_sql('earlier_plans', preparation)}")
    for part in parts:
        if "baseline_from" in part.unsaid:
            con.execute(
                f"update {part.staged} as s set baseline_from = 'agreed' from changed_days p "
                f"where {SAME_STEP} and s.baseline_on is not null"
            )
    for file, n in con.execute("select file, count(*) from changed_days group by file order by file").fetchall():
        preparation.note(file, Fact("days_agreed_anew", {"n": n}))
    stage_own_rows(preparation, EARLIER, "changed_days", "true")


def _schedule_new_cities(preparation: Preparation, cities: Sequence[Checked], parts: Sequence[Checked]) -> None:
    """Every step of the schedule for the cities that join with these files and have not left."""
    if not cities:
        return
    con = preparation.con
    rows = [f"select city_id, _line, {preparation.place_of(part)} as file from {part.staged}" for part in cities]
    said = [f"select city_id, milestone_id from {part.staged}" for part in parts]
    told = " union all ".join([f"select city_id, milestone_id from published.{quote(TABLE)}", *said])
    con.execute(
        f"create or replace temp table scheduled_steps as "
        f"select d.city_id, d.milestone_id, d.baseline_on, 'schedule' as baseline_from, c._line, c.file "
        f"from schedule d join ({' union all '.join(rows)}) c on c.city_id = d.city_id "
        f"where d.left_on is null and d.city_id not in (select city_id from published.cities) "
        f"and (d.city_id, d.milestone_id) not in ({told}) "
        # A row of the file that is set aside is for a person to mend: it gets no day behind their back.
        f"and d.city_id not in ({_cities_aside(parts)})"
    )
    for file, n in con.execute("select file, count(*) from scheduled_steps group by file order by file").fetchall():
        preparation.note(file, Fact("scheduled_days", {"n": n}))
    stage_own_rows(preparation, TABLE, "scheduled_steps", "not exists (from scheduled_steps s where " + SAME_STEP + ")")


def _cities_aside(parts: Sequence[Checked]) -> str:
    columns = [(quote(part.mapping["city_id"]), part.rejects) for part in parts]
    found = [f"select trim({column}) from {rejects} where {column} is not null" for column, rejects in columns]
    return " union all ".join(found or ["select null where false"])


def _is_emptied_on_purpose(part: Checked) -> str:
    """True for a staged row ``s`` whose agreed day the file says to empty."""
    cell = part.mapping.get("baseline_on")
    if cell is None:
        return "false"
    cleared = cells.is_cleared(f"written(t.{quote(cell)})")
    own = is_own_text(part, load_contracts()[TABLE])
    return f"exists (select 1 from {part.text_table} t where t._line = s._line and {own} and {cleared})"


def _sql(name: str, preparation: Preparation | None = None) -> str:
    sql = (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    return sql.replace("$upload_day", literal(preparation.upload_day.isoformat())) if preparation else sql
