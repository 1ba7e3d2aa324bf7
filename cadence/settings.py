"""Every setting of Cadence: its name, its default and one sentence. Nothing else reads the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Setting:
    """One setting: the environment variable, its default as text, what it is for."""

    name: str
    default: str
    sentence: str


SETTINGS = (
    Setting("CADENCE_STORE", "data/store", "Folder of the record, or postgres://… for a shared catalogue."),
    Setting("CADENCE_DATA", "", "Folder or s3://… of the record's Parquet files; needed with postgres://…"),
    Setting("CADENCE_SAMPLE", "yes", "no: an empty record stays empty, without the invented sample network."),
    Setting("CADENCE_HOST", "127.0.0.1", "Where the server listens; 0.0.0.0 is everywhere, for a server with a login."),
    Setting("CADENCE_ADDRESS", "", "The public addresses of the pages, with commas, such as https://cadence.example."),
    Setting("CADENCE_PORT", "8501", "Port the pages are served on."),
    Setting("CADENCE_LANGUAGE", "en", "Language of commands and of a first visit: a folder of cadence/languages."),
    Setting("CADENCE_AUTHOR", "", "Author written into publications made on the command line."),
    Setting("CADENCE_STAFF", "", "E-mail addresses, with commas, that may publish where the server has a login."),
    Setting("CADENCE_INBOX", "", "Folder whose new files are published by themselves; empty: none."),
    Setting("CADENCE_INBOX_SET_ASIDE", "no", "yes: publish an inbox file without the rows that break its rules."),
    Setting("CADENCE_SNAPSHOTS_KEPT", "3", "How many snapshots stay open in memory for the charts."),
    Setting("CADENCE_ORG_ID", "", "The publisher's identifier by org-id.guide, such as XI-GRID-1; for IATI exports."),
    Setting("CADENCE_GIVING_PREFIX", "", "The prefix 360Giving has given the publisher, such as 360G-name."),
)


# Settings that changed a number, until 0.2: what changes a number is data now, a row of the table rules.
MOVED = {
    "CADENCE_ON_PLAN_SPI": "on_plan_days",
    "CADENCE_WATCH_SPI": "behind_days",
    "CADENCE_STALLED_DAYS": "stalled_days",
    "CADENCE_SILENT_DAYS": "silent_days",
    "CADENCE_DUE_SOON_DAYS": "due_soon_days",
    "CADENCE_ON_TIME_DAYS": "on_time_days",
    "CADENCE_RESULT_DAYS": "result_days",
    "CADENCE_FUNDING_NOTICE_DAYS": "funding_notice_days",
    "CADENCE_STALE_EXPORT_DAYS": "stale_export_days",
    "CADENCE_SMALL_CELL": "small_cell",
}


def set_in_vain(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Variables of the environment that are rules of counting now and change nothing any more, and their rules."""
    return {name: rule for name, rule in MOVED.items() if environment.get(name, "").strip()}


@dataclass(frozen=True)
class Settings:
    """The settings in force, by lower-case name without the prefix: ``settings().get("port")``."""

    values: Mapping[str, str]

    def get(self, name: str) -> str:
        """One value as text; ``name`` is for example ``port`` for CADENCE_PORT."""
        return self.values[name]

    def number(self, name: str) -> float:
        """One value as a number."""
        return float(self.values[name])

    @property
    def store(self) -> str:
        """Where the record is: an absolute folder, or a postgres:// address."""
        place = self.values["store"]
        return place if "://" in place else str((PROJECT / place).resolve())


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings of one environment, defaults filled in."""
    found = {s.name: environment.get(s.name, "").strip() or s.default for s in SETTINGS}
    return Settings({name.removeprefix("CADENCE_").lower(): value for name, value in found.items()})


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once."""
    return read_settings(os.environ)


# What a worker process may know of ours: where programs and temporary files are, the language of the system.
# A list of what is let through, so that no password or key ever is (CADENCE_STORE and AWS_* hold them).
WORKER_KNOWS = (
    *("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "TEMP", "TMP"),
    *("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"),
    *("SYSTEMROOT", "SYSTEMDRIVE", "COMSPEC", "PATHEXT", "USERPROFILE", "LOCALAPPDATA"),
)
WORKER_THREADS = "2"
# Address space is what is limited: Arrow's own allocator sets a gigabyte aside, DuckDB's never gives any back.
WORKER_MEMORY = {
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": "1048576",  # larger pieces go back at once, rather than lie about between others
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "DUCKDB_JE_MALLOC_CONF": "retain:false,dirty_decay_ms:1000,muzzy_decay_ms:0",
}


def worker_environment() -> dict[str, str]:
    """The environment of a worker process: no secret of this one's, two threads, modest memory."""
    known = {name: os.environ[name] for name in WORKER_KNOWS if name in os.environ}
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "ARROW_IO_THREADS"), WORKER_THREADS)
    return known | threads | WORKER_MEMORY | {"PYTHONUTF8": "1"}


# The variables that every S3 program reads; they are no settings of ours, so they are read when a bucket is opened.
AWS = ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN", "REGION", "DEFAULT_REGION", "ENDPOINT_URL")


def bucket_settings() -> dict[str, str]:
    """Keys, region and address of the record's bucket as they are set now, by the name after ``AWS_``."""
    return {name: os.environ.get(f"AWS_{name}", "") for name in AWS}
