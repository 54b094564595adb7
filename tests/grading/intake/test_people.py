"""The person is what differs between the paths, and nobody is merged or guessed."""

import pytest
from click.testing import CliRunner
from grading_examples import NAME, RIGHTS, make_zip

from course_lib.instructor.grading.grade_command import grade_command
from course_lib.instructor.grading.intake.people import people, place_of
from course_lib.instructor.grading.records.results import Results

OTHER = "02_other"


def persons(*folders, lesson=NAME):
    """The name that each folder above a lesson's tells, None where it is not told."""
    places = [place_of(f"{name}/{lesson}/{lesson}.ipynb", [NAME, OTHER]) for name in folders]
    found = people(places)
    return [found[place.folders].name if place.folders in found else None for place in places]


@pytest.mark.parametrize(
    ("folders", "names"),
    [
        (["ada", "ben"], ["ada", "ben"]),
        (["ada"], ["ada"]),
        (["ada/notebooks", "ben/notebooks"], ["ada", "ben"]),
        (["ada/notebooks"], ["ada"]),
        (["ada/deep_learning_course/notebooks", "ben", "cleo/homework"], ["ada", "ben", "cleo"]),
        (["submitted/ada", "submitted/ben"], ["ada", "ben"]),
        (["submitted/ada"], ["ada"]),
        (["class/ada", "class/ben"], ["ada", "ben"]),
        (["class/ada/work", "class/ben"], ["ada", "ben"]),
        (["class/section1/ada", "class/section1/ben", "class/section2/cleo"], ["ada", "ben", "cleo"]),
        (["s1/ada/notebooks", "s1/ben/notebooks", "s2/cleo/notebooks"], ["ada", "ben", "cleo"]),
        (["week1/ada", "week1/ben"], ["ada", "ben"]),
        (["ada/old", "ada/new", "ben/x", "cleo/y"], ["ada", "ada", "ben", "cleo"]),
        (["ada/x", "ben/y"], ["ada", "ben"]),
        (["notebooks"], [None]),
        (["class/ada"], [None]),  # either may be the student
    ],
)
def test_the_person_is_what_differs_between_the_paths(folders, names):
    assert persons(*folders) == names


def test_two_lessons_of_one_student_in_two_weeks_are_of_one_student():
    paths = [f"week{week}/{who}/{lesson}" for week, lesson in ((1, NAME), (2, OTHER)) for who in ("ada", "ben")]
    places = [place_of(f"{path}/x.ipynb", [NAME, OTHER]) for path in paths]

    assert [people(places)[place.folders].name for place in places] == ["ada", "ben", "ada", "ben"]


def put(root, *paths):
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(RIGHTS)


def graded(tmp_path, source):
    done = CliRunner().invoke(grade_command, [str(source), "-o", str(tmp_path / "results"), "--jobs", "1"])
    statuses = {}
    for row in Results(tmp_path / "results").read_rows():
        statuses.setdefault(row["student"], set()).add(row["status"])
    return done, statuses


@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_whole_course_folders_are_graded_each_for_its_student(in_course, tmp_path, kind):
    paths = [
        f"ada/notebooks/{NAME}/{NAME}.ipynb",
        f"ben/{NAME}/{NAME}.ipynb",
        f"cleo/a/b/notebooks/{NAME}/{NAME}.ipynb",
    ]
    source = tmp_path / "handed in"
    put(source, *paths)
    (source / "ada" / "course_lib").mkdir()
    (source / "ada" / "course_lib" / "checks.py").touch()
    (source / "zoe").mkdir()
    (source / "zoe" / "homework.ipynb").write_text(RIGHTS)
    if kind == "zip":
        files = [path for path in source.rglob("*") if path.is_file()]
        source = make_zip(tmp_path / "x.zip", *((str(path.relative_to(source)), path.read_bytes()) for path in files))

    done, statuses = graded(tmp_path, source)

    assert done.exit_code == 0, done.output
    assert statuses == {"ada": {"passed"}, "ben": {"passed"}, "cleo": {"passed"}, "zoe": {"missing"}}
    assert "ada: 1 other file was not looked at" in done.stderr
    assert "zoe/homework.ipynb: left out: no folder above it is named after its lesson" in done.stderr


@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_what_falls_on_one_name_is_refused_with_both_paths_and_everybody_else_graded(in_course, tmp_path, kind):
    paths = [f"{where}/{NAME}/{NAME}.ipynb" for where in ("ada/old", "ada/new", "ben/x", "cleo/y")]
    source = tmp_path / "handed in"
    put(source, *paths)
    if kind == "zip":
        source = make_zip(tmp_path / "x.zip", *((path, RIGHTS) for path in paths))

    done, statuses = graded(tmp_path, source)

    assert done.exit_code == 4
    assert statuses == {"ben": {"passed"}, "cleo": {"passed"}}
    (told,) = [line for line in done.stderr.splitlines() if "refused: all would be of ada" in line]
    assert all(path in told for path in paths[:2])
    assert "named after its student" in told
    assert "2 notebooks were refused and not graded" in done.stderr


def test_a_notebook_that_nothing_tells_the_student_of_is_refused(in_course, tmp_path):
    put(tmp_path / "in", f"notebooks/{NAME}/{NAME}.ipynb")

    done, _ = graded(tmp_path, tmp_path / "in")

    assert done.exit_code == 2
    assert f"notebooks/{NAME}/{NAME}.ipynb: refused: nothing tells who handed it in" in done.stderr
    assert not (tmp_path / "results").exists()
