"""The pictures of training against torch itself."""

from __future__ import annotations

import math
from statistics import fmean, pstdev
from typing import Any

import pytest
import torch
from torch import nn

from dlprep.visuals.canvas import Canvas
from dlprep.visuals.pictures.initialization import InitializationPicture, _short
from dlprep.visuals.sims.decay import BEST, CURVES, Decay
from dlprep.visuals.sims.dropout import UNITS, VALUES, Dropout
from dlprep.visuals.sims.initialization import DEPTH, SCHEMES, WIDTH, Initialization
from dlprep.visuals.sims.normalization import Normalization
from dlprep.visuals.sims.overfitting import RATE, Overfitting
from dlprep.visuals.sims.training import CALLS, EPOCHS, Training, data, loss

DRAWS = {
    "N(0, 1)": lambda w: nn.init.normal_(w),
    "N(0, 0.01²)": lambda w: nn.init.normal_(w, std=0.01),
    "Xavier": nn.init.xavier_normal_,
    "He": lambda w: nn.init.kaiming_normal_(w, nonlinearity="relu"),
    "nn.Linear": lambda w: nn.Linear(w.shape[1], w.shape[0]).weight.data,
}


@pytest.mark.parametrize("scheme", list(SCHEMES))
def test_a_scheme_spreads_its_weights_as_torch_does(scheme: str) -> None:
    torch.manual_seed(0)
    wanted = DRAWS[scheme](torch.empty(600, 600)).std().item()
    assert SCHEMES[scheme].deviation(600) == pytest.approx(wanted, rel=0.02)


@pytest.mark.parametrize("height", range(8, 30))
def test_what_a_relu_sets_to_0_stands_beside_the_0(height: int) -> None:
    canvas = Canvas(80, height)
    InitializationPicture(Initialization({"scheme": "He", "activation": "relu"})).draw(canvas, 1, 0.0)
    rows = canvas.plain.split("\n")[: height - 2]
    assert max(rows, key=lambda row: row[13:22].count("█")).startswith(" 0 ")


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_activations_pass_through_the_layers_as_in_torch(activation: str) -> None:
    sim = Initialization({"scheme": "He", "activation": activation})
    a = torch.tensor(sim.state(0).outputs, dtype=torch.float64)
    for layer in range(DEPTH):
        a = getattr(torch, activation)(a @ torch.tensor(sim.weights(layer), dtype=torch.float64).T)
        torch.testing.assert_close(torch.tensor(sim.state(layer + 1).outputs, dtype=torch.float64), a)
    assert sim.state(DEPTH).deviation == pytest.approx(a.std(correction=0).item())
    assert sum(sim.state(DEPTH).histogram) == pytest.approx(1)
    assert len(sim.weights(0)) == WIDTH


def test_only_a_fitting_scheme_keeps_the_signal_alive() -> None:
    def spread(**settings: str) -> float:
        return Initialization(settings).state(DEPTH).deviation

    assert spread(scheme="N(0, 0.01²)") < 1e-6
    assert spread(scheme="N(0, 1)", activation="relu") > 100
    assert 0.2 < spread(scheme="He", activation="relu") < 2
    assert Initialization({"scheme": "N(0, 1)"}).state(DEPTH).saturated > 0.4


@pytest.mark.parametrize(
    ("scheme", "activation", "told"),
    [
        ("nn.Linear", "tanh", "fades"),
        ("He", "relu", "alive"),
        ("N(0, 1)", "relu", "explodes"),
        ("N(0, 0.01²)", "tanh", "almost 0"),
    ],
)
def test_what_becomes_of_the_signal_is_told(scheme: str, activation: str, told: str) -> None:
    sim = Initialization({"scheme": scheme, "activation": activation})
    assert told in sim.caption(4)


@pytest.mark.parametrize(
    ("value", "shown"), [(308.2, "308"), (1518.7, "1519"), (3.2e-7, "3e-07"), (0.93, "0.93")]
)
def test_a_spread_in_five_columns_keeps_its_exponent(value: float, shown: str) -> None:
    assert _short(value) == shown
    assert len(shown) <= 5


@pytest.mark.parametrize("without", ["nothing", "zero_grad", "backward", "clip", "step"])
def test_the_loop_trains_as_torchs_does(without: str) -> None:
    sim = Training({"without": without, "rate": 1.2})
    x = torch.tensor([point[:2] for point, _ in data(1)], dtype=torch.float64)
    y = torch.tensor([[float(label)] for _, label in data(1)], dtype=torch.float64)
    model = nn.Linear(2, 1).double()
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    optimizer = torch.optim.SGD(model.parameters(), lr=1.2)
    criterion = nn.BCEWithLogitsLoss()
    for step in range(EPOCHS):
        now = sim.state(step * len(CALLS))
        if without != "zero_grad":
            optimizer.zero_grad()
        found = criterion(model(x), y)
        assert now.train[-1] == pytest.approx(found.item())
        assert now.weights == pytest.approx([*model.weight[0].tolist(), model.bias.item()])
        if without != "backward":
            found.backward()
        if without != "clip":
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        if without != "step":
            optimizer.step()


def test_a_loss_of_far_logits_is_torchs() -> None:
    sim = Training({"without": "zero_grad", "rate": 3.0})
    weights = torch.tensor(sim.state(sim.last).weights, dtype=torch.float64)
    x = torch.tensor([point for point, _ in data(2)], dtype=torch.float64)
    y = torch.tensor([float(label) for _, label in data(2)], dtype=torch.float64)
    wanted = nn.functional.binary_cross_entropy_with_logits(x @ weights, y).item()
    assert sim.state(sim.last).valid[-1] == pytest.approx(wanted)
    far = nn.functional.binary_cross_entropy_with_logits(x @ weights * 100, y).item()
    assert loss((weights * 100).tolist(), data(2)) == pytest.approx(far)


def test_no_old_gradient_is_told_before_there_is_one() -> None:
    sim = Training({"without": "zero_grad"})
    assert "no gradient is there yet" in sim.caption(1)
    assert "the old gradient stays" in sim.caption(1 + len(CALLS))


def test_what_is_left_out_shows_in_the_loss() -> None:
    def losses(without: str) -> tuple[float, ...]:
        sim = Training({"without": without})
        return sim.state(sim.last).train

    assert losses("nothing")[-1] < 0.3
    assert len(set(losses("backward"))) == 1
    assert len(set(losses("step"))) == 1
    assert min(losses("zero_grad")) < losses("zero_grad")[-1]


@pytest.mark.parametrize("p", [0.2, 0.5, 0.8])
def test_inverted_dropout_keeps_the_average(p: float) -> None:
    sim = Dropout({"p": p})
    assert fmean(sim.average(step) for step in (40, 50, 60)) == pytest.approx(fmean(VALUES), rel=0.12)
    for step in range(1, 20):
        for value, out, kept in zip(
            VALUES, sim.outputs(sim.state(step).mask), sim.state(step).mask, strict=True
        ):
            assert out == pytest.approx(value / (1 - p) if kept else 0)
    kept = sum(sum(sim.state(step).mask) for step in range(1, 61)) / (60 * UNITS)
    assert kept == pytest.approx(1 - p, abs=0.06)


def test_a_kept_unit_is_scaled_as_torch_scales_it() -> None:
    layer = nn.Dropout(p=0.3)
    out = layer(torch.ones(1000))
    assert Dropout({"p": 0.3}).scale == pytest.approx(out.max().item())


@pytest.mark.parametrize(
    "settings", [{}, {"scaled": "none"}, {"mode": "eval"}, {"mode": "eval", "scaled": "none"}]
)
def test_a_layers_code_averages_as_the_picture_does(settings: dict[str, str]) -> None:
    torch.manual_seed(0)
    sim = Dropout({"p": 0.7, **settings})
    passes: dict[str, Any] = {}
    exec(sim.code(3), passes)
    wanted = fmean(VALUES) * (1 if sim.evaluating else 0.3 * sim.scale)
    assert passes["passes"].mean().item() == pytest.approx(wanted, rel=0.05)


def test_averages_are_told_without_a_verdict() -> None:
    assert "after 1 pass, that of the input 0.81" in Dropout({"p": 0.9}).caption(1)
    assert "p is 0" in Dropout({"p": 0.0, "scaled": "none"}).caption(5)


def test_evaluation_passes_everything_on() -> None:
    sim = Dropout({"mode": "eval", "p": 0.9})
    assert sim.outputs(sim.state(5).mask) == list(VALUES)


@pytest.mark.parametrize("momentum", [0.1, 0.4])
def test_running_statistics_are_torchs(momentum: float) -> None:
    sim = Normalization({"momentum": momentum})
    layer = nn.BatchNorm1d(1, momentum=momentum).double()
    for step in range(20):
        now = sim.state(step)
        assert layer.running_mean is not None
        assert layer.running_var is not None
        assert now.running_mean == pytest.approx(layer.running_mean.item())
        assert now.running_var == pytest.approx(layer.running_var.item())
        out = layer(torch.tensor(now.values, dtype=torch.float64)[:, None])
        assert sim.outputs(step) == pytest.approx(out.flatten().tolist())
    sim.turn("mode", 1, 19)
    layer.eval()
    sim.state(20)
    now = sim.state(19)
    frozen = (torch.tensor(now.values) - now.running_mean) / math.sqrt(now.running_var + 1e-5)
    assert sim.outputs(19) == pytest.approx(frozen.tolist(), rel=1e-5)


@pytest.mark.parametrize(("mode", "step"), [("train", 0), ("train", 17), ("eval", 0), ("eval", 17)])
def test_a_norms_code_gives_the_outputs_that_are_seen(mode: str, step: int) -> None:
    sim = Normalization({"mode": "train"})
    sim.state(step)
    sim.set("mode", float(mode == "eval"), step)
    names: dict[str, Any] = {}
    exec(sim.code(step), names)
    assert names["out"].tolist() == pytest.approx(sim.outputs(step), abs=2e-3)


def test_evaluation_is_judged_by_all_examples_and_not_by_one_batch() -> None:
    sim = Normalization()
    sim.state(60)
    sim.set("mode", 1.0, 60)
    assert "too early" not in sim.caption(53)
    untrained = Normalization({"mode": "eval"})
    assert "untrained" in untrained.caption(0)
    assert "untrained" in untrained.caption(60)
    outputs = [out for step in range(61) for out in untrained.outputs(step)]
    assert untrained.left(0) == pytest.approx((fmean(outputs), pstdev(outputs)), rel=0.05)


@pytest.mark.parametrize(("rule", "made"), [("SGD + L2", "SGD"), ("Adam + L2", "Adam"), ("AdamW", "AdamW")])
def test_decay_is_torchs(rule: str, made: str) -> None:
    sim = Decay({"rule": rule, "decay": 0.2, "rate": 0.05})
    w = torch.tensor(sim.state(0).w, dtype=torch.float64, requires_grad=True)
    optimizer = getattr(torch.optim, made)([w], lr=0.05, weight_decay=0.2)
    for step in range(1, 60):
        optimizer.zero_grad()
        (torch.tensor(CURVES) * (w - torch.tensor(BEST)).square() / 2).sum().backward()
        optimizer.step()
        assert sim.state(step).w == pytest.approx(w.tolist(), rel=1e-6)


def test_adam_with_l2_rests_as_sgd_does_and_adamw_elsewhere() -> None:
    sim = Decay({"rule": "Adam + L2", "decay": 0.3, "rate": 0.1})
    assert sim.state(2000).w == pytest.approx(sim.rest(), abs=0.01)
    assert Decay({"rule": "AdamW", "decay": 0.1, "rate": 0.1}).state(5000).w == pytest.approx(BEST, abs=0.01)
    assert Decay({"rule": "AdamW", "decay": 1.0, "rate": 0.1}).state(5000).w == pytest.approx(
        (1, 1), abs=0.01
    )


def test_sgd_with_l2_rests_at_the_penalized_minimum() -> None:
    sim = Decay({"rule": "SGD + L2", "decay": 0.3, "rate": 0.5})
    assert sim.state(sim.last).w == pytest.approx(sim.rest(), abs=0.01)


@pytest.mark.parametrize("settings", [{}, {"points": 30, "waves": 3, "decay": 0.2}], ids=str)
def test_a_fit_goes_on_as_torchs_sgd_does(settings: dict[str, float]) -> None:
    sim = Overfitting(settings)
    points, held_out = (torch.tensor(sim.points(part), dtype=torch.float64) for part in ("train", "valid"))
    features = torch.tensor([sim.features(x) for x, _ in sim.points("train")], dtype=torch.float64)
    others = torch.tensor([sim.features(x) for x, _ in sim.points("valid")], dtype=torch.float64)
    w = torch.zeros(features.shape[1], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=RATE, weight_decay=sim["decay"])
    for epoch in range(sim.last + 1):
        loss = nn.functional.mse_loss(features @ w, points[:, 1])
        now = sim.state(epoch)
        assert now.train[-1] == pytest.approx(loss.item())
        assert now.valid[-1] == pytest.approx(nn.functional.mse_loss(others @ w, held_out[:, 1]).item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def test_early_stopping_ends_where_patience_is_used_up() -> None:
    sim = Overfitting({"patience": 7})
    end = sim.stopped(sim.last)
    assert end is not None
    assert end - sim.state(end).best == 7
    assert sim.stopped(end - 1) is None
    valid = sim.state(sim.last).valid
    assert valid[-1] > 1.2 * valid[sim.state(end).best]


def test_more_points_and_fewer_waves_leave_less_to_overfit() -> None:
    def gap(**settings: float) -> float:
        last = Overfitting(settings).state(Overfitting.last)
        return last.valid[-1] - last.train[-1]

    assert gap(points=60) < 0.5 * gap()
    assert gap(waves=1) < 0.5 * gap()


def test_patience_is_turned_without_training_anew() -> None:
    sim = Overfitting()
    losses = sim.state(50).valid
    assert sim.turn("patience", 5, 50) == 50
    assert sim.state(50).valid == losses
