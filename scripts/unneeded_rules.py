"""Lists rules that no labelled sentence needs: `python -m scripts.unneeded_rules`, two minutes.

Asked of each rule of danger and of areas: how often is it met, and do more sentences read worse without it
(their danger missed, called for nothing or sent to another number, their area mistaken) than better? Letters
are taught anew for each part of the sentences from the others: of those they were taught from, they know the
answer without any rule. What a rule is for may still be missing among the sentences, and several rules may
stand in for each other: look before one is taken away, and at the sums of the sealed sets afterwards.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from routing.reading.areas import Areas, load_areas
from routing.reading.letters import SILENT, Said, written
from routing.reading.patterns import Text, prepare
from routing.reading.spelling import SPELLING
from routing.reading.urgency import Dangers, load_dangers
from scripts.teach_letters import sentences, teach

Heard = tuple[Text, Said]
#: Sentences that stand together are often of a pair, and stay in one part.
_PARTS, _TOGETHER = 4, 6


def unneeded_dangers(dangers: Dangers, heard: Sequence[Heard], urgent: Sequence[bool]) -> Iterator[str]:
    """Rules of danger without which every sentence that meets them is read as well or better."""
    met: dict[str, list[int]] = {rule.why: [] for rule in dangers.rules}
    for at, (text, _) in enumerate(heard):
        for hit in dangers.by_rules(text).hits:
            met[hit.rule.why].append(at)
    for rule in dangers.rules:
        without = replace(dangers, rules=tuple(each for each in dangers.rules if each is not rule))
        gained = 0
        for at in met[rule.why]:
            whole, less = (each.read(*heard[at]) for each in (dangers, without))
            gained += _worth(whole.tier, urgent[at]) - _worth(less.tier, urgent[at])
            gained += urgent[at] and whole.kind != less.kind
        if gained <= 0:
            yield f"danger.{rule.why}: met {len(met[rule.why])} times, {-gained} better without it"


def _worth(tier: str | None, urgent: bool) -> int:
    order = (None, "soft", "hard")
    return order.index(tier) if urgent else -order.index(tier)


def unneeded_areas(areas: Areas, heard: Sequence[Heard], labels: Sequence[str | None]) -> Iterator[str]:
    """Rules of areas without which every sentence that meets them is read as well or better."""
    met: Counter[str] = Counter()
    gained: Counter[str] = Counter()
    for (text, said), label in zip(heard, labels, strict=True):
        found = areas.met(text)
        met.update(rule.name for rule, _ in found)
        if label is None:
            continue
        right = _first(areas.scores(found, said)) == label
        for rule, _ in found:
            less = [each for each in found if each[0] is not rule]
            gained[rule.name] += right - (_first(areas.scores(less, said)) == label)
    for rule in areas.rules:
        if gained[rule.name] <= 0:
            yield f"{rule.name}: met {met[rule.name]} times, {-gained[rule.name]} better without it"


def _first(scores: dict[str, float]) -> str:
    return max(scores, key=scores.__getitem__)


def main() -> None:
    """Print them."""
    rows = sentences()
    heard = [(text, Said(SILENT, (), (), 1.0)) for text in (prepare(row["text"], SPELLING) for row in rows)]
    for part in range(_PARTS):
        letters = written(teach([row for at, row in enumerate(rows) if at // _TOGETHER % _PARTS != part]))
        heard = [
            (text, letters.hear(text) if at // _TOGETHER % _PARTS == part else said)
            for at, (text, said) in enumerate(heard)
        ]
    lines = [
        *unneeded_dangers(load_dangers(), heard, [bool(row["urgent"]) for row in rows]),
        *unneeded_areas(load_areas(), heard, [row["area"] for row in rows]),
    ]
    sys.stdout.write("".join(f"{line}\n" for line in lines))


if __name__ == "__main__":
    main()
