"""The published tables in the formats of the field: one small module per format, its rules named there.

Cells are written exactly as they are held, so that another program reads the data and not a spreadsheet's idea of
them: a text that begins with = stays that text. Who opens these files in a spreadsheet should import them as text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import duckdb

from cadence import scratch
from cadence.answers.serving import Serving
from cadence.errors import CadenceError
from cadence.exports import dcat, giving, hxl, iati, kumu
from cadence.exports.datapackage import PROFILES, export_package
from cadence.exports.network import narrow
from cadence.exports.source import Exported, ExportedFile, Source
from cadence.words import Words

__all__ = ["CHOICES", "FORMATS", "Exported", "Source", "export", "export_zip", "open_source", "silent_formats"]


def _data_package(source: Source, folder: Path) -> Exported:
    standard = f"{PROFILES}/datapackage.json"
    *tables, descriptor = export_package(source.con, folder)
    files = [ExportedFile(path, path.stem, standard) for path in tables]
    return Exported([*files, ExportedFile(descriptor, "datapackage", standard, "application/json")])


FORMATS: dict[str, Callable[[Source, Path], Exported]] = {
    "datapackage": _data_package,
    "hxl": hxl.write,
    "iati": iati.write,
    "360giving": giving.write,
    "kumu": kumu.write,
}
# dcat: the Data Package with its catalogue; all: every format in a folder of its own, and one catalogue.
CHOICES = (*FORMATS, "dcat", "all")


def export(source: Source, folder: Path, choice: str = "datapackage") -> Exported:
    """Write one of CHOICES into ``folder``. A format that has nothing to say writes no file and a note.

    Raises CadenceError ``export_failed`` when the folder cannot be written, ``no_such_format``.
    """
    if choice not in CHOICES:
        raise CadenceError("no_such_format", format=choice, known=", ".join(CHOICES))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if choice in FORMATS:
            return FORMATS[choice](source, folder)
        done = _data_package(source, folder) if choice == "dcat" else _every_format(source, folder)
        done.files.append(dcat.write(source, folder, done.files))
        return done
    except (OSError, duckdb.IOException) as error:
        raise CadenceError("export_failed", folder=str(folder), reason=str(error)) from error


def _every_format(source: Source, folder: Path) -> Exported:
    done = Exported()
    for name in FORMATS:
        part = export(source, folder / name, name)
        done.files += part.files
        done.notes += part.notes
        if not part.files:
            (folder / name).rmdir()
    return done


@contextmanager
def open_source(serving: Serving, words: Words, network: str | None = None) -> Iterator[Source]:
    """What an export of one snapshot reads: all networks, or one. Raises QuestionError for an unknown network."""
    published = serving.published
    with serving.cursor() as con:
        if network is not None:
            narrow(con, network)
        yield Source(con, words, int(published.time.timestamp() * 1000) if published else None)


def silent_formats(serving: Serving, words: Words) -> dict[str, str]:
    """The formats that have nothing to say about this snapshot, each with the sentence that says why."""
    with open_source(serving, words) as source:
        return {name: words(f"exports.{name}.nothing") for name in source.ask("silent")["format"]}


def export_zip(source: Source, choice: str) -> bytes:
    """The files of one choice as a zip; what was left out stands in its ``notes.txt``."""
    with scratch.folder() as place:
        folder, path = place / "files", place / "files.zip"
        done = export(source, folder, choice)
        with ZipFile(path, "w", ZIP_DEFLATED) as packed:
            for file in done.files:
                packed.write(file.path, file.path.relative_to(folder).as_posix())
            if done.notes:
                packed.writestr("notes.txt", "\n".join(done.notes) + "\n")
        return path.read_bytes()
