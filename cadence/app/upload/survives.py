"""What survives of an upload when the session is gone: the server began anew, or the page was loaded anew.

The files are gone then; their names and what was said about them stand in the page's address, so that the page can
say which to drop again, and not ask a second time. What was typed into cells, and the answers of a conversation, are
people's data and stay out of it: the answers are kept on the server (drafts.py), under a name that the address carries.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from typing import Any

import streamlit as st

from cadence.app import address
from cadence.app.page import Page
from cadence.app.upload import drafts
from cadence.app.upload.files import Upload
from cadence.intake.memory import said_again
from cadence.intake.model import Choice

NAME, DRAFT = "files", "draft"
TYPED = ("recipe_answers",)  # what a person typed, of what is kept with a publication
LONGEST = 1500  # letters that an address can carry safely beside the others
MOST_READ = 100_000


def note(upload: Upload) -> None:
    """Write the files that are here, and what was said about them, in the address; once they are gone, take it out."""
    if not upload.files and not upload.dropped:
        return  # the address may tell of files that were lost
    files = []
    for path, choice in upload.choices.items():
        said = {name: one for name, one in choice.as_plain().items() if name not in TYPED}
        files.append({"name": choice.name or path.name, "hash": upload.hashes[path], "said": said})
        drafts.keep(upload.draft, upload.hashes[path], drafts.Draft(dict(choice.answers), upload.steps.get(path)))
    if not files:
        drafts.forget(upload.draft)
    address.put(NAME, _pack(files) if files else None)
    address.put(DRAFT, upload.draft if any(choice.answers for choice in upload.choices.values()) else None)


def _pack(files: list[dict[str, Any]]) -> str:
    """The files as a word of an address; without what was said, or without their names, where it would be too long."""
    names = [{"name": file["name"], "hash": file["hash"]} for file in files]
    for kept in (files, names, []):
        text = json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
        word = base64.urlsafe_b64encode(zlib.compress(text, 9)).decode("ascii").rstrip("=")
        if len(word) <= LONGEST:
            break
    return word


def _unpack(word: str) -> list[Mapping[str, Any]]:
    """The files of an address; none where it says nothing: anybody can write one."""
    try:
        packed = base64.urlsafe_b64decode(word + "=" * (-len(word) % 4))
        found = json.loads(zlib.decompressobj().decompress(packed, MOST_READ))
    except (binascii.Error, zlib.error, UnicodeError, ValueError):
        return []
    return [file for file in found if isinstance(file, dict)] if isinstance(found, list) else []


def tell_lost(page: Page, upload: Upload) -> None:
    """Where the address tells of files that this session does not hold, say that they must be dropped again."""
    word = address.text(NAME)
    if upload.files or upload.dropped or not word:
        return
    names = ", ".join(str(file.get("name", "")) for file in _unpack(word))
    st.warning(page.say("drop_again_named", files=names) if names else page.say("drop_again"))


def say_again(upload: Upload) -> None:
    """Say again what was said about these very files before they were lost."""
    word = address.text(NAME)
    known = {file.get("hash"): file.get("said") for file in _unpack(word)} if word else {}
    name = address.text(DRAFT)
    for path, choice in upload.choices.items():
        said = known.get(upload.hashes[path])
        if choice == Choice(name=choice.name) and isinstance(said, dict) and path not in upload.asked:
            upload.choices[path] = said_again(said, choice)
            kept = drafts.find(name, upload.hashes[path]) if name else None
            if kept is not None:
                upload.answer(path, kept.answers)
                if kept.step is not None:
                    upload.steps[path] = kept.step
