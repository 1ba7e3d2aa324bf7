"""The network itself, its phase and its steps, where a file brings new ones."""

from __future__ import annotations

from cadence.recipes.days import read_days
from cadence.recipes.made import Made
from cadence.recipes.names import slug
from cadence.recipes.sheet import Cells

JOURNEY = {"fr": "Parcours", "en": "Journey"}


LAST_PHASE = """
    select p.phase_id,
        coalesce((select max(m.position) from published.milestones m where m.phase_id = p.phase_id), 0)
    from published.phases p where p.network_id = $network order by p.position desc limit 1
"""


def network(cells: Cells, made: Made) -> None:
    """The row of a new network."""
    if _network_is_new(cells):
        cells.add_rows(made, "networks", [{"_line": 1, **cells.run.recipe.network}])


def _network_is_new(cells: Cells) -> bool:
    """Whether the recipe's network is not published yet."""
    return bool(cells.run.network) and cells.run.network not in cells.run.names.said.get("network", {})


def journey(cells: Cells, made: Made) -> None:
    """New steps, in the order they come; and the phase they are of, where the network has none."""
    names = cells.run.names
    new = [code for code in names.new.get("milestone", {}) if code not in cells.run.defined["milestone"]]
    own = {names.code("milestone", text) for text in cells.names_of("milestones")}
    new = [code for code in new if code in own]
    if not new:
        return
    cells.run.defined["milestone"].update(new)
    phase, place = _last_phase(cells)
    if phase is None:
        phase = names.meet("phase", f"{cells.run.network}-{slug(JOURNEY['fr'])}")
        days = [day for sheet in cells.run.sheets for day in sheet.days_of_facts()]
        agreed = read_days(
            cells.con, [text for sheet in cells.run.sheets for text in sheet.agreed_texts()], cells.run.dates
        )
        starts = cells.run.recipe.network.get("starts_on") or min([*days, cells.run.export_day]).isoformat()
        ends = max([*agreed.values(), *days, cells.run.export_day])
        row = {
            "phase_id": phase,
            "network_id": cells.run.network,
            "position": "1",
            "starts_on": starts,
            "ends_on": ends.isoformat(),
        }
        cells.add_rows(made, "phases", [{"_line": 1, **row, "name_fr": JOURNEY["fr"], "name_en": JOURNEY["en"]}])
    rows = []
    for number, code in enumerate(new, start=place + 1):
        name = names.new["milestone"][code]
        rows.append(
            {
                "_line": 1,
                "milestone_id": code,
                "phase_id": phase,
                "position": str(number),
                "name_fr": name,
                "name_en": name,
            }
        )
    cells.add_rows(made, "milestones", rows)


def _last_phase(cells: Cells) -> tuple[str | None, int]:
    """The last phase of the network as published, and the place of its last step."""
    row = None
    if cells.run.has_record:
        row = cells.con.execute(LAST_PHASE, {"network": cells.run.network}).fetchone()
    if row is not None:
        return str(row[0]), int(row[1])
    made = cells.run.defined["phase"]
    return (next(iter(made)), len(cells.run.defined["milestone"])) if made else (None, 0)
