"""Text from data is never markup: escaped for Markdown wherever Streamlit would render it."""

from __future__ import annotations

import re

# Line breaks would begin a block. No-break spaces are spaces too for str.split(), and must stay.
_BREAKS = re.compile(r"[ \t\r\n\f\v\x1c-\x1f\x85\u2028\u2029]+")
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&])")


def markdown_safe(text: object) -> str:
    """Text that Streamlit's Markdown shows letter for letter: no link, image, formula, colour or emoji."""
    return _SPECIAL.sub(r"\\\1", _BREAKS.sub(" ", str(text)).strip(" ")).replace("\\&", "&amp;").replace("\\<", "&lt;")
