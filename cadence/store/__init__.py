"""The record of everything ever published: snapshots over all tables, originals, history, undo."""

from cadence import words  # noqa: F401 - what the record refuses is a sentence wherever it is used
from cadence.store.kept_reports import KeptReport
from cadence.store.model import (
    STEPS,
    Changes,
    Damage,
    Publication,
    PublishedFile,
    SourceFile,
    Staged,
)
from cadence.store.reversal import Undo
from cadence.store.store import Store
from cadence.store.workspace import Workspace

__all__ = [
    "STEPS",
    "Changes",
    "Damage",
    "KeptReport",
    "Publication",
    "PublishedFile",
    "SourceFile",
    "Staged",
    "Store",
    "Undo",
    "Workspace",
]
