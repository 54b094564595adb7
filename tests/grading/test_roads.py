"""From the zip of an LMS through `course grade` to the files that go back, held against its rules of import."""

import json
import shutil
from copy import deepcopy
from datetime import UTC, datetime, timedelta

import nbformat
import pytest
from click.testing import CliRunner
from grading_examples import COURSE, MOODLE, NAME, RIGHT, RIGHTS, STUBS, cell, make_zip
from lms_rules import Canvas, Moodle, table
from nbgrader.api import Gradebook

from course_lib.instructor.build.build import make_release
from course_lib.instructor.cli import main
from course_lib.instructor.grading.records.results import Results
from course_lib.instructor.source.lesson import read_lesson

pytestmark = pytest.mark.process

OTHER = "02_figures"
OTHERS = {
    "twice": RIGHT["double"].replace("double", "twice"),
    "fourfold": RIGHT["quadruple"].replace("quadruple", "fourfold"),
    "mean": RIGHT["mean"],
}
WRONG = RIGHT | {"mean": "def mean(x):\n    return 0.0"}
WORKSHEET = "Identifier,Full name,Email address,Status,Grade,Last modified (submission)"


@pytest.fixture
def class_(tmp_path, monkeypatch):
    """A course of two lessons, and what one does in it."""
    first, second = (tmp_path / "course" / "solutions" / name for name in (NAME, OTHER))
    shutil.copytree(COURSE / "solutions" / NAME, first)
    shutil.copytree(first, second)
    (second / "answers.py").unlink()
    text = (second / "lesson.py").read_text()
    text = text.replace("quadruple", "fourfold").replace("double", "twice").replace(NAME, OTHER)
    (second / "lesson.py").write_text(text)
    (tmp_path / "course" / "course_lib").mkdir()
    monkeypatch.chdir(tmp_path / "course")
    return Class(tmp_path)


class Class:
    def __init__(self, folder):
        self.folder, self.results = folder, Results(folder / "results")

    def released(self, lesson=NAME, **answers):
        notebook = deepcopy(make_release(read_lesson(self.folder / "course" / "solutions" / lesson)))
        for exercise, source in answers.items():
            cell(notebook, exercise).source = source
        return json.dumps(notebook)

    def grade(self, contents, *options, code=0):
        path = make_zip(self.folder / "x.zip", *contents)
        done = CliRunner().invoke(main, ["grade", str(path), "-o", str(self.results.folder), "--jobs", "1", *options])
        assert done.exit_code == code, done.output
        return done

    def roster(self, text, name="roster.csv"):
        (self.folder / name).write_text(text, encoding="utf-8")
        return "--roster", str(self.folder / name)

    def points(self):
        found = {}
        for row in self.results.read_rows():
            key = row["student"], row["lesson"]
            found[key] = found.get(key, 0) + float(row["points"] or 0)
        return found

    def files(self):
        return {path.name for path in self.results.folder.iterdir() if path.suffix in (".csv", ".zip")} - {"grades.csv"}

    def file(self, name):
        return self.results.folder / name


def moodle(name, number, notebook=RIGHTS, file=f"{NAME}.ipynb"):
    return MOODLE.format(name, number, file), notebook


def test_a_stray_notebook_of_another_lesson_takes_no_grade_away_and_is_asked_for(class_):
    class_.grade([moodle("Ada", 5), moodle("Ben", 6), moodle("Cleo", 7)])
    others = class_.released(OTHER, **OTHERS)
    zipped = [moodle("Ada", 5, others), moodle("Ben", 6, others), moodle("Cleo", 7, STUBS)]

    done = class_.grade(zipped, code=4)

    assert f"1 notebook of {NAME} in a zip of another lesson: not graded, to grade add --lesson {NAME}." in done.stderr
    assert {student: class_.points()[student, NAME] for student in ("Ada_5", "Ben_6", "Cleo_7")} == dict.fromkeys(
        ("Ada_5", "Ben_6", "Cleo_7"), 4.5
    )
    message = next(
        row["message"] for row in class_.results.read_rows() if (row["student"], row["lesson"]) == ("Cleo_7", OTHER)
    )
    assert f"{NAME}.ipynb: left out: it is of {NAME}" in message


def test_of_a_stray_lesson_that_is_asked_for_those_alone_are_graded_who_have_it(class_):
    others = class_.released(OTHER, **OTHERS)
    zipped = [moodle("Ada", 5, others), moodle("Ben", 6, others), moodle("Cleo", 7)]

    done = class_.grade(zipped, "--lesson", NAME)

    assert class_.points() == {("Cleo_7", NAME): 4.5}
    assert (
        class_.files() == set()
    )  # 7 is Cleo's number in the other assignment, and perhaps somebody else's in this one
    assert "without a number of Moodle: Cleo_7: give by hand" in done.stdout


def test_nothing_handed_in_now_does_not_replace_what_was_handed_in_before(class_):
    class_.grade([moodle("Ada", 5), moodle("Ben", 6)])
    now = [moodle("Ada", 5, "PK", "x.zip"), moodle("Ben", 6), moodle("Zoe", 8, "PK", "x.zip")]

    tried = class_.grade(now, "--dry-run", code=1)
    done = class_.grade(now)

    assert f"Ada_5 {NAME}: nothing of it was handed in now: the grade of before stays" in done.stderr
    assert "Ada_5  " not in tried.stdout
    assert class_.points() == {("Ada_5", NAME): 4.5, ("Ben_6", NAME): 4.5, ("Zoe_8", NAME): 0}


def test_without_a_roster_the_numbers_of_two_lessons_stay_apart_and_the_report_says_so(class_):
    class_.grade([moodle("Ada Lovelace", 5), moodle("Ben", 6)])

    done = class_.grade(
        [moodle("Ada Lovelace", 23, class_.released(OTHER, **OTHERS)), moodle("Ben", 5, "{}", f"{OTHER}.ipynb")]
    )

    told = "4 names of 2 lessons cannot be joined"
    assert told in done.stdout
    assert told in class_.results.report.read_text()
    assert "4 names, 2 lessons." in class_.results.report.read_text()  # and not 4 students
    assert class_.files() == {
        *(f"moodle_worksheet_{lesson}.csv" for lesson in (NAME, OTHER)),
        *(f"feedback_moodle_{lesson}.zip" for lesson in (NAME, OTHER)),
    }
    first = Moodle({"5": "Ada", "6": "Ben"}, 4.5)
    first.upload_worksheet(class_.file(f"moodle_worksheet_{NAME}.csv"))
    second = Moodle({"23": "Ada", "5": "Ben"}, 4.5)
    second.upload_worksheet(class_.file(f"moodle_worksheet_{OTHER}.csv"))
    assert (first.grades, second.grades) == ({"Ada": 4.5, "Ben": 4.5}, {"Ada": 4.5, "Ben": 0})


def test_worksheets_as_rosters_join_the_lessons_and_list_who_handed_in_nothing(class_):
    first = f"{WORKSHEET}\nParticipant 5,Ada Lovelace,ada@x.org,Submitted - 2 days 3 hours late,,Sunday\n"
    first += "Participant 6,Ada Lovelace,ada2@x.org,Submitted,,Sunday\nParticipant 7,Niels Nothing,niels@x.org,No,,-\n"
    second = first.replace("Participant 5", "Participant 23")
    class_.grade([moodle("Ada Lovelace", 5), moodle("Ada Lovelace", 6, STUBS)], *class_.roster(first))

    done = class_.grade(
        [
            moodle("Ada Lovelace", 23, class_.released(OTHER, **OTHERS)),
            moodle("Ada Lovelace", 6, class_.released(OTHER)),
        ],
        *class_.roster(second),
    )

    assert class_.points() == {
        ("ada@x.org", NAME): 4.5, ("ada2@x.org", NAME): 0, ("niels@x.org", NAME): 0,
        ("ada@x.org", OTHER): 4.5, ("ada2@x.org", OTHER): 0, ("niels@x.org", OTHER): 0,
    }  # fmt: skip
    assert "cannot be joined" not in done.stdout
    assert f"{OTHER}: handed in nothing, and are left out of the files: niels@x.org" in done.stdout
    assert "niels@x.org" in class_.results.report.read_text()
    assert "2 days 3 hours late" in class_.results.feedback("ada@x.org", NAME).read_text()
    site = Moodle({"23": "Ada", "6": "Ada 2", "7": "Niels"}, 4.5, {"Niels": 3.0})
    site.emails = {"Ada": "ada@x.org", "Ada 2": "ada2@x.org", "Niels": "niels@x.org"}
    assert site.upload_worksheet(class_.file(f"moodle_worksheet_{OTHER}.csv")) == []
    site.import_grades(class_.file("moodle.csv"), OTHER)
    assert site.grades == {"Ada": 4.5, "Ada 2": 0, "Niels": 3.0}


def test_no_cell_of_an_export_is_empty_and_what_is_not_known_is_left_out(class_):
    def canvas(user, upload, notebook, lesson=NAME):
        return f"name{'abc'[int(user) - 1]}_{user}_{upload}_{lesson}.ipynb", notebook

    class_.grade([canvas("1", "900", RIGHTS), canvas("2", "901", RIGHTS)])
    class_.grade([canvas("1", "990", class_.released(OTHER, **OTHERS), OTHER)])
    users = Canvas({"1": "a", "2": "b"}, {"900": "1", "901": "2", "990": "1"}, {("b", OTHER): 3.0})

    for lesson in (NAME, OTHER):
        users.import_gradebook(class_.file(f"canvas_{lesson}.csv"))

    assert users.scores == {("a", NAME): 4.5, ("b", NAME): 4.5, ("a", OTHER): 4.5, ("b", OTHER): 3.0}
    assert {name for name in class_.files() if not name.startswith("feedback")} == {
        f"canvas_{NAME}.csv",
        f"canvas_{OTHER}.csv",
    }
    assert set(users.upload_submissions(class_.file(f"feedback_canvas_{NAME}.zip"))) == {"a", "b"}


def test_moodle_skips_no_row_of_a_regrade_and_shows_the_comments_as_they_were_written(class_):
    odd = RIGHT | {"mean": "def mean(x):\n    raise ValueError(\"dtype('<U1')) -> None & a<b then\")"}
    odd["quadruple"] = "def quadruple(x):\n    return x"
    site = Moodle({"5": "Ada", "6": "Ben"}, 4.5)
    class_.grade([moodle("Ada", 5), moodle("Ben", 6, class_.released(**odd))])
    site.touched["Ada"] = datetime.now(UTC) - timedelta(seconds=5)  # a teacher opened her page
    first = site.upload_worksheet(class_.file(f"moodle_worksheet_{NAME}.csv"))
    comment = site.comments["Ben"]
    class_.grade([moodle("Ada", 5, class_.released(**WRONG)), moodle("Ben", 6)])

    again = site.upload_worksheet(class_.file(f"moodle_worksheet_{NAME}.csv"))

    assert (first, again) == ([], [])
    assert site.grades == {"Ada": 3.0, "Ben": 4.5}
    assert "dtype('<U1')) -> None & a<b then" in comment
    assert "mean: mean:" not in comment
    told = [line.partition(": ")[0] for line in comment.splitlines()]
    assert (told[0], "mean" in told) == ("quadruple", True)


def test_a_thing_said_of_every_exercise_stands_once_in_the_comment(class_):
    class_.grade([moodle("Ada", 5), moodle("Ben", 6, "%PDF", "essay.pdf")])

    (row,) = [row for row in table(class_.file(f"moodle_worksheet_{NAME}.csv")) if row["Full name"] == "Ben"]

    assert row["Feedback comments"] == (
        "double, quadruple, mean: No notebook was handed in. essay.pdf: left out: no notebook."
    )


TEAMS = [moodle("Team A", 1), moodle("Team B", 2, STUBS), (f"Default group_assignsubmission_file/{NAME}.ipynb", RIGHTS)]


@pytest.mark.parametrize("zipped", [TEAMS, TEAMS[:2], [moodle("Les Verts", 1), TEAMS[2]]])
def test_a_teams_number_goes_to_nobody_of_the_class(class_, zipped):
    done = class_.grade(zipped)

    assert class_.files() == set()
    assert "teams handed in, and Moodle's numbers are theirs" in done.stdout
    assert len(class_.points()) == len(zipped)


def test_teams_with_names_of_their_own_are_no_people_of_the_roster(class_):
    roster = f"{WORKSHEET}\nParticipant 1,Cleo N,cleo@x.org,,,\nParticipant 2,Ben M,ben@x.org,,,\n"

    done = class_.grade([moodle("Les Verts", 1), moodle("Red Dragons", 2, STUBS)], *class_.roster(roster))

    assert not {name for name in class_.files() if "worksheet" in name or "feedback_moodle" in name}
    assert "most who handed in are no people of the roster, as Les Verts_1: taken for teams" in done.stderr
    assert "taken for teams" in class_.results.report.read_text()
    assert class_.points() == {("Les Verts_1", NAME): 4.5, ("Red Dragons_2", NAME): 0}


def test_a_number_that_is_somebody_elses_in_the_roster_goes_back_to_nobody(class_):
    roster = f"{WORKSHEET}\nParticipant 1,Cleo N,cleo@x.org,,,\nParticipant 2,Ben M,ben@x.org,,,\n"
    roster += "Participant 3,Ada L,ada@x.org,,,\n"

    done = class_.grade(
        [moodle("Cleo N", 1), moodle("Ada L", 3), moodle("Zoe K", 2), moodle("Ben M", 9, STUBS)], *class_.roster(roster)
    )

    rows = table(class_.file(f"moodle_worksheet_{NAME}.csv"))
    assert {row["Identifier"] for row in rows} == {f"Participant {number}" for number in (1, 3, 9)}
    assert "without a number of Moodle: Zoe K_2: give by hand" in done.stdout


def test_what_the_roster_says_of_handing_in_and_of_the_scale_is_held_against_the_export(class_):
    head = "Identifier,Full name,Email address,Status,Grade,Maximum grade,Last modified (submission)"
    roster = f'{head}\nParticipant 5,Ada,ada@x.org,No submission,-,"100,00",-\n'
    roster += 'Participant 6,Ben,ben@x.org,Submitted for grading,-,"100,00","Sunday, 1 March 2026, 10:00 AM"\n'
    roster += 'Participant 7,Cleo,cleo@x.org,No submission,-,"100,00",-\n'

    done = class_.grade([moodle("Ada", 5)], *class_.roster(roster))

    for told in (
        "the roster says that ben@x.org handed in, of whom nothing is here: is it all of the export?",
        "the roster says that Ada_5 handed in nothing: it is older than the export",
        f"Moodle's maximum grade is 100, {NAME} has 4.5 points: set the maximum grade of the assignment to 4.5",
    ):
        assert told in done.stderr
        assert told.replace("'", "&#39;") in class_.results.report.read_text()


def test_where_marking_is_blind_a_number_of_one_lesson_is_nobody_in_the_next(class_):
    def blind(*numbers):
        rows = "".join(f"Participant {number},,,Submitted,,Sunday\n" for number in numbers)
        return class_.roster(f"{WORKSHEET}\n{rows}")

    def hand_in(number, notebook=RIGHTS, file=f"{NAME}.ipynb"):
        return f"Participant_{number}_assignsubmission_file_/{file}", notebook

    class_.grade([hand_in(1), hand_in(2)], *blind(1, 2, 3))
    others = class_.released(OTHER, **OTHERS)
    zipped = [hand_in(20, others, f"{OTHER}.ipynb"), hand_in(21, others, f"{OTHER}.ipynb")]
    done = class_.grade(zipped, *blind(20, 21))

    assert {student for student, lesson in class_.points() if lesson == OTHER} == {"Participant_20", "Participant_21"}
    assert "4 names of 2 lessons cannot be joined" in done.stdout
    assert {row["Identifier"] for row in table(class_.file(f"moodle_worksheet_{OTHER}.csv"))} == {
        "Participant 20",
        "Participant 21",
    }


def test_every_member_of_a_team_gets_its_grade_and_its_feedback(class_):
    groups = "First name,Last name,Email address,Groups\nAda,L,ada@x.org,Team A\nBen,M,ben@x.org,Team A\n"
    groups += "Cleo,N,cleo@x.org,Team B\nDan,O,dan@x.org,\n"
    numbers = f"{WORKSHEET}\nParticipant 1,Cleo N,cleo@x.org,,,\nParticipant 2,Ben M,ben@x.org,,,\n"
    numbers += "Participant 3,Ada L,ada@x.org,,,\nParticipant 4,Dan O,dan@x.org,,,\n"
    rosters = class_.roster(groups, "groups.csv") + class_.roster(numbers, "numbers.csv")

    class_.grade(TEAMS, *rosters)

    site = Moodle({"1": "Cleo", "2": "Ben", "3": "Ada", "4": "Dan"}, 4.5)
    assert site.upload_worksheet(class_.file(f"moodle_worksheet_{NAME}.csv")) == []
    assert site.grades == {"Ada": 4.5, "Ben": 4.5, "Cleo": 0, "Dan": 4.5}
    assert set(site.upload_feedback(class_.file(f"feedback_moodle_{NAME}.zip"))) == {"Ada", "Ben", "Cleo", "Dan"}


def test_one_table_of_ones_own_tells_teams_of_moodle_and_of_canvas(class_):
    own = class_.roster(
        "student;name;email;id;group\nada;Ada L;;3;Team A\nben;Ben M;;2;Team A\ncleo;Cleo N;;1;Team B\n"
    )
    wrong = class_.released(**WRONG)

    class_.grade([moodle("Team A", 1, wrong), moodle("Team B", 2)], *own)
    site = Moodle({"1": "Cleo", "2": "Ben", "3": "Ada"}, 4.5)
    site.upload_worksheet(class_.file(f"moodle_worksheet_{NAME}.csv"))
    class_.results = Results(class_.folder / "canvas")
    class_.grade([(f"teama_2_900_{NAME}.ipynb", wrong), (f"teamb_1_901_{NAME}.ipynb", RIGHTS)], *own)
    users = Canvas({"1": "Cleo", "2": "Ben", "3": "Ada"}, {"900": "2", "901": "1"})
    users.import_gradebook(class_.file("canvas.csv"))

    assert site.grades == {"Ada": 3.0, "Ben": 3.0, "Cleo": 4.5}
    assert {who: score for (who, _), score in users.scores.items()} == site.grades
    assert set(users.upload_submissions(class_.file(f"feedback_canvas_{NAME}.zip"))) == {"Ben", "Cleo"}


def test_who_was_renamed_and_now_handed_in_no_notebook_keeps_the_grade(class_):
    class_.grade([moodle("Zoe King", 5), moodle("Ben", 6)])

    class_.grade([moodle("Ada Byron", 5, "%PDF", "x.pdf"), moodle("Ben", 6)])

    rows = table(class_.file(f"moodle_worksheet_{NAME}.csv"))
    assert {row["Identifier"]: row["Grade"] for row in rows} == {"Participant 5": "4.5", "Participant 6": "4.5"}


def test_who_was_renamed_between_two_weeks_has_one_row_with_the_newest_grade(class_):
    class_.grade([moodle("Zoe King", 5), moodle("Ben", 6)])

    class_.grade([moodle("Ada Byron", 5, class_.released(**WRONG)), moodle("Ben", 6)])

    rows = table(class_.file(f"moodle_worksheet_{NAME}.csv"))
    assert {(row["Identifier"], row["Grade"]) for row in rows} == {("Participant 5", "3"), ("Participant 6", "4.5")}
    assert len(rows) == 2


def test_feedback_reaches_everybody_in_moodle_whatever_the_name(class_):
    names = {"5": "Ada Lovelace", "6": "Ada Lovelace", "7": "Anne_Marie Under_Score", "8": "小龙 李", "9": "D'Arcy"}
    class_.grade([moodle(name, number) for number, name in names.items()])

    taken = Moodle({number: number for number in names}, 4.5).upload_feedback(
        class_.file(f"feedback_moodle_{NAME}.zip")
    )

    assert taken == dict.fromkeys(names, f"{NAME}.html")


def test_who_wrote_a_text_or_gave_a_link_gets_a_row_that_says_so(class_):
    class_.grade(
        [
            (f"lovelaceada_1_900_{NAME}.ipynb", RIGHTS),
            ("benm_2_text.html", "<p>hello"),
            ("cleon_LATE_3_link.html", "<a>"),
        ]
    )

    told = {row["student"]: row["message"] for row in class_.results.read_rows() if row["exercise"] == "mean"}
    assert "a text was handed in where a file, the notebook, is needed" in told["benm_2"]
    assert "a link was handed in where a file, the notebook, is needed" in told["cleon_3"]
    users = Canvas({"1": "Ada", "2": "Ben", "3": "Cleo"})
    users.import_gradebook(class_.file("canvas.csv"))
    assert {who: score for (who, _), score in users.scores.items()} == {"Ada": 4.5, "Ben": 0, "Cleo": 0}


def test_canvas_numbers_are_its_own_in_names_with_digits_and_none_where_it_is_anonymous(class_):
    class_.grade([(f"smith_3_108_5001_{NAME}.ipynb", RIGHTS), ("शर्माप्रिया_103_5003_x.ipynb", RIGHTS)])
    users = Canvas({"108": "Smith", "103": "Priya", "3": "another"}, {"5001": "108", "5003": "103"})
    users.import_gradebook(class_.file("canvas.csv"))
    assert users.scores == {("Smith", NAME): 4.5, ("Priya", NAME): 4.5}
    assert set(users.upload_submissions(class_.file(f"feedback_canvas_{NAME}.zip"))) == {"Smith", "Priya"}


def test_a_grade_of_an_anonymous_student_is_given_by_hand(class_):
    done = class_.grade([(f"LATE_anon_12345_5002_{NAME}.ipynb", RIGHTS), (f"anon_aB3xY_5001_{NAME}.ipynb", STUBS)])

    assert "canvas.csv" not in class_.files()
    assert "anonymous to Canvas: anon_12345, anon_aB3xY: give by hand" in done.stdout


def test_a_gradebook_of_canvas_as_roster_gives_logins_and_tells_contradictions(class_):
    roster = "Student,ID,SIS User ID,SIS Login ID,Section,Quiz\n    Points Possible,,,,,10\n"
    roster += '"Lovelace, Ada",1,s1,ada,A,3\n"Muster, Max",2,s2,max,A,4\n"Nothing, Niels",3,s3,niels,A,\n'

    done = class_.grade(
        [(f"lovelaceada_1_900_{NAME}.ipynb", RIGHTS), (f"mustermax_2_901_{NAME}.ipynb", RIGHTS),
         (f"kingben_9_902_{NAME}.ipynb", RIGHTS)],
        *class_.roster(roster),
    )  # fmt: skip

    assert class_.points() == {("ada", NAME): 4.5, ("max", NAME): 4.5, ("kingben_9", NAME): 4.5, ("niels", NAME): 0}
    assert "kingben_9 is not in the roster" in done.stderr
    users = Canvas({"1": "Ada", "2": "Max", "9": "Ben", "3": "Niels"}, scores={("Niels", NAME): 2.0})
    users.import_gradebook(class_.file("canvas.csv"))
    assert users.scores["Niels", NAME] == 2.0


def test_a_file_that_is_no_roster_changes_nothing(class_):
    done = class_.grade([moodle("Ada", 5)], *class_.roster("a,b\n1,2\n"), code=2)

    assert "is no roster: the first line names the columns" in done.stderr
    assert not class_.results.folder.exists()


def by_hand(results, student, exercise, points):
    with Gradebook(results.db_url) as gradebook:
        grade = gradebook.find_grade(f"test_{exercise}", NAME, NAME, student)
        grade.manual_score, grade.needs_manual_grade = points, False
        gradebook.db.commit()


def test_a_hand_grade_stays_and_is_asked_about_once_the_tests_say_something_else(class_):
    class_.grade([moodle("Ada", 5, class_.released(**WRONG)), moodle("Ben", 6)])
    by_hand(class_.results, "Ada_5", "mean", 1.0)

    same = class_.grade([moodle("Ada", 5, class_.released(**WRONG)), moodle("Ben", 6)])
    kept = {row["Full name"]: row["Grade"] for row in table(class_.file(f"moodle_worksheet_{NAME}.csv"))}
    changed = [moodle("Ada", 5), moodle("Ben", 6)]
    tried = class_.grade(changed, "--dry-run", code=1)
    done = class_.grade(changed)
    after = {row["Full name"]: row["Grade"] for row in table(class_.file(f"moodle_worksheet_{NAME}.csv"))}

    told = "graded by hand, please confirm"
    assert kept == after == {"Ada": "4", "Ben": "4.5"}
    assert (told in same.stdout, told in tried.stdout, told in done.stdout) == (False, True, True)
    assert told in class_.results.report.read_text()


def test_what_a_person_gave_and_wrote_stands_in_the_comment_and_no_complaint_beside_full_points(class_):
    class_.grade([moodle("Ada", 5, class_.released(**WRONG)), moodle("Ben", 6, class_.released(**WRONG))])
    by_hand(class_.results, "Ada_5", "mean", 1.5)
    by_hand(class_.results, "Ben_6", "mean", 0.5)

    done = CliRunner().invoke(main, ["report", str(class_.results.folder)])

    assert done.exit_code == 0, done.output
    site = Moodle({"5": "Ada", "6": "Ben"}, 4.5)
    site.upload_worksheet(class_.file(f"moodle_worksheet_{NAME}.csv"))
    assert site.grades == {"Ada": 4.5, "Ben": 3.5}
    assert site.comments["Ada"] == "mean: by hand: 1.5 of 1.5 points"
    assert "mean: by hand: 0.5 of 1.5 points" in site.comments["Ben"]
    assert "expected" in site.comments["Ben"]


@pytest.mark.parametrize(("exercise", "graded_before"), [("double", False), ("quadruple", True)])
def test_a_lesson_that_has_changed_since_it_was_handed_out_accuses_nobody(class_, exercise, graded_before):
    ada, ben, eve = (nbformat.reads(class_.released(**answers), as_version=4) for answers in (RIGHT, WRONG, RIGHT))
    cell(eve, "test_quadruple").source = "pass"
    if graded_before:  # then the release is known by what was graded, not by nbgrader's checksums in it
        for found in (found for notebook in (ada, ben, eve) for found in notebook.cells):
            found.metadata.get("nbgrader", {}).pop("checksum", None)
    zipped = [moodle(name, name, json.dumps(notebook)) for name, notebook in (("1", ada), ("2", ben), ("3", eve))]
    if graded_before:
        class_.grade(zipped)
    source = class_.folder / "course" / "solutions" / NAME / "lesson.py"
    text = source.read_text()
    text = text.replace(f"check_answer({exercise})\n", f"check_answer({exercise})\nprint('changed')\n")
    source.write_text(text.replace("offset = float(", "year = 2027\noffset = float("))  # which students have a copy of

    done = class_.grade(zipped)

    log = {entry["student"]: " ".join(entry["repairs"]) for entry in class_.results.read_log()}
    assert "had been edited" not in log["1_1"] + log["2_2"]
    assert "had been edited" in log["3_3"]
    assert done.stdout.count("has changed since it was handed out") == 1
    assert class_.results.report.read_text().count("has changed since it was handed out") == 1
    assert "1 needs a person" in done.stdout
