"""No way in ends in a wall: what is wrong is said at once, what is unclear is asked, and nothing is mistaken."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cadence.cli import commands
from cadence.contract import load_contracts
from cadence.intake.model import Choice, WhichTable
from cadence.intake.preparation import Preparation
from cadence.intake.recognition import Table, recognise, rivals
from cadence.problems import Fact, Problem, causes, spoken_names
from cadence.store import Store
from cadence.words import languages, read_language, words_in
from tests import kept_records
from tests.proving import sampled
from tests.small_store import begin, prepared, write
from tests.store_tools import published, settings_for

CONTRACTS = load_contracts()
# Codes that are written as no word is: where one stands in a sentence, the sentence speaks to a program.
CODES = {
    code
    for contract in CONTRACTS.values()
    for field in contract.fields
    for code in (contract.name, field.name, *([] if field.codelist else field.enum))
    if "_" in code
}
CODE = re.compile(rf"(?<![\w])({'|'.join(sorted(CODES))})(?![\w])|\.toml|\.sql|\.py\b|data/|queries/")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = kept_records.opened_at(tmp_path / "store", begin)
    yield opened
    opened.close()


@pytest.fixture
def ready(store: Store, tmp_path: Path) -> Iterator[Callable[..., Preparation]]:
    held: list[Preparation] = []

    def bring(text: str, name: str = "f.csv", choice: Choice | None = None) -> Preparation:
        path = write(tmp_path, name, text)
        held.append(prepared(store, path, choices={path: choice} if choice else None))
        return held[-1]

    yield bring
    for one in held:
        one.close()


# Recognising.


def test_a_table_whose_key_would_repeat_is_not_taken_where_another_reads_as_many_columns(ready):
    text = (
        "Ville;Date;Activité;Commentaires\nk;12/03/2026;Atelier;34\nb;25/05/2026;Cours;bon\nk;12/03/2026;Webinaire;80\n"
    )
    (found,) = ready(text).foreign
    (guess,) = found.draft.guesses.values()
    assert guess.line == "activity", "names stand where codes should: it is asked about, as what it is"
    (part,) = ready(text, choice=Choice(about="activities")).parts
    assert {(p.code, p.column) for p in part.refusals} == {("missing_column", "network_id"), ("missing_column", "kind")}
    assert part.which is None, "the other one could not tell its rows apart"


def test_where_two_tables_fit_as_well_it_is_asked_and_the_answer_is_taken(ready):
    text = "Ville;Date;Activité;Commentaires\nk;12/03/2026;Atelier;34\nb;25/05/2026;Cours;bon\n"
    preparation = ready(text)
    (question,) = preparation.questions
    assert isinstance(question, WhichTable) and preparation.is_refused
    assert [option.about for option in question.options] == ["checkins", "activities"]
    for language in languages():
        asked = question.asks(words_in(language))
        assert "Activité" in asked and CONTRACTS["checkins"].title[language] in asked
    assert ready(text, choice=Choice(about="checkins")).questions == []


def test_a_table_with_unread_columns_whose_key_repeats_is_asked_even_if_it_is_the_only_one(ready):
    text = "partner_id,name,sector,Truc\n" + "".join(f"p,Un,ngo,{n}\n" for n in range(4))
    (question,) = ready(text).questions
    assert isinstance(question, WhichTable) and question.repeated == 4
    assert ready(text, choice=Choice(about="partners")).questions == []
    assert ready("partner_id,name,sector,Truc\np,Un,ngo,1\np,Un,ngo,2\nq,D,ngo,\nr,T,ngo,\n" + "".join(
        f"s{n},Q,ngo,\n" for n in range(9))).questions == [], "one slip is no other table"  # fmt: skip


@pytest.mark.parametrize("how", ["name", "en", "fr"])
@pytest.mark.parametrize("name", CONTRACTS)
def test_the_headers_of_a_table_with_one_column_of_ones_own_raise_no_question(name, how):
    titles = [field.name if how == "name" else field.title[how] for field in CONTRACTS[name].fields]
    table = Table((*titles, "Humeur du jour"))
    assert rivals(table, recognise(table)[0]) == []


def test_no_column_is_dropped_unseen(ready):
    (part,) = ready("partner_id,name,sector,Humeur,Note libre\np8,Huit,ngo,x,y\n").parts
    assert Fact("columns_unread", {"n": 2, "headers": "Humeur, Note libre"}) in part.facts


def test_two_columns_of_one_name_that_differ_are_no_choice_of_the_program(ready):
    header = "Code de l'activité;Code du réseau;Date;Nature de l'activité;Date\n"
    (part,) = ready(header + "a9;n;2026-02-01;Cofinancement;2026-03-05\n").parts
    assert [p.code for p in part.refusals] == ["two_columns"]
    (same,) = ready(header + "a9;n;2026-02-01;joint_session;2026-02-01\n", "g.csv").parts
    assert same.refusals == [], "columns that say the same are one"
    (mended,) = ready(re.sub(";Date\n", ";Saisi le\n", header) + "a9;n;2026-02-01;joint_session;2026-03-05\n").parts
    assert mended.refusals == [] and mended.questions == []


# All that can be known, at once.


def test_columns_values_and_references_are_said_in_one_wave(ready):
    header = "Code de l'activité,Date,Nature de l'activité,Partenaires\n"
    text = f"{header}a8,2026-13-45,joint_session,nobody\na9,2026-01-05,fête,\n"
    (part,) = ready(text).parts
    found = {(p.code, p.column, p.line) for p in part.problems()}
    assert found == {
        ("missing_column", "network_id", None),
        ("not_a_date", "Date", 2),
        ("unknown_reference", "Partenaires", 2),
        ("not_allowed", "Nature de l'activité", 3),
    }


@sampled("name", list(CONTRACTS), 4)
def test_a_missing_column_hides_nothing_of_the_others(name, ready):
    contract = CONTRACTS[name]
    required = [field for field in contract.fields if field.required and field.default is None]
    for gone in required:
        rest = [field for field in required if field is not gone]
        cells = ["#REF!" if field.name not in contract.primary_key else field.example for field in rest]
        text = ",".join(field.name for field in rest) + "\n" + ",".join(f'"{cell}"' for cell in cells) + "\n"
        found = [p for part in ready(text, choice=Choice(about=name)).parts for p in part.problems()]
        assert ("missing_column", gone.name) in {(p.code, p.column) for p in found}
        spoiled = {field.name for field in rest if field.name not in contract.primary_key}
        assert {p.column for p in found if p.code == "formula_error"} == spoiled, gone.name


def test_a_file_without_its_key_hides_no_reference_and_makes_none_wrong(store, tmp_path):
    parents = write(tmp_path, "partners.csv", "name,sector\nSans code,ngo\n")
    text = "activity_id,network_id,held_on,kind,partners,action_id\nb1,n,2026-01-05,funding,acv-001,\n"
    rows = write(tmp_path, "activities.csv", text + "b2,n,2026-01-05,funding,nobody,nothing\n")
    with prepared(store, parents, rows) as preparation:
        found = {(p.code, p.line, p.found) for p in preparation.problems()}
    assert found == {
        ("questions_open", None, "1"),
        ("unknown_reference", 3, "nobody"),
        ("unknown_reference", 3, "nothing"),
    }


def test_a_row_set_aside_says_each_cause_once(ready):
    rows = "".join(f"b{n},n,2026-01-05,funding,nobody\n" for n in range(9))
    text = f"activity_id,network_id,held_on,kind,partners\n{rows}"
    (cause,) = causes(ready(text).problems())
    assert (cause.problem.code, cause.lines) == ("unknown_reference", tuple(range(2, 11)))
    assert cause.rows() == "2, 3, 4, 5, 6 …"


def test_the_same_bytes_twice_are_taken_once(store, tmp_path):
    text = "partner_id,name,sector\np8,Huit,ngo\np9,Neuf,x\n"
    with prepared(store, write(tmp_path, "a.csv", text), write(tmp_path, "b.csv", text)) as preparation:
        assert [source.twin for source in preparation.sources] == [None, "a.csv"]
        assert (preparation.good, preparation.set_aside) == (1, 1)


# Words.


@pytest.mark.parametrize("language", languages())
def test_no_message_speaks_in_codes(language):
    words = words_in(language)
    codes = {key.split(".")[1] for key in read_language("en") if key.startswith("problems.")}
    for contract in CONTRACTS.values():
        for field in contract.fields:
            expected = ", ".join(field.enum)
            for code in codes:
                shown = "" if code == "not_allowed" or not expected else "5"
                one = Problem(code, "row", contract.name, "f", 3, field.name, "x", shown or expected, field.name)
                said = f"{one.says(words)} {one.mend(words)}"
                assert not CODE.search(said), said
                if code == "not_allowed" and field.enum and not field.codelist:
                    assert words.code(field.name, field.enum[-1]) in said


@pytest.mark.parametrize("language", languages())
def test_no_sentence_of_the_way_in_names_a_file_of_the_program(language):
    said = read_language(language)
    for key in (key for key in said if key.split(".")[0] in ("problems", "facts", "questions", "inbox")):
        assert not CODE.search(str(said[key]).replace("numbers.", "")), key
    assert ".toml" not in " ".join(str(s) for key, s in said.items() if key.startswith("pages."))


@pytest.mark.parametrize("language", languages())
def test_every_name_that_is_proposed_for_a_missing_column_is_known(language):
    for contract in CONTRACTS.values():
        for field in contract.fields:
            for name in spoken_names(field, language)[:4]:
                found = recognise(Table((name,)), contract.name)[0]
                assert [match.field for match in found.matches] == [field.name], (contract.name, name)


@pytest.mark.parametrize(
    ("word", "code"),
    [("Association", "ngo"), ("Mairie", "local_government"), ("universités", "academia"), ("Entreprise", "private"),
     ("town hall", "local_government"), ("Bailleur", "foundation"), ("Ministère", "public"), ("Zut", None)],
)  # fmt: skip
def test_a_word_that_people_use_is_proposed_in_words(word, code, ready):
    preparation = ready(f"Code du partenaire;Nom du partenaire;Secteur\np8;Huit;{word}\n")
    (problem,) = preparation.problems()
    assert problem.near == code
    if code:
        for language in languages():
            words = words_in(language)
            assert words.code("sector", code) in problem.mend(words)
            mended = words.code("sector", code)
            assert not ready(f"partner_id;name;sector\np8;Huit;{mended}\n").problems()


# The command line.


def run(store: Store, tmp_path: Path, *arguments: str) -> Result:
    store.close()
    arguments = (*arguments, "--store", str(tmp_path / "store"), "--language", "fr")
    return CliRunner().invoke(commands(), arguments)


def test_an_ambiguous_day_has_an_answer_on_the_command_line(store, tmp_path):
    path = write(tmp_path, "a.csv", "activity_id;network_id;held_on;kind;Humeur\na8;n;12/03/2026;funding;x\n")
    asked = run(store, tmp_path, "check", str(path))
    assert asked.exit_code == 2
    for text in ("--dates dmy: 12 mars 2026", "--dates mdy: 3 décembre 2026", "Humeur", "Activités des partenaires"):
        assert text in asked.output
    assert not re.search(r"\b(held_on|activities|network_id)\b", asked.output)
    wrong = run(store, tmp_path, "publish", str(path), "-m", "m", "--dates", "ymd")
    assert wrong.exit_code == 2 and "dmy" in wrong.output
    done = run(store, tmp_path, "publish", str(path), "-m", "m", "--dates", "dmy", "--author", "A")
    assert done.exit_code == 0, done.output
    opened = Store.open(settings_for(tmp_path / "store"))
    assert str(published(opened, "activities").set_index("activity_id")["held_on"]["a8"])[:10] == "2026-03-12"
    opened.close()


def test_a_decimal_sign_and_a_table_are_said_on_the_command_line(store, tmp_path):
    path = write(tmp_path, "r.csv", "indicator_id;period_ends_on;actual\nx;2026-01-31;1.234\n")
    assert "--decimal point: 1.234" in run(store, tmp_path, "check", str(path)).output
    assert "--decimal" not in run(store, tmp_path, "check", str(path), "--decimal", "point").output
    assert run(store, tmp_path, "check", str(path), "--decimal", ";").exit_code == 2
    assert run(store, tmp_path, "check", str(path), "--table", "nothing").exit_code == 2
