"""Clean tables, polluted in every way of the Pollock study, and what reading may make of each.

The oracle knows the clean table and the pollution. What is read is right (``exact``), or the person is told of the
place (``flagged``: a row set aside, or a problem that names the line or the file), or nothing is read (``refused``).
Anything else is silently different. ``python -m tests.pollution`` prints the table by kind.

The pollutions are those of Vitagliano et al., "Pollock: A Data Loading Benchmark" (VLDB 2023): a delimiter, quote,
line end or cell too many or too few at every row, column and in the header, and the properties of a file.
"""

from __future__ import annotations

import csv
import io
import random
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from cadence.reading import Reading, read

Rows = list[list[str]]
OUTCOMES = ("exact", "flagged", "refused", "silently different")


@dataclass(frozen=True)
class Form:
    """How a clean table is written."""

    separator: str = ","
    end: str = "\n"
    quotes_all: bool = False
    titles: int = 0
    last_end: bool = True


@dataclass(frozen=True)
class Polluted:
    """One file: its bytes, the tables (header first) that are a right reading, the kind of pollution."""

    kind: str
    name: str
    data: bytes
    right: tuple[tuple[tuple[str, ...], ...], ...]


def tables() -> dict[str, Rows]:
    """Clean tables of several shapes; nothing in them is itself odd."""
    names = ["Ay", "Dakar", "Saint-Louis", "Bè", "Ziguinchor", "Thiès", "Kolda"]
    return {
        "usual": [["city_id", "name", "joined_on", "persons"]]
        + [[f"c{i}", names[i % 7], f"2024-0{1 + i % 9}-11", str(100 + 7 * i)] for i in range(8)],
        "narrow": [["code", "nom"]] + [[f"c{i}", names[i % 7]] for i in range(6)],
        "texts": [["code", "titre", "note", "montant"]]
        + [[f"a{i}", f"Réunion, tome {i}; suite", "oui|non" if i % 2 else "", f"{i}.5"] for i in range(6)],
        "wide": [[f"champ_{j}" for j in range(12)]] + [[f"v{i}_{j}" if (i + j) % 5 else "" for j in range(12)] for i in range(5)],
        "one_row": [["code", "nom", "pays"], ["a", "Ay", "SN"]],
        "empty_last": [["code", "nom", "pays", "remarque"]] + [[f"c{i}", names[i % 7], "SN", ""] for i in range(5)],
        "long": [["code", "held_on", "kind"]] + [[f"x{i}", f"2025-{1 + i % 12:02}-03", "funding"] for i in range(40)],
    }  # fmt: skip


def forms() -> list[Form]:
    return [
        Form(), Form(";"), Form("\t", "\r\n"), Form("|"), Form(",", "\r\n", True), Form(";", titles=1),
        Form(",", titles=2), Form(";", last_end=False),
    ]  # fmt: skip


def written(rows: Rows, form: Form) -> list[str]:
    """Each row as one text, without its line end, as Python's csv module writes it."""
    lines = []
    for row in rows:
        out = io.StringIO()
        quoting = csv.QUOTE_ALL if form.quotes_all else csv.QUOTE_MINIMAL
        csv.writer(out, delimiter=form.separator, lineterminator="", quoting=quoting).writerow(row)  # type: ignore[arg-type]
        lines.append(out.getvalue())
    return lines


def whole(lines: list[str], form: Form) -> bytes:
    titles = ["Tableau de suivi", "Extrait de la base"][: form.titles]
    text = form.end.join([*titles, *lines]) + (form.end if form.last_end else "")
    return text.encode("utf-8")


def polluted() -> Iterator[Polluted]:
    """Every clean table in every form, and each polluted in every way."""
    for shape, rows in tables().items():
        for number, form in enumerate(forms()):
            yield from _of_one(f"{shape}_{number}", rows, form)


def _of_one(name: str, rows: Rows, form: Form) -> Iterator[Polluted]:  # noqa: C901 - a list of pollutions
    lines, sep = written(rows, form), form.separator
    clean = _frozen(rows)

    def made(kind: str, place: object, new: list[str], *right: Rows, end: str | None = None) -> Polluted:
        data = whole(new, form if end is None else Form(sep, end, form.quotes_all, form.titles, form.last_end))
        return Polluted(kind, f"{name}:{kind}:{place}", data, tuple(_frozen(one) for one in right))

    yield made("clean", 0, lines, rows)
    picked = range(len(rows)) if len(rows) < 12 else (0, 1, 2, 20, len(rows) - 1)
    for r in picked:
        row, line, where = rows[r], lines[r], "header" if r == 0 else "row"
        cells = _cells(line, sep)
        for c in range(len(row)):

            def put(text: str, c: int = c, cells: list[str] = cells, r: int = r) -> list[str]:
                return [*lines[:r], sep.join([*cells[:c], text, *cells[c + 1 :]]), *lines[r + 1 :]]

            yield made(f"{where}: delimiter too many", (r, c), put(cells[c] + sep), _added(rows, r, c))
            if c + 1 < len(row):
                merged = [*lines[:r], sep.join([*cells[:c], cells[c] + cells[c + 1], *cells[c + 2 :]]), *lines[r + 1 :]]
                yield made(f"{where}: delimiter too few", (r, c), merged)
            yield made(f"{where}: quote before", (r, c), put('"' + cells[c]), _with(rows, r, c, '"' + row[c]))
            yield made(f"{where}: quote after", (r, c), put(cells[c] + '"'), _with(rows, r, c, row[c] + '"'))
            if len(row[c]) > 1 and not cells[c].startswith('"'):
                half = len(row[c]) // 2
                text = row[c][:half] + '"' + row[c][half:]
                yield made(f"{where}: quote inside", (r, c), put(text), _with(rows, r, c, text))
            if len(row) > 1:
                fewer = [*lines[:r], sep.join([*cells[:c], *cells[c + 1 :]]), *lines[r + 1 :]]
                yield made(f"{where}: cell too few", (r, c), fewer)
            more = [*lines[:r], sep.join([*cells[:c], "intrus", *cells[c:]]), *lines[r + 1 :]]
            yield made(f"{where}: cell too many", (r, c), more)
            if c:
                broken = [*lines[:r], sep.join(cells[:c]), sep.join(cells[c:]), *lines[r + 1 :]]
                yield made(f"{where}: line end too many", (r, c), broken)
            emptied = _with(rows, r, c, "")
            yield made(f"{where}: cell emptied", (r, c), put(""), emptied)
        if r + 1 < len(rows):
            yield made(f"{where}: line end too few", r, [*lines[:r], line + lines[r + 1], *lines[r + 2 :]])
        for other in ";,\t|":
            if other != sep:
                changed = [*lines[:r], other.join(cells), *lines[r + 1 :]]
                yield made(f"{where}: other delimiter", (r, other), changed)
        single = [*lines[:r], sep.join(f"'{cell}'" for cell in row), *lines[r + 1 :]]
        yield made(f"{where}: other quotes", r, single, [*rows[:r], [f"'{cell}'" for cell in row], *rows[r + 1 :]])
        remark = [*lines[:r], line + sep + sep + "voir avec Paul", *lines[r + 1 :]]
        yield made(f"{where}: remark beside", r, remark)
        blank = [*lines[:r], "", *lines[r:]]
        yield made(f"{where}: blank line before", r, blank, rows)
    yield from _of_file(made, rows, lines, form, clean)


def _of_file(made, rows: Rows, lines: list[str], form: Form, clean) -> Iterator[Polluted]:  # type: ignore[no-untyped-def]
    sep = form.separator
    yield made("file: no header", 0, lines[1:], rows[1:])
    yield made("file: header twice", 0, [lines[0], *lines], rows)
    yield made("file: footer", 0, [*lines, "", "Source : programme"], rows)
    total = ["Total", *[""] * (len(rows[0]) - 2), "999"]
    kept = [[*rows, total]] if len(rows[0]) == 2 else []
    yield made("file: footer total", 0, [*lines, sep.join(total)], rows, *kept)
    above = [["Réseau", "Astrolabe"], ["Date", "2026-03-01"]]
    kept = [[*above, *rows]] if len(rows[0]) == 2 else []
    yield made("file: preamble", 0, [*map(sep.join, above), "", *lines], rows, *kept)
    yield made("file: trailing delimiters", 0, [line + sep for line in lines], rows, [[*row, ""] for row in rows])
    yield made("file: trailing delimiters in rows", 0, [lines[0], *[line + sep for line in lines[1:]]], rows)
    other = [["autre", "table"], ["1", "2"], ["3", "4"]]
    kept = [[*rows, *other]] if len(rows[0]) == 2 else []
    yield made("file: second table", 0, [*lines, "", *map(sep.join, other)], *kept)
    yield made("file: second table as wide", 0, [*lines, "", *lines[:3]], [*rows, *rows[:3]], [*rows, *rows[1:3]], rows)
    yield made("file: lines above in another form", 0, ["a;b;c" if sep != ";" else "a,b,c"] * 10 + lines)
    yield made("file: carriage returns", 0, lines, rows, end="\r")
    yield Polluted("file: byte order mark", f"bom{lines[0]}", b"\xef\xbb\xbf" + whole(lines, form), (clean,))
    for encoding in ("utf-16", "cp1252"):
        data = whole(lines, form).decode().encode(encoding, "replace")
        yield Polluted(f"file: {encoding}", f"{encoding}{lines[0]}", data, (clean,))
    yield Polluted("file: empty", f"empty{lines[0]}", b"", ())


def _cells(line: str, sep: str) -> list[str]:
    """The cells of a line as they are written, quotes included."""
    found, current, is_open = [], "", False
    for sign in line:
        is_open ^= sign == '"'
        if sign == sep and not is_open:
            found.append(current)
            current = ""
        else:
            current += sign
    return [*found, current]


def _with(rows: Rows, r: int, c: int, text: str) -> Rows:
    return [*rows[:r], [*rows[r][:c], text, *rows[r][c + 1 :]], *rows[r + 1 :]]


def _added(rows: Rows, r: int, c: int) -> Rows:
    """A delimiter at the end of a header only adds a column without a name and without cells."""
    if r == 0 and c == len(rows[0]) - 1:
        return rows
    return [["—"]]


def _frozen(rows: Rows) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(row) for row in rows)


def outcome(case: Polluted, folder: Path) -> str:
    """What reading makes of a file, judged by the oracle."""
    path = folder / "file.csv"
    path.write_bytes(case.data)
    con = duckdb.connect()
    (reading,) = read(path, con)
    if reading.is_refused:
        return "refused"
    rows = con.execute(f'select * exclude _line from "{reading.table}" order by _line').fetchall()
    got = _trimmed((reading.columns, *(tuple(row) for row in rows)))
    if any(got == _trimmed(right) for right in case.right):
        return "exact"
    return "flagged" if is_told(reading) else "silently different"


def _trimmed(table: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """Without columns at the right that hold nothing, and names without spaces around them."""
    width = max((i + 1 for row in table for i, cell in enumerate(row) if cell), default=0)
    return tuple(tuple((cell or "").strip() for cell in (*row, *[""] * width)[:width]) for row in table)


def is_told(reading: Reading) -> bool:
    """Whether a person hears of a place before anything is published: a problem, not a mere fact."""
    dropped = any(sign in skipped.text for skipped in reading.skipped for sign in ";,\t|")
    return any(problem.code != "no_rows" or not dropped for problem in reading.problems)


def judge(cases: list[Polluted]) -> tuple[dict[str, Counter[str]], list[Polluted]]:
    """Outcomes by kind, and the cases that came out silently different."""
    by_kind: dict[str, Counter[str]] = defaultdict(Counter)
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        for case in cases:
            found = outcome(case, Path(folder))
            by_kind[case.kind][found] += 1
            wrong += [case] if found == "silently different" else []
    return by_kind, wrong


def sample(n: int) -> list[Polluted]:
    """Some files of every kind, by a fixed seed."""
    every = list(polluted())
    return every if n >= len(every) else random.Random(5).sample(every, n)


def main() -> int:
    by_kind, wrong = judge(list(polluted()))
    print(f"{'kind':<34}{'files':>7}" + "".join(f"{name:>20}" for name in OUTCOMES))
    for kind, counts in sorted(by_kind.items()):
        print(f"{kind:<34}{sum(counts.values()):>7}" + "".join(f"{counts[name]:>20}" for name in OUTCOMES))
    total = sum(map(Counter, by_kind.values()), Counter[str]())
    print(f"{'all':<34}{sum(total.values()):>7}" + "".join(f"{total[name]:>20}" for name in OUTCOMES))
    for case in wrong[:40] if "-v" in sys.argv else ():
        print(case.name, case.data[:160])
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
