from __future__ import annotations

import pytest

from dlprep.text.python import spans


def coloured(source: str) -> list[tuple[str, str]]:
    return [(source[start:end], role) for start, end, role in spans(source)]


@pytest.mark.parametrize(
    ("source", "roles"),
    [
        ("def f(self): pass", {"def": "keyword", "f": "definition", "self": "builtin", "pass": "keyword"}),
        ("class Net(nn.Module):", {"class": "keyword", "Net": "definition"}),
        ("@torch.no_grad()", {"@torch": "definition"}),
        ("a @ b", {}),
        ("x.sum(dim=-1) + sum(y)", {"1": "number", "sum": "builtin"}),
        ("super().__init__()", {"super": "builtin", "__init__": "definition"}),
        ("1e-5, 0x1F, .5, 1_000", dict.fromkeys(["1e-5", "0x1F", ".5", "1_000"], "number")),
        ("x = 1  # if not", {"1": "number", "# if not": "comment"}),
        (r"""rb'it\'s' + "# no" """, {r"rb'it\'s'": "string", '"# no"': "string"}),
        ("'''if\nso'''", {"'''if\nso'''": "string"}),
        ("match x:\n    case None:", {"match": "keyword", "case": "keyword", "None": "keyword"}),
        ("match = case(x)", {}),
    ],
)
def test_keywords_names_numbers_strings_and_comments_are_told_apart(source: str, roles: dict) -> None:
    assert dict(coloured(source)) == roles


def test_what_an_f_string_replaces_is_code_and_its_format_a_string() -> None:
    assert coloured("f'{{a}} {len(x)!r:>3} b'") == [
        ("f'{{a}} {", "string"),
        ("len", "builtin"),
        ("!r:>3} b'", "string"),
    ]


@pytest.mark.parametrize("source", ["x = __1__ if", "print('", "f'{", '"""', "    return [", "def", "```"])
def test_fragments_are_read_as_far_as_they_go(source: str) -> None:
    assert all(0 <= start < end <= len(source) for start, end, _ in spans(source))


@pytest.mark.parametrize(
    "source",
    ["f'" + "{(" * 2000 + "'", "'\\" * 20_000, "\"\"\"'''" * 5000, "9_" * 20_000, "f'{" * 5000],
    ids=range(5),
)
@pytest.mark.timeout(5)
def test_hostile_source_takes_no_long_time(source: str) -> None:
    list(spans(source))
