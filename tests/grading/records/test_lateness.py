"""Due dates, extensions, timestamps and penalties are nbgrader's, and keep working."""

import csv
import os
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from grading_examples import NAME, RIGHT, hand_in, submission
from nbgrader.api import Gradebook

from course_lib.instructor.cli import main
from course_lib.instructor.grading.intake.moment import UnclearMomentError, decoded, read_moment
from course_lib.instructor.grading.records.results import Results

pytestmark = pytest.mark.process

PLUGIN = """
from nbgrader.plugins import LateSubmissionPlugin

class PointPerHour(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return total_seconds_late / 3600
"""


def course(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def nbgrader(*arguments):
    programs = Path(sys.executable).parent
    environment = os.environ | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    subprocess.run([programs / "nbgrader", *arguments], env=environment, check=True, capture_output=True)


@pytest.fixture(scope="module")
def graded(numbers_course, tmp_path_factory):
    """A graded course; ada handed in two hours late, ben in time, cleo does not tell; the due date is set."""
    root = tmp_path_factory.mktemp("graded") / "course"
    shutil.copytree(numbers_course.root, root)
    for student in ("ada", "ben", "cleo"):
        hand_in(root / "submitted", student, submission(**RIGHT))
    for student, stamp in {"ada": "2026-03-01 14:00:00 UTC", "ben": "2026-03-01T12:30:00+01:00"}.items():
        (root / "submitted" / student / NAME / "timestamp.txt").write_text(stamp)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        assert course("grade", "submitted", "-o", "results", "--jobs", 2).exit_code == 0
    db_url = Results(root / "results").db_url
    nbgrader("db", "assignment", "add", NAME, "--duedate=2026-03-01 12:00:00 UTC", f"--db={db_url}")
    return root


@pytest.fixture
def late_class(graded, tmp_path, monkeypatch):
    """A copy of it, where we are."""
    root = tmp_path / "course"
    shutil.copytree(graded, root)
    monkeypatch.chdir(root)
    return Results(root / "results")


def penalties(results):
    with Gradebook(results.db_url) as gradebook:
        return {entry.student.id: entry.late_submission_penalty for entry in gradebook.assignment_submissions(NAME)}


def exported(results):
    with (results.folder / "canvas.csv").open(encoding="utf-8", newline="") as file:
        return {row["Student"].strip(): row[NAME] for row in csv.DictReader(file)}


def test_nothing_is_taken_away_where_nbgrader_is_not_told_to(late_class):
    done = course("report", "results")

    assert done.exit_code == 0, done.output
    assert "1 late, penalty 0: no method set.\n" in done.stdout
    assert penalties(late_class) == {"ada": 0, "ben": 0, "cleo": 0}


def test_nbgraders_own_penalty_is_assigned_as_its_configuration_says(late_class):
    Path("nbgrader_config.py").write_text("c = get_config()\nc.LateSubmissionPlugin.penalty_method = 'zero'\n")

    done = course("grade", "submitted", "-o", "results", "--jobs", 2)

    assert done.exit_code == 0, done.output
    assert "1 late, penalty 4.5: method 'zero' in " in done.stdout
    assert penalties(late_class) == {"ada": 4.5, "ben": 0, "cleo": 0}
    assert exported(late_class) == {"Points Possible": "4.5", "ada": "0", "ben": "4.5", "cleo": "4.5"}
    assert {row["points"] for row in late_class.read_rows() if row["exercise"] == "double"} == {"2"}


def test_the_configuration_in_the_results_folder_counts_before_the_courses(late_class):
    Path("nbgrader_config.py").write_text("c = get_config()\nc.LateSubmissionPlugin.penalty_method = 'none'\n")
    with (late_class.folder / "nbgrader_config.py").open("a") as file:
        file.write("c.LateSubmissionPlugin.penalty_method = 'zero'\n")

    done = course("report", "results")

    assert "1 late, penalty 4.5: method 'zero' in results/nbgrader_config.py." in done.stdout
    assert penalties(late_class)["ada"] == 4.5
    assert exported(late_class)["ada"] == "0"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("c = get_config(", "SyntaxError"),
        ("c = get_config()\nc.LateSubmissionPlugin.penalty_method = 'half'\n", "penalty_method"),
        ("c = get_config()\nc.AssignLatePenalties.plugin_class = 'no_such.Plugin'\n", "plugin_class"),
    ],
)
@pytest.mark.parametrize("folder", [".", "results"])
def test_a_configuration_that_cannot_be_used_is_a_line_before_anything_is_graded(late_class, text, reason, folder):
    Path(folder, "nbgrader_config.py").write_text(text)
    before = late_class.log.read_bytes()

    done = course("grade", "submitted", "-o", "results", "--jobs", 2)

    assert done.exit_code == 2
    assert reason in done.stderr
    assert late_class.log.read_bytes() == before


def test_a_plugin_that_fails_is_a_line(late_class):
    Path("late_fault.py").write_text(PLUGIN.replace("total_seconds_late / 3600", "1 / 0").replace("PointPer", "Fails"))
    Path("nbgrader_config.py").write_text(
        "c = get_config()\nc.AssignLatePenalties.plugin_class = 'late_fault.FailsHour'\n"
    )

    done = course("report", "results")

    assert done.exit_code == 2
    assert f"ada {NAME}: ZeroDivisionError" in done.stderr


def test_a_plugin_of_the_instructor_and_an_extension_count(late_class):
    Path("late_hours.py").write_text(PLUGIN)
    Path("nbgrader_config.py").write_text(
        "c = get_config()\nc.AssignLatePenalties.plugin_class = 'late_hours.PointPerHour'\n"
    )
    course("report", "results")
    before = penalties(late_class)
    with Gradebook(late_class.db_url) as gradebook:
        gradebook.grant_extension(NAME, "ada", hours=3)

    done = course("report", "results")

    assert before == {"ada": 2, "ben": 0, "cleo": 0}
    assert done.exit_code == 0, done.output
    assert penalties(late_class)["ada"] == 0
    assert exported(late_class)["ada"] == "4.5"


def test_names_and_due_dates_in_the_gradebook_survive_grading_again(late_class):
    nbgrader(
        "db", "student", "add", "ada", "--first-name=Ada", "--last-name=Lovelace", "--email=ada@x.org",
        f"--db={late_class.db_url}",
    )  # fmt: skip

    course("grade", "submitted", "-o", "results", "--jobs", 2)

    with Gradebook(late_class.db_url) as gradebook:
        student, entry = gradebook.find_student("ada"), gradebook.find_submission(NAME, "ada")
        assert (student.first_name, student.last_name, student.email) == ("Ada", "Lovelace", "ada@x.org")
        assert entry.total_seconds_late == 7200
    assert "Lovelace, Ada" in exported(late_class)


def test_a_due_date_is_given_as_the_clocks_of_a_place_show_it(late_class):
    done = course("due", "01", "2026-03-01T16:00", "Europe/Paris")  # 15:00 UTC: ada's 14:00 is in time
    late = course("report", "results")

    assert done.exit_code == 0, done.output
    assert done.stdout == f"{NAME} is due on 2026-03-01 at 15:00:00 UTC. Next: course report results\n"
    assert " late, penalty" not in late.stdout
    with Gradebook(late_class.db_url) as gradebook:
        assert gradebook.find_assignment(NAME).duedate == datetime(2026, 3, 1, 15)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["99", "2026-03-01T16:00"], "there is no lesson '99'"),
        (["01", "01.03.2026 16:00"], "was expected, got 01.03.2026 16:00 UTC"),
        (["01", "2026-10-25T02:30", "Europe/Paris"], "was expected"),  # twice that night
        (["01", "2026-03-01T16:00", "Paris"], "was expected"),
        (["01", "2026-03-01T16:00", "-o", "nowhere"], "nowhere holds no results"),
    ],
)
def test_a_due_date_that_is_unclear_changes_nothing(late_class, arguments, reason):
    done = course("due", *arguments)

    assert done.exit_code == 2
    assert reason in done.stderr
    with Gradebook(late_class.db_url) as gradebook:
        assert gradebook.find_assignment(NAME).duedate == datetime(2026, 3, 1, 12)


NOON = datetime(2027, 3, 1, 12, 30)


@pytest.mark.parametrize(
    "text",
    [
        "2027-03-01 14:30:00 +0200", "2027-03-01T14:30:00+02:00", "2027-03-01 12:30:00.000000 UTC", "2027-03-01T12:30Z",
        "2027-03-01 12:30", "20270301T123000Z", "2027-W09-1T12:30Z", "Mon, 01 Mar 2027 14:30:00 +0200",
        "1 Mar 2027 12:30:00 GMT", "2027-03-01 13:30:00 CET", "2027-03-01T13:30:00 Europe/Paris",
        "2027-03-01 09:00:00 -03:30", "2027-03-01 14:30:00 UTC+02:00", "2027-03-01 12:30:00,0\n",
    ],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_a_moment_is_read_exactly_in_the_spellings_and_encodings_of_programs(text, encoding):
    assert read_moment(decoded(text.encode(encoding))) == NOON


@pytest.mark.parametrize(
    "text",
    [
        "01.03.2027", "01.03.2027 14:30", "03/01/2027 14:30", "yesterday, I think", "2027-03-01", "14:30",
        "2027-03-01 14:30 IST", "2027-07-01 14:30 CET", "2027-10-31 02:30 Europe/Paris",
        "2027-03-28 02:30 Europe/Paris",
        "2027-02-30 12:00", "0001-01-01T00:00+05:00", "9" * 900, "2027-03-01 02:30 PM", "\x00", "１２",
    ],
)  # fmt: skip
def test_what_is_no_moment_or_could_be_several_is_unclear_and_never_guessed(text):
    with pytest.raises(UnclearMomentError, match="was expected"):
        read_moment(text)


def test_a_summer_hour_is_of_its_summer():
    assert read_moment("2027-07-01 14:30 CEST") == read_moment("2027-07-01 14:30", "Europe/Paris")


def test_a_timestamp_that_cannot_be_read_is_told_in_the_row_the_log_and_to_a_person(late_class):
    Path("submitted/cleo", NAME, "timestamp.txt").write_bytes(b"01.03.2026 at noon")
    Path("submitted/ada", NAME, "timestamp.txt").write_bytes("2026-03-01 12:59:59 +0100\n".encode("utf-16"))

    done = course("grade", "submitted", "-o", "results", "--jobs", 2)

    assert done.exit_code == 0, done.output
    assert "cleo 01_numbers: Whether it was late is unknown" in done.stderr
    assert " late, penalty" not in done.stdout
    assert "1 needs a person" in done.stdout
    rows = {row["student"]: row["message"] for row in late_class.read_rows()}
    assert (rows["ada"], rows["ben"]) == ("", "")
    assert "got '01.03.2026 at noon'" in rows["cleo"]
    (entry,) = [entry for entry in late_class.read_log() if entry["student"] == "cleo"]
    assert entry["repairs"] == [entry["unclear"]]
    assert "late is unknown" in late_class.feedback("cleo", NAME).read_text(encoding="utf-8")


def test_a_report_needs_results(late_class, tmp_path):
    done = course("report", tmp_path)

    assert done.exit_code == 2
    assert "holds no results" in done.stderr
