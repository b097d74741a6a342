"""Heads of self-attention over a sentence: scores, scale, mask, softmax, weighted sum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import cos, exp, inf, sin, sqrt
from random import Random
from typing import NamedTuple

from dlprep.visuals.sims.sim import Knob, Sim, switch

SENTENCE = ("The", "animal", "didn't", "cross", "because", "it", "was", "tired")
NOUNS, ASKING = {1}, {5: 2.4, 7: 2.0, 3: 1.2, 2: 0.9}
"""Which tokens are nouns; how strongly others look for one: "it" and "tired" the most."""
DEPTH = 8
"""Dimensions of queries, keys and of each half (content, position) of an embedding."""
RATES = tuple(1 / 10 ** (k / 2) for k in range(DEPTH // 2))
"""Angles per position; the paper's 10000^(-2i/d) for a model as small as this one."""
IT = 5
"""The place of “it” in the sentence."""
SAME = 1e-9
"""Differences below this are rounding."""
STAGES = ("scores", "scale", "mask", "softmax")
MEANING, BEFORE = "meaning", "before"
HEADS: Mapping[str, tuple[str, ...]] = {
    MEANING: (MEANING,),
    BEFORE: (BEFORE,),
    "both": (MEANING, BEFORE),
}
SHUFFLED = (3, 6, 0, 7, 1, 5, 2, 4)
Matrix = list[list[float]]
MASKING = """mask = torch.ones_like(scores).triu(1).bool()
scores = scores.masked_fill(mask, -torch.inf)
"""


class Head(NamedTuple):
    """All that one head computes; rows are queries, columns keys."""

    queries: Matrix
    keys: Matrix
    values: Matrix
    raw: Matrix
    scaled: Matrix
    masked: Matrix
    weights: Matrix
    output: Matrix
    written: Matrix
    """What the same tokens get where they stand in the written order."""


class Attention(Sim[tuple[Head, ...]]):
    """Scaled dot-product attention (Vaswani et al. 2017, 3.2.1) with two hand-made heads.

    `meaning` looks for the noun; `before` looks one position back, which sinusoidal positions make a
    rotation (3.5). `both` shows them side by side; their outputs are concatenated (3.2.2).
    Steps: scores, scale, mask, then the softmax and the weighted sum row by row.
    """

    title = "Self-attention"
    formula = "A = softmax(QKᵀ/(√dₖ·τ) + M)     O = AV"
    knobs = (
        Knob("head", "head", 0, names=tuple(HEADS)),
        switch("causal", "causal"),
        switch("scale", "÷√dₖ"),
        Knob("temperature", "τ", 1.0, low=0.2, high=4.0, by=0.2, form=".1f"),
        switch("positions", "positions"),
        Knob("order", "order", 0, names=("written", "shuffled")),
    )
    timeless = True
    pace = 1.0
    last = len(STAGES) - 2 + len(SENTENCE)

    @property
    def order(self) -> Sequence[int]:
        """Which token of the sentence stands in each place."""
        return SHUFFLED if self["order"] else range(len(SENTENCE))

    @property
    def tokens(self) -> list[str]:
        """The words in their order."""
        return [SENTENCE[token] for token in self.order]

    def stage(self, step: int) -> int:
        """Which of `STAGES` a step belongs to."""
        return min(step, len(STAGES) - 1)

    def row(self, step: int) -> int:
        """The query whose softmax this step computes; -1 before the first."""
        return step - len(STAGES) + 1 if step >= len(STAGES) - 1 else -1

    @property
    def heads(self) -> tuple[str, ...]:
        """The names of the heads that are seen."""
        return HEADS[self.chosen("head")]

    def first(self) -> tuple[Head, ...]:
        """Everything, since nothing of it depends on the step."""
        return tuple(self._head(name) for name in self.heads)

    def next(self, state: tuple[Head, ...]) -> tuple[Head, ...]:
        """The same numbers, seen further."""
        return state

    def _head(self, name: str) -> Head:
        queries, keys, values = self.projections(name)
        raw = [[_dot(query, key) for key in keys] for query in queries]
        scaled = [[score / self.divisor for score in row] for row in raw]
        masked = [
            [s if j <= i or not self["causal"] else -inf for j, s in enumerate(r)]
            for i, r in enumerate(scaled)
        ]
        weights = [softmax(row) for row in masked]
        output = [[_dot(row, column) for column in zip(*values, strict=True)] for row in weights]
        return Head(queries, keys, values, raw, scaled, masked, weights, output, self._written(name, output))

    def _written(self, name: str, output: Matrix) -> Matrix:
        if not self["order"]:
            return output
        same = {knob.name: self[knob.name] for knob in self.knobs if not knob.names}
        chosen = {knob.name: self.chosen(knob.name) for knob in self.knobs if knob.names}
        (head,) = Attention({**same, **chosen, "head": name, "order": "written"}).state(0)
        return [head.output[token] for token in self.order]

    @property
    def divisor(self) -> float:
        """What the scores are divided by: √dₖ, unless that is off, times τ."""
        return (sqrt(DEPTH) if self["scale"] else 1.0) * self["temperature"]

    @property
    def pair(self) -> tuple[int, int]:
        """A query and a key to look at while the scores are made: “it”, and what it matches best."""
        query = list(self.order).index(IT)
        row = self.state(0)[0].masked[query]
        return query, max(range(len(row)), key=row.__getitem__)

    def projections(self, name: str) -> tuple[Matrix, Matrix, Matrix]:
        """Queries, keys and values of a head, one row a place."""
        places = range(len(self.order))
        content = [_content(token) for token in self.order]
        where = [_position(place, 0) if self["positions"] else [0.0] * DEPTH for place in places]
        values = [row[:4] for row in content]
        if name == BEFORE:
            back = [_position(place, -1) if self["positions"] else [0.0] * DEPTH for place in places]
            return [[6.0 * v for v in row] for row in back], where, values
        asking = [[2.2 * ASKING.get(t, 0.0), *row[1:]] for t, row in zip(self.order, content, strict=True)]
        offered = [[2.2 * (t in NOUNS), *row[1:]] for t, row in zip(self.order, content, strict=True)]
        keys = [
            [v + 0.4 * p for v, p in zip(row, at, strict=True)]
            for row, at in zip(offered, where, strict=True)
        ]
        return asking, keys, values

    def caption(self, step: int) -> str:
        """What this stage does, or what the row came to."""
        stage = STAGES[self.stage(step)]
        if stage == "scores":
            return "Every query meets every key: one dot product for each pair, row = query, column = key."
        if stage == "scale":
            return self._scaling()
        if stage == "mask":
            return (
                "−∞ above the diagonal: no token sees its future."
                if self["causal"]
                else "No mask: all see all."
            )
        return self._taken(step)

    def numbers(self, step: int) -> Sequence[tuple[str, str]]:
        """The row that is computed, or the spread of the scores."""
        heads, row = self.state(step), self.row(step)
        if row < 0:
            shown = [head.raw if self.stage(step) == 0 else head.scaled for head in heads]
            flat = [score for scores in shown for line in scores for score in line]
            return [("scores from", f"{min(flat):+.2f}"), ("to", f"{max(flat):+.2f}")]
        weights = [
            (token, " / ".join(f"{head.weights[row][n]:.2f}" for head in heads))
            for n, token in enumerate(self.tokens)
        ]
        return [*weights, ("output", " ".join(f"{value:+.2f}" for value in self.output(row)))]

    def output(self, row: int) -> list[float]:
        """What a query gets: the outputs of the heads, one after the other."""
        return [value for head in self.state(0) for value in head.output[row]]

    def moved(self, row: int) -> float:
        """The largest difference between a token's output and the one in the written order."""
        return max(
            abs(one - other)
            for head in self.state(0)
            for one, other in zip(head.output[row], head.written[row], strict=True)
        )

    def code(self, step: int) -> str:
        """The heads that are seen, with PyTorch's own attention."""
        projections = [self.projections(name) for name in self.heads]
        scale = 1 / self.divisor
        return (
            "import torch\nimport torch.nn.functional as F\n\n"
            "# (heads, places, features)\n"
            + "".join(
                f"{n} = torch.tensor([{', '.join(_literal(m) for m in heads)}])\n"
                for n, heads in zip("QKV", zip(*projections, strict=True), strict=True)
            )
            + f"\nscale = {scale:.4f}\n"
            "scores = Q @ K.mT * scale\n"
            + (MASKING if self["causal"] else "")
            + "A = scores.softmax(dim=-1)\nO = A @ V\n"
            "torch.set_printoptions(precision=2, sci_mode=False)\nprint(A)\n"
            'print("heads side by side", O.transpose(0, 1).flatten(1), sep="\\n")\n'
            f"same = F.scaled_dot_product_attention(Q, K, V, is_causal={bool(self['causal'])}, scale=scale)\n"
            "print((O - same).abs().max())\n"
        )

    def _taken(self, step: int) -> str:
        """Which place each head takes most from."""
        row, parts = self.row(step), []
        for head in self.state(step):
            weights = head.weights[row]
            best = max(range(len(weights)), key=weights.__getitem__)
            parts.append(f"{weights[best]:.0%} from “{self.tokens[best]}”")
        asks = self.tokens[row]
        if len(parts) == 1:
            told = f"“{asks}” takes {parts[0]}; its weights sum to 1."
        elif self["order"]:
            told = f"“{asks}” takes {parts[0]}, {parts[1]}."
        else:
            told = f"“{asks}” takes {parts[0]} here, {parts[1]} there: two softmaxes."
        return f"{told} {self._compared(row)}".rstrip()

    def _compared(self, row: int) -> str:
        """What the order does to the output."""
        if not self["order"]:
            return ""
        moved = self.moved(row)
        if moved < SAME:
            return "Its output is that of the written order."
        return f"In the written order its output differs by up to {moved:.2f}."

    def _scaling(self) -> str:
        tau = self["temperature"]
        if not self["scale"]:
            told = f"Not divided by √{DEPTH}" + (f", only by τ = {tau:.1f}" if tau != 1 else "")
            now, other = self._largest(1.0), self._largest(sqrt(DEPTH))
            return f"{told}: a row's largest weight is {now:.2f} on average; divided, {other:.2f}."
        if tau != 1:
            return (
                f"Divided by √{DEPTH}·τ = {self.divisor:.2f}: τ below 1 sharpens, above 1 evens the weights."
            )
        return f"Divided by √{DEPTH} = {sqrt(DEPTH):.2f}: a sum of {DEPTH} products spreads like √{DEPTH}."

    def _largest(self, further: float) -> float:
        """The mean of the rows' largest weights, if the scores were divided further."""
        rows = [row for head in self.state(0) for row in head.masked]
        return sum(max(softmax([score / further for score in row])) for row in rows) / len(rows)


def softmax(scores: Sequence[float]) -> list[float]:
    """e^s over its sum, with the largest score taken off first; −∞ gives 0."""
    most = max(scores)
    powers = [exp(score - most) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def _content(token: int) -> list[float]:
    draw = Random(token * 7 + 3)
    return [0.5 * draw.gauss(0, 1) for _ in range(DEPTH)]


def _position(place: int, shift: int) -> list[float]:
    angles = [(place + shift) * rate for rate in RATES]
    return [wave(angle) for angle in angles for wave in (sin, cos)]


def _dot(a: Sequence[float], b: Sequence[float]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))


def _literal(matrix: Matrix) -> str:
    rows = ",\n    ".join("[" + ", ".join(f"{value:.4f}" for value in row) + "]" for row in matrix)
    return f"[\n    {rows},\n]"
