"""What a candidate is told before and after an answer."""

from __future__ import annotations

import pytest

from dlprep.bank.root import Root
from dlprep.paths import questions
from dlprep.study.telling import challenge_told


@pytest.mark.parametrize(
    ("topic", "name", "said"),
    [("rnn", "lstm-cell", "`torch.nn.LSTM`"), ("regularization", "dropout-module", "`torch.nn.Dropout`")],
)
def test_a_forbidden_tool_is_named_although_the_prompt_uses_its_last_word(topic, name, said) -> None:
    (challenge,) = Root(questions()).some(topic, [name])
    assert said in challenge_told(challenge)


def test_a_tool_that_the_prompt_forbids_is_not_named_again() -> None:
    (challenge,) = Root(questions()).some("transformers", ["multi-head-attention"])
    assert challenge_told(challenge).count("nn.MultiheadAttention`") == 1
