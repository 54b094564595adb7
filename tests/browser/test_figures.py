"""Figures in a browser, without a kernel: what they say and draw is what Python computes."""

import re

import numpy as np
import pytest
from exported import OVERLAPPING_LABELS, moves

from course_lib.figures.relu_networks import EXAM_BIASES, EXAM_WEIGHTS, Approximator, Zones

TARGETS = {
    "sine": lambda x: np.sin(2 * np.pi * x),
    "kink": lambda x: np.abs(x - 0.37),
    "step": lambda x: 1 / (1 + np.exp(-40 * (x - 0.5))),
    "root": np.sqrt,
    "square": np.square,
}
GRID = np.linspace(0, 1, 2001)
LIT, DECAY = "#F0E442", "#56B4E9"  # colours of active neurons and of the errors with equal spacing


def show(watched, figure, width=800):
    """The figure alone on a page, from its exported form."""
    watched.page.set_viewport_size({"width": width, "height": 1000})
    watched.page.set_content(f'<meta name="viewport" content="width=device-width">{figure.to_html()}')
    content = watched.page.locator("iframe").content_frame
    content.locator(".fig svg").first.wait_for()
    return content


def readout(content):
    return content.locator(".fig-readout").inner_text().replace("−", "-")


def run_network(point):
    """Value of the exam network and the activation pattern of its hidden units, with plain NumPy."""
    signal, pattern = np.array(point, float), []
    for weights, bias in zip(EXAM_WEIGHTS, EXAM_BIASES, strict=True):
        before = np.array(weights) @ signal + bias
        pattern.append(before > 0)
        signal = np.maximum(before, 0)
    return before[0], tuple(np.concatenate(pattern[:-1]).tolist())


def click(content, point, reach=20):
    """Click in the plane at a point; the plot is the first rectangle of the first panel."""
    plot = content.locator("svg rect").first
    box = plot.evaluate("(rect) => { const box = rect.getBoundingClientRect(); return [box.width, box.height]; }")
    position = {"x": (point[0] + reach) / (2 * reach) * box[0], "y": (reach - point[1]) / (2 * reach) * box[1]}
    plot.click(position=position, force=True)


def test_zones_agree_with_numpy_at_many_points(watched):
    content = show(watched, Zones())
    points = np.random.default_rng(0).integers(-19, 20, size=(25, 2))
    patterns_of_zones = {}

    for point in points.tolist():
        click(content, point)
        words = readout(content)
        value, pattern = run_network(point)

        assert words.startswith(f"g({point[0]}, {point[1]}) = {value:g},")
        assert content.locator(f'svg circle[fill="{LIT}"]').count() == sum(pattern)
        zone = re.search(r"zone (\d) of 8", words)
        if zone:
            patterns_of_zones.setdefault(zone.group(1), set()).add(pattern)
        else:
            assert 0 in point or "exactly 0" in words

    assert all(len(patterns) == 1 for patterns in patterns_of_zones.values())
    assert len(set.union(*patterns_of_zones.values())) == len(patterns_of_zones) >= 6


def test_the_formula_of_a_zone_gives_g_at_its_points(watched):
    content = show(watched, Zones())
    for point in [(7, 3), (-4, -17), (3, -12), (-6, 9), (2, 18), (12, -2), (-9, 3), (-12, -4)]:
        click(content, point)
        formula = re.search(r"g\(x\) = (.*)\.\n", readout(content)).group(1)
        python = re.sub(r"(\d)x", r"\1*x", formula.replace("x₁", "x1").replace("x₂", "x2"))

        assert eval(python, {"x1": point[0], "x2": point[1]}) == run_network(point)[0]


def test_a_move_inside_a_zone_switches_no_neuron_and_a_move_across_says_which(watched):
    content = show(watched, Zones(point=[9, -1]))
    content.get_by_role("slider").focus()

    watched.page.keyboard.press("ArrowRight")
    assert "switched no neuron" in readout(content)
    watched.page.keyboard.press("ArrowUp")  # onto the border x2 = 0
    assert "on a border" in readout(content)
    watched.page.keyboard.press("ArrowUp")
    assert "switched h₂" in readout(content)


def test_the_point_follows_the_mouse_and_stops_at_the_edge(watched):
    content = show(watched, Zones())
    box = content.get_by_role("slider").bounding_box()
    centre = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    watched.page.mouse.move(*centre)
    watched.page.mouse.down()
    watched.page.mouse.move(centre[0] - 60, centre[1] + 5, steps=4)
    assert content.get_by_role("slider").get_attribute("aria-valuetext") == "x1 = 1, x2 = −4"
    watched.page.mouse.move(780, centre[1], steps=4)
    watched.page.mouse.up()

    assert content.get_by_role("slider").get_attribute("aria-valuetext") == "x1 = 20, x2 = −3"


def largest_error(target, knots):
    f = TARGETS[target]
    return np.abs(f(GRID) - np.interp(GRID, knots, f(np.array(knots)))).max()


@pytest.mark.parametrize("target", Approximator.TARGETS)
def test_the_largest_errors_said_and_drawn_are_those_numpy_finds(watched, target):
    content = show(watched, Approximator(target=target))
    expected = [largest_error(target, np.linspace(0, 1, n + 1)) for n in range(1, 65)]

    for relus in (1, 7, 64):
        content.get_by_role("slider", name="ReLUs").fill(str(relus))
        said = re.search(r"Largest error: ([\d.e-]+),", readout(content)).group(1)
        assert float(said) == pytest.approx(expected[relus - 1], rel=5e-3)  # three digits are shown
        assert f"= {3 * relus + 1} parameters" in readout(content)

    heights = content.locator(f'svg path[fill="{DECAY}"]').evaluate_all(
        "(marks) => marks.map((mark) => Number(mark.getAttribute('d').match(/,([-\\d.]+)a/)[1]))"
    )
    line = np.polyfit(np.log10(expected), heights, 1)
    assert line[0] < 0  # a smaller error is drawn lower, and pixels count downwards
    np.testing.assert_allclose(np.polyval(line, np.log10(expected)), heights, atol=0.01)


def test_a_person_can_beat_equal_spacing_with_the_keyboard(watched):
    content = show(watched, Approximator(target="kink", relus=2))
    content.get_by_role("slider", name="Kink 1").focus()

    for _ in range(13):  # from 0.5 to 0.37
        watched.page.keyboard.press("ArrowLeft")

    assert "Largest error: 0 (exact), with your kinks" in readout(content)
    content.get_by_role("button", name="Equal spacing").click()
    assert "Largest error: 0.192," in readout(content)


def test_kinks_never_cross(watched):
    content = show(watched, Approximator(relus=3))
    content.get_by_role("slider", name="Kink 1").focus()

    watched.page.keyboard.press("End")

    values = [float(content.get_by_role("slider", name=f"Kink {i}").get_attribute("aria-valuenow")) for i in (1, 2)]
    assert values[0] == pytest.approx(values[1] - 0.01)


@pytest.mark.parametrize("width", [800, 380])
@pytest.mark.parametrize("figure", [Zones, Approximator])
def test_a_figure_fits_its_page_and_all_of_it_moves(watched, figure, width):
    content = show(watched, figure(), width)

    assert content.locator("html").evaluate("(page) => page.scrollWidth <= page.clientWidth")
    assert content.locator(".fig").evaluate(OVERLAPPING_LABELS) == []
    controls = content.locator("input[type=range], .fig-handle")
    assert controls.count() >= 1
    for i in range(controls.count()):
        assert moves(watched.page, content.locator(".fig"), controls.nth(i))


def test_the_frame_grows_to_hold_the_figure_on_a_phone(watched):
    content = show(watched, Zones(), width=380)
    needed = content.locator(".fig").bounding_box()["height"]

    watched.page.wait_for_function("(needed) => document.querySelector('iframe').clientHeight >= needed", arg=needed)
