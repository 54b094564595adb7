"""What an exception of an answer means: a classic, told in a plain sentence and shown where it stands."""

from dataclasses import dataclass

from course_lib.checking.classics import CLASSICS
from course_lib.checking.place import place_of

LONGEST = 2_000  # characters of a message in which a classic is looked for: none of them is longer


@dataclass(frozen=True)
class Explained:
    """An exception, explained.

    id: of the hint.  sentence: without values.  detail: what stood there, empty if nothing of it is known.
    line, source: the line of the answer at which it was raised; 0 and empty if it was raised in no line of it.
    """

    id: str
    sentence: str
    detail: str = ""
    line: int = 0
    source: str = ""


def explain(error: BaseException) -> Explained | None:
    """The explanation of an exception that an answer raised, None if it is no classic."""
    place = place_of(error)
    text = str(error)[:LONGEST]
    for classic in CLASSICS:
        if isinstance(error, classic.kinds) and classic.raised.search(text):
            sentence = classic.sentence if isinstance(classic.sentence, str) else classic.sentence(error, place)
            if not sentence:
                continue
            detail = classic.detail(error, place) if classic.detail and place else ""
            return Explained(classic.id, sentence, detail, *((place.line, place.source) if place else ()))
    return None
