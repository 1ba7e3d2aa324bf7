"""The Data Package keeps the published standard, and the tables come back from it exactly."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

import dplib
import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft7Validator  # type: ignore[import-untyped]

from cadence.contract import Contract, load_contracts
from cadence.errors import CadenceError
from cadence.exports.datapackage import descriptor, export_package
from cadence.sql import quote
from tests.from_folder import table_ddl
from tests.strategies import Row, good_network, typed

PROFILES = Path(dplib.__file__).parent / "profiles" / "2.0"  # the standard's own JSON Schemas
CONTRACTS = list(load_contracts().values())
AWKWARD = ['=HYPERLINK("x")', "+1", "-1", "@a", ' "quoted" ', "a,b;c", "line\nline", "", "null", "Ségou", "a\\b"]


def complaints(package: Any) -> list[str]:
    """What the standard's own profile has against a descriptor.

    Profile 2.0 forgot the standard's own field type "list" (frictionlessdata/datapackage#1089, mended in 2.1);
    its nearest relative there is "array", which takes the same constraints.
    """
    profile = json.loads((PROFILES / "datapackage.json").read_text(encoding="utf-8"))
    known = json.loads(json.dumps(package).replace('"type": "list"', '"type": "array"'))
    return [error.message for error in Draft7Validator(profile).iter_errors(known)]


def test_descriptor_keeps_the_standard() -> None:
    assert complaints(descriptor()) == []
    assert complaints(descriptor({"version": "12", "created": "2026-01-01T00:00:00Z"})) == []


def test_the_standard_would_notice() -> None:
    package = descriptor()
    package["resources"][0]["schema"]["fields"][0]["constraints"]["required"] = "certainly"
    assert complaints(package)
    assert complaints({"name": "nothing"})


def test_descriptor_says_what_the_contracts_say() -> None:
    resources = {resource["name"]: resource for resource in descriptor()["resources"]}
    assert list(resources) == [contract.name for contract in CONTRACTS]
    for contract in CONTRACTS:
        schema = resources[contract.name]["schema"]
        assert [field["name"] for field in schema["fields"]] == list(contract.columns)
        assert [f["name"] for f in schema["fields"] if f.get("constraints", {}).get("required")] == [
            field.name for field in contract.fields if field.required
        ]
        items = [f["items"]["reference"] for f in schema["fields"] if "reference" in f.get("items", {})]
        assert len(schema.get("foreignKeys", [])) + len(items) == len(contract.foreign_keys)
    sdgs = resources["indicators"]["schema"]["fields"][-1]
    assert sdgs["items"] == {"enum": [str(goal) for goal in range(1, 18)]}


@cache
def database() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    for contract in CONTRACTS:
        # As in a serving database: columns that say where a row came from are not part of the package.
        con.execute(table_ddl(contract, more=('"_file" bigint', '"_line" bigint')))
    return con


def fill(tables: dict[str, list[Row]]) -> None:
    for contract in CONTRACTS:
        database().execute(f"truncate {quote(contract.name)}")
        for row in tables.get(contract.name, []):
            values = [typed(field, row[field.name]) for field in contract.fields]
            places = ", ".join("?" * len(values))
            database().execute(f"insert into {quote(contract.name)} values ({places}, 1, 1)", values)


def held(contract: Contract) -> list[tuple[Any, ...]]:
    columns, key = (", ".join(map(quote, names)) for names in (contract.columns, contract.primary_key))
    return database().execute(f"select {columns} from {quote(contract.name)} order by {key}").fetchall()


def written(contract: Contract, folder: Path) -> list[tuple[Any, ...]]:
    """The values of a written CSV, read by the letter of the standard: empty is nothing."""
    with (folder / f"{contract.name}.csv").open(encoding="utf-8", newline="") as file:
        heads, *rows = csv.reader(file)
    assert heads == list(contract.columns)
    return [
        tuple(typed(field, cell) if cell else None for field, cell in zip(contract.fields, row, strict=True))
        for row in rows
    ]


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(tables=good_network())
def test_tables_come_back(tables: dict[str, list[Row]], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("package")
    fill(tables)
    export_package(database(), folder)
    for contract in CONTRACTS:
        assert written(contract, folder) == held(contract), contract.name


def test_awkward_cells_stay_exact(tmp_path: Path) -> None:
    rows = [{"partner_id": f"p{n:02}", "name": text, "sector": "ngo"} for n, text in enumerate(AWKWARD)]
    fill({})
    for row in rows:
        sql = "insert into partners by name select $partner_id as partner_id, $name as name, $sector as sector"
        database().execute(sql, row)
    export_package(database(), tmp_path)
    with (tmp_path / "partners.csv").open(encoding="utf-8", newline="") as file:
        assert [row["name"] for row in csv.DictReader(file)] == AWKWARD


def test_package_lists_its_files(tmp_path: Path) -> None:
    fill({})
    paths = export_package(database(), tmp_path / "new" / "folder", {"version": "7"})
    package = json.loads((tmp_path / "new" / "folder" / "datapackage.json").read_text(encoding="utf-8"))
    assert package["version"] == "7"
    listed = {resource["path"] for resource in package["resources"]} | {"datapackage.json"}
    assert listed == {path.name for path in paths} == {path.name for path in paths[0].parent.iterdir()}
    assert complaints(package) == []


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here first", encoding="utf-8")
    with pytest.raises(CadenceError) as refused:
        export_package(database(), tmp_path / "file")
    assert refused.value.code == "export_failed"
    (tmp_path / "networks.csv").mkdir()
    with pytest.raises(CadenceError) as refused:
        export_package(database(), tmp_path)
    assert refused.value.code == "export_failed"
