"""Makes questions/finetuning/shipped.safetensors: a small network pretrained on letters, and other letters.

    python tests/pretrain.py

Letters of 5 x 5 dots, blurred, moved about and covered with noise in 12 x 12 pixels. The network learns
twenty of them; the file holds its backbone, and a few images of the six that it has never seen: a task with
little data. Deterministic; takes some seconds.
"""

from __future__ import annotations

from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from torch import nn

PLACE = Path(__file__).parents[1] / "questions" / "finetuning" / "shipped.safetensors"
GLYPHS = {
    "A": "01110 10001 11111 10001 10001", "B": "11110 10001 11110 10001 11110",
    "C": "01111 10000 10000 10000 01111", "D": "11110 10001 10001 10001 11110",
    "E": "11111 10000 11110 10000 11111", "F": "11111 10000 11110 10000 10000",
    "G": "01111 10000 10011 10001 01111", "H": "10001 10001 11111 10001 10001",
    "I": "11111 00100 00100 00100 11111", "J": "00111 00010 00010 10010 01100",
    "K": "10010 10100 11000 10100 10010", "L": "10000 10000 10000 10000 11111",
    "M": "10001 11011 10101 10001 10001", "N": "10001 11001 10101 10011 10001",
    "O": "01110 10001 10001 10001 01110", "P": "11110 10001 11110 10000 10000",
    "Q": "01110 10001 10101 10010 01101", "R": "11110 10001 11110 10010 10001",
    "S": "01111 10000 01110 00001 11110", "T": "11111 00100 00100 00100 00100",
    "U": "10001 10001 10001 10001 01110", "V": "10001 10001 01010 01010 00100",
    "W": "10001 10001 10101 11011 10001", "X": "10001 01010 00100 01010 10001",
    "Y": "10001 01010 00100 00100 00100", "Z": "11111 00010 00100 01000 11111",
}  # fmt: skip
NEW = "AHKSTZ"
OLD = "".join(letter for letter in GLYPHS if letter not in NEW)
SIZE, FEW, MANY = 12, 5, 50


def backbone() -> nn.Sequential:
    """Images (N, 1, 12, 12) to 32 features."""
    return nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(144, 32), nn.ReLU(),
    )  # fmt: skip


def images(letters: str, count: int, draw: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """`count` images of each letter, (N, 1, 12, 12), and which letter each shows."""
    labels = torch.arange(len(letters)).repeat(count)
    dots = torch.stack(
        [torch.tensor([[float(d) for d in row] for row in GLYPHS[c].split()]) for c in letters]
    )
    canvas = torch.zeros(len(labels), 1, SIZE, SIZE)
    for place, glyph in zip(canvas, dots[labels], strict=True):
        y, x = torch.randint(0, SIZE - 6, (2,), generator=draw) + 1
        place[0, y : y + 5, x : x + 5] = glyph
    blur = torch.tensor([[0.5, 1, 0.5], [1, 4, 1], [0.5, 1, 0.5]])[None, None] / 6
    canvas = F.conv2d(canvas, blur, padding=1) * (
        0.6 + 0.8 * torch.rand(len(labels), 1, 1, 1, generator=draw)
    )
    return canvas + 0.2 * torch.randn(canvas.shape, generator=draw), labels


def pretrained(draw: torch.Generator) -> nn.Sequential:
    """The backbone, after it has learned to tell the old letters apart."""
    body, head = backbone(), nn.Linear(32, len(OLD))
    x, y = images(OLD, 600, draw)
    rounds, size = 12, 120
    opt = torch.optim.AdamW([*body.parameters(), *head.parameters()], lr=3e-3)
    plan = torch.optim.lr_scheduler.OneCycleLR(opt, 1e-2, total_steps=rounds * (len(x) // size))
    for _ in range(rounds):
        for batch in torch.randperm(len(x), generator=draw).split(size):
            opt.zero_grad()
            F.cross_entropy(head(body(x[batch])), y[batch]).backward()
            opt.step()
            plan.step()
    return body.eval()


def main() -> None:
    """Train, and write what the topic ships: weights, 5 images a class to learn from, 50 to test on."""
    torch.manual_seed(0)
    draw = torch.Generator().manual_seed(0)
    tensors = {f"backbone.{name}": value for name, value in pretrained(draw).state_dict().items()}
    for part, count in (("few", FEW), ("test", MANY)):
        x, y = images(NEW, count, draw)
        tensors |= {f"{part}.x": (x.clamp(-1, 2) * 80 + 80).round().to(torch.uint8), f"{part}.y": y}
    PLACE.parent.mkdir(exist_ok=True)
    save_file(tensors, PLACE)
    print(f"{PLACE.name}: {PLACE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
