"""Labels on the command line: read from a file, looked at, undone."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.ports import Kept
from intake import text as texts
from routing.reading.areas import Areas
from routing.reading.learner import Label, counted
from routing.reading.teaching import left_out

#: As much of a text as is kept; reading looks at less.
_LONGEST = 4000


class LabelError(Exception):
    """A file of labels that cannot be used: the file, the line and the mend."""


def load_labels(file: Path, areas: Sequence[str]) -> list[Label]:
    """The labels of a JSONL file, personal numbers taken out; LabelError names the line that is wrong."""
    return [
        _label(line, f"{file.name}: line {number}", areas)
        for number, line in enumerate(file.read_bytes().splitlines(), 1)
        if line.strip()
    ]


def _label(line: bytes, where: str, areas: Sequence[str]) -> Label:
    try:
        row: Any = json.loads(line)
    except ValueError:
        raise LabelError(f"{where}: it is no JSON in UTF-8; write one object a line") from None
    if not isinstance(row, dict):
        raise LabelError(f"{where}: it is no object; write text, area and by")
    text, by = row.get("text"), row.get("by")
    if not isinstance(text, str) or not texts.clean(text):
        raise LabelError(f"{where}: text is missing; write what was said")
    if row.get("area") not in areas:
        raise LabelError(f"{where}: area is none of {', '.join(areas)}; write one of them")
    if by is None or not str(by).strip():
        raise LabelError(f"{where}: by is missing; write who says so, for nobody counts more than the others")
    return Label(texts.mask(texts.clean(text))[:_LONGEST], row["area"], str(by).strip())


def listed(kept: Iterable[Kept], areas: Areas) -> Iterator[str]:
    """Who said how many labels in which batch, how many of them count, and of which areas; no texts.

    Whoever contradicts all others and is left out is said to be.
    """
    kept = list(kept)
    given = [Label(each.text, each.area, each.mark) for each in kept]
    each_counts = Counter(label.by for label in counted(given))
    apart = left_out(areas, given)
    groups: dict[tuple[str, str, str], Counter[str]] = {}
    for one in kept:
        groups.setdefault((one.batch, one.by, one.mark), Counter())[one.area] += 1
    for (batch, by, mark), each in groups.items():
        told = ", ".join(f"{area} {count}" for area, count in each.most_common())
        count = (
            "left out, for they contradict all others"
            if mark in apart
            else f"{each_counts[mark]} of theirs count"
        )
        said = f"{each.total()} labels: {told} · {count}"
        yield f"batch {batch} · by {by} · {said}"
    if not kept:
        yield "There are no labels."
