"""The six calls as a list with the present one marked; the loss curves beside it."""

from __future__ import annotations

from dlprep.visuals.canvas import Canvas
from dlprep.visuals.ink import ACTIVE, GROUND, INK, MUTED, NEGATIVE, POSITIVE, RULE, signed, written
from dlprep.visuals.motion import eased, grown
from dlprep.visuals.pictures.picture import Picture
from dlprep.visuals.plane import Plane
from dlprep.visuals.sims.training import CALLS, EPOCHS, Training

LIST = 36
MOST = 1.6


class TrainingPicture(Picture[Training]):
    """▸ is the call just made, ╳ the one left out; ● is the training loss, ○ the validation loss."""

    sim_type = Training

    def draw(self, canvas: Canvas, step: int, phase: float) -> None:
        """The list, weights and gradients, then the curves where there is room."""
        sim, now = self.sim, self.sim.state(step)
        called, top = (sim.call(step - 1) if step else ""), int(canvas.height >= len(CALLS) + 4)
        for row, (name, line) in enumerate(CALLS.items()):
            missing, active = name == sim.chosen("without"), name == called
            ink = written(GROUND, ACTIVE, bold=True) if active else written(RULE if missing else INK)
            mark = "╳" if missing else "▸" if active else " "
            canvas.text(0, top + row, mark, written(NEGATIVE if missing else ACTIVE, bold=True))
            canvas.text(2, top + row, line[: LIST - 3], ink)
        below = len(CALLS) + 2 * top
        self._vector(canvas, below, "w", now.weights, called == "step")
        self._vector(canvas, below + 1, ".grad", now.grads, called in {"zero_grad", "backward", "clip"})
        if canvas.width >= LIST + 24:
            self._curves(canvas, step, phase)

    def _vector(self, canvas: Canvas, y: int, name: str, values: tuple[float, ...], touched: bool) -> None:
        x = canvas.text(2, y, f"{name:<6}", written(ACTIVE if touched else MUTED, bold=touched))
        for value in values:
            x = 1 + canvas.text(x, y, f"{value:+.2f}", written(signed(value), bold=touched))

    def _curves(self, canvas: Canvas, step: int, phase: float) -> None:
        """The losses so far; they grow while the call is on its way that moves the weights."""
        now, then = self.sim.state(step), self.sim.state(step + 1 if phase else step)
        at = len(now.train) - 1 + (eased(phase) if len(then.train) > len(now.train) else 0.0)
        plane = Plane(LIST, 0, canvas.width - LIST - 2, max(1, canvas.height - 1), (0, EPOCHS), (0.0, MOST))
        plane.stroke(canvas, (0, 0), (EPOCHS, 0), written(RULE))
        plane.stroke(canvas, (0, 0), (0, MOST), written(RULE))
        for losses, hue, glyph in ((then.valid, POSITIVE, "○"), (then.train, ACTIVE, "●")):
            points = grown(losses, at)
            plane.path(canvas, points, written(hue))
            place, loss = points[-1]
            column, row = plane.cell(place, min(MOST, loss))
            canvas.text(column, row, "↑" if loss > MOST else glyph, written(hue, bold=True))
        canvas.text(LIST + 2, 0, "● train", written(ACTIVE))
        canvas.text(LIST + 11, 0, "○ valid", written(POSITIVE))
        canvas.text(canvas.width - 10, canvas.height - 1, "steps", written(MUTED))
