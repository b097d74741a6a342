"""Packages written and read: by us, by plain SQLite, and as any Anki writes them."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import genanki
import pytest
import zstandard

from dlprep.anki import pack, packing, reading, table
from dlprep.bank.library import Bank
from dlprep.bank.root import Root

FIXTURE = Path(__file__).parents[2] / "fixtures" / "bank"


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    return Bank(shutil.copytree(FIXTURE, tmp_path / "bank"))


@pytest.fixture
def deck(tmp_path: Path) -> Callable[..., Path]:
    """A package of two notes under several note types of Anki's."""

    def make(*notes: genanki.Note, media: tuple[str, ...] = ()) -> Path:
        made = genanki.Deck(1_500_000_001, "Deep Learning::Attention")
        for note in notes:
            made.add_note(note)
        made_package = genanki.Package(made, media_files=list(media))
        file = tmp_path / "deck.apkg"
        made_package.write_to_file(file)
        return file

    return make


def basic(front: str, back: str, **more: object) -> genanki.Note:
    return genanki.Note(model=genanki.BASIC_MODEL, fields=[front, back], **more)


def blanks(text: str, extra: str = "") -> genanki.Note:
    return genanki.Note(model=genanki.CLOZE_MODEL, fields=[text, extra])


def exported(bank: Bank, file: Path) -> packing.Packed:
    return packing.pack(((t, bank.topic(t).title, bank.items(t)) for t in bank.topics()), file)


def collection(file: Path, folder: Path) -> sqlite3.Connection:
    with zipfile.ZipFile(file) as opened:
        return sqlite3.connect(opened.extract("collection.anki2", folder))


def test_every_card_with_two_sides_is_in_the_package(bank: Bank, tmp_path: Path) -> None:
    packed = exported(bank, file := tmp_path / "out.apkg")
    assert packed.cards > 5
    assert packed.left_out >= 2
    rows = collection(file, tmp_path).execute("SELECT guid, mid, flds FROM notes").fetchall()
    assert len(rows) == packed.cards
    recall = next(fields.split("\x1f") for _, _, fields in rows if fields.endswith("\x1fsoft-lookup"))
    assert recall[1] == "<p>A weighted average of <i>all</i> values.</p>"
    cards = collection(file, tmp_path).execute("SELECT count(*) FROM cards").fetchone()
    assert cards == (packed.cards,)


def test_a_second_export_has_the_same_ids(bank: Bank, tmp_path: Path) -> None:
    ids = []
    for name in ("one.apkg", "two.apkg"):
        exported(bank, tmp_path / name)
        connection = collection(tmp_path / name, tmp_path)
        models, decks = connection.execute("SELECT models, decks FROM col").fetchone()
        notes = connection.execute("SELECT guid, mid FROM notes ORDER BY guid").fetchall()
        ids.append((notes, sorted(json.loads(models)), sorted(json.loads(decks))))
    assert ids[0] == ids[1]


def test_an_export_comes_back_as_a_pack_that_the_bank_takes(bank: Bank, tmp_path: Path) -> None:
    packed = exported(bank, file := tmp_path / "out.apkg")
    made = pack.write(reading.read(file).notes, tmp_path / "packs", "My Deck!")
    assert made.folder == tmp_path / "packs" / "my-deck"
    assert made.cards == packed.cards
    taken = Root(made.folder, pack="my-deck")
    items = [item for topic in taken.topics() for item in taken.items(topic)]
    assert len(items) == packed.cards
    assert {item.kind for item in items} == {"recall", "cloze"}


def test_a_deck_of_ankis_is_read_with_its_deck_tags_and_blanks(
    deck: Callable[..., Path], tmp_path: Path
) -> None:
    picture = tmp_path / "a.png"
    picture.write_bytes(b"x")
    file = deck(
        basic("What is <b>softmax</b>?", r"\(e^x\) over a sum", tags=["ML::Basics"]),
        blanks("The {{c1::keys}} are {{c2::looked up}}", "why"),
        basic("only a picture <img src=a.png>", "<img src=a.png>"),
        media=(str(picture),),
    )
    found = reading.read(file)
    assert found.media == 1
    made = pack.write(found.notes, tmp_path / "packs", "anki")
    assert (made.cards, made.left_out) == (2, 1)
    bank = Bank(made.folder)
    assert bank.topics() == ("deep-learning-attention",)
    recall, cloze = bank.items("deep-learning-attention")
    assert recall.back == "$e^x$ over a sum"
    assert recall.tags == ("ml-basics",)
    assert cloze.front == "The {{keys}} are {{looked up}}"
    assert cloze.why == "why"


def test_a_second_import_has_the_same_ids_and_keeps_the_pack_before(
    deck: Callable[..., Path], tmp_path: Path
) -> None:
    notes = reading.read(deck(basic("a", "b"))).notes
    first = pack.write(notes, tmp_path / "packs", "anki")
    ids = [item.id for item in Bank(first.folder).items("deep-learning-attention")]
    again = pack.write(notes, tmp_path / "packs", "anki")
    assert again.aside
    assert (again.aside / "deep-learning-attention" / "cards.yaml").exists()
    assert [item.id for item in Bank(again.folder).items("deep-learning-attention")] == ids
    assert sorted(one.name for one in (tmp_path / "packs").iterdir()) == sorted((again.aside.name, "anki"))


@pytest.fixture
def newest(deck: Callable[..., Path], tmp_path: Path) -> Callable[..., Path]:
    """A package as Anki writes it since 2.1.50: zstd, note types and decks in tables of their own."""

    def make(*notes: genanki.Note) -> Path:
        connection = collection(deck(*notes), tmp_path)
        connection.create_collation("unicase", lambda a, b: (a > b) - (a < b))
        connection.executescript("""
            CREATE TABLE notetypes (id integer PRIMARY KEY, name text NOT NULL COLLATE unicase, config blob);
            CREATE UNIQUE INDEX idx_notetypes_name ON notetypes (name);
            CREATE TABLE decks (id integer PRIMARY KEY, name text NOT NULL COLLATE unicase);
            UPDATE col SET models = '', decks = '';
            INSERT INTO decks VALUES (1500000001, 'Deep' || char(31) || 'Nets');
        """)
        for model, config in ((genanki.BASIC_MODEL, b"\x1a\x00"), (genanki.CLOZE_MODEL, b"\x08\x01\x1a\x00")):
            connection.execute("INSERT INTO notetypes VALUES (?, ?, ?)", (model.model_id, model.name, config))
        connection.commit()
        connection.close()
        file = tmp_path / "new.apkg"
        with zipfile.ZipFile(file, "w") as made:
            packed = zstandard.ZstdCompressor().compress((tmp_path / "collection.anki2").read_bytes())
            made.writestr("collection.anki21b", packed)
            made.writestr("collection.anki2", b"please upgrade")
            made.writestr("media", zstandard.ZstdCompressor().compress(b""))
            made.writestr("0", b"picture")
        return file

    return make


def test_the_newest_format(newest: Callable[..., Path], tmp_path: Path) -> None:
    found = reading.read(newest(basic("a", "b"), blanks("x {{c1::y}}")))
    assert [(note.fields[0], note.cloze, note.deck) for note in found.notes] == [
        ("a", False, "Deep::Nets"),
        ("x {{c1::y}}", True, "Deep::Nets"),
    ]
    assert found.media == 1


def zipped(file: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name.replace("_", "."), content)
    return file


def test_what_is_no_package_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "a.apkg"
    text.write_bytes(b"PK\x03\x04 nothing")
    for file in (
        text,
        tmp_path / "missing.apkg",
        zipped(tmp_path / "b.apkg", other=b"x"),
        zipped(tmp_path / "c.apkg", collection_anki2=b"no database " * 99),
        zipped(tmp_path / "d.apkg", collection_anki21b=b"no zstd"),
        zipped(tmp_path / "e.apkg", collection_anki2=b""),
    ):
        with pytest.raises(reading.BadPackage):
            reading.read(file)


@pytest.mark.parametrize("name", ["collection_anki2", "collection_anki21b"])
def test_a_bomb_is_refused_at_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(reading, "LARGEST", 1 << 20)
    content = bytes(1 << 24)
    bomb = zstandard.ZstdCompressor().compress(content) if name.endswith("b") else content
    with pytest.raises(reading.BadPackage, match="larger than 1 MB"):
        reading.read(zipped(tmp_path / "bomb.apkg", **{name: bomb}))


def test_views_in_the_place_of_tables_are_not_run(tmp_path: Path) -> None:
    made = tmp_path / "evil.db"
    connection = sqlite3.connect(made)
    connection.executescript("""
        CREATE TABLE col (models, decks); CREATE TABLE cards (nid, did, ord);
        CREATE VIEW notes AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n;
    """)
    connection.close()
    with pytest.raises(reading.BadPackage, match="no notes"):
        reading.read(zipped(tmp_path / "evil.apkg", collection_anki2=made.read_bytes()))


def test_names_that_climb_touch_nothing(deck: Callable[..., Path], tmp_path: Path) -> None:
    file = deck(basic("a", "b", guid="../../x"))
    with zipfile.ZipFile(file, "a") as opened:
        opened.writestr("../../climbed", b"x")
    made = pack.write(reading.read(file).notes, tmp_path / "deep" / "packs", "../../up")
    assert made.folder == tmp_path / "deep" / "packs" / "up"
    assert not list(tmp_path.parent.glob("climbed"))
    with pytest.raises(pack.BadName):
        pack.write(reading.read(file).notes, tmp_path / "packs", "../..")


def test_a_table_there_and_back(bank: Bank, tmp_path: Path) -> None:
    lines: list[str] = []
    table.write(bank.items("attention"), lines.append)
    file = tmp_path / "cards.csv"
    file.write_text("".join(lines))
    made = pack.write(table.read(file).notes, tmp_path / "packs", "cards")
    before = {item.id: item for item in bank.items("attention")}
    for item in Bank(made.folder).items("attention"):
        assert item.front.strip() == (before[item.id].front.strip() if item.kind == "cloze" else item.front)
        if before[item.id].kind == "recall":
            assert (item.front, item.back) == (before[item.id].front, before[item.id].back)


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "front,back\na,b,c,d\n", "front\n\xff"])
def test_a_bad_table_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "bad.csv"
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(reading.BadPackage):
        table.read(file)
