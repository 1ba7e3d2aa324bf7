"""While something is wrong with the record, every page says so, in both languages; then no page does."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from cadence.answers import health, pool
from cadence.answers.serving import open_serving
from cadence.app.frame import page_files, page_name
from cadence.app.markup import markdown_safe
from cadence.cli import COMMANDS, commands
from cadence.errors import StoreError
from cadence.store import Store
from cadence.words import words_in
from tests.proving import part
from tests.store_tools import publish, settings_for

PAGES = [page_name(path) for path in page_files()]


@pytest.fixture
def damaged(tmp_path: Path) -> Iterator[Path]:
    """A record with a flipped byte, found by a look; healthy again at the end."""
    store = Store.open(settings_for(tmp_path / "store"))
    publish(store, tmp_path, {"partners": [{"partner_id": "a", "name": "A"}]})
    assert health.look(store).damaged == () and health.last().checked is not None
    file = next((tmp_path / "store" / "files" / "main" / "partners").glob("*.parquet"))
    whole = file.read_bytes()
    file.write_bytes(whole[:40] + bytes([whole[40] ^ 1]) + whole[41:])
    assert [found.code for found in health.look(store).damaged] == ["changed"]
    yield file
    file.write_bytes(whole)
    assert health.look(store).damaged == ()
    store.close()


@pytest.mark.prove
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_page_says_that_a_file_is_damaged_while_it_is(
    language: str, damaged: Path, app: Callable[..., AppTest]
) -> None:
    words = words_in(language)
    (mark,) = health.marks(words)
    assert damaged.name in mark
    for page in part(PAGES, 3):
        assert markdown_safe(mark) in [warning.value for warning in app(page, lang=language).warning], page


@pytest.fixture
def opened(damaged: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The damaged record as the pages open it."""
    store = Store.open(settings_for(damaged.parents[3]))
    monkeypatch.setattr(Store, "open", classmethod(lambda cls, *_args, **_options: store))
    yield store


@pytest.mark.parametrize("language", ["en", "fr"])
def test_history_says_which_step_a_damaged_file_belongs_to(
    language: str, opened: Store, app: Callable[..., AppTest]
) -> None:
    (found,) = health.last().damaged
    assert found.publication == opened.newest() and found.table == "partners"
    says = words_in(language)("pages.history.is_damaged", paths=found.path)
    assert markdown_safe(says)[:20] in " ".join(warning.value for warning in app("history", lang=language).warning)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_history_that_cannot_be_read_is_told_in_a_sentence(
    language: str, damaged: Path, app: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    record = damaged.parents[3].with_name("other")
    shutil.copytree(damaged.parents[3], record)
    (file,) = (record / "files" / "main" / "_files").glob("*.parquet")
    file.write_bytes(file.read_bytes()[:60])
    store = Store.open(settings_for(record), reading=True)
    monkeypatch.setattr(Store, "open", classmethod(lambda cls, *_args, **_options: store))
    shown = app("history", lang=language)
    assert file.name in " ".join(block.value.replace("\\", "") for block in shown.error)
    store.close()


@pytest.mark.parametrize("kind", ["*.parquet", "*delete*.parquet"])
def test_no_snapshot_is_made_of_a_damaged_file_and_the_one_before_stays_in_view(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A flipped byte mostly gives another number, not an error: rows and lists of deleted rows alike."""
    store = Store.open(settings_for(tmp_path / "store"))
    publish(store, tmp_path, {"partners": [{"partner_id": one, "name": one} for one in "abc"]})
    shown = open_serving(store, patience=60)
    publish(store, tmp_path, {"partners": [{"partner_id": "a", "name": "A"}]})
    changed = set((tmp_path / "store" / "files" / "main" / "partners").glob(kind))
    file = max(changed, key=lambda path: path.stat().st_mtime)
    whole = file.read_bytes()
    monkeypatch.setattr(pool, "SECONDS_BETWEEN_TRIES", 0.0)
    try:
        file.write_bytes(whole[:30] + bytes([whole[30] ^ 1]) + whole[31:])
        assert open_serving(store, patience=60) is shown
        for language in ("en", "fr"):
            (mark,) = [one for one in health.marks(words_in(language)) if file.name in one]
            assert "{" not in mark
        with pytest.raises(StoreError, match=file.name):
            open_serving(store, store.newest())
        file.write_bytes(whole)
        assert open_serving(store, patience=60).snapshot == store.newest() > shown.snapshot
        assert health.marks(words_in("en")) == []
    finally:
        store.close()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_command_answers_from_a_damaged_file(language: str, tmp_path: Path) -> None:
    store = Store.open(settings_for(tmp_path / "store"))
    for code in "nm":
        publish(store, tmp_path, {"networks": [{"network_id": code, "name": code, "starts_on": "2024-01-01"}]})
    store.close()
    files = (tmp_path / "store" / "files" / "main" / "networks").glob("*.parquet")
    file = min(files, key=lambda path: path.stat().st_mtime)
    whole = file.read_bytes()
    file.write_bytes(whole[:30] + bytes([whole[30] ^ 1]) + whole[31:])
    out, more = str(tmp_path / "out"), tmp_path / "networks.csv"
    more.write_text("network_id,name,starts_on\nn,Other,2024-01-01\n")
    asked = [
        ["ask", "networks"],
        ["attention", "--network", "n"],
        ["backtest", "candidates", "--network", "n"],
        ["report", out, "--network", "n"],
        ["export", out],
        ["export", out, "--format", "hxl", "--network", "n"],
        ["diff", "2", "3"],
        ["publish", str(more), "-m", "m", "--author", "A"],
        ["check", str(more)],
        ["undo", "2", "--author", "A"],
        ["restore", "2", "--author", "A"],
        ["template", "--start", "--output", str(tmp_path / "start.xlsx")],
    ]
    # Not tried: an import, which publishes as publish does; these others answer from no row of the record.
    others = {"run", "read", "import", "history", "verify", "recover", "recipe", "reports", "names"}
    assert {typed[0] for typed in asked} | others == COMMANDS.keys()
    for typed in asked:
        done = CliRunner().invoke(commands(), [*typed, "--store", str(tmp_path / "store"), "--language", language])
        assert done.exit_code == 2 and file.name in done.output, (typed, done.output)
    assert not (tmp_path / "start.xlsx").exists()
    assert not list((tmp_path / "out").rglob("*.*")), "nothing was written"


def test_nothing_of_a_damaged_version_is_written_again_or_compared(tmp_path: Path) -> None:
    """Publishing, undo, return, their previews, differences and row histories would copy or tell a wrong value."""
    store = Store.open(settings_for(tmp_path / "store"))
    publish(store, tmp_path, {"partners": [{"partner_id": one, "name": one} for one in "abc"]})
    first = store.newest()
    publish(store, tmp_path, {"partners": [{"partner_id": "a", "name": "A"}]})
    last = store.newest()
    file = min((tmp_path / "store" / "files" / "main" / "partners").glob("*.parquet"), key=lambda p: p.stat().st_mtime)
    whole = file.read_bytes()
    file.write_bytes(whole[:30] + bytes([whole[30] ^ 1]) + whole[31:])
    refused: list[Callable[[], object]] = [
        lambda: publish(store, tmp_path, {"partners": [{"partner_id": "b", "name": "B"}]}),
        lambda: store.undo(last, author="A"),
        lambda: store.restore(first, author="A"),
        lambda: store.preview_undo(last),
        lambda: store.preview_restore(first),
        lambda: store.diff(first, last, "partners"),
        lambda: store.count_diff(first, last),
        lambda: store.row_history("partners", {"partner_id": "b"}),
    ]
    for action in refused:
        with pytest.raises(StoreError, match=file.name):
            action()
    assert store.newest() == last
    file.write_bytes(whole)
    assert store.undo(last, author="A") is not None
    store.close()
