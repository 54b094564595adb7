"""A class of 30 sits an exam: half of it answers by the reference keys, others with slips, and all are graded."""

import csv
import json
import shutil
from fractions import Fraction

import nbformat
import pytest
from click.testing import CliRunner
from grading_examples import course

from course_lib.exact import numbers, plain
from course_lib.exam.known_families import known_families
from course_lib.instructor.cli import main

pytestmark = pytest.mark.process

NAME = "midterm"
QUESTIONS = {"signs": 2, "mlp": 3, "softmax": 3, "backprop": 6, "optimizer": 3, "sizes": 2, "zones": 2}
TOTAL = sum(QUESTIONS.values())
RIGHT = [f"student{n:02}" for n in range(15)]
SLIPS = [f"student{n:02}" for n in range(15, 30)]


@pytest.fixture(scope="module")
def exams(tmp_path_factory):
    """The exams of the class, in a folder."""
    folder = tmp_path_factory.mktemp("exam")
    (folder / "roster.csv").write_text("student\n" + "\n".join([*RIGHT, *SLIPS]) + "\n")
    asked = ",".join(f"{family}:{points}" for family, points in QUESTIONS.items())
    told = ["--seed", 11, "--name", NAME, "--questions", asked, "--students", folder / "roster.csv"]
    course("exam", "new", *told, "-o", folder / "exams")
    assert "all keys and promises hold" in course("exam", "check", folder / "exams").output
    return folder / "exams"


def questions_of(exams, student):
    exam = json.loads((exams / "keys" / student / "exam.json").read_text(encoding="utf-8"))
    return {question["family"]: question for question in exam["questions"]}


def returns(value):
    return f"    return {value!r}"


def hand_in(exams, folder, student, answers, whose=None):
    """The notebook of `whose`, handed in by a student with these bodies of functions, by family; None: not written."""
    notebook = nbformat.read(exams / "students" / (whose or student) / NAME / f"{NAME}.ipynb", as_version=4)
    for family, question in questions_of(exams, whose or student).items():
        cell = next(one for one in notebook.cells if one.metadata.get("nbgrader", {}).get("grade_id") == question["id"])
        if answers.get(family) is not None:
            cell.source = f"def {question['id']}():\n{answers[family]}"
    path = folder / student / NAME / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)


def by_key(exams, student):
    return {family: returns(question["key"]) for family, question in questions_of(exams, student).items()}


def other_forms(key):
    """The same numbers written otherwise: tuples, fractions that are not in lowest terms, texts."""
    if isinstance(key, list):
        return tuple(map(other_forms, key))
    found = Fraction(key)
    return f"{3 * found.numerator}/{3 * found.denominator}"


def slips(exams):
    """Answers with the points that they are to get, by student and family; for what is not named, the key's."""
    told, own = {}, {student: questions_of(exams, student) for student in SLIPS}
    key = {student: {family: q["key"] for family, q in own[student].items()} for student in SLIPS}
    one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, thirteen, *_ = SLIPS
    told[one] = {family: (returns({n: other_forms(v) for n, v in key[one][family].items()}), QUESTIONS[family])
                 for family in QUESTIONS}  # fmt: skip
    told[two] = {"backprop": (returns(key[two]["backprop"] | {"output": key[two]["backprop"]["output"] + 1}), 5)}
    wrong, family = {"output": key[three]["backprop"]["output"] + 1}, known_families()["backprop"]
    for name in ("loss", "b2", "w2", "b1", "w1"):  # all that follows from a wrong output
        written = {part: numbers(value) for part, value in wrong.items()}
        wrong[name] = plain(family.follow(name, own[three]["backprop"]["parameters"], written))
    assert all(wrong[name] != key[three]["backprop"][name] for name in ("loss", "b2"))
    told[three] = {"backprop": (returns(wrong), 5)}
    shifted = [key[four]["sizes"]["sizes"][0]]
    shifted[0] = [shifted[0][0] + 1, shifted[0][1]]
    for _ in range(3):
        above = numbers(shifted)
        shifted.append(known_families()["sizes"].next_line("sizes", own[four]["sizes"]["parameters"], above))
    told[four] = {"sizes": (returns({"sizes": shifted}), 1.5)}
    told[five] = {"softmax": ("    from fractions import Fraction\n" + returns(key[five]["softmax"]).replace(
        "return ", "key = ") + "\n    key['loss'] = Fraction(key['loss'])"
        "\n    return key | {'p': list(map(Fraction, key['p']))}", 3)}  # fmt: skip
    told[six] = {"softmax": (returns(key[six]["softmax"] | {"p": [0.25, 0.25, 0.5]}), 2)}
    told[seven] = {"signs": (None, 0), "zones": ("    return 1 / 0", 0)}
    told[eight] = {"mlp": (returns(scaled(key[eight]["mlp"])), 3)}
    told[nine] = {"mlp": (returns(key[nine]["mlp"] | {"biases": [[0] * 4, [1, 2], [3]]}), 1.5)}
    told[ten] = {"optimizer": (returns({"thetas": [[0.5, 1], *key[ten]["optimizer"]["thetas"][1:]]}), 2)}
    told[eleven] = {"zones": (returns(key[eleven]["zones"] | {"zones": 7}), 1)}
    told[twelve] = {"signs": (returns({"values": key[twelve]["signs"]["values"]}), 1)}
    told[thirteen] = {"signs": ("    import os\n    os._exit(3)", 0)}
    return told


def scaled(key):
    """Another network that computes the same: its first layer doubled, its second halved."""
    (w1, w2, w3), (c1, c2, c3) = key["weights"], key["biases"]
    doubled, halved = [[2 * w for w in row] for row in w1], [[f"{w}/2" for w in row] for row in w2]
    return {"weights": [doubled, halved, w3], "biases": [c1, c2, c3]}


@pytest.fixture(scope="module")
def graded(exams, tmp_path_factory):
    """Rows of the class by student and exercise, the results folder, and what was told on stderr."""
    folder = tmp_path_factory.mktemp("graded")
    submitted, told = folder / "submitted", slips(exams)
    for student in [*RIGHT, *SLIPS]:
        answers = {family: source for family, (source, _) in told.get(student, {}).items()}
        if student == SLIPS[13]:
            hand_in(exams, submitted, student, by_key(exams, RIGHT[0]), whose=RIGHT[0])
        elif student == SLIPS[14]:
            (submitted / student).mkdir()
        else:
            hand_in(exams, submitted, student, by_key(exams, student) | answers)
    shutil.copytree(submitted / RIGHT[1], submitted / "stranger")
    done = course("grade", submitted, "--exam", exams, "-o", folder / "results", code=4)
    with (folder / "results" / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = {(row["student"], row["exercise"]): row for row in csv.DictReader(file)}
    return rows, folder / "results", done.output


def test_the_reference_keys_get_full_marks(graded):
    rows, *_ = graded
    for student in RIGHT:
        own = [row for (name, _), row in rows.items() if name == student]
        assert {row["status"] for row in own} == {"passed"}, own
        assert sum(float(row["points"]) for row in own) == TOTAL


def test_others_get_what_follow_through_gives(graded, exams):
    rows, *_ = graded
    for student, answers in slips(exams).items():
        for place, (family, points) in enumerate(QUESTIONS.items(), 1):
            row = rows[student, f"q{place}"]
            expected = answers.get(family, (None, points))[1]
            assert float(row["points"]) == pytest.approx(expected, abs=1e-5), row


def test_statuses_and_hints_are_the_graders(graded):
    rows, *_ = graded
    signs, zones, softmax = "q1", "q7", "q3"
    assert rows[SLIPS[6], signs]["status"] == "missing"
    assert rows[SLIPS[6], zones]["status"] == "error"
    assert rows[SLIPS[12], signs]["status"] == "crashed"
    assert rows[SLIPS[5], softmax]["hint"] == "exact"
    assert "write it as a fraction" in rows[SLIPS[5], softmax]["message"]
    assert rows[SLIPS[14], signs]["status"] == "missing"
    assert not any(row["status"] == "internal" for row in rows.values())


def test_another_students_exam_is_told(graded):
    rows, results, told = graded
    own = [row for (name, _), row in rows.items() if name == SLIPS[13]]
    assert sum(float(row["points"]) for row in own) < TOTAL / 3
    assert all("another student's questions" in row["message"] for row in own)
    assert f"another student's questions, those of {RIGHT[0]}" in told
    assert f"those of {RIGHT[0]}" in (results / "report.html").read_text(encoding="utf-8")
    page = (results / "feedback" / SLIPS[13] / NAME / f"{NAME}.html").read_text(encoding="utf-8")
    assert "another student" in page
    others = [row for (name, _), row in rows.items() if name != SLIPS[13]]
    assert not any("another student" in row["message"] for row in others)


def test_who_has_no_exam_is_told_and_not_graded(graded):
    rows, _, told = graded
    assert "stranger" in told
    assert not any(name == "stranger" for name, _ in rows)


def test_a_report_and_a_second_run_find_everything_as_it_was(graded, exams, tmp_path):
    _, results, _ = graded
    folder = tmp_path / "again"
    shutil.copytree(results.parent, folder)
    before = (folder / "results" / "grades.csv").read_bytes()
    told = course("grade", folder / "submitted", "--exam", exams, "-o", folder / "results", "--resume", code=4).output
    assert "0 of 30 notebooks graded" in told
    assert (folder / "results" / "grades.csv").read_bytes() == before
    course("report", folder / "results")
    page = (folder / "results" / "feedback" / RIGHT[0] / NAME / f"{NAME}.html").read_text(encoding="utf-8")
    assert "Judged" not in page


def test_only_who_handed_in_anothers_answers_is_told_as_alike(graded):
    _, results, _ = graded
    similar = (results / "report.html").read_text(encoding="utf-8").partition('id="similar"')[2]
    assert "1 pair" in similar
    assert {student for student in [*RIGHT, *SLIPS] if student in similar} == {RIGHT[0], SLIPS[13]}


def test_wrong_usage_is_told(exams, tmp_path):
    for told, options in {
        "leave out --lesson": ["--exam", exams, "--lesson", "02"],
        "holds no exams": ["--exam", tmp_path],
    }.items():
        arguments = ["grade", exams / "students", "-o", tmp_path / "results", *options]
        done = CliRunner().invoke(main, [str(argument) for argument in arguments])
        assert done.exit_code == 2
        assert told in done.output
