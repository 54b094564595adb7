from dataclasses import replace

import nbformat
import pytest

from course_lib.instructor.grading.intake.repair import repair
from course_lib.instructor.grading.marking.idle_cells import idle_cells

EXPERIMENT = "doubled = soften(np.array([4.0]))\nprint(doubled)"


@pytest.fixture
def lesson(tiny_course):
    """The tiny lesson with two more cells: one that binds a name, one that reads it."""
    path = tiny_course.solutions / "01_tiny" / "lesson.py"
    path.write_text(f"{path.read_text()}\n# %%\n{EXPERIMENT}\n\n# %%\ndoubled = doubled * 2\nprint(doubled.sum())\n")
    return tiny_course.lesson("01_tiny")


def idle_sources(lesson, *added):
    """The sources of the cells that are not run when these cells are added to the lesson's notebook."""
    notebook = lesson.to_notebook()
    notebook.cells += [nbformat.v4.new_code_cell(source) for source in added]
    repaired = repair(notebook, lesson).notebook
    return [repaired.cells[index].source for index in sorted(idle_cells(repaired, lesson))]


def test_the_lessons_own_experiments_are_idle(lesson):
    handed_out = [cell.source for cell in lesson.cells if cell.kind == "code"]

    assert idle_sources(lesson) == handed_out
    assert EXPERIMENT in handed_out


def test_a_cell_whose_names_a_student_reads_runs_with_what_it_reads_itself(lesson):
    idle = idle_sources(lesson, "again = doubled + 1")

    assert EXPERIMENT not in idle
    assert not any("doubled" in source for source in idle)


def test_a_name_that_a_test_binds_for_itself_wakes_nothing(tiny_course, lesson):
    path = tiny_course.solutions / "01_tiny" / "lesson.py"
    text = path.read_text()
    assert "\ncheck_answer(soften" in text
    path.write_text(
        text.replace(
            "\ncheck_answer(soften",
            "\ncheck_answer(soften)\ndoubled = 1\ndoubled = doubled + 1\ncheck_answer(soften",
            1,
        )
    )

    assert EXPERIMENT in idle_sources(tiny_course.lesson("01_tiny"))


def test_a_student_s_own_cell_that_reads_nothing_of_the_lesson_wakes_none(lesson):
    assert EXPERIMENT in idle_sources(lesson, "mine = 3")


def test_an_edited_cell_runs(lesson):
    notebook = lesson.to_notebook()
    cell = next(cell for cell in notebook.cells if cell.source == EXPERIMENT)
    cell.source += "\n# what does this do?"
    repaired = repair(notebook, lesson).notebook

    assert not any("soften(np.array([4.0]))" in repaired.cells[i].source for i in idle_cells(repaired, lesson))


@pytest.mark.parametrize(
    "source", ["print(eval('doubled'))", "%time doubled", "globals()['doubled']", "doubled += 1", "!ls"]
)
def test_a_cell_that_may_read_anything_wakes_what_it_may_read(lesson, source):
    assert EXPERIMENT not in idle_sources(lesson, source)


MAKES = """import random
import warnings
import matplotlib.pyplot as plt
import torch
table, items, a = {}, [1], np.zeros(2)
net, rng, thing = torch.nn.Linear(1, 1), np.random.default_rng(0), lambda: 0
def advance():
    table["n"] = 1
def train(model): pass"""


@pytest.mark.parametrize(
    ("changes", "reads"),
    [
        ('table["scale"] = 2', "table"),
        ('table["k"] = 1\ndel table["k"]', "table"),
        ("items.append(1)", "items"),
        ("net.eval()", "net"),
        ("a += 1", "a"),
        ("a[:] = 0", "a"),
        ("thing.count = 1", "thing"),
        ("setattr(thing, 'count', 1)", "thing"),
        ("rng.shuffle(items)", "items"),
        ("rng.normal()", "rng"),
        ("np.random.shuffle(items)", "items"),
        ("train(net)", "net"),
        ("advance()", "table"),
        ("torch.nn.init.zeros_(net.weight)", "net"),
        ("np.random.seed(3)", "np.random.rand()"),
        ("random.seed(3)", "import random\nrandom.random()"),
        ("torch.manual_seed(0)", "import torch\ntorch.randn(2)"),
        ("plt.rcParams['lines.linewidth'] = 2", "import matplotlib.pyplot as plt\nplt.plot([1])"),
        ("np.seterr(all='raise')", "np.log(0.0)"),
        ("torch.set_default_dtype(torch.float64)", "import torch\ntorch.zeros(1)"),
        ("warnings.filterwarnings('error')", "import warnings\nwarnings.warn('x')"),
        ("open('made.txt', 'w').write('1')", "open('made.txt').read()"),
        ("np.savetxt('made.txt', a)", "np.loadtxt('made.txt')"),
    ],
)
def test_a_cell_that_only_changes_something_runs_where_that_is_read(tiny_course, changes, reads):
    path = tiny_course.solutions / "01_tiny" / "lesson.py"
    path.write_text(f"{path.read_text()}\n# %%\n{MAKES}\n\n# %%\n{changes}\n")
    lesson = tiny_course.lesson("01_tiny")

    if not changes.startswith("np.se"):  # tests read np: its settings matter to them
        assert changes in idle_sources(lesson, "mine = 3")
    assert changes not in idle_sources(lesson, f"mine = 3\n{reads}")


@pytest.mark.parametrize(
    "changes", ["print(np.random)", "x = np.ones(2).sum()", "check_close('x', 1, 1)", "print(soften(np.ones(2)))"]
)
def test_to_read_a_name_of_the_setup_wakes_nothing(tiny_course, changes):
    path = tiny_course.solutions / "01_tiny" / "lesson.py"
    path.write_text(f"{path.read_text()}\n# %%\n{changes}\n")

    assert changes in idle_sources(tiny_course.lesson("01_tiny"), "mine = np.zeros(2)\nsoften(mine)")


@pytest.mark.parametrize(("before", "wakes"), [("", False), ("float = [1]\n", True)])
def test_to_hand_on_a_name_of_python_s_own_changes_nothing_but_where_a_cell_binds_it(lesson, before, wakes):
    vectorized = f"{before}def spread(u):\n    return np.vectorize(soften, [float])(u)"
    notebook = lesson.to_notebook()
    notebook.cells.insert(-2, nbformat.v4.new_code_cell(vectorized))
    notebook.cells += [nbformat.v4.new_code_cell("mine = float(3)")]
    experiment = next(cell for cell in notebook.cells if cell.source == EXPERIMENT)
    calls = experiment.source.replace("soften(", "spread(")
    known = replace(
        lesson,
        cells=tuple(replace(cell, source=calls) if cell.source == EXPERIMENT else cell for cell in lesson.cells),
    )
    experiment.source = calls
    repaired = repair(notebook, known).notebook
    idle = [repaired.cells[index].source for index in idle_cells(repaired, known)]

    assert (calls not in idle) == wakes


def test_a_cell_that_is_no_python_wakes_nothing(lesson):
    assert EXPERIMENT in idle_sources(lesson, "doubled = = 3")
