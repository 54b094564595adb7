"""Figures of lesson 06 in a browser, without a kernel: what they say and draw is what torch computes."""

import re

import numpy as np
import pytest
import torch
from exported import check_fits_and_moves, readout, show
from torch.nn import functional

from course_lib import adversarial
from course_lib.digit_networks import digit_mlp, digit_tensors
from course_lib.figures.adversarial_examples import Attack, DecisionBoundary, LossSurface, plain_network


@pytest.fixture(scope="module")
def digits():
    """One digit of each class, and its class."""
    _, _, x, y = digit_tensors()
    first = [int((y == digit).nonzero()[0]) for digit in range(10)]
    return x[first].double(), y[first]


@pytest.fixture(scope="module")
def model(digits):
    """A network that reads these ten digits, with the rounded weights that travel with a figure."""
    x_train, y_train, _, _ = digit_tensors()
    model = digit_mlp(seed=1)
    optimizer = torch.optim.Adam(model.parameters(), 5e-3)
    for batch in torch.randperm(1347, generator=torch.Generator().manual_seed(0)).repeat(15).split(64):
        adversarial.adversarial_step(model, optimizer, x_train[batch], y_train[batch], 0.0)
    return model_of_rounded_weights(model.double())


def model_of_rounded_weights(model):
    """The network itself, with the rounded weights that travel with a figure."""
    (A1, b1), (A2, b2) = plain_network(model)
    with torch.no_grad():
        for weight, rounded in zip(model.parameters(), (A1, b1, A2, b2), strict=True):
            weight.copy_(torch.tensor(rounded, dtype=torch.float64))
    return model


def numbers_after(words, pattern):
    return [float(number) for number in re.search(pattern, words).groups()]


NUMBER = r"([\d.e-]+\d)"


def loss(model, x, label):
    return functional.cross_entropy(model(x[None]), torch.tensor([label])).item()


@pytest.mark.parametrize(("digit", "epsilon"), [(8, 0.1), (2, 0.05), (4, 0.3)])
def test_the_attack_is_fgsm(watched, model, digits, digit, epsilon):
    x, y = digits
    x_adv = adversarial.fgsm(model, x, y, epsilon)

    words = readout(show(watched, Attack.on(model, x, y, picture=digit, epsilon=epsilon)))

    said = int(re.search(r"says (\d)", words).group(1))
    assert said == int(model(x_adv).argmax(dim=1)[digit])
    expected = [loss(model, x[digit], digit), loss(model, x_adv[digit], digit)]
    assert numbers_after(words, f"Loss {NUMBER} before, {NUMBER} after") == pytest.approx(expected, rel=0.01)


def test_a_target_in_the_figure_is_targeted_fgsm(watched, model, digits):
    x, y = digits
    x_adv = adversarial.targeted_fgsm(model, x, torch.full_like(y, 5), 0.15)

    words = readout(show(watched, Attack.on(model, x, y, picture=3, epsilon=0.15, direction="5")))

    assert numbers_after(words, f"{NUMBER} after") == pytest.approx([loss(model, x_adv[3], 3)], rel=0.01)


def test_random_signs_hurt_less_and_can_be_drawn_again(watched, model, digits):
    content = show(watched, Attack.on(model, *digits, picture=8, epsilon=0.1))
    by_gradient = numbers_after(readout(content), f"{NUMBER} after")[0]
    content.get_by_role("combobox").select_option("random")
    seen = []

    for _ in range(6):
        seen.append(numbers_after(readout(content), f"{NUMBER} after")[0])
        content.get_by_role("button", name="Other random signs").click()

    assert len(set(seen)) > 3
    assert max(seen) < by_gradient


@pytest.mark.parametrize("digit", [0, 8])
def test_the_loss_along_the_gradient_is_torch_s(watched, model, digits, digit):
    x, y = digits

    words = readout(show(watched, LossSurface.on({"a": model}, x, y, picture=digit, at=[0.2, 0.0])))

    expected = [loss(model, x[digit], digit), loss(model, adversarial.fgsm(model, x, y, 0.2)[digit], digit)]
    assert numbers_after(words, f"Loss {NUMBER} at the digit, {NUMBER} at the point") == pytest.approx(
        expected, rel=0.01
    )
    expected = [loss(model, adversarial.fgsm(model, x, y, 0.1)[digit], digit)]
    assert numbers_after(words, f"along the gradient: {NUMBER}") == pytest.approx(expected, rel=0.01)


def test_the_point_of_the_surface_moves_by_keyboard(watched, model, digits):
    content = show(watched, LossSurface.on({"a": model}, *digits, picture=8))
    before = readout(content)

    content.get_by_role("slider", name="A picture near the digit").focus()
    watched.page.keyboard.press("ArrowRight")

    assert readout(content) != before


def test_two_networks_are_shown_side_by_side_and_the_point_is_one(watched, model, digits):
    x, y = digits
    other = model_of_rounded_weights(digit_mlp(seed=2).double())
    content = show(watched, LossSurface.on({"one": model, "two": other}, x, y, picture=8, at=[0.1, 0.0]))
    points = content.get_by_role("slider", name=re.compile("A picture near the digit, (one|two) network"))

    assert points.count() == 2
    assert content.get_by_role("combobox").count() == 0
    points.nth(1).focus()
    for _ in range(10):
        watched.page.keyboard.press("ArrowRight")

    told = readout(content).split("An 8, ")[1:]
    assert [words.split(" network")[0] for words in told] == ["one", "two"]
    for words, network in zip(told, (model, other), strict=True):
        expected = [loss(network, x[8], 8), loss(network, adversarial.fgsm(network, x, y, 0.2)[8], 8)]
        assert numbers_after(words, f"Loss {NUMBER} at the digit, {NUMBER} at the point") == pytest.approx(
            expected, rel=0.01
        )


def distance(model, start, direction, label, limit):
    steps = torch.linspace(0, limit, 20_001, dtype=torch.float64)[:, None]
    named = model(start + steps * direction).argmax(dim=1)
    other = (named != label).nonzero()
    return float(steps[other[0, 0]]) if len(other) else np.inf


@pytest.mark.parametrize("tilt", [0.0, 45.0, 90.0])
def test_the_distances_to_the_boundary_are_those_that_torch_finds(watched, model, digits, tilt):
    x, y = digits
    A, B, C = x[1], x[7], x[4]
    across = (B - A) / (B - A).norm()
    data = C - A - ((C - A) @ across) * across
    data /= data.norm()
    slope = adversarial.input_gradient(model, A[None], torch.tensor([1]))[0]
    slope = slope - (slope @ across) * across - (slope @ data) * data
    slope /= slope.norm()
    angle = np.deg2rad(tilt)
    up = np.cos(angle) * data + np.sin(angle) * slope

    words = readout(show(watched, DecisionBoundary.on(model, x, y, picture=1, tilt=tilt)))

    said = numbers_after(words, rf"is {NUMBER} away towards B, a 7, and {NUMBER} away straight up")
    assert said == pytest.approx([distance(model, A, across, 1, 4.7), distance(model, A, up, 1, 4.7)], rel=0.02)


def test_the_boundary_is_nearer_from_the_side_than_from_above(watched, model, digits):
    away = []

    for tilt in (0.0, 90.0):
        words = readout(show(watched, DecisionBoundary.on(model, *digits, picture=0, tilt=tilt)))
        away.append(numbers_after(words, rf"and {NUMBER} away straight up")[0])

    assert away[1] < away[0] / 2


@pytest.mark.parametrize("width", [840, 380])
@pytest.mark.parametrize("name", ["attack", "surface", "boundary"])
def test_a_figure_fits_its_page_and_all_of_it_moves(watched, model, digits, name, width):
    figure = {
        "attack": lambda: Attack.on(model, *digits, picture=8),
        "surface": lambda: LossSurface.on({"one": model, "two": digit_mlp(seed=2)}, *digits, picture=8),
        "boundary": lambda: DecisionBoundary.on(model, *digits),
    }[name]()
    check_fits_and_moves(watched, figure, width)


def test_a_network_of_another_kind_is_refused():
    with pytest.raises(ValueError, match="Linear, ReLU and Linear"):
        plain_network(torch.nn.Sequential(torch.nn.Linear(64, 10)))
