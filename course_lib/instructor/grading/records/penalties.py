"""nbgrader's penalties for submissions that are late, by the plugin and the method that nbgrader_config.py names."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook
from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import AssignLatePenalties
from traitlets import TraitError
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from course_lib.instructor.grading.records.results import Results, ResultsError

CONFIG = "nbgrader_config.py"
QUIET = logging.getLogger("course_lib.late")  # nbgrader warns of everybody who is late, we say how many
QUIET.addHandler(logging.NullHandler())
QUIET.propagate = False


@dataclass(frozen=True)
class Penalties:
    """How many are late, what was taken off in all, and by what.  rule: in words, "" if no method is set."""

    late: int
    points: float
    rule: str = ""

    def __str__(self) -> str:
        return f"{self.late} late, penalty {self.points:g}: {self.rule or 'no method set'}"


@dataclass(frozen=True)
class PenaltyConfig:
    """What the two nbgrader_config.py say together.  folders: where plugins lie, the results' folder first.

    rule: what decides about penalties, and which file says so, "" if none does.
    """

    config: Config
    folders: tuple[Path, ...]
    rule: str


def penalty_config(results: Results, course_root: Path) -> PenaltyConfig:
    """Read nbgrader_config.py of the results, where the form grader runs, then the course's; of both, the first counts.

    Raises ResultsError if one cannot be read.
    """
    folders = (results.folder, course_root)
    loaded = [(folder / CONFIG, _loaded(folder)) for folder in folders]
    config = Config()
    for _, found in reversed(loaded):
        config.merge(found)
    try:
        with _importable(folders):
            plugin = AssignLatePenalties(config=config).plugin_class
            method = plugin(config=config).penalty_method if plugin is LateSubmissionPlugin else None
    except TraitError as error:
        raise ResultsError(f"{CONFIG} of {results.folder} or the course: {error}") from error
    except Exception as error:  # of the instructor's own plugin
        raise ResultsError(f"the plugin for late penalties: {type(error).__name__}: {error}") from error
    if method == "none":
        return PenaltyConfig(config, folders, "")
    section, name = ("LateSubmissionPlugin", "penalty_method") if method else ("AssignLatePenalties", "plugin_class")
    where = next((path for path, found in loaded if name in found.get(section, {})), CONFIG)
    told = f"method {method!r}" if method else f"plugin {plugin.__module__}.{plugin.__name__}"
    return PenaltyConfig(config, folders, f"{told} in {where}")


def assign_penalties(results: Results, course_root: Path) -> Penalties:
    """Let nbgrader's plugin decide about every late submission in the gradebook. Raises ResultsError."""
    asked = penalty_config(results, course_root)
    late = _late(results)
    with _importable(asked.folders):
        for lesson, student in late:
            names = {"notebook": lesson, "assignment": lesson, "student": student, "db_url": results.db_url}
            try:
                AssignLatePenalties(config=asked.config, log=QUIET).preprocess(new_notebook(), {"nbgrader": names})
            except Exception as error:  # of the instructor's own plugin
                said = f"{asked.rule}, {student} {lesson}: {type(error).__name__}: {error}"
                raise ResultsError(f"no late penalty was given from here on: {said}") from error
    return Penalties(len(late), _taken_off(results), asked.rule)


def _late(results: Results) -> list[tuple[str, str]]:
    """Lesson and student of those that are late now; who is not any more has no penalty from now on."""
    with Gradebook(results.db_url) as gradebook:
        entries = [entry for assignment in gradebook.assignments for entry in assignment.submissions]
        for entry in entries:
            if not entry.total_seconds_late and entry.late_submission_penalty:
                for notebook in entry.notebooks:  # the due date was moved, or an extension given
                    notebook.late_submission_penalty = None
        gradebook.db.commit()
        return [(entry.assignment.name, entry.student.id) for entry in entries if entry.total_seconds_late > 0]


def _taken_off(results: Results) -> float:
    with Gradebook(results.db_url) as gradebook:
        entries = [entry for assignment in gradebook.assignments for entry in assignment.submissions]
        return sum(entry.late_submission_penalty or 0 for entry in entries)


def _loaded(folder: Path) -> Config:
    if not (folder / CONFIG).is_file():
        return Config()
    try:
        return PyFileConfigLoader(CONFIG, path=str(folder.resolve())).load_config()
    except Exception as error:  # whatever stands in it
        raise ResultsError(f"{folder / CONFIG} cannot be run: {type(error).__name__}: {error}") from error


@contextmanager
def _importable(folders: tuple[Path, ...]) -> Iterator[None]:
    """Plugins of the instructor's own lie beside nbgrader_config.py, where nbgrader finds them too."""
    before = list(sys.path)
    sys.path[:0] = [str(folder.resolve()) for folder in folders]
    try:
        yield
    finally:
        sys.path[:] = before
