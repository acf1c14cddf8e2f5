"""From labels to weights: each text is read by the rules first, for what is learnt stands beside them."""

from collections.abc import Iterable

from routing.reading.areas import Areas
from routing.reading.learner import Label, Weights, counted, learn
from routing.reading.patterns import prepare
from routing.reading.spelling import SPELLING


def taught(areas: Areas, labels: Iterable[Label], version: int = 0) -> Weights:
    """The weights that follow from the labels, given oldest first; labels of unknown areas teach nothing."""
    known = [label for label in labels if label.area in areas.order]
    return learn([areas.lesson(label, prepare(label.text, SPELLING)) for label in counted(known)], version)
