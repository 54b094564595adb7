"""Errata of deck 003 (E. Viennet, Paris 13), and the computations that show them."""

import numpy as np

from course_lib.errata.entry import Erratum
from course_lib.losses import mean_squared_error
from course_lib.optimizers import sgd_least_squares

SOURCE_OF_SUPER_RESOLUTION = "http://iizuka.cs.tsukuba.ac.jp/projects/colorization/en/"


def subject_of_the_source():
    """The subject of the slide, and the one that the address printed on it names."""
    return "super-resolution", SOURCE_OF_SUPER_RESOLUTION.partition("/projects/")[2].split("/")[0]


def printed_loss():
    """After the first epoch of the listing: the loss that it prints, and the mean squared error of its data."""
    x, y = np.array([[1.0], [2.0], [3.0]]), np.array([2.0, 4.0, 6.0])
    w = sgd_least_squares([1.0], x, y, range(3), 0.01)
    return float((w[0] * x[-1, 0] - y[-1]) ** 2), float(mean_squared_error(x @ w, y))


ENTRIES = (
    Erratum(
        id="E31",
        deck="003",
        slide="«Coloriage», «Super-résolution»",
        printed="S. Lizuka et al., 2017, arXiv 1702.00783; R. Dahl et al., SIGGRAPH 2016, "
        "iizuka…/projects/colorization",
        verdict="WRONG",
        nuance="the addresses are exchanged",
        right="arXiv 1702.00783 is Dahl et al., Pixel Recursive Super Resolution, 2017; the other address is that "
        "of the colourisation of SIGGRAPH 2016. The name is Iizuka.",
        lesson="11",
        evidence=subject_of_the_source,
        shows="The slide is about {printed}; the address on it says {found}.",
    ),
    Erratum(
        id="E32",
        deck="003",
        slide="«Lire sur les lèvres»",
        printed="LipNet arrive à lire 93% des phrases",
        verdict="INEXACT",
        nuance="literature; that it counts words is from memory, unchecked",
        right="The paper’s first version reports an accuracy of 93.4 %, most likely of words rather than of sentences.",
        lesson="13",
    ),
    Erratum(
        id="E33",
        deck="003",
        slide="«Exemple: optimisation MSE modèle linéaire», listing; «Approximer des fonctions»",
        printed='l = cout(x_val, y_val) … print(…, "loss=", l); des fonctions simples comme des produits de matrices',
        verdict="INEXACT",
        right="The printed loss is that of the last example alone, after its update; the listing descends one "
        "example at a time, not on the MSE. Products of matrices alone collapse to one matrix.",
        lesson="03",
        evidence=printed_loss,
        shows="After the first epoch it prints {printed}; the mean squared error is {found}.",
    ),
)
