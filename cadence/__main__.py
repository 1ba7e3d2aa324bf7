"""``python -m cadence``: the command line."""

from cadence.commands import main

if __name__ == "__main__":
    main()
