"""Steps and phases that say less than their place in the journey: of which phase, and which one after which.

A step of which no phase is said is in the only phase of its network, else in the common one that recipes make as well;
a phase or step of which no place is said comes next. What is published is moved by neither.
"""

from __future__ import annotations

from cadence.checks import Checked
from cadence.checks.across import FOLDER
from cadence.checks.listing import insert, set_aside
from cadence.contract import load_contracts
from cadence.intake.own_rows import stage_own_rows
from cadence.intake.preparation import Preparation
from cadence.problems import Fact
from cadence.recipes.journey import JOURNEY
from cadence.recipes.names import slug
from cadence.sql import literal, quote
from cadence.words import languages

STEPS, PHASES = "milestones", "phases"
EVERY_NETWORK = "*"
# The table whose rows have a place, and within what it counts.
PLACED = {PHASES: "network_id", STEPS: "phase_id"}


def place_steps(preparation: Preparation) -> None:
    """Give every step that says no phase its own; to be done before the rules between tables are held.

    Where it cannot be told of which network it is, the row is set aside.
    """
    parts = preparation.tables().get(STEPS, [])
    for part in parts:
        _keep_published(preparation, part, STEPS, "phase_id")
    lacking = {id(part): n for part in parts if (n := _count_without(part, "phase_id"))}
    if not lacking:
        return
    mine = [part for part in parts if id(part) in lacking]
    networks = _networks(preparation)
    if len(networks) != 1:
        code = "step_of_which_network" if networks else "step_of_no_network"
        for part in mine:
            insert(part, code, "phase_id is null", ("phase_id",), "null", literal(", ".join(networks)))
            set_aside(part)
        return
    phase, made = _phase_of(preparation, networks[0], mine)
    for part in mine:
        preparation.con.execute(f"update {part.staged} set phase_id = $phase where phase_id is null", {"phase": phase})
        place, said = preparation.place_of(part), {"n": lacking[id(part)]}
        named = made or _names_of(preparation, phase)
        preparation.note(place, Fact("steps_in_journey" if made else "steps_in_phase", {**said, **named}))


def _count_without(part: Checked, column: str) -> int:
    row = part.con.execute(f"select count(*) from {part.staged} where {quote(column)} is null").fetchone()
    return int(row[0]) if row else 0


def _keep_published(preparation: Preparation, part: Checked, table: str, column: str) -> None:
    """An empty cell moves nothing that is published; the fact that says so."""
    (key,), own = load_contracts()[table].primary_key, quote(column)
    row = preparation.con.execute(
        f"update {part.staged} as s set {own} = p.{own} from published.{quote(table)} p "
        f"where s.{own} is null and s.{quote(key)} = p.{quote(key)}"
    ).fetchone()
    if row and row[0]:
        preparation.note(preparation.place_of(part), Fact(f"{column}_kept", {"n": int(row[0])}))


def _networks(preparation: Preparation) -> list[str]:
    """The networks that the steps may be of: the only one that the files name, else all that there are."""
    named = [
        f"select network_id from {part.staged}"
        for table, parts in preparation.tables().items()
        if "network_id" in load_contracts()[table].columns
        for part in parts
    ]
    every = f"select network_id from ({preparation.after().rows('networks')})"
    found = [sorted(_codes(preparation, select)) for select in (" union all ".join(named) or every, every)]
    return found[0] if len(found[0]) == 1 and found[0][0] in found[1] else found[1]


def _codes(preparation: Preparation, select: str) -> set[str]:
    return {str(code) for (code,) in preparation.con.execute(select).fetchall() if code not in (None, EVERY_NETWORK)}


def _phase_of(preparation: Preparation, network: str, parts: list[Checked]) -> tuple[str, dict[str, object]]:
    """The phase that steps of a network without one are in; and its days, where it is made with these files."""
    con, rows = preparation.con, preparation.after().rows(PHASES)
    owners = {
        str(code): str(owner) for code, owner in con.execute(f"select phase_id, network_id from ({rows})").fetchall()
    }
    own = [code for code, owner in owners.items() if owner == network]
    if len(own) == 1:
        return own[0], {}
    code = f"{network}-{slug(JOURNEY['fr'])}"
    while owners.get(code, network) != network:
        code += "-2"
    if code in own:
        return code, {}
    return code, _make_phase(preparation, network, code, parts)


def _names_of(preparation: Preparation, phase: str) -> dict[str, object]:
    """What a phase is called in each language."""
    rows = preparation.con.execute(
        f"select {', '.join(f'name_{language} as phase_{language}' for language in languages())} "
        f"from ({preparation.after().rows(PHASES)}) where phase_id = $phase",
        {"phase": phase},
    )
    return dict(zip([column[0] for column in rows.description or ()], rows.fetchone() or (), strict=True))


def _make_phase(preparation: Preparation, network: str, code: str, parts: list[Checked]) -> dict[str, object]:
    """Stage the common phase of a network with the first of these files; its days, for the fact that says so."""
    con, after = preparation.con, preparation.after()
    for table in ("networks", "cities", "progress"):
        con.execute(f"create or replace temp view after_{table} as {after.rows(table)}")
    steps = " union all ".join(f"select due_after_days from {part.staged} where phase_id is null" for part in parts)
    con.execute(f"create or replace temp view steps_without_phase as {steps}")
    values = {"network": network, "upload_day": preparation.upload_day}
    days = con.execute((FOLDER / "common_phase.sql").read_text(encoding="utf-8"), values).fetchone()
    assert days is not None
    con.execute(
        "create or replace temp table common_phase as select $code as phase_id, $network as network_id, "
        "null::bigint as position, $fr as name_fr, $en as name_en, $starts_on::date as starts_on, "
        "$ends_on::date as ends_on, null::bigint as _line, $file::bigint as file",
        {
            "code": code,
            "network": network,
            **JOURNEY,
            "starts_on": days[0],
            "ends_on": days[1],
            "file": preparation.place_of(parts[0]),
        },
    )
    stage_own_rows(preparation, PHASES, "common_phase", "true")
    return {"phase": code, "starts": days[0], "ends": days[1]}


def give_positions(preparation: Preparation) -> None:
    """Put new phases and steps that say no place behind those of their network or phase, in the order of the lines."""
    for table, owner in PLACED.items():
        for part in preparation.tables().get(table, []):
            _keep_published(preparation, part, table, "position")
        _give(preparation, table, owner)


def _give(preparation: Preparation, table: str, owner: str) -> None:
    con, (key,) = preparation.con, load_contracts()[table].primary_key
    parts = preparation.tables().get(table, [])
    staged = [(part.staged, preparation.place_of(part)) for part in parts]
    rows = staged + [(one.relation, one.file) for one in preparation.own.get(table, [])]
    if not rows:
        return
    lacking = " union all ".join(
        f"select {quote(key)}, {quote(owner)}, _line, {turn} as turn from {relation} where position is null"
        for turn, (relation, _) in enumerate(rows)
    )
    con.execute(
        f"create or replace temp table next_places as select l.{quote(key)}, coalesce(a.last, 0) + row_number() over "
        f"(partition by l.{quote(owner)} order by l.turn, l._line, l.{quote(key)}) as position "
        f"from ({lacking}) l left join (select {quote(owner)}, max(position) as last "
        f"from ({preparation.after().rows(table)}) group by all) a on a.{quote(owner)} = l.{quote(owner)}"
    )
    for number, (relation, file) in enumerate(rows):
        row = con.execute(
            f"update {relation} as s set position = n.position from next_places n "
            f"where s.{quote(key)} = n.{quote(key)} and s.position is null"
        ).fetchone()
        if row and row[0] and number < len(parts):
            preparation.note(file, Fact("positions_given", {"n": int(row[0])}))
    con.execute("drop table next_places")
