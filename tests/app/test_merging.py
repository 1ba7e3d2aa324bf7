"""Settings: two partners found to be one are merged on the page and made two again, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cadence.contract import load_contracts
from cadence.intake.one_publication import merges
from cadence.store import Store
from cadence.words import languages, words_in
from tests.app.test_settings import open_form, run, settings_page, texts
from tests.small_store import bring, write
from tests.store_tools import published

KEPT, GONE = "agence-relais", "atelier-lacets"


def choose(at: AppTest, start: str, value: str) -> AppTest:
    """Answer every radio whose key begins so."""
    for radio in [one for one in at.radio if str(one.key).startswith(start)]:
        radio.set_value(value)
    return run(at)


@pytest.mark.parametrize("language", languages())
def test_two_are_made_one_and_two_again(language: str, store: Store, tmp_path: Path) -> None:
    words, before = words_in(language), {name: published(store, name) for name in load_contracts()}
    at = run(open_form(settings_page(language), "merge"))
    run(at.selectbox(key="merge_kind").set_value("partner"))
    run(at.selectbox(key="merge_kept_partner").set_value(KEPT))
    run(at.selectbox(key="merge_gone_partner").set_value(GONE))
    run(at.button(key="preview_merge").click())
    asked = [one for one in at.radio if str(one.key).startswith("merge_cell")]
    assert asked and words("one_thing.clashes", n=len(asked)) in texts(at)
    assert "publish_merge" not in [one.key for one in at.button], "nothing is published while something is open"
    choose(at, "merge_cell", "kept")
    assert words("one_thing.learnt", names="", kept="").split("{")[0].split()[0] in texts(at)
    run(at.button(key="publish_merge").click())
    (done,) = merges(store)
    assert (done.pair.kept, done.pair.gone) == (KEPT, GONE)
    assert GONE not in set(published(store, "partners")["partner_id"])

    network, day = "astrolabe", "2026-09-01"
    text = f"activity_id,network_id,held_on,kind,partners\nnewer,{network},{day},joint_session,{KEPT}\n"
    bring(store, write(tmp_path, "activities.csv", text))
    at = run(open_form(settings_page(language), "split"))
    assert "publish_split" not in [one.key for one in at.button]
    choose(at, f"split_{done.step.snapshot}", "gone")
    run(at.button(key="publish_split").click())
    assert merges(store) == []
    for name in load_contracts():
        after = published(store, name)
        if name == "activities":
            newer = after[after["activity_id"] == "newer"]
            assert list(newer["partners"].iloc[0]) == [GONE]
            after = after[after["activity_id"] != "newer"].reset_index(drop=True)
        if name != "extracts":
            assert after.equals(before[name]), name
