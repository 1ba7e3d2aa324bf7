"""Start a network on a page: what it is, its towns pasted, its journey chosen and edited; published as one step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from cadence import days
from cadence.app import address, frame, writer
from cadence.app.in_place import fields, labels, merged, saved, told
from cadence.app.in_place.saved import say
from cadence.app.markup import markdown_safe
from cadence.app.page import Page
from cadence.contract import load_contract
from cadence.contract.model import InLanguages
from cadence.intake import start
from cadence.intake.in_place import published_rows
from cadence.intake.start import City, Place, Step
from cadence.recipes.names import slug

FORM = "start"
FIELDS = ("name", "funder", "starts_on", "funding_ends_on")
COLUMNS = ("phase", "step", "due_after_days", "weight")


def show(page: Page) -> None:
    """The whole form, and after it the way to the pages that its network has now."""
    _go_to_new(page)
    told.tell(page)
    if saved.SAVED in st.session_state:
        _links(page)
    if page.view.is_pinned or not writer.ask_name(page.words, "by_start"):
        return
    network = _network(page)
    cities, joined_on, lacking = _cities(page, network)
    steps = _journey(page)
    lacking = [*lacking, *(page.words(f"in_place.start.no_{what}") for what, held in
               (("name", network["name"]), ("city", cities), ("step", steps)) if not held)]  # fmt: skip
    is_asked = st.button(say(page, "preview"), key="preview_start")
    if is_asked and lacking:
        st.error("\n".join(f"- {markdown_safe(one)}" for one in lacking))
        return
    taken = {name: _codes(page, name) for name in ("networks", "phases", "milestones", "cities")}
    made = start.rows(network, steps, cities, joined_on, taken, days.today()) if not lacking else []
    summary = page.words("in_place.start.summary", network=network["name"])
    st.session_state["starting"] = made[0].key[0] if made else None
    merged.run(
        page, FORM, lambda: made, summary, {"rows": made}, is_asked=is_asked,
        network=made[0].key[0] if made else None, said=_sentences(page, network, cities, steps, joined_on),
    )  # fmt: skip


def _codes(page: Page, table: str) -> set[str]:
    key = load_contract(table).primary_key[0]
    return {str(row[key]) for row in published_rows(page.serving, table)}


def _go_to_new(page: Page) -> None:
    """Once it is published, the new network is the one that is looked at."""
    code = st.session_state.get("starting")
    if code and code != page.network and code in _codes(page, "networks"):
        del st.session_state["starting"]
        address.put("network", code)
        st.rerun()


def _links(page: Page) -> None:
    with st.container(horizontal=True):
        for name in ("overview", "city_pace", "city"):
            st.page_link(frame.page_path(name), label=page.words(f"pages.{name}.menu"))


def _network(page: Page) -> dict[str, str]:
    """The network's own fields."""
    page.section("network")
    contract, typed = load_contract("networks"), {}
    sides = st.columns(2)
    for place, name in enumerate(FIELDS):
        field = contract.column(name)
        begins = str(days.today(page.view.zone)) if name == "starts_on" else ""
        key = f"start_{name}_{saved.times(FORM)}"
        with sides[place % 2]:
            typed[name] = fields.ask(page, field, begins, key, None, label=labels.title(page, "networks", field))
    return typed


def _cities(page: Page, network: Mapping[str, str]) -> tuple[list[City], dt.date, list[str]]:
    """The cities of the pasted list, the day they join, and what has still to be said of them."""
    page.section("cities")
    times = saved.times(FORM)
    pasted = st.text_area(page.say("towns"), key=f"start_towns_{times}", height=140, help=page.say("towns_help"))
    begins = dt.date.fromisoformat(network["starts_on"]) if network["starts_on"] else days.today(page.view.zone)
    joined = st.date_input(page.say("joined_on"), begins, format="DD/MM/YYYY", key=f"start_joined_{times}_{begins}")
    found, lacking = [], []
    for place in start.places(pasted):
        city = _city(page, place, times)
        if city is None:
            lacking.append(page.words("in_place.start.which_town", name=place.name))
        else:
            found.append(city)
    if found:
        said = page.words.list_of([f"{one.name} ({page.words.country(one.country)})" for one in found])
        st.caption(page.say("towns_read", n=len(found), towns=said))
    return found, joined if isinstance(joined, dt.date) else begins, lacking


def _city(page: Page, place: Place, times: int) -> City | None:
    """A town as it is on the map; of namesakes the one that is chosen, of an unknown one the country."""
    if place.is_sure:
        return City(place.name, place.towns[0].country, place.towns[0])
    key = f"start_town_{place.name}_{place.country}_{times}"
    if place.towns:
        labels_of = {
            number: page.words(
                "in_place.start.town", name=town.name, country=page.words.country(town.country), n=town.population
            )
            for number, town in enumerate(place.towns)
        }
        chosen = st.selectbox(
            page.say("which_town", name=place.name), list(labels_of), None, labels_of.__getitem__,
            placeholder=page.words("in_place.choose"), key=key,
        )  # fmt: skip
        return None if chosen is None else City(place.name, place.towns[chosen].country, place.towns[chosen])
    if place.country:
        return City(place.name, place.country)
    countries = labels.choices(page, "cities", load_contract("cities").column("country")) or {}
    code = st.selectbox(
        page.say("unknown_town", name=place.name), list(countries), None, countries.__getitem__,
        placeholder=say(page, "choose"), key=key,
    )  # fmt: skip
    return City(place.name, code) if code else None


def _journey(page: Page) -> list[Step]:
    """A journey that ships, with its steps to be edited."""
    page.section("journey")
    found, language = start.load_journeys(), page.words.language
    titles = {code: journey.title[language] for code, journey in found.items()}
    code = st.selectbox(page.say("which_journey"), list(titles), format_func=titles.__getitem__, key="start_journey")
    steps = found[str(code)].steps
    shown = pd.DataFrame(
        [(s.phase[language], s.name[language], s.due_after_days, s.weight) for s in steps], columns=list(COLUMNS)
    )
    config = {
        "phase": st.column_config.TextColumn(page.words("pages.start.phase"), required=True),
        "step": st.column_config.TextColumn(page.words("pages.start.step"), required=True),
        "due_after_days": st.column_config.NumberColumn(
            page.words("pages.start.due_after_days"), min_value=0, step=1, required=True
        ),
        "weight": st.column_config.NumberColumn(page.words("pages.start.weight"), min_value=0.1, default=1),
    }
    key = f"start_steps_{code}_{language}_{saved.times(FORM)}"
    typed = st.data_editor(
        shown, num_rows="dynamic", hide_index=True, column_config=config, key=key, alt=page.say("journey")
    )
    return _steps(steps, pd.DataFrame(typed).to_dict("records"), language)


def _steps(steps: Sequence[Step], typed: Sequence[Mapping[Any, Any]], language: str) -> list[Step]:
    """What stands in the grid as steps; a name that ships keeps its words in the other language."""
    phases = {step.phase[language]: step for step in steps}
    names = {step.name[language]: step.name for step in steps}
    made = []
    for row in typed:
        if any(pd.isna(row[name]) or row[name] == "" for name in ("phase", "step", "due_after_days")):
            continue
        phase, name = str(row["phase"]).strip(), str(row["step"]).strip()
        known = phases.get(phase)
        weight = 1.0 if pd.isna(row["weight"]) else float(row["weight"])
        made.append(
            Step(
                known.phase if known else _in_both(phase),
                known.expectation if known else _in_both(""),
                names.get(name) or _in_both(name),
                weight,
                int(row["due_after_days"]),
            )
        )
    return made


def _in_both(text: str) -> Mapping[str, str]:
    return InLanguages(dict.fromkeys(start.LANGUAGES, text))


def _sentences(
    page: Page, network: Mapping[str, str], cities: Sequence[City], steps: Sequence[Step], joined_on: dt.date
) -> list[str]:
    """What will be published, in a sentence each."""
    words, language = page.words, page.words.language
    phases = list(dict.fromkeys(step.phase[language] for step in steps))
    named = words.list_of([city.name for city in cities])
    return [
        words("in_place.start.of_network", name=network["name"], code=slug(network["name"])),
        words("in_place.start.of_cities", n=len(cities), cities=named, day=joined_on),
        words("in_place.start.of_journey", n=len(steps), phases=words.list_of(phases)),
        words("in_place.start.of_days", n=len(cities) * len(steps)),
        words("in_place.start.known", day=days.today()),
    ]
