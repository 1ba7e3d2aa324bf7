"""Bytes to text tables: CSV, TSV, xlsx and zips of them, whatever their encoding, separator or header.

    for reading in read(Path("mai.csv"), con):
        reading.columns                     # the header's texts, as found
        con.table(reading.table)            # _line, c0, c1, ...: every cell's text, unchanged
        reading.facts, reading.problems     # what was understood, what is wrong

A file is read exactly, or its bad rows are set aside and listed, or it is refused with one sentence.
``read_apart`` does the same in a worker process, so that no file can end or fill this one: whatever comes from
outside is read so.
"""

from cadence.reading.apart import read_apart
from cadence.reading.files import read
from cadence.reading.results import Reading, Skipped
from cadence.worker.kinds import FILES

__all__ = ["FILES", "Reading", "Skipped", "read", "read_apart"]
