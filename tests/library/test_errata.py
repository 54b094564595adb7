"""The errata of the decks: each evidence runs, says what the table says, and agrees with a second way to know it."""

import doctest
import re
from fractions import Fraction

import numpy as np
import pytest
import torch
from scipy import signal
from torch import nn

from course_lib import accounting, errata
from course_lib.convolution import output_size
from course_lib.errata import deck_000, deck_001, deck_004_images, deck_004_learning, entry
from course_lib.errata.entry import VERDICTS, in_words, same
from course_lib.exam_network import exam_g
from course_lib.gradients import backtracking_step
from course_lib.instructor.build.errata_page import PAGE, errata_page, stale_errata
from course_lib.instructor.source.course import Course, find_course

# What may be OCR, or a matter of reading: nobody is said to have erred.
DOUBTFUL = {"E2", "E6", "E19", "E21", "E22", "E30", "E35", "E37", "E39", "E40"}
HISTORY = {"E26", "E27", "E29", "E32", "E51", "E54"}  # nothing to compute
TO_COME = {"09", "10", "11", "12", "13", "14"}
# What the slide's words give, and what holds: by hand, from papers, or by a second computation further down.
SIDES = {
    "E1": (595, 435),
    "E2": (-4, -5),
    "E3": ([1, 0, 0, -1], [1, -1, 1, -1]),
    "E4": (163200, 489600),
    "E5": ([0, 1, 6], [0, 1, 5, 6]),
    "E6": (3e-12, 3),
    "E7": (0, 2),
    "E8": (1, 2),
    "E9": ((4, 4), (2, 4)),
    "E10": (0.062, 1),
    "E11": (4, 3),
    "E12": (-3, 3),
    "E13": (3, 22),
    "E14": (0, -5),
    "E15": (2, 0),
    "E16": (10, 8),
    "E17": (0.5, 1.5),
    "E18": ([1.5, 3], [-3, -6]),
    "E19": (0.32403, 0.76159),
    "E20": (1.5, 1.3),
    "E21": (0.35266, 0.19268),
    "E22": (0.139, 0.556),
    "E23": ([1, 8, 16], [4, 2, 7]),
    "E24": (784, 841),
    "E25": (2, 1),
    "E28": ((640, 420, 3), (420, 640, 3)),
    "E30": ((4 * 90 + 5 * 255) / 9, 40),
    "E31": ("super-resolution", "colorization"),
    "E33": (9 * (2 - 1.260688) ** 2, 14 / 3 * (2 - 1.260688) ** 2),
    "E34": (1664, 2416),
    "E35": (12676, 61706),
    "E36": (54.25, 55),
    "E37": (19632062464, 15470264320),
    "E38": ([-6, 337], [6, -25]),
    "E39": (19683, 27),
    "E40": ([[0, 4], [21, 16]], [[0, 8], [6, 8]]),
    "E41": ((3, 3), (4, 4)),
    "E42": (24000000, 15237608),
    "E43": ((3, 3), (5, 5)),
    "E44": (0.29552, 0.23793),
    "E45": (0.1, 1),
    "E46": (np.sqrt(0.9 * 1.2), np.sqrt(0.9 * 0.8)),
    "E47": (0.46, 0.03),
    "E48": (1, 5),
    "E49": (5, 1.25),
    "E50": (0, 1),
    "E52": (2.5, 2),
    "E53": (2, 0.5),
    "E55": (0.49992, 0.98201),
}
ALL = {one.id: one for one in errata.ERRATA}
COMPUTED = [one for one in errata.ERRATA if one.evidence]


def close(got, expected):
    """Whether a side of an evidence is the expected one: the same shape, and four digits."""
    if isinstance(got, str):
        return got == expected
    got, expected = np.asarray(got, dtype=float), np.asarray(expected, dtype=float)
    return got.shape == expected.shape and np.allclose(got, expected, rtol=1e-4, atol=1e-13)


def test_the_table_has_the_entries_e1_to_e55_once_each_in_order():
    assert [one.id for one in errata.ERRATA] == [f"E{number}" for number in range(1, 56)]


def test_all_has_an_evidence_but_history():
    assert {one.id for one in errata.ERRATA if one.evidence is None} == HISTORY
    assert set(SIDES) == set(ALL) - HISTORY


@pytest.mark.parametrize("one", COMPUTED, ids=lambda one: one.id)
def test_the_two_sides_of_an_evidence_disagree_as_told(one):
    printed, found = one.evidence()

    assert not same(printed, found)
    assert close(printed, SIDES[one.id][0])
    assert close(found, SIDES[one.id][1])
    assert in_words(printed) != in_words(found)
    told = one.told()
    assert in_words(printed) in told
    assert in_words(found) in told
    assert "{printed}" not in told


@pytest.mark.parametrize("one", errata.CONFIRMED, ids=lambda one: one.id)
def test_the_two_sides_of_a_claim_that_holds_agree(one):
    printed, found = one.evidence()

    assert same(printed, found)
    assert in_words(found) in one.told()


def test_claims_that_hold_are_no_errata():
    assert [one.id for one in errata.CONFIRMED] == [f"C{number}" for number in range(1, 24)]
    assert {one.verdict for one in errata.CONFIRMED} == {"OK"}
    assert "OK" not in {one.verdict for one in errata.ERRATA}


@pytest.mark.parametrize("one", [*errata.ERRATA, *errata.CONFIRMED], ids=lambda one: one.id)
def test_an_entry_is_complete(one):
    assert one.verdict in VERDICTS
    assert one.printed
    assert one.right or one.verdict == "OK"
    assert one.slide
    assert set(one.deck.split(", ")) <= {"000", "001", "002", "003", "004"}
    assert bool(one.shows) == (one.evidence is not None)
    assert set(re.findall(r"\{(printed|found)\}", one.shows)) == ({"printed", "found"} if one.evidence else set())
    assert one.lesson in TO_COME | {name.partition("_")[0] for name in find_course().lessons()}


def test_the_doubtful_are_those_of_the_inventory_and_have_another_reading():
    assert {one.id for one in errata.ERRATA if one.doubtful} == DOUBTFUL
    assert {one.id for one in errata.ERRATA if one.doubt} == DOUBTFUL


@pytest.mark.parametrize("name", sorted(DOUBTFUL))
def test_the_doubtful_are_not_told_as_a_mistake_of_anybody(name, capsys):
    errata.show(name)
    shown = capsys.readouterr().out.lower()

    assert "verdict: ambig" in shown
    assert "doubt: " in shown
    for word in ("mistake", "error", "erred", "author", "typo", "slip", "forgot", "should"):
        assert word not in shown


def test_show_tells_what_is_printed_what_holds_and_the_two_numbers(capsys):
    errata.show("E34")

    assert capsys.readouterr().out.splitlines() == [
        f"E34: deck 004, {ALL['E34'].slide}",
        f"As printed: {ALL['E34'].printed}",
        "Verdict: WRONG",
        f"What holds: {ALL['E34'].right}",
        "Computed: 64 (5 · 5 + 1) is 1,664; the table’s layer 3 has 2,416 parameters.",
        "Told in lesson 05.",
    ]


@pytest.mark.parametrize("one", [*errata.ERRATA, *errata.CONFIRMED], ids=lambda one: one.id)
def test_show_shows_every_entry(one, capsys):
    errata.show(one.id)
    shown = capsys.readouterr().out

    assert shown.startswith(f"{one.id}: deck ")
    assert one.printed in shown
    assert ("Computed: " in shown) == (one.evidence is not None)


def test_an_unknown_entry_is_refused():
    with pytest.raises(ValueError, match="no entry 'E56': there are E1 to E55 and C1 to C23"):
        errata.show("E56")


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ((2, 3), [2, 3], True),
        ([1.0, 2.0], [1.0, 2.0, 3.0], False),
        (Fraction(1, 3), 1 / 3, True),
        (np.eye(2), [[1, 0], [0, 1]], True),
        (1, 1 + 1e-6, False),
        ("a", "a", True),
        ("1", 1, False),
    ],
)
def test_sides_are_the_same_in_shape_and_numbers(one, other, agree):
    assert same(one, other) is agree


def test_the_examples_in_the_docstrings_hold():
    assert [doctest.testmod(module).failed for module in (errata, entry)] == [0, 0]


# The page.


def test_the_page_is_what_the_table_makes():
    assert stale_errata(find_course()) is None


def test_a_page_that_was_edited_is_stale_and_a_course_without_it_has_none(tmp_path):
    course = Course(tmp_path)
    assert stale_errata(course) is None

    (tmp_path / PAGE).parent.mkdir()
    (tmp_path / PAGE).write_text("# Errata\n", encoding="utf-8")
    path, text = stale_errata(course)
    path.write_text(text, encoding="utf-8")
    assert stale_errata(course) is None


def test_the_page_has_every_entry_and_the_doubtful_apart():
    certain, _, rest = errata_page(find_course()).partition("## Doubtful")
    doubtful, _, confirmed = rest.partition("## Run")

    rows = re.compile(r"^\| ([EC]\d+) \|", re.MULTILINE)
    assert sorted(rows.findall(certain)) == sorted(set(ALL) - DOUBTFUL)
    assert sorted(rows.findall(doubtful)) == sorted(DOUBTFUL)
    assert rows.findall(confirmed) == [one.id for one in errata.CONFIRMED]


def test_every_row_of_the_page_has_the_columns_of_its_head():
    for line in errata_page(find_course()).splitlines():
        if line.startswith(("| E", "| C")):
            assert len(re.findall(r"(?<!\\)\|", line)) == 7, line


# A second way to know what an evidence says.


def test_the_other_rows_of_the_exam_hold_on_the_lattice():
    x1, x2 = deck_000.LATTICE
    g, right, up, left, down = exam_g(x1, x2), x1 > 0, x2 > 0, x1 < 0, x2 < 0

    for positive in (
        right & up & (x1 - x2 > 5),
        right & (x2 > -5) & down & (x1 > 5),
        right & (x2 < -5) & (x1 - x2 > 10),
    ):
        assert (g[positive] > 0).all()
    for negative in (
        right & up & (x1 - x2 < 5),
        right & (x2 > -5) & down & (x1 < 5),
        right & (x2 < -5) & (x1 - x2 < 10),
        left & up,
        left & down & (x1 - x2 < 5),
    ):
        assert (g[negative] < 0).all()
    assert (g[left & down & (x1 - x2 > 10)] > 0).all()
    assert [int(exam_g(-1, below)) for below in (-8, -11, -12)] == [-3, 0, 1]


def test_the_statement_of_q3_parts_from_the_printed_network_at_3025_points():
    x1, x2 = deck_000.LATTICE
    relu = torch.nn.functional.relu
    u1, u2 = torch.tensor(x1), torch.tensor(x2)
    stated = relu(relu(u1) - relu(u2) + 5) + relu(relu(-u1) + relu(-u2) - 5) - 10
    differs = stated.numpy() != exam_g(x1, x2)

    assert differs.sum() == 3025
    assert (x1[differs] < 0).all()


def test_the_halving_follows_its_closed_form_and_armijo_does_not():
    def F(u):
        return u * u + Fraction(1, 4) if abs(u) <= 1 else Fraction(3, 4) * u * u + abs(u) / 2

    def grad_F(u):
        return 2 * u if abs(u) <= 1 else Fraction(3, 2) * u + Fraction(1 if u > 0 else -1, 2)

    u = v = Fraction(2)
    for k in range(1, 31):
        u, step = backtracking_step(F, grad_F, u)
        v, _ = backtracking_step(F, grad_F, v, c=0.1)
        assert (u, step) == ((-1) ** k * (1 + Fraction(1, 2**k)), 1)
    assert deck_000.halving()[1] == float(2 + Fraction(3, 2) / 2**30)
    assert abs(grad_F(v)) < 1e-6


def test_the_gradients_of_backpropagation_agree_with_autograd():
    weights = [torch.tensor(w, dtype=torch.float64, requires_grad=True) for w in deck_000.WEIGHTS]
    alpha = weights[0] @ torch.tensor(deck_000.INPUT, dtype=torch.float64)
    alpha.retain_grad()
    (weights[2] @ torch.relu(weights[1] @ torch.relu(alpha))).sum().backward()

    printed = torch.outer(alpha.grad, torch.relu(alpha))
    assert (tuple(printed.shape), tuple(weights[1].grad.shape)) == deck_000.shape_of_the_outer_product()


def test_torch_rounds_sizes_down():
    for n in range(3, 15):
        for kernel, stride, padding in [(1, 2, 0), (2, 3, 1), (3, 2, 0), (3, 2, 1), (3, 4, 1)]:
            through = nn.Conv2d(1, 1, kernel, stride, padding, device="meta")(torch.zeros(1, 1, n, n, device="meta"))
            assert output_size(n, kernel, stride, padding) == through.shape[-1]


def test_the_derivative_that_page_35_computes_is_that_of_beta():
    w, v, x = torch.tensor([[1.0, 0.5], [-0.5, 1.0]]), torch.tensor([2.0, -1.0]), torch.tensor([0.5, -1.0])
    b, beta = torch.tensor([0.3, 0.2], requires_grad=True), torch.tensor(0.1, requires_grad=True)
    torch.tanh(beta + v @ torch.tanh(w @ x + b)).backward()

    np.testing.assert_allclose(deck_001.recent_parameters(), [b.grad[0], beta.grad], rtol=1e-5)


def test_the_printed_sum_is_numpys_correlation():
    g = [0, 1, 0, 0, 2, 3, 0]

    assert deck_001.printed_convolution()[0] == np.correlate(g, [1, 2, 4], "same")[2:5].tolist()


def test_the_formula_of_deck_004_is_scipys_convolution():
    formula, slides = deck_004_images.both_examples()

    for number, (x, w, bias) in enumerate((deck_004_images.GREY, deck_004_images.COLOUR)):
        channels = list(zip(x, w, strict=True))
        assert sum(signal.convolve2d(u, k, "valid").item() for u, k in channels) + bias == formula[number]
        assert sum(signal.correlate2d(u, k, "valid").item() for u, k in channels) + bias == slides[number]


def test_the_counts_of_lenet_that_the_table_tells_without_running():
    sparse = accounting.count_parameters(accounting.LENET5) - 2416 + (6 * 3 + 9 * 4 + 6) * 25 + 16

    assert (sparse, (6 * 3 + 9 * 4 + 6) * 25 + 16) == (60806, 1516)
    assert sum(count > 0 for count in accounting.parameters(accounting.LENET5)) == 5
    grouped = [layer | {"groups": 2} if n in (3, 6, 7) else layer for n, layer in enumerate(accounting.ALEXNET)]
    assert 2 * sum(accounting.multiplications(grouped)) == pytest.approx(1.45e9, rel=0.01)


def test_copies_behind_each_relu_make_28_million_numbers_of_vgg16():
    shapes = accounting.shapes(accounting.VGG16)
    rectified = [n for n, layer in enumerate(accounting.VGG16) if layer["layer"] in ("conv", "dense")][:-1]

    copies = sum(int(np.prod(shapes[n])) for n in rectified)
    assert accounting.count_activations(accounting.VGG16) + copies == pytest.approx(28.8e6, rel=0.01)


def test_attention_with_tokens_as_rows_is_torchs():
    rng = np.random.default_rng(0)
    Q, K, V = (torch.tensor(rng.normal(size=(5, 4))) for _ in range(3))
    Wq, Wk, Wv = (torch.tensor(rng.normal(size=(3, 4))) for _ in range(3))
    by_hand = torch.softmax((Q @ Wq.T) @ (K @ Wk.T).T / 3**0.5, dim=-1) @ V @ Wv.T

    torch.testing.assert_close(
        by_hand, nn.functional.scaled_dot_product_attention(Q @ Wq.T, K @ Wk.T, V @ Wv.T), rtol=1e-10, atol=1e-12
    )
    with pytest.raises(RuntimeError):  # tokens in rows, as printed
        Wq @ Q


@pytest.mark.parametrize(("sign", "grows"), [(1, True), (-1, False)])
def test_nesterov_grows_with_the_plus_alone(sign, grows):
    theta, V = 1.0, 0.0
    for _ in range(400):
        V = 0.9 * V + 0.2 * (theta + sign * 0.9 * V)
        theta -= V

    assert (abs(theta) + abs(V) > 1e5) is grows
    assert (deck_004_learning.growth_a_step()[0 if sign == 1 else 1] > 1) is grows


def test_nesterov_with_the_plus_begins_to_grow_where_the_table_says():
    assert deck_004_learning._spectral_radius(0.111, 0.9, sign=1) < 1
    assert deck_004_learning._spectral_radius(0.112, 0.9, sign=1) == pytest.approx(1.0004, abs=1e-5)


@pytest.mark.parametrize(("alpha", "side"), [(0.9, 0), (0.02, 1)])
def test_rmsprop_swings_as_told(alpha, side):
    theta, U, path = 1.0, 0.0, []
    for _ in range(200):
        U = 0.9 * U + 0.1 * theta**2
        theta -= alpha * theta / (U + 1e-8) ** 0.5
        path.append(abs(theta))

    assert max(path[100:]) == pytest.approx(SIDES["E47"][side], abs=0.006)
    assert deck_004_learning.swing_of_rmsprop()[side] == SIDES["E47"][side]


def test_the_length_of_the_difference_of_codes_does_not_depend_on_t():
    w = 1 / 10000 ** (2 * np.arange(1, 5) / 8)

    def p(t):
        return np.stack([np.sin(w * t), np.cos(w * t)], axis=-1).ravel()

    lengths = [np.linalg.norm(p(t + 3) - p(t)) for t in range(10)]
    np.testing.assert_allclose(lengths, lengths[0], rtol=1e-12)
    np.testing.assert_allclose(np.linalg.norm(p(7)), np.sqrt(8 / 2), rtol=1e-12)
    assert deck_004_learning.difference_of_codes() == (
        pytest.approx((p(3) - p(0))[0]),
        pytest.approx((p(8) - p(5))[0]),
    )


def test_torch_hands_the_gradient_of_a_tie_to_one_winner():
    u = torch.ones(1, 1, 2, 2, requires_grad=True)
    nn.functional.max_pool2d(u, 2).sum().backward()

    assert u.grad.ravel().tolist() == [1, 0, 0, 0]
