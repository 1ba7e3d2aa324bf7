"""Who may write: the check itself, without any page."""

from __future__ import annotations

import pytest

from cadence.access.rights import AccessError, Visitor, author, may_write
from cadence.settings import read_settings

TEAM = read_settings({"CADENCE_STAFF": "anna@example.org, Bola@Example.org"})


def test_without_a_login_the_person_at_the_machine_writes_under_the_name_given():
    assert author(Visitor(given_name=" Anna ")) == "Anna"


def test_without_a_name_nothing_is_written():
    with pytest.raises(AccessError, match="name"):
        author(Visitor(given_name="  "))


def test_with_a_login_staff_write_under_their_address():
    assert author(Visitor("bola@example.org", has_login=True), TEAM) == "bola@example.org"


@pytest.mark.parametrize("email", [None, "", "eve@example.org", "anna@example.org.evil.org"])
def test_with_a_login_nobody_else_writes(email: str | None):
    visitor = Visitor(email, given_name="Anna", has_login=True)
    assert not may_write(visitor, TEAM)
    with pytest.raises(AccessError):
        author(visitor, TEAM)
