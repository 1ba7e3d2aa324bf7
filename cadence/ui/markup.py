"""Text from data is never markup: escaped for Markdown wherever Streamlit would render it."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&])")


def plain(text: object) -> str:
    """Text that Streamlit's Markdown shows letter for letter: no link, image, formula, colour or emoji."""
    return _SPECIAL.sub(r"\\\1", " ".join(str(text).split())).replace("\\&", "&amp;").replace("\\<", "&lt;")
