"""What the test of an exercise asked of an answer and got back, kept for an instructor who asks why it was refused."""

import ast
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
import torch

MOST_CALLS = 500  # of one test
LARGEST_VALUE = 2**20  # bytes: a larger one is kept as its text alone
LONGEST_TEXT = 2_000  # of one value
NEVER = "nothing: the call did not end"


@dataclass
class Call:
    """One call of an answer. given: its arguments.  gave: its result, or what it raised.  after: what it changed.

    data: the result as the bytes of plain data, None if it is none.
    """

    name: str
    given: tuple[str, ...]
    gave: str = NEVER
    after: tuple[str, ...] = ()
    data: bytes | None = None


@dataclass
class Recording:
    """The calls of one test in their order. at: the statement of the test at which it ended, "" if it passed."""

    calls: list[Call] = field(default_factory=list)
    at: str = ""

    @contextmanager
    def call(self, name: str, operands: tuple, options: dict) -> Iterator[Call]:
        """Keep a call while it is done; `gave` is told its result."""
        call = Call(name, _texts(operands, options))
        if len(self.calls) < MOST_CALLS:
            self.calls.append(call)
        try:
            yield call
        except Exception as error:
            told = getattr(error, "course_told", None)
            call.gave = f"{told.ename}: {told.evalue}" if told else f"{type(error).__name__}: {error}"
            raise
        finally:
            after = _texts(operands, options)
            call.after = tuple(new for new, old in zip(after, call.given, strict=True) if new != old)

    def ended(self, source: str, error: Exception, filename: str) -> None:
        """Keep at which statement of the test an exception left it."""
        lines, traceback = [], error.__traceback__
        while traceback is not None:
            if traceback.tb_frame.f_code.co_filename == filename:
                lines.append(traceback.tb_lineno)
            traceback = traceback.tb_next
        for statement in ast.parse(source).body:
            if lines and statement.lineno <= lines[0] <= (statement.end_lineno or statement.lineno):
                self.at = ast.get_source_segment(source, statement) or ""


def keep_result(call: Call, value: object) -> None:
    """Note what a call gave back."""
    call.gave = text_of(value)
    try:
        data = pickle.dumps(value)
    except Exception:  # an object of the answer is not here, and says so in more than one way
        return
    call.data = data if len(data) <= LARGEST_VALUE else None


def text_of(value: object) -> str:
    """A value as an instructor reads it: bounded, with the shape of an array."""
    with np.printoptions(threshold=60, precision=6, linewidth=100):
        text = repr(value)
    shape = tuple(value.shape) if isinstance(value, np.ndarray | torch.Tensor) else ()
    behind = f"  shape {shape}" if shape else ""
    return (text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}...") + behind


def _texts(operands: tuple, options: dict) -> tuple[str, ...]:
    return (*map(text_of, operands), *(f"{name}={text_of(value)}" for name, value in options.items()))
