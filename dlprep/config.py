"""What a candidate may set in `config.toml`: limits of the day, retention, the look.

An absent file means the defaults. A wrong value is refused by name, with what was expected.
"""

from __future__ import annotations

import re
from dataclasses import fields, replace
from itertools import islice
from pathlib import Path
from typing import Any

from dlprep.value import Value, value

REMEDY = "Mend or remove it; progress is not affected."


class ConfigError(Exception):
    """`config.toml` cannot be used; the message names the file, the key and what was expected."""


@value
class Config(Value):
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
    return replace(
        Config(), **{key: _checked(_place(path, text, key), key, value) for key, value in table.items()}
    )


def _place(path: Path, text: str, key: str) -> str:
    """`file:line` of a setting; the file alone where its line is not plain to see."""
    wanted = re.compile(rf"""\[?\s*["']?{re.escape(key)}["']?\s*[=.\]]""")
    lines = (number for number, line in enumerate(text.splitlines(), 1) if wanted.match(line.strip()))
    return ":".join(map(str, [path, *islice(lines, 1)]))


def _checked(place: str, key: str, value: Any) -> Any:
    wanted = {f.name: type(f.default) for f in fields(Config)}
    if key not in wanted:
        raise ConfigError(f"{place}: unknown setting {key!r}; there are: {', '.join(wanted)}. {REMEDY}")
    kind = wanted[key]
    if kind is float and type(value) is int:
        value = float(value)
    if kind is tuple and isinstance(value, list) and all(isinstance(one, str) for one in value):
        value = tuple(value)
    if type(value) is not kind:
        raise ConfigError(f"{place}: {key} is {value!r}, expected {_allowed(key, kind)}. {REMEDY}")
    low, high = BOUNDS.get(key, (0, 0))
    if key in BOUNDS and isinstance(value, (int, float)) and not low <= value <= high:
        raise ConfigError(f"{place}: {key} is {value}, expected {_allowed(key, kind)}. {REMEDY}")
    return value


def _allowed(key: str, kind: type) -> str:
    if key not in BOUNDS:
        return WORDS[kind]
    low, high = BOUNDS[key]
    return f"{WORDS[kind]} from {low:g} to {high:g}"
