"""`check("relu")` in a real kernel, in a student's notebook: what it says, what it leaves behind, what it raises."""

import inspect

import nbformat
import pytest
from nbclient import NotebookClient
from students_work import so_far

from course_lib import activations
from course_lib.instructor.source.course import find_course
from course_lib.instructor.source.reference import reference

pytestmark = pytest.mark.process

LESSON = "02_relu_networks"
WRONG = "def relu(u):\n    return np.minimum(u, 0)"
RIGHT = "def relu(u):\n    return np.maximum(u, 0)"
CHECK = 'check("relu")'
CELLS = {
    "stub": None,
    "unwritten": CHECK,
    "stands in": "print(yours(relu, activations.relu) is activations.relu)",
    "wrong": WRONG,
    "refused": CHECK,
    "refused again": CHECK,
    "and again": CHECK,
    "other mistake": "def relu(u):\n    return np.abs(u)",
    "refused for another reason": CHECK,
    "slip": "def relu(u):\n    # two of them\n    return u + np.ones(9)",
    "explained": CHECK,
    "typo": "def relu(u):\n    return np.maximun(u, 0)",
    "nearest": CHECK,
    "own words": "import codecs\ndef relu(u):\n    codecs.lookup('what I never saw')",
    "unexplained": CHECK,
    "no argument": "def relu():\n    return 0",
    "called wrongly": CHECK,
    "uses another": "def relu(u):\n    return layer(u, u, u)",
    "another's stub": CHECK,
    "borrowed": "from course_lib.activations import relu",
    "forbidden": CHECK,
    "deleted": "del relu",
    "missing": CHECK,
    "nothing to compare": "compare()",
    "forged": "from course_lib import checks\nchecks_were = checks.check_close\nsum = max = len = None\nu = 'mine'\n"
    + RIGHT,
    "passed": CHECK,
    "left": "print(u, sum, sorted(name for name in dir() if name in ('expected', 'rng', 'number')))",
    "yours": "print(yours(relu, activations.relu) is relu)",
    "yours again": "print(yours(relu, activations.relu) is relu)",
    "compared": "compare()",
    "compared by name": 'compare("relu")',
    "rewritten": RIGHT,
    "rewritten and not compared": 'compare("relu")',
    "another is not compared": 'compare("layer")',
    "not checked yet": "print(yours(relu, activations.relu) is activations.relu)",
    "setup again": None,
    "text": 'show_test("relu")',
    "unknown": 'check("rellu")',
}


@pytest.fixture(scope="module")
def said():
    """For each cell what it showed: plain words of cards and prints, and the errors."""
    known = reference(find_course().lesson(LESSON))
    setup = known.released_source("setup")
    sources = CELLS | {"stub": known.released_source("layer") + "\n" + known.released_source("relu")}
    sources |= {"setup again": setup}
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in (setup, *sources.values())])
    NotebookClient(book, allow_errors=True, extra_arguments=["--IPKernelApp.log_level=ERROR"]).execute()
    return dict(zip(sources, [cell.outputs for cell in book.cells[1:]], strict=True))


def words(outputs):
    return "\n".join(
        output.get("text") or output.data["text/plain"] for output in outputs if output.output_type != "error"
    )


def errors(outputs):
    return [output for output in outputs if output.output_type == "error"]


def test_an_unwritten_answer_says_so_in_one_line(said):
    assert words(said["unwritten"]).splitlines() == [
        "✗ relu: not passed yet",
        "relu: not written yet. Put your answer in the place of `raise NotImplementedError()`, then run its cell.",
    ]


def test_a_wrong_answer_is_told_its_mistake_and_the_error_is_one_line(said):
    assert words(said["refused"]).splitlines()[:3] == [
        "✗ relu: not passed yet",
        "relu: relu(u)[0] is -2.0, expected 0.0.",
        "Hint (negative-part): this keeps the negative entries; the positive ones should pass.",
    ]
    [error] = errors(said["refused"])
    assert error.traceback == ["relu: relu(u)[0] is -2.0, expected 0.0."]
    assert error.evalue.splitlines()[1].startswith("Hint (negative-part)")


def test_the_same_failure_again_opens_one_more_step_of_the_lessons_help(said):
    steps = [
        [output.data["text/markdown"] for output in said[name] if "text/markdown" in output.get("data", {})]
        for name in ("refused", "refused again", "and again", "refused for another reason")
    ]

    assert [len(shown) for shown in steps] == [0, 1, 2, 0]
    assert "a nudge" in steps[1][0]
    assert "What happens to an entry" in steps[1][0]


def test_a_failure_that_nothing_explains_opens_the_first_step_at_once(said):
    [step] = [
        output.data["text/markdown"] for output in said["unexplained"] if "text/markdown" in output.get("data", {})
    ]

    assert step.startswith("**Nothing known explains this, so here is a first step (1): a nudge**")
    assert "What happens to an entry" in step


def test_an_exception_is_told_by_the_line_a_sentence_and_pythons_words_without_a_frame_of_ours(said):
    text = words(said["explained"])
    assert "relu: line 3 ends in a ValueError: `return u + np.ones(9)`. Here: `u` has shape (6,)." in text
    assert "Hint (shapes): the shapes do not fit together." in text
    assert "Python says: ValueError: operands could not be broadcast" in text
    [html] = [output.data["text/html"] for output in said["explained"] if "text/html" in output.get("data", {})]
    assert "<details><summary>What Python says</summary>" in html
    for name in ("explained", "nearest", "unexplained", "called wrongly"):
        assert not {"Traceback", "course_lib", "checks.py"} & set(str(said[name]).replace("/", " ").split())
        assert len(errors(said[name])[0].traceback) == 1


def test_a_misspelt_name_is_told_the_nearest(said):
    assert "is `maximum` meant?" in words(said["nearest"])


def test_an_exception_that_is_no_classic_keeps_pythons_words(said):
    assert "line 3 ends in a LookupError: `codecs.lookup('what I never saw')`. Python says: LookupError" in words(
        said["unexplained"]
    )


def test_an_answer_that_uses_an_unwritten_one_is_told_which(said):
    assert "relu: it uses layer, which is not written yet." in words(said["another's stub"])


def test_an_answer_that_is_the_librarys_is_refused(said):
    assert "course_lib.activations.relu" in words(said["forbidden"])
    assert errors(said["forbidden"])


def test_an_answer_that_is_not_there_is_asked_for(said):
    assert "relu is not written yet, or its cell has not been run" in words(said["missing"])


def test_a_right_answer_is_told_its_points_how_far_the_lesson_is_and_what_comes_next(said):
    assert words(said["passed"]).splitlines() == [
        "✓ relu: passed, 2 points.",
        f"So far {so_far(2, 1)}.",
        "Next: Exercise 2.2: layer (5 min, difficulty 1 of 3)",
        'To see the library\'s beside yours: compare("relu")',
    ]
    assert errors(said["passed"]) == []
    assert '<a href="#Exercise-2.2:-layer-(5-min,-difficulty-1-of-3)">' in said["passed"][0].data["text/html"]


def test_a_check_leaves_nothing_behind_and_takes_pythons_and_the_lessons_names(said):
    assert words(said["left"]) == "mine None []\n"


def test_an_answer_that_has_passed_is_shown_beside_the_librarys(said):
    text = words(said["compared"])

    assert text.splitlines()[0] == "relu: yours and the library's"
    assert "Yours:\n\ndef relu(u):\n    return np.maximum(u, 0)\n\nThe library's, in course_lib/activations.py:" in text
    assert text.endswith(inspect.getsource(activations.relu).strip())
    assert words(said["compared by name"]) == text


def test_an_answer_that_has_not_passed_is_not_compared_and_no_cell_fails_for_it(said):
    for name in ("nothing to compare", "rewritten and not compared", "another is not compared"):
        exercise = "layer" if "another" in name else "relu"
        assert words(said[name]) == (
            f'{exercise}: check("{exercise}") has to pass first, since its cell was last run. Then this compares.'
        )
        assert errors(said[name]) == []


def test_what_is_yours_is_told_once_and_the_librarys_each_time(said):
    stands_in = 'relu: the library\'s stands in until check("relu") has passed.\nTrue\n'
    assert words(said["stands in"]) == stands_in
    assert words(said["yours"]) == "relu: yours, from here on.\nTrue\n"
    assert words(said["yours again"]) == "True\n"
    assert words(said["not checked yet"]) == stands_in


def test_the_text_of_a_test_is_printed_without_hidden_parts(said):
    assert words(said["text"]).startswith("check_answer(\n    relu,")
    assert "HIDDEN" not in words(said["text"])
    assert "fresh_generator" not in words(said["text"])


def test_an_unknown_exercise_is_told_which_there_are(said):
    [error] = errors(said["unknown"])
    assert error.traceback == [error.evalue]
    assert error.evalue.startswith("02_relu_networks has no exercise 'rellu': it has relu, layer")
