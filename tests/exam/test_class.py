"""A class's exams: written, the same again, checked, and nothing of a key among what is handed out."""

import csv
import hashlib
import json
import re
import shutil
from collections import Counter
from statistics import median

import nbformat
import pytest
from click.testing import CliRunner
from grading_examples import course
from second_ways import MISFITS

from course_lib.exam import drawing
from course_lib.exam.drawing import Asked, ExamError, draw_exam
from course_lib.exam.known_families import known_families
from course_lib.instructor.cli import main

FAMILIES = ["signs", "zones:3", "mlp", "kinks", "softmax:1", "backprop:4", "parameters", "sizes", "receptive",
            "convolution", "attention", "optimizer", "signs"]  # fmt: skip
STUDENTS = ["Zoé Éluard", "D'Arcy Wu", *(f"student{n}" for n in range(10))]
LARGEST = {"signs": 441, "zones": 40, "mlp": 40, "kinks": 20}


def roster(folder, students):
    path = folder / "roster.csv"
    path.write_text("student\n" + "\n".join(students) + "\n", encoding="utf-8")
    return path


def new(folder, students=STUDENTS, questions=FAMILIES, seed=5, code=0, more=()):
    told = ["--seed", seed, "--questions", ",".join(questions), "--students", roster(folder, students)]
    return course("exam", "new", *told, "-o", folder / "exams", *more, code=code)


def refused(*arguments):
    """What a wrong usage is told."""
    done = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert done.exit_code == 2, done.output
    return " ".join(done.output.split())


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("class")
    told = new(folder).output
    return folder / "exams", told


def files_in(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def exams_in(folder):
    return {path.parent.name: json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("keys/*/exam.json")}


def leaves(value):
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from leaves(item)
    else:
        yield value


def test_exactly_the_files_that_are_told_are_written(written):
    expected = {"summary.csv"}
    for student in STUDENTS:
        expected |= {f"students/{student}/exam_5/exam_5.ipynb", f"students/{student}/exam_5.html"}
        expected |= {f"keys/{student}/exam.json", f"keys/{student}/key.html"}
    assert set(files_in(written[0])) == expected
    assert "q4 kinks" in written[1]
    assert "draws" in written[1]


def test_an_exam_is_told_as_data(written):
    for student, exam in exams_in(written[0]).items():
        text = (written[0] / "keys" / student / "exam.json").read_text(encoding="utf-8")
        assert text == json.dumps(exam, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        assert not any(isinstance(leaf, float) for leaf in leaves(exam))
        assert exam["student_seed"] == int(hashlib.sha256(f"5/{student}".encode()).hexdigest()[:12], 16)
        assert (exam["version"], exam["exam"], exam["seed"], exam["student"]) == (1, "exam_5", 5, student)
        assert [q["id"] for q in exam["questions"]] == [f"q{n}" for n in range(1, len(FAMILIES) + 1)]
        points = [int([*one.split(":"), "2"][1]) for one in FAMILIES]
        assert [q["points"] for q in exam["questions"]] == points


def test_all_keys_hold_by_a_second_way_and_all_are_equally_hard(written):
    exams = exams_in(written[0])
    for place, one in enumerate(FAMILIES):
        family, questions = one.partition(":")[0], [exam["questions"][place] for exam in exams.values()]
        for q in questions:
            assert list(MISFITS[family](q["parameters"], q["key"])) == []
        for column in ("numbers", "zones"):
            assert len({q["difficulty"][column] for q in questions}) == 1
        middle = median(q["difficulty"]["digits"] for q in questions)
        assert all(abs(q["difficulty"]["digits"] - middle) <= 0.25 * middle for q in questions)
        assert len({json.dumps(q["parameters"]) for q in questions}) == len(questions)
        share = 0.6 if family in ("zones", "receptive") else 0.3
        assert max(Counter(json.dumps(q["key"]) for q in questions).values()) <= max(2, share * len(questions))


def test_the_summary_tells_the_difficulty_of_each_question(written):
    with (written[0] / "summary.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    exams = exams_in(written[0])
    assert len(rows) == len(STUDENTS) * len(FAMILIES)
    for row in rows:
        student = row.pop("student").removeprefix("'")
        question = next(q for q in exams[student]["questions"] if q["id"] == row["question"])
        told = {"question": question["id"], "family": question["family"], **question["difficulty"]}
        assert row == {name: "" if value is None else str(value) for name, value in told.items()}


def test_the_same_again_byte_for_byte_and_nobody_elses_depends_on_the_roster(written, tmp_path):
    fewer = ["another one", *reversed(STUDENTS[3:]), STUDENTS[0]]
    new(tmp_path, fewer)
    again = files_in(tmp_path / "exams")
    before = files_in(written[0])
    common = set(again) & set(before) - {"summary.csv"}
    assert len(common) == 4 * (len(fewer) - 1)
    assert {path for path in common if again[path] != before[path]} == set()
    assert new(tmp_path, fewer).exit_code == 0  # into the same folder
    assert files_in(tmp_path / "exams") == again
    latecomer = [*fewer, STUDENTS[1]]
    new(tmp_path, latecomer)
    assert {path: again[path] for path in set(again) - {"summary.csv"}}.items() <= files_in(tmp_path / "exams").items()


def test_another_seed_gives_other_exams():
    asked = [Asked(family, 2) for family in known_families()]
    one, other = (draw_exam("exam", seed, "anna", asked).questions for seed in (1, 2))
    assert all(a.parameters != b.parameters for a, b in zip(one, other, strict=True))


def test_nothing_of_a_key_is_handed_out(written):
    handed_out = files_in(written[0] / "students")
    for student, exam in exams_in(written[0]).items():
        for path in (f"{student}/exam_5/exam_5.ipynb", f"{student}/exam_5.html"):
            text = handed_out[path].decode()
            for trace in ("BEGIN SOLUTION", "HIDDEN TESTS", "Judged", "course_lib.instructor", "student_seed"):
                assert trace not in text, (path, trace)
            for question in exam["questions"]:
                assert not any(line in text for line in question["solution"])
        notebook = nbformat.reads(handed_out[f"{student}/exam_5/exam_5.ipynb"].decode(), as_version=4)
        for cell in notebook.cells:
            marks = cell.metadata.get("nbgrader", {})
            if marks.get("solution"):
                assert "raise NotImplementedError()" in cell.source
                assert not re.search(r"return", cell.source)
            if marks.get("grade"):
                assert cell.source == f'check("{marks["grade_id"].removeprefix("test_")}")'


def test_a_paper_asks_for_its_numbers_and_needs_no_network(written):
    for student, exam in exams_in(written[0]).items():
        paper = (written[0] / "students" / student / "exam_5.html").read_text(encoding="utf-8")
        key = (written[0] / "keys" / student / "key.html").read_text(encoding="utf-8")
        for page in (paper, key):
            assert not re.search(r"https?://(?!www\.w3\.org)|<script|<link|<img|\bsrc=|@import|url\(", page)
            assert "$" not in page
            assert "<math" in page
            assert "size: A4" in page
        assert paper.count('<div class="room first">') == len(exam["questions"])
        for question in exam["questions"]:
            wanted = {size for one in leaves(question["parameters"]) for size in re.findall(r"\d+", str(one))}
            assert wanted - {"0", "1"} <= set(re.findall(r"\d+", question["statement"]))


def test_a_check_works_everything_out_again(written, tmp_path):
    folder = tmp_path / "exams"
    shutil.copytree(written[0], folder)
    assert f"{len(STUDENTS)} exams" in course("exam", "check", folder).output
    path = folder / "keys" / "student3" / "exam.json"
    exam = json.loads(path.read_text(encoding="utf-8"))
    exam["questions"][0]["key"]["values"][0] += 1
    exam["questions"][3]["difficulty"]["digits"] += 1
    exam["questions"][4]["statement"] = "Give p."
    path.write_text(json.dumps(exam, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    (folder / "students" / "student1" / "key.txt").write_text("1, 2, 3")
    (folder / "students" / "student2" / "exam_5.html").unlink()
    summary = folder / "summary.csv"
    summary.write_text(summary.read_text(encoding="utf-8").replace("signs", "sings"), encoding="utf-8")
    told = course("exam", "check", folder, code=1).output
    for fault in (
        "student3 q1: its key is", "student3 q4: its difficulty", "student3 q5: its statement",
        "student3 q5: its statement does not tell", "students/student1/key.txt: is of no exam",
        "students/student2/exam_5.html: is missing", "summary.csv: is not",
        "keys/student3/key.html: is not what is made of",
    ):  # fmt: skip
        assert fault in told


@pytest.mark.parametrize(
    ("old", "new_text", "told"),
    [
        ('"version": 1', '"version": 9', "version 9"),
        ('"points": 2,', '"points": 2.5,', "not exact"),
        ('"student_seed": ', '"student_seed": 1', "student's seed"),
        ('"family": "mlp"', '"family": "cnn"', "no family"),
        ("{", "", "is no exam"),
    ],
)
def test_what_is_no_exam_is_told(written, tmp_path, old, new_text, told):
    folder = tmp_path / "exams"
    shutil.copytree(written[0], folder)
    path = folder / "keys" / "student3" / "exam.json"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new_text, 1), encoding="utf-8")
    assert told in refused("exam", "check", folder)


def test_a_folder_with_other_keys_is_left_alone(written, tmp_path):
    shutil.copytree(written[0], tmp_path / "exams")
    before = files_in(tmp_path / "exams")
    for change in ({"questions": ["signs"]}, {"seed": 6}, {"students": STUDENTS[1:]}):
        assert "name a new folder" in " ".join(new(tmp_path, **change, code=2).output.split())
    assert files_in(tmp_path / "exams") == before


def test_wrong_usage_is_told_and_writes_nothing(tmp_path):
    for questions, told in {"sings": "no family", "signs:0": "no points", "signs:1.5": "no points"}.items():
        assert told in " ".join(new(tmp_path, questions=[questions], code=2).output.split())
    assert "cannot be called" in " ".join(new(tmp_path, code=2, more=["--name", "../exam"]).output.split())
    assert "exams" not in [path.name for path in tmp_path.iterdir()]
    assert "holds no exams" in refused("exam", "check", tmp_path)


def test_a_rule_that_cannot_be_met_is_told(monkeypatch):
    monkeypatch.setattr(drawing, "MOST_DRAWS", 50)
    family = known_families()["softmax"]
    monkeypatch.setattr(type(family), "rules", lambda *_: iter([("the odds are Fibonacci's", False)]))
    with pytest.raises(ExamError, match=r"none of 50 draws .* the odds are Fibonacci's|digits|larger"):
        draw_exam("exam", 1, "anna", [Asked("softmax", 2)])
