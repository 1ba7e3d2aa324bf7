"""Laid out like cadence/: the tests of a room lie in the folder of its name; what several rooms need lies here."""

from pathlib import Path

HERE = Path(__file__).parent
GOLDEN = HERE / "golden"
RECORDS = HERE / "records"
