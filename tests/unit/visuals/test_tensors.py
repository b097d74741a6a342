"""The tensor pictures against torch itself."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from dlprep.visuals.canvas import Canvas
from dlprep.visuals.catalogue import picture
from dlprep.visuals.sims.broadcasting import PAIRS, Broadcasting, broadcast
from dlprep.visuals.sims.graph import BACK, Graph
from dlprep.visuals.sims.matmul import Matmul
from dlprep.visuals.sims.strides import VIEWS, WRITTEN, Strides

SIZES = st.lists(st.integers(1, 4), min_size=0, max_size=4).map(tuple)


@pytest.mark.parametrize("name", list(VIEWS))
def test_a_view_is_torchs(name: str) -> None:
    sim = Strides({"view": name})
    made = eval(sim.view.made, {"x": torch.arange(12).reshape(3, 4)})
    assert (tuple(made.shape), made.stride(), made.storage_offset()) == (
        sim.view.shape,
        sim.view.stride,
        sim.view.offset,
    )
    assert sim.contiguous == made.is_contiguous()
    for step in range(sim.last + 1):
        i, j = sim.index(step)
        assert sim.storage[sim.address(i, j)] == made[i, j].item()


@pytest.mark.parametrize("name", list(VIEWS))
def test_what_is_written_through_a_view_is_in_x_and_not_through_a_copy(name: str) -> None:
    sim = Strides({"view": name, "write": "on"})
    for step in range(sim.last + 1):
        x = torch.arange(12).reshape(3, 4)
        y = eval(sim.view.made, {"x": x})
        y[sim.index(step)] = WRITTEN
        assert sim.original(step) == x.flatten().tolist()
        shown = [[sim.stored(step)[sim.address(i, j)] for j in range(y.shape[1])] for i in range(y.shape[0])]
        assert shown == y.tolist()
        assert ("x stays" in sim.caption(step)) == (WRITTEN not in x)


@pytest.mark.parametrize("name", list(VIEWS))
def test_what_is_said_of_flattening_is_what_torch_does(name: str) -> None:
    sim, x = Strides({"view": name}), torch.arange(12).reshape(3, 4)
    y = eval(sim.view.made, {"x": x})
    same = y.reshape(-1).untyped_storage().data_ptr() == y.untyped_storage().data_ptr()
    if sim.contiguous:
        assert same
        return
    told = sim.caption(0)
    assert same == sim.flat == ("copies nothing" in told) == ("refuses" not in told)
    if not same:
        with pytest.raises(RuntimeError, match="view size is not compatible"):
            y.view(-1)
    else:
        assert y.view(-1).shape == (6,)


@settings(deadline=None)
@given(SIZES, SIZES)
def test_shapes_are_broadcast_as_torch_does_it(a: tuple[int, ...], b: tuple[int, ...]) -> None:
    try:
        expected: tuple[int, ...] | None = tuple(torch.broadcast_shapes(a, b))
    except RuntimeError:
        expected = None
    assert broadcast(a, b) == expected


@pytest.mark.parametrize("pair", [pair for pair in PAIRS if broadcast(*PAIRS[pair])])
def test_each_element_of_a_broadcast_sum(pair: str) -> None:
    sim = Broadcasting({"pair": pair})
    a, b = (torch.arange(1, 1 + torch.Size(shape).numel()).reshape(shape) for shape in sim.shapes)
    expected = a - 10 * b if sim.minus else a + 10 * b
    ours = [[sim.sum(i, j) for j in range(expected.shape[1])] for i in range(expected.shape[0])]
    assert ours == expected.tolist()


def test_shapes_that_do_not_fit_are_told() -> None:
    sim = Broadcasting({"pair": "(3,4) + (3,)"})
    assert sim.result is None
    assert "an error" in sim.caption(0)


@pytest.mark.parametrize("sizes", [(3, 4, 2), (1, 1, 1), (5, 2, 5)])
def test_a_product_grows_to_torchs(sizes: tuple[int, int, int]) -> None:
    sim = Matmul(dict(zip("nkm", sizes, strict=True)))
    n, k, m = sizes
    expected = torch.tensor(sim.a) @ torch.tensor(sim.b)
    assert [[sim.entry(i, j, k) for j in range(m)] for i in range(n)] == expected.tolist()
    assert sim.last == n * k * m
    assert sim.at(sim.last) == (n - 1, m - 1, k - 1)


@settings(deadline=None)
@given(st.floats(-3, 5), st.floats(-3, 5), st.floats(-3, 12))
def test_gradients_of_the_graph_are_autograds(w: float, x: float, y: float) -> None:
    sim = Graph({"w": w, "x": x, "y": y})
    weight = torch.tensor(w, dtype=torch.float64, requires_grad=True)
    p = weight * x
    d = p - y
    loss = d**2
    for value in (p, d, loss):
        value.retain_grad()
    loss.backward()
    torchs = {"L": loss.grad, "d": d.grad, "p": p.grad, "w": weight.grad}
    assert sim.grads() == pytest.approx({name: grad.item() for name, grad in torchs.items()})


def test_a_detached_value_cuts_the_graph() -> None:
    sim = Graph({"detached": "on"})
    w = torch.tensor(2.0, requires_grad=True)
    p = (w * 3.0).detach()
    d = p - 9.0
    loss = d**2
    assert [value.grad_fn for value in (p, d, loss)] == [None] * 3
    with pytest.raises(RuntimeError, match="does not require grad"):
        loss.backward()
    assert sim.grads() == dict.fromkeys(BACK)
    assert all("no grad_fn" in sim.caption(step) for step in (4, 5, 6))
    assert "backward() raises" in sim.caption(sim.last)
    assert sim.known(sim.last - 1)[1] == set()
    assert set(BACK) == sim.known(sim.last)[1]


def test_a_step_of_the_way_back_stays_when_the_graph_is_cut() -> None:
    sim = Graph()
    assert sim.turn("detached", 1, sim.last) == sim.last == 7


def test_the_numbers_that_meet_are_in_brackets() -> None:
    for name, step, marks in (("broadcasting", 6, ["[2]", "[20]", "[22]"]), ("matmul", 7, ["[+3]", "[+0]"])):
        for width in (60, 80):
            canvas = Canvas(width, 8)
            picture(name).draw(canvas, step, 0.0)
            assert all(mark in canvas.plain for mark in marks)


def test_every_cell_of_a_product_is_seen_when_its_turn_comes() -> None:
    shown = picture("matmul", {"n": 5, "k": 5, "m": 5})
    for step in range(1, shown.sim.last + 1):
        canvas = Canvas(60, 8)
        shown.draw(canvas, step, 0.0)
        assert canvas.plain.count("[") == 3


def test_a_view_shows_its_storage_below_all_its_rows() -> None:
    for name in VIEWS:
        canvas = Canvas(60, 9)
        shown = picture("strides", {"view": name})
        shown.draw(canvas, 0, 0.0)
        rows = canvas.plain.split("\n")
        base = next(y for y, row in enumerate(rows) if row.endswith("storage"))
        assert base > shown.sim.view.shape[0]
        assert all(row.strip() for row in rows[1 : 1 + shown.sim.view.shape[0]])


def test_the_graphs_code_runs_at_the_ends_of_its_knobs(capsys: pytest.CaptureFixture[str]) -> None:
    sim = Graph()
    for knob in sim.knobs[:3]:
        sim.turn(knob.name, -99, 0)
    exec(compile(sim.code(0), "<picture>", "exec"), {})
    grad = sim.grads()["w"]
    assert grad is not None
    assert f"tensor({grad:.0f}.)" in capsys.readouterr().out
