import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click import Context
from click.testing import CliRunner
from grading_examples import COURSE, MOODLE, NAME, RIGHT, RIGHTS, contents, hand_in, lesson, make_zip, submission
from nbgrader.api import Gradebook

from course_lib.instructor.build.build import build
from course_lib.instructor.build.freshness import unbuilt
from course_lib.instructor.cli import COMMANDS, main
from course_lib.instructor.grading.closing import report_command
from course_lib.instructor.grading.demo import OWN_SIGN, demo_command
from course_lib.instructor.grading.demo_class import BREAKERS, HONEST, STUDENTS, make_class
from course_lib.instructor.grading.grade_command import grade_command
from course_lib.instructor.grading.records.results import Results
from course_lib.instructor.source.course import find_course

pytestmark = pytest.mark.process


def run(command, *arguments):
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def one_line(result):
    return len(result.stderr.strip().splitlines()) == 1


def test_a_class_is_graded_and_told_what_comes_next(in_course, tmp_path):
    hand_in(tmp_path / "submitted", "ada", submission(**RIGHT))
    hand_in(tmp_path / "submitted", "ben", "{")

    result = run(grade_command, tmp_path / "submitted", "-o", tmp_path / "results", "--jobs", 1)

    assert result.exit_code == 0, result.output
    assert "2 of 2 notebooks graded" in result.stdout
    assert "1 needs a person" in result.stdout
    assert "UNSAFE" not in result.stderr
    names = {path.name for path in (tmp_path / "results").iterdir()}
    assert names == {
        "gradebook.db",
        "autograded",
        "feedback",
        "grades.csv",
        "report.html",
        "log.jsonl",
        "seed.txt",
        "canvas.csv",
        "moodle.csv",
        "nbgrader_config.py",
    }


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["nowhere", "-o", "results"], "there is no folder nowhere"),
        (["submitted", "-o", "submitted/results"], "is inside submitted"),
        (["submitted", "-o", "submitted"], "is inside submitted"),
        (["submitted", "-o", "photos"], "holds other things"),
        (["submitted", "-o", "photos/beach.jpg"], "is a file"),
        (["submitted", "-o", "results", "--lesson", "99_magic"], "there is no lesson '99_magic'"),
        (["submitted", "-o", "results", "--student", "zoe"], "there is no student 'zoe'"),
        (["empty", "-o", "results"], "nothing to grade"),
    ],
)
def test_wrong_usage_is_told_in_one_line_and_changes_nothing(in_course, tmp_path, monkeypatch, options, reason):
    hand_in(tmp_path / "submitted", "ada", submission())
    for name in ("photos", "empty"):
        (tmp_path / name).mkdir()
    (tmp_path / "photos" / "beach.jpg").touch()
    options = [str(tmp_path / option) if option[0] not in "-9z" else option for option in options]
    before = sorted(tmp_path.rglob("*"))

    result = run(grade_command, *options)

    assert result.exit_code == 2
    assert reason in result.stderr.replace(f"{tmp_path}/", "")
    assert one_line(result)
    assert sorted(tmp_path.rglob("*")) == before


def test_without_a_sandbox_nothing_is_graded(in_course, tmp_path, monkeypatch):
    hand_in(tmp_path / "submitted", "ada", submission(**RIGHT))
    monkeypatch.setenv("PATH", "/nowhere")

    result = run(grade_command, tmp_path / "submitted", "-o", tmp_path / "results")

    assert (result.exit_code, one_line(result)) == (2, True)
    assert "bubblewrap" in result.stderr
    assert not (tmp_path / "results").exists()


def test_who_insists_grades_without_a_sandbox_and_is_told_loudly(in_course, tmp_path, monkeypatch):
    hand_in(tmp_path / "submitted", "ada", submission(**RIGHT))
    monkeypatch.setenv("PATH", "/nowhere")

    result = run(grade_command, tmp_path / "submitted", "-o", tmp_path / "results", "--unsafe")

    assert result.exit_code == 0, result.output
    assert "UNSAFE: the students' code runs unprotected" in result.stderr
    assert {row["status"] for row in Results(tmp_path / "results").read_rows()} == {"passed"}


def test_a_run_that_is_resumed_grades_what_is_missing_and_what_has_changed(in_course, tmp_path):
    for student in ("ada", "ben"):
        hand_in(tmp_path / "submitted", student, submission(**RIGHT))
    arguments = (tmp_path / "submitted", "-o", tmp_path / "results")
    run(grade_command, *arguments, "--student", "ada")
    shutil.rmtree(tmp_path / "submitted" / "ben")
    hand_in(tmp_path / "submitted", "ben", submission(**RIGHT))
    hand_in(tmp_path / "submitted", "cleo", submission())

    first = run(grade_command, *arguments, "--resume")
    shutil.rmtree(tmp_path / "submitted" / "ada")
    hand_in(tmp_path / "submitted", "ada", submission())
    second = run(grade_command, *arguments, "--resume")

    assert "2 of 3 notebooks graded" in first.stdout
    assert "1 were graded before: 6 passed, 3 missing" in first.stdout
    assert "1 of 3 notebooks graded" in second.stdout
    assert "2 were graded before: 6 missing, 3 passed" in second.stdout


WRITER = """import sys
from pathlib import Path
from course_lib.instructor.grading.records.results import Results
with Results(Path(sys.argv[1])).alone():
    print("alone", flush=True)
    sys.stdin.read()"""  # until it is killed


def test_two_commands_do_not_write_to_one_folder_and_a_killed_one_leaves_it_free(in_course, tmp_path):
    hand_in(tmp_path / "submitted", "ada", submission(**RIGHT))
    arguments = (tmp_path / "submitted", "-o", tmp_path / "results")
    assert run(grade_command, *arguments).exit_code == 0
    export = make_zip(tmp_path / "moodle.zip", (MOODLE.format("Ben", 7, "x.ipynb"), RIGHTS))
    before = contents(tmp_path / "results")

    command = [sys.executable, "-c", WRITER, tmp_path / "results"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"alone\n"
        refused = [run(grade_command, *arguments), run(grade_command, export, "-o", tmp_path / "results")]
        refused.append(run(report_command, tmp_path / "results"))
        after = contents(tmp_path / "results")
        other.kill()

    assert [result.exit_code for result in refused] == [2, 2, 2]
    assert all("another `course` command is writing to" in result.stderr for result in refused)
    assert after == before
    assert run(grade_command, *arguments).exit_code == 0


def test_every_command_stands_where_the_group_looks_for_it():
    context = Context(main)

    assert [main.get_command(context, name).name for name in COMMANDS] == list(COMMANDS)
    assert main.get_command(context, "gradee") is None


def test_the_processes_start_before_nbgrader_is_imported():
    code = "from course_lib.instructor.grading import grade_command; import sys; print('nbgrader' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"


def test_a_course_must_be_there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    result = run(grade_command, tmp_path, "-o", tmp_path / "results")

    assert (result.exit_code, one_line(result)) == (2, True)


def test_the_demo_class_is_always_the_same(numbers_course, tmp_path):
    for name in ("one", "two"):
        make_class(numbers_course, [lesson()], tmp_path / name)

    files = [path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*.ipynb")]
    assert len(files) == 29
    assert all((tmp_path / "one" / path).read_bytes() == (tmp_path / "two" / path).read_bytes() for path in files)


def test_the_demo_grades_a_class_of_thirty_and_shows_it(in_course, tmp_path):
    result = run(demo_command, "-o", tmp_path / "demo", "--jobs", 2)

    assert result.exit_code == 0, result.output
    results = Results(tmp_path / "demo" / "results")
    rows = results.read_rows()
    assert len(rows) == 30 * 3
    made = {m.student: m.kind for m in make_class(in_course, [lesson()], tmp_path / "again")}
    by_kind = {kind: [r["status"] for r in rows if made[r["student"]] == kind] for kind in (*BREAKERS, HONEST)}
    assert by_kind["truncated"] == ["unreadable"] * 3
    assert by_kind["missing"] == ["missing"] * 3
    for kind in (
        "copied test",
        "deleted test",
        "edited test",
        "schema_version 4",
        "foreign kernelspec",
        "skip-execution",
    ):
        assert set(by_kind[kind]) <= {"passed", "failed", "missing", "forbidden", "error"}, kind
        assert len(by_kind[kind]) == 3
    assert {"passed", "failed", "missing"} <= set(by_kind[HONEST])
    assert all(student in result.stdout for student in STUDENTS)
    assert str(results.report) in result.stdout
    assert len(list((tmp_path / "demo" / "results" / "feedback").rglob("*.html"))) == 30
    with Gradebook(results.db_url) as gradebook:
        scores = {entry.student.id: entry.score for entry in gradebook.assignment_submissions(NAME)}
    totals = {student: sum(float(r["points"]) for r in rows if r["student"] == student) for student in STUDENTS}
    assert scores == totals


def test_a_demo_can_be_made_again_and_harms_no_other_folder(in_course, tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "beach.jpg").touch()

    result = run(demo_command, "-o", tmp_path / "photos")

    assert (result.exit_code, one_line(result)) == (2, True)
    assert (tmp_path / "photos" / "beach.jpg").exists()


def test_a_demo_deletes_no_results_of_another_run_and_waits_for_none(in_course, tmp_path):
    demo, results = tmp_path / "demo", Results(tmp_path / "demo" / "results")
    results.mend()
    (demo / OWN_SIGN).touch()
    results.append_log({"student": "somebody", "lesson": NAME})
    before = contents(demo)

    of_another_run = run(demo_command, "-o", demo)
    results.log.write_text("")
    with results.alone():
        locked = run(demo_command, "-o", demo)
    (demo / "notes.txt").touch()
    with_notes = run(demo_command, "-o", demo)

    assert [done.exit_code for done in (of_another_run, locked, with_notes)] == [2, 2, 2]
    assert "of another run" in of_another_run.stderr
    assert "another `course` command is writing to" in locked.stderr
    assert contents(demo).keys() - {demo / "notes.txt"} == before.keys()


def test_a_demo_needs_no_sandbox(in_course, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")

    result = run(demo_command, "-o", tmp_path / "demo")

    assert result.exit_code == 0, result.output
    assert "no sandbox: bubblewrap is not installed" in result.stderr
    assert "UNSAFE" in result.stderr


def test_a_demo_of_an_unknown_lesson_makes_nothing(in_course, tmp_path):
    result = run(demo_command, "-o", tmp_path / "demo", "--lesson", "99")

    assert (result.exit_code, one_line(result)) == (2, True)
    assert not (tmp_path / "demo").exists()


def test_a_lesson_that_was_edited_after_its_notebooks_were_built_is_told_in_one_line(tmp_path, monkeypatch):
    shutil.copytree(COURSE / "solutions", tmp_path / "solutions")
    (tmp_path / "course_lib").mkdir()
    monkeypatch.chdir(tmp_path)
    course = find_course()
    for path, content in build(course, course.lesson(NAME), run=False).files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    same = unbuilt(course, course.lesson(NAME))
    source = tmp_path / "solutions" / NAME / "lesson.py"
    source.write_text(
        source.read_text().replace("secret = np.array([31.25, -7.0])", "secret = np.array([31.25, -8.0])")
    )
    hand_in(tmp_path / "submitted", "ada", submission(**RIGHT))

    done = CliRunner().invoke(grade_command, ["submitted", "-o", "results"])

    assert same == []
    assert done.exit_code == 0, done.output
    path = Path("solutions", NAME, f"{NAME}.ipynb")  # the edit is hidden: the release is as it was
    told = f"{NAME}: lesson.py, by which this class is graded, has changed since {path} was built"
    assert [line for line in done.stderr.splitlines() if "has changed since" in line] == [
        f"{told}: undo the edit, or finish it and run `course build {NAME}`."
    ]
