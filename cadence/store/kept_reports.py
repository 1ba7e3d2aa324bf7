"""Reports kept with the snapshot they were made from: their bytes as they were handed on, and what they are.

Below ``reports/`` each is ``<sha256>.<form>`` with ``<sha256>.json`` beside it, written once and never again. The
bytes come first and what they are last, so that one that is listed is whole; a process killed in between leaves
bytes that nobody lists, which do no harm.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from cadence.errors import StoreError
from cadence.store.folder import Folder, stamp
from cadence.store.manifests import as_sealed, unsealed
from cadence.store.model import Damage

ROOM = "reports"
FORMS = ("html", "pdf", "zip")
# How many letters of a hash name a report where a person types it.
LETTERS = 12
# Under which name the small file tells the report's own hash; ``sha256`` there is its seal.
OWN = "report_sha256"


@dataclass(frozen=True)
class KeptReport:
    """What a kept report is. ``content``: the hash of what it says, its time of making apart; ``program``,
    ``definitions`` and ``marks`` (one for each definition): what its figures were counted by."""

    form: str
    name: str
    network: str
    data_date: dt.date
    snapshot: int
    language: str
    content: str
    program: str
    definitions: str
    author: str
    time: dt.datetime
    marks: Mapping[str, str] = field(default_factory=dict)
    sha256: str = ""
    bytes: int = 0

    @property
    def path(self) -> str:
        """Where its bytes are, from the record's folder."""
        return f"{ROOM}/{self.sha256}.{self.form}"

    @property
    def short(self) -> str:
        """The beginning of its hash, which people call it by."""
        return self.sha256[:LETTERS]


def kept(folder: Folder) -> list[KeptReport]:
    """Every report that was kept and is told of by a whole file, newest first."""
    paths = [entry.path for entry in folder.below(ROOM) if entry.path.endswith(".json")]
    found = [one for path in paths if (one := _read(folder, path)) is not None]
    return sorted(found, key=lambda one: (one.time, one.sha256), reverse=True)


def keep(folder: Folder, report: KeptReport, data: bytes) -> KeptReport:
    """Keep the bytes of a report; the one that is kept: an earlier one, where that says the same in the same form.

    The caller holds the right to write.
    """
    if report.form not in FORMS:
        raise ValueError(report.form)
    for one in kept(folder):
        if (one.form, one.content) == (report.form, report.content) and _state(folder, one.path) is None:
            return one
    _clear(folder)
    sha256 = hashlib.sha256(data).hexdigest()
    new = replace(report, sha256=sha256, bytes=len(data))
    if (state := _state(folder, new.path)) == "changed":
        folder.set_aside([new.path], f"{stamp()}-reports")
    if state is not None:
        folder.write(new.path, data)
    folder.write_json(f"{ROOM}/{sha256}.json", as_sealed({OWN: sha256, **_values(new)}))
    return new


def named(folder: Folder, typed: str) -> KeptReport:
    """The kept report whose hash begins as typed. StoreError where there is none, or more than one."""
    found = [one for one in kept(folder) if typed and one.sha256.startswith(typed.strip().lower())]
    if not found:
        raise StoreError("no_such_report", sha256=typed)
    if len(found) > 1:
        raise StoreError("several_such_reports", sha256=typed, names=", ".join(one.short for one in found))
    return found[0]


def read(folder: Folder, report: KeptReport) -> bytes:
    """The bytes as they were kept. StoreError when they are missing or no longer those."""
    data = folder.read(report.path)
    if data is None:
        raise StoreError("report_missing", path=report.path)
    if hashlib.sha256(data).hexdigest() != report.sha256:
        raise StoreError("report_damaged", path=report.path)
    return data


def damage(folder: Folder, progress: Callable[[str, int, int], None]) -> list[Damage]:
    """Kept reports, and what is told of them, that are missing or no longer what was written."""
    paths = [entry.path for entry in folder.below(ROOM)]
    told = {path: _read(folder, path) for path in paths if path.endswith(".json")}
    found = [Damage(path, "changed") for path, one in told.items() if one is None]
    every = _expected(paths, [one for one in told.values() if one is not None])
    for number, path in enumerate(every):
        progress("verify", number, len(every))
        if code := _state(folder, path):
            found.append(Damage(path, code))
    return found


def _expected(paths: Sequence[str], told: Sequence[KeptReport]) -> list[str]:
    """Every file that is told of, and every one that lies there under a hash and a form."""
    there = {path for path in paths if path.rpartition(".")[2] in FORMS}
    return sorted(there | {one.path for one in told})


def _state(folder: Folder, path: str) -> str | None:
    """``missing``, or ``changed`` where the bytes are not those of the name; None when all is well."""
    data = folder.read(path)
    if data is None:
        return "missing"
    name = path.rpartition("/")[2].partition(".")[0]
    return None if hashlib.sha256(data).hexdigest() == name else "changed"


def _clear(folder: Folder) -> None:
    """Put aside what a killed process had not finished to write."""
    if drafts := [entry.path for entry in folder.below(ROOM) if entry.path.endswith(".part")]:
        folder.set_aside(drafts, f"{stamp()}-reports")


def _values(report: KeptReport) -> dict[str, Any]:
    """What the small file tells beside the report's hash."""
    return {name: value for name, value in asdict(report).items() if name != "sha256"}


def _read(folder: Folder, path: str) -> KeptReport | None:
    """What a small file tells; None when it is not as it was written."""
    try:
        said = unsealed(folder.read_json(path) or {})
        names = {one.name for one in fields(KeptReport)}
        values = {"sha256": said[OWN], **{name: value for name, value in said.items() if name in names}}
        values["data_date"] = dt.date.fromisoformat(values["data_date"])
        values["time"] = dt.datetime.fromisoformat(values["time"])
        return KeptReport(**values)
    except (StoreError, KeyError, TypeError, ValueError):
        return None
