"""The report: every number is traced to a question, small cells are withheld, nothing is fetched, it repeats itself."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import shutil
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from cadence import __version__, report
from cadence.answers import questions
from cadence.answers.definitions import PARTS
from cadence.answers.digest import definitions_digest
from cadence.answers.serving import Serving, open_serving
from cadence.app.markup import markdown_safe
from cadence.cards.outcomes import value as in_unit
from cadence.charts import actions, impact, pace, partnerships, reach
from cadence.cli import commands
from cadence.errors import CadenceError
from cadence.report import pdf_file
from cadence.report.facts import ROWS_PRINTED
from cadence.report.html_file import file_names
from cadence.report.inline import asset
from cadence.report.model import Document, Drawn, Paragraph, Sentence, Table
from cadence.report.small_cells import withhold_results, withhold_small
from cadence.report.values import Value
from cadence.settings import PROJECT, SETTINGS, settings
from cadence.words import Words, languages, words_in
from cadence.words.values import in_words
from tests import kept_records
from tests.from_folder import from_folder
from tests.report.reader import read

MADE = dt.datetime(2026, 11, 23, 10, 30, tzinfo=dt.UTC)
ADDRESS = "https://cadence.example"
CHARTS = {
    "by_level": impact.by_level,
    "engagements_by_quarter": impact.engagements_by_quarter,
    "joint_messages": reach.joint_messages,
    "pace_strip": pace.pace_strip,
    "partner_ladder": partnerships.partner_ladder,
    "leverage": partnerships.leverage,
    "continuity": partnerships.continuity,
    "tested_first": actions.tested_first,
}
LANGUAGES = languages()
NUMBER = re.compile(r"\d")
ONE = "1 "
GROUPED = "group by all"


@pytest.fixture(scope="module")
def fresh() -> Serving:
    """The same data in a serving of its own: figures are computed a second time, from the files on."""
    return from_folder(PROJECT / "data" / "sample")


@pytest.fixture(
    params=[(language, network) for language in LANGUAGES for network in ("astrolabe", "estuaires")],
    ids="-".join,
    scope="module",
)
def document(request: pytest.FixtureRequest, sample: Serving) -> Document:
    """The report of each network in each language."""
    language, network = request.param
    return report.write(sample, words_in(language), network, None, MADE, ADDRESS)


def asked_again(serving: Serving, question: str, parameters: Mapping[str, Any]) -> pd.DataFrame:
    known = questions.find(question).parameters
    return serving.frame(question, **{name: given for name, given in parameters.items() if name in known})


def recomputed(serving: Serving, value: Value) -> Any:
    """The figure, computed by SQL from a new answer; the report's own code has no part in it."""
    answer = asked_again(serving, value.question, dict(value.parameters))
    if value.how == "count_beyond":
        return max(0, len(answer) - ROWS_PRINTED)
    where = " and ".join(f'"{name}" in (select unnest($w{i}))' for i, name in enumerate(value.where)) or "true"
    blanks = {
        f"w{i}": list(wanted) if isinstance(wanted, tuple) else [wanted]
        for i, wanted in enumerate(value.where.values())
    }
    column = f'"{value.column}"'
    of = {
        "count": "count(*)", "sum": f"sum({column})", 
        "count_positive": f"count(*) filter ({column} > 0)", "only": f"any_value({column})",
        "last": f"last({column})", "count_different": f"count(distinct {column})", "interval": "[low, high]",
        "names": f"list({column} order by place)",
    }[value.how]  # fmt: skip
    with duckdb.connect() as con:
        con.register("answer", answer.reset_index(names="place"))
        found = con.execute(f"select {of} from answer where {where} {GROUPED * (value.how == 'interval')}", blanks)
        row = found.fetchone()
    return row[0] if row else None


def agrees(value: Value, again: Any) -> bool:
    if value.how == "names":
        return value.raw == list(dict.fromkeys(name for name in again or [] if name is not None))
    if value.how == "interval":
        return value.raw is None or value.raw == pytest.approx(again)
    if isinstance(value.raw, float | int) and not isinstance(value.raw, bool):
        return value.raw == pytest.approx(again or 0)
    return value.raw == (again.date() if isinstance(again, dt.datetime) else again)


def every_sentence(document: Document) -> Iterator[Sentence]:
    for chapter in document.chapters:
        yield from chapter.sentences()
        if chapter.brief:
            yield chapter.brief


def test_every_figure_in_a_sentence_is_what_its_question_answers(document: Document, fresh: Serving) -> None:
    values = [blank for s in every_sentence(document) for blank in s.blanks.values() if isinstance(blank, Value)]
    assert len(values) > 40
    for value in values:
        again = recomputed(fresh, value)
        assert agrees(value, again), (value, again)


# What a sentence says without a question: what it is about, and by what it was counted.
TOLD = {"topic", "reason", "limit", "network", "day", "snapshot", "unit", "version", "digest"}


def test_every_sentence_is_its_words_filled_with_its_figures(document: Document) -> None:
    words = words_in(document.about.language)
    for sentence in every_sentence(document):
        blanks = {name: b.in_sentence(words) if isinstance(b, Value) else b for name, b in sentence.blanks.items()}
        assert sentence.text == words(sentence.key, **blanks)
        markdown_safe = {name for name, blank in sentence.blanks.items() if not isinstance(blank, Value)}
        assert markdown_safe <= TOLD, "a number without a question"


def test_the_summary_says_what_the_chapters_say(document: Document) -> None:
    for chapter in document.chapters:
        brief = chapter.brief.blanks if chapter.brief else {}
        for name in brief.keys() & chapter.title.blanks.keys():
            assert brief[name] == chapter.title.blanks[name], (chapter.name, name)


def test_every_heading_is_a_word_and_never_the_name_of_a_column(document: Document) -> None:
    figures = [one for chapter in document.chapters for one in chapter.blocks if isinstance(one, Drawn | Table)]
    assert figures
    for figure in figures:
        assert not [heading for heading in figure.headings if "_" in heading], figure.answer.question


def masked_again(figure: Drawn | Table, fresh: Serving) -> pd.DataFrame:
    """The answer behind a figure, asked anew and with small cells withheld again."""
    answer = asked_again(fresh, figure.question, figure.answer.parameters)
    if figure.question == "audience_by_kind":
        answer = withhold_small(impact.quarters(answer), ("engagements",), 5, is_totalled=True)
    return withhold_results(answer, 5) if figure.question == "achievement" else answer


def test_every_chart_is_drawn_of_what_its_question_answers(document: Document, fresh: Serving) -> None:
    words = words_in(document.about.language)
    charts = [figure for figure in document.figures() if isinstance(figure, Drawn)]
    assert len(charts) >= 6
    for figure in charts:
        again = CHARTS[figure.chart.name](masked_again(figure, fresh), words)
        assert (again.title, again.subtitle, again.alt) == (
            figure.chart.title, figure.chart.subtitle, figure.chart.alt
        )  # fmt: skip
        if again.figure is not None:
            assert again.figure.to_json() == figure.chart.figure.to_json()


def test_every_table_holds_what_its_question_answers(document: Document, fresh: Serving) -> None:
    words = words_in(document.about.language)
    for table in (figure for figure in document.figures() if isinstance(figure, Table)):
        again = asked_again(fresh, table.question, table.answer.parameters)
        shown = table.answer.frame
        shared = [column for column in again.columns if f"{column}_withheld" not in shown.columns]
        shared = [c for c in shared if c not in ("share", "baseline", "actual", "achievement")]
        rows = again.loc[shown.index, shared]
        pd.testing.assert_frame_equal(shown[shared], rows, check_dtype=False)
        for cells, (index, row) in zip(table.rows, shown.iterrows(), strict=False):
            known = set(sayings(words, {**again.loc[index].to_dict(), **row.to_dict()}))  # type: ignore[dict-item]
            assert set(cells) <= known, (table.name, set(cells) - known)


def sayings(words: Words, row: dict[str, Any]) -> Iterator[str]:
    """Everything a cell may say of a row."""
    yield from ("–", words("report.withheld"))
    for column, found in row.items():
        yield in_words(words, column, found) or "–"
        if column.endswith("_why") and isinstance(found, str):
            yield words(f"why.{found}")
        if column in ("baseline", "actual", "target"):
            yield in_unit(words, found, row["unit"])


def traced(document: Document) -> set[str]:
    """Every text that may hold a number: those traced by the tests above, definitions, and what frames them."""
    words = words_in(document.about.language)
    about = document.about
    found = {sentence.text for sentence in every_sentence(document)}
    for figure in document.figures():
        if isinstance(figure, Drawn):
            found |= {figure.chart.title, figure.chart.subtitle, figure.chart.empty, *figure.headings}
            found |= {text for row in figure.rows for text in row}
        else:
            found |= {text for row in figure.rows for text in row} | set(figure.headings)
    for n, name in enumerate(document.questions(), 1):
        question = questions.find(name)
        found |= {f"{n} · {question.says('meaning', about.language)}", str(n), words("report.links.definition", n=n)}
        found |= {f"{words(f'report.parts.{p}')} {question.says(p, about.language)}" for p in PARTS}
        found.add(name)
    for n, chapter in enumerate(document.chapters, 1):
        found |= {str(n), f"{n} · {chapter.topic}", str(n + 1)}
        found |= {
            text for block in chapter.blocks for text in (getattr(block, "text", ""), getattr(block, "about", ""))
        }
    found |= {words("report.links.csv", file=file) for file in file_names(document).values()}
    found |= {
        words("report.links.data", day=about.data_date),
        words("report.cover.situation", day=about.data_date, zone=about.zone),
    }
    found |= {words("report.cover.made", made=words.moment(about.made)), about.network_name}
    return found | {f"{about.network_name} · {words('report.title')}"}


def test_every_number_on_the_page_is_traced(document: Document) -> None:
    known = {" ".join(text.split()) for text in traced(document)}
    for text in read(report.html(document)).texts:
        assert not NUMBER.search(text) or " ".join(text.split()) in known, f"not traced: {text}"


def test_the_page_is_well_formed_and_its_links_lead_somewhere(document: Document) -> None:
    page = read(report.html(document))
    assert len(page.ids) == len(set(page.ids))
    inner = [a["href"] for tag, a in page.elements if tag == "a" and str(a["href"]).startswith("#")]
    assert inner
    assert {str(link)[1:] for link in inner} <= set(page.ids)
    assert page.elements[0] == ("html", {"lang": document.about.language})


def test_nothing_is_fetched(document: Document) -> None:
    page = report.html(document)
    elements = read(page).elements
    assert str(*[a["content"] for _, a in elements if "http-equiv" in a]).startswith(
        "default-src 'none'; script-src 'sha"
    )
    for tag, attributes in elements:
        for name in ("src", "href", "srcset", "data", "action", "poster"):
            link = str(attributes.get(name) or "")
            assert link.startswith(("#", f"{ADDRESS}/")) or not link, (tag, link)
        assert tag not in ("link", "iframe", "object", "embed", "base", "form")
    style = page[page.index("<style>") : page.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style


def test_links_to_pages_carry_language_network_day_and_snapshot(sample: Serving) -> None:
    document = report.write(sample, words_in("fr"), "astrolabe", dt.date(2026, 6, 30), MADE, ADDRESS + "/")
    links = [str(a["href"]) for tag, a in read(report.html(document)).elements if tag == "a"]
    assert f"{ADDRESS}/city_pace?lang=fr&network=astrolabe&on=2026-06-30" in links
    without = report.write(sample, words_in("fr"), "astrolabe", dt.date(2026, 6, 30), MADE)
    assert not [a for _, a in read(report.html(without)).elements if "http" in str(a.get("href"))]


@pytest.mark.parametrize(
    ("network", "language", "day"),
    [
        ("astrolabe", "en", "2023-09-01"),
        ("astrolabe", "fr", "2023-12-01"),
        ("astrolabe", "en", "2025-03-01"),
        ("estuaires", "fr", "2025-05-15"),
        ("estuaires", "en", "2025-11-01"),
        ("estuaires", "fr", "2026-03-01"),
        ("astrolabe", "en", "2027-08-01"),
        ("astrolabe", "fr", "2027-08-01"),
    ],
)
def test_it_reads_well_on_any_day(network: str, language: str, day: str, sample: Serving) -> None:
    document = report.write(sample, words_in(language), network, dt.date.fromisoformat(day), MADE)
    for text in [sentence.text for sentence in every_sentence(document)]:
        assert not re.search(r"\b(nan|NaT|NaN)\b|\bNone\b(?! of| is| has)|<NA>|[{}]|report\.[a-z]", text), text
        assert not re.search(
            r"\b1 (cities|indicators|tests|activities|partnerships|organisations|villes|tests)\b", text
        )
    report.html(document)


def small_network(folder: Path, **changes: Any) -> Serving:
    """The sample with some cells of some tables replaced: ``table=(column, row, value)``."""
    shutil.copytree(PROJECT / "data" / "sample", folder)
    for table, cells in changes.items():
        path = folder / f"{table}.csv"
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        for column, row, found in cells:
            frame.loc[row, column] = found
        frame.to_csv(path, index=False)
    return from_folder(folder)


def test_small_cells_are_withheld_and_cannot_be_worked_out(sample: Serving) -> None:
    raw = impact.quarters(sample.frame("audience_by_kind", network="astrolabe"))
    assert (raw["engagements"] == 3).any(), "the sample has a quarter of three persons"
    document = report.write(sample, words_in("en"), "astrolabe", None, MADE)
    quarters = next(f for f in document.figures() if isinstance(f, Drawn) and f.chart.name == "engagements_by_quarter")
    hidden = quarters.answer.frame["engagements_withheld"]
    assert hidden.sum() == 2, "one alone could be worked out from the printed total"
    assert quarters.answer.frame.loc[hidden, "engagements"].isna().all()
    assert [cells[2] for cells, gone in zip(quarters.rows, hidden, strict=True) if gone] == ["withheld"] * 2
    heights = json.loads(quarters.chart.figure.to_json())["data"][0]["y"]
    assert min(heights) >= 5
    segments = next(f for f in document.figures() if isinstance(f, Table) and f.name == "segments")
    press = dict(zip(segments.answer.frame["segment"], segments.rows, strict=True))["press"]
    assert press[2] == "withheld", "four journalists at one activity"
    files = report.figure_files(document)
    name = next(name for name in files if name.endswith("segments.csv"))
    held = pd.read_csv(io.BytesIO(files[name]))
    for column in ("engagements", "largest", "new_persons"):
        assert not ((held[column] > 0) & (held[column] < 5)).any()
    assert "Counts of fewer than 5 persons are withheld" in report.html(document)


def test_an_indicator_of_few_persons_is_withheld(tmp_path: Path) -> None:
    results = pd.read_csv(PROJECT / "data" / "sample" / "results.csv", dtype=str)
    rows = results.index[results["indicator_id"] == "flood-volunteers"]
    serving = small_network(tmp_path / "few", results=[("actual", row, "3" if row == rows[0] else "0") for row in rows])
    document = report.write(serving, words_in("en"), "astrolabe", None, MADE)
    table = next(f for f in document.figures() if isinstance(f, Table) and f.name == "indicators")
    row = table.rows[list(table.answer.frame["indicator_id"]).index("flood-volunteers")]
    assert row[2:6] == ("withheld", "withheld", "30 persons", "–")
    assert table.answer.frame.set_index("indicator_id").loc["flood-volunteers", ["actual", "achievement"]].isna().all()


def test_the_next_smallest_is_withheld_only_beside_a_total() -> None:
    answer = pd.DataFrame({"persons": [3.0, 9.0, 20.0, 0.0, None]})
    assert list(withhold_small(answer, ["persons"], 5)["persons_withheld"]) == [True, False, False, False, False]
    beside = withhold_small(answer, ["persons"], 5, is_totalled=True)
    assert list(beside["persons_withheld"]) == [True, True, False, False, False]
    assert list(beside["persons"].fillna(-1)) == [-1, -1, 20, 0, -1]
    two = pd.DataFrame({"persons": [3, 4, 20]})
    assert list(withhold_small(two, ["persons"], 5, is_totalled=True)["persons_withheld"]) == [True, True, False]


def test_made_again_it_is_the_same_but_for_the_time(sample: Serving, fresh: Serving, words: Words) -> None:
    first = report.write(sample, words, "astrolabe", None, MADE)
    later = MADE + dt.timedelta(days=400)
    second = report.write(fresh, words, "astrolabe", None, later)
    made, made_later = words.moment(MADE), words.moment(later)
    one, two = report.html(first), report.html(second)
    assert one.count(made) == 1
    assert one != two
    assert one.replace(made, made_later) == two
    data, again = report.figure_files(first), report.figure_files(second)
    assert {name: text for name, text in data.items() if name != "metadata.json"} == {
        name: text for name, text in again.items() if name != "metadata.json"
    }
    about, about_later = (json.loads(files["metadata.json"]) for files in (data, again))
    assert about.pop("made") != about_later.pop("made")
    assert about == about_later
    assert report.as_zip(data, first) == report.as_zip(report.figure_files(first), first)


def test_figures_come_as_files_with_what_they_mean(document: Document) -> None:
    files = report.figure_files(document)
    about = json.loads(files["metadata.json"])
    assert about["snapshot"] == document.about.snapshot
    assert about["data_date"] == str(document.about.data_date)
    assert [figure["file"] for figure in about["figures"]] == [
        name for name in files if name not in ("metadata.json", "00_sentences.csv")
    ]
    for figure in about["figures"]:
        frame = pd.read_csv(io.BytesIO(files[figure["file"]]))
        assert list(frame.columns) == figure["columns"]
        assert len(frame) == figure["rows"]
        assert figure["meaning"] == questions.find(figure["question"]).says("meaning", document.about.language)
        assert figure["parameters"]["network"] == document.about.network
    told = pd.read_csv(io.BytesIO(files["00_sentences.csv"]))
    assert set(told["question"]) <= set(questions.load_questions())
    assert set(told["sentence"]) <= {sentence.text for sentence in every_sentence(document)}


def test_without_a_browser_it_says_how_and_the_zip_has_no_pdf(
    sample: Serving, words: Words, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_file.shutil, "which", lambda name: None)  # type: ignore[attr-defined]
    document = report.write(sample, words, "estuaires", None, MADE)
    with pytest.raises(CadenceError) as refused:
        report.pdf(document)
    assert "Chromium" in refused.value.says(words)
    names = zipfile.ZipFile(io.BytesIO(report.bundle(document))).namelist()
    assert f"report_estuaires_{document.about.data_date}_{words.language}.html" in names
    assert "data/metadata.json" in names
    assert not [name for name in names if name.endswith(".pdf")]


def test_a_browser_that_fails_is_told(sample: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_file, "browser", lambda: "/bin/false")
    with pytest.raises(CadenceError, match="/bin/false could not print"):
        report.pdf(report.write(sample, words_in("en"), "estuaires", None, MADE))


def test_page_numbers_are_filled_into_the_contents_alone(sample: Serving) -> None:
    document = report.write(sample, words_in("en"), "astrolabe", None, MADE)
    page, numbered = report.html(document), report.html(document, {"reach": 7})
    assert '<span class="topic">Reach</span>\n      <span class="on">7</span>' in numbered
    assert numbered.replace('<span class="on">7<', '<span class="on"><') == page


# Every setting as nobody has it, but for where the record is; and what the system says of time and language.
ODD = {one.name: "7" if one.default.isdigit() else "odd" for one in SETTINGS if one.name != "CADENCE_STORE"}
SURROUNDINGS = [
    {},
    {**ODD, "CADENCE_LANGUAGE": "fr", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "7"},
    {"CADENCE_LANGUAGE": "en", "TZ": "Pacific/Pago_Pago", "LANG": "fr_FR.UTF-8"},
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_of_the_sample_is_the_same_bytes_in_any_surroundings(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = []
    for surroundings in SURROUNDINGS:
        with monkeypatch.context() as patched:
            for name, value in surroundings.items():
                patched.setenv(name, value)
            settings.cache_clear()
            time.tzset()
            served = from_folder(PROJECT / "data" / "sample")
            pages.append(report.html(report.write(served, words_in(language), "astrolabe", None, MADE, ADDRESS)))
        settings.cache_clear()
        time.tzset()
    assert len(set(pages)) == 1


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record with two publications: the sample, then one city renamed."""
    place, again = tmp_path_factory.mktemp("store"), tmp_path_factory.mktemp("again") / "cities.csv"
    kept_records.copied_to(place)
    cities = (kept_records.SAMPLE / "cities.csv").read_text("utf-8")
    again.write_text(cities.replace("Akwamoso", "Akwamoso-Nkwanta"), "utf-8")
    typed = ["publish", str(again), "--message", "Renamed", "--author", "Awa", "--store", str(place)]
    done = CliRunner().invoke(commands(), typed)
    assert done.exit_code == 0, done.output
    return place


def test_the_command_writes_the_report_of_a_snapshot(store: Path, tmp_path: Path) -> None:
    def typed(*more: str) -> str:
        done = CliRunner().invoke(commands(), ["report", "--network", "astrolabe", "--store", str(store), *more])
        assert done.exit_code == 0, done.output
        return done.output

    history = CliRunner().invoke(commands(), ["history", "--format", "csv", "--store", str(store)]).stdout
    newest, first = pd.read_csv(io.StringIO(history))["number"]
    assert str(tmp_path / "now.html") in typed(str(tmp_path / "now.html"))
    typed("--snapshot", str(first), "--language", "fr", str(tmp_path))
    now = (tmp_path / "now.html").read_text("utf-8")
    pinned = (tmp_path / "report_astrolabe_2026-09-30_fr.html").read_text("utf-8")
    assert f"snapshot {newest}, published on" in now
    assert "Akwamoso-Nkwanta" in now
    assert f"version {first} du registre, publié le" in pinned
    assert "Akwamoso-Nkwanta" not in pinned


@pytest.mark.parametrize("language", languages())
def test_a_snapshot_published_under_other_definitions_says_so_and_one_under_these_does_not(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Earlier versions kept no mark: of their steps nothing is known, and nothing said."""
    own, words = definitions_digest(), words_in(language)
    said = words("report.method.counted_otherwise", then_version=__version__, then="0123456789ab",
                 version=__version__, digest=own)  # fmt: skip
    store = kept_records.opened_at(tmp_path / "store")
    try:
        serving = open_serving(store, store.newest())
        assert serving.published is not None and serving.published.definitions == own
        for mark, is_said in ((own, False), ("0123456789ab", True), ("", False)):
            monkeypatch.setattr(serving, "published", replace(serving.published, definitions=mark))
            document = report.write(serving, words, "astrolabe", None, dt.datetime(2026, 11, 23, tzinfo=dt.UTC))
            (method,) = (chapter for chapter in document.chapters if chapter.name == "method")
            paragraphs = [block for block in method.blocks if isinstance(block, Paragraph)]
            texts = [sentence.text for block in paragraphs for sentence in block.sentences]
            assert texts.count(said) == int(is_said), mark
            assert sum("0123456789ab" in text for text in texts) == int(is_said), mark
    finally:
        store.close()


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        (["--network", "nowhere"], "no network “nowhere” to report on. Known: astrolabe, estuaires"),
        (["--network", "astrolabe", "--data-date", "June"], "“June” is not a date"),
    ],
)
def test_the_command_refuses_in_one_sentence(typed: list[str], answer: str, store: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(commands(), ["report", *typed, "--store", str(store), str(tmp_path / "x.html")])
    assert done.exit_code == 2
    assert answer in done.stderr


def test_the_chart_library_is_the_one_the_charts_are_made_for() -> None:
    from plotly.offline import get_plotlyjs

    def version(script: str) -> str:
        found = re.search(r"v(\d+\.\d+\.\d+)", script[:400])
        return found[1] if found else ""

    assert version(asset("plotly-basic.min.js")) == version(get_plotlyjs()) != ""
    assert "MIT" in asset("plotly-basic.LICENCE.txt")


def test_the_page_tells_the_same_and_gives_a_link_that_says_everything(
    app: Callable[..., AppTest], sample: Serving, words: Words
) -> None:
    at = app("impact", lang=words.language, network="astrolabe", on="2026-06-30")
    said = [*at.header, *at.subheader, *at.markdown]
    shown = "\n".join(element.value.replace("\\", "") for element in said)
    document = report.write(sample, words, "astrolabe", dt.date(2026, 6, 30), MADE)
    for chapter in document.chapters:
        assert chapter.name == "indicators" or chapter.title.text in shown
    assert at.code[0].value.endswith(f"/impact?lang={words.language}&network=astrolabe&on=2026-06-30")


def test_text_on_a_page_keeps_its_no_break_spaces_and_no_line_break() -> None:
    assert markdown_safe(" 1\u202f422 villes\u202f:\n\n# x ") == "1\u202f422 villes\u202f\\: \\# x"
