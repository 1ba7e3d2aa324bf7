"""Mutants by Cosmic Ray's operators, by the codes of refusals, and by hand."""

from __future__ import annotations

import ast
import contextlib
import difflib
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

from tests.mutants.rooms import ROOT, Mutant, Room, told

# Of all that Cosmic Ray puts in place of an operator, its neighbour and its opposite: the rest fails at once or says
# the same again.
REPLACED = {
    *("Add_Sub", "Sub_Add", "Mul_Div", "Div_Mul", "FloorDiv_Mul", "Mod_Mul", "Pow_Mul"),
    *("LShift_RShift", "RShift_LShift", "BitOr_BitAnd", "BitAnd_BitOr", "BitXor_BitOr"),
    *("Eq_NotEq", "NotEq_Eq", "Lt_LtE", "Lt_GtE", "LtE_Lt", "LtE_Gt", "Gt_GtE", "Gt_LtE", "GtE_Gt", "GtE_Lt"),
    *("Is_IsNot", "IsNot_Is", "USub_UAdd", "Delete_Not", "Delete_Invert"),
}
REFUSAL = re.compile(r'(?<=RefusedFile\(")\w+(?=")')
ANOTHER_CODE = "another_code"


@dataclass(frozen=True)
class Place:
    """Where an operator can change a module; ``order`` places it in a sample, whatever happens to other lines."""

    room: Room
    module: str
    kind: str
    number: int
    order: bytes


def places(room: Room, module: str, seed: str) -> list[Place]:
    """Everything that the operators can do to a module, in the order of the sample."""
    text = (ROOT / module).read_text("utf-8")
    lines, nodes, found = text.splitlines(), list(ast_nodes(get_ast(text))), list[Place]()
    for kind in filter(_is_tried, operator_names()):
        operator = get_operator(kind)()
        starts = [start for node in nodes for start, _ in operator.mutation_positions(node)]
        for number, (line, column) in enumerate(starts):
            name = repr((seed, module, kind, lines[line - 1].strip(), column, starts[:number].count((line, column))))
            found.append(Place(room, module, kind, number, hashlib.sha256(name.encode()).digest()))
    return sorted(found, key=lambda place: place.order)


def _is_tried(kind: str) -> bool:
    _, _, operators = kind.partition("Operator_")
    return operators in REPLACED if operators else "Variable" not in kind  # those want to be told which variable


def by_operators(found: Iterable[Place]) -> Iterator[Mutant]:
    """The mutants of places, without those that differ in nothing that is run."""
    plain = cache(_meaning)
    for place in found:
        text, changed = (ROOT / place.module).read_text("utf-8"), None
        with contextlib.suppress(AttributeError):  # Cosmic Ray cannot replace an exception named with its module
            changed = mutate_code(text, get_operator(place.kind)(), place.number)
        if changed and _meaning(changed) not in (None, plain(text)):
            yield _mutant(place.room, place.module, place.kind.split("/")[1], text, changed)


def _meaning(text: str) -> str | None:
    """What is run of a module, without the types it names; None when Python does not take it."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.arg | ast.AnnAssign):
            node.annotation = ast.Constant(None)
        if isinstance(node, ast.FunctionDef):
            node.returns = None
    return ast.dump(tree)


def _mutant(room: Room, path: str, kind: str, text: str, changed: str) -> Mutant:
    old, new = text.splitlines(), changed.splitlines()
    (first, last, begun, ended) = next(
        (i1, i2, j1, j2) for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, False).get_opcodes()
        if tag != "equal"
    )  # fmt: skip
    return Mutant(room, path, first + 1, kind, "\n".join(old[first:last]), "\n".join(new[begun:ended]), changed)


def by_refusals(room: Room, module: str) -> Iterator[Mutant]:
    """Each refusal with another code."""
    text = (ROOT / module).read_text("utf-8")
    for code in REFUSAL.finditer(text):
        yield _mutant(room, module, "refusal", text, text[: code.start()] + ANOTHER_CODE + text[code.end() :])


def by_hand(room: Room, module: str) -> Iterator[Mutant]:
    """The mutants of a module in by_hand.toml."""
    text = (ROOT / module).read_text("utf-8")
    for was, now in told("by_hand.toml").get(module, ()):
        if text.count(was) != 1:
            raise ValueError(f"{module}: {was!r} must stand there once")
        yield _mutant(room, module, "by hand", text, text.replace(was, now))


def chosen(rooms: list[Room], most: int | None) -> list[Mutant]:
    """All of them, or so many over all modules in proportion; those by hand and of refusals are always among them."""
    how, found, tried = told("rooms.toml"), dict[str, list[list[Place]]](), list[Mutant]()
    for room in rooms:
        for module in room.modules:
            tried += by_hand(room, module)
            if module.endswith(".py"):
                tried += by_refusals(room, module)
                found.setdefault(room.name, []).append(places(room, module, how["seed"]))
    total = sum(len(module) for modules in found.values() for module in modules)
    for modules in found.values():
        least = how["least_each_room"] / max(1, sum(map(len, modules)))
        share = 1.0 if most is None else min(1.0, max(most / total, least))
        for ordered in modules:
            tried += islice(by_operators(ordered), max(1, round(share * len(ordered))))
    return list({one.key: one for one in tried}.values())
