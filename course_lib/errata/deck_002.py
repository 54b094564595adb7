"""Errata of deck 002 (an introduction), and the computations that show them."""

import numpy as np

from course_lib.activations import sigmoid
from course_lib.convolution import conv_layer, correlate2d
from course_lib.errata.entry import Erratum
from course_lib.losses import softmax


def frame_of_255():
    """The mean of 3×3 pixels in the corner of a picture of 90s: framed by 255, and by zeros."""
    picture, mean = np.full((4, 4), 90.0), np.full((3, 3), 1 / 9)
    framed = correlate2d(np.pad(picture, 1, constant_values=255), mean)
    zeros = conv_layer(picture[:, :, None], mean[:, :, None, None], [0.0], padding=1)
    return float(framed[0, 0]), float(zeros[0, 0, 0])


def two_labels_at_once():
    """The score of the first of three labels, of which two are true: by softmax, and by a sigmoid for each."""
    scores = np.array([[4.0, 4.0, -4.0]])
    return float(softmax(scores)[0, 0]), float(sigmoid(scores)[0, 0])


ENTRIES = (
    Erratum(
        id="E29",
        deck="002",
        slide="CNN, «Autres architectures»",
        printed="ne peuvent se construire qu’en passant par l’API fonctionnelle de Keras",
        verdict="INEXACT",
        nuance="literature",
        right="Keras’ own pages name subclassing, too.",
        lesson="10",
    ),
    Erratum(
        id="E30",
        deck="002",
        slide="CNN, «La convolution», padding",
        printed="padding = 'valid' … 'same', beside a frame of 255",
        verdict="AMBIG",
        right="What libraries call “same” puts zeros around the picture; “valid” puts nothing.",
        doubt="The labels are displaced in our text, and the frame may be drawn in white or belong to the picture.",
        lesson="05",
        evidence=frame_of_255,
        shows="The mean of the 3 × 3 pixels in the corner of a grey picture of 90 is {printed} with a frame of 255 "
        "and {found} with zeros.",
    ),
    Erratum(
        id="E55",
        deck="002, 000, 004",
        slide="«Sigmoid et softmax»; «Du neurone au réseau»; «Convolution 3D»",
        printed="On ne peut plus utiliser la fonction sigmoïde au delà de 2 classes; un opérateur linéaire, c’est "
        "du SVM ou du boosting; convolution 3D",
        verdict="INEXACT",
        right="Where several labels can be true at once a sigmoid stands for each. Kernel SVMs and boosted trees "
        "are not linear in x. The convolution moves in two directions and sums over the channels, which its "
        "kernel’s size must count, too.",
        lesson="10",
        evidence=two_labels_at_once,
        shows="Two of three labels are true, scores (4, 4, −4): softmax can give the first at most a half, "
        "{printed}; its own sigmoid gives {found}.",
    ),
)
