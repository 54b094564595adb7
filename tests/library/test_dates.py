import datetime

import numpy as np
import pytest

from course_lib import dates


def test_the_calendar_knows_the_weekday():
    assert dates.in_french(datetime.date(1998, 3, 3), 2) == "mardi 3 mars 1998"


def test_pairs_follow_from_the_seed():
    one, same, other = (dates.pairs(np.random.default_rng(seed), 20) for seed in (0, 0, 1))

    assert one == same != other


def test_held_out_days_are_never_drawn_otherwise():
    seen = {iso for _, iso in dates.pairs(np.random.default_rng(0), 30_000)}
    held_out = {iso for _, iso in dates.pairs(np.random.default_rng(0), 30_000, held_out=True)}

    assert seen.isdisjoint(held_out)
    assert len(held_out) > 5000


def test_all_forms_occur_and_every_pair_tells_the_same_day():
    found = dates.pairs(np.random.default_rng(2), 400)

    forms = set()
    for french, iso in found:
        date = datetime.date.fromisoformat(iso)
        forms |= {form for form in range(4) if dates.in_french(date, form) == french}
        assert any(dates.in_french(date, form) == french for form in range(4))
    assert forms == {0, 1, 2, 3}


def test_every_day_in_every_form_can_be_encoded_and_the_longest_fits():
    longest = 0
    for day in range((dates.LAST - dates.FIRST).days + 1):
        date = dates.FIRST + datetime.timedelta(days=day)
        for form in range(len(dates.FORMATS)):
            tokens = dates.SOURCE.encode(dates.in_french(date, form))
            longest = max(longest, len(tokens))
            assert min(tokens) > dates.STOP

    assert longest == dates.SOURCE_LENGTH


def test_decoding_undoes_encoding_and_ends_at_stop():
    source, target = dates.as_tokens([("1er août 1944", "1944-08-01"), ("le 14 juillet 2027", "2027-07-14")])

    assert dates.SOURCE.decode(source[1]) == "le 14 juillet 2027"
    assert dates.TARGET.decode(target[0]) == "1944-08-01"
    assert source.shape == (2, 27)
    assert target[:, [0, -1]].tolist() == [[dates.START, dates.STOP]] * 2


def test_a_text_that_is_too_long_is_refused():
    with pytest.raises(ValueError, match="'1998' has 4 tokens: more than 3"):
        dates.TARGET.batch(["1998"], 3)
