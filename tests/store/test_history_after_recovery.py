"""The History page of a record that was recovered without its earliest steps, in both languages."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import tests
from cadence.settings import PROJECT, settings
from cadence.store import Store, recovery
from tests.store_tools import publish, settings_for


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_step_is_listed_and_none_that_is_lost_can_be_shown_or_undone(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = tmp_path / "record"
    with zipfile.ZipFile(tests.RECORDS / "0.1_folder.zip") as archive:
        archive.extractall(record)
    store = Store.open(settings_for(record))
    publish(store, tmp_path, {"partners": [{"partner_id": "z", "name": "Z"}]})
    store.close()
    (record / "catalog.ducklake").unlink()
    recovery.recover(str(record), "", lambda *_: None)
    monkeypatch.setenv("CADENCE_STORE", str(record))
    settings.cache_clear()
    try:
        at = AppTest.from_file(str(PROJECT / "dashboard.py"), default_timeout=60)
        at.query_params["lang"] = language
        at.session_state["open_page"] = "history"
        at.session_state["author"] = "Ada"
        at.run()
        assert not at.exception, at.exception
        lost = "rows of this step were lost" if language == "en" else "ont été perdues"
        assert sum(lost in caption.value for caption in at.caption) == 4
        keys = {button.key for button in at.button if button.key}
        assert "as_known_6" in keys and not keys & {f"as_known_{number}" for number in (2, 3, 4, 5)}
    finally:
        Store.open().close()
        settings.cache_clear()
