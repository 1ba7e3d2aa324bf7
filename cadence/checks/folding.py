"""A text as two people would both spell it, so that names and words can be compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Letters that join two, and those with a stroke or a hook that no accent explains: Cœur is Coeur, Kɔkɔ is Koko.
STROKES = ("øłđðħŧıɛɔɓɗƙɣŋɲƴʋ", "olddhtieobdkgnnyv")
JOINED = str.maketrans(*STROKES) | {ord("œ"): "oe", ord("æ"): "ae", ord("ß"): "ss"}
# Scripts in which a mark is a vowel, not an accent: without their marks two words would be one.
MARKED_SCRIPTS = re.compile("[\u0900-\u1aff]")


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """The same as the SQL macro ``folded``: lower case, no accents or joined letters, the rest as one space.

    Letters of every script stay: two names in Arabic are two names.
    """
    if text.isascii():
        return re.sub("[^a-z0-9]+", " ", text.lower()).strip()
    lower = text.replace("İ", "i").lower()  # which Python makes two signs of
    if not MARKED_SCRIPTS.search(lower):
        lower = "".join(c for c in unicodedata.normalize("NFD", lower) if unicodedata.category(c)[0] != "M")
    said = unicodedata.normalize("NFC", lower).translate(JOINED)
    return " ".join("".join(c if unicodedata.category(c)[0] in "LNM" else " " for c in said).split())
