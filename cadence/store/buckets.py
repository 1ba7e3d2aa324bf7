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
from cadence.store.engine import load_extension
from cadence.store.model import literal

# Seconds until a bucket that does not answer is given up, and how often a call is tried: together under 20 s.
CONNECT, REQUEST, TRIES = 3, 4, 2
SILENT = "bucket_silent"
SILENCE = re.compile(r"AWS Error (?!NO_SUCH|RESOURCE_NOT_FOUND)|time.?out|timed out|connect|HTTP.*\bs3\b|curl", re.I)


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


def silence(place: str, error: BaseException) -> StoreError | None:
    """The sentence for an error that means that the bucket does not answer; None when it means anything else."""
    is_about = isinstance(error, OSError | duckdb.IOException | duckdb.HTTPException)
    if is_bucket(place) and is_about and not isinstance(error, FileNotFoundError) and SILENCE.search(str(error)):
        return StoreError(SILENT, place=place)
    return None


def _region(bucket: dict[str, str]) -> str:
    return bucket["REGION"] or bucket["DEFAULT_REGION"] or "us-east-1"
