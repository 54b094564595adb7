"""Figures of lesson 05 in a browser, without a kernel: what they say and draw is what Python computes."""

import re

import numpy as np
import pytest
import torch
from exported import check_fits_and_moves, readout, show

from course_lib import accounting, convolution, datasets
from course_lib.figures.convolutional_networks import FeatureMaps, KernelOverPicture, ReceptiveField, SlidingWindow
from course_lib.image_classifiers import LeNet

EDGES = np.array([[7, 2, 3, 3, 8], [4, 5, 3, 8, 4], [3, 3, 2, 8, 4], [2, 8, 7, 2, 7], [5, 4, 4, 5, 4]])
PREWITT = np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]])


def untrained():
    """A LeNet with fixed random weights, and ten pictures with values that one byte holds."""
    torch.manual_seed(0)
    pictures = np.random.default_rng(0).integers(0, 256, size=(10, 32, 32)) / 255
    return LeNet(), pictures


def figures():
    return [
        SlidingWindow(),
        SlidingWindow(example="small", padding=1, stride=2),
        KernelOverPicture.of(datasets.picture("coins", side=64)),
        ReceptiveField(),
        ReceptiveField(layers=[[5, 1], [2, 2], [5, 1], [2, 2], [5, 1]]),
        FeatureMaps.of(*untrained()),
    ]


@pytest.mark.parametrize(("stride", "padding", "turned"), [(1, 0, False), (1, 1, True), (2, 0, False), (2, 2, True)])
def test_the_sliding_window_computes_what_the_library_computes(watched, stride, padding, turned):
    kernel = PREWITT[::-1, ::-1] if turned else PREWITT
    expected = convolution.conv_layer(EDGES[:, :, None], kernel[:, :, None, None], [0.0], stride, padding)[:, :, 0]

    sums = []
    for place in (1, expected.size // 2, expected.size):
        figure = SlidingWindow(place=place, stride=stride, padding=padding, turned=turned)
        words = readout(show(watched, figure))
        sums.append(float(re.search(r"= (-?[\d.]+)\.\n", words).group(1)))

    assert sums == [expected.flat[0], expected.flat[expected.size // 2 - 1], expected.flat[-1]]
    assert words.endswith(f"+ 1 = {len(expected)}.")


def test_the_slide_s_first_window_gives_6(watched):
    content = show(watched, SlidingWindow())

    assert readout(content).startswith("Window 1: 7·1 + 2·0 + 3·(-1) + 4·1")
    assert "= 6." in readout(content)


@pytest.mark.parametrize("turned", [False, True])
def test_the_kernel_makes_of_a_picture_what_the_library_makes(watched, turned):
    picture = np.round(255 * datasets.picture("camera", side=48)) / 255
    weights = [-2.0, -1, 0, -1, 1, 1, 0, 1, 2.5]
    kernel = np.reshape(weights[::-1] if turned else weights, (3, 3))
    expected = convolution.correlate2d(picture, kernel)

    content = show(watched, KernelOverPicture.of(picture, kernel=weights, turned=turned, at=[20, 30]))

    low, high = map(float, re.search(r"goes from (-?[\d.]+) to (-?[\d.]+)\.", readout(content)).groups())
    assert low == pytest.approx(expected.min(), rel=5e-3)
    assert high == pytest.approx(expected.max(), rel=5e-3)
    value = float(re.search(r"= (-?\d+(?:\.\d+)?)\.$", readout(content)).group(1))
    assert value == pytest.approx(expected[20, 30], rel=5e-3, abs=5e-4)


def test_a_weight_typed_by_hand_changes_the_picture(watched):
    content = show(watched, KernelOverPicture.of(datasets.picture("camera", side=48)))
    before = readout(content)

    content.get_by_label("weight in row 2, column 2").fill("4")

    assert "The weights add up to 4;" in readout(content) != before
    assert content.get_by_role("combobox").first.input_value() == ""


@pytest.mark.parametrize(
    "layers", [[[3, 1]] * 3, [[7, 1]], [[3, 2], [3, 1], [3, 1]], [[5, 1], [2, 2], [5, 1], [2, 2], [5, 1]]]
)
def test_the_fields_of_all_layers_are_the_library_s(watched, layers):
    words = readout(show(watched, ReceptiveField(layers=layers)))

    said = [int(number) for number in re.search(r"layer by layer: ([\d, ]+) pixels", words).group(1).split(", ")]
    assert said == [accounting.receptive_field(layers[: n + 1]) for n in range(len(layers))]


def test_layers_that_do_not_fit_are_left_out_and_said(watched):
    words = readout(show(watched, ReceptiveField(layers=[[7, 3], [7, 3], [7, 3]])))

    assert "the last layer does not fit" in words


def test_the_network_in_the_browser_is_the_network_in_torch(watched):
    model, pictures = untrained()
    moved = np.zeros((32, 32))
    moved[3:, :-2] = pictures[4, :-3, 2:]

    words = readout(show(watched, FeatureMaps.of(model, pictures, digit=4, down=3, right=-2)))

    with torch.no_grad():
        probabilities = model(torch.tensor(moved).float()[None, None]).softmax(1)[0]
    largest, second = probabilities.argsort(descending=True)[:2].tolist()
    said = re.search(r"It says (\d) \(([\d.]+) %\), then (\d) \(([\d.]+) %\)", words).groups()
    assert (int(said[0]), int(said[2])) == (largest, second)
    # one byte a weight: the probabilities of an undecided network move by less than a tenth of a percent
    assert float(said[1]) == pytest.approx(100 * probabilities[largest].item(), abs=0.2)


class OwnNames(torch.nn.Module):
    """A student's LeNet: layers of other names, made in another order, the third one dense."""

    def __init__(self, lenet):
        super().__init__()
        self.last, self.before = lenet.dense2, lenet.dense1
        self.third = torch.nn.Linear(400, 120)
        self.third.load_state_dict({"weight": lenet.conv3.weight.flatten(1), "bias": lenet.conv3.bias})
        self.maps = torch.nn.ModuleList([lenet.conv2, lenet.conv1])

    def forward(self, x):
        for conv in reversed(self.maps):
            x = torch.nn.functional.max_pool2d(conv(x).relu(), 2)
        return self.last(self.before(self.third(x.flatten(1)).relu()).relu())


def test_maps_of_a_network_whose_layers_have_other_names():
    model, pictures = untrained()

    assert FeatureMaps.of(OwnNames(model), pictures).weights == FeatureMaps.of(model, pictures).weights


def test_maps_of_another_network_say_what_does_not_fit():
    other = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(1024, 10))

    with pytest.raises(ValueError, match=r"150.*these have \[10240\]"):
        FeatureMaps.of(other, untrained()[1])


def test_the_pen_writes_by_keyboard_and_by_mouse(watched):
    content = show(watched, FeatureMaps.of(*untrained()))
    content.get_by_role("button", name="A blank sheet").click()
    paper = content.locator("svg").first
    blank = paper.screenshot()
    pen = content.get_by_role("slider", name="Pen")

    pen.focus()
    for _ in range(12):
        watched.page.keyboard.press("ArrowUp")
    typed = paper.screenshot()
    box = pen.bounding_box()
    watched.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    watched.page.mouse.down()
    watched.page.mouse.move(box["x"] - 80, box["y"], steps=10)
    watched.page.mouse.up()

    assert len({blank, typed, paper.screenshot()}) == 3
    assert content.get_by_role("slider", name="Digit").input_value() == "10"


INK = """(picture) => {
    const image = picture.querySelector("image"), canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [32, 32];
    const pen = canvas.getContext("2d");
    const source = Object.assign(new Image(), { src: image.getAttribute("href") });
    return source.decode().then(() => {
        pen.drawImage(source, 0, 0);
        const values = pen.getImageData(0, 0, 32, 32).data;
        return Array.from({ length: 1024 }, (_, i) => values[4 * i] < 128 ? 1 : 0);
    });
}"""


@pytest.mark.parametrize("width", [840, 380])
def test_a_press_anywhere_writes_and_so_does_every_move_until_the_pen_is_lifted(watched, width):
    content = show(watched, FeatureMaps.of(*untrained()), width)
    content.get_by_role("button", name="A blank sheet").click()
    picture, mouse = content.locator("svg").first, watched.page.mouse
    picture.scroll_into_view_if_needed()
    box = picture.locator("image").first.bounding_box()

    def at(column, row):
        return box["x"] + box["width"] * column / 32, box["y"] + box["height"] * row / 32

    def inked():
        ink = np.reshape(picture.evaluate(INK), (32, 32))
        return ink, ink.sum()

    assert inked()[1] == 0
    mouse.move(*at(8, 6))  # the red point is far away, at column 26 and row 26
    mouse.down()
    pressed, spot = inked()
    mouse.move(*at(8, 22))  # in one jump, as a quick hand does it
    line, _ = inked()
    mouse.up()
    mouse.move(*at(24, 22))
    lifted, _ = inked()

    assert 0 < spot < 20
    assert pressed[6, 8] == 1
    assert line[6:23, 8].all()
    assert not line[:, 12:].any()
    assert (lifted == line).all()


def test_a_finger_writes_and_does_not_scroll(watched):
    content = show(watched, FeatureMaps.of(*untrained()))
    content.get_by_role("button", name="A blank sheet").click()
    picture = content.locator("svg").first

    for kind, shift in (("pointerdown", 0.3), ("pointermove", 0.5)):
        picture.evaluate(
            """(sheet, [kind, shift]) => {
                sheet.setPointerCapture = () => {};
                sheet.hasPointerCapture = () => true;  // of a finger that was made up
                const { left, top, width, height } = sheet.getBoundingClientRect();
                sheet.dispatchEvent(new PointerEvent(kind, { pointerType: "touch", pointerId: 7, bubbles: true,
                    clientX: left + shift * width, clientY: top + 0.4 * height }));
            }""",
            [kind, shift],
        )

    assert np.sum(picture.evaluate(INK)) > 10
    assert picture.evaluate("(sheet) => getComputedStyle(sheet).touchAction") == "none"


@pytest.mark.parametrize("width", [840, 380])
@pytest.mark.parametrize("number", range(6))
def test_a_figure_fits_its_page_and_all_of_it_moves(watched, number, width):
    check_fits_and_moves(watched, figures()[number], width)
