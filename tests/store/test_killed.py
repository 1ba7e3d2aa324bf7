"""A process killed in the middle of publishing leaves nothing half visible and loses nothing acknowledged."""

from __future__ import annotations

from pathlib import Path

from tests.kills import WHOLE, kills
from tests.proving import rounds, sampled


@sampled("way", WHOLE, 3)
def test_killed_at_random_moments(way: str, tmp_path: Path) -> None:
    """By the command line, on the upload page of a running server, and with a catalogue on PostgreSQL."""
    told = kills(way, rounds(1, WHOLE[way]), tmp_path)
    assert told["publications"] >= 1
