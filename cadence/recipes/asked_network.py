"""Of which network a file is."""

from __future__ import annotations

from collections.abc import Callable, Collection

from cadence.recipes.model import Recipe
from cadence.recipes.names import Names
from cadence.recipes.questions import Asking, Question
from cadence.recipes.vocabulary import plain


def ask_network(
    asking: Asking, names_of: Callable[[str | None], Names], kept: Recipe | None, invented: Collection[str]
) -> dict[str, str]:
    """Which network the file is of: the one that is published and not invented, one of several, or a new one, named."""
    published = names_of(None).said.get("network", {})
    before = kept.network.get("network_id", "") if kept else ""
    if before in published:
        return {"network_id": before}
    said = asking.answers.get("network", "").strip()
    if kept and kept.network.get("name") and "network" not in asking.answers:
        return dict(kept.network)
    known = {plain(name): code for code, name in published.items()} | {plain(code): code for code in published}
    own = [code for code in published if code not in invented] if len(published) > 1 else list(published)
    guess = own[0] if len(own) == 1 else ""
    code = asking.ask(
        Question(
            "network",
            "network",
            guess=guess,
            reason="" if not guess else "only_network" if len(published) == 1 else "only_own_network",
            shown=published,
            blanks={"n": len(published)},
        )
    )
    code = known.get(plain(code), code)
    if not code or code in published:
        return {"network_id": code} if code else {}
    made = names_of(None).meet("network", said or code)
    return {"network_id": made, "name": said or code}
