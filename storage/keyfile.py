"""The key file: one line with the secret everything is sealed with. Lost, it takes all with it."""

import base64
import binascii
import os
import stat
from pathlib import Path

from storage.errors import KeyFileRefused
from storage.sealing import KEY_SIZE, Keyring

_PREFIX = "cheong-key-1:"


def write_key_file(path: Path) -> None:
    """Make a key file that its owner alone can read; KeyFileRefused if the path exists already."""
    line = _PREFIX + base64.b64encode(os.urandom(KEY_SIZE)).decode() + "\n"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyFileRefused(f"{path} exists already and is not overwritten; name another file.") from None
    except OSError as error:
        raise KeyFileRefused(f"{path} cannot be made: {error.strerror}.") from None
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


def read_key_file(path: Path) -> Keyring:
    """The keyring of a key file; KeyFileRefused when it is missing, open to others or malformed."""
    try:
        with path.open(encoding="ascii") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            text = file.read(200)
    except FileNotFoundError:
        raise KeyFileRefused(
            f"{path} does not exist. Bring back the key file this database was made with; for a new"
            f" database, make one with: cheong key {path}"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise KeyFileRefused(f"{path} cannot be read ({type(error).__name__}); check the path.") from None
    if os.name == "posix" and mode & 0o077:
        raise KeyFileRefused(f"{path} can be read by others (mode {mode:o}); run: chmod 600 {path}")
    return Keyring(_secret(path, text))


def _secret(path: Path, text: str) -> bytes:
    malformed = (
        f"{path} is no key file: it must be one line, {_PREFIX} and 32 bytes in base64. Bring back a copy."
    )
    line = text.removesuffix("\n")
    if not line.startswith(_PREFIX):
        raise KeyFileRefused(malformed)
    try:
        secret = base64.b64decode(line.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise KeyFileRefused(malformed) from None
    if len(secret) != KEY_SIZE:
        raise KeyFileRefused(malformed)
    return secret
