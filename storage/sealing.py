"""What is sealed with which key: one secret in a file, keys derived from it, and a data key for each owner.

Each person, each concern and each group room has its own random data key, kept wrapped in the database.
A sealed value is bound to its table, column and row: moved elsewhere it does not open. Destroying the
wrapped key erases everything sealed with it, in every backup as well.
"""

import hmac
import os
from dataclasses import dataclass
from typing import Protocol
from uuid import uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.errors import CannotOpen

#: Bytes of the secret and of every key.
KEY_SIZE = 32
#: The first byte of every sealed value: AES-256-GCM, then 12 bytes nonce, then text and tag.
_FORM = b"\x01"
_NONCE = 12


class Cipher(Protocol):
    """Seals and opens under one key; `bound` is authenticated with the text and not kept in it."""

    def seal(self, plain: bytes, bound: bytes) -> bytes:
        """The sealed text; different each time."""
        ...

    def open(self, sealed: bytes, bound: bytes) -> bytes:
        """The plain text; CannotOpen for anything but what `seal` gave for the same key and `bound`."""
        ...


class Crypto(Protocol):
    """The primitives. A certified module can stand in for them: nothing else here computes."""

    def cipher(self, key: bytes) -> Cipher:
        """An authenticated cipher for a key of 32 bytes."""
        ...

    def mac(self, key: bytes, data: bytes) -> bytes:
        """A keyed hash of 32 bytes."""
        ...

    def derive(self, secret: bytes, purpose: bytes) -> bytes:
        """A key of 32 bytes for one purpose."""
        ...

    def random(self) -> bytes:
        """A new key of 32 bytes."""
        ...


class _AesGcm:
    __slots__ = ("_aead",)

    def __init__(self, key: bytes) -> None:
        self._aead = AESGCM(key)

    def seal(self, plain: bytes, bound: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        return _FORM + nonce + self._aead.encrypt(nonce, plain, bound)

    def open(self, sealed: bytes, bound: bytes) -> bytes:
        if sealed[:1] != _FORM:
            raise CannotOpen("a sealed value has an unknown form")
        try:
            return self._aead.decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], bound)
        except (InvalidTag, ValueError):
            raise CannotOpen("a sealed value was changed, moved, or sealed with another key") from None


class Standard:
    """AES-256-GCM, HMAC-SHA256 and HKDF-SHA256."""

    def cipher(self, key: bytes) -> Cipher:
        return _AesGcm(key)

    def mac(self, key: bytes, data: bytes) -> bytes:
        return hmac.digest(key, data, "sha256")

    def derive(self, secret: bytes, purpose: bytes) -> bytes:
        return HKDF(SHA256(), KEY_SIZE, salt=None, info=purpose).derive(secret)

    def random(self) -> bytes:
        return os.urandom(KEY_SIZE)


@dataclass(frozen=True, slots=True, repr=False)
class DataKey:
    """An unwrapped data key: `id` names its row. It lives no longer than the transaction."""

    id: str
    cipher: Cipher

    def seal(self, table: str, column: str, row: str, plain: bytes) -> bytes:
        """Seal a value for one place in the database."""
        return self.cipher.seal(plain, _bound(table, column, row))

    def open(self, table: str, column: str, row: str, sealed: bytes) -> bytes:
        """Open a value read at that place; CannotOpen if it was not sealed for it."""
        return self.cipher.open(sealed, _bound(table, column, row))


class Keyring:
    """The keys that follow from the key file's secret. None of them is ever in the database."""

    __slots__ = ("_crypto", "_index", "_wrapping", "token_key")

    def __init__(self, secret: bytes, crypto: Crypto | None = None) -> None:
        if len(secret) != KEY_SIZE:
            raise ValueError(f"the secret has {len(secret)} bytes, not {KEY_SIZE}")
        self._crypto = crypto or Standard()
        self._wrapping = self._crypto.cipher(self._crypto.derive(secret, b"cheong 1 wrapping"))
        self._index = self._crypto.derive(secret, b"cheong 1 index")
        #: For signing button tokens.
        self.token_key = self._crypto.derive(secret, b"cheong 1 tokens")

    def blind(self, kind: str, *parts: str | None) -> bytes:
        """What stands for a value that must be found but not read: 32 bytes, the same for the same parts."""
        told = [
            b"-" if part is None else b"+" + part.encode("utf-8", "surrogatepass") for part in (kind, *parts)
        ]
        return self._crypto.mac(self._index, b"".join(len(part).to_bytes(4, "big") + part for part in told))

    def new_key(self) -> tuple[DataKey, bytes]:
        """A new data key, and its wrapped form for the database."""
        key_id, key = uuid4().hex, self._crypto.random()
        return DataKey(key_id, self._crypto.cipher(key)), self._wrapping.seal(key, _wrapped(key_id))

    def unwrap(self, key_id: str, wrapped: bytes) -> DataKey:
        """The data key of that id; CannotOpen when it was wrapped under another secret or another id."""
        return DataKey(key_id, self._crypto.cipher(self._wrapping.open(wrapped, _wrapped(key_id))))


def _bound(table: str, column: str, row: str) -> bytes:
    return f"{table}|{column}|{row}".encode("utf-8", "surrogatepass")


def _wrapped(key_id: str) -> bytes:
    return _bound("data_key", "wrapped", key_id)
