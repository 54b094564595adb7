"""An answer that takes the watch over its calls away is told to a person, whatever it is called by."""

import sys

import pytest
from click.testing import CliRunner
from grading_examples import NAME, RIGHT, hand_in, submission

from course_lib.instructor.grading.grade_command import grade_command
from course_lib.instructor.grading.records.results import Results
from course_lib.instructor.grading.report.class_statistics import needs_a_person
from course_lib.instructor.sandbox.usage_watch import UseWatch

QUIET = "import sys\ndef f(x):\n    return x + 1"
DISTURBING = {
    "setprofile": "import sys\ndef f(x):\n    sys.setprofile(None)",
    "an assembled name": "import sys\ndef f(x):\n    getattr(sys, 'set' + 'profile')(None)",
    "taken away and put back": "import sys\ndef f(x):\n    was = sys.getprofile()\n    sys.setprofile(None)\n"
    "    sys.setprofile(was)",
    "under another name": "from sys import setprofile as g\ndef f(x):\n    g(None)",
    "for threads": "import threading\ndef f(x):\n    threading.setprofile(None)",
    "found by gc": "import gc\ndef f(x):\n"
    "    [o for o in gc.get_objects() if type(o).__name__ == 'UseWatch'][0]._left = 0",
    "found by its frame": "import sys\ndef f(x):\n    sys._getframe(1).f_locals",
    "found by inspect": "import inspect\ndef f(x):\n    inspect.currentframe().f_back",
    "through C": "import ctypes\ndef f(x):\n    ctypes.pythonapi.PyEval_SetProfile(None, None)",
}
TAKES_IT_AWAY = (
    "def mean(x):\n    import sys\n    watch = sys.getprofile()\n    getattr(sys, 'set' + 'profile')(None)\n"
    "    return float(getattr(np, 'me' + 'an')(x))"
)


def watched(source):
    names = {"__name__": "__main__"}
    exec(source, names)
    before = sys.getprofile()
    try:
        with UseWatch(("numpy.mean",), names, names["f"]) as watch:
            names["f"](1)
    finally:
        sys.setprofile(before)
    return watch.disturbed


@pytest.mark.parametrize("name", DISTURBING)
def test_what_takes_the_watch_away_is_seen(name):
    assert watched(DISTURBING[name])


def test_an_answer_that_leaves_it_alone_is_not():
    assert not watched(QUIET)


@pytest.mark.process
def test_the_report_tells_a_person(in_course, tmp_path):
    hand_in(tmp_path / "submitted", "ada", submission(**RIGHT | {"mean": TAKES_IT_AWAY}))
    hand_in(tmp_path / "submitted", "ben", submission(**RIGHT))

    told = CliRunner().invoke(grade_command, [str(tmp_path / "submitted"), "-o", str(tmp_path / "results")])

    results = Results(tmp_path / "results")
    (found,) = needs_a_person(results.read_rows(), results.read_log())
    assert told.exit_code == 0
    assert (found.student, found.lesson) == ("ada", NAME)
    assert found.reasons[0].startswith("mean: the answer calls what can take away the watch")
    assert found.reasons[0] in results.report.read_text(encoding="utf-8")
