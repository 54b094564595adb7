"""Dates in letters: a line for each day, read back as what it says."""

import datetime

import numpy as np
import pytest

from course_lib import dates, dates_in_letters


def test_every_day_has_a_line_of_its_own_which_is_read_back():
    lines = [dates_in_letters.in_letters(date) for date in dates_in_letters.all_dates().values()]

    assert len(set(lines)) == len(lines) == 73_049
    for line, date in zip(lines[::97], list(dates_in_letters.all_dates().values())[::97], strict=True):
        assert dates_in_letters.read(line) == (date, True)


def test_every_line_can_be_encoded_and_the_longest_just_fits():
    lines = [dates_in_letters.in_letters(date) for date in dates_in_letters.all_dates().values()]

    assert max(map(len, lines)) + 2 == dates_in_letters.LENGTH
    assert set("".join(lines)) == set(dates_in_letters.LETTERS.characters)
    [tokens] = dates_in_letters.LETTERS.batch(lines[:1], dates_in_letters.LENGTH, start=True, stop=True)
    assert dates_in_letters.LETTERS.decode(tokens) == lines[0]


def test_a_date_with_another_weekday_is_a_date_and_has_the_wrong_one():
    wrong = "lundi trois mars mille neuf cent quatre-vingt-dix-huit"

    assert dates_in_letters.read(wrong) == (datetime.date(1998, 3, 3), False)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "mardi",
        "trois mars deux mille",
        "marsdi trois mars deux mille",
        "mardi trente février deux mille",
        "mardi vingt-neuf février mille neuf cent",
        "mardi trois mars deux mille cent",
        "mardi un mars deux mille",
    ],
)
def test_what_is_no_date_is_none(line):
    assert dates_in_letters.read(line) == (None, False)


def test_a_split_has_every_day_once_and_follows_from_the_seed():
    learned, new = dates_in_letters.split(np.random.default_rng(3), 500)

    assert len(new) == 500
    assert len({*learned, *new}) == len(dates_in_letters.all_dates())
    assert dates_in_letters.split(np.random.default_rng(3), 500)[1] == new
    assert dates.TARGET.size < dates_in_letters.LETTERS.size == 30
