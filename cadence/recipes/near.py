"""Names that are nearly known ones: by the words they share, the rare ones first."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from cadence.checks.folding import fold
from cadence.recipes.names import Names
from cadence.recipes.vocabulary import plain

# Two names this alike are asked to be one; 1 is the same name.
ALIKE = 0.62


GONE = 0.25  # what speaks for a name that no longer comes: one that still does stands in a line of its own


WORDS_ALIKE = 84  # of 100, for two words of four letters and more
KEPT = 50_000  # names taken apart into words: each is held against hundreds


@dataclass(frozen=True)
class Near:
    """A new name, and the known thing it nearly is: its code and name, and how alike they are (0 to 1).

    is_short: the one is the other, said shorter: its words stand in the other in their order, and one in no third name.
    """

    thing: str
    name: str
    code: str
    known: str
    alike: float
    is_short: bool


def near_names(names: Names, thing: str, texts: Sequence[str], gone: Iterable[str] = ()) -> list[Near]:
    """Those of some unknown names that nearly are a known thing, or another name among them, the likest first.

    gone: codes that no longer come: a near one of these is likelier a renaming. A name a person decided on is left out.
    """
    known = names.said.get(thing, {})
    decided = names.decided.get(thing, {})
    asked = [text for text in texts if plain(text) not in decided]
    others = {f"={text}": text for text in texts}
    pool = {code: name for code, name in known.items() if code not in names.new.get(thing, {})} | others
    weights = _weights([*pool.values()])
    index: dict[str, list[str]] = {}
    initials: dict[str, list[str]] = {}
    for code, name in pool.items():
        for word in _words(name):
            index.setdefault(word, []).append(code)
        initials.setdefault(acronym(name), []).append(code)
    vanished, found = set(gone), []
    for text in asked:
        short = [*initials.get("".join(_words(text)), ()), *index.get(acronym(text), ())]
        best = _nearest(text, pool, index, weights, vanished, short)
        if best is not None:
            found.append(Near(thing, text, *best, _is_short_for(text, best[1], index)))
    # Of two new names that are near each other the shorter one is asked about, once.
    kept = []
    for one in found:
        other = one.code[1:] if one.code.startswith("=") else None
        if other is not None and (len(other), other) < (len(one.name), one.name):
            continue
        kept.append(one)
    return sorted(kept, key=lambda one: (-one.alike, one.name))


def _nearest(
    text: str,
    pool: Mapping[str, str],
    index: Mapping[str, Sequence[str]],
    weights: Mapping[str, float],
    gone: set[str],
    short: Sequence[str],
) -> tuple[str, str, float] | None:
    words = _words(text)
    rare = sorted(words, key=lambda word: -weights.get(word, 9.0))
    candidates = set(short)
    for word in rare[:3]:
        candidates.update(index.get(word, ())[:200])
    for word in _near_words(rare[0], index) if rare else ():
        candidates.update(index[word][:200])
    scores = []
    for code in candidates:
        if pool[code] is text or plain(pool[code]) == plain(text):
            continue
        score = alike(text, pool[code], weights)
        if score >= ALIKE:
            scores.append((score + GONE * (code in gone) - 0.02 * code.startswith("="), code, score))
    if not scores:
        return None
    scores.sort(key=lambda one: (-one[0], one[1]))
    _, code, score = scores[0]
    return code, pool[code], round(score, 3)


def _is_short_for(one: str, other: str, index: Mapping[str, Sequence[str]]) -> bool:
    """Whether one of two names is the other said shorter, or spelled otherwise, and means no third."""
    if "".join(_words(one)) == acronym(other) or "".join(_words(other)) == acronym(one):
        return True
    shorter, longer = sorted((_words(one), _words(other)), key=len)
    rest = iter(longer)
    is_within = all(any(_is_near_word(word, there) for there in rest) for word in shorter)  # in the same order
    return is_within and any(len(index.get(word, ())) <= 2 for word in shorter)


def alike(one: str, other: str, weights: Mapping[str, float]) -> float:
    """How alike two names are, 0 to 1: the weight of the words they share, of the words of the shorter and of both.

    A word counts the more the rarer it is among all names; words that differ by a slip of the keyboard are shared.
    """
    mine, theirs = _words(one), _words(other)
    if not mine or not theirs:
        return 0.0
    if acronym(other) == "".join(mine) or acronym(one) == "".join(theirs):
        return 0.7
    left = set(theirs)
    shared = 0.0
    for word in mine:
        match = word if word in left else next((w for w in left if _is_near_word(word, w)), None)
        if match is not None:
            left.discard(match)
            shared += (weights.get(word, 1.0) + weights.get(match, 1.0)) / 2
    first, second = (sum(weights.get(word, 1.0) for word in words) for words in (mine, theirs))
    smaller, both = min(first, second), first + second - shared
    return min(1.0, 0.5 * shared / smaller + 0.5 * shared / both) if smaller and both else 0.0


@lru_cache(maxsize=KEPT)
def acronym(name: str) -> str:
    """The first letters of the words of a name of three words and more."""
    words = _words(name)
    return "".join(word[0] for word in words) if len(words) > 2 else ""


def _near_words(word: str, known: Mapping[str, object]) -> list[str]:
    """The known words that differ from a word by a slip of the keyboard, itself among them."""
    alike = process.extract(word, list(known), scorer=fuzz.ratio, score_cutoff=WORDS_ALIKE, limit=None)
    return [other for other, *_ in alike if _is_near_word(other, word)]


def _is_near_word(one: str, other: str) -> bool:
    if one == other:
        return True
    return min(len(one), len(other)) >= 4 and abs(len(one) - len(other)) <= 3 and fuzz.ratio(one, other) >= WORDS_ALIKE


# What names are often shortened to.
LONG = {"st": "saint", "ste": "sainte", "univ": "universite", "assoc": "association", "min": "ministere"}
STOP = {"de", "du", "des", "la", "le", "les", "l", "d", "et", "and", "of", "the", "for", "pour", "en", "in", "a"}


@lru_cache(maxsize=KEPT)
def _words(text: str) -> tuple[str, ...]:
    found = re.findall(r"[^\W_]+", fold(text) or text.lower())
    found = [LONG.get(word, word) for word in found]
    return tuple(word for word in found if word not in STOP) or tuple(found)


def _weights(texts: Sequence[str]) -> dict[str, float]:
    counts = Counter(word for text in texts for word in set(_words(text)))
    return {word: 1 / (1 + math.log(n)) for word, n in counts.items()}
