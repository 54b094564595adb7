"""Small writers of French numbers: what settings cost, which are refused, and what a training does."""

import math

import numpy as np
import pytest
import torch

from course_lib import dates, french_numbers, small_writers

SHORT = {"d": 16, "heads": 2, "hidden": 16, "rate": 0.02, "steps": 3, "batch_size": 4}


def test_every_number_has_a_line_and_the_longest_just_fits():
    texts = [french_numbers.in_words(n) for n in range(french_numbers.COUNT)]

    assert max(map(len, texts)) + 2 == small_writers.LENGTH
    assert set("".join(texts)) == set(small_writers.LETTERS.characters)


def test_nobody_is_judged_on_what_somebody_has_learned_or_chosen_by():
    three = [{small_writers.LETTERS.decode(row) for row in small_writers.lines(which)} for which in (None, False, True)]

    assert [len(texts) for texts in three] == [9000, 500, 500]
    assert len(set.union(*three)) == french_numbers.COUNT


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        ({"momentum": 0.9}, "no setting"),
        ({"d": 129}, "between 16 and 128"),
        ({"layers": 1.5}, "whole number"),
        ({"rate": math.nan}, "between"),
        ({"rate": "high"}, "between"),
        ({"steps": True}, "between"),
        ({"d": 20, "heads": 8}, "20 columns cannot be split into 8 heads"),
        ({"d": 128, "steps": 400, "batch_size": 64}, "there may be 3 billion"),
    ],
)
def test_settings_are_refused_for_their_own_fault(settings, fault):
    assert fault in small_writers.fault_of(settings)
    with pytest.raises(ValueError, match=fault):
        small_writers.score(settings)


@pytest.mark.parametrize("settings", [{}, SHORT, {"d": np.int64(32), "rate": np.float64(0.01), "steps": 100.0}])
def test_settings_within_the_bounds_have_no_fault(settings):
    assert small_writers.fault_of(settings) == ""


def test_twice_the_lines_cost_twice_as_much_and_a_head_costs_its_weights():
    once, twice, head = (small_writers.work(SHORT | more) for more in ({}, {"batch_size": 8}, {"heads": 4}))

    assert twice == 2 * once
    assert head - once == 3 * 4 * 10 * 2 * 47**2


def test_the_seed_decides_everything_and_no_other_generator_is_touched():
    before = torch.get_rng_state()
    one, other, third = (small_writers.fit(SHORT, seed).state_dict() for seed in (1, 1, 2))

    assert torch.equal(before, torch.get_rng_state())
    assert all(torch.equal(one[name], other[name]) for name in one)
    assert not torch.equal(one["scores.weight"], third["scores.weight"])


def test_a_writer_does_not_read_the_future():
    tokens = torch.tensor(small_writers.lines(True)[:1])
    changed = tokens.clone()
    changed[:, 10:] = dates.STOP
    with torch.no_grad():
        before, after = map(small_writers.fit(SHORT), (tokens, changed))

    torch.testing.assert_close(before[:, :10], after[:, :10])


def test_who_gives_equal_scores_wavers_between_all_characters():
    tokens = small_writers.lines(True)

    found = small_writers.perplexity(lambda read: torch.zeros(*read.shape, small_writers.LETTERS.size), tokens)

    assert round(found, 6) == small_writers.LETTERS.size
