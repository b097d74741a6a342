"""Bars of a layer before and after dropout."""

from __future__ import annotations

from dlprep.text.charts import EIGHTHS
from dlprep.visuals.canvas import Canvas
from dlprep.visuals.ink import ACTIVE, INK, MUTED, NEGATIVE, POSITIVE, RULE, written
from dlprep.visuals.motion import between, eased
from dlprep.visuals.pictures.picture import Picture
from dlprep.visuals.sims.dropout import UNITS, VALUES, Dropout

MOST = 2.7


class DropoutPicture(Picture[Dropout]):
    """The upper bars enter, the lower ones leave; ╳ is dropped, ╌ the average of all passes, ↑ goes on."""

    sim_type = Dropout

    def draw(self, canvas: Canvas, step: int, phase: float) -> None:
        """Inputs, mask, outputs."""
        sim, now = self.sim, self.sim.state(step)
        half = max(2, (canvas.height - 3) // 2)
        room = max(2, (canvas.width - 8) // UNITS)
        outputs, average = self._moving(step, eased(phase))
        canvas.text(0, half - 1, "in", written(MUTED))
        canvas.text(0, half, "mask", written(MUTED))
        canvas.text(0, canvas.height - 2, "out", written(MUTED))
        for unit in range(UNITS):
            x = 6 + unit * room
            self._bar(canvas, x, half - 1, half, VALUES[unit], room - 1, dropped=False)
            kept = now.mask[unit]
            mark = written(POSITIVE if kept else NEGATIVE, bold=True)
            canvas.text(x, half, ("1" if kept else "╳").center(max(1, room - 1)), mark)
            self._bar(
                canvas,
                x,
                canvas.height - 2,
                canvas.height - 2 - half,
                outputs[unit],
                room - 1,
                dropped=not kept,
            )
        base, tall = canvas.height - 2, canvas.height - 2 - half
        row = base - round(average / MOST * (tall - 1))
        for x in range(6, 6 + UNITS * room, 2):
            canvas.behind(x, row, "╌", written(ACTIVE))
        canvas.text(6, canvas.height - 1, f"mean in {sum(VALUES) / UNITS:.2f}", written(INK))
        canvas.text(
            22,
            canvas.height - 1,
            f"╌ mean out over {now.passes} passes {sim.average(step):.2f}",
            written(ACTIVE),
        )

    def _moving(self, step: int, share: float) -> tuple[list[float], float]:
        """The outputs and their average, on their way to the next pass'; a new mask is there at once."""
        sim = self.sim
        outputs, average = sim.outputs(sim.state(step).mask), sim.average(step)
        if not share:
            return outputs, average
        pairs = zip(outputs, sim.outputs(sim.state(step + 1).mask), strict=True)
        return [between(a, b, share) for a, b in pairs], between(average, sim.average(step + 1), share)

    def _bar(
        self, canvas: Canvas, x: int, base: int, tall: int, value: float, wide: int, *, dropped: bool
    ) -> None:
        eighths = round(value / MOST * tall * 8)
        for row in range(tall):
            part = min(8, max(0, eighths - 8 * row))
            if part:
                canvas.text(x, base - row, EIGHTHS[part - 1] * max(1, wide), written(POSITIVE))
        if value > MOST:
            canvas.text(x, base - tall + 1, "↑" * max(1, wide), written(POSITIVE, bold=True))
        if dropped and not eighths:
            canvas.text(x, base, "·" * max(1, wide), written(RULE))
