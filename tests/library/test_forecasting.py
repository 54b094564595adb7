import numpy as np
import pytest

from course_lib.datasets import sunspots
from course_lib.forecasting import Forecaster, fit_linear, linear, rmse, windows
from course_lib.influence import influence, reads_ahead


@pytest.mark.parametrize(("length", "horizon"), [(1, 1), (3, 1), (2, 4)])
def test_windows_are_pieces_of_the_series(length, horizon):
    series = np.arange(9.0) ** 2

    X, y = windows(series, length, horizon)

    assert X.shape == (9 - length - horizon + 1, length)
    for i, (row, value) in enumerate(zip(X, y, strict=True)):
        np.testing.assert_array_equal(row, series[i : i + length])
        assert value == series[i + length - 1 + horizon]


def test_windows_own_their_memory_and_need_enough():
    series = np.arange(5.0)
    X, y = windows(series, 2)
    X[:], y[:] = -1, -1
    np.testing.assert_array_equal(series, np.arange(5))
    with pytest.raises(ValueError, match="too few"):
        windows(series, 5)


def test_a_linear_forecast_finds_a_linear_recursion():
    series = [1.0, 2.0]
    for _ in range(20):
        series.append(0.5 * series[-1] - 0.9 * series[-2] + 3)
    X, y = windows(series, 2)
    assert rmse(linear(fit_linear(X, y), X), y) < 1e-9


@pytest.mark.parametrize(("preparation", "ahead"), [("nothing", False), ("smoothed", True), ("centred", True)])
def test_what_a_forecaster_reads(preparation, ahead):
    _, counts = sunspots()
    forecaster = Forecaster(preparation).fit(counts[:229])

    found = influence(forecaster, 12, 1, np.random.default_rng(0))

    assert reads_ahead(found) == ahead


def test_sunspots_are_309_years_with_the_known_peak():
    years, counts = sunspots()
    assert (len(years), years[0], years[-1]) == (309, 1700, 2008)
    assert years[np.argmax(counts)] == 1957
    with pytest.raises(ValueError, match="no preparation"):
        Forecaster("guessed")
