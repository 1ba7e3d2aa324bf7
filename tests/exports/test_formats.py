"""Exports in the field's formats: each held against its published rules, written down here with their source."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
import re
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote
from zipfile import ZipFile

import hxl  # type: ignore[import-untyped]
import pytest
from rdflib import DCAT, DCTERMS, FOAF, RDF, RDFS, XSD, Graph, Literal, URIRef
from streamlit.testing.v1 import AppTest

import tests
from cadence import exports, settings
from cadence.answers.serving import Serving
from cadence.contract import load_contracts
from cadence.errors import CadenceError, QuestionError
from cadence.exports import dcat
from cadence.words import Words, languages, words_in
from tests.from_folder import from_folder

Rows = list[dict[str, str]]
# The library that reads JSON-LD warns of its own parts.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")


def read(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def export(serving: Serving, folder: Path, choice: str, network: str | None = None, language: str = "en"):
    with exports.open_source(serving, words_in(language), network) as source:
        return exports.export(source, folder, choice)


@pytest.fixture(scope="module")
def everything(sample: Serving, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample network in every format."""
    folder = tmp_path_factory.mktemp("everything")
    export(sample, folder, "all")
    return folder


HAND = tests.GOLDEN / "exports"


@pytest.fixture(scope="module")
def hand() -> Serving:
    """Two small networks with awkward cells: formulas, markup, separators, names that occur twice."""
    return from_folder(HAND)


# ---- HXL. Syntax: HXL 1.1 tagging conventions (hxlstandard.org/standard/1-1final/tagging/): a hashtag is # and a
# letter, then letters, digits, underscores; attributes the same after +. A hashtag that is not in the core dictionary
# (hxlstandard.org/standard/1-1final/dictionary/) must begin with x_. The hashtag row stands within the first 25 rows,
# between the header and the data, and a column may stay without a hashtag.
HASHTAG = re.compile(r"#[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*")
CORE = """
    access activity adm1 adm2 adm3 adm4 adm5 affected beneficiary capacity cause channel contact country
    crisis currency date description event frequency geo group impact indicator inneed item loc meta
    modality need operations org output population reached region respondee sector service severity
    status subsector targeted value
"""


@pytest.mark.parametrize("name", load_contracts())
def test_hashtags_follow_the_conventions(name: str, everything: Path):
    with (everything / "hxl" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        header, tags, *rows = csv.reader(file)
    assert header == list(load_contracts()[name].columns)
    given = [tag for tag in tags if tag]
    assert len(given) >= len(tags) / 2 and len(given) == len(set(given)), "most columns tagged, none like another"
    for tag in given:
        assert HASHTAG.fullmatch(tag), tag
        assert re.match(r"#([a-z0-9_]+)", tag)[1] in CORE.split() or tag.startswith("#x_"), tag
    assert rows == [list(row.values()) for row in read(everything / "datapackage" / f"{name}.csv")]


@pytest.mark.parametrize("name", load_contracts())
def test_the_standards_own_library_reads_and_validates_the_file(name: str, everything: Path):
    with (everything / "hxl" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    data = hxl.data(rows)
    tagged = [field.hxl for field in load_contracts()[name].fields if field.hxl]
    assert [tag for tag in data.display_tags if tag] == [hxl.model.Column.parse(tag).display_tag for tag in tagged]
    assert len(list(data)) == len(rows) - 2
    found: list[str] = []
    schema = hxl.schema(None, callback=lambda error: found.append(f"{error.rule.severity}: {error}"))
    schema.validate(hxl.data(rows))
    assert not [error for error in found if error.startswith("error")]


# ---- IATI 2.03, element result (iatistandard.org/en/iati-standard/203/activity-standard/iati-activities/iati-activity/
# result/ and below). Each path that may occur, with the check of its value.
CODE = {
    "activity-status": "123456",  # codelist ActivityStatus: pipeline .. suspended
    "type": "1239",  # ResultType: output, outcome, impact, other
    "measure": "12345",  # IndicatorMeasure: unit, percentage, nominal, ordinal, qualitative
}
STATUS = dict(
    zip(["pipeline", "implementation", "finalisation", "closed", "cancelled", "suspended"], "123456", strict=True)
)


def activities(rows: Rows) -> Iterator[tuple[ET.Element, dict[str, str]]]:
    """Each row as XML: steps of the heading are elements (an index is a repetition), @ attributes."""
    for row in rows:
        root = ET.Element("iati-activity")
        for path, value in row.items():
            if value:
                _put(root, path.split("/"), value)
        yield root, row


def _put(node: ET.Element, steps: list[str], value: str) -> None:
    while steps and not steps[0].startswith("@"):
        name, index = steps.pop(0), 0
        if steps and steps[0].isdigit():
            index = int(steps.pop(0))
        same = node.findall(name)
        while len(same) <= index:
            same.append(ET.SubElement(node, name))
        node = same[index]
    if steps:
        node.set(steps[0].removeprefix("@"), value)
    else:
        node.text = value


def only(node: ET.Element, name: str) -> ET.Element:
    (found,) = node.findall(name)
    return found


def texts(node: ET.Element | None) -> list[str]:
    return [] if node is None else [n.text or "" for n in node.findall("narrative")]


def check_value(node: ET.Element | None, is_qualitative: bool) -> None:
    """A value is left out for qualitative measures and otherwise a number."""
    if node is not None and "value" in node.attrib:
        assert not is_qualitative
        float(node.attrib["value"])
    elif node is not None:
        assert is_qualitative or node.find("comment") is not None


def check_activity(activity: ET.Element) -> None:
    assert {child.tag for child in activity} <= {
        "iati-identifier", "reporting-org", "title", "activity-status", "result"
    }  # fmt: skip
    assert re.fullmatch(r"[^\/\&\|\?\s]+", only(activity, "iati-identifier").text or "")
    assert texts(only(activity, "title"))
    assert only(activity, "activity-status").attrib["code"] in CODE["activity-status"]
    result = only(activity, "result")
    assert result.attrib["type"] in CODE["type"] and texts(only(result, "title"))
    indicator = only(result, "indicator")
    assert indicator.attrib["measure"] in CODE["measure"] and indicator.attrib["ascending"] in "01"
    languages = [n.get("{http://www.w3.org/XML/1998/namespace}lang") or n.get("xml:lang")
                 for n in only(indicator, "title").findall("narrative")]  # fmt: skip
    assert languages == ["en", "fr"]
    reference = only(indicator, "reference")
    assert reference.attrib["vocabulary"] == "99" and reference.attrib["code"]
    is_qualitative = indicator.attrib["measure"] == "5"
    baseline = indicator.find("baseline")
    if baseline is not None:  # @year is required, xsd:positiveInteger
        assert re.fullmatch(r"[1-9]\d{3}", baseline.attrib["year"])
        check_value(baseline, is_qualitative)
    for period in indicator.findall("period"):
        starts, ends = (only(period, f"period-{end}").attrib["iso-date"] for end in ("start", "end"))
        assert dt.date.fromisoformat(starts) < dt.date.fromisoformat(ends)  # rule 8.6.1
        check_value(period.find("target"), is_qualitative)
        check_value(period.find("actual"), is_qualitative)


def test_results_have_the_shape_of_the_standard(everything: Path, hand: Serving, tmp_path: Path):
    export(hand, tmp_path, "iati", language="fr")
    for folder in (everything / "iati", tmp_path):
        rows = read(folder / "results.csv")
        assert rows
        for activity, row in activities(rows):
            check_activity(activity)
            assert not [path for path in row if re.search(r"narrative/\d+$", path) and row[path] == "nan"]


def test_results_keep_the_status_and_name_every_indicator(everything: Path, sample: Serving):
    rows = read(everything / "iati" / "results.csv")
    actions = {
        f"{row['network_id']}-{row['action_id']}": row for row in read(everything / "datapackage" / "actions.csv")
    }
    for row in rows:
        assert row["activity-status/@code"] == STATUS[actions[row["iati-identifier"]]["status"]]
    named = {row["result/0/indicator/0/reference/0/@code"] for row in rows}
    assert named == {row["indicator_id"] for row in read(everything / "datapackage" / "indicators.csv")}


def test_the_whole_way_carries_the_figures_of_the_dashboard(everything: Path, sample: Serving):
    """The actual beside a target is the one of the question indicator_achievement, per cent for shares."""
    known = {}  # type: ignore[var-annotated]
    for network in ("astrolabe", "estuaires"):
        newest = sample.frame("indicator_achievement", network=network, data_date="2030-01-01")
        known |= {row["indicator_id"]: row for row in newest.to_dict("records")}
    compared = 0
    for row in read(everything / "iati" / "results.csv"):
        target, actual = (row[f"result/0/indicator/0/period/0/{what}/0/@value"] for what in ("target", "actual"))
        if target:
            said = known[row["result/0/indicator/0/reference/0/@code"]]
            times = 100 if row["result/0/indicator/0/@measure"] == "2" else 1
            assert float(target) == pytest.approx(said["target"] * times)
            has_value = said["actual"] == said["actual"]  # NaN: nothing measured yet
            assert bool(actual) == has_value
            assert not has_value or float(actual) == pytest.approx(said["actual"] * times)
            compared += 1
    assert compared == sum(row["target"] == row["target"] for row in known.values()) > 40


INDICATOR = "result/0/indicator/0/"
SHORT = {
    "id": f"{INDICATOR}reference/0/@code", "measure": f"{INDICATOR}@measure", "up": f"{INDICATOR}@ascending",
    "year": f"{INDICATOR}baseline/0/@year", "base": f"{INDICATOR}baseline/0/@value",
    "from": f"{INDICATOR}period/0/period-start/@iso-date", "to": f"{INDICATOR}period/0/period-end/@iso-date",
    "target": f"{INDICATOR}period/0/target/0/@value", "actual": f"{INDICATOR}period/0/actual/0/@value",
    "said": f"{INDICATOR}period/0/actual/0/comment/narrative/0",
}  # fmt: skip


def test_results_by_hand(hand: Serving, tmp_path: Path):
    """x1 began on 2024-03-10; x2 is to begin on 2024-07-01, after its only value.

    flow: 30 and 25.5 by period, 55.5 on the whole way to 2024-06-30. part: 50 of 80 is 62.5 per cent, one period that
    is the whole way. rate: 0.75 visits per person is no share. view: no number. bare: nothing to say of any period.
    early: its period would begin after it ends, so it is one day long.
    """
    export(hand, tmp_path, "iati")
    rows = [" ".join(row[path] or "-" for path in SHORT.values()) for row in read(tmp_path / "results.csv")]
    assert rows == [
        "flow 1 1 2024 0 2024-03-10 2024-04-30 - 30 -",
        "flow 1 1 2024 0 2024-05-01 2024-06-15 - 25.5 =cmd",
        "flow 1 1 2024 0 2024-03-10 2024-06-30 100 55.5 -",
        "part 2 1 2024 20 2024-03-10 2024-05-31 80 62.5 half",
        "rate 1 0 2024 0.9 2024-03-10 2024-06-10 0.5 0.75 -",
        "view 5 1 - - 2024-03-10 2024-06-20 - - clear",
        "bare 1 1 - - - - - - -",
        "early 1 1 2024 1 2024-06-29 2024-06-30 2 1.5 before it began",
    ]
    first = read(tmp_path / "results.csv")[2]
    assert first[f"{INDICATOR}period/0/target/0/comment/narrative/0"] == "Agreed for 30 Jun 2024"
    assert first[f"{INDICATOR}period/0/target/0/comment/narrative/1"] == "Convenue pour le 30 juin 2024"


# ---- 360Giving Data Standard (standard.threesixtygiving.org/en/latest/technical/reference/, 360-giving-schema.json):
# the ten fields a grant to an organisation must have, and what their values look like.
REQUIRED = (
    "Identifier", "Title", "Description", "Currency", "Amount Awarded", "Award Date", "Recipient Org:Identifier",
    "Recipient Org:Name", "Funding Org:Identifier", "Funding Org:Name",
)  # fmt: skip
OPTIONAL = {
    "Planned Dates:Start Date", "Planned Dates:End Date", "Actual Dates:Start Date", "Actual Dates:End Date",
    "Grant Programme:Code", "Grant Programme:Title",
}  # fmt: skip


def check_grants(rows: Rows) -> None:
    currencies = next(field.enum for field in load_contracts()["actions"].fields if field.name == "currency")
    assert len({row["Identifier"] for row in rows}) == len(rows)
    for row in rows:
        assert set(row) == {*REQUIRED, *OPTIONAL} and all(row[name] for name in REQUIRED)
        assert row["Identifier"].startswith("360G-") and len(row["Title"]) <= 140
        assert row["Currency"] in currencies
        assert float(row["Amount Awarded"]) > 0 and re.fullmatch(r"\d+(\.\d+)?", row["Amount Awarded"])
        dates = {name: row[name] for name in row if name.endswith("Date") and row[name]}
        assert all(dt.date.fromisoformat(day) and len(day) == 10 for day in dates.values())
        for span in ("Planned Dates", "Actual Dates"):  # an event has a start
            assert row[f"{span}:Start Date"] or not row[f"{span}:End Date"]
        for org in ("Recipient Org", "Funding Org"):
            assert re.fullmatch(r"[A-Za-z0-9]+-[^\s]+", row[f"{org}:Identifier"])


def test_grants_have_what_the_standard_requires(everything: Path, hand: Serving, tmp_path: Path):
    rows = read(everything / "360giving" / "grants.csv")
    check_grants(rows)
    actions = read(everything / "datapackage" / "actions.csv")
    money = {row["action_id"]: float(row["cost_programme"] or 0) for row in actions if row["status"] != "pipeline"}
    given = sum(float(row["Amount Awarded"]) for row in rows if row["Identifier"].endswith("-programme"))
    assert given == sum(money.values()) > 200_000


def test_grants_by_hand(hand: Serving, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """x1: 1200.5 of the funder and 300 of its one partner; 80 in kind is no grant. The rest is left out, and said."""
    done = export(hand, tmp_path, "360giving")
    rows = read(tmp_path / "grants.csv")
    check_grants(rows)
    told = [(r["Identifier"], r["Amount Awarded"], r["Currency"], r["Award Date"], r["Funding Org:Identifier"],
             r["Funding Org:Name"], r["Recipient Org:Name"]) for r in rows]  # fmt: skip
    assert told == [
        ("360G-n1-x1-programme", "1200.5", "XOF", "2024-03-10", "360G-n1-funder--b-fonds-cie-b-",
         "<b>Fonds & Cie</b>", "=1+1"),
        ("360G-n1-x1-partner", "300", "XOF", "2024-03-10", "GB-CHC-1", "Same", "=1+1"),
    ]  # fmt: skip
    assert rows[0]["Title"] == "=" + "T" * 138 + "…"
    assert len(done.notes) == 4 and {re.search(r" (\d) ", note)[1] for note in done.notes[:3]} == {"1"}
    prefixed = settings.read_settings({"CADENCE_GIVING_PREFIX": "360G-own"})
    monkeypatch.setattr("cadence.exports.giving.settings", lambda: prefixed)
    assert len(export(hand, tmp_path, "360giving").notes) == 3
    assert read(tmp_path / "grants.csv")[0]["Identifier"] == "360G-own-x1-programme"


def test_two_funders_named_in_another_script_are_two(tmp_path: Path) -> None:
    codes = set()
    for place, funder in enumerate(("مؤسسة تونس", "مؤسسة صفاقس", "Фонд 1", "Дом 1")):
        folder = tmp_path / f"{place}"
        shutil.copytree(settings.PROJECT / "data" / "sample", folder)
        with (folder / "networks.csv").open(encoding="utf-8", newline="") as file:
            rows = [row | {"funder": funder} for row in csv.DictReader(file)]
        with (folder / "networks.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        export(from_folder(folder), folder / "out", "360giving")
        grants = read(folder / "out" / "grants.csv")
        check_grants(grants)
        codes |= {row["Funding Org:Identifier"] for row in grants if row["Identifier"].endswith("-programme")}
    assert len(codes) == 4 * 2  # in each of two networks


# ---- Kumu (docs.kumu.io/guides/import/import and .../how-do-i-avoid-duplicating-data): ID or Label leads the elements,
# From and To lead the connections; elements with IDs are named by them in From and To; | separates several values.
def test_the_map_can_be_imported(everything: Path):
    elements, connections = (read(everything / "kumu" / f"{name}.csv") for name in ("elements", "connections"))
    assert list(elements[0])[:3] == ["ID", "Label", "Type"] and list(connections[0])[:3] == ["From", "To", "Type"]
    ids = [row["ID"] for row in elements]
    assert len(set(ids)) == len(ids) and all(row["Label"] and row["Type"] for row in elements)
    assert {row[end] for row in connections for end in ("From", "To")} <= set(ids)
    assert len({row["ID"] for row in connections}) == len(connections) and all(row["Type"] for row in connections)
    assert {row["Type"] for row in elements} == {"Network", "City", "Partner", "Joint action"}
    strands = [row for row in connections if row["Type"] == "Partnership"]
    assert len(strands) == len(read(everything / "datapackage" / "partnerships.csv"))


def test_the_map_by_hand(hand: Serving, tmp_path: Path):
    """Two partners of one name stay two; p1 met c1 twice, p2 once; the newest stage of s1 is networking."""
    export(hand, tmp_path, "kumu", "n1", "fr")
    elements = {row["ID"]: row for row in read(tmp_path / "elements.csv")}
    assert {"partner-p1", "partner-p2"} < set(elements) and "partner-p3" not in elements and "city-c2" not in elements
    assert elements["city-c1"]["Label"] == "A|B, 'C'" and elements["city-c1"]["Country"] == "Sénégal"
    assert elements["action-x1"]["Tags"] == "Petit test|Close"
    connections = {row["ID"]: row for row in read(tmp_path / "connections.csv")}
    assert connections["activities-p1-c1"]["Strength"] == "2" and connections["activities-p2-c1"]["Strength"] == "1"
    strand = connections["partnership-s1"]
    assert (strand["From"], strand["To"], strand["Type"]) == ("partner-p1", "city-c1", "Partenariat")
    assert strand["Stage"] == words_in("fr").code("stage", "networking")


# ---- DCAT 3 (w3.org/TR/vocab-dcat-3/) and what DCAT-AP 3 makes mandatory: Catalogue title, description, publisher,
# dataset; Dataset title, description; Distribution accessURL.
BASE = "https://example.org/data/catalog.jsonld"
SPDX = "http://spdx.org/rdf/terms#"


def graph(folder: Path) -> Graph:
    return Graph().parse(data=(folder / "catalog.jsonld").read_text("utf-8"), format="json-ld", publicID=BASE)


def test_the_catalogue_says_what_dcat_asks_for(everything: Path):
    found = graph(everything)
    (catalog,) = found.subjects(RDF.type, DCAT.Catalog)
    assert catalog == URIRef(BASE)
    for needed in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.rights, DCAT.dataset):
        assert list(found.objects(catalog, needed)), needed
    assert not list(found.triples((None, DCTERMS.license, None)))
    for dataset in found.objects(catalog, DCAT.dataset):
        assert (dataset, RDF.type, DCAT.Dataset) in found
        for needed in (DCTERMS.title, DCTERMS.description):
            assert {text.language for text in found.objects(dataset, needed)} == {"en", "fr"}  # type: ignore[attr-defined]
        assert list(found.objects(dataset, DCAT.distribution))
    (publisher,) = found.objects(catalog, DCTERMS.publisher)
    assert (publisher, RDF.type, FOAF.Agent) in found and len(list(found.objects(publisher, FOAF.name))) == 2


def test_the_catalogue_uses_only_words_of_the_vocabularies(everything: Path):
    for word in graph(everything).predicates():
        vocabulary = next(v for v in (DCAT, DCTERMS, FOAF, RDF, RDFS, SPDX) if str(word).startswith(str(v)))
        if vocabulary is SPDX:
            assert str(word).removeprefix(SPDX) in ("checksum", "algorithm", "checksumValue")
        else:
            assert word in vocabulary, word  # type: ignore[attr-defined]


def test_every_file_is_described_with_its_true_size_and_hash(everything: Path):
    found, described = graph(everything), set()
    for distribution in found.subjects(RDF.type, DCAT.Distribution):
        (address,) = found.objects(distribution, DCAT.downloadURL)
        assert list(found.objects(distribution, DCAT.accessURL)) == [address]
        path = everything / unquote(str(address).removeprefix("https://example.org/data/"))
        described.add(path)
        content = path.read_bytes()
        size = Literal(str(len(content)), datatype=XSD.nonNegativeInteger)
        assert list(found.objects(distribution, DCAT.byteSize)) == [size]
        (checksum,) = found.objects(distribution, URIRef(f"{SPDX}checksum"))
        (value,) = found.objects(checksum, URIRef(f"{SPDX}checksumValue"))
        assert str(value).lower() == hashlib.sha256(content).hexdigest()
        kind = "application/json" if path.suffix == ".json" else "text/csv"
        assert list(found.objects(distribution, DCAT.mediaType)) == [URIRef(dcat.MEDIA_TYPES + kind)]
    assert described == {path for path in everything.rglob("*") if path.is_file()} - {everything / "catalog.jsonld"}


def test_dates_of_the_catalogue_come_from_the_record(sample: Serving, tmp_path: Path):
    """A table was issued by its first file and modified by its last; the rest bears the day of the publication."""
    day = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
    with exports.open_source(sample, words_in("en")) as source:
        source.con.execute("create temp table _files (about varchar, published_at timestamptz)")
        rows = [("cities", day), ("cities", day + dt.timedelta(days=2)), ("recipe", day)]
        source.con.executemany("insert into _files values (?, ?)", rows)
        dated = exports.Source(source.con, source.words, modified_ms=int(day.timestamp() * 1000))
        exports.export(dated, tmp_path, "dcat")
    datasets = {
        node["@id"]: node for node in json.loads((tmp_path / "catalog.jsonld").read_text("utf-8"))["dcat:dataset"]
    }
    cities, needs = datasets["#cities"], datasets["#needs"]
    assert cities["dcterms:issued"]["@value"] == "2026-03-01T12:00:00Z"
    assert cities["dcterms:modified"]["@value"] == "2026-03-03T12:00:00Z"
    assert "dcterms:issued" not in needs and needs["dcterms:modified"]["@value"] == "2026-03-01T12:00:00Z"


# ---- one network, nothing to say, the same bytes, the page
def test_one_network_is_complete_and_alone(sample: Serving, everything: Path, tmp_path: Path):
    parts = {}
    for network in ("astrolabe", "estuaires"):
        export(sample, tmp_path / network, "datapackage", network)
        parts[network] = {name: read(tmp_path / network / f"{name}.csv") for name in load_contracts()}
    for name, contract in load_contracts().items():
        one, other = (parts[network][name] for network in parts)
        whole = read(everything / "datapackage" / f"{name}.csv")
        if name != "partners":  # a partner may work with both, or with none yet
            assert len(one) + len(other) == len(whole)
            assert sorted(map(str, one + other)) == sorted(map(str, whole))
        for key in contract.foreign_keys:
            for tables in parts.values():
                there = {row[key.reference_fields[0]] for row in tables[key.table]}
                values = {v for row in tables[name] for v in row[key.fields[0]].split("|") if v}
                assert values <= there, f"{name}.{key.fields[0]}"


def test_an_unknown_network_or_format_is_refused(sample: Serving, tmp_path: Path):
    with pytest.raises(QuestionError, match="astrolabe"):
        export(sample, tmp_path, "kumu", "astrolab")
    with pytest.raises(CadenceError, match="360giving"):
        export(sample, tmp_path, "excel")


def test_a_format_with_nothing_to_say_says_so(tmp_path: Path, words: Words):
    for table in ("networks", "cities"):
        shutil.copy(HAND / f"{table}.csv", tmp_path)
    bare = from_folder(tmp_path)
    silent = exports.silent_formats(bare, words)
    assert set(silent) == {"iati", "360giving", "kumu"}
    for choice, sentence in silent.items():
        done = export(bare, tmp_path / choice, choice, language=words.language)
        assert done.files == [] and done.notes == [sentence] and not list((tmp_path / choice).iterdir())
    done = export(bare, tmp_path / "all", "all", language=words.language)
    assert done.notes == list(silent.values()) or sorted(done.notes) == sorted(silent.values())
    assert {path.name for path in (tmp_path / "all").iterdir()} == {"datapackage", "hxl", "catalog.jsonld"}


def test_cells_stay_as_they_were_given(hand: Serving, tmp_path: Path):
    """A machine's file, so a text that could run as a formula stays that text, markup too."""
    export(hand, tmp_path, "all")
    assert {row["name"] for row in read(tmp_path / "datapackage" / "networks.csv")} == {"=1+1", "Two"}
    assert read(tmp_path / "hxl" / "networks.csv")[1]["funder"] == "<b>Fonds & Cie</b>"


def test_the_same_snapshot_gives_the_same_bytes(sample: Serving, everything: Path, tmp_path: Path):
    export(sample, tmp_path, "all")
    assert {path.name for path in everything.rglob("*")} == {path.name for path in tmp_path.rglob("*")}
    for path in everything.rglob("*.*"):
        assert path.read_bytes() == (tmp_path / path.relative_to(everything)).read_bytes(), path.name


def test_a_place_that_cannot_be_written_is_said(sample: Serving, tmp_path: Path):
    (tmp_path / "taken").write_text("here first", encoding="utf-8")
    for choice in ("hxl", "all"):
        with pytest.raises(CadenceError) as refused:
            export(sample, tmp_path / "taken", choice)
        assert refused.value.code == "export_failed"


def test_a_zip_holds_the_files_and_what_was_left_out(hand: Serving):
    with exports.open_source(hand, words_in("en"), "n1") as source:
        packed = ZipFile(BytesIO(exports.export_zip(source, "360giving")))
    assert set(packed.namelist()) == {"grants.csv", "notes.txt"}
    assert "several partners" in packed.read("notes.txt").decode()


@pytest.mark.parametrize("language", languages())
def test_the_page_offers_every_format(language: str, app: Callable[..., AppTest]):
    at = app("explore", lang=language)
    words = words_in(language)
    assert words("pages.explore.exports") in [tab.label for tab in at.tabs]
    labels = {button.proto.label for button in at.get("download_button")}
    for choice in exports.CHOICES:
        title = words(f"pages.explore.formats.{choice}.title")
        assert words("pages.explore.exports_download", title=title) in labels
