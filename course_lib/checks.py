"""Comparisons that explain themselves: the checks that stand in the test cells of the lessons.

A failed check raises CheckError. Its message says what was got and what was expected; its hint names the mistake:

    relu_backward: grad_u[0, 0] is 0.0, expected -5.0.
    Hint (mask): ask where u > 0, not where grad_out > 0.

Hints are written "id: sentence". They come, in this order, from the check itself (`confusions`, the values that known
mistakes would give), from the slips that everybody makes (`course_lib.checking.slips`), from the `hint` of the check,
from what is special about the input (`course_lib.checking.special_inputs`), and from what is right in spite of all
(`course_lib.checking.patterns`).
"""

import copy
import functools
import inspect
import random
import sys
from contextlib import contextmanager

import numpy as np

from course_lib.checking.own_work import forbidden_name
from course_lib.checking.patterns import Difference, describe_difference, describe_other
from course_lib.checking.slips import diagnose_shape, diagnose_values
from course_lib.checking.special_inputs import Calls
from course_lib.checking.values import (
    READABLE,
    UnusableValueError,
    as_array,
    as_data,
    describe,
    is_numeric,
    plain,
    refuse_nothing,
    same,
)

NOT_WRITTEN = "not written yet"
OTHER_SHAPE = "shape: compare with the shape that the exercise asks for."


class CheckError(AssertionError):
    """An answer is wrong. `message` says what was seen, `hint` is "id: sentence" or None."""

    def __init__(self, message, hint=None, comparison=None):
        self.message, self.hint, self.comparison = message, hint, comparison
        super().__init__("\n".join(self.lines()))

    @property
    def hint_id(self):
        """The id of the hint, or None."""
        return self.hint.partition(":")[0] if self.hint else None

    def lines(self):
        """What a student reads."""
        if not self.hint:
            return [self.message]
        identity, _, sentence = self.hint.partition(": ")
        return [self.message, f"Hint ({identity}): {sentence.strip()}"]

    def _render_traceback_(self):
        """IPython shows these lines in the place of a traceback."""
        return self.lines() + ([self.comparison] if self.comparison else [])


class ForbiddenError(CheckError):
    """An answer calls what it was asked to write."""


class _Session:
    """What the checks of one process know: the exercise under test and the hints that its checks declare."""

    exercise = ""
    calls = Calls()  # of the answer
    names = None  # those of a notebook's test, in which calls of its answer are to be noted
    watched = ()  # the objects that a check like `check_unchanged` compares with what they were before a call
    changes = ()  # the kinds of objects that the exercise asks to be changed
    compared = None  # what the last failed comparison compared: name, what was got, confusions
    differing = None  # if an author asks, (place of a check, id of a hint) -> did its confusion ever differ?
    declared = {}  # noqa: RUF012  exercise -> ids of the hints that its checks can give


def exercise_under_test():
    """The name of the exercise whose test began last, "" if none has."""
    return _Session.exercise


def declared_hints():
    """The ids of the hints that the checks run so far have declared, by exercise."""
    return {exercise: set(ids) for exercise, ids in _Session.declared.items()}


@contextmanager
def noting_confusions():
    """For authors: a dictionary that fills as checks run. (place, id) -> did the value of that mistake ever differ?

    Where it never does, the mistake would pass for right. place: file and line of the check.
    """
    before, _Session.differing = _Session.differing, {}
    try:
        yield _Session.differing
    finally:
        _Session.differing = before


def last_confusion(identity):
    """For authors: of the comparison that failed last, its name, what it got, and what the mistake `identity` gives.

    None if nothing has failed, or if that comparison knows no such mistake.
    """
    name, got, confusions = _Session.compared or ("", None, {})
    known = [value for text, value in confusions.items() if text.partition(":")[0] == identity]
    return (name, got, known[0]) if known else None


def check_answer(answer, forbids=(), changes=()):
    """Begin the test of `answer`, a function or class of the student.

    forbids: names that it may not use, as `course_lib.checking.own_work.forbidden_name` takes them.
    changes: what the exercise asks to change in place of what it is given: "model", "optimizer", "generator".
    Raises ForbiddenError if it uses one, CheckError if it cannot be called.
    """
    _Session.exercise, _Session.changes = getattr(answer, "__name__", "the answer"), tuple(changes)
    _Session.calls = Calls()
    if not callable(answer):
        _fail(
            f"this name holds {describe(answer)}, not a function",
            "type: run the cell that defines it again.",
        )
    name = forbidden_name(answer, forbids)
    if name:
        refuse_forbidden(name)
    if _Session.names is not None and inspect.isfunction(answer):
        _Session.names.update({name: _noting(answer) for name, value in _Session.names.items() if value is answer})


@contextmanager
def noting_calls_in(names):
    """Have the calls of a function noted that a test makes itself. names: the test's own, where the function stands."""
    _Session.names = names
    try:
        yield
    finally:
        _Session.names = None


def noting_call(arguments, options):
    """Note what a call of an answer is given, and, by the function that this context gives, what comes back."""
    return _Session.calls.noted(arguments, options)


def _noting(function):
    @functools.wraps(function)
    def noted(*arguments, **options):
        with noting_call(arguments, options) as note:
            result = function(*arguments, **options)
            note(result)
        return result

    return noted


def refuse_forbidden(name):
    """Raise ForbiddenError: the answer uses `name`."""
    reason = f"write it yourself, without {name}" if "." in name else f"find a way without {name}"
    raise ForbiddenError(_prefixed(f"the answer uses {name}"), f"own-work: {reason}.")


def check_close(name, got, expected, *, confusions=None, rtol=1e-7, atol=None, hint=None, reduces=None):
    """Check that `got` has the shape of `expected` and equal values up to rounding.

    got: what the answer gave: array, number, (nested) list, or torch tensor.  expected: array or number.
    confusions: {"id: sentence": the value that this mistake would give}.  hint: for what nothing else explains.
    rtol: relative to each value.  atol: absolute; by default rtol/100 of the largest expected value.  A float32
    answer gets the tolerance of its own precision.  reduces: the array that is reduced along an axis, to recognise
    the wrong axis.
    """
    _compare(name, got, expected, confusions or {}, hint, (rtol, atol), reduces)


def check_equal(name, got, expected, *, confusions=None, hint=None, reduces=None):
    """Check that `got` is exactly `expected`: integers, strings, booleans, and lists, sets, dicts or arrays of them."""
    confusions = confusions or {}
    if is_numeric(expected):
        _compare(name, got, expected, confusions, hint, (0, 0), reduces)
        return
    _declare(*confusions, hint)
    _note(confusions, lambda value: plain(value) == plain(expected))
    _refuse_nothing(name, got)
    if plain(got) != plain(expected):
        _Session.compared = name, got, confusions
        known = [text for text, value in confusions.items() if plain(got) == plain(value)]
        hint = known[0] if known else hint or _unexplained(got, describe_other(plain(got), plain(expected)))
        _fail(f"{name} is {_show(got)}, expected {_show(expected)}", hint)


def check_shape(name, got, shape, *, confusions=None, hint=None):
    """Check the shape alone, and return the array, or the number that an array without axes is, to compute with.

    confusions: {"id: sentence": the shape that this mistake would give}.
    """
    confusions = confusions or {}
    _declare(*confusions, hint)
    _note(confusions, lambda value: tuple(value) == tuple(shape))
    array = _as_array(name, got)
    if array.shape != tuple(shape):
        _Session.compared = name, array.shape, confusions
        known = [text for text, wrong in confusions.items() if array.shape == tuple(wrong)]
        slip = "transpose: rows and columns are exchanged." if array.shape == tuple(shape)[::-1] else OTHER_SHAPE
        _fail(f"{name} has shape {array.shape}, expected {tuple(shape)}", known[0] if known else hint or slip)
    array = as_data(array)
    _Session.calls.follow(got, [array])
    return array


def check_parts(result, *names):
    """The parts of a promised tuple, as plain data (`course_lib.checking.values.as_data`).

    low, high = check_parts(interval(values), "the lower end", "the upper end")
    """
    _refuse_nothing("the result", result)
    parts = as_data(result)
    sequence = isinstance(parts, tuple | list) or (isinstance(parts, np.ndarray) and parts.dtype.kind in READABLE)
    if not sequence or len(parts) != len(names):
        seen = f"the result is {describe(parts)}" if not sequence else f"the result has length {len(parts)}"
        promised = ", ".join(names)
        _fail(f"{seen}, expected {len(names)}: {promised}", f"type: return {promised} together, in this order.")
    parts = tuple(map(as_data, parts))
    _Session.calls.follow(result, parts)
    return parts


def check_that(condition, hint, seen):
    """Check any property.  hint: "id: sentence".  seen: what was seen, said as a clause: "relu(-3) gave -3"."""
    _declare(hint)
    if not condition:
        _fail(seen, hint)


def check_unchanged(function, *arguments, **options):
    """Call `function`; fail if it changed an argument or the global random state.

    Returns the result as plain data (`course_lib.checking.values.as_data`); an object that is no data as it is.
    """
    before = copy.deepcopy((arguments, options))
    random_before = _random_states()
    with noting_call(arguments, options) as note, watching(*arguments, *options.values()):
        result = function(*arguments, **options)
        note(result)
    names = [*_parameter_names(function, len(arguments)), *options]
    values = zip([*arguments, *options.values()], [*before[0], *before[1].values()], strict=True)
    for name, (now, then) in zip(names, values, strict=True):
        if not same(now, then):
            _refuse_changed(f"the argument {name}")
    if not same(_random_states()[: len(random_before)], random_before):
        _fail("the global random state was used", "global-rng: draw from the generator that is passed in.")
    data = as_data(result)
    _Session.calls.follow(result, [data])
    return data


def _random_states():
    """The states of the global generators: NumPy's and, if torch has been imported, torch's."""
    torch = sys.modules.get("torch")
    return [np.random.get_state(legacy=True), *([torch.get_rng_state()] if torch else [])]


@contextmanager
def watching(*values):
    """Let a check find for itself whether a call changes these, and say so in its own words."""
    before, _Session.watched = _Session.watched, (*_Session.watched, *values)
    try:
        yield
    finally:
        _Session.watched = before


def refuse_unasked_changes(changed):
    """Raise CheckError if a call changed what the exercise does not ask to change.

    A test may compute what it expects from what it has passed in: that must be what it was. changed: the arguments of
    the call that are not what they were. What a check watches it will find itself.
    """
    for value in changed:
        kind = _kind_of_state(value)
        if kind is None and not _Session.watched:
            _refuse_changed("an argument")
        if kind and kind not in _Session.changes and not any(value is one for one in _Session.watched):
            _refuse_changed(f"the {kind} that was passed in")


def _kind_of_state(value):
    """ "model", "optimizer" or "generator"; None of data."""
    if hasattr(value, "param_groups"):
        return "optimizer"
    if hasattr(value, "named_parameters"):
        return "model"
    generators = [np.random.Generator, random.Random]
    if torch := sys.modules.get("torch"):
        generators.append(torch.Generator)
    return "generator" if isinstance(value, tuple(generators)) else None


def _refuse_changed(what):
    _fail(f"{what} was changed", "in-place: work on a copy, the caller still needs what was passed in.")


def _compare(name, got, expected, confusions, hint, tolerance, reduces):
    _declare(*confusions, hint)
    array, expected = _as_array(name, got), _as_array("expected", expected)
    close = _Closeness(array, expected, *tolerance)
    _note(confusions, lambda value: _is_confusion(expected, value, close))
    if array.shape == expected.shape and close(array, expected):
        return
    _Session.compared = name, array, confusions
    known = [text for text, value in confusions.items() if _is_confusion(array, value, close)]
    if array.shape != expected.shape:
        slip = known[0] if known else diagnose_shape(array, expected, close, reduces)
        message = f"{name} has shape {array.shape}, expected {expected.shape}"
        _fail(message, slip or hint or OTHER_SHAPE)
    slip = known[0] if known else diagnose_values(array, expected, close) or hint
    slip = slip or _unexplained(got, describe_difference(Difference(array, expected, close.equal)))
    where = close.first_difference(array, expected)
    place = f"{name}[{', '.join(map(str, where))}]" if where else name
    message = "{} is {}, expected {}".format(place, *_numbers(array[where].item(), expected[where].item()))
    _fail(message, slip, _side_by_side(array, expected))


def _unexplained(got, pattern):
    """A hint where nothing names the mistake: what is special about the input, or what is right in spite of it."""
    special, otherwise = _Session.calls.of(got)
    return special or pattern or otherwise


def _note(confusions, is_expected):
    """If an author asks for it, note which mistakes give something else than what is expected here."""
    if _Session.differing is None:
        return
    frame = inspect.currentframe()
    while frame.f_globals.get("__name__") == __name__:
        frame = frame.f_back
    place = frame.f_code.co_filename, frame.f_lineno
    for text, value in confusions.items():
        key = place, text.partition(":")[0]
        _Session.differing[key] = _Session.differing.get(key, False) or not is_expected(value)


def _is_confusion(array, value, close):
    value = np.asarray(value, dtype=float)
    return array.shape == value.shape and close(array, value)


class _Closeness:
    """Are two arrays equal up to the tolerance of a check?"""

    def __init__(self, got, expected, rtol, atol):
        scale = float(np.abs(expected[np.isfinite(expected)]).max(initial=0.0))
        if atol is None:
            atol = rtol / 100 * scale
        if rtol and got.dtype == np.float32:
            precision = 1000 * float(np.finfo(got.dtype).eps)  # a sum of many terms loses two or three digits
            rtol, atol = max(rtol, precision), max(atol, precision / 10 * scale)
        self.options = {"rtol": rtol, "atol": atol, "equal_nan": True}

    def __call__(self, a, b):
        return bool(np.all(self.equal(a, b)))

    def equal(self, a, b):
        """Where they are equal."""
        if self.options["rtol"] or self.options["atol"]:
            return np.isclose(a, b, **self.options)
        return (a == b) | (np.isnan(a) & np.isnan(b))  # whole numbers of more than 16 digits too

    def first_difference(self, a, b):
        """The place of the first element that differs, in the order of the axes."""
        return tuple(map(int, np.argwhere(~self.equal(a, b))[0]))


def _refuse_nothing(name, value):
    try:
        refuse_nothing(value)
    except UnusableValueError as error:
        _fail(f"{name} is {error}", error.hint)


def _as_array(name, value):
    try:
        return as_array(value)
    except UnusableValueError as error:
        _fail(f"{name} is {error}", error.hint)


def _parameter_names(function, count):
    try:
        names = list(inspect.signature(function).parameters)
    except (ValueError, TypeError):
        names = []
    return [*names[:count], *(str(number + 1) for number in range(len(names), count))]


def _declare(*hints):
    ids = _Session.declared.setdefault(_Session.exercise, set())
    ids.update(hint.partition(":")[0] for hint in hints if hint)


def _prefixed(message):
    return f"{_Session.exercise}: {message}." if _Session.exercise else f"{message}."


def _fail(message, hint=None, comparison=None):
    raise CheckError(_prefixed(message), hint, comparison)


def _show(value, limit=80):
    text = repr(plain(value))
    return text if len(text) <= limit else f"{text[: limit - 3]}..."


def _numbers(got, expected):
    """Two different numbers as text, with as few digits as show the difference."""
    for digits in (6, 10, 14):
        pair = [
            repr(type(value)(f"{value:.{digits}g}")) if isinstance(value, float) else repr(value)
            for value in (got, expected)
        ]
        if pair[0] != pair[1]:
            return pair
    return [repr(got), repr(expected)]


def _side_by_side(got, expected, limit=36):
    """Both arrays as text, if they are small enough to be read."""
    if not 2 <= expected.size <= limit:
        return None
    with np.printoptions(precision=5, suppress=True, linewidth=100):
        return f"got:\n{got}\nexpected:\n{expected}"
