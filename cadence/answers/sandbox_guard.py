"""What an analyst's query may name: the tables of the snapshot and functions that compute; nothing of the machine."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import duckdb

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
    statements = _tree(con, sql).get("statements", [])
    if len(statements) != 1:
        raise QuestionError("sandbox_one_select")
    _Walk({table.lower() for table in tables}).node(statements[0], frozenset())


def _tree(con: duckdb.DuckDBPyConnection, sql: str) -> dict[str, Any]:
    """The parse tree; only SELECT has one, so that every other statement is refused here."""
    row = con.execute("select json_serialize_sql($sql)", {"sql": sql}).fetchone()
    tree: dict[str, Any] = json.loads(row[0]) if row else {}
    if not tree.get("error"):
        return tree
    if tree.get("error_type") == "not implemented":
        raise QuestionError("sandbox_one_select")
    raise QuestionError("sandbox_failed", reason=tree.get("error_message", ""))


class _Walk:
    """One way through a parse tree; a name that the query defines itself is known only where it is in scope."""

    def __init__(self, known: set[str]) -> None:
        self.known = known

    def node(self, node: Any, scope: frozenset[str]) -> None:
        """Everything below one node."""
        if isinstance(node, list):
            for part in node:
                self.node(part, scope)
        elif isinstance(node, dict):
            self._refuse(node, scope)
            inside = self._defined(node, scope)
            for key, part in node.items():
                if key != "cte_map":
                    self.node(part, inside)

    def _defined(self, node: dict[str, Any], scope: frozenset[str]) -> frozenset[str]:
        """The scope inside a node: each name defined there is known to those after it, and to itself if recursive."""
        if node.get("type") == "RECURSIVE_CTE_NODE" and node.get("cte_name"):
            scope |= {str(node["cte_name"]).lower()}
        defined = node.get("cte_map")
        for part in defined.get("map", []) if isinstance(defined, dict) else []:
            self.node(part["value"], scope)
            scope |= {str(part["key"]).lower()}
        return scope

    def _refuse(self, node: dict[str, Any], scope: frozenset[str]) -> None:
        kind = node["type"] if isinstance(node.get("type"), str) else ""
        if kind in REFUSED_NODES:
            raise QuestionError("sandbox_one_select")
        if kind == "BASE_TABLE":
            path = [str(node.get(part) or "") for part in ("catalog_name", "schema_name", "table_name")]
            is_own = path[2].lower() in self.known and path[0] == "" and path[1].lower() in ("", "main")
            if not is_own and not (path[2].lower() in scope and path[0] == path[1] == ""):
                raise QuestionError("sandbox_unknown_table", table=".".join(part for part in path if part))
        if kind == "TABLE_FUNCTION" and str(node["function"].get("function_name")).lower() not in TABLE_FUNCTIONS:
            raise QuestionError("sandbox_function", function=node["function"].get("function_name"))
        words = node.get("column_names")
        if (
            kind == "COLUMN_REF"
            and isinstance(words, list)
            and len(words) == 1
            and str(words[0]).lower() in REFUSED_WORDS
        ):
            raise QuestionError("sandbox_function", function=words[0])
        name = node.get("function_name")
        if isinstance(name, str) and kind != "TABLE_FUNCTION":
            lower = name.lower()
            if lower.startswith(REFUSED_PREFIXES) and lower not in ALLOWED_DESPITE:
                raise QuestionError("sandbox_function", function=name)
