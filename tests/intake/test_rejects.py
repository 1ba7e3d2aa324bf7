"""Rows set aside come back as they were, with the reasons; mended, they are known again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cadence.forms.safe_csv import safe_csv
from cadence.intake.publication import preview
from cadence.intake.rejects import read_kept, rejected_rows, table_to_mend
from cadence.store import Store
from cadence.words import Words
from tests import kept_records
from tests.intake.test_recipe import PRESENCE, PRESENCE_HEADER
from tests.small_store import begin, bring, prepared, write
from tests.store_tools import published

TEXT = "partner_id,name,sector,humeur\np1,Un,ngo,gaie\np2,Deux,rien,triste\np3,,ngo,\n"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = kept_records.opened_at(tmp_path / "store", begin)
    yield opened
    opened.close()


def test_rows_set_aside_keep_their_cells_and_say_their_row_and_reason(store: Store, tmp_path: Path, words: Words):
    with prepared(store, write(tmp_path, "p.csv", TEXT)) as preparation:
        rows = rejected_rows(preparation.parts[0], words)
    assert list(rows.columns[:4]) == ["partner_id", "name", "sector", "humeur"]
    assert [tuple(row)[:4] for row in rows.itertuples(index=False)] == [
        ("p2", "Deux", "rien", "triste"),
        ("p3", "", "ngo", ""),
    ]
    assert list(rows[words("columns.rejected_line")]) == [3, 4]
    assert "rien" in rows[words("columns.set_aside_reason")].iloc[0]


def test_the_kept_rows_of_a_publication_say_the_same_in_each_language(store: Store, tmp_path: Path, words: Words):
    path = write(tmp_path, "p.csv", TEXT)
    with prepared(store, path) as preparation:
        now = rejected_rows(preparation.parts[0], words)
    publication = bring(store, path)
    assert publication is not None
    file = publication.files[0]
    assert (file.set_aside, publication.set_aside) == (2, 2)
    later = table_to_mend(read_kept(store.original(str(file.rejects_sha256))), words)
    assert later.to_csv(index=False) == now.to_csv(index=False)


def test_mended_rows_are_brought_again_without_a_word_about_the_columns_added(
    store: Store, tmp_path: Path, words: Words
):
    with prepared(store, write(tmp_path, "p.csv", TEXT)) as preparation:
        rest = safe_csv(rejected_rows(preparation.parts[0], words)).decode("utf-8-sig")
    mended = write(tmp_path, "rest.csv", rest.replace("rien", "ngo", 1).replace("p3,,", "p3,Trois,", 1))
    with prepared(store, mended) as preparation:
        (part,) = preparation.parts
        assert part.recognition is not None
        assert part.recognition.unknown == ("humeur",)
        assert (part.set_aside, preview(preparation)["partners"].added) == (0, 2)


def test_a_row_of_a_recipe_keeps_its_number_when_it_is_mended(store: Store, tmp_path: Path, words_fr: Words):
    export = "\r\n".join([PRESENCE_HEADER, *PRESENCE])
    path = write(tmp_path, "presence.csv", export.encode("cp1252"))
    with prepared(store, path) as preparation:
        rest = safe_csv(rejected_rows(preparation.parts[0], words_fr)).decode("utf-8-sig")
    bring(store, path)
    before = set(published(store, "activities")["activity_id"])
    assert "4w-7" not in before
    mended = write(tmp_path, "rest.csv", rest.replace("00:00:00", "15/03/2025", 1))
    with prepared(store, mended) as preparation:
        assert preview(preparation)["activities"].added == 1
    bring(store, mended)
    assert set(published(store, "activities")["activity_id"]) == before | {"4w-7"}
