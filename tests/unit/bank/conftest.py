import textwrap
from pathlib import Path

import pytest

CARDS = """
# yaml-language-server: $schema=../schema/cards.json
- id: what-is-it
  kind: recall
  front: What is it?
  back: That.
  level: 1
  refs: [a book]
  aliases: [what-it-was]
- id: how-many
  kind: numeric
  front: How many for {n} of {size:,}?
  level: 2
  refs: [a book]
  covers: [S1, E6]
  draw: {n: [2, 4], size: {low: 8, high: 64, step: 8}, both: n * size}
  answer: both + 1
  slips:
    - {answer: n + size, misconception: adds, feedback: It is a product.}
"""
CHALLENGE = """
# yaml-language-server: $schema=../schema/challenge.json
id: double-it
kind: challenge
title: Double it
level: 1
minutes: 5
entry: double
refs: [a book]
covers: [X01]
prompt: Double the number.
starter: |
  def double(x):
      ...
reference: |
  def double(x):
      return 2 * x
alternates:
  - |
    def double(x):
        return x + x
inputs: x = randn(3)
tests:
  - {name: values, run: observe(out=double(x))}
wrong:
  - {misconception: adds, edit: {"2 *": "2 +"}, killed_by: values}
  - {misconception: adds, edit: {"2 * x": "x"}, killed_by: values}
  - misconception: adds
    code: |
      def double(x):
          return 0
    killed_by: values
hints: [one, two, three]
complexity: {time: O(n), memory: O(n)}
follow_ups: [And a half?]
explain: Twice.
"""
FILES = {
    "syllabus.yaml": """
        # yaml-language-server: $schema=schema/syllabus.json
        tracks:
          - {id: core, title: Core, topics: [basics]}
        """,
    "misconceptions.yaml": """
        # yaml-language-server: $schema=schema/misconceptions.json
        - {id: adds, name: It adds, what: It multiplies., teaches: how-many}
        """,
    "basics/topic.yaml": """
        # yaml-language-server: $schema=../schema/topic.json
        title: Basics
        note: First things.
        """,
    "basics/lesson.yaml": """
        # yaml-language-server: $schema=../schema/lesson.json
        title: Basics
        steps:
          - text: Look.
            visual: {sim: neuron, knobs: {w: 0.5, on: true}}
            ask: [what-is-it]
        """,
    "basics/cards.yaml": CARDS,
    "basics/double-it.yaml": CHALLENGE,
}


class Folder:
    """A small bank on disk, with nothing wrong in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name, text in FILES.items():
            self.write(name, text)

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
        return path

    def edit(self, name: str, old: str, new: str) -> None:
        text = (self.root / name).read_text()
        assert old in text
        (self.root / name).write_text(text.replace(old, new, 1))


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "bank")
