"""The kinds of workers there are. Only names stand here, so that one can be started before anything is imported."""

from __future__ import annotations

from cadence.worker.kind import Kind

# Who prepares files starts one ahead; a successor's start would take the processor from the checks that follow.
FILES = Kind(
    "files",
    {"read": "cadence.reading.job:read_file", "blank": "cadence.reading.blanked:blank_file"},
    megabytes=1500,
    is_kept_ready=False,
)
