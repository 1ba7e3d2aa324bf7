"""Work that may go wrong, in processes of their own that the operating system limits.

    FILES = Kind("files", {"read": "cadence.reading.job:read_file"}, megabytes=1500)
    answer = run(FILES, "read", {"name": "mai.csv"}, folder, seconds=20)

A job is a function named in its Kind: it takes a folder, a function to tell its progress, and plain arguments;
it gives plain data. Arguments and answers cross a pipe as JSON, tables as files in the folder: never a pickle,
since what comes back from a worker is not trusted. A job over its memory or time, crashed or silent ends its
worker, not this process; the caller gets a WorkerError with a sentence.
"""

from cadence.worker.kind import HAS_LIMITS, Kind, Tell, WorkerError
from cadence.worker.pool import Pool, close, pool_of, run, warm

__all__ = ["HAS_LIMITS", "Kind", "Pool", "Tell", "WorkerError", "close", "pool_of", "run", "warm"]
