"""The rules of counting of a network: what holds, and the form that changes one."""

from __future__ import annotations

from typing import Any

import streamlit as st

from cadence.answers.answer import Answer
from cadence.app.in_place import change
from cadence.app.in_place.saved import say
from cadence.app.markup import markdown_safe
from cadence.app.page import Page
from cadence.contract import load_contract
from cadence.contract.counting_rules import default_rules
from cadence.errors import CadenceError
from cadence.intake.in_place import EVERYONE, Change, published_rows, rule_row, rule_taken_back, whole_number

FORM = "rule"
COLUMNS = ("rule", "value", "default_value", "set_for")


def show(page: Page, rules: Answer) -> None:
    """Every rule in words, its value, the default, and who it is set for."""
    page.table(rules, COLUMNS, key="rules")


def form(page: Page, rules: Answer) -> None:
    """One rule, for this network or for all: another value, or back to what is more general."""
    opened = st.expander(page.say("change_rule"), key="change_rule", on_change="rerun")
    if not opened.open:
        change.forget(FORM)
        return
    with opened:
        said = {row["rule"]: page.words.code("rule", row["rule"]) for row in rules.rows()}
        rule = st.selectbox(page.say("which_rule"), list(said), format_func=said.__getitem__, key="rule")
        whom = {page.network: page.words("pages.settings.for_network", network=page.view.network_name)}
        whom[EVERYONE] = page.words("pages.settings.for_everyone")
        network = st.radio(page.say("for_whom"), list(whom), format_func=whom.__getitem__, key="rule_for")
        ways = {"value": page.words("pages.settings.way_value"), "back": page.words("pages.settings.way_back")}
        way = st.radio(page.say("way"), list(ways), format_func=ways.__getitem__, key="rule_way")
        held = next(int(row["value"]) for row in rules.rows() if row["rule"] == rule)
        typed = ""
        if way == "value":
            typed = st.text_input(page.say("new_value", n=held), key=f"rule_value_{rule}", max_chars=20)
        of = {"rule": rule, "network": network, "way": way, "typed": typed, "base": change.base(page, FORM)}
        if st.button(say(page, "preview"), key="preview_rule"):
            _begin(page, of)
        change.offer(page, FORM, of)


def _begin(page: Page, of: dict[str, Any]) -> None:
    """The draft of what the form says; a value that is none is answered in one sentence."""
    change.drop_draft(FORM)
    rule, network, way = str(of["rule"]), str(of["network"]), of["way"]
    try:
        published = published_rows(page.serving, "rules")
        made = _change(published, rule, network, str(of["typed"]) if way == "value" else None)
    except CadenceError as error:
        st.error(markdown_safe(error.says(page.words)))
        return
    said = _sentences(page, published, made, rule, network)
    change.begin(page, FORM, made, said, said[0], of)


def _change(published: list[dict[str, Any]], rule: str, network: str, typed: str | None) -> Change:
    if typed is None:
        return rule_taken_back(published, network, rule)
    return rule_row(network, rule, whole_number(typed, load_contract("rules").column("value")))


def _sentences(page: Page, published: list[dict[str, Any]], made: Change, rule: str, network: str) -> list[str]:
    """What the change does to the rule: its value before and after, who keeps another, what stays without effect."""
    words = page.words
    before = {(str(row["network_id"]), str(row["rule"])): int(row["value"]) for row in published}
    after = {(row["network_id"], row["rule"]): int(row["value"]) for row in made.rows}
    if made.mode == "merge":
        after = {**before, **after}
    names = dict(page.serving.frame("networks")[["network_id", "name"]].itertuples(index=False, name=None))
    blanks = {
        "rule": words.code("rule", rule),
        "before": _worth(before, network, rule),
        "after": _worth(after, network, rule),
        "network": names.get(network, ""),
    }
    said = [words(f"pages.settings.rule_{'everyone' if network == EVERYONE else 'network'}", **blanks)]
    own = [name for code, name in names.items() if (code, rule) in after]
    if network == EVERYONE and own:
        said.append(words("pages.settings.keep_own", n=len(own), networks=words.list_of(sorted(own))))
    for code, name in names.items():
        limits = {one: _worth(after, code, one) for one in ("on_plan_days", "behind_days")}
        if rule in limits and network in (code, EVERYONE) and limits["behind_days"] < limits["on_plan_days"]:
            said.append(words("pages.settings.behind_raised", network=name, n=limits["on_plan_days"]))
    return said


def _worth(rules: dict[tuple[str, str], int], network: str, rule: str) -> int:
    """What a rule is worth for a network: its own value, that of every network, or the default."""
    common = rules.get((EVERYONE, rule), default_rules()[rule])
    return rules.get((network, rule), common)
