from __future__ import annotations

import pytest

from dlprep.schedule.memory import Grade
from dlprep.tui.widgets.grades import GradeButton
from dlprep.tui.widgets.pick import Pick

SIZES = [(80, 24), (120, 40), (60, 18)]
pytestmark = pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))


def row_of(question, right: bool) -> int:
    return next(i for i, option in enumerate(question.order) if option.right is right)


async def graded(stage, desk, expected: Grade) -> None:
    """The grade that is offered is the one expected; space takes it."""
    buttons = list(stage.app.screen.query(GradeButton))
    intervals = stage.sitting.outcome.intervals
    assert [button.grade for button in buttons if button.suggested] == [expected]
    assert [button.days for button in buttons] == [intervals[grade] for grade in Grade]
    assert all(button.render().plain.strip() in stage.text for button in buttons)
    item, day = stage.asked, stage.sitting._day(desk.clock())
    await stage.press("space")
    assert desk.rows() == [("review", item, expected)]
    assert desk.log().states([item])[item].due == day + intervals[expected]


async def test_recall(desk, play, size) -> None:
    async with play(desk.only("recall"), size) as stage:
        assert "What does it return?" in stage.text
        assert "weighted average" not in stage.text
        await stage.press("space")
        assert "weighted average" in stage.text
        assert "sum to 1" in stage.text
        assert "Source: Vaswani et al. 2017, section 3.2" in stage.text
        await graded(stage, desk, Grade.GOOD)


@pytest.mark.parametrize("right", [True, False])
async def test_cloze(desk, play, size, right: bool) -> None:
    async with play(desk.only("cloze"), size) as stage:
        await stage.type("keys" if right else "queries")
        await stage.press("enter")
        await stage.type("one")
        await stage.press("enter")
        assert ("✓ Right" in stage.text) is right
        if not right:
            assert "✗ Not quite" in stage.text
            assert "keys" in stage.told
        await graded(stage, desk, Grade.GOOD if right else Grade.AGAIN)


@pytest.mark.parametrize("right", [True, False])
@pytest.mark.parametrize("how", ["arrows", "digit"])
async def test_choice(desk, play, size, right: bool, how: str) -> None:
    async with play(desk.only("choice"), size) as stage:
        row = row_of(stage.sitting.asked.question, right)
        await stage.press(*(["down"] * row + ["enter"] if how == "arrows" else [str(row + 1)]))
        option = stage.sitting.asked.question.order[row]
        if right:
            assert "✓ Right" in stage.told
        else:
            belief = stage.sitting.bank.misconceptions()[option.misconception]
            assert "✗ Not quite" in stage.told
            assert belief.name in stage.told
            assert option.feedback in stage.told
            assert belief.name in stage.text
        assert "has variance" in stage.told
        await graded(stage, desk, Grade.GOOD if right else Grade.AGAIN)


@pytest.mark.parametrize("right", [True, False])
async def test_numeric(desk, play, size, right: bool) -> None:
    async with play(desk.only("numeric"), size) as stage:
        inputs, outputs = stage.sitting.asked.question.prompt.split("(")[1].rstrip(")?`").split(", ")
        await stage.type(f"{inputs}*{outputs}" + (f"+{outputs}" if right else ""))
        await stage.press("enter")
        assert ("✓ Right" in stage.told) is right
        assert ("Forgets the bias" in stage.told) is not right
        await graded(stage, desk, Grade.GOOD if right else Grade.AGAIN)


@pytest.mark.parametrize("right", [True, False])
async def test_output(desk, play, size, right: bool) -> None:
    async with play(desk.only("output"), size) as stage:
        await stage.type("(2, 4)" if right else "(4, 2)")
        await stage.press("enter")
        await stage.type("3.0")
        await stage.press("f5")
        assert ("✓ Right" in stage.told) is right
        await graded(stage, desk, Grade.GOOD if right else Grade.AGAIN)


@pytest.mark.parametrize("right", [True, False])
async def test_bug(desk, play, size, right: bool) -> None:
    async with play(desk.only("bug"), size) as stage:
        await stage.press("7" if right else "6", "enter")
        assert ("✓ Right" in stage.told) is right
        assert "Line 7" in stage.told
        assert "normalises over the queries" in stage.told
        pick = stage.app.screen.query_one(Pick)
        assert "✓  7" in stage.all_of(pick)
        assert ("✗  6" in stage.all_of(pick)) is not right
        await graded(stage, desk, Grade.GOOD if right else Grade.AGAIN)


@pytest.mark.parametrize("right", [True, False])
async def test_order(desk, play, size, right: bool) -> None:
    async with play(desk.only("order"), size) as stage:
        question = stage.sitting.asked.question
        rows = [question.steps.index(step) + 1 for step in question.card.steps]
        rows = rows if right else rows[::-1]
        await stage.press(str(rows[1]), "backspace", *(str(row) for row in rows[:-1]))
        assert stage.sitting.outcome is None, "the last one is placed as the others are"
        await stage.press(str(rows[-1]))
        assert stage.sitting.outcome.response == tuple(row - 1 for row in rows)
        assert ("✓ Right" in stage.told) is right
        await graded(stage, desk, Grade.GOOD if right else Grade.AGAIN)


@pytest.mark.parametrize("right", [True, False])
async def test_derive(desk, play, size, right: bool) -> None:
    async with play(desk.only("derive"), size) as stage:
        assert "step 1 of 3" in stage.text
        await stage.press("space", "y", "space", "y" if right else "n", "space", "y")
        assert stage.sitting.outcome.response == (True, right, True)
        assert ("✓ Right" in stage.told) is right
        await graded(stage, desk, Grade.GOOD if right else Grade.AGAIN)


@pytest.mark.parametrize("right", [True, False])
async def test_interview(desk, play, size, right: bool) -> None:
    async with play(desk.only("interview"), size) as stage:
        assert " of 1:00" in stage.text
        await stage.press("space")
        assert "Tick what you said" in stage.text
        await stage.press("space", "down", "space", "j", "space")
        if not right:
            await stage.press("j", "j", "j", "space")
        await stage.press("enter")
        response = stage.sitting.outcome.response
        assert (response.must, response.red_flags) == ((True, True, True), (not right,))
        assert ("✓ Right" in stage.told) is right
        assert "Asked next" in stage.told
        assert "Each query is compared" in stage.told
        await graded(stage, desk, Grade.GOOD if right else Grade.AGAIN)


@pytest.mark.parametrize("grade", list(Grade))
async def test_the_mouse_picks_and_grades(desk, play, size, grade: Grade) -> None:
    async with play(desk.only("choice"), size) as stage:
        pick = stage.app.screen.query_one(Pick)
        row = row_of(stage.sitting.asked.question, True)
        top, _ = pick._spans(pick.content_size.width)[row]
        for _ in range(2):  # the first click points
            await stage.pilot.click(pick, offset=(8, top))
        await stage.settle()
        assert stage.sitting.outcome.mark.right
        button = next(b for b in stage.app.screen.query(GradeButton) if b.grade is grade)
        await stage.pilot.click(button)
        await stage.settle()
        assert desk.rows() == [("review", "why-the-root", grade)]


async def test_each_line_of_a_program_is_shown_whole_and_picked_where_it_stands(desk, play, size) -> None:
    async with play(desk.only("bug"), size) as stage:
        pick = stage.app.screen.query_one(Pick)
        joined = pick.render().plain.replace("\n      ↳ ", "")
        assert all(line in joined for line in stage.sitting.asked.question.lines)
        assert all(len(line) <= pick.content_size.width for line in pick.render().plain.split("\n"))
        assert len(pick.render().plain.split("\n")) == pick.size.height


async def test_the_question_is_seen_first_however_long_the_program_is(desk, play, size) -> None:
    cards = desk.bank.root / "attention" / "cards.yaml"
    last = "    print(weights(torch.eye(2, 3), torch.ones(4, 3)).sum(-1))"
    cards.write_text(cards.read_text().replace(last, last + f"\n    print({'+ 1' * 30})" * 6))
    async with play(desk.only("bug"), size) as stage:
        assert "do not sum to 1" in stage.text
        await stage.press("1", "5")
        assert "▸ 15" in stage.text


async def test_a_long_program_can_be_read_again_while_its_output_is_typed(desk, play, size) -> None:
    cards = desk.bank.root / "attention" / "cards.yaml"
    last = "    print((q @ k.T)[0, 0].item())"
    cards.write_text(cards.read_text().replace(last, "    # so it goes\n" * 10 + last))
    async with play(desk.only("output"), size) as stage:
        await stage.type("first")
        assert "first" in stage.text
        await stage.press("pageup", "pageup")
        assert "import torch" in stage.text
        await stage.type("second")
        assert "firstsecond" in stage.text
