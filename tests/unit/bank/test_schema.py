import json
from pathlib import Path

import jsonschema
import pytest

from dlprep.bank.document import read
from dlprep.bank.reading import schema_name
from dlprep.bank.schema import NAMES, schema, texts, write

SHIPPED = Path(__file__).parents[3] / "questions"


def validator(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(schema(name))


def test_the_shipped_schemas_are_current() -> None:
    there = {path.name: path.read_text(encoding="utf-8") for path in (SHIPPED / "schema").iterdir()}
    assert there == texts(), "run: python -m dlprep.bank.schema"


@pytest.mark.parametrize("name", NAMES)
def test_each_is_a_schema(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(name))


def test_writing_gives_the_texts(tmp_path: Path) -> None:
    write(tmp_path / "schema")
    assert {path.name: json.loads(path.read_text()) for path in (tmp_path / "schema").iterdir()} == {
        f"{name}.json": schema(name) for name in NAMES
    }


def test_a_sound_bank_is_valid(folder) -> None:
    for path in folder.root.rglob("*.yaml"):
        validator(schema_name(path.name)).validate(read(path).data)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("cards", "back: That.", "bakc: That."),
        ("cards", "back: That.", "back: 12"),
        ("cards", "back: That.", "back: ' '"),
        ("cards", "kind: recall", "kind: recal"),
        ("cards", "kind: recall\n", "\n"),
        ("cards", "level: 1", "level: 4"),
        ("cards", "refs: [a book]", "refs: []"),
        ("cards", "id: what-is-it", "id: What is it"),
        ("cards", "low: 8,", ""),
        ("cards", "n: [2, 4]", "1n: [2, 4]"),
        ("double-it", "minutes: 5", "minutes: 5.5"),
        ("double-it", "hints: [one, two, three]", "hints: [one]"),
        ("double-it", "entry: double", "entry: 2x"),
        ("topic", "title: Basics", "titel: Basics"),
        ("lesson", "sim: neuron,", ""),
    ],
)
def test_a_faulty_file_is_not_valid(folder, file: str, old: str, new: str) -> None:
    folder.edit(f"basics/{file}.yaml", old, new)
    path = folder.root / f"basics/{file}.yaml"
    assert not validator(schema_name(path.name)).is_valid(read(path).data)
