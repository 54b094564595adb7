"""Errata of deck 000 (A. Chan-Hon-Tong, ONERA), and the computations that show them."""

from fractions import Fraction

import numpy as np

from course_lib import accounting
from course_lib.activations import relu, relu_backward
from course_lib.dense import mlp, mlp_backward
from course_lib.errata.entry import Erratum
from course_lib.exam_network import exam_g
from course_lib.gradients import backtracking_step, numerical_gradient
from course_lib.losses import hinge_loss, hinge_loss_gradient

# x1 and x2 of the points that the exam's claims are tried on.
LATTICE = np.meshgrid(np.arange(-40, 41), np.arange(-40, 41))
# The network that the slide after Q3 prints: weights of its three layers, biases of its three layers.
PRINTED_WEIGHTS = ([[1, 0], [0, 1], [-1, 0], [0, -1]], [[1, -1, 0, 0], [0, 0, -1, 1]], [[1, 1]])
PRINTED_BIASES = ([0, 0, 0, 0], [5, -5], [-10])
# A small network without biases, as in «Forward - Backward»: three inputs, layers of four and two, one score.
WEIGHTS = ([[1, -1, 2], [0, 1, 1], [2, 1, -1], [1, 0, 1]], [[1, 2, -1, 1], [-1, 1, 1, 2]], [[1, -2]])
NO_BIASES = ([0] * 4, [0] * 2, [0])
INPUT = [1, -1, 2]


def row_eight():
    """Lattice points of the row x1, x2 < 0, x1 − x2 > 5, and at how many of them g is positive."""
    x1, x2 = LATTICE
    row = (x1 < 0) & (x2 < 0) & (x1 - x2 > 5)
    return int(row.sum()), int((exam_g(x1, x2)[row] > 0).sum())


def statement_of_q3():
    """g at (−5, −1): by the statement of Q3, and by the network that the next slide prints."""
    x1, x2 = -5, -1
    stated = relu(relu(x1) - relu(x2) + 5) + relu(relu(-x1) + relu(-x2) - 5) - 10
    return int(stated), int(mlp(PRINTED_WEIGHTS, PRINTED_BIASES, [[x1, x2]])[0, 0])


def matrix_of_q5():
    """h at 0, 1, 2, 3: by the matrix form, and by the scalar answer above it."""
    x = np.arange(4)
    kinks = relu(x[:, None] + [0, -1, -2])  # (4, 3)
    return kinks @ [-1, 1, -1] + 1, kinks @ [-2, 4, -4] + 1


def numbers_of_a_picture():
    """The exponent on the slide, and how many numbers a colour picture of this size holds."""
    return 480 * 340, np.zeros((340, 480, 3)).size


def border_rows():
    """Rows of a picture of 7 rows whose window of ±2 leaves it: by the slide's bounds, and by looking (from 0)."""
    H, delta = 7, 2
    printed = [h for h in range(H) if h < delta or h > H - delta]
    return printed, [h for h in range(H) if not all(0 <= h + step < H for step in range(-delta, delta + 1))]


def remainder_of_a_wrong_slope():
    """For F(u) = u² at u = 1 with the slope 5, h tiny: |h·o(h)|, which the print asks about, and |o(h)/h|."""
    h = Fraction(1, 10**6)
    remainder = (1 + h) ** 2 - 1 - 5 * h
    return float(abs(h * remainder)), float(abs(remainder / h))


def halving():
    """The gradient's size at the limit that the slide promises, and after 30 exact steps of its pseudo-code.

    F(u) = u² + 1/4 where |u| ≤ 1 and 3u²/4 + |u|/2 elsewhere: strictly convex with a continuous derivative.
    """

    def F(u):
        return u * u + Fraction(1, 4) if abs(u) <= 1 else Fraction(3, 4) * u * u + abs(u) / 2

    def grad_F(u):
        return 2 * u if abs(u) <= 1 else Fraction(3, 2) * u + Fraction(1 if u > 0 else -1, 2)

    u = Fraction(2)
    for _ in range(30):
        before = u
        u, _ = backtracking_step(F, grad_F, u)
        if not F(u) < F(before):
            raise ArithmeticError(f"the step from {before} does not lower F")
    return 0, float(abs(grad_F(u)))


def minimum_in_front():
    """How many values F(w) takes over a grid of w: with the minimum in front of the sum, and without it."""
    x, y, grid = np.array([1.0, 2.0, 3.0, 4.0]), np.array([1, -1, 1, -1]), np.linspace(-2, 2, 9)
    errors = np.array([(y * (x - 2.5 + w) <= 0).sum() for w in grid])
    return len({int(errors.min()) for _ in grid}), len(set(errors.tolist()))


def shape_of_the_outer_product():
    """Shapes: of ∂loss/∂α[t] times x[t], as printed, and of the gradient of w[t], at t = 1."""
    alpha = np.array([INPUT]) @ np.transpose(WEIGHTS[0])  # (1, 4)
    rest, no_biases = WEIGHTS[1:], NO_BIASES[1:]
    _, _, grad_x = mlp_backward([[1.0]], rest, no_biases, relu(alpha))
    grad_alpha = relu_backward(grad_x, alpha)
    grads_w, _, _ = mlp_backward([[1.0]], WEIGHTS, NO_BIASES, [INPUT])
    return np.outer(grad_alpha[0], relu(alpha)[0]).shape, grads_w[1].shape


def seed_of_the_backward_pass():
    """The loss at y = −1, f = −0.938, which the slide puts in, and its derivative with respect to f."""
    y, f = np.array([-1.0]), np.array([-0.938])
    return float(hinge_loss(y, f)), float(hinge_loss_gradient(y, f)[0])


def layers_that_are_read():
    """For z = 3: the last layer of DA that the loop reads, and the last one that there is."""
    z = 3
    DA = [np.zeros(2) for _ in range(z + 1)]
    return max(t + 1 for t in range(z, 0, -1)), len(DA) - 1


def rectified_input():
    """f(x, w) at x = (1, −2): by the slide's Forward with A[first] = x, and by f(x, w) = w₂ relu(w₁ x)."""
    weights, biases, x = ([[1, -1], [2, 1]], [[1, -2]]), ([0, 0], [0]), np.array([[1, -2]])
    return int(mlp(weights, biases, relu(x))[0, 0]), int(mlp(weights, biases, x)[0, 0])


def two_gradients():
    """How many numbers the gradient with respect to x has, and that with respect to w, of one small network."""
    grads_w, _, grad_x = mlp_backward([[1.0]], WEIGHTS, NO_BIASES, [INPUT])
    return grad_x.size, sum(grad.size for grad in grads_w)


def g_without_its_biases():
    """The exam's network at 0 when its biases are left out, as in the slide's short form, and as it is."""
    without = [np.zeros_like(b) for b in PRINTED_BIASES]
    return int(mlp(PRINTED_WEIGHTS, without, [[0, 0]])[0, 0]), int(exam_g(0, 0))


def arctangents():
    """How many of arctan and hard arctan the slide finds in PyTorch, and how many modules of torch.nn are called so."""
    from torch import nn

    return len(("arctan", "hard arctan")), sum("atan" in name.lower() or "arctan" in name.lower() for name in dir(nn))


def layers_of_alexnet():
    """AlexNet's layers as deck 000 counts them, and those of deck 004's table that have parameters."""
    return 10, sum(count > 0 for count in accounting.parameters(accounting.ALEXNET))


def bound_action():
    """Q(s, a) for r = 0, γ = ½, a = the first action, Q(s', ·) = (1, 3): with a kept, and with its own a'."""
    gamma, a, values = Fraction(1, 2), 0, (1, 3)
    return gamma * values[a], gamma * max(values[other] for other in range(2))


def sign_of_the_gradient():
    """For L(θ) = (target − θ·s)²: the vector that the slide prints, and the gradient of L by finite differences."""
    theta, state, target = np.array([0.5, 0.5]), np.array([1.0, 2.0]), 3.0
    printed = (target - theta @ state) * state
    return printed, numerical_gradient(lambda theta: (target - theta @ state) ** 2, theta).round(6)


def size_without_floor():
    """Places of a window of 3 with stride 2 in 6 pixels: by the printed fraction, and as counted."""
    n, kernel, stride = 6, 3, 2
    return Fraction(n - kernel, stride) + 1, sum(start + kernel <= n for start in range(0, n, stride))


def count_for_a_share():
    """e_a of four answers, two of them wrong: by the sum of «Rappel», and by the definition, which divides by N."""
    y, f = np.array([1, 1, -1, -1]), np.array([2.0, -1.0, -3.0, 0.5])
    return int((y * f <= 0).sum()), float((y * f <= 0).mean())


ENTRIES = (
    Erratum(
        id="E1",
        deck="000",
        slide="«Exemple question examen», table of Q1",
        printed="x₁ < 0, x₂ < 0, x₁ − x₂ > 5 ⇒ g(x) > 0",
        verdict="WRONG",
        right="The threshold is 10: the slide before has g(x) = [x₁ − x₂ − 5]₊ − 5 there. The row below, with < 5, "
        "is true and stops too early. The other rows hold.",
        lesson="02",
        evidence=row_eight,
        shows="Of the {printed} points of [−40, 40]² with whole coordinates that the row speaks of, g is positive "
        "at {found}.",
    ),
    Erratum(
        id="E2",
        deck="000",
        slide="«Exemple question examen», statement of Q3",
        printed="relu(… + relu((−1, 0)ᵀx) + relu((0, −1)ᵀx) − 5)",
        verdict="AMBIG",
        nuance="the discrepancy is certain, its origin is not",
        right="Q1, Q4 and the network printed as Q3’s answer have −relu(−x₁).",
        doubt="A minus sign may have been lost from the front of the line.",
        lesson="02",
        evidence=statement_of_q3,
        shows="At (−5, −1) the statement gives {printed}, the network printed as its answer {found}.",
    ),
    Erratum(
        id="E3",
        deck="000",
        slide="«Exemple question examen», matrix form of Q5",
        printed="h(x) = (−1 1 −1) [(1, 1, 1)ᵀ x + (0, −1, −2)ᵀ]₊ + 1",
        verdict="WRONG",
        right="The row is (−2 4 −4), as in the scalar answer above it.",
        lesson="02",
        evidence=matrix_of_q5,
        shows="At 0, 1, 2, 3 the printed row gives {printed}, the scalar answer {found}.",
    ),
    Erratum(
        id="E4",
        deck="000",
        slide="«La vision par ordinateur»",
        printed="1 image RGB de 480 × 340 = 1 vecteur dans [0, 255]^163200",
        verdict="WRONG",
        right="Three channels: 3 · 480 · 340 = 489 600 numbers; 163 200 is one channel.",
        lesson="05",
        evidence=numbers_of_a_picture,
        shows="The printed exponent is {printed}; an array of 340 rows, 480 columns and 3 channels holds {found} "
        "numbers.",
    ),
    Erratum(
        id="E5",
        deck="000",
        slide="«Convolution, Pooling, Stride, Padding»",
        printed="il y a un effet de bord pour h < δ_H et h > H − δ_H",
        verdict="WRONG",
        nuance="off by one",
        right="Counting H rows from 0: h < δ_H or h ≥ H − δ_H. Counting from 1, the first condition loses a row.",
        lesson="05",
        evidence=border_rows,
        shows="Of 7 rows with δ = 2 the bounds name {printed}; the window leaves the picture at {found}.",
    ),
    Erratum(
        id="E6",
        deck="000",
        slide="«La descente de gradient»",
        printed="avec ho(h) → 0 quand h → 0",
        verdict="AMBIG",
        nuance="WRONG as printed, OCR possible",
        right="o(h)/‖h‖ → 0 is what makes ∇F the gradient.",
        doubt="A fraction bar may have been lost: o(h)/h.",
        lesson="03",
        evidence=remainder_of_a_wrong_slope,
        shows="F(u) = u² at u = 1 with the slope 5 instead of 2, h = 10⁻⁶: the printed quantity is {printed} and "
        "goes to 0 with h; o(h)/h stays at {found}.",
    ),
    Erratum(
        id="E7",
        deck="000",
        slide="«La descente de gradient», pseudo code",
        printed="cet algorithme converge vers un point u* tel que ∇F_u = 0",
        verdict="WRONG",
        right="That F decreases is not enough; Armijo’s condition is. A minimum must exist, too (e⁻ᵘ has none), and "
        "the gradient meant is that at u*.",
        lesson="03",
        evidence=halving,
        shows="F(u) = u² + ¼ for |u| ≤ 1, ¾u² + |u|/2 beyond, from u = 2: the gradient’s size should tend to "
        "{printed}; after 30 exact steps that all lower F it is {found}.",
    ),
    Erratum(
        id="E8",
        deck="000",
        slide="«Fonction de perte»",
        printed="Utiliser F(w) = min_w Σ_n 1₋(y(x_n) f(x_n, w)) ne peut pas marcher",
        verdict="WRONG",
        nuance="notation",
        right="F(w) is the sum; a minimum over w does not depend on w. (In our text of the first copy the indicator "
        "reads “1 −”: OCR.)",
        lesson="03",
        evidence=minimum_in_front,
        shows="Over nine values of w the function with the minimum takes {printed} value, the sum {found}.",
    ),
    Erratum(
        id="E9",
        deck="000",
        slide="«Forward - Backward», réduction w − α",
        printed="∂loss/∂w_{t,i,j} = ∂loss/∂α_{t,i,j} · ∂α_{t,i}/∂w_{t,i,j} = ∂loss/∂α_{t,i} · x_{t,j}",
        verdict="WRONG",
        nuance="indices: a slip of convention",
        right="∂loss/∂w_{t,i,j} = ∂loss/∂α_{t+1,i} · x_{t,j}, with the slide’s own α_{t+1,i} = Σ_j x_{t,j} w_{t,i,j}.",
        lesson="04",
        evidence=shape_of_the_outer_product,
        shows="In a network with layers of 3, 4, 2 and 1 the printed product has shape {printed} at t = 1, the "
        "gradient of w_1 has {found}.",
    ),
    Erratum(
        id="E10",
        deck="000",
        slide="«Forward - Backward», code",
        printed="DA[z][1] = partial_loss",
        verdict="WRONG",
        nuance="as code; it could be shorthand",
        right="The pass starts from the derivative of the loss with respect to the score: −y where 1 − y f > 0, "
        "else 0.",
        lesson="04",
        evidence=seed_of_the_backward_pass,
        shows="At y = −1, f = −0.938 the loss is {printed}, its derivative {found}.",
    ),
    Erratum(
        id="E11",
        deck="000",
        slide="«Forward - Backward», code",
        printed="for t from z to 1: … DA[t][j] += DA[t+1][i] …",
        verdict="WRONG",
        right="The loop starts at z − 1: DA[z] is the seed.",
        lesson="04",
        evidence=layers_that_are_read,
        shows="With layers 0 to 3 the loop reads layer {printed}; the last one is {found}.",
    ),
    Erratum(
        id="E12",
        deck="000",
        slide="«Forward - Backward», Forward",
        printed="A[t][i] += relu(A[t-1][j]) * w[t-1][i][j]",
        verdict="INEXACT",
        right="If A of the first layer is x, then x itself is rectified, unlike in f(x, w); for x ≥ 0 the two are "
        "equal. How A begins is not said.",
        lesson="04",
        evidence=rectified_input,
        shows="For w₁ = [[1, −1], [2, 1]], w₂ = [1, −2], x = (1, −2) the loop gives {printed}, f(x, w) is {found}.",
    ),
    Erratum(
        id="E13",
        deck="000",
        slide="«Une conséquence inattendue»",
        printed="∇_x loss … (tout aussi facilement qu’on peut calculer ∇_x loss)",
        verdict="WRONG",
        nuance="a typo",
        right="The second is ∇_w.",
        lesson="04",
        evidence=two_gradients,
        shows="In a network with layers of 3, 4, 2 and 1, without biases, ∇_x has {printed} numbers, ∇_w {found}.",
    ),
    Erratum(
        id="E14",
        deck="000",
        slide="«Du neurone au réseau»",
        printed="le neurone est un filtre linéaire … u → α · u + β; f(x, w) = w_Q × relu(… relu(w₁ × x))",
        verdict="INEXACT",
        right="Affine. Without biases f(0) = 0 and f(3x) = 3 f(x); a constant 1 appended to x brings them back.",
        lesson="02",
        evidence=g_without_its_biases,
        shows="The exam’s network at 0 gives {printed} without its biases and {found} with them.",
    ),
    Erratum(
        id="E15",
        deck="000",
        slide="«Le réseau de neurone», activations of PyTorch",
        printed="arctan, … hard arctan, … hard shirk, soft shirk, … tanhshirk",
        verdict="INEXACT",
        right="torch.nn has neither arctan nor hard arctan as a module (Hardtanh exists); “shirk” is shrink.",
        lesson="02",
        evidence=arctangents,
        shows="The slide lists {printed} arctangents; among the names of torch.nn there are {found}.",
    ),
    Erratum(
        id="E16",
        deck="000, 001",
        slide="«Alexnet»; p. 7",
        printed="un réseau à 10 couches dit Alexnet; 9 couches",
        verdict="INEXACT",
        right="Eight layers are learned, five convolutions and three dense ones; with the poolings 11. Other ways "
        "of counting are possible. “Deep” is older than 2012.",
        lesson="05",
        evidence=layers_of_alexnet,
        shows="Deck 000 counts {printed}; {found} rows of deck 004’s table have parameters.",
    ),
    Erratum(
        id="E17",
        deck="000",
        slide="«Deep reinforcement learning»",
        printed="Q(s, a) = r(s, a) + γ max_a Q(s', a)",
        verdict="NOTATION",
        right="The maximum is over an action of its own, a'.",
        lesson="12",
        evidence=bound_action,
        shows="With r = 0, γ = ½ and Q(s', ·) = (1, 3), the first action’s value is {printed} if a stays what it "
        "is, and {found} with a'.",
    ),
    Erratum(
        id="E18",
        deck="000",
        slide="«Deep reinforcement learning»",
        printed="∇L(θ) = E[(r + γ max_a' Q(s', a') − Q(s, a)) ∇Q(s, a)]",
        verdict="NOTATION",
        nuance="sign and factor; the slide does not define L, and the DQN paper prints the same line",
        right="For L = E[(target − Q)²] the gradient is −2 times the printed vector.",
        lesson="12",
        evidence=sign_of_the_gradient,
        shows="For Q = θ·s with s = (1, 2), θ = (½, ½) and target 3: printed {printed}, by finite differences {found}.",
    ),
    Erratum(
        id="E52",
        deck="000, 004",
        slide="«Convolution, Pooling, Stride, Padding»; «Définir une couche de convolution»",
        printed="(h + 2·pad − kernel)/stride + 1; W₂ = (W₁ − F + 2P)/S + 1",
        verdict="INEXACT",
        right="The fraction is rounded down, as torch does.",
        lesson="05",
        evidence=size_without_floor,
        shows="Six pixels, kernel 3, stride 2, no padding: the formula gives {printed} places, counted there are "
        "{found}.",
    ),
    Erratum(
        id="E53",
        deck="000",
        slide="«Rappel», «La descente de gradient», pseudo code",
        printed="e_a = Σ_n 1₋(y(x_n) f(x_n, w)) ≈ 0; x₁, y₁, …, x_n, y_n",
        verdict="NOTATION",
        right="e_a is a share: 1/N stands in its definition. The data are x_N, y_N at the end; x, w become u, θ on "
        "the way; [0, 1] stands for {0, 1} in the pooling.",
        lesson="01",
        evidence=count_for_a_share,
        shows="Two wrong answers of four: the sum is {printed}, e_a {found}.",
    ),
    Erratum(
        id="E54",
        deck="000",
        slide="«Introduction»",
        printed="La théorie permettant de calculer la trajectoire de sortie: Newton et Descarte, 1650",
        verdict="INEXACT",
        nuance="literature",
        right="Newton’s Principia, which holds the theory, appeared in 1687.",
        lesson="01",
    ),
)
