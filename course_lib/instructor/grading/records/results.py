"""The result files: where they lie, and how rows and log lines are written so that no half file is ever seen."""

import csv
import fcntl
import io
import json
import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL

from course_lib.instructor.grading.records.database import read_url, without_password
from course_lib.instructor.writing.files import UNFINISHED, write_atomically
from course_lib.instructor.writing.plain_text import from_spreadsheet, to_spreadsheet, visible

COLUMNS = ("student", "lesson", "exercise", "points", "max_points", "status", "hint", "message", "seconds")
LONGEST_SEED = 30  # digits
TEXTS = ("student", "message")  # the columns that a student has a say in
Row = dict[str, str]


class ResultsError(Exception):
    """A results folder that cannot be used, and why."""


class Results:
    """A results folder. Rows of an earlier run stay until the same submission is graded again.

    database: of PostgreSQL, where the gradebook is kept. The folder remembers it, without a password.
    """

    def __init__(self, folder: Path, database: URL | None = None):
        self.folder = folder
        self.database = database
        self.gradebook = folder / "gradebook.db"
        self.remembered = folder / "gradebook.url"  # of the database, if there is one
        self.grades = folder / "grades.csv"
        self.report = folder / "report.html"
        self.log = folder / "log.jsonl"
        self.seed = folder / "seed.txt"  # of the inputs of hidden tests: the same for the whole class
        self.roster = folder / "roster.csv"  # who is in the class, if that was told
        self.submitted = folder / "submitted"  # what came in a zip, as nbgrader lays it out
        self._read: dict[Path, tuple[tuple[int, ...], list[dict]]] = {}  # what a file said when it was what it is now

    @property
    def in_postgresql(self) -> bool:
        """Is the gradebook in PostgreSQL, not in gradebook.db?"""
        return self.database is not None or self.remembered.is_file()

    @property
    def db_url(self) -> URL:
        """Where nbgrader's gradebook is. Raises DatabaseError if gradebook.url cannot be read."""
        if self.database is not None:
            return self.database
        if self.remembered.is_file():
            return read_url(self.remembered.read_text(encoding="utf-8").strip())
        return sqlite_url(self.gradebook)

    def autograded(self, student: str, lesson: str) -> Path:
        return self.folder / "autograded" / student / lesson / f"{lesson}.ipynb"

    def feedback(self, student: str, lesson: str) -> Path:
        return self.folder / "feedback" / student / lesson / f"{lesson}.html"

    def check_usable(self) -> None:
        """Raise ResultsError unless the folder is new, empty, or holds the results of an earlier run.

        Those must have their gradebook where it is to be now.
        """
        if not self.folder.exists():
            above = next(path for path in self.folder.resolve().parents if path.exists())
            if not above.is_dir() or not os.access(above, os.W_OK):
                raise ResultsError(f"{self.folder} cannot be made: {above} is not writable")
            return
        if not self.folder.is_dir():
            raise ResultsError(f"{self.folder} is a file: name a folder for the results")
        names = {path.name for path in self.folder.iterdir() if not path.name.endswith(UNFINISHED)}
        begun = {self.submitted.name, self.roster.name} | ({self.log.name} if self._log_is_empty() else set())
        if names - begun and not self.holds_grades():
            raise ResultsError(f"{self.folder} holds other things: name a new or an empty folder for the results")
        self._check_database()

    def _check_database(self) -> None:
        known = Results(self.folder)
        if self.database is None or not (known.in_postgresql or known.gradebook.is_file()):
            return
        if known.db_url != without_password(self.database):
            where = known.db_url if known.in_postgresql else known.gradebook
            raise ResultsError(f"{self.folder} has its gradebook in {where}: leave --db out, or name a new folder")

    def _log_is_empty(self) -> bool:
        """Has a run begun here, and could not even write its first line?"""
        return self.log.is_file() and self.log.stat().st_size == 0

    def holds_grades(self) -> bool:
        """Has an earlier run written grades here, or begun to?"""
        if not self.grades.is_file():
            return False
        return self.grades.read_text(encoding="utf-8").splitlines()[:1] == [",".join(COLUMNS)]

    def read_seed(self) -> int | None:
        """The seed of hidden inputs that grades here were given with, None if there is none.

        Raises ResultsError if the file holds no seed.
        """
        if not self.seed.is_file():
            return None
        text = self.seed.read_text(encoding="utf-8", errors="replace").strip()
        if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_SEED):
            raise ResultsError(f"{self.seed} holds no seed, a number: write the one that stands in {self.log}")
        return int(text)

    def keep_seed(self, seed: int | None = None) -> int:
        """Keep a seed; by default the one that is here, or a new one that nobody can guess. Returns it."""
        found = self.read_seed()
        seed = seed if seed is not None else found if found is not None else secrets.randbits(64)
        if seed != found:
            write_atomically(self.seed, f"{seed}\n")
        return seed

    def read_rows(self) -> list[Row]:
        """The rows of grades.csv as they were given to `write_rows`, [] if it is not there."""
        return self._once(self.grades, self._rows)

    def _rows(self) -> list[dict]:
        with self.grades.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        return [row | {column: from_spreadsheet(row[column]) for column in TEXTS} for row in rows]

    def _once(self, path: Path, read: Callable[[], list[dict]]) -> list[dict]:
        """What a file holds, read anew where it has changed: closing asks eight times. [] if it is not there."""
        if not path.is_file():
            return []
        found = path.stat()
        now = found.st_ino, found.st_size, found.st_mtime_ns
        if path not in self._read or self._read[path][0] != now:
            self._read[path] = now, read()
        return [dict(entry) for entry in self._read[path][1]]

    def write_rows(self, rows: list[Row]) -> None:
        """Replace grades.csv."""
        guarded = [row | {column: to_spreadsheet(row[column]) for column in TEXTS} for row in rows]
        write_atomically(self.grades, csv_text([[row[column] for column in COLUMNS] for row in guarded], COLUMNS))

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep every other command from writing here meanwhile. However this one ends, the folder is free again.

        Makes the folder. Raises ResultsError if another command is writing here.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            try:
                fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise ResultsError(
                    f"another `course` command is writing to {self.folder}: run this one again when it has ended"
                ) from error
            yield
        finally:
            os.close(folder)

    def mend(self) -> None:
        """Make the folder, and remove what a run that was killed has left half written."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for path in self.folder.rglob(f".*{UNFINISHED}"):
            if not path.is_dir():
                path.unlink()
        self.log.touch()
        content = self.log.read_bytes()
        whole = content[: content.rfind(b"\n") + 1]
        if whole != content:
            write_atomically(self.log, whole.decode("utf-8"))

    def append_log(self, entry: dict) -> None:
        """Add one line to log.jsonl, on the disk before this returns, or none if the disk is full."""
        left = (json.dumps(_told(entry), ensure_ascii=False) + "\n").encode()
        with self.log.open("ab", buffering=0) as file:
            before = file.tell()
            try:
                while left:
                    left = left[file.write(left) :]
                os.fsync(file.fileno())
            except OSError:
                file.truncate(before)
                raise

    def read_entries(self) -> Iterator[dict]:
        """The whole lines of log.jsonl, one after the other, each with its rows. A later one replaces an earlier."""
        if self.log.is_file():
            with self.log.open(encoding="utf-8") as file:
                yield from (json.loads(line) for line in file if line.endswith("\n"))

    def read_log(self) -> list[dict]:
        """The last entry of each submission, in the order of the log, without its rows: grades.csv has them."""
        return self._once(self.log, self._last)

    def _last(self) -> list[dict]:
        last: dict[tuple[str, str], dict] = {}
        for entry in self.read_entries():
            entry.pop("rows", None)
            last[entry["student"], entry["lesson"]] = entry
        return list(last.values())


def _told(value: Any) -> Any:
    """A log entry whose texts are visible; a row and a name are that already."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, dict):
        return {key: _told(item) for key, item in value.items()}
    return [_told(item) for item in value] if isinstance(value, list) else value


def sqlite_url(path: Path) -> URL:
    """The URL of a database in a file, whatever letters its path has."""
    return URL.create("sqlite", database=str(path.resolve()))


def csv_text(rows: Iterable[Sequence[str]], head: Sequence[str]) -> str:
    """A table as the text of a file: every field of the rows quoted, the names of the columns as they are."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerow(head)
    csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    return text.getvalue()
