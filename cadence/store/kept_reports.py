"""Reports kept with the snapshot they were made from: their bytes as they were handed on, and what they are.

Below ``reports/`` each is ``<sha256>.<form>`` with ``<sha256>.json`` beside it, written once and never again. The
bytes come first and what they are last, so that one that is listed is whole; a process killed in between leaves
bytes that nobody lists, which do no harm.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from cadence.errors import StoreError
from cadence.store.buckets import silence
from cadence.store.engine import first_line
from cadence.store.folder import Folder, stamp
from cadence.store.lake import Lake
from cadence.store.manifests import as_sealed, as_written
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


class Shelf:
    """The kept reports of one record. No step of the record takes one away."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake

    def keep(self, report: KeptReport, data: bytes) -> KeptReport:
        """Keep the bytes of a report beside the publications; the one that is kept, which may be an earlier one.

        StoreError when the record can only be read, or the place where it lies refuses.
        """
        try:
            with self._lake.writing():
                return keep(self._lake.folder, report, data)
        except OSError as error:
            reason = first_line(error)
            raise silence(error, self._lake.data) or StoreError("report_not_kept", reason=reason) from error

    def all(self) -> list[KeptReport]:
        """Every report that was kept, newest first."""
        with self._say_silence():
            return all_of(self._lake.folder)

    def find(self, typed: str) -> tuple[KeptReport, bytes]:
        """The kept report whose hash begins as typed, and its bytes. StoreError where there is no such one."""
        with self._say_silence():
            found = find(self._lake.folder, typed)
            return found, read(self._lake.folder, found)

    def damage(self, progress: Callable[[str, int, int], None]) -> list[Damage]:
        """What is missing or no longer what was kept."""
        return damage(self._lake.folder, progress)

    @contextmanager
    def _say_silence(self) -> Iterator[None]:
        """A bucket that does not answer is said."""
        try:
            yield
        except OSError as error:
            raise silence(error, self._lake.data) or error from error.__cause__


def all_of(folder: Folder) -> list[KeptReport]:
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
    for one in all_of(folder):
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


def find(folder: Folder, typed: str) -> KeptReport:
    """The kept report whose hash begins as typed. StoreError where there is none, or more than one."""
    found = [one for one in all_of(folder) if typed and one.sha256.startswith(typed.strip().lower())]
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
    every = _to_look_at(paths, [one for one in told.values() if one is not None])
    for number, path in enumerate(every):
        progress("verify", number, len(every))
        if code := _state(folder, path):
            found.append(Damage(path, code))
    return found


def _to_look_at(paths: Sequence[str], told: Sequence[KeptReport]) -> list[str]:
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
        said = as_written(folder.read_json(path) or {})
        names = {one.name for one in fields(KeptReport)}
        values = {"sha256": said[OWN], **{name: value for name, value in said.items() if name in names}}
        values["data_date"] = dt.date.fromisoformat(values["data_date"])
        values["time"] = dt.datetime.fromisoformat(values["time"])
        return KeptReport(**values)
    except (StoreError, KeyError, TypeError, ValueError):
        return None
