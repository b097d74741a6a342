from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dlprep import config, paths
from dlprep.bank.faults import BankError
from dlprep.bank.library import Bank, in_force
from dlprep.bank.packs import Pack, found


@pytest.fixture
def acme(folder, tmp_path: Path) -> Path:
    """A pack: the same folder under a name of its own, where imports go."""
    return shutil.copytree(folder.root, paths.packs() / "acme")


def beside(folder, *packs: Path) -> Bank:
    return Bank(folder.root, folder.root.parent / "cache", [Pack(pack.name, pack) for pack in packs])


def test_a_packs_topics_and_ids_begin_with_its_name(folder, acme: Path) -> None:
    for _ in ("from the files", "from the cache"):
        bank = beside(folder, acme)
        assert bank.topics() == ("basics", "acme:basics")
        numeric, challenge = bank.items("acme:basics")[1:]
        assert (numeric.id, numeric.topic, numeric.file) == (
            "acme:how-many",
            "acme:basics",
            "basics/cards.yaml",
        )
        assert numeric.slips[0].misconception == challenge.wrong[0].misconception == "acme:adds"
        assert bank.misconceptions()["acme:adds"].teaches == "acme:how-many"
        assert bank.lesson("acme:basics").steps[0].ask == ("acme:what-is-it",)
        assert [track.topics for track in bank.syllabus().tracks] == [("basics",), ("acme:basics",)]
        assert bank.topic("acme:basics").title == bank.topic("basics").title


def test_the_index_keeps_both_apart_though_they_have_the_same_ids(folder, acme: Path) -> None:
    bank = beside(folder, acme)
    index = bank.index()
    own = ["what-is-it", "how-many", "double-it"]
    assert [*index] == [*own, *(f"acme:{id}" for id in own)]
    assert index["acme:double-it"].topic == "acme:basics"
    assert bank.item("acme:what-it-was").id == "acme:what-is-it"
    assert bank.item("what-it-was").id == "what-is-it"
    assert bank.index() is index
    assert list(bank.among(["acme:how-many", "nothing", "how-many"])) == ["acme:how-many", "how-many"]


def test_the_outline_of_a_topic_is_its_part_of_the_index(folder, acme: Path) -> None:
    bank = beside(folder, acme)
    index = bank.index()
    for topic in ("basics", "acme:basics"):
        outline = bank.outline(topic)
        assert dict(outline) == {id: entry for id, entry in index.items() if entry.topic == topic}
        last = list(outline)[-1]
        assert [item.id for item in bank.some(topic, [last, "nothing"])] == [last]


def test_a_name_stands_for_a_topic_or_for_all_of_a_pack(folder, acme: Path) -> None:
    shutil.copytree(acme / "basics", acme / "more")
    namesake = shutil.copytree(acme, acme.parent / "basics")
    bank = beside(folder, acme, namesake)
    assert bank.named("acme") == bank.named("acme:") == ("acme:basics", "acme:more")
    assert bank.named("acme:more") == ("acme:more",)
    assert bank.named("basics") == ("basics",)
    assert bank.named("basics:") == ("basics:basics", "basics:more")
    assert bank.named("acme:none") == bank.named("none") == bank.named("none:basics") == ()


def test_a_pack_with_a_fault_is_left_out_and_named_and_the_rest_works(folder, acme: Path) -> None:
    other = shutil.copytree(acme, acme.parent / "other")
    (acme / "basics" / "cards.yaml").write_text("- id: [\n")
    bank = beside(folder, acme, other)
    assert bank.topics() == ("basics", "other:basics")
    assert "acme:how-many" not in bank.index()
    assert set(bank.misconceptions()) == {"adds", "other:adds"}
    [told] = map(str, bank.left_out)
    assert "'acme' is left out: " in told
    assert f"`dlprep check {acme}`" in told
    assert "cards.yaml:2:1" in told
    with pytest.raises(BankError, match=r"acme.basics.cards\.yaml"):
        bank.items("acme:basics")


@pytest.mark.parametrize("file", ["misconceptions.yaml", "syllabus.yaml", "basics/topic.yaml"])
def test_whatever_file_of_a_pack_has_the_fault(folder, acme: Path, file: str) -> None:
    (acme / file).write_text("][")
    bank = beside(folder, acme)
    assert bank.topics() == ("basics",)
    assert [pack.name for pack in bank.left_out] == ["acme"]


def test_packs_are_found_where_imports_go_and_where_the_settings_say(
    folder, acme: Path, tmp_path: Path
) -> None:
    for hidden in (".new-x", ".acme.replaced-1"):
        shutil.copytree(acme, acme.parent / hidden)
    (acme.parent / "a-file").touch()
    mine = shutil.copytree(acme, tmp_path / "elsewhere" / "mine")
    packs, unfit = found(paths.packs(), [mine, acme])
    assert packs == [Pack("acme", acme), Pack("mine", mine)]
    assert unfit == []


def test_packs_that_cannot_be_are_left_out_with_what_to_do(acme: Path, tmp_path: Path) -> None:
    namesake = shutil.copytree(acme, tmp_path / "elsewhere" / "acme")
    named = [namesake, tmp_path / "My Pack", tmp_path / "gone"]
    packs, unfit = found(paths.packs(), named)
    assert packs == [Pack("acme", acme)]
    assert [one.folder for one in unfit] == named
    assert f"{acme} has the same name. Rename {namesake}" in str(unfit[0])
    assert "lower-case" in str(unfit[1])
    assert f"no folder {tmp_path / 'gone'}" in str(unfit[2])


def test_the_bank_in_force_has_the_packs_of_the_settings(acme: Path, tmp_path: Path) -> None:
    settings_file = paths.config_file()
    shutil.copytree(acme, settings_file.parent / "near")
    far = shutil.copytree(acme, tmp_path / "far")
    settings_file.write_text(f'packs = ["near", "{far}"]\n')
    bank = in_force(config.load(settings_file))
    assert bank.folders == (paths.questions(), acme, settings_file.parent / "near", far)
    assert {"acme:basics", "near:basics", "far:basics"} <= set(bank.topics())


def test_a_pack_that_was_removed_comes_back_with_its_ids(folder, acme: Path) -> None:
    before = [*beside(folder, acme).index()]
    away = acme.rename(acme.parent.parent / "away")
    assert beside(folder).item("acme:how-many") is None
    away.rename(acme)
    assert [*beside(folder, acme).index()] == before
