"""JSON Schemas (draft 2020-12) of the bank's files, for editors that check and complete YAML.

`python -m dlprep.bank.schema` rewrites them in `questions/schema/`.
"""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from dlprep import paths
from dlprep.bank.items import Length
from dlprep.bank.reading import shape
from dlprep.bank.record import Record, Tagged
from dlprep.bank.shape import Either, Many, Named, OneValue, Scalar, Shape, Text

Schema = dict[str, Any]
NAMES = ("cards", "challenge", "topic", "lesson", "misconceptions", "syllabus")
_TYPES = {int: "integer", float: "number", bool: "boolean", type(None): "null"}
_FLAG = "(?s)"


def schema(name: str) -> Schema:
    """The schema of one kind of file, named as in `NAMES`."""
    definitions: Schema = {}
    body = _Writer(definitions).write(shape(name))
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"dlprep {name}"}
    return {**head, **body, "$defs": dict(sorted(definitions.items()))}


def texts() -> dict[str, str]:
    """The schemas by file name, as they stand in `questions/schema/`."""
    return {f"{name}.json": json.dumps(schema(name), indent=2, ensure_ascii=False) + "\n" for name in NAMES}


def write(folder: Path) -> None:
    """Write every schema into a folder. Raises `OSError` where that is not possible."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts().items():
        (folder / name).write_text(text, encoding="utf-8")


class _Writer:
    """Shapes as schemas; each dataclass once, in the definitions."""

    def __init__(self, definitions: Schema) -> None:
        self._definitions = definitions

    def write(self, shape: Shape) -> Schema:
        writers: Mapping[type, Callable[[Any], Schema]] = {
            Text: self._text,
            Scalar: lambda one: {"type": _TYPES[one.type]},
            OneValue: lambda one: {"enum": [*one.values]},
            Many: self._many,
            Named: self._named,
            Either: lambda one: {"anyOf": [self.write(option) for option in one.options]},
            Record: self._record,
            Tagged: self._tagged,
        }
        return writers[type(shape)](shape)

    def _text(self, text: Text) -> Schema:
        if text.form is None:
            return {"type": "string"}
        # JSON Schema's patterns are ECMA's: no inline flags, and they search.
        pattern = text.form.pattern
        plain = r"\S" if pattern.startswith(_FLAG) else f"^(?:{pattern})$"
        return {"type": "string", "pattern": plain, "description": text.form.expected}

    def _many(self, many: Many) -> Schema:
        return {"type": "array", "items": self.write(many.item), **_bounds(many.length, "Items")}

    def _named(self, named: Named) -> Schema:
        names = self.write(named.key)
        bounds = _bounds(named.length, "Properties")
        value = self.write(named.value)
        return {"type": "object", "propertyNames": names, "additionalProperties": value, **bounds}

    def _record(self, record: Record) -> Schema:
        name = record.cls.__name__
        if name not in self._definitions:
            self._definitions[name] = {}  # stands for itself while its fields are written
            self._definitions[name] = {
                "type": "object",
                "description": inspect.cleandoc(record.cls.__doc__ or ""),
                "properties": {key: self.write(one) for key, one in record.shapes.items()},
                "required": [key for key in record.shapes if key in record.required],
                "additionalProperties": False,
            }
        return {"$ref": f"#/$defs/{name}"}

    def _tagged(self, tagged: Tagged) -> Schema:
        """By `if kind is ... then`, so that an editor reports the faults of that kind alone."""
        kinds = {record.cls.kind: record for record in tagged.records}  # type: ignore[attr-defined]
        known = {"type": "object", "required": ["kind"], "properties": {"kind": {"enum": [*kinds]}}}
        cases = [
            {
                "if": {"required": ["kind"], "properties": {"kind": {"const": kind}}},
                "then": self.write(record),
            }
            for kind, record in kinds.items()
        ]
        return {**known, "allOf": cases}


def _bounds(length: Length, of: str) -> Schema:
    least = {f"min{of}": length.least} if length.least else {}
    return least if length.most is None else {**least, f"max{of}": length.most}


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else paths.questions() / "schema")
