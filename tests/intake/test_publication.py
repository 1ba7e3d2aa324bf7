"""The whole way: files to a preparation, its preview, one publication; nothing gets in without being said."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from cadence.errors import CadenceError
from cadence.intake.model import Choice
from cadence.intake.publication import preview, preview_rows, publish, publish_folder
from cadence.intake.steps import prepare
from cadence.settings import PROJECT
from cadence.store import Store, manifests
from tests import kept_records, small_store
from tests.store_tools import published, settings_for

SAMPLE = PROJECT / "data" / "sample"
NETWORK = "network_id,name,starts_on\nn,Réseau,2024-01-01\n"
CITIES = "Code de la ville;Code du réseau;Nom;Pays;joined_on;Humeur\na;n;Ay;Sénégal;26/03/2024;gaie\nb;n;Bé;SN;{};\n"
TODAY = dt.date(2026, 1, 1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(settings_for(tmp_path / "store"))
    yield opened
    opened.close()


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def bring(store: Store, *paths: Path, ok: bool = False, **more):
    with prepare(paths, store, upload_day=TODAY, **more) as preparation:
        return publish(preparation, message="m", author="Ada", set_aside_ok=ok, removed_ok=True)


def test_the_sample_is_published_as_one_snapshot(store):
    publication = publish_folder(store, SAMPLE, message="sample", author="Ada")
    assert len(publication.files) == len(list(SAMPLE.glob("*.csv")))
    assert publication.set_aside == 0
    assert publish_folder(store, SAMPLE, message="again", author="Ada") is None


def test_files_that_refer_to_each_other_come_in_one_step(store, tmp_path):
    paths = [write(tmp_path, "villes.csv", CITIES.format("2024-04-01")), write(tmp_path, "n.csv", NETWORK)]
    with prepare(paths, store, upload_day=TODAY) as preparation:
        assert (preparation.is_refused, preparation.set_aside) == (False, 0)
        cities = preparation.parts[0]
        assert (cities.recognition.about, cities.recognition.unknown) == ("cities", ("Humeur",))
        assert "dates_dmy_by_column" in {fact.code for fact in cities.facts}
        assert preview(preparation)["cities"].added == 2
        assert publish(preparation, message="m", author="Ada").author == "Ada"
    rows = published(store, "cities")
    assert list(rows["country"]) == ["SN", "SN"]
    assert list(rows["_line"]) == [2, 3]


def test_rows_are_set_aside_only_when_a_person_says_so(store, tmp_path):
    paths = [write(tmp_path, "villes.csv", CITIES.format("bientôt")), write(tmp_path, "n.csv", NETWORK)]
    with pytest.raises(CadenceError) as refused:
        bring(store, *paths)
    assert refused.value.code == "rows_set_aside"
    assert store.history() == []
    publication = bring(store, *paths, ok=True)
    assert publication.set_aside == 1
    (kept,) = [file for file in publication.files if file.rejects_sha256]
    assert b"bient\xc3\xb4t" in store.original(kept.rejects_sha256)


def test_a_row_set_aside_takes_its_children_with_it(store, tmp_path):
    paths = [write(tmp_path, "villes.csv", CITIES.format("bientôt")), write(tmp_path, "n.csv", NETWORK)]
    paths.append(write(tmp_path, "besoins.csv", "city_id,role,priority,expressed_on\nb,funding,1,2024-05-05\n"))
    with prepare(paths, store, upload_day=TODAY) as preparation:
        assert [(p.code, p.table) for p in preparation.problems()] == [
            ("not_a_date", "cities"),
            ("parent_set_aside", "needs"),
        ]


def test_preview_tells_old_and_new_and_what_the_files_do_not_hold(store, tmp_path):
    bring(store, write(tmp_path, "n.csv", NETWORK), write(tmp_path, "v.csv", CITIES.format("2024-04-01")))
    changed = write(tmp_path, "v2.csv", "city_id,network_id,name,country,joined_on\na,n,Autre,SN,2024-03-26\n")
    with prepare([changed], store, upload_day=TODAY) as preparation:
        seen = preview(preparation)["cities"]
        assert (seen.added, seen.changed, seen.unchanged, seen.absent, seen.is_removing) == (0, 1, 0, 1, False)
        (row,) = preview_rows(preparation, "cities").to_dict("records")
        assert (row["name__before"], row["name"]) == ("Ay", "Autre")
    bring(store, changed, mode="replace")
    assert list(published(store, "cities")["name"]) == ["Autre"]


def test_a_changed_baseline_is_refused_and_the_published_one_stays(tmp_path):
    store = kept_records.opened_at(tmp_path / "sample")
    before = published(store, "progress").iloc[0]
    text = f"city_id,milestone_id,baseline_on\n{before.city_id},{before.milestone_id},1999-01-01\n"
    with prepare([write(tmp_path, "p.csv", text)], store, upload_day=TODAY) as preparation:
        (problem,) = preparation.problems()
    assert (problem.code, problem.found) == ("baseline_changed", "1999-01-01")
    assert problem.expected == str(before.baseline_on)[:10]


def test_an_ambiguous_date_stops_until_it_is_answered(store, tmp_path):
    path = write(tmp_path, "n.csv", NETWORK.replace("2024-01-01", "03/04/2024"))
    with prepare([path], store) as preparation:
        assert (preparation.is_refused, len(preparation.questions)) == (True, 1)
        with pytest.raises(CadenceError, match="n.csv"):
            publish(preparation, message="m", author="Ada")
    bring(store, path, choices={path: Choice(dates="mdy")})
    assert str(published(store, "networks")["starts_on"][0])[:10] == "2024-03-04"


def test_what_is_no_known_table_or_lacks_a_column_is_refused(store, tmp_path):
    foreign = write(tmp_path, "x.csv", "foo,bar\n1,2\n")
    partial = write(tmp_path, "n.csv", "network_id,name\nn,N\n")
    with prepare([foreign, partial], store) as preparation:
        problems = {(p.code, p.file, p.column) for p in preparation.problems()}
    assert problems == {("not_recognised", "x.csv", None), ("missing_column", "n.csv", "starts_on")}


def test_the_same_file_twice_is_noticed(store, tmp_path):
    path = write(tmp_path, "n.csv", NETWORK)
    first = bring(store, path)
    with prepare([path], store) as preparation:
        assert preparation.sources[0].seen.number == first.number
        assert publish(preparation, message="m", author="Ada") is None


def test_everything_that_was_said_of_a_file_is_kept_with_it_and_in_the_manifest(tmp_path: Path) -> None:
    store = Store.open(settings_for(tmp_path / "store"))
    try:
        small_store.begin(store, tmp_path)
        path = small_store.write(tmp_path, "p.csv", "code;nom;secteur\nx;X;ngo\n")
        columns = {"partner_id": "code", "name": "nom", "sector": "secteur"}
        choice = Choice(about="partners", columns=columns, dates="dmy", decimal=",")
        made = small_store.bring(store, path, choices={path: choice})
        assert made
        said = {"about": "partners", "columns": columns, "dates": "dmy", "decimal": ",", "upload_day": "2026-11-01"}
        assert made.files[0].details["answers"] == said
        newest = manifests.read_all(store.lake.folder)[-1].said
        assert json.loads(newest["files"][0]["details"])["answers"] == said
        assert (newest["number"], newest["parent"], newest["kind"], newest["mode"], newest["author"]) == (
            made.number, made.number - 1, "publication", "merge", "Ada",
        )  # fmt: skip
    finally:
        store.close()
