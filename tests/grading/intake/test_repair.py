from copy import deepcopy

import nbformat
import pytest
from grading_examples import RIGHT, cell, ids, lesson, submission

from course_lib.instructor.grading.intake.repair import repair
from course_lib.instructor.source.reference import reference

ORDER = ["setup", "double", "test_double", "quadruple", "test_quadruple", "mean", "test_mean"]


def repaired(notebook):
    return repair(notebook, lesson())


def told(found):
    return tuple(one.text for one in found.repairs)


def remove(notebook, grade_id):
    notebook.cells.remove(cell(notebook, grade_id))


def test_an_intact_notebook_needs_no_repair():
    notebook = submission(**RIGHT)

    found = repaired(notebook)

    assert told(found) == ()
    assert found.gone == frozenset()
    assert [c.source for c in found.notebook.cells if "nbgrader" not in c.metadata] == [
        c.source for c in notebook.cells if "nbgrader" not in c.metadata
    ]


def test_the_tests_are_the_lessons_with_their_hidden_part():
    found = repaired(submission())

    assert cell(found.notebook, "test_double").source == lesson().exercises[0].test.source


def test_repair_does_not_change_what_it_is_given():
    notebook = submission(**RIGHT)
    notebook.cells.append(deepcopy(cell(notebook, "test_mean")))
    before = deepcopy(notebook)

    repaired(notebook)

    assert notebook == before


def test_a_deleted_test_is_put_back_below_its_answer():
    notebook = submission(**RIGHT)
    remove(notebook, "test_quadruple")

    found = repaired(notebook)

    assert ids(found.notebook) == ORDER
    assert "The test cell test_quadruple was gone: it was put back." in told(found)


def test_a_copied_test_runs_once():
    notebook = submission(**RIGHT)
    notebook.cells.append(deepcopy(cell(notebook, "test_double")))

    found = repaired(notebook)

    assert ids(found.notebook).count("test_double") == 1
    assert "The test cell test_double was there 2 times: it was run once." in told(found)
    assert len({c.id for c in found.notebook.cells}) == len(found.notebook.cells)


@pytest.mark.parametrize("grade_id", ["test_double", "setup"])
def test_an_edited_locked_cell_is_replaced_and_told(grade_id):
    notebook = submission(**RIGHT)
    cell(notebook, grade_id).source = "pass"

    found = repaired(notebook)

    assert cell(found.notebook, grade_id).source == reference(lesson()).cell(grade_id).source
    assert any("had been edited" in text for text in told(found))


def test_a_student_gets_a_line_in_the_place_of_a_test_and_the_grader_runs_the_whole_test():
    notebook = submission(**RIGHT)

    assert cell(notebook, "test_double").source == 'check("double")'
    assert cell(notebook, "test_double").metadata.tags == ["raises-exception"]
    assert cell(repaired(notebook).notebook, "test_double").source == lesson().exercises[0].test.source


@pytest.mark.parametrize("line", ['check("mean")', "check = lambda name: None", 'print("double: passed")'])
def test_another_line_in_the_place_of_a_test_is_told_and_the_whole_test_runs(line):
    notebook = submission(**RIGHT)
    cell(notebook, "test_double").source = line

    found = repaired(notebook)

    assert cell(found.notebook, "test_double").source == lesson().exercises[0].test.source
    assert [one.kind for one in found.repairs] == ["edited"]


@pytest.mark.parametrize("marks", [True, False], ids=["marked", "marks lost"])
def test_a_release_with_open_tests_is_graded_as_before_and_accuses_nobody(marks):
    notebook, known = submission(**RIGHT), reference(lesson())
    for grade_id in ("test_double", "test_quadruple", "test_mean"):
        found = cell(notebook, grade_id)
        found.source = known.open_source(grade_id)
        found.metadata.pop("tags")
        if not marks:
            found.metadata.pop("nbgrader")
            found.id = f"pasted-{grade_id[5:]}"

    found = repaired(notebook)

    assert ids(found.notebook) == ORDER
    assert cell(found.notebook, "test_double").source == lesson().exercises[0].test.source
    assert {one.kind for one in found.repairs} == {"earlier-release", *([] if marks else ["lost-marks"])}
    assert not any(one.is_odd for one in found.repairs)


def test_a_test_above_its_answer_is_moved_down():
    notebook = submission(**RIGHT)
    test = cell(notebook, "test_mean")
    notebook.cells.remove(test)
    notebook.cells.insert(0, test)

    found = repaired(notebook)

    assert ids(found.notebook) == ORDER
    assert "The test cell test_mean stood above what it tests: it was moved down." in told(found)


def test_a_test_runs_below_the_answer_that_it_needs_wherever_that_was_moved():
    notebook = submission(**RIGHT)
    answer = cell(notebook, "double")
    notebook.cells.remove(answer)
    notebook.cells.append(answer)

    order = ids(repaired(notebook).notebook)

    assert order.index("test_double") > order.index("double")


def test_the_setup_cell_always_runs_first():
    notebook = submission(**RIGHT)
    notebook.cells.insert(0, nbformat.v4.new_code_cell("import sys"))

    code = [found for found in repaired(notebook).notebook.cells if found.cell_type == "code"]

    assert code[0].metadata.nbgrader.grade_id == "setup"


def test_prose_above_the_setup_cell_stays_there():
    found = repaired(submission(**RIGHT)).notebook

    assert found.cells[0].source.startswith("# 1 · Numbers")
    assert found.cells[1].metadata.nbgrader.grade_id == "setup"


@pytest.mark.parametrize("keep_cell_id", [True, False])
def test_an_answer_without_its_marks_is_found_by_what_it_defines(keep_cell_id):
    notebook = submission(**RIGHT)
    answer = cell(notebook, "double")
    del answer.metadata["nbgrader"]
    if not keep_cell_id:
        answer.id = "elsewhere"

    found = repaired(notebook)

    assert cell(found.notebook, "double").source == RIGHT["double"]
    assert any("double had lost its nbgrader marks" in text for text in told(found))


def test_an_answer_with_a_syntax_error_is_found_by_its_first_line():
    notebook = submission(**RIGHT)
    answer = cell(notebook, "double")
    answer.source, answer.id = "def double(x):\n    return (x", "elsewhere"
    del answer.metadata["nbgrader"]

    assert repaired(notebook).gone == frozenset()


def test_all_marks_of_a_notebook_can_be_lost():
    notebook = submission(**RIGHT)
    for number, found in enumerate(notebook.cells):
        found.metadata, found.id = nbformat.from_dict({}), f"n{number}"

    found = repaired(notebook)

    assert ids(found.notebook) == ORDER
    assert found.gone == frozenset()
    assert cell(found.notebook, "mean").source == RIGHT["mean"]


def test_an_answer_that_is_gone_counts_as_not_written():
    notebook = submission(**RIGHT)
    remove(notebook, "quadruple")

    found = repaired(notebook)

    assert found.gone == {"quadruple"}
    assert ids(found.notebook) == ORDER
    assert "NotImplementedError" in cell(found.notebook, "quadruple").source


def test_a_copy_of_the_empty_answer_does_not_undo_the_written_one():
    notebook = submission(**RIGHT)
    notebook.cells.append(deepcopy(cell(submission(), "double")))

    sources = [c.source for c in repaired(notebook).notebook.cells]

    assert reference(lesson()).released_source("double") not in sources
    assert RIGHT["double"] in sources


def test_an_answer_written_above_the_empty_cell_is_graded():
    notebook = submission()
    at = notebook.cells.index(cell(notebook, "double"))
    notebook.cells.insert(at, nbformat.v4.new_code_cell(RIGHT["double"]))

    found = repaired(notebook)

    assert cell(found.notebook, "double").source == RIGHT["double"]
    assert any("found in another cell" in text for text in told(found))


SHAPES = {
    "def": "def double(x):\n    return x + x",
    "async": "async def double(x):\n    return x + x",
    "class": "class double:\n    pass",
    "lambda": "double = lambda x: x + x",
    "vectorize": "double = np.vectorize(lambda x: x + x)",
    "tuple": "double, other = (lambda x: x + x), 1",
    "starred": "double, *rest = [lambda x: x + x, 1]",
    "chained": "twice = double = lambda x: x + x",
    "walrus": "print(double := lambda x: x + x)",
    "annotated": "double: object = lambda x: x + x",
    "import": "import helper as double",
    "from": "from helper import double",
    "decorated": "from functools import lru_cache\n@lru_cache\ndef double(x):\n    return x + x",
    "if": "if True:\n    def double(x):\n        return x + x",
    "try": "try:\n    import numba\nexcept ImportError:\n    double = lambda x: x + x",
    "with": "with open('offset.csv') as file:\n    double = lambda x: x + x",
    "for": "for double in [lambda x: x + x]:\n    pass",
    "match": "match [lambda x: x + x]:\n    case [double]:\n        pass",
    "global": "def make():\n    global double\n    double = lambda x: x + x\nmake()",
    "bound again": "double = 1\ndel double\ndouble = lambda x: x + x",
    "time": "%%time\ndouble = lambda x: x + x",
    "capture": "\n%%capture out\n%%time\ndouble = lambda x: x + x",
    "line": "%time double = lambda x: x + x",
    "shell": "!ls\n%matplotlib inline\ndouble = lambda x: x + x",
    "question": "print?\ndouble = lambda x: x + x",
}


@pytest.mark.parametrize("below", [True, False])
@pytest.mark.parametrize("shape", SHAPES)
def test_an_answer_is_found_wherever_python_would_bind_its_name(shape, below):
    notebook = submission()
    at = len(notebook.cells) if below else 1
    notebook.cells.insert(at, nbformat.v4.new_code_cell(SHAPES[shape]))

    found = repair(notebook, lesson())

    assert cell(found.notebook, "double").source == SHAPES[shape]
    assert ids(found.notebook).index("double") < ids(found.notebook).index("test_double")
    assert any("found in another cell" in text for text in told(found))


@pytest.mark.parametrize(
    "source",
    [
        "def double(x):\n    return x + x\ndel double",
        "double: object",
        "print(double)",
        "double.name = 'twice'",
        "[double for double in [1]]",
        "def other(double):\n    return double",
        "class Own:\n    double = lambda self, x: x + x",
        "double == 3",
        "%%timeit\ndouble = 1",
        "%%writefile double.py\ndouble = 1",
    ],
)
def test_what_does_not_bind_the_name_is_no_answer(source):
    notebook = submission()
    notebook.cells.append(nbformat.v4.new_code_cell(source))

    assert "YOUR CODE HERE" in cell(repair(notebook, lesson()).notebook, "double").source


def test_of_two_answers_below_the_test_the_last_one_is_what_the_notebook_ended_with():
    notebook = submission()
    notebook.cells += [nbformat.v4.new_code_cell(source) for source in ("double = None", SHAPES["lambda"])]

    assert cell(repair(notebook, lesson()).notebook, "double").source == SHAPES["lambda"]


@pytest.mark.parametrize("keep", [True, False])
def test_two_answers_in_one_cell_are_both_graded(keep):
    both = f"{RIGHT['double']}\n\n{RIGHT['quadruple']}"
    notebook = submission(double=both)
    if not keep:
        notebook.cells.remove(cell(notebook, "quadruple"))

    found = repair(notebook, lesson())

    assert cell(found.notebook, "double").source == both
    assert cell(found.notebook, "quadruple").source == "# quadruple is answered in the cell of double."
    assert "The answer to quadruple was found in the cell of double, and graded." in told(found)
    assert "quadruple" not in found.gone


@pytest.mark.parametrize("locked", ["setup", "test_double"])
def test_an_answer_written_into_a_locked_cell_is_kept(locked):
    notebook = submission()
    cell(notebook, locked).source += f"\n{SHAPES['def']}"

    found = repair(notebook, lesson())

    assert SHAPES["def"] in cell(found.notebook, "double").source


@pytest.mark.parametrize("source", ["exec('double = abs')", "globals()['double'] = abs", "from helper import *"])
def test_where_an_answer_cannot_be_looked_for_is_told(source):
    notebook = submission()
    notebook.cells.append(nbformat.v4.new_code_cell(source))

    said = "double was not looked for in what exec, globals() or import * may have made: that is not seen."
    assert said in told(repair(notebook, lesson()))


def test_an_experiment_below_the_test_is_not_taken_for_the_answer():
    notebook = submission(**RIGHT)
    copied = deepcopy(cell(notebook, "double"))
    copied.source = "def double(x):\n    return 'an experiment'"
    notebook.cells.append(copied)

    assert cell(repaired(notebook).notebook, "double").source == RIGHT["double"]


def test_both_halves_of_a_split_answer_are_run():
    notebook = submission(**RIGHT)
    second = cell(notebook, "double")
    first = deepcopy(second)
    first.source = "two = 2"
    second.source = "def double(x):\n    return two * x"
    notebook.cells.insert(notebook.cells.index(second), first)

    found = repaired(notebook)

    sources = [c.source for c in found.notebook.cells]
    assert sources.index("two = 2") < sources.index(second.source)
    assert cell(found.notebook, "double").source == second.source


def test_newer_marks_are_replaced():
    notebook = submission(**RIGHT)
    for found in notebook.cells:
        if "nbgrader" in found.metadata:
            found.metadata.nbgrader.schema_version = 4

    found = repaired(notebook)

    assert all(c.metadata.nbgrader.schema_version == 3 for c in found.notebook.cells if "nbgrader" in c.metadata)
    assert told(found) == ("The nbgrader marks were of version 4, expected 3: they were replaced.",)


def test_edited_points_are_put_back():
    notebook = submission(**RIGHT)
    cell(notebook, "test_double").metadata.nbgrader.points = 100

    found = repaired(notebook)

    assert cell(found.notebook, "test_double").metadata.nbgrader.points == 2
    assert any("(points)" in text for text in told(found))


@pytest.mark.parametrize("tag", ["skip-execution", "raises-exception", "nbval-skip"])
def test_tags_that_keep_a_cell_from_running_are_removed(tag):
    notebook = submission(**RIGHT)
    for found in notebook.cells:
        found.metadata.tags = [tag]

    found = repaired(notebook)

    assert not any("tags" in c.metadata for c in found.notebook.cells)
    assert any(repr(tag) in text for text in told(found))


def test_a_foreign_kernel_is_replaced():
    notebook = submission(**RIGHT)
    notebook.metadata.kernelspec = {"name": "ir", "language": "R", "display_name": "R"}

    found = repaired(notebook)

    assert found.notebook.metadata.kernelspec.name == "python3"
    assert "The notebook was for the kernel 'ir': it was run with the course's Python." in told(found)


def test_an_answer_turned_into_text_is_code_again():
    notebook = submission(**RIGHT)
    found = cell(notebook, "double")
    found.cell_type = "markdown"
    del found["outputs"], found["execution_count"]

    assert cell(repaired(notebook).notebook, "double").cell_type == "code"


@pytest.mark.parametrize(
    "damage",
    [
        {"metadata": None},
        {"metadata": {"nbgrader": 7}},
        {"metadata": {"nbgrader": {"grade_id": ["double"]}}},
        {"metadata": {"tags": "skip-execution"}},
        {"source": ["a = 1\n", "b = 2"]},
        {"source": 12},
        {"id": 3},
        {"id": "has spaces in it"},
        {"attachments": {"x.png": "not a bundle"}},
        {"cell_type": "widget"},
        {"outputs": "none"},
    ],
)
def test_a_damaged_cell_does_not_stop_the_repair(damage):
    notebook = submission(**RIGHT)
    notebook.cells.append(
        nbformat.from_dict({"cell_type": "code", "source": "1", "metadata": {}, "outputs": []} | damage)
    )
    notebook.cells.append("no cell at all")
    notebook.metadata = nbformat.from_dict({"kernelspec": "python"})

    found = repaired(notebook)

    nbformat.validate(found.notebook)
    assert ids(found.notebook) == ORDER


def test_the_notebook_of_another_lesson_is_recognised():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("def relu(u):\n    return u * (u > 0)")])
    notebook.metadata.kernelspec = {"name": "python3"}

    found = repaired(notebook)

    assert found.gone == {"double", "quadruple", "mean"}
    assert told(found) == ("No cell of 01_numbers was found: is this the notebook of another lesson?",)
