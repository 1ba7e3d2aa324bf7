"""The record of everything ever published: snapshots over all tables, originals, history, undo."""

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
    "Publication",
    "PublishedFile",
    "SourceFile",
    "Staged",
    "Store",
    "Undo",
    "Workspace",
]
