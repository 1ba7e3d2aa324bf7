"""``python -m cadence``: the command line."""

import sys

from cadence import worker
from cadence.worker.kinds import FILES

READ_FILES = {"read", "check", "publish", "import"}


def main() -> None:
    """Run one command. What opens files starts while the rest is imported, so that nobody waits for it."""
    if READ_FILES.intersection(sys.argv[1:2]):
        worker.warm(FILES)
    from cadence.cli import main as run

    run()


if __name__ == "__main__":
    main()
