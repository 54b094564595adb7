"""Figures of lesson 04 in a browser, without a kernel: what they say and draw is what Python computes."""

import re

import numpy as np
import pytest
from exported import OVERLAPPING_LABELS, check_fits_and_moves, readout, show

from course_lib.autograd import Value
from course_lib.figures.backpropagation import GradientNorms, Graph, StepError

LAST_STEP = {"slide": 7, "quadratic": 13, "shared": 7}


def gradients_shown(content):
    texts = content.locator("svg text").all_text_contents()
    return sorted(float(text.removeprefix("grad ").replace("−", "-")) for text in texts if text.startswith("grad "))


def gradients_by_the_engine(example, inputs):
    """The gradients of all nodes of an example, by the library's engine."""
    numbers = [Value(number) for number in inputs]
    if example == "slide":
        x, w, y = numbers
        nodes = [x * w]
        nodes += [nodes[0] - y]
    elif example == "quadratic":
        x, w2, w1, b, y = numbers
        square, linear = x**2, x * w1
        weighted = square * w2
        y_hat = weighted + linear + b
        nodes = [square, linear, weighted, y_hat, y_hat - y]
    else:
        nodes = [numbers[0] ** 2, numbers[0] * 3]
    loss = nodes[0] * nodes[1] if example == "shared" else nodes[-1] ** 2
    loss.backward()
    return sorted(float(f"{node.grad:.4g}") for node in [*numbers, *nodes, loss])


@pytest.mark.parametrize(
    ("example", "inputs"),
    [("slide", [1, 1, 2]), ("slide", [-2, 1.5, 0.5]), ("quadratic", [-1.5, 2, 0.5, -1, 3]), ("shared", [-1.25])],
)
def test_the_gradients_of_the_graph_are_the_engine_s(watched, example, inputs):
    content = show(watched, Graph(example=example, inputs=inputs, step=LAST_STEP[example]))

    assert gradients_shown(content) == pytest.approx(gradients_by_the_engine(example, inputs), rel=1e-3)
    assert readout(content).endswith("Done: every gradient is known.")


def test_the_slide_s_gradient_arrives_at_the_last_step(watched):
    content = show(watched, Graph())
    content.get_by_role("slider", name="Step").focus()

    assert gradients_shown(content) == []
    watched.page.keyboard.press("End")

    assert "to w: (-2) × 1 = -2" in readout(content)


@pytest.mark.parametrize("example", LAST_STEP)
def test_no_step_of_the_graph_hides_a_number(watched, example):
    content = show(watched, Graph(example=example))
    content.get_by_role("slider", name="Step").focus()

    for _ in range(LAST_STEP[example] + 1):
        assert content.locator(".fig").evaluate(OVERLAPPING_LABELS) == []
        watched.page.keyboard.press("ArrowRight")


@pytest.mark.parametrize(("bits", "kind"), [(64, np.float64), (32, np.float32)])
@pytest.mark.parametrize("exponent", [-1.0, -3.0])
def test_the_differences_are_those_that_numpy_computes(watched, bits, kind, exponent):
    words = readout(show(watched, StepError(function="cube", bits=bits, exponent=exponent)))
    x, h = kind(1), 10**exponent
    high, low = kind(x + h), kind(x - h)

    expected = (kind(float(high) ** 3) - kind(float(low) ** 3)) / kind(2 * h)

    said = float(re.search(r"central differences say ([\d.]+)", words).group(1))
    assert said == pytest.approx(float(expected), rel=2e-7 if bits == 32 else 1e-7)


def test_the_best_step_of_central_differences_is_near_1e_5(watched):
    words = readout(show(watched, StepError(function="exp")))

    assert "do best for h near 10⁻⁵" in words


@pytest.mark.parametrize(
    ("activation", "scale", "expected"),
    [("linear", 1.0, 1.0), ("relu", 2.0, 1.0), ("relu", 1.0, 0.5**0.5), ("sigmoid", 1.0, 0.235)],
)
def test_a_layer_multiplies_the_gradient_by_the_factor_that_theory_gives(watched, activation, scale, expected):
    words = readout(show(watched, GradientNorms(activation=activation, scale=scale, depth=30)))

    factor = float(re.search(r"a factor of ([\d.]+) for each layer", words).group(1))
    assert factor == pytest.approx(expected, rel=0.1)  # one random network, 48 wide: its own factor differs a little


@pytest.mark.parametrize("width", [840, 380])
@pytest.mark.parametrize("figure", [Graph, StepError, GradientNorms])
def test_a_figure_fits_its_page_and_all_of_it_moves(watched, figure, width):
    check_fits_and_moves(watched, figure(), width)
