"""Sealed values open where they were sealed, with their own key, and nowhere else."""

from collections.abc import Callable

import pytest

from storage.errors import CannotOpen
from storage.sealing import Cipher, DataKey, Keyring, Standard

SECRET = bytes(range(32))
PLACE = ("concern", "answers", "c1")


@pytest.fixture
def key() -> DataKey:
    return Keyring(SECRET).new_key()[0]


def test_what_is_sealed_opens_again(key: DataKey) -> None:
    sealed = key.seal(*PLACE, "무서워요".encode())
    assert "무서워요".encode() not in sealed
    assert key.open(*PLACE, sealed).decode() == "무서워요"
    assert key.seal(*PLACE, b"x") != key.seal(*PLACE, b"x")


@pytest.mark.parametrize(
    "place", [("entry", "answers", "c1"), ("concern", "reason", "c1"), ("concern", "answers", "c2")]
)
def test_it_does_not_open_elsewhere(key: DataKey, place: tuple[str, str, str]) -> None:
    sealed = key.seal(*PLACE, b"text")
    with pytest.raises(CannotOpen):
        key.open(*place, sealed)


@pytest.mark.parametrize("at", [0, 1, 12, 13, -1])
def test_a_changed_byte_is_refused(key: DataKey, at: int) -> None:
    sealed = bytearray(key.seal(*PLACE, b"text"))
    sealed[at] ^= 1
    with pytest.raises(CannotOpen):
        key.open(*PLACE, bytes(sealed))


@pytest.mark.parametrize("cut", [0, 1, 12, 20])
def test_a_value_that_was_cut_is_refused(key: DataKey, cut: int) -> None:
    with pytest.raises(CannotOpen):
        key.open(*PLACE, key.seal(*PLACE, b"text")[:cut])


def test_data_keys_open_each_their_own(key: DataKey) -> None:
    other = Keyring(SECRET).new_key()[0]
    with pytest.raises(CannotOpen):
        other.open(*PLACE, key.seal(*PLACE, b"text"))


def test_a_wrapped_key_opens_for_its_id_under_its_secret() -> None:
    keyring = Keyring(SECRET)
    key, wrapped = keyring.new_key()
    again = Keyring(SECRET).unwrap(key.id, wrapped)
    assert again.open(*PLACE, key.seal(*PLACE, b"text")) == b"text"
    with pytest.raises(CannotOpen):
        keyring.unwrap(keyring.new_key()[0].id, wrapped)
    with pytest.raises(CannotOpen):
        Keyring(bytes(32)).unwrap(key.id, wrapped)


def test_the_index_is_the_same_for_the_same_parts_alone() -> None:
    blind = Keyring(SECRET).blind
    assert blind("room", "m", "b", "1", None) == Keyring(SECRET).blind("room", "m", "b", "1", None)
    different = {
        blind("room", "m", "b", "1", None),
        blind("room", "m", "b", "1", ""),
        blind("room", "m", "b1", "", None),
        blind("room", "m", "b", "1"),
        blind("talk", "m", "b", "1", None),
        Keyring(bytes(32)).blind("room", "m", "b", "1", None),
    }
    assert len(different) == 6
    assert {len(each) for each in different} == {32}


def test_the_derived_keys_never_change() -> None:
    """Or nothing stored would be found or opened by tomorrow's program."""
    keyring = Keyring(SECRET)
    assert keyring.token_key.hex() == TOKEN_KEY
    assert keyring.blind("room", "m", "b", "1", None).hex() == BLIND


TOKEN_KEY = "fb3a1770d930fb57cc04aebe1d57f995cdc926e753b2e126586c85b53a30838b"
BLIND = "025b381172ba8e39d9c52c86646387d7ae7bfd24c1d6765f154fadf59f2a3d29"


def test_the_derived_keys_are_apart() -> None:
    derive = Standard().derive
    assert len({derive(SECRET, purpose) for purpose in (b"a", b"b", b"c")}) == 3


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_a_secret_of_another_size_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="32"):
        Keyring(bytes(size))


class Recording(Standard):
    """Stands for a certified module."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def cipher(self, key: bytes) -> Cipher:
        self.calls.append("cipher")
        return super().cipher(key)

    def mac(self, key: bytes, data: bytes) -> bytes:
        self.calls.append("mac")
        return super().mac(key, data)

    def derive(self, secret: bytes, purpose: bytes) -> bytes:
        self.calls.append("derive")
        return super().derive(secret, purpose)

    def random(self) -> bytes:
        self.calls.append("random")
        return super().random()


USES: dict[str, Callable[[Keyring], object]] = {
    "random": lambda keyring: keyring.new_key(),
    "mac": lambda keyring: keyring.blind("room", "x"),
    "derive": lambda keyring: keyring.token_key,
    "cipher": lambda keyring: keyring.new_key(),
}


@pytest.mark.parametrize("primitive", USES)
def test_another_module_can_stand_in_for_the_primitives(primitive: str) -> None:
    crypto = Recording()
    USES[primitive](Keyring(SECRET, crypto))
    assert primitive in crypto.calls


def test_nothing_shows_a_key() -> None:
    key, wrapped = Keyring(SECRET).new_key()
    assert repr(key).startswith("<")
    assert SECRET not in wrapped
