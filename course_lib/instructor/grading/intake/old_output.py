"""A notebook's file without the outputs that stand in it, however large they are: grading makes its own.

The file is looked through once, from front to back, and need not be in memory. What is left is bounded, and so is the
number of texts, objects and lists in it, as each of them takes far more memory once it is read.
"""

import mmap
import re

LARGEST_FILE = 2**30  # bytes, with its old outputs
LARGEST_REST = 16 * 2**20  # bytes without them: a lesson has 0.1 MB; pictures that were pasted into the text count
MOST_PARTS = 500_000  # texts, objects and lists in the rest: a lesson has 5 000
MOST_STEPS = 20_000_000  # the same in all: some ten seconds
MOST_LINES = 100_000
CHUNK = 2**20
_MARK = re.compile(rb'["\[\]{}]')
_LEFT_OUT = {b'"outputs"': re.compile(rb"\s*:\s*(?=\[)"), b'"widgets"': re.compile(rb"\s*:\s*(?=\{)")}


class TooLargeError(Exception):
    """A notebook with more in it than anybody writes: a sentence that says what there is too much of."""


def without_outputs(content: bytes | mmap.mmap) -> bytes:
    """A notebook's file, in any encoding that writes ASCII as ASCII does, with empty `outputs` and `widgets`.

    Every line keeps its number, unless an output has more than MOST_LINES.

    What is no JSON stays what it is. Raises TooLargeError.
    """
    if len(content) > LARGEST_FILE:
        raise TooLargeError(f"The file is larger than {LARGEST_FILE // 2**20} MB.")
    scan = _Scan(content)
    while (found := scan.next_mark()) is not None:
        scan.parts += 1
        if found == b'"':
            scan.pass_text()
    return scan.rest()


class _Scan:
    """One way through a file. at: where it stands.  begin: what was left out last ends there.  kept: bytes so far."""

    def __init__(self, content: bytes | mmap.mmap):
        self.content = content
        self.at = self.begin = self.kept = self.parts = self.steps = 0
        self.pieces: list[bytes] = []

    def next_mark(self) -> bytes | None:
        """The next quote, bracket or brace, passed; None at the end."""
        found = _MARK.search(self.content, self.at)
        self.at = len(self.content) if found is None else found.end()
        self.steps += 1
        if self.parts > MOST_PARTS or self.kept + self.at - self.begin > LARGEST_REST:
            raise TooLargeError(
                f"The notebook has more than {LARGEST_REST // 2**20} MB or {MOST_PARTS} pieces beside its outputs."
            )
        return None if found is None else found[0]

    def pass_text(self) -> None:
        """To the end of the text that has begun; if it is the name of what is left out, over that as well."""
        start = self.at - 1
        self.at = _end_of_text(self.content, self.at)
        value = _LEFT_OUT.get(self.content[start : min(self.at, start + 10)])
        found = value.match(self.content, self.at) if value else None
        if found:
            self._leave_out(found.end())

    def _leave_out(self, start: int) -> None:
        """Pass the list or object that begins here, and keep its brackets alone."""
        self.pieces += [self.content[self.begin : start + 1]]
        self.kept += len(self.pieces[-1])
        self.at, depth = start + 1, 1
        while depth and (found := _MARK.search(self.content, self.at)):
            self.steps += 1
            if self.steps > MOST_STEPS:
                raise TooLargeError(f"The outputs of the notebook have more than {MOST_STEPS} pieces.")
            self.at = found.end()
            if found[0] == b'"':
                self.at = _end_of_text(self.content, self.at)
            else:
                depth += 1 if found[0] in b"[{" else -1
        self.begin = self.at - 1 if not depth else len(self.content)  # the closing bracket stays
        self.at = max(self.at, self.begin)
        self.pieces.append(b"\n" * min(MOST_LINES, _lines(self.content, start, self.begin)))
        self.kept += len(self.pieces[-1])

    def rest(self) -> bytes:
        """What was kept."""
        return b"".join([*self.pieces, self.content[self.begin :]])


def _end_of_text(content: bytes | mmap.mmap, at: int) -> int:
    """Behind the quote that ends the text in which `at` stands; the end of the file if none does."""
    start = at
    while (quote := content.find(b'"', at)) >= 0:
        before = quote
        while before > start and content[before - 1 : before] == b"\\":
            before -= 1
        if (quote - before) % 2 == 0:
            return quote + 1
        at = quote + 1
    return len(content)


def _lines(content: bytes | mmap.mmap, start: int, end: int) -> int:
    return sum(content[at : min(at + CHUNK, end)].count(b"\n") for at in range(start, end, CHUNK))
