from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dlprep.visuals.player import Player


def test_it_plays_at_its_pace_and_stops_at_the_end() -> None:
    player = Player(last=3, pace=2.0)
    player.toggle()
    player.tick(0.25)
    assert (player.step, player.phase) == (0, 0.5)
    player.faster(1)
    player.tick(0.5)
    assert player.at == 2.5
    player.tick(9)
    assert (player.step, player.phase, player.playing) == (3, 0.0, False)


def test_nothing_moves_while_it_is_paused() -> None:
    player = Player(last=3)
    player.tick(2)
    assert player.at == 0


def test_playing_at_the_end_begins_again() -> None:
    player = Player(last=3)
    player.scrub(3)
    player.toggle()
    assert (player.at, player.playing) == (0, True)


def test_a_step_stops_and_lands_on_a_whole_one() -> None:
    player = Player(last=5)
    player.toggle()
    player.scrub(2.3)
    player.move(1)
    assert (player.at, player.playing) == (3, False)
    player.scrub(2.3)
    player.move(-1)
    assert player.at == 2


@given(st.lists(st.tuples(st.sampled_from("tmsf"), st.floats(-20, 20)), max_size=20))
def test_it_never_leaves_its_steps(moves: list[tuple[str, float]]) -> None:
    player = Player(last=4)
    player.toggle()
    for kind, amount in moves:
        {
            "t": lambda a: player.tick(abs(a)),
            "m": lambda a: player.move(int(a)),
            "s": player.scrub,
            "f": lambda a: player.faster(int(a)),
        }[kind](amount)
        assert 0 <= player.at <= 4
        assert 0 <= player.step <= 4
        assert 0 <= player.phase < 1
