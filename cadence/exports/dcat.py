"""DCAT: a catalogue, as JSON-LD, of the files that an export has written (DCAT 3).

One dataset per table, with a distribution per format it was written in; one dataset each for what has a shape of
its own (results, grants, the two sheets of the map). Addresses are relative to the catalogue, so that the folder can
lie anywhere.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from cadence.contract import load_contracts
from cadence.exports.source import ExportedFile, Source
from cadence.settings import settings
from cadence.words import languages, words_in

NAME = "catalog.jsonld"
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
LANGUAGES = "http://id.loc.gov/vocabulary/iso639-1/"
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
Node = dict[str, Any]


def write(source: Source, folder: Path, files: Sequence[ExportedFile]) -> ExportedFile:
    """``catalog.jsonld`` in ``folder``; the files lie in it or below."""
    path = folder / NAME
    text = json.dumps(catalog(source, folder, files), ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8")
    return ExportedFile(path, "dcat", media_type="application/ld+json")


def catalog(source: Source, folder: Path, files: Sequence[ExportedFile]) -> Node:
    """The catalogue as JSON-LD. No licence is stated, and why is: only the publisher can grant one."""
    dates = {row["about"]: row for row in source.ask("published").to_dict("records")}
    by_subject = groupby(sorted(files, key=lambda file: file.about), key=lambda file: file.about)
    publisher = _publisher(source)
    datasets = []
    for about, group in by_subject:
        known = dates.get(about, {"issued_ms": None, "modified_ms": source.modified_ms})
        datasets.append(
            {
                "@id": f"#{about}",
                "@type": "dcat:Dataset",
                "dcterms:identifier": about,
                **_title_and_description(about),
                **_moments(known["issued_ms"], known["modified_ms"]),
                "dcterms:publisher": {"@id": "#publisher"},
                "dcat:distribution": [_distribution(file, folder, source.modified_ms) for file in group],
            }
        )
    return {
        "@context": CONTEXT,
        "@id": "",
        "@type": "dcat:Catalog",
        **_title_and_description("catalog"),
        **_moments(None, source.modified_ms),
        "dcterms:language": [{"@id": LANGUAGES + language} for language in languages()],
        "dcterms:publisher": publisher,
        "dcterms:rights": {"@type": "dcterms:RightsStatement", "rdfs:label": _in_languages("exports.dcat.no_licence")},
        "dcat:dataset": datasets,
    }


def _publisher(source: Source) -> Node:
    """The networks whose tables these are; by its registered identifier when the setting names one."""
    rows = source.con.execute("select name from networks order by network_id").fetchall()
    named: Node = {"@id": "#publisher", "@type": "foaf:Agent", "foaf:name": [name for (name,) in rows]}
    org_id = settings().get("org_id")
    return {**named, "dcterms:identifier": org_id} if org_id else named


def _distribution(file: ExportedFile, folder: Path, modified_ms: int | None) -> Node:
    address = file.path.relative_to(folder).as_posix()
    with file.path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return {
        "@type": "dcat:Distribution",
        "dcterms:title": address,
        "dcat:accessURL": {"@id": address},
        "dcat:downloadURL": {"@id": address},
        "dcat:mediaType": {"@id": MEDIA_TYPES + file.media_type},
        "dcat:byteSize": _of_type("nonNegativeInteger", str(file.path.stat().st_size)),
        **({"dcterms:conformsTo": {"@id": file.standard}} if file.standard else {}),
        **_moments(None, modified_ms),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": _of_type("hexBinary", digest),
        },
    }


def _title_and_description(about: str) -> Node:
    """Title and description in every language: of a table from its contract, else from the words."""
    contract = load_contracts().get(about)
    if contract is None:
        title, description = f"exports.dcat.{about}.title", f"exports.dcat.{about}.description"
        return {"dcterms:title": _in_languages(title), "dcterms:description": _in_languages(description)}
    return {
        "dcterms:title": [_in_language(text, language) for language, text in contract.title.items()],
        "dcterms:description": [_in_language(text, language) for language, text in contract.description.items()],
    }


def _in_languages(key: str) -> list[Node]:
    return [_in_language(words_in(language)(key), language) for language in languages()]


def _in_language(text: str, language: str) -> Node:
    return {"@value": text, "@language": language}


def _moments(issued_ms: int | None, modified_ms: int | None) -> Node:
    """When first and last published; what is not known is left out."""
    moments = {"dcterms:issued": issued_ms, "dcterms:modified": modified_ms}
    return {name: _of_type("dateTime", _utc(ms)) for name, ms in moments.items() if ms is not None}


def _utc(milliseconds: int) -> str:
    return dt.datetime.fromtimestamp(milliseconds // 1000, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _of_type(kind: str, value: str) -> Node:
    return {"@type": f"xsd:{kind}", "@value": value}
