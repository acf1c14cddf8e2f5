"""Labels: kept sealed, counted, undone, gone with their concern; and the weights that follow from them."""

from dataclasses import replace

from sqlalchemy import func, select

from routing.model import Decision, Taught
from routing.reading.learner import Label
from storage.database import Database
from storage.keeper import Keeper
from storage.school import School
from storage.tables import data_key
from storage.taught import learnt
from tests.storage.samples import MOTHER, NOW, OTHER, concern, room_of

GIVEN = [Label("one", "traffic", "kim"), Label("two", "other", "lee"), Label("three", "other", "kim")]


def file(database: Database, its_id: str, serial: int) -> str:
    """A concern whose author has tapped an area; the author's mark."""
    with database.turn() as turn:
        person = turn.enter(MOTHER, room_of(MOTHER), NOW).actor.person
        told = Taught(its_id, f"text of {its_id}", "traffic")
        turn.keep(Decision(concern(person, its_id, serial), taught=told), NOW)
    return School(database).labels()[-1].mark


def test_labels_come_back_as_they_were_given(database: Database) -> None:
    school = School(database)
    batch = school.append(GIVEN, NOW)
    mark = file(database, "c1", 1)
    kept = school.labels()

    assert [(each.text, each.area, each.by) for each in kept[:3]] == [(g.text, g.area, g.by) for g in GIVEN]
    assert {each.batch for each in kept[:3]} == {batch}
    assert kept[0].mark == kept[2].mark != kept[1].mark
    assert (kept[3].text, kept[3].area, kept[3].by, kept[3].concern) == ("text of c1", "traffic", mark, "c1")


def test_what_somebody_says_of_two_concerns_is_known_as_theirs(database: Database) -> None:
    mark = file(database, "c1", 1)

    assert file(database, "c2", 2) == mark


def test_what_an_officer_says_stands_beside_it(database: Database) -> None:
    mark = file(database, "c1", 1)
    with database.turn() as turn:
        turn.enter(OTHER, room_of(OTHER), NOW)
        turn.keep(Decision(taught=Taught("c1", "text of c1", "other")), NOW)

    assert [(each.area, each.mark == mark) for each in School(database).labels()] == [
        ("traffic", True),
        ("other", False),
    ]


def test_a_batch_or_somebody_s_labels_are_undone(database: Database) -> None:
    school = School(database)
    first, second = school.append(GIVEN, NOW), school.append(GIVEN, NOW)
    mark = file(database, "c1", 1)

    assert school.undo("nobody") == 0
    assert school.undo(first) == 3
    assert school.undo("kim") == 2
    assert next((each.batch, each.by) for each in school.labels()) == (second, "lee")
    assert school.undo(mark) == 1
    assert school.undo(second) == 1
    assert school.labels() == ()


def test_a_batch_takes_its_key_along_but_never_a_concern_s(database: Database) -> None:
    school = School(database)

    def keys() -> int:
        with database.look() as transaction:
            return transaction.connection.execute(select(func.count()).select_from(data_key)).scalar_one()

    mark = file(database, "c1", 1)
    before = keys()
    batch = school.append(GIVEN, NOW)
    assert keys() == before + 1

    school.undo(batch)
    school.undo(mark)
    assert keys() == before
    with database.turn() as turn:
        assert turn.concern("c1")


def test_labels_vanish_with_their_concern(database: Database) -> None:
    school = School(database)
    file(database, "c1", 1)
    file(database, "c2", 2)
    mark = school.mark("r")
    Keeper(database).erase_concern("c1", NOW)

    assert [each.concern for each in school.labels()] == ["c2"]
    assert school.mark("r") != mark


def test_every_change_of_the_labels_changes_the_mark(database: Database) -> None:
    school = School(database)
    marks = [school.mark("r")]
    batch = school.append(GIVEN, NOW)
    marks.append(school.mark("r"))
    school.append([replace(GIVEN[0], area="other")], NOW)
    marks.append(school.mark("r"))
    school.undo(batch)
    marks.append(school.mark("r"))
    school.append(GIVEN[:2], NOW)
    marks.append(school.mark("r"))

    assert len(set(marks)) == len(marks)
    assert school.mark("other rules") not in marks


def test_the_newest_weights_are_kept_and_no_older_ones(database: Database) -> None:
    school = School(database)
    assert school.newest() is None

    school.keep("a", 1, b"weights a", NOW)
    school.keep("a", 1, b"the same again", NOW)
    assert school.newest() == (1, "a", b"weights a")
    school.keep("b", 2, b"weights b", NOW)
    assert school.newest() == (2, "b", b"weights b")
    assert school.newest_mark() == (2, "b")
    with database.look() as transaction:
        assert transaction.connection.execute(select(func.count()).select_from(learnt)).scalar_one() == 1
