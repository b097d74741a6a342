"""What every picture is: a sim's numbers drawn on a canvas."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Generic, TypeVar

from dlprep.visuals.canvas import Canvas
from dlprep.visuals.sims.sim import Sim

Shown = TypeVar("Shown", bound=Sim[Any])


class Picture(ABC, Generic[Shown]):
    """Draws one sim; holds what it needs to draw faster, and no state of the sim."""

    sim_type: ClassVar[type[Sim[Any]]]

    def __init__(self, sim: Shown) -> None:
        self.sim = sim

    @abstractmethod
    def draw(self, canvas: Canvas, step: int, phase: float) -> None:
        """Draw a step, and how far it is on its way to the next one (0 to 1), in the canvas' size."""

    def most(self) -> tuple[int, int]:
        """Columns and rows beyond which it gains nothing: in the middle of a larger stage it has those."""
        return 10_000, 10_000

    def grab(self, x: int, y: int, width: int, height: int, step: int) -> Mapping[str, float]:
        """The knobs that the mouse takes hold of at a cell, and the values that it pulls them to."""
        return {}

    def seek(self, x: int, y: int, width: int, height: int) -> float | None:
        """The step that a click on a cell means, where the picture's own axis is its time."""
        return None
