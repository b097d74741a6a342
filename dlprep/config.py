"""What a candidate may set in `config.toml`: limits of the day, retention, the look.

An absent file means the defaults. A wrong value is refused by name, with what was expected.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

REMEDY = "Mend or remove it; progress is not affected."


class ConfigError(Exception):
    """`config.toml` cannot be used; the message names the file, the key and what was expected."""


@dataclass(frozen=True, slots=True)
class Config:
    """The settings, with their units.

    `retention` is the recall FSRS aims at on the day an item is due (0.7 to 0.97). `new_per_day`
    and `reviews_per_day` count items. `rollover_hour` is the local hour at which a study day begins.
    `packs` are folders of further questions, relative to that of the settings.
    """

    retention: float = 0.9
    new_per_day: int = 20
    reviews_per_day: int = 200
    rollover_hour: int = 4
    theme: str = "dlprep"
    packs: tuple[str, ...] = ()

    def packs_from(self, folder: Path) -> tuple[Path, ...]:
        """The folders of `packs`; `~` is the home folder."""
        return tuple(folder / Path(pack).expanduser() for pack in self.packs)


WORDS = {float: "a number", int: "a whole number", str: "text in quotes", tuple: "a list of texts in quotes"}
BOUNDS: dict[str, tuple[float, float]] = {
    "retention": (0.7, 0.97),
    "new_per_day": (0, 9999),
    "reviews_per_day": (0, 9999),
    "rollover_hour": (0, 23),
}


def load(path: Path) -> Config:
    """Read `config.toml`. Raises ConfigError when it cannot be read or a value does not fit."""
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return Config()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read ({error}). {REMEDY}") from error
    import tomllib  # only where there is a file

    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML ({error}). {REMEDY}") from error
    return replace(Config(), **{key: _checked(path, key, value) for key, value in table.items()})


def _checked(path: Path, key: str, value: Any) -> Any:
    wanted = {f.name: type(f.default) for f in fields(Config)}
    if key not in wanted:
        raise ConfigError(f"{path}: unknown setting {key!r}; there are: {', '.join(wanted)}.")
    kind = wanted[key]
    if kind is float and type(value) is int:
        value = float(value)
    if kind is tuple and isinstance(value, list) and all(isinstance(one, str) for one in value):
        value = tuple(value)
    if type(value) is not kind:
        raise ConfigError(f"{path}: {key} is {value!r}, expected {WORDS[kind]}.")
    low, high = BOUNDS.get(key, (0, 0))
    if key in BOUNDS and isinstance(value, (int, float)) and not low <= value <= high:
        raise ConfigError(f"{path}: {key} is {value}, expected {low:g} to {high:g}.")
    return value
