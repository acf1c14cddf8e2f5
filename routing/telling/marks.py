"""What people are called where their names do not belong: letters and digits, the same every time."""

from hashlib import sha256

from intake.messages import Phrase

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def pseudonym(concern_id: str) -> str:
    """What officers call a concern's author; means nothing outside this concern."""
    return _mark(f"pseudonym:{concern_id}")


def colleague(person: str | None) -> Phrase:
    """What officers call one of themselves, in every concern alike. Those who wrote never read it."""
    return Phrase("colleague", {"mark": _mark(f"officer:{person}")})


def _mark(seed: str) -> str:
    digest = sha256(seed.encode()).digest()
    return f"{_LETTERS[digest[0] % len(_LETTERS)]}-{10 + digest[1] % 90}"
