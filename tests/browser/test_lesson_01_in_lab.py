"""Lesson 01 in JupyterLab: it runs, its figures move with the kernel, and wrong answers are told their mistake."""

from exported import readout

from course_lib.figures.binary_classification import Intervals, MovingLine, Neighbours

LESSON = "01_binary_classification/01_binary_classification.ipynb"


def test_every_cell_runs_without_an_error(solved):
    assert solved.errors() == []


def test_the_line_follows_the_mouse_and_walks_downhill(solved):
    line = solved.figure(MovingLine().alt)
    before = readout(line)
    handle = line.get_by_role("slider", name="A point of the line")
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    solved.page.mouse.move(x, y)
    solved.page.mouse.down()
    solved.page.mouse.move(x - 40, y + 30, steps=6)
    solved.page.mouse.up()
    dragged = readout(line)
    line.get_by_role("button", name="One step downhill").click()

    assert len({before, dragged, readout(line)}) == 3


def test_more_test_examples_shrink_the_interval(solved):
    intervals = solved.figure(Intervals().alt)
    slider = intervals.get_by_role("slider", name="Test examples M")
    slider.focus()
    widths = []

    for key in ("Home", "End"):
        solved.page.keyboard.press(key)
        widths.append(float(readout(intervals).split("Mean width: ")[1].rstrip(".")))

    assert widths[0] > 20 * widths[1]


def test_coins_for_labels_are_chosen_from_the_list(solved):
    neighbours = solved.figure(Neighbours().alt)

    neighbours.get_by_role("combobox").select_option("coin")

    assert readout(neighbours).startswith("k = 1: e_a = 0 on 80 training people, e_t = 0.4")


def test_a_gradient_of_misclassified_examples_only_is_told_so(lab):
    notebook = lab.open(f"notebooks/{LESSON}")
    answer = "def hinge_gradient(w, b, X, y):\n    pull = -y * (y * (X @ w + b) < 0)\n    return pull @ X, pull.sum()\n"
    notebook.write("hinge_gradient", answer)

    notebook.run("setup", "hinge_gradient", "test_hinge_gradient")

    message, hint = notebook.show("test_hinge_gradient").inner_text().splitlines()[:2]
    assert message == "hinge_gradient: grad_w[0] is 1.0, expected 7.0."
    assert hint.startswith("Hint (mask): right answers with a margin below 1 pull too")
