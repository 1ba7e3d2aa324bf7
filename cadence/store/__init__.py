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
from cadence.store.record import Store, Workspace
from cadence.store.restoring import Undo

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
