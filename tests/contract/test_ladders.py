"""Levels live in one place: a level added to a ladder is allowed, counted and drawn everywhere."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cadence.answers.serving import Serving
from cadence.charts import impact, partner, partnerships, strategy
from cadence.contract import codes, ladders, load
from cadence.contract.ladders import load_ladders
from cadence.settings import PROJECT
from cadence.words import words_in
from tests.from_folder import from_folder

DAY = "2026-06-30"
# A new level of each ladder, and the level it stands just above.
ADDED = {"stage": ("convening", "networking"), "typology": ("residency", "series_partner"),
         "result_level": ("reach", "output"), "evidence_grade": ("photo", "claim")}  # fmt: skip
# The table and column that hold each ladder's codes.
HELD = {"stage": ("stages", "stage"), "typology": ("partnerships", "typology"),
        "result_level": ("indicators", "level"), "evidence_grade": ("progress", "evidence_grade")}  # fmt: skip


@pytest.fixture
def longer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every ladder with a level more."""
    text = ladders.FILE.read_text("utf-8")
    for name, (level, above) in ADDED.items():
        start = text.index(f"[{name}]")
        text = text[:start] + text[start:].replace(f'"{above}"', f'"{above}", "{level}"', 1)
    longer = tmp_path / "ladders.toml"
    longer.write_text(text, "utf-8")
    monkeypatch.setattr(ladders, "FILE", longer)
    load._load.cache_clear()
    yield
    monkeypatch.undo()
    load._load.cache_clear()


def raised(folder: Path) -> dict[str, int]:
    """The sample, in a folder, with every third row of a level moved to the level added above; how many, by ladder."""
    moved = {}
    for table in (PROJECT / "data" / "sample").glob("*.csv"):
        (folder / table.name).write_bytes(table.read_bytes())
    for name, (table_name, column) in HELD.items():
        path = folder / f"{table_name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        level, below = ADDED[name]
        chosen = [row for row in (newest(rows) if name == "stage" else rows) if row[column] == below]
        chosen = chosen[:: 1 if name == "stage" else 3]
        for row in chosen:
            row[column] = level
        moved[name] = len(chosen)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return moved


def newest(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The row of the stage at which each partnership stands on the day."""
    last: dict[str, dict[str, str]] = {}
    for row in sorted(rows, key=lambda row: row["entered_on"]):
        if row["entered_on"] <= DAY:
            last[row["partnership_id"]] = row
    return list(last.values())


def test_every_ladder_is_the_list_of_its_column(longer: None) -> None:
    assert set(ADDED) == set(HELD) == set(load_ladders())
    for name, (table, column) in HELD.items():
        assert codes(table, column) == load_ladders()[name].codes
        assert ADDED[name][0] in codes(table, column)
    assert codes("partnerships", "target_stage") == load_ladders()["stage"].levels


def test_a_level_added_is_counted_and_drawn(longer: None, tmp_path: Path) -> None:
    moved = raised(tmp_path)
    assert all(moved.values()), moved
    serving = from_folder(tmp_path)
    words = words_in("en")
    asked = {"network": "astrolabe", "data_date": DAY}
    stages(serving, asked)
    for name, question, chart in (
        ("stage", "pipeline", strategy.pipeline),
        ("typology", "partner_typology", partnerships.partner_typology),
    ):
        answer = serving.frame(question, **asked)
        column = "stage" if name == "stage" else name
        assert ADDED[name][0] in set(answer[column]), name
        assert ADDED[name][0] in str(chart(answer, words).figure.to_json()), name
    by_level = serving.frame("achievement_by_level", **asked)
    assert ADDED["result_level"][0] in set(by_level["level"])
    assert ADDED["result_level"][0] in str(impact.by_level(by_level, words).figure.to_json())
    assert int(by_level["indicators"].sum()) == len(serving.frame("achievement", **asked))
    climbing = serving.frame("partner_stages", **asked, partner=partner_at(serving, ADDED["stage"][0]))
    assert ADDED["stage"][0] in str(
        partner.partner_stages(climbing, words, data_date=dt.date.fromisoformat(DAY)).figure.to_json()
    )


def stages(serving: Serving, asked: dict[str, str]) -> None:
    """The funnel has the new rung, no partner is lost on it, and common ground holds it: it stands above networking."""
    funnel = serving.frame("partner_funnel", **asked)
    assert list(funnel["stage"]) == list(load_ladders()["stage"].levels)
    assert funnel["partners"].is_monotonic_decreasing
    counts = dict(zip(funnel["stage"], funnel["partners"], strict=True))
    steps = serving.frame("partner_ladder", **asked).set_index("step")["partners"]
    assert steps["identified"] == counts["identified"] and steps["common_ground"] == counts["networking"]
    rungs = serving.frame("action_ladder", **asked).set_index("rung")["partners"]
    assert rungs["common_ground"] == counts["networking"]
    before = {"identified": 45, "contacted": 28, "networking": 18}  # as in the sample without the new level
    assert {stage: counts[stage] for stage in before} == serving_before(asked, before)


def serving_before(asked: dict[str, str], named: dict[str, int]) -> dict[str, int]:
    """What the sample itself says of these stages: moving rows to a higher level takes no partner off a lower one."""
    sample = from_folder(PROJECT / "data" / "sample")
    funnel = sample.frame("partner_funnel", **asked).set_index("stage")["partners"]
    return {stage: int(funnel[stage]) for stage in named}


def partner_at(serving: Serving, stage: str) -> str:
    """A partner that stood at a stage."""
    with serving.cursor() as cursor:
        row = cursor.execute(
            "select partner_id from stages join partnerships using (partnership_id) "
            "where stage = $stage and entered_on <= $day::date and network_id = 'astrolabe' order by 1 limit 1",
            {"stage": stage, "day": DAY},
        ).fetchone()
    assert row
    return str(row[0])


def test_no_list_of_a_ladder_is_spelt_out_elsewhere() -> None:
    """Neither SQL nor Python names three levels of a ladder in one place."""
    texts = [
        *(PROJECT / "queries").rglob("*.sql"),
        *(PROJECT / "cadence").rglob("*.py"),
        *(PROJECT / "pages").glob("*"),
    ]
    for path in (path for path in texts if path.suffix in (".sql", ".py")):
        if {"imports", "exports"} & set(path.parts):
            continue  # these translate from and to the codes of somebody else
        code = re.sub(r"(--|#).*", "", path.read_text("utf-8"))
        for ladder in load_ladders().values():
            listed = re.findall(r"[\[(][^\[\]()]*[\])]", code)
            for part in listed:
                named = {level for level in ladder.codes if re.search(rf"['\"]{level}['\"]", part)}
                assert len(named) < 3, (path.name, ladder.name, part)


def test_macros_say_levels_and_rungs(sample: Serving) -> None:
    with sample.cursor() as cursor:
        for ladder in load_ladders().values():
            for place, level in enumerate(ladder.levels):
                assert cursor.execute("select level_of($1, $2)", [ladder.name, level]).fetchone() == (place,)
            for code in (*ladder.outside, "nothing", None):
                assert cursor.execute("select level_of($1, $2)", [ladder.name, code]).fetchone() == (None,)
            for rung, level in ladder.rungs.items():
                found = cursor.execute("select rung($1, $2)", [ladder.name, rung]).fetchone()
                assert found == (ladder.levels.index(level),)


def test_a_ladder_that_contradicts_itself_is_refused(tmp_path: Path) -> None:
    for number, text in enumerate(('levels = ["a", "a"]', 'levels = ["a"]\nrungs = { top = "b" }')):
        path = tmp_path / f"{number}.toml"
        path.write_text(f"[one]\n{text}\n", "utf-8")
        with pytest.raises(ValueError, match="one"):
            ladders._load(path)
