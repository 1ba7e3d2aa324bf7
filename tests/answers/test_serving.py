"""Snapshots in memory: shared, swapped when a new one is published, kept while somebody reads them."""

from __future__ import annotations

import datetime as dt
import gc
import itertools
import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cadence.answers import serving, snapshot_file
from cadence.answers.cache import Answers
from cadence.answers.pool import OpenSnapshots
from cadence.answers.questions import Question, load_questions
from cadence.answers.serving import Serving, build_serving, open_serving
from cadence.contract import load_contracts
from cadence.errors import QuestionError, StoreError
from cadence.settings import PROJECT, settings
from cadence.sql import quote
from cadence.store import Store
from cadence.words import Words
from tests import kept_records
from tests.from_folder import from_folder
from tests.proving import rounds
from tests.store_tools import publish, settings_for

NETWORK = {"network_id": "n", "name": "N", "starts_on": dt.date(2025, 1, 1)}
CITIES = [
    {"city_id": f"c{number}", "network_id": "n", "name": f"C{number}", "joined_on": dt.date(2025, 1, 1)}
    for number in range(3)
]
ACTIVITIES = [
    {"activity_id": f"a{number}", "network_id": "n", "held_on": dt.date(2025, 1, 1 + number), "kind": "funding"}
    for number in range(20)
]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(settings_for(tmp_path / "store"))
    yield opened
    opened.close()


def test_a_cold_empty_record_opens_and_knows_no_network(store: Store) -> None:
    found = open_serving(store)
    assert found.published is None
    assert found.frame("networks").empty
    assert found.rows("cities") == 0
    with pytest.raises(QuestionError, match="no network"):
        found.frame("city_pace", network="n")


def test_a_publication_is_swapped_in_and_readers_finish_on_the_old_one(store: Store, tmp_path: Path) -> None:
    publish(store, tmp_path, {"networks": [NETWORK], "cities": CITIES[:1]})
    old = open_serving(store, patience=60)
    assert old is open_serving(store, patience=60)
    made = publish(store, tmp_path, {"cities": CITIES})
    new = open_serving(store, patience=60)
    assert made and new.snapshot == made.number and new.published == made
    assert (old.rows("cities"), new.rows("cities")) == (1, 3)
    pinned = open_serving(store, old.snapshot)
    assert pinned.published and pinned.published.number == old.snapshot
    assert pinned.frame("networks")["cities"].tolist() == [1]


def test_a_row_leads_to_the_newest_file_and_publication_that_brought_it(store: Store, tmp_path: Path) -> None:
    publish(store, tmp_path, {"networks": [NETWORK], "cities": CITIES[:1]}, name="one.csv")
    publish(store, tmp_path, {"cities": CITIES}, name="two.csv")
    with open_serving(store, patience=60).cursor() as con:
        told = con.execute(
            "select city_id, f.name, _line, author, message from cities join _files f on f.file_id = _file order by 1"
        ).fetchall()
    assert told == [
        ("c0", "one.csv", 2, "Ada", "merge one.csv"),
        ("c1", "two.csv", 3, "Ada", "merge two.csv"),
        ("c2", "two.csv", 4, "Ada", "merge two.csv"),
    ]


def test_an_unknown_snapshot_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="There is no snapshot 99"):
        open_serving(store, 99)


ORIGIN = ("_file", "_line", "file", "line", "snapshot", "published_at", "author", "message", "sha256", "about")


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Store]:
    """A record that holds the sample network."""
    opened = kept_records.opened_at(tmp_path / "filled")
    yield opened
    opened.close()


def test_every_row_of_every_table_leads_to_its_file_its_line_and_its_publication(filled: Store) -> None:
    ours = "f.name = $name and one._line > 1 and f.author = $author and f.message = $message"
    sql = f"select count(*), count(*) filter ({ours}) from {{}} one left join _files f on f.file_id = one._file"
    with open_serving(filled, patience=60).cursor() as con:
        for table in load_contracts():
            known = {"name": f"{table}.csv", "author": kept_records.AUTHOR, "message": kept_records.MESSAGE}
            rows, told = con.execute(sql.format(quote(table)), known).fetchall()[0]
            assert told == rows > 0, table


def test_every_question_answers_the_same_from_a_file_as_from_memory(filled: Store, sample: Serving) -> None:
    read = open_serving(filled, patience=60)
    assert read.file is not None and read.file.exists()
    for question in load_questions().values():
        given = {name: value for name, value in question.example.items() if name in question.parameters}
        if "network" in question.parameters:
            given.setdefault("network", "astrolabe")
        left, right = (
            s.frame(question.name, **given).drop(columns=list(ORIGIN), errors="ignore") for s in (sample, read)
        )
        left, right = (f.astype(str).sort_values(list(f.columns)).reset_index(drop=True) for f in (left, right))
        pd.testing.assert_frame_equal(left, right, obj=question.name)


@pytest.mark.prove
def test_a_known_snapshot_is_not_built_again_and_a_damaged_file_is(
    filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = serving.build_serving(filled, filled.newest())
    assert first.file is not None and first.file.stat().st_mode & 0o777 == 0o600
    made: list[Path] = []
    build = serving.write_snapshot  # type: ignore[attr-defined]
    monkeypatch.setattr(serving, "write_snapshot", lambda *given: (made.append(given[3]), build(*given))[1])  # type: ignore[func-returns-value]
    assert serving.build_serving(filled, filled.newest()).rows("cities") == first.rows("cities")
    assert made == []
    whole, dice = first.file.read_bytes(), random.Random(3)
    flips = [dice.randrange(len(whole)) for _ in range(rounds(3, 30))]
    flipped = [whole[:n] + bytes([whole[n] ^ 1]) + whole[n + 1 :] for n in flips]
    harm = [b"", b"not a database", whole[:5000], *flipped]
    for damage in harm:
        first.file.unlink()
        first.file.write_bytes(damage)
        assert serving.build_serving(filled, filled.newest()).rows("cities") == first.rows("cities")
    assert made == [first.file] * len(harm)
    assert not list(first.file.parent.glob("*.draft*"))


def test_old_files_go_and_those_of_dead_builders_too(store: Store, tmp_path: Path) -> None:
    folder = snapshot_file.folder_of(store)
    folder.mkdir(parents=True, exist_ok=True)
    dead = folder / f"00000002_abc{snapshot_file.DRAFT}-999999999-00"
    dead.write_bytes(b"half")
    kept = int(settings().number("snapshots_kept")) + snapshot_file.KEPT_MORE
    for number in range(kept + 2):
        publish(store, tmp_path, {"partners": [{"partner_id": f"x{number}", "name": "X", "sector": "ngo"}]})
        serving.build_serving(store, store.newest())
    assert len(list(folder.glob("*.duckdb"))) == kept
    assert not dead.exists()


@pytest.mark.prove
def test_no_build_meets_a_write_of_the_record(filled: Store, tmp_path: Path) -> None:
    """One thread publishes, another builds every snapshot and previews: neither ever hears of the other."""
    failures: list[BaseException] = []
    stop = threading.Event()

    def keep_publishing() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            try:
                rows = [{"partner_id": f"t{n}", "name": str(number), "sector": "ngo"} for n in range(200)]
                publish(filled, tmp_path, {"partners": rows}, name=f"{number}.csv")
            except BaseException as error:  # noqa: BLE001 - whatever it is, it must not be
                failures.append(error)

    writer = threading.Thread(target=keep_publishing)
    writer.start()
    try:
        for _ in range(rounds(2, 40)):
            serving.build_serving(filled, filled.newest()).frame("key_figures", network="astrolabe")
    finally:
        stop.set()
        writer.join()
    assert failures == []


def test_whatever_is_kept_for_one_scope_is_never_handed_to_another(store: Store, tmp_path: Path) -> None:
    publish(store, tmp_path, {"networks": [NETWORK], "cities": CITIES})
    one, other = (open_serving(store, patience=60, scope=scope) for scope in ("one", "other"))
    assert open_serving(store, patience=60, scope="one") is one and open_serving(store, patience=60) is not one
    day = dt.date(2025, 1, 9)
    first = one.ask("city_pace", network="n", data_date=day)
    assert (first.scope, other.ask("city_pace", network="n", data_date=day).scope) == ("one", "other")
    kept: list[dict[str, Any]] = [vars(side) for side in (one, other)]
    ours = {name for name in kept[0] if kept[0][name] is not None}
    shared = {name for name in ours if kept[0][name] is kept[1][name]}
    # What two scopes may have in common says only which snapshot it is.
    assert (
        shared <= {"snapshot", "_name", "published"}
        and {"file", "_answers", "_situations", "_con", "scope"} <= ours - shared
    )
    assert one.file != other.file
    assert one.as_file([]) != other.as_file([]), "the analysts' worker opens the file of the visitor's scope"


def test_a_cell_changed_by_a_caller_stays_with_that_caller(sample: Serving) -> None:
    first = sample.frame("networks")
    untouched = sample.frame("networks")
    first.iloc[0, 1] = "spoilt"
    first["more"] = 1
    again = sample.frame("networks")
    pd.testing.assert_frame_equal(again, untouched)
    frame = pd.DataFrame({"codes": [pd.array(["a", "b"]).to_numpy()]})
    kept = Answers().keep(Question("q", Path(), "", {}), {}, frame)
    with pytest.raises(ValueError, match="read-only"):
        kept["codes"][0][0] = "spoilt"


def test_answers_are_kept_within_their_limit() -> None:
    answers = Answers(bytes_kept=3000)
    question = Question("q", Path(), "", {})
    for number in range(10):
        answers.keep(question, {"n": number}, pd.DataFrame({"x": range(100)}))
    assert answers.get(question, {"n": 0}) is None
    assert answers.get(question, {"n": 9}) is not None
    answers.keep(question, {"n": "huge"}, pd.DataFrame({"x": range(10_000)}))
    assert answers.get(question, {"n": "huge"}) is None


def test_the_data_date_is_the_newest_fact_and_never_in_the_future(tmp_path: Path) -> None:
    (tmp_path / "networks.csv").write_text("network_id,name,starts_on\nn,N,2025-01-01\nm,M,2025-02-01\n")
    (tmp_path / "checkins.csv").write_text("city_id,held_on\nc,2025-03-04\n")
    (tmp_path / "cities.csv").write_text("city_id,network_id,name,joined_on\nc,n,C,2025-01-02\n")
    found = from_folder(tmp_path)
    assert found.ask("city_pace", network="n").data_date == dt.date(2025, 3, 4)
    assert found.ask("city_pace", network="m").data_date == dt.date(2025, 2, 1)


def test_facts_after_the_publication_do_not_move_the_data_date(store: Store, tmp_path: Path) -> None:
    mistyped = [{"city_id": "c0", "held_on": dt.date(2062, 1, 1)}, {"city_id": "c0", "held_on": dt.date(2025, 5, 6)}]
    publish(store, tmp_path, {"networks": [NETWORK], "cities": CITIES, "checkins": mistyped})
    dates = open_serving(store, patience=60).frame("data_dates", network="n")
    assert dates["newest"].iloc[0] == pd.Timestamp("2025-05-06")


def test_many_threads_get_right_answers(sample: Serving) -> None:
    names = [q.name for q in load_questions().values() if q.parameters <= {"network", "data_date"}][:12]
    fresh = from_folder(PROJECT / "data" / "sample")

    def answer(name: str) -> pd.DataFrame:
        needed = {"network": "astrolabe"} if load_questions()[name].parameters else {}
        return fresh.frame(name, **needed)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(answer, names * 8))
    for name, found in zip(names * 8, answers, strict=True):
        needed = {"network": "astrolabe"} if load_questions()[name].parameters else {}
        pd.testing.assert_frame_equal(found, sample.frame(name, **needed))


def test_the_memory_of_a_snapshot_is_freed_with_its_last_reader() -> None:
    opened = from_folder(PROJECT / "data" / "sample")
    con, name = opened._con, opened._name
    del opened
    gc.collect()
    found = con.execute("select count(*) from duckdb_databases() where database_name = $name", {"name": name})
    assert found.fetchone() == (0,)


class Builder:
    """Builds a text for each snapshot; snapshots in ``held`` wait until they are let go."""

    def __init__(self) -> None:
        self.newest = 1
        self.built: list[int] = []
        self.held: dict[int, threading.Event] = {}

    def build(self, snapshot: int) -> str:
        self.built.append(snapshot)
        if snapshot in self.held and not self.held[snapshot].wait(20):
            raise RuntimeError("never let go")
        if snapshot < 0:
            raise ValueError("cannot be built")
        return f"snapshot {snapshot}"


def test_the_newest_is_built_beside_the_one_in_use() -> None:
    builder = Builder()
    snapshots = OpenSnapshots(3, builder.build, lambda: builder.newest)
    assert snapshots.current(patience=0) == "snapshot 1"
    builder.newest = 2
    builder.held[2] = threading.Event()
    assert snapshots.current(patience=0.01) == "snapshot 1"
    builder.held[2].set()
    assert snapshots.current(patience=20) == "snapshot 2"
    assert builder.built == [1, 2]
    snapshots.close()


def test_many_who_ask_at_once_build_once() -> None:
    builder = Builder()
    builder.held[1] = threading.Event()
    snapshots = OpenSnapshots(3, builder.build, lambda: 1)
    with ThreadPoolExecutor(6) as pool:
        waiting = [pool.submit(snapshots.current, 5.0) for _ in range(6)]
        builder.held[1].set()
        assert {one.result() for one in waiting} == {"snapshot 1"}
    assert builder.built == [1]
    snapshots.close()


def test_the_least_used_snapshot_is_forgotten_first() -> None:
    builder = Builder()
    snapshots = OpenSnapshots(2, builder.build, lambda: 3)
    for number in (1, 2, 1, 3, 1):
        snapshots.exactly(number)
    assert builder.built == [1, 2, 3]
    snapshots.exactly(2)
    assert builder.built == [1, 2, 3, 2]
    snapshots.close()


def test_a_build_that_failed_is_tried_again() -> None:
    builder = Builder()
    snapshots = OpenSnapshots(2, builder.build, lambda: 1)
    for _ in range(2):
        with pytest.raises(ValueError, match="cannot be built"):
            snapshots.exactly(-1)
    assert builder.built == [-1, -1]
    snapshots.close()


def _look(opened: Serving) -> None:
    """What makes a snapshot's DuckDB write: a question, and two days of which something is to be built."""
    opened.frame("networks")
    for day in (1, 2):
        opened._situations.at("n", dt.date(2024, 1, day))


@pytest.mark.prove
def test_a_snapshot_built_while_others_publish_build_and_ask_never_meets_a_checkpoint(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every snapshot is built anew, by four threads, while a fifth of them publishes: none hears of it."""
    numbers, path_of = itertools.count(), snapshot_file.path_of

    def never_built(*known: Any) -> Path:
        path = path_of(*known)
        return path.with_name(f"{next(numbers)}-{path.name}")

    monkeypatch.setattr(snapshot_file, "path_of", never_built)
    network = {"network_id": "n", "name": "N", "language": "en", "starts_on": "2020-01-01"}

    def publish_again() -> None:
        many = 1 + next(numbers)
        cities = [
            {"city_id": f"c{i}", "network_id": "n", "name": f"C{i}", "country": "FR", "joined_on": "2020-01-01"}
            for i in range(many)
        ]
        publish(store, tmp_path, {"networks": [network], "cities": cities}, name=f"{many}.csv")

    publish_again()
    failed: list[Exception] = []
    is_over = threading.Event()

    def build_all_the_time() -> None:
        while not is_over.is_set():
            try:
                _look(build_serving(store, store.newest()))
            except Exception as error:  # noqa: BLE001 - whatever a visitor would have met
                failed.append(error)

    threads = [threading.Thread(target=build_all_the_time) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for number in range(rounds(2, 24)):
            if number % 3 == 0:
                publish_again()
            _look(build_serving(store, store.newest()))
    finally:
        is_over.set()
        for thread in threads:
            thread.join()
    assert failed == []


def test_a_question_that_fails_is_named(sample: Serving, monkeypatch: pytest.MonkeyPatch, words: Words) -> None:
    broken = Question("networks", Path("networks.sql"), "select no_such_column from networks", {})
    monkeypatch.setattr(serving, "find", lambda name: broken)
    with pytest.raises(QuestionError) as refused:
        sample.ask("networks")
    assert refused.value.code == "question_failed"
    assert "networks" in refused.value.says(words) and "no_such_column" in refused.value.says(words)
