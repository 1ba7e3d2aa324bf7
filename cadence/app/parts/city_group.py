"""The smallest group of partners for a city's open needs, as a short list on its page."""

from __future__ import annotations

import streamlit as st

from cadence.answers.answer import Answer
from cadence.app import address, headings
from cadence.app.markup import markdown_safe
from cadence.app.page import Page
from cadence.app.parts import why
from cadence.cards.groups import Member, group


def show(page: Page, answer: Answer) -> None:
    """Draw the group of one city; nothing where no need is open."""
    found = group(answer, page.words)
    if found is None:
        return
    headings.part(markdown_safe(found.heading))
    lines = [_line(page, member) for member in found.members]
    lines += [f"- {markdown_safe(said)}" for said in (found.nobody, found.silent) if said]
    st.markdown("\n".join(lines))
    why.show(answer, page.serving, page.words, f"{page.name}_group")


def _line(page: Page, member: Member) -> str:
    """One partner, as a link, and what it would bring."""
    opened = address.subject_link("partner", member.partner_id)
    name = f"[{markdown_safe(member.partner)}]({opened})"
    return f"- {page.words('group.member', partner=name, roles=markdown_safe(member.brings))}"
