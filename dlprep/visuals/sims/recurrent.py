"""One unit of an RNN, an LSTM or a GRU that reads a sentence and has one thing to remember."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import tanh
from typing import NamedTuple

from dlprep.visuals.sims.activations import sigmoid
from dlprep.visuals.sims.sim import Knob, Sim

SENTENCE = ("The", "plot", "is", "not", "bad", "at", "all", "in", "the", "end")
INPUTS = (0.1, 0.0, -0.1, 1.0, -0.2, 0.1, 0.0, 0.1, -0.1, 0.0)
"""One number a word: "not" is what has to be remembered, the rest is noise."""
ZEROS = ("torch.zeros(1, 1)", "(torch.zeros(1, 1), torch.zeros(1, 1))")
"""First states in PyTorch: h, or h and c."""
Gate = tuple[float, float, float]
"""Weights of the input and of the last hidden state, and a bias."""
LSTM: Mapping[str, Gate] = {
    "i": (8.0, 0.0, -4.0),
    "f": (-1.0, 0.0, 4.0),
    "g": (3.0, 0.0, 0.0),
    "o": (0.0, 0.0, 2.0),
}
GRU: Mapping[str, Gate] = {"r": (0.0, 0.0, 1.0), "z": (-8.0, 0.0, 4.0), "n": (3.0, 0.4, 0.0)}
RNN: Gate = (1.2, 0.8, 0.0)


FORMULAS = {
    "RNN": "h ← tanh(w·x + w_hh·h + b)",
    "LSTM": "c ← f·c + i·g     h ← o·tanh(c)",
    "GRU": "h ← (1 − z)·n + z·h",
}


class Unit(NamedTuple):
    """The unit after some words: hidden and cell state, the gates of the last word, and two gradients.

    `kept` is ∂state_t/∂state_k from the word "not" on: what of a gradient comes back to it.
    """

    words: int
    h: float
    c: float
    gates: tuple[tuple[str, float], ...]
    kept: float


MEMORABLE = INPUTS.index(1.0)


class Recurrent(Sim[Unit]):
    """A step reads a word. Equations as in `nn.RNN`, `nn.LSTM` and `nn.GRU` (hidden size 1)."""

    title = "RNN, LSTM, GRU"
    knobs = (
        Knob("cell", "cell", 1, names=("RNN", "LSTM", "GRU")),
        Knob("forget", "forget bias", 4.0, low=-4, high=6, by=0.5, form="+.1f"),
        Knob("recurrent", "w_hh", 0.8, low=-1.5, high=1.5, by=0.1, form="+.1f"),
    )
    pace = 1.2
    last = len(SENTENCE)

    @property
    def formula(self) -> str:  # type: ignore[override]
        """How the chosen cell makes its new state."""
        return FORMULAS[self.chosen("cell")]

    def idle(self) -> Collection[str]:
        """The forget bias is the LSTM's, the one weight from state to state the plain RNN's."""
        used = {"LSTM": "forget", "RNN": "recurrent"}.get(self.chosen("cell"))
        return tuple(name for name in ("forget", "recurrent") if name != used)

    def first(self) -> Unit:
        """Before the first word: states 0."""
        return Unit(0, 0.0, 0.0, (), 1.0)

    def next(self, state: Unit) -> Unit:
        """Read the next word."""
        x = INPUTS[state.words]
        read = {"RNN": self._rnn, "LSTM": self._lstm, "GRU": self._gru}[self.chosen("cell")]
        h, c, gates, slope = read(x, state.h, state.c)
        kept = state.kept * slope if state.words > MEMORABLE else 1.0
        return Unit(state.words + 1, h, c, gates, kept)

    def _rnn(self, x: float, h: float, c: float) -> tuple[float, float, tuple[tuple[str, float], ...], float]:
        new = tanh(RNN[0] * x + self["recurrent"] * h + RNN[2])
        return new, new, (("h", new),), self["recurrent"] * (1 - new * new)

    def _lstm(
        self, x: float, h: float, c: float
    ) -> tuple[float, float, tuple[tuple[str, float], ...], float]:
        i, o = (sigmoid(_sum(LSTM[name], x, h)) for name in "io")
        f = sigmoid(LSTM["f"][0] * x + self["forget"])
        g = tanh(_sum(LSTM["g"], x, h))
        new = f * c + i * g
        return o * tanh(new), new, (("f", f), ("i", i), ("g", g), ("o", o)), f

    def _gru(self, x: float, h: float, c: float) -> tuple[float, float, tuple[tuple[str, float], ...], float]:
        r, z = (sigmoid(_sum(GRU[name], x, h)) for name in "rz")
        w_in, w_hn, bias = GRU["n"]
        n = tanh(w_in * x + bias + r * w_hn * h)
        new = (1 - z) * n + z * h
        slope = z + (1 - z) * (1 - n * n) * r * w_hn
        return new, new, (("r", r), ("z", z), ("n", n)), slope

    def caption(self, step: int) -> str:
        """What the last word did to the state."""
        if step == 0:
            return "One unit reads a word at a time. “not” must still be felt at the end. Play."
        now, word, cell = self.state(step), SENTENCE[step - 1], self.chosen("cell")
        gates = dict(now.gates)
        if cell == "LSTM":
            doing = "opens the input gate" if gates["i"] > 0.5 else "leaves the input gate shut"
            return (
                f"“{word}” {doing} (i {gates['i']:.2f}); {gates['f']:.2f} of the cell stays: c {now.c:+.2f}."
            )
        if cell == "GRU":
            doing = "lets new content in" if gates["z"] < 0.5 else "keeps the old state"
            return f"“{word}” {doing} (z {gates['z']:.2f}): h {now.h:+.2f}."
        if step == 1:
            return f"“{word}”: no state is there yet; the word alone is squashed to h {now.h:+.2f}."
        return (
            f"“{word}”: h times {self['recurrent']:+.1f} and the word's part are squashed to h {now.h:+.2f}."
        )

    def numbers(self, step: int) -> Sequence[tuple[str, str]]:
        """States, gates, what is kept of a gradient."""
        now = self.state(step)
        cell = [("c", f"{now.c:+.3f}")] if self.chosen("cell") == "LSTM" else []
        gates = [(name, f"{value:+.3f}") for name, value in now.gates]
        return [("h", f"{now.h:+.3f}"), *cell, *gates, ("gradient kept", f"{now.kept:.2g}")]

    def code(self, step: int) -> str:
        """The same unit as PyTorch's cell."""
        cell, words = self.chosen("cell"), [[value] for value in INPUTS]
        gates = {
            "RNN": [(RNN[0], self["recurrent"], RNN[2])],
            "LSTM": [LSTM["i"], (LSTM["f"][0], 0.0, self["forget"]), LSTM["g"], LSTM["o"]],
            "GRU": [GRU["r"], GRU["z"], GRU["n"]],
        }[cell]
        rows = ", ".join(f"({w}, {u}, {b})" for w, u, b in gates)
        return (
            f"import torch\nfrom torch import nn\n\ncell = nn.{cell}Cell(1, 1)\n"
            f"gates = torch.tensor([{rows}])  # input, hidden, bias\n"
            "with torch.no_grad():\n"
            "    cell.weight_ih.copy_(gates[:, :1])\n    cell.weight_hh.copy_(gates[:, 1:2])\n"
            "    cell.bias_ih.copy_(gates[:, 2])\n    cell.bias_hh.zero_()\n"
            f"    state = {ZEROS[cell == 'LSTM']}\n"
            f"    for word, x in zip({list(SENTENCE)}, torch.tensor({words})):\n"
            "        state = cell(x[None], state)\n"
            f"        h = {'state[0]' if cell == 'LSTM' else 'state'}\n"
            '        print(f"{word:>5}  h {h.item():+.3f}")\n'
        )


def _sum(gate: Gate, x: float, h: float) -> float:
    return gate[0] * x + gate[1] * h + gate[2]
