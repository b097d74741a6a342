from typing import TYPE_CHECKING

from typer.testing import CliRunner

from dlprep.bank.inspection import inspect
from dlprep.bank.library import Bank
from dlprep.cli import app
from dlprep.paths import questions
from dlprep.study.coverage import promises, told, without_promise

if TYPE_CHECKING:
    from tests.unit.bank.conftest import Folder

PROMISING = """
note: First things.
covers: [S1, S2]
points:
  - {name: adding, trap: true, items: [double-it, how-many]}
"""


def test_a_promise_is_kept_by_the_items_that_name_its_number(folder: "Folder") -> None:
    folder.edit("basics/topic.yaml", "note: First things.\n", PROMISING)
    found = {promise.name: promise for promise in promises(Bank(folder.root))}
    assert found["S1"].items == ("how-many",)
    assert found["S2"].items == ()
    assert not found["S2"].kept
    assert found["adding"].kind == "trap"
    assert any(line.startswith("✗") and "S2: uncovered" in line for line in told(Bank(folder.root)))


def test_a_point_may_only_name_items_of_the_bank(folder: "Folder") -> None:
    folder.edit("basics/topic.yaml", "note: First things.\n", PROMISING.replace("how-many", "how-few"))
    assert ["there is no 'how-few'" in fault.what for fault in inspect(folder.root)] == [True]


def test_a_topic_without_promise_is_named(folder: "Folder") -> None:
    assert without_promise(Bank(folder.root)) == ["basics"]


def test_what_is_uncovered_fails_the_command(folder: "Folder") -> None:
    folder.edit("basics/topic.yaml", "note: First things.\n", PROMISING)
    done = CliRunner().invoke(app, ["check", "--coverage", str(folder.root)])
    assert done.exit_code == 1
    assert "Uncovered: 1." in done.output


def test_the_shipped_bank_keeps_every_promise() -> None:
    assert [promise for promise in promises(Bank(questions())) if not promise.kept] == []
