"""What the decks say and what, run again, holds as it is printed: the other half of having checked them."""

from fractions import Fraction
from itertools import product

import numpy as np

from course_lib import accounting, convolution, dense
from course_lib.activations import leaky_relu, relu, sigmoid
from course_lib.attention import attention
from course_lib.autograd import Value
from course_lib.errata.deck_000 import LATTICE
from course_lib.errata.deck_004_images import FRAMED, KERNEL, both_examples
from course_lib.errata.entry import Erratum
from course_lib.exam_network import exam_g, exam_zones
from course_lib.gradients import numerical_gradient
from course_lib.losses import entropy, kl_divergence, softmax
from course_lib.optimizers import minibatches, sgd_least_squares


def quadrant_formulas():
    """Lattice points inside the four quadrants, and at how many the four formulas of the slide are g."""
    x1, x2 = LATTICE
    printed = {
        (1, 1): relu(x1 - x2 + 5) - 10,
        (1, -1): x1 + relu(-x2 - 5) - 5,
        (-1, 1): relu(5 - x2) + relu(x1 - 5) - 10,
        (-1, -1): relu(x1 - x2 - 5) - 5,
    }
    inside = {signs: (np.sign(x1) == signs[0]) & (np.sign(x2) == signs[1]) for signs in printed}
    holds = [(formula == exam_g(x1, x2))[inside[signs]].sum() for signs, formula in printed.items()]
    return int(sum(part.sum() for part in inside.values())), int(sum(holds))


def zones():
    """The slide's number of zones, and the activation patterns at points off every border."""
    x1, x2 = LATTICE
    return 8, len(np.unique(exam_zones(x1 + 0.3, x2 + 0.1)))


def two_layers():
    """A'(Au + b) + b' and (A'A)u + (A'b + b') for whole numbers."""
    A, b, A2, b2 = np.array([[1, -2, 0], [3, 1, 4]]), np.array([5, -6]), np.array([[2, -1]]), np.array([7])
    u = np.array([1, -3, 2])
    one, constant = dense.collapse(A, b, A2, b2)
    return A2 @ (A @ u + b) + b2, one @ u + constant


def hinge_above_error():
    """Of margins from −3 to 3, how many there are, and at how many the hinge loss is not below the 0-1 error."""
    margins = np.linspace(-3, 3, 61)
    return len(margins), int((relu(1 - margins) >= (margins <= 0)).sum())


def two_classes():
    """softmax's second share for the scores (1, 3), and the sigmoid of their difference."""
    return float(softmax(np.array([[1.0, 3.0]]))[0, 1]), float(sigmoid(3.0 - 1.0))


def cross_entropy_in_two():
    """H(p, q) by its sum, and H(p) + KL(p‖q)."""
    p, q = np.array([0.5, 0.3, 0.2]), np.array([0.2, 0.2, 0.6])
    return float(-(p * np.log(q)).sum()), float(entropy(p) + kl_divergence(p, q))


def parameters_of_2_3_1():
    """Weights and biases counted one by one, and by the library."""
    return 3 * 2 + 3 + 1 * 3 + 1, dense.count_parameters([2, 3, 1])


def stochastic_step():
    """θ + 2γ(Y − ⟨θ, X⟩)X, and a step of the library."""
    theta, X, Y, gamma = np.array([0.5, -1.0]), np.array([[2.0, 1.0]]), np.array([3.0]), 0.1
    return theta + 2 * gamma * (Y[0] - theta @ X[0]) * X[0], sgd_least_squares(theta, X, Y, [0], gamma)


def hidden_derivative():
    """∂f/∂w_1^2 by the formula of page 36, and by finite differences; φ = ψ = tanh."""
    w, v, x = np.array([[1.0, 0.5], [-0.5, 1.0]]), np.array([2.0, -1.0]), np.array([0.5, -1.0])
    b, beta = np.array([0.3, 0.2]), 0.1

    def f(w):
        return np.tanh(beta + v @ np.tanh(w @ x + b))

    formula = (1 - f(w) ** 2) * v[0] * (1 - np.tanh(w[0] @ x + b[0]) ** 2) * x[1]
    return float(round(formula, 7)), float(round(numerical_gradient(f, w)[0, 1], 7))


def dense_counts():
    """The products that the slide prints, and the library's counts."""
    printed = [28 * 28 * 1 * 128 + 128, 28 * 28 * 3 * 128 + 128, 224 * 224 * 3 * 128 + 128]
    return printed, [dense.count_parameters([pixels, 128]) for pixels in (28 * 28, 28 * 28 * 3, 224 * 224 * 3)]


def number_of_batches():
    """The slide's number of batches of 5 among 15 samples, and those of the library."""
    return 3, len(minibatches(15, 5, np.random.default_rng(0)))


def pooled():
    """The slide's table of largest values, and the library's pooling of the table before it."""
    table = np.array([[1, 4, 5, 8], [5, 3, 6, 8], [1, 2, 8, 9], [6, 3, 3, 2]])
    return [[5, 8], [6, 9]], convolution.max_pool(table[:, :, None], 2, 2)[:, :, 0]


def gradient_on_the_graph():
    """The slide's ∂loss/∂w at x = 1, y = 2, w = 1, and that of an autograd engine."""
    w = Value(1.0)
    ((w * 1.0 - 2.0) ** 2).backward()
    return -2, w.grad


def examples_of_convolution():
    """The results of the slides' two examples, and both as cross-correlations."""
    return [6, -25], both_examples()[1]


def padded():
    """The table on the slide, and the cross-correlation of its input and kernel."""
    return [[0, 3, 8, 4], [9, 19, 25, 10], [21, 37, 43, 16], [6, 7, 8, 0]], convolution.correlate2d(FRAMED, KERNEL)


def parameters_of_c1():
    """6 (5 · 5 + 1), and layer 1 of the table."""
    return 6 * (5 * 5 + 1), accounting.parameters(accounting.LENET5)[1]


def parameters_of_alexnet():
    """The printed total, and that of the table's network."""
    return 62_378_344, accounting.count_parameters(accounting.ALEXNET)


def weights_of_vgg16():
    """The weights that the lines print, biases left out, and the library's count without them."""
    convolutions = [27 * 64, 576 * 64, 576 * 128, 1152 * 128, 1152 * 256, 2304 * 256, 2304 * 256, 2304 * 512]
    convolutions += [4608 * 512] * 5
    printed = sum(convolutions) + 102_760_448 + 16_777_216 + 4_096_000
    biases = sum(layer.get("units", layer.get("channels", 0)) for layer in accounting.VGG16[1:])
    return printed, accounting.count_parameters(accounting.VGG16) - biases


def three_fields():
    """The receptive field of one 7×7 kernel, and of three 3×3 kernels."""
    return accounting.receptive_field([(7, 1)]), accounting.receptive_field([(3, 1)] * 3)


def leaky():
    """max(0.1x, x) at −2, 0, 3, and the library's Leaky ReLU."""
    x = np.array([-2.0, 0.0, 3.0])
    return np.maximum(0.1 * x, x), leaky_relu(x, 0.1)


def length_kept():
    """How many tokens go into an attention, and how many come out."""
    X = np.random.default_rng(0).normal(size=(7, 4))
    return len(X), len(attention(X, X, X))


def variance_of_a_sum():
    """n var(X) var(W), and var(w₁x₁ + w₂x₂), by all outcomes of x = ±1 and w = −3, 0 or 3."""
    xs, ws = (-1, 1), (-3, 0, 3)
    sums = [w1 * x1 + w2 * x2 for w1, w2, x1, x2 in product(ws, ws, xs, xs)]
    var_x, var_w = (Fraction(sum(value**2 for value in values), len(values)) for values in (xs, ws))
    return 2 * var_x * var_w, Fraction(sum(value**2 for value in sums), len(sums))


def noise_of_a_step():
    """The deviation of η times a mean of B gradients that are ±1 with equal chance: for B = 1, and for B = 16."""

    def deviation(B):
        heads = np.arange(B + 1)
        chances = np.cumprod([1.0, *((B - heads[:-1]) / heads[1:])]) / 2.0**B  # binomial
        return float(0.025 * np.sqrt(B) * np.sqrt((chances * ((2 * heads - B) / B) ** 2).sum()))

    return deviation(1), deviation(16)


def _holds(number, deck, slide, printed, lesson, evidence, shows, nuance="", right=""):
    """A claim that was run and holds; `right` says under which condition, if there is one."""
    return Erratum(f"C{number}", deck, slide, printed, "OK", right, lesson, evidence, shows, nuance)


CONFIRMED = (
    _holds(
        1,
        "000",
        "«Exemple question examen», Q1",
        "the developed form of g, and its four formulas, one for each quadrant",
        "02",
        quadrant_formulas,
        "Of {printed} points inside the quadrants of [−40, 40]² the formulas give g at {found}.",
    ),
    _holds(
        2,
        "000",
        "«Exemple question examen», Q2",
        "8 zones",
        "02",
        zones,
        "The slide says {printed}; {found} patterns of active neurons occur.",
        right="The table of signs has nine rows, and leaves out the axes and the equalities.",
    ),
    _holds(
        3,
        "000",
        "«Le réseau de neurone»",
        "A'(Au + b) + b' = (A'A)u + (A'b + b')",
        "02",
        two_layers,
        "On whole numbers the left side is {printed}, the right side {found}.",
    ),
    _holds(
        4,
        "000",
        "«Fonction de perte»",
        "the hinge loss in the place of the 0-1 error",
        "01",
        hinge_above_error,
        "At {found} of {printed} margins it is not below the error.",
    ),
    _holds(
        5,
        "001",
        "p. 15",
        "Sigmoïde est un cas particulier de softmax",
        "03",
        two_classes,
        "Scores (1, 3): the second share is {printed}, σ(3 − 1) is {found}.",
        right="It is σ of the difference of the two scores, not of one of them.",
    ),
    _holds(
        6,
        "001",
        "p. 21, exercise",
        "2 inputs, 3 hidden neurons, 1 output: the dimension of Θ",
        "02",
        parameters_of_2_3_1,
        "Counted by hand {printed}, by the library {found}.",
    ),
    _holds(
        7,
        "001",
        "p. 27",
        "H(p, q) = H(p) + KL(p‖q)",
        "03",
        cross_entropy_in_two,
        "p = (.5, .3, .2), q = (.2, .2, .6): left {printed}, right {found}.",
    ),
    _holds(
        8,
        "001",
        "p. 32, exercise",
        "(Y − ⟨θ, X⟩)²: θ ← θ + 2γ(Y − ⟨θ, X⟩)X",
        "03",
        stochastic_step,
        "By the formula {printed}, by the library {found}.",
    ),
    _holds(
        9,
        "001",
        "p. 36",
        "∂f/∂w_i^j = ψ'(a⁽²⁾) v_i φ'(a_i⁽¹⁾) x_j",
        "04",
        hidden_derivative,
        "For i = 1, j = 2 the formula gives {printed}, finite differences {found}.",
    ),
    _holds(
        10,
        "002",
        "CNN, «Introduction»",
        "100480, 301184 and 19267712 paramètres",
        "05",
        dense_counts,
        "The slide’s products are {printed}, the library counts {found}.",
    ),
    _holds(
        11,
        "002",
        "«Batch, batch size, epoch»",
        "dataset n=15, batch=3, batch size=5",
        "03",
        number_of_batches,
        "The slide has {printed} batches, the library makes {found}.",
    ),
    _holds(
        12,
        "002",
        "CNN, «La convolution», pooling",
        "5 8 / 6 9",
        "05",
        pooled,
        "The slide has {printed}, the library {found}.",
    ),
    _holds(
        13,
        "003",
        "«Rétropropagation du gradient»",
        "∂loss/∂w = −2 * 1 = −2",
        "04",
        gradient_on_the_graph,
        "The slide has {printed}, automatic differentiation {found}.",
    ),
    _holds(
        14,
        "004",
        "«Convolution 2D», «Convolution 3D»",
        "6; 308 − 498 + 164 + 1 = −25",
        "05",
        examples_of_convolution,
        "The slides have {printed}, as cross-correlations they are {found}.",
    ),
    _holds(
        15,
        "004",
        "«Stride et Padding»",
        "0 3 8 4 / 9 19 25 10 / 21 37 43 16 / 6 7 8 0",
        "05",
        padded,
        "The slide has {printed}, the library {found}.",
    ),
    _holds(
        16,
        "004",
        "«LeNet5 (1998)»",
        "C1: 6 (5 * 5 + 1) = 156 parameters",
        "05",
        parameters_of_c1,
        "The product is {printed}, layer 1 of the table has {found}.",
    ),
    _holds(
        17,
        "004",
        "«AlexNet & Challenge ImageNet (2012)»",
        "Total 62,378,344",
        "05",
        parameters_of_alexnet,
        "The slide has {printed}, the table’s network {found}.",
        right="Without groups; with the two groups of the paper there are 60 965 224.",
    ),
    _holds(
        18,
        "004",
        "«Exemple: VGG16»",
        "TOTAL params: 138M (not counting biases)",
        "05",
        weights_of_vgg16,
        "The lines add up to {printed}, the library counts {found}.",
        right="With biases 138 357 544.",
    ),
    _holds(
        19,
        "004",
        "«Champ récepteur»",
        "RF 3 convolutions 3x3 = RF 1 convolution 7x7",
        "05",
        three_fields,
        "One 7 × 7 kernel sees {printed} pixels a side, three 3 × 3 kernels {found}.",
    ),
    _holds(
        20,
        "004",
        "«L’intérêt du ReLU»",
        "Leaky ReLU: max(0.1x, x)",
        "02",
        leaky,
        "At −2, 0, 3 the maximum is {printed}, the library gives {found}.",
        right="For slopes up to 1.",
    ),
    _holds(
        21,
        "004",
        "«Query, Key, Value»",
        "Transforme un signal de taille quelconque en un signal de même taille",
        "07",
        length_kept,
        "Of {printed} tokens {found} come out.",
        right="In self-attention; in cross-attention the length is that of the queries.",
    ),
    _holds(
        22,
        "004",
        "«Initialisation des réseaux»",
        "var(Y) = n · var(X) · var(W)",
        "08",
        variance_of_a_sum,
        "For n = 2 the product is {printed}, over all outcomes the variance is {found}.",
        right="Of centred x and w; behind a ReLU the weights need 2/n rather than 1/n.",
    ),
    _holds(
        23,
        "004",
        "«Impact de la taille du minibatch»",
        "η = 0.025 · √B",
        "08",
        noise_of_a_step,
        "The noise of a step has deviation {printed} for B = 1 and {found} for B = 16.",
        nuance="a heuristic; a rule linear in B is in use, too",
    ),
)
