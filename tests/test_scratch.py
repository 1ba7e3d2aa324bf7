"""Temporary files: this person's alone, gone at the end of the process or, after a kill, at the next start."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from cadence import scratch
from cadence.app.upload.files import Upload
from cadence.settings import PROJECT

LIVES = (
    "import sys; from cadence import scratch; place = scratch.new_folder();"
    "(place / 'copy.csv').write_text('x'); print(place, flush=True); sys.stdin.read()"
)


@pytest.fixture
def own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A place for temporary files where no other test's process has any."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    kept = dict(scratch._homes)
    scratch._homes.clear()
    yield tmp_path
    scratch.clear()
    scratch._homes.update(kept)


def start() -> tuple[subprocess.Popen[str], Path]:
    process = subprocess.Popen(
        [sys.executable, "-c", LIVES], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=PROJECT
    )
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


def end(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None and process.stdout is not None
    process.stdin.close()
    process.wait(timeout=20)
    process.stdout.close()


def test_what_a_killed_process_left_goes_at_the_next_start_and_what_a_living_one_has_stays(own_place: Path) -> None:
    killed, left = start()
    living, held = start()
    killed.kill()
    end(killed)
    assert (left / "copy.csv").exists() and (held / "copy.csv").exists()
    mine = scratch.new_folder()
    assert not left.parent.exists(), "the killed process's folder is gone"
    assert (held / "copy.csv").exists(), "the living one's is not"
    end(living)
    assert not held.parent.exists(), "an orderly end takes its own"
    assert mine.exists()


def test_everything_lies_below_one_folder_that_others_cannot_read(own_place: Path) -> None:
    places = [scratch.new_folder(), Upload().folder, scratch.home()]
    with scratch.folder() as place:
        places.append(place)
    assert not place.exists()
    for made in (place for place in places if place.exists()):
        assert made == scratch.home() or made.parent == scratch.home()
        assert stat.S_IMODE(made.stat().st_mode) == 0o700
    assert stat.S_IMODE(scratch.home().parent.stat().st_mode) == 0o700


def test_a_name_that_somebody_else_has_taken_is_not_used(
    own_place: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (own_place / f"cadence-{os.getuid()}").symlink_to(elsewhere)
    assert elsewhere not in scratch.new_folder().resolve().parents
    assert list(elsewhere.iterdir()) == []


def test_the_uploaded_copies_of_a_killed_dashboard_are_gone_at_its_next_start(own_place: Path) -> None:
    upload = (
        "import io, sys; from cadence.app.upload.files import Upload; upload = Upload();"
        "upload.add('mai.csv', io.BytesIO(b'secret')); print(upload.files[0], flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", upload], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=PROJECT
    ) as dashboard:
        assert dashboard.stdout is not None
        copy = Path(dashboard.stdout.readline().strip())
        assert copy.read_bytes() == b"secret"
        dashboard.kill()
    assert copy.exists()
    subprocess.run([sys.executable, "-c", "from cadence import scratch; scratch.home()"], cwd=PROJECT, check=True)
    assert not copy.exists()


def test_no_module_makes_temporary_files_elsewhere() -> None:
    makers = [p.name for p in (PROJECT / "cadence").rglob("*.py") if "import tempfile" in p.read_text("utf-8")]
    # Reading works in a worker, whose temporary files are the job's folder; a worker's last words have no name.
    in_workers = ["blanked.py", "files.py", "process.py", "text.py", "workbook.py"]
    assert sorted(makers) == ["__main__.py", *in_workers[:3], "scratch.py", *in_workers[3:]], makers
