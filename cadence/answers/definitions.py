"""What every figure, table and column means, read from the SQL headers and the contracts: nothing is written twice."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cadence.answers.questions import Question, load_metrics, load_questions
from cadence.contract import Contract, Field, load_contracts
from cadence.words import Words

PARTS = ("grain", "formula", "counting", "source")
COLUMNS = ("field_name", "title", "described", "nature", "allowed", "given_example")


@dataclass(frozen=True)
class Definition:
    """One figure: its name in the code, its meaning, and its other parts (grain, formula ...) where given."""

    name: str
    meaning: str
    parts: dict[str, str]

    def holds(self, typed: str) -> bool:
        """Whether every typed word occurs somewhere in it."""
        text = " ".join((self.name, self.meaning, *self.parts.values())).casefold()
        return all(word in text for word in typed.casefold().split())


@dataclass(frozen=True)
class TableDefinition:
    """One table of the exports: its title, its sentence, its columns as a frame with COLUMNS."""

    name: str
    title: str
    description: str
    columns: pd.DataFrame


def figures(words: Words, typed: str = "") -> list[Definition]:
    """Every question and metric table in one language, by name; those that hold what was typed."""
    sources = {**load_metrics(), **load_questions()}
    found = (_figure(question, words.language) for _, question in sorted(sources.items()))
    return [definition for definition in found if definition.holds(typed)]


def _figure(question: Question, language: str) -> Definition:
    said = {part: question.says(part, language) for part in PARTS}
    return Definition(question.name, question.says("meaning", language), {k: v for k, v in said.items() if v})


def tables(words: Words, typed: str = "") -> list[TableDefinition]:
    """Every table, with the columns that hold what was typed; a table that holds it itself keeps all its columns."""
    found = (_table(contract, words, typed) for contract in load_contracts().values())
    return [table for table in found if len(table.columns)]


def _table(contract: Contract, words: Words, typed: str) -> TableDefinition:
    title, description = contract.title[words.language], contract.description[words.language]
    rows = [_column(contract, field, words) for field in contract.fields]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    wanted = typed.casefold().split()
    if not _holds(f"{contract.name} {title} {description}", wanted):
        kept = [_holds(" ".join(row), wanted) for row in rows]
        frame = frame[kept]
    return TableDefinition(contract.name, title, description, frame.reset_index(drop=True))


def _holds(text: str, wanted: list[str]) -> bool:
    return all(word in text.casefold() for word in wanted)


def _column(contract: Contract, field: Field, words: Words) -> tuple[str, ...]:
    kinds = [words(f"pages.definitions.type_{field.type}")]
    if field.name in contract.primary_key:
        kinds.append(words("pages.definitions.key"))
    elif field.required:
        kinds.append(words("pages.definitions.required"))
    title, description = field.title[words.language], field.description[words.language]
    return field.name, title, description, ", ".join(kinds), _allowed_text(field, words), field.example


def _allowed_text(field: Field, words: Words) -> str:
    """The allowed values with their meaning; of a standard's long list, only its name."""
    if field.codelist:
        return words(f"pages.definitions.codelist_{field.codelist}")
    return ", ".join(f"{code} ({words.code(field.name, code)})" for code in field.enum)
