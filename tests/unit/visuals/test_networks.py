"""Convolution, recurrence and fine-tuning against torch itself."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from dlprep.visuals.sims.convolution import KERNELS, PIXELS, POOLS, Convolution
from dlprep.visuals.sims.faults import CHANCE, EPOCHS, FAULTS, Faults, examples, passed
from dlprep.visuals.sims.finetuning import POINTS, SCHEDULES, TASKS, Finetuning, pretrained
from dlprep.visuals.sims.forward import Forward
from dlprep.visuals.sims.receptive import STACKS, WIDTH, Receptive
from dlprep.visuals.sims.recurrent import GRU, INPUTS, LSTM, MEMORABLE, RNN, Recurrent

IMAGE = torch.tensor(PIXELS, dtype=torch.float64)[None, None]
SLIDES = [(0, 1, 1), (1, 1, 1), (1, 2, 1), (0, 3, 1), (1, 1, 2)]


@pytest.mark.parametrize(("padding", "stride", "dilation"), SLIDES)
@pytest.mark.parametrize("kernel", [*KERNELS, *POOLS])
def test_every_output_is_torchs(kernel: str, padding: int, stride: int, dilation: int) -> None:
    sim = Convolution({"kernel": kernel, "padding": padding, "stride": stride, "dilation": dilation})
    if kernel == "max pool":
        out = F.max_pool2d(IMAGE, 3, stride, padding, dilation)
    elif kernel == "mean pool":
        out = F.avg_pool2d(IMAGE, 3, stride, padding)
    else:
        weights = torch.tensor(KERNELS[kernel], dtype=torch.float64)[None, None]
        out = F.conv2d(IMAGE, weights, padding=padding, stride=stride, dilation=dilation)
    assert tuple(out.shape[2:]) == (sim.side, sim.side)
    ours = [[sim.output(row, column) for column in range(sim.side)] for row in range(sim.side)]
    torch.testing.assert_close(torch.tensor(ours, dtype=torch.float64), out[0, 0])
    assert sim.last == sim.side**2


@pytest.mark.parametrize("kernel", list(KERNELS))
def test_a_sum_that_is_spelled_out_adds_up(kernel: str) -> None:
    sim = Convolution({"kernel": kernel, "padding": 1})
    for step in range(1, sim.last + 1):
        terms = sim.terms(*divmod(step - 1, sim.side)).replace("·", "*")
        assert eval(terms) == pytest.approx(sim.output(*divmod(step - 1, sim.side)))


@pytest.mark.parametrize("stack", list(STACKS))
def test_a_receptive_field_is_where_the_gradient_arrives(stack: str) -> None:
    sim = Receptive({"stack": stack})
    layers = nn.Sequential(
        *(nn.Conv1d(1, 1, one.kernel, one.stride, dilation=one.dilation, bias=False) for one in sim.layers)
    )
    for number in range(1, sim.last + 1):
        for layer in layers:
            nn.init.ones_(layer.weight)
        x = torch.zeros(1, 1, WIDTH, requires_grad=True)
        out = layers[:number](x)
        out[0, 0, out.shape[2] // 2].backward()
        assert x.grad is not None
        seen = x.grad[0, 0].nonzero()[:, 0].tolist()
        assert sim.state(number).size == seen[-1] - seen[0] + 1
        assert len(sim.taps(number)[0]) == len(seen)


def _cell(sim: Recurrent) -> nn.RNNCellBase:
    name = sim.chosen("cell")
    gates = {
        "RNN": [(RNN[0], sim["recurrent"], RNN[2])],
        "LSTM": [LSTM["i"], (LSTM["f"][0], 0.0, sim["forget"]), LSTM["g"], LSTM["o"]],
        "GRU": [GRU["r"], GRU["z"], GRU["n"]],
    }[name]
    cell = getattr(nn, f"{name}Cell")(1, 1).double()
    with torch.no_grad():
        for target, column in ((cell.weight_ih, 0), (cell.weight_hh, 1)):
            target.copy_(torch.tensor([[gate[column]] for gate in gates]))
        cell.bias_ih.copy_(torch.tensor([gate[2] for gate in gates]))
        cell.bias_hh.zero_()
    return cell


@pytest.mark.parametrize("cell", ["RNN", "LSTM", "GRU"])
def test_a_cell_reads_as_torchs_does(cell: str) -> None:
    sim = Recurrent({"cell": cell, "forget": 2.5, "recurrent": -0.6})
    module = _cell(sim)
    state = memory = torch.zeros(1, 1, dtype=torch.float64)
    for step, x in enumerate(INPUTS, 1):
        out = module(torch.tensor([[x]], dtype=torch.float64), (state, memory) if cell == "LSTM" else state)
        state, memory = out if cell == "LSTM" else (out, out)
        assert sim.state(step).h == pytest.approx(state.item())
        assert sim.state(step).c == pytest.approx(memory.item())


@pytest.mark.parametrize("cell", ["RNN", "LSTM", "GRU"])
def test_what_is_kept_of_a_gradient_is_autograds(cell: str) -> None:
    sim = Recurrent({"cell": cell})
    module = _cell(sim)
    state = torch.tensor([[sim.state(MEMORABLE + 1).c]], dtype=torch.float64, requires_grad=True)
    hidden, last = torch.tensor([[sim.state(MEMORABLE + 1).h]], dtype=torch.float64), state
    for x in INPUTS[MEMORABLE + 1 :]:
        given = torch.tensor([[x]], dtype=torch.float64)
        if cell == "LSTM":
            hidden, last = module(given, (hidden, last))
        else:
            last = module(given, last)
    last.backward()
    assert state.grad is not None
    assert sim.state(sim.last).kept == pytest.approx(state.grad.item())


def test_the_formula_is_the_chosen_cells() -> None:
    assert {Recurrent({"cell": cell}).formula.count("tanh") for cell in ("RNN", "LSTM")} == {1}
    assert "z" in Recurrent({"cell": "GRU"}).formula
    assert "f·c" in Recurrent({"cell": "LSTM"}).formula


def test_a_gate_keeps_what_an_rnn_loses() -> None:
    kept = {cell: Recurrent({"cell": cell}) for cell in ("RNN", "LSTM")}
    assert kept["RNN"].state(10).kept < 0.2 < 0.8 < kept["LSTM"].state(10).kept
    assert Recurrent({"forget": -4.0}).state(10).kept < 1e-8


@pytest.mark.parametrize("schedule", ["head only", "all, one rate", "÷ 10 a layer", "unfreeze slowly"])
def test_fine_tuning_moves_as_torchs_parameter_groups_do(schedule: str) -> None:
    sim = Finetuning({"schedule": schedule, "rate": 0.2})
    model = nn.Sequential(nn.Linear(1, 6), nn.Tanh(), nn.Linear(6, 6), nn.Tanh(), nn.Linear(6, 1)).double()
    with torch.no_grad():
        for layer, matrix in zip(model[::2], pretrained(), strict=True):
            layer.weight.copy_(torch.tensor(matrix)[:, :-1])
            layer.bias.copy_(torch.tensor(matrix)[:, -1])
    groups = [{"params": layer.parameters()} for layer in model[::2]]
    optimizer = torch.optim.SGD(groups, lr=0.2)
    x = torch.tensor(POINTS, dtype=torch.float64)[:, None]
    y = torch.tensor(TASKS["new"], dtype=torch.float64)[:, None]
    for step in range(30):
        for layer, group in enumerate(optimizer.param_groups):
            group["lr"] = 0.2 * sim.share(layer, step)
        loss = F.mse_loss(model(x), y)
        assert sim.state(step).new[-1] == pytest.approx(loss.item(), rel=1e-4)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def test_frozen_layers_stay_and_the_old_task_is_forgotten_most_where_all_moves() -> None:
    head, whole = Finetuning({"schedule": "head only"}), Finetuning({"schedule": "all, one rate"})
    assert [head.moved(layer, 60) for layer in (0, 1)] == [0, 0]
    assert head.moved(2, 60) > 0
    assert head.state(0).old[-1] < 0.05 < head.state(0).new[-1]
    assert whole.state(120).new[-1] < whole.state(0).new[-1] / 4
    assert whole.state(120).old[-1] > 3 * whole.state(0).old[-1]


def test_its_code_fine_tunes_what_the_schedule_lets() -> None:
    for schedule in SCHEDULES:
        sim = Finetuning({"schedule": schedule})
        names: dict[str, Any] = {}
        torch.manual_seed(0)
        exec(sim.code(30), names)
        for layer in range(3):
            moved = (names["model"][2 * layer].weight - names["before"][f"{2 * layer}.weight"]).norm() > 0
            assert bool(moved) == any(sim.share(layer, step) for step in range(30))


def test_a_divergence_is_told_shortly() -> None:
    sim = Finetuning({"schedule": "all, one rate", "rate": 0.5})
    assert sim.caption(120).startswith("Diverged")
    assert all(len(sim.caption(step)) < 120 for step in range(121))


def test_layers_open_one_after_another() -> None:
    sim = Finetuning({"schedule": "unfreeze slowly"})
    opened = [sum(sim.share(layer, step) > 0 for layer in range(3)) for step in (0, 20, 40)]
    assert all(a < b for a, b in pairwise(opened))


@pytest.mark.parametrize(
    "settings",
    [{}, {"batch": 6, "size": 4.0}, {"batch": 6, "size": 4.0, "shift": 1}, {"shift": 1, "size": 0.0}],
    ids=str,
)
def test_a_batch_goes_forward_as_in_torch(settings: dict[str, float]) -> None:
    sim = Forward(settings)
    value = torch.tensor(sim.inputs, dtype=torch.float64)
    stages = iter(sim.stages()[1:])
    for number, matrix in enumerate(sim.weights()):
        weights = torch.tensor(matrix, dtype=torch.float64)
        value = F.linear(value, weights[:, :-1], weights[:, -1])
        torch.testing.assert_close(torch.tensor(next(stages).values, dtype=torch.float64), value)
        if number < 2:
            value = torch.relu(value)
            torch.testing.assert_close(torch.tensor(next(stages).values, dtype=torch.float64), value)
    torch.testing.assert_close(torch.tensor(next(stages).values, dtype=torch.float64), value.softmax(1))
    assert sim.loss() == pytest.approx(F.cross_entropy(value, torch.tensor(sim.labels)).item())


def _case(name: str) -> Faults:
    return next(sim for sim in (Faults({"case": n}) for n in range(1, 9)) if sim.name == name)


@pytest.mark.parametrize("name", [name for name, fault in FAULTS.items() if not fault.naive])
def test_a_faulty_training_is_the_one_torch_would_make(name: str) -> None:
    sim = _case(name)
    net, points = sim.state(0).net, examples(sim.fault, 1)
    x = torch.tensor([point for point, _ in points], dtype=torch.float64)
    y = torch.tensor([float(label) for _, label in points], dtype=torch.float64)
    hidden = torch.tensor(net.hidden, dtype=torch.float64, requires_grad=True)
    output = torch.tensor(net.output, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([hidden, output], lr=sim.fault.rate)
    for step in range(6):
        values = torch.relu(F.linear(x, hidden[:, :-1], hidden[:, -1]))
        loss = F.binary_cross_entropy_with_logits(values @ output[:-1] + output[-1], y)
        assert sim.state(step).train[-1] == pytest.approx(loss.item(), rel=1e-6)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def test_each_fault_shows_its_sign() -> None:
    curves = {name: _case(name).state(EPOCHS) for name in FAULTS}
    assert curves["none"].valid[-1] < 0.6 * CHANCE
    assert max(curves["rate too high"].train[:6]) > 5 * CHANCE
    assert 0.8 * curves["rate too low"].train[0] < curves["rate too low"].train[-1]
    assert curves["dead units"].train[-1] == pytest.approx(CHANCE, abs=1e-6)
    assert max(curves["leaked label"].train[-1], curves["leaked label"].valid[-1]) < 0.05
    assert curves["shuffled labels"].valid[-1] > 1.2 * CHANCE
    over = curves["overfitting"]
    assert over.train[-1] < 0.05 < min(over.valid) < over.valid[-1] - 0.1
    assert math.isnan(curves["log of 0"].train[-1])
    assert math.isfinite(curves["log of 0"].train[0])
    none = curves["none"]
    assert all(after < before for before, after in pairwise(none.train))
    assert all(after < before for before, after in pairwise(none.valid))


def test_a_probability_that_rounds_gives_nan_where_float32_has_it() -> None:
    sim = _case("log of 0")
    for step in range(EPOCHS + 1):
        now = sim.state(step)
        for seed, losses in ((1, now.train), (2, now.valid)):
            points = examples(sim.fault, seed)
            z = torch.tensor([passed(now.net, point)[1] for point, _ in points])
            y, p = torch.tensor([float(label) for _, label in points]), z.sigmoid()
            loss = -(y * p.log() + (1 - y) * (1 - p).log()).mean().item()
            assert math.isfinite(loss) == math.isfinite(losses[-1]) or math.isnan(now.train[-1])
    assert [math.isnan(sim.state(step).train[-1]) for step in (18, 19)] == [False, True]


@pytest.mark.parametrize("answer", ["off", "on", "mended"])
@pytest.mark.parametrize("number", range(1, 9))
def test_the_code_of_a_case_trains_to_the_same_losses(
    number: int, answer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    sim = Faults({"case": number, "shown": answer})
    code, now = sim.code(25), sim.state(25)
    exec(compile(code, "<picture>", "exec"), {})
    seen = f"epoch 25: training {now.train[-1]:.3f}, validation {now.valid[-1]:.3f}\n"
    assert capsys.readouterr().out == seen
    assert code.count("# <- the fault") == (answer == "on" and sim.name != "none")


def test_a_mended_case_is_trained_anew_and_then_falls() -> None:
    for number in range(1, 9):
        sim = Faults({"case": number, "shown": "on"})
        faulty = sim.state(EPOCHS)
        assert sim.turn("guess", 1, EPOCHS) == EPOCHS
        stands = sim.turn("shown", 1, EPOCHS)
        assert stands == (EPOCHS if sim.name == "none" else 0)
        mended = sim.state(EPOCHS)
        assert mended.train[-1] < 0.3
        assert (mended.valid == faulty.valid) == (sim.name == "none")


def test_the_answer_is_hidden_until_it_is_asked_for() -> None:
    for number in range(1, 9):
        sim = Faults({"case": number})
        assert not any(fault.sign in sim.caption(step) for fault in FAULTS.values() for step in (0, 20, 40))
        sim.turn("guess", 1 + list(FAULTS).index(sim.name), 40)
        sim.turn("shown", 1, 40)
        assert sim.caption(40).startswith("Right.")
        sim.turn("guess", 1, 40)
        assert not sim.caption(40).startswith("Right.")
    assert {Faults({"case": n}).name for n in range(1, 9)} == set(FAULTS)
