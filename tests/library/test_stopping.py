import math

import pytest

from course_lib.stopping import early_stopping


@pytest.mark.parametrize(
    ("losses", "patience", "expected"),
    [
        ([2.0], 1, (0, 0)),
        ([3.0, 2.0, 1.0], 1, (2, 2)),
        ([2.0, 2.0, 1.0], 1, (0, 1)),
        ([5.0, 4.0, 4.5, 4.0, 3.0, 9.0, 9.0], 2, (1, 3)),
        ([5.0, 4.0, 4.5, 4.0, 3.0, 9.0, 9.0], 3, (4, 6)),
        ([5.0, math.nan, 4.0, math.nan, math.nan, 1.0], 2, (2, 4)),
    ],
)
def test_it_waits_for_as_long_as_it_has_patience(losses, patience, expected):
    assert early_stopping(losses, patience) == expected
