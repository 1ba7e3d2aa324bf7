"""Read as a reader would: what a page shows letter for letter, and what it says of data that only say a part."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cadence.answers import explore
from cadence.answers.explore import Wish
from cadence.answers.questions import load_metrics, load_questions, load_situations
from cadence.answers.serving import Serving
from cadence.app.frame import page_files, page_name
from cadence.app.parts import past_end
from cadence.contract import load_contracts
from cadence.exports.network import narrow
from cadence.report import write
from cadence.words import languages, place, words_in
from cadence.words.sentences import within_sentence
from tests.app import none
from tests.app.test_partial import MADE, opened
from tests.from_folder import from_folder
from tests.proving import REAL, needs
from tests.real_networks import imported

# Areas of French whose steps are those of a city's plan: "jalons"; "étapes" are those of a partnership.
OF_THE_PLAN = re.compile(
    r"^(pages\.(city|city_pace|overview)|charts\.(pace_|journey|city_|network_curve|forecast|time_to|spread)"
    r"|lacks\.(topic\.(journey|city|time|pace|network)|mend\.(plan|pace|forecast))|why\.(undated|no_step))"
)


@pytest.fixture
def served(tmp_path: Path) -> Callable[..., Serving]:
    """A small network of a few tables, as CSV texts."""

    def serve(**tables: str) -> Serving:
        for name, text in {"networks": "network_id,name,starts_on\nn,Net,2024-01-01\n", **tables}.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        return from_folder(tmp_path)

    return serve


PARTLY = {
    "cities": "city_id,network_id,name,country,joined_on\nc,n,Cité,SN,2024-01-01\n",
    "partners": "partner_id,name,sector\np,P,ngo\n",
    "activities": "activity_id,network_id,held_on,kind,title,partners,cities\na,n,2024-03-01,external_event,A,p,c\n",
    "audience": "activity_id,segment,channel,persons,method\na,residents,on_site,40,estimate\n",
    "partnerships": "partnership_id,partner_id,network_id,city_id,role,typology,starts_on\n"
    "s,p,n,c,delivery,delivery_partner,2024-02-01\n",
}


@pytest.mark.parametrize("page", [page_name(path) for path in page_files()])
@pytest.mark.parametrize("language", languages())
def test_no_list_of_choices_shows_the_signs_that_make_text_safe_in_markdown(
    language: str, page: str, app: Callable[..., AppTest]
) -> None:
    at = app(page, lang=language)
    shown = [option for kind in (at.selectbox, at.multiselect) for box in kind for option in box.options]
    placeholders = [str(box.proto.placeholder) for kind in (at.selectbox, at.multiselect) for box in kind]
    assert [text for text in (*shown, *placeholders) if "\\" in text] == []


@pytest.mark.parametrize("language", languages())
def test_of_whom_nothing_was_counted_no_zero_is_said(language: str, served: Callable[..., Serving]) -> None:
    """An export that only counts residents does not say that no press came."""
    serving, words = served(**PARTLY), words_in(language)
    at = opened(serving, "partner_reach", language, "n")
    tables = [
        table.value for table in at.table if words.code("reach_group", "outside") in table.value.iloc[:, 0].tolist()
    ]
    assert [table.iloc[:, 0].tolist() for table in tables] == [[words.code("reach_group", "outside")]]
    said = list(none.report_texts(write(serving, words, "n", None, MADE)))
    assert words.code("reach_group", "outside") in said and words.code("reach_group", "press") not in said


@pytest.mark.parametrize("language", languages())
def test_without_an_activity_no_group_is_said_to_be_reached_by_nobody(
    language: str, served: Callable[..., Serving]
) -> None:
    tables = {name: text for name, text in PARTLY.items() if name not in ("activities", "audience", "partnerships")}
    at = opened(served(**tables), "partner_reach", language, "n")
    assert not at.table, "neither the groups nor the pairs are a table of nothing"
    (listed,) = [text.value for text in at.markdown if words_in(language)("lacks.topic.reach_by_group") in text.value]
    assert words_in(language)("lacks.topic.coverage_matrix") in listed


@pytest.mark.parametrize("language", languages())
def test_what_is_not_published_of_a_city_is_in_the_list_and_nowhere_else(
    language: str, served: Callable[..., Serving]
) -> None:
    words, at = words_in(language), opened(served(**PARTLY), "city", language, "n")
    said = [*(text.value for text in at.subheader), *(text.value for text in at.info)]
    assert words("pages.city.commitments", n=0) not in said, "nobody published commitments: there may be some"
    assert any(words("lacks.topic.city_commitments") in text.value for text in at.markdown)


@pytest.mark.parametrize("language", languages())
def test_a_partner_of_whom_nothing_is_noted_has_no_table_of_nothing(
    language: str, served: Callable[..., Serving]
) -> None:
    heading = words_in(language)("pages.partner.why_and_how")
    at = opened(served(**PARTLY), "partner", language, "n", partner="p")
    assert heading not in [text.value for text in (*at.header, *at.subheader)]
    noted = PARTLY["partnerships"].replace("starts_on\n", "starts_on,why\n").replace("2024-02-01", "2024-02-01,Water")
    at = opened(served(**{**PARTLY, "partnerships": noted}), "partner", language, "n", partner="p")
    assert heading in [text.value for text in (*at.header, *at.subheader)]


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("n", [past_end.AT_ONCE, past_end.AT_ONCE + 1])
def test_many_conversations_are_chosen_from_and_few_stand_there(
    n: int, language: str, served: Callable[..., Serving]
) -> None:
    cities = "city_id,network_id,name,country,joined_on\n" + "".join(f"c{i},n,C{i},SN,2024-01-01\n" for i in range(n))
    head = "partnership_id,partner_id,network_id,city_id,role,typology,starts_on,ends_on\n"
    ended = head + "".join(f"s{i},p,n,c{i},delivery,delivery_partner,2024-01-01,2024-02-0{i + 1}\n" for i in range(n))
    serving = served(**{**PARTLY, "cities": cities, "partnerships": ended})
    at = opened(serving, "partner", language, "n", partner="p", on="2024-03-01")
    words = words_in(language)
    asked = [text for text in at.markdown if words("settling.questions") in text.value]
    assert len(asked) == (n if n <= past_end.AT_ONCE else 1)
    boxes = [box for box in at.selectbox if box.key == "settle_partner"]
    assert [len(box.options) for box in boxes] == ([] if n <= past_end.AT_ONCE else [n])


@pytest.mark.parametrize("language", languages())
def test_an_exploration_is_read_in_words_in_each_form(language: str, app: Callable[..., AppTest]) -> None:
    at = app("explore", lang=language, source="actions", group="size", form="table")
    found = {str(cell) for table in at.table for cell in table.value.iloc[:, 0]}
    assert found == {words_in(language).code("size", code) for code in ("small_test", "scaled")}


@pytest.mark.parametrize("network", ["astrolabe", "estuaires"])
def test_an_exploration_counts_the_rows_of_the_network_alone(network: str, sample: Serving) -> None:
    """Held against the views that an export of one network is written from."""
    counted = {name: int(explore.explore(sample, network, Wish(name))["value"].iloc[0]) for name in load_contracts()}
    with sample.cursor() as cursor:
        narrow(cursor, network)
        by_hand = {name: cursor.execute(f"select count(*) from {name}").fetchall()[0][0] for name in load_contracts()}
    special = ("names", "recipes", "rules")
    assert {k: n for k, n in counted.items() if k not in special} == {
        k: n for k, n in by_hand.items() if k not in special
    }


@needs(REAL)
@pytest.mark.parametrize("language", languages())
def test_nobody_is_told_of_a_real_export_that_nothing_was_tested_first(language: str) -> None:
    """Neither export records small tests: no figure, title, table or report counts what was not tested first."""
    words = words_in(language)
    for name in ("ocha", "barometre"):
        serving, network = imported(name)
        at = opened(serving, "joint_actions", language, network)
        assert words("pages.joint_actions.figure_tested_first") not in [card.label for card in at.metric]
        headings = [text.value for text in (*at.header, *at.subheader)]
        n = int(serving.frame("action_lineages", network=network)["state"].isin(["running", "concluded"]).sum())
        assert any(words("charts.lineages.title_untold", n=n) in text for text in headings)
        assert not any(words("frame.no") in table.value.to_numpy().ravel().tolist() for table in at.table)
        said = "\n".join(none.report_texts(write(serving, words, network, None, MADE)))
        assert words("report.method.process_test_first", k=0, n=0, interval="").split(":")[0].rstrip() not in said


@needs(REAL)
@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(("name", "funder"), [("ocha", "OCHA"), ("barometre", "État")])
def test_the_report_of_a_real_export_names_its_funder(name: str, funder: str, language: str) -> None:
    serving, network = imported(name)
    said = list(none.report_texts(write(serving, words_in(language), network, None, MADE)))
    assert words_in(language)("report.purpose.funder_open", funder=funder) in said
    has_indicators = name == "barometre"
    assert (words_in(language)("report.method.claims") in said) is has_indicators, "it speaks of a table of indicators"


@pytest.mark.parametrize("language", languages())
def test_texts_of_the_contracts_are_typeset(language: str) -> None:
    texts = []
    for contract in load_contracts().values():
        texts += [contract.title[language], contract.description[language]]
        texts += [text for field in contract.fields for text in (field.title[language], field.description[language])]
    assert [text for text in texts if words_in(language).typeset(text) != text] == []


def test_french_says_of_no_day_that_something_is_dated_according_to_it() -> None:
    """« daté d'après le 31 mai » reads "dated by": what lies later is « postérieur »."""
    wrong = re.compile(r"daté(e?s?) d.après")
    sentences = [(key, str(said)) for key, said in words_in("fr").sentences.items()]
    for loads in (load_questions, load_metrics, load_situations):
        sentences += [
            (name, question.says(part, "fr")) for name, question in loads().items() for part in ("meaning", "counting")
        ]
    assert [key for key, text in sentences if wrong.search(text)] == []


def test_in_french_a_step_of_a_plan_is_a_jalon_and_a_stage_of_a_partnership_an_etape() -> None:
    found = {
        key: str(said)
        for key, said in words_in("fr").sentences.items()
        if OF_THE_PLAN.match(key) and re.search(r"[Éé]tape", str(said))
    }
    # The stages of partnerships are spoken of on these pages too.
    assert {key for key, said in found.items() if "artenariat" not in said} == set()


@pytest.mark.parametrize(
    ("text", "said"),
    [("Aucune ville", "aucune ville"), ("ONG", "ONG"), ("", ""), ("Delivery partner", "delivery partner")],
)
def test_what_goes_on_in_a_sentence_has_a_small_letter(text: str, said: str) -> None:
    assert within_sentence(text) == said


@pytest.mark.parametrize("language", languages())
def test_whatever_the_data_cannot_say_goes_on_in_its_line(language: str, served: Callable[..., Serving]) -> None:
    """The reason stands after a colon: with a small letter, whether a thing is lacking or the chart says why."""
    tables = {name: text for name, text in PARTLY.items() if name in ("cities", "partners")}
    at = opened(served(**tables), "partner_reach", language, "n")
    (listed,) = [text.value for text in at.markdown if words_in(language)("lacks.topic.coverage_matrix") in text.value]
    sign = "\u202f\\: " if language == "fr" else "\\: "
    reasons = [line.partition(sign)[2] for line in listed.splitlines()]
    assert len(reasons) > 3 and all(reason[:1].islower() for reason in reasons), reasons


def test_names_are_listed_as_a_reader_looks_for_them() -> None:
    names = ["Zongo", "ACTION MIXTE", "Écoles", "Ardennes", "Ardèche", "action sociale", " Eau"]
    assert sorted(names, key=place) == [
        "ACTION MIXTE",
        "action sociale",
        "Ardèche",
        "Ardennes",
        " Eau",
        "Écoles",
        "Zongo",
    ]
