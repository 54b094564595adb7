"""How a lesson says what an exercise takes, and what to leave out when short of time. Notebooks are read by it."""

import re

ASKED = re.compile(r"^#+ (?P<heading>.*\((?P<minutes>\d+) min, difficulty (?P<difficulty>[1-3]) of 3\))$", re.MULTILINE)
LEFT_OUT = re.compile(r"\*\*Short of time\?\*\*(?P<which>(?:.|\n(?!\n))*)")
NUMBER = re.compile(r"\b\d+\.\d+\b")


def effort(minutes: int, difficulty: int) -> str:
    """What stands in brackets behind a heading: "12 min, difficulty 2 of 3"."""
    return f"{minutes} min, difficulty {difficulty} of 3"
