"""Files of the inbox that name persons: a copy without these goes to the published ones, as the record keeps it."""

from __future__ import annotations

import shutil
from pathlib import Path

from cadence import scratch
from cadence.intake.personal import kept_copy
from cadence.intake.preparation import Preparation
from cadence.server.inbox_files import place_for


class Copies:
    """The copies made while files are published, until the files leave."""

    def __init__(self) -> None:
        self._made: dict[Path, tuple[Path, str]] = {}

    def make(self, preparation: Preparation, place: int, path: Path) -> None:
        """Make the copy of a file that names persons; of any other none is needed."""
        if taken := preparation.persons_in(place):
            source = preparation.sources[place]
            copy, ending, _ = kept_copy(path, source.name, taken, scratch.new_folder(), source.choice.encoding)
            self._made[path] = (copy, ending)

    def move(self, path: Path) -> None:
        """Move a file to the published ones, or its copy in its place."""
        if path not in self._made:
            path.replace(place_for(path))
            return
        copy, ending = self._made.pop(path)
        shutil.copyfile(copy, place_for(path, ending))
        shutil.rmtree(copy.parent, ignore_errors=True)
        path.unlink()
