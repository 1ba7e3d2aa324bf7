"""Who may write: checked where the write happens, whatever button was drawn.

Cadence itself knows no passwords. Where the server has a login (Streamlit's, through any OpenID provider), only
the addresses listed in CADENCE_STAFF may publish. Without a login the server answers this machine alone, and
whoever sits at it may publish under the name they give.
"""

from __future__ import annotations

from dataclasses import dataclass

from cadence.errors import CadenceError
from cadence.settings import Settings, settings


class AccessError(CadenceError):
    """This visitor may not do that."""


@dataclass(frozen=True)
class Visitor:
    """Who is there: the e-mail address of a login, or the name somebody gave where there is no login."""

    email: str | None = None
    given_name: str = ""
    has_login: bool = False


def staff(chosen: Settings) -> frozenset[str]:
    """The addresses that may write, in lower case."""
    return frozenset(part.strip().casefold() for part in chosen.get("staff").split(",") if part.strip())


def may_write(visitor: Visitor, chosen: Settings | None = None) -> bool:
    """Whether this visitor may publish, restore or undo; for drawing a page, not for guarding a write."""
    if not visitor.has_login:
        return True
    return bool(visitor.email) and str(visitor.email).casefold() in staff(chosen or settings())


def author(visitor: Visitor, chosen: Settings | None = None) -> str:
    """The name to write into the record. Raises AccessError where the visitor may not write, or has no name."""
    if not may_write(visitor, chosen):
        raise AccessError("not_staff")
    name = visitor.email if visitor.has_login else visitor.given_name.strip()
    if not name:
        raise AccessError("name_missing")
    return name
