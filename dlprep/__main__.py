"""`python -m dlprep` and `dlprep`: the same program."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run the commands; Ctrl+C is answered from the first import on."""
    gc.set_threshold(100_000, 20, 20)  # the default walks all of Textual's classes again and again: 30 ms
    try:
        from dlprep.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.stderr.write("dlprep: Stopped.\n")
        sys.exit(130)


if __name__ == "__main__":
    main()
