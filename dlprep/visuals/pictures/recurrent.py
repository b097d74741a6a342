"""The sentence from left to right, the states below each word, the gates as they open."""

from __future__ import annotations

from dlprep.visuals.canvas import Canvas
from dlprep.visuals.ink import ACTIVE, GROUND, INK, MUTED, RULE, filled, shaded, signed, written
from dlprep.visuals.pictures.picture import Picture
from dlprep.visuals.sims.recurrent import INPUTS, MEMORABLE, SENTENCE, Recurrent

GAUGE = 20


class RecurrentPicture(Picture[Recurrent]):
    """Rows: words, inputs, hidden state, cell state, and how much of a gradient comes back to “not”."""

    sim_type = Recurrent

    def draw(self, canvas: Canvas, step: int, phase: float) -> None:
        """The strip of words, then the gates as gauges."""
        room = max(5, (canvas.width - 8) // len(SENTENCE))
        rows = self.rows(canvas.height)
        for name, y in rows.items():
            canvas.text(
                1, y, {"word": "", "gates": "", "∂": f"∂{self._state}"}.get(name, name), written(MUTED)
            )
        canvas.text(6, rows["∂"], "back to “not”", written(MUTED))
        for number, word in enumerate(SENTENCE):
            self._word(canvas, 6 + number * room, room, number, word, step)
        self._gates(canvas, rows["gates"], step)

    def rows(self, height: int) -> dict[str, int]:
        """Where each row is; blank ones between only as far as there is room for them."""
        blocks = (("word", "x"), ("h", "c") if self._state == "c" else ("h",), ("∂",), ("gates",))
        spare = height - sum(map(len, blocks)) + 1 - len(self.sim.state(1).gates)
        found, y = {}, 0
        for number, block in enumerate(blocks):
            y += number > 0 and spare > 3 - number
            found.update({name: y + n for n, name in enumerate(block)})
            y += len(block)
        return found

    @property
    def _state(self) -> str:
        """The state that carries the gradient."""
        return "c" if self.sim.chosen("cell") == "LSTM" else "h"

    def _word(self, canvas: Canvas, x: int, room: int, number: int, word: str, step: int) -> None:
        active, rows = number == step - 1, self.rows(canvas.height)
        ink = written(GROUND, ACTIVE, bold=True) if active else written(INK if number < step else RULE)
        canvas.text(x, rows["word"], word[: room - 1].center(room - 1), ink)
        canvas.text(x, rows["x"], f"{INPUTS[number]:+.1f}".center(room - 1), written(MUTED))
        if number >= step:
            return
        now = self.sim.state(number + 1)
        for name, value in (("h", now.h), ("c", now.c)):
            if name in rows:
                ink = filled(signed(value), 0.1 + 0.7 * min(1, abs(value)))
                canvas.text(x, rows[name], f"{value:+.2f}".center(room - 1), ink)
        if number >= MEMORABLE:
            ink = shaded(ACTIVE, 0.15 + 0.85 * min(1, abs(now.kept)))
            canvas.text(x, rows["∂"], f"{now.kept:.2f}".center(room - 1), ink)

    def _gates(self, canvas: Canvas, top: int, step: int) -> None:
        room = min(GAUGE, max(4, canvas.width - 49))
        for y, (name, value) in enumerate(self.sim.state(step).gates, top):
            canvas.text(1, y, name, written(INK, bold=True))
            length = round(min(1.0, abs(value)) * room)
            canvas.text(6, y, "━" * length + "╌" * (room - length), shaded(signed(value), 0.9))
            canvas.text(7 + room, y, f"{value:+.2f}  {WORDS[name]}", written(MUTED))


WORDS = {
    "f": "forget gate: share of c that stays",
    "i": "input gate: share of g that enters",
    "g": "candidate, from −1 to 1",
    "o": "output gate: share of tanh(c) shown",
    "r": "reset gate: share of h that n sees",
    "z": "update gate: share of h that stays",
    "n": "candidate, from −1 to 1",
    "h": "the new state: no gate protects it",
}
"""What each gate does."""
