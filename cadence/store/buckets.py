"""Where the record's files lie: a folder, or a bucket at s3:// that answers in time or is said not to.

The bucket's keys, region and address come from the AWS variables that every S3 program reads.
"""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import duckdb
from pyarrow import fs

from cadence.errors import SetupError, StoreError
from cadence.settings import bucket_settings
from cadence.sql import literal
from cadence.store.engine import load_extension

# Seconds until a bucket that does not answer is given up, and how often a call is tried: together under 20 s.
CONNECT, REQUEST, TRIES = 3, 4, 2
SILENT = "bucket_silent"
PLACE = "s3://…"
REFUSED = "bucket_refused"
# Of an error of the bucket, and of no other program: what it says where it answers, and says no.
REMOTE = re.compile(r"AWS Error|https?://|s3://")
NO = re.compile(r"ACCESS_DENIED|INVALID_ACCESS_KEY|SIGNATURE|NO_SUCH_BUCKET|\b40[013]\b|Forbidden|NoSuchBucket", re.I)
NOT_THERE = re.compile(r"NO_SUCH_KEY|RESOURCE_NOT_FOUND|\b404\b|NoSuchKey", re.I)


def is_bucket(place: str) -> bool:
    """Whether a place is in a bucket, and not on a disk."""
    return place.startswith("s3://")


def file_system(place: str) -> tuple[fs.FileSystem, str]:
    """The file system of a place and the path of the place on it, without a slash at its end."""
    if not is_bucket(place):
        files, root = fs.FileSystem.from_uri(place if "://" in place else str(Path(place).resolve()))
        return files, str(root).rstrip("/")
    bucket = bucket_settings()
    endpoint = urlsplit(bucket["ENDPOINT_URL"])
    address = {"endpoint_override": endpoint.netloc, "scheme": endpoint.scheme} if endpoint.netloc else {}
    files = fs.S3FileSystem(
        region=_region(bucket),
        connect_timeout=CONNECT,
        request_timeout=REQUEST,
        retry_strategy=fs.AwsStandardS3RetryStrategy(max_attempts=TRIES),
        **address,
    )
    return files, place.removeprefix("s3://").rstrip("/")


def connect_bucket(con: duckdb.DuckDBPyConnection) -> None:
    """Let a DuckDB read and write the bucket, with the same keys and limits. SetupError without keys."""
    bucket = bucket_settings()
    key, secret = bucket["ACCESS_KEY_ID"], bucket["SECRET_ACCESS_KEY"]
    if not key or not secret:
        raise SetupError("bucket_keys_missing")
    load_extension(con, "httpfs")
    con.execute(f"set global http_timeout = {REQUEST}")
    con.execute(f"set global http_retries = {TRIES - 1}")
    options = {"key_id": key, "secret": secret, "region": _region(bucket)}
    if token := bucket["SESSION_TOKEN"]:
        options["session_token"] = token
    endpoint = urlsplit(bucket["ENDPOINT_URL"])
    if endpoint.netloc:
        options |= {"endpoint": endpoint.netloc, "url_style": "path", "use_ssl": str(endpoint.scheme == "https")}
    said = ", ".join(f"{name} {literal(value)}" for name, value in options.items())
    con.execute(f"create or replace secret bucket (type s3, {said})")


def silence(error: BaseException, place: str = PLACE) -> StoreError | None:
    """The sentence for an error that means that the bucket does not answer, or refuses; None for any other error.

    A file that is not in the bucket is damage like a file that is not on a disk, and what PostgreSQL says is its own.
    """
    text = str(error)
    if not isinstance(error, OSError | duckdb.IOException | duckdb.HTTPException) or not REMOTE.search(text):
        return None
    if NO.search(text):
        return StoreError(REFUSED, place=place)
    return None if NOT_THERE.search(text) else StoreError(SILENT, place=place)


def _region(bucket: dict[str, str]) -> str:
    return bucket["REGION"] or bucket["DEFAULT_REGION"] or "us-east-1"
