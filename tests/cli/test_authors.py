"""Nobody publishes without a name: every command that writes, and every record that already holds an empty one."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cadence.cli import commands
from cadence.store import Store
from cadence.store.model import NOBODY
from tests.store_tools import publish, settings_for


@pytest.mark.parametrize("account", ["anna", ""])
def test_publish_undo_and_restore_always_have_an_author(
    account: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def getuser() -> str:
        if not account:
            raise KeyError("no such account")
        return account

    monkeypatch.setattr("getpass.getuser", getuser)
    store, file = str(tmp_path / "store"), tmp_path / "partners.csv"
    file.write_text("partner_id,name,sector\na,A,ngo\n", encoding="utf-8")
    steps = [["publish", str(file), "--message", "m"], ["undo", "2"], ["restore", "2"]]
    for typed in steps:
        done = CliRunner().invoke(commands(), [*typed, "--store", store])
        assert done.exit_code == 0, done.output
    opened = Store.open(settings_for(tmp_path / "store"))
    assert [step.author for step in opened.history()] == [account or NOBODY] * len(steps)
    opened.close()


def test_a_publication_without_an_author_is_shown_with_a_dash(tmp_path: Path) -> None:
    opened = Store.open(settings_for(tmp_path / "store"))
    publish(opened, tmp_path, {"partners": [{"partner_id": "a", "name": "A"}]}, author="")
    assert opened.history()[0].author == NOBODY
    opened.close()
