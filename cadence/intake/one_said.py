"""A merge or a split of two things in sentences, for the page and the command line alike."""

from __future__ import annotations

from cadence.answers.serving import Serving
from cadence.contract import load_contracts
from cadence.contract.references import things
from cadence.intake.in_place import as_text
from cadence.intake.one_pair import Pair, rows_by_key
from cadence.intake.one_row import BOTH, GONE, KEPT, Clash
from cadence.intake.one_split import Newer
from cadence.intake.one_thing import Merged
from cadence.recipes.names import THINGS
from cadence.store.reversal import Undo
from cadence.words import Words


def name_of(serving: Serving, thing: str, code: str, language: str) -> str:
    """What a thing is called: its name, else its title, with its code; a code alone for what has neither."""
    table = things()[thing]
    row = rows_by_key(serving, table).get((code,), {})
    own = [f"name_{language}", *(THINGS[table].names if table in THINGS else ()), "name_en", "title"]
    name = next((str(row[field]) for field in own if row.get(field)), "")
    return f"{name} ({code})" if name else code


def sentences(serving: Serving, merged: Merged, words: Words) -> list[str]:
    """What a merge does: the rows that go over, those that fold, what is agreed anew, what is learnt."""
    pair = merged.pair
    kept, gone = (name_of(serving, pair.thing, code, words.language) for code in (pair.kept, pair.gone))
    titles = words.list_of([_title(table, words) for table in merged.moved])
    said = [words("one_thing.becomes", kept=kept, gone=gone)]
    if n := sum(merged.moved.values()):
        said.append(words("one_thing.moves", n=n, tables=titles, kept=kept))
    if merged.folded:
        said.append(words("one_thing.folds", n=merged.folded))
    if merged.anew:
        said.append(words("one_thing.agreed_anew", n=len(merged.anew)))
    if merged.left:
        said.append(words("one_thing.left", n=merged.left))
    learnt = [row["name"] for row in merged.rows["names"].values() if row["name"] in (*merged.old_names, pair.gone)]
    if learnt:
        said.append(
            words(
                "one_thing.learnt",
                names=words.list_of([words("one_thing.quoted", name=name) for name in learnt]),
                kept=kept,
            )
        )
    return said


def message(serving: Serving, pair: Pair, words: Words) -> str:
    """What the publication is, for the history; the reason of what it decides, too."""
    kept, gone = (name_of(serving, pair.thing, code, words.language) for code in (pair.kept, pair.gone))
    return words("one_thing.becomes", kept=kept, gone=gone)


def asks(clash: Clash, words: Words) -> str:
    """The cell that says two things: its table, row and field."""
    title = load_contracts()[clash.table].column(clash.field).title[words.language]
    return words("one_thing.clash", table=_title(clash.table, words), row=" · ".join(clash.key), field=title)


def side(clash: Clash, which: str, words: Words) -> str:
    """One of the values that may hold, with what goes along with it."""
    if which == BOTH:
        return words("one_thing.both")
    own = clash.gone if which == GONE else clash.kept
    along = [theirs if which == GONE else mine for _, mine, theirs in clash.carried]
    value = " · ".join(text for text in (own, *along) if text)
    return words("one_thing.of_gone" if which == GONE else "one_thing.of_kept", value=value)


def open_answers(clash: Clash, words: Words) -> list[str]:
    """Each answer as it is typed after ``--keep``, and what it means."""
    return [f'--keep "{clash.name}={one}": {side(clash, one, words)}' for one in clash.sides]


def asks_newer(newer: Newer, words: Words) -> str:
    """A row that came or changed since two things were made one: whose it is."""
    values = (as_text(value) for name, value in newer.row.items() if value not in (None, "", [], False))
    return words("one_thing.newer", table=_title(newer.table, words), row=" · ".join(values))


def whose(pair: Pair, which: str, words: Words) -> str:
    """The two answers to that."""
    return words("one_thing.stays" if which == KEPT else "one_thing.goes", code=getattr(pair, which))


def split_sentences(pair: Pair, undo: Undo, going: int, words: Words) -> list[str]:
    """What a split does: the rows that come back, those that are the other's now, what stays as it was changed."""
    back = sum(changes.added for changes in undo.changes.values())
    said = [words("one_thing.splits", kept=pair.kept, gone=pair.gone, n=back)]
    if going:
        said.append(words("one_thing.going", n=going, gone=pair.gone))
    own = undo.kept_later.get(pair.table)
    if own is not None and pair.kept in set(own[load_contracts()[pair.table].primary_key[0]]):
        said.append(words("one_thing.own_stays", kept=pair.kept))
    return said


def _title(table: str, words: Words) -> str:
    return load_contracts()[table].title[words.language]
