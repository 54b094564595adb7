import pytest
from click.testing import CliRunner
from grading_examples import MOODLE, NAME, RIGHT, STUBS, contents, hand_in, make_zip, submission

from course_lib.instructor.grading.diff import changes, diff_command, table
from course_lib.instructor.grading.grade_command import grade_command
from course_lib.instructor.grading.records.results import Results


def row(student, exercise, points, status, hint="", lesson="01_numbers"):
    return {
        "student": student, "lesson": lesson, "exercise": exercise, "points": points, "max_points": "2",
        "status": status, "hint": hint, "message": "", "seconds": "0.1",
    }  # fmt: skip


OLD = [
    row("ada", "double", "2", "passed"),
    row("ada", "mean", "0", "failed", "sum"),
    row("ben", "double", "2", "passed"),
]


def test_the_same_grades_do_not_differ_whatever_their_times_and_messages():
    new = [
        old | {"seconds": "9.9", "message": "said otherwise", "points": f"{float(old['points']):.1f}"} for old in OLD
    ]

    assert changes(OLD, new) == []
    assert table([], 2) == "Nothing changes in 2 submissions."


def test_the_table_says_who_changes_by_how_much_and_on_which_exercise():
    new = [
        row("ada", "double", "0", "forbidden"),
        row("ada", "mean", "2", "passed"),
        row("ben", "double", "", "internal"),
    ]

    text = table(changes(OLD, new), 2)

    assert text.splitlines() == [
        "ada  01_numbers  same points",
        "  double  2 of 2 -> 0 of 2 (-2 points)  passed -> forbidden",
        "  mean    0 of 2 -> 2 of 2 (+2 points)  failed -> passed  hint sum -> none",
        "ben  01_numbers  -2 points",
        "  double  2 of 2 -> undecided (-2 points)  passed -> internal",
        "",
        "2 of 2 submissions change: 0 up, 1 down, 1 with the same points.",
        "  01_numbers double: 2 students, -4 points",
        "  01_numbers mean: 1 student, +2 points",
    ]


def test_another_hint_for_the_same_points_is_a_change():
    (found,) = changes(OLD, [OLD[0], row("ada", "mean", "0", "failed", "count"), OLD[2]])

    assert (found.exercise, found.difference) == ("mean", 0)


def test_who_is_only_in_one_of_them_is_told():
    text = table(changes(OLD, [*OLD[:2], row("cleo", "double", "2", "passed")]), 3)

    assert "  double  only in OLD: 2 of 2  passed" in text
    assert "  double  only in NEW: 2 of 2  passed" in text
    assert "1 up, 1 down" in text


def write(folder, rows):
    folder.mkdir()
    Results(folder).write_rows(rows)
    Results(folder).log.touch()
    return str(folder)


@pytest.mark.parametrize(("new", "status"), [(OLD, 0), (OLD[:2], 1)])
def test_the_exit_status_of_the_command_tells_whether_they_differ(tmp_path, new, status):
    old, new = write(tmp_path / "old", OLD), write(tmp_path / "new", new)

    assert CliRunner().invoke(diff_command, [old, new]).exit_code == status
    assert CliRunner().invoke(diff_command, [f"{old}/grades.csv", f"{new}/grades.csv"]).exit_code == status


def test_what_holds_no_results_is_wrong_usage(tmp_path):
    done = CliRunner().invoke(diff_command, [write(tmp_path / "old", OLD), str(tmp_path)])

    assert done.exit_code == 2
    assert "holds no results" in done.stderr


def test_a_name_cannot_write_on_the_screen():
    text = table(changes([], [row("\x1b[2Jada", "double", "2", "passed")]), 1)

    assert "\x1b" not in text


def test_a_dry_run_shows_the_changes_and_changes_nothing(in_course, tmp_path):
    def grade(*options):
        arguments = [str(tmp_path / "submitted"), "-o", str(tmp_path / "results"), "--jobs", "1", *options]
        return CliRunner().invoke(grade_command, arguments)

    hand_in(tmp_path / "submitted", "ada", submission(**RIGHT))
    path = hand_in(tmp_path / "submitted", "ben", submission(**RIGHT))
    assert grade().exit_code == 0
    before = contents(tmp_path / "results")
    same = grade("--dry-run")
    path.unlink()
    path.parent.rmdir()
    (tmp_path / "submitted" / "ben").rmdir()
    hand_in(tmp_path / "submitted", "ben", submission(**RIGHT | {"double": "def double(x):\n    return x"}))

    changed = grade("--dry-run")

    assert same.exit_code == 0, same.output
    assert "Nothing changes in 2 submissions." in same.stdout
    assert changed.exit_code == 1, changed.output
    assert "ben  01_numbers  -" in changed.stdout
    assert "passed -> failed" in changed.stdout
    assert "ada" not in changed.stdout
    assert "was not changed" in changed.stdout
    assert contents(tmp_path / "results") == before


def test_a_dry_run_of_a_zip_leaves_nothing_behind(in_course, tmp_path):
    path = make_zip(tmp_path / "x.zip", (MOODLE.format("Ada", 1, f"{NAME}.ipynb"), STUBS))

    done = CliRunner().invoke(grade_command, [str(path), "-o", str(tmp_path / "results"), "--jobs", "1", "--dry-run"])

    assert done.exit_code == 1, done.output
    assert "only in NEW" in done.stdout
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.zip"]
