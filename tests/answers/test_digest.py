"""The mark of the definitions changes with what they count, and with nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from cadence.answers import digest
from cadence.answers.questions import QUERIES


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("select 1 -- one\n", "-- another\nselect   1", True),
        ("select '-- no remark'", "select '-- none'", False),
        ('select "a--b" -- x', 'select "a--b"', True),
        ("select 'it''s -- so' as a", "select 'it''s -- so'   as a -- y", True),
        ("select 1", "select 2", False),
        ("select 'two  spaces'", "select 'two spaces'", False),
    ],
)
def test_remarks_and_spaces_between_words_do_not_count(one: str, other: str, is_same: bool) -> None:
    assert (digest.bare(one) == digest.bare(other)) is is_same


def test_the_mark_changes_with_every_file_of_sql(monkeypatch: pytest.MonkeyPatch) -> None:
    def mark() -> str:
        digest.definitions_digest.cache_clear()
        return digest.definitions_digest()

    plain, read = mark(), Path.read_text
    assert len(plain) == digest.LETTERS and mark() == plain
    files = [path for room in digest.ROOMS for path in sorted((QUERIES / room).rglob("*.sql"))]
    assert {path.name for path in QUERIES.iterdir() if path.is_dir()} == {*digest.ROOMS, "checks", "exports", "imports"}
    for path in files:
        for more, is_same in (("\n-- a remark\n", True), ("\n;select 0\n", False)):
            with monkeypatch.context() as patched:
                patched.setattr(Path, "read_text", lambda one, p=path, m=more, **how: read(one, **how) + m * (one == p))
                assert (mark() == plain) is is_same, path
    mark()


@pytest.mark.parametrize("file", ["LADDERS", "RULES"])
def test_the_mark_changes_with_the_ladders_and_the_default_rules(
    file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest.definitions_digest.cache_clear()
    plain = digest.definitions_digest()
    other = tmp_path / "other.toml"
    other.write_bytes(getattr(digest, file).read_bytes() + b"more = 1\n")
    monkeypatch.setattr(digest, file, other)
    digest.definitions_digest.cache_clear()
    assert digest.definitions_digest() != plain
    monkeypatch.undo()
    digest.definitions_digest.cache_clear()
