"""Lesson 06 in JupyterLab: it trains with a bar to look at, its figures move, and a common mistake is told by name."""

from exported import readout

from course_lib.figures.adversarial_examples import Attack, DecisionBoundary

LESSON = "06_adversarial_examples/06_adversarial_examples.ipynb"


def test_every_cell_runs_without_an_error(solved):
    assert solved.errors() == []


def test_a_larger_epsilon_raises_the_loss(solved):
    attack = solved.figure(Attack().alt)
    attack.get_by_role("slider", name="ε").focus()
    losses = []

    for key in ("Home", "End"):
        solved.page.keyboard.press(key)
        losses.append(float(readout(attack).rsplit("before, ", 1)[1].removesuffix(" after.")))

    assert losses[1] > losses[0] + 1


def test_tilting_moves_the_boundary(solved):
    boundary = solved.figure(DecisionBoundary().alt)
    before = readout(boundary)
    boundary.get_by_role("slider", name="Tilt").focus()

    solved.page.keyboard.press("End")

    assert readout(boundary) != before


def test_the_bar_of_a_training_says_how_much_is_read_right(solved):
    [training] = [n for n, cell in enumerate(solved.cells()) if cell["source"].startswith("standard_net, robust_net")]
    shown = solved.show(training).inner_text().replace("\u2007", " ")

    assert "ε = 0.1: 100%" in shown
    assert "right=" in shown


def test_gradients_left_in_the_weights_are_told_so(lab):
    notebook = lab.open(f"notebooks/{LESSON}")
    answer = (
        "def input_gradient(model, x, y):\n"
        "    x = x.clone().requires_grad_(True)\n"
        "    functional.cross_entropy(model(x), y, reduction='sum').backward()\n"
        "    return x.grad\n"
    )
    notebook.write("input_gradient", answer)

    notebook.run("setup", "input_gradient", "test_input_gradient")

    message, hint = notebook.show("test_input_gradient").inner_text().splitlines()[:2]
    assert message == "input_gradient: the .grad of the model's weights was changed."
    assert hint.startswith("Hint (weights):")
