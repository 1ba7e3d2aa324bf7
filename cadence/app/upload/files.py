"""The files of one visitor on their way in: dropped, kept on disk, prepared again whenever something is said."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import uuid
import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import duckdb
import streamlit as st

from cadence import scratch
from cadence.app.page import Page
from cadence.app.upload import drafts
from cadence.intake.memory import earlier_choice
from cadence.intake.model import Choice
from cadence.intake.preparation import Mode, Preparation
from cadence.intake.steps import prepare
from cadence.recipes.draft import unused_keys
from cadence.store import Store
from cadence.words import Words

Found = TypeVar("Found")
KEPT = "upload"
TYPES = ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "xlsb", "ods", "zip"]
MEGABYTES = 500


@dataclass
class Upload:
    """What one visitor dropped and said. The copies vanish with the session."""

    folder: Path = field(default_factory=scratch.new_folder)
    choices: dict[Path, Choice] = field(default_factory=dict)
    hashes: dict[Path, str] = field(default_factory=dict)  # enough of each file's to tell one upload's apart
    mode: Mode = "merge"
    preparation: Preparation | None = None
    prepared_for: object = None
    asked: set[Path] = field(default_factory=set)  # files whose shape was looked up among earlier ones
    recalled: set[Path] = field(default_factory=set)  # those for which something was found
    dropped: int = 0
    known: dict[str, Any] = field(default_factory=dict)
    steps: dict[Path, int] = field(default_factory=dict)  # how far the conversation about a file's sheets was gone
    draft: str = field(default_factory=drafts.new_name)  # under which what was typed is kept for a page loaded anew

    def __post_init__(self) -> None:
        """See to it that nothing stays when the visitor's session is gone."""
        self.held: list[Preparation] = []
        weakref.finalize(self, _let_go, self.folder, self.held)

    @property
    def files(self) -> list[Path]:
        """Copies of the files dropped, in that order."""
        return list(self.choices)

    def add(self, name: str, content: BinaryIO) -> None:
        """Copy a file to disk under a name of our own; its own name is only shown."""
        path = self.folder / f"{uuid.uuid4().hex}{Path(name).suffix.lower()}"
        with path.open("wb") as copy:
            shutil.copyfileobj(content, copy)
        with path.open("rb") as copied:
            self.hashes[path] = hashlib.file_digest(copied, "sha256").hexdigest()[:16]
        self.choices[path] = Choice(name=name)

    def say(self, path: Path, part: str, **said: Any) -> None:
        """Something was said about one table of a file (the name of its reading); it is prepared again."""
        choice = self.choices[path]
        own = replace(choice.of(part), parts={}, without=frozenset(), **said)
        self.choices[path] = replace(choice, parts={**choice.parts, part: own})

    def answer(self, path: Path, answers: Mapping[str, str]) -> None:
        """Answers to the questions about a file's sheets, by key; an empty one takes an answer back."""
        said = {**self.choices[path].answers, **answers}
        self.choices[path] = replace(self.choices[path], answers={key: text for key, text in said.items() if text})

    def begin_anew(self, path: Path) -> None:
        """Forget every answer about a file's sheets."""
        self.choices[path] = replace(self.choices[path], answers={}, parts={})
        self.steps.pop(path, None)

    def once(self, name: str, work: Callable[[], Found]) -> Found:
        """What is costly to know about the preparation, worked out once for it."""
        if name not in self.known:
            self.known[name] = work()
        found: Found = self.known[name]
        return found

    def drop(self, path: Path) -> None:
        """Take a file out."""
        self.choices.pop(path)
        self.hashes.pop(path)
        self.steps.pop(path, None)
        path.unlink(missing_ok=True)

    def forget(self) -> None:
        """Let go of everything prepared; the files stay."""
        while self.held:
            self.held.pop().close()
        self.preparation, self.prepared_for = None, None
        self.known.clear()


def _let_go(folder: Path, held: list[Preparation]) -> None:
    while held:
        with contextlib.suppress(duckdb.ConnectionException):  # the record itself may be closed already
            held.pop().close()
    shutil.rmtree(folder, ignore_errors=True)


def current() -> Upload:
    """The visitor's upload."""
    upload: Upload = st.session_state.setdefault(KEPT, Upload())
    return upload


def drop_files(page: Page, upload: Upload) -> None:
    """The place to drop files. Of which kind one is, the reader says: the widget would refuse it in English only.

    Each is copied to disk at once and the widget emptied, so that memory holds it once."""
    st.html(_uploader_words(*(page.words(f"pages.upload.{key}", megabytes=MEGABYTES) for key in ("choose", "limits"))))
    page_files = st.file_uploader(
        page.say("drop", megabytes=MEGABYTES),
        accept_multiple_files=True,
        key=f"uploader_{upload.dropped}",
        max_upload_size=MEGABYTES,
    )
    if page_files:
        st.session_state.pop("published", None)
        for file in page_files:
            upload.add(file.name, file)
        upload.dropped += 1
        st.rerun()


def _uploader_words(choose: str, limits: str) -> str:
    """The widget speaks English only: its button and its limits are written over, in the visitor's language."""
    place = '[data-testid="stFileUploaderDropzone"]'
    return (
        f"<style>{place} button p, {place} button span:last-child {{font-size: 0}}"
        f'{place} button p::after {{content: "{choose}"; font-size: 0.9rem}}'
        f"[data-testid=stFileUploaderDropzoneInstructions] * {{font-size: 0}}"
        f"[data-testid=InputInstructions] {{display: none}}"
        f'[data-testid=stFileUploaderDropzoneInstructions]::after {{content: "{limits}"; font-size: 0.8rem}}</style>'
    )


def preparation_of(page: Page, store: Store, upload: Upload) -> Preparation:
    """The preparation of the files as they are and of what was said about them, made again only when needed."""
    wanted = (tuple(upload.choices.items()), upload.mode, store.newest())
    if upload.preparation is None or repr(upload.prepared_for) != repr(wanted):
        upload.forget()
        with st.status(page.say("preparing"), expanded=False) as status:
            upload.preparation = _prepare(page.words, store, upload, status)
            upload.held.append(upload.preparation)
            status.update(label=page.say("prepared"), state="complete")
        upload.prepared_for = (tuple(upload.choices.items()), upload.mode, store.newest())
    return upload.preparation


def _prepare(words: Words, store: Store, upload: Upload, status: object) -> Preparation:
    def report(step: str, done: int, of: int) -> None:
        status.update(label=words(f"pages.upload.step_{step}", done=done + 1, of=of))  # type: ignore[attr-defined]

    preparation = prepare(upload.files, store, upload.choices, mode=upload.mode, progress=report)
    if not (_recall(store, upload, preparation) | _take_back(upload, preparation)):
        return preparation
    preparation.close()
    return prepare(upload.files, store, upload.choices, mode=upload.mode, progress=report)


def _recall(store: Store, upload: Upload, preparation: Preparation) -> bool:
    """Say again what was said about earlier files of the same shape, once per file; whether anything was."""
    changed = False
    for place, path in enumerate(upload.files):
        if path in upload.asked:
            continue
        upload.asked.add(path)
        earlier = earlier_choice(store, [part.reading for part in preparation.parts if part.file == place])
        if earlier is not None:
            said = {name: getattr(earlier, name) for name in ("about", "columns", "dates", "decimal")}
            upload.choices[path] = replace(upload.choices[path], **said)
            upload.recalled.add(path)
            changed = True
    return changed


def _take_back(upload: Upload, preparation: Preparation) -> bool:
    """Take back answers that nothing asks any more, such as those about a sheet left out since."""
    changed = False
    for one in preparation.foreign:
        path = upload.files[one.file]
        if stale := unused_keys(upload.choices[path].answers, one.draft):
            upload.answer(path, dict.fromkeys(stale, ""))
            changed = True
    return changed
