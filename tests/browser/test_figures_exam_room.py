"""Figures of lesson 14 in a browser, without a kernel: what they say and draw is what Python computes."""

import re

import pytest
from exported import check_fits_and_moves, readout, show

from course_lib.counter_examples import fault_of
from course_lib.exam_family import count_zones, pattern, value
from course_lib.figures.exam_room import DifficultyMeter, ExamZones, Refuter

UNITS = "x₁", "x₂", "−x₁", "−x₂", "first", "second"
NAMES = "a1", "a2", "p", "b1", "b2", "q", "r"
FIGURES = {"zones": ExamZones, "meter": lambda: DifficultyMeter.of(60), "refuter": Refuter}


def read(told):
    return float(told.replace("−", "-"))


@pytest.mark.parametrize(
    ("network", "point"),
    [
        ((1, 1, 5, 1, 1, 5, 10), (9, 3)),
        ((2, 3, 4, 5, 1, -6, 7), (-4, -9)),
        ((3, 1, -7, 2, 9, 0, -5), (6, -2)),
        ((1, 4, 0, 1, 2, 0, 0), (0, 0)),
        ((9, 2, -12, 3, 8, -11, 20), (-7, 12)),
    ],
)
def test_zones_value_and_pattern_are_the_library_s(watched, network, point):
    words = readout(show(watched, ExamZones(**dict(zip(NAMES, network, strict=True)), point=list(point))))

    assert int(re.search(r"(\d+) zones", words).group(1)) == count_zones(network)
    assert read(re.search(r"g is (\S+);", words).group(1)) == value(network, *point)
    active = [unit for unit, on in zip(UNITS, pattern(network, *point), strict=True) if on]
    assert re.search(r"active: (.*)\.", words).group(1) == (", ".join(active).replace("−", "-") or "none")


@pytest.mark.parametrize("family", DifficultyMeter.FAMILIES)
def test_the_meter_counts_what_lies_in_its_box_and_keeps_the_rules(watched, family):
    figure = DifficultyMeter.of(60)
    low, high, limit = figure.boxes[family]
    kept = [one for one in figure.draws[family] if low <= one[0] <= high and one[1] <= limit and one[2]]

    words = readout(show(watched, DifficultyMeter.of(60, family=family, low=low, high=high, limit=limit)))

    assert re.match(rf"{len(kept)} of 60 draws survive", words)
    assert (f"{60 - len(figure.draws[family])} have no answer" in words) == (len(figure.draws[family]) < 60)


@pytest.mark.parametrize(
    ("claim", "place", "example"),
    [
        ("E1", 5, [-1, -6]),
        ("E1", 6, [-1, -7]),
        ("E1", 10, [-1, -11]),
        ("E1", 11, [-1, -12]),
        ("E5", 2, [7, 2, 2]),
        ("E5", 5, [7, 2, 5]),
        ("E5", 6, [7, 2, 6]),
        ("E22", 0.5, ["1/2", 1]),
        ("E22", 0.35, ["7/20", 1]),
        ("E22", 1, [1, 1]),
        ("E44", 0, [8, 3, 0, 0]),
        ("E44", 7, [8, 3, 0, 7]),
    ],
)
def test_the_refuter_calls_counter_example_what_is_one(watched, claim, place, example):
    words = readout(show(watched, Refuter(claim=claim, places=Refuter().places | {claim: place})))

    assert ("counter-example" in words) is (fault_of(claim, example) is None)


@pytest.mark.parametrize("width", [840, 380])
@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_fits_its_page_and_all_of_it_moves(watched, name, width):
    check_fits_and_moves(watched, FIGURES[name](), width)
