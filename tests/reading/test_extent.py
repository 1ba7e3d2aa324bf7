"""The quick look at the places of cells sees what the slow one sees."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from cadence.errors import RefusedFile
from cadence.reading.extent import Extent, letters_of, places

NAMES = st.sampled_from(["A", "Z", "AA", "AZ", "BA", "XFD", "ZZZ", "AAAA", "b", ""])
ROWS = st.lists(
    st.tuples(st.integers(1, 99), st.lists(st.tuples(NAMES, st.sampled_from(["<c r=", "<c s='1' r="])), max_size=6)),
    max_size=5,
)


def _sheet(rows: list[tuple[int, list[tuple[str, str]]]]) -> bytes:
    lines = []
    for row, cells in rows:
        inside = "".join(f'{start}"{name}{row}"><v>1</v></c>' if name else "<c><v>1</v></c>" for name, start in cells)
        lines.append(f'<row r="{row}">{inside}</row>')
    return "".join(lines).encode()


@given(ROWS)
@settings(max_examples=400, deadline=None)
def test_every_sheet_reaches_as_far_as_its_cells_say_one_by_one(
    rows: list[tuple[int, list[tuple[str, str]]]],
) -> None:
    text = _sheet(rows)
    slow = Extent()
    try:
        for cell in places(text):
            slow.cells += 1
            slow.columns.add(letters_of(cell.column))
    except RefusedFile:
        return  # a cell outside of any sheet is refused by the slow look, which is then asked
    quick = Extent()
    quick.take(text)
    assert (quick.cells, quick.columns) == (slow.cells, slow.columns)


def test_every_column_there_is_has_its_number() -> None:
    letters = [letters_of(number) for number in range(1, 16_385)]
    extent = Extent()
    extent.take(b'<row r="1">' + b"".join(b'<c r="%s1"/>' % name for name in letters) + b"</row>")
    assert extent.columns == set(letters) and extent.cells == 16_384 and extent.width == 16_384
