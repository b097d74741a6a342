"""The sentence from left to right, the states below each word, the gates as they open."""

from __future__ import annotations

from dlprep.visuals.canvas import Canvas
from dlprep.visuals.ink import ACTIVE, INK, LIT, MUTED, RULE, filled, shaded, signed, written
from dlprep.visuals.motion import between, eased, light
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
            self._word(canvas, 6 + number * room, room, number, word, step, phase)
        if step and phase:
            start, end = ((6 + number * room, rows["word"]) for number in (step - 1, step))
            light(canvas, start, end, eased(phase), room - 1)
        self._gates(canvas, rows["gates"], step, phase)

    def most(self) -> tuple[int, int]:
        """An LSTM, the tallest cell, with a blank row between all parts."""
        return 100, 13

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

    def _word(
        self, canvas: Canvas, x: int, room: int, number: int, word: str, step: int, phase: float
    ) -> None:
        active, rows = number == step - 1 and not phase, self.rows(canvas.height)
        ink = LIT if active else written(INK if number < step else RULE)
        canvas.text(x, rows["word"], word[: room - 1].center(room - 1), ink)
        canvas.text(x, rows["x"], f"{INPUTS[number]:+.1f}".center(room - 1), written(MUTED))
        if number < step:
            self._states(canvas, x, room, number, 1.0)
        elif number == step and phase:
            self._states(canvas, x, room, number, eased(phase))

    def _states(self, canvas: Canvas, x: int, room: int, number: int, share: float) -> None:
        """The states after a word; their numbers once they are all there."""
        now, rows = self.sim.state(number + 1), self.rows(canvas.height)
        for name, value in (("h", now.h), ("c", now.c)):
            if name in rows:
                ink = filled(signed(value), share * (0.1 + 0.7 * min(1, abs(value))))
                text = f"{value:+.2f}" if share == 1 else ""
                canvas.text(x, rows[name], text.center(room - 1), ink)
        if number >= MEMORABLE and share == 1:
            ink = shaded(ACTIVE, 0.15 + 0.85 * min(1, abs(now.kept)))
            canvas.text(x, rows["∂"], f"{now.kept:.2f}".center(room - 1), ink)

    def _gates(self, canvas: Canvas, top: int, step: int, phase: float) -> None:
        """Gauges on their way to the next word's, and the numbers of this one."""
        room, share = min(GAUGE, max(4, canvas.width - 49)), eased(phase)
        now, then = (dict(self.sim.state(at).gates) for at in (step, step + (phase > 0)))
        for y, (name, value) in enumerate(now.items(), top):
            canvas.text(1, y, name, written(INK, bold=True))
            self._gauge(canvas, y, room, between(value, then[name], share))
            canvas.text(7 + room, y, f"{value:+.2f}  {WORDS[name]}", written(MUTED))

    def _gauge(self, canvas: Canvas, y: int, room: int, value: float) -> None:
        """As long as the value, to half a cell."""
        whole, half = divmod(round(2 * min(1.0, abs(value)) * room), 2)
        drawn = "━" * whole + "╸" * half
        canvas.text(6, y, drawn + "╌" * (room - len(drawn)), shaded(signed(value), 0.9))


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
