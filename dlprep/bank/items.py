"""What can be asked, as frozen typed values.

These dataclasses are the single description of the bank's YAML: `shape.py` reads their
annotations to check a file and to build the values, `schema.py` to write the JSON Schema.
A field that the YAML does not hold (where it stands, its digest) is marked `derived`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

from dlprep.bank.titles import opening, unanswered, undrawn
from dlprep.value import Value, value


class Format(NamedTuple):
    """What a string must look like: a full-match pattern, and the words for a fault's message."""

    pattern: str
    expected: str


class Length(NamedTuple):
    """How many entries a list or mapping holds at least and at most (`None`: no bound)."""

    least: int
    most: int | None = None


Slug = Annotated[str, Format(r"[a-z0-9]+(?:-[a-z0-9]+)*", "a slug: lower-case words joined by hyphens")]
Markdown = Annotated[str, Format(r"(?s).*\S.*", "Markdown text that is not empty")]
Code = Annotated[str, Format(r"(?s).*\S.*", "Python code that is not empty")]
Expression = Annotated[str, Format(r"(?s).*\S.*", "an arithmetic expression")]
Name = Annotated[str, Format(r"[A-Za-z_][A-Za-z0-9_]*", "a Python name")]
Covered = Annotated[str, Format(r"[A-Z]\d{1,3}", "a checklist number such as S123, E6 or X01")]
Level = Literal[1, 2, 3]
Role = Literal["mle", "re", "rs"]
Number = int | float

DERIVED: Mapping[str, Any] = {"derived": True}


@value
class Item(Value):
    """One thing that can be asked: the fields that every card and challenge has.

    `level` is 1 (screening), 2 (on-site) or 3 (specialist). `covers` names the checklist
    entries that the item teaches. `rev` counts changes of meaning. `check` is Python that
    must hold when CI runs it with torch. `home` is the folder of its topic.
    """

    kind: ClassVar[str]

    id: Slug
    level: Level
    refs: Annotated[tuple[str, ...], Length(1)]
    covers: tuple[Covered, ...] = ()
    tags: tuple[Slug, ...] = ()
    roles: tuple[Role, ...] = ()
    group: Slug | None = None
    needs: tuple[Slug, ...] = ()
    aliases: tuple[Slug, ...] = ()
    rev: int = 1
    as_of: str | None = None
    why: Markdown | None = None
    check: Code | None = None

    topic: str = field(default="", metadata=DERIVED)
    file: str = field(default="", metadata=DERIVED)
    home: str = field(default="", metadata=DERIVED)
    row: int = field(default=0, metadata=DERIVED)
    digest: str = field(default="", metadata=DERIVED)


@value
class Card(Item):
    """A flashcard: `front` is what is asked, in Markdown with `$...$` mathematics."""

    front: Markdown

    @property
    def title(self) -> str:
        """The first paragraph of the front on one line, as it stands in lists."""
        return opening(self.front)


@value
class Recall(Card):
    """Remembered, revealed, graded by oneself."""

    kind: ClassVar[str] = "recall"
    back: Markdown


@value
class Cloze(Card):
    """A front with `{{blanks}}` to type; `{{a|b}}` accepts either spelling."""

    kind: ClassVar[str] = "cloze"

    @property
    def title(self) -> str:
        """The front's first paragraph, its blanks left open."""
        return unanswered(self.front)


@value
class Option(Value):
    """One option of a choice: right, or wrong with the misconception it shows."""

    text: Markdown
    right: bool = False
    misconception: Slug | None = None
    feedback: Markdown | None = None


@value
class Choice(Card):
    """One option of several is the best; they are shuffled each time."""

    kind: ClassVar[str] = "choice"
    options: Annotated[tuple[Option, ...], Length(3, 6)]


@value
class Slip(Value):
    """A usual wrong number: the expression that gives it, and what it shows."""

    answer: Expression
    misconception: Slug
    feedback: Markdown


@value
class Range(Value):
    """Numbers from `low` to `high`, both included, `step` apart."""

    low: Number
    high: Number
    step: Number = 1


@value
class Numeric(Card):
    """A number to work out, from fresh values each time.

    `draw` gives each name a list of values, a range, or an expression over the names drawn before
    it; `{name}` in the front shows a value (`{name:.2f}`, `{name:,}` format it). `tolerance` is
    relative; 0 asks for the number itself.
    """

    kind: ClassVar[str] = "numeric"
    draw: Mapping[Name, tuple[Number, ...] | Range | Expression]
    answer: Expression
    unit: str | None = None
    tolerance: Number = 0
    slips: tuple[Slip, ...] = ()

    @property
    def title(self) -> str:
        """The front's first paragraph, its numbers left open."""
        return undrawn(self.front, self.draw)


@value
class Output(Card):
    """Predict what at most 15 seeded lines print; CI runs them."""

    kind: ClassVar[str] = "output"
    code: Code
    answer: str


@value
class Bug(Card):
    """Point at the faulty line (1-based). CI runs `code` and `fixed` and sees them differ."""

    kind: ClassVar[str] = "bug"
    code: Code
    line: int
    symptom: Markdown
    fixed: Code
    misconception: Slug | None = None


@value
class Order(Card):
    """Steps to put in order; written in the right one."""

    kind: ClassVar[str] = "order"
    steps: Annotated[tuple[Markdown, ...], Length(3, 8)]


@value
class Derive(Card):
    """A derivation from `given` to `goal`, revealed and graded step by step."""

    kind: ClassVar[str] = "derive"
    given: Markdown
    goal: Markdown
    steps: Annotated[tuple[Markdown, ...], Length(2, 9)]


@value
class Rubric(Value):
    """What a spoken answer is ticked against: `must` counts 2, `nice` 1, a red flag -2."""

    must: Annotated[tuple[Markdown, ...], Length(3, 5)]
    nice: Annotated[tuple[Markdown, ...], Length(2, 3)]
    red_flags: Annotated[tuple[Markdown, ...], Length(1, 3)]
    follow_ups: Annotated[tuple[Markdown, ...], Length(2)]
    model_answer: Markdown
    seconds: int = 90


@value
class Interview(Card):
    """A question answered aloud or in writing against a clock, then ticked."""

    kind: ClassVar[str] = "interview"
    rubric: Rubric


@value
class Tolerance(Value):
    """How far observations may differ, as in `torch.testing.assert_close`."""

    rtol: float = 1e-4
    atol: float = 1e-6


@value
class Forbid(Value):
    """Dotted names a solution may not use, and the reason the candidate is told."""

    names: Annotated[tuple[str, ...], Length(1)]
    why: Markdown


@value
class Test(Value):
    """One experiment: `run` observes; `inputs` replaces the challenge's; `expect` is a property."""

    name: str
    run: Code
    inputs: Code | None = None
    expect: Code | None = None
    tolerance: Tolerance | None = None


@value
class Wrong(Value):
    """A plausible wrong solution: an edit of the reference, or whole code; the test that rejects it."""

    misconception: Slug
    killed_by: str
    edit: Mapping[str, str] | None = None
    code: Code | None = None


@value
class Complexity(Value):
    """Cost of the reference in time and memory."""

    time: str
    memory: str


@value
class Limits(Value):
    """What a run may take: wall seconds for all its tests, and MiB of memory."""

    seconds: float = 5
    memory_mb: int = 2048


@value
class Challenge(Item):
    """Code to write or to repair, judged by experiments against the reference."""

    kind: ClassVar[str] = "challenge"
    task: Literal["implement", "repair"] = "implement"
    title: str
    minutes: int
    frequency: Literal["high", "medium", "low"] = "medium"
    entry: Name
    prompt: Markdown
    starter: Code
    reference: Code
    alternates: tuple[Code, ...] = ()
    forbid: Forbid | None = None
    inputs: Code = "pass"
    tests: Annotated[tuple[Test, ...], Length(1)]
    wrong: Annotated[tuple[Wrong, ...], Length(3)]
    hints: Annotated[tuple[Markdown, ...], Length(3, 3)]
    complexity: Complexity
    follow_ups: Annotated[tuple[Markdown, ...], Length(1)]
    explain: Markdown
    limits: Limits = Limits()


CARDS: tuple[type[Card], ...] = (Recall, Cloze, Choice, Numeric, Output, Bug, Order, Derive, Interview)
KINDS: tuple[str, ...] = (*(c.kind for c in CARDS), Challenge.kind)


@value
class Misconception(Value):
    """A wrong belief: tracked by id across options, slips and wrong solutions."""

    id: Slug
    name: str
    what: Markdown
    teaches: Slug


@value
class Point(Value):
    """One thing that a topic must teach, a subtopic or a trap, and the items that teach it."""

    name: str
    items: Annotated[tuple[Slug, ...], Length(1)]
    trap: bool = False


@value
class Topic(Value):
    """A topic's title, the short note that opens it, and what it promises to cover.

    `covers` lists the checklist numbers that some item of the bank must name, `points` the
    subtopics and traps with their items. A topic without `covers` makes no promise yet.
    """

    title: str
    note: Markdown
    needs: tuple[Slug, ...] = ()
    covers: tuple[Covered, ...] = ()
    points: tuple[Point, ...] = ()


@value
class Visual(Value):
    """A sim and the knobs it starts with."""

    sim: Slug
    knobs: Mapping[Name, Number | str | bool] = field(default_factory=dict)


@value
class Step(Value):
    """One screen of a lesson: text, and a picture, code or questions from the bank."""

    text: Markdown
    visual: Visual | None = None
    code: Code | None = None
    ask: tuple[Slug, ...] = ()


@value
class Lesson(Value):
    """A topic told in short screens."""

    title: str
    steps: Annotated[tuple[Step, ...], Length(1)]
    covers: tuple[Covered, ...] = ()


@value
class Track(Value):
    """Topics in the order in which they are learned."""

    id: Slug
    title: str
    topics: Annotated[tuple[Slug, ...], Length(1)]


@value
class Goal(Value):
    """Something a candidate can do in the end: its interview card and the items that lead there."""

    id: Slug
    title: str
    card: Slug
    path: tuple[Slug, ...] = ()


@value
class Syllabus(Value):
    """The tracks of a pack, and its mastery goals."""

    tracks: Annotated[tuple[Track, ...], Length(1)]
    goals: tuple[Goal, ...] = ()
