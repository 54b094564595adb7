"""The files that Moodle and Canvas import, held against the rules of their importers."""

import csv
import json

import pytest
from click.testing import CliRunner
from grading_examples import MOODLE, NAME, RIGHT, BrokenRunner, grade, make_zip, submission
from nbgrader.api import Gradebook

from course_lib.instructor.cli import main
from course_lib.instructor.grading.records.exports import write_exports
from course_lib.instructor.grading.records.results import Results

pytestmark = pytest.mark.process


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.fixture
def moodle_results(in_course, tmp_path):
    """A class of three that came from Moodle: all right, one wrong, no notebook."""
    wrong = RIGHT | {"mean": "def mean(x):\n    return 0.0"}
    path = make_zip(
        tmp_path / "x.zip",
        (MOODLE.format("Ada Lovelace", 11, f"{NAME}.ipynb"), json.dumps(submission(**RIGHT))),
        (MOODLE.format("=Zoé", 12, f"{NAME}.ipynb"), json.dumps(submission(**wrong))),
        (MOODLE.format("Max", 13, "x.pdf"), "%PDF"),
    )
    done = CliRunner().invoke(main, ["grade", str(path), "-o", str(tmp_path / "results"), "--jobs", "2"])
    assert done.exit_code == 0, done.output
    assert "system: moodle_worksheet_01_numbers.csv, feedback_moodle_01_numbers.zip in" in done.stdout
    return Results(tmp_path / "results")


def test_moodles_worksheet_has_the_three_columns_that_its_importer_needs(moodle_results):
    head, *rows = read(moodle_results.folder / f"moodle_worksheet_{NAME}.csv")

    found = [dict(zip(head, row, strict=True)) for row in rows]
    assert {"Identifier", "Grade", "Last modified (grade)"} <= set(head)
    grades = {int(row["Identifier"].removeprefix("Participant ")): row["Grade"] for row in found}
    assert grades == {11: "4.5", 12: "3", 13: "0"}
    comments = {row["Full name"]: row["Feedback comments"] for row in found}
    assert comments["Ada Lovelace"] == ""
    assert comments["'=Zoé"].startswith("mean: ")


def test_canvas_finds_its_header_its_points_possible_and_every_user(in_course, tmp_path):
    wrong = RIGHT | {"mean": "def mean(x):\n    return 0.0"}
    path = make_zip(
        tmp_path / "x.zip",
        (f"lovelaceada_11_900_{NAME}.ipynb", json.dumps(submission(**RIGHT))),
        (f"zoé_LATE_12_901_{NAME}.ipynb", json.dumps(submission(**wrong))),
        ("max_13_902_x.pdf", "%PDF"),
    )
    done = CliRunner().invoke(main, ["grade", str(path), "-o", str(tmp_path / "results"), "--jobs", "2"])
    assert done.exit_code == 0, done.output
    head, possible, *rows = read(tmp_path / "results" / "canvas.csv")

    assert head == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", NAME]
    assert "Points Possible" in possible[0]
    assert possible[5] == "4.5"
    assert {(row[1], row[5]) for row in rows} == {("11", "4.5"), ("12", "3"), ("13", "0")}
    assert len({len(row) for row in (head, possible, *rows)}) == 1


def test_a_folder_name_is_the_user_name_where_there_is_no_number(tmp_path, in_course):
    from grading_examples import hand_in

    hand_in(tmp_path / "submitted", "ada", submission(**RIGHT))
    grade(tmp_path / "submitted", tmp_path / "results")

    written = write_exports(Results(tmp_path / "results"))

    assert [path.name for path in written] == ["canvas.csv", "moodle.csv"]
    assert read(written[0])[2] == ["ada", "", "", "ada", "", "4.5"]
    assert read(written[1]) == [
        ["Username", "First name", "Last name", "Email address", NAME],
        ["ada", "", "", "", "4.5"],
    ]


def test_what_a_person_has_yet_to_decide_is_left_out_and_then_what_the_person_gave(tmp_path):
    from grading_examples import hand_in

    hand_in(tmp_path / "submitted", "ada", submission(**RIGHT))
    grade(tmp_path / "submitted", tmp_path / "results", BrokenRunner())
    results = Results(tmp_path / "results")
    before = write_exports(results)
    with Gradebook(results.db_url) as gradebook:
        for found in gradebook.find_submission_notebook(NAME, NAME, "ada").grades:
            found.manual_score, found.needs_manual_grade = 1.0, False
        gradebook.db.commit()

    write_exports(results)

    assert (before, read(results.folder / "canvas.csv")[2][5]) == ([], "3")
