"""Hidden inputs: fixed in a notebook, and those of the run where a class is graded."""

import json

import numpy as np
import pytest
from click.testing import CliRunner
from grading_examples import NAME, RIGHT, hand_in, submission

from course_lib import fresh
from course_lib.instructor.grading.grade_command import grade_command
from course_lib.instructor.grading.records.results import Results, ResultsError
from course_lib.instructor.sandbox.process_runner import ProcessRunner
from course_lib.instructor.sandbox.runner import Limits, RunCell

ASK = "from course_lib.fresh import fresh_generator\n"


@pytest.fixture(autouse=True)
def fixed():
    yield
    fresh.use_seed(fresh.FIXED_SEED)


def test_a_seed_gives_the_same_numbers_and_another_other_ones():
    first = fresh.fresh_generator("relu").normal(size=3)
    assert np.array_equal(fresh.fresh_generator("relu").normal(size=3), first)
    assert not np.array_equal(fresh.fresh_generator("layer").normal(size=3), first)

    fresh.use_seed(1)

    assert not np.array_equal(fresh.fresh_generator("relu").normal(size=3), first)


def test_what_a_generator_holds_does_not_tell_the_seed():
    fresh.use_seed(123456789)

    assert "123456789" not in str(fresh.fresh_generator("relu").bit_generator.seed_seq)
    assert "123456789" not in str(fresh.fresh_generator("relu").bit_generator.state)


@pytest.mark.process
def test_the_tests_draw_from_the_seed_of_the_run_and_the_notebook_cannot():
    drawn = f"{ASK}print(fresh_generator('f').integers(10**9))"
    cells = [RunCell("", "setup"), RunCell(drawn, "student"), RunCell("f = 1", "student"), RunCell(drawn, "test", "f")]

    with ProcessRunner(sandboxed=False) as runner:
        runs = [runner.run(cells, Limits(), seed=seed) for seed in (0, 0, 5)]

    printed = [[outcome.outputs[0].text for outcome in run if outcome.outputs] for run in runs]
    assert printed[0] == printed[1]
    assert printed[0][0] == printed[0][1] == printed[2][0] != printed[2][1]


@pytest.fixture
def course(tmp_path, in_course):
    """A class of two in a folder of its own."""
    folder = tmp_path / "class"
    for student in ("ada", "bob"):
        hand_in(folder / "submitted", student, submission(**RIGHT))
    return folder


def grade(course, *options):
    return CliRunner().invoke(grade_command, [str(course / "submitted"), "-o", str(course / "results"), *options])


def test_the_results_keep_the_seed_and_a_resumed_run_uses_it(course):
    results = Results(course / "results")
    grade(course, "--student", "ada")
    seed = results.read_seed()
    resumed = grade(course, "--resume")
    seeds = {entry["student"]: entry["mark"]["seed"] for entry in results.read_log()}
    dry = grade(course, "--dry-run")
    asked = grade(course, "--resume", "--seed", "7")

    assert seeds == {"ada": seed, "bob": seed}
    assert seed > 2**32  # nobody can try them all
    assert "1 for the first time" in resumed.output
    assert dry.exit_code == 0
    assert "2 again as the seed of hidden inputs is another" in asked.output
    assert results.read_seed() == 7
    assert {entry["mark"]["seed"] for entry in results.read_log()} == {7}


@pytest.mark.parametrize("text", ["", "x", "-1", "1.5", "9" * 40])
def test_a_seed_that_somebody_has_spoilt_is_told(tmp_path, text):
    results = Results(tmp_path)
    results.seed.write_text(text)

    with pytest.raises(ResultsError, match=r"seed\.txt holds no seed"):
        results.read_seed()


def test_no_seed_of_a_run_stands_where_students_read(course):
    results = Results(course / "results")
    grade(course, "--seed", "1234567890123")

    for student in ("ada", "bob"):
        for path in (results.feedback(student, NAME), results.autograded(student, NAME)):
            assert "1234567890123" not in path.read_text(encoding="utf-8")
    assert json.loads(results.log.read_text().splitlines()[-1])["mark"]["seed"] == 1234567890123
