"""What the grader does not take from an answer, and what the student reads of it, in a hidden test too.

Such a sentence is made here of a key and a number: nothing else in it comes from the answer.
"""

from course_lib.instructor.sandbox.channel import MOST_BYTES

MOST_PARTS = 1_000_000  # numbers, strings, lists and what is in them, of one message
MOST_CHARACTERS = 4_000_000
DEEPEST = 40
REFUSED = "Refused"  # the class of such an error, as an outcome tells it
SENTENCES = {
    "parts": f"the answer gave back more than can be compared: {{got}} values, at most {MOST_PARTS}",
    "characters": f"the answer gave back more than can be compared: {{got}} characters, at most {MOST_CHARACTERS}",
    "bytes": f"the answer gave back more than can be compared: {{got}} bytes, at most {MOST_BYTES}",
    "depth": f"the answer gave back lists in lists, more than {DEEPEST} deep: does one hold itself?",
    "digits": "the answer gave back an integer of more than a thousand digits",
    "another process": "a function of the test was given an object that a child process has made: only numbers, "
    "strings, lists, arrays and tensors leave it",
    "a new process": "a function of the test was called in a process that was started anew: only threads and forked "
    "processes can call it",
    "nobody listens": "a function of the test was called by too many threads or processes at once",
}
# How much there was, and which of these it is, could tell what a hidden part asked.
HIDDEN_SENTENCE = "the answer gave back more than can be compared, or what cannot leave its process"


class RefusalError(Exception):
    """The grader does not take this. reason: a key of SENTENCES.  got: how much there was."""

    def __init__(self, reason: str, got: int = 0):
        super().__init__(reason, got)
        self.reason, self.got = reason, got

    def __str__(self) -> str:
        return SENTENCES[self.reason].format(got=self.got)


class TooLargeError(RefusalError, ValueError):
    """A value with more parts, more bytes or deeper nesting than may cross."""


class Budget:
    """What one message may hold, counted as it is once decoded: a part counts wherever it stands."""

    def __init__(self) -> None:
        self.parts = self.characters = self.bytes = 0

    def take(self, parts: int = 0, characters: int = 0, size: int = 0) -> None:
        """Count so much more. Raises TooLargeError if it is too much."""
        self.parts += parts
        self.characters += characters
        self.bytes += size
        if self.parts <= MOST_PARTS and self.characters <= MOST_CHARACTERS and self.bytes <= MOST_BYTES:
            return  # this is asked for every part of every message
        for reason, now, total, most in (
            ("parts", parts, self.parts, MOST_PARTS),
            ("characters", characters, self.characters, MOST_CHARACTERS),
            ("bytes", size, self.bytes, MOST_BYTES),
        ):
            if total > most:
                raise TooLargeError(reason, now if now > most else total)
