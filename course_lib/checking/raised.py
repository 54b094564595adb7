"""An exception of an answer, as its student is told of it: the line, a plain sentence, and Python's own words."""

from dataclasses import dataclass

from course_lib.checking.explained import explain
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
    known, place = explain(error), place_of(error)
    words = f"{type(error).__name__}: {error}"[:LONGEST_WORDS].removesuffix(": ")
    if place is None:
        message = f"{exercise}: calling it ends in {_article(type(error).__name__)}"
    else:
        within = place.frame.f_code.co_name
        where = f"line {place.line}" if within in (exercise, "<module>") else f"line {place.line}, in `{within}`,"
        message = f"{exercise}: {where} ends in {_article(type(error).__name__)}"
        message += f": `{place.source}`" if place.source else ""
    if known is None:
        return Raised(f"{message}. Python says: {words}", None, words)
    detail = f" Here {known.detail}." if known.detail else ""
    return Raised(f"{message}.{detail}", f"{known.id}: {known.sentence}", words)


def _article(name: str) -> str:
    return f"{'an' if name[:1] in 'AEIOU' else 'a'} {name}"
