"""What is written into the page so that nothing is fetched, and the rule that forbids requests."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import lru_cache
from pathlib import Path

ASSETS = Path(__file__).parent / "assets"


@lru_cache(maxsize=8)
def asset(name: str) -> str:
    """One file that is written into every report."""
    return (ASSETS / name).read_text("utf-8")


def script_json(value: object) -> str:
    """JSON that may stand inside a script element whatever its texts hold."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


@lru_cache(maxsize=1)
def policy(scripts: tuple[str, ...]) -> str:
    """No request at all; only these scripts, known by their hashes, run."""
    hashes = " ".join(f"'sha256-{_sha256(script)}'" for script in scripts)
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )


def _sha256(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode()
