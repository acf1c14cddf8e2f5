"""From labels to weights: each text is read by the rules first, for what is learnt stands beside them."""

from collections.abc import Iterable

from routing.reading.areas import Areas
from routing.reading.learner import Label, Lesson, Weights, counted, learn, odd
from routing.reading.patterns import prepare
from routing.reading.spelling import SPELLING


def taught(areas: Areas, labels: Iterable[Label], version: int = 0) -> Weights:
    """The weights that follow from the labels, given oldest first; labels of unknown areas teach nothing."""
    return learn(_lessons(areas, labels), version)


def left_out(areas: Areas, labels: Iterable[Label]) -> set[str]:
    """Whose labels are not learnt from, for they contradict what all others say; told by `Label.by`."""
    return odd(_lessons(areas, labels))


def _lessons(areas: Areas, labels: Iterable[Label]) -> list[Lesson]:
    known = [label for label in labels if label.area in areas.order]
    return [areas.lesson(label, prepare(label.text, SPELLING)) for label in counted(known)]
