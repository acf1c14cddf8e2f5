"""Reads the office's data files, and says every gap in them at once: file, key and what to do."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

#: The packaged data; a deployment may give a folder of its own with files of the same names.
DATA = Path(__file__).parent / "data"

LANGUAGES = ("ko", "en")

Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Gap:
    """One fault of a data file: which file, which key in it, and what the reader should do."""

    file: str
    key: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.mend}"


class DirectoryError(Exception):
    """The data cannot be used. Its text has one plain sentence for every gap, one gap a line."""

    def __init__(self, gaps: Sequence[Gap]) -> None:
        super().__init__("\n".join(map(str, gaps)))
        self.gaps = tuple(gaps)


@dataclass(slots=True)
class Reader:
    """Reads one file's tables; what is missing is noted in `gaps`, and reading goes on with a stand-in."""

    file: str
    gaps: list[Gap] = field(default_factory=list)

    def gap(self, key: str, mend: str) -> None:
        """Notes one fault; a key of the file itself may come with the dot of the table it does not have."""
        self.gaps.append(Gap(self.file, key.lstrip("."), mend))

    def refuse(self) -> None:
        """Raises DirectoryError if anything was noted."""
        if self.gaps:
            raise DirectoryError(self.gaps)

    def text_of(self, folder: Path) -> str:
        """The file's text; one that is missing or in another encoding is refused on the spot."""
        try:
            # Spreadsheets put a byte order mark before what they save as UTF-8.
            return (folder / self.file).read_text(encoding="utf-8-sig")
        except OSError:
            self.gap("the file", f"it is not in {folder} or cannot be read; put it there.")
        except UnicodeDecodeError:
            self.gap("the file", "it is not written in UTF-8; save it in that encoding.")
        raise DirectoryError(self.gaps)

    def parse(self, folder: Path) -> Table:
        """The tables of the file; one that is no TOML is refused on the spot, with the line."""
        try:
            return tomllib.loads(self.text_of(folder))
        except tomllib.TOMLDecodeError as error:
            self.gap("the file", f"it cannot be read as TOML ({error}); mend that line.")
        raise DirectoryError(self.gaps)

    def rows(self, data: Table, key: str) -> Iterator[tuple[str, Table]]:
        """The tables under `key` by name, in the order of the file; anything else there is a gap."""
        found = data.get(key)
        if not isinstance(found, dict) or not found:
            self.gap(key, f"the table is missing or empty; add [{key}.…].")
            return
        for name, row in found.items():
            if isinstance(row, dict):
                yield name, row
            else:
                self.gap(f"{key}.{name}", "it must be a table; write it as { … }.")

    def list_of_tables(self, data: Table, key: str) -> Iterator[tuple[str, Table]]:
        """The tables of the list `key`, each with its key and number for messages; no list is no table."""
        found = data.get(key, [])
        if not isinstance(found, list):
            found = [None]
        for number, row in enumerate(found, 1):
            if isinstance(row, dict):
                yield f"{key} {number}", row
            else:
                self.gap(f"{key} {number}", f"it must be a table; begin it with [[{key}]].")

    def names(self, row: Table, key: str) -> Mapping[str, str]:
        """A wording in every language, straight from `row`."""
        return {language: self.text(row, language, key) for language in LANGUAGES}

    def text(self, row: Table, name: str, key: str) -> str:
        """A text that must not be empty."""
        found = row.get(name)
        if isinstance(found, str) and found.strip():
            return found
        self.gap(f"{key}.{name}", "it is missing or empty; write it as a text.")
        return ""

    def texts(self, row: Table, name: str, key: str) -> tuple[str, ...]:
        """A list of texts; none at all is allowed."""
        found = row.get(name, [])
        if isinstance(found, list) and all(isinstance(each, str) and each for each in found):
            return tuple(found)
        self.gap(f"{key}.{name}", 'it must be a list of texts, such as ["a", "b"].')
        return ()

    def flag(self, row: Table, name: str, key: str) -> bool:
        """A true or false that must be said."""
        found = row.get(name)
        if isinstance(found, bool):
            return found
        self.gap(f"{key}.{name}", "it is missing; write true or false.")
        return False

    def day(self, row: Table, name: str, key: str) -> date:
        """A date without a time that must be there."""
        found = self.day_or_none(row, name, key)
        if found is None and name not in row:
            self.gap(f"{key}.{name}", "the date is missing; write it as 2026-12-31, without quotes.")
        return found or date.min

    def day_or_none(self, row: Table, name: str, key: str) -> date | None:
        """A date without a time that may be left out."""
        found = row.get(name)
        if found is None or type(found) is date:
            return found
        self.gap(f"{key}.{name}", "it is no date; write it as 2026-12-31, without quotes.")
        return None

    def one_of(self, row: Table, name: str, known: Sequence[str], key: str) -> str:
        """A text out of a closed list."""
        found = row.get(name)
        if isinstance(found, str) and found in known:
            return found
        self.gap(f"{key}.{name}", f"it is {found!r}; write one of: {', '.join(known)}.")
        return known[0]
