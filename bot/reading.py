"""Reading texts from the command line: one JSON object a line, and how well a labelled file is read."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.labels import LabelError
from routing.directory.loading import load_directory
from routing.reading.reader import Found, Reader, load_reader

Labelled = Mapping[str, Any]
Pair = tuple[Labelled, Found]


def open_reader(folder: str | None) -> Reader:
    """The reader over the directory of a folder, the packaged one by default. No database is opened."""
    return load_reader(load_directory(Path(folder) if folder else None))


def read_lines(reader: Reader, lines: Iterable[bytes], now: datetime) -> Iterator[str]:
    """For each line of UTF-8, what was read in it as one line of JSON."""
    for line in lines:
        found = described(reader.read(line.decode("utf-8", "replace").rstrip("\r\n"), now))
        yield json.dumps({**found, "learnt": reader.learnt.version or None}, ensure_ascii=False)


def described(found: Found) -> dict[str, Any]:
    """What was read, in the words of the command's output; `place` and `when` are null where nothing was."""
    spot, when = found.spot, found.when
    place = {"gu": spot.gu, "dong": spot.dong, "station": spot.station, "text": spot.text or None}
    moment = when and {"text": when.text, "at": when.at.isoformat() if when.at else None}
    return {
        "area": found.area.area,
        "confidence": found.area.confidence,
        "urgent": found.urgency.tier,
        "danger": found.urgency.kind,
        "kind": found.kind,
        "place": place if any(place.values()) else None,
        "when": moment,
        "reasons": list(found.reasons),
    }


def evaluate(reader: Reader, rows: Sequence[Labelled], now: datetime) -> Iterator[str]:
    """How well labelled texts (text, area, urgent, district) are read, as lines."""
    pairs = [(row, reader.read(row["text"], now)) for row in rows]
    learnt = reader.learnt
    beside = f"version {learnt.version}, from {learnt.labels} labels" if learnt.version else "nothing"
    yield f"{len(pairs)} texts; learnt beside the rules: {beside}"
    yield from _areas(pairs, reader.areas.order)
    yield from _confidence(pairs)
    yield from _danger(pairs)
    yield from _districts(pairs)


def load_rows(file: Path) -> list[Labelled]:
    """The labelled lines of a file; LabelError names the line that is wrong."""
    rows: list[Labelled] = []
    for number, line in enumerate(file.read_bytes().splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict) or not isinstance(row.get("text"), str) or "area" not in row:
            raise LabelError(
                f"{file.name}: line {number}: write a JSON object with text, area, urgent, district"
            )
        rows.append(row)
    return rows


def _areas(pairs: Sequence[Pair], order: Sequence[str]) -> Iterator[str]:
    table = Counter((row["area"], found.area.area) for row, found in pairs)
    scores = []
    for area in order:
        right = table[area, area]
        labelled = sum(table[area, other] for other in order)
        read = sum(table[other, area] for other in order)
        if labelled:
            scores.append(2 * right / (labelled + read))
    right = sum(table[area, area] for area in order)
    yield f"area: macro-F1 {_mean(sum(scores), len(scores))}, accuracy {_mean(right, len(pairs))}"
    yield "labelled as (down), read as (across): " + " ".join(f"{area[:12]:>12}" for area in order)
    for area in order:
        yield f"{area:>38} " + " ".join(f"{table[area, other]:>12}" for other in order)


def _confidence(pairs: Sequence[Pair]) -> Iterator[str]:
    for word in ("high", "medium", "low"):
        those = [(row, found) for row, found in pairs if found.area.confidence == word]
        right = sum(row["area"] == found.area.area for row, found in those)
        share = _mean(len(those), len(pairs))
        yield f"confidence {word}: {share} of texts, accuracy {_mean(right, len(those))}"


def _danger(pairs: Sequence[Pair]) -> Iterator[str]:
    urgent = [found.urgency.tier for row, found in pairs if row.get("urgent")]
    others = [found.urgency.tier for row, found in pairs if not row.get("urgent")]
    hard, false = urgent.count("hard"), others.count("hard")
    either = sum(tier is not None for tier in urgent)
    recall, precision = _mean(hard, len(urgent)), _mean(hard, hard + false)
    yield f"danger: {len(urgent)} urgent; hard: recall {recall}, precision {precision}"
    recall, soft = _mean(either, len(urgent)), _mean(others.count("soft"), len(others))
    precision = _mean(either, either + sum(tier is not None for tier in others))
    yield f"danger: hard or soft: recall {recall}, precision {precision}; soft among the harmless {soft}"


def _districts(pairs: Sequence[Pair]) -> Iterator[str]:
    named = [found.spot.gu == row["district"] for row, found in pairs if row.get("district")]
    unnamed = [found.spot.gu for row, found in pairs if not row.get("district")]
    false = sum(gu is not None for gu in unnamed)
    exact, wrong = _mean(sum(named), len(named)), _mean(false, len(unnamed))
    yield f"district: exact {exact} of {len(named)}; false {wrong} of {len(unnamed)}"


def _mean(part: float, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "–"
