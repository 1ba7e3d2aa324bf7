"""The kinds of workers there are. Only names stand here, so that one can be started before anything is imported."""

from __future__ import annotations

from cadence.worker.kind import Kind

FILES = Kind("files", {"read": "cadence.reading.job:read_file"}, megabytes=1500)
