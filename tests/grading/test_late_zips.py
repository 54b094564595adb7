"""Who is late, from the times in Moodle's zip or from the roster, through `course due` to what goes back."""

import json
import shutil
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from grading_examples import COURSE, MOODLE, NAME, RIGHTS, course, lesson, make_zip
from lms_rules import table
from nbgrader.api import Gradebook

from course_lib.instructor.grading.intake.collect import collect, submissions_of
from course_lib.instructor.grading.intake.site_times import lateness, zone_of_this_machine
from course_lib.instructor.grading.records.lateness import with_lateness
from course_lib.instructor.grading.records.results import Results

pytestmark = pytest.mark.process

ROSTER = """Identifier,Full name,Email address,Status,Grade,Last modified (submission)
Participant 1,Ada,ada@x.org,Submitted for grading - 2 days 3 hours late,,"Tuesday, 3 March 2026"
Participant 2,Ben,ben@x.org,Submitted for grading,,"Sunday, 1 March 2026"
Participant 3,Cleo,cleo@x.org,"Submitted for grading - Extension granted until: Friday, 6 March 2026",,"Monday"
"""


@pytest.fixture
def results(tmp_path, monkeypatch):
    """The results folder of a course, where we are, in which a late notebook has no points."""
    shutil.copytree(COURSE / "solutions", tmp_path / "solutions")
    (tmp_path / "course_lib").mkdir()
    (tmp_path / "nbgrader_config.py").write_text("c.LateSubmissionPlugin.penalty_method = 'zero'\n")
    monkeypatch.chdir(tmp_path)
    return Results(tmp_path / "results")


def zipped(times):
    """Moodle's zip of people with the numbers 1, 2, ... and when its clocks showed that they handed in."""
    names = [MOODLE.format(name, number, f"{NAME}.ipynb") for number, name in enumerate(times, 1)]
    moments = [datetime.fromisoformat(time).timetuple()[:6] for time in times.values()]
    entries = [zipfile.ZipInfo(name, moment) for name, moment in zip(names, moments, strict=True)]
    return make_zip(Path("x.zip").absolute(), *((entry, RIGHTS) for entry in entries))


def read(times, zone):
    """What is said of a zip's times in this zone, and its submissions by student."""
    collection = collect(zipped(times), [lesson()])
    said = collection.read_times(zone)
    return said, {entry.student: with_lateness(entry) for entry in submissions_of(collection, Path("submitted"))}


def points(results):
    """What goes back, by student."""
    rows = table(results.folder / f"moodle_worksheet_{NAME}.csv")
    return {row["Full name"]: float(row["Grade"]) for row in rows}


def due():
    course("due", "01", "2026-03-01T23:59", "Europe/Paris")
    return course("report", "results").stdout


@pytest.mark.parametrize(
    ("zone", "moment"),
    [("Europe/Paris", "2026-03-01 23:00"), ("UTC", "2026-03-02 00:00"), ("Asia/Tokyo", "2026-03-01 15:00")],
)
def test_the_times_in_moodles_zip_are_clocks_of_the_sites_zone(results, zone, moment):
    said, found = read({"Ada": "2026-03-02 00:00", "Ben": "2026-03-01 23:58"}, zone)

    assert said == f"read as clocks in {zone} show them"
    assert found["Ada_1"].handed_in == f"{moment}:00 UTC"
    assert found["Ada_1"].clock == f"2026-03-02 00:00:00 {zone}"
    stamp = found["Ada_1"].path.with_name("timestamp.txt").read_text()
    assert stamp == f"{moment}:00 UTC\n"  # as nbgrader itself reads it


@pytest.mark.parametrize(
    ("told", "name"), [("America/New_York", "America/New_York"), (":Asia/Kolkata", "Asia/Kolkata"), ("XYZ-3:17", None)]
)
def test_the_zone_of_a_machine_is_known_if_it_has_a_name(monkeypatch, told, name):
    monkeypatch.setenv("TZ", told)
    assert zone_of_this_machine() == name


def test_a_machine_whose_zone_has_no_name_is_asked_for_one_and_nobody_is_late(results):
    said, found = read({"Ada": "2026-03-04 18:00", "Ben": "2026-03-01 17:58"}, None)

    assert said.endswith("name the site's by --timezone")
    assert {(entry.handed_in, entry.clock) for entry in found.values()} == {("", "")}


def test_an_hour_that_clocks_show_twice_is_unclear_and_nobody_is_late_by_it(results):
    _, found = read({"Ada": "2025-10-26 02:30", "Ben": "2025-10-26 03:30"}, "Europe/Paris")

    told = "Whether it was late is unknown: clocks in Europe/Paris showed 2025-10-26 02:30:00 twice or never."
    assert (found["Ada_1"].unclear, found["Ada_1"].handed_in) == (told, "")
    assert told in found["Ada_1"].remarks
    assert found["Ben_2"].handed_in == "2025-10-26 02:30:00 UTC"


def test_files_that_all_have_one_time_were_packed_then_and_tell_nothing(results):
    said, found = read({"Ada": "2026-03-04 18:00", "Ben": "2026-03-04 18:00"}, "UTC")

    assert said == "all the same, which tells nothing of when they were handed in"
    assert {entry.handed_in for entry in found.values()} == {""}


def test_a_zone_that_is_none_changes_nothing(results):
    done = course("grade", zipped({"Ada": "2026-03-02 00:00"}), "-o", "results", "--timezone", "Paris", code=2)

    assert "there is no time zone 'Paris'" in done.stderr
    assert not results.folder.exists()


def test_from_the_times_in_the_zip_to_what_goes_back_and_the_roster_is_held_against_them(results):
    times = {"Ada": "2026-03-01 12:00", "Ben": "2026-03-02 00:00", "Cleo": "2026-03-04 18:00"}
    Path("roster.csv").write_text(ROSTER)

    graded = course("grade", zipped(times), "-o", "results", "--roster", "roster.csv", "--timezone", "Europe/Paris")
    told = due()

    assert "Times of the files in x.zip: read as clocks in Europe/Paris show them." in graded.stderr
    assert "2 late, penalty 9: method 'zero' in " in told
    assert points(results) == {"Ada": 4.5, "Ben": 0, "Cleo": 0}
    assert "«2 days 3 hours late», and it was in time by the time of its file" in told
    assert "«Extension granted until: Friday, 6 March 2026», and it counts as late: an extension is given in" in told
    entries = map(json.loads, results.log.read_text().splitlines())  # in the order in which they were graded
    moments = {(entry["clock"], entry["handed_in"]) for entry in entries}
    assert ("2026-03-01 12:00:00 Europe/Paris", "2026-03-01 11:00:00 UTC") in moments


def test_the_rosters_lateness_counts_from_the_due_date_where_the_zip_tells_none(results):
    Path("roster.csv").write_text(ROSTER)
    times = dict.fromkeys(("Ada", "Ben", "Cleo"), "2026-03-04 18:00")

    graded = course("grade", zipped(times), "-o", "results", "--roster", "roster.csv")
    told = due()

    assert "the list of the class says of ada@x.org" in graded.stdout
    assert f"course due {NAME} TIME ZONE" in graded.stdout
    assert "1 late, penalty 4.5" in told
    with Gradebook(results.db_url) as gradebook:
        late = {entry.student.id: entry.total_seconds_late for entry in gradebook.assignment_submissions(NAME)}
    assert late == {"ada@x.org": 2 * 86400 + 3 * 3600, "ben@x.org": 0, "cleo@x.org": 0}


def test_an_unpacked_zip_tells_no_times(results, tmp_path):
    with zipfile.ZipFile(zipped({"Ada": "2026-03-04 18:00", "Ben": "2026-03-01 18:00"})) as packed:
        packed.extractall(tmp_path / "unpacked")

    done = course("grade", tmp_path / "unpacked", "-o", "results", "--timezone", "UTC")

    assert "clocks" not in done.stderr
    assert not list(results.submitted.rglob("timestamp.txt"))


@pytest.mark.parametrize("told", ["", "2 jours de retard", "late", "2 days 3 hours", "2 days late, they say"])
def test_a_lateness_in_other_words_is_none(told):
    assert lateness(told) is None
