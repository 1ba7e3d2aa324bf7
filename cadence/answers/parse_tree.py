"""The parse tree of a SELECT, and the one way through it, names that the query defines itself kept apart by scope."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import duckdb

Node = dict[str, Any]


class NotParsedError(Exception):
    """The text is no SELECT (``is_other``: it is another statement), with what the parser says."""

    def __init__(self, reason: str, is_other: bool) -> None:
        super().__init__(reason)
        self.reason, self.is_other = reason, is_other


def statements(con: duckdb.DuckDBPyConnection, sql: str) -> list[Node]:
    """The tree of each SELECT of a text; DuckDB's own list of tables would need the tables to exist.

    Raises NotParsedError: only SELECT has a tree.
    """
    row = con.execute("select json_serialize_sql($sql)", {"sql": sql}).fetchone()
    tree: Node = json.loads(row[0]) if row else {}
    if tree.get("error"):
        raise NotParsedError(str(tree.get("error_message", "")), tree.get("error_type") == "not implemented")
    found: list[Node] = tree.get("statements", [])
    return found


def nodes(node: Any, scope: frozenset[str] = frozenset()) -> Iterator[tuple[Node, frozenset[str]]]:
    """Every node below one, itself first, with the names that common table expressions define where it stands.

    A name is known to those defined after it and to the query they stand in; to itself only if it is recursive.
    """
    if isinstance(node, list):
        for part in node:
            yield from nodes(part, scope)
    elif isinstance(node, dict):
        yield node, scope
        if node.get("type") == "RECURSIVE_CTE_NODE" and node.get("cte_name"):
            scope |= {str(node["cte_name"]).lower()}
        defined = node.get("cte_map")
        for part in defined.get("map", []) if isinstance(defined, dict) else []:
            yield from nodes(part["value"], scope)
            scope |= {str(part["key"]).lower()}
        for key, part in node.items():
            if key != "cte_map":
                yield from nodes(part, scope)


def kind_of(node: Node) -> str:
    """What a node is: BASE_TABLE, COLUMN_REF ...; empty for a node that has a data type under that name."""
    kind = node.get("type")
    return kind if isinstance(kind, str) else ""


def base_tables(tree: list[Node]) -> frozenset[str]:
    """Every table name read, common table expressions included."""
    return frozenset(str(node["table_name"]) for node, _ in nodes(tree) if kind_of(node) == "BASE_TABLE")


def called_tables(tree: list[Node]) -> frozenset[str]:
    """The name of every table function or table macro called, in small letters."""
    called = (node["function"]["function_name"] for node, _ in nodes(tree) if kind_of(node) == "TABLE_FUNCTION")
    return frozenset(str(name).lower() for name in called)


def functions(tree: list[Node]) -> frozenset[str]:
    """The name of every function or macro called, of one value or of a table, in small letters."""
    names = (node["function_name"] for node, _ in nodes(tree) if isinstance(node.get("function_name"), str))
    return frozenset(name.lower() for name in names)


def tables_of_others(tree: list[Node]) -> frozenset[str]:
    """Every table name read but those that the query defines itself where it reads them."""
    read = ((str(node["table_name"]), scope) for node, scope in nodes(tree) if kind_of(node) == "BASE_TABLE")
    return frozenset(name for name, scope in read if name.lower() not in scope)
