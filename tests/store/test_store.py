"""The record: publications, history, undo, restore, traces, and what happens when something goes wrong."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from cadence.errors import SetupError, StoreError
from cadence.store import STEPS, Changes, SourceFile, Staged, Store, engine
from cadence.words import languages, words_in
from tests.store_tools import publish, published, settings_for, source_file, stage


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(settings_for(tmp_path / "store"))
    yield opened
    opened.close()


def partners(**names: str) -> list[dict[str, str]]:
    return [{"partner_id": key, "name": name, "sector": "ngo"} for key, name in names.items()]


def shown(store: Store, snapshot: int | None = None) -> list[tuple[str, str, int, int]]:
    """Key, name, file and line of every published partner."""
    rows = published(store, "partners", snapshot)
    return list(rows[["partner_id", "name", "_file", "_line"]].itertuples(index=False, name=None))


def test_a_merge_adds_and_changes_and_leaves_equal_rows_their_origin(store: Store, tmp_path: Path) -> None:
    publish(store, tmp_path, {"partners": partners(a="A", b="B")})
    second = publish(store, tmp_path, {"partners": partners(c="C", b="B2", a="A")}, name="b.csv")
    assert second and second.changes == {"partners": Changes(added=1, changed=1, unchanged=1)}
    assert shown(store) == [("a", "A", 1, 2), ("b", "B2", 2, 3), ("c", "C", 2, 2)]


def test_a_replacement_removes_what_the_file_does_not_have(store: Store, tmp_path: Path) -> None:
    publish(store, tmp_path, {"partners": partners(a="A", b="B")})
    second = publish(store, tmp_path, {"partners": partners(b="B", c="C")}, mode="replace")
    assert second and second.changes == {"partners": Changes(added=1, unchanged=1, removed=1)}
    assert shown(store) == [("b", "B", 1, 3), ("c", "C", 2, 3)]


def test_null_is_a_value_like_another(store: Store, tmp_path: Path) -> None:
    publish(store, tmp_path, {"partners": [{"partner_id": "a", "name": "A", "country": None}]})
    same = publish(store, tmp_path, {"partners": [{"partner_id": "a", "name": "A", "country": None}]})
    other = publish(store, tmp_path, {"partners": [{"partner_id": "a", "name": "A", "country": "SN"}]})
    assert same is None
    assert other and other.changes["partners"] == Changes(changed=1)


def test_publishing_what_is_there_makes_no_snapshot_and_keeps_no_file(store: Store, tmp_path: Path) -> None:
    publish(store, tmp_path, {"partners": partners(a="A")})
    newest = store.newest()
    assert publish(store, tmp_path, {"partners": partners(a="A")}, name="again.csv") is None
    assert store.newest() == newest
    assert len(store.history()) == 1


def test_several_tables_are_one_snapshot_with_author_message_files_and_rejects(store: Store, tmp_path: Path) -> None:
    with store.workspace() as work:
        work.con.execute("create table set_aside as select 7 as line, 'Z' as name, 'no date' as reason")
        files = [
            source_file(tmp_path, "p.csv", "partners", details={"mapping": {"name": "Nom"}}),
            source_file(tmp_path, "n.csv", "networks", rejects="set_aside", set_aside=1),
        ]
        networks = [{"network_id": "n", "name": "N"}]
        staged = {
            "partners": [Staged(stage(work.con, "partners", partners(a="A")), 0)],
            "networks": [Staged(stage(work.con, "networks", networks), 1)],
        }
        steps: list[str] = []
        made = store.publish(
            work.con,
            staged,
            mode="merge",
            message="Mai « été »",
            author="Zoé",
            files=files,
            progress=lambda step, _done, _of: steps.append(step),
        )
    assert made == store.history()[0]
    assert (made.author, made.message, made.kind, made.set_aside) == ("Zoé", "Mai « été »", "publication", 1)
    assert [file.name for file in made.files] == ["p.csv", "n.csv"]
    assert made.files[0].details == {"mapping": {"name": "Nom"}}
    assert store.original(files[0].sha256) == b"partners"
    assert made.files[1].rejects_sha256
    assert b"no date" in store.original(made.files[1].rejects_sha256)
    assert tuple(dict.fromkeys(steps)) == STEPS
    for words in map(words_in, languages()):
        assert all(words.has(f"{place}{step}") for step in STEPS for place in ("commands.steps.", "pages.upload.step_"))
    assert store.publication_of(files[1].sha256) == made
    assert store.publication_of("0" * 64) is None


def test_the_preview_is_what_publishing_then_does(store: Store, tmp_path: Path) -> None:
    publish(store, tmp_path, {"partners": partners(a="A", b="B")})
    with store.workspace() as work:
        staged = {"partners": [Staged(stage(work.con, "partners", partners(b="B2", c="C")), 0)]}
        foreseen = store.preview(work.con, staged, mode="replace")
        rows = store.changed_rows(work.con, staged["partners"], "partners", mode="replace")
        assert work.con.execute("select count(*) from published.partners").fetchone() == (2,)
        file = source_file(tmp_path, "b.csv", "b")
        made = store.publish(work.con, staged, mode="replace", message="", author="Ada", files=[file])
        # The workspace goes on seeing what the preparation was made against.
        assert work.con.execute("select count(*) from published.partners where name = 'A'").fetchone() == (1,)
    assert made and made.changes == foreseen == {"partners": Changes(added=1, changed=1, removed=1)}
    told = rows[["change", "partner_id", "name", "name__before"]].astype(object).where(rows.notna(), None)
    assert told.values.tolist() == [
        ["added", "c", "C", None],
        ["changed", "b", "B2", "B"],
        ["removed", "a", None, "A"],
    ]


def test_a_restore_is_a_new_snapshot_and_the_old_ones_read_as_they_did(store: Store, tmp_path: Path) -> None:
    first = publish(store, tmp_path, {"partners": partners(a="A", b="B")})
    second = publish(store, tmp_path, {"partners": partners(a="A2", c="C")}, mode="replace")
    assert first and second
    states = {n: shown(store, n) for n in (first.number, second.number)}
    foreseen = store.preview_restore(first.number)
    back = store.restore(first.number, author="Ada", message="Back")
    assert back and back.kind == "restore" and back.of == first.number and back.changes == foreseen
    assert shown(store) == states[first.number]
    assert shown(store, second.number) == states[second.number]
    assert store.restore(first.number, author="Ada") is None


def test_an_undo_spares_rows_that_a_later_publication_touched(store: Store, tmp_path: Path) -> None:
    publish(store, tmp_path, {"partners": partners(a="A", b="B")})
    wrong = publish(store, tmp_path, {"partners": partners(a="wrong", b="wrong", d="wrong")})
    publish(store, tmp_path, {"partners": partners(b="right")})
    assert wrong
    foreseen = store.preview_undo(wrong.number)
    undone = store.undo(wrong.number, author="Ada")
    assert undone and undone.changes == foreseen.changes
    assert [row[:2] for row in shown(store)] == [("a", "A"), ("b", "right")]
    assert foreseen.kept_later["partners"]["partner_id"].tolist() == ["b"]
    assert store.undo(wrong.number, author="Ada") is None


def test_an_undo_that_would_leave_orphans_is_refused(store: Store, tmp_path: Path) -> None:
    first = publish(store, tmp_path, {"networks": [{"network_id": "n", "name": "N"}]})
    publish(store, tmp_path, {"cities": [{"city_id": "c", "network_id": "n", "name": "C"}]})
    assert first
    with pytest.raises(StoreError, match="1 row of cities refers to rows of networks"):
        store.undo(first.number, author="Ada")
    with pytest.raises(StoreError, match="not a publication"):
        store.undo(first.number - 1, author="Ada")


def test_two_snapshots_compared_row_by_row(store: Store, tmp_path: Path) -> None:
    first = publish(store, tmp_path, {"partners": partners(a="A", b="B")})
    publish(store, tmp_path, {"partners": partners(b="B2")})
    third = publish(store, tmp_path, {"partners": partners(b="B3", c="C")}, mode="replace")
    assert first and third
    forward = store.diff(first.number, third.number, "partners")
    assert forward["change"].tolist() == ["added", "changed", "removed"]
    assert store.count_diff(first.number, third.number) == {"partners": Changes(1, 1, 0, 1)}
    assert store.count_diff(third.number, first.number) == {"partners": Changes(1, 1, 0, 1)}
    assert store.count_diff(first.number, first.number) == {}


def test_every_earlier_value_of_a_row_with_the_file_and_line_that_brought_it(store: Store, tmp_path: Path) -> None:
    first = publish(store, tmp_path, {"partners": partners(a="A", b="B")}, name="one.csv")
    publish(store, tmp_path, {"partners": partners(b="B2")}, name="two.csv")
    publish(store, tmp_path, {"partners": partners(c="C")}, mode="replace", name="three.csv")
    assert first
    store.restore(first.number, author="Ada")
    told = store.row_history("partners", {"partner_id": "b"})
    told = told[["change", "name", "file", "line"]].astype(object).where(told.notna(), None)
    assert told.values.tolist() == [
        ["added", "B", "one.csv", 3],
        ["changed", "B2", "two.csv", 2],
        ["removed", None, None, None],
        ["added", "B", "one.csv", 3],
    ]
    with pytest.raises(StoreError, match="named by: partner_id"):
        store.row_history("partners", {"name": "B"})


def test_a_publication_prepared_before_another_is_told_what_changed(store: Store, tmp_path: Path) -> None:
    with store.workspace() as work:
        publish(store, tmp_path, {"networks": [{"network_id": "n", "name": "N"}]})
        staged = {"partners": [Staged(stage(work.con, "partners", partners(a="A")), 0)]}
        file = source_file(tmp_path, "b.csv", "b")
        made = store.publish(
            work.con, staged, mode="merge", message="", author="Bo", files=[file], based_on=work.snapshot
        )
        assert made  # networks and partners are not tied to each other
    with store.workspace() as work:
        publish(store, tmp_path, {"partners": partners(a="A2")})
        staged = {"partners": [Staged(stage(work.con, "partners", partners(b="B")), 0)]}
        with pytest.raises(StoreError, match=r"Ada published “merge a.csv” .*touched partners"):
            store.publish(work.con, staged, mode="merge", message="", author="Bo", files=[file], based_on=work.snapshot)
    assert [row[:2] for row in shown(store)] == [("a", "A2")]


def test_two_publishers_at_once_both_succeed_one_after_the_other(store: Store, tmp_path: Path) -> None:
    def bring(key: str) -> None:
        for number in range(5):
            publish(store, tmp_path, {"partners": partners(**{f"{key}{number}": key})}, name=f"{key}{number}.csv")

    threads = [threading.Thread(target=bring, args=(key,)) for key in "xy"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(shown(store)) == 10
    assert len(store.history()) == 10
    assert len({file.file_id for p in store.history() for file in p.files}) == 10


def test_a_reader_during_a_publication_sees_all_or_nothing(store: Store, tmp_path: Path) -> None:
    """Networks and partners are published together, always as many of one as of the other."""
    seen: set[tuple[int, int]] = set()
    is_over = threading.Event()

    def read() -> None:
        with store.lake.con.cursor() as con:
            while not is_over.is_set():
                found = con.execute(
                    "select (select count(*) from lake.networks), (select count(*) from lake.partners)"
                ).fetchone()
                assert found
                seen.add((found[0], found[1]))

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(8):
        networks = [{"network_id": f"n{number}", "name": "N"}]
        publish(store, tmp_path, {"networks": networks, "partners": partners(**{f"p{number}": "P"})})
    is_over.set()
    reader.join()
    assert seen and all(left == right for left, right in seen), seen


def test_a_failed_publication_leaves_the_record_as_it_was(store: Store, tmp_path: Path) -> None:
    publish(store, tmp_path, {"partners": partners(a="A")})
    newest = store.newest()
    with store.workspace() as work:
        # Two rows of one key: the checks would never let them through; the record still counts for itself.
        twice = stage(work.con, "partners", [*partners(a="A2"), *partners(a="A3")])
        file = source_file(tmp_path, "b.csv", "b")
        staged = {"partners": [Staged(twice, 0)]}
        with pytest.raises(StoreError, match="Nothing was published"):
            store.publish(work.con, staged, mode="merge", message="", author="Ada", files=[file])
    assert store.newest() == newest
    assert [row[:2] for row in shown(store)] == [("a", "A")]
    assert publish(store, tmp_path, {"partners": partners(b="B")})


def test_a_file_that_changed_while_it_was_prepared_is_not_published(store: Store, tmp_path: Path) -> None:
    with store.workspace() as work:
        staged = {"partners": [Staged(stage(work.con, "partners", partners(a="A")), 0)]}
        file = SourceFile(tmp_path / "x.csv", "x.csv", "0" * 64, "partners")
        file.path.write_text("not what was hashed")
        with pytest.raises(StoreError, match="changed while it was being read"):
            store.publish(work.con, staged, mode="merge", message="", author="Ada", files=[file])
    assert store.history() == []


def test_a_flipped_byte_is_found_in_parquet_and_in_originals(store: Store, tmp_path: Path) -> None:
    made = publish(store, tmp_path, {"partners": partners(a="A", b="B")})
    assert made and store.verify() == []
    parquet = sorted((tmp_path / "store" / "files").rglob("*.parquet"))
    original = next(p for p in (tmp_path / "store" / "originals").rglob("*") if p.name == made.files[0].sha256)
    for path in (parquet[0], original):
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
    parquet[1].unlink()
    found = store.verify()
    assert sorted(damage.code for damage in found) == ["changed", "changed", "missing"]
    assert any(parquet[0].name in damage.path for damage in found)
    with pytest.raises(StoreError, match="was damaged"):
        store.original(made.files[0].sha256)


def test_an_original_that_is_gone_is_said_so(store: Store, tmp_path: Path) -> None:
    made = publish(store, tmp_path, {"partners": partners(a="A")})
    assert made
    (sha256,) = (file.sha256 for file in made.files)
    next(p for p in (tmp_path / "store" / "originals").rglob("*") if p.name == sha256).unlink()
    with pytest.raises(StoreError, match="not in the record any more") as refused:
        store.original(sha256)
    assert refused.value.code == "original_missing"
    assert [damage.code for damage in store.verify()] == ["missing"]


def test_a_second_process_is_told_in_one_sentence(store: Store, tmp_path: Path) -> None:
    code = (
        "import sys\nfrom cadence.errors import StoreError\nfrom cadence.settings import read_settings\n"
        "from cadence.store import Store\n"
        "try:\n    Store.open(read_settings({'CADENCE_STORE': sys.argv[1]}))\n"
        "except StoreError as error:\n    print(error)\n"
    )
    place = str(tmp_path / "store")
    told = subprocess.run([sys.executable, "-c", code, place], capture_output=True, text=True, check=True)
    assert told.stdout.startswith(f"The record in {place} is already open in another process.")


def test_the_same_process_opens_a_record_once(store: Store, tmp_path: Path) -> None:
    assert Store.open(settings_for(tmp_path / "store")) is store


def test_a_missing_extension_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)  # type: ignore[attr-defined]
    monkeypatch.setenv("HOME", str(tmp_path))  # where DuckDB would have kept an extension installed before
    monkeypatch.setattr(engine, "INSTALL_FROM", "'file:///nowhere'")
    with pytest.raises(SetupError, match=r"install the package duckdb-extension-ducklake=="):
        Store.open(settings_for(tmp_path / "store"))


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SetupError, match="cannot be written"):
        Store.open(settings_for(tmp_path / "file" / "store"))


def test_a_shared_catalogue_needs_a_place_for_the_files(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="CADENCE_DATA"):
        Store.open(settings_for("postgres://somewhere/lake"))


def test_an_unknown_snapshot_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="There is no snapshot 99; the newest is 1"):
        store.restore(99, author="Ada")


def test_a_column_added_to_a_contract_is_empty_in_old_snapshots(tmp_path: Path, store: Store) -> None:
    first = publish(store, tmp_path, {"partners": partners(a="A")})
    assert first
    with store.lake.con.cursor() as con:
        con.execute("alter table lake.partners drop column org_id")
    store.close()
    again = Store.open(settings_for(tmp_path / "store"))  # sees the column missing, adds it
    try:
        assert published(again, "partners", again.newest())["org_id"].isna().all()
        assert published(again, "partners", again.newest() - 1)["org_id"].isna().all()
        with again.lake.con.cursor() as con:
            con.execute("alter table lake.partners drop column name")
            con.execute("alter table lake.partners add column name bigint")
        again.close()
        with pytest.raises(SetupError, match="The column name of partners is BIGINT in the record"):
            Store.open(settings_for(tmp_path / "store"))
    finally:
        again.close()


FULL_DISK = """
import resource, sys
from pathlib import Path
from tests.store_tools import publish, published, settings_for
from cadence.errors import CadenceError
from cadence.store import Store

folder = Path(sys.argv[1])
store = Store.open(settings_for(folder / "store"))
publish(store, folder, {"partners": [{"partner_id": "a", "name": "A"}]})
limit = int(sys.argv[2])
import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
rows = [{"partner_id": str(n), "name": str(hash(str(n)) * 31)} for n in range(2000)]
try:
    publish(store, folder, {"partners": rows}, name="big.csv")
    print("published")
except CadenceError as error:
    print("refused", error)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
"""


def test_a_full_disk_is_said_and_loses_nothing(tmp_path: Path) -> None:
    """No file may grow beyond a limit: what a full disk does to the Parquet file being written."""
    told = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path), "20000"], capture_output=True, text=True, cwd=Path.cwd()
    )
    assert told.stdout.startswith("refused Nothing was published"), (told.stdout, told.stderr)
    store = Store.open(settings_for(tmp_path / "store"))
    try:
        assert [row[:2] for row in shown(store)] == [("a", "A")]
        assert store.verify() == []
        assert publish(store, tmp_path, {"partners": partners(b="B")})
    finally:
        store.close()


def test_an_extension_that_is_nowhere_is_named_with_the_package_that_holds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr(engine, "INSTALL_FROM", "'/no/such/folder'")
    with duckdb.connect() as con, pytest.raises(SetupError) as refused:
        engine.load_extension(con, "postgres_scanner")
    assert refused.value.code == "extension_missing"
    assert f"duckdb-extension-postgres-scanner=={duckdb.__version__}" in str(refused.value)
