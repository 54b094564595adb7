"""What a student reads in a real kernel."""

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert.filters import strip_ansi

pytestmark = pytest.mark.process

SETUP = "from course_lib import notebook\nfrom course_lib.checks import check_answer, check_close\nnotebook.prepare()"
STUB = "def halve(u):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
TEST = "check_answer(halve)\ncheck_close('half', halve(3.0), 1.5)"


@pytest.fixture(scope="module")
def outputs():
    """The output of each cell of one session, as (kind, text)."""
    cells = {
        "setup": SETUP,
        "before": TEST,
        "stub": STUB,
        "unwritten": TEST,
        "wrong": "def halve(u):\n    return 2 * u",
        "refused": TEST,
        "typo": "def halve(u):\n    return v / 2",
        "broken": TEST,
        "warning": "import numpy as np\nnp.log(np.array([0.0]))[0]",
        "own text": "def halve(u):\n    raise NotImplementedError('todo')",
        "todo": TEST,
        "own base": "class Half:\n    def of(self): raise NotImplementedError()\ndef halve(u):\n    return Half().of()",
        "abstract": TEST,
        "misspelt": "import torch\nclass Net(torch.nn.Module):\n    def foward(self, u): return u\nhalve = Net()",
        "no forward": "halve(3.0)",
        "right": "def halve(u):\n    return u / 2",
        "passed": TEST,
    }
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells.values()])
    NotebookClient(book, allow_errors=True, extra_arguments=["--IPKernelApp.log_level=ERROR"]).execute()
    return dict(zip(cells, [cell.outputs for cell in book.cells], strict=True))


def test_an_unwritten_answer_says_so_in_one_line(outputs):
    [error] = outputs["unwritten"]
    assert error.ename == "NotImplementedError"
    assert error.traceback == [error.evalue]
    assert error.evalue.startswith("halve: not written yet. Put your answer")


def test_an_own_notimplementederror_keeps_its_traceback(outputs):
    for name, text in {"todo": "NotImplementedError: todo", "abstract": "in Half.of(self)"}.items():
        [error] = outputs[name]
        assert text in strip_ansi("".join(error.traceback))
        assert "not written" not in "".join(error.traceback)


def test_a_module_without_forward_reads_what_it_has_instead(outputs):
    [error] = outputs["no forward"]
    assert error.traceback == ["Net has no method forward; the nearest name that it has is foward"]


def test_a_wrong_answer_reads_its_message_and_hint_and_no_traceback(outputs):
    [error] = outputs["refused"]
    assert error.ename == "CheckError"
    assert error.traceback == [
        "halve: half is 6.0, expected 1.5.",
        "Hint (factor-n): the value is 4 times too large: sum or mean, and over what?",
    ]


def test_a_test_run_before_its_answer_says_which_cell_is_missing(outputs):
    [error] = outputs["before"]
    assert error.traceback == ["halve is not defined: run the cell that defines it, then this one again."]


def test_an_error_in_the_answer_keeps_its_traceback(outputs):
    [error] = outputs["broken"]
    assert error.ename == "NameError"
    assert "in halve(u)" in strip_ansi("".join(error.traceback))


def test_a_warning_is_shown_on_stdout(outputs):
    streams = {output.name: output.text for output in outputs["warning"] if output.output_type == "stream"}
    assert streams == {"stdout": "RuntimeWarning: divide by zero encountered in log\n"}


def test_a_right_answer_passes_in_silence(outputs):
    assert outputs["passed"] == []
