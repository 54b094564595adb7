"""Errata of deck 004 (S. Herbin, ONERA) about images, and the computations that show them."""

from fractions import Fraction
from math import prod

import numpy as np

from course_lib import accounting
from course_lib.convolution import correlate2d, max_pool
from course_lib.errata.entry import Erratum

# «Stride et Padding»: the picture with its frame of zeros, and the kernel.
FRAMED, KERNEL = np.pad(np.arange(9).reshape(3, 3), 1), [[0, 1], [2, 3]]
# «Convolution 2D» and «Convolution 3D»: channels of the picture's corner under the kernel, of each channel, and a bias.
GREY = ([[[7, 2, 3], [4, 5, 3], [3, 3, 2]]], [[[1, 0, -1]] * 3], 0)
COLOUR = (
    [
        [[0, 0, 0], [0, 156, 155], [0, 153, 154]],
        [[0, 0, 0], [0, 167, 166], [0, 164, 165]],
        [[0, 0, 0], [0, 163, 162], [0, 160, 161]],
    ],
    [
        [[-1, -1, 1], [0, 1, -1], [0, 1, 1]],
        [[1, 0, 0], [1, -1, -1], [1, 0, -1]],
        [[0, 1, 1], [0, 1, 0], [1, -1, 1]],
    ],
    1,
)


def parameters_of_c2():
    """The product that the line C2 prints, and the parameters of the table's layer 3, which reads six maps."""
    return 64 * (5 * 5 + 1), accounting.parameters(accounting.LENET5)[3]


def parameters_of_lenet():
    """The parameters that the lines of the slide list, added, and all of the table's network."""
    return 156 + 1600 + 120 * 84 + 84 * 10, accounting.count_parameters(accounting.LENET5)


def side_of_the_first_map():
    """The side of AlexNet's first map: by the size formula from 224, and as the table has it, from 227."""
    return Fraction(224 - 11, 4) + 1, accounting.shapes(accounting.ALEXNET)[1][0]


def multiplications_of_vgg():
    """Multiplications of VGG19, which the table's column is near, and of VGG16, whose parameters stand beside it."""
    return sum(accounting.multiplications(accounting.VGG19)), sum(accounting.multiplications(accounting.VGG16))


def both_examples():
    """The slides' two examples, computed by the formula of y(h, l), and as the slides compute them."""
    formula, slides = [], []
    for x, w, bias in (GREY, COLOUR):
        x, w = np.array(x), np.array(w)  # (C, 3, 3): at h = l = 1 with δ = 1 the formula reads x(c, 2 − i, 2 − j)
        places = list(np.ndindex(w.shape))
        formula.append(int(sum(x[c, 1 - i + 1, 1 - j + 1] * w[c, i, j] for c, i, j in places)) + bias)
        slides.append(int(sum(correlate2d(channel, kernel)[0, 0] for channel, kernel in zip(x, w, strict=True))) + bias)
    return formula, slides


def weights_of_three_layers():
    """3⁹, and the weights a channel that three 3×3 kernels have."""
    return 3**9, sum(prod(kernel) for kernel in [(3, 3)] * 3)


def stride_in_both_orders():
    """The example's result with steps of 2 down and 3 right, as libraries read 2x3, and with 3 down and 2 right."""
    everywhere = correlate2d(FRAMED, KERNEL)
    return everywhere[::2, ::3], everywhere[::3, ::2]


def padded_shape():
    """The shape of the example's picture, which the padding is said to keep, and that of the result."""
    return FRAMED[1:-1, 1:-1].shape, correlate2d(FRAMED, KERNEL).shape


def activations_of_vgg16():
    """The total that the slide prints, and the sum of its lines: the input, and what each layer gives."""
    return 24_000_000, accounting.count_activations(accounting.VGG16)


def slopes_at_a_tie():
    """Slopes of the maximum of (1, u) at u = 1: from the left, and from the right."""
    step = 2.0**-20

    def pooled(u):
        return max_pool(np.array([[1.0, u], [0.0, 0.0]])[:, :, None], 2, 2).item()

    return (pooled(1.0) - pooled(1.0 - step)) / step, (pooled(1.0 + step) - pooled(1.0)) / step


ENTRIES = (
    Erratum(
        id="E34",
        deck="004",
        slide="«LeNet5 (1998)», number of parameters",
        printed="Convolutional layer C2: 64 (5 * 5 + 1) = 1600 parameters",
        verdict="WRONG",
        right="The product is 1664, and 1600 is 64 · 25. The table above it has 16 maps that read 6: 16 (6 · 25 + "
        "1) = 2416; with the sparse connections of the paper 1516.",
        lesson="05",
        evidence=parameters_of_c2,
        shows="64 (5 · 5 + 1) is {printed}; the table’s layer 3 has {found} parameters.",
    ),
    Erratum(
        id="E35",
        deck="004",
        slide="«LeNet5 (1998)», number of parameters",
        printed="Total = 60,206 parameters",
        verdict="AMBIG",
        nuance="WRONG as printed; a digit may be lost",
        right="61 706 for the table as drawn; 60 806 with the paper’s sparse connections; the paper says 60 000. "
        "The list leaves out the layer of 120 maps (48 120) and the biases of the dense ones.",
        doubt="60,206 is one digit away from 60,806.",
        lesson="05",
        evidence=parameters_of_lenet,
        shows="The lines of the list add up to {printed}, the table’s network has {found}.",
    ),
    Erratum(
        id="E36",
        deck="004",
        slide="«AlexNet & Challenge ImageNet (2012)», «Difference AlexNet vs. LeNet»",
        printed="Larger input images (224x224), beside a table that begins with 227",
        verdict="INCONSISTENT",
        nuance="the paper itself says 224",
        right="With a kernel of 11, stride 4 and no padding only 227 gives maps of 55.",
        lesson="05",
        evidence=side_of_the_first_map,
        shows="From 224 the size formula gives {printed}, from 227 the table’s {found}.",
    ),
    Erratum(
        id="E37",
        deck="004",
        slide="«Autres architectures classiques», comparison",
        printed="AlexNet 84.70%, 62M, 1.5B; VGGNet 92.30%, 138M, 19.6B; Inception 6.4M, 2B; ResNet-152 60.3M, 11B",
        verdict="AMBIG",
        nuance="units and sources look mixed",
        right="138 M parameters are VGG16’s (15.5 billion multiplications), 19.6 billion multiplications VGG19’s; "
        "1.5 B fits twice the multiplications of the grouped AlexNet. For Inception 7.0 M and 1.6 billion were "
        "counted; ResNet-152’s row fits. 84.7 % is an ensemble, 92.3 is perhaps 92.7.",
        doubt="A multiplication with its addition may count as one operation or as two, and a row may tell of "
        "several networks.",
        lesson="13",
        evidence=multiplications_of_vgg,
        shows="VGG19 takes {printed} multiplications, VGG16, whose 138 M parameters stand in the row, {found}.",
    ),
    Erratum(
        id="E38",
        deck="004",
        slide="«Convolution et couche entièrement connectée»",
        printed="y(h, l) = Σ x(c, h − i + δ_H, l − j + δ_L) · w(c, i, j)",
        verdict="INCONSISTENT",
        nuance="not harmful once the kernel is learned",
        right="The minus signs turn the kernel by 180°: a true convolution. The deck’s examples, deck 000 and "
        "Conv2d are cross-correlations, with plus signs.",
        lesson="05",
        evidence=both_examples,
        shows="For the grey and the colour example the formula gives {printed}; the slides have {found}.",
    ),
    Erratum(
        id="E39",
        deck="004",
        slide="«Champ récepteur»",
        printed="RF 3 convolutions 3x3 = RF 1 convolution 7x7, mais 3⁹ < 7⁷ paramètres",
        verdict="AMBIG",
        nuance="WRONG as printed, OCR likely",
        right="3 · 9 = 27 < 7 · 7 = 49, each times C² for C channels. The receptive fields are equal, 7.",
        doubt="Signs of multiplication may have become exponents.",
        lesson="05",
        evidence=weights_of_three_layers,
        shows="3⁹ is {printed}; three kernels of 3 × 3 have {found} weights a channel.",
    ),
    Erratum(
        id="E40",
        deck="004",
        slide="«Stride et Padding»",
        printed="Stride = 2x3",
        verdict="AMBIG",
        right="The printed result [[0, 8], [6, 8]] belongs to steps of 3 down and 2 right.",
        doubt="Read as width × height it is right.",
        lesson="05",
        evidence=stride_in_both_orders,
        shows="Rows first, 2x3 gives {printed}; 3 down and 2 right give {found}.",
    ),
    Erratum(
        id="E41",
        deck="004",
        slide="«Stride et Padding»",
        printed="Pour garder une taille constante entre entrée et sortie … (padding) … pour noyau de taille 2x2",
        verdict="WRONG",
        nuance="the illustration; its values are right",
        right="One row on each side is one too many for a kernel of 2: a constant size needs one row and one column "
        "in all.",
        lesson="05",
        evidence=padded_shape,
        shows="The picture has shape {printed}, the result {found}.",
    ),
    Erratum(
        id="E42",
        deck="004",
        slide="«Exemple: VGG16»",
        printed="TOTAL memory: 24M * 4 bytes ≈ 96MB / image",
        verdict="WRONG",
        nuance="inherited from the notes of CS231n",
        right="The lines add up to 15 237 608 numbers, 60.95 MB; with a copy behind each ReLU 28.8 M.",
        lesson="05",
        evidence=activations_of_vgg16,
        shows="The printed total is {printed} numbers, that of the lines {found}.",
    ),
    Erratum(
        id="E50",
        deck="004",
        slide="«Le pooling»",
        printed="Il faut que les opérations de réduction soient continues et différentiables",
        verdict="INEXACT",
        right="The maximum is differentiable almost everywhere; at a tie torch hands the gradient to one winner.",
        lesson="05",
        evidence=slopes_at_a_tie,
        shows="The maximum of (1, u) has slope {printed} to the left of u = 1 and {found} to the right.",
    ),
)
