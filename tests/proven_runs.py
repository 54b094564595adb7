"""Long tests that have passed: told by a key of all that they depend on.

A test that takes long is left out where proven_runs.json holds its key: nothing that it could find has changed since it
passed. `--anew` runs it all the same, `--prove` writes the keys of those that passed. The last lines of a run say how
many were left out. There are two kinds:

- Under the mark `runs_lesson`, with the name of a lesson among its parameters or as LESSON in its file, a test runs
  that lesson. What it runs beside it stands in the mark, as folders of the library: `runs_lesson("instructor/bank")`.
- What a test under another of the marks LONG can find, `reached_files` tells by what its file says.
"""

import importlib.metadata
import json
import re
import sys
import tomllib
from pathlib import Path

import pytest
from reached_files import LONG, ReachedFiles

from course_lib.instructor.bank.proven import digest
from course_lib.instructor.source.course import Course
from course_lib.instructor.source.reach import Library

ROOT = Path(__file__).parents[1]
PROVEN = ROOT / "tests" / "proven_runs.json"
MARK, PROPERTY = "runs_lesson", "key of a long test"
TIMES = re.compile("<!-- begin times.*?<!-- end times.*?-->", re.DOTALL)  # in README.md: `--record` writes them there
LEFT_OUT = pytest.StashKey[int]()
RUN_BY = ("ipython", "nbclient", "playwright")  # beside all that students have


def pytest_addoption(parser):
    """The options of `make test ARGS=--all` and of who proves runs."""
    group = parser.getgroup("long tests")
    group.addoption("--anew", action="store_true", help="run those too whose key proven_runs.json has")
    group.addoption("--prove", action="store_true", help="write the keys of those that pass into proven_runs.json")


def pytest_configure(config):
    """Only the process that prints records: with pytest-xdist that is none of those that run tests."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Recorder(config), "proven runs")


@pytest.hookimpl(trylast=True)  # a key takes a second: only of what -m and -k have left
def pytest_collection_modifyitems(config, items):
    """Leave out what is proven."""
    checkout, known, proven = Checkout(ROOT), read_proven(), []
    for item in items:
        if not (mark := item.get_closest_marker(MARK)) and not any(map(item.get_closest_marker, LONG)):
            continue
        if mark:
            key = checkout.key_of(checkout.lesson_of(item), item.path, mark.args)
        else:
            key = checkout.key_of_file(item.path, item.fixturenames)
        item.user_properties.append((PROPERTY, key))
        if known.get(item.nodeid) == key and not config.getoption("--anew"):
            proven.append(item)
    items[:] = [item for item in items if item not in proven]
    config.hook.pytest_deselected(items=proven)
    config.stash[LEFT_OUT] = len(proven)
    if hasattr(config, "workeroutput"):
        config.workeroutput[PROPERTY] = len(proven)


class Recorder:
    """What is heard of the tests, in the process that prints."""

    def __init__(self, config):
        self.config, self.passed, self.failed, self.left_out = config, {}, set(), 0

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node):
        """A process of pytest-xdist has ended: each of them has left out the same."""
        self.left_out = getattr(node, "workeroutput", {}).get(PROPERTY, 0)

    def pytest_runtest_logreport(self, report):
        """A test, or its fixtures, passed or did not."""
        key = dict(report.user_properties).get(PROPERTY)
        if key is not None and not report.passed:
            self.failed.add(report.nodeid)
        elif key is not None and report.when == "call":
            self.passed[report.nodeid] = key

    def pytest_sessionfinish(self):
        """Write the keys of those that passed; those that failed, or are in no file any more, lose theirs."""
        if self.config.getoption("--prove") and (self.passed or self.failed):
            known = read_proven() | self.passed
            kept = {name for name in known if (ROOT / name.partition("::")[0]).is_file()} - self.failed
            told = json.dumps({name: known[name] for name in sorted(kept)}, indent=1)
            PROVEN.write_text(f"{told}\n", encoding="utf-8")

    def pytest_terminal_summary(self, terminalreporter):
        """How many were left out."""
        count = self.config.stash.get(LEFT_OUT, self.left_out)
        if count:
            terminalreporter.line(f"{count} long tests are proven by {PROVEN.name}: pytest --anew runs them too.")


def read_proven():
    """The key that each test had when it passed."""
    return json.loads(PROVEN.read_text(encoding="utf-8")) if PROVEN.is_file() else {}


class Checkout:
    """A folder with a course, its library and their tests."""

    def __init__(self, root):
        self.root, self.course, self.package = root, Course(root), root / "course_lib"
        self.library = Library(root, self.package.name)
        self.lessons, self._keys, self._codes = set(self.course.lessons()), {}, {}
        self._files, self._digests = ReachedFiles(root, self.lessons), {}

    def lesson_of(self, item):
        """The lesson that a test runs, from its parameters or its file."""
        callspec = getattr(item, "callspec", None)
        values = [*(callspec.params.values() if callspec else ()), getattr(item.module, "LESSON", None)]
        found = self.lessons.intersection(value for value in values if isinstance(value, str))
        if len(found) != 1:
            raise pytest.UsageError(f"{item.nodeid} is marked {MARK} and names not one lesson: a parameter or LESSON")
        return found.pop()

    def key_of(self, lesson, test, folders=()):
        """A digest of all that a run of a lesson, by a test of this file, depends on.

        folders: of the library, all of which counts, whatever the lesson reaches.
        """
        if (lesson, test.parent) not in self._keys:
            named = sorted({*self._of_lesson(lesson), *self._beside(test), *self._assets(lesson)})
            files = [f"{path.relative_to(self.root)} {digest([path.read_bytes().hex()])}" for path in named]
            self._keys[lesson, test.parent] = [*files, *self._code(lesson), *self._versions()]
        return digest([test.read_text(encoding="utf-8"), *self._keys[lesson, test.parent], *self._all_of(folders)])

    def key_of_file(self, test, fixtures):
        """A digest of all that the tests of a file, which ask for these fixtures, can find, and of all versions."""
        asked = test, frozenset(self._files.shared.intersection(fixtures))
        if asked not in self._keys:
            reached = [self._digest(path) for path in self._files.of_test(*asked)]
            self._keys[asked] = digest([*reached, "Python {}.{}".format(*sys.version_info)])
        return self._keys[asked]

    def _digest(self, path):
        """Of a file: its place and what it says, but for times."""
        if path not in self._digests:
            text = path.read_bytes().decode(errors="backslashreplace")
            self._digests[path] = digest([str(path.relative_to(self.root)), TIMES.sub("", text)])
        return self._digests[path]

    def _all_of(self, folders):
        """What stands in folders of the library."""
        named = {path for folder in folders for path in (self.package / folder).rglob("*") if path.is_file()}
        for path in sorted(path for path in named if path.parent.name != "__pycache__"):
            yield f"{path.relative_to(self.root)} {digest([path.read_bytes().hex()])}"

    def _of_lesson(self, lesson):
        """The notebooks, their data, and the tests that students run; not the bank, nor what was measured."""
        solved, released = self.course.solutions / lesson, self.course.notebooks / lesson
        data = [path for path in solved.iterdir() if path.is_file() and path.suffix not in {".py", ".json"}]
        shown = [path for path in released.iterdir() if path.is_file()]
        return [*data, *shown, *self.package.glob(f"lesson_tests/{lesson}.*")]

    def _beside(self, test):
        """What stands beside a file of tests that is none, and what all tests share."""
        return {self.root / "tests" / "conftest.py", *(p for p in test.parent.glob("*.py") if p.name[:5] != "test_")}

    def _assets(self, lesson):
        """What the library has that is no Python, such as scripts, without the figures of others; and the lab."""
        figures, topic = self.package / "figures", lesson.partition("_")[2]
        for path in self.package.rglob("*"):
            parts = path.relative_to(self.package).parts
            counts = parts[0] == "lab" or path.suffix != ".py"
            others = path.is_relative_to(figures) and path.parent not in (figures, figures / topic)
            if counts and path.is_file() and not others and not {"instructor", "__pycache__"}.intersection(parts):
                yield path

    def _code(self, lesson):
        """What the cells of a lesson say, and all that they reach in the library."""
        if lesson not in self._codes:
            self._codes[lesson] = self._read(lesson)
        return self._codes[lesson]

    def _read(self, lesson):
        cells = [cell.source for cell in self.course.lesson(lesson).cells if cell.is_code]
        names = self.library.of_cells(*cells)
        return self.library.reached([*names.definitions, *names.effects])

    def _versions(self):
        """Of all that students have, as it is pinned, of what runs their notebooks here, and of Python."""
        with open(self.root / "pyproject.toml", "rb") as file:
            pinned = tomllib.load(file)["project"]["dependencies"]
        here = [f"{name} {importlib.metadata.version(name)}" for name in RUN_BY]
        return [*pinned, *here, "Python {}.{}".format(*sys.version_info)]
