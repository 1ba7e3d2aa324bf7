"""The files of the inbox: which there are, what stops one, the list of that beside it, where it goes when published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from cadence import days
from cadence.errors import CadenceError
from cadence.forms.safe_csv import safe_csv
from cadence.intake.asked import Asked, open_questions
from cadence.intake.asked_sheets import questions_of_sheets
from cadence.intake.preparation import Preparation
from cadence.intake.steps import ENDINGS
from cadence.problems import Problem, causes, is_refused
from cadence.server import inbox_questions
from cadence.server.inbox_questions import Answers
from cadence.words import Words

PROBLEMS = ".problems.csv"
PUBLISHED = "published"
READ = ".read.txt"
Stamp = tuple[tuple[int, int], ...]
# What is wrong with a row only because of a row of another file, and what may be wrong because one is not there.
BESIDE = {"key_in_other_file", "parent_set_aside"}
REFERS = {"unknown_reference", "parent_set_aside", "unknown_subject", "rule_of_no_network", "extract_of_no_network",
          "extract_of_no_city"}  # fmt: skip


@dataclass
class Found:
    """One file as it was looked at, and all that is said beside it."""

    path: Path
    sha256: str
    twin: str | None
    problems: list[Problem]
    every: list[Asked]
    questions: list[Asked]
    said: dict[str, str]
    aside: int
    is_empty: bool
    needs: bool

    @property
    def is_stopped(self) -> bool:
        """Whether it cannot be published as it stands."""
        return bool(self.questions) or is_refused(self.problems) or self.is_empty or self.needs

    @property
    def is_own(self) -> bool:
        """Whether it would be stopped beside files that nothing stops too."""
        codes = {problem.code for problem in self.problems if problem.severity != "note"}
        return any(one.key != "set_aside" for one in self.questions) or bool(codes - BESIDE) or not codes


def look_at(
    preparation: Preparation,
    place: int,
    path: Path,
    answers: Answers,
    *,
    set_aside_ok: bool,
    is_alone: bool,
    aside_before: int | None,
) -> Found:
    """One file of a preparation, as it stands with its answers.

    is_alone: files that something stops were taken out; ``aside_before``: its rows set aside beside these.
    """
    source = preparation.sources[place]
    said = answers.of(source.sha256)
    sheets = questions_of_sheets(preparation, place)
    every = [*open_questions(preparation, place), *sheets]
    parts = [part for part in preparation.parts if part.file == place]
    problems = [problem for part in parts for problem in part.problems()]
    aside = sum(part.lines_aside for part in parts)
    has_grown = aside_before is not None and aside > aside_before
    refers = is_alone and any(problem.code in REFERS for problem in problems)
    return Found(
        path=path,
        sha256=source.sha256,
        twin=source.twin,
        problems=problems,
        every=every,
        questions=[one for one in every if one in sheets or not _is_answered(one, said, set_aside_ok)],
        said=said,
        aside=aside,
        is_empty=source.twin is None and not any(one.good for part in parts for one in part.checked),
        # Rows that only have to wait for those of another file are not left out, whatever was said of bad rows.
        needs=refers and (has_grown or said.get("set_aside") != "yes"),
    )


def _is_answered(question: Asked, said: Mapping[str, str], set_aside_ok: bool) -> bool:
    if question.key == "set_aside" and set_aside_ok:
        return True
    return said.get(question.key) in ("new", "yes")  # the other answers leave no question


def write_problems(path: Path, found: list[Problem | str], words: Words) -> None:
    """A CSV of what stops a file beside it, each cause once; an older one goes where there is nothing to say."""
    beside = path.with_name(path.name + PROBLEMS)
    if not found:
        beside.unlink(missing_ok=True)
        return
    language = words.language
    rows = [("", "", "", sentence, "") for sentence in found if isinstance(sentence, str)]
    rows += [
        (cause.rows(), p.where(language), p.found or "", p.says(words), p.mend(words))
        for cause in causes(problem for problem in found if isinstance(problem, Problem))
        for p in [cause.problem]
    ]
    names = [words(f"columns.{name}") for name in ("line", "column", "found", "problem", "mend")]
    beside.write_bytes(safe_csv(pd.DataFrame(rows, columns=names), words("language.csv_separator")))


def write_how_read(preparation: Preparation, place: int, path: Path, words: Words) -> None:
    """How a published file was read, among those that were published."""
    facts = [fact for part in preparation.parts if part.file == place for fact in part.facts]
    place_for(path, READ).write_text("\n".join(fact.says(words) for fact in facts) + "\n", "utf-8")


def stamp_of(path: Path) -> Stamp:
    """Size and time of a file and of the questions beside it."""
    return _size_and_time(path), _size_and_time(inbox_questions.beside(path))


def _size_and_time(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except FileNotFoundError:  # taken away between two looks
        return (0, 0)
    return status.st_size, status.st_mtime_ns


def exports(folder: Path) -> list[Path]:
    """The exports in the folder, by name."""
    if not folder.is_dir():
        return []
    return sorted(
        path
        for path in folder.iterdir()
        if path.is_file()
        and path.suffix.lower() in ENDINGS
        and not path.name.endswith((PROBLEMS, inbox_questions.SUFFIX))
    )


def place_for(path: Path, suffix: str = "") -> Path:
    """Where a published file goes, under the time it was taken; never over another."""
    folder = path.parent / PUBLISHED
    folder.mkdir(exist_ok=True)
    taken = days.now().strftime("%Y%m%dT%H%M%SZ")
    target, n = folder / f"{taken}_{path.name}{suffix}", 1
    while target.exists():
        n += 1
        target = folder / f"{taken}-{n}_{path.name}{suffix}"
    return target


def take_away(path: Path) -> None:
    """Move a file that is there to those that were published."""
    if path.exists():
        path.replace(place_for(path))


def take_away_orphans(folder: Path) -> None:
    """Questions whose file is gone hold for no other file of that name."""
    if folder.is_dir():
        for path in folder.glob(f"*{inbox_questions.SUFFIX}"):
            if not path.with_name(path.name.removesuffix(inbox_questions.SUFFIX)).exists():
                take_away(path)


def sentence_of(error: CadenceError | OSError, words: Words) -> str:
    """What is said of an error beside a file."""
    return error.says(words) if isinstance(error, CadenceError) else str(error)


class NotPublishedError(CadenceError):
    """The record refused the step: that is no file's own fault."""
