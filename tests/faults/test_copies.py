"""The courier's promise in random lives of letters: for each card, 1 <= copies <= 1 + ambiguous attempts."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Executable, Text, bindparam, select, update

from bot import courier
from storage import merging, migrate
from storage.database import Database
from storage.outbox import Outbox
from storage.sealing import Keyring
from storage.tables import delivery
from tests.faults.letters import World

_FATES = ("deliver", "refuse", "drop", "lose", "raise", "vanish", "erase", "block", "wait for its turn")

Step = tuple[Any, ...]
_CONCERNS = st.integers(0, 2)
_STEPS = st.one_of(
    st.tuples(
        st.just("write"),
        _CONCERNS,
        st.integers(1, 3),
        st.booleans(),
        st.sampled_from((0, 0, 5)),
        st.sampled_from((False, False, False, True)),
    ),
    st.tuples(st.just("write"), _CONCERNS, st.just(1), st.just(True), st.just(0), st.just(False)),
    st.lists(st.sampled_from(_FATES), max_size=3).map(lambda fates: ("carry", *fates)),
    st.tuples(st.just("wait"), st.sampled_from((1, 5, 15, 60, 600))),
    st.tuples(st.just("erase"), _CONCERNS),
    st.tuples(st.just("spoil"), st.integers(0, 4)),
    st.just(("mend",)),
    st.just(("come",)),
)
_LIVES = st.lists(_STEPS, min_size=4, max_size=14)


def live(database: Database, life: Sequence[Step]) -> None:
    world = World(database)
    for name, *how in life:
        getattr(world, name)(*how)
    world.check()


@contextmanager
def opened(url: str) -> Iterator[Database]:
    database = Database.open(url, Keyring(bytes(range(32))))
    migrate.upgrade(database)
    try:
        yield database
    finally:
        database.close()


WRITE = ("write", 0, 1, True, 0, False)
OTHER = ("write", 1, 1, True, 0, False)
LIVES: dict[str, Sequence[Step]] = {
    "a carrier of which a card has arrived": (
        ("write", 0, 3, True, 0, False),
        ("carry", "deliver", "refuse"),
        OTHER,
        ("wait", 600),
    ),
    "a claim that ran out": (WRITE, OTHER, ("carry", "vanish"), ("write", 2, 2, True, 0, False)),
    "the carrier is erased": (WRITE, OTHER, ("carry", "refuse"), ("erase", 0)),
    "the carrier is erased, and nobody knows whether it arrived": (
        WRITE,
        OTHER,
        ("carry", "deliver", "drop"),
        ("erase", 0),
    ),
    "the carrier is erased while it is under way": (WRITE, OTHER, ("carry", "deliver", "erase")),
    "the carrier is erased, its claim having run out": (WRITE, OTHER, ("carry", "vanish"), ("erase", 0)),
    "what is carried does not open": (WRITE, OTHER, ("spoil", 1), ("carry",)),
    "what is carried does not open any more": (WRITE, OTHER, ("carry", "drop"), ("spoil", 1), ("wait", 5)),
    "what is carried opens again when half has arrived": (
        ("write", 0, 3, True, 0, False),
        OTHER,
        ("carry", "refuse"),
        ("spoil", 1),
        ("wait", 5),
        ("carry", "deliver", "refuse"),
        ("mend",),
    ),
    "what is carried is erased when half has arrived": (
        ("write", 0, 3, True, 0, False),
        OTHER,
        ("carry", "refuse"),
        ("erase", 1),
        ("wait", 5),
        ("carry", "deliver", "refuse"),
    ),
    "half has arrived of what could carry others": (
        ("write", 0, 3, True, 0, False),
        ("carry", "deliver", "refuse"),
        ("wait", 1),
        ("write", 1, 1, True, 0, True),
    ),
    "blocked, the carrier is erased": (WRITE, OTHER, ("carry", "block"), ("erase", 0)),
    "half has arrived of what went together, and what had arrived does not open": (
        WRITE,
        OTHER,
        ("write", 2, 1, True, 0, False),
        ("carry", "deliver", "deliver", "refuse"),
        ("spoil", 1),
        ("wait", 5),
        ("carry",),
    ),
    "half has arrived of what went together, and some of it is erased": (
        WRITE,
        OTHER,
        ("carry", "deliver", "refuse"),
        ("erase", 1),
    ),
    "half has arrived of what others come to": (
        ("write", 0, 3, True, 0, False),
        ("carry", "deliver", "wait for its turn"),
        ("write", 1, 1, True, 0, False),
    ),
}


@pytest.mark.parametrize("life", LIVES.values(), ids=LIVES)
def test_no_card_is_lost_or_repeated_without_cause(database_url: str, life: Sequence[Step]) -> None:
    with opened(database_url) as database:
        live(database, life)


def test_in_no_life_is_a_card_lost_or_repeated_without_cause(database_url: str) -> None:
    with opened(database_url) as database:

        @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
        @given(_LIVES)
        def holds(life: Sequence[Step]) -> None:
            live(database, life)

        holds()


@pytest.mark.parametrize("fate", ["refuse", "drop", "lose", "raise", "vanish", "wait for its turn"])
def test_a_message_that_arrived_is_not_repeated_for_the_next(database_url: str, fate: str) -> None:
    with opened(database_url) as database:
        assert copies_of_the_first_of_three(database, fate) == 1


def copies_of_the_first_of_three(database: Database, fate: str) -> int:
    """When the first message arrives, and the second meets its fate."""
    world = World(database)
    world.write(0, 3, False, 0, False)
    world.carry("deliver", fate)
    world.check()
    return world.arrived[world.letters[0].card_keys[0]]


def test_a_courier_that_counts_only_at_the_end_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Outbox, "further", lambda *_: True)
    with opened(f"sqlite:///{tmp_path / 'cheong.db'}") as database:
        assert copies_of_the_first_of_three(database, "vanish") == 2


HALF_HERE = ("half has arrived of what could carry others", "half has arrived of what others come to")


@pytest.mark.parametrize("life", HALF_HERE)
def test_what_has_begun_to_arrive_takes_nothing_more_along(database_url: str, life: str) -> None:
    with opened(database_url) as database:
        live(database, LIVES[life])
        assert in_doubt(database) == 0


def test_a_courier_that_still_takes_more_along_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    greedy = select(delivery.c.id, delivery.c.address_id, delivery.c.merge).where(
        delivery.c.id.in_(bindparam("ids", expanding=True)), delivery.c.merge.is_not(None)
    )
    monkeypatch.setattr(merging, "_CARRIERS", greedy)
    with opened(f"sqlite:///{tmp_path / 'cheong.db'}") as database:
        live(database, LIVES[HALF_HERE[0]])
        assert in_doubt(database) > 0


def in_doubt(database: Database) -> int:
    with database.look() as transaction:
        return sum(transaction.connection.execute(select(delivery.c.ambiguous)).scalars())


def test_broken_couriers_are_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative controls, each by the life that needs the care it lacks."""
    untouched = update(delivery).where(delivery.c.id < 0).values(reason=None)
    uncounted = (
        update(delivery)
        .where(delivery.c.state == "merged", bindparam("b_key", type_=Text).is_not(None))
        .values(state="due", carried_by=None)
    )
    halves = merging._SET_DOWN.values(ambiguous=merging._of_carrier(merging._carrier.c.ambiguous))
    careless = halves.where(delivery.c.id.in_(bindparam("ids", expanding=True)))
    broken: dict[str, tuple[str, Executable]] = {
        "half has arrived of what went together, and what had arrived does not open": (
            "_LEFT_BEHIND",
            careless,
        ),
        "the carrier is erased, and nobody knows whether it arrived": ("_ORPHANED", uncounted),
        "the carrier is erased while it is under way": ("_ORPHANED", uncounted),
        "what is carried does not open": ("_LEFT_BEHIND", untouched),
    }
    with opened(f"sqlite:///{tmp_path / 'cheong.db'}") as database:
        for life, (name, statement) in broken.items():
            with monkeypatch.context() as patched:
                patched.setattr(merging, name, statement)
                with pytest.raises(AssertionError):
                    live(database, LIVES[life])
        with monkeypatch.context() as patched:
            patched.setattr(courier, "begun", lambda letter, words: replace(letter, words=words, done=0))
            with pytest.raises(AssertionError):
                live(database, LIVES["half has arrived of what went together, and some of it is erased"])
