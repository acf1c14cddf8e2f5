"""Makes routing/reading/letters.txt anew: `python -m scripts.teach_letters`, half a minute.

A support vector machine for each question (squared hinge, by dual coordinate descent), over the labelled
sentences of tests/reading but the sealed ones. It follows from them and from the rules alone: the same in,
the same out. Run it after sentences or rules were changed; with `--check` it says whether that is due.
"""

import json
import math
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from random import Random
from typing import Any
from zlib import crc32

from routing.reading import letters
from routing.reading.areas import load_areas
from routing.reading.letters import MOST, ZERO, loudness, runs, sign
from routing.reading.patterns import Text, prepare
from routing.reading.spelling import SPELLING
from routing.reading.urgency import KINDS, URGENT, load_dangers, signs_of

ROOT = Path(__file__).parents[1]
SETS = ROOT / "tests" / "reading"
SEALED = ("sealed.jsonl", "winding.jsonl", "blind.jsonl")
#: A run stands in so many sentences at least. A rule met is as loud as this, beside all runs together as 1.
FEWEST, SIGN = 3, 0.2
#: How dear a sentence on the wrong side is; passes over all of them at most; how near to the best is enough.
DEAR = {URGENT: 3.0}
_DEAR, _PASSES, _NEAR = 1.0, 60, 0.02

Row = list[tuple[int, float]]


def sentences() -> list[dict[str, Any]]:
    """Those taught from, in a fixed order."""
    files = sorted(file for file in SETS.glob("*.jsonl") if file.name not in SEALED)
    lines = [line for file in files for line in file.read_text("utf-8").splitlines() if line.strip()]
    return [json.loads(line) for line in lines]


def taught_from(rows: Sequence[Mapping[str, Any]]) -> str:
    """A short mark of sentences and labels."""
    told = "\n".join(f"{row['area']}|{bool(row['urgent'])}|{row['text']}" for row in rows)
    return f"{crc32(told.encode()):08x}"


def machine(rows: Sequence[Row], yes: Sequence[bool], width: int, dear: float) -> list[float]:
    """The weights that part those that are so from those that are not."""
    weights, held = [0.0] * width, [0.0] * len(rows)
    soft = 1 / (2 * dear)
    own = [sum(value * value for _, value in row) + soft for row in rows]
    order, chance = list(range(len(rows))), Random(1)  # noqa: S311 -- the same order each time
    for _ in range(_PASSES):
        chance.shuffle(order)
        worst = 0.0
        for at in order:
            side = 1.0 if yes[at] else -1.0
            slope = side * sum(weights[key] * value for key, value in rows[at]) - 1 + held[at] * soft
            step = min(slope, 0.0) if held[at] == 0 else slope
            worst = max(worst, abs(step))
            if abs(step) < 1e-9:
                continue
            new = max(held[at] - slope / own[at], 0.0)
            change, held[at] = (new - held[at]) * side, new
            for key, value in rows[at]:
                weights[key] += change * value
        if worst < _NEAR:
            break
    return weights


def _rare(texts: Sequence[Text]) -> dict[str, float]:
    often = Counter(run for text in texts for run in runs(text))
    return {
        run: math.log((1 + len(texts)) / (1 + count)) + 1
        for run, count in sorted(often.items())
        if count >= FEWEST
    }


def _row(text: Text, named: Sequence[str], rare: Mapping[str, float], keys: Mapping[str, int]) -> Row:
    known = sorted(run for run in runs(text) if run in rare)
    length = loudness([rare[run] for run in known], max(rare.values()))
    met = [(keys[each], SIGN) for name in named if (each := sign(name)) in keys]
    return [*((keys[run], rare[run] / length) for run in known), *met, (len(keys), 1.0)]


def _questions(
    rows: Sequence[Mapping[str, Any]], kinds: Sequence[str | None], signs: Sequence[Sequence[str]]
) -> Iterator[tuple[str, list[int], list[bool], bool]]:
    """Each question, the sentences that answer it, their answers, and whether signs are heard."""
    everything = list(range(len(rows)))
    yield URGENT, everything, [bool(row["urgent"]) for row in rows], True
    urgent = [at for at in everything if rows[at]["urgent"] and kinds[at]]
    for kind in KINDS:
        yield f"{URGENT}.{kind}", urgent, [kinds[at] == kind for at in urgent], False
    # Short answers and places are about nothing by themselves.
    about = [at for at in everything if rows[at]["area"]]
    for area in load_areas().order:
        yield area, about, [rows[at]["area"] == area for at in about], False


def _learn(job: tuple[list[Row], list[bool], int, float]) -> list[float]:
    return machine(*job)


def teach(labelled: Sequence[Mapping[str, Any]]) -> list[str]:
    """The lines of the file, from these sentences."""
    everything = [(row, prepare(row["text"], SPELLING)) for row in labelled]
    taught = taught_from([row for row, _ in everything])
    rows, texts = zip(*[pair for pair in everything if letters.korean(pair[1])], strict=True)
    dangers = load_dangers()
    found = [dangers.by_rules(text) for text in texts]
    kinds = [each.kind if each.tier == "hard" else None for each in found]
    named = [signs_of(each) for each in found]
    rare = _rare(texts)
    often = Counter(name for each in named for name in set(each))
    keys = {run: at for at, run in enumerate([*rare, *(sign(n) for n, c in sorted(often.items()) if c > 1)])}
    full = [_row(text, names, rare, keys) for text, names in zip(texts, named, strict=True)]
    bare = [_row(text, (), rare, keys) for text in texts]
    names: list[str] = []
    jobs = []
    for name, which, yes, heard in _questions(rows, kinds, named):
        names.append(name)
        own = [(full if heard else bare)[at] for at in which]
        jobs.append((own, yes, len(keys) + 1, DEAR.get(name, _DEAR)))
    with ProcessPoolExecutor(2) as pool:
        learnt = list(pool.map(_learn, jobs))
    return list(_written(names, learnt, rare, keys, taught))


def _written(
    names: Sequence[str],
    learnt: Sequence[Sequence[float]],
    rare: Mapping[str, float],
    keys: Mapping[str, int],
    taught: str,
) -> Iterator[str]:
    """The head and a line for each run that says anything: how rare it is, and its weights, a letter each."""
    loud = max(rare.values()) / MOST
    worth = [{run: weights[at] * rare.get(run, SIGN) for run, at in keys.items()} for weights in learnt]
    parts = [
        [max((abs(each[run]) for run in keys if (run in rare) is kept), default=0.0) / MOST for each in worth]
        for kept in (True, False)
    ]
    head = {
        "taught": taught,
        "questions": names,
        # The runs' rarities are written coarsely too, so the length that they make is measured in steps.
        "scales": [round(each / loud, 6) for each in parts[0]],
        "signs": [round(each, 6) for each in parts[1]],
        "bias": [round(weights[len(keys)], 4) for weights in learnt],
    }
    yield json.dumps(head)
    for run in sorted(keys):
        steps = [
            round(each[run] / size) if size else 0
            for each, size in zip(worth, parts[run not in rare], strict=True)
        ]
        if any(abs(step) > 4 for step in steps):
            own = round(rare[run] / loud) if run in rare else 0
            yield f"{''.join(chr(ZERO + step) for step in (own, *steps))}{run}"


def main() -> None:
    """Write the file, or say whether that is due."""
    if "--check" in sys.argv:
        due = letters.load_letters().taught != taught_from(sentences())
        sys.exit("sentences were changed since: run `python -m scripts.teach_letters`" if due else 0)
    (ROOT / "routing" / "reading" / letters.FILE).write_text("\n".join([*teach(sentences()), ""]), "utf-8")


if __name__ == "__main__":
    main()
