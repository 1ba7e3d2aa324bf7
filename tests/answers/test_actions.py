"""Joint actions and outcomes against answers worked out by hand (tests/golden/actions/README.md)."""

import datetime as dt

import pandas as pd
import pytest

import tests
from cadence.answers.serving import Serving
from tests.from_folder import from_folder

GOLDEN = tests.GOLDEN / "actions"


@pytest.fixture(scope="module")
def hand() -> Serving:
    return from_folder(GOLDEN)


def texts(frame: pd.DataFrame) -> list[list[str]]:
    """Rows as comparable text: dates as ISO, whole numbers without .0, nothing as an empty cell."""

    def text(value: object) -> str:
        if not isinstance(value, str) and pd.isna(value):
            return ""
        if isinstance(value, dt.date):
            return str(value)[:10]
        if isinstance(value, bool):
            return str(value).lower()
        return f"{value:.10g}" if isinstance(value, int | float) else str(value)

    return [[text(value) for value in row] for row in frame.astype(object).itertuples(index=False)]


EXPECTED = sorted(GOLDEN.glob("expected_*.csv"))


@pytest.mark.parametrize("path", EXPECTED, ids=lambda p: p.stem.removeprefix("expected_"))
def test_answers_are_those_worked_out_by_hand(hand, path):
    name, _, day = path.stem.removeprefix("expected_").partition("_20")
    expected = pd.read_csv(path, dtype=str, keep_default_na=False)
    answer = hand.frame(name, network="n1", data_date=f"20{day}" if day else "2024-06-30")
    assert texts(answer[list(expected.columns)]) == expected.to_numpy().tolist()


def test_costs_are_those_worked_out_by_hand():
    """Nothing is added across indicators or actions, and the wrong way is no gain: golden/costs."""
    folder = tests.GOLDEN / "costs"
    expected = pd.read_csv(folder / "expected_cost_per_outcome.csv", dtype=str, keep_default_na=False)
    answer = from_folder(folder).frame("cost_per_outcome", network="n", data_date="2023-12-31")
    assert texts(answer[list(expected.columns)]) == expected.to_numpy().tolist()


def test_the_public_question_has_exactly_its_columns(hand):
    answer = hand.frame("indicator_achievement", network="n1")
    columns = ["indicator_id", "baseline", "actual", "target", "achievement", "label"]
    assert list(answer.columns) == columns


def test_a_result_of_a_later_period_is_not_known_yet(hand):
    def actual(day: str) -> float:
        answer = hand.frame("indicator_achievement", network="n1", data_date=day)
        return answer.set_index("indicator_id")["actual"]["i1"]

    assert [actual(day) for day in ("2024-03-30", "2024-03-31", "2024-09-30")] == [40, 70, 120]


def test_filters_narrow_by_city_and_partner(hand):
    both = hand.frame("achievement_summary", network="n1", data_date="2024-06-30", cities=["c2"])
    assert (both["k"][0], both["n"][0]) == (3, 5)  # a2: i1 i2 i3 (i10 is not due); a4: i4 i5 (i6 has no result)
    one = hand.frame("achievement_summary", network="n1", data_date="2024-06-30", partners=["p3"])
    assert (one["k"][0], one["n"][0]) == (1, 2)  # a4 alone: i5 of i4 i5


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(8, 10, 49.0, 94.3), (3, 10, 10.8, 60.3), (9, 11, 52.3, 94.9), (4, 23, 7.0, 37.1), (0, 9, 0, 29.9)],
)
def test_wilson_intervals(hand, k, n, low, high):
    with hand.cursor() as cursor:
        found = cursor.execute("select wilson_low($k, $n), wilson_high($k, $n)", {"k": k, "n": n}).fetchone()
    assert [round(share * 100, 1) for share in found] == [low, high]


LABELS = [
    # kind, is_ascending, baseline, actual, target -> achievement, label
    ("flow", True, 0, 50, 100, 0.5, "partly"),
    ("stock", False, 100, 75, 50, 0.5, "partly"),  # descending: half of the way down
    ("stock", False, 100, 40, 50, 1.2, "achieved"),  # descending, beyond the target
    ("stock", False, 100, 110, 50, -0.2, "worse"),  # descending, the wrong way
    ("stock", True, 15.1, 21.4, 15.0, -63, "target_behind"),  # it grew, past a target it had passed before
    ("stock", None, 0, 3, 4, 0.75, "partly"),  # not said: higher is better
    ("stock", True, None, 0, 4, 0.0, "no_baseline"),
    ("stock", True, None, 3, 0, None, "not_applicable"),  # nothing to divide by
    ("stock", True, 7, 9, 7, None, "not_applicable"),
    ("stock", True, 7, None, 9, None, "no_result"),
    ("stock", True, 7, 8, None, None, "no_target"),
    ("qualitative", True, 1, 2, 3, 0.5, "qualitative"),
]


@pytest.mark.parametrize(("kind", "up", "baseline", "actual", "target", "share", "label"), LABELS)
def test_labels_say_why(hand, kind, up, baseline, actual, target, share, label):
    given = {"kind": kind, "up": up, "b": baseline, "a": actual, "t": target}
    sql = "select achievement($b::double, $a::double, $t::double), achievement_label($kind, $up, $b, $a, $t)"
    with hand.cursor() as cursor:
        found = cursor.execute(sql, given).fetchone()
    assert found == (pytest.approx(share) if share is not None else None, label)


def test_at_target_follows_the_direction_the_indicator_declares(hand):
    sql = "select is_at_target($kind, $up, $a::double, $t::double)"
    cases = [("stock", True, 5, 5, True), ("stock", False, 6, 5, False), ("stock", False, 4, 5, True)]
    cases += [("flow", None, 4, 5, False), ("stock", True, None, 5, None), ("qualitative", True, 6, 5, None)]
    with hand.cursor() as cursor:
        for kind, up, actual, target, at_target in cases:
            given = {"kind": kind, "up": up, "a": actual, "t": target}
            assert cursor.execute(sql, given).fetchone() == (at_target,), given


def test_states_of_an_action(hand):
    day = dt.date(2024, 6, 30)
    before, after = dt.date(2024, 1, 1), dt.date(2024, 12, 1)
    cases = {
        ("implementation", before, None): "running",
        ("implementation", before, after): "running",
        ("closed", before, before): "concluded",
        ("closed", None, None): "concluded",
        ("suspended", before, None): "suspended",
        ("cancelled", before, None): "cancelled",
        ("cancelled", after, None): "planned",
        ("pipeline", None, None): "planned",
        ("implementation", after, None): "planned",
        ("implementation", None, None): "running",
    }
    with hand.cursor() as cursor:
        for (status, start, end), state in cases.items():
            given = {"status": status, "start": start, "end": end, "day": day}
            sql = "select action_state($status, $start::date, $end::date, $day::date)"
            assert cursor.execute(sql, given).fetchone() == (state,), given


def test_stocks_of_several_places_are_never_added(tmp_path):
    tables = {
        "networks": "network_id,name,starts_on\nn,N,2024-01-01\n",
        "actions": "action_id,network_id,title,partners,size,status,starts_on\n"
        "x,n,X,p,scaled,implementation,2024-01-01\ny,n,Y,p,scaled,implementation,2024-01-01\n",
        "indicators": "indicator_id,action_id,name_fr,name_en,level,unit,value_kind\n"
        "ix,x,Attente,Waiting,outcome,min,stock\niy,y,Attente,Waiting,outcome,min,stock\n",
        "results": "indicator_id,period_ends_on,actual\nix,2024-03-31,10\niy,2024-03-31,20\n",
    }
    for name, text in tables.items():
        (tmp_path / f"{name}.csv").write_text(text)
    row = from_folder(tmp_path).frame("achievement_by_measure", network="n").iloc[0]
    assert row["indicators"] == 2
    assert pd.isna(row["total"])


def test_a_city_at_the_end_of_a_name_is_the_place_of_the_measure(tmp_path):
    tables = {
        "networks": "network_id,name,starts_on\nn,N,2024-01-01\n",
        "cities": "city_id,network_id,name,country,joined_on\n01,n,Ain,FR,2024-01-01\n02,n,Aisne,FR,2024-01-01\n",
        "actions": "action_id,network_id,title,partners,cities,size,status,starts_on\n"
        "x,n,Desks,p,01|02,scaled,implementation,2024-01-01\n",
        "indicators": "indicator_id,action_id,name_fr,name_en,level,unit,value_kind,baseline,target\n"
        "i1,x,Guichets – Ain,Desks – Ain,outcome,desks,stock,0,9\n"
        "i2,x,Guichets – Aisne,Desks – Aisne,outcome,desks,stock,0,9\n"
        "i3,x,Guichets – autre,Desks – elsewhere,outcome,desks,stock,0,9\n",
        "results": "indicator_id,period_ends_on,actual\ni1,2024-03-31,9\ni2,2024-03-31,4\n",
    }
    for name, text in tables.items():
        (tmp_path / f"{name}.csv").write_text(text)
    found = from_folder(tmp_path)
    measures = found.frame("achievement_by_measure", network="n").set_index("name_fr")
    assert measures.loc["Guichets", ["indicators", "k", "n"]].tolist() == [2, 1, 2]
    assert measures.loc["Guichets – autre", "indicators"] == 1
    places = found.frame("achievement", network="n", measure="Desks")["city"].tolist()
    assert places == ["Aisne", "Ain"]
    assert found.frame("achievement_summary", network="n", cities=["02"])["n"][0] == 1


def test_a_ratio_keeps_the_scale_of_its_export(hand):
    scale = "select ratio_scale($reported::double, $unit, $b::double, $t::double)"
    cases = [
        (100.2, "%", 40, 60, 100),
        (1.0, "%", 0.4, 0.6, 1),
        (None, "% of homes", 40, 60, 100),
        (None, "%", 0, 0.6, 1),
    ]
    with hand.cursor() as cursor:
        for reported, unit, baseline, target, factor in cases:
            given = {"reported": reported, "unit": unit, "b": baseline, "t": target}
            assert cursor.execute(scale, given).fetchone() == (factor,), given


def test_before_anything_happened_the_answers_say_so(tmp_path):
    (tmp_path / "networks.csv").write_text("network_id,name,starts_on\nn,N,2024-01-01\n")
    empty = from_folder(tmp_path)
    assert empty.frame("indicator_achievement", network="n").empty
    rates = empty.frame("action_rates", network="n")
    assert rates["why"].tolist() == ["no_scaled_action_yet", "no_concluded_test_yet"]
    assert rates["low"].isna().all()
    assert empty.frame("tested_first_achievement", network="n")["why"].tolist() == ["no_scaled_action_yet"] * 2


def test_what_begins_after_the_last_day_known_has_not_begun_whatever_its_status(tmp_path):
    """Known until 30 June: b and c begin in July, c called closed; d was called off before it began; e has no day."""
    tables = {
        "networks": "network_id,name,starts_on\nn,N,2024-01-01\n",
        "extracts": "network_id,table_name,city_id,facts_until\nn,actions,*,2024-06-30\n",
        "actions": "action_id,network_id,title,size,status,starts_on,ends_on\n"
        "a,n,A,scaled,implementation,2024-03-01,\n"
        "b,n,B,scaled,implementation,2024-07-15,\n"
        "c,n,C,scaled,closed,2024-07-20,2024-09-01\n"
        "d,n,D,scaled,cancelled,2024-07-20,\n"
        "e,n,E,scaled,implementation,,\n"
        "t,n,T,small_test,implementation,2024-03-01,\n",
    }
    for name, text in tables.items():
        (tmp_path / f"{name}.csv").write_text(text)
    network = from_folder(tmp_path)
    for day in ("2024-06-30", "2024-12-31"):  # a later day knows no more
        lineages = network.frame("action_lineages", network="n", data_date=day)
        states = dict(zip(lineages["action_id"], lineages["state"], strict=True))
        assert {name: states.get(name) for name in "abce"} == {
            "a": "running",
            "b": "planned",
            "c": "planned",
            "e": "running",
        }
        assert states.get("d") != "running"
        rates = network.frame("action_rates", network="n", data_date=day).set_index("rate")
        assert rates.loc["test_first", "n"] == 2


def test_where_no_small_test_is_recorded_nobody_says_what_was_tested_first(tmp_path):
    """An export that knows no tests makes no action "not tested first": not in the rate, its table or the ladder."""
    (tmp_path / "networks.csv").write_text("network_id,name,starts_on\nn,N,2024-01-01\nm,M,2024-01-01\n")
    (tmp_path / "partners.csv").write_text("partner_id,name,sector\np,P,ngo\n")
    (tmp_path / "actions.csv").write_text(
        "action_id,network_id,title,partners,size,status,starts_on\n"
        "a,n,A,p,scaled,implementation,2024-03-01\n"
        "b,m,B,p,scaled,implementation,2024-03-01\n"
        "t,m,T,p,small_test,implementation,2024-05-01\n"
    )
    serving, day = from_folder(tmp_path), "2024-06-30"
    found = {
        network: serving.frame("action_rates", network=network, data_date=day).set_index("rate").loc["test_first"]
        for network in ("n", "m")
    }
    assert (found["n"]["n"], found["n"]["why"]) == (0, "no_test_recorded")
    assert (found["m"]["k"], found["m"]["n"]) == (0, 1), "another network does record tests"
    lineages = {network: serving.frame("action_lineages", network=network, data_date=day) for network in ("n", "m")}
    assert lineages["n"]["is_tested_first"].isna().all()
    assert lineages["m"].set_index("action_id")["is_tested_first"]["b"] == False  # noqa: E712 (a missing value is not False)
    ladder = serving.frame("action_ladder", network="n", data_date=day).set_index("rung")["partners"]
    assert ladder.isna().to_dict() == {"common_ground": True, "small_test": True, "scaled": False}
    assert serving.frame("action_ladder", network="m", data_date=day)["partners"].tolist()[1:] == [1, 1]
