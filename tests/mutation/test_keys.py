"""The key of a score changes with what the exercise reaches, and with nothing else."""

import shutil
from pathlib import Path

import pytest

import course_lib
from course_lib.instructor.bank import proven
from course_lib.instructor.mutation import keys
from course_lib.instructor.source.course import find_course
from course_lib.instructor.source.reach import Library

CELL = "from lib import numbers\nfrom lib.shapes import area\n\nprint(area(numbers.double(3)))"
MODULES = {
    "__init__": "",
    "numbers": (
        '"""Numbers."""\n\nimport math\n\nfrom lib.helpers import twice\n\n\ndef double(x: float) -> float:\n'
        '    """Twice x."""\n    return twice(x) + math.floor(0)  # exactly\n\n\ndef half(x):\n    return x / 2\n'
    ),
    "shapes": (
        "from lib import helpers\n\nSIDES = 4\nSIDES += 0\nNAMES = {}\nNAMES['square'] = SIDES\n\n\n"
        "def area(x):\n    return helpers.twice(x) * SIDES * len(NAMES)\n"
    ),
    "helpers": (
        "def twice(x):\n    from lib.deep import times\n\n    return times(2, x)\n\n\n"
        "def thrice(x):\n    return 3 * x\n"
    ),
    "deep": "def times(n, x):\n    return n * x\n",
}


@pytest.fixture
def library(tmp_path):
    """A library of MODULES, in a folder that can be changed."""
    (tmp_path / "lib").mkdir()
    for name, text in MODULES.items():
        (tmp_path / "lib" / f"{name}.py").write_text(text)
    return tmp_path / "lib"


def reached(folder, cell=CELL):
    library = Library(folder.parent, "lib")
    return library.reached([library.cell(cell, library.of_cells(""))])


def edit(folder, module, old, new):
    path = folder / f"{module}.py"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


@pytest.mark.parametrize(
    ("module", "old", "new"),
    [
        ("numbers", "def half(x):\n    return x / 2\n", "def half(x):\n    return x * 0.5\n\n\ndef third(x): ...\n"),
        ("numbers", '"""Twice x."""', '"""Two times x."""'),
        ("numbers", '"""Numbers."""', '"""All about numbers."""'),
        ("numbers", "  # exactly", "  # at least"),
        ("numbers", "(x: float) -> float", "(x: int)"),
        ("numbers", "return twice(x) + math.floor(0)", "return (twice( x )\n        + math.floor(0))"),
        ("helpers", "def thrice(x):\n    return 3 * x\n", ""),
        ("helpers", "def thrice(x):", "LIMIT = 3\n\n\n@property\ndef thrice(x):"),
        ("shapes", "from lib import helpers\n", "import json\n\nfrom lib import deep, helpers\n"),
    ],
)
def test_what_is_not_reached_and_what_is_no_code_does_not_count(library, module, old, new):
    before = reached(library)
    edit(library, module, old, new)
    assert reached(library) == before


@pytest.mark.parametrize(
    ("module", "old", "new"),
    [
        ("deep", "return n * x", "return x * n"),  # through two modules
        ("numbers", "twice(x)", "2 * x"),
        ("numbers", "from lib.helpers import twice", "from lib.helpers import thrice as twice"),
        ("numbers", "import math", "import cmath as math"),
        ("shapes", "SIDES = 4", "SIDES = 5"),
        ("shapes", "SIDES += 0", "SIDES += 1"),
        ("shapes", "NAMES['square']", "NAMES['rhomb']"),
        ("shapes", "SIDES += 0", "SIDES += 0\nNAMES.clear()"),
        ("helpers", "def thrice(x):", "print('imported')\n\n\ndef thrice(x):"),
        ("helpers", "def thrice(x):", "def register(f): ...\n\n\n@register\ndef thrice(x):"),
    ],
)
def test_what_is_reached_counts(library, module, old, new):
    before = reached(library)
    edit(library, module, old, new)
    assert reached(library) != before


@pytest.fixture
def typed(library):
    """The same library, a function of which has a variable of its own."""
    edit(library, "shapes", "    return helpers", "    sides = helpers.twice(SIDES)\n    return sides * helpers")
    return library


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    sides = ", "    sides: float = "),
        ("    sides = ", "    sides: float\n    sides = "),
        ("    sides = helpers.twice(SIDES)", "    sides = cast(float, helpers.twice(SIDES))"),
        ("SIDES = 4", "SIDES: int = 4"),
        ("NAMES = {}", "NAMES: dict[str, Any] = {}"),
    ],
)
def test_types_do_not_count_nor_what_is_imported_for_them(typed, old, new):
    asked = "from lib import shapes\n\ngetattr(shapes, 'area')(3)"  # of the module as a whole
    before = reached(typed), reached(typed, asked)
    edit(typed, "shapes", old, new)
    edit(typed, "shapes", "from lib import helpers\n", "from typing import Any, cast\n\nfrom lib import helpers\n")
    assert (reached(typed), reached(typed, asked)) == before


def test_a_cast_that_is_not_of_typing_counts(typed):
    edit(typed, "shapes", "SIDES = 4", "def cast(kind, value):\n    return kind(value)\n\n\nSIDES = 4")
    before = reached(typed)
    edit(typed, "shapes", "helpers.twice(SIDES)", "cast(float, helpers.twice(SIDES))")
    assert reached(typed) != before


def test_the_annotations_of_a_class_count(library):
    """They are what a dataclass is made of."""
    edit(library, "shapes", "def area(x):\n", "class Square:\n    side: float = 1.0\n\n\ndef area(x):\n    Square()\n")
    before = reached(library)
    edit(library, "shapes", "    side: float", "    side")
    assert reached(library) != before


@pytest.mark.parametrize(
    "cell",
    [
        "from lib import numbers\n\ngetattr(numbers, 'double')(3)",
        "from lib.numbers import *\n\ndouble(3)",
        "from lib import numbers\n\nnumbers.made_at_run_time(3)",
    ],
)
def test_a_module_whose_parts_are_not_asked_for_by_name_counts_as_a_whole(library, cell):
    before = reached(library, cell)
    edit(library, "numbers", "return x / 2", "return x * 0.5")
    assert reached(library, cell) != before


def test_a_module_that_looks_into_itself_counts_as_a_whole(library):
    edit(library, "numbers", "twice(x)", "globals()['twice'](x)")
    before = reached(library)
    edit(library, "numbers", "return x / 2", "return x * 0.5")
    assert reached(library) != before


def test_the_same_names_from_two_modules_exchanged_count(library):
    (library / "other.py").write_text(MODULES["helpers"].replace("2", "3"))
    cell = "from lib.helpers import twice as f\nfrom lib.other import twice as g\n\nf(1) - g(1)"
    exchanged = cell.replace("twice as f", "twice as h").replace("twice as g", "twice as f").replace(" h\n", " g\n")
    assert reached(library, exchanged) != reached(library, cell)


def test_where_a_module_stands_does_not_count(library):
    before = reached(library)
    (library / "rooms").mkdir()
    (library / "rooms" / "__init__.py").write_text('"""Rooms."""\n')
    (library / "helpers.py").rename(library / "rooms" / "helpers.py")
    (library / "deep.py").rename(library / "rooms" / "deepest.py")
    edit(library, "numbers", "from lib.helpers", "from .rooms.helpers")
    edit(library, "shapes", "from lib import helpers", "from lib.rooms import helpers")
    edit(library / "rooms", "helpers", "from lib.deep", "from lib.rooms.deepest")
    assert reached(library) == before


# The keys of our own lessons


@pytest.fixture
def our_library(tmp_path):
    """A copy of course_lib."""
    ours = Path(course_lib.__file__).parent
    return Path(shutil.copytree(ours, tmp_path / ours.name, ignore=shutil.ignore_patterns("__pycache__", "instructor")))


def keys_with(folder, number):
    course = find_course(Path(__file__))
    [name] = course.chosen([number])
    return keys.keys_of(course.lesson(name), Library(folder.parent, folder.name, proven.judges_nothing))


@pytest.mark.slow
def test_the_keys_of_a_lesson_are_those_of_its_library(our_library):
    course = find_course(Path(__file__))
    [name] = course.chosen(["04"])
    assert keys_with(our_library, "04") == keys.keys_of(course.lesson(name))


@pytest.mark.slow
def test_a_function_that_no_exercise_reaches_leaves_all_keys(our_library):
    before = keys_with(our_library, "04")
    with (our_library / "datasets.py").open("a") as file:
        file.write("\n\ndef nobody_asks_for_it():\n    return 3\n")
    edit(our_library, "activations", '"""Activations', '"""All activations')
    assert keys_with(our_library, "04") == before


@pytest.mark.slow
def test_a_helper_that_is_reached_through_two_modules_changes_the_keys_that_reach_it(our_library):
    before = keys_with(our_library, "04")
    edit(our_library, "activations", "return np.maximum(u, 0)", "return np.maximum(0, u)")
    after = keys_with(our_library, "04")
    changed = {name for name in before if before[name] != after[name]}
    assert changed
    assert changed != set(before)


@pytest.mark.slow
def test_the_modules_behind_checks_can_be_moved(our_library):
    before = {number: keys_with(our_library, number) for number in ("02", "06")}
    (our_library / "behind").mkdir()
    moved = ("values", "slips", "own_work")
    for name in moved:
        (our_library / "checking" / f"{name}.py").rename(our_library / "behind" / f"{name}.py")
    for path in our_library.rglob("*.py"):
        text = path.read_text()
        for name in moved:
            text = text.replace(f"from course_lib.checking.{name} import", f"from course_lib.behind.{name} import")
        path.write_text(text)
    assert {number: keys_with(our_library, number) for number in ("02", "06")} == before
