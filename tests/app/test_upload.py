"""The upload page without a browser: templates, workbooks, replacing, an empty network, who may write."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cadence.access.rights import Visitor
from cadence.app import writer
from cadence.checks.manners import SHORT_YEAR_FIRST, WAYS
from cadence.contract import load_contracts
from cadence.forms.template import csv_template, xlsx_template
from cadence.intake.memory import said_again
from cadence.intake.model import Choice
from cadence.settings import PROJECT
from cadence.store import STEPS, Store
from cadence.words import Words, words_in
from tests import kept_records
from tests.small_store import begin, bring, prepared, write
from tests.store_tools import published

EN = words_in("en")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A small record that the dashboard takes for its own."""
    opened = kept_records.opened_at(tmp_path / "store", begin)
    monkeypatch.setattr(Store, "open", classmethod(lambda cls, chosen=None: opened))
    yield opened
    opened.close()


@pytest.fixture
def page(store: Store) -> AppTest:
    """The upload page, opened in English."""
    at = AppTest.from_file(str(PROJECT / "dashboard.py"), default_timeout=60)
    at.query_params["lang"] = "en"
    at.session_state["open_page"] = "upload"
    at.run()
    assert not at.exception, at.exception
    return at


def texts(at: AppTest) -> str:
    assert not at.exception, at.exception
    kinds = (at.markdown, at.caption, at.info, at.warning, at.error, at.success)
    return "\n".join(str(one.value).replace("\\", "") for kind in kinds for one in kind)


def drop(at: AppTest, name: str, content: bytes) -> str:
    at.get("file_uploader")[0].upload(name, content, "text/csv").run()
    return texts(at)


def publish(at: AppTest, message: str) -> str:
    at.text_input(key="publication_message").set_value(message)
    next(one for one in at.text_input if one.label == EN("frame.your_name")).set_value("Ada")
    at.button(key="publish").click().run()
    return texts(at)


def test_an_empty_network_is_begun_and_published_from_the_page(page: AppTest, store: Store):
    fields = load_contracts()["networks"].fields
    for title, value in (("network_id", "neuf"), ("name", "Neuf")):
        label = next(f.title["en"] for f in fields if f.name == title) + " *"
        next(one for one in page.text_input if one.label == label).set_value(value)
    label = next(f.title["en"] for f in fields if f.name == "starts_on") + " *"
    next(one for one in page.date_input if one.label == label).set_value(dt.date(2026, 1, 5))
    next(one for one in page.button if one.label == EN("pages.upload.begin_network")).click().run()
    assert EN("pages.history.rows_added", n=1) in texts(page)
    assert EN("pages.upload.published", snapshot=3, message="A beginning") in publish(page, "A beginning")
    assert set(published(store, "networks")["network_id"]) == {"n", "neuf"}


def test_replacing_says_what_it_removes_before_it_does(page: AppTest, store: Store):
    drop(page, "activities.csv", b"activity_id,network_id,held_on,kind\na9,n,2026-02-05,funding\n")
    assert EN("pages.upload.absent_kept", n=1) in texts(page)
    page.radio(key="mode").set_value("replace").run()
    assert EN("pages.upload.replace_removes", n=1, rows="Partner activities: 1 row (a1)") in texts(page)
    publish(page, "Only this")
    assert EN("pages.upload.accept_first") in texts(page)
    assert list(published(store, "activities")["activity_id"]) == ["a1"]
    page.checkbox(key="removed_ok").check().run()
    publish(page, "Only this")
    assert list(published(store, "activities")["activity_id"]) == ["a9"]


def test_without_a_message_or_with_rows_set_aside_unsaid_nothing_is_published(page: AppTest, store: Store):
    drop(page, "p.csv", b"partner_id,name,sector\np8,Huit,ngo\np9,Neuf,x\n")
    assert EN("pages.upload.accept_first") in publish(page, "")
    page.checkbox(key="set_aside_ok").check().run()
    assert EN("pages.upload.message_first") in publish(page, " ")
    assert store.newest() == 2


def test_a_visitor_who_is_not_staff_gets_no_button_and_no_write(
    page: AppTest, monkeypatch: pytest.MonkeyPatch, words_en: Words
):
    outsider = Visitor("eve@example.org", has_login=True)
    monkeypatch.setattr(writer, "visitor", lambda: outsider)
    said = drop(page, "p.csv", b"partner_id,name,sector\np8,Huit,ngo\n")
    assert EN("errors.not_staff") in said
    assert not [one for one in page.button if one.key == "publish"]
    done: list[str] = []
    assert writer.write(words_en, done.append) is None
    assert done == [], "the deed itself is guarded, whatever button was drawn"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_filled_in_template_loses_its_help_and_its_example(store: Store, tmp_path: Path, language: str):
    book = write(tmp_path, "all.xlsx", xlsx_template(list(load_contracts().values()), language))
    with prepared(store, book) as preparation:
        assert all(part.lines == 0 for part in preparation.parts), "an untouched template brings nothing"
    text = csv_template(load_contracts()["partners"], language).decode("utf-8-sig")
    sign = ";" if language == "fr" else ","
    row = sign.join(["p7", "Sept", "ngo", "SN", "", "", ""])
    with prepared(store, write(tmp_path, "p.csv", f"{text}{row}\r\n")) as preparation:
        (part,) = preparation.parts
        assert [fact.code for fact in part.noted] == ["example_row"]
        assert (part.lines, part.set_aside, part.checked[0].good) == (1, 0, 1)


def test_the_sheets_of_a_template_that_were_filled_in_are_taken(store: Store, tmp_path: Path):
    found = xlsx_template([load_contracts()["partners"], load_contracts()["pauses"]], "en")
    with prepared(store, write(tmp_path, "t.xlsx", found)) as preparation:
        names = {part.reading.sheet for part in preparation.parts}
    assert "Notes" not in names
    assert "Codes" not in names


def test_closing_the_tab_in_the_middle_leaves_nothing_half_done(store: Store, tmp_path: Path):
    from cadence.intake.publication import publish as publish_files

    class Closed(BaseException):
        """What the page's run ends with when its tab is gone."""

    for moment in STEPS:

        def leave(step: str, _done: int, _of: int, moment: str = moment) -> None:
            if step == moment:
                raise Closed

        path = write(tmp_path, "p.csv", "partner_id,name,sector\np8,Huit,ngo\n")
        before = store.newest()
        with prepared(store, path) as preparation, pytest.raises(Closed):
            publish_files(preparation, message="m", author="Ada", progress=leave)
        is_published = moment == "seal"  # the commit came before it: then nothing of it is missing
        assert store.newest() == before + is_published, moment
        assert ("p8" in set(published(store, "partners")["partner_id"])) == is_published, moment
    assert bring(store, write(tmp_path, "p.csv", "partner_id,name,sector\np9,Neuf,ngo\n")) is not None
    assert store.verify() == []


def test_a_zip_is_taken_apart_and_a_member_may_be_left_out(page: AppTest):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("partners.csv", "partner_id,name,sector\np8,Huit,ngo\n")
        archive.writestr("nonsense.csv", "colour,taste\nred,sour\n")
    assert EN("pages.upload.refused_first") in drop(page, "both.zip", content.getvalue())
    (sheets,) = [one for one in page.multiselect if one.label == EN("pages.upload.sheets")]
    sheets.set_value(["both.zip › partners.csv"]).run()
    assert EN("pages.upload.rows_ready", n=1) in texts(page)
    assert EN("pages.upload.refused_first") not in texts(page)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_would_be_emptied_removed_or_doubled_is_asked_in_plain_words(language: str, store: Store) -> None:
    at = AppTest.from_file(str(PROJECT / "dashboard.py"), default_timeout=60)
    at.query_params["lang"] = language
    at.session_state["open_page"] = "upload"
    at.run()
    rows = b"partner_id,name,sector,country\nACV-001,Atelier,ngo,SN\nacv-002,Kivuli,ngo,ML\n"
    drop(at, "partners.csv", rows)
    warnings = [warning.value for warning in at.warning]
    assert any("acv" in text for text in warnings)
    assert not [text for text in warnings if "\\\\" in text], "escaped twice"
    assert at.checkbox(key="new_codes_ok").value is False


@pytest.mark.parametrize("language", ["en", "fr"])
def test_when_a_file_was_extracted_is_asked_with_every_reading(language: str, store: Store) -> None:
    words = words_in(language)
    at = AppTest.from_file(str(PROJECT / "dashboard.py"), default_timeout=60)
    at.query_params["lang"] = language
    at.session_state["open_page"] = "upload"
    at.run()
    rows = b"activity_id,network_id,held_on,kind\na8,n,2026-02-05,funding\na9,n,2026-03-05,funding\n"
    said = drop(at, "suivi_2026-02-28.csv", rows)
    name, newest = dt.date(2026, 2, 28), dt.date(2026, 3, 5)
    assert words("facts.known_until_name", day=name) in said
    assert words("facts.planned_facts", n=1, day=name) in said
    (asked,) = [one for one in at.radio if one.label.replace("\\", "") == words("pages.upload.until")]
    assert asked.options == [
        words("pages.upload.until_name", day=name),
        words("pages.upload.until_newest_fact", day=newest),
        words("pages.upload.until_upload_day", day=dt.date.today()),
        words("pages.upload.until_other"),
    ]
    asked.set_value(newest).run()
    assert words("facts.known_until_person", day=newest) in texts(at)
    (asked,) = [one for one in at.radio if one.label.replace("\\", "") == words("pages.upload.until")]
    asked.set_value("other").run()
    (day,) = [one for one in at.date_input if one.label == words("pages.upload.until_other")]
    day.set_value(dt.date(2026, 3, 31)).run()
    assert words("facts.known_until_person", day=dt.date(2026, 3, 31)) in texts(at)
    at.text_input(key="publication_message").set_value("March")
    next(one for one in at.text_input if one.label == words("frame.your_name")).set_value("Ada")
    at.button(key="publish").click().run()
    texts(at)
    known = published(store, "extracts")
    assert known.loc[known["table_name"] == "activities", "facts_until"].dt.date.tolist() == [dt.date(2026, 3, 31)]


TIE = "Ville;Date;Activité;Commentaires\nk;12/03/2026;Atelier;34\nb;25/05/2026;Cours;bon\n"
DAYS = b"activity_id;network_id;held_on;kind\na8;n;12/03/2026;joint_session\n"


def test_a_file_that_may_be_two_tables_is_asked_about(page: AppTest, store: Store):
    drop(page, "j.csv", TIE.encode())
    asked = next(one for one in page.radio if str(one.key).endswith("_table"))
    assert [title.replace("\\", "").split(" (")[0] for title in asked.options] == ["Check-ins", "Partner activities"]
    asked.set_value("checkins").run()
    assert not [one for one in page.radio if str(one.key).endswith("_table")]


def test_a_word_for_an_allowed_value_is_proposed_and_put_when_accepted(page: AppTest, store: Store):
    said = drop(page, "p.csv", b"partner_id,name,sector\np8,Huit,association\n")
    assert EN("pages.upload.proposal_word", n=1, column="sector", found="association", new="NGO") in said
    page.button(key="accept_0_0").click().run()
    assert EN("pages.upload.rows_ready", n=1) in texts(page)


def test_after_a_restart_the_page_says_what_to_drop_again_and_knows_the_answers(page: AppTest, store: Store):
    drop(page, "mars.csv", DAYS)
    next(one for one in page.radio if str(one.key).endswith("_dates")).set_value("dmy").run()
    left = {name: values for name, values in page.query_params.items() if name in ("files", "lang")}
    assert "files" in left
    anew = AppTest.from_file(str(PROJECT / "dashboard.py"), default_timeout=60)
    for name, values in left.items():
        anew.query_params[name] = values
    anew.session_state["open_page"] = "upload"
    anew.run()
    assert EN("pages.upload.drop_again_named", files="mars.csv") in texts(anew)
    said = drop(anew, "mars.csv", DAYS)
    assert EN("pages.upload.answered", answer=EN("pages.upload.dates_dmy")) in said
    assert EN("pages.upload.drop_again_named", files="mars.csv") not in said
    publish(anew, "March")
    assert "a8" in set(published(store, "activities")["activity_id"])
    anew.run()
    assert "files" not in anew.query_params


@pytest.mark.parametrize("word", ["", "x", "!!!", "eJw", "eJyLjgUAARUAuQ", "e" * 3000])
def test_an_address_that_anybody_wrote_tells_of_files_and_does_no_more(store: Store, word: str):
    at = AppTest.from_file(str(PROJECT / "dashboard.py"), default_timeout=60)
    at.query_params["lang"] = "en"
    at.query_params["files"] = word
    at.session_state["open_page"] = "upload"
    assert (EN("pages.upload.drop_again") in texts(at.run())) == bool(word)


def test_answers_of_an_address_are_answers_only_where_they_answer_something():
    wild = {
        "about": "x",
        "dates": "dym",
        "decimal": 3,
        "columns": ["a"],
        "without": "b",
        "parts": [1],
        "facts_until": 9,
    }
    assert said_again(wild, Choice(name="f")) == Choice(name="f")
    choice = Choice(about="cities", dates="mdy", decimal=",", columns={"name": "Nom"}, without=frozenset({"b"}))
    whole = replace(choice, parts={"b": choice}, facts_until=dt.date(2026, 1, 2))
    for dates in (*WAYS["dates"], SHORT_YEAR_FIRST):
        said = replace(whole, dates=dates)
        assert said_again(said.as_plain(), Choice(name="f")) == replace(said, name="f")
