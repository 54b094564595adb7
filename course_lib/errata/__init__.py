"""The errata of the lecture decks, as data whose evidence runs.

    from course_lib import errata
    errata.show("E38")

Fifty-five places of the decks 000 to 004 where the text, as we have it, does not hold as it is printed. Each has the
words of the slide, a careful verdict, what holds, and, where there is something to compute, a function that returns the
two numbers or shapes that disagree. The text that we have was extracted by machine: where a sign or a letter may have
been lost on the way, the verdict is AMBIG, and nobody erred. CONFIRMED has claims that hold, C1 to C23: their two
numbers agree. `docs/errata.md` is made of both tables.
"""

from course_lib.errata import deck_000, deck_001, deck_002, deck_003, deck_004_images, deck_004_learning
from course_lib.errata.confirmed import CONFIRMED
from course_lib.errata.entry import VERDICTS, Erratum

__all__ = ["CONFIRMED", "ERRATA", "VERDICTS", "Erratum", "erratum", "show"]

_PARTS = (deck_000, deck_001, deck_002, deck_003, deck_004_images, deck_004_learning)
ERRATA = tuple(sorted((one for part in _PARTS for one in part.ENTRIES), key=lambda one: int(one.id[1:])))


def erratum(name):
    """The entry of this id, "E1" to "E55" or "C1" to "C23".  Raises ValueError if there is none.

    >>> erratum("E54").right
    'Newton’s Principia, which holds the theory, appeared in 1687.'
    """
    for one in (*ERRATA, *CONFIRMED):
        if one.id == name:
            return one
    known = " and ".join(f"{table[0].id} to {table[-1].id}" for table in (ERRATA, CONFIRMED))
    raise ValueError(f"no entry {name!r}: there are {known}")


def show(name):
    """Run the evidence of an entry and print it: what is printed, what holds, and the two numbers that disagree, or
    agree.

    Raises ValueError if there is no entry of this id.

    >>> show("E4")
    E4: deck 000, «La vision par ordinateur»
    As printed: 1 image RGB de 480 × 340 = 1 vecteur dans [0, 255]^163200
    Verdict: WRONG
    What holds: Three channels: 3 · 480 · 340 = 489 600 numbers; 163 200 is one channel.
    Computed: The printed exponent is 163,200; an array of 340 rows, 480 columns and 3 channels holds 489,600 numbers.
    Told in lesson 05.
    """
    one = erratum(name)
    lines = {
        one.id: one.where,
        "As printed": one.printed,
        "Verdict": one.judged,
        "Doubt": one.doubt,
        "What holds": one.right,
        "Computed": one.told(),
    }
    for head, text in lines.items():
        if text:
            print(f"{head}: {text}")
    print(f"Told in lesson {one.lesson}.")
