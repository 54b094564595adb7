"""Figures in a browser, without a kernel: what they say and draw is what Python computes."""

import re

import numpy as np
import pytest
from exported import OVERLAPPING_LABELS, check_fits_and_moves, readout, show

from course_lib.figures.relu_networks import EXAM_BIASES, EXAM_WEIGHTS, Approximator, Zones
from course_lib.widgets import read_script

TARGETS = {
    "sine": lambda x: np.sin(2 * np.pi * x),
    "kink": lambda x: np.abs(x - 0.37),
    "step": lambda x: 1 / (1 + np.exp(-40 * (x - 0.5))),
    "root": np.sqrt,
    "square": np.square,
}
GRID = np.linspace(0, 1, 2001)
LIT, DECAY = "#F0E442", "#56B4E9"  # colours of active neurons and of the errors with equal spacing


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
    content = show(watched, Zones(), width=800)
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
    check_fits_and_moves(watched, figure(), width)


def test_the_frame_grows_to_hold_the_figure_on_a_phone(watched):
    content = show(watched, Zones(), width=380)
    needed = content.locator(".fig").bounding_box()["height"]

    watched.page.wait_for_function("(needed) => document.querySelector('iframe').clientHeight >= needed", arg=needed)


EVERY_MARK = """export default { render({ model, el }) {
  const figure = frame(el, { title: "Every mark of the kit", alt: model.get("alt"), caption: "caption" });
  const plane = axes(figure.panels, { x: [-2, 2], y: [-1, 3], xLabel: "u", yLabel: "v" });
  const valley = (x, y) => (1 - x) ** 2 + 10 * (y - x * x) ** 2;
  plane.heat((x, y) => valley(x, y), { colour: sequential(0, 40), opacity: 0.6 });
  plane.contours(valley, [1, 5, 20], { colour: COLOURS.muted });
  plane.line([[-1.5, 2], [-1, 1.2], [0, 0.2]], { colour: COLOURS.red });
  plane.arrow([0, 2], [1, 2.5], { colour: COLOURS.green });
  const chart = axes(figure.panels, { x: [0, 6], y: [-1, 4], xLabel: "k", yLabel: "height" });
  chart.bars([[1, 2], [2, -0.7]], { fill: COLOURS.sky });
  chart.interval(4, 1, 3, { middle: 2.2, vertical: true });
  chart.interval(3.5, 4.3, 5.7, { middle: 5 });
  const shapes = ["circle", "square", "triangle", "cross"];
  shapes.forEach((shape, i) => chart.dots([[3 + i / 2, 0.5]], { shape, fill: SERIES[i] }));
  const picture = axes(figure.panels, { x: [0, 3], y: [0, 2], equal: true, grid: false });
  picture.heat([[-1, 0, 1], [[255, 0, 0], [0, 255, 0], [0, 0, 255]]], { colour: diverging(1) });
  const graph = diagram(figure.panels, { width: 380, height: 200, label: "a graph" });
  graph.node([50, 150], "2", { above: "x" });
  graph.node([200, 100], "×", { lit: true, below: "grad 1" });
  graph.edge([50, 150], [200, 100], { label: "3" });
  let steps = 0;
  player(figure.controls, { perSecond: 50, step: () => { figure.say(`step ${++steps}`); return steps < 3; } });
} };"""


@pytest.mark.parametrize("width", [800, 380])
def test_every_mark_of_the_kit_is_drawn_without_a_complaint(watched, width):
    figure = Zones(alt="every mark")
    figure._esm = read_script("kit.js") + EVERY_MARK
    content = show(watched, figure, width)

    assert content.locator("svg[viewBox]").count() == 4
    assert content.locator("image").count() == 2
    assert content.locator(".fig").evaluate(OVERLAPPING_LABELS) == []
    content.get_by_role("button", name="Play").click()
    content.get_by_text("step 3").wait_for()
    content.get_by_role("button", name="Play").wait_for()


def test_an_image_is_drawn_pixel_by_pixel_with_its_first_row_on_top(watched):
    figure = Zones(alt="every mark")
    figure._esm = read_script("kit.js") + EVERY_MARK
    content = show(watched, figure)

    pixels = (
        content.locator("image")
        .nth(1)
        .evaluate(
            """async (image) => {
            const bitmap = await createImageBitmap(await (await fetch(image.getAttribute("href"))).blob());
            const context = Object.assign(document.createElement("canvas"), { width: 3, height: 2 }).getContext("2d");
            context.drawImage(bitmap, 0, 0);
            return [...context.getImageData(0, 0, 3, 2).data];
        }"""
        )
    )

    blue, white, red = [0, 114, 178], [255, 255, 255], [213, 94, 0]
    expected = [blue, white, red, [255, 0, 0], [0, 255, 0], [0, 0, 255]]
    assert np.reshape(pixels, (6, 4))[:, :3].tolist() == expected
