"""Lessons 03 and 04 in JupyterLab: they run, their figures move with the kernel, and wrong answers are told why."""

import pytest
from exported import moves

from course_lib.figures import backpropagation, gradient_descent

FIGURES = {
    "03_gradient_descent": [
        gradient_descent.LineSearch,
        gradient_descent.Trajectories,
        gradient_descent.NoisyEpoch,
    ],
    "04_backpropagation": [backpropagation.Graph, backpropagation.StepError, backpropagation.GradientNorms],
}
SLIPS = [
    (
        "03_gradient_descent",
        "momentum_step",
        "def momentum_step(theta, V, grad, alpha, beta):\n    V = beta * V + grad\n    return theta - alpha * V, V\n",
        "alpha-inside",
    ),
    (
        "04_backpropagation",
        "relu_backward",
        "def relu_backward(grad_out, u):\n    return grad_out * (grad_out > 0)\n",
        "mask",
    ),
]


@pytest.mark.parametrize("lesson", FIGURES)
def test_a_lesson_runs_and_its_figures_move(lab, lesson):
    notebook = lab.open(f"solutions/{lesson}/{lesson}.ipynb")

    notebook.run_all()

    assert notebook.errors() == []
    for kind in FIGURES[lesson]:
        figure = notebook.figure(kind().alt)
        controls = figure.locator("input[type=range], .fig-handle")
        assert controls.count() >= 1
        assert moves(notebook.page, figure, controls.first), kind.__name__


@pytest.mark.parametrize(("lesson", "exercise", "answer", "hint"), SLIPS)
def test_a_wrong_answer_is_told_its_mistake_in_two_lines(lab, lesson, exercise, answer, hint):
    notebook = lab.open(f"notebooks/{lesson}/{lesson}.ipynb")
    notebook.write(exercise, answer)

    notebook.run("setup", exercise, f"test_{exercise}")

    message, named = notebook.show(f"test_{exercise}").inner_text().splitlines()[:2]
    assert message.startswith(f"{exercise}: ")
    assert named.startswith(f"Hint ({hint}): ")
