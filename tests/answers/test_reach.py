"""Partners and reach: a small network by hand, the published intervals, and every filter against a plain count."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import tests
from cadence.answers.serving import Serving
from cadence.contract import load_contracts
from cadence.settings import PROJECT
from tests import independent
from tests.from_folder import from_folder

GOLDEN = tests.GOLDEN / "reach"
DATA_DATE = "2021-03-15"
PUBLIC = {
    "reach_by_month": ["month", "kind", "engagements", "new_persons", "media"],
    "partner_funnel": ["stage", "partners", "of_partners", "median_days"],
    "handful": ["k", "n", "low", "high"],
    "role_coverage": ["city_id", "role", "priority", "is_met", "partnership_id"],
}
WILSON = [(8, 10, 49.0, 94.3), (3, 10, 10.8, 60.3), (9, 11, 52.3, 94.9), (4, 23, 7.0, 37.1), (0, 9, 0.0, 29.9)]


@pytest.fixture(scope="module")
def small() -> Serving:
    return from_folder(GOLDEN)


def shown(value: Any, like: str) -> str:
    """A computed value with as many decimals as the expected text."""
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, dt.date):
        return str(value)[:10]
    if isinstance(value, str | bool) or type(value).__name__ == "bool_":
        return str(value)
    decimals = len(like.partition(".")[2])
    return f"{float(value):.{decimals}f}" if like else str(value)


@pytest.mark.parametrize("path", sorted((GOLDEN / "expected").glob("*.csv")), ids=lambda path: path.stem)
def test_by_hand(small: Serving, path: Path) -> None:
    """Every row and value of expected/<question>[@day].csv, in its order; the calculation is in calculation.md."""
    question, _, day = path.stem.partition("@")
    expected = pd.read_csv(path, dtype=str, keep_default_na=False)
    answer = small.frame(question, network="net", data_date=day or DATA_DATE)
    found = [
        {name: shown(row[name], want[name]) for name in expected.columns}
        for row, want in zip(answer.to_dict("records"), expected.to_dict("records"), strict=False)
    ]
    assert pd.DataFrame(found, columns=expected.columns).to_csv() == expected.to_csv()
    assert len(answer) == len(expected)


GROUPS = tests.GOLDEN / "reach_groups"


@pytest.mark.parametrize("path", sorted((GROUPS / "expected").glob("*.csv")), ids=lambda path: path.stem)
def test_people_from_outside_by_hand(path: Path) -> None:
    """They come first, and only they are a new audience; the calculation is in golden/reach_groups/README.md."""
    expected = pd.read_csv(path, dtype=str, keep_default_na=False)
    answer = from_folder(GROUPS).frame(path.stem, network="net", data_date="2021-06-30")
    found = [
        {name: shown(row[name], want[name]) for name in expected.columns}
        for row, want in zip(answer.to_dict("records"), expected.to_dict("records"), strict=True)
    ]
    assert found == expected.to_dict("records")


@pytest.mark.parametrize(("question", "columns"), PUBLIC.items())
def test_public_columns(small: Serving, question: str, columns: list[str]) -> None:
    assert list(small.frame(question, network="net").columns) == columns


@pytest.mark.parametrize(("k", "n", "low", "high"), WILSON)
def test_wilson(small: Serving, k: int, n: int, low: float, high: float) -> None:
    with small.cursor() as con:
        found = con.execute("select 100 * wilson_low($k, $n), 100 * wilson_high($k, $n)", {"k": k, "n": n}).fetchone()
    assert found is not None
    assert [round(end, 1) for end in found] == [low, high]


def test_wilson_of_nothing_and_of_all(small: Serving) -> None:
    with small.cursor() as con:
        found = con.execute(
            "select wilson_low(0, 0), wilson_high(0, 0), wilson_high(5, 5), wilson_low(0, 5)"
        ).fetchone()
    assert found == (None, None, 1.0, 0.0)


def test_before_anything_happened(small: Serving) -> None:
    """Nothing known yet is nothing said, never a zero."""
    day = "2019-12-31"
    for question in ("reach_by_month", "partner_funnel", "partner_ladder", "partner_typology", "role_coverage"):
        assert small.frame(question, network="net", data_date=day).empty
    dependence = small.frame("dependence", network="net", data_date=day).iloc[0]
    assert pd.isna(dependence["hhi"]) and dependence["dependence_why"] == "no_counted_partner"
    summary = small.frame("coverage_summary", network="net", data_date=day).iloc[0]
    assert summary["coverage_why"] == "no_city" and pd.isna(summary["density"])


def test_a_network_without_end_of_funding(small: Serving) -> None:
    rows = small.frame("continuity", network="far", data_date=DATA_DATE)
    assert set(rows["continuity_why"]) == {"no_funding_end"}


def plain_count(con: Any, day: str, *, cities: list[str] | None = None, sectors: list[str] | None = None) -> list[Any]:
    """Engagements by month and kind straight from the tables: the slow way, for comparison."""
    return list(
        con.execute(
            """
            select date_trunc('month', a.held_on)::date, a.kind, count(distinct a.activity_id),
                sum(u.persons) filter (u.channel <> 'media')
            from activities a left join audience u using (activity_id)
            where a.network_id = 'astrolabe' and a.held_on <= $day::date
                and ($cities::varchar[] is null or list_has_any(a.cities, $cities::varchar[]))
                and ($sectors::varchar[] is null or exists (
                    select 1 from partners p
                    where list_contains(a.partners, p.partner_id) and list_contains($sectors::varchar[], p.sector)))
            group by all order by all
            """,
            {"day": day, "cities": cities, "sectors": sectors},
        ).fetchall()
    )


CHOICES: list[dict[str, list[str]]] = [
    {},
    {"cities": ["mbalessi", "ndiassore"]},
    {"sectors": ["ngo", "academia"]},
    {"cities": ["mbalessi", "ndiassore", "abrokoue"], "sectors": ["ngo"]},
]


@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: "+".join(choice) or "all")
@pytest.mark.parametrize("day", ["2024-04-03", "2025-09-08", "2025-12-31", "2026-06-15"])
def test_filters_count_no_activity_twice(sample: Serving, choice: dict[str, list[str]], day: str) -> None:
    answer = sample.frame("audience_by_kind", network="astrolabe", data_date=day, **choice)
    found = [
        (
            row["month"].date(),
            row["kind"],
            row["activities"],
            None if pd.isna(row["engagements"]) else row["engagements"],
        )
        for row in answer.to_dict("records")
    ]
    with sample.cursor() as con:
        assert [(m, k, n, e or 0) for m, k, n, e in found] == [
            (m, k, n, e or 0) for m, k, n, e in plain_count(con, day, **choice)
        ]


@pytest.mark.parametrize("day", ["2024-04-03", "2025-01-01", "2026-06-15"])
def test_pairs_at_any_day(sample: Serving, day: str) -> None:
    """Years and days put together are the activities themselves."""
    pairs = sample.frame("coverage_matrix", network="astrolabe", data_date=day)
    pairs = pairs[pairs["activities"] > 0]
    pairs = pairs.sort_values(["city_id", "partner_id"]).reset_index(drop=True)
    with sample.cursor() as con:
        expected = con.execute(
            """
            select c.city_id, p.partner_id, count(distinct a.activity_id) as activities,
                sum(f.engagements) as engagements, max(a.held_on) as last_on
            from activities a, unnest(a.cities) c(city_id), unnest(a.partners) p(partner_id), activity_facts f
            where a.network_id = 'astrolabe' and a.held_on <= $day::date and f.activity_no = a.rowid
            group by all order by all
            """,
            {"day": day},
        ).df()
    assert len(expected) > 0
    pd.testing.assert_frame_equal(pairs[list(expected)], expected, check_dtype=False)


def test_shares_add_up(sample: Serving) -> None:
    shares = sample.frame("partner_shares", network="astrolabe")
    assert shares["share"].sum() == pytest.approx(1)


def test_every_sector_has_its_bit(sample: Serving) -> None:
    """A sector of the contract without a bit would slip through the filter by sector."""
    sectors = next(field.enum for field in load_contracts()["partners"].fields if field.name == "sector")
    with sample.cursor() as con:
        bits = [con.execute("select sector_mask($s)", {"s": s}).fetchone() for s in sectors]
    assert sorted(bits) == [(1 << place,) for place in range(len(sectors))]


def test_the_funnel_never_widens(sample: Serving) -> None:
    """A partner that skipped a stage counts as having reached it."""
    partners = sample.frame("partner_funnel", network="astrolabe")["partners"].tolist()
    assert partners == sorted(partners, reverse=True)
    assert partners[0] > partners[-1]


def test_partner_questions_agree_with_the_network(sample: Serving) -> None:
    """The partner page counts what the reach page counts."""
    for row in sample.frame("partner_shares", network="astrolabe").to_dict("records"):
        months = sample.frame("partner_reach", network="astrolabe", partner=row["partner_id"])
        listed = sample.frame("partner_activities", network="astrolabe", partner=row["partner_id"])
        profile = sample.frame("partner_profile", network="astrolabe", partner=row["partner_id"]).iloc[0]
        assert months["activities"].sum() == row["activities"] == len(listed) == profile["activities"]


OFFERS = ("pipeline_here", "pipeline_network", "elsewhere")


@pytest.mark.parametrize("day", ["2024-11-20", "2025-12-31", "2026-06-30", "2026-09-30"])
@pytest.mark.parametrize("network", ["astrolabe", "estuaires"])
def test_candidates_come_in_their_order_and_nobody_who_is_being_won_is_left_out(
    network: str, day: str, sample: Serving
) -> None:
    tables, on = independent.read_folder(PROJECT / "data" / "sample"), dt.date.fromisoformat(day)
    found = sample.frame("candidate_partners", network=network, data_date=day)
    entered = sorted((one for one in tables["stages"] if one["entered_on"] <= day), key=lambda one: one["entered_on"])
    stage = {one["partnership_id"]: one["stage"] for one in entered}
    being_won = [
        one
        for one in tables["partnerships"]
        if one["network_id"] == network
        and not (one["starts_on"] and one["starts_on"] <= day)
        and stage.get(one["partnership_id"]) != "closed"
        and (one["partnership_id"] in stage or one["planned_on"])
    ]
    alive = independent.alive_partnerships(tables, on)
    for (city, role), rows in found.groupby(["city_id", "role"]):
        listed = rows.dropna(subset=["partner_id"])
        steps = [OFFERS.index(offer) for offer in listed["offer"]]
        assert steps == sorted(steps) and len(steps) <= 3 and listed["partner_id"].is_unique
        here = {one["partner_id"] for one in being_won if (one["city_id"], one["role"]) == (city, role)}
        assert len(here) > 3 or here <= set(listed["partner_id"]), (city, role)
        for partner, offer in zip(listed["partner_id"], listed["offer"], strict=True):
            plays = {one["partner_id"] for one in alive if one["role"] == role and one["network_id"] == network}
            whole = {one["partner_id"] for one in being_won if (one["city_id"], one["role"]) == ("", role)}
            of_offer = {"pipeline_here": here, "pipeline_network": whole, "elsewhere": plays}
            assert partner in of_offer[offer], (city, role)


@pytest.mark.parametrize("day", ["2024-11-20", "2025-12-31", "2026-06-30", "2026-09-30"])
@pytest.mark.parametrize("network", ["astrolabe", "estuaires"])
def test_cities_with_and_without_a_partner_are_all_cities(network: str, day: str, sample: Serving) -> None:
    """The cards of two pages, the map and the table of those without say the same of active partners."""
    asked = {"network": network, "data_date": day}
    summary = sample.frame("coverage_summary", **asked).iloc[0]
    without = sample.frame("cities_without_partner", **asked)
    figures, cities = sample.frame("key_figures", **asked).iloc[0], sample.frame("city_situation", **asked)
    assert len(without) == summary["cities"] - summary["cities_with_partner"]
    assert (
        (without["silent_partnerships"] > 0).sum() == summary["cities_with_silent_only"] == figures["partner_silent_k"]
    )
    assert (cities["active_partners"] > 0).sum() == summary["cities_with_partner"] == figures["partner_k"]
    assert set(without["city_id"]) == set(cities.loc[cities["active_partners"] == 0, "city_id"])


def test_a_code_that_a_cell_holds_twice_counts_once(tmp_path: Path) -> None:
    """The sample with every list of partners and cities written twice changes no figure."""
    for source in (PROJECT / "data" / "sample").glob("*.csv"):
        rows = pd.read_csv(source, dtype=str, keep_default_na=False)
        for column in {"partners", "cities"} & set(rows.columns):
            rows[column] = rows[column].map(lambda cell: f"{cell}|{cell}" if cell else cell)
        rows.to_csv(tmp_path / source.name, index=False)
    plain, doubled = from_folder(PROJECT / "data" / "sample"), from_folder(tmp_path)
    for name in ("partner_shares", "coverage_matrix", "joint_communications", "action_ladder", "candidate_partners"):
        for network in ("astrolabe", "estuaires"):
            assert doubled.frame(name, network=network).equals(plain.frame(name, network=network)), (name, network)
    assert doubled.frame("partner_reach", network="astrolabe", partner="atelier-lacets").equals(
        plain.frame("partner_reach", network="astrolabe", partner="atelier-lacets")
    )


def test_a_city_is_without_a_partner_since_the_later_of_a_last_sign_and_an_end(tmp_path: Path) -> None:
    """One partner fell silent in February 2024, another worked there until 30 May 2025: since then, not since 2024."""
    tables = {
        "networks": "network_id,name,starts_on\nn,N,2024-01-01\n",
        "cities": "city_id,network_id,name,country,joined_on\na,n,Alpha,CD,2024-01-01\nb,n,Beta,CD,2024-01-01\n",
        "partners": "partner_id,name,sector\np,P,ngo\nq,Q,ngo\n",
        "partnerships": "partnership_id,partner_id,network_id,city_id,role,typology,starts_on,ends_on\n"
        "quiet-a,p,n,a,delivery,delivery_partner,2024-02-24,2025-12-31\n"
        "over-a,q,n,a,delivery,delivery_partner,2025-01-01,2025-05-30\n"
        # The other way round: one ended long before the last sign of the other.
        "quiet-b,p,n,b,delivery,delivery_partner,2024-02-24,2025-12-31\n"
        "over-b,q,n,b,delivery,delivery_partner,2024-01-01,2024-02-01\n",
        "extracts": "network_id,table_name,city_id,facts_until\n"
        "n,partnerships,*,2025-05-31\nn,activities,*,2025-05-31\n",
        "activities": "activity_id,network_id,held_on,kind,title,partners,cities\n"
        "x,n,2024-02-24,external_event,X,p,a|b\ny,n,2025-01-01,external_event,Y,q,a\n",
    }
    for name, text in tables.items():
        (tmp_path / f"{name}.csv").write_text(text)
    serving, asked = from_folder(tmp_path), {"network": "n", "data_date": "2025-05-31"}
    listed = serving.frame("cities_without_partner", **asked).set_index("city_id")
    assert listed["since_on"].astype(str).to_dict() == {"a": "2025-05-30", "b": "2024-02-24"}
    assert listed["days_without"].to_dict() == {"a": 1, "b": 462}
    points = serving.frame("attention", **asked)
    waits = points[points["item"] == "city_without_partner"].set_index("subject_id")["days"].to_dict()
    assert waits == listed["days_without"].to_dict(), "the overview says the same"
