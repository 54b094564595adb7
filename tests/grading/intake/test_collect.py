"""What Moodle and Canvas export becomes submissions as nbgrader lays them out."""

import json
import zipfile

import pytest
from click.testing import CliRunner
from grading_examples import MOODLE, NAME, RIGHT, RIGHTS, STUBS, hand_in, lesson, make_zip, submission

from course_lib.instructor.grading.grade_command import grade_command
from course_lib.instructor.grading.intake.collect import collect, submissions_of
from course_lib.instructor.grading.intake.handed_in import handed_in
from course_lib.instructor.grading.intake.submissions import find_submissions, is_laid_out
from course_lib.instructor.grading.records.results import Results


@pytest.mark.parametrize(
    ("name", "student", "file", "late"),
    [
        (f"Ada Lovelace_12345_assignsubmission_file_/{NAME}.ipynb", "Ada Lovelace_12345", f"{NAME}.ipynb", False),
        ("all/Ada Lovelace_12345_assignsubmission_file_/deeper/x.ipynb", "Ada Lovelace_12345", "x.ipynb", False),
        (f"Ada Lovelace_12345_assignsubmission_file_{NAME}.ipynb", "Ada Lovelace_12345", f"{NAME}.ipynb", False),
        ("Group A-Ada_7_assignsubmission_file_/x.ipynb", "Group A-Ada_7", "x.ipynb", False),
        ("Participant_7_assignsubmission_file_/x (1).ipynb", "Participant_7", "x.ipynb", False),
        (f"lovelaceada_12345_67890_{NAME}.ipynb", "lovelaceada_12345", f"{NAME}.ipynb", False),
        (f"lovelaceada_LATE_12345_67890_{NAME}-2.ipynb", "lovelaceada_12345", f"{NAME}.ipynb", True),
        ("éluardzoé_12_34_x.ipynb", "éluardzoé_12", "x.ipynb", False),
        ("anon_LATE_aB3dE_678_x.ipynb", "anon_aB3dE", "x.ipynb", True),
        (f"LATE_anon_Zk9Qw_5002_{NAME}.ipynb", "anon_Zk9Qw", f"{NAME}.ipynb", True),
        ("jos\udce9_12_34_x.ipynb", "jos%E9_12", "x.ipynb", False),
    ],
)
def test_the_student_is_read_from_the_name_that_the_system_gave(name, student, file, late):
    found = handed_in(name)

    assert (found.student, found.file, found.late) == (student, file, late)


@pytest.mark.parametrize("name", ["x.ipynb", "ada/x.ipynb", "02_relu_networks.ipynb", "ada_lovelace/99_other/x.ipynb"])
def test_nobody_is_made_up_from_another_name(name):
    assert handed_in(name) is None


def collected(path, **options):
    return collect(path, [lesson()], **options)


def test_a_moodle_zip_becomes_submissions_of_everybody_in_it(tmp_path):
    path = make_zip(
        tmp_path / "moodle.zip",
        (MOODLE.format("Ada Lovelace", 1, f"{NAME}.ipynb"), RIGHTS),
        (MOODLE.format("Zoé Éluard", 2, "homework.ipynb"), STUBS),
        (MOODLE.format("Max", 3, "essay.pdf"), "%PDF"),
        (MOODLE.format("Lia", 4, "work.zip"), "PK"),
    )

    found = submissions_of(collected(path), tmp_path / "into")

    ada, lia, max_, zoe = found
    assert [entry.student for entry in found] == ["Ada Lovelace_1", "Lia_4", "Max_3", "Zoé Éluard_2"]
    assert ada.path == tmp_path / "into" / "Ada Lovelace_1" / NAME / f"{NAME}.ipynb"
    assert (ada.path.read_text(), ada.remarks) == (RIGHTS, ())
    assert zoe.remarks == (f"The notebook is named homework.ipynb, expected {NAME}.ipynb.",)
    assert (max_.path, max_.remarks) == (None, ("essay.pdf: left out: no notebook.",))
    assert lia.path is None
    assert "an archive inside is not opened" in lia.remarks[0]
    assert find_submissions(tmp_path / "into", [NAME])[0].path == ada.path


def test_of_several_attempts_the_last_counts_and_the_student_is_told(tmp_path):
    path = make_zip(
        tmp_path / "canvas.zip",
        (f"lovelaceada_1_900_{NAME}-2.ipynb", RIGHTS),
        (f"lovelaceada_1_100_{NAME}.ipynb", STUBS),
        (f"lovelaceada_LATE_1_500_{NAME}-1.ipynb", STUBS),
    )

    (found,) = submissions_of(collected(path), tmp_path / "into")

    assert found.path.read_text() == RIGHTS
    assert "Handed in 3 times" in found.remarks[0]
    assert f"{NAME}-2.ipynb, the last one, was graded, not {NAME}.ipynb, {NAME}-1.ipynb." in found.remarks[0]


def test_of_two_files_in_moodle_the_newer_counts(tmp_path):
    old, new = (zipfile.ZipInfo(MOODLE.format("Ada", 1, name), date) for name, date in [
        ("b.ipynb", (2026, 1, 1, 9, 0, 0)), ("a.ipynb", (2026, 1, 2, 9, 0, 0)),
    ])  # fmt: skip

    (found,) = submissions_of(collected(make_zip(tmp_path / "x.zip", (new, RIGHTS), (old, STUBS))), tmp_path / "into")

    assert found.path.read_text() == RIGHTS


def test_a_late_submission_in_canvas_is_told(tmp_path):
    path = make_zip(tmp_path / "canvas.zip", (f"lovelaceada_LATE_1_900_{NAME}.ipynb", RIGHTS))

    assert submissions_of(collected(path), tmp_path / "into")[0].remarks == ("Canvas marks it as late.",)


def two_lessons(course):
    return [course.lesson("02"), course.lesson("03")]


def released(course, name):
    return (course.notebooks / name / f"{name}.ipynb").read_text(encoding="utf-8")


def test_the_lesson_is_told_by_the_cells_whatever_the_name_says(course, tmp_path):
    path = make_zip(
        tmp_path / "x.zip",
        (MOODLE.format("Ada", 1, "02_relu_networks.ipynb"), released(course, "03_gradient_descent")),
        (MOODLE.format("Ben", 2, "x.ipynb"), released(course, "02_relu_networks")),
    )

    found = collect(path, two_lessons(course)).found

    assert set(found) == {("Ada_1", "03_gradient_descent"), ("Ben_2", "02_relu_networks")}


def test_an_unreadable_notebook_is_told_by_its_name_and_stays_a_submission(course, tmp_path):
    path = make_zip(
        tmp_path / "x.zip",
        (MOODLE.format("Ada", 1, "02_relu_networks.ipynb"), "{"),
        (MOODLE.format("Ben", 2, "homework.ipynb"), "{"),
    )

    collection = collect(path, two_lessons(course))

    assert set(collection.found) == {("Ada_1", "02_relu_networks")}
    assert "nothing in it tells its lesson" in collection.remarks[0]


def test_what_tells_nothing_is_taken_for_the_lesson_that_was_asked_for_and_another_lesson_is_not(course, tmp_path):
    path = make_zip(
        tmp_path / "x.zip",
        (MOODLE.format("Ada", 1, "x.ipynb"), '{"cells": []}'),
        (MOODLE.format("Ben", 2, "x.ipynb"), released(course, "03_gradient_descent")),
    )

    collection = collect(path, two_lessons(course), ["02_relu_networks"])

    assert set(collection.found) == {("Ada_1", "02_relu_networks")}
    assert "was taken for 02_relu_networks" in collection.found["Ada_1", "02_relu_networks"][0].remarks[0]
    assert "it is of 03_gradient_descent, which was not asked for" in collection.remarks[0]


def test_a_notebook_of_two_lessons_is_for_a_person(course, tmp_path):
    first, second = (json.loads(released(course, name)) for name in ("02_relu_networks", "03_gradient_descent"))
    graded = [
        cell for cell in second["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id", "setup") != "setup"
    ]
    count = sum(cell["metadata"].get("nbgrader", {}).get("grade_id", "setup") != "setup" for cell in first["cells"])
    first["cells"] += graded[:count]
    path = make_zip(tmp_path / "x.zip", (MOODLE.format("Ada", 1, "x.ipynb"), json.dumps(first)))

    collection = collect(path, two_lessons(course))

    assert not collection.found
    assert "its cells are of several lessons (02_relu_networks, 03_gradient_descent)" in collection.remarks[0]


@pytest.mark.slow
def test_one_student_cannot_flood_the_class(tmp_path):
    many = [(MOODLE.format("Mallory", 1, f"{number}.ipynb"), STUBS) for number in range(60)]
    path = make_zip(tmp_path / "x.zip", *many, (MOODLE.format("Ada", 2, "x.ipynb"), RIGHTS))

    collection = collected(path)

    assert len(collection.found["Mallory_1", NAME]) == 50
    assert len(collection.found["Ada_2", NAME]) == 1
    assert "more than 50 notebooks of one student" in collection.remarks[0]


def test_metadata_that_makes_no_sense_tells_no_lesson(tmp_path):
    cells = [{"metadata": []}, {"metadata": {"nbgrader": 7}}, 3, {"metadata": {"nbgrader": {"grade_id": {}}}}]
    path = make_zip(tmp_path / "x.zip", (MOODLE.format("Ada", 1, "x.ipynb"), json.dumps({"cells": cells})))

    assert "taken for" in collected(path).found["Ada_1", NAME][0].remarks[0]


def test_a_zip_of_nbgraders_folders_keeps_its_timestamps(tmp_path):
    path = make_zip(
        tmp_path / "x.zip",
        (f"submitted/ada/{NAME}/{NAME}.ipynb", RIGHTS),
        (f"submitted/ada/{NAME}/timestamp.txt", "2026-01-02 03:04:05 UTC"),
    )

    (found,) = submissions_of(collected(path), tmp_path / "into")

    assert found.path.with_name("timestamp.txt").read_text() == "2026-01-02 03:04:05 UTC"


def test_an_unpacked_export_is_known_from_nbgraders_own_folders(tmp_path):
    hand_in(tmp_path / "nbgrader", "ada", submission())
    folder = tmp_path / "moodle" / "Ada_1_assignsubmission_file_"
    folder.mkdir(parents=True)
    (folder / "x.ipynb").write_text(RIGHTS)
    (tmp_path / "canvas").mkdir()
    (tmp_path / "canvas" / f"lovelaceada_1_900_{NAME}.ipynb").write_text(RIGHTS)

    assert [is_laid_out(tmp_path / name, [NAME]) for name in ("nbgrader", "moodle", "canvas")] == [True, False, False]
    assert set(collected(tmp_path / "moodle").found) == {("Ada_1", NAME)}
    assert set(collected(tmp_path / "canvas").found) == {("lovelaceada_1", NAME)}


def test_a_notebook_that_is_a_link_to_elsewhere_is_not_read(tmp_path):
    other = hand_in(tmp_path / "submitted", "ada", submission(**RIGHT))
    copy = hand_in(tmp_path / "submitted", "ben", submission())
    copy.unlink()
    copy.symlink_to(other)

    ben = find_submissions(tmp_path / "submitted", [NAME])[1]

    assert ben.path is None
    assert "a link to a file elsewhere" in ben.remarks[0]


def test_a_moodle_zip_with_hostile_files_is_graded_and_each_of_them_told(in_course, tmp_path):
    path = make_zip(
        tmp_path / "moodle.zip",
        (MOODLE.format("Ada Lovelace", 1, f"{NAME}.ipynb"), RIGHTS),
        (MOODLE.format("Bomb", 2, "x.ipynb"), bytes(20_000_000)),
        (MOODLE.format("Slip", 3, "../../../x.ipynb"), RIGHTS),
        (MOODLE.format("Nest", 4, "x.zip"), "PK"),
        ("readme.txt", "hello"),
    )

    result = CliRunner().invoke(grade_command, [str(path), "-o", str(tmp_path / "results"), "--jobs", "1"])

    assert result.exit_code == 0, result.output
    told = [line for line in result.stderr.splitlines() if line.startswith("moodle.zip: ")]
    assert len(told) == 4
    rows = Results(tmp_path / "results").read_rows()
    assert {row["student"] for row in rows} == {"Ada Lovelace_1", "Bomb_2", "Slip_3", "Nest_4"}
    assert [row["status"] for row in rows if row["student"] == "Ada Lovelace_1"] == ["passed"] * 3
    messages = {row["student"]: row["message"] for row in rows}
    assert "an archive inside is not opened" in messages["Nest_4"]
    assert "200 times its size" in messages["Bomb_2"]
    assert "leads out of the zip" in messages["Slip_3"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["moodle.zip", "results"]


@pytest.mark.parametrize(
    ("content", "options", "reason"),
    [
        (None, [], "is no zip that can be read"),
        ([("readme.txt", "x")], [], "nothing to grade"),
        ([(MOODLE.format("Ada", 1, "x.ipynb"), RIGHTS)], ["--student", "ben"], "there is no student 'ben'"),
    ],
)
def test_a_zip_with_nothing_to_grade_changes_nothing(in_course, tmp_path, content, options, reason):
    path = tmp_path / "x.zip"
    if content is None:
        path.write_text("no zip")
    else:
        make_zip(path, *content)

    result = CliRunner().invoke(grade_command, [str(path), "-o", str(tmp_path / "results"), *options])

    assert result.exit_code == 2
    assert reason in result.stderr.splitlines()[-1]
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.zip"]
