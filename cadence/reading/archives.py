"""What a zip or workbook may hold, told by its own list before anything is unpacked."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence

from cadence.errors import RefusedFile

LARGEST_BYTES = 2 << 30
LARGEST_MEMBER_COUNT = 500
# Pictures, charts and notes are members of a workbook too.
LARGEST_PART_COUNT = 10_000


def refuse_large(members: Sequence[zipfile.ZipInfo], most: int = LARGEST_PART_COUNT) -> None:
    """Refuse what is protected, or too large or too many once unpacked. No member gives more than it announces."""
    if any(info.flag_bits & 1 for info in members):
        raise RefusedFile("protected_archive")
    size = sum(info.file_size for info in members)
    if size > LARGEST_BYTES:
        raise RefusedFile("archive_too_large", found=size // (1 << 20), expected=LARGEST_BYTES // (1 << 20))
    if len(members) > most:
        raise RefusedFile("archive_too_many", found=len(members), expected=most)
