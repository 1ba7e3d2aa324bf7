"""A workbook of a team's own, walked through in a real browser: how many answers it takes, and what is seen after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from cadence.answers.serving import open_exactly
from cadence.store import Store
from cadence.words import DAYS_IN_A_MONTH
from tests import kept_records
from tests.browser import uploading
from tests.browser.driving import new_tab, serve, settle
from tests.browser.uploading import Visit
from tests.proving import CASES, REAL, needs
from tests.recipes.test_other_shapes import MATRIX
from tests.recipes.workbooks import SHEETS, workbook
from tests.small_store import begin
from tests.store_tools import published, settings_for

pytestmark = pytest.mark.browser

ACCEPTED = CASES / "workbooks" / "target_one_workbook.xlsx"
PLANS = REAL / "plans_wide"
MOST_ANSWERS = 10
Walk = Callable[[Path, str, Mapping[str, int]], None]


def emptied(store: Store, folder: Path) -> None:
    """Something was published and taken back, so that no sample is published when the server starts."""
    begin(store, folder)
    for step in store.history():
        if step.kind == "publication":
            store.undo(step.snapshot, author="Ada")


class Answering(Visit):
    """A visitor whose answers, each a field filled in or a button pressed, are counted."""

    answers = 0

    def fill(self, label: str, text: str) -> None:
        self.answers += 1
        self.tab.get_by_label(label).fill(text)

    def accept(self, step: int) -> None:
        """The one button of a step, counted from 1, until the next step stands there."""
        self.answers += 1
        self.tab.locator(f".st-key-talk_accept_0_{step - 1} button").click()
        name = ("lines", "columns", "names", "result")[step]
        self.sees(self.say("talk_step", n=step + 1, title=self.say(f"talk_{name}")))
        settle(self.tab)


# By hand, of the first: on 10 October all three have been in the network for 268 days since 15 January. Of the steps
# agreed for days 16, 75, 166, 258 and 350 Kumasi did three: its earned schedule is the day before the fourth, 257, and
# 257 - 268 = -11. Bizerte did two: 165 - 268 = -103. Matola did one: 74 - 268 = -194. Of the second: tests/recipes.
ACCEPTED_DAYS = {"Bizerte": -103, "Kumasi": -11, "Matola": -194}
OWN_DAYS = {"Lugo-les-Pins": -13, "Tamouro": -166}


@needs(CASES)
def test_the_accepted_workbook_takes_at_most_ten_answers_and_its_pace_is_seen(walk: Walk) -> None:
    walk(ACCEPTED, "Villes du Sahel", ACCEPTED_DAYS)


def test_a_workbook_takes_at_most_ten_answers_and_its_pace_is_seen(walk: Walk, tmp_path: Path) -> None:
    walk(workbook(tmp_path / "suivi.xlsx", SHEETS), "Réseau des rives", OWN_DAYS)


@needs(PLANS)
def test_a_real_tracker_and_its_next_issue_take_few_answers_and_renamed_places_stay_the_same(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """393 councils whose country no column tells; in May some 70 are spelt otherwise, four are new."""
    place = kept_records.copied_to(tmp_path / "store", emptied)
    monkeypatch.setattr(uploading, "PATIENCE", 240_000)
    with serve(place) as address:
        tab = new_tab(browser)
        visitor = Answering(tab, address, "fr")
        visitor.open()
        visitor.drop(PLANS / "pins-local-plans-feb-2019.csv")
        visitor.fill(visitor.say("talk_network_new"), "Plans locaux")
        visitor.accept(1)
        visitor.accept(2)
        visitor.fill(visitor.say("talk_country_all"), "Royaume-Uni")
        visitor.accept(3)
        visitor.publish("Février", without_rest=True)
        assert visitor.answers + 4 <= MOST_ANSWERS, "with the name, the message, the lines set aside and the button"
        visitor.open()
        visitor.answers = 0
        visitor.drop(PLANS / "pins-local-plans-may-2019.csv")
        asked = [step for step in (1, 2, 3) if tab.locator(f".st-key-talk_accept_0_{step - 1}").count()]
        for step in range(asked[0], 4):
            visitor.accept(step)
        visitor.publish("Mai", without_rest=True)
        assert visitor.answers <= 3, "one button a step, and nothing typed"
        tab.context.close()
    record = Store.open(settings_for(place))
    try:
        may, february = (step.changes["cities"] for step in record.history()[:2])
        assert set(published(record, "cities")["country"]) == {"GB"}
    finally:
        record.close()
    assert february.added > 380 and 0 < may.added < 6


@pytest.fixture
def walk(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Walk:
    """Walk a workbook through every step in French, publish it, and compare each city's days with those by hand."""

    def through(path: Path, network: str, days: Mapping[str, int]) -> None:
        place = kept_records.copied_to(tmp_path / "store", emptied)
        monkeypatch.setattr(uploading, "PATIENCE", 240_000)
        with serve(place) as address:
            tab = new_tab(browser)
            visitor = Answering(tab, address, "fr")
            visitor.open()
            visitor.drop(path)
            visitor.fill(visitor.say("talk_network_new"), network)
            for step in (1, 2, 3):
                visitor.accept(step)
            visitor.publish("Premier classeur")
            visitor.answers += 3  # the name, the message, the button
            assert visitor.answers <= MOST_ANSWERS
            visitor.open("city_pace")
            for city, n in days.items():
                months = visitor.words.number(n / DAYS_IN_A_MONTH, 1)
                assert city in visitor.page and months in visitor.page, f"{city}: {months}"
            tab.context.close()
        assert published_pace(place) == days

    return through


def published_pace(place: Path) -> Mapping[str, int]:
    """How many days each city is ahead, by its name, as the record says."""
    record = Store.open(settings_for(place))
    try:
        code = record_network(record)
        pace = open_exactly(record).frame("city_pace", network=code)
        names = published(record, "cities").set_index("city_id")["name"]
        return {str(names[row["city_id"]]): round(row["sv_days"]) for row in pace.to_dict("records")}
    finally:
        record.close()


def record_network(record: Store) -> str:
    (code,) = open_exactly(record).frame("networks")["network_id"]
    return str(code)


def test_a_page_loaded_anew_in_the_middle_goes_on_where_it_stood(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cities side by side, groups and days without a year: four answers; a reload in the middle asks none again."""
    path = workbook(tmp_path / "matrice.xlsx", {"Suivi": MATRIX})
    place = kept_records.copied_to(tmp_path / "store", emptied)
    monkeypatch.setattr(uploading, "PATIENCE", 240_000)
    with serve(place) as address:
        tab = new_tab(browser)
        visitor = Answering(tab, address, "fr")
        visitor.open()
        visitor.drop(path)
        visitor.fill(visitor.say("talk_network_new"), "Réseau des quais")
        visitor.accept(1)
        visitor.accept(2)
        assert "quais" not in tab.url and "draft=" in tab.url
        tab.reload()
        visitor.sees(visitor.say("drop_again_named", files="matrice.xlsx"))
        visitor.drop(path)
        visitor.sees(visitor.say("talk_step", n=3, title=visitor.say("talk_names")))
        visitor.accept(3)
        visitor.publish("Matrice")
        tab.context.close()
    record = Store.open(settings_for(place))
    try:
        assert list(published(record, "networks")["name"]) == ["Réseau des quais"]
        assert len(published(record, "progress")) == 6
    finally:
        record.close()
