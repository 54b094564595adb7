import numpy as np
import pytest
import torch

from course_lib import french_numbers, readers, recall, series_networks

pytestmark = pytest.mark.slow


def numbers(count, length, seed=0):
    train, test = french_numbers.split(np.random.default_rng(seed), count)
    return [french_numbers.as_windows(french_numbers.text_of(part), length) for part in (train, test[:800])]


@pytest.mark.parametrize("make", [lambda: readers.Reader(25), lambda: readers.AttentionReader(25)])
def test_no_reader_sees_what_it_is_to_guess(make):
    model, ids = make(), torch.randint(25, (2, 12), generator=torch.Generator().manual_seed(0))
    other = ids.clone()
    other[:, 7:] = (other[:, 7:] + 1) % 25

    with torch.no_grad():
        torch.testing.assert_close(model(ids)[:, :7], model(other)[:, :7])
        assert not torch.allclose(model(ids)[:, 7:], model(other)[:, 7:])


def test_a_reader_learns_numbers():
    own, new = (torch.tensor(part) for part in numbers(1200, 32))
    model = readers.Reader(25, width=16, hidden=48)

    before = readers.held_out_perplexity(model, new)
    readers.train_reader(model, own, torch.Generator().manual_seed(0), 240)

    assert before > 20
    assert readers.held_out_perplexity(model, new) < 1.7


def test_one_generator_gives_one_network():
    own = torch.tensor(numbers(50, 16)[0])
    first, again = (
        readers.train_reader(readers.Reader(25, hidden=4), own, torch.Generator().manual_seed(1), 3) for _ in "12"
    )

    assert all(map(torch.equal, first.parameters(), again.parameters()))


@pytest.mark.parametrize("steps", [0, 1, 4])
def test_a_counting_reader_counts_updates(steps):
    model = readers.CountingReader(25, hidden=4)
    readers.train_reader(model, torch.tensor(numbers(50, 16)[0]), torch.Generator().manual_seed(1), steps)

    assert model.count_change() == steps


def test_a_first_seed_leaves_the_global_state_alone():
    before = torch.get_rng_state()
    for make in (lambda: readers.Reader(5), lambda: recall.RecallNetwork("GRU"), series_networks.SeriesNetwork):
        make()
    assert torch.equal(before, torch.get_rng_state())


def test_recall_is_easy_over_two_places():
    assert recall.recalled("GRU", 2, steps=150) > 0.9


def test_a_series_network_learns_a_wave():
    wave = np.sin(np.arange(200) / 3)
    X = np.lib.stride_tricks.sliding_window_view(wave, 6)
    model = series_networks.train(X[:, :5], X[:, 5], "GRU")

    assert np.sqrt(np.mean((series_networks.forecasts(model, X[:, :5]) - X[:, 5]) ** 2)) < 0.2
