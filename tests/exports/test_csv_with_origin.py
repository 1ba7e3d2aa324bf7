"""A CSV that is taken away says what it is: in a second file of its zip, never in itself."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import Any

from cadence import __version__
from cadence.answers.digest import definitions_digest
from cadence.answers.questions import FILTERS, load_questions
from cadence.answers.serving import Serving
from cadence.exports.csv_with_origin import with_origin
from cadence.forms.safe_csv import safe_csv
from cadence.words import Words


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_answer_carries_network_day_snapshot_filters_and_definition(sample: Serving, words: Words) -> None:
    for question in load_questions().values():
        chosen = {name: ["no-such"] for name in question.parameters & {*FILTERS}}
        answer = sample.ask(question.name, **{**question.example, **chosen})
        first = with_origin("figure", answer.frame, answer, sample, words, {})
        assert first == with_origin("figure", answer.frame, answer, sample, words, {}), question.name
        files = unpacked(first)
        assert set(files) == {"figure.csv", "figure.csv-metadata.json"}
        sign = words("language.csv_separator")
        assert files["figure.csv"] == safe_csv(answer.frame, sign), "the CSV itself stays clean"
        header = next(csv.reader(io.StringIO(files["figure.csv"].decode("utf-8-sig")), delimiter=sign))
        told: dict[str, Any] = json.loads(files["figure.csv-metadata.json"])
        assert told["dialect"] == {"delimiter": sign}
        assert [column["name"] for column in told["tableSchema"]["columns"]] == header
        assert all(column["titles"] for column in told["tableSchema"]["columns"])
        assert told["url"] == "figure.csv" and told["meaning"] == question.says("meaning", words.language)
        assert told["counting"] if "counting" in question.header else "counting" not in told
        assert told["filters"].items() >= chosen.items(), question.name
        day = answer.data_date
        assert told["data_date"] == (day.isoformat() if day else None)
        assert told["network"] == question.example.get("network"), question.name
        assert (told["snapshot"], told["published"]) == (sample.snapshot, None)
        assert told["definitions"] == definitions_digest() and __version__ in told["program"]


def test_what_is_told_of_a_mark_goes_with_its_rows(sample: Serving, words_fr: Words) -> None:
    answer = sample.ask("pace_strip", network="astrolabe")
    told = {"rows_of": "journey_grid", "mark": {"city_id": "akwamoso"}}
    files = unpacked(with_origin("rows", answer.frame, answer, sample, words_fr, told))
    assert json.loads(files["rows.csv-metadata.json"]).items() >= told.items()
