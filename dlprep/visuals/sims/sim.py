"""A sim: something that happens in steps, with knobs that the reader turns."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

State = TypeVar("State")


@dataclass(frozen=True, slots=True)
class Knob:
    """A number, or one of several named settings (then the value is the setting's place).

    A `live` knob changes what comes; any other starts the sim again from its first step.
    """

    name: str
    label: str
    start: float = 0.0
    low: float = 0.0
    high: float = 1.0
    by: float = 0.1
    names: tuple[str, ...] = ()
    live: bool = False
    form: str = "+.2f"

    def turned(self, value: float, notches: int) -> float:
        """The value so many notches on; numbers stop at their ends, settings go round."""
        if self.names:
            return (value + notches) % len(self.names)
        notch = round((value - self.low) / self.by) + notches
        return min(self.high, max(self.low, round(self.low + notch * self.by, 9)))

    def read(self, setting: float | str | bool) -> float:
        """The value of a setting as a lesson writes it. Raises ValueError."""
        if isinstance(setting, str):
            return float(self.names.index(setting))
        value = float(setting)
        most = len(self.names) - 1 if self.names else self.high
        if not (0 if self.names else self.low) <= value <= most:
            raise ValueError(f"{self.name}: {setting} is not between {self.low:g} and {most:g}")
        return value

    def shown(self, value: float) -> str:
        """The value as the reader sees it."""
        return self.names[int(value)] if self.names else f"{value:{self.form}}"


def switch(name: str, label: str, *, on: bool = True, live: bool = False) -> Knob:
    """A knob that is off or on."""
    return Knob(name, label, float(on), names=("off", "on"), live=live)


class Sim(ABC, Generic[State]):
    """Steps computed when they are first asked for, and kept: going back costs nothing.

    A subclass gives the first state and, from each, the next one; both read the knobs by
    `self["name"]`. `last` is the number of the last step.
    """

    title: ClassVar[str]
    formula: ClassVar[str]
    knobs: ClassVar[tuple[Knob, ...]] = ()
    pace: ClassVar[float] = 1.0
    """Steps in a second at ordinary speed."""
    timeless: ClassVar[bool] = False
    """Whether steps only show more of what stands from the first: then a turned knob stays at its step."""
    last: int

    def __init__(self, settings: Mapping[str, float | str | bool] | None = None) -> None:
        self._values = {knob.name: knob.start for knob in self.knobs}
        for name, setting in (settings or {}).items():
            self._values[name] = self.knob(name).read(setting)
        self._given = dict(self._values)
        self._states: list[State] = []

    def __getitem__(self, name: str) -> float:
        return self._values[name]

    def knob(self, name: str) -> Knob:
        """A knob by its name. Raises KeyError."""
        return next(knob for knob in self.knobs if knob.name == name) if name in self._values else _none(name)

    def value(self, name: str, step: int) -> float:
        """What a knob shows at a step: where it stands, unless the sim itself has moved it."""
        return self[name]

    def chosen(self, name: str) -> str:
        """The name of the setting that a knob stands at."""
        return self.knob(name).shown(self[name])

    def idle(self) -> Collection[str]:
        """The knobs that change nothing as the others stand: they are shown as such."""
        return ()

    def state(self, step: int) -> State:
        """What stands at a step."""
        while len(self._states) <= step:
            self._states.append(self.next(self._states[-1]) if self._states else self.first())
        return self._states[step]

    def turn(self, name: str, notches: int, step: int) -> int:
        """Turn a knob at a step; the step where the sim stands then."""
        return self.set(name, self.knob(name).turned(self[name], notches), step)

    def set(self, name: str, value: float, step: int) -> int:
        """Give a knob a value, as near as it goes; the step where the sim stands then."""
        knob = self.knob(name)
        value = value if knob.names else knob.turned(value, 0)
        if value == self[name]:
            return step
        self._values[name] = value
        if self.timeless:
            self._states.clear()
            return min(step, self.last)
        return self._begin_anew(step if knob.live else -1)

    def reset(self) -> None:
        """All knobs as they were given, and the first step."""
        self._values = dict(self._given)
        self._states.clear()

    def _begin_anew(self, after: int) -> int:
        del self._states[after + 1 :]
        return max(after, 0)

    @abstractmethod
    def first(self) -> State:
        """The state before anything has happened."""

    @abstractmethod
    def next(self, state: State) -> State:
        """The state one step later."""

    @abstractmethod
    def caption(self, step: int) -> str:
        """A sentence that says what is seen at this step."""

    @abstractmethod
    def numbers(self, step: int) -> Sequence[tuple[str, str]]:
        """The quantities that are seen, each with its name: the picture in words."""

    @abstractmethod
    def code(self, step: int) -> str:
        """PyTorch that computes what is seen at a step, with the knobs as they stand; it runs and prints."""


def _none(name: str) -> Knob:
    raise KeyError(name)
