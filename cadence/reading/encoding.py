"""In which encoding a file is written, and the file as UTF-8.

A byte-order mark or valid UTF-8 settles the question. Otherwise the bytes above 127 are counted: accented
letters of French, Portuguese, Spanish and English text weigh for an encoding, characters that no such text
holds weigh against it. UTF-8 and an older encoding inside one file are told apart sequence by sequence.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from cadence.errors import RefusedFile

# What the memory beside the processor holds: larger pieces take twice the time.
CHUNK = 1 << 18
# So much is looked at to know a text from what is none.
HEAD = 4 << 20
SAMPLES_KEPT = 5
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# How usual each is today: of two readings that make sense, the more usual one is meant.
OLDER = {"cp1252": 1.0, "mac_roman": 0.8, "cp850": 0.5}
# How much one occurrence speaks for an encoding; letters not named here and never used weigh against it.
WEIGHTS = (
    dict.fromkeys("é", 12.0)
    | dict.fromkeys("èàêçôîùâ’'«»ãõáíóúñ", 6.0)
    | dict.fromkeys("ëïûüœæÉÀÈÊÇÎÔ–—…“”‘€°·\u00a0öäßÁÍÓÚÃÕÑÂŒ", 2.0)
    | dict.fromkeys("²³½§£®©ºªÖÜÄÙÛÏËÿìòå¡¿", 0.0)
)
UNUSUAL = -8.0
UNDEFINED = -20.0
UTF8_SEQUENCE = re.compile(rb"[\xc2\xc3][\x80-\xbf]|\xc5[\x92\x93]|\xe2\x80[\x80-\xbf]|\xe2\x82\xac")
REPLACEMENT = "\ufffd".encode()
HIGH_BYTES = re.compile(rb"[\x80-\xff]+")
# Control characters no text file holds; NUL is handled apart, tab and line ends are text.
CONTROLS = bytes(b for b in range(1, 32) if b not in b"\t\n\r\x0b\x0c\x1a\x1b\x1f")


@dataclass(frozen=True)
class Encoding:
    """How a file's bytes become text.

    how: ``mark`` byte-order mark, ``valid`` every byte fits, ``likely`` weighed, ``mixed`` two in one file.
    samples: words that show the choice. damaged: the file already holds U+FFFD, letters lost before.
    """

    name: str
    how: Literal["mark", "valid", "likely", "mixed"]
    mark: int = 0
    samples: tuple[str, ...] = ()
    is_unsure: bool = False
    has_nul: bool = False
    is_damaged: bool = False


def chunks(path: Path, start: int = 0) -> Iterator[bytes]:
    """The bytes of a file, piece by piece."""
    with path.open("rb") as file:
        file.seek(start)
        while chunk := file.read(CHUNK):
            yield chunk


def detect(path: Path) -> Encoding:
    """The encoding of a text file; refused when the bytes are no text."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    for mark, name in BYTE_ORDER_MARKS:
        if head.startswith(mark):
            if name != "utf-8":
                return Encoding(name, "mark", len(mark), has_nul=True, is_damaged=True)
            return _scan(path, head, len(mark))
    if wide := _wide_without_mark(head):
        return Encoding(wide, "likely", has_nul=True, is_damaged=True)
    return _scan(path, head, 0)


def _scan(path: Path, head: bytes, mark: int) -> Encoding:
    """The encoding of a file of single bytes or UTF-8, from all its bytes."""
    if len(head.translate(None, CONTROLS)) < 0.98 * len(head) or head.count(b"\0") > 0.3 * len(head):
        raise RefusedFile("not_text")
    has_nul = is_damaged = False
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8, tail = True, b""
    for chunk in chunks(path, mark):
        has_nul = has_nul or b"\0" in chunk
        if chunk.isascii() and not decoder.getstate()[0]:
            continue
        is_damaged = is_damaged or REPLACEMENT in chunk or REPLACEMENT in tail + chunk[:2]
        tail = chunk[-2:]
        is_utf8 = is_utf8 and _accepts(decoder, chunk)
    is_utf8 = is_utf8 and _accepts(decoder, b"", final=True)
    if is_utf8:
        return Encoding("utf-8", "mark" if mark else "valid", mark, (), False, has_nul, is_damaged)
    return _older(path, mark, has_nul)


def _accepts(decoder: codecs.IncrementalDecoder, chunk: bytes, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _wide_without_mark(head: bytes) -> str | None:
    """UTF-16 that does not say so: every second byte of mostly western text is zero."""
    even, odd = head[0::2], head[1::2]
    if len(head) < 4 or not odd:
        return None
    if odd.count(0) > 0.7 * len(odd) and even.count(0) < 0.2 * len(even):
        return "utf-16-le"
    if even.count(0) > 0.7 * len(even) and odd.count(0) < 0.2 * len(odd):
        return "utf-16-be"
    return None


def _older(path: Path, mark: int, has_nul: bool) -> Encoding:
    """The one-byte encoding that makes most sense, and whether UTF-8 sequences stand among its bytes."""
    counts: Counter[int] = Counter()
    sequences, samples = 0, list[bytes]()
    for chunk in chunks(path, mark):
        rest, found = UTF8_SEQUENCE.subn(b"", chunk)
        sequences += found
        counts.update(rest.translate(None, bytes(range(128))))
        if len(samples) < SAMPLES_KEPT:
            samples += _words_around(chunk)[: SAMPLES_KEPT - len(samples)]
    scores = sorted(((_score(counts, name), name) for name in OLDER), reverse=True)
    (best, name), (second, _) = scores[0], scores[1]
    is_unsure = best <= 0 or second > 0.5 * best
    how: Literal["mixed", "likely"] = "mixed" if sequences else "likely"
    register_mixture()
    shown = tuple(sample.decode("utf-8", f"cadence_{name}") for sample in samples)
    is_damaged = any("\ufffd" in bytes([byte]).decode(name, "replace") for byte in counts)
    return Encoding(name, how, mark, shown, is_unsure, has_nul, is_damaged)


def _score(counts: Counter[int], name: str) -> float:
    weights = {byte: _weight(bytes([byte]).decode(name, "replace")) for byte in counts}
    return OLDER[name] * sum(n * weights[byte] for byte, n in counts.items())


def _weight(character: str) -> float:
    return UNDEFINED if character == "\ufffd" else WEIGHTS.get(character, UNUSUAL)


def _words_around(chunk: bytes) -> list[bytes]:
    """A few words holding bytes that are not UTF-8."""
    bare = UTF8_SEQUENCE.sub(lambda m: b"e" * len(m[0]), chunk)
    words = []
    for match in HIGH_BYTES.finditer(bare):
        start, end = match.span()
        before = re.search(rb"[^\s;,\"]{0,20}$", chunk[max(0, start - 20) : start])
        after = re.match(rb"[^\s;,\"]{0,20}", chunk[end : end + 20])
        words.append((before[0] if before else b"") + chunk[start:end] + (after[0] if after else b""))
        if len(words) == SAMPLES_KEPT:
            break
    return words


def _decode_older(name: str, error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode(name, "replace"), error.end


def register_mixture() -> None:
    """Teach Python to decode UTF-8 and, where a byte does not fit, an older encoding."""
    for name in OLDER:
        codecs.register_error(f"cadence_{name}", partial(_decode_older, name))


def decoder(encoding: Encoding) -> codecs.IncrementalDecoder:
    """What turns the file's bytes into text; bytes without a meaning become U+FFFD."""
    register_mixture()
    if encoding.how == "mixed":
        return codecs.getincrementaldecoder("utf-8")(f"cadence_{encoding.name}")
    return codecs.getincrementaldecoder(encoding.name)("replace")


def as_utf8(path: Path, encoding: Encoding, folder: Path) -> Path:
    """The same text in UTF-8: the file itself when it is UTF-8 already, else a copy in ``folder``."""
    if encoding.name == "utf-8":
        return path
    copy = folder / f"{path.name}.utf8"
    decode = decoder(encoding).decode
    with copy.open("wb") as out:
        for chunk in chunks(path, encoding.mark):
            out.write(decode(chunk).encode("utf-8", "replace"))
        out.write(decode(b"", True).encode("utf-8", "replace"))
    return copy
