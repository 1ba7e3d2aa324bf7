"""A page lists what exists: each partner, city and joint action opens, however little else is published."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cadence.answers.serving import Serving
from cadence.words import languages, words_in
from tests.app.test_partial import opened
from tests.from_folder import from_folder

NETWORKS = "network_id,name,starts_on\nn,Net,2024-01-01\nother,Other,2024-01-01\n"
PARTNERS = "partner_id,name,sector\n" + "".join(f"p{i},Partner {i},ngo\n" for i in range(1, 7))
# Six activities; p1 and p2 take part, p5 in one of another network; nobody ever names p3, p4 and p6.
ACTIVITIES = "activity_id,network_id,held_on,kind,format,partners\n" + "".join(
    f"{i},n,2024-0{i}-01,joint_session,on_site,{'p1|p2' if i % 2 else ''}\n" for i in range(1, 7)
)
ELSEWHERE = "7,other,2024-03-01,joint_session,on_site,p5\n"
CITIES = "city_id,network_id,name,country,joined_on\n" + "".join(
    f"c{i},n,City {i},SN,202{i}-01-01\n" for i in (2, 3, 6)
)
ACTIONS = "action_id,network_id,title,size,status,partners,cities\n" + "".join(
    f"a{i},n,Action {i},small_test,pipeline,,\n" for i in range(1, 4)
)


TITLES = [f"Action {i}" for i in range(1, 4)]


@pytest.fixture
def bare(tmp_path: Path) -> Callable[..., Serving]:
    """A network of a few tables, as CSV texts."""

    def serve(**tables: str) -> Serving:
        for name, text in {"networks": NETWORKS, **tables}.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        return from_folder(tmp_path)

    return serve


def choice(at: AppTest, subject: str) -> tuple[str, set[str]]:
    """The code that a page shows, and the names of all that it offers."""
    (box,) = (box for box in at.selectbox if box.key == f"choice_{subject}")
    return str(box.value), set(box.options)


@pytest.mark.parametrize("language", languages())
def test_the_partner_page_opens_each_partner_without_any_partnership(
    language: str, bare: Callable[..., Serving]
) -> None:
    serving = bare(partners=PARTNERS, activities=ACTIVITIES + ELSEWHERE)
    known = serving.frame("known_partners", network="n")
    assert sorted(known["partner_id"]) == ["p1", "p2", "p3", "p4", "p6"], "p5 belongs to another network"
    assert sorted(serving.frame("known_partners", network="other")["partner_id"]) == ["p3", "p4", "p5", "p6"]
    for code in known["partner_id"]:
        page = opened(serving, "partner", language, "n", partner=code)
        assert choice(page, "partner") == (code, set(known["name"]))
        assert bool(page.get("plotly_chart")) == (code in ("p1", "p2")), "who took part has activities to draw"


@pytest.mark.parametrize("language", languages())
def test_the_city_page_opens_each_city_without_anything_else(language: str, bare: Callable[..., Serving]) -> None:
    serving = bare(cities=CITIES)
    for code in ("c2", "c3", "c6"):
        page = opened(serving, "city", language, "n", city=code)
        assert choice(page, "city") == (code, {"City 2", "City 3", "City 6"})
        assert any(f"City {code[-1]}" in text.value for text in page.markdown)


@pytest.mark.parametrize("language", languages())
def test_the_page_of_joint_actions_opens_each_action_without_anything_else(
    language: str, bare: Callable[..., Serving]
) -> None:
    serving = bare(actions=ACTIONS)
    for code in ("a1", "a2", "a3"):
        page = opened(serving, "joint_actions", language, "n", action=code)
        assert choice(page, "action") == (code, {words_in(language)("pages.joint_actions.every_action"), *TITLES})
        assert any(f"Action {code[-1]}" in cell for table in page.table for cell in table.value.iloc[:, 0])


@pytest.mark.parametrize("language", languages())
def test_the_list_of_what_cannot_be_said_stands_once_at_the_end_and_what_is_in_it_nowhere_else(
    language: str, bare: Callable[..., Serving]
) -> None:
    words = words_in(language)
    at = opened(bare(cities=CITIES), "overview", language, "n")
    headers = [header.value for header in at.header]
    assert headers[-1] == words("lacks.title") and headers.count(words("lacks.title")) == 1
    assert not at.metric and not at.get("plotly_chart") and not at.get("popover")[1:], "no number, frame or button"
    (line,) = (text.value for text in at.markdown if text.value.startswith("- "))
    lines = line.split("\n")
    plain = [line.replace("\\", "").removeprefix("- ") for line in lines]
    topics = [
        topic
        for line in plain
        for topic in line.partition(f"{words('lacks.line', topic='', reason='').strip()} ")[0].rstrip().split(" · ")
    ]
    wanted = ("on_plan", "median", "with_partner", "engagements", "handful", "at_target")
    assert sorted(topics) == sorted(
        [
            *(words(f"pages.overview.{card}") for card in wanted),
            *(words(f"lacks.topic.{chart}") for chart in ("pace_strip", "city_map")),
        ]
    )
    assert len({line.partition(": ")[2] for line in plain}) == len(plain), "what lacks the same thing shares a line"
    assert at.get("page_link"), "the way to the upload page and its templates"
