"""Originals: the bytes of every file ever published, kept under the hash of their content.

The same code writes to a folder and to s3://: a file appears under its name only when it is whole.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from pyarrow import fs

from cadence.errors import StoreError
from cadence.store.buckets import file_system, silence

PIECE = 1 << 20


class Vault:
    """A folder (or bucket prefix) of immutable files named ``ab/abcdef…``."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._files, self._root = file_system(place)
        self._is_local = isinstance(self._files, fs.LocalFileSystem)

    def keep(self, source: Path, sha256: str) -> int:
        """Keep a file, once; gives its size. The bytes are hashed on the way, a difference is refused."""
        size = source.stat().st_size
        target = self._path(sha256)
        if self.size(sha256) == size:
            return size
        self._files.create_dir(str(Path(target).parent), recursive=True)
        draft = f"{target}.part" if self._is_local else target
        digest = hashlib.sha256()
        try:
            with source.open("rb") as read, self._files.open_output_stream(draft) as write:
                while piece := read.read(PIECE):
                    digest.update(piece)
                    write.write(piece)
        except OSError as error:
            if silent := silence(error, self._place):
                raise silent from error
            self._forget(draft)
            raise StoreError("original_not_kept", name=source.name, reason=str(error)) from error
        if digest.hexdigest() != sha256:
            self._forget(draft)
            raise StoreError("original_changed_meanwhile", name=source.name)
        if draft != target:
            self._files.move(draft, target)
        return size

    def read(self, sha256: str) -> bytes:
        """The bytes; StoreError when they are missing or no longer what was kept."""
        try:
            with self._files.open_input_stream(self._path(sha256)) as stream:
                content: bytes = stream.read()
        except OSError as error:
            raise silence(error, self._place) or StoreError("original_missing", sha256=sha256) from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise StoreError("original_damaged", sha256=sha256)
        return content

    def hash_of(self, sha256: str) -> str | None:
        """The hash of what is now kept under a name; None when nothing is."""
        return hash_file(self._files, self._path(sha256))

    def size(self, sha256: str) -> int | None:
        """Bytes kept under a hash, None when there are none."""
        info = self._files.get_file_info(self._path(sha256))
        return int(info.size) if info.type == fs.FileType.File else None

    def _path(self, sha256: str) -> str:
        return f"{self._root}/{sha256[:2]}/{sha256}"

    def _forget(self, path: str) -> None:
        if self._files.get_file_info(path).type == fs.FileType.File:
            self._files.delete_file(path)


def hash_file(files: fs.FileSystem, path: str) -> str | None:
    """sha256 of a stored file, read piece by piece; None when it is missing or cannot be read."""
    digest = hashlib.sha256()
    try:
        with files.open_input_stream(path) as stream:
            while piece := stream.read(PIECE):
                digest.update(piece)
    except OSError as error:
        if silent := silence(error, f"s3://{path}"):
            raise silent from error
        return None
    return digest.hexdigest()
