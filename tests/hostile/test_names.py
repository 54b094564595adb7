"""A notebook may call things as it likes: no name of its own costs a point, and none makes a wrong answer right."""

import builtins

import pytest

from course_lib.instructor.bank.bank import read_bank
from course_lib.instructor.sandbox.process_runner import ProcessRunner
from course_lib.instructor.sandbox.runner import Limits, RunCell
from course_lib.instructor.source.cells import split_test, stub
from course_lib.instructor.source.course import find_course
from course_lib.instructor.source.names import bound_names, free_names

LESSONS = ("01_binary_classification", "02_relu_networks")
FORGERIES = {
    "nothing to go through": "class {name}:\n    __init__ = lambda *a: None\n    __iter__ = lambda self: iter(())",
    "always 0": "{name} = lambda *a, **k: 0",
    "always true": "{name} = lambda *a, **k: True",
    "nothing": "{name} = None",
    "what swallows all": "class Any:\n    __getattr__ = __call__ = __getitem__ = lambda self, *a, **k: self\n"
    "    __eq__ = __lt__ = __le__ = __bool__ = lambda self, *a: True\n    __iter__ = lambda self: iter(())\n"
    "    __abs__ = __float__ = lambda self: 0.0\n{name} = Any()",
    "in the built-ins": "import builtins\nsetattr(builtins, '{name}', lambda *a, **k: 0)",
    "in sys.modules": "import sys, types\nsys.modules['{name}'] = sys.modules['numpy'] = types.ModuleType('{name}')",
}


@pytest.fixture(scope="module")
def runner():
    with ProcessRunner(sandboxed=False) as runner:
        yield runner


def cells(lesson, answers, own):
    """A notebook of a lesson with these answers, and a cell of the student's own before the first test."""
    found = [RunCell(lesson.setup.source, "setup"), *(RunCell(source, "student") for source in answers)]
    found.append(RunCell(own, "student"))
    for exercise in lesson.exercises:
        parts = split_test(exercise.test.source)
        found += [RunCell(part.source, "test", exercise.name, part.hidden) for part in parts]
    return found


def passed(runner, lesson, answers, own):
    """The exercises that these answers pass, each with the errors that its test ended in."""
    data = [lesson.path.with_name(name) for name in lesson.setup.data]
    run = cells(lesson, answers, own)
    errors = {exercise.name: [] for exercise in lesson.exercises}
    for cell, outcome in zip(run, runner.run(run, Limits(), data), strict=True):
        if cell.role == "test" and outcome.status != "ok":
            errors[cell.exercise].append(outcome.error or outcome.status)
    return errors


def names_that_tests_read(lesson, answers):
    """Python's and the lesson's names, without those that the answers need."""
    needed = set().union(*map(free_names, answers)) | {exercise.name for exercise in lesson.exercises}
    ours = {*dir(builtins), *bound_names(lesson.setup.source)}
    return sorted(name for name in ours - needed if not name.startswith("_"))


@pytest.mark.parametrize("name", LESSONS)
def test_right_answers_keep_their_points_whatever_else_is_called_so(runner, name):
    lesson = find_course().lesson(name)
    answers = [exercise.answer.source for exercise in lesson.exercises]
    shadowed = names_that_tests_read(lesson, answers)
    assert {"check_close", "check_answer", "list", "round"} <= set(shadowed)

    found = passed(runner, lesson, answers, "\n".join(f"{shadow} = (0, 1)" for shadow in shadowed))

    assert {exercise: errors for exercise, errors in found.items() if errors} == {}


@pytest.mark.parametrize("forgery", FORGERIES)
@pytest.mark.parametrize("name", LESSONS)
def test_wrong_answers_get_none(runner, name, forgery):
    lesson = find_course().lesson(name)
    bank = read_bank(lesson)
    answers = []
    for exercise in lesson.exercises:
        known = [answer.source for answer in bank.answers if (answer.exercise, answer.kind) == (exercise.name, "wrong")]
        answers.append(known[0] if known else stub(exercise.answer.source))
    ours = [*dir(builtins), *bound_names(lesson.setup.source)]
    own = "\n".join(FORGERIES[forgery].format(name=shadow) for shadow in ours if not shadow.startswith("_"))

    found = passed(runner, lesson, answers, own)

    assert [exercise for exercise, errors in found.items() if not errors] == []
