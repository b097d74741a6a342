"""Where in a sim's steps its picture stands: play, pause, step, scrub, speed."""

from __future__ import annotations

from math import ceil, floor

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)


class Player:
    """A clock that counts steps: `at` 3.25 is a quarter of the way from step 3 to step 4.

    `pace` is steps in a second at speed 1. At the last step it stops.
    """

    def __init__(self, last: int, pace: float = 1.0) -> None:
        self.last, self.pace = last, pace
        self.at = 0.0
        self.playing = False
        self._speed = SPEEDS.index(1.0)

    @property
    def step(self) -> int:
        """The step that is shown."""
        return min(int(self.at), self.last)

    @property
    def phase(self) -> float:
        """How far it is on its way to the next one, 0 to 1."""
        return self.at - self.step

    @property
    def speed(self) -> float:
        """Times the ordinary speed."""
        return SPEEDS[self._speed]

    def tick(self, seconds: float) -> None:
        """Time has passed."""
        if self.playing:
            self.scrub(self.at + seconds * self.pace * self.speed)
            self.playing = self.at < self.last

    def toggle(self) -> None:
        """Play or pause; at the end, play from the beginning."""
        self.playing = not self.playing
        if self.playing and self.at >= self.last:
            self.at = 0.0

    def move(self, steps: int) -> None:
        """Stop at a whole step, so many on; from between two, the nearer one in that direction is first."""
        self.playing = False
        start = floor(self.at) if steps > 0 else ceil(self.at)
        self.scrub(start + steps)

    def scrub(self, to: float) -> None:
        """Stand anywhere between the first and the last step."""
        self.at = min(float(self.last), max(0.0, to))

    def faster(self, by: int) -> None:
        """One speed up or down."""
        self._speed = min(len(SPEEDS) - 1, max(0, self._speed + by))

    def reset(self) -> None:
        """Back to the start, and stop."""
        self.at, self.playing = 0.0, False
