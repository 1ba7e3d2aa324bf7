"""What an analyst's query may name: the tables of the snapshot and functions that compute; nothing of the machine."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from cadence.answers import parse_tree
from cadence.errors import QuestionError

# These make rows out of nothing; every other table function reads files, settings or other SQL.
TABLE_FUNCTIONS = frozenset({"range", "generate_series", "unnest"})
# Scalar functions that tell of the machine, its files, its settings, the catalogue or other sessions, or run SQL.
REFUSED_PREFIXES = (
    *("pg_", "duckdb_", "pragma_", "read_", "has_", "current_database", "current_schema", "current_role"),
    *("current_user", "current_setting", "current_catalog", "current_query", "current_connection", "getenv"),
    *("getvariable", "query", "which_secret", "json_execute", "json_serialize_sql", "json_serialize_plan"),
    *("json_deserialize_sql", "txid", "nextval", "currval", "in_search_path", "write_log", "parse_duckdb_log"),
    *(
        "session_user",
        "user",
        "version",
        "get_block_size",
        "vector_type",
        "stats",
        "add_parquet_key",
        "col_description",
    ),
    *("obj_description", "shobj_description", "inet_", "set_", "sql_auto_complete", "is_histogram_other", "file_"),
    *(
        "format_type",
        "map_to_pg_oid",
        "icu_collate",
        "create_sort_key",
        "sleep",
        "setseed",
        "finalize",
        "combine",
        "__internal",
    ),
)
ALLOWED_DESPITE = frozenset({"set_bit", "user_agent", "version_compare"})
# Words that are functions without brackets.
REFUSED_WORDS = frozenset(
    {"current_user", "session_user", "user", "current_role", "current_schema", "current_catalog", "current_database"}
)
REFUSED_NODES = frozenset({"SHOW_REF", "COLUMN_DATA", "BOUND_TABLE_REF", "DELIM_GET"})


def check(con: duckdb.DuckDBPyConnection, sql: str, tables: Iterable[str]) -> None:
    """Refuse (QuestionError) whatever is not one SELECT over these tables, in any spelling of their names."""
    try:
        found = parse_tree.statements(con, sql)
    except parse_tree.NotParsedError as error:
        if error.is_other:
            raise QuestionError("sandbox_one_select") from error
        raise QuestionError("sandbox_failed", reason=error.reason) from error
    if len(found) != 1:
        raise QuestionError("sandbox_one_select")
    known = {table.lower() for table in tables}
    for node, scope in parse_tree.nodes(found[0]):
        _refuse_table(node, known, scope)
        _refuse_function(node)


def _refuse_table(node: parse_tree.Node, known: set[str], scope: frozenset[str]) -> None:
    """A table that is neither the snapshot's nor defined by the query where it is named."""
    if parse_tree.kind_of(node) in REFUSED_NODES:
        raise QuestionError("sandbox_one_select")
    if parse_tree.kind_of(node) == "BASE_TABLE":
        path = [str(node.get(part) or "") for part in ("catalog_name", "schema_name", "table_name")]
        is_own = path[2].lower() in known and path[0] == "" and path[1].lower() in ("", "main")
        if not is_own and not (path[2].lower() in scope and path[0] == path[1] == ""):
            raise QuestionError("sandbox_unknown_table", table=".".join(part for part in path if part))


def _refuse_function(node: parse_tree.Node) -> None:
    """A function that does more than compute, and the words that are functions without brackets."""
    if parse_tree.kind_of(node) == "TABLE_FUNCTION":
        name = node["function"].get("function_name")
        if str(name).lower() not in TABLE_FUNCTIONS:
            raise QuestionError("sandbox_function", function=name)
        return
    words = node.get("column_names") if parse_tree.kind_of(node) == "COLUMN_REF" else None
    if isinstance(words, list) and len(words) == 1 and str(words[0]).lower() in REFUSED_WORDS:
        raise QuestionError("sandbox_function", function=words[0])
    name = node.get("function_name")
    if isinstance(name, str):
        lower = name.lower()
        if lower.startswith(REFUSED_PREFIXES) and lower not in ALLOWED_DESPITE:
            raise QuestionError("sandbox_function", function=name)
