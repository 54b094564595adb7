"""An exception of an answer, as its student is told of it: the line, a plain sentence, and Python's own words."""

from dataclasses import dataclass

from course_lib.checking.explained import Explained, explain
from course_lib.checking.place import place_of

LONGEST_WORDS = 2_000


@dataclass(frozen=True)
class Raised:
    """message: where it was raised, and what stood there.  hint: "id: sentence" or None.  words: Python's."""

    message: str
    hint: str | None
    words: str


def raised(exercise: str, error: BaseException) -> Raised:
    """What there is to say of an exception that left the answer to an exercise."""
    name, words = type(error).__name__, f"{type(error).__name__}: {error}"[:LONGEST_WORDS].removesuffix(": ")
    known = explain(error)
    if known is not None:
        return Raised(explained_message(exercise, name, known), f"{known.id}: {known.sentence}", words)
    place = place_of(error)
    where = _where(exercise, name, *((place.line, place.source) if place else (0, "")))
    return Raised(f"{where}. Python says: {words}", None, words)


def explained_message(exercise: str, name: str, known: Explained) -> str:
    """Where an exception of this class was raised in the answer to an exercise, and what stood there."""
    detail = f" Here: {known.detail.removesuffix('.')}." if known.detail else ""
    return f"{_where(exercise, name, known.line, known.source)}.{detail}"


def _where(exercise: str, name: str, line: int, source: str) -> str:
    article = "an" if name[:1] in "AEIOU" else "a"
    if not line:
        return f"{exercise}: calling it ends in {article} {name}"
    return f"{exercise}: line {line} ends in {article} {name}" + (f": `{source}`" if source else "")
