"""A watched folder: what a scheduled export drops there is published by itself, or its problems stand beside it.

A file is taken once it has kept its size and time between two looks, so that a half-written one is left alone.
All files that are ready together are published as one step, since they may refer to each other. What was
published moves to ``published/``; what was not stays, with ``<file>.problems.csv`` beside it, and is tried
again when it changes. Rows are set aside only where CADENCE_INBOX_SET_ASIDE says yes.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from cadence.errors import CadenceError
from cadence.forms.safe_csv import safe_csv
from cadence.intake.preparation import Preparation
from cadence.intake.publication import publish
from cadence.intake.steps import ENDINGS, prepare
from cadence.settings import Settings, settings
from cadence.store import Publication, Store
from cadence.words import Words, words_in

SECONDS_BETWEEN_LOOKS = 5.0
PROBLEMS = ".problems.csv"
PUBLISHED = "published"
AUTHOR = "inbox"

log = logging.getLogger(__name__)


@dataclass
class Inbox:
    """One watched folder. ``look`` is one look; ``watch`` looks again and again until told to stop."""

    folder: Path
    store: Store
    words: Words
    set_aside_ok: bool = False
    _seen: dict[Path, tuple[int, int]] = field(default_factory=dict)
    _tried: dict[Path, tuple[int, int]] = field(default_factory=dict)

    def look(self) -> Publication | None:
        """Publish the files that are ready; None when there was none, or nothing could be published."""
        stamps = {path: _stamp(path) for path in self._exports()}
        ready = [p for p, stamp in stamps.items() if self._seen.get(p) == stamp and self._tried.get(p) != stamp]
        self._seen = stamps
        if not ready:
            return None
        self._tried |= {path: stamps[path] for path in ready}
        return self._publish(ready)

    def _exports(self) -> list[Path]:
        if not self.folder.is_dir():
            return []
        return sorted(
            path
            for path in self.folder.iterdir()
            if path.is_file() and path.suffix.lower() in ENDINGS and not path.name.endswith(PROBLEMS)
        )

    def _publish(self, files: list[Path]) -> Publication | None:
        names = ", ".join(path.name for path in files)
        with prepare(files, self.store) as preparation:
            self._write_problems(preparation, files)
            try:
                done = publish(
                    preparation,
                    message=self.words("inbox.message", files=names),
                    author=AUTHOR,
                    set_aside_ok=self.set_aside_ok,
                )
            except CadenceError as error:
                log.warning("%s: %s", names, error)
                self._write_refusal(files, error)
                return None
        self._move(files)
        return done

    def _write_problems(self, preparation: Preparation, files: list[Path]) -> None:
        """A CSV of problems beside each file that has some; an older one goes."""
        for place, path in enumerate(files):
            found = [p for part in preparation.parts if part.file == place for p in part.problems()]
            found += preparation.refusals if place == 0 else []
            beside = path.with_name(path.name + PROBLEMS)
            if not found:
                beside.unlink(missing_ok=True)
                continue
            rows = pd.DataFrame(
                {
                    self.words("columns.line"): [p.line for p in found],
                    self.words("columns.column"): [p.column for p in found],
                    self.words("columns.found"): [p.found for p in found],
                    self.words("columns.problem"): [p.says(self.words) for p in found],
                    self.words("columns.mend"): [p.mend(self.words) for p in found],
                }
            )
            beside.write_bytes(safe_csv(rows, self.words("language.csv_separator")))

    def _write_refusal(self, files: list[Path], error: CadenceError) -> None:
        """Why nothing was published, beside every file that has no problems of its own."""
        for path in files:
            beside = path.with_name(path.name + PROBLEMS)
            if not beside.exists():
                sentence = error.says(self.words)
                rows = pd.DataFrame({self.words("columns.problem"): [sentence]})
                beside.write_bytes(safe_csv(rows, self.words("language.csv_separator")))

    def _move(self, files: list[Path]) -> None:
        """Published files go to a folder of their own, under the time they were taken."""
        target = self.folder / PUBLISHED
        target.mkdir(exist_ok=True)
        taken = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
        for path in files:
            path.replace(target / f"{taken}_{path.name}")
            self._seen.pop(path, None)
            self._tried.pop(path, None)

    def watch(self, stop: threading.Event, seconds: float = SECONDS_BETWEEN_LOOKS) -> None:
        """Look until ``stop`` is set. A look that fails is logged, and the next one is tried."""
        while not stop.wait(seconds):
            try:
                self.look()
            except (CadenceError, OSError) as error:
                log.warning("inbox: %s", error)


def _stamp(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except FileNotFoundError:  # taken away between two looks
        return (0, 0)
    return status.st_size, status.st_mtime_ns


def start(chosen: Settings | None = None) -> Callable[[], None]:
    """Begin to watch the folder of the settings, if there is one; gives the function that ends it."""
    in_force = chosen or settings()
    if not in_force.get("inbox"):
        return lambda: None
    inbox = Inbox(
        Path(in_force.get("inbox")),
        Store.open(in_force),
        words_in(in_force.get("language")),
        in_force.get("inbox_set_aside").lower() in ("yes", "oui", "true", "1"),
    )
    stop = threading.Event()
    thread = threading.Thread(target=inbox.watch, args=(stop,), name="inbox", daemon=True)
    thread.start()

    def end() -> None:
        stop.set()
        thread.join(timeout=30)

    return end
