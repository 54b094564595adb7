"""Old outputs count for nothing, whatever their size; what stands beside them is bounded."""

import json
import tracemalloc

import pytest
from grading_examples import NAME, RIGHT, hand_in, lesson, make_zip, submission
from hypothesis import given
from hypothesis import strategies as st

from course_lib.instructor.grading.intake import archive, old_output
from course_lib.instructor.grading.intake.collect import collect, submissions_of
from course_lib.instructor.grading.intake.notebook_file import UnreadableNotebookError, parse_notebook, read_notebook
from course_lib.instructor.grading.intake.old_output import TooLargeError, without_outputs

KEYS = ["outputs", "widgets", "a", 'b"']
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["outputs", "widgets", "a", 'b"']), inner)
    ),
)


def emptied(value):
    """The same value with empty lists of outputs and empty widgets."""
    if isinstance(value, list):
        return [emptied(item) for item in value]
    if not isinstance(value, dict):
        return value
    kinds = {"outputs": list, "widgets": dict}
    return {key: kinds[key]() if isinstance(item, kinds.get(key, ())) else emptied(item) for key, item in value.items()}


@given(JSON, st.sampled_from([None, 1]), st.booleans())
@pytest.mark.slow
def test_of_any_json_the_outputs_alone_are_left_out(value, indent, ascii_only):
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)

    assert json.loads(without_outputs(text.encode("utf-8", "surrogatepass"))) == emptied(value)


@given(st.text(alphabet='"\\[]{}:, outputs\n'))
def test_of_what_is_no_json_nothing_raises_and_the_lines_are_those_of_the_file(text):
    assert without_outputs(text.encode()).count(b"\n") == text.count("\n")


def with_pictures(megabytes):
    notebook = submission(**RIGHT)
    picture = {"output_type": "display_data", "metadata": {}, "data": {"image/png": "A" * 2**20}}
    next(cell for cell in notebook.cells if cell.cell_type == "code")["outputs"] = [picture] * megabytes
    return json.dumps(notebook)


@pytest.mark.slow
def test_a_notebook_with_200_mb_of_old_pictures_is_read_in_little_memory(tmp_path):
    path = hand_in(tmp_path, "ada", with_pictures(200))

    tracemalloc.start()
    notebook, _ = read_notebook(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert [cell.source for cell in notebook.cells] == [cell.source for cell in submission(**RIGHT).cells]
    assert peak < 20 * 2**20


def test_from_a_zip_too_a_notebook_comes_without_them(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "LARGEST_WHOLE", 2**20)
    monkeypatch.setattr(archive, "LARGEST_RATIO", 10**4)
    path = make_zip(tmp_path / "x.zip", (f"ada/{NAME}/{NAME}.ipynb", with_pictures(3)))

    (ada,) = submissions_of(collect(path, [lesson()]), tmp_path / "into")

    assert ada.path.stat().st_size < 2**20
    assert len(read_notebook(ada.path)[0].cells) == len(submission().cells)


@pytest.mark.parametrize(
    "content",
    [
        b'{"cells": [' + b"{}," * 10**6 + b"{}]}",
        b'{"cells": [' + b'"a",' * 10**6 + b'""]}',
        b'{"cells": [{"source": "' + b"x" * 17 * 2**20 + b'"}]}',
        b'{"cells": [{"source": "' + b"x" * 17 * 2**20,
        b"[" * 10**6,
    ],
)
def test_more_than_anybody_writes_is_unreadable_in_a_plain_sentence(content):
    with pytest.raises(UnreadableNotebookError, match="The notebook has more than 16 MB or 500000 pieces"):
        parse_notebook(content)


def test_a_bomb_of_brackets_in_an_output_ends(monkeypatch):
    monkeypatch.setattr(old_output, "MOST_STEPS", 10**5)

    with pytest.raises(TooLargeError, match="The outputs of the notebook have more than 100000 pieces"):
        without_outputs(b'{"cells": [{"outputs": [' + b"[" * 10**6)


def test_a_damaged_notebook_is_told_by_the_line_of_the_file():
    content = b'{"cells": [\n{"outputs": [\n1,\n2\n]},\noops]}'

    with pytest.raises(UnreadableNotebookError, match="damaged at line 6"):
        parse_notebook(content)
