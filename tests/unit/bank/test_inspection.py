# ruff: noqa: E501 - a fault and its message belong on one line
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dlprep.bank.document import read
from dlprep.bank.inspection import inspect, main


def found(folder) -> list[str]:
    return [str(fault).removeprefix(f"{folder.root}/") for fault in inspect(folder.root)]


def test_a_sound_bank_has_no_faults(folder) -> None:
    assert found(folder) == []
    assert main([str(folder.root)]) == 0


CARD, TASK = "basics/cards.yaml", "basics/double-it.yaml"


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        # what the types say
        (CARD, "back: That.", "bakc: That.", "5:3: unknown key 'bakc', expected 'back'"),
        (CARD, "back: That.\n", "\n", "2:3: 'back' is missing, expected Markdown text that is not empty"),
        (CARD, "back: That.", "back: 12", "5:9: 'back' is 12, expected Markdown text that is not empty (put it in quotes)"),
        (CARD, "back: That.", "back: ", "5:8: 'back' is empty, expected Markdown"),
        (CARD, "kind: recall", "kind: recal", "3:9: unknown kind 'recal', expected 'recall'"),
        (CARD, "kind: recall\n", "\n", "2:3: 'kind' is missing, expected recall, cloze, "),
        (CARD, "level: 1", "level: 4", "6:10: 'level' is 4, expected 1, 2 or 3"),
        (CARD, "level: 1", "level: true", "6:10: 'level' is true, expected 1, 2 or 3"),
        (CARD, "refs: [a book]", "refs: []", "7:9: 'refs' has 0 entries, expected 1 or more"),
        (CARD, "refs: [a book]", "refs: a book", "7:9: 'refs' is 'a book', expected a list"),
        (CARD, "refs: [a book]", "refs: [a, 2]", "7:13: entry 2 of 'refs' is 2, expected text"),
        (CARD, "id: what-is-it", "id: What is it", "2:7: 'id' is 'What is it', expected a slug"),
        (CARD, "n: [2, 4]", "n: .inf", "15:13: 'n' is inf, expected a list (each a number), a mapping or an arith"),
        (CARD, "n: [2, 4]", "1n: [2, 4]", "15:10: the name '1n', expected a Python name"),
        (CARD, "low: 8,", "", "15:27: 'low' is missing, expected a number"),
        (TASK, "minutes: 5", "minutes: 5.5", "6:10: 'minutes' is 5.5, expected a whole number"),
        (TASK, "hints: [one, two, three]", "hints: [one]", "32:8: 'hints' has 1 entries, expected 3"),
        ("basics/topic.yaml", "note: First things.\n", "", "2:1: 'note' is missing"),
        ("basics/lesson.yaml", "sim: neuron,", "", "5:13: 'sim' is missing"),
        # rules between fields
        (CARD, "n * size}", "n * width}", "15:62: the name 'width' is not drawn, expected n, size"),
        (CARD, "answer: both + 1", "answer: both +", "16:11: not arithmetic: "),
        (CARD, "answer: both + 1", "answer: both.real", "16:11: Attribute in an expression, expected arithmetic only"),
        (CARD, "n + size", "m + size", "18:16: the name 'm' is not drawn"),
        (CARD, "for {n} of", "for {m} of", "11:10: {m} is not drawn"),
        (CARD, "{n} of {size:,}", "all", "11:10: no drawn number is shown"),
        (CARD, "n: [2, 4]", "n: []", "15:13: no values to draw from"),
        (CARD, "step: 8", "step: 0", "15:27: an empty range"),
        (CARD, "aliases:", "check: 'x = ('\n  aliases:", "8:10: not Python: "),
        (TASK, "def double(x):\n      return 2 * x", "def double(x):\n      return 2 *", "16:17: not Python: "),
        (TASK, "entry: double", "entry: twice", "11:10: 'twice' is not defined here, expected a function or class"),
        (TASK, "      ...", "      return 2 * x", "11:10: the starter is the reference"),
        (TASK, "killed_by: values", "killed_by: value", "25:60: there is no test 'value', expected one of values"),
        (TASK, '"2 *": ', '"3 *": ', "25:34: '3 *' does not occur there"),
        (TASK, 'edit: {"2 *": "2 +"}, ', "", "25:5: a wrong solution with both or neither, expected either `edit` or"),
        (TASK, '"2 +"', '"2 ("', "25:33: the edited reference is not Python: "),
        (TASK, '"2 +"', '"2 *"', "25:33: the edit changes nothing"),
        (TASK, "id: double-it", "id: double-up", "2:1: the id 'double-up' in double-it.yaml, expected the file double-up"),
        (TASK, "run: observe(", "run: observe((", "23:25: not Python: "),
        # names that stand elsewhere
        (CARD, "id: how-many", "id: what-is-it", "9:1: the id 'what-is-it' stands in "),
        (CARD, "id: how-many", "id: what-it-was", "9:1: the id 'what-it-was' stands in "),
        (CARD, "level: 1", "level: 1\n  needs: [nothing]", "7:11: there is no 'nothing', expected an item of the bank"),
        (CARD, "level: 1", "level: 1\n  needs: [what-is-it]", "7:10: 'what-is-it' needs itself in the end"),
        (CARD, "level: 1", "level: 1\n  group: alone", "7:10: the group 'alone' has no other item"),
        (CARD, "misconception: adds", "misconception: subtracts", "18:41: there is no 'subtracts', expected one of misc"),
        ("misconceptions.yaml", "teaches: how-many", "teaches: all", "2:60: there is no 'all', expected an item"),
        ("syllabus.yaml", "[basics]", "[basics, more]", "3:46: there is no 'more', expected a topic of the bank"),
        ("basics/topic.yaml", "note:", "needs: [more]\nnote:", "3:9: there is no 'more', expected a topic of the bank"),
        ("basics/lesson.yaml", "ask: [what-is-it]", "ask: [what]", "6:11: there is no 'what', expected an item"),
        (CARD, "schema/cards", "schema/card", "1:1: the editor's schema is not named in the first line, expected `# yaml"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_place(folder, file: str, old: str, new: str, fault: str) -> None:
    folder.edit(file, old, new)
    faults = found(folder)
    assert any(one.startswith(f"{file}:{fault}") for one in faults), faults


@pytest.mark.parametrize(
    ("card", "fault"),
    [
        ("kind: cloze, front: no blank", "a cloze without a blank"),
        ("kind: cloze, front: 'a {{b|}}'", "the blank {{b|}} has an empty spelling"),
        ("kind: choice, front: Q, options: [{text: a, right: true}, {text: b, misconception: adds}, {text: c}]",
         "'feedback' of a wrong option is missing"),
        ("kind: choice, front: Q, options: [{text: a}, {text: b}, {text: c}]", "0 options are right"),
        ("kind: choice, front: Q, options: [{text: a, right: true}, {text: a, right: true}, {text: c}]",
         "the same text again"),
        ("kind: output, front: Q, answer: x, code: '1\n\n" + "\n\n".join("x" * 16) + "'", "17 lines of code"),
        ("kind: bug, front: Q, symptom: S, code: x = 1, fixed: x = 1, line: 1", "line 1 is the same in `fixed`"),
        ("kind: bug, front: Q, symptom: S, code: x = 1, fixed: x = 2, line: 3", "line 3 has no code"),
        ("kind: order, front: Q, steps: [a, b, a]", "the same step again"),
        ("kind: derive, front: Q, given: a, goal: b, steps: [a]", "'steps' has 1 entries"),
        ("kind: interview, front: Q, rubric: {must: [a, b, c], nice: [a, b], red_flags: [a], follow_ups: [a, b], "
         "seconds: 600, model_answer: A}", "600 seconds"),
        ("kind: interview, front: Q, rubric: {must: [a, b, c], nice: [a, b], red_flags: [a], follow_ups: [a, b], "
         f"model_answer: {'word ' * 121}}}", "a model answer of 121 words"),
        ("kind: recall, front: what  is IT?, back: B", "the same front as 'what-is-it'"),
    ],
)  # fmt: skip
def test_each_kind_has_its_rules(folder, card: str, fault: str) -> None:
    path = folder.root / CARD
    path.write_text(path.read_text() + f"- {{id: new-card, level: 1, refs: [b], {card}}}\n")
    assert any(fault in one for one in found(folder)), found(folder)


def test_the_same_id_in_two_topics_is_a_fault(folder) -> None:
    folder.write("extra/topic.yaml", "title: E\nnote: N\n")
    folder.write(
        "extra/cards.yaml", "- {id: how-many, kind: recall, front: Q, back: A, level: 1, refs: [b]}\n"
    )
    assert any("extra/cards.yaml:1:8: the id 'how-many' stands in" in one for one in found(folder))


def test_all_faults_of_all_files_come_in_one_run(folder) -> None:
    for file in (CARD, TASK):
        folder.edit(file, "level: ", "level: 7")
        folder.edit(file, "refs: [a book]", "refs: []\nrefz: x" if file == TASK else "refs: []")
    folder.edit("syllabus.yaml", "tracks:", "tracks: [")
    assert len(found(folder)) == 6


def test_a_file_or_a_topic_is_inspected_within_its_bank(folder) -> None:
    folder.edit(CARD, "level: 1", "level: 9")
    folder.edit(TASK, "level: 1", "level: 9")
    folder.edit("misconceptions.yaml", "teaches: how-many", "teaches: all")
    counts = {
        place: len(inspect(folder.root / place))
        for place in ("", "basics", CARD, TASK, "misconceptions.yaml")
    }
    assert counts == {"": 3, "basics": 2, CARD: 1, TASK: 1, "misconceptions.yaml": 1}


def test_no_bank_and_an_empty_one_are_faults(tmp_path: Path) -> None:
    assert "not there" in str(inspect(tmp_path / "none")[0])
    assert "no topic" in str(inspect(tmp_path)[0])


def test_code_faults_point_into_the_block(folder) -> None:
    folder.edit(TASK, "      return 2 * x", "      return 2 ** * x")
    assert any(one.startswith(f"{TASK}:16:19: not Python") for one in found(folder)), found(folder)


WORDS = st.sampled_from(
    ["", "a", "choice", "numeric", "x +", "double", "{{a}}", "{n}", "how-many", "adds", "\0"]
)
KEYS = st.sampled_from(
    [
        "id",
        "kind",
        "options",
        "right",
        "draw",
        "answer",
        "slips",
        "steps",
        "rubric",
        "needs",
        "group",
        "tests",
        "wrong",
        "edit",
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 20) | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | WORDS, inner, max_size=4),
    max_leaves=10,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(file=st.sampled_from([CARD, TASK, "basics/topic.yaml", "basics/lesson.yaml", "syllabus.yaml", "misconceptions.yaml"]), data=st.data())  # fmt: skip
def test_any_value_in_any_place_is_a_fault_and_never_a_crash(folder, file: str, data: st.DataObject) -> None:
    path = folder.root / file
    before = path.read_text()
    whole = read(path).data
    inside = data.draw(st.sampled_from([way for way in ways(whole) if way]))
    spot = whole
    for step in inside[:-1]:
        spot = spot[step]
    spot[inside[-1]] = data.draw(VALUES)
    path.write_text(json.dumps(whole))
    try:
        assert all(fault.what for fault in inspect(folder.root))
    finally:
        path.write_text(before)


def ways(value: object, way: tuple[str | int, ...] = ()):
    yield way
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inside:
        yield from ways(one, (*way, key))


def test_a_file_that_is_no_part_of_a_bank_is_no_clean_bank(tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("not YAML at all: [")
    (fault,) = inspect(notes)
    assert str(fault) == f"{notes}: not a file of a bank, expected a name that ends in .yaml"
