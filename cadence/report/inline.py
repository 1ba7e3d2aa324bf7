"""What is written into the page so that nothing is fetched, and the rule that forbids requests.

Here, and nowhere else, text is declared to be markup already, which the templates then write as it is.
"""

from __future__ import annotations

import base64
import hashlib
import json
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup

ASSETS = Path(__file__).parent / "assets"


@lru_cache(maxsize=8)
def asset(name: str) -> str:
    """One file that is written into every report."""
    return (ASSETS / name).read_text("utf-8")


def style() -> Markup:
    """The page's CSS. Markup: a file of ours, without a blank that data could fill."""
    return Markup(asset("report.css"))


def scripts() -> tuple[Markup, ...]:
    """The chart library, and what draws with it. Markup: files of ours; only as they are do they have their hashes."""
    return tuple(Markup(asset(name)) for name in ("plotly-basic.min.js", "report.js"))


# The characters each file of the font holds, so that a browser takes the one it needs.
FONTS = {
    "source-sans-3-latin.woff2": "U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+2000-206F, "
    "U+20AC, U+2122, U+2191, U+2193, U+2212, U+2215, U+FEFF, U+FFFD",
    "source-sans-3-latin-ext.woff2": "U+0100-02BA, U+02BD-02C5, U+02C7-02CC, U+02CE-02D7, U+02DD-02FF, U+1D00-1DBF, "
    "U+1E00-1E9F, U+1EF2-1EFF, U+2020, U+20A0-20AB, U+20AD-20C4, U+2113, U+2C60-2C7F, U+A720-A7FF",
}
FAMILY = "Cadence Report"


@lru_cache(maxsize=1)
def font_faces() -> Markup:
    """CSS of the report's own font, Source Sans 3, so that it reads and prints alike on every machine.

    Markup: files of ours in letters that CSS gives no meaning to.
    """
    faces = "".join(
        f'@font-face {{ font-family: "{FAMILY}"; font-weight: 200 900; unicode-range: {characters}; '
        f"src: url(data:font/woff2;base64,{base64.b64encode((ASSETS / name).read_bytes()).decode()}) "
        'format("woff2"); }\n'
        for name, characters in FONTS.items()
    )
    return Markup(faces)


def script_json(value: object) -> Markup:
    """JSON that may stand inside a script element whatever its texts hold.

    Markup: entities are not read there, and without a ``<`` nothing can end the element.
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))


@lru_cache(maxsize=1)
def policy() -> str:
    """No request at all; only the page's own scripts, known by their hashes, run."""
    hashes = " ".join(f"'sha256-{_sha256(script)}'" for script in scripts())
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _sha256(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode()
