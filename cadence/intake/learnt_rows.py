"""What publishing foreign files teaches: the names they use, the recipe that reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cadence.contract import load_contracts
from cadence.intake.model import Foreign
from cadence.recipes.model import digest_of_contracts, to_toml


def rows_to_keep(found: Sequence[Foreign]) -> Mapping[str, list[dict[str, str]]]:
    """The rows of ``names`` and ``recipes`` that publishing the files brings: names they use, the recipe read by."""
    rows: dict[str, list[dict[str, str]]] = {"names": [], "recipes": []}
    for one in found:
        if one.names is None:
            continue
        network = one.draft.recipe.network.get("network_id", "")
        written_in_files = {thing: met for thing, met in one.names.met.items() if thing != "phase"}
        for thing, met in written_in_files.items():
            for shape, text in met.items():
                code = one.names.known.get(thing, {}).get(shape)
                if code is not None:
                    owner = "*" if thing in ("partner", "network") else network
                    rows["names"].append({"network_id": owner, "thing": thing, "name": text, "code": code})
        if not one.code:
            continue
        recipe = replace(
            one.draft.recipe, contract=digest_of_contracts(), network=_lasting(one.draft.recipe.network), same=()
        )
        body = to_toml(recipe)
        rows["recipes"].append(
            {"recipe_id": one.code, "title": recipe.title, "contract": recipe.contract, "body": body}
        )
    unique = {tuple(row[name] for name in load_contracts()["names"].primary_key): row for row in rows["names"]}
    return {"names": list(unique.values()), "recipes": rows["recipes"]}


def _lasting(network: Mapping[str, str]) -> dict[str, str]:
    """What of a network's fields a kept recipe needs next month: which one it is."""
    return {"network_id": network["network_id"]} if network.get("network_id") else {}
