"""Settings: every rule and field as published; each change previewed in words, one step, and never over another's."""

from __future__ import annotations

import csv
import datetime as dt
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from cadence.access.rights import Visitor
from cadence.answers.questions import find
from cadence.answers.serving import open_serving
from cadence.app import writer
from cadence.cards import moved as moved_words
from cadence.cards.compared import compared_figures
from cadence.contract import load_contract
from cadence.contract.counting_rules import default_rules
from cadence.settings import PROJECT
from cadence.store import Store
from cadence.words import Words, languages, words_in
from tests.small_store import bring, write
from tests.store_tools import published

NAME = "Astrolabe (réseau inventé / invented network)"
ESCAPE = re.compile(r"\\(\W|_)")


def settings_page(language: str = "en", **address: str) -> AppTest:
    at = AppTest.from_file(str(PROJECT / "dashboard.py"), default_timeout=120)
    for name, value in {"lang": language, "network": "astrolabe", **address}.items():
        at.query_params[name] = value
    at.session_state["open_page"] = "settings"
    at.session_state["given_name"] = "Ada"
    return run(at)


def run(changed: Any) -> AppTest:
    """Have the page run after a widget was changed, or as it is."""
    at: AppTest = changed.run()
    assert not at.exception, at.exception
    return at


def plain(text: object) -> str:
    """What a reader sees of a Markdown text."""
    return ESCAPE.sub(r"\1", str(text)).replace("&amp;", "&").replace("&lt;", "<")


def texts(at: AppTest) -> str:
    kinds = (at.markdown, at.caption, at.info, at.warning, at.error, at.success)
    return "\n".join(plain(one.value) for kind in kinds for one in kind)


def errors(at: AppTest) -> list[str]:
    return [plain(error.value) for error in at.error]


def open_form(at: AppTest, name: str) -> AppTest:
    at.session_state[f"change_{name}"] = True
    return run(at)


def ask_rule(at: AppTest, rule: str, typed: str, whom: str = "astrolabe") -> AppTest:
    """Fill the form of a rule and ask what would change."""
    run(at.selectbox(key="rule").set_value(rule))
    run(at.radio(key="rule_for").set_value(whom))
    run(at.radio(key="rule_way").set_value("value" if typed else "back"))
    if typed:
        run(at.text_input(key=f"rule_value_{rule}").set_value(typed))
    return run(at.button(key="preview_rule").click())


def press(at: AppTest, key: str) -> AppTest:
    return run(at.button(key=key).click())


def renewed(at: AppTest) -> AppTest:
    """The page run through the frame, as a server does at each run and these tests only at the first."""
    del at.session_state["view"]
    return open_form(run(at), "rule")


def buttons(at: AppTest) -> set[str]:
    return {str(button.key) for button in at.button}


def tables(at: AppTest) -> list[list[list[str]]]:
    return [[[plain(cell) for cell in row] for row in table.value.values.tolist()] for table in at.table]


@pytest.mark.parametrize("language", languages())
def test_every_rule_and_every_field_is_shown_as_published(language: str, store: Store, tmp_path: Path) -> None:
    bring(store, write(tmp_path, "rules.csv", "network_id,rule,value\nastrolabe,silent_days,90\n*,result_days,100\n"))
    words = words_in(language)
    rules, fields, _, _ = tables(settings_page(language))  # recipes and names: test_kept_for_files
    given = {"silent_days": (90, "network"), "result_days": (100, "everyone")}
    with (PROJECT / "data" / "sample" / "rules.csv").open(encoding="utf-8") as file:
        given |= {
            r["rule"]: (int(r["value"]), "network") for r in csv.DictReader(file) if r["network_id"] == "astrolabe"
        }
    expected = []
    for rule, default in default_rules().items():
        value, who = given.get(rule, (default, "default"))
        numbers = [words.number(value), words.number(default)]
        expected.append([words.code("rule", rule), *numbers, words.code("set_for", who)])
    assert rules == expected
    assert [row[0] for row in fields] == [field.title[language] for field in load_contract("networks").fields]
    shown = dict(zip(load_contract("networks").columns, (row[1] for row in fields), strict=True))
    assert (shown["network_id"], shown["name"]) == ("astrolabe", NAME)
    assert shown["starts_on"] == words.date(dt.date(2023, 9, 1))


@pytest.mark.parametrize("language", languages())
def test_a_rule_is_previewed_published_undone_and_changes_what_it_says(language: str, store: Store) -> None:
    words, before = words_in(language), store.newest()
    at = ask_rule(open_form(settings_page(language), "rule"), "silent_days", "1")
    said, default = texts(at), default_rules()["silent_days"]
    blanks = {"rule": words.code("rule", "silent_days"), "before": default, "after": 1, "network": NAME}
    assert words("pages.settings.rule_network", **blanks) in said
    assert store.newest() == before, "a preview writes nothing"
    done = press(at, "publish_rule")
    sides = [open_serving(store, number) for number in (before, store.newest())]
    rows = compared_figures(sides, "astrolabe", words)
    assert rows is not None
    moved = rows[rows["before"] != rows["after"]]
    # Of the 8 cities with a partner that is not silent, 2 have none that did something on the last day or before it.
    assert moved[["before", "after"]].values.tolist() == [["8", "6"], ["2", "4"]]
    for row in moved.to_dict("records"):
        told = words("moved.figure", figure=row["figure"], before=row["before"], after=row["after"])
        assert told in said, "a figure foreseen is the figure published"
    titles = [
        question.says("meaning", language) for question in (find("city_situation"), find("partnership_freshness"))
    ]
    assert all(title in said for title in titles), "other figures are named by what they mean"
    points = [side.frame("attention", network="astrolabe")[moved_words.POINT] for side in sides]
    left, right = (set(one.itertuples(index=False, name=None)) for one in points)
    assert words("moved.points", n=len(left), gone=len(left - right), come=len(right - left)) in said
    step = store.history()[0]
    assert (step.author, step.kind, step.changes["rules"].added) == ("Ada", "publication", 1)
    assert words("in_place.published", snapshot=step.snapshot, message=step.message) in texts(done)
    done = renewed(done)
    assert ["1", words.number(default), words.code("set_for", "network")] in [row[1:] for row in tables(done)[0]]
    undone = store.undo(step.snapshot, author="Ada")
    assert undone is not None
    assert compared_figures([sides[0], open_serving(store, undone.snapshot)], "astrolabe", words).equals(  # type: ignore[union-attr]
        compared_figures([sides[0], sides[0]], "astrolabe", words)
    )


def test_a_rule_that_changes_no_figure_says_what_changes_all_the_same(store: Store, words_en: Words) -> None:
    at = ask_rule(open_form(settings_page("en"), "rule"), "small_cell", "60")
    said = texts(at)
    assert words_en("moved.limits") in said
    assert words_en("pages.impact.menu") in next(line for line in said.splitlines() if "pages would change" in line)
    assert "publish_rule" in buttons(at) and store.newest() == 2


@pytest.mark.usefixtures("no_outlook")
def test_a_rule_for_every_network_leaves_those_with_their_own_and_is_taken_back(store: Store, words_en: Words) -> None:
    words = words_en
    at = open_form(settings_page(words.language), "rule")
    at = renewed(press(ask_rule(at, "silent_days", "30"), "publish_rule"))
    at = ask_rule(at, "silent_days", "60", "*")
    assert words("pages.settings.keep_own", n=1, networks=NAME) in texts(at)
    at = renewed(press(at, "publish_rule"))
    held = published(store, "rules").set_index(["network_id", "rule"])["value"]
    assert (held["astrolabe", "silent_days"], held["*", "silent_days"]) == (30, 60)
    others = published(store, "rules").query("rule != 'silent_days'")
    for whom, left in (("astrolabe", 60), ("*", default_rules()["silent_days"])):
        at = ask_rule(at, "silent_days", "", whom)
        assert f"→ {words.number(left)}" in texts(at)
        at = renewed(press(at, "publish_rule"))
        answer = open_serving(store, store.newest()).frame("counting_rules", network="astrolabe").set_index("rule")
        assert answer.loc["silent_days", "value"] == left
        assert store.history()[0].changes["rules"].removed == 1
    assert published(store, "rules").to_dict("records") == others.to_dict("records"), "nothing else was touched"
    at = ask_rule(at, "silent_days", "", "*")
    assert errors(at) == [words("errors.rule_not_set")]


BAD = ("soon", "-3", "2.5", "2,5", "", "3651", "1e3", "٣", "99999999999999999999", "=1+1", "0x10", "<b>", "'; drop")


@pytest.mark.parametrize("language", languages())
@pytest.mark.usefixtures("no_outlook")
def test_a_value_that_is_none_is_answered_in_one_sentence(language: str, store: Store) -> None:
    words = words_in(language)
    at = open_form(settings_page(language), "rule")
    for typed in BAD:
        run(at.text_input(key="rule_value_on_plan_days").set_value(typed))
        press(at, "preview_rule")
        assert errors(at) == [words("errors.no_whole_number", typed=typed[:40], low=0, high=3650)], typed
        assert "publish_rule" not in buttons(at)
    for typed in ("0", " 3650 "):
        run(at.text_input(key="rule_value_on_plan_days").set_value(typed))
        assert not errors(press(at, "preview_rule"))
        assert "publish_rule" in buttons(at)
    run(at.text_input(key="rule_value_on_plan_days").set_value("0"))
    assert "publish_rule" not in buttons(at), "a preview is of the values it was made from"


@pytest.mark.usefixtures("no_outlook")
def test_a_rule_raised_by_another_says_so_and_the_same_value_changes_nothing(store: Store, words: Words) -> None:
    at = ask_rule(open_form(settings_page(words.language), "rule"), "behind_days", "7", "*")
    said = texts(at)
    limit = default_rules()["on_plan_days"]
    assert words("pages.settings.behind_raised", network=NAME, n=limit) in said
    at = ask_rule(renewed(press(at, "publish_rule")), "behind_days", "7", "*")
    assert errors(at) == [words("errors.nothing_would_change")]


@pytest.mark.usefixtures("no_outlook")
def test_what_somebody_published_meanwhile_is_not_written_over(store: Store, tmp_path: Path, words_en: Words) -> None:
    words = words_en
    at = open_form(settings_page(words.language), "rule")
    other = write(tmp_path, "rules.csv", "network_id,rule,value\nastrolabe,on_plan_days,45\n")
    bring(store, other)
    at = ask_rule(at, "on_plan_days", "60")
    said = words("in_place.meanwhile", author="Ada", message="m", number=store.newest(),
                 tables=load_contract("rules").title[words.language])  # fmt: skip
    assert errors(at) == [said] and "publish_rule" not in buttons(at)
    at = ask_rule(renewed(press(at, "anew_rule")), "on_plan_days", "60")
    assert "publish_rule" in buttons(at) and not errors(at), "begun anew it starts from what stands"
    write(tmp_path, "rules.csv", "network_id,rule,value\nastrolabe,on_plan_days,50\n")
    bring(store, other)
    at = press(at, "publish_rule")
    assert errors(at) and errors(at)[0].split("(")[0] == said.split("(")[0]
    held = published(store, "rules").set_index(["network_id", "rule"])["value"]
    assert held["astrolabe", "on_plan_days"] == 50


@pytest.mark.parametrize("language", languages())
@pytest.mark.usefixtures("no_outlook")
def test_a_networks_fields_are_changed_and_emptied_but_not_its_code(language: str, store: Store) -> None:
    words, titles = words_in(language), {f.name: f.title[language] for f in load_contract("networks").fields}
    at = open_form(settings_page(language), "network")
    before = published(store, "networks").set_index("network_id")
    fields = {
        str(one.key).split("_astrolabe_")[0] for kind in (at.text_input, at.date_input, at.selectbox) for one in kind
    }
    own = {f"network_{field.name}" for field in load_contract("networks").fields}
    assert own - fields == {"network_network_id"}
    base = store.newest()
    name = 'Boussole; "A", B\t<b>*x*</b> | =1+1'
    run(at.text_input(key=f"network_name_astrolabe_{base}").set_value(name))
    run(at.text_input(key=f"network_funder_astrolabe_{base}").set_value(""))
    run(at.date_input(key=f"network_funding_ends_on_astrolabe_{base}").set_value(dt.date(2027, 3, 31)))
    at = press(at, "preview_network")
    said, empty = texts(at), words("in_place.empty")
    old = before.loc["astrolabe"]
    assert words("in_place.field", field=titles["funder"], before=old["funder"], after=empty) in said
    day = words.date(dt.date(2027, 3, 31))
    ended = words.date(old["funding_ends_on"].date())
    assert words("in_place.field", field=titles["funding_ends_on"], before=ended, after=day) in said
    at = press(at, "publish_network")
    after = published(store, "networks").set_index("network_id")
    now = after.loc["astrolabe"]
    assert now["name"].split() == name.split() and pd.isna(now["funder"])
    assert str(now["funding_ends_on"].date()) == "2027-03-31" and now["starts_on"] == old["starts_on"]
    assert after.drop("astrolabe").equals(before.drop("astrolabe"))
    assert store.history()[0].changes["networks"].changed == 1
    store.undo(store.newest(), author="Ada")
    assert published(store, "networks").set_index("network_id").equals(before)


@pytest.mark.usefixtures("no_outlook")
def test_a_network_without_a_name_or_that_ends_before_it_begins_is_refused(store: Store, words_en: Words) -> None:
    words = words_en
    at = open_form(settings_page(words.language), "network")
    base, title = store.newest(), load_contract("networks").column("name").title[words.language]
    run(at.text_input(key=f"network_name_astrolabe_{base}").set_value("  "))
    assert errors(press(at, "preview_network")) == [words("errors.cell_missing", column=title)]
    run(at.text_input(key=f"network_name_astrolabe_{base}").set_value("Astrolabe"))
    run(at.date_input(key=f"network_funding_ends_on_astrolabe_{base}").set_value(dt.date(2001, 1, 1)))
    (said,) = errors(press(at, "preview_network"))
    assert "2001-01-01" in said and "_" not in said
    assert store.newest() == base


@pytest.mark.parametrize("language", languages())
@pytest.mark.usefixtures("no_outlook")
def test_who_is_not_staff_sees_the_values_and_one_sentence_and_writes_nothing(
    language: str, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = words_in(language)
    staff = ask_rule(open_form(settings_page(language), "rule"), "on_plan_days", "60")
    outsider = Visitor("eve@example.org", has_login=True)
    monkeypatch.setattr(writer, "visitor", lambda: outsider)
    newest = store.newest()
    at = settings_page(language)
    assert [plain(info.value) for info in at.info] == [words("errors.not_staff")]
    assert len(tables(at)) == 4 and not errors(at)
    forms = ("rule", "network", "recipe", "name")
    assert not {key for key in buttons(at) if any(form in key for form in forms)}
    for form in forms:
        open_form(at, form)
    assert "preview_rule" not in buttons(at)
    press(staff, "publish_rule")  # a button drawn before the right was taken away
    assert store.newest() == newest


def test_an_earlier_snapshot_is_only_looked_at(store: Store, tmp_path: Path, words_en: Words) -> None:
    words = words_en
    first = store.newest()
    bring(store, write(tmp_path, "rules.csv", "network_id,rule,value\nastrolabe,on_plan_days,45\n"))
    at = settings_page(words.language, snapshot=str(first))
    assert words("in_place.back_first") in texts(at)
    assert "change_rule" not in {str(one.key) for one in at.expander if hasattr(one, "key")}
    assert tables(at)[0][0][1:3] == ["30", "30"]
