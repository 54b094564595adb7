"""Moodle's and Canvas' rules of import, as seen on running systems and read in their code: what comes of a file.

Moodle's worksheet: a row is skipped without a word if the grade in Moodle is newer than its date, or if its grade is
empty; comments are HTML. Moodle's grade import: one unknown student refuses the file, an empty cell deletes. Moodle's
feedback zip: the name of its folder in pieces between underscores. Canvas' gradebook import: an empty cell deletes.
Canvas' upload of submissions: the first two numbers between underscores.
"""

import csv
import zipfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import PurePosixPath


@dataclass
class Moodle:
    """An assignment. participants: by their numbers here.  grades: by participant.  touched: when, in Moodle."""

    participants: dict[str, str]
    largest: float
    grades: dict[str, float | None] = field(default_factory=dict)
    touched: dict[str, datetime] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    emails: dict[str, str] = field(default_factory=dict)  # by participant

    def upload_worksheet(self, path) -> list[str]:
        """Set what a worksheet says; returns whom it skips."""
        skipped = []
        for row in table(path):
            who = self.participants.get(row["Identifier"].removeprefix("Participant "))
            moment = _moment(row["Last modified (grade)"])
            stale = who in self.touched and self.touched[who].timestamp() > moment + 60
            if who is None or row["Grade"] == "" or stale or float(row["Grade"]) > self.largest:
                skipped.append(row["Identifier"])
                continue
            self.grades[who], self.touched[who] = float(row["Grade"]), datetime.now(UTC)
            self.comments[who] = shown_text(row["Feedback comments"])
        return skipped

    def import_grades(self, path, lesson) -> None:
        """Set what a CSV file says, students told by their e-mail addresses. Raises ValueError for an unknown one."""
        people = {email: who for who, email in self.emails.items()}
        rows = table(path)
        for row in rows:
            if row["Email address"] not in people:
                raise ValueError(row["Email address"])
        for row in rows:
            self.grades[people[row["Email address"]]] = float(row[lesson]) if row[lesson] else None

    def upload_feedback(self, path) -> dict[str, str]:
        """The file that each participant gets from a zip, by an old and by a new Moodle alike."""
        taken = {}
        for name in zipfile.ZipFile(path).namelist():
            old, new = name.split("_", 4), PurePosixPath(name).parts[0].split("_", 4)
            for pieces in (old, new):
                assert len(pieces) == 5, name
                assert pieces[2:4] == ["assignsubmission", "file"], name
            assert old[1] == new[1]
            if old[1] in self.participants:
                taken[self.participants[old[1]]] = PurePosixPath(name).name
        return taken


@dataclass
class Canvas:
    """A course. users: by their numbers.  uploads: of which user each is.  scores: by user and assignment."""

    users: dict[str, str]
    uploads: dict[str, str] = field(default_factory=dict)
    scores: dict[tuple[str, str], float | None] = field(default_factory=dict)

    def import_gradebook(self, path) -> None:
        """Set what a gradebook says; an empty cell takes a score away. Raises KeyError for an unknown user."""
        rows = table(path)
        assert "Points Possible" in rows[0]["Student"]
        for row in rows[1:]:
            for assignment in list(row)[5:]:
                value = row[assignment]
                self.scores[self.users[row["ID"]], assignment] = float(value) if value else None

    def upload_submissions(self, path) -> dict[str, str]:
        """The file that each user gets as a comment from a zip."""
        taken = {}
        for name in zipfile.ZipFile(path).namelist():
            user, upload = [piece for piece in name.split("_") if piece.isascii() and piece.isdecimal()][:2]
            if user in self.users and self.uploads.get(upload) == user:
                taken[self.users[user]] = name
        return taken


def table(path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shown_text(markup: str) -> str:
    """What a reader sees of HTML: its text, a line for each <br>; a line feed is a blank."""
    lines = [""]

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            if tag == "br":
                lines.append("")

        def handle_data(self, data):
            lines[-1] += data.replace("\n", " ")

    Reader(convert_charrefs=True).feed(markup)
    return "\n".join(lines)


def _moment(text: str) -> float:
    """As PHP's strtotime: what is no date is the beginning of 1970."""
    try:
        return datetime.fromisoformat(text).timestamp()
    except ValueError:
        return 0.0
