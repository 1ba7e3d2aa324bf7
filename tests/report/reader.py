"""Reads a page of the report as a browser would, for the tests that look into it."""

from __future__ import annotations

from html.parser import HTMLParser


class Reader(HTMLParser):
    """Texts, elements, scripts of a page; complains about elements that do not close."""

    EMPTY = ("meta", "img", "br")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.texts: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.ids: list[str] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.ids += [str(found) for name, found in attrs if name == "id"]
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            self.scripts.append((self.elements[-1][1], data))
        elif data.strip() and self.open[-1] != "style":
            self.texts.append(data.strip())

    @property
    def runs(self) -> list[str]:
        """The text of every script that runs: of all but those that hold JSON."""
        return [text for attributes, text in self.scripts if attributes.get("type") != "application/json"]

    @property
    def held(self) -> list[str]:
        """The text of every script that holds JSON."""
        return [text for attributes, text in self.scripts if attributes.get("type") == "application/json"]


def read(page: str) -> Reader:
    """A whole page, read."""
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert not reader.open
    return reader
