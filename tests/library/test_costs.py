import numpy as np
import pytest

from course_lib import accounting
from course_lib.costs import TABLE, footprint, quantity, shares_of_doubt


def test_every_quantity_is_an_interval_with_unit_and_source():
    for one in TABLE:
        assert 0 < one.low <= one.high
        assert one.unit
        assert one.source
        assert 2000 < one.year < 2030
        assert quantity(one.name) is one


def test_an_unknown_quantity_is_refused():
    with pytest.raises(ValueError, match="electricity, France"):
        quantity("electricity, Mars")


@pytest.mark.parametrize("seed", range(3))
def test_the_interval_is_that_of_a_draw_in_logarithms(seed):
    """Each factor log-normal with ± its half-width as one deviation: so is the product."""
    rng = np.random.default_rng(seed)
    pairs = [sorted(rng.lognormal(size=2)) for _ in range(4)]

    low, middle, high = footprint(*pairs)

    logs = np.log(pairs)
    draws = (logs.mean(axis=1) + np.diff(logs)[:, 0] / 2 * rng.normal(size=(200_000, 4))).sum(axis=1) - 6 * np.log(10)
    assert np.log(middle) == pytest.approx(draws.mean(), abs=0.02)
    assert np.log(high / middle) == pytest.approx(draws.std(), rel=0.02)
    assert high / middle == pytest.approx(middle / low)


def test_exact_factors_leave_no_interval():
    assert footprint((2, 2), (500, 500), (1.5, 1.5), (400, 400)) == pytest.approx((0.6, 0.6, 0.6))
    assert shares_of_doubt((2, 2), (500, 500), (1.5, 1.5), (400, 400)) == [0, 0, 0, 0]
    assert shares_of_doubt((1, 2), (1, 2), (1, 1), (1, 1)) == pytest.approx([0.5, 0.5, 0, 0])


@pytest.mark.parametrize("bad", [(0, 1), (-1, 1), (2, 1)])
@pytest.mark.parametrize("place", range(4))
def test_bad_bounds_are_refused(bad, place):
    pairs = [(1, 2)] * 4
    pairs[place] = bad

    with pytest.raises(ValueError, match="must be positive, the lower one first"):
        footprint(*pairs)


def test_the_authors_figure_for_bloom_lies_in_the_interval():
    low, _, high = footprint(
        quantity("BLOOM, final training").interval,
        quantity("an A100 at work").interval,
        quantity("overhead of a good or an average data centre").interval,
        quantity("electricity, France").interval,
    )

    assert low < 24_700 < high


def test_multiplications_of_known_networks():
    halves = [layer | {"groups": 2} if n in (3, 6, 7) else layer for n, layer in enumerate(accounting.ALEXNET)]

    assert accounting.count_macs(accounting.VGG16) == 15_470_264_320
    assert accounting.count_macs(halves) == pytest.approx(0.724e9, rel=1e-3)
