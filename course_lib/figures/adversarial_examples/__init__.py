"""Figures of lesson 06: an attack with epsilon on a slider, the loss around a digit, the decision boundary.

The network travels with the figure, so everything is computed where it is drawn: a network 64-hidden-classes with one
ReLU layer, its numbers rounded to three decimals.
"""

import traitlets

from course_lib.widgets import Figure


def plain_network(model):
    """A module Linear, ReLU, Linear as JSON can hold it: [[A1, b1], [A2, b2]], rounded to three decimals.

    Raises ValueError if the module is of another kind.
    """
    weights = [weight.detach().double().numpy().round(3).tolist() for weight in model.parameters()]
    if [type(part).__name__ for part in model] != ["Linear", "ReLU", "Linear"]:
        raise ValueError("the figure draws networks of Linear, ReLU and Linear only")
    return [weights[:2], weights[2:]]


def plain_pictures(x):
    """Pictures (N, 64) as whole numbers 0..16, as the digits come."""
    return (16 * x).round().int().tolist()


class _OnDigits(Figure):
    """A figure about a network that reads digits; the script holds the network once, and a drawing for each."""

    script = "adversarial_examples/adversarial_examples.js"
    pictures = traitlets.List([]).tag(sync=True)  # N lists of 64 numbers 0..16
    classes = traitlets.List([]).tag(sync=True)  # N classes
    picture = traitlets.Int(0, min=0).tag(sync=True)  # the one that is shown


class Attack(_OnDigits):
    """A digit, its perturbation magnified, the result and the probabilities, with epsilon on a slider.

    direction: "gradient", "random", or the number of a class to be taken for.  draw: which random signs.
    """

    drawing = traitlets.Unicode("attack").tag(sync=True)
    height = 560
    network = traitlets.List([]).tag(sync=True)
    epsilon = traitlets.Float(0.1, min=0, max=0.4).tag(sync=True)
    direction = traitlets.Enum(["gradient", "random", *map(str, range(10))], "gradient").tag(sync=True)
    draw = traitlets.Int(0, min=0).tag(sync=True)
    alt = traitlets.Unicode(
        "A handwritten digit, a perturbation of its pixels shown magnified, their sum, and bars with the probabilities "
        "of the ten classes before and after. A slider sets the size of the perturbation."
    ).tag(sync=True)

    @classmethod
    def on(cls, model, x, y, **traits):
        """The figure of a network (Linear, ReLU, Linear) and pictures x (N, 64) of classes y (N,)."""
        return cls(network=plain_network(model), pictures=plain_pictures(x), classes=y.tolist(), **traits)


class LossSurface(_OnDigits):
    """The loss around a digit: along the sign of its gradient and along random signs.

    networks: {name: network}; two are shown side by side.  network: the name of the one that is shown, if there are not
    two.  at: the point, in units of the grey scale.
    """

    drawing = traitlets.Unicode("surface").tag(sync=True)
    height = 560
    networks = traitlets.Dict({}).tag(sync=True)
    network = traitlets.Unicode("").tag(sync=True)
    at = traitlets.List([0.1, 0.0]).tag(sync=True)
    alt = traitlets.Unicode(
        "The loss around a digit as a map with level lines: it climbs steeply along the sign of the gradient and "
        "hardly changes along random signs. Beside it the picture at a point that can be dragged."
    ).tag(sync=True)

    @classmethod
    def on(cls, models, x, y, **traits):
        """The figure of networks {name: model} and pictures x (N, 64) of classes y (N,)."""
        networks = {name: plain_network(model) for name, model in models.items()}
        first = {"network": next(iter(networks))}
        return cls(networks=networks, pictures=plain_pictures(x), classes=y.tolist(), **(first | traits))


class DecisionBoundary(_OnDigits):
    """Classes in a plane through a digit: from above, along real pictures, or from the side, along the gradient.

    tilt: degrees, 0 from above to 90 from the side.  triples: [[A, B, C], ...], numbers of pictures of three classes.
    """

    drawing = traitlets.Unicode("boundary").tag(sync=True)
    height = 600
    network = traitlets.List([]).tag(sync=True)
    triples = traitlets.List([]).tag(sync=True)
    tilt = traitlets.Float(0.0, min=0, max=90).tag(sync=True)
    alt = traitlets.Unicode(
        "A plane through three digits, coloured by the class that the network names. Tilted until its vertical axis is "
        "the gradient, the boundary moves close to the digit."
    ).tag(sync=True)

    TRIPLES = ((3, 8, 5), (1, 7, 4), (0, 6, 9), (4, 9, 7), (2, 3, 8))  # the classes of A, B, C

    @classmethod
    def on(cls, model, x, y, **traits):
        """The figure of a network, with the first pictures of x (N, 64) that it reads right, one for each class."""
        named = model(x).argmax(dim=1)
        first = [int(((y == digit) & (named == digit)).int().argmax()) for digit in range(10)]
        return cls(
            network=plain_network(model),
            pictures=plain_pictures(x[first]),
            classes=list(range(10)),
            triples=[list(triple) for triple in cls.TRIPLES],
            **traits,
        )
