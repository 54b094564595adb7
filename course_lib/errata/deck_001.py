"""Errata of deck 001 (F. Panloup, Angers), and the computations that show them."""

from fractions import Fraction
from itertools import product
from math import exp, tanh

import numpy as np
from numpy.polynomial import Polynomial

from course_lib.errata.entry import Erratum
from course_lib.gradients import numerical_gradient


def printed_tanh():
    """The formula of page 13 as our text has it, and tanh, at 1."""
    x = 1.0
    return exp(x) * exp(-x) / (exp(x) + exp(-x)), tanh(x)


def noisy_step():
    """θ after one step: by the printed sum, and by the algorithm, for v(θ, Z) = (θ − Z)²/2, Z = 0 or 4 alike.

    θ = 1, Z = 4 was drawn, γ = 1/10.
    """
    theta, drawn, gamma = Fraction(1), 4, Fraction(1, 10)
    gradient_of_one, gradient_of_all = theta - drawn, theta - Fraction(0 + 4, 2)
    noise = gradient_of_all - gradient_of_one
    return theta - gamma * gradient_of_one + gamma * noise, theta - gamma * gradient_of_one


def recent_parameters():
    """f's derivative by b₁, which page 35 names, and the value of the formula ψ'(a⁽²⁾) that it computes."""
    w, v, x = np.array([[1.0, 0.5], [-0.5, 1.0]]), np.array([2.0, -1.0]), np.array([0.5, -1.0])
    b, beta = np.array([0.3, 0.2]), 0.1

    def f(b):
        return np.tanh(beta + v @ np.tanh(w @ x + b))

    formula = 1 - f(b) ** 2  # ψ' = 1 − ψ² for ψ = tanh
    return float(numerical_gradient(f, b)[0].round(6)), float(formula)


def dropout_factor():
    """A sum of three neurons, each dropped with probability 1/5: times p, and its mean over the eight masks."""
    p, shares = Fraction(1, 5), (Fraction(300, 1000), Fraction(250, 1000), Fraction(145, 1000))
    mean = Fraction(0)
    for mask in product((0, 1), repeat=len(shares)):
        chance = (1 - p) ** sum(mask) * p ** (len(mask) - sum(mask))
        mean += chance * sum(kept * share for kept, share in zip(mask, shares, strict=True))
    return float(p * sum(shares)), float(mean)


def printed_convolution():
    """Σ f(t) g(x + t) for x = 2, 3, 4, as page 43 prints, and the convolution of f and g there; f(−1), f(0), f(1)."""
    f, g = {-1: 1, 0: 2, 1: 4}, [0, 1, 0, 0, 2, 3, 0]
    printed = [sum(f[t] * g[x + t] for t in f) for x in (2, 3, 4)]
    return printed, np.convolve(g, list(f.values()), "same")[2:5]


def pixels_of_a_square():
    """Pixels for p = 28: of the p × p matrix of page 41, and of the square {0, …, p} × {0, …, p} of page 44."""
    p = 28
    return p * p, len(list(product(range(p + 1), repeat=2)))


def degree_of_a_sum():
    """The degree of φ(x) = x², and that of φ(x + 1) − φ(x), which is a function of the family."""
    phi = Polynomial([0, 0, 1])
    return phi.degree(), (phi(Polynomial([1, 1])) - phi).trim().degree()


def shape_of_a_picture():
    """(width, height, 3) of a drawn picture, as the listing says, and the shape of its array, channels last."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    picture = FigureCanvasAgg(Figure(figsize=(6.4, 4.2), dpi=100))  # inches
    picture.draw()
    return (*picture.get_width_height(), 3), np.asarray(picture.buffer_rgba())[:, :, :3].shape


ENTRIES = (
    Erratum(
        id="E19",
        deck="001",
        slide="p. 13",
        printed="tanh(x) = eˣe⁻ˣ / (eˣ + e⁻ˣ)",
        verdict="AMBIG",
        right="The hyperbolic tangent is (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ).",
        doubt="The minus may have been lost in our text of the deck.",
        lesson="02",
        evidence=printed_tanh,
        shows="At 1 the formula as we have it gives {printed}, tanh is {found}.",
    ),
    Erratum(
        id="E20",
        deck="001",
        slide="p. 33",
        printed="θ_{n+1} = θ_n − γ∇V(θ_n, Z_{n+1}) + γε_{n+1}",
        verdict="WRONG",
        right="∇V(θ_n) stands there, with the noise ε_{n+1} = ∇V(θ_n) − ∇v(θ_n, Z_{n+1}).",
        lesson="03",
        evidence=noisy_step,
        shows="v = (θ − Z)²/2 with Z = 0 or 4, from θ = 1, γ = 1/10, Z = 4 drawn: with ∇v(θ, Z) in the printed "
        "place the step leads to {printed}, the algorithm to {found}.",
    ),
    Erratum(
        id="E21",
        deck="001",
        slide="p. 35, 36",
        printed="les paramètres les plus récents, v_i et b_i; l’entrée x_i",
        verdict="AMBIG",
        nuance="WRONG as printed; the formulas are right",
        right="The most recent parameters are v_i and β, and the input is x_j.",
        doubt="The formulas are right, and letters may have been exchanged when the text was extracted.",
        lesson="04",
        evidence=recent_parameters,
        shows="In a network of two neurons with tanh the derivative by b₁ is {printed}; the page’s formula ψ'(a⁽²⁾) "
        "gives {found}, the derivative by β.",
    ),
    Erratum(
        id="E22",
        deck="001",
        slide="p. 38",
        printed="annuler la réponse d’un neurone avec une certaine probabilité p … réduire les poids d’un facteur p",
        verdict="AMBIG",
        nuance="WRONG, or a question of wording",
        right="Multiply by 1 − p, the probability to be active, which the page names itself. At p = ½ nobody can tell.",
        doubt="“Réduire d’un facteur p” can be read as “by the share p”, and then it is right.",
        lesson="08",
        evidence=dropout_factor,
        shows="A sum of 0.695 at p = 0.2: times p it is {printed}, its mean over all masks {found}.",
    ),
    Erratum(
        id="E23",
        deck="001",
        slide="p. 43",
        printed="une convolution au sens mathématique du terme: f ∗ g(x) = Σ_t f(t) g(x + t)",
        verdict="WRONG",
        right="It is the cross-correlation; the convolution has g(x − t). On the symmetric kernel of the page the "
        "two agree.",
        lesson="05",
        evidence=printed_convolution,
        shows="With f = 1, 2, 4 at −1, 0, 1 the printed sum gives {printed} where the convolution gives {found}.",
    ),
    Erratum(
        id="E24",
        deck="001",
        slide="p. 44",
        printed="une image I comme un élément de ℤ² (… en dehors du carré {0, …, p} × {0, …, p})",
        verdict="WRONG",
        nuance="notation",
        right="An image is a function on ℤ²; and the square has (p + 1)² pixels where p. 41 has p × p.",
        lesson="05",
        evidence=pixels_of_a_square,
        shows="For p = 28 page 41 has {printed} pixels, the square {found}.",
    ),
    Erratum(
        id="E25",
        deck="001",
        slide="p. 24",
        printed="si φ est de degré r, alors les fonctions de F seront aussi de degré r; "
        "toutes les fonctions étagées, classe de fonctions qui a bien la propriété ci-dessus",
        verdict="INEXACT",
        right="Of degree r at most. Step functions are not continuous, so that Stone–Weierstrass does not speak of "
        "them directly. The threshold is x > 0 on p. 13 and x ≥ 0 here.",
        lesson="02",
        evidence=degree_of_a_sum,
        shows="φ(x) = x² has degree {printed}; φ(x + 1) − φ(x) has degree {found}.",
    ),
    Erratum(
        id="E26",
        deck="001",
        slide="p. 2",
        printed="Fin des années 1950: … McCulloch et … Pitts, “What the frog’s eye tells the frog’s brain”",
        verdict="INEXACT",
        nuance="literature",
        right="That paper is by Lettvin, Maturana, McCulloch and Pitts, 1959; the formal neuron is from 1943.",
        lesson="01",
    ),
    Erratum(
        id="E27",
        deck="001",
        slide="p. 7, 8, 57",
        printed="INLSVRC; NNN: Recurrent Neural Networks; LSTM (Long-Short-Time-Memory)",
        verdict="NOTATION",
        nuance="names; “NNN” is OCR of RNN",
        right="ILSVRC; RNN; Long Short-Term Memory.",
        lesson="09",
    ),
    Erratum(
        id="E28",
        deck="001",
        slide="p. 52",
        printed='input_shape=(img_width, img_height, 3), data_format="channels_last"',
        verdict="INEXACT",
        right="(height, width, 3): rows come first. For square pictures it makes no difference.",
        lesson="05",
        evidence=shape_of_a_picture,
        shows="A picture 640 pixels wide and 420 high would be {printed} by the listing; its array is {found}.",
    ),
)
