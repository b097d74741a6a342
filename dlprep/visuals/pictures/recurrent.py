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
        for y, name in ((0, ""), (1, "x"), (3, "h"), (4, "c"), (6, "∂")):
            canvas.text(1, y, name, written(MUTED))
        for number, word in enumerate(SENTENCE):
            x = 6 + number * room
            self._word(canvas, x, room, number, word, step)
        self._gates(canvas, step)

    def _word(self, canvas: Canvas, x: int, room: int, number: int, word: str, step: int) -> None:
        active = number == step - 1
        ink = written(GROUND, ACTIVE, bold=True) if active else written(INK if number < step else RULE)
        canvas.text(x, 0, word[: room - 1].center(room - 1), ink)
        canvas.text(x, 1, f"{INPUTS[number]:+.1f}".center(room - 1), written(MUTED))
        if number >= step:
            return
        now = self.sim.state(number + 1)
        for y, value in ((3, now.h), (4, now.c)):
            if y == 4 and self.sim.chosen("cell") != "LSTM":
                continue
            canvas.text(
                x, y, f"{value:+.2f}".center(room - 1), filled(signed(value), 0.1 + 0.7 * min(1, abs(value)))
            )
        if number >= MEMORABLE:
            canvas.text(
                x, 6, f"{now.kept:.2f}".center(room - 1), shaded(ACTIVE, 0.15 + 0.85 * min(1, abs(now.kept)))
            )

    def _gates(self, canvas: Canvas, step: int) -> None:
        for row, (name, value) in enumerate(self.sim.state(step).gates):
            y = 8 + row
            canvas.text(1, y, f"{name:<2}", written(INK, bold=True))
            length = round(abs(value) * GAUGE)
            canvas.text(6, y, "━" * length + "╌" * (GAUGE - length), shaded(signed(value), 0.9))
            canvas.text(7 + GAUGE, y, f"{value:+.2f}  {WORDS.get(name, '')}", written(MUTED))


WORDS = {
    "f": "forget gate: how much of the cell stays",
    "i": "input gate: how much of the candidate enters",
    "g": "candidate, from −1 to 1",
    "o": "output gate: how much of tanh(c) is shown",
    "r": "reset gate: how much of h the candidate sees",
    "z": "update gate: how much of h stays",
    "n": "candidate, from −1 to 1",
    "h̃": "the new state: no gate protects it",
}
"""What each gate does."""
