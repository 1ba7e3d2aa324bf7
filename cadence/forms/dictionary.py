"""The data dictionary: every table and field in words, one Markdown file per language, from the contracts.

``python -m cadence.forms.dictionary`` writes ``data/README.md``, ``data/README.fr.md`` and so on anew.
"""

from __future__ import annotations

from pathlib import Path

from cadence.contract import Contract, Field, ForeignKey, Rule, load_contracts
from cadence.forms.prose import limits, meaning
from cadence.settings import PROJECT
from cadence.words import Words, languages, words_in

HEADS = ("column", "field", "need", "meaning", "allowed", "example")


def files() -> dict[str, Path]:
    """The file of each language."""
    return {code: PROJECT / "data" / ("README.md" if code == "en" else f"README.{code}.md") for code in languages()}


def dictionary(language: str) -> str:
    """The whole dictionary in one language, as Markdown."""
    words = words_in(language)
    contracts = load_contracts().values()
    others = words.list_of([path.name for code, path in files().items() if code != language])
    links = {c.name: f"[{c.title[language]}](#{c.name})" for c in contracts}
    contents = [f"- {words('dictionary.entry', table=links[c.name], grain=c.description[language])}" for c in contracts]
    opening = [f"# {words('dictionary.title')}", words("dictionary.opening", other=others), "\n".join(contents)]
    return "\n\n".join([*opening, *(_table(contract, words) for contract in contracts)]) + "\n"


def _table(contract: Contract, words: Words) -> str:
    """One table: what a row is, its key, its fields, its codes, its rules."""
    language = words.language
    needed = words("dictionary.needed") if contract.needed else words("dictionary.may_be_absent")
    key = ", ".join(f"`{name}`" for name in contract.primary_key)
    about = f"{contract.description[language]} {needed} {words('dictionary.key', fields=key)}"
    parts = [
        f'<a id="{contract.name}"></a>',
        f"## {contract.title[language]} (`{contract.name}.csv`)",
        about,
        _fields(contract, words),
        _codes(contract, words),
        _rules(contract, words),
    ]
    return "\n\n".join(part for part in parts if part)


def _fields(contract: Contract, words: Words) -> str:
    heads = [words(f"templates.heads.{key}") for key in HEADS]
    rows = [_row(*heads), _row(*("---" for _ in heads))]
    return "\n".join([*rows, *(_field(contract, field, words) for field in contract.fields)])


def _field(contract: Contract, field: Field, words: Words) -> str:
    needed = words(f"templates.{'yes' if field.required else 'no'}")
    allowed = [limits(field, words)]
    allowed += [_reference(key, words) for key in contract.foreign_keys if field.name in key.fields]
    if field.default is not None:
        shown = words(f"templates.{field.default}") if field.type == "boolean" else field.default
        allowed.append(words("dictionary.default", value=shown))
    title, description = field.title[words.language], field.description[words.language]
    example = f"`{field.example}`" if field.example else ""
    return _row(title, f"`{field.name}`", needed, description, " ".join(allowed), example)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _reference(key: ForeignKey, words: Words) -> str:
    table = load_contracts()[key.table]
    return words("dictionary.refers", table=f"[{table.title[words.language]}](#{table.name})")


def _codes(contract: Contract, words: Words) -> str:
    """What each code means; countries, currencies and languages are the standards' own."""
    lines = []
    for field in contract.fields:
        if field.enum and not field.codelist:
            said = ", ".join(f"`{code}` {meaning(field, code, words)}" for code in field.enum)
            lines.append(words("dictionary.codes", column=field.title[words.language], codes=said))
    return "\n".join(f"- {line}" for line in lines)


def _rules(contract: Contract, words: Words) -> str:
    rules: list[Rule] = [*contract.rules, *contract.cross_rules]
    if not rules:
        return ""
    lines = [f"- {words(f'rules.{rule.code}')}" for rule in rules]
    return "\n".join([words("dictionary.rules"), "", *lines])


def write(paths: dict[str, Path] | None = None) -> None:
    """Write the dictionary of every language into its file."""
    for language, path in (paths or files()).items():
        path.write_text(dictionary(language), encoding="utf-8")


if __name__ == "__main__":
    write()
