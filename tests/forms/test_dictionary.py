"""The data dictionary in the repository is the one that the contracts give, and it is complete."""

from __future__ import annotations

from pathlib import Path

import pytest

from cadence.contract import Contract, load_contracts
from cadence.forms.dictionary import dictionary, files, write
from cadence.words import words_in

CONTRACTS = list(load_contracts().values())


@pytest.mark.parametrize("language", files())
def test_dictionary_is_up_to_date(language: str) -> None:
    written = files()[language].read_text(encoding="utf-8")
    assert written == dictionary(language), "run: python -m cadence.forms.dictionary"


@pytest.mark.parametrize("language", files())
@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda c: c.name)
def test_dictionary_tells_every_field_code_and_rule(contract: Contract, language: str) -> None:
    words = words_in(language)
    start = f'<a id="{contract.name}"></a>'
    section = dictionary(language).partition(start)[2].partition("<a id=")[0]
    assert contract.title[language] in section
    rows = {line.split("|")[2].strip(" `"): line for line in section.splitlines() if line.startswith("| ")}
    for field in contract.fields:
        assert field.title[language] in rows[field.name]
        assert field.description[language].replace("|", "\\|") in rows[field.name]
        for code in field.enum if not field.codelist else ():
            assert f"`{code}` {words.code(field.name, code)}" in section
    for rule in (*contract.rules, *contract.cross_rules):
        assert words(f"rules.{rule.code}") in section


def test_cells_of_the_dictionary_stay_in_their_columns() -> None:
    for line in dictionary("en").splitlines():
        if line.startswith("| "):
            assert line.replace("\\|", "").count("|") == 7, line


def test_written_anew(tmp_path: Path) -> None:
    write({"fr": tmp_path / "README.fr.md"})
    assert (tmp_path / "README.fr.md").read_text(encoding="utf-8").startswith("# Ce que contiennent")
