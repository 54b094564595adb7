"""`course grade --db`: the gradebook in a PostgreSQL server, a real one."""

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from grading_examples import NAME, RIGHT, hand_in, lesson, submission
from nbgrader.api import Gradebook
from postgresql_server import PASSWORD, Server
from psycopg import sql

import course_lib
from course_lib.instructor.cli import main
from course_lib.instructor.grading.intake.names import result_name
from course_lib.instructor.grading.intake.submissions import find_submissions
from course_lib.instructor.grading.records.database import check_database, make_tables, read_url
from course_lib.instructor.grading.records.fingerprint import fingerprint
from course_lib.instructor.grading.records.gradebook import make_gradebook
from course_lib.instructor.grading.records.recorder import Recorder
from course_lib.instructor.grading.records.results import Results
from course_lib.instructor.sandbox.runner import Limits
from course_lib.lab.system_packages import program

pytestmark = pytest.mark.skipif(program("pg_ctl") is None, reason="no PostgreSQL server (apt-get install postgresql)")

COMMAND = [sys.executable, "-P", "-c", "from course_lib.instructor.cli import main; main()", "grade", "submitted"]
WRONG = "def double(x):\n    return abs(x) + abs(x)"
SPY = """def double(x):
    import glob, os, socket
    print(dict(os.environ))
    for path in glob.glob("/proc/*/environ") + glob.glob("/proc/*/cmdline"):
        try:
            with open(path, "rb") as file:
                print(path, file.read())
        except OSError as error:  # it has ended, or is being born: what may be seen of it is no part of her grade
            print(error)
    print("sockets:", glob.glob("/tmp/**/.s.*", recursive=True) + glob.glob("/run/**/.s.*", recursive=True))
    return x + x"""
CLASS = {
    "ada": RIGHT,
    "ben": RIGHT | {"double": WRONG},
    "cleo": {"double": "def double(x):\n    return y"},
    "dora": RIGHT | {"double": SPY},
}


@pytest.fixture(scope="module")
def server():
    with Server() as server:
        yield server


@pytest.fixture(scope="module")
def root(numbers_course, tmp_path_factory):
    """A course and a class of it; `sqlite` holds its results as they are without --db."""
    root = tmp_path_factory.mktemp("database") / "course"
    shutil.copytree(numbers_course.root, root)
    for student, answers in CLASS.items():
        hand_in(root / "submitted", student, submission(**answers))
    assert course(root, "grade", "submitted", "-o", "sqlite").exit_code == 0
    return root


@pytest.fixture(scope="module")
def graded(server, root):
    """The results of the same class with the gradebook in the database `class`. The password is everywhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PGPASSWORD", PASSWORD)
        done = course(root, "grade", "submitted", "-o", "results", "--db", server.url(server.create("class")))
    assert done.exit_code == 0, done.output
    assert not secrets_in(done.output)
    return Results(root / "results")


@pytest.fixture
def password(monkeypatch):
    monkeypatch.setenv("PGPASSWORD", PASSWORD)


def course(root, *arguments):
    """Run a command of the course in a folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        return CliRunner().invoke(main, [str(argument) for argument in arguments])


def nbgrader(folder, *arguments):
    programs = Path(sys.executable).parent
    environment = os.environ | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run([programs / "nbgrader", *arguments], cwd=folder, env=environment, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()


def secrets_in(text):
    return [secret for secret in (PASSWORD, quote(PASSWORD, safe=""), quote(PASSWORD)) if secret in text]


def scores(db_url):
    with Gradebook(db_url) as gradebook:
        return {entry.student.id: (entry.score, entry.max_score) for entry in gradebook.assignment_submissions(NAME)}


def what_was_found(folder):
    """Rows, files for Moodle and Canvas, and what students read: everything that does not tell the time."""
    rows = [{key: value for key, value in row.items() if key != "seconds"} for row in Results(folder).read_rows()]
    students = [student for student in CLASS if student != "dora"]  # what she prints is never twice the same
    pages = [Results(folder).feedback(student, NAME).read_text(encoding="utf-8") for student in students]
    return rows, [(folder / name).read_text(encoding="utf-8") for name in ("canvas.csv", "moodle.csv")], pages


def assert_the_same_was_found(folder, expected):
    """Which rows, files or pages differ stands in the failure, not all of them."""
    for found, other in zip(what_was_found(folder), what_was_found(expected), strict=True):
        assert [pair for pair in zip(found, other, strict=True) if pair[0] != pair[1]] == []


def start(root, folder, *options):
    environment = os.environ | {"PYTHONPATH": str(next(iter(course_lib.__path__))).rpartition("/")[0]}
    command = [*COMMAND, "-o", str(folder), "--jobs", "1", "--resume", *options]
    pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, cwd=root, env=environment, **pipes)


def wait_for_log(command, folder, lines):
    deadline = time.monotonic() + 120
    while command.poll() is None and time.monotonic() < deadline:
        if len(Results(folder).read_log()) >= lines:
            return
        time.sleep(0.02)
    raise AssertionError(f"no {lines} submissions were graded")


def test_grades_are_those_that_the_gradebook_in_a_file_gives(root, graded):
    assert_the_same_was_found(graded.folder, root / "sqlite")
    assert not graded.gradebook.exists()


def test_nbgrader_reads_the_same_scores_from_the_server(server, root, graded, password):
    assert scores(graded.db_url) == scores(Results(root / "sqlite").db_url)
    assert scores(graded.db_url)["ada"] == (4.5, 4.5)
    assert server.execute("SELECT count(*) FROM submitted_assignment", "class") == [(4,)]


def test_no_file_and_no_process_of_a_student_holds_the_password_or_sees_the_server(server, graded):
    notebook = json.loads(graded.autograded("dora", NAME).read_text(encoding="utf-8"))
    printed = json.dumps([cell.get("outputs") for cell in notebook["cells"]])

    assert [path for path in graded.folder.rglob("*") if path.is_file() and secrets_in(path.read_text("utf-8"))] == []
    assert "sockets: []" in printed
    assert "NBGRADER_EXECUTION" in printed
    assert "PGPASSWORD" not in printed
    assert "postgresql" not in printed
    assert str(server.folder) not in printed


def test_due_dates_in_the_server_count_without_naming_it_again(server, graded, password):
    (url,) = graded.remembered.read_text(encoding="utf-8").splitlines()
    with Gradebook(url) as gradebook:
        gradebook.update_or_create_submission(NAME, "ben", timestamp="2026-03-01 14:00:00 UTC")

    nbgrader(graded.folder, "db", "assignment", "add", NAME, "--duedate=2026-03-01 12:00:00 UTC")
    done = course(graded.folder.parent, "report", "results")

    assert done.exit_code == 0, done.output
    assert "1 late, penalty 0: no method set." in done.stdout


def test_nbgrader_finds_the_server_from_the_results_folder(graded, password, tmp_path):
    nbgrader(graded.folder, "export", f"--to={tmp_path / 'export.csv'}")

    with (tmp_path / "export.csv").open(encoding="utf-8", newline="") as file:
        exported = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert exported == {student: score for student, (score, _) in scores(graded.db_url).items()}


def test_grades_of_other_results_are_never_mixed_in(server, root, graded):
    done = course(root, "grade", "submitted", "-o", "other", "--db", server.url("class"))

    assert done.exit_code == 2
    assert "class?host=" in done.stderr
    assert "holds grades of 4 submissions already" in done.stderr
    assert not (root / "other").exists()


def test_results_keep_the_gradebook_that_they_have(server, root, graded):
    moved = course(root, "grade", "submitted", "-o", "results", "--db", server.url("another"))
    joined = course(root, "grade", "submitted", "-o", "sqlite", "--db", server.url("class"))

    assert (moved.exit_code, joined.exit_code) == (2, 2)
    assert "results has its gradebook in postgresql+psycopg://instructor@/class?host=" in moved.stderr
    assert "sqlite has its gradebook in sqlite/gradebook.db: leave --db out" in joined.stderr


def test_killed_and_cut_off_from_the_server_it_resumes_without_being_told_where(server, root, password):
    """First kill -9 of the command, then the server is gone, then a run to the end; nothing is graded twice."""
    folder, url = root / "disturbed", server.url(server.create("disturbed"), password=None)
    command = start(root, folder, "--db", url)
    wait_for_log(command, folder, 1)
    os.kill(command.pid, signal.SIGKILL)
    command.communicate()

    command = start(root, folder)
    wait_for_log(command, folder, 2)
    command.send_signal(signal.SIGSTOP)  # or it may be at its end before the server is
    server.stop()
    command.send_signal(signal.SIGCONT)
    _, errors = command.communicate(timeout=300)
    server.start()
    resumed = start(root, folder)
    _, complaints = resumed.communicate(timeout=300)

    assert command.returncode == 3
    assert errors.splitlines()[-1].startswith("Error: the gradebook failed")
    assert "Traceback" not in errors
    assert resumed.returncode == 0, complaints
    assert_the_same_was_found(folder, root / "sqlite")
    assert scores(Results(folder).db_url) == scores(Results(root / "sqlite").db_url)
    log = [json.loads(line)["student"] for line in Results(folder).log.read_text(encoding="utf-8").splitlines()]
    assert sorted(log) == sorted(CLASS)


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("class", "this is no URL of a database: postgresql://USER@HOST/NAME was expected"),
        ("mysql://instructor:{password}@host/class", "PostgreSQL alone: postgresql://USER@HOST/NAME was expected, got"),
        ("postgresql+asyncpg://instructor:{password}@host/class", "got postgresql+asyncpg"),
        ("postgresql://instructor:{password}@host:port/class", "this is no URL of a database"),
        ("postgresql://instructor:@{password}@host/class", "the URL has a second @"),
        ("postgresql://instructor@host/class?password={password}", "set PGPASSWORD, or write it into ~/.pgpass"),
        ("postgresql://instructor:{password}@host", "names no database"),
        ("postgresql://instructor:{password}@nowhere.invalid/class", "instructor@nowhere.invalid/class: failed to"),
        ("postgresql://instructor:{password}@/class?host=/nowhere", 'on socket "/nowhere/.s.PGSQL.5432" failed'),
        ("postgres://instructor:{password}@/missing?host={folder}", 'database "missing" does not exist'),
        ("postgresql://instructor:a{password}@/postgres?host={folder}", "password authentication failed"),
        ("postgresql://instructor@/postgres?host={folder}", "no password supplied (it is read from PGPASSWORD or"),
        ("postgresql://instructor:{password}@/postgres?host={folder}&sslmode=so", 'invalid sslmode value: "so"'),
        ("postgresql://instructor:{password}@/postgres?host={folder}&options=-csearch_path%3Dx", "may not make tables"),
    ],
)  # fmt: skip
def test_a_database_that_cannot_be_used_is_one_line_without_the_password(server, root, tmp_path, url, fault):
    given = url.format(password=quote(PASSWORD, safe=""), folder=server.folder)

    refused(course(root, "grade", "submitted", "-o", tmp_path / "results", "--db", given), tmp_path, fault)


def refused(done, folder, fault):
    """Wrong usage: one line that says so, no secret in it, and nothing made."""
    assert done.exit_code == 2, done.output
    assert len(done.stderr.splitlines()) == 1
    assert fault in done.stderr
    assert not secrets_in(done.output)
    assert not (folder / "results").exists()


def test_a_driver_that_is_not_installed_is_named_with_the_command(server, root, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)  # as if it were not installed

    done = course(root, "grade", "submitted", "-o", tmp_path / "results", "--db", server.url("class"))

    refused(done, tmp_path, "pip install 'psycopg[binary]'")


def test_other_tables_are_left_alone(server, root, tmp_path):
    server.execute("CREATE TABLE student (id int)", server.create("other tables"))

    done = course(root, "grade", "submitted", "-o", tmp_path / "results", "--db", server.url("other%20tables"))

    refused(done, tmp_path, "holds other tables: name an empty database")
    assert server.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", "other tables") == [
        ("student",)
    ]


def test_a_database_of_another_encoding_is_refused(server, root, tmp_path):
    server.create("latin", "TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")

    done = course(root, "grade", "submitted", "-o", tmp_path / "results", "--db", server.url("latin"))

    refused(done, tmp_path, "keeps text as LATIN1: make it with `createdb --encoding=UTF8`")


def test_a_gradebook_of_another_nbgrader_is_refused(server, root, tmp_path):
    make_tables(read_url(server.url(server.create("old"))))
    server.execute("UPDATE alembic_version SET version_num = '50a4d84c131a'", "old")

    done = course(root, "grade", "submitted", "-o", tmp_path / "results", "--db", server.url("old"))

    refused(done, tmp_path, "another version of nbgrader: run `nbgrader db upgrade --db=postgresql+psycopg://")


def test_who_may_not_write_is_told_before_anything_is_graded(server, root, tmp_path):
    server.execute(sql.SQL("CREATE ROLE guest LOGIN PASSWORD {}").format(PASSWORD))
    make_tables(read_url(server.url(server.create("readable"))))
    server.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO guest", "readable")
    server.create("foreign")

    for name, fault in (("readable", "it may be read, but not written"), ("foreign", "guest may not make tables")):
        url = server.url(name, user="guest")
        refused(course(root, "grade", "submitted", "-o", tmp_path / "results", "--db", url), tmp_path, fault)


def test_a_name_too_long_for_the_server_is_shortened(server, root, tmp_path):
    hand_in(tmp_path / "submitted", "x" * 129, submission())
    url = server.url(server.create("long names"))

    done = course(root, "grade", tmp_path / "submitted", "-o", tmp_path / "results", "--db", url)

    assert done.exit_code == 0, done.output
    (name,) = {row["student"] for row in Results(tmp_path / "results").read_rows()}
    assert name == result_name("x" * 129)
    assert len(name) <= 128


def test_two_classes_have_a_schema_each_in_one_database(server, tmp_path):
    server.create("department")
    for term in ("spring", "autumn"):
        server.execute(f"CREATE SCHEMA {term}", "department")
        url = read_url(server.url("department", options=f"-csearch_path={term}"))
        check_database(url, known=False)
        make_gradebook(Results(tmp_path / term, url))
        with Gradebook(url) as gradebook:
            gradebook.add_student(term)
            gradebook.add_assignment(NAME, duedate="2027-03-01 12:00:00 UTC")
        check_database(url, known=False)  # students and due dates are welcome, grades of others are not

    tables = server.execute("SELECT schemaname, count(*) FROM pg_tables GROUP BY 1 HAVING count(*) = 14", "department")
    assert sorted(tables) == [("autumn", 14), ("spring", 14)]
    assert server.execute("SELECT id FROM autumn.student", "department") == [("autumn",)]


def test_what_the_server_has_lost_counts_as_not_graded(server, root, graded, tmp_path, password):
    results = Results(tmp_path / "results")
    shutil.copytree(graded.folder, results.folder)
    submissions = find_submissions(root / "submitted", [NAME])
    marks = {entry: fingerprint(entry, lesson(), Limits(), results.read_seed()) for entry in submissions}
    before = Recorder(results, [lesson()])
    kept = [before.reason_to_grade(*entry) for entry in marks.items()]
    results.remembered.write_text(server.url(server.create("emptied"), password=None), encoding="utf-8")

    report = course(root, "report", results.folder)
    after = Recorder(results, [lesson()])

    assert kept == [None] * 4
    assert [after.reason_to_grade(*entry) for entry in marks.items()] == ["missing"] * 4
    assert report.exit_code == 2
    assert "is empty: `course grade --resume` fills it again" in report.stderr
