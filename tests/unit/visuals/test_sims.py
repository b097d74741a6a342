"""What the pictures show is what torch computes."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.optim import lr_scheduler

from dlprep.visuals import catalogue
from dlprep.visuals.canvas import Canvas
from dlprep.visuals.sims.activations import CURVES, Activations
from dlprep.visuals.sims.attention import Attention
from dlprep.visuals.sims.backprop import ACTIVATIONS, INPUT, TARGET, Backprop, brief, scaled
from dlprep.visuals.sims.losses import LOSSES, Losses
from dlprep.visuals.sims.neuron import LABELS, POINTS, Neuron
from dlprep.visuals.sims.optimizers import MADE, RULES, SURFACES, Optimizers
from dlprep.visuals.sims.schedules import PLATEAU_FROM, SCHEDULES, Schedules

ALL = pytest.mark.parametrize("name", catalogue.NAMES)
SLOPED = {"tanh": torch.tanh, "sigmoid": torch.sigmoid, "relu": torch.relu, "none": lambda z: z}


def ran(code: str) -> dict[str, Any]:
    """The names that a picture's code has made."""
    names: dict[str, Any] = {}
    exec(compile(code, "<picture>", "exec"), names)
    return names


def printed(code: str, capsys: pytest.CaptureFixture[str]) -> str:
    exec(compile(code, "<picture>", "exec"), {})
    return capsys.readouterr().out


@ALL
def test_each_step_is_told_and_numbered(name: str) -> None:
    sim = catalogue.sim(name)
    for step in range(sim.last + 1):
        assert re.search(r"[.!]$", sim.caption(step)), sim.caption(step)
        assert all(label and value for label, value in sim.numbers(step))


@ALL
def test_going_back_shows_the_same_again(name: str) -> None:
    sim = catalogue.sim(name)
    first = [sim.state(step) for step in range(sim.last + 1)]
    assert [sim.state(step) for step in reversed(range(sim.last + 1))] == first[::-1]
    other = catalogue.sim(name)
    assert other.state(sim.last) == first[-1]


@ALL
@settings(max_examples=25, deadline=None)
@given(turns=st.lists(st.tuples(st.integers(0, 9), st.integers(-40, 40), st.integers(0, 60)), max_size=8))
def test_no_knob_takes_it_out_of_its_range(name: str, turns: list[tuple[int, int, int]]) -> None:
    sim = catalogue.sim(name)
    for number, notches, step in turns:
        knob = sim.knobs[number % len(sim.knobs)]
        stands = sim.turn(knob.name, notches, min(step, sim.last))
        assert 0 <= stands <= max(step, sim.last)
        assert knob.shown(sim[knob.name])
        assert sim.caption(min(step, sim.last))
    sim.reset()
    assert {knob.name: sim[knob.name] for knob in sim.knobs} == {knob.name: knob.start for knob in sim.knobs}


@ALL
def test_its_code_runs(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    sim = catalogue.sim(name)
    for step in (0, sim.last):
        assert printed(sim.code(step), capsys)


def test_an_unknown_picture_or_knob_is_named() -> None:
    with pytest.raises(catalogue.UnknownSim, match="neuron"):
        catalogue.sim("perceptron")
    with pytest.raises(ValueError, match="depth"):
        catalogue.sim("backprop", {"depth": 40})
    with pytest.raises(KeyError):
        catalogue.sim("neuron", {"w9": 1.0})


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
def test_a_neuron_computes_its_output(activation: str) -> None:
    sim = Neuron({"activation": activation, "x1": 1.2, "x2": -0.4})
    z, y = sim.output(0)
    expected = torch.tensor([sim["w1"], sim["w2"]]) @ torch.tensor([1.2, -0.4]) + sim["b"]
    assert z == pytest.approx(expected.item())
    assert y == pytest.approx(SLOPED[activation](expected).item(), rel=1e-6)


@pytest.mark.parametrize("data", ["and", "or"])
def test_the_perceptron_rule_ends_where_a_line_separates(data: str) -> None:
    sim = Neuron({"data": data})
    assert sim.mistakes(sim.last) == 0
    assert sim.state(sim.last)[:3] == sim.state(sim.last - 8)[:3]


def test_the_perceptron_rule_never_ends_on_xor() -> None:
    sim = Neuron({"data": "xor"})
    assert all(sim.mistakes(step) for step in range(sim.last + 1))
    assert sim.state(sim.last).updates > sim.state(sim.last - 8).updates


def test_one_update_is_rosenblatts() -> None:
    sim = Neuron({"w1": 0.0, "w2": 0.0, "b": -1.0, "data": "or"})
    before, after = sim.state(1), sim.state(2)
    (x1, x2), target = POINTS[1], LABELS["or"][1]
    assert before.z(x1, x2) < 0 < target
    assert after[:3] == (before.w1 + x1, before.w2 + x2, before.b + 1)


def test_a_neurons_code_trains_as_far_as_is_seen() -> None:
    for data, step in (("and", 7), ("xor", 23), ("or", 0)):
        sim = Neuron({"data": data})
        names = ran(sim.code(step))
        assert [*names["w"].tolist(), names["b"]] == pytest.approx(sim.state(step)[:3])
        assert (names["z"].item(), names["y"].item()) == pytest.approx(sim.output(step), rel=1e-5)


def test_what_an_update_moves_is_told() -> None:
    sim = Neuron({"data": "and"})
    for step in range(1, 10):
        now, before = sim.state(step), sim.state(step - 1)
        moved = [name for name, a, b in zip(("w₁", "w₂"), before, now, strict=False) if a != b]
        assert all((name in sim.caption(step)) == (name in moved) for name in ("w₁", "w₂"))


def test_a_turned_weight_goes_on_from_where_training_was() -> None:
    sim = Neuron({"data": "and"})
    trained = sim.state(6)
    assert sim.turn("w1", 1, 6) == 0
    assert sim.state(0).w1 == pytest.approx(trained.w1 + 0.1)
    assert sim.state(0).w2 == pytest.approx(trained.w2)


@pytest.mark.parametrize(
    "settings",
    [{}, {"causal": False}, {"scale": False}, {"temperature": 0.4}, {"head": "before"}, {"positions": False}],
    ids=str,
)
def test_attention_is_torchs_own(settings: Mapping[str, float | str | bool]) -> None:
    sim = Attention(settings)
    queries, keys, values = (torch.tensor(m, dtype=torch.float64) for m in sim.projections(sim.heads[0]))
    scale = 1 / ((math.sqrt(queries.shape[1]) if sim["scale"] else 1) * sim["temperature"])
    whole = F.scaled_dot_product_attention(queries, keys, values, is_causal=bool(sim["causal"]), scale=scale)
    torch.testing.assert_close(torch.tensor(sim.state(0)[0].output, dtype=torch.float64), whole)
    scores = torch.tensor(sim.state(0)[0].masked, dtype=torch.float64)
    torch.testing.assert_close(scores.softmax(-1) @ values, whole)


@pytest.mark.parametrize("head", ["meaning", "before", "both"])
@pytest.mark.parametrize("temperature", [1.0, 0.4])
def test_the_caption_of_the_scale_tells_the_largest_weights(head: str, temperature: float) -> None:
    sim = Attention({"head": head, "scale": "off", "temperature": temperature})
    masked = torch.tensor([state.masked for state in sim.state(0)])
    now, divided = (rows.softmax(-1).amax(-1).mean().item() for rows in (masked, masked / math.sqrt(8)))
    assert f"is {now:.2f} on average; divided, {divided:.2f}." in sim.caption(1)
    assert ("τ = 0.4" in sim.caption(1)) == (temperature != 1)


@pytest.mark.parametrize("head", ["meaning", "both"])
def test_the_code_computes_every_head_that_is_seen(head: str, capsys: pytest.CaptureFixture[str]) -> None:
    sim = Attention({"head": head, "causal": False})
    names: dict[str, torch.Tensor] = {}
    exec(compile(sim.code(10), "<picture>", "exec"), names)
    for place in range(8):
        ours = torch.tensor(sim.output(place))
        torch.testing.assert_close(names["O"][:, place].flatten(), ours, atol=2e-4, rtol=1e-3)
    assert capsys.readouterr().out.endswith("tensor(0.00)\n")


def test_all_of_the_mask_is_there_when_it_is_told() -> None:
    picture = catalogue.picture("attention", {"causal": "on"})
    for phase in (0.0, 0.5):
        canvas = Canvas(80, 12)
        picture.draw(canvas, 2, phase)
        assert canvas.plain.count("╱") == 28 * 5


def test_the_values_of_the_keys_stand_beside_their_weights() -> None:
    picture = catalogue.picture("attention", {"causal": "off"})
    canvas = Canvas(80, 12)
    picture.draw(canvas, 8, 0.0)
    row = next(line for line in canvas.plain.split("\n") if line.lstrip().startswith("animal"))
    assert row.endswith("0.95  -.5 -.2 -.3 -.2")
    assert [round(v, 1) for v in picture.sim.projections("meaning")[2][1]] == [-0.5, -0.2, -0.3, -0.2]


def test_without_positions_attention_does_not_know_the_order() -> None:
    plain = {"positions": False, "causal": False}
    written, shuffled = Attention(plain), Attention({**plain, "order": "shuffled"})
    for place, token in enumerate(shuffled.order):
        assert shuffled.output(place) == pytest.approx(written.output(token))
        assert shuffled.state(0)[0].written[place] == pytest.approx(written.output(token))
        assert "that of the written order" in shuffled.caption(3 + place)
        assert "written order" not in written.caption(3 + place)


@pytest.mark.parametrize("settings", [{"positions": True, "causal": False}, {"positions": False}], ids=str)
def test_positions_and_a_mask_let_attention_know_the_order(settings: Mapping[str, bool]) -> None:
    written, shuffled = Attention(settings), Attention({**settings, "order": "shuffled"})
    place = 3
    token = shuffled.order[place]
    both = zip(shuffled.output(place), written.output(token), strict=True)
    moved = max(abs(one - other) for one, other in both)
    assert shuffled.moved(place) == pytest.approx(moved)
    assert f"differs by up to {moved:.2f}" in shuffled.caption(3 + place)


def test_the_head_before_looks_one_back() -> None:
    weights = Attention({"head": "before"}).state(0)[0].weights
    assert all(max(range(len(row)), key=row.__getitem__) == i - 1 for i, row in enumerate(weights) if i)


def test_heads_side_by_side_are_the_heads_alone() -> None:
    both = Attention({"head": "both"})
    alone = [Attention({"head": name}) for name in ("meaning", "before")]
    assert both.state(0) == tuple(sim.state(0)[0] for sim in alone)
    assert both.output(5) == [*alone[0].output(5), *alone[1].output(5)]


@pytest.mark.parametrize("activation", list(ACTIVATIONS))
@pytest.mark.parametrize("depth", [2, 6, 10])
def test_gradients_are_autograds(activation: str, depth: int) -> None:
    sim = Backprop({"activation": activation, "depth": depth, "rate": 0.05})
    for lap in (0, 3):
        now = sim.state(lap * sim.lap)
        weights = [torch.tensor(m, dtype=torch.float64, requires_grad=True) for m in now.weights]
        value = torch.tensor(INPUT, dtype=torch.float64)
        for matrix in weights[:-1]:
            value = SLOPED[activation](matrix @ value)
        loss = (weights[-1] @ value - TARGET).square().sum() / 2
        loss.backward()
        assert now.loss == pytest.approx(loss.item())
        for layer, matrix in enumerate(weights):
            ours = [
                [now.gradient(layer, j, i) for i in range(matrix.shape[1])] for j in range(matrix.shape[0])
            ]
            assert matrix.grad is not None
            torch.testing.assert_close(torch.tensor(ours, dtype=torch.float64), matrix.grad)
            assert now.size(layer) == pytest.approx(matrix.grad.abs().mean().item())


@pytest.mark.parametrize("activation", list(ACTIVATIONS))
@pytest.mark.parametrize("layer", [1, 2, 4])
def test_the_factors_of_the_chosen_weight_are_autograds(activation: str, layer: int) -> None:
    sim = Backprop({"activation": activation, "depth": 4, "layer": layer})
    (at, j, i), now = sim.chosen_weight, sim.state(0)
    weights = [torch.tensor(m, dtype=torch.float64) for m in now.weights]
    value, sums, outputs = torch.tensor(INPUT, dtype=torch.float64, requires_grad=True), [], []
    for n, matrix in enumerate(weights):
        sums.append(matrix @ value)
        value = SLOPED[activation](sums[-1]) if n < 3 else sums[-1]
        outputs.append(value)
        sums[-1].retain_grad()
        value.retain_grad()
    ((value - TARGET).square().sum() / 2).backward()
    a = outputs[at - 1][i].item() if at else INPUT[i]
    assert now.gradient(at, j, i) == pytest.approx(sums[at].grad[j].item() * a)
    if at < 3:
        slope, above = sim.factors(0)
        assert above == pytest.approx(outputs[at].grad[j].item())
        assert slope * above == pytest.approx(sums[at].grad[j].item())
    assert f"= {scaled(now.gradient(at, j, i))};" in sim.caption(2 * sim.depth + 1 - layer)


def test_no_number_is_told_before_the_signal_has_reached_it() -> None:
    sim = Backprop()
    assert "oss" not in sim.caption(0)
    assert f"{sim.state(0).loss:.4f}" in sim.caption(sim.lap)
    named = [{name for name, _ in sim.numbers(step)} for step in range(sim.lap)]
    assert [("loss" in names) for names in named] == [step >= sim.depth for step in range(sim.lap)]
    assert ["|∂W1|" in names for names in named] == [step >= 2 * sim.depth for step in range(sim.lap)]


def test_a_loss_keeps_its_power_of_ten() -> None:
    assert [brief(value) for value in (0.14241, 5123.4, 1.82e152)] == ["0.1424", "5123", "2e+152"]


def test_a_lap_is_one_step_of_gradient_descent() -> None:
    sim = Backprop({"rate": 0.25})
    before, after = sim.state(0), sim.state(sim.lap)
    assert after.weights[1][2][3] == pytest.approx(before.weights[1][2][3] - 0.25 * before.gradient(1, 2, 3))


def test_a_sigmoid_makes_a_deep_networks_gradient_vanish() -> None:
    deep = Backprop({"activation": "sigmoid", "depth": 10})
    assert deep.state(0).size(0) < 1e-4 * deep.state(0).size(9)
    assert "Vanished" in deep.caption(deep.lap - 1)


def test_numbers_that_leave_the_range_are_told() -> None:
    sim = Backprop({"activation": "none", "gain": 3.0, "depth": 10, "rate": 1.0})
    assert "Exploded" in sim.caption(sim.lap - 1)
    assert "not finite" in sim.caption(sim.lap * 8 - 1)


def test_the_code_has_the_weights_of_the_lap(capsys: pytest.CaptureFixture[str]) -> None:
    sim = Backprop({"rate": 0.05})
    for step in (0, 3 * sim.lap):
        assert f"loss {sim.state(step).loss:.4g}\n" in printed(sim.code(step), capsys)
    lost = Backprop({"activation": "none", "gain": 3.0, "depth": 10, "rate": 1.0})
    assert "nan" in printed(lost.code(lost.last), capsys)


@pytest.mark.parametrize("function", list(CURVES))
def test_an_activations_slope_is_autograds(function: str) -> None:
    sim = Activations({"function": function, "alpha": 0.3})
    points = [sim.state(step).z for step in range(sim.last + 1)]
    z = torch.tensor(points, dtype=torch.float64, requires_grad=True)
    value = eval(sim.curve.torch.format(alpha=0.3), {"torch": torch, "F": F, "z": z})
    value.sum().backward()
    assert z.grad is not None
    for step, (y, slope) in enumerate(zip(value.tolist(), z.grad.tolist(), strict=True)):
        assert sim.state(step)[1:] == pytest.approx((y, slope), abs=1e-9)


def test_dead_and_saturated_regions_are_told() -> None:
    relu, sigmoid = Activations({"function": "relu"}), Activations({"function": "sigmoid"})
    assert [relu.region(z) for z in (-2, 2)] == ["dead", "alive"]
    assert [sigmoid.region(z) for z in (-5, 0, 5)] == ["saturated", "alive", "saturated"]
    assert "Dead" in relu.caption(0)


def test_only_where_a_slope_dies_away_is_saturated() -> None:
    for name, lowest in (("gelu", -0.75), ("silu", -1.25)):
        assert Activations({"function": name}).region(lowest) == "alive"
        assert Activations({"function": name}).region(-6) == "saturated"
    leaky = Activations({"function": "leaky relu", "alpha": 0.01})
    assert {leaky.region(leaky.z(step)) for step in range(leaky.last + 1)} == {"alive"}
    for name in CURVES:
        sim = Activations({"function": name})
        slopes = [(sim.state(step).slope, sim.caption(step)) for step in range(sim.last + 1)]
        assert all("by 0.000" not in told and "-0.000" not in told for slope, told in slopes if slope)


def test_a_far_point_pulls_no_harder_beyond_delta() -> None:
    sim = Losses({"loss": "Huber", "delta": 1.0, "target": 1.0})
    inside = next(step for step in range(sim.last) if abs(sim.state(step).prediction - 0.5) < 1e-9)
    assert "beyond δ it stays at ±1.00" in sim.caption(inside)
    assert {abs(sim.state(step).slope) for step in (0, 5)} == {1.0}


@pytest.mark.parametrize("loss", list(LOSSES))
@pytest.mark.parametrize("target", [1.0, -2.0])
def test_a_losss_slope_is_autograds(loss: str, target: float) -> None:
    sim = Losses({"loss": loss, "target": target, "delta": 0.75, "classes": 7})
    call = sim.loss.torch.format(setting=0.75, others=6)
    for step in range(0, sim.last + 1, 3):
        now = sim.state(step)
        y = torch.tensor([now.prediction], dtype=torch.float64, requires_grad=True)
        t = torch.tensor([sim.target], dtype=torch.float64)
        value = eval(call, {"torch": torch, "F": F, "y": y, "t": t})
        value.backward()
        assert y.grad is not None
        assert (now.loss, now.slope) == pytest.approx((value.item(), y.grad.item()))


@pytest.mark.parametrize("name", list(RULES))
@pytest.mark.parametrize("surface", list(SURFACES))
def test_an_optimizer_goes_where_torchs_goes(name: str, surface: str) -> None:
    sim = Optimizers({"surface": surface, "rate": 0.02, "adaptive": 0.08})
    call, more = MADE[name]
    w = torch.tensor(sim.surface.start, dtype=torch.float64, requires_grad=True)
    optimizer = eval(f"torch.optim.{call}([w], lr={sim.rate(name)}{more})", {"torch": torch, "w": w})
    for step in range(1, 41):
        optimizer.zero_grad()
        sim.surface.of(*w).backward()
        assert w.grad is not None
        assert sim.surface.slope(*w.tolist()) == pytest.approx(w.grad.tolist())
        optimizer.step()
        at = sim.state(step)[name]
        assert (at.x, at.y) == pytest.approx(w.tolist(), rel=1e-6, abs=1e-9)


def test_a_rate_that_is_too_high_is_told() -> None:
    sim = Optimizers({"surface": "ravine", "rate": 1.0})
    assert "momentum" in sim.caption(sim.last) or "SGD" in sim.caption(sim.last)
    assert "diverged" in sim.caption(sim.last)


def test_sgd_diverges_on_the_ravine_beyond_two_over_its_curvature() -> None:
    below, above = (Optimizers({"surface": "ravine", "rate": rate}) for rate in (0.045, 0.055))
    assert below.rate("SGD") == below["rate"]
    signs = [below.state(step)["SGD"].y > 0 for step in range(6)]
    assert signs == [True, False] * 3
    assert abs(below.state(200)["SGD"].y) < 1e-6 < 1e3 < abs(above.state(200)["SGD"].y)


@pytest.mark.parametrize("surface", list(SURFACES))
def test_a_lowest_point_is_flat_and_lowest(surface: str) -> None:
    found = SURFACES[surface]
    for x, y in found.lowest:
        assert found.slope(x, y) == pytest.approx((0, 0), abs=1e-9)
        assert all(
            found.of(x, y) < found.of(x + d, y + e) for d, e in ((0.1, 0), (-0.1, 0), (0, 0.1), (0, -0.1))
        )


def test_who_is_level_is_not_told_as_lowest_and_highest() -> None:
    sim = Optimizers({"surface": "saddle"})
    assert sim.caption(sim.last).endswith("all have come to -1.")
    assert "After 1 update " in sim.caption(1)


def test_a_rate_turned_on_the_fly_keeps_the_trail() -> None:
    sim = Optimizers()
    trail = [sim.state(step) for step in range(21)]
    assert sim.turn("rate", 5, 20) == 20
    assert [sim.state(step) for step in range(21)] == trail
    assert sim.state(21) != Optimizers().state(21)


TORCHS = {
    "step": lambda o, w: lr_scheduler.StepLR(o, step_size=30, gamma=0.1),
    "cosine": lambda o, w: lr_scheduler.CosineAnnealingLR(o, T_max=100),
    "one-cycle": lambda o, w: lr_scheduler.OneCycleLR(o, max_lr=1.0, total_steps=100),
    "warm-up + cosine": lambda o, w: lr_scheduler.SequentialLR(
        o,
        [lr_scheduler.LambdaLR(o, lambda t: t / w), lr_scheduler.CosineAnnealingLR(o, T_max=100 - w)],
        milestones=[w],
    ),
}


@pytest.mark.parametrize("name", list(TORCHS))
@pytest.mark.parametrize("warmup", [5, 20])
def test_a_schedule_is_torchs(name: str, warmup: int) -> None:
    sim = Schedules({"schedule": name, "warmup": warmup})
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=1.0)
    scheduler = TORCHS[name](optimizer, warmup)
    for step in range(99):
        assert sim.share(step) == pytest.approx(optimizer.param_groups[0]["lr"], abs=1e-9), step
        optimizer.step()
        scheduler.step()


@pytest.mark.parametrize("name", list(SCHEDULES))
def test_a_schedules_code_makes_the_curve_that_is_seen(name: str) -> None:
    sim = Schedules({"schedule": name, "warmup": 15, "rate": 0.2})
    rates = ran(sim.code(0))["rates"]
    assert rates == pytest.approx([0.2 * sim.share(step) for step in range(99)], abs=1e-9)


def test_the_plateau_schedule_is_torchs_for_a_loss_that_stalls() -> None:
    sim = Schedules({"schedule": "plateau"})
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=1.0)
    scheduler = lr_scheduler.ReduceLROnPlateau(optimizer)
    for step in range(100):
        assert sim.share(step) == pytest.approx(optimizer.param_groups[0]["lr"]), step
        scheduler.step(1.0 - min(step, PLATEAU_FROM - 1) / 100)


@pytest.mark.parametrize(
    ("name", "settings", "idle"),
    [
        ("activations", {"function": "relu"}, {"alpha"}),
        ("activations", {"function": "leaky relu"}, set()),
        ("losses", {"loss": "CE"}, {"delta", "target"}),
        ("losses", {"loss": "Huber"}, {"classes"}),
        ("recurrent", {"cell": "GRU"}, {"forget", "recurrent"}),
        ("recurrent", {"cell": "LSTM"}, {"recurrent"}),
        ("dropout", {"mode": "eval"}, {"p", "scaled"}),
        ("normalization", {"mode": "eval"}, {"momentum"}),
    ],
)
def test_idle_knobs_change_nothing(name: str, settings: dict[str, str], idle: set[str]) -> None:
    sim = catalogue.sim(name, settings)
    assert set(sim.idle()) == idle
    before = [sim.numbers(step) for step in range(sim.last + 1)]
    for knob in idle:
        sim.turn(knob, 1, 0)
    assert [sim.numbers(step) for step in range(sim.last + 1)] == before
