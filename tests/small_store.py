"""A record with the sample in it, and files brought to it as somebody would."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from cadence.intake.preparation import Preparation
from cadence.intake.publication import publish
from cadence.intake.steps import prepare
from cadence.store import Publication, Store

TODAY = dt.date(2026, 11, 1)
NETWORK = "network_id,name,starts_on\nn,Réseau,2024-01-01\n"
PARTNERS = "partner_id,name,sector\nacv-001,Atelier des Lacets,ngo\nacv-002,Kivuli Records,ngo\n"
ACTIVITIES = "activity_id,network_id,held_on,kind,partners\na1,n,2026-01-05,joint_session,acv-001|acv-002\n"


def write(folder: Path, name: str, text: str | bytes) -> Path:
    """A file of this content."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def prepared(store: Store, *paths: Path, **more: Any) -> Preparation:
    """The preparation of files, to be closed by the caller."""
    return prepare(paths, store, upload_day=TODAY, **more)


def bring(store: Store, *paths: Path, **more: Any) -> Publication | None:
    """Publish files; rows set aside are left out."""
    with prepared(store, *paths, **more) as preparation:
        return publish(preparation, message="m", author="Ada", set_aside_ok=True)


def begin(store: Store, folder: Path) -> None:
    """A network with two partners and one activity of both."""
    texts = {"networks.csv": NETWORK, "partners.csv": PARTNERS, "activities.csv": ACTIVITIES}
    bring(store, *(write(folder, name, text) for name, text in texts.items()))
