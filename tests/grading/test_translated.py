"""Nothing is decided by the words of a message: a grader that speaks another language decides the same."""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from grading_examples import RIGHT, cell, hand_in, submission

import course_lib
from course_lib.instructor.grading.records.results import Results
from course_lib.instructor.grading.report.class_statistics import lesson_statistics, needs_a_person

pytestmark = pytest.mark.process

LIBRARY = Path(course_lib.__file__).parent
SENTENCE = re.compile(r"\} [a-z]+ |[A-Za-z]{2,}[,:]? [a-z(]|^ ?[a-z]+ (?=[a-z]+)|^[ .,:;]+ ?[a-z]+ [a-z]+")
WORD = re.compile(r"\b[A-Za-z]*[a-z]{2}\b(?![^{]*\})")  # but the names of fields that are filled in
NO_SENTENCE = re.compile(r"[<>\\^=|#]|^[a-z-]+: [a-z]")  # HTML, patterns, markers, hints: "id: sentence"
DECIDED = ("student", "lesson", "exercise", "points", "max_points", "status", "hint")
PROGRAM = "from course_lib.instructor.cli import main; main()"


class Translation(ast.NodeTransformer):
    """Puts every sentence of a module into another language: its words backwards. Docstrings and code stay."""

    def __init__(self):
        self.texts = []

    def visit_Expr(self, node):
        return node if isinstance(node.value, ast.Constant) else self.generic_visit(node)

    def visit_Call(self, node):
        """What Python and libraries say is read in their own language."""
        return node if isinstance(node.func, ast.Name) and node.func.id == "_said" else self.generic_visit(node)

    def visit_Constant(self, node):
        if not isinstance(node.value, str) or not SENTENCE.search(node.value) or is_code(node.value):
            return node
        identity, colon, sentence = hint_of(node.value)
        if NO_SENTENCE.search(sentence):
            return node
        translated = WORD.sub(lambda word: word[0][::-1], sentence)
        self.texts.append(sentence)
        return ast.copy_location(ast.Constant(f"{identity}{colon}{translated}"), node)


def hint_of(text):
    """The id of a hint, which is no word, the colon, and the sentence."""
    found = re.match(r"([a-z-]+)(: )(?=[a-z])", text)
    return (found[1], found[2], text[found.end() :]) if found else ("", "", text)


def is_code(text):
    try:
        return isinstance(ast.parse(text.strip()).body[0], ast.stmt) and "(" in text
    except (SyntaxError, IndexError):
        return False


@pytest.fixture(scope="module")
def translated(tmp_path_factory):
    """A copy of the library whose sentences are in another language."""
    root = tmp_path_factory.mktemp("translated")
    shutil.copytree(LIBRARY, root / "course_lib", ignore=shutil.ignore_patterns("__pycache__"))
    for path in (root / "course_lib").rglob("*.py"):
        tree = Translation().visit(ast.parse(path.read_text(encoding="utf-8")))
        path.write_text(ast.unparse(ast.fix_missing_locations(tree)), encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def submitted(tmp_path_factory):
    """A class in which everything happens of which a message speaks."""
    folder = tmp_path_factory.mktemp("class")
    answers = {
        "ada": RIGHT,
        "ben": RIGHT | {"double": "def double(x):\n    return x * x"},
        "cleo": RIGHT | {"double": "def double(x):\n    return 2 * np.abs(x)"},
        "dora": RIGHT | {"mean": "def mean(x):\n    return np.mean(x)"},
        "emil": {"double": RIGHT["double"]},
        "fanny": RIGHT | {"double": "def double(x):\n    raise ValueError('no')"},
        "greta": RIGHT | {"quadruple": "def quadruple(x):\n    while True:\n        pass"},
        "hugo": RIGHT | {"mean": "import os\n\n\ndef mean(x):\n    os._exit(1)"},
        "ines": RIGHT | {"mean": "def mean(x):\n    return (x"},
        "jan": {"quadruple": "def quadruple(x):\n    return double(double(x))"},
        "kofi": {name: f"def {name}(x):\n    return [[1, 2], 3]" for name in RIGHT},
        "lea": RIGHT | {"mean": "def mean(x):\n    raise NotImplementedError('later')"},
        "max": RIGHT | {"double": "def double(x):\n    x *= 2\n    return x"},
        "nora": RIGHT | {"quadruple": "def quadruple(x):\n    return (4 * x).astype('float16')[::-1]"},
        "omar": RIGHT | {"double": "def double(x):\n    del x.it\n", "quadruple": "def quadruple(x):\n    pass"},
    }
    for student, written in answers.items():
        hand_in(folder, student, submission(**written))
    hand_in(folder, "paula", "{")
    (folder / "quentin").mkdir()
    edited, marked, again, other = (submission(**RIGHT) for _ in range(4))
    cell(edited, "test_double").source = "pass  # passes now"
    cell(marked, "test_double").metadata.nbgrader.points = 99
    again.cells.append(cell(again, "test_mean"))
    other.cells = other.cells[:1]
    for student, notebook in {"rosa": edited, "sam": marked, "tara": again, "ugo": other}.items():
        hand_in(folder, student, notebook)
    return folder


def course(library, at, *arguments):
    """What a command of this library says in a course."""
    return subprocess.run(
        [sys.executable, "-P", "-c", PROGRAM, *arguments],
        cwd=at.root, env=os.environ | {"PYTHONPATH": str(library)}, capture_output=True, text=True,
    )  # fmt: skip


@pytest.fixture(scope="module")
def both(numbers_course, submitted, translated, tmp_path_factory):
    """The results of the same class, by the grader as it is and by the translated one."""
    found = []
    for library in (LIBRARY.parent, translated):
        folder = tmp_path_factory.mktemp("results")
        options = ["-o", str(folder), "--timeout", "3", "--seed", "7", "--jobs", "2"]
        done = course(library, numbers_course, "grade", str(submitted), *options)
        assert done.returncode == 0, done.stdout + done.stderr
        found.append((Results(folder), done.stdout))
    return found


def test_the_messages_are_in_another_language(both):
    (ours, said), (theirs, translated) = both
    pairs = list(zip(ours.read_rows(), theirs.read_rows(), strict=True))

    same = {ours["status"] for ours, theirs in pairs if ours["message"] and ours["message"] == theirs["message"]}

    assert same <= {"error"}  # whose words are Python's, or the student's own
    assert {row["status"] for row, _ in pairs} >= {
        "passed", "failed", "error", "timeout", "crashed", "missing", "forbidden", "unreadable",
    }  # fmt: skip
    assert said.splitlines()[1] != translated.splitlines()[1]


def test_statuses_points_and_hints_are_the_same(both):
    ours, theirs = ([[row[name] for name in DECIDED] for row in results.read_rows()] for results, _ in both)

    assert ours == theirs


def test_statistics_are_the_same(both):
    ours, theirs = (lesson_statistics(results.read_rows())[0] for results, _ in both)

    assert ours.totals == theirs.totals
    for one, other in zip(ours.exercises, theirs.exercises, strict=True):
        assert (one.statuses, one.solved, one.discrimination) == (other.statuses, other.solved, other.discrimination)
        assert (one.hints, one.unexplained) == (other.hints, other.unexplained)


def test_the_same_students_need_a_person_for_as_many_reasons(both):
    ours, theirs = (
        [(found.student, len(found.reasons)) for found in needs_a_person(results.read_rows(), results.read_log())]
        for results, _ in both
    )

    assert ours == theirs
    assert {"rosa", "sam", "ugo"} <= {student for student, _ in ours}


def test_the_report_shows_the_sentences_of_the_same_hints(both):
    told = []
    for results, _ in both:
        log = results.read_log()
        assert all("Hint" not in text for entry in log for text in entry["hint_texts"].values())
        told.append({entry["student"]: sorted(entry["hint_texts"]) for entry in log})

    assert told[0] == told[1]
    assert told[0]["ben"] == ["double"]


def test_verify_knows_each_hint_and_each_stub(tiny_course, translated):
    done = course(translated, tiny_course, "verify", "01_tiny")

    assert (done.returncode, len(done.stdout.splitlines())) == (0, 1), done.stdout + done.stderr
    assert "wrong answers" not in done.stdout
