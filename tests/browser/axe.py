"""What axe-core, the checker of accessibility rules, finds on a page.

What Streamlit itself does wrong, and our code cannot prevent, is listed with its reason: any other violation counts.
"""

from __future__ import annotations

from importlib.resources import files

from playwright.sync_api import Page

AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
# Rule, the elements of Streamlit it complains of, why we cannot mend it.
STREAMLIT = [
    ("list", "[data-testid=stSidebarNavItems]", "its menu puts headings between the list and its items"),
    ("listitem", "[data-testid=stSidebarNavItems] li", "the same, seen from the items"),
    ("landmark-unique", "[role=navigation][aria-label=Pagination]", "it names every pagination the same"),
    (
        "presentation-role-conflict",
        "[data-testid=stFileUploaderDropzone]",
        "its drop zone has a role of none and a name; the button in it is a proper one",
    ),
    (
        "scrollable-region-focusable",
        "[data-testid=stTable] *, [data-testid=stPopoverBody] *",
        "what scrolls in its tables has no tab stop of its own; browsers now give it one (Chromium 130, Firefox)",
    ),
]
# Runs axe and leaves out what is known: a violation is known when its element matches the known selector.
VIOLATIONS = """async ([known, parts]) => {
    const where = parts.length ? {include: parts.map(part => [part])} : document;
    const found = await axe.run(where, {resultTypes: ['violations']});
    return found.violations.flatMap(rule => rule.nodes
        .filter(node => !known.some(([id, selector]) =>
            id === rule.id && document.querySelector(node.target[0])?.matches(selector)))
        .map(node => `${rule.id}: ${node.html.slice(0, 200)} | ${node.failureSummary}`));
}"""


def violations(tab: Page, *parts: str) -> list[str]:
    """What axe finds on the page as it stands, or in parts of it (selectors, of which one at least is there).

    Known faults of Streamlit are left aside. Needs a tab with ``bypass_csp``.
    """
    if tab.evaluate("typeof axe") == "undefined":
        tab.evaluate(AXE)
    found: list[str] = tab.evaluate(VIOLATIONS, [[[rule, selector] for rule, selector, _ in STREAMLIT], parts])
    return found
