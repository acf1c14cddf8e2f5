"""Beginnings of answers that departments keep as data: offered where a reply begins, never sent as is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from routing.directory.agencies import Department, Directory, Names
from routing.gaps import DATA, Reader, Table

FILE = "templates.toml"

SLOTS = ("heard", "checked", "will", "hard")
#: Stands in a template for what the officer fills in; several together hide a name or a number.
BLANK = re.compile("(?<!○)○(?!○)")
#: A button has no room for more.
_LONGEST_CODE = 16


@dataclass(frozen=True, slots=True)
class Template:
    """Words for some of a reply's slots, for the departments of some areas, or for some departments alone."""

    code: str
    names: Names
    areas: tuple[str, ...]
    departments: tuple[str, ...]
    words: Mapping[str, Names]

    def is_for(self, department: Department) -> bool:
        """Whether the department is offered it."""
        return department.code in self.departments or not set(department.areas).isdisjoint(self.areas)


def load_templates(folder: Path | None, directory: Directory) -> Mapping[str, Template]:
    """The templates of `folder` (the packaged ones by default) by code; DirectoryError when one has a gap.

    A folder without the file has none.
    """
    folder = folder or DATA
    if not (folder / FILE).exists():
        return {}
    reader = Reader(FILE)
    data = reader.parse(folder)
    found = {code: _template(reader, code, row, directory) for code, row in reader.rows(data, "template")}
    reader.refuse()
    return found


def _template(reader: Reader, code: str, row: Table, directory: Directory) -> Template:
    key = f"template.{code}"
    if len(code) > _LONGEST_CODE:
        reader.gap(key, f"its code is longer than {_LONGEST_CODE} letters; shorten it.")
    areas, departments = reader.texts(row, "areas", key), reader.texts(row, "departments", key)
    for name, known, codes in (
        ("areas", directory.areas, areas),
        ("departments", directory.departments, departments),
    ):
        for each in codes:
            if each not in known:
                reader.gap(f"{key}.{name}", f"there is no {each}; correct the code.")
    words = {slot: reader.names(row[slot], f"{key}.{slot}") for slot in SLOTS if slot in row}
    if not words:
        reader.gap(key, f"it has no words; write one of: {', '.join(SLOTS)}.")
    return Template(code, reader.names(row, key), areas, departments, words)
