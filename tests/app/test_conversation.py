"""A sheet that is no template, on the Upload page: four steps, their answers kept, and next month only what is new."""

from __future__ import annotations

import ast
import base64
import zlib
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cadence.app.frame import page_name
from cadence.app.upload import drafts
from cadence.contract import load_contracts
from cadence.intake.asked_sheets import meaning, what_is_wrong
from cadence.recipes.draft import meanings_for
from cadence.recipes.kinds import KINDS
from cadence.recipes.model import LINES, SIGNS
from cadence.settings import PROJECT
from cadence.store import Store
from cadence.words import Words, languages, words_in
from tests.recipes.workbooks import SHEETS, Cell, bring, day, prepared, workbook
from tests.store_tools import published

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """An empty record that the dashboard takes for its own."""
    opened = Store(str(tmp_path / "store"))
    monkeypatch.setattr(Store, "open", classmethod(lambda cls, *_args, **_options: opened))
    yield opened
    opened.close()


def upload_page(language: str) -> AppTest:
    at = AppTest.from_file(str(PROJECT / "dashboard.py"), default_timeout=300)
    at.query_params["lang"] = language
    at.session_state["open_page"] = "upload"
    at.session_state["given_name"] = "Awa"
    at.run()
    return drawn(at)


def drawn(at: AppTest) -> AppTest:
    assert not at.exception, at.exception
    return at


def drop(at: AppTest, path: Path) -> AppTest:
    at.get("file_uploader")[0].upload(path.name, path.read_bytes(), EXCEL).run()
    return drawn(at)


def texts(at: AppTest) -> str:
    kinds = (at.markdown, at.caption, at.info, at.warning, at.error, at.success)
    return "\n".join(str(one.value).replace("\\", "") for kind in kinds for one in kind)


def stands_at(at: AppTest, words: Words, step: int) -> bool:
    """Whether the conversation stands at a step, counted from 1."""
    name = ("lines", "columns", "names", "result")[step - 1]
    return words("pages.upload.talk_step", n=step, title=words(f"pages.upload.talk_{name}")) in texts(at)


def accept(at: AppTest, step: int) -> AppTest:
    """Press the one button of a step, counted from 1."""
    at.button(key=f"talk_accept_0_{step - 1}").click().run()
    return drawn(at)


def field(at: AppTest, kind: str, label: str) -> object:
    found = [one for one in at.get(kind) if one.label.replace("\\", "") == label]
    assert found, [one.label for one in at.get(kind)]
    return found[0]


def name_network(at: AppTest, words: Words, name: str) -> None:
    field(at, "text_input", words("pages.upload.talk_network_new")).set_value(name)  # type: ignore[attr-defined]


def publish(at: AppTest, message: str) -> AppTest:
    at.text_input(key="publication_message").set_value(message)
    at.button(key="publish").click().run()
    return drawn(at)


def later(changes: bool = True) -> dict[str, list[list[Cell]]]:
    """The same workbook a month later: one step done, one city more, one activity more."""
    sheets = {name: [list(row) for row in rows] for name, rows in SHEETS.items()}
    if changes:
        sheets["Suivi"][3][4] = day("15/10")
        sheets["Suivi"].append(["Balanoro", "Bénin", day("1/10"), None, None, None])
        sheets["Agenda"].append([day("3/11"), "Atelier quais", "Atelier", "Ligue des quais", "Balanoro", 17])
    return sheets


@pytest.mark.parametrize("language", languages())
def test_a_workbook_is_published_in_four_steps_and_again_next_month_without_an_answer(
    store: Store, tmp_path: Path, language: str
) -> None:
    words = words_in(language)
    at = drop(upload_page(language), workbook(tmp_path / "suivi.xlsx", SHEETS))
    assert stands_at(at, words, 1) and not [one for one in at.button if one.key == "publish"]
    assert words("pages.upload.talk_nothing_yet") in texts(at)
    at = accept(at, 1)
    assert stands_at(at, words, 1), "without a network nothing goes on"
    assert words("pages.upload.talk_still", n=1) in texts(at)
    name_network(at, words, "Réseau des rives")
    at = accept(at, 1)
    assert stands_at(at, words, 2)
    said = texts(at)
    for table, n in (("cities", 2), ("partners", 2), ("milestones", 3)):
        assert words(f"recipes.new.{table}", n=n) in said
    assert words("recipes.made.progress", n=6) in said
    assert words("recipes.reasons.step") in said
    at = accept(at, 2)
    assert stands_at(at, words, 3)
    near = words("pages.upload.talk_near", name="Mafoli", known="Institut Mafoli")
    assert field(at, "radio", near).value == "=Institut Mafoli"  # type: ignore[attr-defined]
    at = accept(at, 3)
    assert stands_at(at, words, 4)
    publish(at, "First")
    assert set(published(store, "cities")["city_id"]) == {"lugo-les-pins", "tamouro"}
    assert len(published(store, "partners")) == 2 and len(published(store, "recipes")) == 1
    at = drop(upload_page(language), workbook(tmp_path / "novembre.xlsx", later()))
    assert stands_at(at, words, 4) and words("pages.upload.talk_kept") in texts(at)
    publish(at, "Second")
    assert set(published(store, "cities")["city_id"]) == {"lugo-les-pins", "tamouro", "balanoro"}
    assert len(published(store, "activities")) == 4
    done = published(store, "progress").set_index(["city_id", "milestone_id"])["done_on"]
    assert str(done["tamouro", "carte-des-besoins"])[:10] == "2026-10-15"


def test_answers_stay_when_a_step_is_gone_back_to(store: Store, tmp_path: Path, words_en: Words) -> None:
    words = words_en
    at = drop(upload_page("en"), workbook(tmp_path / "suivi.xlsx", SHEETS))
    name_network(at, words, "Rives")
    at = accept(accept(at, 1), 2)
    near = words("pages.upload.talk_near", name="Mafoli", known="Institut Mafoli")
    field(at, "radio", near).set_value("new")  # type: ignore[attr-defined]
    at = accept(at, 3)
    assert words("recipes.new.partners", n=3) in texts(at)
    at.button(key="talk_0_lines").click().run()
    assert stands_at(at, words, 1)
    assert field(at, "text_input", words("pages.upload.talk_network_new")).value == "Rives"  # type: ignore[attr-defined]
    sheet = words("recipes.questions.line", sheet="Contacts")
    field(at, "selectbox", sheet).set_value("leave_out")  # type: ignore[attr-defined]
    at = accept(at, 1)
    assert stands_at(at, words, 2)
    label = words("pages.upload.talk_is", header="Présents")
    field(at, "selectbox", label).set_value("leave_out")  # type: ignore[attr-defined]
    at = accept(at, 2)
    at = accept(at, 3) if stands_at(at, words, 3) else at
    assert stands_at(at, words, 4)
    said = texts(at)
    assert words("recipes.new.partners", n=3) in said, "the answer about Mafoli stays: the agenda names three partners"
    assert words("recipes.made.audience", n=3) not in said
    publish(at, "Without the contacts")
    assert set(published(store, "partners")["name"]) == {"Institut Mafoli", "Ligue des quais", "Mafoli"}
    assert published(store, "audience").empty and len(published(store, "activities")) == 3


def test_a_new_column_and_one_that_is_gone_are_asked_about(store: Store, tmp_path: Path, words_en: Words) -> None:
    words = words_en
    at = drop(upload_page("en"), workbook(tmp_path / "suivi.xlsx", SHEETS))
    name_network(at, words, "Rives")
    publish(accept(accept(accept(at, 1), 2), 3), "First")
    sheets = later(changes=False)
    sheets["Agenda"] = [[*row[:5], None] for row in sheets["Agenda"]]
    sheets["Agenda"][0][5] = "Humeur"
    for row in sheets["Agenda"][1:]:
        row[5] = "bonne"
    at = drop(upload_page("en"), workbook(tmp_path / "autre.xlsx", sheets))
    assert stands_at(at, words, 2)
    assert words("recipes.questions.column_new", sheet="Agenda", column="Humeur") in texts(at)
    at = accept(at, 2)
    assert stands_at(at, words, 2), "that a column is gone is never taken for granted"
    label = f"{words('recipes.answers.gone')} (Présents)"
    field(at, "checkbox", label).check()  # type: ignore[attr-defined]
    at = accept(at, 2)
    assert stands_at(at, words, 4)


def asked_codes() -> set[str]:
    """The codes of every question that the recipes ask: those written in their code, and those of what a row lacks."""
    found = {"joined_on"}
    for path in sorted((PROJECT / "cadence" / "recipes").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Question":
                found |= {str(one.value) for one in ast.walk(node.args[1]) if isinstance(one, ast.Constant)}
            if isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple) and len(node.value.elts) == 4:
                code = node.value.elts[1]
                found |= {str(code.value)} if isinstance(code, ast.Constant) else set()
    assert len(found) > 12, found
    return found


@pytest.mark.parametrize("language", languages())
def test_every_question_line_and_meaning_has_words_and_no_code_is_shown(language: str) -> None:
    words = words_in(language)
    for code in asked_codes():
        assert words.has(f"recipes.questions.{code}"), code
    for line in LINES:
        assert words.code("line", line) != line
    for code in ("leave_out", *SIGNS, "step", *(one for kind in KINDS for one in meanings_for(kind))):
        said = meaning(words, code)
        assert said and "_" not in said and "." not in said.replace("…", ""), f"{code}: {said}"
    for table in load_contracts():
        if any(table in kind.tables for kind in KINDS):
            assert words.has(f"recipes.made.{table}"), table


def test_a_sheet_left_out_is_named_and_taken_in_on_the_page(store: Store, tmp_path: Path) -> None:
    sheets: dict[str, list[list[Cell]]] = {
        "Partenaires": [["partner_id", "name", "sector"], ["q", "Q", "ngo"]],
        "Divers": [["A", "B"], ["Mafoli", "x"], ["Enda", "y"]],
    }
    path = workbook(tmp_path / "b.xlsx", sheets)
    for language in languages():
        words = words_in(language)
        at = drop(upload_page(language), path)
        assert words("problems.sheet_left_out.says", found="Divers", expected="2") in texts(at)
        at.selectbox(key="left_out_0_0").set_value("partner").run()
        assert stands_at(drawn(at), words, 1), "then it is asked about as any sheet is"


def test_an_answer_that_names_no_country_or_day_is_told_below_its_field(store: Store, tmp_path: Path) -> None:
    """The page says the sentence of the command line: what was written, and what is expected."""
    path = workbook(tmp_path / "villes.xlsx", {"Villes": [["Commune", "Habitants"], ["Balanoro", 12]]})
    for language in languages():
        words = words_in(language)
        at = drop(upload_page(language), path)
        name_network(at, words, "Rives")
        at = accept(accept(at, 1), 2)
        field(at, "text_input", words("pages.upload.talk_country", name="Balanoro")).set_value("Atlantide")  # type: ignore[attr-defined]
        at = accept(at, 3)
        assert stands_at(at, words, 3)
        sentence = words("recipes.not_read.country", said="Atlantide")
        assert [str(one.value).replace("\\", "") for one in at.error] == [sentence]
        with prepared(store, path, answers={"network": "Rives", "country": "Atlantide"}) as preparation:
            draft = preparation.foreign[0].draft
            assert sentence in what_is_wrong(draft.questions, draft.unread, words).values()
        at.button(key="talk_anew_0").click().run()


@pytest.mark.parametrize("language", languages())
def test_one_page_asks_once_for_a_name(store: Store, tmp_path: Path, language: str) -> None:
    bring(store, workbook(tmp_path / "suivi.xlsx", SHEETS), answers={"network": "Rives"}, accept=True)
    words = words_in(language)
    for page in sorted((PROJECT / "pages").glob("*.py")):
        at = AppTest.from_file(str(PROJECT / "dashboard.py"), default_timeout=300)
        at.query_params["lang"] = language
        at.session_state["open_page"] = page_name(page)
        drawn(at.run())
        asked = [one for one in at.text_input if one.label == words("frame.your_name")]
        assert len(asked) <= 1, (page.name, len(asked))
        if page_name(page) == "history":
            assert len(asked) == 1


@pytest.mark.parametrize("language", languages())
def test_a_text_that_can_be_read_in_several_ways_is_asked_first(store: Store, tmp_path: Path, language: str) -> None:
    path = tmp_path / "partenaires.csv"
    path.write_bytes(b"partner_id,name,sector\nq,L\xd2t\xd2,ngo\n")
    words = words_in(language)
    at = drop(upload_page(language), path)
    (asked,) = [one for one in at.radio if one.key == "letters_0"]
    assert [one.replace("\\", "") for one in asked.options] == [
        words("questions.encoding_option", encoding=one, read=(b"L\xd2t\xd2").decode(one))
        for one in ("mac_roman", "cp1252", "cp850")
    ]
    drawn(asked.set_value("cp850").run())
    assert words("facts.encoding_said", encoding="cp850") in texts(at)
    assert not [one for one in at.radio if one.key == "letters_0"]
    drawn(at.button(key="again_0_encoding").click().run())
    assert [one for one in at.radio if one.key == "letters_0"], "it can be said otherwise"


@pytest.mark.parametrize("language", languages())
def test_answers_not_published_survive_a_page_loaded_anew_and_stand_in_no_address(
    store: Store, tmp_path: Path, language: str
) -> None:
    path = workbook(tmp_path / "villes.xlsx", {"Villes": [["Commune", "Habitants"], ["Balanoro", 12]]})
    words = words_in(language)
    at = drop(upload_page(language), path)
    name_network(at, words, "Réseau Awa Sow")
    at = accept(accept(at, 1), 2)
    address = dict(at.query_params)
    word = "".join(address["files"])
    text = zlib.decompress(base64.urlsafe_b64decode(word + "=" * (-len(word) % 4))).decode()
    assert "villes.xlsx" in text and "Awa Sow" not in text, "nothing of what was typed"
    assert "Awa" not in "".join(address["draft"])

    anew = AppTest.from_file(str(PROJECT / "dashboard.py"), default_timeout=300)
    for name, value in address.items():
        anew.query_params[name] = value
    anew.session_state["open_page"] = "upload"
    anew.session_state["given_name"] = "Awa"
    anew = drop(drawn(anew.run()), path)
    assert stands_at(anew, words, 3), "where the conversation stood"
    other = workbook(tmp_path / "autres.xlsx", {"Villes": [["Commune", "Habitants"], ["Tamouro", 3]]})
    elsewhere = upload_page(language)
    elsewhere.query_params["draft"] = "".join(address["draft"])
    assert stands_at(drop(elsewhere, other), words, 1), "only with the bytes that they are about"


def test_drafts_are_kept_for_one_scope_and_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "_kept", OrderedDict())
    monkeypatch.setattr(drafts, "MOST_KEPT", 2)
    for number in "123":
        drafts.keep("name", number, drafts.Draft({"a": number}))
    assert drafts.find("name", "1") is None and drafts.find("name", "3") == drafts.Draft({"a": "3"})
    assert drafts.find("other", "3") is None and drafts.find("name", "3", scope="another") is None
    drafts.forget("name")
    assert drafts.find("name", "3") is None


def test_nobodys_answers_are_let_go_because_another_typed_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "_kept", OrderedDict())
    monkeypatch.setattr(drafts, "MOST_CHARACTERS", 1000)
    drafts.keep("quiet", "file", drafts.Draft({"a": "b" * 300}))
    for number in range(50):
        drafts.keep("loud", f"{number}", drafts.Draft({"a": "b" * 90}))
    assert drafts.find("quiet", "file") and drafts.find("loud", "49") and drafts.find("loud", "0") is None
    assert sum(one.characters for one in drafts._kept.values()) <= 1000
