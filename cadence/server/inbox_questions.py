"""The file of questions beside a file of the inbox: written in words, answered with an x in any text editor.

    [x] A1  12 March 2026 (day first)
    [ ] A2  3 December 2026 (month first)
    A3 >>   2026-03-12   an answer of one's own, where any may be one

Below its last line stands what each answer is, and which bytes were asked about. How a file is written (which table,
the order of its dates) holds for a mended file too; what may be lost of it was said of those bytes only.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote, unquote

from cadence.intake.asked import SIGNS, Asked
from cadence.intake.asked_sheets import GUESSES, TYPED
from cadence.intake.model import Choice
from cadence.intake.preparation import Preparation
from cadence.recipes.draft import unused_keys
from cadence.words import Words

SUFFIX = ".questions.txt"
OF_THE_BYTES = ("codes", "set_aside", "empty_cells")
# Questions about how a file is written; every other key is one of its sheets' recipe.
OF_THE_FILE = (*OF_THE_BYTES, "table", "dates", "decimal", "encoding", GUESSES)
_TICKED = re.compile(r"^\s*\[\s*[^\s\]]+\s*\]\s*(A\d+)\b", re.MULTILINE)
_TYPED = re.compile(r"^\s*(A\d+)\s*>>[ \t]*(\S.*?)\s*$", re.MULTILINE)
_MEANS = re.compile(r"^(A\d+) ([^\s=]+)=(\S*)\s*$", re.MULTILINE)
_ASKED_OF = re.compile(r"^file=([0-9a-f]{64})\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Answers:
    """What was answered about one file: question -> answer, and the hash of the bytes that were asked about."""

    said: tuple[tuple[str, str], ...] = ()
    sha256: str = ""

    def of(self, sha256: str) -> dict[str, str]:
        """Those that hold for a file of this hash."""
        return {key: answer for key, answer in self.said if key not in OF_THE_BYTES or sha256 == self.sha256}

    def choice(self) -> Choice:
        """How the file is to be read, as far as it was said."""
        said = dict(self.said)
        decimal = said.get("decimal")
        return Choice(
            about=said.get("table"),
            dates=said.get("dates"),
            decimal=SIGNS.get(decimal or ""),
            encoding=said.get("encoding"),
            answers={key: answer for key, answer in self.said if key not in OF_THE_FILE},
            accept=said.get(GUESSES) == "yes",
        )


def without_stale(choices: Mapping[Path, Choice], preparation: Preparation) -> dict[Path, Choice]:
    """The choices without answers to what an earlier state of a file asked; those that have none are left out."""
    found = {}
    for one in preparation.foreign:
        path = preparation.sources[one.file].path
        if stale := unused_keys(choices[path].answers, one.draft):
            kept = {key: said for key, said in choices[path].answers.items() if key not in stale}
            found[path] = replace(choices[path], answers=kept)
    return found


def beside(path: Path) -> Path:
    """Where the questions about a file stand."""
    return path.with_name(path.name + SUFFIX)


def read(path: Path) -> Answers:
    """What was ticked beside a file; a question with two ticks has no answer. Nothing where there is no such file."""
    text = _text(beside(path))
    means = {mark: (key, answer) for mark, key, answer in meanings_in(text)}
    ticked: dict[str, set[str]] = {}
    for mark in _TICKED.findall(text):
        if mark in means and means[mark][1] != TYPED:
            key, answer = means[mark]
            ticked.setdefault(key, set()).add(answer)
    for mark, typed in _TYPED.findall(text):
        if mark in means:
            ticked.setdefault(means[mark][0], set()).add(typed)
    asked_of = _ASKED_OF.search(text)
    said = tuple((key, answers.pop()) for key, answers in ticked.items() if len(answers) == 1)
    return Answers(said, asked_of[1] if asked_of else "")


def meanings_in(text: str) -> list[tuple[str, str, str]]:
    """What each mark of a file of questions answers, and how: mark, key, answer."""
    return [(mark, unquote(key), unquote(answer)) for mark, key, answer in _MEANS.findall(text)]


def write(path: Path, questions: Sequence[Asked], answered: dict[str, str], sha256: str, words: Words) -> None:
    """Write the questions about a file; what was answered before stays ticked, at the end where it is asked no more."""
    means: list[str] = []
    lines = [words("inbox.questions", file=path.name), ""]
    for question in questions:
        lines.append(question.asks(words))
        for answer in question.answers:
            means.append(_line_of(len(means) + 1, question.key, answer))
            if answer == TYPED:
                lines.append(f"A{len(means)} >> ")
                lines.append(f"    ({question.label(answer, words)})")
                continue
            lines.append(f"[{'x' if answered.get(question.key) == answer else ' '}] A{len(means)}  ")
            lines[-1] += question.label(answer, words)
        lines.append("")
    asked = {question.key for question in questions}
    for key, answer in answered.items():
        if key not in asked:
            means.append(_line_of(len(means) + 1, key, answer))
            lines.append(f"[x] A{len(means)}  {words('inbox.answered')}")
    text = "\r\n".join([*lines, "", words("inbox.leave_below"), *means, f"file={sha256}", ""])
    beside(path).write_bytes(codecs.BOM_UTF8 + text.encode("utf-8"))  # the mark is what Windows editors know it by


def _line_of(number: int, key: str, answer: str) -> str:
    return f"A{number} {quote(key, safe='')}={quote(answer, safe='*')}"


def _text(path: Path) -> str:
    """What stands in the file, in whichever Unicode an editor saved it; empty where there is none."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return ""
    is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return content.decode("utf-16" if is_wide else "utf-8-sig", errors="replace").replace("\r\n", "\n")
