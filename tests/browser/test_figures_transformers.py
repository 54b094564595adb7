"""Figures of lesson 07 in a browser, without a kernel: what they say and draw is what Python computes."""

import re

import numpy as np
import pytest
from exported import OVERLAPPING_LABELS, check_fits_and_moves, readout, show

from course_lib import attention, positions
from course_lib.figures.transformers import EncodingWaves, ScoreScaling, TranslationAttention

WEIGHTS = np.random.default_rng(0).dirichlet(0.2 * np.ones(14), size=(4, 11))  # (heads, steps, characters)
SENTENCES = [
    {
        "source": list("le 3 mars 1998"),
        "target": [*"1998-03-03", "stop"],
        "weights": (100 * WEIGHTS).round().astype(int).tolist(),
    },
    {"source": list("3/3/1998"), "target": ["1", "stop"], "weights": [[[100, *[0] * 7]] * 2] * 4},
]
FIGURES = {
    "scores": lambda: ScoreScaling(),
    "waves": lambda: EncodingWaves(),
    "translation": lambda: TranslationAttention(sentences=SENTENCES),
}


@pytest.mark.parametrize(("exponent", "query"), [(0, 1), (6, 3), (9, 6)])
def test_the_largest_weights_are_those_of_the_library(watched, exponent, query):
    figure = ScoreScaling(exponent=exponent, query=query)
    d = 2**exponent
    q, K = np.array(figure.query_vectors)[query - 1 : query, :d], np.array(figure.key_vectors)[:, :d]

    words = readout(show(watched, figure))

    before, after = map(float, re.search(r"largest weight: ([\d.]+) before, ([\d.]+) after", words).groups())
    assert after == pytest.approx(attention.attention_weights(q, K).max(), rel=5e-3)
    assert before == pytest.approx(attention.attention_weights(q * np.sqrt(d), K).max(), rel=5e-3)


def test_undivided_scores_grow_like_the_root_and_divided_ones_do_not(watched):
    sizes = []
    for exponent in (3, 9):
        words = readout(show(watched, ScoreScaling(exponent=exponent)))
        sizes.append([float(size) for size in re.search(r"score: ([\d.]+) before, ([\d.]+) after", words).groups()])

    (before_8, after_8), (before_512, after_512) = sizes
    assert before_512 / before_8 == pytest.approx(8, rel=0.3)
    assert after_8 == pytest.approx(1, rel=0.3)
    assert after_512 == pytest.approx(1, rel=0.3)


@pytest.mark.parametrize(("place", "width"), [(0, 8), (12, 16), (49, 64)])
def test_the_codes_are_the_library_s(watched, place, width):
    P = positions.positional_encoding(53, width)

    words = readout(show(watched, EncodingWaves(place=place, width=width)))

    begin = [float(number) for number in re.search(r"begins (.+); its length", words).group(1).split(", ")]
    np.testing.assert_allclose(begin, P[place, :4], rtol=5e-3, atol=1e-9)
    product = float(re.search(r"\) = ([\d.]+): the same", words).group(1))
    assert product == pytest.approx(P[0] @ P[3], rel=1e-3)


def test_from_k_1_on_all_waves_are_slower(watched):
    words = readout(show(watched, EncodingWaves(place=1, width=8, first=1)))

    assert words.startswith("p(1) begins 0.0998, 0.995, 0.01, 1;")


@pytest.mark.parametrize("width", [8, 16, 32, 64])
def test_likeness_falls_rises_again_and_knows_the_distance_alone(watched, width):
    """The title: from every place the curve is the same; and it does not simply fall with the distance."""
    P = positions.positional_encoding(100, width)
    alike = np.array([[P[t] @ P[t + apart] / (width / 2) for apart in range(50)] for t in (0, 20)])
    low = int(np.argmax(np.diff(alike[0]) > 0))
    high = low + int(np.argmax(np.diff(alike[0])[low:] < 0))

    words = [readout(show(watched, EncodingWaves(place=place, width=width))).splitlines()[-1] for place in (0, 20)]

    np.testing.assert_allclose(alike[0], alike[1])
    told = re.fullmatch(
        r"Alike \(1 at most\): ([\d.]+) at distance (\d+), and again ([\d.]+) at distance (\d+)\.", words[0]
    )
    assert [float(number) for number in told.groups()] == pytest.approx(
        [alike[0, low], low, alike[0, high], high], abs=5e-3
    )
    assert words[0] == words[1]
    assert alike[0, high] > alike[0, low]


def test_with_slow_waves_likeness_falls_far(watched):
    words = readout(show(watched, EncodingWaves(width=64, first=1, place=3)))
    slow = readout(show(watched, EncodingWaves(width=8, first=1, place=3))).splitlines()[-1]

    assert "and again" in words
    assert int(re.search(r"at distance (\d+)", slow).group(1)) > 25


def test_each_head_reads_the_character_with_its_largest_weight(watched):
    step = 5
    words = readout(show(watched, TranslationAttention(sentences=SENTENCES, step=step)))

    source = ["·" if character == " " else character for character in SENTENCES[0]["source"]]
    for head, rows in enumerate(SENTENCES[0]["weights"], start=1):
        most = int(np.argmax(rows[step]))
        assert f"head {head} at “{source[most]}” ({rows[step][most]} %)" in words
    assert words.startswith("Written: 1998-. Next: 0.")


def test_another_date_begins_again_with_nothing_written(watched):
    content = show(watched, TranslationAttention(sentences=SENTENCES, step=5))

    content.get_by_role("combobox", name="Date").select_option("1")

    assert readout(content).startswith("Written: nothing yet. Next: 1.")
    assert content.locator(".fig").evaluate(OVERLAPPING_LABELS) == []


def test_play_writes_to_the_end(watched):
    content = show(watched, TranslationAttention(sentences=SENTENCES, step=8))

    content.get_by_role("button", name="Play").click()

    content.get_by_text("Written: 1998-03-03. Next: stop.").wait_for(timeout=5000)


@pytest.mark.parametrize("width", [840, 380])
@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_fits_its_page_and_all_of_it_moves(watched, name, width):
    check_fits_and_moves(watched, FIGURES[name](), width)
