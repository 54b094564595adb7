"""What a computation costs the climate, with an interval: numbers with their sources, and how they multiply.

Every quantity is an interval, because none of them is known to better than a few per cent, and some to a factor of ten.
Sources: deck 004, «Le coût écologique du deep learning» (AI Index 2023), and those named in `TABLE`.
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Quantity:
    """A quantity between two bounds, with its unit, where it comes from, and of which year it tells."""

    name: str
    low: float
    high: float
    unit: str
    source: str
    year: int

    @property
    def interval(self):
        """(low, high)."""
        return self.low, self.high


TABLE = (
    Quantity("a laptop at work", 15, 65, "W", "assumption: from battery operation to the rating of a charger", 2024),
    Quantity("an A100 at work", 250, 400, "W", "NVIDIA's rating is 400 W; the lower bound is an assumption", 2020),
    Quantity(
        "overhead of a good or an average data centre", 1.1, 1.58, "PUE", "Google's fleet; Uptime Institute", 2023
    ),
    Quantity("overhead at home", 1.0, 1.0, "PUE", "a laptop needs no hall", 2024),
    Quantity("electricity, Norway to India", 30, 713, "g/kWh", "Ember", 2023),
    Quantity("electricity, France", 50, 60, "g/kWh", "Ember 56; Luccioni et al. 57", 2023),
    Quantity("electricity, Germany", 340, 420, "g/kWh", "Ember 381, ± 10 % assumed", 2023),
    Quantity("electricity, world", 430, 530, "g/kWh", "Ember 481, ± 10 % assumed", 2023),
    Quantity("BLOOM, final training", 1.08e6, 1.08e6, "GPU hours", "Luccioni, Viguier and Ligozat", 2022),
    Quantity("BLOOM, training, by its authors", 24.7, 50.5, "t CO₂e", "running alone; with idling and making", 2022),
    Quantity("GPT-3, training, by others", 502, 552, "t CO₂e", "AI Index; Patterson et al., with a PUE of 1.1", 2021),
)


def quantity(name):
    """The entry of `TABLE` with this name.  Raises ValueError if there is none.

    >>> quantity("electricity, France").interval
    (50, 60)
    """
    for one in TABLE:
        if one.name == name:
            return one
    raise ValueError(f"no quantity {name!r}: there are {', '.join(one.name for one in TABLE)}")


def footprint(hours, watts, pue, grams_per_kwh):
    """Kilograms of CO₂ equivalent of a computation, as (low, middle, high).

    hours, watts, pue (power of the whole hall over that of the machines), grams_per_kwh: each (low, high), both > 0.
    The middle is the product of the geometric means.  The factors err independently of each other, symmetrically in the
    logarithm, so that high/middle = middle/low = exp √Σ(½ ln(high_i/low_i))².
    Raises ValueError if a bound is not positive or low > high.

    >>> [round(kilograms, 6) for kilograms in footprint((1, 4), (500, 500), (1, 1), (100, 100))]
    [0.05, 0.1, 0.2]
    """
    middle, squares = 1e-6, 0.0  # watts to kilowatts, grams to kilograms
    for low, high in (hours, watts, pue, grams_per_kwh):
        if not 0 < low <= high:
            raise ValueError(f"the bounds are {low} and {high}: they must be positive, the lower one first")
        middle *= math.sqrt(low) * math.sqrt(high)
        squares += (math.log(high / low) / 2) ** 2
    factor = math.exp(math.sqrt(squares))
    return middle / factor, middle, middle * factor


def shares_of_doubt(hours, watts, pue, grams_per_kwh):
    """Which part of the squared width (in logarithms) each factor brings: four numbers that sum to 1, or zeros."""
    squares = [(math.log(high / low) / 2) ** 2 for low, high in (hours, watts, pue, grams_per_kwh)]
    total = sum(squares)
    return [square / total if total else 0.0 for square in squares]
