"""A watched folder: what a scheduled export drops there is published by itself, or what stops it stands beside it.

A file is taken once it has kept its size and time between two looks, so that a half-written one is left alone.
All files that are ready together are published as one step, since they may refer to each other; those that something
stops are taken out of it, so that each stands for itself where it can. What was published moves to ``published/``,
with how it was read. What was not stays, with ``<file>.problems.csv`` beside it, and, where somebody has to decide,
``<file>.questions.txt`` to be ticked; it is tried again when it or its answers change, when another file comes and
when something else was published. Rows are set aside where that is ticked or CADENCE_INBOX_SET_ASIDE says yes.

Killed at any moment it loses nothing: a file leaves only after the record holds it; taken twice it changes nothing.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from cadence.errors import CadenceError
from cadence.intake.memory import earlier_choice
from cadence.intake.model import Choice
from cadence.intake.preparation import Preparation
from cadence.intake.publication import publish
from cadence.intake.same_codes import known_codes
from cadence.intake.steps import prepare
from cadence.problems import Fact
from cadence.server import inbox_questions
from cadence.server.inbox_copies import Copies
from cadence.server.inbox_files import (
    NotPublishedError,
    Stamp,
    exports,
    look_at,
    sentence_of,
    stamp_of,
    take_away,
    take_away_orphans,
    write_how_read,
    write_problems,
)
from cadence.server.inbox_questions import Answers
from cadence.settings import Settings, settings
from cadence.store import Publication, Store
from cadence.words import Words, words_in

SECONDS_BETWEEN_LOOKS = 5.0
AUTHOR = "inbox"

log = logging.getLogger(__name__)


@dataclass
class Inbox:
    """One watched folder. ``look`` is one look; ``watch`` looks again and again until told to stop."""

    folder: Path
    store: Store
    words: Words
    set_aside_ok: bool = False
    _seen: dict[Path, Stamp] = field(default_factory=dict)
    _tried: dict[Path, tuple[Stamp, int]] = field(default_factory=dict)
    _aside: dict[Path, int] = field(default_factory=dict)  # rows set aside beside all files of this look
    _copies: Copies = field(default_factory=Copies)
    _asked: dict[Path, Stamp] = field(default_factory=dict)  # as they were just after their questions were written

    def look(self) -> Publication | None:
        """Publish the files that are ready; None when there was none, or nothing could be published."""
        take_away_orphans(self.folder)
        stamps = {path: stamp_of(path) for path in exports(self.folder)}
        ready = [path for path, stamp in stamps.items() if self._seen.get(path) == stamp]
        self._seen = stamps
        newest = self.store.newest()
        if all(self._tried.get(path) == (stamps[path], newest) for path in ready):
            return None
        return self._publish(ready, stamps, newest)

    def _publish(self, files: list[Path], stamps: Mapping[Path, Stamp], newest: int) -> Publication | None:
        """Take files out until nothing stops those that are left, and publish these."""
        done, left, waiting = None, files, dict[Path, Stamp]()
        self._aside.clear()
        while left:
            stopped, done = self._try(left, list(waiting), stamps)
            waiting |= {path: stamps[path] for path in stopped}
            if not stopped:
                self._move(left, stamps)
                break
            left = [path for path in left if path not in stopped]
        for path, stamp in waiting.items():
            # The questions just written are no answer; what else changed since, the record too, is tried again.
            self._tried[path] = (self._asked.pop(path, stamp), newest)
        return done

    def _try(
        self, files: list[Path], waiting: list[Path], stamps: Mapping[Path, Stamp]
    ) -> tuple[list[Path], Publication | None]:
        """The files that something stops, said beside each; where nothing does, the publication of all."""
        answers = {path: inbox_questions.read(path) for path in files}
        try:
            with self._prepare(files, answers) as preparation:
                stopped = self._stop(preparation, answers, waiting, stamps)
                return (stopped, None) if stopped else ([], self._publish_all(preparation, files))
        except (CadenceError, OSError) as error:
            log.warning("%s: %s", ", ".join(path.name for path in files), error)
            if len(files) > 1 and not isinstance(error, NotPublishedError):
                return self._culprits(files), None
            for path in files:
                write_problems(path, [sentence_of(error, self.words)], self.words)
            return files, None

    def _culprits(self, files: list[Path]) -> list[Path]:
        """Of files that cannot even be prepared together, those that cannot alone; all of them when each can."""
        bad = []
        for path in files:
            try:
                self._prepare([path], {path: Answers()}).close()
            except (CadenceError, OSError) as error:
                write_problems(path, [sentence_of(error, self.words)], self.words)
                bad.append(path)
        return bad or files

    def _prepare(self, files: list[Path], answers: Mapping[Path, Answers]) -> Preparation:
        """The files as they are answered: by their own answers, else as an earlier file of their shape was."""
        choices = {path: answers[path].choice() for path in files}
        preparation = prepare(files, self.store, choices)
        told = dict(choices)
        for place, path in enumerate(files):
            parts = [part for part in preparation.parts if part.file == place]
            if any(part.is_refused for part in parts) and choices[path] == Choice():
                told[path] = earlier_choice(self.store, [part.reading for part in parts]) or Choice()
        told |= inbox_questions.without_stale(told, preparation)
        if told != choices:
            preparation.close()
            preparation = prepare(files, self.store, told)
        fixes, fixed = known_codes(preparation), dict(told)
        for path, parts_of, source in zip(files, fixes, preparation.sources, strict=False):
            if parts_of and answers[path].of(source.sha256).get("codes") == "same":
                fixed[path] = replace(told[path], parts=parts_of)
        if fixed != told:
            preparation.close()
            preparation = prepare(files, self.store, fixed)
        return preparation

    def _stop(
        self,
        preparation: Preparation,
        answers: Mapping[Path, Answers],
        waiting: list[Path],
        stamps: Mapping[Path, Stamp],
    ) -> list[Path]:
        """The files that cannot be published as they are; what is wrong with each, and asked of it, beside it.

        What is only wrong beside a file that is stopped is looked at again without that one.
        """
        found = [
            look_at(
                preparation,
                place,
                path,
                answers[path],
                set_aside_ok=self.set_aside_ok,
                is_alone=bool(waiting),
                aside_before=self._aside.get(path),
            )
            for place, path in enumerate(answers)
        ]
        for one in found:
            self._aside.setdefault(one.path, one.aside)
        stopped = [one for one in found if one.is_stopped]
        if any(one.is_own for one in stopped):
            stopped = [one for one in stopped if one.is_own]
        hashes = {one.sha256 for one in stopped}
        for one in found:
            is_held = one.sha256 in hashes
            if is_held and one.twin:
                write_problems(one.path, [Fact("same_file", {"name": one.twin}).says(self.words)], self.words)
            elif is_held and one.needs:
                sentence = self.words("inbox.waits_for", files=", ".join(path.name for path in waiting))
                write_problems(one.path, [sentence, *one.problems], self.words)
            elif is_held or not stopped:
                asked = [asks.asks(self.words) for asks in one.questions]
                write_problems(one.path, [*asked, *one.problems], self.words)
            is_asked = is_held and one.questions and one.is_own and not one.needs
            if is_asked and stamp_of(one.path) == stamps[one.path]:
                inbox_questions.write(one.path, one.every, one.said, one.sha256, self.words)
                self._asked[one.path] = stamp_of(one.path)
        return [one.path for one in found if one.sha256 in hashes]

    def _publish_all(self, preparation: Preparation, files: list[Path]) -> Publication | None:
        """Everything that is left: what may be lost of each was said."""
        names = ", ".join(path.name for path in files)
        try:
            done = publish(
                preparation,
                message=self.words("inbox.message", files=names),
                author=AUTHOR,
                set_aside_ok=True,
                emptied_ok=True,
                new_codes_ok=True,
            )
        except CadenceError as error:
            raise NotPublishedError(error.code, **error.blanks) from error
        for place, path in enumerate(files):
            self._copies.make(preparation, place, path)
            write_how_read(preparation, place, path, self.words)
        return done

    def _move(self, files: list[Path], stamps: Mapping[Path, Stamp]) -> None:
        """Published files leave the folder, each with its answers; one written anew meanwhile stays, to be taken."""
        for path in files:
            if stamp_of(path)[0] != stamps[path][0]:
                continue
            self._copies.move(path)
            take_away(inbox_questions.beside(path))
            self._seen.pop(path, None)
            self._tried.pop(path, None)

    def watch(self, stop: threading.Event, seconds: float = SECONDS_BETWEEN_LOOKS) -> None:
        """Look until ``stop`` is set. A look that fails is logged, and the next one is tried."""
        while not stop.wait(seconds):
            try:
                self.look()
            except (CadenceError, OSError, duckdb.Error) as error:
                log.warning("inbox: %s", error)


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
