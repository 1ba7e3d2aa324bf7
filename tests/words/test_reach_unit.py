"""What one row of audience counts is a word of the network: where it gives one, no other is said."""

from __future__ import annotations

import re
import shutil

import pandas as pd
import pytest

from cadence import report
from cadence.answers.reach_unit import of_network
from cadence.answers.serving import Serving
from cadence.app.frame import page_files, page_name
from cadence.settings import PROJECT
from cadence.words import UNIT_LETTERS, languages, read_language, words_in
from tests.app.none import forms, page_texts, report_texts
from tests.app.test_partial import MADE, opened
from tests.from_folder import from_folder
from tests.proving import part

PLAIN = {"en": re.compile(r"\bengagements?\b", re.IGNORECASE), "fr": re.compile(r"\bparticipations?\b", re.IGNORECASE)}
UNIT = {"en": "beneficiaries", "fr": "bénéficiaires"}
SAID_IN = ("pages.", "charts.", "why.", "columns.", "report.")


@pytest.fixture(scope="module")
def with_unit(tmp_path_factory: pytest.TempPathFactory) -> Serving:
    """The sample, whose first network counts beneficiaries; the second says nothing."""
    folder = tmp_path_factory.mktemp("unit")
    shutil.copytree(PROJECT / "data" / "sample", folder, dirs_exist_ok=True)
    networks = pd.read_csv(folder / "networks.csv", dtype=str)
    for language, unit in UNIT.items():
        networks[f"reach_unit_{language}"] = [unit, ""]
    networks.to_csv(folder / "networks.csv", index=False)
    return from_folder(folder)


@pytest.mark.parametrize("language", languages())
def test_every_sentence_that_names_engagements_has_one_that_names_the_unit(language: str) -> None:
    sentences = read_language(language)
    named = {
        key
        for key, sentence in sentences.items()
        if key.startswith(SAID_IN) and any(PLAIN[language].search(form) for form in forms(sentence))
    }
    assert len(named) > 20
    assert [key for key in named if f"{key}_of_unit" not in sentences] == []
    for key in (key for key in sentences if key.endswith("_of_unit")):
        assert key.removesuffix("_of_unit") in sentences, key
        for form in forms(sentences[key]):
            assert "{reach_unit" in form or len(forms(sentences[key])) > 1, key
            assert not PLAIN[language].search(form), key


@pytest.mark.prove
@pytest.mark.parametrize("language", languages())
def test_pages_and_report_say_the_unit_and_no_other_word(language: str, with_unit: Serving) -> None:
    # What the network itself wrote is no word of the program: an agreement may be a "lettre d'engagement".
    agreements = set(pd.read_csv(PROJECT / "data" / "sample" / "partnerships.csv", dtype=str)["agreement"].dropna())
    pages = part([page for page in map(page_name, page_files()) if page not in ("explore", "definitions")], 3)
    for page in {*pages, "partner_reach"}:
        texts = [text for text in page_texts(opened(with_unit, page, language, "astrolabe")) if text not in agreements]
        assert [text for text in texts if PLAIN[language].search(text)] == [], page
        if page == "partner_reach":
            assert any(UNIT[language] in text for text in texts)
    document = report.write(with_unit, words_in(language), "astrolabe", None, MADE)
    texts = [text for text in report_texts(document) if text not in agreements]
    assert any(UNIT[language] in text for text in texts)
    assert [text for text in texts if PLAIN[language].search(text)] == []


def test_a_network_without_a_unit_keeps_the_plain_words(with_unit: Serving) -> None:
    own, plain = (of_network(words_in("en"), with_unit, network) for network in ("astrolabe", "estuaires"))
    assert own.column("engagements") == "Beneficiaries"
    assert plain.column("engagements") == "Engagements"
    assert of_network(own, with_unit, "estuaires").column("engagements") == "Engagements", "beside another network"
    assert of_network(own, with_unit, "no-such").column("engagements") == "Engagements"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("<b>gens</b>", "bgensb"),
        ("`a` [x](http://y) $z$ *", "a xhttpy z"),
        ("people 65+", "people"),
        (None, ""),
        (float("nan"), ""),
        ("…", ""),
        ("ménages d'accueil", "ménages d'accueil"),
        ("x" * 100, "x" * UNIT_LETTERS),
    ],
)
def test_of_the_word_stay_letters(typed: object, said: str) -> None:
    assert words_in("en").of_unit(typed).reach_unit == said
