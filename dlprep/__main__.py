"""`python -m dlprep` is the same program as `dlprep`."""

from dlprep.cli import main

if __name__ == "__main__":
    main()
