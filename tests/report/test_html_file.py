"""The report's page: no text of data is ever markup, whichever column of whichever table it comes from."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jinja2 import UndefinedError, nodes

from cadence import report
from cadence.answers.serving import Serving
from cadence.contract import Contract, Field, load_contracts
from cadence.report.html_file import TEMPLATES, template_values, templates
from cadence.report.inline import scripts
from cadence.report.model import Document
from cadence.settings import PROJECT
from cadence.words import languages, words_in
from tests.from_folder import from_folder
from tests.report.reader import Reader, read

MADE = dt.datetime(2026, 11, 23, 10, 30, tzinfo=dt.UTC)
ADDRESS = "https://cadence.example"
SAMPLE = PROJECT / "data" / "sample"
EVERY = "*"  # a sign of the contract, no text
HOSTILE = "<script>alert(1)</script>\"'&{{7*7}}"
# A text of data as it was made hostile: where it comes from, and the attack.
MARKED = re.compile(r"(\w+\.\w+)" + re.escape(HOSTILE))
# What the report shows of the sample, in whichever language, and who published it.
SHOWN = {
    "networks.name", "networks.funder", "phases.name", "phases.expectation", "cities.name", "partners.name",
    "actions.title", "actions.lesson", "activities.message", "indicators.name", "indicators.unit", "publishers.name",
    "milestones.name", "progress.note", "partnerships.agreement",
}  # fmt: skip
NAMES = sorted(path.name for path in TEMPLATES.iterdir())


def text_columns(contract: Contract) -> list[Field]:
    """The columns that hold whatever somebody types."""
    return [field for field in contract.fields if field.type in ("string", "list") and not field.enum]


def is_code(field: Field) -> bool:
    """Whether other tables refer to its values, which are then made hostile alike everywhere."""
    return field.type == "list" or field.name.endswith("_id") or field.name == "grew_from"


def made_hostile(contract: Contract, field: Field, cell: str) -> str:
    """A cell as typed, and behind it where it stands and the attack; codes are the same in every table."""
    if is_code(field):
        return "|".join(code + HOSTILE for code in cell.split("|"))
    return f"{cell} {contract.name}.{field.name}{HOSTILE}"


def make_hostile(folder: Path) -> None:
    """The sample with every text of every table made hostile; a column that it leaves empty holds one in every row."""
    for contract in load_contracts().values():
        with (SAMPLE / f"{contract.name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for field in text_columns(contract):
            cells = [row.get(field.name, "") for row in rows]
            for row, cell in zip(rows, cells, strict=True):
                if cell != EVERY and (cell or not any(cells)):
                    row[field.name] = made_hostile(contract, field, cell)
        with (folder / f"{contract.name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, contract.columns)
            writer.writeheader()
            writer.writerows(rows)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Serving:
    folder = tmp_path_factory.mktemp("hostile")
    make_hostile(folder)
    return from_folder(folder)


@pytest.fixture(
    params=[(language, network) for language in languages() for network in ("astrolabe", "estuaires")], scope="module"
)
def pages(request: pytest.FixtureRequest, hostile: Serving, sample: Serving) -> tuple[Reader, Reader]:
    """The same report twice: of hostile texts, and of the sample."""
    language, network = request.param
    words = words_in(language)
    return (
        read(report.html(signed(report.write(hostile, words, network + HOSTILE, None, MADE, ADDRESS), HOSTILE))),
        read(report.html(signed(report.write(sample, words, network, None, MADE, ADDRESS), "Awa"))),
    )


def signed(document: Document, author: str) -> Document:
    """The report as if somebody of this name had published what it stands on."""
    return dataclasses.replace(
        document, about=dataclasses.replace(document.about, published=f"publishers.name{author}")
    )


def skeleton(page: Reader) -> list[tuple[str, set[str]]]:
    """Every element with the names of its attributes; a class may tell a long table from a short one."""
    return [(tag, attributes.keys() - {"class"}) for tag, attributes in page.elements]


def said(page: Reader) -> Iterator[str]:
    """Every text and every value of an attribute."""
    yield from page.texts
    for _, attributes in page.elements:
        yield from (value for value in attributes.values() if value)


def test_hostile_texts_add_no_element_and_no_attribute(pages: tuple[Reader, Reader]) -> None:
    found, plain = pages
    assert skeleton(found) == skeleton(plain)


def test_only_the_known_scripts_run(pages: tuple[Reader, Reader]) -> None:
    assert pages[0].runs == list(scripts())


def test_hostile_texts_are_shown_as_typed(pages: tuple[Reader, Reader]) -> None:
    texts = list(said(pages[0]))
    assert sum(HOSTILE in text for text in texts) > 40
    for text in texts:
        assert text.count("alert(1)") == text.count(HOSTILE), f"not as typed: {text}"


def test_every_column_that_is_told_of_was_hostile(hostile: Serving) -> None:
    shown = set()
    for language in languages():
        document = signed(report.write(hostile, words_in(language), f"astrolabe{HOSTILE}", None, MADE), HOSTILE)
        found = {name for text in said(read(report.html(document))) for name in MARKED.findall(text)}
        shown |= {name.removesuffix(f"_{language}") for name in found}
    assert shown == SHOWN


def strings(value: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every text within JSON, and where it stands."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict | list):
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        for key, found in inner:
            yield from strings(found, (*place, key))


def test_a_chart_is_given_no_markup(pages: tuple[Reader, Reader]) -> None:
    """Charts read a small markup of their own: only a mark's code, which is not shown, is as typed."""
    for text in pages[0].held:
        assert "<" not in text
        raw = [(place, found) for place, found in strings(json.loads(text)) if "<script" in found]
        for place, found in raw:
            assert "customdata" in place and place[-1] == 0, (place, found)
            assert re.match(r"\w+:", found), (place, found)


@pytest.mark.parametrize("name", NAMES)
def test_every_template_escapes_and_none_can_stop_it(name: str) -> None:
    assert templates().get_template(name).new_context().eval_ctx.autoescape is True
    text = (TEMPLATES / name).read_text("utf-8")
    assert not re.search(r"\|\s*safe|autoescape|Markup|__html__", text)
    assert not re.search(r"=\s*{[{%]", re.sub(r"{%.*?%}", "", text)), "an attribute without quotation marks"
    tree = templates().parse(text)
    assert not [*tree.find_all((nodes.EvalContextModifier, nodes.MarkSafe, nodes.MarkSafeIfAutoescape))]
    assert {found.name for found in tree.find_all(nodes.Filter)} <= {"length"}, "some filters make markup"


def test_text_is_declared_markup_in_one_place() -> None:
    makers = [path.name for path in (PROJECT / "cadence").rglob("*.py") if "Markup(" in path.read_text("utf-8")]
    assert makers == ["inline.py"]


@pytest.mark.parametrize("text", ["{{ nobody }}", "{{ about.nobody }}", "{% if nobody %}{% endif %}", "{{ nobody() }}"])
def test_a_name_that_is_not_handed_over_is_an_error(text: str, sample: Serving) -> None:
    document = report.write(sample, words_in("en"), "estuaires", None, MADE)
    with pytest.raises(UndefinedError, match="nobody"):
        templates().from_string(text).render(template_values(document, {}))


def test_the_page_names_everything_that_is_handed_over_and_fails_without(sample: Serving) -> None:
    whole = template_values(report.write(sample, words_in("en"), "astrolabe", None, MADE), {})
    page = templates().get_template("page.html")
    for name in whole:
        with pytest.raises(UndefinedError, match=f"'{name}' is undefined"):
            page.render({key: value for key, value in whole.items() if key != name})
