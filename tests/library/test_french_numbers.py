import numpy as np
import pytest

from course_lib import french_numbers as french


def test_all_numbers_are_written_differently_with_25_characters():
    lines = {french.in_words(n) for n in range(10_000)}

    assert len(lines) == 10_000
    assert {*"".join(lines), "\n"} == set(french.ALPHABET)
    assert list(french.ALPHABET) == sorted(french.ALPHABET)


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (0, "zéro"), (17, "dix-sept"), (21, "vingt et un"), (61, "soixante et un"), (70, "soixante-dix"),
        (71, "soixante et onze"), (77, "soixante-dix-sept"), (80, "quatre-vingts"), (81, "quatre-vingt-un"),
        (91, "quatre-vingt-onze"), (99, "quatre-vingt-dix-neuf"), (100, "cent"), (101, "cent un"), (200, "deux cents"),
        (280, "deux cent quatre-vingts"), (1000, "mille"), (1100, "mille cent"), (2200, "deux mille deux cents"),
        (9999, "neuf mille neuf cent quatre-vingt-dix-neuf"),
    ],
)  # fmt: skip
def test_the_rules_of_the_language(n, words):
    assert french.in_words(n) == words
    assert french.value_of(words) == n


def test_what_is_no_number_has_no_value():
    assert french.value_of("quatre-vingt") is None
    assert french.value_of("") is None
    with pytest.raises(ValueError, match="from 0 to 9999"):
        french.in_words(10_000)


def test_a_text_can_be_read_back():
    text = french.text_of([3, 80, 1977])
    assert french.decode(french.encode(text)) == text
    assert french.decode(french.as_windows(text, 5).ravel()) == text[: len(text) // 5 * 5]


def test_the_best_perplexity_is_that_of_ten_thousand_equal_lines():
    surprise = np.log(10_000) / np.mean([len(french.in_words(n)) + 1 for n in range(10_000)])
    assert french.best_perplexity() == pytest.approx(np.exp(surprise))
    assert french.best_perplexity() == pytest.approx(1.341, abs=5e-4)


def test_no_number_is_on_both_sides_of_a_split():
    train, test = french.split(np.random.default_rng(0), 1200)
    assert sorted([*train, *test]) == list(range(10_000))
