"""Mutants by Cosmic Ray's operators, by the codes of refusals, and by hand."""

from __future__ import annotations

import ast
import difflib
import hashlib
import re
from collections.abc import Iterator

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


def by_operators(room: Room, module: str) -> list[Mutant]:
    """Every mutant of a module that differs from it in more than the types it names."""
    text = (ROOT / module).read_text("utf-8")
    plain, found = _meaning(text), dict[str, Mutant]()
    for kind in operator_names():
        name = kind.split("/")[1]
        if name.startswith("Replace") and "Operator_" in name and name.split("Operator_")[1] not in REPLACED:
            continue
        for changed in _changed(text, kind):
            meaning = _meaning(changed)
            if meaning is not None and meaning != plain:
                found.setdefault(changed, _mutant(room, module, name, text, changed))
    return list(found.values())


def _changed(text: str, kind: str) -> Iterator[str]:
    """The text after each thing that an operator can do to it."""
    try:
        operator = get_operator(kind)()
    except TypeError:
        return  # one that wants to be told which variable to replace
    count = sum(1 for node in ast_nodes(get_ast(text)) for _ in operator.mutation_positions(node))
    for place in range(count):
        if changed := mutate_code(text, operator, place):
            yield changed


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


def sampled(found: list[Mutant], count: int, seed: str) -> list[Mutant]:
    """Some of a module's mutants; those of lines that did not change stay the same when others do."""
    return sorted(found, key=lambda one: hashlib.sha256(repr((seed, one.key)).encode()).digest())[:count]


def chosen(rooms: list[Room], most: int | None) -> list[Mutant]:
    """All of them, or so many over all modules in proportion; those by hand and of refusals are always among them."""
    how, made, always = told("rooms.toml"), dict[tuple[str, str], list[Mutant]](), list[Mutant]()
    for room in rooms:
        for module in room.modules:
            always += by_hand(room, module)
            if module.endswith(".py"):
                always += by_refusals(room, module)
                made[room.name, module] = by_operators(room, module)
    tried = {one.key: one for one in always}
    for (name, _), found in made.items():
        share = _share(
            [len(other) for (of, _), other in made.items() if of == name], made, most, how["least_each_room"]
        )
        tried |= {one.key: one for one in sampled(found, max(1, round(share * len(found))), how["seed"])}
    return list(tried.values())


def _share(in_room: list[int], made: dict[tuple[str, str], list[Mutant]], most: int | None, least: int) -> float:
    """Which part of a room's mutants is tried."""
    if most is None:
        return 1.0
    return min(1.0, max(most / sum(map(len, made.values())), least / max(1, sum(in_room))))
