"""Lesson 14: the library's functions are the lesson's own, and what the lesson claims."""

import json
import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from course_lib import bands, exact_lines, exact_steps, exam_family
from course_lib.counter_examples import CLAIMS, fault_of
from course_lib.errata import erratum
from course_lib.exact import numbers

pytestmark = pytest.mark.slow

LESSON = Path(__file__).parents[2] / "solutions" / "14_exam_room"
NETWORK = (2, 3, 4, 5, 1, -6, 7)
BACKPROP = [3, -2], 5, [[1, 2], [2, -1]], [4, "-1/2"], [-2, 3], "1/2"
# The verdicts as the table of errata has them: what the lesson asks, and the entry that tells it.
ENTRIES = {
    "V1": "C1", "V2": "E1", "V3": "E2", "V4": "C2", "V5": "E3", "V6": "C3", "V7": "E14", "V8": "E19", "V9": "E4",
    "V10": "E7", "V11": "C4", "V12": "C6", "V13": "C7", "V14": "E23", "V15": "E40", "V16": "E52", "V17": "E34",
    "V18": "E37", "V19": "E50", "V20": "E42", "V21": "E44", "V22": "E46", "V23": "E48", "V24": "C23",
}  # fmt: skip


@pytest.mark.parametrize(
    ("module", "name", "arguments"),
    [
        (exam_family, "exam_network", (NETWORK,)),
        (exact_lines, "solve_kinks", ([2, -1, 4], [6, 1, -3, 3], [5, -1, 2, "1/2"])),
        (exact_steps, "exact_softmax", (["1/2", 4, "2/3", 4], 3)),
        (exact_steps, "exact_attention", ([2, -1, 0, 3], [[1, 0, 5, 2], [0, 2, 1, 0]], [[3, -2], [-1, 5]])),
        (exact_steps, "exact_backprop", BACKPROP),
        (exact_steps, "exact_momentum", ([2, 5], [8, "-12"], "1/4", "1/2", 4, True)),
        (exact_steps, "exact_momentum", ([2, 5], [8, "-12"], "1/4", "1/2", 4, False)),
    ],
)
def test_library_and_lesson_agree(answers, module, name, arguments):
    assert numbers(getattr(module, name)(*arguments)) == numbers(answers[name](*arguments))


def test_both_count_the_same_zones_and_give_the_same_marks(answers):
    rng = np.random.default_rng(0)
    for _ in range(50):
        network = tuple(map(int, (*rng.integers(1, 9, 2), rng.integers(-3, 4), *rng.integers(1, 9, 2))))
        network += tuple(map(int, rng.integers(-3, 4, 2)))
        lines = rng.integers(0, 5, 7).tolist()
        assert exam_family.count_zones(network) == answers["count_zones"](network)
        assert exam_family.follow_through(network, 2, -1, lines) == answers["follow_through"](network, 2, -1, lines)


def test_both_learn_nine_points_of_ten_whichever_the_seed(answers):
    for seed in range(5):
        rng = np.random.default_rng(seed)
        zigzag = bands.draw_bands(rng)
        x, y = zigzag.points(300, rng)
        for learn in (bands.learn_zigzag, answers["learn_zigzag"]):
            assert bands.accuracy(learn(x, y, np.random.default_rng(seed)), *zigzag.points(500, rng)) > 0.95


def test_the_lesson_refutes_all_twenty_claims(answers):
    examples = answers["refute"]()

    assert set(examples) == set(CLAIMS)
    assert len(CLAIMS) == 20
    assert {name: fault_of(name, example) for name, example in examples.items()} == dict.fromkeys(CLAIMS)


def test_the_verdicts_are_those_of_the_table_of_errata(answers):
    assert answers["verdict"]() == {claim: erratum(name).verdict for claim, name in ENTRIES.items()}


def test_no_doubtful_entry_is_told_as_somebody_s_mistake():
    prose = "".join(
        "".join(cell["source"])
        for cell in json.loads((LESSON / "14_exam_room.ipynb").read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "markdown"
    )
    assert "as printed" in prose
    assert not re.search(r"author'?s? (was|were|is|are) (wrong|mistaken)|the error of the author", prose)


def test_a_slip_costs_its_line(printed):
    assert re.search("^marks: +✓ ✗ ✓ ✓ ✓ ✓ ✗$", printed, re.M)


def test_the_zones_hang_on_two_signs(printed):
    assert re.search(r"p = -3 +8 +7 +9\np =  0 +7 +6 +7\np =  3 +9 +7 +8\n", printed)
    assert "slopes of all kinds: {8}" in printed


def test_the_posed_questions_have_whole_answers(printed):
    found = re.findall(r"knots \[.*: (-?\d+), (-?\d+), (-?\d+), (-?\d+)$", printed, re.M)

    assert len(found) == 4


def test_the_functions_have_full_marks_and_lose_them_where_one_forgets(printed):
    totals = [Fraction(total) for total in re.findall(r"^(\S+) of 16 points", printed, re.M)]

    assert totals[0] == 16
    assert len(totals) == 3
    assert max(totals[1:]) < 16
