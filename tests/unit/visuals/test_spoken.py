from __future__ import annotations

import re

import pytest

from dlprep.visuals import catalogue
from dlprep.visuals.sims.losses import Losses
from dlprep.visuals.spoken import MOMENTS, Spoken


def told(text: str) -> list[int]:
    return [int(step) for step in re.findall(r"^Step (\d+) of", text, re.MULTILINE)]


@pytest.mark.parametrize("name", catalogue.NAMES)
def test_a_run_is_told_to_its_end_in_a_readable_number_of_lines(name: str) -> None:
    spoken, parts = Spoken(catalogue.sim(name)), []
    while spoken.at < spoken.sim.last:
        parts.append(spoken.on())
    steps = [step for part in parts for step in told(part)]
    assert steps == sorted(set(steps))
    assert steps[: min(MOMENTS, spoken.sim.last + 1)] == list(range(min(MOMENTS, spoken.sim.last + 1)))
    assert "The end" in parts[-1]
    assert len(parts) <= 10
    assert max(part.count("\n") for part in parts) < 110


def test_no_change_of_the_sentence_is_passed_over() -> None:
    spoken = Spoken(catalogue.sim("overfitting"))
    text = "\n".join(spoken.on() for _ in range(5))
    sentences = {re.sub(r"[\d.]+", "", spoken.sim.caption(step)) for step in range(spoken.sim.last + 1)}
    assert sentences <= {re.sub(r"[\d.]+", "", line.partition(". ")[2]) for line in text.split("\n")}


def test_after_the_end_it_is_told_from_the_start() -> None:
    spoken = Spoken(catalogue.sim("graph"))
    assert told(spoken.on())[-1] == spoken.sim.last
    assert told(spoken.on())[0] == 0


def test_one_may_begin_at_any_step() -> None:
    spoken = Spoken(catalogue.sim("optimizers"))
    assert told(spoken.on(100))[0] == 100
    assert told(spoken.on())[0] > 111
    assert told(spoken.on(999)) == [spoken.sim.last]


def test_a_quantity_is_said_again_when_it_has_changed() -> None:
    spoken = Spoken(catalogue.sim("graph"))
    moments = [moment.split("\n")[1:] for moment in spoken.on().split("\n\n")]
    assert not set(moments[0]) & set(moments[1])


def test_a_knob_is_set_by_name_and_value_and_the_run_goes_on_from_there() -> None:
    spoken = Spoken(catalogue.sim("optimizers"))
    spoken.on()
    assert "rate (η) is 0.500" in spoken.set("η", "0.5")
    assert told(spoken.on())[0] == MOMENTS
    assert told(spoken.set("surface", "Saddle")) == [0]
    assert spoken.sim.chosen("surface") == "saddle"
    assert told(spoken.on())[0] == 1
    assert "0.5" in spoken.knobs()


@pytest.mark.parametrize("value", ["9", "fast", "nan", ""])
def test_a_value_that_cannot_be_is_answered_with_those_that_can(value: str) -> None:
    spoken = Spoken(catalogue.sim("optimizers"))
    assert "0.005 to 1.000" in spoken.set("rate", value)
    assert spoken.sim["rate"] == spoken.sim.knob("rate").start


def test_an_unknown_knob_is_answered_with_those_there_are() -> None:
    assert "surface is ravine" in Spoken(catalogue.sim("optimizers")).set("speed", "2")


def test_a_knob_that_changes_nothing_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Losses, "idle", lambda self: {"delta"})
    lines = Spoken(Losses()).knobs().split("\n")
    assert [line.split()[0] for line in lines if "changes nothing" in line] == ["delta"]
