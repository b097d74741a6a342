"""Where things live: the bank, the progress file, drafts, the cache.

Each place can be moved by an environment variable, so that tests and portable installs never
touch a home folder: `DLPREP_DATA`, `DLPREP_CONFIG`, `DLPREP_CACHE`, `DLPREP_QUESTIONS`.
"""

from __future__ import annotations

import os
from pathlib import Path


def questions() -> Path:
    """The bank's folder: inside an installed package, beside it in a checkout."""
    if named := os.environ.get("DLPREP_QUESTIONS"):
        return Path(named)
    package = Path(__file__).parent
    installed = package / "questions"
    return installed if installed.is_dir() else package.parent / "questions"


def data() -> Path:
    """The folder of what must not be lost: the progress file and its backups."""
    return _place("DLPREP_DATA", "user_data_path")


def cache() -> Path:
    """The folder of what can be made again."""
    return _place("DLPREP_CACHE", "user_cache_path")


def config_file() -> Path:
    """The candidate's `config.toml`; it need not exist."""
    return _place("DLPREP_CONFIG", "user_config_path") / "config.toml"


def progress_file() -> Path:
    """The SQLite file that holds every review."""
    return data() / "progress.db"


def packs() -> Path:
    """The folder of imported packs, one folder each; it need not exist."""
    return data() / "packs"


def _place(variable: str, kind: str) -> Path:
    if named := os.environ.get(variable):
        return Path(named)
    import platformdirs  # only where no variable is set: 5 ms

    folder: Path = getattr(platformdirs, kind)("dlprep", appauthor=False)
    return folder
