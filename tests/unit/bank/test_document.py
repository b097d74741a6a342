# ruff: noqa: E501 - a table of scalars
import os
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dlprep.bank.document import DEEPEST, LARGEST, read
from dlprep.bank.faults import BankError


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("yaml") / "a.yaml"


def data_of(file: Path, text: str):
    file.write_text(text, encoding="utf-8")
    document = read(file)
    assert not document.faults
    return document.data


def faults_of(file: Path, content: str | bytes) -> list[str]:
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    try:
        faults = read(file, "a").faults
    except BankError as error:
        faults = error.faults
    return [str(fault) for fault in faults]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (word, word)
        for word in ("no", "on", "yes", "Off", "12:30", "010", "1_000", "2001-01-01", "0b1", "<<", "=")
    ]
    + [
        ("0o17", 15),
        ("0x1F", 31),
        ("-12", -12),
        ("1e-4", 1e-4),
        ("1.", 1.0),
        (".5", 0.5),
        ("-.inf", float("-inf")),
    ]
    + [
        ("true", True),
        ("FALSE", False),
        ("~", None),
        ("Null", None),
        ("", None),
        ("'1'", "1"),
        ('"true"', "true"),
    ],
)
def test_scalars_mean_what_yaml_1_2_says(file: Path, text: str, value: object) -> None:
    found = data_of(file, f"a: {text}\n")["a"]
    assert found == value
    assert type(found) is type(value)


@given(st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8", exclude_categories=("C",))),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=4),
    max_leaves=12,
))  # fmt: skip
def test_what_json_can_say_is_read_back(file: Path, value: object) -> None:
    import json

    assert data_of(file, json.dumps(value, ensure_ascii=False)) == value


@given(st.binary(max_size=200) | st.text("-:[]{}&*!|>'\"#%@` \n\tab01.~", max_size=60).map(str.encode))
def test_arbitrary_bytes_are_read_or_refused_with_a_place(file: Path, content: bytes) -> None:
    assert all(int(fault.split(":")[1]) >= 1 for fault in faults_of(file, content))


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("a: 1\nb: 2\na: 3\n", "a:3:1: the key 'a' again, expected it once (it stands in line 1)"),
        ("a: &x [1]\nb: *x\n", "a:2:4: the alias *x, expected the value itself"),
        ("a: !!python/object:os.system x\n", "a:1:4: the tag tag:yaml.org,2002:python/object:os.system"),
        ("a: !!int x\n", "a:1:4: 'x' is not what its tag says"),
        ("1: a\n", "a:1:1: a key that is not text, expected a name (put it in quotes)"),
        ("? [a]\n: b\n", "a:1:3: a key that is not text"),
        ("a: \"\\e[31m\"\n", "a:1:4: the control character U+001B, expected printable text"),
        ("ok: é\na: \x07\n", "a:2:4: a character that YAML does not allow"),
        ("a: 1\n---\nb: 2\n", "a:2:1: a second document, expected one document a file"),
        ("a: b: c\n", "a:1:5: mapping values are not allowed"),
        ("a: [1\nb: 2\n", "a:2:2: while parsing a flow sequence"),
        (b"a: 1\nb: \xff\n", "a:2:4: not UTF-8, expected a text file in UTF-8"),
        ("a: " + "9" * 5000, "a:1:4: a number of 5000 digits"),
        ("[" * 100, f"a:1:{DEEPEST + 1}: nested too deeply"),
        (b"#" * (LARGEST + 1), "a: too large, expected at most 16 MiB"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_its_place(file: Path, content: str | bytes, fault: str) -> None:
    assert any(found.startswith(fault) for found in faults_of(file, content)), faults_of(file, content)


@pytest.mark.parametrize("opening", ["[", "- ", "{a: "])
def test_any_depth_is_told_in_the_same_words(file: Path, opening: str) -> None:
    (fault,) = faults_of(file, opening * 100_000)
    assert "nested too deeply, expected at most" in fault


def test_every_fault_is_told_at_once(file: Path) -> None:
    assert len(faults_of(file, "a: *x\na: 1\n1: !t 2\nb: [*y, *z]\n")) == 6


def test_many_aliases_of_aliases_cost_nothing(file: Path) -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    assert len(faults_of(file, "\n".join(lines))) == 29 * 9


def test_what_is_not_a_file_is_a_fault(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe", tmp_path / "missing", tmp_path / "a\0b"):
        with pytest.raises(BankError, match="cannot be read"):
            read(path)


def test_the_parser_in_python_gives_the_same(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a: [no, 1e-4]\nb: |\n  x\nc: *d\n"
    file.write_text(text)
    with_c = read(file)
    monkeypatch.setattr("dlprep.bank.document._Parser", yaml.SafeLoader)
    in_python = read(file)
    assert (in_python.data, in_python.spot, in_python.faults) == (with_c.data, with_c.spot, with_c.faults)
