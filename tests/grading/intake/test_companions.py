"""Files beside the notebook, and files that the notebook writes: they are there, as in Jupyter."""

import nbformat
import pytest
from grading_examples import cell, hand_in, lesson, submission

from course_lib.instructor.grading.intake.companions import LARGEST_COMPANIONS, MOST_COMPANIONS, find_companions
from course_lib.instructor.grading.intake.submissions import Submission
from course_lib.instructor.grading.marking.marking import mark
from course_lib.instructor.sandbox.process_runner import ProcessRunner
from course_lib.instructor.sandbox.runner import Limits

pytestmark = pytest.mark.process

FROM_HELPER = "from my_helper import twice\ndef double(x):\n    return twice(x)"
HELPER = "def twice(x):\n    return x + x\n"


@pytest.fixture(scope="module")
def runner():
    with ProcessRunner() as made:
        yield made


@pytest.fixture
def marks(tmp_path, runner):
    """Grade a notebook with these answers and files beside it; its marks by exercise, and what it is told."""

    def run(answers, files):
        path = hand_in(tmp_path, "ada", submission(**answers))
        for name, text in files.items():
            path.with_name(name).write_text(text, encoding="utf-8")
        found = mark(Submission("ada", lesson().name, path), lesson(), runner, Limits())
        return {entry.exercise: entry.verdict for entry in found.marks}, [repair.text for repair in found.repairs]

    return run


def test_a_module_and_a_table_handed_in_beside_the_notebook_are_there_and_told(marks):
    reads = "def quadruple(x):\n    return x * float(open('four.txt').read())"

    verdicts, told = marks({"double": FROM_HELPER, "quadruple": reads}, {"my_helper.py": HELPER, "four.txt": "4"})

    assert (verdicts["double"].status, verdicts["quadruple"].status) == ("passed", "passed")
    assert "Handed in beside the notebook and there when it ran: four.txt, my_helper.py." in told


def test_a_module_that_the_notebook_writes_is_there_for_later_cells_and_after_a_crash(runner, tmp_path):
    notebook = submission(double=FROM_HELPER, quadruple="import os\nos._exit(1)")
    notebook.cells.insert(2, nbformat.v4.new_code_cell(f"%%writefile my_helper.py\n{HELPER}"))
    cell(notebook, "mean").source = "import my_helper\ndef mean(x):\n    return my_helper.twice(sum(x)) / len(x) / 2"
    path = hand_in(tmp_path, "ada", notebook)

    found = mark(Submission("ada", lesson().name, path), lesson(), runner, Limits())

    assert {entry.exercise: entry.verdict.status for entry in found.marks} == {
        "double": "passed",
        "quadruple": "crashed",
        "mean": "passed",
    }


WITH_NUMPY = "import numpy as np\ndef average(x):\n    return np.mean(x)\n"


@pytest.mark.parametrize(
    "answer",
    [
        "from my_helper import average as mean",
        "import my_helper\nmean = my_helper.average",
        "def mean(x):\n    from my_helper import average\n    return average(x)",
        "def mean(x):\n    import my_helper as m\n    return m.average(x)",
        "from my_helper import *\nmean = average",
    ],
)
@pytest.mark.parametrize("written", [True, False])
def test_what_a_helper_module_calls_counts_as_called(runner, tmp_path, answer, written):
    notebook = submission(mean=answer)
    if written:
        notebook.cells.insert(2, nbformat.v4.new_code_cell(f"%%writefile my_helper.py\n{WITH_NUMPY}"))
    path = hand_in(tmp_path, "ada", notebook)
    if not written:
        path.with_name("my_helper.py").write_text(WITH_NUMPY)

    found = mark(Submission("ada", lesson().name, path), lesson(), runner, Limits())

    assert {entry.exercise: entry.verdict.status for entry in found.marks}["mean"] == "forbidden"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("numpy.py", "it would hide the module numpy"),
        ("course_lib.py", "it would hide the module course_lib"),
        ("random.py", "it would hide the module random"),
        ("lesson.py", "this name is the course's own"),
        ("answers.py", "this name is the course's own"),
        ("offset.csv", "the lesson has a file of this name"),
    ],
)
def test_no_file_takes_the_place_of_the_lessons_own(tmp_path, name, reason):
    path = hand_in(tmp_path, "ada", submission())
    path.with_name(name).write_text("1")

    found = find_companions(path, lesson())

    assert found.files == {}
    assert found.notes == (f"{name}, handed in beside the notebook, was not used: {reason}.",)


def test_links_folders_and_what_is_no_data_are_not_taken(tmp_path):
    path = hand_in(tmp_path, "ada", submission())
    (tmp_path / "elsewhere.py").write_text("secret = 1")
    path.with_name("link.py").symlink_to(tmp_path / "elsewhere.py")
    path.with_name("folder.py").mkdir()
    path.with_name("report.pdf").write_text("%PDF")
    path.with_name(".hidden.py").write_text("1")

    found = find_companions(path, lesson())

    assert found.files == {}
    assert [note.split(",")[0] for note in found.notes] == ["folder.py", "link.py"]


def test_they_are_bounded_in_number_and_bytes(tmp_path):
    path = hand_in(tmp_path, "ada", submission())
    for number in range(MOST_COMPANIONS + 2):
        path.with_name(f"part{number:02}.txt").write_text("1")
    path.with_name("huge.csv").write_bytes(b"1" * (LARGEST_COMPANIONS + 1))

    found = find_companions(path, lesson())

    assert len(found.files) == MOST_COMPANIONS
    assert [note.split(",")[0] for note in found.notes[1:]] == ["huge.csv", "part20.txt", "part21.txt"]
